// The envelopes, in a strip under the session.
import { cents, ratio } from "../money";
import { useGrid } from "../cofunding/useGrid";
import { columnTotal } from "../cofunding/sharing";
import { Bar, funderClass, FunderChip, Money } from "../ui";

export function EnvelopeStrip({ campaign }: { campaign: string }) {
  const grid = useGrid(campaign).query.data;
  if (!grid) return null;
  return (
    <ul className="strip" aria-label="Reste de chaque enveloppe, propositions déduites">
      {grid.funders.map((funder) => {
        const total = columnTotal(grid, funder.code);
        return (
          <li key={funder.code}>
            <span className="strip__line">
              <FunderChip code={funder.code} name={funder.name} />
              <Money value={total.remaining} bare />
            </span>
            <Bar
              thin
              className={funderClass(funder.code)}
              parts={[
                { share: ratio(total.decided, cents(funder.envelope_euros)) },
                { share: ratio(total.proposed, cents(funder.envelope_euros)), look: "planned" },
              ]}
            />
          </li>
        );
      })}
    </ul>
  );
}
