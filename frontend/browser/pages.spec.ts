// Every page, in both themes and on a phone: axe finds nothing, nothing breaks,
// nothing is cut at 320 px. SHOTS=folder keeps a picture of each.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { enter, watch } from "./walk";

const pages: [name: string, address: string, account: string][] = [
  ["connexion", "/connexion", ""],
  ["accueil", "/", "instructrice"],
  ["accueil-porteur", "/", "porteur"],
  ["dossiers", "/dossiers", "instructrice"],
  ["dossiers-vide", "/dossiers?q=introuvable", "instructrice"],
  ["dossier", "/dossiers/a-2", "instructrice"],
  ["dossier-recevabilite", "/dossiers/a-9", "instructrice"],
  ["dossier-plan", "/dossiers/a-1?onglet=plan", "instructrice"],
  ["dossier-decisions", "/dossiers/a-12?onglet=decisions", "instructrice"],
  ["dossier-versements", "/dossiers/a-14?onglet=versements", "finances"],
  ["dossier-historique", "/dossiers/a-1?onglet=historique", "instructrice"],
  ["dossier-journal", "/dossiers/a-14?onglet=journal", "instructrice"],
  ["cofinancement", "/cofinancement", "instructrice"],
  ["seances", "/seances", "instructrice"],
  ["seance-secretaire", "/seances/s-2", "cabinet"],
  ["seance-membre", "/seances/s-2", "departement"],
  ["proces-verbal", "/seances/s-1/proces-verbal", "instructrice"],
  ["enveloppes", "/enveloppes", "finances"],
  ["grand-livre", "/grand-livre", "finances"],
  ["imports", "/imports", "finances"],
  ["strategie", "/strategie", "instructrice"],
  ["inconnue", "/nulle-part", "instructrice"],
];

const screens = {
  clair: { width: 1366, height: 768, scheme: "light" },
  sombre: { width: 1366, height: 768, scheme: "dark" },
  telephone: { width: 320, height: 640, scheme: "light" },
} as const;

for (const [name, address, account] of pages) {
  for (const [screen, { width, height, scheme }] of Object.entries(screens)) {
    test(`${name}, ${screen}`, async ({ page }) => {
      const faults = watch(page);
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      if (account) await enter(page, account);
      await page.goto(address);
      await expect(page.locator("main h1")).toBeVisible();
      await expect(page.locator(".skeleton")).toHaveCount(0);
      await page.evaluate(() => document.fonts.ready);

      const shots = process.env["SHOTS"];
      if (shots) await page.screenshot({ path: `${shots}/${name}-${screen}.png` });

      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
      expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(spill, "la page déborde en largeur").toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
    });
  }
}
