// One funder's decision on its own credits: an amount, or a refusal with its
// reason. The server's rules are the authority; this asks for what they need.
import { useState } from "react";
import type { ApplicationFile, DecisionDraft, FundingRequest } from "../api/types";
import { Refusal } from "../api/client";
import { cents, editable, hundredths, share, sum, typed, wire, type Cents } from "../money";
import { useMe } from "../session/session";
import { Button, Choice, Dialog, LongField, Money, Notice, Percent, SelectField, TextField, useToast } from "../ui";
import { useDecide } from "./queries";
import { useCampaign } from "../programme/campaigns";

export function DecisionDialog({ file, open, onClose }: { file: ApplicationFile; open: boolean; onClose: () => void }) {
  const me = useMe();
  const pending = file.plan.requests.filter((request) => request.decision === null && (!me.funder || speaksFor(me.funder, request.funder.code)));
  return (
    <Dialog open={open} title="Décision du financeur" onClose={onClose}>
      {pending.length === 0 ? <p>Aucune demande n’attend votre décision sur ce dossier.</p> : <Form file={file} pending={pending} onClose={onClose} />}
    </Dialog>
  );
}

/** A seat speaks for its own code, and for those that begin with it and a dash. */
function speaksFor(funder: string, code: string): boolean {
  return code === funder || code.startsWith(`${funder}-`);
}

function Form({ file, pending, onClose }: { file: ApplicationFile; pending: FundingRequest[]; onClose: () => void }) {
  const { campaign } = useCampaign();
  const decide = useDecide(file.id);
  const tell = useToast();
  const [id, setId] = useState(pending[0]!.id);
  const request = pending.find((one) => one.id === id) ?? pending[0]!;
  const [outcome, setOutcome] = useState<DecisionDraft["outcome"]>("awarded");
  const [amount, setAmount] = useState(() => editable(cents(request.proposed_euros ?? request.requested_euros)));
  const [reason, setReason] = useState("");
  const [derogation, setDerogation] = useState("");
  const [deliberation, setDeliberation] = useState("");

  const read = typed(amount);
  const rate = outcome === "awarded" && read.ok ? rateWith(file, request, read.cents) : null;
  const over = rate !== null && campaign !== undefined && rate > hundredths(campaign.public_share_ceiling_percent);
  const refusal = decide.error instanceof Refusal ? decide.error : null;
  const fieldError = (name: string) => (refusal?.field?.endsWith(name) ? refusal.message : undefined);

  function choose(next: string) {
    setId(next);
    const one = pending.find((candidate) => candidate.id === next);
    if (one) setAmount(editable(cents(one.proposed_euros ?? one.requested_euros)));
  }

  function send() {
    const draft: DecisionDraft =
      outcome === "refused"
        ? { outcome, amount_euros: "0.00", reason }
        : {
            outcome,
            amount_euros: read.ok ? wire(read.cents) : amount,
            ...(over && derogation ? { derogation_reason: derogation } : {}),
            ...(deliberation ? { deliberation } : {}),
          };
    decide.mutate(
      { request: request.id, draft },
      {
        onSuccess: () => {
          tell("Décision enregistrée.");
          onClose();
        },
      },
    );
  }

  return (
    <div className="stack">
      {refusal && !refusal.field && (
        <Notice tone="danger" title="Décision refusée par une règle" law={refusal.law}>
          <p>{refusal.message}</p>
        </Notice>
      )}
      {pending.length > 1 && (
        <SelectField label="Demande" value={id} onChange={choose} options={pending.map((one) => ({ value: one.id, label: `${one.funder.code}, ${one.funder.name}` }))} />
      )}
      <dl className="facts facts--numbers">
        <dt>Demandé</dt>
        <dd><Money value={request.requested_euros} /></dd>
        <dt>Proposé</dt>
        <dd><Money value={request.proposed_euros} /></dd>
      </dl>
      <Choice
        label="Décision"
        name="outcome"
        value={outcome}
        onChange={(value) => setOutcome(value === "refused" ? "refused" : "awarded")}
        options={[
          { value: "awarded", label: "Accorder" },
          { value: "refused", label: "Refuser" },
        ]}
      />
      {outcome === "awarded" ? (
        <>
          <TextField label="Montant accordé, en euros" amount value={amount} onChange={setAmount} error={read.ok ? fieldError("amount_euros") : read.problem} />
          {rate !== null && (
            <p className={over ? "field__error" : "muted small"}>
              Taux d’aides publiques avec cette décision : <Percent value={rate} />
              {over && campaign && <> au-dessus du plafond de <Percent value={campaign.public_share_ceiling_percent} /></>}
            </p>
          )}
          {over && <LongField label="Motif de la dérogation au plafond" required value={derogation} onChange={setDerogation} error={fieldError("derogation_reason")} />}
          {request.funder.kind === "local" && (
            <TextField label="Référence de la délibération" required value={deliberation} onChange={setDeliberation} error={fieldError("deliberation")} />
          )}
        </>
      ) : (
        <LongField label="Motif du refus, notifié à l’organisme" required value={reason} onChange={setReason} error={fieldError("reason")} />
      )}
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" busy={decide.isPending} disabled={outcome === "awarded" ? !read.ok : reason.trim() === ""} onClick={send}>
          Enregistrer la décision
        </Button>
      </div>
    </div>
  );
}

/** The public share if this request received that amount and the others what they have or ask. */
function rateWith(file: ApplicationFile, request: FundingRequest, amount: Cents): bigint | null {
  const others = file.plan.requests.filter((one) => one.id !== request.id).map((one) => cents(one.decision?.amount_euros ?? one.proposed_euros ?? one.requested_euros));
  return share(sum([amount, cents(file.plan.other_public_euros), ...others]), cents(file.plan.final_cost_euros ?? file.plan.cost_euros));
}
