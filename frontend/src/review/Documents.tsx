// What was asked of the applicant, and what is asked now.
import { useState } from "react";
import { longDate } from "../dates";
import { Button, Check, DayField, Dialog, LongField, Notice, State, TextField, useToast } from "../ui";
import { blame } from "../application/refusals";
import { useReview, useReviewAct, type Examination, type Review, type ReviewRequest, type Wanted } from "./queries";
import { daysBetween } from "../dates";
import { dueTone, dueWords, proposedDay } from "./words";

/** What an open request still awaits. */
export function awaited(review: Review): ReviewRequest | undefined {
  return review.state === "incomplete" ? review.document_requests.findLast((one) => !one.answered_on) : undefined;
}

/** One request as both sides read it. */
export function Asked({ request, today }: { request: ReviewRequest; today: string }) {
  return (
    <div className="stack-small">
      <p className="line">
        <strong>Demande n° {request.number}, du {longDate(request.asked_on)}</strong>
        {request.answered_on ? (
          <State tone="success">{`Réponse reçue le ${longDate(request.answered_on)}`}</State>
        ) : (
          <State tone={dueTone(request.due_on, today)}>{`Attendu le ${longDate(request.due_on)} (${dueWords(request.due_on, today)})`}</State>
        )}
      </p>
      <ul className="gaps">
        {request.items.map((item, i) => (
          <li key={i}>
            {item.label}
            {item.why && <span className="muted">{` (${item.why})`}</span>}
          </li>
        ))}
      </ul>
      {request.comment && !request.items.some((item) => item.label === request.comment) && <p className="prose">{request.comment}</p>}
    </div>
  );
}

/** What the check list leaves open: what fails comes chosen, with its note. */
export function proposed(review: Review): (Wanted & { chosen: boolean })[] {
  return [...review.checks]
    .filter((one) => one.answer === "no" || one.answer === "")
    .sort((a, b) => Number(b.answer === "no") - Number(a.answer === "no"))
    .map((one) => ({ code: one.item, label: one.label, why: one.answer === "no" ? one.note : "", chosen: one.answer === "no" }));
}

export function RequestDialog({ file, open, onClose }: { file: string; open: boolean; onClose: () => void }) {
  const query = useReview(file, open);
  return (
    <Dialog open={open} title="Demander des pièces" onClose={onClose}>
      {open && query.data && <RequestForm examination={query.data} onClose={onClose} />}
    </Dialog>
  );
}

function RequestForm({ examination: { typed }, onClose }: { examination: Examination; onClose: () => void }) {
  const [items, setItems] = useState(() => proposed(typed));
  const [other, setOther] = useState("");
  const [comment, setComment] = useState("");
  const [due, setDue] = useState(() => proposedDay(typed.today, typed.delays.document_days));
  const send = useReviewAct(typed.application);
  const tell = useToast();
  const { of, rest } = blame(send.error, ["due_on", "reason", "items"]);
  const chosen: Wanted[] = items.filter((one) => one.chosen).map(({ code, label, why }) => ({ code, label, ...(why ? { why } : {}) }));
  if (other.trim()) chosen.push({ label: other.trim() });
  const set = (at: number, part: Partial<(typeof items)[number]>) => setItems((all) => all.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const shown = items.filter((one) => one.chosen || one.why);
  const rare = items.filter((one) => !shown.includes(one));
  const line = (item: (typeof items)[number]) => {
    const at = items.indexOf(item);
    return (
      <li key={item.code} className="stack-small">
        <Check checked={item.chosen} onChange={(on) => set(at, { chosen: on })}>{item.label}</Check>
        {item.chosen && (
          <div className="request__more">
            <TextField label="Ce que lira l’organisme" required value={item.label ?? ""} onChange={(label) => set(at, { label })} maxLength={500} />
            <TextField label="Précision, si elle est utile" value={item.why ?? ""} onChange={(why) => set(at, { why })} maxLength={2000} />
          </div>
        )}
      </li>
    );
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate(
          { kind: "documents", request: { items: chosen, due_on: due, ...(comment.trim() ? { reason: comment.trim() } : {}) } },
          {
            onSuccess: () => {
              tell("Demande de pièces envoyée.");
              onClose();
            },
          },
        );
      }}
    >
      {rest && <Notice tone="danger" title="Refusé" law={rest.law}><p>{rest.message}</p></Notice>}
      <p>L’organisme lira cette liste, complétera son dossier et le déposera à nouveau.</p>
      <ul className="request">{items.filter((one) => shown.includes(one)).map(line)}</ul>
      {rare.length > 0 && (
        <details className="more" open={shown.length === 0}>
          <summary>Points non encore contrôlés ({rare.length})</summary>
          <ul className="request more__inside">{rare.map(line)}</ul>
        </details>
      )}
      <TextField label="Autre pièce ou précision" value={other} onChange={setOther} maxLength={500} error={of("items")} />
      <LongField label="Phrase jointe à la liste" value={comment} onChange={setComment} error={of("reason")} />
      <DayField label="Réponse attendue au plus tard le" required value={due} onChange={setDue} error={of("due_on")} hint={`Délai d’usage\u00a0: ${typed.delays.document_days} jours`} />
      <Paused review={typed} due={due} />
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={send.isPending} disabled={chosen.length === 0 || due === ""}>Demander des pièces</Button>
      </div>
    </form>
  );
}

/** What the request does to the clock of silence. */
function Paused({ review, due }: { review: Review; due: string }) {
  const silence = review.clocks.find((one) => one.code === "silence");
  if (!silence || silence.passed || due <= review.today) return null;
  const days = daysBetween(review.today, due);
  const later = new Date(`${silence.on}T12:00:00Z`);
  later.setUTCDate(later.getUTCDate() + days);
  return (
    <Notice law="Code des relations entre le public et l’administration, art. L114-5">
      <p>
        Le délai de décision est suspendu pendant l’attente : l’échéance du {longDate(silence.on)} recule d’autant, jusqu’au {longDate(later.toISOString().slice(0, 10))} au plus.
      </p>
    </Notice>
  );
}
