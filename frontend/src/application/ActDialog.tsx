// One act on a file, told and confirmed: what it will do, what it needs, and the
// rule that refuses it. What was typed stays when it is refused.
import { useState, type ReactNode } from "react";
import type { ApplicationFile, FundingRequest } from "../api/shapes";
import { useSessions } from "../committee/queries";
import { longDate } from "../dates";
import { cents, editable, typed, wire } from "../money";
import { Button, Dialog, FunderChip, LongField, Money, Notice, SelectField, TextField, useToast } from "../ui";
import { isVerb, stepOf, verbs, type ActWords } from "./actions";
import { DecisionForm } from "./DecisionForm";
import { useFileAct, type FileAct, type Verb } from "./queries";
import { blame } from "./refusals";
import { ACT_KIND } from "./states";

export interface Asked {
  action: string;
  request?: FundingRequest;
}

interface Part {
  file: ApplicationFile;
  onClose: () => void;
}

export function ActDialog({ file, asked, onClose }: Part & { asked: Asked | null }) {
  return (
    <Dialog open={asked !== null} title={asked ? titleOf(asked) : ""} onClose={onClose}>
      {asked && <Form file={file} asked={asked} onClose={onClose} />}
    </Dialog>
  );
}

function titleOf({ action, request }: Asked): string {
  if (isVerb(action)) return verbs[action].verb;
  const title = { agenda: "Inscrire à une séance", "financial-report": "Compte rendu financier", "report-validation": "Valider le compte rendu financier" }[action] ?? (request && stepOf(action, request)?.verb) ?? "";
  return request ? `${title}, ${request.funder.code}` : title;
}

function Form({ file, asked, onClose }: Part & { asked: Asked }) {
  const { action, request } = asked;
  if (isVerb(action)) return <VerbForm file={file} verb={action} onClose={onClose} />;
  if (action === "agenda") return <AgendaForm file={file} onClose={onClose} />;
  if (action === "financial-report") return <ReportForm file={file} onClose={onClose} />;
  if (action === "report-validation") return <ValidationForm file={file} onClose={onClose} />;
  if (!request) return null;
  if (action === "decision") return <DecisionForm file={file} request={request} onClose={onClose} />;
  if (action === "commitment") return <CommitmentForm file={file} request={request} onClose={onClose} />;
  if (action === "announcement" || action === "proposal") return <WordForm file={file} request={request} action={action} onClose={onClose} />;
  return <StepForm file={file} request={request} action={action} onClose={onClose} />;
}

interface ConfirmProps extends Part {
  words: ActWords;
  act: FileAct | null;
  fields?: string[];
  children?: ReactNode | ((of: (...names: string[]) => string | undefined) => ReactNode);
}

/** The bottom of every act: why it was refused, give up, do it. */
function Confirm({ file, words, act, fields = [], children, onClose }: ConfirmProps) {
  const send = useFileAct(file.id);
  const tell = useToast();
  const { of, rest } = blame(send.error, fields);

  function confirm() {
    if (!act) return;
    send.mutate(act, {
      onSuccess: () => {
        tell(words.done);
        onClose();
      },
    });
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      {rest && (
        <Notice tone="danger" title="Refusé" law={rest.law}>
          <p>{rest.message}</p>
        </Notice>
      )}
      {words.consequence && <p>{words.consequence}</p>}
      {typeof children === "function" ? children(of) : children}
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={send.isPending} disabled={act === null}>{words.verb}</Button>
      </div>
    </form>
  );
}

function VerbForm({ file, verb, onClose }: Part & { verb: Verb }) {
  const words = verbs[verb];
  const [reason, setReason] = useState("");
  const ready = !words.reason || reason.trim() !== "";
  return (
    <Confirm file={file} words={words} act={ready ? { kind: verb, ...(words.reason ? { reason } : {}) } : null} fields={words.reason ? ["reason"] : []} onClose={onClose}>
      {(of) => words.reason && <LongField label={words.reason} required value={reason} onChange={setReason} error={of("reason")} />}
    </Confirm>
  );
}

function AgendaForm({ file, onClose }: Part) {
  const sessions = useSessions(file.campaign).data?.items.filter((session) => session.state !== "closed") ?? [];
  const [chosen, setChosen] = useState("");
  const session = chosen || sessions[0]?.id;
  return (
    <Confirm
      file={file}
      words={{ verb: "Inscrire", done: "Dossier inscrit à l’ordre du jour.", consequence: "Les membres du comité verront ce dossier." }}
      act={session ? { kind: "agenda", session } : null}
      onClose={onClose}
    >
      {sessions.length === 0 ? (
        <Notice>Aucune séance n’est convoquée : convoquez-en une depuis la page Séances.</Notice>
      ) : (
        <SelectField
          label="Séance"
          value={session ?? ""}
          onChange={setChosen}
          options={sessions.map((one) => ({ value: one.id, label: `n° ${one.number}, ${longDate(one.on)}` }))}
        />
      )}
    </Confirm>
  );
}

function ReportForm({ file, onClose }: Part) {
  const [text, setText] = useState(() => (file.report ? editable(cents(file.report.realised_euros)) : ""));
  const [results, setResults] = useState(() => file.indicators.map((indicator) => indicator.realised));
  const read = typed(text);
  // All the results, or none yet.
  const told = results.filter((result) => result.trim() !== "").length;
  return (
    <Confirm
      file={file}
      words={{ verb: "Déposer", done: "Compte rendu financier déposé.", consequence: "Déclarez le coût réel du projet, toutes dépenses comprises. Il se corrige jusqu’à sa validation." }}
      act={read.ok ? { kind: "financial-report", amount: wire(read.cents), indicators: told === 0 ? [] : results } : null}
      fields={["realised_euros", "indicators"]}
      onClose={onClose}
    >
      {(of) => (
        <>
          <dl className="facts facts--numbers">
            <dt>Coût prévu</dt>
            <dd><Money value={file.plan.final_cost_euros} /></dd>
          </dl>
          <TextField label="Coût réalisé, en euros" amount required value={text} onChange={setText} error={text !== "" && !read.ok ? read.problem : of("realised_euros")} />
          {file.indicators.map((indicator, i) => (
            <TextField
              key={i}
              label={`${indicator.label}\u00a0: résultat${indicator.unit ? ` (${indicator.unit})` : ""}`}
              hint={`Visé\u00a0: ${indicator.target}. Si ce n’est pas mesuré, dites pourquoi.`}
              value={results[i] ?? ""}
              onChange={(result) => setResults(results.map((one, at) => (at === i ? result : one)))}
              error={told > 0 && (results[i] ?? "").trim() === "" ? "Donnez le résultat de chaque indicateur." : undefined}
            />
          ))}
          {of("indicators") && <p className="field__error">{of("indicators")}</p>}
        </>
      )}
    </Confirm>
  );
}

function ValidationForm({ file, onClose }: Part) {
  return (
    <Confirm
      file={file}
      words={{ verb: "Valider", done: "Compte rendu validé\u00a0: le solde de chaque financeur est calculé.", consequence: "Ce que chaque financeur doit sera calculé sur le coût réalisé. Un trop-perçu fera proposer un reversement." }}
      act={{ kind: "report-validation" }}
      onClose={onClose}
    >
      <dl className="facts facts--numbers">
        <dt>Coût prévu</dt>
        <dd><Money value={file.plan.final_cost_euros} /></dd>
        <dt>Coût réalisé</dt>
        <dd><Money value={file.report?.realised_euros} /></dd>
      </dl>
    </Confirm>
  );
}

interface OnRequest extends Part {
  request: FundingRequest;
}

function StepForm({ file, request, action, onClose }: OnRequest & { action: string }) {
  const act: FileAct | null =
    action === "act" && request.decision
      ? { kind: "act", award: request.decision.id }
      : (action === "signature" || action === "notification") && request.act
        ? { kind: action, act: request.act.id }
        : null;
  return (
    <Confirm file={file} words={stepOf(action, request)!} act={act} onClose={onClose}>
      <Request request={request} />
    </Confirm>
  );
}

function CommitmentForm({ file, request, onClose }: OnRequest) {
  const [ej, setEj] = useState("");
  const [line, setLine] = useState("1");
  const number = ej.replace(/\s/g, "").toUpperCase();
  const badEj = number !== "" && !/^[0-9A-Z]{10}$/.test(number) ? `«\u00a0${ej.trim()}\u00a0» n’est pas un numéro d’EJ\u00a0: attendu, dix chiffres ou lettres.` : undefined;
  const badLine = /^[1-9]\d{0,4}$/.test(line.trim()) ? undefined : "Attendu\u00a0: un numéro de poste, de 1 à 99999.";
  return (
    <Confirm
      file={file}
      words={stepOf("commitment", request)!}
      act={request.decision && number !== "" && !badEj && !badLine ? { kind: "commitment", award: request.decision.id, ej: number, line: Number(line) } : null}
      fields={["ej", "ej_line"]}
      onClose={onClose}
    >
      {(of) => (
        <>
          <Request request={request} />
          <TextField label="Numéro d’EJ" hint="Engagement juridique, tel que Chorus l’a numéroté" required value={ej} onChange={setEj} error={badEj ?? of("ej")} />
          <TextField label="Poste" required value={line} onChange={setLine} error={badLine ?? of("ej_line")} />
        </>
      )}
    </Confirm>
  );
}

function WordForm({ file, request, action, onClose }: OnRequest & { action: "announcement" | "proposal" }) {
  const before = action === "announcement" ? request.announced_euros : request.proposed_euros;
  const [text, setText] = useState(() => editable(cents(before ?? request.proposed_euros ?? request.requested_euros)));
  const read = typed(text);
  return (
    <Confirm file={file} words={stepOf(action, request)!} act={read.ok ? { kind: action, request: request.id, amount: wire(read.cents) } : null} fields={["amount_euros"]} onClose={onClose}>
      {(of) => (
        <>
          <Request request={request} />
          <TextField label="Montant, en euros" amount required value={text} onChange={setText} error={read.ok ? of("amount_euros") : read.problem} />
        </>
      )}
    </Confirm>
  );
}

function Request({ request }: { request: FundingRequest }) {
  return (
    <dl className="facts facts--numbers">
      <dt>Financeur</dt>
      <dd><FunderChip code={request.funder.code} name={request.funder.name} /></dd>
      <dt>Demandé</dt>
      <dd><Money value={request.requested_euros} /></dd>
      {request.decision && (
        <>
          <dt>Décidé</dt>
          <dd><Money value={request.decision.amount_euros} /></dd>
        </>
      )}
      {request.act && (
        <>
          <dt>{ACT_KIND[request.act.kind]}</dt>
          <dd>{request.act.number}</dd>
        </>
      )}
    </dl>
  );
}
