// Question of the page: how much is left, by funder?
import { useState } from "react";
import { Link } from "wouter";
import type { Envelope } from "../api/shapes";
import { longDate } from "../dates";
import { cents, count, ratio, sum } from "../money";
import { useMe } from "../session/session";
import { Bar, Button, Empty, funderClass, FunderChip, Loaded, Money, Page, Percent, State, Table, type Column } from "../ui";
import { callWords, useCampaign, useEnvelopes } from "./campaigns";
import { NotifyDialog } from "./NotifyDialog";
import "./envelopes.css";

export default function EnvelopesPage() {
  const { campaign } = useCampaign();
  const me = useMe();
  const may = me.rights.includes("notify_envelopes");
  const [notified, setNotified] = useState<Envelope | null>(null);
  const envelopes = useEnvelopes(campaign?.id);
  const call = campaign && callWords(campaign, me.today);
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
              <EnvelopeTable items={items} onNotify={may ? setNotified : undefined} />
              <Legend />
            </>
          )
        }
      </Loaded>
      {campaign && <NotifyDialog campaign={campaign.id} envelope={notified} onClose={() => setNotified(null)} />}
      {campaign && call && (
        <section aria-labelledby="rules" className="stack">
          <h2 id="rules">La campagne</h2>
          <dl className="facts">
            <dt>Appel</dt>
            <dd>
              <State tone={call.tone}>{call.label}</State>
              <span className="table__under">du {longDate(campaign.opens_on)} au {longDate(campaign.closes_at)}</span>
            </dd>
            <dt>Plafond d’aides publiques</dt>
            <dd>{campaign.public_share_ceiling_percent === undefined ? "aucun" : <><Percent value={campaign.public_share_ceiling_percent} /> du coût du projet</>}</dd>
            <dt>Tolérance au bilan</dt>
            <dd><Percent value={campaign.tolerance_percent} /> du coût prévu</dd>
          </dl>
        </section>
      )}
    </Page>
  );
}

function EnvelopeTable({ items, onNotify }: { items: Envelope[]; onNotify: ((envelope: Envelope) => void) | undefined }) {
  const me = useMe();
  const ledger = me.rights.includes("read_ledger");
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
        <Link href="/cofinancement">
          <Money value={item.requested_euros} />
        </Link>
      ),
    },
    { key: "decided", head: "Décidé", number: true, cell: (item) => <Book item={item} value={item.decided_euros} open={ledger} /> },
    { key: "committed", head: "Engagé, à payer", number: true, notOnPhone: true, cell: (item) => <Book item={item} value={item.committed_euros} open={ledger} /> },
    { key: "paid", head: "Versé", number: true, notOnPhone: true, cell: (item) => <Book item={item} value={item.paid_euros} open={ledger} /> },
    { key: "remaining", head: "Reste", number: true, cell: (item) => <strong><Money value={item.remaining_euros} /></strong> },
  ];
  if (onNotify) {
    columns.push({
      key: "turn",
      head: <span className="unseen">À faire</span>,
      cell: (item) => (
        <Button look="quiet" className="button--small" aria-label={`Modifier l’enveloppe ${item.funder.code}`} onClick={() => onNotify(item)}>
          Modifier
        </Button>
      ),
    });
  }
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
          {onNotify && <td />}
        </tr>
      }
    />
  );
}

/** A total of the book opens the rows that make it. */
function Book({ item, value, open }: { item: Envelope; value: string; open: boolean }) {
  if (!open) return <Money value={value} />;
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
  return (
    <Bar
      className={funderClass(item.funder.code)}
      parts={[
        { share: ratio(paid, whole) },
        { share: ratio(committed, whole), look: "light" },
        { share: ratio(decided - committed - paid, whole), look: "planned" },
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
