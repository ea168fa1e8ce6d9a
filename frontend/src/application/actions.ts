// The acts on a file: the verb of the button, what it will do, whether it asks
// why. The server says which are offered; their order here is their rank.
import type { FundingRequest } from "../api/shapes";
import type { Verb } from "./queries";

export interface ActWords {
  verb: string;
  done: string;
  consequence: string;
  reason?: string;
}

export const verbs: Record<Verb, ActWords> = {
  submission: { verb: "Déposer le dossier", done: "Dossier déposé.", consequence: "Le dossier sera figé tel qu’il est, avec son empreinte, et transmis à la préfecture." },
  admission: { verb: "Déclarer recevable", done: "Dossier déclaré recevable.", consequence: "Le dossier est complet\u00a0: l’organisme en sera informé, et l’instruction pourra commencer." },
  review: { verb: "Ouvrir l’instruction", done: "Instruction ouverte.", consequence: "Des montants pourront être proposés, financeur par financeur." },
  readiness: { verb: "Déclarer inscriptible", done: "Dossier inscriptible au comité.", consequence: "L’instruction est close\u00a0: le dossier pourra être inscrit à l’ordre du jour d’une séance." },
  "document-request": {
    verb: "Demander des pièces",
    done: "Demande de pièces envoyée.",
    consequence: "L’organisme lira votre demande, complétera son dossier et le déposera à nouveau.",
    reason: "Pièces demandées à l’organisme",
  },
  inadmissibility: { verb: "Déclarer non recevable", done: "Dossier déclaré non recevable.", consequence: "L’organisme recevra ce motif.", reason: "Motif notifié à l’organisme" },
  dismissal: { verb: "Classer sans suite", done: "Dossier classé sans suite.", consequence: "L’organisme en sera informé.", reason: "Motif" },
  withdrawal: { verb: "Se désister", done: "Désistement enregistré.", consequence: "Le dossier ne sera plus examiné, et les montants réservés reviendront à leur enveloppe.", reason: "Motif" },
};

/** What one funder's request asks for, in the order of the walk. */
const steps: Record<string, ActWords> = {
  decision: { verb: "Décider", done: "Décision enregistrée.", consequence: "" },
  act: {
    verb: "Rédiger l’acte",
    done: "Acte rédigé\u00a0: il reste à le signer.",
    consequence: "Un arrêté, ou une convention si l’année dépasse 23\u202f000\u00a0€ pour cet organisme et ce signataire (décret n° 2001-495).",
  },
  signature: { verb: "Signer l’acte", done: "Acte signé.", consequence: "Vous signez aujourd’hui. L’acte ne change plus." },
  commitment: { verb: "Saisir l’EJ", done: "Engagement juridique saisi.", consequence: "Le montant décidé passe de réservé à engagé au grand livre." },
  notification: { verb: "Notifier l’acte", done: "Acte notifié.", consequence: "L’organisme lit la décision, et les délais courent à partir d’aujourd’hui." },
  announcement: { verb: "Annoncer un montant", done: "Montant annoncé.", consequence: "Une annonce est une parole\u00a0: elle ne réserve rien sur l’enveloppe." },
  proposal: { verb: "Proposer un montant", done: "Montant proposé.", consequence: "Une proposition ne réserve rien sur l’enveloppe." },
};

/** The act of a refusal is a letter. */
const letter: Record<string, ActWords> = {
  act: { verb: "Rédiger la lettre de refus", done: "Lettre rédigée\u00a0: il reste à la signer.", consequence: "La lettre porte le refus et son motif." },
  signature: { verb: "Signer la lettre", done: "Lettre signée.", consequence: "Vous signez aujourd’hui. La lettre ne change plus." },
  notification: { verb: "Notifier le refus", done: "Refus notifié.", consequence: "L’organisme lit le refus et son motif, et le délai de recours court à partir d’aujourd’hui." },
};

/** The words of a step for one request, if it is a step. */
export function stepOf(action: string, request: FundingRequest): ActWords | undefined {
  return (request.decision?.outcome === "refused" ? letter[action] : undefined) ?? steps[action];
}

export function isVerb(action: string): action is Verb {
  return action in verbs;
}
