// The states of a file, in the order of its life, with their shape. A row has
// its own words from the server; these name the filters.
import type { Tone } from "../ui";

const known: Record<string, { label: string; tone: Tone }> = {
  draft: { label: "Brouillon", tone: "neutral" },
  submitted: { label: "Déposé", tone: "info" },
  incomplete: { label: "Pièces demandées", tone: "warning" },
  admissible: { label: "Recevable", tone: "info" },
  inadmissible: { label: "Non recevable", tone: "danger" },
  under_review: { label: "En instruction", tone: "info" },
  ready: { label: "Inscriptible au comité", tone: "info" },
  examined: { label: "Examiné en comité", tone: "info" },
  deferred: { label: "Ajourné", tone: "warning" },
  decided: { label: "Décidé", tone: "success" },
  refused: { label: "Refusé", tone: "danger" },
  executing: { label: "En cours d’exécution", tone: "success" },
  report_filed: { label: "Compte rendu reçu", tone: "info" },
  settled: { label: "Soldé", tone: "success" },
  dismissed: { label: "Classé sans suite", tone: "neutral" },
  withdrawn: { label: "Désistement", tone: "neutral" },
};

/** What binds a funder, or says its refusal. */
export const ACT_KIND = { order: "Arrêté", agreement: "Convention", refusal: "Lettre de refus" } as const;

/** What an applicant reads of the same states. */
const told: Record<string, string> = { admissible: "Complet et recevable", under_review: "En cours d’examen" };

const order = Object.keys(known);

export function stateLabel(state: string, role: string): string {
  return (role === "applicant" ? told[state] : undefined) ?? known[state]?.label ?? state;
}

export function stateTone(state: string): Tone {
  return known[state]?.tone ?? "neutral";
}

export function byLife(a: string, b: string): number {
  const at = (state: string) => (order.includes(state) ? order.indexOf(state) : order.length);
  return at(a) - at(b);
}
