// Who sees which doors, in which order. What each may do is decided by the
// server; this only keeps the hallway short.
import type { IconName } from "../ui";

export interface Door {
  href: string;
  label: string;
  short?: string;
  icon: IconName;
}

export interface Wing {
  title: string;
  doors: Door[];
}

const home: Door = { href: "/", label: "À traiter", icon: "home" };
const files: Door = { href: "/dossiers", label: "Dossiers", icon: "files" };
const ownFiles: Door = { ...files, label: "Mes dossiers" };
const grid: Door = { href: "/cofinancement", label: "Cofinancement", short: "Cofin.", icon: "grid" };
const sessions: Door = { href: "/seances", label: "Séances", icon: "table" };
const envelopes: Door = { href: "/enveloppes", label: "Enveloppes", icon: "envelope" };
const ledger: Door = { href: "/grand-livre", label: "Grand livre", icon: "book" };
const imports: Door = { href: "/imports", label: "Imports", icon: "inbound" };
const strategy: Door = { href: "/strategie", label: "Stratégie", icon: "compass" };

const reference: Wing = { title: "Référence", doors: [strategy] };

const applicant: Wing[] = [{ title: "Mes démarches", doors: [{ ...home, label: "Accueil" }, ownFiles] }, reference];
const funder: Wing[] = [
  { title: "Comité", doors: [home, sessions, grid, files] },
  { title: "Finances", doors: [envelopes, ledger] },
  reference,
];
const finance: Wing[] = [
  { title: "Finances", doors: [home, envelopes, ledger, imports] },
  { title: "Instruction", doors: [files, grid, sessions] },
  reference,
];
const prefecture: Wing[] = [
  { title: "Instruction", doors: [home, files, grid, sessions] },
  { title: "Finances", doors: [envelopes, ledger, imports] },
  reference,
];

const audiences: Record<string, Wing[]> = {
  applicant,
  finance_officer: finance,
  mildeca_lead: funder,
  city_policy: funder,
  dilcrah_corr: funder,
  dihal_corr: funder,
  department_council: funder,
  municipality: funder,
  caf: funder,
  prosecutor: funder,
};

export function wingsOf(role: string): Wing[] {
  return audiences[role] ?? prefecture;
}

/** The four doors of a phone. */
export function bottomDoors(wings: Wing[]): Door[] {
  return wings.flatMap((wing) => wing.doors).slice(0, 4);
}

export function isHere(door: Door, path: string): boolean {
  return door.href === "/" ? path === "/" : path === door.href || path.startsWith(`${door.href}/`);
}
