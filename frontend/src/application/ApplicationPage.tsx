// Question of the page: should this be funded, and where does it stand?
import { useState } from "react";
import { Link } from "wouter";
import type { ApplicationFile } from "../api/shapes";
import { useMe } from "../session/session";
import { Button, ButtonLink, FunderChip, Money, Notice, Page, Skeleton, State, Tabs, Trouble } from "../ui";
import { ActDialog, type Asked } from "./ActDialog";
import { isVerb, stepOf, verbs } from "./actions";
import { Alerts } from "../review/Alerts";
import { Asked as DocumentsAsked, awaited, RequestDialog } from "../review/Documents";
import { Follow } from "../review/Follow";
import { useReview, type Review } from "../review/queries";
import { ReviewTab } from "../review/ReviewTab";
import { Thread } from "../review/Thread";
import "./application.css";
import { Decisions, Grants, Journal, Payments, PlanTab, Synthesis } from "./panels";
import { Renew } from "./form/Start";
import { useApplication } from "./queries";
import { Deposited } from "./form/Deposited";
import { RulesTab } from "./Rules";
import { stateTone } from "./states";

const crumbs = [{ label: "Dossiers", href: "/dossiers" }];

export default function ApplicationPage({ id }: { id: string }) {
  const query = useApplication(id);
  if (query.data) return <Sheet file={query.data} />;
  return (
    <Page title="Dossier" crumbs={crumbs}>
      {query.isError ? <Trouble error={query.error} onRetry={() => void query.refetch()} /> : <Skeleton lines={10} />}
    </Page>
  );
}

function Sheet({ file }: { file: ApplicationFile }) {
  const me = useMe();
  const [asked, ask] = useState<Asked | null>(null);
  const applicant = me.role === "applicant";
  const deposited = file.state !== "draft";
  const review = useReview(file.id, deposited).data?.told;
  const talks = deposited && me.role !== "funder";
  const unread = review?.unread ?? 0;
  return (
    <Page
      title={file.title || `Dossier ${file.code}, sans titre`}
      crumbs={crumbs}
      crumb={file.code}
      line={
        <>
          <State tone={stateTone(file.state)}>{file.state_label}</State>
          <span>dossier {file.code}</span>
          {applicant ? <span>{file.applicant.name}</span> : <Link href={`/dossiers?q=${encodeURIComponent(file.applicant.name)}`}>{file.applicant.name}</Link>}
          <span>
            <strong><Money value={file.requested_euros} /></strong> demandés
          </span>
          {file.decided_euros !== undefined && (
            <span>
              <strong><Money value={file.decided_euros} /></strong> décidés
            </span>
          )}
        </>
      }
      actions={<Acts file={file} ask={ask} />}
    >
      <div className="stack alerts">
        {file.state === "incomplete" && <Waiting file={file} review={review} />}
        {file.alerts.map((alert) => (
          <Notice key={alert.code + alert.message} tone="warning" law={alert.law}>
            <p>{alert.message}.</p>
          </Notice>
        ))}
        {!applicant && deposited && <Alerts file={file.id} />}
      </div>
      <Tabs
        label="Parties du dossier"
        tabs={[
          { id: "synthese", label: "Synthèse", panel: <Synthesis file={file} /> },
          ...(applicant || !deposited ? [] : [{ id: "instruction", label: "Instruction", panel: <ReviewTab file={file} ask={(action) => ask({ action })} /> }]),
          ...(applicant && deposited ? [{ id: "suivi", label: "Suivi", panel: <Follow file={file} /> }] : []),
          ...(talks ? [{ id: "messages", label: unread > 0 ? `Messages (${unread})` : "Messages", panel: <Thread file={file} /> }] : []),
          ...(deposited ? [{ id: "dossier", label: "Dossier déposé", panel: <Deposited file={file} /> }] : []),
          { id: "plan", label: "Plan de financement", panel: <PlanTab file={file} /> },
          { id: "decisions", label: applicant ? "Décisions" : "Avis et décisions", panel: <Decisions file={file} ask={(action, request) => ask({ action, request })} /> },
          { id: "versements", label: "Versements et bilan", panel: <Payments file={file} /> },
          { id: "regles", label: "Règles", panel: <RulesTab id={file.id} /> },
          ...(applicant ? [] : [{ id: "historique", label: "Aides passées", panel: <Grants file={file} /> }]),
          { id: "journal", label: "Journal", panel: <Journal file={file} /> },
        ]}
      />
      <RequestDialog file={file.id} open={asked?.action === "document-request"} onClose={() => ask(null)} />
      <ActDialog file={file} asked={asked?.action === "document-request" ? null : asked} onClose={() => ask(null)} />
    </Page>
  );
}

/** What was asked of the applicant, where both read it. */
function Waiting({ file, review }: { file: ApplicationFile; review: Review | undefined }) {
  const asked = file.journal.find((entry) => entry.act === "application.documents_asked");
  const request = review && awaited(review);
  return (
    <Notice tone="warning" title="Des pièces sont attendues">
      {request ? <DocumentsAsked request={request} today={review.today} /> : <p>{asked?.reason || "L’organisme complète son dossier, puis le dépose à nouveau."}</p>}
    </Notice>
  );
}

interface Offer {
  key: string;
  /** It leaves the walk: never the page's primary act. */
  exit?: boolean;
  verb: string;
  funder?: string;
  asked: Asked;
}

/** What this person may do now: the steps of the walk first, then the exits. */
function offersOf(file: ApplicationFile): Offer[] {
  const named = Object.keys(verbs).filter((action) => file.actions.includes(action));
  const forward: string[] = ["submission", "admission", "review", "readiness"];
  const verb = (action: string): Offer[] => (isVerb(action) ? [{ key: action, verb: verbs[action].verb, asked: { action } }] : []);
  const turns = (action: string) => file.plan.requests.filter((request) => request.actions.includes(action));
  return [
    ...named.filter((action) => forward.includes(action)).flatMap(verb),
    ...(file.actions.includes("agenda") ? [{ key: "agenda", verb: "Inscrire à une séance", asked: { action: "agenda" } }] : []),
    ...["decision", "act", "signature", "commitment", "notification"].flatMap((action) => {
      const requests = turns(action);
      return requests.map((request) => ({ key: action + request.id, verb: stepOf(action, request)?.verb ?? action, funder: request.funder.code, asked: { action, request } }));
    }),
    ...(file.actions.includes("report-validation") ? [{ key: "report-validation", verb: "Valider le compte rendu", asked: { action: "report-validation" } }] : []),
    ...(file.actions.includes("financial-report")
      ? [{ key: "financial-report", verb: file.report ? "Corriger le compte rendu" : "Déposer le compte rendu financier", asked: { action: "financial-report" } }]
      : []),
    ...named
      .filter((action) => !forward.includes(action))
      .flatMap(verb)
      .map((offer) => ({ ...offer, exit: true })),
  ];
}

const SHOWN = 3; // buttons in the head; the others are in a menu

/** The first act is the page's one primary action; the others are quieter. */
function Acts({ file, ask }: { file: ApplicationFile; ask: (asked: Asked) => void }) {
  // A file is deposited from its form, once it is read again.
  const writing = file.actions.includes("submission");
  const offers = offersOf(file).filter((offer) => offer.key !== "submission");
  const [first, ...others] = writing ? [undefined, ...offers] : offers;
  const rest = others.filter((offer) => offer !== undefined);
  const inHead = rest.slice(0, SHOWN - 1);
  const inMenu = rest.slice(SHOWN - 1);
  return (
    <>
      {inMenu.length > 0 && (
        <>
          <Button look="quiet" popoverTarget="more-acts" aria-haspopup="true">Autres actes</Button>
          <div id="more-acts" popover="auto" className="popover popover--menu">
            <ul className="menu">
              {inMenu.map((offer) => (
                <li key={offer.key}>
                  <button type="button" className="menu__item" popoverTarget="more-acts" popoverTargetAction="hide" onClick={() => ask(offer.asked)}>
                    <Words offer={offer} />
                  </button>
                </li>
              ))}
            </ul>
          </div>
        </>
      )}
      {[...inHead].reverse().map((offer) => (
        <Button key={offer.key} onClick={() => ask(offer.asked)}><Words offer={offer} /></Button>
      ))}
      <Renew file={file} />
      {writing && <ButtonLink look="primary" href={`/dossiers/saisie?dossier=${file.id}`}>{file.state === "draft" ? "Continuer la saisie" : "Compléter le dossier"}</ButtonLink>}
      {first && (
        <Button look={first.exit ? "plain" : "primary"} onClick={() => ask(first.asked)}><Words offer={first} /></Button>
      )}
    </>
  );
}

function Words({ offer }: { offer: Offer }) {
  return (
    <>
      {offer.verb}
      {offer.funder && <FunderChip code={offer.funder} />}
    </>
  );
}

