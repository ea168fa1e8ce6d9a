// Question of the page: when does the committee meet?
import { useState } from "react";
import { Link } from "wouter";
import type { SessionRow } from "../api/shapes";
import { longDate, shortDate } from "../dates";
import { useCampaign } from "../programme/campaigns";
import { useMe } from "../session/session";
import { Button, Empty, Loaded, Page, State, Table, type Column } from "../ui";
import { ConveneDialog } from "./ConveneDialog";
import { useSessions } from "./queries";
import { sessionLabel, sessionTone } from "./words";

const columns: Column<SessionRow>[] = [
  {
    key: "on",
    head: "Séance",
    cell: (session) => (
      <>
        <Link href={`/seances/${session.id}`} className="table__title">Séance du {longDate(session.on)}</Link>
        <span className="table__under">
          n°&nbsp;{session.number} · {session.place}
        </span>
      </>
    ),
  },
  { key: "state", head: "État", cell: (session) => <State tone={sessionTone(session.state)}>{sessionLabel(session.state)}</State> },
  { key: "convened", head: "Convoquée le", notOnPhone: true, cell: (session) => shortDate(session.convened_on) },
  { key: "items", head: "Dossiers examinés", number: true, notOnPhone: true, cell: (session) => `${session.examined} sur ${session.applications}` },
  {
    key: "minutes",
    head: "Procès-verbal",
    notOnPhone: true,
    cell: (session) => (session.state === "closed" ? <Link href={`/seances/${session.id}/proces-verbal`}>Lire le procès-verbal</Link> : <span className="muted">à la levée</span>),
  },
];

export default function SessionList() {
  const { campaign } = useCampaign();
  const sessions = useSessions(campaign?.id);
  const me = useMe();
  const [convening, setConvening] = useState(false);
  const next = sessions.data?.items.find((session) => session.state !== "closed");
  return (
    <Page
      title="Séances"
      line={<span>{next ? <>Prochaine séance le <strong>{longDate(next.on)}</strong></> : campaign ? `Campagne ${campaign.year}` : ""}</span>}
      actions={me.rights.includes("run_sessions") && campaign && <Button look={next ? "plain" : "primary"} onClick={() => setConvening(true)}>Convoquer une séance</Button>}
    >
      <Loaded query={sessions} lines={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Aucune séance n’est convoquée">Une séance se convoque avec sa date, son lieu et son ordre du jour.</Empty>
          ) : (
            <Table caption="Séances du comité" columns={columns} rows={items} rowKey={(session) => session.id} />
          )
        }
      </Loaded>
      {campaign && <ConveneDialog campaign={campaign.id} open={convening} onClose={() => setConvening(false)} />}
    </Page>
  );
}
