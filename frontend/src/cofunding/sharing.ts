// The arithmetic of the grid: how the envelopes are shared, to the cent. Pure.
import type { Grid, GridCell, GridRow } from "../api/shapes";
import { cents, hundredths, share, sum, typed, type Cents } from "../money";

/** What a funder gives in this cell as things stand: decided, else proposed. */
export function given(cell: GridCell): Cents | null {
  const amount = cell.decided_euros ?? cell.proposed_euros;
  return amount === undefined ? null : cents(amount);
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
  if (!funder) throw new RangeError(`financeur inconnu\u00a0: ${code}`);
  const envelope = cents(funder.envelope_euros);
  const decided = cents(funder.decided_euros);
  const proposed = sum(
    grid.rows.map((row) => {
      const cell = row.cells[code];
      return cell?.proposed_euros !== undefined && cell.decided_euros === undefined ? cents(cell.proposed_euros) : 0n;
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

export function rowTotal(row: GridRow, ceiling: string | undefined): RowTotal {
  const cells = Object.values(row.cells);
  const cost = cents(row.final_cost_euros);
  const other = cents(row.other_public_euros);
  const aid = sum([...cells.map(expected), other]);
  const rate = share(aid, cost);
  return { cost, rate, over: rate !== null && ceiling !== undefined && rate > hundredths(ceiling), gap: gapOf(cells, cost - aid, cents(row.cost_euros) - other) };
}

/**
 * Before any decision the gap is what the cuts leave to find beside the own
 * share of the deposit. Once all have answered the applicant bears the cut.
 */
function gapOf(cells: GridCell[], unfunded: Cents, shared: Cents): Cents {
  if (cells.every((cell) => cell.decided_euros !== undefined)) return 0n;
  const own = shared - sum(cells.map((cell) => cents(cell.requested_euros)));
  return unfunded > own ? unfunded - own : 0n;
}

/** The same grid with one proposal changed. */
export function withProposal(grid: Grid, row: number, code: string, amount: string | undefined): Grid {
  return {
    ...grid,
    rows: grid.rows.map((one, i) => {
      const cell = one.cells[code];
      if (i !== row || !cell) return one;
      const changed: GridCell = { ...cell };
      if (amount === undefined) delete changed.proposed_euros;
      else changed.proposed_euros = amount;
      return { ...one, cells: { ...one.cells, [code]: changed } };
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
      if (!read.ok) return { cells: [], problem: `Collage refusé, ligne ${i + 1}, colonne ${j + 1}\u00a0: ${read.problem}` };
      cells.push({ row: row + i, column: column + j, cents: read.cents });
    }
  }
  return { cells, problem: "" };
}
