import { expect, it } from "vitest";
import { french, frenchDeep } from "./french";

it("curls an apostrophe between letters only", () => {
  expect(french("l'avis d'un élu")).toBe("l’avis d’un élu");
  expect(french("5' ou 'ceci'")).toBe("5' ou 'ceci'");
});

it("holds double signs and guillemets to their words", () => {
  expect(french("N1 : « Écrans » ; soit 80 % ?")).toBe("N1\u00a0: «\u00a0Écrans\u00a0»\u00a0; soit 80\u00a0%\u00a0?");
  expect(french("séance n° 2")).toBe("séance n°\u00a02");
});

it("leaves dates, links and hours as they are", () => {
  expect(french("2027-07-06T09:00:00Z")).toBe("2027-07-06T09:00:00Z");
  expect(french("/dossiers/01a2?onglet=plan")).toBe("/dossiers/01a2?onglet=plan");
});

it("reads an answer to its depth, and keeps what is no text", () => {
  expect(frenchDeep({ a: ["l'un"], n: 3, none: null, yes: true })).toEqual({ a: ["l’un"], n: 3, none: null, yes: true });
});
