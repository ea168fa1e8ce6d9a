// A file from its deposit to « Inscriptible au comité », through the pages: its
// reviewer, a service that is asked, and its applicant. The order of the tests is
// the order of the walk.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { badFrench, enter, fileOf, opinionOn, watch } from "./walk";

const reviewer = "Camille Instruction";
const applicant = "Compagnie du Parvis";
const service = "Mairie de Rochebrune";

const dialog = (page: Page) => page.getByRole("dialog");
const head = (page: Page) => page.locator(".page-head");
const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
/** Two of a name would be one too many. */
const point = (page: Page, name: string | RegExp) => page.getByRole("group", { name });

async function open(page: Page, who: string, tab: string) {
  await enter(page, who);
  await page.goto(`${await fileOf(page, "N6")}?onglet=${tab}`);
  await expect(page.locator("main h1")).toHaveText("Théâtre et justice restaurative");
}

/** A dialog, or a page that changed: axe looks at it, and its French is read. */
async function looked(page: Page, where = "main") {
  const { violations } = await new AxeBuilder({ page }).include(where).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect((await page.locator(where).innerText()).match(badFrench) ?? []).toEqual([]);
}

test("the list says what presses, and its filter is in the address", async ({ page }) => {
  const faults = watch(page);
  await enter(page, reviewer);
  await page.goto("/");
  await page.getByRole("link", { name: /dossiers à traiter/ }).click();
  const rows = page.locator(".worklist tbody tr");
  await expect(rows.first()).toContainText("Avis attendus : 3 sur 5 reçus, en retard de 26 jours");
  const all = await rows.count();

  await page.getByRole("link", { name: /^Avis attendus/ }).click();
  await expect(page).toHaveURL(/echeance=opinions/);
  await expect.poll(() => rows.count()).toBeLessThan(all);
  await page.getByRole("button", { name: "Enregistrer cette vue" }).click();
  await looked(page, "dialog[open]");
  await dialog(page).getByLabel("Nom de la vue").fill("Avis à suivre");
  await dialog(page).getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("link", { name: "Avis à suivre" })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Gérer mes vues" }).click();
  await dialog(page).getByLabel(/Nom de la vue/).fill("Avis attendus ce mois");
  await looked(page, "dialog[open]");
  await dialog(page).getByRole("button", { name: "Renommer" }).click();
  await expect(dialog(page).getByRole("button", { name: "Supprimer la vue Avis attendus ce mois" })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Fermer" }).click();

  // The keyboard walks the rows: j, j, k is the first again, x chooses it, Enter opens it.
  await page.getByRole("link", { name: /^Tous/ }).click();
  await expect.poll(() => rows.count()).toBe(all);
  await page.locator("main h1").click();
  for (const key of ["j", "j", "k", "x"]) await page.keyboard.press(key);
  await expect(rows.first().getByRole("checkbox")).toBeChecked();
  await expect(page.getByText("1 dossier choisi")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/onglet=instruction/);
  expect(faults).toEqual([]);
});

test("what is missing is asked for, and the clock stops", async ({ page }) => {
  const faults = watch(page);
  await open(page, reviewer, "instruction");
  await expect(section(page, "Avant le comité")).toContainText("7 points de contrôle restent à répondre");
  await expect(section(page, "Avant le comité").getByRole("button", { name: "Déclarer recevable" })).toBeDisabled();
  await section(page, "Pièces demandées").getByRole("button", { name: "Demander des pièces" }).click();
  // What failed is proposed with its note; the day is that of the usual delay.
  await expect(dialog(page).getByRole("checkbox", { name: /rapport d’activité/ })).toBeChecked();
  await expect(dialog(page).getByLabel("Précision, si elle est utile")).toHaveValue("Le rapport joint est celui de 2025.");
  await expect(dialog(page).getByLabel("Réponse attendue au plus tard le")).toHaveValue("2027-07-21");
  await expect(dialog(page)).toContainText("Le délai de décision est suspendu");
  await looked(page, "dialog[open]");
  await dialog(page).getByLabel("Ce que lira l’organisme").fill("Rapport d’activité 2026");
  await dialog(page).getByRole("button", { name: "Demander des pièces" }).click();
  await expect(head(page)).toContainText("Pièces demandées");
  await expect(section(page, "Délais")).toContainText("En pause");
  expect(faults).toEqual([]);
});

test("the applicant reads what is asked, writes, and deposits again", async ({ page }) => {
  const faults = watch(page);
  await open(page, applicant, "suivi");
  await expect(section(page, "Pièces demandées")).toContainText("Rapport d’activité 2026");
  await expect(section(page, "Pièces demandées")).toContainText("Attendu le 21 juillet 2027 (dans 15 jours)");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByLabel("Votre message").fill("Le rapport part ce soir.");
  // What is typed outlives the tab.
  await page.getByRole("tab", { name: "Journal" }).click();
  await page.getByRole("tab", { name: "Messages" }).click();
  await expect(page.getByLabel("Votre message")).toHaveValue("Le rapport part ce soir.");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await expect(page.locator(".said").last()).toContainText("Le rapport part ce soir.");
  await looked(page);
  // The form has its own walk: the file is deposited again as it stands.
  const id = new URL(page.url()).pathname.split("/").pop();
  const again = await page.request.post(`/api/v1/applications/${id}/submission`, { data: {} });
  expect(again.ok(), await again.text()).toBe(true);
  expect(faults).toEqual([]);
});

test("the reviewer reads the message, answers, and keeps a note apart", async ({ page }) => {
  const faults = watch(page);
  await enter(page, reviewer);
  await page.goto("/a-traiter?non-lus=1");
  await page.getByRole("link", { name: "1 message non lu" }).click();
  await expect(page.locator(".said").first()).toContainText("nouveau");
  await page.getByLabel("Votre message au porteur").fill("Bien reçu, merci.");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByLabel("Votre note").fill("Rapport sans bilan chiffré.");
  await page.getByRole("button", { name: "Noter" }).click();
  await expect(section(page, "Notes internes")).toContainText("Rapport sans bilan chiffré.");
  await expect(section(page, "Échanges avec le porteur")).not.toContainText("bilan chiffré");
  await looked(page);
  await page.goto("/a-traiter?non-lus=1");
  await expect(page.getByText("Aucun dossier ne répond à ce filtre")).toBeVisible();
  expect(faults).toEqual([]);
});

test("the check list is answered, each answer kept at once", async ({ page }) => {
  const faults = watch(page);
  await open(page, reviewer, "instruction");
  const list = section(page, "Recevabilité");
  await expect(list.getByRole("group")).toHaveCount(14);
  for (const set of await list.getByRole("group").all()) {
    if (!(await set.getByRole("radio", { name: "Oui" }).isChecked()) && !(await set.getByRole("radio", { name: "Sans objet" }).isChecked())) await set.getByText("Oui", { exact: true }).click();
  }
  await expect(page.getByRole("link", { name: "Recevabilité 14 sur 14" })).toBeVisible();
  // A « no » waits for its reason.
  const rib = point(page, /RIB/);
  await rib.getByText("Non", { exact: true }).click();
  await expect(list).toContainText("Non enregistré : il manque la raison.");
  await list.getByLabel("Ce qui manque").fill("Le titulaire n’est pas l’association.");
  await list.getByLabel("Ce qui manque").blur();
  await expect(section(page, "Avant le comité")).toContainText("Le titulaire n’est pas l’association.");
  await page.reload();
  await expect(point(page, /RIB/).getByRole("radio", { name: "Non" })).toBeChecked();
  await point(page, /RIB/).getByText("Oui", { exact: true }).click();
  const admit = section(page, "Avant le comité").getByRole("button", { name: "Déclarer recevable" });
  await expect(admit).toBeEnabled();
  await looked(page);
  await admit.click();
  await dialog(page).getByRole("button", { name: "Déclarer recevable" }).click();
  await expect(head(page)).toContainText("Recevable");
  await page.getByRole("link", { name: "Avis de dossier complet" }).click();
  await expect(page.locator("main h1")).toHaveText("Avis de dossier complet");
  await looked(page);
  expect(faults).toEqual([]);
});

test("a bulk act opens what it can, and says why it refuses the rest", async ({ page }) => {
  const faults = watch(page);
  await enter(page, reviewer);
  await page.goto("/a-traiter");
  for (const code of ["N6", "N1"]) await page.getByRole("checkbox", { name: new RegExp(`^Choisir ${code},`) }).check();
  await page.getByLabel("Acte", { exact: true }).selectOption({ label: "Ouvrir l’instruction (1)" });
  await looked(page);
  await page.getByRole("button", { name: "Continuer" }).click();
  await looked(page, "dialog[open]");
  await dialog(page).getByRole("button", { name: "Ouvrir l’instruction (2)" }).click();
  await expect(dialog(page)).toContainText("1 fait, 1 refusé sur 2");
  await expect(dialog(page).getByRole("row", { name: /N6/ })).toContainText("fait");
  await expect(dialog(page).getByRole("row", { name: /N1/ })).toContainText("refusé");
  await expect(dialog(page).getByRole("row", { name: /N1/ })).toContainText("Inscriptible");
  // The result is in the address: it outlives the page.
  await page.reload();
  await expect(dialog(page)).toContainText("1 fait, 1 refusé sur 2");
  await looked(page, "dialog[open]");
  await dialog(page).getByRole("button", { name: "Terminer" }).click();
  await expect(page.locator(".worklist").getByRole("row", { name: /N6/ })).toContainText("En instruction");
  expect(faults).toEqual([]);
});

test("opinions are asked with their reasons", async ({ page }) => {
  const faults = watch(page);
  await open(page, reviewer, "instruction");
  await section(page, "Avis des services").getByRole("button", { name: "Demander des avis" }).click();
  await dialog(page).getByText("Autres services").click();
  const proposed = dialog(page).getByRole("checkbox", { checked: true });
  await expect(proposed.first()).toBeVisible();
  while ((await proposed.count()) > 0) await proposed.first().uncheck();
  await dialog(page).getByRole("checkbox", { name: /Police nationale/ }).check();
  await looked(page, "dialog[open]");
  await dialog(page).getByRole("button", { name: "Demander cet avis" }).click();
  await expect(section(page, "Avis des services")).toContainText("0 sur 2 reçu");
  await page.getByRole("button", { name: "Relancer, Police nationale" }).click();
  await expect(page.getByRole("button", { name: "Relancer, Police nationale" })).toBeDisabled();

  await page.getByRole("button", { name: "Saisir une réponse reçue, Police nationale" }).click();
  await dialog(page).getByText("Réservé", { exact: true }).click();
  await dialog(page).getByLabel("Motif").fill("Salle difficile à sécuriser.");
  await dialog(page).getByLabel("Comment l’avis a été reçu").fill("Courrier du 5 juillet 2027");
  await dialog(page).getByLabel("La lettre ou le courriel reçu").setInputFiles({ name: "avis.txt", mimeType: "text/plain", buffer: Buffer.from("Avis réservé") });
  await looked(page, "dialog[open]");
  await dialog(page).getByRole("button", { name: "Enregistrer cet avis" }).click();
  await expect(section(page, "Avis des services")).toContainText("1 sur 2 reçu");
  const letter = page.getByRole("link", { name: "La lettre reçue" });
  const kept = await page.request.get((await letter.getAttribute("href"))!);
  expect(await kept.text()).toBe("Avis réservé");
  expect(faults).toEqual([]);
});

test("a service reads the file it is asked about, and answers", async ({ page }) => {
  const faults = watch(page);
  await enter(page, service);
  await page.goto("/");
  await expect(page.locator("main")).toContainText("2 avis attendus de votre service");
  await page.goto(`/avis/${await opinionOn(page, "N6")}`);
  await expect(page.locator("main")).toContainText("Création théâtrale");
  const give = page.getByRole("button", { name: "Rendre cet avis" });
  await expect(give).toBeDisabled();
  await page.getByText("Favorable", { exact: true }).click();
  await page.getByLabel("Motif").fill("La commune prête la salle.");
  await page.getByLabel("Montant que vous proposez, en euros").fill("6 000");
  await looked(page);
  await give.click();
  await expect(page.getByRole("row", { name: /N6/ })).toContainText("Favorable");
  expect(faults).toEqual([]);
});

test("scores, amounts and the sheet make the file ready", async ({ page }) => {
  const faults = watch(page);
  await open(page, reviewer, "instruction");
  await expect(section(page, "Avis des services")).toContainText("2 sur 2 reçus");
  await expect(section(page, "Avis des services")).toContainText("La commune prête la salle.");

  const credits = section(page, "Crédits de droit commun");
  await credits.getByRole("group", { name: /Justice/ }).getByText("Refusé", { exact: true }).click();
  await expect(page.getByRole("link", { name: "Crédits de droit commun 1" })).toBeVisible();

  const criteria = section(page, "Critères de l’appel");
  await expect(criteria.getByRole("group")).toHaveCount(5);
  const scored = await criteria.getByRole("group").all();
  for (const [i, set] of scored.entries()) {
    await set.getByText("4", { exact: true }).click();
    await criteria.getByLabel("Motif de la note").nth(i).fill("Étayé par le dossier.");
    await criteria.getByLabel("Motif de la note").nth(i).blur();
    await expect(criteria).toContainText(`${i + 1} ${i > 0 ? "critères notés" : "critère noté"} sur 5`);
  }
  await expect(criteria).toContainText("40 sur 50 points");

  const amount = page.getByLabel("Montant proposé à FIPD-D, en euros");
  await amount.fill("6 500");
  await amount.blur();
  await expect(amount).toHaveValue(/6\s500/);

  await page.getByLabel("Résumé pour le comité").fill("Création partagée, trois représentations.");
  await page.reload();
  await expect(page.getByLabel("Résumé pour le comité")).toHaveValue("Création partagée, trois représentations.");
  await section(page, "Fiche d’instruction").getByText("Favorable", { exact: true }).click();
  await page.getByLabel("Motif de la proposition").fill("Répond à la mesure 21.");
  await page.getByRole("button", { name: "Enregistrer la fiche" }).click();
  await expect(section(page, "Avant le comité")).toContainText("Rien ne manque.");
  await expect(page.getByLabel("Montant proposé à FIPD-D, en euros")).toHaveValue(/6\s500/);
  await looked(page);
  await section(page, "Avant le comité").getByRole("button", { name: "Déclarer inscriptible" }).click();
  await dialog(page).getByRole("button", { name: "Déclarer inscriptible" }).click();
  await expect(head(page)).toContainText("Inscriptible au comité");
  expect(faults).toEqual([]);
});

test("the applicant reads the answer, and its notice", async ({ page }) => {
  const faults = watch(page);
  await open(page, applicant, "synthese");
  await page.getByRole("tab", { name: "Messages (1)" }).click();
  await expect(page.locator(".said").last()).toContainText("Bien reçu, merci.");
  await expect(page.locator(".said").last()).toContainText("nouveau");
  await expect(page.locator("main")).not.toContainText("bilan chiffré");
  await expect(page.getByRole("tab", { name: "Messages", exact: true })).toBeVisible();
  await page.getByRole("tab", { name: "Suivi" }).click();
  await expect(section(page, "Accusés et avis").getByRole("link")).toHaveText(["Accusé de réception", "Avis de dossier complet"]);
  await page.getByRole("link", { name: "Accusé de réception" }).click();
  await expect(page.locator("main")).toContainText("votre demande est réputée rejetée");
  await looked(page);
  expect(faults).toEqual([]);
});
