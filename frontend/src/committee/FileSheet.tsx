// One file on one page, as the committee reads it.
import { useState } from "react";
import { Link } from "wouter";
import type { AgendaItem, FundingRequest } from "../api/shapes";
import { ActDialog, type Asked } from "../application/ActDialog";
import { useApplication } from "../application/queries";
import { Button, FunderChip, Money, Notice, Percent, Skeleton, Table, Trouble, type Column } from "../ui";

export function FileSheet({ application, live }: { application: NonNullable<AgendaItem["application"]>; live: boolean }) {
  const query = useApplication(application.id);
  const [asked, ask] = useState<Asked | null>(null);
  const file = query.data;
  const announcing = live && file?.plan.requests.some((request) => request.actions.includes("announcement"));
  const columns: Column<FundingRequest>[] = [
    { key: "funder", head: "Financeur", cell: (request) => <FunderChip code={request.funder.code} name={request.funder.name} /> },
    { key: "asked", head: "Demandé", number: true, cell: (request) => <Money value={request.requested_euros} /> },
    { key: "proposed", head: "Proposé", number: true, cell: (request) => <Money value={request.proposed_euros} absent="rien de proposé" /> },
    { key: "announced", head: "Annoncé", number: true, notOnPhone: true, cell: (request) => <Money value={request.announced_euros} absent="rien d’annoncé" /> },
    { key: "decided", head: "Décidé", number: true, notOnPhone: true, cell: (request) => <Money value={request.decision?.amount_euros} absent="en attente" /> },
  ];
  if (announcing) {
    columns.push({
      key: "turn",
      head: <span className="unseen">À faire</span>,
      cell: (request) =>
        request.actions.includes("announcement") && (
          <Button look="quiet" className="button--small" aria-label={`Annoncer un montant, ${request.funder.code}`} onClick={() => ask({ action: "announcement", request })}>
            Annoncer
          </Button>
        ),
    });
  }
  return (
    <section className="sheet" aria-labelledby="sheet">
      <div>
        <p className="muted">
          {application.code} · {application.applicant}
        </p>
        <h2 id="sheet">{application.title}</h2>
      </div>
      {!file && !query.isError && <Skeleton lines={6} />}
      {query.isError && !file && <Trouble error={query.error} />}
      {file && (
        <>
          <dl className="figures">
            <div>
              <dt>Coût</dt>
              <dd><Money value={file.plan.final_cost_euros} /></dd>
            </div>
            <div>
              <dt>Demandé</dt>
              <dd><Money value={file.requested_euros} /></dd>
            </div>
            <div>
              <dt>Taux demandé</dt>
              <dd><Percent value={file.public_share_percent} /></dd>
            </div>
          </dl>
          {file.alerts.map((alert) => (
            <Notice key={alert.code} tone="warning" law={alert.law}><p>{alert.message}.</p></Notice>
          ))}
          <Table caption="Montants par financeur" rows={file.plan.requests} rowKey={(request) => request.id} columns={columns} />
          {file.measures[0] && (
            <p className="muted">
              Mesure {file.measures[0].number}&nbsp;: {file.measures[0].title}
            </p>
          )}
          <p><Link href={`/dossiers/${file.id}`}>Ouvrir le dossier complet</Link></p>
          <ActDialog file={file} asked={asked} onClose={() => ask(null)} />
        </>
      )}
    </section>
  );
}
