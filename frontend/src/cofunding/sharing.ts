// The arithmetic of the grid: how the envelopes are shared, to the cent. Pure.
import type { Grid, GridCell, GridRow } from "../api/types";
import { cents, share, sum, typed, type Cents } from "../money";

/** What a funder gives in this cell as things stand: decided, else proposed. */
export function given(cell: GridCell): Cents | null {
  if (cell.decided_euros !== null) return cents(cell.decided_euros);
  return cell.proposed_euros === null ? null : cents(cell.proposed_euros);
}

/** What the plan of a file counts on: what is given, else what is asked. */
export function expected(cell: GridCell): Cents {
  return given(cell) ?? cents(cell.requested_euros);
}

export interface ColumnTotal {
  envelope: Cents;
  decided: Cents;
  proposed: Cents; // proposals not yet decided
  remaining: Cents; // envelope − decided − proposed; negative when overdrawn
}

export function columnTotal(grid: Grid, code: string): ColumnTotal {
  const funder = grid.funders.find((one) => one.code === code);
  if (!funder) throw new RangeError(`financeur inconnu : ${code}`);
  const envelope = cents(funder.envelope_euros);
  const decided = cents(funder.decided_euros);
  const proposed = sum(
    grid.rows.map((row) => {
      const cell = row.cells[code];
      return cell && cell.decided_euros === null && cell.proposed_euros !== null ? cents(cell.proposed_euros) : 0n;
    }),
  );
  return { envelope, decided, proposed, remaining: envelope - decided - proposed };
}

export interface RowTotal {
  cost: Cents;
  rate: bigint | null; // hundredths of a percent
  over: boolean;
  gap: Cents; // what nobody funds yet
}

export function rowTotal(row: GridRow): RowTotal {
  const cost = cents(row.final_cost_euros ?? row.cost_euros);
  const aid = sum([...Object.values(row.cells).map(expected), cents(row.other_public_euros)]);
  const rate = share(aid, cost);
  return { cost, rate, over: rate !== null && rate > cents(row.ceiling_percent), gap: cost - aid - cents(row.own_euros) };
}

/** The same grid with one proposal changed. */
export function withProposal(grid: Grid, row: number, code: string, amount: string | null): Grid {
  return {
    ...grid,
    rows: grid.rows.map((one, i) => {
      const cell = one.cells[code];
      return i === row && cell ? { ...one, cells: { ...one.cells, [code]: { ...cell, proposed_euros: amount } } } : one;
    }),
  };
}

export interface Pasted {
  row: number;
  column: number;
  cents: Cents;
}

/** Reads a block copied from a spreadsheet, placed from one cell on; empty cells are skipped. */
export function pasted(text: string, row: number, column: number): { cells: Pasted[]; problem: string } {
  const cells: Pasted[] = [];
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  for (const [i, line] of lines.entries()) {
    for (const [j, value] of line.split("\t").entries()) {
      if (value.trim() === "" || value.trim() === "–") continue;
      const read = typed(value);
      if (!read.ok) return { cells: [], problem: `Collage refusé, ligne ${i + 1}, colonne ${j + 1} : ${read.problem}` };
      cells.push({ row: row + i, column: column + j, cents: read.cents });
    }
  }
  return { cells, problem: "" };
}
