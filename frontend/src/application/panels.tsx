// The tabs of one file.
import { Link } from "wouter";
import type { ApplicationFile, FundingRequest, PastGrant, Payment } from "../api/types";
import { longDate, shortDate, timestamp } from "../dates";
import { cents, hundredths, ratio, sum } from "../money";
import { useCampaign } from "../programme/campaigns";
import { Empty, FunderChip, Gauge, Money, Notice, Percent, State, Table, type Column, type Tone } from "../ui";
import { opinionLabel, opinionTone, tallyWords } from "../committee/words";

const kinds: Record<string, string> = {
  association: "Association",
  commune: "Commune",
  epci: "Intercommunalité",
  public_body: "Établissement public",
  landlord: "Bailleur social",
};

export function siret(digits: string): string {
  return digits.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1\u202f$2\u202f$3\u202f$4");
}

export function Synthesis({ file }: { file: ApplicationFile }) {
  const last = file.journal.at(-1);
  return (
    <div className="synthesis">
      <div className="stack-large">
        <section className="stack" aria-labelledby="who-funds">
          <h2 id="who-funds">Qui finance</h2>
          <Table caption="Demandes par financeur" columns={shortColumns} rows={file.plan.requests} rowKey={(request) => request.id} />
        </section>
        <Rate file={file} />
        {file.opinion && <Opinion file={file} />}
        <section className="stack" aria-labelledby="measures">
          <h2 id="measures">Mesures de la stratégie</h2>
          <ul className="measures">
            {file.measures.map((measure) => (
              <li key={measure.number}>
                <strong>{measure.number}</strong>
                <span>
                  {measure.title}
                  {measure.principal && <span className="muted"> (mesure principale)</span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <aside className="aside" aria-label="Repères">
        <dl className="facts">
          <dt>Organisme</dt>
          <dd>
            <strong>{file.applicant.name}</strong>
            <br />
            {kinds[file.applicant.kind] ?? file.applicant.kind}
          </dd>
          <dt>SIRET</dt>
          <dd>{siret(file.applicant.siret)}</dd>
          <dt>Coût du projet</dt>
          <dd><Money value={file.plan.final_cost_euros ?? file.cost_euros} /></dd>
          <dt>Déposé</dt>
          <dd>{file.submitted_at ? `le ${timestamp(file.submitted_at)}` : "pas encore"}</dd>
          {last && (
            <>
              <dt>Dernier acte</dt>
              <dd>
                {last.label}
                <br />
                <span className="muted small">{timestamp(last.at)}, {last.actor}</span>
              </dd>
            </>
          )}
        </dl>
      </aside>
    </div>
  );
}

function outcomeOf(request: FundingRequest): { tone: Tone; word: string } {
  if (!request.decision) return { tone: "neutral", word: "en attente" };
  return request.decision.outcome === "refused" ? { tone: "danger", word: "refusé" } : { tone: "success", word: "accordé" };
}

const shortColumns: Column<FundingRequest>[] = [
  {
    key: "funder",
    head: "Financeur",
    cell: (request) => (
      <>
        <FunderChip code={request.funder.code} />
        <span className="table__under">{request.funder.name}</span>
      </>
    ),
  },
  {
    key: "outcome",
    head: "Décision du financeur",
    cell: (request) => {
      const { tone, word } = outcomeOf(request);
      return <State tone={tone}>{word}</State>;
    },
  },
  { key: "requested", head: "Demandé", number: true, cell: (request) => <Money value={request.requested_euros} /> },
  { key: "proposed", head: "Proposé", number: true, notOnPhone: true, cell: (request) => <Money value={request.proposed_euros} /> },
  { key: "decided", head: "Décidé", number: true, cell: (request) => <Money value={request.decision?.amount_euros} /> },
];

function Rate({ file }: { file: ApplicationFile }) {
  const { campaign } = useCampaign();
  const ceiling = campaign?.public_share_ceiling_percent;
  const rate = hundredths(file.public_share_percent);
  const over = ceiling !== undefined && rate > hundredths(ceiling);
  return (
    <section className="rate" aria-labelledby="rate">
      <div className="rate__line">
        <h2 id="rate">Taux d’aides publiques</h2>
        <strong><Percent value={rate} /></strong>
      </div>
      <Gauge share={ratio(rate, 10000n)} ceiling={ceiling ? ratio(hundredths(ceiling), 10000n) : undefined} over={over} />
      {ceiling && (
        <p className={over ? "state tone-warning" : "muted small"}>
          {over ? "Au-dessus du plafond de " : "Plafond de la campagne : "}
          <Percent value={ceiling} />
        </p>
      )}
    </section>
  );
}

export function Opinion({ file }: { file: ApplicationFile }) {
  if (!file.opinion) return null;
  return (
    <section className="stack" aria-labelledby="opinion">
      <h2 id="opinion">Avis du comité</h2>
      <p className="line">
        <State tone={opinionTone(file.opinion.outcome)}>{opinionLabel(file.opinion.outcome)}</State>
        <span>{tallyWords(file.opinion.tally)}</span>
        <Link href={`/seances/${file.opinion.session.id}`}>Séance du {longDate(file.opinion.session.on)}</Link>
      </p>
    </section>
  );
}

export function PlanTab({ file }: { file: ApplicationFile }) {
  const { plan } = file;
  const cost = cents(plan.final_cost_euros ?? plan.cost_euros);
  const granted = (request: FundingRequest) => cents(request.decision?.amount_euros ?? request.proposed_euros ?? request.requested_euros);
  const income = sum([cents(plan.own_euros), cents(plan.other_public_euros), ...plan.requests.map(granted)]);
  const gap = cost - income;
  return (
    <div className="plan">
      <section className="stack" aria-labelledby="charges">
        <h2 id="charges">Charges</h2>
        <dl className="facts facts--numbers">
          <dt>Coût du projet, au dépôt</dt>
          <dd><Money value={plan.cost_euros} /></dd>
          {plan.final_cost_euros && (
            <>
              <dt>Coût révisé</dt>
              <dd><Money value={plan.final_cost_euros} /></dd>
            </>
          )}
          <dt className="facts__total">Total des charges</dt>
          <dd className="facts__total"><Money value={cost} /></dd>
        </dl>
      </section>
      <section className="stack" aria-labelledby="income">
        <h2 id="income">Produits</h2>
        <dl className="facts facts--numbers">
          {plan.requests.map((request) => (
            <div key={request.id} className="facts__pair">
              <dt><FunderChip code={request.funder.code} name={request.funder.name} /></dt>
              <dd><Money value={granted(request)} /></dd>
            </div>
          ))}
          <dt>Autres aides publiques</dt>
          <dd><Money value={plan.other_public_euros} /></dd>
          <dt>Fonds propres</dt>
          <dd><Money value={plan.own_euros} /></dd>
          <dt className="facts__total">Total des produits</dt>
          <dd className="facts__total"><Money value={income} /></dd>
        </dl>
      </section>
      <div className="plan__balance stack">
        {gap === 0n && <Notice tone="success">Le plan est équilibré : les produits égalent les charges.</Notice>}
        {gap > 0n && (
          <Notice tone="warning" title="Le plan n’est pas équilibré">
            <p>Il reste <Money value={gap} /> à financer. L’organisme révise son budget, ou augmente ses fonds propres.</p>
          </Notice>
        )}
        {gap < 0n && (
          <Notice tone="warning" title="Le plan n’est pas équilibré">
            <p>Les produits dépassent les charges de <Money value={-gap} />. Minorez une aide ou les fonds propres.</p>
          </Notice>
        )}
        <Rate file={file} />
      </div>
    </div>
  );
}

const decisionColumns: Column<FundingRequest>[] = [
  { key: "funder", head: "Financeur", cell: (request) => <FunderChip code={request.funder.code} name={request.funder.name} /> },
  { key: "requested", head: "Demandé", number: true, notOnPhone: true, cell: (request) => <Money value={request.requested_euros} /> },
  { key: "decided", head: "Décidé", number: true, cell: (request) => <Money value={request.decision?.amount_euros} /> },
  {
    key: "decision",
    head: "Décision",
    cell: (request) => {
      const { tone, word } = outcomeOf(request);
      const decision = request.decision;
      return (
        <>
          <State tone={tone}>{word}</State>
          {decision && (
            <span className="table__under">
              le {shortDate(decision.on)}, {decision.by}
              {decision.deliberation && <>, délibération {decision.deliberation}</>}
            </span>
          )}
          {decision?.reason && <span className="table__under">Motif : {decision.reason}</span>}
          {decision?.derogation_reason && <span className="table__under">Dérogation : {decision.derogation_reason}</span>}
        </>
      );
    },
  },
  {
    key: "act",
    head: "Acte",
    notOnPhone: true,
    cell: (request) =>
      request.act ? (
        <>
          {request.act.number}
          <span className="table__under">
            {[request.act.signed_on && `signé le ${shortDate(request.act.signed_on)}`, request.act.notified_on && `notifié le ${shortDate(request.act.notified_on)}`].filter(Boolean).join(", ") || "à signer"}
          </span>
        </>
      ) : (
        <span className="muted">–</span>
      ),
  },
  {
    key: "commitment",
    head: "Engagement juridique",
    notOnPhone: true,
    cell: (request) =>
      request.commitment ? (
        <>
          <span className="nowrap">EJ {request.commitment.ej}</span>
          <span className="table__under">le {shortDate(request.commitment.on)}</span>
        </>
      ) : (
        <span className="muted">–</span>
      ),
  },
];

export function Decisions({ file }: { file: ApplicationFile }) {
  return (
    <div className="stack-large">
      {file.opinion ? <Opinion file={file} /> : <p className="muted">Le comité n’a pas encore examiné ce dossier. Son avis est consultatif : chaque financeur décide sur ses propres crédits.</p>}
      <section className="stack" aria-labelledby="decisions">
        <h2 id="decisions">Décisions des financeurs</h2>
        <Table caption="Décisions des financeurs" top columns={decisionColumns} rows={file.plan.requests} rowKey={(request) => request.id} />
      </section>
    </div>
  );
}

const paidColumns: Column<Payment>[] = [
  { key: "on", head: "Payé le", cell: (payment) => shortDate(payment.on) },
  { key: "ej", head: "EJ", cell: (payment) => payment.ej },
  { key: "dp", head: "Demande de paiement", notOnPhone: true, cell: (payment) => payment.dp },
  {
    key: "anomalies",
    head: "Constat",
    notOnPhone: true,
    cell: (payment) => (payment.anomalies.length === 0 ? <State tone="success">rapproché</State> : <State tone="warning">{payment.anomalies.join(" ; ")}</State>),
  },
  { key: "amount", head: "Montant", number: true, cell: (payment) => <Money value={payment.amount_euros} /> },
];

const balanceColumns: Column<FundingRequest>[] = [
  { key: "funder", head: "Financeur", cell: (request) => <FunderChip code={request.funder.code} name={request.funder.name} /> },
  { key: "decided", head: "Décidé", number: true, cell: (request) => <Money value={request.decision?.amount_euros} /> },
  { key: "paid", head: "Versé", number: true, cell: (request) => <Money value={request.paid_euros} /> },
  { key: "due", head: "Dû au bilan", number: true, notOnPhone: true, cell: (request) => <Money value={request.due_euros} /> },
  { key: "recovery", head: "À reverser", number: true, cell: (request) => <Money value={request.recovery_euros} /> },
];

export function Payments({ file }: { file: ApplicationFile }) {
  const total = sum(file.payments.map((payment) => cents(payment.amount_euros)));
  return (
    <div className="stack-large">
      <section className="stack" aria-labelledby="balance">
        <h2 id="balance">Où en est chaque financeur</h2>
        <Table caption="Versements et bilan par financeur" columns={balanceColumns} rows={file.plan.requests} rowKey={(request) => request.id} />
      </section>
      <section className="stack" aria-labelledby="payments">
        <h2 id="payments">Versements de l’État constatés dans Chorus</h2>
        {file.payments.length === 0 ? (
          <p className="muted">Aucun versement n’est encore constaté.</p>
        ) : (
          <Table
            caption="Versements constatés"
            columns={paidColumns}
            rows={file.payments}
            rowKey={(payment) => payment.dp + payment.on + payment.amount_euros}
            foot={
              <tr>
                <th scope="row">Net versé</th>
                <td />
                <td className="not-on-phone" />
                <td className="not-on-phone" />
                <td className="number"><Money value={total} /></td>
              </tr>
            }
          />
        )}
      </section>
      <section className="stack" aria-labelledby="report">
        <h2 id="report">Compte rendu financier</h2>
        {file.report ? (
          <dl className="facts">
            <dt>Déposé le</dt>
            <dd>{longDate(file.report.filed_on)}</dd>
            <dt>Réalisé</dt>
            <dd><Money value={file.report.realised_euros} /></dd>
          </dl>
        ) : (
          <p className="muted">Il est dû dans les six mois qui suivent la fin de l’exercice.</p>
        )}
      </section>
    </div>
  );
}

const grantColumns: Column<PastGrant>[] = [
  { key: "year", head: "Année", cell: (grant) => grant.year },
  { key: "allocator", head: "Attribuant", cell: (grant) => grant.allocator },
  { key: "object", head: "Objet", notOnPhone: true, cell: (grant) => grant.object },
  { key: "amount", head: "Montant", number: true, cell: (grant) => <Money value={grant.amount_euros} /> },
];

export function Grants({ file }: { file: ApplicationFile }) {
  if (file.history.length === 0) {
    return <Empty title="Aucune aide passée n’est connue">Les données importées des attribuants (fichiers au format SCDL) complètent cette page.</Empty>;
  }
  return (
    <Table
      caption="Aides publiques passées de l’organisme"
      columns={grantColumns}
      rows={[...file.history].sort((a, b) => b.year - a.year)}
      rowKey={(grant) => `${grant.year}${grant.allocator}${grant.object}${grant.amount_euros}`}
    />
  );
}

export function Journal({ file }: { file: ApplicationFile }) {
  return (
    <ol className="journal">
      {[...file.journal].reverse().map((entry, i) => (
        <li key={i}>
          <time className="muted small" dateTime={entry.at}>{timestamp(entry.at)}</time>
          <div>
            <strong>{entry.label}</strong>
            <p className="muted small">{[entry.actor, entry.detail].filter(Boolean).join(". ")}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
