// The tab « Instruction »: what is checked, asked, and concluded; beside it, what
// is left before the committee.
import type { ReactNode } from "react";
import type { ApplicationFile } from "../api/shapes";
import { longDate } from "../dates";
import { Button, Loaded, State } from "../ui";
import { Criteria, Credits, Gaps, Proposals, SheetForm } from "./Assessment";
import { checkedWords, CheckList, ofGroup, Themes } from "./Checks";
import { Asked, awaited } from "./Documents";
import { LastYear } from "./LastYear";
import { NoticeList } from "./Notices";
import { Opinions } from "./Opinions";
import { useReview, type Examination, type Review } from "./queries";
import { silenceWords } from "./words";
import "./review.css";

interface Props {
  file: ApplicationFile;
  ask: (action: string) => void;
}

/** The states in which something is left before the committee. */
const before = ["submitted", "incomplete", "admissible", "under_review"];

/** Those in which silence still means something: nobody has answered. */
const unanswered = [...before, "ready", "deferred", "examined"];

export function ReviewTab({ file, ask }: Props) {
  return <Loaded query={useReview(file.id)} lines={12}>{(examination) => <Sections file={file} ask={ask} examination={examination} />}</Loaded>;
}

function Sections({ file, ask, examination }: Props & { examination: Examination }) {
  const { told } = examination;
  const list = ofGroup(told, "admissibility");
  const themed = told.checks.filter((one) => one.group !== "admissibility");
  const { opinions, criteria, credits } = told;
  const sections: { id: string; title: string; count?: string; body: ReactNode }[] = [
    { id: "recevabilite", title: "Recevabilité", count: checkedWords(list), body: <CheckList examination={examination} group="admissibility" /> },
    { id: "themes", title: "Contrôles par thème", ...(themed.length > 0 ? { count: checkedWords(themed) } : {}), body: <Themes examination={examination} /> },
    { id: "pieces", title: "Pièces demandées", ...(told.document_requests.length > 0 ? { count: String(told.document_requests.length) } : {}), body: <Requests examination={examination} ask={ask} /> },
    { id: "avis", title: "Avis des services", ...(opinions.asked > 0 ? { count: `${opinions.received} sur ${opinions.asked}` } : {}), body: <Opinions examination={examination} /> },
    { id: "credits", title: "Crédits de droit commun", count: String(credits.filter((one) => one.answer !== "").length), body: <Credits examination={examination} /> },
    { id: "criteres", title: "Critères de l’appel", ...(criteria.items.length > 0 ? { count: `${criteria.scored} sur ${criteria.items.length}` } : {}), body: <Criteria examination={examination} /> },
    { id: "montants", title: "Montants proposés", body: <Proposals file={file} examination={examination} /> },
    { id: "fiche", title: "Fiche d’instruction", body: <SheetForm examination={examination} /> },
  ];
  return (
    <div className="review">
      <div className="review__main">
        {!told.editable && <p className="muted">Vous lisez cette instruction : votre rôle ou l’état du dossier ne permet pas d’y écrire.</p>}
        <nav className="pills" aria-label="Sections de l’instruction">
          {sections.map((one) => (
            <a key={one.id} className="pill" href={`#${one.id}`}>
              {one.title}
              {one.count && <span className="pill__count">{one.count}</span>}
            </a>
          ))}
        </nav>
        {sections.map((one) => (
          <section key={one.id} id={one.id} className="stack" aria-labelledby={`${one.id}-title`}>
            <h2 id={`${one.id}-title`}>{one.title}</h2>
            {one.body}
          </section>
        ))}
      </div>
      <div className="review__side">
        {before.includes(told.state) && (
          <section className="aside" aria-labelledby="before">
            <h2 id="before" className="aside__title">Avant le comité</h2>
            <Gaps review={told} />
            <NextStep review={told} ask={ask} />
          </section>
        )}
        <Clocks review={told} />
        {told.renewal && <LastYear renewal={told.renewal} />}
      </div>
    </div>
  );
}

function Requests({ examination: { told }, ask }: { examination: Examination; ask: (action: string) => void }) {
  return (
    <div className="stack">
      {told.document_requests.length === 0 && <p className="muted">Aucune pièce n’a été demandée.</p>}
      {told.document_requests.map((one) => <Asked key={one.number} request={one} today={told.today} />)}
      {told.actions.includes("document-request") && (
        <div>
          <Button icon="plus" onClick={() => ask("document-request")}>Demander des pièces</Button>
        </div>
      )}
      <NoticeList file={told.application} notices={told.notices} />
    </div>
  );
}

const steps = [
  { action: "admission", verb: "Déclarer recevable" },
  { action: "review", verb: "Ouvrir l’instruction" },
  { action: "readiness", verb: "Déclarer inscriptible" },
];

/** The next act of the walk; the last one waits until nothing is missing. */
function NextStep({ review, ask }: { review: Review; ask: (action: string) => void }) {
  const step = steps.find((one) => review.actions.includes(one.action));
  if (!step) return null;
  const early = step.action === "readiness" ? review.missing.length > 0 : step.action === "admission" && ofGroup(review, "admissibility").some((one) => one.answer === "" || one.answer === "no");
  return (
    <div className="stack-small">
      <Button look={early ? "plain" : "primary"} disabled={early} onClick={() => ask(step.action)}>{step.verb}</Button>
      {early && <p className="muted small">{step.action === "readiness" ? "Possible quand plus rien ne manque." : "Possible quand la liste de recevabilité est répondue, sans «\u00a0non\u00a0»."}</p>}
    </div>
  );
}

function Clocks({ review }: { review: Review }) {
  if (review.clocks.length === 0 || !unanswered.includes(review.state)) return null;
  const waiting = awaited(review);
  return (
    <section className="aside" aria-labelledby="clocks">
      <h2 id="clocks" className="aside__title">Délais</h2>
      {waiting && waiting.due_on >= review.today && (
        <p>
          <State tone="warning">En pause</State>
          <span className="table__under">
            Depuis le {longDate(waiting.asked_on)}, jusqu’à la réponse de l’organisme ou au {longDate(waiting.due_on)}.
          </span>
        </p>
      )}
      {review.clocks.map((one) => (
        <div key={one.code}>
          <p>
            <strong>{one.code === "silence" ? "Silence valant rejet" : "Recevabilité acquise"}</strong> : {longDate(one.on)}
            <span className="table__under">{silenceWords(one.on, review.today)}</span>
          </p>
          <details className="more">
            <summary>Comment cette date est comptée</summary>
            <div className="more__inside">
              <p className="small">{one.explanation}</p>
              <p className="muted small">{one.law}</p>
            </div>
          </details>
        </div>
      ))}
    </section>
  );
}
