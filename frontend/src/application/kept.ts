// What is typed and not yet kept by the server, kept by this tab: a lost link or
// a session that ends costs nobody a word.
import { useEffect, useState } from "react";

interface Kept<T> {
  version: number;
  value: T;
}

function read<T>(key: string): Kept<T> | null {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as Kept<T>);
  } catch {
    return null;
  }
}

export function forget(key: string) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage refused: nothing was kept.
  }
}

/** A value that survives the page; found tells that it was typed before, on the version it names. */
export function useKept<T>(key: string, version: number, start: T): { value: T; set: (value: T) => void; found: boolean; dirty: boolean; settle: () => void } {
  const [before] = useState(() => read<T>(key));
  const found = before !== null && before.version === version;
  const [value, setValue] = useState(found ? before.value : start);
  const [dirty, setDirty] = useState(found);

  useEffect(() => {
    if (!dirty) return;
    try {
      sessionStorage.setItem(key, JSON.stringify({ version, value }));
    } catch {
      // Storage refused: the page itself still holds it.
    }
  }, [key, version, value, dirty]);

  useEffect(() => {
    if (!dirty) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, [dirty]);

  return {
    value,
    found,
    dirty,
    set(next) {
      setDirty(true);
      setValue(next);
    },
    settle() {
      setDirty(false);
      forget(key);
    },
  };
}
