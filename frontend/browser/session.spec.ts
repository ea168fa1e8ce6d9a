// Coming in, and a committee member who votes or steps aside.
import { expect, test } from "@playwright/test";
import { enter, watch } from "./walk";

test.skip(Boolean(process.env["PROGRAM"]), "les figures de cet essai sont celles du jeu d’essai");

test("one click comes in as a demonstration account, one more goes out", async ({ page }) => {
  const faults = watch(page);
  await page.goto("/dossiers");
  await page.getByRole("button", { name: /Instructrice/ }).click();
  await expect(page.locator("main h1")).toHaveText("Dossiers");
  await page.getByRole("button", { name: /Claire Aubry/ }).click();
  await page.getByText("Sombre").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: /Claire Aubry/ }).click();
  await page.getByRole("button", { name: "Changer de compte" }).click();
  await expect(page.locator("main h1")).toHaveText("Connexion");
  expect(faults).toEqual([]);
});

test("a member votes, then steps aside and sees nothing more", async ({ page }) => {
  await enter(page, "departement");
  await page.goto("/seances/s-2");
  await page.getByRole("button", { name: "Pour", exact: true }).click();
  await expect(page.getByRole("button", { name: "Pour", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Me déporter sur ce dossier" }).click();
  await page.getByLabel("Motif").fill("Élu au conseil d’administration de l’association");
  await page.getByRole("button", { name: "Enregistrer mon déport" }).click();
  await expect(page.getByText("Ce dossier ne vous est pas présenté.")).toBeVisible();
  await expect(page.locator(".sheet")).toHaveCount(0);
});

test("the secretary closes a vote and passes to the next file", async ({ page }) => {
  await enter(page, "cabinet");
  await page.goto("/seances/s-2");
  await page.getByRole("button", { name: "Clore le vote" }).click();
  await expect(page.locator(".voting__opinion")).toContainText("Favorable");
  await page.getByRole("button", { name: "Passer au dossier suivant" }).click();
  await expect(page.locator(".agenda__item[aria-current]")).toContainText("P3");
});

test("a file is declared admissible", async ({ page }) => {
  await enter(page, "instructrice");
  await page.goto("/dossiers/a-9");
  await page.getByRole("button", { name: "Déclarer recevable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Déclarer recevable" }).click();
  await expect(page.locator(".page-head")).toContainText("Recevable");
  await expect(page.locator(".toast")).toContainText("Dossier déclaré recevable.");
});
