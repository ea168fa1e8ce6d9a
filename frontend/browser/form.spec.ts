// A whole application, by the page: begun twice and once, typed while the server
// is killed and the session ends, met by a second person, mended, deposited. It
// has a program of its own: killing it must harm nobody else.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Browser, type Locator, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { badFrench, enter } from "./walk";

// Of this run alone.
const listen = `127.0.0.1:${20_000 + (process.pid % 10_000)}`;
const address = `http://${listen}`;
const who = "Compagnie du Parvis";

test.use({ baseURL: address, contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ mode: "serial", timeout: 60_000 });

class Program {
  private readonly folder = mkdtempSync(join(tmpdir(), "tourdetable-form-"));
  private child: ChildProcess | undefined;

  constructor() {
    chmodSync(this.folder, 0o755); // the account of the database enters it
  }

  async start() {
    this.child = spawn("../bin/tourdetable", ["serve", "--demonstration", "--data", join(this.folder, "data")], { env: { ...process.env, LISTEN: listen }, stdio: "ignore" });
    await expect.poll(async () => (await fetch(`${address}/readyz`).catch(() => undefined))?.ok, { timeout: 120_000 }).toBe(true);
  }

  /** As a power cut does: nothing is told, nothing is closed. */
  readonly kill = () => this.end("SIGKILL");

  private async end(signal: "SIGKILL" | "SIGTERM") {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((done) => this.child?.once("exit", done));
    this.child.kill(signal);
    await gone;
  }

  async stop() {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let program: Program;
let dossier = "";

test.beforeAll(async () => {
  test.setTimeout(150_000);
  program = new Program();
  await program.start();
});
test.afterAll(() => program.stop());

const saved = (page: Page) => expect(page.locator(".saving")).toContainText(/^Enregistré/);
const at = (step: string) => `/dossiers/saisie?dossier=${dossier}&etape=${step}`;

async function open(page: Page, step: string) {
  await page.goto(at(step));
  await expect(page.locator(".form-view h2")).toBeVisible();
}

async function looked(page: Page) {
  await expect(page.locator("main h1")).toBeVisible();
  await expect(page.locator(".skeleton")).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  expect(violations.map((one) => `${one.id} ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect((await page.locator("main").innerText()).match(badFrench) ?? []).toEqual([]);
}

/** Fills fields by their label, then waits for the server. */
async function type(page: Page, fields: Record<string, string>) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await saved(page);
}

async function choose(page: Page, question: string, ...answers: string[]) {
  for (const answer of answers) await page.getByRole("group", { name: question }).getByLabel(answer, { exact: true }).check();
}

/** What the body tells once, on its own page. */
async function tellRecord(page: Page) {
  const record = {
    rna: "W991000017", "address.line": "3 place du Parvis", "address.postal_code": "99100", "address.commune": "Rochebrune",
    "staff.2026.volunteers": "12", "staff.2026.employees": "2", "staff.2026.members": "80",
  };
  const edits = Object.entries(record).map(([path, value]) => ({ id: crypto.randomUUID(), path, value, base: 0 }));
  expect((await page.request.patch("/api/v1/organisations/me/record", { data: { edits } })).ok()).toBe(true);
  const mandate = { kind: "legal", name: "Ada Morel", function: "Présidente", email: "ada.morel@parvis.example", starts_on: "2026-01-01", signs: true };
  expect((await page.request.post("/api/v1/organisations/me/mandates", { data: mandate })).ok()).toBe(true);
}

test("a file is begun once, even when the answer was lost", async ({ page }) => {
  await enter(page, who);
  await tellRecord(page);
  await page.goto("/dossiers");
  await page.getByRole("link", { name: "Commencer un dossier" }).click();
  await looked(page);

  // The server begins it; its answer never comes.
  const begun = "**/api/v1/applications";
  await page.route(begun, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Commencer" }).click();
  await expect(page.getByRole("alert")).toContainText("Le serveur ne répond pas");
  await page.unroute(begun);
  await page.reload();
  await page.getByRole("button", { name: "Commencer" }).click();
  await expect(page).toHaveURL(/dossier=/);
  dossier = new URL(page.url()).searchParams.get("dossier")!;
  const { items } = (await (await page.request.get("/api/v1/applications")).json()) as { items: { state: string }[] };
  expect(items.filter((one) => one.state === "draft")).toHaveLength(1);
  await expect(page.locator(".page-head")).toContainText("champs à saisir");
});

test("what is asked follows what is answered", async ({ page }) => {
  await enter(page, who);
  await open(page, "request");
  await choose(page, "Forme de l’aide", "En numéraire");
  await choose(page, "Fréquence", "Première demande");
  await choose(page, "Objet", "Projet(s) ou action(s)");
  await expect(page.getByText("Nombre d’années")).toHaveCount(0);
  await choose(page, "Période", "Pluriannuelle");
  await expect(page.getByText("Nombre d’années")).toBeVisible();
  await choose(page, "Période", "Annuelle ou ponctuelle");
  await expect(page.getByText("Nombre d’années")).toHaveCount(0);
  await choose(page, "Programme du FIPD", "D : prévention de la délinquance");
  await page.getByLabel("Thème").selectOption({ label: "Parentalité" });
  await page.getByRole("combobox", { name: "Mesures de la stratégie nationale" }).selectOption("7");
  await page.getByRole("combobox", { name: "Mesures de la stratégie nationale" }).selectOption("4");
  await expect(page.getByRole("list", { name: "Retenus, Mesures de la stratégie nationale" })).toContainText("7. Mobiliser la cellule familiale et soutenir la parentalité (principale)");
  await saved(page);
  await looked(page);
  await expect(page.getByRole("button", { name: /^Votre demande/ })).toContainText("complet");

  await page.getByRole("button", { name: /^Votre organisme/ }).click();
  await expect(page.locator(".form-record").first()).toContainText("Ada Morel");
  await expect(page.getByText("Repris de votre fiche.").first()).toBeVisible();
});

test("a server that is killed and a session that ends take no keystroke away", async ({ page, context }) => {
  await enter(page, who);
  await open(page, "project.p1");
  await page.getByLabel("Intitulé").fill("Cafés des parents");
  await saved(page);

  await page.getByLabel("Objectifs").fill("Tenu avant la coupure.");
  await program.kill();
  await page.getByLabel("Description").fill("Écrit pendant que le serveur est mort.");
  await expect(page.locator(".saving")).toContainText("le serveur ne répond pas");
  await expect(page.getByText("Non enregistré : le serveur ne répond pas").first()).toBeVisible();
  // The page goes too: this browser alone still knows.
  await page.close();
  await program.start();
  const again = await context.newPage();
  await open(again, "project.p1");
  await expect(again.getByLabel("Objectifs")).toHaveValue("Tenu avant la coupure.");
  await expect(again.getByLabel("Description")).toHaveValue("Écrit pendant que le serveur est mort.");
  await saved(again);

  await context.clearCookies();
  await again.getByLabel("Évaluation prévue").fill("Écrit sans session.");
  await again.getByRole("button", { name: "Se connecter à nouveau" }).click();
  await again.getByRole("button", { name: who }).click();
  await expect(again.getByLabel("Évaluation prévue")).toHaveValue("Écrit sans session.");
  await saved(again);
  const { fields } = (await (await again.request.get(`/api/v1/applications/${dossier}/form`)).json()) as { fields: { path: string; value: unknown }[] };
  const kept = Object.fromEntries(fields.map((one) => [one.path, one.value]));
  expect(kept["projects.p1.description"]).toBe("Écrit pendant que le serveur est mort.");
  expect(kept["projects.p1.evaluation"]).toBe("Écrit sans session.");
});

test("two browsers on one field: both values, and a choice", async ({ browser }: { browser: Browser }) => {
  const [a, b] = await Promise.all([browser.newContext({ baseURL: address }), browser.newContext({ baseURL: address })]);
  const [first, second] = await Promise.all([a.newPage(), b.newPage()]);
  for (const page of [first, second]) {
    await enter(page, who);
    await open(page, "project.p1");
  }
  await b.setOffline(true);
  await second.getByLabel("Informations complémentaires").fill("De la seconde personne");
  await second.getByLabel("Objectifs").fill("Objectifs de la seconde personne");
  await first.getByLabel("Informations complémentaires").fill("De la première personne");
  await saved(first);
  await b.setOffline(false);
  const conflict = second.getByRole("group", { name: "Deux valeurs pour ce champ" });
  await expect(conflict).toContainText("De la première personne");
  await expect(conflict).toContainText("De la seconde personne");
  await conflict.getByRole("button", { name: "Garder « De la seconde personne »" }).click();
  await expect(conflict).toHaveCount(0);
  await saved(second);
  // The first one hears of it, and of the other field, which nobody disputed.
  await expect(first.getByLabel("Informations complémentaires")).toHaveValue("De la seconde personne", { timeout: 15_000 });
  await expect(first.getByLabel("Objectifs")).toHaveValue("Objectifs de la seconde personne");
  await Promise.all([a.close(), b.close()]);
});

test("the project is filled, step after step", async ({ page }) => {
  await enter(page, who);
  await open(page, "project.p1");
  await choose(page, "habitants des quartiers", "Non");
  await choose(page, "déjà commencé", "Non");
  await saved(page);
  await page.getByRole("button", { name: "Suivant" }).click();
  await page.getByLabel("Salariés", { exact: true }).fill("2");
  // One field is wrong: said once it is left, on its line.
  await page.getByLabel("Salariés, en ETPT").fill("3");
  await page.getByLabel("Salariés, en ETPT").blur();
  await expect(page.locator('[data-path="projects.p1.means.employees_etpt"] .field__error')).toContainText("2 au plus");
  await page.getByLabel("Salariés, en ETPT").fill("1,5");
  await expect(page.locator('[data-path="projects.p1.means.employees_etpt"] .field__error')).toHaveCount(0);
  await choose(page, "Une embauche", "Non");
  await saved(page);
  await page.getByRole("button", { name: "Suivant" }).click();
  await type(page, { "Nombre de bénéficiaires": "120" });
  await choose(page, "Tranches d’âge", "Plus de 25 ans");
  await choose(page, "Sexe", "Femmes et hommes");
  await choose(page, "contact de mineurs", "Non");
  await choose(page, "Niveau de prévention", "Primaire : tout public");
  await saved(page);
  await page.getByRole("button", { name: "Suivant" }).click();
  await page.getByLabel("Zone géographique").fill("Rochebrune");
  await page.getByRole("textbox", { name: "Communes (codes INSEE)" }).fill("99001, 99002 ");
  await expect(page.getByRole("list", { name: "Retenus, Communes" })).toContainText("99002");
  await page.getByRole("button", { name: "Retirer 99002" }).click();
  await page.getByLabel("Instance de rattachement").selectOption({ label: "CLSPD" });
  await type(page, { "Nom de l’instance": "CLSPD de Rochebrune" });
  await looked(page);
  await page.getByRole("button", { name: "Suivant" }).click();
  await type(page, { "Quels crédits de droit commun": "La CAF, qui finance le lieu d’accueil." });
  await page.getByRole("button", { name: "Suivant" }).click();
  await page.getByRole("button", { name: "Ajouter un indicateur" }).click();
  await page.getByRole("button", { name: "Ajouter un indicateur" }).click();
  await page.getByRole("button", { name: "Ajouter un indicateur" }).click();
  for (const n of ["1", "2"]) {
    const row = page.getByRole("group", { name: `Indicateur ${n}` });
    await row.getByLabel("Indicateur", { exact: true }).fill(`Parents reçus, ${n}`);
    await row.getByLabel("Unité").fill("personnes");
    await row.getByLabel("Valeur visée").fill("60");
  }
  await page.getByRole("button", { name: "Retirer : Indicateur 3" }).click();
  await page.getByRole("button", { name: "Annuler le retrait" }).click();
  await expect(page.getByRole("group", { name: "Indicateur 3" })).toBeVisible();
  await page.getByRole("button", { name: "Retirer : Indicateur 3" }).click();
  await saved(page);
  await looked(page);
});

const cell = (page: Page, label: string | RegExp) => page.getByLabel(label);

async function paste(into: Locator, text: string) {
  await into.evaluate((input, data) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text", data);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
  }, text);
}

test("the budget adds up as one types, and a column is pasted", async ({ page }) => {
  await enter(page, who);
  await open(page, "budget.p1");
  await looked(page);
  const foot = page.locator(".budget__foot");
  await paste(cell(page, /^604 Prestations/), "Intervenants\t4 000,00 €\nFournitures\t600\nAutres\t400,50");
  await expect(cell(page, /^601 Achats/)).toHaveValue("600");
  await expect(foot).toContainText(/Charges\s*5\s000,50/);
  await expect(foot).toContainText(/Il manque 5\s000,50\s€ de produits/);
  await expect(page.getByText(/Le CERFA ne prend pas les centimes/)).toBeVisible();

  await cell(page, /^60x Autres/).fill("400");
  await page.keyboard.press("Enter");
  await expect(cell(page, /^613 Locations/)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(cell(page, /^60x Autres/)).toBeFocused();
  await cell(page, /^641 Rémunération/).fill("5000");
  await page.getByRole("button", { name: "Masquer les lignes vides" }).click();
  await expect(cell(page, /^613 Locations/)).toHaveCount(0);
  await page.getByRole("button", { name: "Afficher toutes les lignes" }).click();

  // A zero too many, to be found before the deposit.
  await cell(page, /^Demandé à FIPD-D/).fill("75000");
  await cell(page, /^Demandé à CD/).fill("1000");
  await page.getByRole("button", { name: "Ajouter une subvention" }).click();
  await page.getByLabel("Nature de l’aide, subvention 1").selectOption({ label: "Aide privée (fondation, mécène)" });
  await page.getByLabel("Financeur, subvention 1").fill("Fondation du Parvis");
  await page.getByLabel(/^Montant, subvention 1/).fill("1000");
  await page.getByLabel("État de la demande, subvention 1").selectOption({ label: "Demandée" });
  await cell(page, /^Ressources propres/).fill("500");
  await expect(foot).toContainText("de charges");
  await expect(foot).toContainText("plafond");
  await saved(page);
  await looked(page);

  await open(page, "body_budget");
  await cell(page, /^641 Rémunération/).fill("40 000");
  await cell(page, /^756 Cotisations/).fill("40 000");
  await expect(foot).toContainText("Budget équilibré");
  await saved(page);
});

test("pieces are joined, the slip is mended, the file is read again and deposited", async ({ page }) => {
  await enter(page, who);
  await open(page, "documents");
  for (const label of ["Statuts déclarés", "Liste des dirigeants", "Relevé d’identité bancaire", "Derniers comptes approuvés", "Dernier rapport d’activité"]) {
    const group = page.locator(".attachments__document").filter({ hasText: label });
    await group.locator('input[type="file"]').setInputFiles({ name: `${label}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${label} : pièce de l’organisme`) });
    await expect(group).toContainText("Jointe");
  }
  await looked(page);

  await open(page, "signature");
  await page.getByRole("button", { name: "Déposer le dossier" }).click();
  await expect(page.getByText(/points à compléter avant le dépôt/)).toBeVisible();
  // A problem leads to its field.
  await page.getByRole("button", { name: /« Fait à » n’est pas rempli/ }).click();
  await expect(page.getByLabel("Fait à")).toBeFocused();
  await page.getByLabel("Fait à").fill("Rochebrune");
  await page.getByLabel("IBAN").fill("FR76 3000 1007 9412 3456 7890 185");
  await choose(page, "représentant légal ?", "Oui");
  await choose(page, "Aides publiques reçues", "500 000 € ou moins");
  for (const box of await page.locator("section").filter({ hasText: "Attestations et signature" }).last().locator('.check input[type="checkbox"]').all()) await box.check();
  await saved(page);

  const typos = page.locator("#typos");
  await expect(typos).toContainText("un zéro de trop");
  await looked(page);
  await typos.getByRole("button", { name: /^Remplacer par 7\s500$/ }).first().click();
  await expect(typos).toHaveCount(0);
  await saved(page);
  await expect(page.getByText("Tout est rempli")).toBeVisible();
  await expect(page.locator(".readout")).toContainText("Cafés des parents");

  // 85 % of public aid: the call accepts it, with a reason.
  await expect(page.locator("section").filter({ has: page.getByRole("heading", { name: "Ce que disent les règles de l’appel" }) })).toContainText(/85,00\s%/);
  await page.getByRole("button", { name: "Déposer le dossier" }).click();
  await expect(page.getByRole("alert")).toContainText("Une justification est demandée avant le dépôt");
  await page.getByLabel(/^Justification des points signalés/).fill("Public sans ressources, aucune participation demandée.");
  await saved(page);
  await page.getByRole("button", { name: "Déposer le dossier" }).click();

  const receipt = page.locator(".notice--success");
  await expect(receipt).toContainText(/Dossier 99-2027-\d{4} déposé le 06\/07\/2027/);
  await expect(receipt).toContainText(/[0-9a-f]{64}/);
  await expect(receipt.getByRole("button", { name: "Imprimer" })).toBeVisible();
  await expect(page.locator(".page-head")).toContainText("ne se modifie plus");
  await looked(page);

  await page.getByRole("link", { name: "Suivre ce dossier" }).click();
  await page.getByRole("tab", { name: "Règles" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("Le budget est équilibré");
  await looked(page);
});

test("last year's file is taken over, and few fields are left", async ({ page }) => {
  await enter(page, "Porteur P1");
  await page.goto("/dossiers/saisie");
  await page.getByRole("button", { name: /^Renouveler le dossier/ }).first().click();
  await expect(page.locator("main h1")).toContainText("Renouvellement");
  await expect(page.locator(".page-head")).toContainText(/\d+ champs à saisir, \d+ repris du dossier/);
  await page.getByRole("button", { name: /^Le projet/ }).click();
  await expect(page.getByText(/Repris du dossier/).first()).toBeVisible();
  await looked(page);
});
