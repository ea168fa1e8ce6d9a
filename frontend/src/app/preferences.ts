// What a person chose for this screen: kept here, applied before paint by theme.js.
import { useState } from "react";

type Name = "theme" | "density" | "navigation";

function read(name: Name, otherwise: string): string {
  try {
    return localStorage.getItem(name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function usePreference(name: Name, otherwise: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => read(name, otherwise));

  function choose(next: string) {
    setValue(next);
    const root = document.documentElement;
    if (next === otherwise) delete root.dataset[name];
    else root.dataset[name] = next;
    try {
      if (next === otherwise) localStorage.removeItem(name);
      else localStorage.setItem(name, next);
    } catch {
      // Storage refused: the choice lives as long as this page.
    }
  }

  return [value, choose];
}
