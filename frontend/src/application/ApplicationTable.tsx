import { Link } from "wouter";
import type { ApplicationRow } from "../api/shapes";
import { Icon, Money, Percent, State, Table, type Column } from "../ui";
import { stateTone } from "./states";

type Address = (row: ApplicationRow) => string;

const columns = (href: Address): Column<ApplicationRow>[] => [
  {
    key: "file",
    head: "Dossier",
    cell: (row) => (
      <>
        <Link href={href(row)} className="table__title">{row.title || "Dossier sans titre"}</Link>
        <span className="table__under">
          <span className="code">{row.code}</span> · {row.applicant.name}
        </span>
        <span className="on-phone">
          <State tone={stateTone(row.state)}>{row.state_label}</State>
        </span>
      </>
    ),
  },
  {
    key: "state",
    head: "État",
    notOnPhone: true,
    cell: (row) => (
      <span className="file-state">
        <State tone={stateTone(row.state)}>{row.state_label}</State>
        {row.alerts.length > 0 && (
          <span className="state tone-warning file-alerts" title={row.alerts.map((alert) => alert.message).join("\n")}>
            <Icon name="warning" />
            {row.alerts.length === 1 ? "1 alerte" : `${row.alerts.length} alertes`}
          </span>
        )}
      </span>
    ),
  },
  { key: "cost", head: "Coût", number: true, notOnPhone: true, cell: (row) => <Money value={row.cost_euros} /> },
  { key: "rate", head: "Taux d’aides publiques", number: true, notOnPhone: true, cell: (row) => <Percent value={row.public_share_percent} /> },
  { key: "requested", head: "Demandé", number: true, cell: (row) => <Money value={row.requested_euros} /> },
  { key: "decided", head: "Décidé", number: true, notOnPhone: true, cell: (row) => <Money value={row.decided_euros} absent="rien de décidé" /> },
];

export function ApplicationTable({ rows, href = (row) => `/dossiers/${row.id}` }: { rows: ApplicationRow[]; href?: Address }) {
  return <Table caption="Dossiers" columns={columns(href)} rows={rows} rowKey={(row) => row.id} className="files" />;
}
