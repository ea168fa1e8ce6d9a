// One funder's decision on its own credits: an amount, or a refusal with its
// reason. The server's rules are the authority; this asks for what they need.
import { useState } from "react";
import type { ApplicationFile, DecisionDraft, FundingRequest } from "../api/shapes";
import { cents, editable, hundredths, share, sum, typed, wire, type Cents } from "../money";
import { useCampaignOf } from "../programme/campaigns";
import { Button, Choice, LongField, Money, Notice, Percent, TextField, useToast } from "../ui";
import { useFileAct } from "./queries";
import { blame } from "./refusals";

const fields = ["amount_euros", "revised_cost_euros", "derogation_reason", "deliberation", "reason", "outcome"];

export function DecisionForm({ file, request, onClose }: { file: ApplicationFile; request: FundingRequest; onClose: () => void }) {
  const ceiling = useCampaignOf(file.campaign)?.public_share_ceiling_percent;
  const decide = useFileAct(file.id);
  const tell = useToast();
  const [outcome, setOutcome] = useState<DecisionDraft["outcome"]>("awarded");
  const [amount, setAmount] = useState(() => editable(cents(request.announced_euros ?? request.proposed_euros ?? request.requested_euros)));
  const [revised, setRevised] = useState("");
  const [reason, setReason] = useState("");
  const [derogation, setDerogation] = useState("");
  const [deliberation, setDeliberation] = useState("");
  const { of, rest } = blame(decide.error, fields);

  const read = typed(amount);
  const cost = revised.trim() === "" ? null : typed(revised);
  const finalCost = cost?.ok ? cost.cents : cents(file.plan.final_cost_euros);
  const rate = outcome === "awarded" && read.ok ? rateWith(file, request, read.cents, finalCost) : null;
  const over = rate !== null && ceiling !== undefined && rate > hundredths(ceiling);
  const local = request.funder.kind === "local";
  const ready = outcome === "refused" ? reason.trim() !== "" : read.ok && (cost === null || cost.ok);

  function send() {
    const draft: DecisionDraft =
      outcome === "refused"
        ? { outcome, amount_euros: "0.00", reason }
        : {
            outcome,
            amount_euros: read.ok ? wire(read.cents) : amount,
            ...(cost?.ok ? { revised_cost_euros: wire(cost.cents) } : {}),
            ...(derogation.trim() ? { derogation_reason: derogation } : {}),
            ...(deliberation.trim() ? { deliberation } : {}),
          };
    decide.mutate(
      { kind: "decision", request: request.id, draft },
      {
        onSuccess: () => {
          tell("Décision enregistrée.");
          onClose();
        },
      },
    );
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) send();
      }}
    >
      {rest && (
        <Notice tone="danger" title="Décision refusée par une règle" law={rest.law}>
          <p>{rest.message}</p>
        </Notice>
      )}
      <dl className="facts facts--numbers">
        <dt>Demandé</dt>
        <dd><Money value={request.requested_euros} /></dd>
        {request.proposed_euros !== undefined && (
          <>
            <dt>Proposé par l’instruction</dt>
            <dd><Money value={request.proposed_euros} /></dd>
          </>
        )}
        {request.announced_euros !== undefined && (
          <>
            <dt>Annoncé en séance</dt>
            <dd><Money value={request.announced_euros} /></dd>
          </>
        )}
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
          <TextField label="Montant accordé, en euros" amount value={amount} onChange={setAmount} error={read.ok ? of("amount_euros", "outcome") : read.problem} />
          <TextField
            label="Coût révisé du projet, en euros"
            hint="Facultatif : si l’organisme réduit son projet"
            amount
            value={revised}
            onChange={setRevised}
            error={cost && !cost.ok ? cost.problem : of("revised_cost_euros")}
          />
          {rate !== null && (
            <p className={over ? "state tone-warning" : "muted small"}>
              <span>
                Taux d’aides publiques avec cette décision : <Percent value={rate} />
                {ceiling !== undefined && (
                  <>
                    , {over ? "au-dessus du plafond de " : "plafond "}
                    <Percent value={ceiling} />
                  </>
                )}
              </span>
            </p>
          )}
          {(over || of("derogation_reason")) && (
            <LongField
              label="Motif de la dérogation au plafond"
              hint="Sans ce motif, la décision est refusée."
              value={derogation}
              onChange={setDerogation}
              error={of("derogation_reason")}
            />
          )}
          {local && <TextField label="Référence de la délibération" value={deliberation} onChange={setDeliberation} error={of("deliberation")} />}
        </>
      ) : (
        <LongField label="Motif du refus, notifié à l’organisme" required value={reason} onChange={setReason} error={of("reason")} />
      )}
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={decide.isPending} disabled={!ready}>Enregistrer la décision</Button>
      </div>
    </form>
  );
}

/** The public share once this amount is decided beside what the others have decided. */
function rateWith(file: ApplicationFile, request: FundingRequest, amount: Cents, cost: Cents): bigint | null {
  const others = file.plan.requests.filter((one) => one.id !== request.id).map((one) => cents(one.decision?.amount_euros ?? "0.00"));
  return share(sum([amount, cents(file.plan.other_public_euros), ...others]), cost);
}
