// The next meeting of the committee, on the first page.
import { daysBetween, longDate } from "../dates";
import { useCampaign } from "../programme/campaigns";
import { useMe } from "../session/session";
import { ButtonLink, State } from "../ui";
import { useSessions } from "./queries";
import { sessionLabel, sessionTone } from "./words";

export function NextSession() {
  const me = useMe();
  const { campaign } = useCampaign();
  const next = useSessions(campaign?.id).data?.items.find((session) => session.state !== "closed");
  if (!next) return null;
  const days = daysBetween(me.today, next.on);
  return (
    <section className="next-session" aria-labelledby="next-session">
      <h2 id="next-session">Prochaine séance</h2>
      <p className="next-session__day">
        {longDate(next.on)} <span className="muted">{when(days)}</span>
      </p>
      <p>
        <State tone={sessionTone(next.state)}>{sessionLabel(next.state)}</State>
      </p>
      <p className="muted">
        {next.applications} {next.applications > 1 ? "dossiers" : "dossier"} à l’ordre du jour. {next.place}.
      </p>
      <div>
        <ButtonLink look="primary" href={`/seances/${next.id}`}>Aller à la séance</ButtonLink>
      </div>
    </section>
  );
}

function when(days: number): string {
  if (days < 0) return "passée";
  if (days === 0) return "aujourd’hui";
  if (days === 1) return "demain";
  return `dans ${days} jours`;
}
