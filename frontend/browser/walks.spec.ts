// People at work, one after the other, on the same data: what one does, the
// next one finds. The order of the file is the order of the walk.
import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";
import { expect, test, type Page } from "@playwright/test";
import { badFrench, enter, fileOf, sessionOn, watch } from "./walk";

const session = "2027-07-13";

async function open(page: Page, who: string, address: string | ((page: Page) => Promise<string>)) {
  await enter(page, who);
  await page.goto(typeof address === "string" ? address : await address(page));
  await expect(page.locator("main h1")).toBeVisible();
}

const dialog = (page: Page) => page.getByRole("dialog");
const toast = (page: Page) => page.locator(".toast").last();

/** A dialog is a page of its own: axe looks at it too. */
async function lookAtDialog(page: Page) {
  const { violations } = await new AxeBuilder({ page }).include("dialog[open]").analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect((await dialog(page).innerText()).match(badFrench)).toBeNull();
}

test("one click comes in as each kind of account, one more goes out", async ({ page }) => {
  const faults = watch(page);
  await page.goto("/dossiers");
  const homes: [button: RegExp, name: string, heading: string][] = [
    [/^Service instructeur/, "Camille Instruction", "Dossiers"],
    [/^Directeur de cabinet/, "Dominique Cabinet", "Dossiers"],
    [/^Préfet Claude/, "Claude Préfet", "Dossiers"],
    [/^Gestionnaire financier/, "Alix Finances", "Dossiers"],
    [/^Préfet de région/, "Sacha Région", "Dossiers"],
    [/^Auditeur/, "Noé Audit", "Dossiers"],
    [/^Siège MILDECA/, "Siège MILDECA", "Dossiers"],
    [/^Porteur P5/, "Porteur P5", "Mes dossiers"],
  ];
  for (const [button, name, heading] of homes) {
    await page.getByRole("button", { name: button }).click();
    await expect(page.locator("main h1")).toHaveText(heading);
    await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await page.getByRole("button", { name: "Changer de compte" }).click();
    await expect(page.locator("main h1")).toHaveText("Connexion");
  }
  expect(faults).toEqual([]);
});

test("a theme is kept, and what inherits its colour follows", async ({ page }) => {
  await open(page, "Camille Instruction", "/");
  const ink = () => page.locator("main h1").evaluate((one) => getComputedStyle(one).color);
  const light = await ink();
  await page.getByRole("button", { name: /^Camille Instruction/ }).click();
  await page.getByText("Sombre").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const dark = await ink();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await ink()).toBe(dark);
  await page.getByRole("button", { name: /^Camille Instruction/ }).click();
  await page.getByText("Automatique").click();
  expect(await ink()).toBe(light);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(ink).toBe(dark);
});

test("the reviewer asks for documents, and the applicant reads which", async ({ page }) => {
  await open(page, "Camille Instruction", (one) => fileOf(one, "N5"));
  await page.getByRole("button", { name: "Demander des pièces" }).click();
  await lookAtDialog(page);
  await dialog(page).getByLabel("Autre pièce ou précision").fill("Le budget de l'association");
  await dialog(page).getByRole("button", { name: "Demander des pièces" }).click();
  await expect(page.locator(".page-head")).toContainText("Pièces demandées");
  await open(page, "Écrans Justes", (one) => fileOf(one, "N5"));
  await expect(page.locator(".notice").first()).toContainText("Le budget de l’association");
  await expect(page.locator(".notice").first()).toContainText("Attendu le 21 juillet 2027 (dans 15 jours)");
});

test("the secretary notes who is there, opens the session and begins the first file", async ({ page }) => {
  const faults = watch(page);
  await open(page, "Dominique Cabinet", (one) => sessionOn(one, session));
  await page.getByRole("button", { name: "Ouvrir la séance" }).click();
  await expect(toast(page)).toContainText("Quorum non atteint");

  await page.getByRole("button", { name: "Présences" }).click();
  await lookAtDialog(page);
  for (const seat of ["FIPD", "MILDECA", "CD", "EPCI"]) {
    const box = dialog(page).getByRole("checkbox", { name: seat });
    await box.click();
    await expect(box).toBeChecked();
  }
  await dialog(page).getByRole("button", { name: "Fermer" }).click();
  await expect(page.locator(".page-head")).toContainText("4 sur 6, atteint");

  await page.getByRole("button", { name: "Ouvrir la séance" }).click();
  await expect(page.locator(".page-head")).toContainText("Ouverte");
  await page.getByRole("button", { name: "Examiner ce dossier" }).click();
  await expect(page.locator(".agenda__item[aria-current]")).toContainText("En cours");
  expect(faults).toEqual([]);
});

test("a member announces an amount and votes", async ({ page }) => {
  const faults = watch(page);
  await open(page, "Siège CD", (one) => sessionOn(one, session));
  await page.getByRole("button", { name: "Annoncer un montant, CD" }).click();
  await dialog(page).getByLabel("Montant, en euros").fill("7000");
  await dialog(page).getByRole("button", { name: "Annoncer un montant" }).click();
  await expect(page.locator(".sheet")).toContainText(/7\s000,00/);
  await page.getByRole("button", { name: "Pour", exact: true }).click();
  await expect(page.getByRole("button", { name: "Pour", exact: true })).toHaveAttribute("aria-pressed", "true");
  expect(faults).toEqual([]);
});

test("another steps aside and sees nothing more of the file", async ({ page }) => {
  await open(page, "Siège EPCI", (one) => sessionOn(one, session));
  await page.getByRole("button", { name: "Me déporter sur ce dossier" }).click();
  await lookAtDialog(page);
  await dialog(page).getByLabel("Motif").fill("Élu au conseil d’administration de l’association");
  await dialog(page).getByRole("button", { name: "Enregistrer mon déport" }).click();
  await expect(page.getByText("Ce dossier ne vous est pas présenté.")).toBeVisible();
  await expect(page.locator(".sheet")).toHaveCount(0);
  await expect(page.getByText("Chantiers éducatifs")).toHaveCount(0);
  await page.goto("/cofinancement");
  await expect(page.getByRole("row", { name: /N2/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /N1 / })).toHaveCount(0);
});

test("the secretary closes the vote: an opinion, and the minutes", async ({ page }) => {
  await open(page, "Dominique Cabinet", (one) => sessionOn(one, session));
  await page.getByRole("button", { name: "Clore le vote" }).click();
  await expect(page.locator(".voting__opinion")).toContainText("Favorable");
  await expect(page.locator(".voting__opinion")).toContainText("1 pour, 1 déport");
  await page.getByRole("button", { name: "Passer au dossier suivant" }).click();
  await expect(page.locator(".agenda__item[aria-current]")).toContainText("N2");
  await page.getByRole("button", { name: "Ajourner ce dossier" }).click();
  await dialog(page).getByLabel("Motif").fill("Le plan de financement est à revoir.");
  await dialog(page).getByRole("button", { name: "Ajourner" }).click();
  await expect(page.locator(".agenda")).toContainText("Ajourné");

  await page.getByRole("link", { name: "Projet de procès-verbal" }).click();
  const minutes = page.locator(".minutes");
  await expect(minutes).toContainText("Projet");
  await expect(minutes).toContainText("Déports\u00a0: EPCI.");
  await expect(minutes).toContainText("1 pour, 0 contre, 0 abstention.");
  await expect(minutes).toContainText(/7\s000,00/);
});

test("the secretary convenes a third session", async ({ page }) => {
  await open(page, "Camille Instruction", "/seances");
  await page.getByRole("button", { name: "Convoquer une séance" }).click();
  await dialog(page).getByLabel("Jour de la séance").fill("2027-07-08");
  await dialog(page).getByRole("button", { name: "Convoquer" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("5 jours au moins");
  await expect(dialog(page).getByRole("alert")).toContainText("CRPA, art. R133-8");
  await lookAtDialog(page);
  await dialog(page).getByLabel("Jour de la séance").fill("2027-09-21");
  await dialog(page).getByRole("button", { name: "Convoquer" }).click();
  await expect(page.locator("main h1")).toHaveText("Séance du 21 septembre 2027");
  await expect(page.locator("main")).toContainText("L’ordre du jour est vide");
});

test("the préfet decides R5: never more than is asked, nor than the envelope holds", async ({ page }) => {
  // The préfet of the region first brings the envelope down to what R5 asks of it, less a cent.
  await open(page, "Sacha Région", "/enveloppes");
  await page.getByRole("button", { name: "Modifier l’enveloppe MILDECA" }).click();
  await lookAtDialog(page);
  await dialog(page).getByLabel("Nouveau montant, en euros").fill("5999,99");
  await dialog(page).getByRole("button", { name: "Notifier" }).click();
  await expect(page.getByRole("row", { name: /MILDECA/ })).toContainText(/5\s999,99/);

  const faults = watch(page);
  await open(page, "Claude Préfet", async (one) => `${await fileOf(one, "R5")}?onglet=decisions`);
  await page.getByRole("button", { name: "Décider, MILDECA" }).click();
  await lookAtDialog(page);
  const amount = dialog(page).getByLabel("Montant accordé, en euros");
  const decide = dialog(page).getByRole("button", { name: "Enregistrer la décision" });
  await amount.fill("6000,01");
  await decide.click();
  await expect(dialog(page).locator(".field__error")).toContainText(/la demande est de 6\s000,00\s€/);
  await amount.fill("6000");
  await decide.click();
  await expect(dialog(page).getByRole("alert")).toContainText(/Crédits insuffisants sur l’enveloppe MILDECA\s: 5\s999,99\s€ disponibles/);
  await amount.fill("5999,99");
  await decide.click();
  await expect(toast(page)).toContainText("Décision enregistrée.");
  await expect(page.getByRole("row", { name: /MILDECA/ })).toContainText(/5\s999,99.*accordé/);
  expect(faults).toEqual([]);
});

test("the préfet signs the act of R2", async ({ page }) => {
  await open(page, "Claude Préfet", "/");
  await page.getByRole("link", { name: /Acte à signer.*R2/ }).click();
  await page.getByRole("button", { name: "Signer l’acte, FIPD-D" }).click();
  await lookAtDialog(page);
  await dialog(page).getByRole("button", { name: "Signer l’acte" }).click();
  await expect(page.getByRole("row", { name: /FIPD-D/ })).toContainText("signée le 06/07/2027");
});

test("the finance officer enters the EJ of R4, and takes the ledger away", async ({ page }) => {
  const faults = watch(page);
  await open(page, "Alix Finances", "/");
  await page.getByRole("link", { name: /EJ à saisir.*R4/ }).click();
  await page.getByRole("button", { name: "Saisir l’EJ, FIPD-S" }).click();
  const ej = dialog(page).getByLabel("Numéro d’EJ");
  await ej.fill("210400");
  await expect(dialog(page).locator(".field__error")).toContainText("dix chiffres");
  await lookAtDialog(page);
  await ej.fill("2104009001");
  await dialog(page).getByRole("button", { name: "Saisir l’EJ" }).click();
  await expect(page.getByRole("row", { name: /FIPD-S/ })).toContainText("EJ 2104009001");

  await page.goto("/grand-livre?dossier=R4");
  await expect(page.locator("main")).toContainText("Engagement FIPD-S du dossier R4");
  await expect(page.locator(".page-head")).toContainText("tout concorde");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /Télécharger le CSV/ }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toContain("Engagement FIPD-S du dossier R4");
  expect(faults).toEqual([]);
});

test("the préfet notifies the act of R4 now that it is committed", async ({ page }) => {
  await open(page, "Claude Préfet", async (one) => `${await fileOf(one, "R4")}?onglet=decisions`);
  await page.getByRole("button", { name: "Notifier l’acte, FIPD-S" }).click();
  await dialog(page).getByRole("button", { name: "Notifier l’acte" }).click();
  await expect(page.getByRole("row", { name: /FIPD-S/ })).toContainText("notifié le 06/07/2027");
});

// The whole form has its own walk: form.spec.ts.
test("an applicant begins a draft, and finds it again", async ({ page }) => {
  const faults = watch(page);
  await open(page, "Compagnie du Parvis", "/");
  await page.getByRole("link", { name: "Commencer un dossier" }).click();
  await page.getByRole("button", { name: "Commencer" }).click();
  await page.getByRole("button", { name: /^Le projet/ }).click();
  await page.getByLabel("Intitulé").fill("Ateliers d’écriture en détention");
  await expect(page.locator(".saving")).toContainText(/^Enregistré à/);
  await page.goto("/");
  await page.getByRole("link", { name: "Ateliers d’écriture en détention", exact: true }).click();
  await page.getByRole("button", { name: /^Le projet/ }).click();
  await expect(page.getByLabel("Intitulé")).toHaveValue("Ateliers d’écriture en détention");
  expect(faults).toEqual([]);
});

test("an applicant files its report, and a reviewer validates it", async ({ page }) => {
  await open(page, "Porteur P1", (one) => fileOf(one, "R1"));
  await page.getByRole("button", { name: "Déposer le compte rendu financier" }).click();
  await lookAtDialog(page);
  await dialog(page).getByLabel("Coût réalisé, en euros").fill("70 000");
  await dialog(page).getByRole("button", { name: "Déposer" }).click();
  await expect(page.locator(".page-head")).toContainText("Compte rendu reçu");
  await open(page, "Camille Instruction", async (one) => `${await fileOf(one, "R1")}?onglet=versements`);
  await page.getByRole("button", { name: "Valider le compte rendu" }).click();
  await dialog(page).getByRole("button", { name: "Valider" }).click();
  await expect(page.locator("main")).toContainText("Validé");
  await expect(page.getByRole("region", { name: /Versements et bilan/ })).toContainText(/23\s214,29/);
});

test("news reach the inbox of whom they concern", async ({ page }) => {
  await open(page, "Compagnie du Parvis", "/");
  const bell = page.getByRole("link", { name: /^Messages/ });
  await expect(bell).toHaveAccessibleName(/nouveau/);
  await bell.click();
  await expect(page.locator(".messages")).toContainText("Théâtre et justice restaurative");
  await expect(page.getByRole("link", { name: "Messages", exact: true })).toBeVisible();
});
