// What is typed, field by field, until the server has it: nothing that a lost
// link, a session that ends or a closed page can take away.
//
//   set(path) ──> waiting ──800 ms──> sent ──answer──> known, or a conflict
//                    │                  │
//                    └── journal (localStorage, one entry per edit) ──> replayed
//
// An edit keeps its id until it is acknowledged, so sending it twice keeps it
// once. One request is under way at a time; what is typed meanwhile waits, and
// starts from the version that the answer gives. Two tabs of one person share a
// journal without harm: entries are told apart by their id.

export type Value = unknown;

/** A field as the server has it; version 0 is a field never filled. */
export interface Known {
  value: Value;
  version: number;
  at: string;
  by: string;
}

export interface Edit {
  id: string;
  path: string;
  value: Value;
  /** The version of the field that was seen when it was typed over. */
  base: number;
  /** The conflicts that this edit settles. */
  closes?: string[];
}

/** Two values for one field, and who gave them. */
export interface Conflict {
  path: string;
  current: Known;
  other: { id: string; value: Value; by: string; at: string };
}

/** What the server says after edits. */
export interface Answer {
  version: number;
  saved: (Known & { path: string })[];
  conflicts: Conflict[];
}

/** What the server has, since a version: changed fields, and every open conflict. */
export interface Pulled {
  version: number;
  fields: (Known & { path: string })[];
  conflicts: Conflict[];
}

export type Why = "network" | "session" | "refused";

export type Saving = { kind: "saved" } | { kind: "saving" } | { kind: "unsaved"; why: Why; message: string };

type Trouble = Extract<Saving, { kind: "unsaved" }>;

export interface Config {
  /** Who types, and on what: "account/organisation/id". */
  key: string;
  start: Pulled;
  send: (edits: Edit[], options: { keepalive: boolean }) => Promise<Answer>;
  pull?: (since: number) => Promise<Pulled>;
  storage?: Storage | undefined;
  /** Milliseconds. */
  debounce?: number;
  poll?: number;
}

export interface Shown {
  saving: Saving;
  /** Of each path that is not saved. */
  savingOf: ReadonlyMap<string, Saving>;
  fields: ReadonlyMap<string, Known>;
  /** What is typed and not acknowledged, by path. */
  typed: ReadonlyMap<string, Value>;
  conflicts: ReadonlyMap<string, Conflict>;
}

interface Entry extends Edit {
  /** Its place in the order of typing. */
  rank: number;
}

const PREFIX = "autosave/";
const DEBOUNCE = 800;
const POLL = 5_000;
const PATIENCE = 15_000; // the longest wait between two tries
const KEEPALIVE_MAX = 60_000; // browsers refuse 64 KiB and more
const EDITS_MAX = 50; // of one request

export class Autosave {
  private readonly config: Config;
  private readonly known = new Map<string, Known>();
  private readonly disputes = new Map<string, Conflict>();
  /** The newest edit of each path that no request carries. */
  private readonly waiting = new Map<string, Entry>();
  /** What requests carry, or carried without an answer: never changed, sent again as it is. */
  private sent: Entry[] = [];
  /** What the server will not take, and why. */
  private readonly refused = new Map<string, { entry: Entry; trouble: Trouble }>();
  private busy = false;
  private alone = false;
  private trouble: Trouble | null = null;
  private failures = 0;
  private since: number;
  private rank = Date.now();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private poller: ReturnType<typeof setInterval> | undefined;
  private readonly listeners = new Set<() => void>();
  private shown: Shown;

  constructor(config: Config) {
    this.config = config;
    this.since = config.start.version;
    this.learn(config.start);
    this.restore();
    this.shown = this.show();
  }

  /** Begins to send, to ask for the changes of others, and to watch the page. Returns how to stop. */
  start(): () => void {
    this.poller = setInterval(() => void this.refresh(), this.config.poll ?? POLL);
    const leave = () => this.leave();
    const back = () => this.retry();
    const hold = (event: BeforeUnloadEvent) => {
      if (this.unanswered().length > 0 && this.shown.saving.kind === "unsaved") event.preventDefault();
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", back);
    window.addEventListener("beforeunload", hold);
    if (this.pending()) void this.flush();
    return () => {
      this.leave();
      clearInterval(this.poller);
      clearTimeout(this.timer);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", back);
      window.removeEventListener("beforeunload", hold);
    };
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = () => this.shown;

  /** Types a value over a field. */
  readonly set = (path: string, value: Value) => this.put({ path, value, base: this.seen(path) });

  /** Settles a conflict with one of its two values. */
  readonly choose = (path: string, which: "current" | "other") => {
    const conflict = this.disputes.get(path);
    if (!conflict) return;
    this.disputes.delete(path);
    this.put({ path, value: conflict[which].value, base: conflict.current.version, closes: [conflict.other.id] });
    void this.flush();
  };

  /** Sends now what waits. */
  readonly flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.busy) return;
    const batch = this.take();
    if (batch.length === 0) return this.tell();
    this.busy = true;
    this.tell();
    let pause = 0;
    try {
      this.settle(batch, await this.config.send(batch.map(bare), { keepalive: fits(batch) }));
      this.failures = 0;
      this.trouble = null;
      this.alone &&= this.sent.length > 0;
    } catch (error) {
      pause = this.fail(error, batch);
    }
    this.busy = false;
    this.tell();
    if (this.pending() && this.trouble?.why !== "session") this.later(pause);
  };

  /** Tries again at once: the link is back, the person signed in again. */
  readonly retry = () => {
    this.failures = 0;
    void this.flush();
  };

  /** Gives up what the server will not take, and shows what it has. */
  readonly discard = () => {
    for (const entry of this.unanswered()) this.forget(entry);
    this.sent = [];
    this.waiting.clear();
    this.refused.clear();
    this.trouble = null;
    this.tell();
  };

  /** Asks what others changed; when it answers, the session is there again. */
  readonly refresh = async (): Promise<void> => {
    if (!this.config.pull || document.visibilityState === "hidden") return;
    try {
      const pulled = await this.config.pull(this.since);
      this.since = Math.max(this.since, pulled.version);
      this.learn(pulled);
      if (this.trouble) {
        this.trouble = null;
        this.retry();
      }
    } catch (error) {
      if (reason(error).why === "session") this.trouble = reason(error);
    }
    this.tell();
  };

  /** The version that who types over a field has seen: an edit under way does not see what others did meanwhile. */
  private seen(path: string): number {
    const mine = this.waiting.get(path) ?? this.sent.findLast((entry) => entry.path === path);
    return mine?.base ?? this.known.get(path)?.version ?? 0;
  }

  private put(edit: Omit<Edit, "id">) {
    const entry: Entry = { ...edit, id: newID(), rank: ++this.rank };
    const before = [this.waiting.get(edit.path), this.refused.get(edit.path)?.entry];
    const closes = edit.closes ?? before[0]?.closes;
    if (closes) entry.closes = closes;
    this.waiting.set(edit.path, entry);
    this.refused.delete(edit.path);
    this.remember(entry);
    for (const old of before) if (old) this.forget(old);
    this.tell();
    if (!this.busy && !this.trouble) this.later(this.config.debounce ?? DEBOUNCE);
  }

  /** The next request: what had no answer; otherwise what waits. */
  private take(): Entry[] {
    if (this.sent.length === 0) {
      this.sent = [...this.waiting.values()].sort(byRank).slice(0, EDITS_MAX);
      for (const entry of this.sent) this.waiting.delete(entry.path);
    }
    // Two edits of one field never travel together: the second needs the version of the first.
    const paths = new Set<string>();
    const batch = this.sent.filter((entry) => !paths.has(entry.path) && paths.add(entry.path));
    return batch.slice(0, this.alone ? 1 : EDITS_MAX);
  }

  private settle(batch: Entry[], answer: Answer) {
    const answered = new Set(batch.map((entry) => entry.id));
    this.sent = this.sent.filter((entry) => !answered.has(entry.id));
    batch.forEach((entry) => this.forget(entry));
    for (const field of answer.saved) {
      this.know(field);
      for (const entry of [...this.sent, ...this.waiting.values()]) {
        if (entry.path === field.path && entry.base < field.version && batch.some((one) => one.path === field.path)) {
          entry.base = field.version;
          this.remember(entry);
        }
      }
    }
    for (const conflict of answer.conflicts) this.dispute(conflict);
  }

  /** Returns how long to wait. What is refused is found by sending edits one by one, and set aside: the others go on. */
  private fail(error: unknown, batch: Entry[]): number {
    const trouble = reason(error);
    if (trouble.why !== "refused") {
      this.trouble = trouble;
      this.failures += 1;
      return Math.min(PATIENCE, 1_000 * 2 ** (this.failures - 1));
    }
    this.trouble = null;
    this.alone = batch.length > 1 || this.sent.length > 1;
    const [entry] = batch;
    if (batch.length === 1 && entry) {
      this.sent = this.sent.filter((one) => one !== entry);
      this.refused.set(entry.path, { entry, trouble });
    }
    return 0;
  }

  private learn(pulled: Pulled) {
    for (const field of pulled.fields) this.know(field);
    for (const path of [...this.disputes.keys()]) {
      if (!pulled.conflicts.some((conflict) => conflict.path === path)) this.disputes.delete(path);
    }
    for (const conflict of pulled.conflicts) {
      const settling = this.unanswered().some((entry) => entry.closes?.includes(conflict.other.id));
      if (!settling) this.dispute(conflict);
    }
  }

  private dispute(conflict: Conflict) {
    this.disputes.set(conflict.path, conflict);
    this.know({ ...conflict.current, path: conflict.path });
  }

  private know({ path, ...field }: Known & { path: string }) {
    if (field.version >= (this.known.get(path)?.version ?? 0)) this.known.set(path, field);
  }

  /** The page goes: what can still leave does, the rest stays in the journal. */
  private leave() {
    if (this.trouble?.why === "session") return;
    const carried = new Set(this.sent.map((entry) => entry.path));
    const batch = [...this.waiting.values()].filter((entry) => !carried.has(entry.path)).slice(0, EDITS_MAX);
    if (batch.length === 0) return;
    for (const entry of batch) this.waiting.delete(entry.path);
    this.sent.push(...batch);
    this.config.send(batch.map(bare), { keepalive: fits(batch) }).then(
      (answer) => {
        this.settle(batch, answer);
        this.tell();
      },
      () => undefined, // Still in the journal, and sent again.
    );
  }

  private unanswered(): Entry[] {
    return [...[...this.refused.values()].map(({ entry }) => entry), ...this.sent, ...this.waiting.values()];
  }

  private pending(): boolean {
    return this.sent.length > 0 || this.waiting.size > 0;
  }

  private later(milliseconds: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), milliseconds);
  }

  private show(): Shown {
    const typed = new Map<string, Value>();
    const saving = new Map<string, Saving>();
    const underway: Saving = this.trouble ?? { kind: "saving" };
    for (const entry of this.unanswered().sort(byRank)) {
      typed.set(entry.path, entry.value);
      saving.set(entry.path, this.refused.get(entry.path)?.trouble ?? underway);
    }
    const [refusal] = this.refused.values();
    const whole: Saving = this.trouble ?? refusal?.trouble ?? (this.busy || this.pending() ? underway : { kind: "saved" });
    return { saving: whole, savingOf: saving, typed, fields: new Map(this.known), conflicts: new Map(this.disputes) };
  }

  private tell() {
    this.shown = this.show();
    for (const listener of this.listeners) listener();
  }

  // The journal: one entry per edit, so that two tabs never write over each other.

  private get prefix(): string {
    return `${PREFIX}${this.config.key}/`;
  }

  private remember(entry: Entry) {
    try {
      this.storage()?.setItem(this.prefix + entry.id, JSON.stringify(entry));
    } catch {
      // Storage full or refused: the page itself still holds it.
    }
  }

  private forget(entry: Entry) {
    try {
      this.storage()?.removeItem(this.prefix + entry.id);
    } catch {
      // Storage refused: nothing was kept.
    }
  }

  private restore() {
    const found = this.entries();
    // They may have been sent already: they go first, as they are.
    this.sent = found.sort(byRank);
    this.rank = Math.max(this.rank, ...found.map((entry) => entry.rank));
  }

  private entries(): Entry[] {
    const found: Entry[] = [];
    try {
      const storage = this.storage();
      for (let i = 0; storage && i < storage.length; i++) {
        const name = storage.key(i);
        if (name?.startsWith(this.prefix)) found.push(JSON.parse(storage.getItem(name)!) as Entry);
      }
    } catch {
      // Storage refused, or an entry that is none: what was read stands.
    }
    return found;
  }

  private storage(): Storage | undefined {
    return this.config.storage ?? globalThis.localStorage;
  }
}

const byRank = (a: Entry, b: Entry) => a.rank - b.rank;

function bare({ id, path, value, base, closes }: Entry): Edit {
  return closes ? { id, path, value, base, closes } : { id, path, value, base };
}

function fits(batch: Entry[]): boolean {
  return new Blob([JSON.stringify(batch)]).size < KEEPALIVE_MAX;
}

/** Why the server did not take it: an error of the client carries the status of the answer, 0 for none. */
function reason(error: unknown): Trouble {
  const { status = 0, message = "" } = (error ?? {}) as { status?: number; message?: string };
  const why: Why = status === 401 ? "session" : status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429 ? "refused" : "network";
  return { kind: "unsaved", why, message };
}

/** A version 4 UUID; randomUUID is missing on pages that are not served over TLS. */
export function newID(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
