// Each envelope at a glance: what is decided, what remains.
import { Link } from "wouter";
import { cents, ratio } from "../money";
import { Bar, funderClass, FunderChip, Loaded, Money } from "../ui";
import { useEnvelopes } from "./campaigns";

export function EnvelopeBars({ campaign }: { campaign: string }) {
  return (
    <Loaded query={useEnvelopes(campaign)} lines={3}>
      {({ items }) => (
        <ul className="envelope-bars">
          {items.map((item) => (
            <li key={item.funder.code}>
              <span className="envelope-bars__line">
                <FunderChip code={item.funder.code} name={item.funder.name} />
                <Link href={`/enveloppes#${item.funder.code}`}>
                  <Money value={item.remaining_euros} />
                </Link>
              </span>
              <Bar className={funderClass(item.funder.code)} parts={[{ share: ratio(cents(item.decided_euros), cents(item.envelope_euros)) }]} />
              <span className="small muted">
                restent sur <Money value={item.envelope_euros} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
