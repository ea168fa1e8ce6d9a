// What each role has to do with the files of each state, in plain words.
export interface StateTask {
  state: string;
  one: string;
  many: string;
}

// What is to be examined has its own list (« À traiter »).
const review: StateTask[] = [
  { state: "report_filed", one: "compte rendu financier à valider", many: "comptes rendus financiers à valider" },
  { state: "ready", one: "dossier à examiner en séance", many: "dossiers à examiner en séance" },
  { state: "examined", one: "dossier examiné, décisions des financeurs attendues", many: "dossiers examinés, décisions des financeurs attendues" },
];

const follow: StateTask[] = [
  { state: "ready", one: "dossier à examiner en séance", many: "dossiers à examiner en séance" },
  { state: "examined", one: "dossier examiné, décisions attendues", many: "dossiers examinés, décisions attendues" },
];

const own: StateTask[] = [
  { state: "draft", one: "brouillon à terminer et à déposer", many: "brouillons à terminer et à déposer" },
  { state: "incomplete", one: "dossier attend vos pièces", many: "dossiers attendent vos pièces" },
  { state: "executing", one: "projet en cours, compte rendu à déposer à son terme", many: "projets en cours, comptes rendus à déposer à leur terme" },
];

const byRole: Record<string, StateTask[]> = { applicant: own, reviewer: review, cabinet_director: follow, funder: follow.slice(0, 1) };

export function tasksOf(role: string): StateTask[] {
  return byRole[role] ?? [];
}

/** What a request waits for, told to the one whose turn it is. */
export const turnWords: Record<string, string> = {
  decision: "Décision à rendre",
  act: "Acte à rédiger",
  signature: "Acte à signer",
  commitment: "EJ à saisir",
  notification: "Acte à notifier",
};
