// What the reviewer concludes: ordinary-law credits, scores, amounts, sheet.
import { useState } from "react";
import type { ApplicationFile, FundingRequest } from "../api/shapes";
import { forget, useKept } from "../application/kept";
import { shortDate } from "../dates";
import { cents, editable, typed as typedAmount, wire } from "../money";
import { useMe } from "../session/session";
import { Button, Choice, FunderChip, Icon, LongField, Money, Notice, Percent, State, Table, TextField, useToast, type Column } from "../ui";
import { AnswerRow, type Note, type Possible } from "./AnswerRow";
import { useReviewAct, type Examination, type Review } from "./queries";
import { capital, verdicts, verdictTone } from "./words";

const creditAnswers: Possible[] = [
  { value: "pending", label: "Sollicité, sans réponse", tone: "info" },
  { value: "granted", label: "Accordé", tone: "success" },
  { value: "refused", label: "Refusé", tone: "danger" },
  { value: "not_asked", label: "Non sollicité", tone: "neutral" },
];

const creditNote = (answer: string): Note | undefined =>
  answer === "" ? undefined : answer === "not_asked" ? { label: "Pourquoi il n’a pas été sollicité", required: true } : { label: "Précision", required: false };

export function Credits({ examination: { typed, told } }: { examination: Examination }) {
  const known = told.credits.filter((one) => one.answer !== "");
  const others = told.credits.filter((one) => one.answer === "");
  const row = (credit: Review["credits"][number]) => (
    <AnswerRow
      key={credit.credit}
      file={told.application}
      label={credit.label}
      possible={creditAnswers}
      answer={credit.answer}
      note={typed.credits.find((one) => one.credit === credit.credit)?.note ?? ""}
      by={credit.by}
      at={credit.at}
      editable={told.editable}
      noteFor={creditNote}
      act={(answer, note) => ({ kind: "credit", credit: { credit: credit.credit, answer: answer as "pending" | "granted" | "refused" | "not_asked", note } })}
    />
  );
  return (
    <div className="stack">
      <p className="muted">Les crédits de droit commun sont sollicités avant le FIPD (stratégie nationale, mesure 37.2).</p>
      {known.length > 0 && <ul className="answers">{known.map(row)}</ul>}
      {!told.editable && known.length === 0 && <p className="muted">Rien n’est noté.</p>}
      {told.editable && others.length > 0 && (
        <details className="more" open={known.length === 0}>
          <summary>Noter un autre crédit</summary>
          <ul className="answers more__inside">{others.map(row)}</ul>
        </details>
      )}
    </div>
  );
}

export function Criteria({ examination: { typed, told } }: { examination: Examination }) {
  const { items, points, max, percent, scored } = told.criteria;
  if (items.length === 0) return <p className="muted">L’appel ne fixe pas de grille de critères.</p>;
  return (
    <div className="stack">
      <p>
        <strong>{points} sur {max} points</strong> (<Percent value={percent} />), {scored} {scored > 1 ? "critères notés" : "critère noté"} sur {items.length}
      </p>
      <ul className="answers">
        {items.map((one) => (
          <AnswerRow
            key={one.criterion}
            file={told.application}
            label={`${one.label} (poids ${one.weight})`}
            possible={Array.from({ length: one.scale + 1 }, (_, score) => ({ value: String(score), label: String(score) }))}
            answer={one.score === undefined ? "" : String(one.score)}
            note={typed.criteria.items.find((other) => other.criterion === one.criterion)?.reason ?? ""}
            by={one.by}
            at={one.at}
            editable={told.editable}
            noteFor={(answer) => (answer === "" ? undefined : { label: "Motif de la note", required: true })}
            act={(answer, reason) => ({ kind: "score", score: { criterion: one.criterion, score: Number(answer), reason } })}
          />
        ))}
      </ul>
    </div>
  );
}

export function Proposals({ file, examination: { told } }: { file: ApplicationFile; examination: Examination }) {
  const requests = new Map(file.plan.requests.map((one) => [one.id, one]));
  const columns: Column<Review["proposals"][number]>[] = [
    { key: "funder", head: "Financeur", cell: (one) => <FunderChip code={one.funder} name={one.name} /> },
    { key: "requested", head: "Demandé", number: true, cell: (one) => <Money value={one.requested_euros} /> },
    {
      key: "proposed",
      head: "Proposé",
      number: true,
      cell: (one) => {
        const request = requests.get(one.request);
        return request?.actions.includes("proposal") ? <Proposed key={one.proposed_euros ?? ""} file={file.id} request={request} value={one.proposed_euros} /> : <Money value={one.proposed_euros} absent="rien de proposé" />;
      },
    },
  ];
  const waits = !file.plan.requests.some((one) => one.actions.includes("proposal")) && told.editable && ["submitted", "incomplete", "admissible"].includes(told.state);
  return (
    <div className="stack">
      {waits && <p className="muted">Les montants se proposent une fois l’instruction ouverte.</p>}
      <Table caption="Montants proposés par financeur" columns={columns} rows={told.proposals} rowKey={(one) => one.request} />
    </div>
  );
}

function Proposed({ file, request, value }: { file: string; request: FundingRequest; value: string | undefined }) {
  const [text, setText] = useState(() => (value === undefined ? "" : editable(cents(value))));
  const send = useReviewAct(file);
  const read = typedAmount(text);
  const problem = text.trim() !== "" && !read.ok ? read.problem : send.error?.message;

  function keep() {
    if (read.ok && (value === undefined || read.cents !== cents(value))) send.mutate({ kind: "proposal", request: request.id, amount: wire(read.cents) });
  }

  return (
    <div className="proposed">
      <TextField label={`Montant proposé à ${request.funder.code}, en euros`} unlabelled amount value={text} onChange={setText} error={problem} placeholder="à proposer" onBlur={keep} />
      {send.isPending && <span className="table__under" role="status">Enregistrement</span>}
    </div>
  );
}

interface Draft {
  summary: string;
  proposal: "" | "favourable" | "reserved" | "unfavourable";
  reason: string;
  /** What the sheet said when it was typed over. */
  base: string;
}

const textOf = ({ summary, proposal, reason }: Pick<Draft, "summary" | "proposal" | "reason">) => JSON.stringify([summary, proposal, reason]);

export const sheetKey = (account: string, file: string) => `sheet ${account} ${file}`;

/** The sheet: kept by this tab while it is typed, saved when one says so. */
export function SheetForm({ examination: { typed, told } }: { examination: Examination }) {
  const me = useMe();
  const { sheet } = typed;
  const saved: Draft = { summary: sheet.summary, proposal: sheet.proposal, reason: sheet.reason, base: textOf(sheet) };
  const kept = useKept<Draft>(sheetKey(me.id, typed.application), 0, saved);
  const send = useReviewAct(typed.application);
  const tell = useToast();
  const value = kept.dirty ? kept.value : saved;
  const moved = kept.dirty && kept.value.base !== saved.base;
  const set = (part: Partial<Draft>) => kept.set({ ...value, ...part });

  if (!told.editable) return <SheetText review={told} />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const { summary, proposal, reason } = value;
        const themes = typed.themes.filter((one) => one.added).map((one) => one.code);
        send.mutate(
          { kind: "sheet", sheet: { version: sheet.version, summary, proposal, reason, themes } },
          {
            onSuccess: () => {
              kept.settle();
              forget(sheetKey(me.id, typed.application));
              tell("Fiche d’instruction enregistrée.");
            },
          },
        );
      }}
    >
      {moved && (
        <Notice tone="warning" title="La fiche a changé pendant que vous écriviez">
          <div className="stack">
            <SheetText review={told} />
            <div className="line">
              <Button onClick={() => kept.set({ ...value, base: saved.base })}>Garder ma saisie</Button>
              <Button onClick={() => kept.settle()}>Prendre cette version</Button>
            </div>
          </div>
        </Notice>
      )}
      {send.isError && !moved && <Notice tone="danger" title="Fiche non enregistrée"><p>{send.error.message}</p></Notice>}
      <LongField label="Résumé pour le comité" value={value.summary} onChange={(summary) => set({ summary })} />
      <Choice label="Proposition" name="proposal" value={value.proposal} onChange={(proposal) => set({ proposal: proposal as Draft["proposal"] })} options={verdicts.filter((one) => one.value !== "none")} />
      <LongField label="Motif de la proposition" value={value.reason} onChange={(reason) => set({ reason })} />
      <div className="line">
        <Button look={kept.dirty ? "primary" : "plain"} type="submit" busy={send.isPending} disabled={!kept.dirty || moved}>Enregistrer la fiche</Button>
        <span className="muted small" role="status">
          {kept.dirty ? "Non enregistrée\u00a0: votre saisie est gardée par cet onglet." : sheet.at ? `Enregistrée par ${told.sheet.by} le ${shortDate(sheet.at)}.` : "Rien n’est encore écrit."}
        </span>
      </div>
    </form>
  );
}

function SheetText({ review: { sheet } }: { review: Review }) {
  if (sheet.version === 0) return <p className="muted">La fiche d’instruction n’est pas encore écrite.</p>;
  return (
    <div className="stack-small">
      {sheet.summary && <p className="prose">{sheet.summary}</p>}
      {sheet.proposal && <State tone={verdictTone(sheet.proposal)}>{sheet.proposal_label}</State>}
      {sheet.reason && <p className="prose">{sheet.reason}</p>}
      <p className="muted small">{sheet.by}{sheet.at && `, le ${shortDate(sheet.at)}`}</p>
    </div>
  );
}

/** What is left before the committee, in words; what is merely not answered yet is counted. */
export function Gaps({ review }: { review: Review }) {
  const { missing, checks } = review;
  if (missing.length === 0) {
    return (
      <p className="line">
        <Icon name="success" /> Rien ne manque.
      </p>
    );
  }
  const unanswered = checks.filter((check) => check.answer === "").length;
  const others = missing.filter((one) => one.failed || !checks.some((check) => check.item === one.code));
  return (
    <ul className="gaps">
      {unanswered > 0 && <li>{unanswered > 1 ? `${unanswered} points de contrôle restent à répondre` : "Un point de contrôle reste à répondre"}</li>}
      {others.map((one) => (
        <li key={one.code} className={one.failed ? "tone-danger" : undefined}>{capital(one.message)}</li>
      ))}
    </ul>
  );
}
