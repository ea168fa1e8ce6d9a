// A small form and its chart, for the tests of this room.
import type { Chart, Context, Field, Form, Section } from "./model";

const field = (path: string, label: string, kind: string, more: Partial<Field> = {}): Field => ({ path, label, kind, ...more });
const projects = { path: "projects.*", noun: "Projets", add: "Ajouter un projet", min: 1 };
const section = (key: string, widget: string, fields: Field[], more: Partial<Section> = {}): Section => ({ key, title: key, widget, fields, ...more });

const year = "projects.*.budget.{year}";

export const form: Form = {
  version: "test",
  title: "Essai",
  source: "",
  valid_from: "2027-01-01",
  changes: "",
  chart: "test",
  documents: [],
  sections: [
    section("request", "fields", [field("programme", "Programme", "choice"), field("theme", "Thème", "text"), field("measures", "Mesures", "choices")]),
    section("identity", "record", [field("record.name", "Nom", "record"), field("record.rna", "RNA", "record")]),
    section("staff", "record", [field("record.staff.members", "Adhérents", "record")]),
    section("project", "fields", [field("projects.*.title", "Intitulé", "text"), field("projects.*.minors", "Mineurs", "yes_no"), field("projects.*.number", "Nombre", "integer")], { item: projects }),
    section("site", "fields", [field("projects.*.site", "Site", "text")], { item: projects, when: { programmes: ["K"] } }),
    section("budget", "budget", [field(`${year}.charges.{line}`, "Charge", "amount"), field(`${year}.products.{line}`, "Produit", "amount"), field(`${year}.requests.{funder}`, "Demande", "amount")], { item: projects }),
    section("budget_others", "table", [field(`${year}.others.*.kind`, "Nature", "choice"), field(`${year}.others.*.label`, "Financeur", "text"), field(`${year}.others.*.amount`, "Montant", "amount"), field(`${year}.others.*.status`, "État", "choice")], {
      item: { path: `${year}.others.*`, noun: "Autres", add: "Ajouter une subvention" },
    }),
    section("attestations", "fields", [field("attestations.exact", "Exactes", "attestation")]),
  ],
};

export const chart: Chart = {
  version: "test",
  title: "",
  source: "",
  valid_from: "2020-01-01",
  accounts: [
    { code: "60", side: "charges", label: "Achats" },
    { code: "64", side: "charges", label: "Personnel" },
    { code: "70", side: "products", label: "Ventes" },
    { code: "74", side: "products", label: "Subventions" },
    { code: "own", side: "products", label: "Ressources propres" },
    { code: "86", side: "uses", label: "Emplois" },
    { code: "87", side: "resources", label: "Contributions" },
  ],
  lines: [
    { code: "60-1", account: "60", side: "charges", label: "Prestations", number: "604" },
    { code: "64-1", account: "64", side: "charges", label: "Rémunérations", number: "641" },
    { code: "70-1", account: "70", side: "products", label: "Ventes" },
    { code: "own-1", account: "own", side: "products", label: "Autofinancement", project_only: true },
    { code: "deficit-1", account: "own", side: "products", label: "Déficit", body_only: true },
    { code: "864", account: "86", side: "uses", label: "Bénévoles" },
    { code: "870", account: "87", side: "resources", label: "Bénévolat" },
  ],
  kinds: [
    { code: "region", label: "Région", public: true },
    { code: "private", label: "Aide privée", public: false },
  ],
  statuses: [{ code: "requested", label: "Demandée" }],
};

export const context: Context = { kind: "association", programme: "", year: 2027, years: 1, renewal: false, departement: "99", funders: ["FIPD-D"], documents: {}, record: {} };
