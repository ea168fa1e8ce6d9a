import type { AgendaItem, Tally } from "../api/shapes";
import type { Tone } from "../ui";

export function opinionLabel(outcome: string): string {
  return { favourable: "Favorable", unfavourable: "Défavorable", tied: "Partagé", none: "Sans avis" }[outcome] ?? outcome;
}

export function opinionTone(outcome: string): Tone {
  return ({ favourable: "success", unfavourable: "danger", tied: "warning" } as Record<string, Tone>)[outcome] ?? "neutral";
}

export function voteLabel(vote: string): string {
  return { for: "Pour", against: "Contre", abstain: "Abstention", recused: "Déport" }[vote] ?? vote;
}

export function itemLabel(state: string): string {
  return { pending: "À examiner", open: "En cours", examined: "Examiné", deferred: "Ajourné" }[state] ?? state;
}

export function itemTone(state: string): Tone {
  return ({ open: "info", examined: "success", deferred: "warning" } as Record<string, Tone>)[state] ?? "neutral";
}

export function sessionLabel(state: string): string {
  return { convened: "Convoquée", open: "Ouverte", closed: "Levée" }[state] ?? state;
}

export function sessionTone(state: string): Tone {
  return ({ convened: "info", open: "info", closed: "success" } as Record<string, Tone>)[state] ?? "neutral";
}

/** How a file of the agenda is called: its number, or its rank for who stepped out of it. */
export function itemName(item: AgendaItem): string {
  return item.application?.code ?? `point ${item.rank}`;
}

/** « 5 pour, 1 abstention, 1 déport »: what is nil is not said. */
export function tallyWords(tally: Tally): string {
  const said = [
    tally.for > 0 && `${tally.for} pour`,
    tally.against > 0 && `${tally.against} contre`,
    tally.abstain > 0 && `${tally.abstain} ${tally.abstain > 1 ? "abstentions" : "abstention"}`,
    tally.recused > 0 && `${tally.recused} ${tally.recused > 1 ? "déports" : "déport"}`,
  ].filter(Boolean);
  return said.length > 0 ? said.join(", ") : "aucun vote";
}
