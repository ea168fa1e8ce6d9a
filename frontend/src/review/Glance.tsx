// What presses most among the files to examine, for the home of who examines.
import { Link } from "wouter";
import { useCampaign } from "../programme/campaigns";
import { count } from "../money";
import { Icon, State } from "../ui";
import { useWorklist } from "./queries";
import { dueTone, dueWords, silenceWords } from "./words";

const SHOWN = 5;

export function Glance() {
  const { campaign } = useCampaign();
  const page = useWorklist(campaign ? { campaign: campaign.id } : {}, campaign !== undefined).data?.pages[0];
  if (!page || page.total === 0) return null;
  return (
    <>
      <ul className="tasks">
        {page.items.slice(0, SHOWN).map((row) => {
          const due = row.due.find((one) => one.kind !== "silence") ?? row.due.find((one) => !one.late);
          return (
            <li key={row.id}>
              <Link href={`/dossiers/${row.id}?onglet=instruction`} className="task task--turn">
                <span className="task__words">
                  <strong>{row.title}</strong>
                  <span className="table__under">
                    <span className="code">{row.code}</span> {row.state_label}
                  </span>
                </span>
                {due ? <State tone={dueTone(due.on, page.today)}>{due.kind === "silence" ? `Silence ${silenceWords(due.on, page.today)}` : dueWords(due.on, page.today)}</State> : <span />}
                <Icon name="next" />
              </Link>
            </li>
          );
        })}
      </ul>
      <p>
        <Link href="/a-traiter">{page.total > 1 ? `Les ${count(page.total)} dossiers à traiter` : "Le dossier à traiter"}</Link>
      </p>
    </>
  );
}
