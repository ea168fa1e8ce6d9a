// The states of a file, in the order of its life, with their shape.
import type { Tone } from "../ui";

const known: Record<string, { label: string; tone: Tone }> = {
  draft: { label: "Brouillon", tone: "neutral" },
  submitted: { label: "Déposé", tone: "info" },
  incomplete: { label: "Pièces demandées", tone: "warning" },
  admissible: { label: "Recevable", tone: "info" },
  inadmissible: { label: "Non recevable", tone: "danger" },
  under_review: { label: "En instruction", tone: "info" },
  reviewed: { label: "Instruit", tone: "info" },
  ready: { label: "Inscriptible", tone: "info" },
  examined: { label: "Examiné en comité", tone: "info" },
  deferred: { label: "Ajourné", tone: "warning" },
  decided: { label: "Décidé", tone: "success" },
  awarded: { label: "Accordé", tone: "success" },
  refused: { label: "Refusé", tone: "danger" },
  plan_revised: { label: "Budget révisé", tone: "warning" },
  to_sign: { label: "Acte à signer", tone: "info" },
  signed: { label: "Acte signé", tone: "info" },
  notified: { label: "Notifié", tone: "success" },
  committed: { label: "Engagé", tone: "success" },
  executing: { label: "En cours", tone: "success" },
  report_due: { label: "Compte rendu attendu", tone: "warning" },
  report_filed: { label: "Compte rendu déposé", tone: "info" },
  report_validated: { label: "Compte rendu validé", tone: "success" },
  recovery: { label: "Reversement", tone: "warning" },
  settled: { label: "Soldé", tone: "success" },
  closed: { label: "Clos", tone: "neutral" },
  dismissed: { label: "Classé sans suite", tone: "neutral" },
  withdrawn: { label: "Désistement", tone: "neutral" },
};

const order = Object.keys(known);

export function stateLabel(state: string): string {
  return known[state]?.label ?? state;
}

export function stateTone(state: string): Tone {
  return known[state]?.tone ?? "neutral";
}

export function byLife(a: string, b: string): number {
  const at = (state: string) => (order.includes(state) ? order.indexOf(state) : order.length);
  return at(a) - at(b);
}
