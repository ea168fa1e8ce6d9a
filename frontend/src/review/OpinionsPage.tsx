// Question of the page: whose file awaits my service's opinion, and until when?
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Attachments } from "../attachment/Attachments";
import { blame } from "../application/refusals";
import { longDate, shortDate } from "../dates";
import { count } from "../money";
import { useMe } from "../session/session";
import { Button, Empty, Loaded, Money, Notice, Page, State, Table, useToast, type Column } from "../ui";
import { AnswerText, draftOf, OpinionFields } from "./Opinions";
import { useGiveOpinion, useOpinionsAsked, type AskedOpinion } from "./queries";
import { dueTone, dueWords, verdictTone } from "./words";
import "../application/application.css";
import "./review.css";

const columns = (today: string): Column<AskedOpinion>[] => [
  {
    key: "file",
    head: "Dossier",
    cell: (one) => (
      <>
        <Link href={`/avis/${one.id}`} className="table__title">{one.title}</Link>
        <span className="table__under">
          <span className="code">{one.code}</span> · {one.applicant}
        </span>
        <span className="on-phone"><Standing one={one} today={today} /></span>
      </>
    ),
  },
  { key: "state", head: "Votre avis", notOnPhone: true, cell: (one) => <Standing one={one} today={today} /> },
  { key: "cost", head: "Coût", number: true, notOnPhone: true, cell: (one) => <Money value={one.cost_euros} /> },
  { key: "requested", head: "Demandé", number: true, cell: (one) => <Money value={one.requested_euros} /> },
];

function Standing({ one, today }: { one: AskedOpinion; today: string }) {
  if (one.answer) return <State tone={verdictTone(one.answer.opinion)}>{one.answer.label}</State>;
  if (!one.open) return <State tone="neutral">L’instruction est close</State>;
  return <State tone={dueTone(one.due_on, today)}>{`Attendu le ${shortDate(one.due_on)}, ${dueWords(one.due_on, today)}`}</State>;
}

export function OpinionsPage() {
  const me = useMe();
  const query = useOpinionsAsked();
  const waiting = query.data?.items.filter((one) => !one.answer && one.open).length;
  return (
    <Page title="Avis demandés" line={waiting !== undefined && <span><strong>{count(waiting)}</strong> {waiting > 1 ? "avis attendus" : "avis attendu"} de votre service</span>}>
      <Loaded query={query} lines={5}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Aucun avis ne vous est demandé">Quand la préfecture vous consulte, le dossier apparaît ici, et un message vous prévient.</Empty>
          ) : (
            <Table caption="Avis demandés à votre service" columns={columns(me.today)} rows={items} rowKey={(one) => one.id} className="files" />
          )
        }
      </Loaded>
    </Page>
  );
}

export default function OpinionPage({ id }: { id?: string }) {
  return id ? <One id={id} /> : <OpinionsPage />;
}

function One({ id }: { id: string }) {
  const query = useOpinionsAsked();
  const one = query.data?.items.find((item) => item.id === id);
  const crumbs = [{ label: "Avis demandés", href: "/avis" }];
  return (
    <Page
      title={one?.title ?? "Avis demandé"}
      crumbs={crumbs}
      {...(one ? { crumb: one.code } : {})}
      line={one && <><span>dossier {one.code}</span><span>{one.applicant}</span><span><strong><Money value={one.requested_euros} /></strong> demandés</span></>}
    >
      <Loaded query={query} lines={6}>{() => (one ? <Sheet one={one} /> : <p>Aucun avis ne vous est demandé sur ce dossier.</p>)}</Loaded>
    </Page>
  );
}

function Sheet({ one }: { one: AskedOpinion }) {
  const me = useMe();
  return (
    <div className="review">
      <div className="review__main">
        <section className="stack" aria-labelledby="project">
          <h2 id="project">Le projet</h2>
          {one.summary ? <p className="prose">{one.summary}</p> : <p className="muted">Le porteur n’a pas écrit de résumé : les pièces jointes le décrivent.</p>}
          <dl className="facts">
            <dt>Organisme</dt>
            <dd>{one.applicant}</dd>
            <dt>Période</dt>
            <dd>du {shortDate(one.starts_on)} au {shortDate(one.ends_on)}</dd>
            <dt>Coût du projet</dt>
            <dd><Money value={one.cost_euros} /></dd>
            <dt>Demandé aux financeurs</dt>
            <dd><Money value={one.requested_euros} /></dd>
          </dl>
        </section>
        <section className="stack" aria-labelledby="pieces">
          <h2 id="pieces">Pièces du dossier</h2>
          <Attachments subjectKind="application" subjectId={one.application} documents={[]} readOnly />
        </section>
      </div>
      <div className="review__side">
        <section className="aside" aria-labelledby="mine">
          <h2 id="mine" className="aside__title">Votre avis</h2>
          {!one.answer && (
            <p>
              <Standing one={one} today={me.today} />
              {one.late && <span className="table__under">Le dossier peut avancer sans lui ; il reste utile.</span>}
            </p>
          )}
          {one.answer && <AnswerText answer={one.answer} verdict />}
          {one.open ? <Give key={one.answer?.at ?? ""} one={one} /> : <p className="muted">L’instruction est close : l’avis ne se change plus.</p>}
        </section>
      </div>
    </div>
  );
}

function Give({ one }: { one: AskedOpinion }) {
  const [words, set] = useState<Parameters<typeof draftOf>[0]>({ opinion: "", reason: "", amount: "" });
  const [open, setOpen] = useState(!one.answer);
  const give = useGiveOpinion();
  const tell = useToast();
  const [, go] = useLocation();
  const { of, rest } = blame(give.error, ["reason", "amount_euros", "opinion"]);
  const { draft } = draftOf(words);
  if (!open) {
    return (
      <div>
        <Button onClick={() => setOpen(true)}>Rendre un autre avis</Button>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!draft) return;
        give.mutate(
          { opinion: one.id, answer: draft },
          {
            onSuccess: () => {
              tell("Votre avis est rendu.");
              go("/avis");
            },
          },
        );
      }}
    >
      {rest && <Notice tone="danger" title="Refusé" law={rest.law}><p>{rest.message}</p></Notice>}
      <OpinionFields words={words} set={set} of={of} />
      <p className="muted small">Demandé le {longDate(one.asked_on)}. Votre avis est lu par le service instructeur et le comité, jamais par le porteur.</p>
      <div>
        <Button look="primary" type="submit" busy={give.isPending} disabled={!draft}>Rendre cet avis</Button>
      </div>
    </form>
  );
}
