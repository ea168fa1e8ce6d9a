// The filter of « À traiter » lives in the address, so that it can be kept, sent
// and gone back to.
import type { components } from "../api/schema";

export type WorkFilter = components["schemas"]["WorkFilter"];

const names: [key: keyof WorkFilter, param: string][] = [
  ["state", "etat"],
  ["due", "echeance"],
  ["late", "retard"],
  ["unread", "non-lus"],
  ["funder", "financeur"],
  ["text", "q"],
];

export function filterOf(search: URLSearchParams): WorkFilter {
  const filter: Record<string, string | boolean> = {};
  for (const [key, param] of names) {
    const value = search.get(param);
    if (value) filter[key] = key === "late" || key === "unread" ? true : value;
  }
  return filter;
}

export function addressOf(filter: WorkFilter): string {
  const search = new URLSearchParams();
  for (const [key, param] of names) {
    const value = filter[key];
    if (value) search.set(param, value === true ? "1" : value);
  }
  const query = search.toString();
  return query ? `/a-traiter?${query}` : "/a-traiter";
}

/** The same filter with one part changed; what presses excludes what else presses. */
export function changed(filter: WorkFilter, part: WorkFilter): WorkFilter {
  const { state, funder, text, ...pressing } = filter;
  const after = "late" in part || "due" in part || "unread" in part ? { state, funder, text, ...part } : { state, funder, text, ...pressing, ...part };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value));
}

export function same(a: WorkFilter, b: WorkFilter): boolean {
  return addressOf(a) === addressOf(b);
}
