import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave, type Answer, type Config, type Conflict, type Edit, type Known, type Pulled } from "./engine";

/** A server of one form, as the contract says it behaves. */
class Server {
  version = 0;
  fields = new Map<string, Known & { path: string }>();
  conflicts = new Map<string, Conflict>();
  answered = new Map<string, { saved?: Known & { path: string }; conflict?: Conflict }>();
  requests: Edit[][] = [];
  /** Set to make the next requests fail: before the edits are kept, or after (the answer is lost). */
  fault: { status: number; after?: boolean; of?: string } | null = null;

  constructor(private readonly by = "Camille") {}

  seenBy(by: string): Pick<Config, "send" | "pull"> {
    return {
      send: async (edits) => {
        await Promise.resolve();
        this.requests.push(edits);
        const fault = this.fault && (!this.fault.of || edits.some((edit) => edit.path === this.fault?.of)) ? this.fault : null;
        if (fault && !fault.after) throw Object.assign(new Error("non"), { status: fault.status });
        const answer = this.patch(edits, by);
        if (fault) throw Object.assign(new Error("non"), { status: fault.status });
        return answer;
      },
      pull: async (since) => {
        await Promise.resolve();
        if (this.fault && !this.fault.of) throw Object.assign(new Error("non"), { status: this.fault.status });
        return { version: this.version, fields: [...this.fields.values()].filter((field) => field.version > since), conflicts: [...this.conflicts.values()] };
      },
    };
  }

  patch(edits: Edit[], by = this.by): Answer {
    const answer: Answer = { version: 0, saved: [], conflicts: [] };
    for (const edit of edits) {
      const said = this.answered.get(edit.id) ?? this.one(edit, by);
      this.answered.set(edit.id, said);
      if (said.saved) answer.saved.push(said.saved);
      if (said.conflict) answer.conflicts.push(said.conflict);
    }
    return { ...answer, version: this.version };
  }

  private one(edit: Edit, by: string) {
    const current = this.fields.get(edit.path);
    if (edit.closes?.includes(this.conflicts.get(edit.path)?.other.id ?? "")) this.conflicts.delete(edit.path);
    if (current && current.version > edit.base && current.value !== edit.value) {
      const conflict = { path: edit.path, current, other: { id: edit.id, value: edit.value, by, at: "" } };
      this.conflicts.set(edit.path, conflict);
      return { conflict };
    }
    const saved = { path: edit.path, value: edit.value, version: ++this.version, at: "", by };
    this.fields.set(edit.path, saved);
    return { saved };
  }

  value(path: string) {
    return this.fields.get(path)?.value;
  }
}

const empty: Pulled = { version: 0, fields: [], conflicts: [] };
const stops: (() => void)[] = [];

function open(server: Server, { by = "Camille", start = empty, storage = localStorage }: { by?: string; start?: Pulled; storage?: Storage } = {}) {
  const form = new Autosave({ key: `${by}/x`, start, storage, ...server.seenBy(by) });
  stops.push(form.start());
  return form;
}

/** The page disappears: nothing runs any more, and nothing is sent. */
function kill() {
  stops.splice(0);
  vi.clearAllTimers();
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const journal = () => Object.keys(localStorage).length;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

describe("typing", () => {
  it("is kept in one request, 800 ms after", async () => {
    const server = new Server();
    const form = open(server);
    form.set("name", "A");
    form.set("name", "AB");
    form.set("city", "Lyon");
    expect(form.snapshot().saving).toEqual({ kind: "saving" });
    expect(journal()).toBe(2);
    await pass(790);
    expect(server.requests).toHaveLength(0);
    await pass(20);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]!.map((edit) => edit.value)).toEqual(["AB", "Lyon"]);
    expect(form.snapshot().saving).toEqual({ kind: "saved" });
    expect(journal()).toBe(0);
  });

  it("while a request is under way starts from the version it gives", async () => {
    const server = new Server();
    const form = open(server);
    form.set("name", "A");
    const sending = form.flush();
    form.set("name", "AB");
    await sending;
    await pass(1_000);
    expect(server.value("name")).toBe("AB");
    expect(server.requests[1]![0]!.base).toBe(1);
    expect(form.snapshot().conflicts.size).toBe(0);
  });

  it("leaves with the page, and survives it if it cannot", async () => {
    const server = new Server();
    const form = open(server);
    form.set("name", "A");
    window.dispatchEvent(new Event("pagehide"));
    await pass(0);
    expect(server.value("name")).toBe("A");
    expect(journal()).toBe(0);
  });
});

describe("a link that is cut", () => {
  it("is told, tried again, and costs nothing", async () => {
    const server = new Server();
    const form = open(server);
    server.fault = { status: 0 };
    form.set("name", "A");
    await pass(900);
    expect(form.snapshot().saving).toMatchObject({ kind: "unsaved", why: "network" });
    form.set("name", "AB");
    form.set("city", "Lyon");
    server.fault = null;
    await pass(6_000);
    expect([server.value("name"), server.value("city")]).toEqual(["AB", "Lyon"]);
    expect(form.snapshot().saving).toEqual({ kind: "saved" });
    expect(journal()).toBe(0);
  });

  it("after the server kept the edit does not keep it twice, nor against itself", async () => {
    const server = new Server();
    const form = open(server);
    server.fault = { status: 0, after: true };
    form.set("name", "A");
    await pass(900);
    expect(server.version).toBe(1);
    form.set("name", "AB");
    server.fault = null;
    window.dispatchEvent(new Event("online"));
    await pass(1_000);
    expect([server.value("name"), server.version]).toEqual(["AB", 2]);
    expect(server.requests[0]![0]!.id).toBe(server.requests[1]![0]!.id);
    expect(form.snapshot().conflicts.size).toBe(0);
  });

  it("during which the page is closed: what was typed comes back", async () => {
    const server = new Server();
    const before = open(server);
    server.fault = { status: 0, after: true };
    before.set("name", "A");
    await pass(900);
    before.set("name", "AB");
    before.set("city", "Lyon");
    kill();
    server.fault = null;
    const after = open(server, { start: empty });
    expect(after.snapshot().typed.get("name")).toBe("AB");
    await pass(2_000);
    expect([server.value("name"), server.value("city")]).toEqual(["AB", "Lyon"]);
    expect(after.snapshot().saving).toEqual({ kind: "saved" });
    expect([journal(), after.snapshot().conflicts.size]).toEqual([0, 0]);
  });
});

describe("a session that ends", () => {
  it("keeps the journal, asks to sign in, and goes on once signed in", async () => {
    const server = new Server();
    const form = open(server);
    server.fault = { status: 401 };
    form.set("name", "A");
    await pass(900);
    expect(form.snapshot().saving).toMatchObject({ kind: "unsaved", why: "session" });
    form.set("name", "AB");
    const asked = server.requests.length;
    await pass(30_000);
    expect(server.requests).toHaveLength(asked);
    expect(journal()).toBeGreaterThan(0);
    server.fault = null; // signed in again, in another tab
    await pass(6_000);
    expect(server.value("name")).toBe("AB");
    expect([form.snapshot().saving.kind, journal()]).toEqual(["saved", 0]);
  });

  it("never gives the journal of one person to another", async () => {
    const server = new Server();
    const mine = open(server, { by: "Camille" });
    server.fault = { status: 401 };
    mine.set("name", "A");
    await pass(900);
    kill();
    server.fault = null;
    const other = open(server, { by: "Dominique" });
    await pass(5_000);
    expect(other.snapshot().typed.size).toBe(0);
    expect(server.value("name")).toBeUndefined();
    expect(journal()).toBe(1);
  });
});

describe("what the server will not take", () => {
  it("is set aside with its reason, and the rest is kept", async () => {
    const server = new Server();
    const form = open(server);
    server.fault = { status: 400, of: "bad" };
    form.set("name", "A");
    form.set("bad", "…");
    form.set("city", "Lyon");
    await pass(2_000);
    expect([server.value("name"), server.value("city")]).toEqual(["A", "Lyon"]);
    expect(form.snapshot().saving).toMatchObject({ kind: "unsaved", why: "refused", message: "non" });
    expect([...form.snapshot().savingOf.keys()]).toEqual(["bad"]);
    server.fault = null;
    form.set("bad", "good");
    await pass(1_000);
    expect(server.value("bad")).toBe("good");
    expect([form.snapshot().saving.kind, journal()]).toEqual(["saved", 0]);
  });

  it("can be given up", async () => {
    const server = new Server();
    const form = open(server);
    server.fault = { status: 403, of: "bad" };
    form.set("bad", "…");
    await pass(1_000);
    form.discard();
    expect([form.snapshot().saving.kind, journal(), form.snapshot().typed.size]).toEqual(["saved", 0, 0]);
  });
});

describe("two people", () => {
  it("on two fields: both are there", async () => {
    const server = new Server();
    const a = open(server, { by: "Camille" });
    const b = open(server, { by: "Dominique" });
    a.set("name", "A");
    b.set("city", "Lyon");
    await pass(6_000);
    expect([a, b].map((form) => [form.snapshot().fields.get("name")?.value, form.snapshot().fields.get("city")?.value])).toEqual([["A", "Lyon"], ["A", "Lyon"]]);
  });

  it("on one field: two values and a choice, that both see", async () => {
    const server = new Server();
    const a = open(server, { by: "Camille" });
    const b = open(server, { by: "Dominique" });
    a.set("name", "A");
    await a.flush();
    b.set("name", "B");
    await b.flush();
    expect(b.snapshot().conflicts.get("name")).toMatchObject({ current: { value: "A", by: "Camille" }, other: { value: "B", by: "Dominique" } });
    await pass(6_000);
    expect(a.snapshot().conflicts.has("name")).toBe(true);
    a.choose("name", "other");
    await pass(6_000);
    for (const form of [a, b]) expect([form.snapshot().fields.get("name")?.value, form.snapshot().conflicts.size]).toEqual(["B", 0]);
  });

  it("a change of the other, read while typing, is not overwritten unseen", async () => {
    const server = new Server();
    const a = open(server, { by: "Camille" });
    a.set("name", "A");
    server.patch([{ id: "b", path: "name", value: "B", base: 0 }], "Dominique");
    await a.refresh();
    a.set("name", "AB");
    await pass(1_000);
    expect(a.snapshot().conflicts.get("name")).toMatchObject({ current: { value: "B" }, other: { value: "AB" } });
  });
});

describe("two tabs of one person", () => {
  it("keep both what they type, and empty one journal", async () => {
    const server = new Server();
    const a = open(server);
    const b = open(server);
    a.set("name", "A");
    b.set("city", "Lyon");
    expect(journal()).toBe(2);
    await pass(6_000);
    expect([server.value("name"), server.value("city"), journal()]).toEqual(["A", "Lyon", 0]);
    expect(b.snapshot().fields.get("name")?.value).toBe("A");
  });

  it("opened while the link of the first is cut, the second sends for both", async () => {
    const server = new Server();
    const a = open(server);
    server.fault = { status: 401 };
    a.set("name", "A");
    await pass(900);
    server.fault = null;
    open(server);
    await pass(6_000);
    expect([server.value("name"), server.version, journal()]).toEqual(["A", 1, 0]);
    expect(a.snapshot().saving).toEqual({ kind: "saved" });
  });
});

it("three editors, many edits, links that break: nobody loses a field", async () => {
  const server = new Server();
  let seed = 7;
  const random = (n: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
  const forms = ["Camille", "Dominique", "Sacha"].map((by) => open(server, { by }));
  const typed = new Map<string, string[]>();
  for (let i = 0; i < 600; i++) {
    const who = random(3);
    const path = `f${random(12)}`;
    const value = `${who}-${i}`;
    forms[who]!.set(path, value);
    typed.set(`${who}/${path}`, [value]);
    server.fault = random(6) === 0 ? { status: random(2) ? 0 : 503, after: random(2) === 0 } : null;
    await pass(random(500));
  }
  server.fault = null;
  await pass(60_000);
  for (let turn = 0; turn < 3; turn++) {
    for (const path of [...forms[0]!.snapshot().conflicts.keys()]) forms[0]!.choose(path, "other");
    await pass(20_000);
  }
  for (const form of forms) {
    expect([form.snapshot().saving.kind, form.snapshot().conflicts.size, form.snapshot().typed.size]).toEqual(["saved", 0, 0]);
    for (let f = 0; f < 12; f++) expect(form.snapshot().fields.get(`f${f}`)?.value).toBe(server.value(`f${f}`));
  }
  // The last value that each typed was kept, or shown beside another one.
  const kept = new Set([...server.answered.values()].map(({ saved, conflict }) => saved?.value ?? conflict?.other.value));
  for (const [value] of typed.values()) expect(kept.has(value)).toBe(true);
  expect(journal()).toBe(0);
});
