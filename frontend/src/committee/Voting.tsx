// What the committee says of one file: the ballots, the recusals, the opinion.
import { useState } from "react";
import { Refusal } from "../api/client";
import type { AgendaItem, CommitteeSession, Seat, Vote } from "../api/shapes";
import { Button, FunderChip, Notice, State } from "../ui";
import { ReasonDialog } from "./ReasonDialog";
import type { Run } from "./SessionPage";
import { itemName, opinionLabel, opinionTone, tallyWords, voteLabel } from "./words";

interface VotingProps {
  session: CommitteeSession;
  item: AgendaItem;
  next: AgendaItem | undefined;
  busy: boolean;
  error: Error | null;
  run: Run;
}

export function Voting({ session, item, next, busy, error, run }: VotingProps) {
  const secretary = session.actions.includes("examination");
  const open = item.state === "open";
  const voting = session.seats.some((seat) => seat.code === session.my_seat && seat.voting && seat.present);
  return (
    <section className="voting" aria-labelledby="voting">
      <h2 id="voting">Avis du comité</h2>
      {error instanceof Refusal && (
        <Notice tone="danger" law={error.law}><p>{error.message}</p></Notice>
      )}
      {session.actions.includes("ballot") && open && voting && <Ballots seat={session.my_seat} item={item} busy={busy} run={run} />}
      {session.actions.includes("recusal") && session.my_seat && (open || item.state === "pending") && !item.my_vote && <Recusal item={item} run={run} />}
      {item.opinion && (
        <p className="voting__opinion">
          <State tone={opinionTone(item.opinion)}>{opinionLabel(item.opinion)}</State>
          <span className="muted">{tallyWords(item.tally)}</span>
        </p>
      )}
      {item.state === "deferred" && <State tone="warning">Ajourné à une autre séance</State>}
      {item.state === "pending" && session.state === "convened" && <p className="muted">Les votes s’ouvrent avec la séance.</p>}
      {secretary && <Secretary item={item} next={next} busy={busy} run={run} />}
      <Votes session={session} item={item} />
    </section>
  );
}

function Secretary({ item, next, busy, run }: Pick<VotingProps, "item" | "next" | "busy" | "run">) {
  const [deferring, setDeferring] = useState(false);
  const open = item.state === "open";
  const name = itemName(item);
  return (
    <div className="stack">
      {item.state === "pending" && (
        <Button look="primary" busy={busy} onClick={() => run({ kind: "begin", item: item.id }, `${name} est en cours d’examen.`)}>Examiner ce dossier</Button>
      )}
      {open && <Button look="primary" busy={busy} onClick={() => run({ kind: "conclude", item: item.id }, `Avis sur ${name} enregistré.`)}>Clore le vote</Button>}
      {(open || item.state === "pending") && <Button look="quiet" onClick={() => setDeferring(true)}>Ajourner ce dossier</Button>}
      {(item.state === "examined" || item.state === "deferred") && next && (
        <Button look="primary" busy={busy} onClick={() => run({ kind: "begin", item: next.id })}>Passer au dossier suivant</Button>
      )}
      <ReasonDialog
        open={deferring}
        title="Ajourner ce dossier"
        explanation="Le dossier sera présenté à une séance ultérieure. Le motif est gardé au journal du dossier."
        verb="Ajourner"
        onClose={() => setDeferring(false)}
        onConfirm={(reason) => run({ kind: "deferral", item: item.id, reason }, `${name} est ajourné.`)}
      />
    </div>
  );
}

const ballots: Vote[] = ["for", "against", "abstain"];

function Ballots({ seat, item, busy, run }: { seat: string; item: AgendaItem; busy: boolean; run: Run }) {
  return (
    <fieldset className="ballots">
      <legend className="muted">Votre vote, siège <FunderChip code={seat} /></legend>
      {ballots.map((vote) => (
        <button
          key={vote}
          type="button"
          className={`ballot ballot--${vote}`}
          aria-pressed={item.my_vote === vote}
          disabled={busy}
          onClick={() => run({ kind: "ballot", item: item.id, vote }, `Votre vote est enregistré\u00a0: ${voteLabel(vote).toLowerCase()}.`)}
        >
          {voteLabel(vote)}
        </button>
      ))}
    </fieldset>
  );
}

function Recusal({ item, run }: { item: AgendaItem; run: Run }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setLeaving(true)}>Me déporter sur ce dossier</Button>
      <ReasonDialog
        open={leaving}
        title="Me déporter"
        explanation="Vous ne prendrez part ni au débat ni au vote, et ce dossier ne vous sera plus présenté. Le procès-verbal le mentionne."
        verb="Enregistrer mon déport"
        onClose={() => setLeaving(false)}
        onConfirm={(reason) => run({ kind: "recusal", item: item.id, reason }, "Déport enregistré.")}
      />
    </>
  );
}

function Votes({ session, item }: { session: CommitteeSession; item: AgendaItem }) {
  const asked = item.state === "open" || item.state === "examined";
  return (
    <ul className="votes" aria-label="Votes par siège">
      {session.seats.map((seat) => {
        const ballot = item.ballots.find((one) => one.seat === seat.code);
        return (
          <li key={seat.code}>
            <FunderChip code={seat.code} />
            {item.presiding === seat.code && <span className="muted small">préside</span>}
            <span className="push">
              {ballot ? <State tone={voteTone(ballot.vote)}>{voteLabel(ballot.vote)}</State> : <span className="muted small">{without(seat, session, item, asked)}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Nobody but the secretary sees the others' ballots before the vote is closed. */
function without(seat: Seat, session: CommitteeSession, item: AgendaItem, asked: boolean): string {
  if (!seat.voting) return "voix consultative";
  if (!seat.present) return session.state === "convened" ? "présence à noter" : "absent";
  if (!asked) return "présent";
  if (item.state === "open" && !session.actions.includes("examination") && seat.code !== session.my_seat) return "connu à la clôture";
  return "n’a pas voté";
}

function voteTone(vote: string) {
  return ({ for: "success", against: "danger", abstain: "neutral", recused: "warning" } as const)[vote as Vote | "recused"] ?? "neutral";
}
