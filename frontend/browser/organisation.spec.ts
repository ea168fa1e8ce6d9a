// A body fills its record while the link breaks and its session ends; two of its
// people meet on one field; its account needs somebody else; the préfecture
// opens access again.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { badFrench, enter, watch } from "./walk";

const saved = (page: Page) => expect(page.getByText("Tout est enregistré")).toBeVisible();
const rib = { name: "rib.txt", mimeType: "text/plain", buffer: Buffer.from("RIB de l’organisme") };

// What is looked at while it fades in has not its colours yet.
test.use({ contextOptions: { reducedMotion: "reduce" } });

/** A page of somebody else. */
const alone = async (browser: Browser) => (await browser.newContext()).newPage();

async function looked(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  expect(violations.map((one) => `${one.id} ${one.nodes[0]?.html}`)).toEqual([]);
  expect((await page.locator("main").innerText()).match(badFrench) ?? []).toEqual([]);
}

test("a record is kept through a cut, an ended session and a reload", async ({ page, context }) => {
  await enter(page, "France Victimes 99");
  await page.goto("/organisme");
  await page.getByLabel("Sigle").fill("FV99");
  await saved(page);
  await expect(page.getByText(/Saisi par France Victimes 99 le/).first()).toBeVisible();
  await looked(page);

  await context.setOffline(true);
  await page.getByLabel("Adresse", { exact: true }).fill("1 rue de la Paix");
  await expect(page.getByText("le serveur ne répond pas").first()).toBeVisible();
  await context.setOffline(false);
  await saved(page);

  // The session ends under the page.
  await page.request.delete("/api/v1/session");
  await page.getByLabel("Code postal", { exact: true }).fill("99000");
  await page.getByRole("button", { name: "Se connecter à nouveau" }).click();
  await page.getByRole("button", { name: "France Victimes 99" }).click();
  await expect(page.getByLabel("Code postal", { exact: true })).toHaveValue("99000");
  await saved(page);

  // The page disappears half a second after a keystroke.
  await page.getByLabel("Commune", { exact: true }).fill("Rochebrune");
  await page.reload();
  await expect(page.getByLabel("Commune", { exact: true })).toHaveValue("Rochebrune");
  await saved(page);
  for (const [label, value] of [["Sigle", "FV99"], ["Adresse", "1 rue de la Paix"], ["Code postal", "99000"]] as const) {
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
  }
});

test("two people on one field choose between two values", async ({ browser }) => {
  const [a, b] = await Promise.all([alone(browser), alone(browser)]);
  for (const page of [a, b]) {
    await enter(page, "Compagnie du Parvis");
    await page.goto("/organisme");
    await expect(page.getByLabel("Sigle")).toBeVisible();
  }
  await a.getByLabel("Sigle").fill("CDP");
  await b.getByLabel("Sigle").fill("CP");
  await expect(b.getByRole("group", { name: "Deux valeurs pour ce champ" })).toBeVisible({ timeout: 10_000 });
  await expect(a.getByRole("group", { name: "Deux valeurs pour ce champ" })).toBeVisible({ timeout: 10_000 });
  await looked(b);
  await b.getByRole("button", { name: "Garder « CP »" }).click();
  for (const page of [a, b]) {
    await expect(page.getByRole("group", { name: "Deux valeurs pour ce champ" })).toBeHidden({ timeout: 10_000 });
    await expect(page.getByLabel("Sigle")).toHaveValue("CP");
  }
});

test("a mandate, the commitment, an account, and a colleague", async ({ page, browser }) => {
  const faults = watch(page);
  await enter(page, "La Maison des Parents");
  await page.goto("/organisme?onglet=representants");
  await page.getByRole("button", { name: "Inscrire une personne" }).click();
  await page.getByLabel("Prénom et nom").fill("Rose Réseau");
  await page.getByLabel("Fonction").fill("Présidente");
  await page.getByRole("button", { name: /C’est moi/ }).click();
  await page.getByLabel("Premier jour du mandat").fill("2026-01-01");
  await looked(page);
  await page.getByRole("button", { name: "Inscrire", exact: true }).click();
  await expect(page.getByText("Mandat inscrit.")).toBeVisible();
  await looked(page);

  await page.getByRole("tab", { name: "Engagement et pièces" }).click();
  await page.getByRole("button", { name: "Lire et souscrire" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Souscrire", exact: true }).click();
  await expect(page.getByText(/souscrite le .* par Rose Réseau/)).toBeVisible();
  await page.getByRole("button", { name: "Déposer une pièce" }).click();
  await page.getByLabel("Fichier").setInputFiles(rib);
  await page.getByLabel("Date de la pièce").fill("2027-01-01");
  await page.getByRole("button", { name: "Déposer", exact: true }).click();
  await expect(page.getByRole("link", { name: "Statuts tels que déclarés" })).toBeVisible();
  await looked(page);

  await page.getByRole("tab", { name: "Compte bancaire" }).click();
  await page.getByRole("button", { name: /compte bancaire/ }).click();
  await page.getByLabel("IBAN").fill("FR14 2004 1010 0505 0001 3M02 606");
  await page.getByLabel("RIB").setInputFiles(rib);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Compte bancaire enregistré.")).toBeVisible();
  await looked(page);

  await page.getByRole("tab", { name: "Accès" }).click();
  await page.getByRole("button", { name: "Inviter une personne" }).click();
  await page.getByLabel("Prénom et nom").fill("Bruno Bénévole");
  await page.getByLabel("Adresse électronique").fill("bruno@parents.exemple.fr");
  await page.getByRole("button", { name: "Inviter", exact: true }).click();
  const code = await page.getByRole("dialog").getByRole("code").or(page.locator(".body-code code")).first().innerText();
  const other = await alone(browser);
  await other.goto("/invitation");
  await expect(other.getByLabel("Code")).toBeVisible();
  await looked(other);
  await other.getByLabel("Code").fill(code);
  await other.getByLabel("Mot de passe").fill("une phrase assez longue");
  await other.getByRole("button", { name: "Ouvrir mon accès" }).click();
  await expect(other.getByRole("heading", { name: "Mon organisme" })).toBeVisible();
  expect(faults).toEqual([]);
});

test("the préfecture verifies an account and opens access again", async ({ page, browser }) => {
  const applicant = await alone(browser);
  await enter(applicant, "La Maison des Parents");
  const body = (await (await applicant.request.get("/api/v1/organisations/me")).json()) as { id: string; accounts: { state: string }[] };
  await enter(page, "Camille Instruction");
  await page.goto(`/organismes/${body.id}?onglet=compte`);
  await expect(page.getByRole("heading", { level: 1, name: "La Maison des Parents" })).toBeVisible();
  await looked(page);
  if (body.accounts.some((account) => account.state === "proposed")) {
    await page.getByRole("button", { name: "Approuver" }).click();
    const why = page.getByLabel("Comment ce compte a été vérifié");
    if (await why.isVisible()) await why.fill("Contre-appel de la présidente au numéro connu");
    await page.getByRole("dialog").getByRole("button", { name: "Approuver" }).click();
    await expect(page.getByText("Compte bancaire approuvé.")).toBeVisible();
  }
  await page.getByRole("tab", { name: "Accès" }).click();
  await looked(page);
  await page.getByRole("button", { name: "Rouvrir l’accès" }).click();
  await page.getByLabel("Prénom et nom").fill("Neuve Présidente");
  await page.getByLabel("Adresse électronique").fill("neuve@parents.exemple.fr");
  await page.getByLabel("Motif").fill("Changement de présidence");
  await page.getByLabel("Pièce qui le prouve").fill("Récépissé du 2 mars 2027");
  await page.getByRole("dialog").getByRole("button", { name: "Rouvrir l’accès" }).click();
  await expect(page.getByText("C’est noté")).toBeVisible();
  await page.getByRole("button", { name: "C’est noté" }).click();
  await page.getByRole("tab", { name: "Historique" }).click();
  await expect(page.getByText(/Accès rouvert par la préfecture/)).toBeVisible();
  await expect(page.getByText(/Récépissé du 2 mars 2027/)).toBeVisible();
  await looked(page);
});
