// The acts on a file: the verb of the button, what it will do, whether it asks why.
export interface FileAct {
  verb: string;
  done: string;
  consequence: string;
  reason?: string;
}

export const acts: Record<string, FileAct> = {
  submit: { verb: "Déposer le dossier", done: "Dossier déposé. Un accusé de réception vous est adressé.", consequence: "Le dossier sera figé tel qu’il est, et transmis à la préfecture." },
  admit: { verb: "Déclarer recevable", done: "Dossier déclaré recevable.", consequence: "L’organisme en sera informé, et l’instruction pourra commencer." },
  reject: { verb: "Déclarer non recevable", done: "Dossier déclaré non recevable.", consequence: "L’organisme recevra le motif et les voies de recours.", reason: "Motif notifié à l’organisme" },
  "request-documents": { verb: "Demander des pièces", done: "Demande de pièces envoyée.", consequence: "Le délai est suspendu jusqu’à la réponse de l’organisme.", reason: "Pièces demandées" },
  review: { verb: "Clore l’instruction", done: "Instruction close : le dossier peut être inscrit à une séance.", consequence: "Le dossier pourra être inscrit à l’ordre du jour d’une séance.", reason: "Avis de l’instructeur" },
  schedule: { verb: "Inscrire à la séance", done: "Dossier inscrit à l’ordre du jour.", consequence: "Les membres du comité verront ce dossier." },
  dismiss: { verb: "Classer sans suite", done: "Dossier classé sans suite.", consequence: "L’organisme en sera informé.", reason: "Motif" },
  withdraw: { verb: "Se désister", done: "Désistement enregistré.", consequence: "Les montants réservés reviendront à leur enveloppe.", reason: "Motif" },
};
