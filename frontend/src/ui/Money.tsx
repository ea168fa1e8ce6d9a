// Numbers as they are typeset everywhere: tabular, right unit, cents lighter.
import { ABSENT, cents, hundredths, typeset, type Cents } from "../money";

/** An amount. undefined is « – »: not asked, not known; absent says which to those who listen. */
export function Money({ value, large, bare, absent }: { value: string | Cents | undefined; large?: boolean; bare?: boolean; absent?: string }) {
  if (value === undefined) return <Absent says={absent} />;
  const shown = typeset(typeof value === "bigint" ? value : cents(value));
  return (
    <span className={large ? "money money--large" : "money"}>
      <Groups text={shown.euros} />
      <span className="money__light">
        {shown.cents}
        {!bare && "\u00a0€"}
      </span>
    </span>
  );
}

/** A percentage, from "80.05" or hundredths of a percent. */
export function Percent({ value }: { value: string | bigint | null | undefined }) {
  if (value === null || value === undefined) return <Absent />;
  const shown = typeset(typeof value === "bigint" ? value : hundredths(value));
  return (
    <span className="money">
      {shown.euros}
      <span className="money__light">{shown.cents}{"\u00a0"}%</span>
    </span>
  );
}

/** Thousands stand a little apart: the face's own narrow space is hardly visible. */
function Groups({ text }: { text: string }) {
  const [first, ...others] = text.split("\u202f");
  return (
    <>
      {first}
      {others.map((group, i) => (
        <span key={i} className="money__group">{"\u202f" + group}</span>
      ))}
    </>
  );
}

function Absent({ says = "rien" }: { says?: string | undefined }) {
  return (
    <span className="money money__light">
      <span aria-hidden="true">{ABSENT}</span>
      <span className="unseen">{says}</span>
    </span>
  );
}
