// The budget table, added up as one types: exact, in cents. Same sums as
// domain/budget/sheet.go. Pure.
import { editable, share, sum, typed, type Cents } from "../../money";
import { standsIn, textOf, type Answers, type Chart, type Funder } from "./model";

export type Side = "charges" | "products" | "uses" | "resources";

/** The account that the grid of funders feeds. */
export const SUBSIDISED = "74";

export interface Other {
  id: string;
  kind: string;
  amount: Cents;
}

/** One year of one budget, as it was typed; base is « projects.p1.budget.2027 ». */
export interface Sheet {
  amounts: ReadonlyMap<string, Cents>;
  requests: ReadonlyMap<string, Cents>;
  others: Other[];
}

export interface Totals {
  sides: Record<Side, Cents>;
  /** Charges less products: what is missing on the side of products. */
  gap: Cents;
  /** 86 less 87. */
  inKindGap: Cents;
  subsidies: Cents;
  requested: Cents;
  public: Cents;
  /** Public aid, in hundredths of a percent of the charges; null while there are none. */
  rate: bigint | null;
  accounts: ReadonlyMap<string, { amount: Cents; share: bigint | null }>;
}

/** An amount that cannot be read counts for nothing, and is said beside its cell. */
export function amountOf(value: unknown): Cents {
  const read = typed(textOf(value));
  return read.ok ? read.cents : 0n;
}

/** Why an amount cannot be read; undefined for an empty one. */
export function amountProblem(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === "") return undefined;
  const read = typed(text);
  return read.ok ? undefined : read.problem;
}

export function sheetOf(answers: Answers, base: string, chart: Chart, body: boolean, funders: Funder[], others: string[]): Sheet {
  const at = (rest: string) => amountOf(answers.value(`${base}.${rest}`));
  return {
    amounts: new Map(chart.lines.filter((line) => standsIn(line, body)).map((line) => [line.code, at(`${line.side}.${line.code}`)])),
    requests: new Map(funders.map((funder) => [funder.code, at(`requests.${funder.code}`)])),
    others: others.map((id) => ({ id, kind: textOf(answers.value(`${base}.others.${id}.kind`)), amount: at(`others.${id}.amount`) })),
  };
}

export function totalsOf(chart: Chart, sheet: Sheet): Totals {
  const requested = sum(sheet.requests.values());
  const subsidies = requested + sum(sheet.others.map((one) => one.amount));
  // An aid whose sort nobody knows counts in the ceiling.
  const isPublic = (kind: string) => chart.kinds.find((one) => one.code === kind)?.public ?? true;
  const publicAid = requested + sum(sheet.others.filter((one) => isPublic(one.kind)).map((one) => one.amount));
  const byAccount = new Map<string, Cents>();
  for (const line of chart.lines) byAccount.set(line.account, (byAccount.get(line.account) ?? 0n) + (sheet.amounts.get(line.code) ?? 0n));
  byAccount.set(SUBSIDISED, (byAccount.get(SUBSIDISED) ?? 0n) + subsidies);
  const sides: Record<Side, Cents> = { charges: 0n, products: 0n, uses: 0n, resources: 0n };
  for (const account of chart.accounts) sides[account.side as Side] += byAccount.get(account.code) ?? 0n;
  return {
    sides,
    gap: sides.charges - sides.products,
    inKindGap: sides.uses - sides.resources,
    subsidies,
    requested,
    public: publicAid,
    rate: share(publicAid, sides.charges),
    accounts: new Map(
      chart.accounts.map((account) => {
        const amount = byAccount.get(account.code) ?? 0n;
        return [account.code, { amount, share: share(amount, sides[account.side as Side]) }];
      }),
    ),
  };
}

/** What a column copied from a spreadsheet puts in the cells from here down; "" leaves a cell as it is. */
export function pasted(text: string): string[] {
  const lines = text.replace(/\r/g, "").split("\n");
  while (lines.at(-1)?.trim() === "") lines.pop();
  return lines.map((line) => {
    // Of a row of several columns, the last one that is an amount.
    const cells = line.split("\t").map((cell) => cell.trim());
    const amounts = cells.flatMap((cell) => {
      const read = typed(cell);
      return read.ok ? [editable(read.cents)] : [];
    });
    return amounts.at(-1) ?? (cells.length === 1 ? cells[0]! : "");
  });
}
