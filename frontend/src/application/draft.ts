// What an applicant types, as text, and what it makes: the draft of the
// contract, and the balance of its budget. Pure.
import type { ApplicationFile, Draft } from "../api/shapes";
import { cents, editable, share, sum, typed, wire, type Cents } from "../money";

export interface ChargeText {
  account: string;
  label: string;
  amount: string;
}

export interface DraftText {
  title: string;
  summary: string;
  startsOn: string;
  endsOn: string;
  years: string;
  measures: number[]; // the first is the principal one
  charges: ChargeText[];
  requests: Record<string, string>; // by funder
  otherPublic: string;
  own: string;
  cerSignedOn: string; // "" until it is subscribed
  justification: string;
}

export const accounts: Record<string, string> = {
  "60": "60, achats",
  "61": "61, services extérieurs",
  "62": "62, autres services extérieurs",
  "63": "63, impôts et taxes",
  "64": "64, personnel",
  "65": "65, autres charges de gestion",
  "66": "66, charges financières",
  "67": "67, charges exceptionnelles",
  "68": "68, dotations aux amortissements",
  "69": "69, impôt sur les bénéfices",
};

export const emptyCharge = (): ChargeText => ({ account: "60", label: "", amount: "" });

export function emptyDraft(year: number): DraftText {
  return {
    title: "",
    summary: "",
    startsOn: `${year}-01-01`,
    endsOn: `${year}-12-31`,
    years: "1",
    measures: [],
    charges: [{ account: "64", label: "", amount: "" }, emptyCharge()],
    requests: {},
    otherPublic: "",
    own: "",
    cerSignedOn: "",
    justification: "",
  };
}

const text = (amount: string) => (cents(amount) === 0n ? "" : editable(cents(amount)));

/** The text of a file as it was kept. */
export function textOf(file: ApplicationFile): DraftText {
  return {
    title: file.title,
    summary: file.summary,
    startsOn: file.starts_on,
    endsOn: file.ends_on,
    years: String(file.years),
    measures: [...file.measures].sort((a, b) => Number(b.principal) - Number(a.principal)).map((measure) => measure.number),
    charges: file.plan.charges.map((charge) => ({ account: charge.account, label: charge.label, amount: text(charge.amount_euros) })),
    requests: Object.fromEntries(file.plan.requests.map((request) => [request.funder.code, text(request.requested_euros)])),
    otherPublic: text(file.plan.other_public_euros),
    own: text(file.plan.own_euros),
    cerSignedOn: file.cer_signed_on ?? "",
    justification: file.justification,
  };
}

/** An amount left empty is nothing; one that is no amount counts for nothing, and is said. */
function amountOf(written: string): Cents {
  const read = typed(written);
  return read.ok ? read.cents : 0n;
}

export function amountProblem(written: string): string | undefined {
  if (written.trim() === "") return undefined;
  const read = typed(written);
  return read.ok ? undefined : read.problem;
}

export interface Balance {
  cost: Cents;
  requested: Cents;
  income: Cents;
  gap: Cents; // what charges exceed income by
  rate: bigint | null; // public money, in hundredths of a percent of the cost
}

export function balanceOf(draft: DraftText): Balance {
  const cost = sum(draft.charges.map((charge) => amountOf(charge.amount)));
  const requested = sum(Object.values(draft.requests).map(amountOf));
  const other = amountOf(draft.otherPublic);
  const income = requested + other + amountOf(draft.own);
  return { cost, requested, income, gap: cost - income, rate: share(requested + other, cost) };
}

/** Whether every amount can be read. */
export function readable(draft: DraftText): boolean {
  return [...draft.charges.map((charge) => charge.amount), ...Object.values(draft.requests), draft.otherPublic, draft.own].every((one) => amountProblem(one) === undefined);
}

/** The draft as the contract wants it: empty lines and funders not asked are left out. */
export function draftOf(draft: DraftText): Draft {
  const charges = draft.charges.filter((charge) => charge.label.trim() !== "" || charge.amount.trim() !== "");
  return {
    title: draft.title.trim(),
    summary: draft.summary,
    starts_on: draft.startsOn,
    ends_on: draft.endsOn,
    years: Number(draft.years),
    measures: draft.measures,
    charges: charges.map((charge) => ({ account: charge.account, label: charge.label.trim(), amount_euros: wire(amountOf(charge.amount)) })),
    requests: Object.entries(draft.requests)
      .filter(([, amount]) => amountOf(amount) !== 0n)
      .map(([funder, amount]) => ({ funder, amount_euros: wire(amountOf(amount)) })),
    other_public_euros: wire(amountOf(draft.otherPublic)),
    own_euros: wire(amountOf(draft.own)),
    ...(draft.cerSignedOn ? { cer_signed_on: draft.cerSignedOn } : {}),
    ...(draft.justification.trim() ? { justification: draft.justification } : {}),
  };
}
