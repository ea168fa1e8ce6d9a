// What should stop the eye before anything else: money asked twice, rules that
// are not respected. Nothing here decides.
import { Link } from "wouter";
import { FunderChip, Money, Notice, Table, type Column } from "../ui";
import { useFailedRules, useReview, type Duplicate } from "./queries";
import { capital } from "./words";

type Evidence = Duplicate["evidence"][number];

const kinds: Record<Duplicate["kind"], string> = {
  same_action: "La même action semble déjà financée ou demandée",
  same_costs: "Les mêmes dépenses figurent ailleurs",
  cumulated_rate: "Les aides cumulées dépassent le taux permis",
  agreement_threshold: "Une convention est nécessaire",
  cumulated_aid: "Les aides cumulées approchent d’un plafond européen",
};

const columns: Column<Evidence>[] = [
  {
    key: "title",
    head: "Action",
    cell: (one) => (
      <>
        {one.application ? <Link href={`/dossiers/${one.application}`} className="table__title">{one.title}</Link> : <span className="table__title">{one.title}</span>}
        <span className="table__under">
          {one.body}, {one.where}
        </span>
      </>
    ),
  },
  { key: "year", head: "Année", notOnPhone: true, cell: (one) => one.year || <span className="muted">inconnue</span> },
  { key: "funder", head: "Financeur", cell: (one) => <FunderChip code={one.funder} /> },
  { key: "state", head: "Réponse", notOnPhone: true, cell: (one) => (one.granted ? "accordé" : "demandé") },
  { key: "amount", head: "Montant", number: true, cell: (one) => <Money value={one.amount_euros} /> },
];

export function Alerts({ file }: { file: string }) {
  const review = useReview(file).data?.told;
  const failed = useFailedRules(file).data ?? [];
  const duplicates = review?.duplicates ?? [];
  return (
    <>
      {duplicates.map((one) => (
        <Notice key={one.kind} tone="warning" title={kinds[one.kind]} law={one.law}>
          <p>{capital(one.explanation)}</p>
          {one.evidence.length > 0 && (
            <details className="more">
              <summary>{one.evidence.length > 1 ? `Les ${one.evidence.length} lignes rapprochées` : "La ligne rapprochée"}</summary>
              <div className="more__inside">
                <Table caption={kinds[one.kind]} columns={columns} rows={one.evidence} rowKey={(row) => row.where + row.title + row.funder + row.amount_euros} />
              </div>
            </details>
          )}
        </Notice>
      ))}
      {failed.length > 0 && (
        <Notice tone="warning" title={failed.length > 1 ? `${failed.length} règles ne sont pas respectées` : "Une règle n’est pas respectée"}>
          <ul className="gaps">
            {failed.map((one) => (
              <li key={one.rule + (one.funder ?? "") + one.message}>
                <span className="code">{one.rule}</span> {capital(one.message)} <span className="muted small">{one.law}</span>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
