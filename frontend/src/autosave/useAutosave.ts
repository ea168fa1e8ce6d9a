// A form whose fields are kept as they are typed. See engine.ts for how.
//
//   const form = useAutosave({ key, start, send, pull });
//   <TextField value={form.text("acronym")} onChange={(v) => form.set("acronym", v)} />
//
// key names the person and the subject: the journal of one is never sent for
// another. Give the component a React key too, so that another subject starts
// afresh.
import { useEffect, useState, useSyncExternalStore } from "react";
import { Autosave, type Config, type Conflict, type Known, type Saving, type Value } from "./engine";

export type { Answer, Config, Conflict, Edit, Known, Pulled, Saving, Value } from "./engine";

export interface Autosaved {
  /** Of the whole form. */
  saving: Saving;
  /** Of one field. */
  savingOf: (path: string) => Saving;
  value: (path: string) => Value;
  text: (path: string) => string;
  yes: (path: string) => boolean;
  list: (path: string) => string[];
  /** A field as the server has it; undefined if it was never filled. */
  known: (path: string) => Known | undefined;
  /** Every path filled, here or on the server. */
  paths: string[];
  conflict: (path: string) => Conflict | undefined;
  conflicts: Conflict[];
  set: (path: string, value: Value) => void;
  choose: (path: string, which: "current" | "other") => void;
  flush: () => Promise<void>;
  retry: () => void;
  discard: () => void;
}

export function useAutosave(config: Config): Autosaved {
  const [engine] = useState(() => new Autosave(config));
  const shown = useSyncExternalStore(engine.subscribe, engine.snapshot);

  useEffect(() => engine.start(), [engine]);

  const value = (path: string): Value => (shown.typed.has(path) ? shown.typed.get(path) : shown.fields.get(path)?.value);
  return {
    saving: shown.saving,
    savingOf: (path) => shown.savingOf.get(path) ?? { kind: "saved" },
    value,
    text: (path) => {
      const v = value(path);
      return typeof v === "string" ? v : "";
    },
    yes: (path) => value(path) === true,
    list: (path) => {
      const v = value(path);
      return Array.isArray(v) ? v.filter((one): one is string => typeof one === "string") : [];
    },
    known: (path) => shown.fields.get(path),
    paths: [...new Set([...shown.fields.keys(), ...shown.typed.keys()])],
    conflict: (path) => shown.conflicts.get(path),
    conflicts: [...shown.conflicts.values()],
    set: engine.set,
    choose: engine.choose,
    flush: engine.flush,
    retry: engine.retry,
    discard: engine.discard,
  };
}
