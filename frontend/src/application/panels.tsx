// The tabs of one file.
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { ApplicationFile, FundingRequest, PastGrant, Payment } from "../api/shapes";
import { longDate, shortDate, timestamp } from "../dates";
import { cents, hundredths, ratio, share, sum, type Cents } from "../money";
import { useCampaignOf } from "../programme/campaigns";
import { useMe } from "../session/session";
import { Button, Empty, FunderChip, Gauge, Money, Notice, Percent, State, Table, type Column, type Tone } from "../ui";
import { opinionLabel, opinionTone, tallyWords } from "../committee/words";
import { stepOf } from "./actions";
import { ACT_KIND } from "./states";

const kinds: Record<string, string> = {
  association: "Association",
  commune: "Commune",
  epci: "Intercommunalité",
  public_body: "Établissement public",
  landlord: "Bailleur social",
};

export function siret(digits: string): string {
  return digits.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1\u00a0$2\u00a0$3\u00a0$4");
}

export function Synthesis({ file }: { file: ApplicationFile }) {
  const { role } = useMe();
  const last = file.journal[0]; // newest first
  return (
    <div className="synthesis">
      <div className="stack-large">
        <section className="stack" aria-labelledby="who-funds">
          <h2 id="who-funds">Qui finance</h2>
          <Table caption="Demandes par financeur" columns={shortColumns(file.plan.requests)} rows={file.plan.requests} rowKey={(request) => request.id} />
        </section>
        <Rate file={file} />
        {file.opinion && <Opinion file={file} />}
        {file.summary && (
          <section className="stack" aria-labelledby="summary">
            <h2 id="summary">Le projet</h2>
            <p className="prose">{file.summary}</p>
          </section>
        )}
        {file.justification && (
          <section className="stack" aria-labelledby="justification">
            <h2 id="justification">Justification de l’organisme</h2>
            <p className="prose">{file.justification}</p>
          </section>
        )}
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
            <Link href={role === "applicant" ? "/organisme" : `/organismes/${file.applicant.id}`}><strong>{file.applicant.name}</strong></Link>
            <br />
            {kinds[file.applicant.kind] ?? file.applicant.kind}
          </dd>
          <dt>SIRET</dt>
          <dd>{siret(file.applicant.siret)}</dd>
          <dt>Coût du projet</dt>
          <dd><Money value={file.plan.final_cost_euros} /></dd>
          <dt>Période</dt>
          <dd>du {shortDate(file.starts_on)} au {shortDate(file.ends_on)}{file.years > 1 && <>, sur {file.years} ans</>}</dd>
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

const proposedColumn: Column<FundingRequest> = {
  key: "proposed",
  head: "Proposé",
  number: true,
  notOnPhone: true,
  cell: (request) => <Money value={request.proposed_euros} absent="rien de proposé" />,
};

function shortColumns(requests: FundingRequest[]): Column<FundingRequest>[] {
  const proposed = requests.some((request) => request.proposed_euros !== undefined);
  return [...whoColumns, ...(proposed ? [proposedColumn] : []), decidedColumn];
}

const whoColumns: Column<FundingRequest>[] = [
  {
    key: "funder",
    head: "Financeur",
    cell: (request) => (
      <>
        <FunderChip code={request.funder.code} />
        <span className="table__under">{request.funder.name}</span>
        <span className="on-phone">
          <State tone={outcomeOf(request).tone}>{outcomeOf(request).word}</State>
        </span>
      </>
    ),
  },
  {
    key: "outcome",
    head: "Décision du financeur",
    notOnPhone: true,
    cell: (request) => {
      const { tone, word } = outcomeOf(request);
      return <State tone={tone}>{word}</State>;
    },
  },
  { key: "requested", head: "Demandé", number: true, cell: (request) => <Money value={request.requested_euros} /> },
];

const decidedColumn: Column<FundingRequest> = {
  key: "decided",
  head: "Décidé",
  number: true,
  cell: (request) => <Money value={request.decision?.amount_euros} absent="en attente" />,
};

function Rate({ file }: { file: ApplicationFile }) {
  const ceiling = useCampaignOf(file.campaign)?.public_share_ceiling_percent;
  // What is decided, once something is; what is asked until then.
  const aid = file.decided_euros === undefined ? undefined : cents(file.decided_euros) + cents(file.plan.other_public_euros);
  const rate = (aid === undefined ? null : share(aid, cents(file.plan.final_cost_euros))) ?? hundredths(file.public_share_percent);
  const over = ceiling !== undefined && rate > hundredths(ceiling);
  return (
    <section className="rate" aria-labelledby="rate">
      <div className="rate__line">
        <h2 id="rate">Taux d’aides publiques{aid === undefined ? "" : " décidées"}</h2>
        <strong><Percent value={rate} /></strong>
      </div>
      <Gauge share={ratio(rate, 10000n)} ceiling={ceiling ? ratio(hundredths(ceiling), 10000n) : undefined} over={over} />
      {ceiling && (
        <p className={over ? "state tone-warning" : "muted small"}>
          {over ? "Au-dessus du plafond de " : "Plafond de la campagne\u00a0: "}
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
        <Link href={`/seances/${file.opinion.session}`}>Séance du {longDate(file.opinion.on)}</Link>
      </p>
    </section>
  );
}

export function PlanTab({ file }: { file: ApplicationFile }) {
  const { plan } = file;
  const draft = file.state === "draft" || file.state === "incomplete";
  const decided = plan.requests.some((request) => request.decision);
  const waiting = decided ? plan.requests.filter((request) => !request.decision) : [];
  const other = cents(plan.other_public_euros);
  const cost = cents(plan.cost_euros);
  const asked = cents(file.requested_euros);
  // The own share of a deposit is what balances it; a draft may not balance yet.
  const own = draft ? cents(plan.own_euros) : cost - other - asked;
  const gap = cost - other - asked - own;
  const ownAfter = cents(plan.own_euros);
  const finalCost = cents(plan.final_cost_euros);
  const line = (label: ReactNode, key: string, before: Cents, after: Cents | undefined) => (
    <tr key={key}>
      <th scope="row">{label}</th>
      <td className="number"><Money value={before} /></td>
      {decided && <td className="number"><Money value={after} absent="en attente" /></td>}
    </tr>
  );
  return (
    <div className="plan">
      <section className="stack" aria-labelledby="charges">
        <h2 id="charges">Charges</h2>
        <Table
          caption="Charges du projet"
          columns={chargeColumns}
          rows={plan.charges}
          rowKey={(charge) => charge.account + charge.label + charge.amount_euros}
          foot={
            <>
              <tr>
                <th scope="row" colSpan={2}>Coût du projet, au dépôt</th>
                <td className="number"><Money value={cost} /></td>
              </tr>
              {finalCost !== cost && (
                <tr>
                  <th scope="row" colSpan={2}>Coût révisé</th>
                  <td className="number"><Money value={finalCost} /></td>
                </tr>
              )}
            </>
          }
        />
      </section>
      <section className="stack" aria-labelledby="income">
        <h2 id="income">Produits</h2>
        <div className="table-frame" role="region" aria-label="Produits du projet, tableau" tabIndex={0}>
          <table className="table">
            <caption className="unseen">Produits du projet</caption>
            <thead>
              <tr>
                <th scope="col">Origine</th>
                <th scope="col" className="number">Au dépôt</th>
                {decided && <th scope="col" className="number">Après décisions</th>}
              </tr>
            </thead>
            <tbody>
              {plan.requests.map((request) =>
                line(
                  <FunderChip code={request.funder.code} name={request.funder.name} />,
                  request.id,
                  cents(request.requested_euros),
                  request.decision && cents(request.decision.amount_euros),
                ),
              )}
              {line("Autres aides publiques", "other", other, other)}
              {line("Part de l’organisme", "own", own, ownAfter)}
            </tbody>
            <tfoot>{line("Total des produits", "total", own + other + asked, finalCost)}</tfoot>
          </table>
        </div>
      </section>
      <div className="plan__balance stack">
        {gap === 0n && waiting.length === 0 && <Notice tone="success">Le plan est équilibré : les produits égalent les charges.</Notice>}
        {waiting.length > 0 && (
          <Notice title="Toutes les réponses ne sont pas connues">
            <p>
              {listed(waiting.map((request) => request.funder.code))} {waiting.length > 1 ? "n’ont" : "n’a"} pas encore répondu. D’ici là, ce qui manque figure dans la part de
              l’organisme.
            </p>
          </Notice>
        )}
        {gap > 0n && (
          <Notice tone="warning" title="Le plan n’est pas équilibré">
            <p>Il manque <Money value={gap} /> de produits.</p>
          </Notice>
        )}
        {gap < 0n && (
          <Notice tone="warning" title="Le plan n’est pas équilibré">
            <p>Les produits dépassent les charges de <Money value={-gap} />.</p>
          </Notice>
        )}
        <Rate file={file} />
      </div>
    </div>
  );
}

const chargeColumns: Column<ApplicationFile["plan"]["charges"][number]>[] = [
  { key: "account", head: "Compte", cell: (charge) => <span className="code">{charge.account}</span> },
  { key: "label", head: "Nature", cell: (charge) => charge.label },
  { key: "amount", head: "Montant", number: true, cell: (charge) => <Money value={charge.amount_euros} /> },
];

/** « A, B et C » */
function listed(names: string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} et ${names.at(-1)}` : (names[0] ?? "");
}

type Ask = (action: string, request: FundingRequest) => void;

function decisionColumns(ask: Ask, turns: boolean): Column<FundingRequest>[] {
  const columns: Column<FundingRequest>[] = [
    { key: "funder", head: "Financeur", cell: (request) => <FunderChip code={request.funder.code} name={request.funder.name} /> },
    { key: "requested", head: "Demandé", number: true, notOnPhone: true, cell: (request) => <Money value={request.requested_euros} /> },
    { key: "decided", head: "Décidé", number: true, cell: (request) => <Money value={request.decision?.amount_euros} absent="en attente" /> },
    { key: "decision", head: "Décision", cell: (request) => <DecisionCell request={request} /> },
    { key: "act", head: "Acte", notOnPhone: true, cell: (request) => <ActCell request={request} /> },
    {
      key: "commitment",
      head: "Engagement juridique",
      notOnPhone: true,
      cell: (request) =>
        request.commitment ? (
          <>
            <span className="nowrap">EJ {request.commitment.ej}</span>
            <span className="table__under">poste {request.commitment.ej_line}, le {shortDate(request.commitment.on)}</span>
          </>
        ) : (
          <span className="muted">–</span>
        ),
    },
  ];
  if (turns) {
    columns.push({
      key: "turn",
      head: "À faire",
      cell: (request) =>
        request.actions
          .map((action) => ({ action, words: stepOf(action, request) }))
          .map(
            ({ action, words }) =>
              words && (
                <Button key={action} look="quiet" className="button--small" onClick={() => ask(action, request)} aria-label={`${words.verb}, ${request.funder.code}`}>
                  {words.verb}
                </Button>
              ),
          ),
    });
  }
  return columns;
}

function DecisionCell({ request }: { request: FundingRequest }) {
  const { tone, word } = outcomeOf(request);
  const { decision } = request;
  return (
    <>
      <State tone={tone}>{word}</State>
      {decision && (
        <span className="table__under">
          le {shortDate(decision.on)}
          {decision.deliberation && <>, délibération {decision.deliberation}</>}
        </span>
      )}
      {decision?.against_opinion && <span className="table__under">contre l’avis du comité</span>}
      {decision?.reason && <span className="table__under">Motif : {decision.reason}</span>}
      {decision?.derogation_reason && <span className="table__under">Dérogation : {decision.derogation_reason}</span>}
    </>
  );
}

function ActCell({ request: { act } }: { request: FundingRequest }) {
  if (!act) return <span className="muted">–</span>;
  const e = act.kind === "order" ? "" : "e"; // un arrêté ; une convention, une lettre
  const dates = [act.signed_on && `signé${e} le ${shortDate(act.signed_on)}`, act.notified_on && `notifié${e} le ${shortDate(act.notified_on)}`].filter(Boolean);
  return (
    <>
      <span className="nowrap">{act.number}</span>
      <span className="table__under">
        {ACT_KIND[act.kind].toLowerCase()}, {dates.join(", ") || "à signer"}
      </span>
    </>
  );
}

export function Decisions({ file, ask }: { file: ApplicationFile; ask: Ask }) {
  const me = useMe();
  const turns = file.plan.requests.some((request) => request.actions.some((action) => stepOf(action, request) !== undefined));
  return (
    <div className="stack-large">
      {file.opinion && <Opinion file={file} />}
      {!file.opinion && me.role !== "applicant" && (
        <p className="muted">Le comité n’a pas encore examiné ce dossier. Son avis est consultatif : chaque financeur décide sur ses propres crédits.</p>
      )}
      {me.role === "applicant" && <p className="muted">Une décision apparaît ici quand son acte vous est notifié.</p>}
      <section className="stack" aria-labelledby="decisions">
        <h2 id="decisions">Décisions des financeurs</h2>
        <Table caption="Décisions des financeurs" top columns={decisionColumns(ask, turns)} rows={file.plan.requests} rowKey={(request) => request.id} />
      </section>
      {file.tranches.length > 0 && (
        <section className="stack" aria-labelledby="tranches">
          <h2 id="tranches">Convention pluriannuelle</h2>
          <Table caption="Tranches de la convention" columns={trancheColumns} rows={file.tranches} rowKey={(tranche) => `${tranche.funder}${tranche.year}`} />
        </section>
      )}
    </div>
  );
}

const trancheColumns: Column<ApplicationFile["tranches"][number]>[] = [
  { key: "funder", head: "Financeur", cell: (tranche) => <FunderChip code={tranche.funder} /> },
  { key: "year", head: "Année", cell: (tranche) => tranche.year },
  { key: "firm", head: "Engagement", cell: (tranche) => (tranche.firm ? <State tone="success">ferme</State> : <State tone="neutral">prévisionnel</State>) },
  { key: "amount", head: "Montant", number: true, cell: (tranche) => <Money value={tranche.amount_euros} /> },
];

const paidColumns: Column<Payment>[] = [
  { key: "on", head: "Payé le", cell: (payment) => shortDate(payment.on) },
  { key: "funder", head: "Financeur", notOnPhone: true, cell: (payment) => <FunderChip code={payment.funder} /> },
  { key: "ej", head: "EJ", cell: (payment) => payment.ej },
  { key: "dp", head: "Demande de paiement", notOnPhone: true, cell: (payment) => payment.dp },
  {
    key: "anomalies",
    head: "Constat",
    notOnPhone: true,
    cell: (payment) => (payment.anomalies.length === 0 ? <State tone="success">rapproché</State> : <State tone="warning">{payment.anomalies.join("\u00a0; ")}</State>),
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
            rowKey={(payment) => payment.dp + payment.on + payment.amount_euros + payment.ej}
            foot={
              <tr>
                <th scope="row">Net versé</th>
                <td className="not-on-phone" />
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
            <dt>Coût réalisé</dt>
            <dd><Money value={file.report.realised_euros} /></dd>
            <dt>Validé</dt>
            <dd>{file.report.validated_on ? `le ${longDate(file.report.validated_on)}` : "pas encore"}</dd>
          </dl>
        ) : (
          <p className="muted">Il est dû dans les six mois qui suivent la fin de l’exercice.</p>
        )}
        {file.indicators.length > 0 && (
          <Table
            caption="Indicateurs, visé et atteint"
            columns={indicatorColumns}
            rows={file.indicators}
            rowKey={(indicator) => indicator.label}
          />
        )}
      </section>
    </div>
  );
}

const indicatorColumns: Column<ApplicationFile["indicators"][number]>[] = [
  { key: "label", head: "Indicateur", cell: (indicator) => indicator.label },
  { key: "target", head: "Visé", cell: (indicator) => `${indicator.target} ${indicator.unit}` },
  {
    key: "realised",
    head: "Atteint",
    cell: (indicator) => (indicator.realised === "" ? "–" : indicator.missed ? <span className="state tone-warning">{indicator.realised}, sous la cible</span> : indicator.realised),
  },
];

const grantColumns: Column<PastGrant>[] = [
  { key: "year", head: "Année", cell: (grant) => grant.year || <span className="muted">inconnue</span> },
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
  if (file.journal.length === 0) return <Empty title="Aucun acte" />;
  return (
    <ol className="journal">
      {file.journal.map((entry, i) => (
        <li key={i}>
          <time className="muted small" dateTime={entry.at}>{timestamp(entry.at)}</time>
          <div>
            <strong>{entry.label}</strong>
            <p className="muted small">{entry.actor}</p>
            {entry.reason && <p className="small">{entry.reason}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
