// French typography for the sentences of the program: curled apostrophes, and
// spaces that never break before a double sign nor inside guillemets.
const rules: [RegExp, string][] = [
  [/(\p{L})'(?=[\p{L}«])/gu, "$1’"],
  [/« /g, "«\u00a0"],
  [/ (?=[»:;?!%€])/g, "\u00a0"],
  [/\bn° /g, "n°\u00a0"],
];

export function french(text: string): string {
  return rules.reduce((said, [what, better]) => said.replace(what, better), text);
}

/** The same for every sentence of an answer. */
export function frenchDeep<T>(value: T): T {
  if (typeof value === "string") return french(value) as T;
  if (Array.isArray(value)) return value.map(frenchDeep) as T;
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, frenchDeep(one)])) as T;
  return value;
}
