// A small imaginary campaign for working on the pages without the program.
// Deterministic, in memory, never part of the build.

import { readFileSync } from "node:fs";

const catalogue = JSON.parse(readFileSync(new URL("../../domain/strategy/data/snpd-2020-2024.json", import.meta.url), "utf8"));
export const strategy = catalogue.measures;
const measureTitles = Object.fromEntries(strategy.map((measure) => [measure.number, measure.title]));

export const today = "2027-04-14";

const funders = [
  { code: "FIPD-D", name: "FIPD, programme D (délinquance)", kind: "state", programme_action: "216-10", envelope: 118000 },
  { code: "FIPD-S", name: "FIPD, programme S (sécurisation)", kind: "state", programme_action: "216-10", envelope: 50000 },
  { code: "MILDECA", name: "MILDECA, crédits départementaux", kind: "state", programme_action: "129-15", envelope: 30000 },
  { code: "P147", name: "Politique de la ville", kind: "state", programme_action: "147-01", envelope: 55000 },
  { code: "DILCRAH", name: "DILCRAH, appel local", kind: "state", programme_action: "129", envelope: 9000 },
  { code: "CD", name: "Conseil départemental", kind: "local", programme_action: "", envelope: 85000 },
  { code: "EPCI", name: "Communauté d’agglomération", kind: "local", programme_action: "", envelope: 60000 },
];

const projects = [
  ["Référents de parcours 16-25 ans", "Association Trajectoires", "association", "reviewed", 84120, { "FIPD-D": [31000, 27000], P147: [12000, 10000], CD: [15000, 14000], EPCI: [9000, 8500] }, 0, 6],
  ["Deux postes d’intervenants sociaux en commissariat et en gendarmerie (ISCG)", "France Victimes 99", "association", "ready", 106000, { "FIPD-D": [42400, 41600], CD: [31800, 31200], EPCI: [21200, 20800] }, 10600, 20],
  ["Vidéoprotection, huit caméras", "Commune de Valmont", "commune", "ready", 131250, { "FIPD-S": [48000, 42000], EPCI: [18000, 16000] }, 0, 25],
  ["Prévention des addictions en milieu festif", "Collectif Nuits claires", "association", "ready", 38640, { MILDECA: [20000, 18000], "FIPD-D": [6000, 4000], CD: [5000, 5000] }, 0, 8],
  ["Médiation sociale en soirée dans les quartiers prioritaires", "Régie de quartier des Tilleuls", "association", "reviewed", 96300.5, { P147: [42000, 38000], "FIPD-D": [18000, null], EPCI: [10000, 9000] }, 0, 23],
  ["Théâtre-forum contre les haines", "Compagnie du Marchepied", "association", "under_review", 14820, { DILCRAH: [8000, 7000], P147: [2500, null] }, 0, 16],
  ["Séjours de rupture d’été", "Association Grand Large", "association", "under_review", 51000, { "FIPD-D": [40000, null], CD: [8000, null] }, 0, 10],
  ["Responsabilisation des auteurs de violences intrafamiliales", "Centre Pivoine", "association", "examined", 33175, { "FIPD-D": [14000, 13000], CD: [6000, 6000] }, 0, 18],
  ["Point d’écoute jeunes, permanences du soir", "Mission locale de l’Estuaire", "association", "submitted", 27480.75, { MILDECA: [6500, null], "FIPD-D": [9000, null] }, 2400, 4],
  ["Chantiers éducatifs de proximité", "Association Trajectoires", "association", "admissible", 46200, { "FIPD-D": [16000, null], P147: [9000, null], EPCI: [6000, null] }, 0, 5],
  ["Sécurisation des abords de trois collèges", "Communauté d’agglomération de l’Estuaire", "epci", "incomplete", 58900, { "FIPD-S": [23560, null] }, 0, 25],
  ["Accueil de jour pour femmes victimes de violences", "Maison Solstice", "association", "decided", 61500, { "FIPD-D": [20000, 18000, 18000], CD: [15000, 12000, 12000], EPCI: [8000, 6000, 0] }, 4000, 17],
  ["Sport et citoyenneté, ateliers du mercredi", "Union sportive de Valmont", "association", "draft", 9850, { P147: [3500, null], EPCI: [1500, null] }, 0, 23],
  ["Permanences d’aide aux victimes en zone rurale", "France Victimes 99", "association", "committed", 29400, { "FIPD-D": [9500, 9500, 9500], CD: [7000, 7000, 7000] }, 0, 19],
];

const labels = {
  draft: "Brouillon", submitted: "Déposé", incomplete: "Pièces demandées", admissible: "Recevable", under_review: "En instruction",
  reviewed: "Instruit", ready: "Inscriptible", examined: "Examiné en comité", decided: "Décidé", committed: "Engagé",
};

const money = (value) => (value === null || value === undefined ? null : value.toFixed(2));
const plus = (values) => values.reduce((a, b) => a + b, 0);
const funder = (code) => {
  const { envelope: _, ...rest } = funders.find((one) => one.code === code);
  return rest;
};

export const accounts = [
  { id: "instructrice", name: "Claire Aubry", role: "reviewer", role_label: "Instructrice", organisation: "Préfecture 99", what_to_do: "Trois dossiers à déclarer recevables, quatre à instruire, la séance du jour à tenir." },
  { id: "cabinet", name: "Hugues Delmas", role: "cabinet_director", role_label: "Directeur de cabinet", organisation: "Préfecture 99", what_to_do: "La séance du jour à présider." },
  { id: "prefet", name: "Nadia Ferrand", role: "prefect", role_label: "Préfète", organisation: "Préfecture 99", what_to_do: "Un dossier examiné attend sa décision." },
  { id: "departement", name: "Paul Guérin", role: "department_council", role_label: "Membre du comité, conseil départemental", organisation: "Conseil départemental", what_to_do: "Voter à la séance, décider sur ses crédits.", funder: "CD" },
  { id: "ville", name: "Inès Laborde", role: "city_policy", role_label: "Membre du comité, politique de la ville", organisation: "DDETS 99", what_to_do: "Proposer ses montants, voter à la séance.", funder: "P147" },
  { id: "finances", name: "Marc Ollivier", role: "finance_officer", role_label: "Gestionnaire", organisation: "Centre de services partagés Chorus", what_to_do: "Importer l’extraction Chorus du mois, suivre les versements." },
  { id: "porteur", name: "Sonia Pereira", role: "applicant", role_label: "Responsable d’association", organisation: "Association Trajectoires", what_to_do: "Un dossier à suivre, un autre à compléter." },
  { id: "audit", name: "Anne Rousset", role: "auditor", role_label: "Auditrice", organisation: "Inspection générale", what_to_do: "Tout lire, ne rien écrire." },
];

const rights = { reviewer: ["review", "propose", "import"], cabinet_director: ["propose", "preside"], prefect: ["decide"], department_council: ["vote", "decide", "propose"], city_policy: ["vote", "propose"], finance_officer: ["import", "commit"], applicant: ["apply"] };

export function meOf(account) {
  const { what_to_do: _, ...rest } = account;
  return { ...rest, departement: "99", rights: rights[account.role] ?? [], demonstration: true, today };
}

/** A fresh world: what one writes lives as long as the server. */
export function newWorld() {
  const applications = projects.map(([title, name, kind, state, cost, requests, other, measure], i) => {
    const code = `P${i + 1}`;
    const asked = plus(Object.values(requests).map(([value]) => value));
    const lines = Object.entries(requests).map(([fcode, [requested, proposed, decided]]) => ({
      id: `${code}-${fcode}`,
      funder: funder(fcode),
      requested_euros: money(requested),
      proposed_euros: money(proposed),
      announced_euros: null,
      decision:
        decided === undefined
          ? null
          : { outcome: decided ? "awarded" : "refused", amount_euros: money(decided), reason: decided ? "" : "Crédits de l’intercommunalité déjà affectés à un projet de même objet.", derogation_reason: "", deliberation: funder(fcode).kind === "local" && decided ? `2027-03-${fcode}-${code}` : "", on: "2027-03-22", by: funder(fcode).kind === "local" ? "Commission permanente" : "Nadia Ferrand, préfète" },
      act: decided ? { number: `2027-99-${String(i + 1).padStart(3, "0")}-${fcode}`, kind: "order", signed_on: state === "committed" ? "2027-03-25" : null, notified_on: state === "committed" ? "2027-03-30" : null } : null,
      commitment: state === "committed" && funder(fcode).kind === "state" ? { ej: "2105874412", ej_line: "1", on: "2027-03-29" } : null,
      paid_euros: state === "committed" && funder(fcode).kind === "state" ? "4750.00" : "0.00",
      due_euros: null,
      recovery_euros: null,
    }));
    return {
      id: `a-${i + 1}`,
      number: `FIPD-2027-99-${String(i + 1).padStart(4, "0")}`,
      code,
      title,
      applicant: { name, siret: `9990000${String(1100018 + i * 9).padStart(7, "0")}`, kind },
      state,
      state_label: labels[state],
      measures: [{ number: measure, title: measureTitles[measure] ?? "Mesure de la stratégie", principal: true }],
      plan: { cost_euros: money(cost), own_euros: money(cost - asked - other), other_public_euros: money(other), final_cost_euros: null, requests: lines },
      opinion: ["examined", "decided", "committed"].includes(state) ? { outcome: "favourable", session: { id: "s-1", number: 1, on: "2027-03-09" }, tally: { for: 5, against: 0, abstain: 1, recused: 0 } } : null,
      journal: journalOf(state, name),
      history: i % 3 === 2 ? [] : [
        { year: 2026, allocator: "Préfecture 99", object: `${title}, reconduction`, amount_euros: money(Math.round(asked * 0.42)) },
        { year: 2025, allocator: "Conseil départemental", object: "Fonctionnement général", amount_euros: "6500.00" },
        { year: 2025, allocator: "Commune de Valmont", object: "Aide aux associations, année 2025", amount_euros: "1 200.00".replace(" ", "") },
      ],
      payments: state === "committed" ? [{ on: "2027-04-02", exercice: 2027, ej: "2105874412", dp: "100984217", amount_euros: "4750.00", anomalies: [] }] : [],
      report: null,
      submitted_at: state === "draft" ? null : `2027-02-${String(2 + i).padStart(2, "0")}T16:0${i % 10}:00+01:00`,
    };
  });
  return { applications, sessions: sessionsOf(applications), imports: structuredClone(imports) };
}

function journalOf(state, name) {
  const life = ["draft", "submitted", "admissible", "under_review", "reviewed", "ready", "examined", "decided", "committed"];
  const acts = {
    draft: ["Dossier ouvert", name], submitted: ["Dossier déposé", name], admissible: ["Dossier déclaré recevable", "Claire Aubry"], under_review: ["Instruction ouverte", "Claire Aubry"],
    reviewed: ["Instruction close", "Claire Aubry"], ready: ["Inscrit à l’ordre du jour", "Claire Aubry"], examined: ["Examiné en comité, avis favorable", "Séance n° 1"], decided: ["Décisions des financeurs enregistrées", "Nadia Ferrand"], committed: ["Engagement juridique saisi", "Marc Ollivier"],
  };
  const until = life.includes(state) ? life.indexOf(state) : 1;
  return life.slice(0, until + 1).map((act, i) => ({
    at: `2027-0${i < 2 ? 1 + i : 2 + Math.floor(i / 3)}-${String(5 + i * 2).padStart(2, "0")}T1${i % 9}:24:00+01:00`,
    actor: acts[act][1],
    act,
    label: acts[act][0],
    detail: act === "submitted" ? "Accusé de réception adressé, contenu figé et scellé" : "",
  }));
}

const seatCodes = [["FIPD", "Hugues Delmas", true], ["MILDECA", "Léo Marchetti", true], ["P147", "Inès Laborde", true], ["DILCRAH", "Sarah Naïm", true], ["CD", "Paul Guérin", true], ["EPCI", "Jeanne Thévenot", true], ["procureur", "Vice-procureure Odile Briand", false]];

function sessionsOf(applications) {
  const item = (application, state, opinion, ballots) => ({
    id: `i-${application.id}`,
    application: { id: application.id, code: application.code, title: application.title, applicant: application.applicant.name },
    state,
    presiding: "FIPD",
    ballots,
    opinion,
    recusals: {},
  });
  const all = (vote) => seatCodes.filter(([, , voting]) => voting).map(([seat], i) => ({ seat, vote: i === 3 ? "abstain" : vote }));
  const of = (states) => applications.filter((one) => states.includes(one.state));
  const second = of(["ready", "reviewed"]).map((one) => item(one, "pending", null, []));
  second[0] = { ...second[0], state: "closed", opinion: "favourable", ballots: all("for") };
  second[1] = { ...second[1], state: "open", ballots: [{ seat: "FIPD", vote: "for" }, { seat: "MILDECA", vote: "abstain" }] };
  const seats = seatCodes.map(([code, member, voting]) => ({ code, member, voting, present: code !== "DILCRAH" }));
  return [
    { id: "s-2", number: 2, on: "2027-04-14", convened_on: "2027-04-02", place: "Préfecture 99, salle Simone-Veil", state: "open", chair: "FIPD", seats, items: second },
    { id: "s-1", number: 1, on: "2027-03-09", convened_on: "2027-02-26", place: "Préfecture 99, salle Simone-Veil", state: "closed", chair: "FIPD", seats: structuredClone(seats), items: of(["examined", "decided", "committed"]).map((one) => item(one, "closed", "favourable", all("for"))) },
  ];
}

export const campaigns = [
  { id: "c-2027", year: 2027, title: "Appel à projets FIPD 2027", departement: "99", state: "committee", opens_on: "2026-11-16", closes_at: "2027-02-19T23:59:59+01:00", public_share_ceiling_percent: "80.00" },
  { id: "c-2026", year: 2026, title: "Appel à projets FIPD 2026", departement: "99", state: "archived", opens_on: "2025-11-17", closes_at: "2026-02-06T23:59:59+01:00", public_share_ceiling_percent: "80.00", applications: 8, requested_euros: "405100.00", decided_euros: "347000.00" },
];

export { funders };

const imports = [
  {
    id: "m-2", kind: "chorus", kind_label: "Extraction Chorus", file: "INF-BUD-53_2027-03.xlsx", at: "2027-04-02T09:12:00+02:00", actor: "Marc Ollivier", read: 1248, taken: 1241, refused: 7, amount_euros: "842310.44", anomalies: 3,
    understood: [{ header: "N° EJ", field: "Engagement juridique" }, { header: "Date comptable du SF", field: "Date" }, { header: "EUR", field: "Montant" }],
    refusals: [
      { line: 214, column: "N° EJ", value: "21058744", reason: "Un numéro d’engagement juridique a dix chiffres." },
      { line: 655, column: "EUR", value: "12,3a", reason: "Ce n’est pas un montant." },
    ],
  },
  { id: "m-1", kind: "subsidies", kind_label: "Subventions publiées (SCDL)", file: "loire-atlantique-2026.csv", at: "2027-03-18T15:40:00+01:00", actor: "Claire Aubry", read: 18148, taken: 18148, refused: 0, amount_euros: "61204871.13", anomalies: 0, understood: [], refusals: [] },
];

export const ledgerTotal = 412;

export function ledgerEntries(from, many) {
  const kinds = [
    ["etat/notification", "enveloppe/FIPD-D", "Enveloppe notifiée", 112000],
    ["enveloppe/FIPD-D", "reserve/P12/FIPD-D", "Décision : 18 000,00 € réservés pour P12", 18000],
    ["reserve/P14/FIPD-D", "engage/P14/FIPD-D", "Engagement juridique 2105874412", 9500],
    ["engage/P14/FIPD-D", "verse/P14/FIPD-D", "Paiement constaté dans Chorus, DP 100984217", 4750],
    ["enveloppe/CD", "reserve/P12/CD", "Décision : délibération 2027-03-CD-P12", 12000.5],
  ];
  return Array.from({ length: many }, (_, i) => {
    const seq = from - i;
    const [debit, credit, reason, amount] = kinds[seq % kinds.length];
    return {
      seq, debit, credit, reason,
      at: `2027-0${1 + (seq % 4)}-${String(1 + (seq % 28)).padStart(2, "0")}T1${seq % 9}:${String(seq % 60).padStart(2, "0")}:00+02:00`,
      amount_euros: money(amount),
      actor: ["Nadia Ferrand", "Marc Ollivier", "Import Chorus"][seq % 3],
      hash: `${((seq * 2654435761) >>> 0).toString(16).padStart(8, "0")}c41e09b7d5f2a8`,
    };
  });
}
