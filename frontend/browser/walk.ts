// What every browser test needs: come in as someone, find a file by its number,
// and watch that nothing breaks or leaves the house.
import { expect, type Page } from "@playwright/test";

interface Named {
  id: string;
  name: string;
}

/** Signs in as a demonstration account, without its page. */
export async function enter(page: Page, name: string) {
  const { accounts } = (await (await page.request.get("/api/v1/demonstration")).json()) as { accounts: Named[] };
  const account = accounts.find((one) => one.name === name);
  if (!account) throw new Error(`aucun compte « ${name} »`);
  const answer = await page.request.post("/api/v1/session", { data: { account: account.id } });
  expect(answer.ok()).toBe(true);
}

async function items<T>(page: Page, address: string): Promise<T[]> {
  const answer = await page.request.get(`/api/v1${address}`);
  expect(answer.ok(), address).toBe(true);
  return ((await answer.json()) as { items: T[] }).items;
}

/** The address of a file of the signed-in person, by its number. */
export async function fileOf(page: Page, code: string): Promise<string> {
  const files = await items<{ id: string; code: string }>(page, `/applications?q=${code}`);
  const file = files.find((one) => one.code === code);
  if (!file) throw new Error(`aucun dossier ${code}`);
  return `/dossiers/${file.id}`;
}

/** The opinion asked of the signed-in service about a file. */
export async function opinionOn(page: Page, code: string): Promise<string> {
  const asked = (await items<{ id: string; code: string }>(page, "/opinion-requests")).find((one) => one.code === code);
  if (!asked) throw new Error(`aucun avis demandé sur ${code}`);
  return asked.id;
}

/** The address of a session, by its day. */
export async function sessionOn(page: Page, day: string): Promise<string> {
  const sessions = await items<{ id: string; on: string }>(page, "/committee-sessions");
  const session = sessions.find((one) => one.on === day);
  if (!session) throw new Error(`aucune séance le ${day}`);
  return `/seances/${session.id}`;
}

/** Collects what must never happen: script errors, refused styles, foreign requests. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // What the server refuses is told by the page; Chromium logs its status too.
    if (message.type() === "error" && !/status of (401|4\d\d \(Unprocessable)/.test(message.text())) faults.push(message.text());
  });
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1" && hostname !== "localhost") faults.push(`requête vers ${hostname}`);
  });
  return faults;
}

/** A space that would break before a double sign, a straight apostrophe, an escape left as it is. */
export const badFrench = /.{0,30}(?:\S [»:;?!€%]|« |\p{L}'\p{L}|\\u[0-9a-f]{4}).{0,30}/gu;
