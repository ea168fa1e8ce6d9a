// The grid, in a real browser: edit, refusal by the server, undo, help.
import { expect, test } from "@playwright/test";
import { enter, watch } from "./walk";

test("one shares an envelope at the keyboard", async ({ page }) => {
  const faults = watch(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await enter(page, "Camille Instruction");
  await page.goto("/cofinancement");
  // N1 asks FIPD-D for 16 000,00 € and is proposed 13 600,00 €.
  const row = page.getByRole("row", { name: /N1/ });
  const cell = row.locator(".grid__cell").first();
  const head = page.getByRole("columnheader", { name: /^FIPD-D/ });
  const strip = page.locator(".grid-strip");
  await expect(head).toContainText(/reste 26\s600,00/);

  await cell.focus();
  await page.keyboard.type("12000,50");
  await page.keyboard.press("Enter");
  await expect(cell).toContainText(/12\s000,50/);
  await expect(head).toContainText(/reste 28\s199,50/);
  await expect(page.getByRole("row", { name: /N2/ }).locator(".grid__cell").first()).toBeFocused();
  await expect(page.getByText("À jour")).toBeVisible();

  await page.keyboard.press("Control+z");
  await expect(head).toContainText(/reste 26\s600,00/);
  await expect(cell).toBeFocused();

  // More than was asked: the server refuses, the cell takes its amount back.
  await page.keyboard.type("99999");
  await page.keyboard.press("Tab");
  await expect(strip).toContainText(/attendu.*16\s000,00/);
  await expect(cell).toContainText(/13\s600,00/);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Valider, et descendre");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(head).toContainText(/reste 26\s600,00/);
  expect(faults).toEqual([]);
});

test("Tab is never caught: it leaves at the end of a row", async ({ page }) => {
  await enter(page, "Camille Instruction");
  await page.goto("/cofinancement");
  await page.locator("#cell-0-0").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  await expect(page.locator("td:focus")).toHaveCount(0);
});

test("an auditor reads and cannot write", async ({ page }) => {
  await enter(page, "Noé Audit");
  await page.goto("/cofinancement");
  await expect(page.locator(".notice")).toContainText("Lecture seule");
  await page.getByRole("row", { name: /N1/ }).locator(".grid__cell").first().focus();
  await page.keyboard.type("5");
  await expect(page.locator(".grid__input")).toHaveCount(0);
  await expect(page.locator(".grid-strip")).toContainText("Lecture seule");
});
