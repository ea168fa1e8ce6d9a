// Question of the page: which file are we on, and what do we say of it?
import { useState } from "react";
import { useSearchParams, Link } from "wouter";
import { Refusal } from "../api/client";
import type { AgendaItem, CommitteeSession, Seat, Vote } from "../api/types";
import { useApplication } from "../application/queries";
import { longDate } from "../dates";
import { Button, ButtonLink, Dialog, FunderChip, LongField, Money, Notice, Page, Percent, Skeleton, State, Table, Trouble, useToast } from "../ui";
import { EnvelopeStrip } from "./EnvelopeStrip";
import { useCommitteeSession, useSessionAct, type SessionAct } from "./queries";
import { itemLabel, itemTone, opinionLabel, opinionTone, sessionLabel, sessionTone, tallyWords, voteLabel } from "./words";
import "./committee.css";

const crumbs = [{ label: "Séances", href: "/seances" }];

export default function SessionPage({ id }: { id: string }) {
  const query = useCommitteeSession(id);
  if (query.data) return <Room session={query.data} offline={query.isError} />;
  return (
    <Page wide title="Séance" crumbs={crumbs}>
      {query.isError ? <Trouble error={query.error} onRetry={() => void query.refetch()} /> : <Skeleton lines={10} />}
    </Page>
  );
}

function Room({ session, offline }: { session: CommitteeSession; offline: boolean }) {
  const [search, setSearch] = useSearchParams();
  const act = useSessionAct(session.id);
  const tell = useToast();
  const [seats, setSeats] = useState(false);

  const running = session.items.find((item) => item.state === "open");
  const todo = session.items.find((item) => ["pending", "scheduled"].includes(item.state));
  const current = session.items.find((item) => item.application.code === search.get("dossier")) ?? running ?? todo ?? session.items[0];
  const may = (action: string) => session.actions.includes(action);

  function run(what: SessionAct, done?: string) {
    act.mutate(what, {
      onSuccess: () => {
        if (done) tell(done);
        // A file just examined stays in view with its opinion, until one passes to the next.
        if (what.kind === "close-item" && current) setSearch({ dossier: current.application.code }, { replace: true });
        if (what.kind === "open-item") setSearch({}, { replace: true });
      },
      onError: (error) => tell(error.message, { failed: true }),
    });
  }
  const examined = session.items.filter((item) => ["closed", "examined"].includes(item.state)).length;

  return (
    <Page
      wide
      title={`Séance du ${longDate(session.on)}`}
      crumbs={crumbs}
      line={
        <>
          <State tone={sessionTone(session.state)}>{sessionLabel(session.state)}</State>
          <span>
            quorum <strong>{session.quorum.present} sur {session.quorum.seats}</strong>, {session.quorum.met ? "atteint" : `${session.quorum.needed} nécessaires`}
          </span>
          <span><strong>{examined}</strong> examinés sur {session.items.length}</span>
          <LiveLink state={session.state} offline={offline} />
        </>
      }
      actions={
        <>
          <Button icon="person" onClick={() => setSeats(true)}>Présences</Button>
          {session.state === "closed" && <ButtonLink look="primary" href={`/seances/${session.id}/proces-verbal`}>Lire le procès-verbal</ButtonLink>}
          {may("open") && <Button look="primary" busy={act.isPending} onClick={() => run({ kind: "open" }, "La séance est ouverte.")}>Ouvrir la séance</Button>}
          {may("close") && (
            <Button look={todo || running ? "plain" : "primary"} busy={act.isPending} onClick={() => run({ kind: "close" }, "La séance est levée.")}>Lever la séance</Button>
          )}
        </>
      }
    >
      {session.items.length === 0 || !current ? (
        <Notice>L’ordre du jour est vide : inscrivez des dossiers instruits.</Notice>
      ) : (
        <div className="room">
          <Agenda items={session.items} current={current} onChoose={(item) => setSearch({ dossier: item.application.code }, { replace: true })} />
          {current.my_recusal ? (
            <div className="room__quiet" role="status">
              <h2>Déport enregistré</h2>
              <p className="muted">Ce dossier ne vous est pas présenté.</p>
            </div>
          ) : (
            <>
              <FileSheet item={current} />
              <Voting session={session} item={current} next={todo && todo !== current ? todo : undefined} busy={act.isPending} error={act.error} run={run} />
            </>
          )}
        </div>
      )}
      <EnvelopeStrip />
      <Attendance open={seats} session={session} may={may("attendance")} busy={act.isPending} run={run} onClose={() => setSeats(false)} />
    </Page>
  );
}

/** The state of the link, always in sight while the session runs. */
function LiveLink({ state, offline }: { state: string; offline: boolean }) {
  if (state !== "open") return null;
  return <State tone={offline ? "warning" : "success"}>{offline ? "reprise en cours" : "en direct"}</State>;
}

function Agenda({ items, current, onChoose }: { items: AgendaItem[]; current: AgendaItem; onChoose: (item: AgendaItem) => void }) {
  return (
    <nav className="agenda" aria-label="Ordre du jour">
      <h2>Ordre du jour</h2>
      <ol className="agenda__list">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className="agenda__item" aria-current={item.id === current.id ? "true" : undefined} onClick={() => onChoose(item)}>
              <span className="agenda__title">
                <span className="code">{item.application.code}</span> {item.application.title}
              </span>
              <State tone={item.opinion ? opinionTone(item.opinion) : itemTone(item.state)}>{item.opinion ? opinionLabel(item.opinion) : itemLabel(item.state)}</State>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function FileSheet({ item }: { item: AgendaItem }) {
  const query = useApplication(item.application.id);
  const file = query.data;
  return (
    <section className="sheet" aria-labelledby="sheet">
      <div>
        <p className="muted">
          {item.application.code} · {item.application.applicant}
        </p>
        <h2 id="sheet">{item.application.title}</h2>
      </div>
      {!file && !query.isError && <Skeleton lines={6} />}
      {query.isError && !file && <Trouble error={query.error} />}
      {file && (
        <>
          <dl className="figures">
            <div>
              <dt>Coût</dt>
              <dd><Money value={file.plan.final_cost_euros ?? file.cost_euros} /></dd>
            </div>
            <div>
              <dt>Demandé</dt>
              <dd><Money value={file.requested_euros} /></dd>
            </div>
            <div>
              <dt>Aides publiques</dt>
              <dd><Percent value={file.public_share_percent} /></dd>
            </div>
          </dl>
          {file.alerts.map((alert) => (
            <Notice key={alert.code} tone="warning" law={alert.law}><p>{alert.message}</p></Notice>
          ))}
          <Table
            caption="Montants par financeur"
            rows={file.plan.requests}
            rowKey={(request) => request.id}
            columns={[
              { key: "funder", head: "Financeur", cell: (request) => <FunderChip code={request.funder.code} name={request.funder.name} /> },
              { key: "asked", head: "Demandé", number: true, cell: (request) => <Money value={request.requested_euros} /> },
              { key: "given", head: "Proposé", number: true, cell: (request) => <Money value={request.decision?.amount_euros ?? request.proposed_euros} /> },
            ]}
          />
          {file.measures[0] && (
            <p className="muted">
              Mesure {file.measures[0].number} : {file.measures[0].title}
            </p>
          )}
          <p><Link href={`/dossiers/${file.id}`}>Ouvrir le dossier complet</Link></p>
        </>
      )}
    </section>
  );
}

interface VotingProps {
  session: CommitteeSession;
  item: AgendaItem;
  next: AgendaItem | undefined;
  busy: boolean;
  error: Error | null;
  run: (act: SessionAct, done?: string) => void;
}

function Voting({ session, item, next, busy, error, run }: VotingProps) {
  const secretary = session.actions.includes("open-item");
  const open = item.state === "open";
  return (
    <section className="voting" aria-labelledby="voting">
      <h2 id="voting">Avis du comité</h2>
      {error instanceof Refusal && (
        <Notice tone="danger" law={error.law}><p>{error.message}</p></Notice>
      )}
      {item.my_seat && open && <Ballots item={item} busy={busy} run={run} />}
      {item.opinion && (
        <p className="voting__opinion">
          <State tone={opinionTone(item.opinion)}>{opinionLabel(item.opinion)}</State>
          <span className="muted">{tallyWords(item.tally)}</span>
        </p>
      )}
      {!item.opinion && session.state !== "open" && <p className="muted">Les votes s’ouvrent avec la séance.</p>}
      {secretary && session.state === "open" && (
        <div className="stack">
          {!open && !item.opinion && (
            <Button look="primary" busy={busy} onClick={() => run({ kind: "open-item", item: item.id }, `${item.application.code} est en cours d’examen.`)}>Examiner ce dossier</Button>
          )}
          {open && (
            <Button look="primary" busy={busy} onClick={() => run({ kind: "close-item", item: item.id }, `Avis sur ${item.application.code} enregistré.`)}>Clore le vote</Button>
          )}
          {item.opinion && next && (
            <Button look="primary" busy={busy} onClick={() => run({ kind: "open-item", item: next.id })}>Passer au dossier suivant</Button>
          )}
        </div>
      )}
      <Votes session={session} item={item} />
    </section>
  );
}

const ballots: Vote[] = ["for", "against", "abstain"];

function Ballots({ item, busy, run }: { item: AgendaItem; busy: boolean; run: VotingProps["run"] }) {
  const [leaving, setLeaving] = useState(false);
  const [reason, setReason] = useState("");
  return (
    <div className="stack">
      <fieldset className="ballots">
        <legend className="muted">Votre vote, siège <FunderChip code={item.my_seat!} /></legend>
        {ballots.map((vote) => (
          <button
            key={vote}
            type="button"
            className={`ballot ballot--${vote}`}
            aria-pressed={item.my_vote === vote}
            disabled={busy}
            onClick={() => run({ kind: "ballot", item: item.id, vote }, `Votre vote est enregistré : ${voteLabel(vote).toLowerCase()}.`)}
          >
            {voteLabel(vote)}
          </button>
        ))}
      </fieldset>
      <Button look="quiet" onClick={() => setLeaving(true)}>Me déporter sur ce dossier</Button>
      <Dialog
        open={leaving}
        title="Me déporter"
        onClose={() => setLeaving(false)}
        foot={
          <>
            <Button onClick={() => setLeaving(false)}>Renoncer</Button>
            <Button
              look="primary"
              disabled={reason.trim() === ""}
              onClick={() => {
                setLeaving(false);
                run({ kind: "recusal", item: item.id, reason }, "Déport enregistré.");
              }}
            >
              Enregistrer mon déport
            </Button>
          </>
        }
      >
        <div className="stack">
          <p>Vous ne prendrez part ni au débat ni au vote, et ce dossier ne vous sera plus présenté. Le procès-verbal le mentionne.</p>
          <LongField label="Motif" required value={reason} onChange={setReason} />
        </div>
      </Dialog>
    </div>
  );
}

function Votes({ session, item }: { session: CommitteeSession; item: AgendaItem }) {
  return (
    <ul className="votes" aria-label="Votes par siège">
      {session.seats.map((seat) => {
        const ballot = item.ballots.find((one) => one.seat === seat.code);
        return (
          <li key={seat.code}>
            <FunderChip code={seat.code} />
            {item.presiding === seat.code && <span className="muted small">préside</span>}
            <span className="push">{ballot ? <State tone={voteTone(ballot.vote)}>{voteLabel(ballot.vote)}</State> : <span className="muted small">{without(seat)}</span>}</span>
          </li>
        );
      })}
    </ul>
  );
}

function without(seat: Seat): string {
  if (!seat.voting) return "avis consultatif";
  return seat.present ? "n’a pas voté" : "absent";
}

function voteTone(vote: string) {
  return ({ for: "success", against: "danger", abstain: "neutral", recused: "warning" } as const)[vote as Vote | "recused"] ?? "neutral";
}

function Attendance({ open, session, may, busy, run, onClose }: { open: boolean; session: CommitteeSession; may: boolean; busy: boolean; run: VotingProps["run"]; onClose: () => void }) {
  return (
    <Dialog open={open} title="Présences" onClose={onClose}>
      <div className="stack">
        <p className="muted">
          {session.quorum.present} présents sur {session.quorum.seats} sièges, {session.quorum.needed} nécessaires au quorum.
        </p>
        <ul className="votes">
          {session.seats.map((seat) => (
            <li key={seat.code}>
              <label className="line attendance">
                <input
                  type="checkbox"
                  checked={seat.present}
                  disabled={!may || busy}
                  onChange={(event) => run({ kind: "attendance", seat: seat.code, present: event.target.checked })}
                />
                <FunderChip code={seat.code} />
                <span>{seat.member}</span>
                {!seat.voting && <span className="muted small">voix consultative</span>}
              </label>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
