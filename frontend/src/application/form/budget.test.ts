import { describe, expect, it } from "vitest";
import { amountProblem, pasted, sheetOf, totalsOf } from "./budget";
import { chart } from "./sample";

const base = "projects.p1.budget.2027";
const funders = [
  { code: "FIPD-D", name: "FIPD", state: true },
  { code: "CD", name: "Conseil départemental", state: false },
];

function totals(cells: Record<string, string>, others: string[] = []) {
  const answers = { value: (path: string) => cells[path.slice(base.length + 1)], paths: [] };
  return totalsOf(chart, sheetOf(answers, base, chart, false, funders, others));
}

describe("the sums of a budget", () => {
  it("add up to the cent, account by account", () => {
    const t = totals({ "charges.60-1": "12 400,10", "charges.64-1": "30000,2", "products.own-1": "400,30", "requests.FIPD-D": "30 000 €", "requests.CD": "12000" });
    expect(t.sides.charges).toBe(42_400_30n);
    expect(t.sides.products).toBe(42_400_30n);
    expect(t.gap).toBe(0n);
    expect(t.requested).toBe(42_000_00n);
    expect(t.accounts.get("64")).toEqual({ amount: 30_000_20n, share: 7075n });
    expect(t.accounts.get("74")?.amount).toBe(42_000_00n);
  });
  it("say what is missing, and on which side", () => {
    expect(totals({ "charges.60-1": "100", "requests.FIPD-D": "40" }).gap).toBe(60_00n);
    expect(totals({ "charges.60-1": "100", "requests.FIPD-D": "140" }).gap).toBe(-40_00n);
  });
  it("keep voluntary contributions apart", () => {
    const t = totals({ "charges.60-1": "100", "products.own-1": "100", "uses.864": "50", "resources.870": "20" });
    expect([t.gap, t.inKindGap]).toEqual([0n, 30_00n]);
  });
  it("count in the rate what is public, and what nobody told private", () => {
    const cells = { "charges.60-1": "1000", "requests.FIPD-D": "500", "others.a.kind": "private", "others.a.amount": "100", "others.b.kind": "region", "others.b.amount": "200", "others.c.amount": "10" };
    const t = totals(cells, ["a", "b", "c"]);
    expect(t.public).toBe(710_00n);
    expect(t.rate).toBe(7100n);
    expect(t.subsidies).toBe(810_00n);
  });
  it("leave out the lines of the other table, and what cannot be read", () => {
    expect(totals({ "products.deficit-1": "100", "charges.60-1": "abc" }).sides).toEqual({ charges: 0n, products: 0n, uses: 0n, resources: 0n });
    expect(totals({}).rate).toBeNull();
  });
});

describe("a pasted column", () => {
  it.each([
    ["1200\n300,5\n", ["1\u202f200", "300,50"]],
    ["604 Prestations\t1 200,00 €\r\n601 Achats\t\r\nTotal\t1 500", ["1\u202f200", "", "1\u202f500"]],
    ["12\n\n14", ["12", "", "14"]],
    ["12\nn/a", ["12", "n/a"]],
    ["42", ["42"]],
  ])("%j", (text, cells) => {
    expect(pasted(text)).toEqual(cells);
  });
});

it("says why an amount cannot be read, and nothing of an empty one", () => {
  expect(amountProblem("")).toBeUndefined();
  expect(amountProblem("12 400,00")).toBeUndefined();
  expect(amountProblem("-5")).toContain("jamais négatif");
  expect(amountProblem("1,234")).toContain("deux décimales");
});
