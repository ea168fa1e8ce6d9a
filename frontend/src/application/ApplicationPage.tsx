// Question of the page: should this be funded, and where does it stand?
import { useState } from "react";
import { Link } from "wouter";
import { Refusal } from "../api/client";
import type { ApplicationFile } from "../api/types";
import { useMe } from "../session/session";
import { Button, Dialog, FunderChip, LongField, Money, Notice, Page, Skeleton, State, Tabs, Trouble, useToast } from "../ui";
import { acts } from "./actions";
import "./application.css";
import { DecisionDialog } from "./DecisionDialog";
import { Decisions, Grants, Journal, Payments, PlanTab, Synthesis } from "./panels";
import { useAct, useApplication } from "./queries";
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
  return (
    <Page
      title={file.title}
      crumbs={crumbs}
      crumb={file.code || file.number}
      line={
        <>
          <State tone={stateTone(file.state)}>{file.state_label}</State>
          <span>{file.number}</span>
          <Link href={`/dossiers?q=${file.applicant.siret}`}>{file.applicant.name}</Link>
          <span><strong><Money value={file.requested_euros} /></strong> demandés</span>
        </>
      }
      actions={<Acts file={file} />}
    >
      {file.alerts.length > 0 && (
        <div className="stack">
          {file.alerts.map((alert) => (
            <Notice key={alert.code + alert.message} tone="warning" law={alert.law}>
              <p>{alert.message}</p>
            </Notice>
          ))}
        </div>
      )}
      <Tabs
        label="Parties du dossier"
        tabs={[
          { id: "synthese", label: "Synthèse", panel: <Synthesis file={file} /> },
          { id: "plan", label: "Plan de financement", panel: <PlanTab file={file} /> },
          { id: "decisions", label: "Avis et décisions", panel: <Decisions file={file} /> },
          { id: "versements", label: "Versements et bilan", panel: <Payments file={file} /> },
          { id: "historique", label: "Aides passées", panel: <Grants file={file} /> },
          { id: "journal", label: "Journal", panel: <Journal file={file} /> },
        ]}
      />
    </Page>
  );
}

/** The first act is the page's one primary action; the others are quieter. */
function Acts({ file }: { file: ApplicationFile }) {
  const me = useMe();
  const [open, setOpen] = useState<string | null>(null);
  const own = file.plan.requests.find((request) => request.funder.code === me.funder && request.decision === null);
  const deciding = file.actions.includes("decide");
  const named = file.actions.filter((action) => action in acts);
  return (
    <>
      {named
        .slice(deciding ? 0 : 1)
        .reverse()
        .map((action) => (
          <Button key={action} onClick={() => setOpen(action)}>{acts[action]?.verb}</Button>
        ))}
      {deciding && (
        <Button look="primary" onClick={() => setOpen("decide")}>
          {own ? <>Décider pour <FunderChip code={own.funder.code} /></> : "Enregistrer une décision"}
        </Button>
      )}
      {!deciding && named[0] && <Button look="primary" onClick={() => setOpen(named[0]!)}>{acts[named[0]]?.verb}</Button>}
      <DecisionDialog file={file} open={open === "decide"} onClose={() => setOpen(null)} />
      <ActDialog file={file} action={open !== "decide" ? open : null} onClose={() => setOpen(null)} />
    </>
  );
}

function ActDialog({ file, action, onClose }: { file: ApplicationFile; action: string | null; onClose: () => void }) {
  const act = action ? acts[action] : undefined;
  const send = useAct(file.id);
  const tell = useToast();
  const [reason, setReason] = useState("");

  function close() {
    setReason("");
    send.reset();
    onClose();
  }

  function confirm() {
    if (!action || !act) return;
    send.mutate(
      { action, reason },
      {
        onSuccess: () => {
          tell(act.done);
          close();
        },
      },
    );
  }

  return (
    <Dialog
      open={act !== undefined}
      title={act?.verb ?? ""}
      onClose={close}
      foot={
        <>
          <Button onClick={close}>Renoncer</Button>
          <Button look="primary" busy={send.isPending} disabled={Boolean(act?.reason) && reason.trim() === ""} onClick={confirm}>{act?.verb}</Button>
        </>
      }
    >
      <div className="stack">
        {send.isError && (
          <Notice tone="danger" title="Refusé" law={send.error instanceof Refusal ? send.error.law : undefined}>
            <p>{send.error.message}</p>
          </Notice>
        )}
        <p>{act?.consequence}</p>
        {act?.reason && <LongField label={act.reason} required value={reason} onChange={setReason} />}
      </div>
    </Dialog>
  );
}
