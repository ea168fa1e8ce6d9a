// The numbered acts of the office on a deposit: receipt, notice of completeness.
import { Link } from "wouter";
import { useApplication } from "../application/queries";
import { siret } from "../application/panels";
import { longDate } from "../dates";
import { Button, Money, Page, Skeleton, Trouble } from "../ui";
import { useReview, type Review } from "./queries";
import "./review.css";

export function NoticeList({ file, notices }: { file: string; notices: Review["notices"] }) {
  if (notices.length === 0) return null;
  return (
    <ul className="notices">
      {[...notices].sort((a, b) => a.issued_on.localeCompare(b.issued_on)).map((one) => (
        <li key={one.number}>
          <Link href={`/dossiers/${file}/attestation/${one.kind}`}>{one.label}</Link>
          <span className="table__under">
            n° {one.number}, du {longDate(one.issued_on)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A notice as it is printed. */
export default function NoticePage({ id, kind }: { id: string; kind: string }) {
  const file = useApplication(id);
  const review = useReview(id);
  const notice = review.data?.told.notices.find((one) => one.kind === kind);
  const crumbs = [{ label: "Dossiers", href: "/dossiers" }, { label: file.data?.code ?? "Dossier", href: `/dossiers/${id}` }];
  const failed = file.error ?? review.error;
  if (failed) return <Page title="Attestation" crumbs={crumbs}><Trouble error={failed} /></Page>;
  if (!file.data || !review.data) return <Page title="Attestation" crumbs={crumbs}><Skeleton lines={6} /></Page>;
  if (!notice) return <Page title="Attestation" crumbs={crumbs}><p>Cette attestation n’est pas encore délivrée.</p></Page>;
  const { applicant, code, title, submitted_at, requested_euros } = file.data;
  const silence = review.data.told.clocks.find((one) => one.code === "silence");
  return (
    <Page title={notice.label} crumbs={crumbs} crumb={notice.label} line={<span>n° {notice.number}, du {longDate(notice.issued_on)}</span>} actions={<Button icon="print" onClick={() => window.print()}>Imprimer</Button>}>
      <div className="letter stack">
        <dl className="facts">
          <dt>Dossier</dt>
          <dd>{code}, {title}</dd>
          <dt>Organisme</dt>
          <dd>{applicant.name}, SIRET {siret(applicant.siret)}</dd>
          <dt>Montant demandé</dt>
          <dd><Money value={requested_euros} /></dd>
          {submitted_at && (
            <>
              <dt>Dernier dépôt</dt>
              <dd>le {longDate(submitted_at)}</dd>
            </>
          )}
        </dl>
        {notice.kind === "receipt" ? (
          <>
            <p>Le service instructeur accuse réception de cette demande de subvention. Cet accusé de réception ne dit pas que le dossier est complet, et ne vaut pas promesse de subvention.</p>
            {silence && (
              <>
                <p>Si aucune décision ne vous est notifiée le {longDate(silence.on)} au plus tard, votre demande est réputée rejetée.</p>
                <p className="muted small">
                  {silence.explanation} {silence.law}.
                </p>
              </>
            )}
          </>
        ) : (
          <p>Le dossier est complet et recevable. Cet avis est distinct de l’accusé de réception du dépôt : il ne vaut pas promesse de subvention. Chaque financeur sollicité rend sa propre décision.</p>
        )}
      </div>
    </Page>
  );
}
