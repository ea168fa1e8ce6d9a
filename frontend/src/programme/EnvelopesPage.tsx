// Question of the page: how much is left, by funder?
import { Link } from "wouter";
import type { Envelope } from "../api/types";
import { longDate } from "../dates";
import { cents, count, ratio, sum } from "../money";
import { Bar, Empty, funderClass, FunderChip, Loaded, Money, Page, Percent, Table, type Column } from "../ui";
import { useCampaign, useEnvelopes } from "./campaigns";
import "./envelopes.css";

export default function EnvelopesPage() {
  const { campaign } = useCampaign();
  const envelopes = useEnvelopes(campaign?.id);
  const remaining = envelopes.data && sum(envelopes.data.items.map((item) => cents(item.remaining_euros)));
  return (
    <Page
      title="Enveloppes"
      line={
        campaign && (
          <>
            <span>
              {campaign.title}, {count(campaign.applications)} dossiers
            </span>
            {remaining !== undefined && (
              <span>
                restent <strong><Money value={remaining} /></strong>
              </span>
            )}
          </>
        )
      }
    >
      <Loaded query={envelopes} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Aucune enveloppe n’est notifiée">Les enveloppes de chaque financeur apparaîtront ici dès leur notification.</Empty>
          ) : (
            <>
              <EnvelopeTable items={items} />
              <Legend />
            </>
          )
        }
      </Loaded>
      {campaign && (
        <section aria-labelledby="rules" className="stack">
          <h2 id="rules">La campagne</h2>
          <dl className="facts">
            <dt>Appel</dt>
            <dd>ouvert le {longDate(campaign.opens_on)}, clos le {longDate(campaign.closes_at)}</dd>
            <dt>Plafond d’aides publiques</dt>
            <dd><Percent value={campaign.public_share_ceiling_percent} /> du coût du projet</dd>
          </dl>
        </section>
      )}
    </Page>
  );
}

function EnvelopeTable({ items }: { items: Envelope[] }) {
  const total = (pick: (item: Envelope) => string) => sum(items.map((item) => cents(pick(item))));
  const columns: Column<Envelope>[] = [
    {
      key: "funder",
      head: "Financeur",
      cell: (item) => (
        <span id={item.funder.code}>
          <FunderChip code={item.funder.code} />
          <span className="table__under">
            {item.funder.name}
            {item.funder.programme_action && `, action ${item.funder.programme_action}`}
          </span>
        </span>
      ),
    },
    {
      key: "bar",
      head: "Emploi",
      notOnPhone: true,
      cell: (item) => <Use item={item} />,
    },
    { key: "envelope", head: "Enveloppe", number: true, notOnPhone: true, cell: (item) => <Money value={item.envelope_euros} /> },
    {
      key: "requested",
      head: "Demandé",
      number: true,
      notOnPhone: true,
      cell: (item) => (
        <Link href={`/dossiers?financeur=${item.funder.code}`}>
          <Money value={item.requested_euros} />
        </Link>
      ),
    },
    { key: "decided", head: "Décidé", number: true, cell: (item) => <Book item={item} value={item.decided_euros} /> },
    { key: "committed", head: "Engagé", number: true, notOnPhone: true, cell: (item) => <Book item={item} value={item.committed_euros} /> },
    { key: "paid", head: "Versé", number: true, notOnPhone: true, cell: (item) => <Book item={item} value={item.paid_euros} /> },
    { key: "remaining", head: "Reste", number: true, cell: (item) => <strong><Money value={item.remaining_euros} /></strong> },
  ];
  return (
    <Table
      caption="Enveloppes par financeur"
      columns={columns}
      rows={items}
      rowKey={(item) => item.funder.code}
      className="envelopes"
      foot={
        <tr>
          <th scope="row">Ensemble</th>
          <td className="not-on-phone" />
          <td className="number not-on-phone"><Money value={total((item) => item.envelope_euros)} /></td>
          <td className="number not-on-phone"><Money value={total((item) => item.requested_euros)} /></td>
          <td className="number"><Money value={total((item) => item.decided_euros)} /></td>
          <td className="number not-on-phone"><Money value={total((item) => item.committed_euros)} /></td>
          <td className="number not-on-phone"><Money value={total((item) => item.paid_euros)} /></td>
          <td className="number"><Money value={total((item) => item.remaining_euros)} /></td>
        </tr>
      }
    />
  );
}

/** A total of the book opens the rows that make it. */
function Book({ item, value }: { item: Envelope; value: string }) {
  return (
    <Link href={`/grand-livre?financeur=${item.funder.code}`}>
      <Money value={value} />
    </Link>
  );
}

function Use({ item }: { item: Envelope }) {
  const whole = cents(item.envelope_euros);
  const paid = cents(item.paid_euros);
  const committed = cents(item.committed_euros);
  const decided = cents(item.decided_euros);
  const inBook = committed > paid ? committed : paid;
  return (
    <Bar
      className={funderClass(item.funder.code)}
      parts={[
        { share: ratio(paid, whole) },
        { share: ratio(inBook - paid, whole), look: "light" },
        { share: ratio(decided - inBook, whole), look: "planned" },
      ]}
    />
  );
}

function Legend() {
  return (
    <ul className="legend small muted" aria-label="Légende de la colonne Emploi">
      <li><Bar parts={[{ share: 1 }]} />versé</li>
      <li><Bar parts={[{ share: 1, look: "light" }]} />engagé, à verser</li>
      <li><Bar parts={[{ share: 1, look: "planned" }]} />décidé, à engager</li>
      <li><Bar parts={[]} />reste</li>
    </ul>
  );
}
