// Question of the page: a new project, or last year's again?
import { useLocation } from "wouter";
import { longDate } from "../../dates";
import { callWords, useCampaign } from "../../programme/campaigns";
import { useMe } from "../../session/session";
import type { Campaign } from "../../api/shapes";
import { Button, Notice, Page, Skeleton, useToast } from "../../ui";
import { useApplications } from "../queries";
import { useBegin } from "./queries";

export function Start() {
  const { campaign, campaigns } = useCampaign();
  return (
    <Page title="Commencer un dossier" crumbs={[{ label: "Mes dossiers", href: "/dossiers" }]} line={campaign && <span>{campaign.title}</span>}>
      {campaign ? <Ways campaign={campaign} before={campaigns.filter((one) => one.year < campaign.year).sort((a, b) => b.year - a.year)[0]} /> : <Skeleton lines={6} />}
    </Page>
  );
}

/** Begins, then goes to what was begun. */
function useWay() {
  const begin = useBegin();
  const [, go] = useLocation();
  const tell = useToast();
  return {
    busy: begin.isPending,
    error: begin.error,
    start: (campaign: string, renewalOf?: string) =>
      begin.mutate(
        { campaign, ...(renewalOf ? { renewalOf } : {}) },
        {
          onSuccess: (file) => {
            tell(renewalOf ? `Dossier ${file.code} commencé\u00a0: vos réponses sont reprises.` : `Dossier ${file.code} commencé.`);
            go(`/dossiers/saisie?dossier=${file.id}`, { replace: true });
          },
        },
      ),
  };
}

function Ways({ campaign, before }: { campaign: Campaign; before: Campaign | undefined }) {
  const me = useMe();
  const way = useWay();
  const past = useApplications({ campaign: before?.id ?? "none" });
  const files = before ? (past.data?.pages[0]?.items ?? []).filter((row) => row.state !== "draft") : [];
  const open = callWords(campaign, me.today).label === "ouvert";
  if (!open) return <Notice title="L’appel n’est pas ouvert"><p>{campaign.title} : {callWords(campaign, me.today).label}.</p></Notice>;
  return (
    <div className="stack-large form-start">
      {way.error && <Notice tone="danger" title="Le dossier n’a pas pu être commencé"><p>{way.error.message}</p></Notice>}
      <section className="stack" aria-labelledby="new">
        <h2 id="new">Un nouveau projet</h2>
        <p>Dépôt jusqu’au {longDate(campaign.closes_at)}. Chaque champ s’enregistre à mesure : vous pouvez vous interrompre, et être plusieurs à remplir. Rien n’est refusé avant le dépôt.</p>
        <div><Button look="primary" busy={way.busy} onClick={() => way.start(campaign.id)}>Commencer</Button></div>
      </section>
      {files.length > 0 && (
        <section className="stack" aria-labelledby="renew">
          <h2 id="renew">Le renouvellement d’un dossier de {before!.year}</h2>
          <p className="muted">Ses réponses sont reprises, dates et budgets décalés ; il reste à relire et à signer.</p>
          <ul className="form-renewals">
            {files.map((file) => (
              <li key={file.id}>
                <span><span className="code">{file.code}</span> {file.title}</span>
                <Button busy={way.busy} onClick={() => way.start(campaign.id, file.id)}>Renouveler<span className="unseen"> le dossier {file.code}</span></Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** On a file of a past year, while the call of this year is open. */
export function Renew({ file }: { file: { id: string; year: number } }) {
  const me = useMe();
  const { campaigns } = useCampaign();
  const way = useWay();
  const next = campaigns.find((one) => one.year > file.year && callWords(one, me.today).label === "ouvert");
  if (me.role !== "applicant" || !next) return null;
  return <Button busy={way.busy} onClick={() => way.start(next.id, file.id)}>Renouveler en {next.year}</Button>;
}
