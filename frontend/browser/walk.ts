// What every browser test needs: come in as someone, and watch that nothing
// breaks or leaves the house.
import { expect, type Page } from "@playwright/test";

export async function enter(page: Page, account: string) {
  const answer = await page.request.post("/api/v1/session", { data: { account } });
  expect(answer.ok()).toBe(true);
}

/** Collects what must never happen: script errors, refused styles, foreign requests. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("401")) faults.push(message.text());
  });
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1" && hostname !== "localhost") faults.push(`requête vers ${hostname}`);
  });
  return faults;
}
