// Question of the page: which file are we on, and what do we say of it?
import { useState } from "react";
import { useSearchParams } from "wouter";
import type { AgendaItem, CommitteeSession } from "../api/shapes";
import { longDate } from "../dates";
import { Button, ButtonLink, Notice, Page, Skeleton, State, Trouble, useToast } from "../ui";
import { AgendaDialog } from "./AgendaDialog";
import { Attendance } from "./Attendance";
import { EnvelopeStrip } from "./EnvelopeStrip";
import { FileSheet } from "./FileSheet";
import { useCommitteeSession, useSessionAct, type SessionAct } from "./queries";
import { Voting } from "./Voting";
import { itemLabel, itemName, itemTone, opinionLabel, opinionTone, sessionLabel, sessionTone } from "./words";
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

export type Run = (act: SessionAct, done?: string) => void;

function Room({ session, offline }: { session: CommitteeSession; offline: boolean }) {
  const [search, setSearch] = useSearchParams();
  const act = useSessionAct(session.id);
  const tell = useToast();
  const [seats, setSeats] = useState(false);
  const [entering, setEntering] = useState(false);

  const running = session.items.find((item) => item.state === "open");
  const todo = session.items.find((item) => item.state === "pending");
  const current = session.items.find((item) => itemName(item) === search.get("dossier")) ?? running ?? todo ?? session.items[0];
  const may = (action: string) => session.actions.includes(action);

  const run: Run = (what, done) => {
    act.mutate(what, {
      onSuccess: () => {
        if (done) tell(done);
        // A file just examined stays in view with its opinion, until one passes to the next.
        if (what.kind === "conclude" && current) setSearch({ dossier: itemName(current) }, { replace: true });
        if (what.kind === "begin") setSearch({}, { replace: true });
      },
      onError: (error) => tell(error.message, { failed: true }),
    });
  };

  return (
    <Page
      wide
      title={`Séance du ${longDate(session.on)}`}
      crumbs={crumbs}
      line={
        <>
          <State tone={sessionTone(session.state)}>{sessionLabel(session.state)}</State>
          <span>{session.place}</span>
          <span>
            quorum <strong>{session.quorum.present} sur {session.quorum.seats}</strong>, {session.quorum.met ? "atteint" : `${session.quorum.needed} nécessaires`}
          </span>
          <span>
            <strong>{session.examined}</strong> {session.examined > 1 ? "examinés" : "examiné"} sur {session.items.length}
          </span>
          <LiveLink state={session.state} offline={offline} />
        </>
      }
      actions={
        <>
          {may("attendance") && <Button onClick={() => setEntering(true)}>Inscrire un dossier</Button>}
          <Button icon="person" onClick={() => setSeats(true)}>Présences</Button>
          {session.state !== "convened" && (
            <ButtonLink look={session.state === "closed" ? "primary" : "plain"} href={`/seances/${session.id}/proces-verbal`}>
              {session.state === "closed" ? "Lire le procès-verbal" : "Projet de procès-verbal"}
            </ButtonLink>
          )}
          {may("opening") && <Button look="primary" busy={act.isPending} onClick={() => run({ kind: "opening" }, "La séance est ouverte.")}>Ouvrir la séance</Button>}
          {may("closing") && (
            <Button look={todo || running ? "plain" : "primary"} busy={act.isPending} onClick={() => run({ kind: "closing" }, "La séance est levée.")}>Lever la séance</Button>
          )}
        </>
      }
    >
      {!current ? (
        <Notice>{may("attendance") ? "L’ordre du jour est vide\u00a0: inscrivez des dossiers instruits." : "L’ordre du jour est encore vide."}</Notice>
      ) : (
        <div className="room">
          <Agenda items={session.items} current={current} onChoose={(item) => setSearch({ dossier: itemName(item) }, { replace: true })} />
          {current.application ? (
            <>
              <FileSheet application={current.application} live={session.state === "open"} />
              <Voting session={session} item={current} next={todo && todo !== current ? todo : undefined} busy={act.isPending} error={act.error} run={run} />
            </>
          ) : (
            <div className="room__quiet" role="status">
              <h2>Déport enregistré</h2>
              <p className="muted">Ce dossier ne vous est pas présenté.</p>
            </div>
          )}
        </div>
      )}
      <EnvelopeStrip campaign={session.campaign} />
      <Attendance open={seats} session={session} may={may("attendance")} busy={act.isPending} run={run} onClose={() => setSeats(false)} />
      <AgendaDialog open={entering} session={session} busy={act.isPending} run={run} onClose={() => setEntering(false)} />
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
                {item.application ? (
                  <>
                    <span className="code">{item.application.code}</span> {item.application.title}
                  </>
                ) : (
                  `Point ${item.rank}`
                )}
              </span>
              {item.application ? (
                <State tone={item.opinion ? opinionTone(item.opinion) : itemTone(item.state)}>{item.opinion ? opinionLabel(item.opinion) : itemLabel(item.state)}</State>
              ) : (
                <State tone="neutral">Déport</State>
              )}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
