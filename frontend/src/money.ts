// Euros in the browser. On the wire an amount is a decimal string, "12400.00";
// here it is a whole number of cents (bigint); on the screen it is
// « 12 400,00 € ». No amount is ever a floating-point number.

export type Cents = bigint;

const NARROW = "\u202f"; // between thousands
const FIXED = "\u00a0"; // before a unit
const MINUS = "\u2212";

/** What stands where an amount was not asked: never 0,00. */
export const ABSENT = "–";

/** Reads an amount of the API. Throws on anything else than "-?digits.two digits". */
export function cents(wire: string): Cents {
  const found = /^(-?)(\d+)\.(\d{2})$/.exec(wire);
  if (!found) throw new RangeError(`Montant illisible\u00a0: « ${wire} », attendu « 12400.00 ».`);
  const value = BigInt(found[2]! + found[3]!);
  return found[1] ? -value : value;
}

/** Writes an amount for the API. */
export function wire(value: Cents): string {
  const { sign, euros, rest } = parts(value);
  return `${sign ? "-" : ""}${euros}.${rest}`;
}

export type Typed = { ok: true; cents: Cents } | { ok: false; problem: string };

/** Reads what a person typed or pasted: spaces, comma or point, with or without €. */
export function typed(text: string): Typed {
  const bare = text.replace(/[\s\u00a0\u202f€]/g, "").replace(MINUS, "-");
  if (bare === "") return { ok: false, problem: "Aucun montant. Saisissez des euros, par exemple 12 400,00." };
  const found = /^(\d{1,13})(?:[.,](\d*))?$/.exec(bare);
  if (!found) {
    const why = bare.startsWith("-") ? "Un montant proposé n’est jamais négatif" : `« ${text.trim()} » n’est pas un montant`;
    return { ok: false, problem: `${why}. Saisissez des euros, par exemple 12 400,00.` };
  }
  const decimals = found[2] ?? "";
  if (decimals.length > 2) return { ok: false, problem: `« ${text.trim()} » a plus de deux décimales. Arrondissez au centime.` };
  return { ok: true, cents: BigInt(found[1]! + decimals.padEnd(2, "0")) };
}

/** The pieces of an amount as it is typeset: the cents are lighter than the euros. */
export function typeset(value: Cents): { euros: string; cents: string } {
  const { sign, euros, rest } = parts(value);
  return { euros: (sign ? MINUS : "") + grouped(euros), cents: `,${rest}` };
}

/** « 12 400,00 € » */
export function euros(value: Cents): string {
  const shown = typeset(value);
  return `${shown.euros}${shown.cents}${FIXED}€`;
}

/** What an input shows while one types: « 12 400,00 », or « 12 400 » when round. */
export function editable(value: Cents): string {
  const shown = typeset(value);
  return shown.cents === ",00" ? shown.euros : shown.euros + shown.cents;
}

/** A share in hundredths of a percent, rounded half up; null of nothing. */
export function share(part: Cents, whole: Cents): bigint | null {
  if (whole <= 0n) return null;
  return (part * 20000n + whole) / (2n * whole);
}

/** Reads a percentage of the API, "80.05", in hundredths of a percent. */
export function hundredths(wirePercent: string): bigint {
  return cents(wirePercent);
}

/** « 80,05 % » from hundredths of a percent. */
export function percent(value: bigint): string {
  const shown = typeset(value);
  return `${shown.euros}${shown.cents}${FIXED}%`;
}

/** A ratio for drawing only, between 0 and 1: never for arithmetic. */
export function ratio(part: Cents, whole: Cents): number {
  if (whole <= 0n || part <= 0n) return 0;
  return Math.min(1, Number((part * 10000n) / whole) / 10000);
}

/** « 1 248 », for what is counted rather than paid. */
export function count(value: number): string {
  return grouped(String(value));
}

export function sum(values: Iterable<Cents>): Cents {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

function parts(value: Cents): { sign: boolean; euros: string; rest: string } {
  const sign = value < 0n;
  const digits = String(sign ? -value : value).padStart(3, "0");
  return { sign, euros: digits.slice(0, -2), rest: digits.slice(-2) };
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, NARROW);
}
