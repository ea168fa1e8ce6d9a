// Whose opinion is asked, who answered, who is late.
import { useState } from "react";
import { longDate, shortDate } from "../dates";
import { typed as typedAmount, wire } from "../money";
import { blame } from "../application/refusals";
import { Button, Check, Choice, DayField, Dialog, Field, LongField, Money, Notice, State, TextField, useToast } from "../ui";
import { keepLetter, useReviewAct, type Examination, type OpinionDraft, type ReviewAnswer, type ReviewOpinion } from "./queries";
import { dueTone, dueWords, proposedDay, receivedWords, seatCode, verdicts, verdictTone, type Verdict } from "./words";

export function Opinions({ examination: { typed, told } }: { examination: Examination }) {
  const [asking, ask] = useState(false);
  const [recording, record] = useState<ReviewOpinion | null>(null);
  const send = useReviewAct(told.application);
  const tell = useToast();
  const { items, received, asked, to_ask } = told.opinions;
  const pending = items.filter((one) => !one.answer);
  const relaunch = (opinion?: ReviewOpinion) =>
    send.mutate(opinion ? { kind: "relaunch", opinion: opinion.id } : { kind: "relaunch-all" }, {
      onSuccess: () => tell(opinion ? `${opinion.label} est relancé.` : "Les services attendus sont relancés."),
      onError: (error) => tell(error.message, { failed: true }),
    });

  return (
    <div className="stack">
      {asked > 0 && <p><strong>{receivedWords(received, asked)}</strong></p>}
      {asked === 0 && <p className="muted">Aucun avis n’est demandé.</p>}
      <ul className="opinions">
        {items.map((one) => (
          <li key={one.id} className="opinion">
            <div className="opinion__head">
              <h3>{one.label}</h3>
              {one.answer ? (
                <State tone={verdictTone(one.answer.opinion)}>{one.answer.label}</State>
              ) : (
                <State tone={dueTone(one.due_on, told.today)}>{`Attendu le ${shortDate(one.due_on)}, ${dueWords(one.due_on, told.today)}`}</State>
              )}
            </div>
            {one.answer ? (
              <AnswerText answer={one.answer} />
            ) : (
              <p className="muted small">
                Demandé le {shortDate(one.asked_on)}
                {one.relaunched_on && `, relancé le ${shortDate(one.relaunched_on)}`}
                {one.late && ". Il ne retient plus le dossier"}.
              </p>
            )}
            {one.earlier.length > 0 && (
              <details className="more">
                <summary>{one.earlier.length > 1 ? `${one.earlier.length} réponses remplacées` : "Une réponse remplacée"}</summary>
                <div className="stack more__inside">{one.earlier.map((answer) => <AnswerText key={answer.at} answer={answer} verdict />)}</div>
              </details>
            )}
            {told.editable && (
              <div className="line">
                {!one.answer && (
                  <Button look="quiet" className="button--small" busy={send.isPending} disabled={one.relaunched_on === told.today} aria-label={`Relancer, ${one.label}`} onClick={() => relaunch(one)}>
                    {one.relaunched_on === told.today ? "Relancé aujourd’hui" : "Relancer"}
                  </Button>
                )}
                <Button look="quiet" className="button--small" aria-label={`Saisir une réponse reçue, ${one.label}`} onClick={() => record(one)}>Saisir une réponse reçue</Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {told.editable && (
        <div className="line">
          {to_ask.length > 0 && <Button icon="plus" onClick={() => ask(true)}>Demander des avis</Button>}
          {pending.some((one) => one.relaunched_on !== told.today) && pending.length > 1 && (
            <Button busy={send.isPending} onClick={() => relaunch()}>{`Relancer les ${pending.length} services attendus`}</Button>
          )}
        </div>
      )}
      <Dialog open={asking} title="Demander des avis" onClose={() => ask(false)}>
        {asking && <AskForm examination={{ typed, told }} onClose={() => ask(false)} />}
      </Dialog>
      <Dialog open={recording !== null} title="Saisir une réponse reçue" onClose={() => record(null)}>
        {recording && <RecordForm file={told.application} opinion={recording} onClose={() => record(null)} />}
      </Dialog>
    </div>
  );
}

export function AnswerText({ answer, verdict }: { answer: ReviewAnswer; verdict?: boolean }) {
  return (
    <div className="stack-small">
      {verdict && <State tone={verdictTone(answer.opinion)}>{answer.label}</State>}
      {answer.reason && <p className="prose">{answer.reason}</p>}
      {answer.amount_euros !== undefined && (
        <p>
          Montant proposé : <Money value={answer.amount_euros} />
        </p>
      )}
      <p className="muted small">
        {answer.by}, le {shortDate(answer.at)}
        {answer.on_behalf && `. Reçu par l’instruction\u00a0: ${answer.on_behalf}`}
        {answer.document && (
          <>
            {". "}
            <a href={`/api/v1/attachments/${answer.document}/content`} download>La lettre reçue</a>
          </>
        )}
      </p>
    </div>
  );
}

function AskForm({ examination: { typed, told }, onClose }: { examination: Examination; onClose: () => void }) {
  const seats = told.opinions.to_ask;
  const [chosen, setChosen] = useState(() => new Set(seats.filter((one) => one.proposed).map((one) => one.seat)));
  const [other, setOther] = useState("");
  const [email, setEmail] = useState("");
  const [due, setDue] = useState(() => proposedDay(typed.today, typed.delays.opinion_days));
  const send = useReviewAct(told.application);
  const tell = useToast();
  const { of, rest } = blame(send.error, ["due_on"]);
  const own = seatCode(other);
  const asked = [...seats.filter((one) => chosen.has(one.seat)).map((one) => ({ seat: one.seat, due_on: due })), ...(own ? [{ seat: own, label: other.trim(), due_on: due, ...(email.trim() ? { email: email.trim() } : {}) }] : [])];
  const line = (one: (typeof seats)[number]) => (
    <li key={one.seat}>
      <Check
        checked={chosen.has(one.seat)}
        onChange={(on) =>
          setChosen((before) => {
            const after = new Set(before);
            if (on) after.add(one.seat);
            else after.delete(one.seat);
            return after;
          })
        }
      >
        {one.label}
        {one.reason && <span className="table__under">{one.reason}</span>}
      </Check>
    </li>
  );
  const proposed = seats.filter((one) => one.proposed);
  const others = seats.filter((one) => !one.proposed);

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate(
          { kind: "ask", seats: asked },
          {
            onSuccess: () => {
              tell(asked.length > 1 ? `${asked.length} avis sont demandés.` : "L’avis est demandé.");
              onClose();
            },
          },
        );
      }}
    >
      {rest && <Notice tone="danger" title="Refusé" law={rest.law}><p>{rest.message}</p></Notice>}
      {proposed.length > 0 ? (
        <fieldset className="stack-small">
          <legend><strong>Proposés pour ce dossier</strong></legend>
          <ul className="request">{proposed.map(line)}</ul>
        </fieldset>
      ) : (
        <p className="muted">Les mesures et les thèmes du dossier n’appellent {told.opinions.asked > 0 ? "aucun autre service" : "aucun service en particulier"}.</p>
      )}
      <details className="more" open={proposed.length === 0}>
        <summary>Autres services</summary>
        <div className="stack more__inside">
          <ul className="request">{others.map(line)}</ul>
          <TextField label="Un service absent de la liste" hint="Par exemple « Maire de Valfleury », quand plusieurs communes sont concernées" value={other} onChange={setOther} maxLength={200} />
          {own !== "" && <TextField label="Son adresse électronique" type="email" value={email} onChange={setEmail} />}
        </div>
      </details>
      <DayField label="Avis attendu au plus tard le" required value={due} onChange={setDue} error={of("due_on")} hint={`Délai d’usage\u00a0: ${typed.delays.opinion_days} jours. Passé ce jour, l’avis ne retient plus le dossier.`} />
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={send.isPending} disabled={asked.length === 0 || due === ""}>
          {asked.length > 1 ? `Demander ${asked.length} avis` : "Demander cet avis"}
        </Button>
      </div>
    </form>
  );
}

interface Words {
  opinion: Verdict | "";
  reason: string;
  amount: string;
}

/** The draft of an opinion, or why it is not one yet. */
export function draftOf({ opinion, reason, amount }: Words): { draft?: OpinionDraft; amountError?: string } {
  if (opinion === "") return {};
  if (opinion === "none") return { draft: { opinion, ...(reason.trim() ? { reason: reason.trim() } : {}) } };
  if (reason.trim() === "") return {};
  if (amount.trim() === "") return { draft: { opinion, reason: reason.trim() } };
  const read = typedAmount(amount);
  return read.ok ? { draft: { opinion, reason: reason.trim(), amount_euros: wire(read.cents) } } : { amountError: read.problem };
}

/** The fields of an opinion, the same for the service and for who records it. */
export function OpinionFields({ words, set, of }: { words: Words; set: (words: Words) => void; of: (field: string) => string | undefined }) {
  const { amountError } = draftOf(words);
  return (
    <>
      <Choice label="Avis" name="opinion" value={words.opinion} onChange={(opinion) => set({ ...words, opinion: opinion as Verdict })} options={verdicts} />
      <LongField label={words.opinion === "none" ? "Précision, si elle est utile" : "Motif"} required={words.opinion !== "none"} value={words.reason} onChange={(reason) => set({ ...words, reason })} error={of("reason")} />
      {words.opinion !== "none" && (
        <TextField label="Montant que vous proposez, en euros" hint="Facultatif" amount value={words.amount} onChange={(amount) => set({ ...words, amount })} error={words.amount.trim() ? (amountError ?? of("amount_euros")) : of("amount_euros")} />
      )}
    </>
  );
}

function RecordForm({ file, opinion, onClose }: { file: string; opinion: ReviewOpinion; onClose: () => void }) {
  const [words, set] = useState<Words>({ opinion: "", reason: "", amount: "" });
  const [how, setHow] = useState("");
  const [letter, setLetter] = useState<File | null>(null);
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<Error | null>(null);
  const send = useReviewAct(file);
  const tell = useToast();
  const { of, rest } = blame(trouble, ["reason", "amount_euros", "on_behalf", "file"]);
  const { draft } = draftOf(words);

  async function record() {
    if (!draft) return;
    setSending(true);
    setTrouble(null);
    try {
      const document = letter ? await keepLetter(opinion.id, letter) : undefined;
      await send.mutateAsync({ kind: "answer", opinion: opinion.id, answer: { ...draft, on_behalf: how.trim(), ...(document ? { document } : {}) } });
      tell("Avis enregistré.");
      onClose();
    } catch (error) {
      setTrouble(error as Error);
    } finally {
      setSending(false);
    }
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void record();
      }}
    >
      {rest && <Notice tone="danger" title="Refusé" law={rest.law}><p>{rest.message}</p></Notice>}
      <p>
        <strong>{opinion.label}</strong>, demandé le {longDate(opinion.asked_on)}.{opinion.answer && " Cette réponse remplacera la précédente, qui reste lisible."}
      </p>
      <OpinionFields words={words} set={set} of={of} />
      <TextField label="Comment l’avis a été reçu" hint="Par exemple « courrier du 2 juillet 2027 »" required value={how} onChange={setHow} error={of("on_behalf")} maxLength={500} />
      <Field label="La lettre ou le courriel reçu" hint="PDF ou image. L’organisme ne la lit pas." error={of("file")}>
        {(wiring) => <input {...wiring} className="input" type="file" onChange={(event) => setLetter(event.target.files?.[0] ?? null)} />}
      </Field>
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={sending} disabled={!draft || how.trim() === ""}>Enregistrer cet avis</Button>
      </div>
    </form>
  );
}
