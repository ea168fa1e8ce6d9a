// Question of the page: what should I do now?
import { Link } from "wouter";
import { useApplications } from "../application/queries";
import { ApplicationTable } from "../application/ApplicationTable";
import { NextSession } from "../committee/NextSession";
import { longDate } from "../dates";
import { count } from "../money";
import { useCampaign } from "../programme/campaigns";
import { EnvelopeBars } from "../programme/EnvelopeBars";
import { useMe } from "../session/session";
import { Empty, Icon, Page, Skeleton, Trouble } from "../ui";
import { tasksOf } from "./tasks";
import "./home.css";

export default function Home() {
  const me = useMe();
  const { campaign } = useCampaign();
  const applications = useApplications({ campaign: campaign?.id });
  const page = applications.data?.pages[0];
  const applicant = me.role === "applicant";
  const tasks = tasksOf(me.role).filter((task) => (page?.counts[task.state] ?? 0) > 0);

  return (
    <Page title={applicant ? "Accueil" : "À traiter"} line={<span>{`Nous sommes le ${longDate(me.today)}. ${me.role_label}${me.organisation ? `, ${me.organisation}` : ""}.`}</span>}>
      {applications.isError && !page && <Trouble error={applications.error} onRetry={() => void applications.refetch()} />}
      {!page && !applications.isError && <Skeleton lines={5} />}
      {page && (
        <div className="home">
          <section aria-labelledby="tasks" className="stack">
            <h2 id="tasks">Ce qui vous attend</h2>
            {tasks.length === 0 ? (
              <Empty title="Rien ne vous attend dans cette campagne">Les dossiers, la séance et les enveloppes restent consultables par la navigation.</Empty>
            ) : (
              <ul className="tasks">
                {tasks.map((task) => {
                  const many = page.counts[task.state] ?? 0;
                  return (
                    <li key={task.state}>
                      <Link href={`/dossiers?etat=${task.state}`} className="task">
                        <span className="task__count">{count(many)}</span>
                        <span className="task__words">{many > 1 ? task.many : task.one}</span>
                        <Icon name="next" />
                      </Link>
                    </li>
                  );
                })}
              </ul>
            )}
          </section>
          {!applicant && <NextSession />}
          {!applicant && campaign && (
            <section aria-labelledby="envelopes" className="stack home__wide">
              <h2 id="envelopes">Ce qu’il reste dans les enveloppes</h2>
              <EnvelopeBars campaign={campaign.id} />
            </section>
          )}
          {applicant && (
            <section aria-labelledby="own" className="stack home__wide">
              <h2 id="own">Mes dossiers</h2>
              <ApplicationTable rows={page.items} />
            </section>
          )}
        </div>
      )}
    </Page>
  );
}
