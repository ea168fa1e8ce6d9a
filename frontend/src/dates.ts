// Dates as a French reader expects them. The server's day is the only clock:
// « today » comes from the session, never from this machine.

const PARIS = "Europe/Paris";

const day = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", year: "numeric", timeZone: PARIS });
const short = new Intl.DateTimeFormat("fr-FR", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: PARIS });
const clock = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: PARIS });

/** Noon keeps a bare date on its own day in Paris. */
function moment(wire: string): Date {
  return new Date(wire.length === 10 ? `${wire}T12:00:00Z` : wire);
}

/** « 14 avril 2026 », with « 1er » for the first. */
export function longDate(wire: string): string {
  return day.format(moment(wire)).replace(/^1 /, "1er ");
}

/** « 14/04/2026 » */
export function shortDate(wire: string): string {
  return short.format(moment(wire));
}

/** « 14/04/2026 à 14 h 02 » */
export function timestamp(wire: string): string {
  return `${shortDate(wire)} à ${clock.format(moment(wire)).replace(":", "\u00a0h\u00a0")}`;
}

/** Whole days from one bare date to another: negative when past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((moment(to.slice(0, 10)).getTime() - moment(from.slice(0, 10)).getTime()) / 86_400_000);
}

const iso = new Intl.DateTimeFormat("sv-SE", { timeZone: PARIS });

/** The day of a moment in Paris, as the contract writes days: « 2026-04-14 ». */
export function dayIn(wire: string): string {
  return iso.format(moment(wire));
}
