import { describe, expect, it } from "vitest";
import { amountProblem, balanceOf, draftOf, emptyDraft, readable, type DraftText } from "./draft";

function aDraft(): DraftText {
  return {
    ...emptyDraft(2027),
    title: " Théâtre ",
    measures: [21, 4],
    charges: [
      { account: "64", label: "Comédiens", amount: "10 000,50" },
      { account: "60", label: "", amount: "" },
      { account: "61", label: "Salle", amount: "4 999,50" },
    ],
    requests: { "FIPD-D": "9 000", CD: "", EPCI: "0" },
    otherPublic: "1 000",
    own: "5000",
  };
}

describe("the balance of what is typed", () => {
  it("adds to the cent, and leaves no gap when charges equal income", () => {
    expect(balanceOf(aDraft())).toEqual({ cost: 1_500_000n, requested: 900_000n, income: 1_500_000n, gap: 0n, rate: 6667n });
  });
  it("says by how much charges exceed income, and the other way round", () => {
    expect(balanceOf({ ...aDraft(), own: "4 999,99" }).gap).toBe(1n);
    expect(balanceOf({ ...aDraft(), own: "5 000,01" }).gap).toBe(-1n);
  });
  it("has no rate without a cost", () => expect(balanceOf(emptyDraft(2027)).rate).toBeNull());
});

describe("what is sent", () => {
  it("leaves out empty lines and funders that are not asked", () => {
    const sent = draftOf(aDraft());
    expect(sent.charges).toEqual([
      { account: "64", label: "Comédiens", amount_euros: "10000.50" },
      { account: "61", label: "Salle", amount_euros: "4999.50" },
    ]);
    expect(sent.requests).toEqual([{ funder: "FIPD-D", amount_euros: "9000.00" }]);
    expect(sent).toMatchObject({ title: "Théâtre", own_euros: "5000.00", other_public_euros: "1000.00", measures: [21, 4] });
    expect("cer_signed_on" in sent).toBe(false);
  });
});

it("tells an amount it cannot read, and none when the field is empty", () => {
  expect(amountProblem("")).toBeUndefined();
  expect(amountProblem("12,345")).toContain("deux décimales");
  expect(readable({ ...aDraft(), own: "beaucoup" })).toBe(false);
  expect(readable(aDraft())).toBe(true);
});
