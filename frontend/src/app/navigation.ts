// Who sees which doors, in which order. What each may do is decided by the
// server; this only keeps the hallway short.
import type { Me } from "../api/shapes";
import type { IconName } from "../ui";

export interface Door {
  href: string;
  label: string;
  short?: string;
  icon: IconName;
  /** The right without which the page would be refused. */
  right?: string;
}

export interface Wing {
  title: string;
  doors: Door[];
}

const home: Door = { href: "/", label: "Accueil", icon: "home" };
const worklist: Door = { href: "/a-traiter", label: "À traiter", icon: "success", right: "read_files" };
const opinions: Door = { href: "/avis", label: "Avis demandés", short: "Avis", icon: "success", right: "give_opinions" };
const files: Door = { href: "/dossiers", label: "Dossiers", icon: "files" };
const ownFiles: Door = { ...files, label: "Mes dossiers", short: "Dossiers" };
const ownBody: Door = { href: "/organisme", label: "Mon organisme", short: "Organisme", icon: "person" };
const grid: Door = { href: "/cofinancement", label: "Cofinancement", short: "Cofin.", icon: "grid", right: "read_files" };
const sessions: Door = { href: "/seances", label: "Séances", icon: "table", right: "read_files" };
const envelopes: Door = { href: "/enveloppes", label: "Enveloppes", icon: "envelope", right: "read_files" };
const ledger: Door = { href: "/grand-livre", label: "Grand livre", icon: "book", right: "read_ledger" };
const imports: Door = { href: "/imports", label: "Imports", icon: "inbound", right: "read_ledger" };
const strategy: Door = { href: "/strategie", label: "Stratégie", icon: "compass" };

const reference: Wing = { title: "Référence", doors: [strategy] };

const prefecture: Wing[] = [
  { title: "Instruction", doors: [home, worklist, files, grid, sessions] },
  { title: "Finances", doors: [envelopes, ledger, imports] },
  reference,
];

const audiences: Record<string, Wing[]> = {
  applicant: [{ title: "Mes démarches", doors: [home, ownFiles, ownBody] }, reference],
  finance_officer: [
    { title: "Finances", doors: [home, envelopes, ledger, imports] },
    { title: "Instruction", doors: [files, grid, sessions] },
    reference,
  ],
  region_prefect: [
    { title: "Finances", doors: [home, envelopes, ledger, imports] },
    { title: "Instruction", doors: [files, grid, sessions] },
    reference,
  ],
  adviser: [{ title: "Consultation", doors: [opinions] }, reference],
  funder: [{ title: "Comité", doors: [home, sessions, grid, files] }, { title: "Finances", doors: [envelopes] }, reference],
};

export function wingsOf(me: Pick<Me, "role" | "rights">): Wing[] {
  return (audiences[me.role] ?? prefecture)
    .map((wing) => ({ ...wing, doors: wing.doors.filter((door) => !door.right || me.rights.includes(door.right)) }))
    .filter((wing) => wing.doors.length > 0);
}

/** The four doors of a phone. */
export function bottomDoors(wings: Wing[]): Door[] {
  return wings.flatMap((wing) => wing.doors).slice(0, 4);
}

export function isHere(door: Door, path: string): boolean {
  return door.href === "/" ? path === "/" : path === door.href || path.startsWith(`${door.href}/`);
}
