import { expect, it } from "vitest";
import { Refusal } from "../api/client";
import { blame } from "./refusals";

const refused = (field?: string, law?: string) => new Refusal({ detail: "trop", code: "x.y", ...(field ? { field } : {}), ...(law ? { law } : {}) }, 422);

it("puts a refusal under the field it names, with its law", () => {
  const said = blame(refused("derogation_reason", "Règlement de l'appel"), ["amount_euros", "derogation_reason"]);
  expect(said.of("derogation_reason")).toBe("Trop. Source\u00a0: Règlement de l’appel.");
  expect(said.of("amount_euros")).toBeUndefined();
  expect(said.rest).toBeNull();
});

it("reads a place inside a list, and inside a body", () => {
  expect(blame(refused("charges[2]"), ["charges"]).of("charges")).toBe("Trop.");
  expect(blame(refused("body.title"), ["title"]).of("title")).toBe("Trop.");
});

it("keeps above the form what no field claims", () => {
  expect(blame(refused(), ["title"]).rest?.message).toBe("Trop.");
  expect(blame(refused("titles"), ["title"]).rest).not.toBeNull();
  expect(blame(null, ["title"]).rest).toBeNull();
});
