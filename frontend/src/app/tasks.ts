// What each role has to do with the files of each state, in plain words.
export interface Task {
  state: string;
  one: string;
  many: string;
}

const review: Task[] = [
  { state: "incomplete", one: "dossier attend des pièces", many: "dossiers attendent des pièces" },
  { state: "submitted", one: "dossier déposé, recevabilité à vérifier", many: "dossiers déposés, recevabilité à vérifier" },
  { state: "admissible", one: "dossier recevable à instruire", many: "dossiers recevables à instruire" },
  { state: "under_review", one: "dossier en instruction", many: "dossiers en instruction" },
  { state: "reviewed", one: "dossier instruit, montants à proposer", many: "dossiers instruits, montants à proposer" },
  { state: "ready", one: "dossier inscrit, à examiner en séance", many: "dossiers inscrits, à examiner en séance" },
  { state: "deferred", one: "dossier ajourné, à réinscrire", many: "dossiers ajournés, à réinscrire" },
  { state: "examined", one: "dossier examiné, décision des financeurs attendue", many: "dossiers examinés, décisions des financeurs attendues" },
  { state: "decided", one: "dossier décidé, acte à préparer", many: "dossiers décidés, actes à préparer" },
  { state: "report_filed", one: "compte rendu à contrôler", many: "comptes rendus à contrôler" },
];

const decide: Task[] = [
  { state: "ready", one: "dossier à examiner en séance", many: "dossiers à examiner en séance" },
  { state: "examined", one: "dossier attend votre décision", many: "dossiers attendent votre décision" },
  { state: "decided", one: "dossier décidé, acte à signer", many: "dossiers décidés, actes à signer" },
];

const pay: Task[] = [
  { state: "decided", one: "dossier décidé, acte attendu", many: "dossiers décidés, actes attendus" },
  { state: "signed", one: "acte signé, engagement juridique à saisir", many: "actes signés, engagements juridiques à saisir" },
  { state: "committed", one: "dossier engagé, versement à suivre", many: "dossiers engagés, versements à suivre" },
  { state: "recovery", one: "reversement à suivre", many: "reversements à suivre" },
];

const own: Task[] = [
  { state: "draft", one: "dossier à terminer et à déposer", many: "dossiers à terminer et à déposer" },
  { state: "incomplete", one: "dossier attend vos pièces", many: "dossiers attendent vos pièces" },
  { state: "plan_revised", one: "budget révisé à confirmer", many: "budgets révisés à confirmer" },
  { state: "report_due", one: "compte rendu financier à déposer", many: "comptes rendus financiers à déposer" },
];

const byRole: Record<string, Task[]> = {
  applicant: own,
  finance_officer: pay,
  prefect: decide,
  mildeca_lead: decide,
  city_policy: decide,
  dilcrah_corr: decide,
  department_council: decide,
  municipality: decide,
};

export function tasksOf(role: string): Task[] {
  return byRole[role] ?? review;
}
