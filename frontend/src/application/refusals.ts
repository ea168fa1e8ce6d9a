// Where a refusal belongs: under the field it names, or above the form.
import { Refusal } from "../api/client";

export interface Blame {
  /** The sentence for one field of the form, if it is the one in cause. */
  of: (...fields: string[]) => string | undefined;
  /** The refusal, when no field of the form claims it. */
  rest: Refusal | null;
}

/** The refusal of a form whose fields are these: « body.charges[2].amount_euros » is « charges ». */
export function blame(error: unknown, fields: string[]): Blame {
  const refusal = error instanceof Refusal ? error : null;
  const named = refusal?.field?.replace(/^body\.?/, "") ?? "";
  const claimed = fields.find((field) => named === field || named.startsWith(`${field}[`) || named.startsWith(`${field}.`));
  const said = refusal && (refusal.law ? `${refusal.message} Source\u00a0: ${refusal.law}.` : refusal.message);
  return { of: (...asked) => (claimed !== undefined && asked.includes(claimed) ? (said ?? undefined) : undefined), rest: refusal && claimed === undefined ? refusal : null };
}
