// Question of the page: what should I do now?
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "wouter";
import type { ApplicationRow, Task } from "../api/shapes";
import { useApplications } from "../application/queries";
import { ApplicationTable } from "../application/ApplicationTable";
import { Begin } from "../application/Begin";
import { NextSession } from "../committee/NextSession";
import { daysBetween, dayIn, longDate } from "../dates";
import { cents, count } from "../money";
import { callWords, useCampaign, useTasks } from "../programme/campaigns";
import { EnvelopeBars } from "../programme/EnvelopeBars";
import { useMe } from "../session/session";
import { Empty, FunderChip, Icon, Money, Page, Skeleton, Trouble } from "../ui";
import { Glance } from "../review/Glance";
import { OpinionsPage } from "../review/OpinionsPage";
import { tasksOf, turnWords, type StateTask } from "./tasks";
import "./home.css";

export default function Home() {
  const me = useMe();
  const applicant = me.role === "applicant";
  if (me.role === "adviser") return <OpinionsPage />;
  return (
    <Page
      title="Accueil"
      line={<span>{`Nous sommes le ${longDate(me.today)}. ${[me.role_label, me.organisation ?? me.funder].filter(Boolean).join(", ")}.`}</span>}
      actions={applicant && <Begin />}
    >
      {applicant ? <ApplicantHome /> : <OfficeHome />}
    </Page>
  );
}

function ApplicantHome() {
  const me = useMe();
  const { campaign } = useCampaign();
  // Every campaign: an old file may still wait for its report.
  const applications = useApplications({});
  const page = applications.data?.pages[0];
  if (!page) return applications.isError ? <Trouble error={applications.error} onRetry={() => void applications.refetch()} /> : <Skeleton lines={5} />;
  const drafts = page.items.filter((row) => row.state === "draft");
  const rest = page.items.filter((row) => row.state !== "draft");
  const tasks = present(tasksOf(me.role), page.counts);
  const call = campaign && callWords(campaign, me.today);
  return (
    <div className="home">
      <section aria-labelledby="tasks" className="stack">
        <h2 id="tasks">Ce qui vous attend</h2>
        {tasks.length === 0 ? <Empty title="Rien ne vous attend">Vos dossiers suivent leur cours : leur état est ci-dessous.</Empty> : <Tasks tasks={tasks} counts={page.counts} rows={page.items} />}
      </section>
      {campaign && call && (
        <section className="next-session" aria-labelledby="call">
          <h2 id="call">{campaign.title}</h2>
          {call.label === "ouvert" ? (
            <p>
              Dépôt jusqu’au <strong>{longDate(campaign.closes_at)}</strong>
              <span className="muted"> (encore {daysBetween(me.today, dayIn(campaign.closes_at))} jours)</span>
            </p>
          ) : (
            <p className="muted">L’appel est {call.label}.</p>
          )}
          <p className="muted">
            <Link href="/strategie">Les mesures de la stratégie</Link> disent ce qui peut être financé.
          </p>
        </section>
      )}
      {drafts.length > 0 && (
        <section aria-labelledby="drafts" className="stack home__wide">
          <h2 id="drafts">Mes brouillons</h2>
          <ApplicationTable rows={drafts} href={(row) => `/dossiers/saisie?dossier=${row.id}`} />
        </section>
      )}
      {rest.length > 0 && (
        <section aria-labelledby="own" className="stack home__wide">
          <h2 id="own">Mes dossiers</h2>
          <ApplicationTable rows={rest} />
        </section>
      )}
    </div>
  );
}

function OfficeHome() {
  const me = useMe();
  const { campaign } = useCampaign();
  const applications = useApplications({ campaign: campaign?.id });
  const turns = useTasks(campaign?.id);
  const page = applications.data?.pages[0];
  if (applications.isError && !page) return <Trouble error={applications.error} onRetry={() => void applications.refetch()} />;
  if (!page || !turns.data) return turns.isError ? <Trouble error={turns.error} onRetry={() => void turns.refetch()} /> : <Skeleton lines={5} />;
  return (
    <div className="home">
      <section aria-labelledby="tasks" className="stack">
        <h2 id="tasks">Ce qui vous attend</h2>
        {me.rights.includes("review_files") && <Glance />}
        <Waiting turns={turns} tasks={present(tasksOf(me.role), page.counts)} counts={page.counts} rows={page.items} />
      </section>
      <NextSession />
      {campaign && (
        <section aria-labelledby="envelopes" className="stack home__wide">
          <h2 id="envelopes">Ce qu’il reste dans les enveloppes</h2>
          <EnvelopeBars campaign={campaign.id} />
        </section>
      )}
    </div>
  );
}

function present(tasks: StateTask[], counts: Record<string, number>): StateTask[] {
  return tasks.filter((task) => (counts[task.state] ?? 0) > 0);
}

interface Todo {
  tasks: StateTask[];
  counts: Record<string, number>;
  rows: ApplicationRow[];
}

function Waiting({ turns, ...todo }: Todo & { turns: UseQueryResult<{ items: Task[] }> }) {
  const own = turns.data?.items ?? [];
  if (own.length === 0 && todo.tasks.length === 0) {
    return <Empty title="Rien ne vous attend dans cette campagne">Les dossiers, la séance et les enveloppes restent consultables par la navigation.</Empty>;
  }
  return (
    <>
      {own.length > 0 && (
        <ul className="tasks">
          {own.map((turn) => (
            <li key={turn.action + turn.application.id + turn.funder}>
              <Link href={`/dossiers/${turn.application.id}?onglet=decisions`} className="task task--turn">
                <span className="task__words">
                  <strong>{turnWords[turn.action]}</strong>
                  <span className="table__under">
                    <span className="code">{turn.application.code}</span> {turn.application.title}
                  </span>
                </span>
                <span className="task__amount">
                  <FunderChip code={turn.funder} />
                  {cents(turn.amount_euros) === 0n ? <span className="muted">refus</span> : <Money value={turn.amount_euros} />}
                </span>
                <Icon name="next" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {todo.tasks.length > 0 && <Tasks {...todo} />}
    </>
  );
}

function Tasks({ tasks, counts, rows }: Todo) {
  return (
    <ul className="tasks">
      {tasks.map((task) => {
        const many = counts[task.state] ?? 0;
        // One file is one click away; several open their list.
        const only = many === 1 ? rows.find((row) => row.state === task.state) : undefined;
        const href = only ? (only.state === "draft" ? `/dossiers/saisie?dossier=${only.id}` : `/dossiers/${only.id}`) : `/dossiers?etat=${task.state}`;
        return (
          <li key={task.state}>
            <Link href={href} className="task">
              <span className="task__count">{count(many)}</span>
              <span className="task__words">
                {many > 1 ? task.many : task.one}
                {only && (
                  <span className="table__under">
                    <span className="code">{only.code}</span> {only.title}
                  </span>
                )}
              </span>
              <Icon name="next" />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
