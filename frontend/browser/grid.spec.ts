// The grid, in a real browser: edit, refusal by the server, undo, help.
import { expect, test } from "@playwright/test";
import { enter, watch } from "./walk";

test.skip(Boolean(process.env["PROGRAM"]), "les figures de cet essai sont celles du jeu d’essai");

test("one shares an envelope at the keyboard", async ({ page }) => {
  const faults = watch(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await enter(page, "instructrice");
  await page.goto("/cofinancement");
  const head = page.getByRole("columnheader", { name: /^FIPD-D/ });
  const strip = page.locator(".grid-strip");
  await expect(head).toContainText(/reste 4\s900,00/);

  await page.locator("#cell-0-0").focus();
  await page.keyboard.type("25000,50");
  await page.keyboard.press("Enter");
  await expect(page.locator("#cell-0-0")).toContainText(/25\s000,50/);
  await expect(head).toContainText(/reste 6\s899,50/);
  await expect(page.locator("#cell-1-0")).toBeFocused();

  await page.keyboard.press("Control+z");
  await expect(head).toContainText(/reste 4\s900,00/);
  await expect(page.locator("#cell-0-0")).toBeFocused();

  // More than was asked: the server refuses, the cell takes its amount back.
  await page.keyboard.type("99999");
  await page.keyboard.press("Tab");
  await expect(strip).toContainText("dépasse le montant demandé");
  await expect(strip).toContainText("article 6");
  await expect(page.locator("#cell-0-0")).toContainText(/27\s000,00/);
  await expect(page.locator("#cell-0-1")).toBeFocused();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Valider, et descendre");
  await page.keyboard.press("Escape");
  await expect(page.locator("#cell-0-1")).toBeFocused();

  expect(faults.filter((fault) => !fault.includes("422"))).toEqual([]);
});

test("Tab is never caught: it leaves at the end of a row", async ({ page }) => {
  await enter(page, "instructrice");
  await page.goto("/cofinancement");
  await page.locator("#cell-0-0").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  await expect(page.locator("td:focus")).toHaveCount(0);
});

test("an auditor reads and cannot write", async ({ page }) => {
  await enter(page, "audit");
  await page.goto("/cofinancement");
  await expect(page.locator(".notice")).toContainText("Lecture seule");
  await page.locator("#cell-0-0").focus();
  await page.keyboard.type("5");
  await expect(page.locator(".grid__input")).toHaveCount(0);
  await expect(page.locator(".grid-strip")).toContainText("Lecture seule");
});
