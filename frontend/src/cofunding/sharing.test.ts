import { describe, expect, it } from "vitest";
import type { Grid } from "../api/shapes";
import { columnTotal, pasted, rowTotal, withProposal } from "./sharing";
import { aGrid } from "./sample";

describe("a funder's column", () => {
  it("takes decisions and proposals away from the envelope", () => {
    expect(columnTotal(aGrid(), "FIPD-D")).toEqual({ envelope: 11_200_000n, decided: 1_800_000n, proposed: 2_600_000n, remaining: 6_800_000n });
  });
  it("counts a proposal as soon as it is written", () => {
    expect(columnTotal(withProposal(aGrid(), 0, "FIPD-D", "30000.00"), "FIPD-D").remaining).toBe(6_400_000n);
  });
  it("never counts a decided request twice", () => {
    const grid = withProposal(aGrid(), 1, "FIPD-D", "99999.00");
    expect(columnTotal(grid, "FIPD-D").remaining).toBe(6_800_000n);
  });
  it("goes below zero rather than hide it", () => {
    expect(columnTotal(withProposal(aGrid(), 0, "CD", "70000.00"), "CD").remaining).toBe(-500_000n);
  });
  it("does not know a funder that is not there", () => expect(() => columnTotal(aGrid(), "CAF")).toThrow("CAF"));
});

describe("a file's row", () => {
  it("has nothing left to fund when all is given as asked", () => {
    const row = { ...aGrid().rows[0]! };
    row.cells = { "FIPD-D": { ...row.cells["FIPD-D"]!, proposed_euros: "30000.00" }, CD: row.cells["CD"]! };
    expect(rowTotal(row, "80.00").gap).toBe(0n);
  });
  it("shows the cut as what nobody funds yet, and a lower rate", () => {
    expect(rowTotal(aGrid().rows[0]!, "80.00")).toEqual({ cost: 6_000_000n, rate: 6833n, over: false, gap: 400_000n });
  });
  it("leaves the cut to the applicant once all have answered", () => {
    expect(rowTotal(aGrid().rows[1]!, "80.00").gap).toBe(0n);
  });
  it("is over only above the ceiling, never at it", () => {
    const row = aGrid().rows[0]!;
    expect(rowTotal(row, "68.33").over).toBe(false);
    expect(rowTotal(row, "68.32").over).toBe(true);
    expect(rowTotal(row, undefined).over).toBe(false);
  });
  it("counts other public money in the rate", () => {
    expect(rowTotal({ ...aGrid().rows[0]!, other_public_euros: "6000.00" }, "80.00").rate).toBe(7833n);
  });
  it("measures against the revised cost once there is one", () => {
    expect(rowTotal({ ...aGrid().rows[0]!, final_cost_euros: "50000.00" }, "80.00").rate).toBe(8200n);
  });
});

describe("a block pasted from a spreadsheet", () => {
  it("lands from the active cell on, and skips what is empty", () => {
    expect(pasted("1 000,50\t\t300\r\n–\t2000\n", 3, 1)).toEqual({
      problem: "",
      cells: [
        { row: 3, column: 1, cents: 100_050n },
        { row: 3, column: 3, cents: 30_000n },
        { row: 4, column: 2, cents: 200_000n },
      ],
    });
  });
  it("is refused whole, with its place, when one value is no amount", () => {
    const read = pasted("100\nabc", 0, 0);
    expect(read.cells).toEqual([]);
    expect(read.problem).toContain("ligne 2, colonne 1");
  });
});

it("changes one cell and shares the rest", () => {
  const before: Grid = aGrid();
  const after = withProposal(before, 0, "CD", "1.00");
  expect(after.rows[0]!.cells["CD"]!.proposed_euros).toBe("1.00");
  expect(before.rows[0]!.cells["CD"]!.proposed_euros).toBe("15000.00");
  expect(after.rows[1]).toBe(before.rows[1]);
});
