// Every page, in both themes and on a phone: axe finds nothing, nothing breaks,
// nothing is cut at 320 px, nothing is said in the words of the machine.
// SHOTS=folder keeps a picture of each.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { badFrench, enter, fileOf, opinionOn, sessionOn, watch } from "./walk";

type Where = string | ((page: Page) => Promise<string>);

const file = (code: string, tab = "") => async (page: Page) => (await fileOf(page, code)) + (tab && `?onglet=${tab}`);
const session = (day: string, more = "") => async (page: Page) => (await sessionOn(page, day)) + more;
const draft = (code: string, step = "") => async (page: Page) => `/dossiers/saisie?dossier=${(await fileOf(page, code)).split("/").pop()}${step && `&etape=${step}`}`;

const body = (name: string) => async (page: Page) => {
  const { items } = (await (await page.request.get("/api/v1/applications")).json()) as { items: { applicant: { id: string; name: string } }[] };
  return `/organismes/${items.find((one) => one.applicant.name === name)?.applicant.id}`;
};

const opinion = (code: string) => async (page: Page) => `/avis/${await opinionOn(page, code)}`;

const pages: [name: string, account: string, where: Where][] = [
  ["connexion", "", "/connexion"],
  ["accueil", "Camille Instruction", "/"],
  ["accueil-prefet", "Claude Préfet", "/"],
  ["accueil-finances", "Alix Finances", "/"],
  ["accueil-financeur", "Siège CD", "/"],
  ["accueil-porteur", "France Victimes 99", "/"],
  ["dossiers", "Camille Instruction", "/dossiers"],
  ["dossiers-vide", "Camille Instruction", "/dossiers?q=introuvable"],
  ["dossiers-porteur", "Porteur P5", "/dossiers"],
  ["dossier", "Camille Instruction", file("R1")],
  ["dossier-alerte", "Camille Instruction", file("N3")],
  ["dossier-pieces", "La Maison des Parents", file("N7")],
  ["dossier-plan", "Camille Instruction", file("R2", "plan")],
  ["dossier-decisions", "Claude Préfet", file("R5", "decisions")],
  ["dossier-versements", "Alix Finances", file("R1", "versements")],
  ["dossier-historique", "Camille Instruction", file("R1", "historique")],
  ["a-traiter", "Camille Instruction", "/a-traiter"],
  ["a-traiter-filtre", "Camille Instruction", "/a-traiter?retard=1"],
  ["a-traiter-vide", "Camille Instruction", "/a-traiter?q=introuvable"],
  ["instruction", "Camille Instruction", file("N5", "instruction")],
  ["instruction-recevabilite", "Camille Instruction", file("N6", "instruction")],
  ["instruction-reconduction", "Camille Instruction", file("R1", "instruction")],
  ["instruction-lecture", "Noé Audit", file("N7", "instruction")],
  ["dossier-messages", "Camille Instruction", file("N7", "messages")],
  ["dossier-messages-porteur", "La Maison des Parents", file("N7", "messages")],
  ["dossier-suivi", "La Maison des Parents", file("N7", "suivi")],
  ["avis", "Mairie de Rochebrune", "/avis"],
  ["avis-dossier", "Mairie de Rochebrune", opinion("N6")],
  ["attestation", "Écrans Justes", async (page) => `${await fileOf(page, "N5")}/attestation/completeness`],
  ["dossier-journal", "Camille Instruction", file("R1", "journal")],
  ["dossier-porteur", "Porteur P5", file("R2", "decisions")],
  ["saisie", "Compagnie du Parvis", "/dossiers/saisie"],
  ["saisie-reprise", "France Victimes 99", draft("N10")],
  ["saisie-budget", "France Victimes 99", draft("N10", "budget.p1")],
  ["saisie-indicateurs", "France Victimes 99", draft("N10", "indicators.p1")],
  ["saisie-pieces", "France Victimes 99", draft("N10", "documents")],
  ["dossier-regles", "Camille Instruction", file("N3", "regles")],
  ["organisme", "France Victimes 99", "/organisme"],
  ["organisme-representants", "France Victimes 99", "/organisme?onglet=representants"],
  ["organisme-compte", "France Victimes 99", "/organisme?onglet=compte"],
  ["organisme-engagements", "France Victimes 99", "/organisme?onglet=engagements"],
  ["organisme-acces", "France Victimes 99", "/organisme?onglet=acces"],
  ["organisme-lu", "Camille Instruction", body("Compagnie du Parvis")],
  ["invitation", "", "/invitation"],
  ["cofinancement", "Camille Instruction", "/cofinancement"],
  ["cofinancement-lecture", "Noé Audit", "/cofinancement"],
  ["seances", "Camille Instruction", "/seances"],
  ["seance-secretaire", "Dominique Cabinet", session("2027-07-13")],
  ["seance-membre", "Siège MILDECA", session("2027-07-13")],
  ["seance-levee", "Dominique Cabinet", session("2027-06-08")],
  ["proces-verbal", "Camille Instruction", session("2027-06-08", "/proces-verbal")],
  ["enveloppes", "Sacha Région", "/enveloppes"],
  ["grand-livre", "Alix Finances", "/grand-livre"],
  ["imports", "Alix Finances", "/imports"],
  ["messages", "Camille Instruction", "/messages"],
  ["messages-vide", "Noé Audit", "/messages"],
  ["strategie", "Camille Instruction", "/strategie"],
  ["inconnue", "Camille Instruction", "/nulle-part"],
  ["dossier-inconnu", "Camille Instruction", "/dossiers/01a20dfe-9c55-75cc-981a-7f124021e2d3"],
];

// The dark theme changes colours alone.
const screens = {
  clair: { width: 1366, height: 768, scheme: "light", look: (axe: AxeBuilder) => axe.withTags(tags) },
  sombre: { width: 1366, height: 768, scheme: "dark", look: (axe: AxeBuilder) => axe.withRules(["color-contrast", "link-in-text-block"]) },
  telephone: { width: 320, height: 640, scheme: "light", look: (axe: AxeBuilder) => axe.withTags(tags) },
} as const;

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const [name, account, where] of pages) {
  test(name, async ({ page }) => {
    const faults = watch(page);
    if (account) await enter(page, account);
    const address = typeof where === "string" ? where : await where(page);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(address);
    await expect(page.locator("main h1")).toBeVisible();
    await expect(page.locator(".skeleton")).toHaveCount(0);
    await page.evaluate(() => document.fonts.ready);

    for (const [screen, { width, height, scheme, look }] of Object.entries(screens)) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const shots = process.env["SHOTS"];
      if (shots) await page.screenshot({ path: `${shots}/${name}-${screen}.png`, fullPage: process.env["WHOLE"] !== undefined });
      const found = await look(new AxeBuilder({ page })).analyze();
      expect(found.violations.map((one) => `${screen}, ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(spill, `${screen} : la page déborde en largeur`).toBeLessThanOrEqual(0);
    }
    const text = await page.locator("body").innerText();
    expect(text.match(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/g), "un identifiant interne est montré").toBeNull();
    expect(text.match(badFrench), "une espace se couperait, ou une apostrophe est droite").toBeNull();
    // A page of an unknown file is answered 404, which Chromium logs.
    expect(faults.filter((fault) => !(name === "dossier-inconnu" && fault.includes("404")))).toEqual([]);
  });
}
