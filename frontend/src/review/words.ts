// What the examination says in words: due days, acts, opinions. Pure.
import { daysBetween, longDate } from "../dates";
import type { Tone } from "../ui";

const FAR = 45; // days: beyond, a date says more than a count

/** A due day as a person thinks of it: « en retard de 3 jours », « demain », « dans 12 jours ». */
export function dueWords(on: string, today: string): string {
  const days = daysBetween(today, on);
  if (days < -1) return `en retard de ${-days} jours`;
  if (days === -1) return "en retard d’un jour";
  if (days === 0) return "aujourd’hui";
  if (days === 1) return "demain";
  return days <= FAR ? `dans ${days} jours` : `le ${longDate(on)}`;
}

/** The same for a silence: once its day is passed, its effect is there. */
export function silenceWords(on: string, today: string): string {
  return on < today ? `acquis depuis le ${longDate(on)}` : dueWords(on, today);
}

export function dueTone(on: string, today: string): Tone {
  const days = daysBetween(today, on);
  return days < 0 ? "danger" : days <= 3 ? "warning" : "neutral";
}

/** A day some days later, moved past the week-end. */
export function proposedDay(today: string, days: number): string {
  const day = new Date(`${today}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  while (day.getUTCDay() % 6 === 0) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/** « 3 sur 5 reçus » */
export function receivedWords(received: number, asked: number): string {
  return `${received} sur ${asked} ${received > 1 ? "reçus" : "reçu"}`;
}

export type Verdict = "favourable" | "reserved" | "unfavourable" | "none";

export const verdicts: { value: Verdict; label: string; tone: Tone }[] = [
  { value: "favourable", label: "Favorable", tone: "success" },
  { value: "reserved", label: "Réservé", tone: "warning" },
  { value: "unfavourable", label: "Défavorable", tone: "danger" },
  { value: "none", label: "Sans avis", tone: "neutral" },
];

export function verdictTone(verdict: string): Tone {
  return verdicts.find((one) => one.value === verdict)?.tone ?? "neutral";
}

/** A fragment of the program as the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A seat of its own for a service the list does not know: « Maire de Ville-d’Avray » is « maire-de-ville-d-avray ». */
export function seatCode(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}

export type BulkAct = "admission" | "inadmissibility" | "document-request" | "review" | "readiness" | "dismissal" | "opinion-request" | "opinion-relaunch";

interface BulkWords {
  verb: string;
  consequence: string;
  /** What it needs besides the files. */
  needs?: "reason" | "documents" | "seats";
}

export const bulkActs: Record<BulkAct, BulkWords> = {
  admission: { verb: "Déclarer recevables", consequence: "Chaque porteur reçoit l’avis que son dossier est complet. Un dossier dont un point de contrôle reste à répondre est refusé, et dit lequel." },
  "document-request": { verb: "Demander des pièces", consequence: "La même liste est demandée à chaque porteur, et le délai de décision est suspendu.", needs: "documents" },
  review: { verb: "Ouvrir l’instruction", consequence: "Des montants pourront être proposés, financeur par financeur." },
  "opinion-request": { verb: "Demander des avis", consequence: "Chaque service reçoit un message et lit les dossiers qui lui sont soumis.", needs: "seats" },
  "opinion-relaunch": { verb: "Relancer les avis attendus", consequence: "Chaque service qui n’a pas répondu est relancé, une fois par jour au plus." },
  readiness: { verb: "Déclarer inscriptibles au comité", consequence: "Un dossier dont l’instruction n’est pas terminée est refusé, et dit ce qui manque." },
  inadmissibility: { verb: "Déclarer non recevables", consequence: "Chaque porteur reçoit ce motif. Un dossier dont aucun point de contrôle n’est en défaut est refusé.", needs: "reason" },
  dismissal: { verb: "Classer sans suite", consequence: "Chaque porteur en est informé, avec ce motif.", needs: "reason" },
};

export const bulkOrder = Object.keys(bulkActs) as BulkAct[];

/** Which acts make sense on some of these files, with how many. */
export function offered(rows: { actions: string[]; opinions_asked: number; opinions_received: number }[]): { act: BulkAct; many: number }[] {
  const may: Partial<Record<BulkAct, (row: (typeof rows)[number]) => boolean>> = {
    "opinion-request": () => true,
    "opinion-relaunch": (row) => row.opinions_received < row.opinions_asked,
  };
  return bulkOrder
    .map((act) => ({ act, many: rows.filter(may[act] ?? ((row) => row.actions.includes(act))).length }))
    .filter(({ many }) => many > 0);
}
