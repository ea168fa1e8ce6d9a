// Numbers as they are typeset everywhere: tabular, right unit, cents lighter.
import { ABSENT, cents, hundredths, typeset, type Cents } from "../money";

/** An amount. null or undefined is « – »: not asked, not known. */
export function Money({ value, large, bare }: { value: string | Cents | null | undefined; large?: boolean; bare?: boolean }) {
  if (value === null || value === undefined) return <Absent />;
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

function Absent() {
  return (
    <span className="money money__light">
      <span aria-hidden="true">{ABSENT}</span>
      <span className="unseen">non demandé</span>
    </span>
  );
}
