// Question of the page: who is this body, who acts for it, and where is it paid?
import { useState } from "react";
import { useAutosave } from "../autosave/useAutosave";
import { timestamp } from "../dates";
import { useMe } from "../session/session";
import { Empty, Loaded, Notice, Page, Tabs } from "../ui";
import { AccountsPanel } from "./AccountsPanel";
import { AccessPanel } from "./AccessPanel";
import { CommitmentPanel } from "./CommitmentPanel";
import { MandatesPanel } from "./MandatesPanel";
import { pulled, recordDoor, useOrganisation, type Organisation } from "./queries";
import { ReadRecord, RecordForm } from "./RecordForm";
import { kindOf, siret } from "./words";
import "./body.css";

/** The page of one's own body is « /organisme », an agent's « /organismes/:id ». */
export default function BodyPage({ id }: { id: string }) {
  const me = useMe();
  const own = me.role === "applicant";
  const organisation = useOrganisation(id);
  if (own !== (id === "me")) {
    return (
      <Page title="Page inconnue">
        <p>Cette page n’existe pas, ou votre rôle ne permet pas de la voir.</p>
      </Page>
    );
  }
  return (
    <Loaded query={organisation} lines={12}>
      {(data) => (own ? <Own key={data.id} organisation={data} /> : <Read organisation={data} />)}
    </Loaded>
  );
}

/** The form stands above the tabs: leaving one neither stops nor forgets what is typed. */
function Own({ organisation }: { organisation: Organisation }) {
  const me = useMe();
  const [problems, setProblems] = useState(organisation.record.problems);
  const form = useAutosave({ key: `${me.id}/organisation/${organisation.id}`, start: pulled(organisation.record), ...recordDoor("me", setProblems) });
  return <Body organisation={organisation} id="me" record={<RecordForm organisation={organisation} form={form} problems={problems} />} />;
}

function Read({ organisation }: { organisation: Organisation }) {
  return <Body organisation={organisation} id={organisation.id} record={<ReadRecord organisation={organisation} />} />;
}

function Body({ organisation, id, record }: { organisation: Organisation; id: string; record: React.ReactNode }) {
  const own = organisation.may.edit;
  return (
    <Page
      title={own ? "Mon organisme" : organisation.name}
      line={
        <span>
          {own && <><strong>{organisation.name}</strong>, </>}
          {kindOf(organisation.kind)}, SIRET {siret(organisation.siret)}
        </span>
      }
    >
      {organisation.locked && (
        <Notice tone="warning" title="Personne ne peut signer pour cet organisme">
          <p>
            {own
              ? "Inscrivez votre représentant légal avec l’adresse de son compte, ou invitez-le\u00a0: lui seul souscrit aux engagements de l’organisme."
              : "Aucun signataire en cours n’a d’accès ouvert. Si l’organisme ne peut plus agir, rouvrez l’accès à une nouvelle personne depuis l’onglet Accès."}
          </p>
        </Notice>
      )}
      <Tabs
        label="Fiche de l’organisme"
        tabs={[
          { id: "fiche", label: "Fiche", panel: record },
          { id: "representants", label: "Représentants", panel: <MandatesPanel organisation={organisation} id={id} /> },
          { id: "compte", label: "Compte bancaire", panel: <AccountsPanel organisation={organisation} id={id} /> },
          { id: "engagements", label: "Engagement et pièces", panel: <CommitmentPanel organisation={organisation} id={id} /> },
          ...(own || organisation.may.reopen ? [{ id: "acces", label: "Accès", panel: <AccessPanel organisation={organisation} id={id} /> }] : []),
          { id: "historique", label: "Historique", panel: <Trace organisation={organisation} /> },
        ]}
      />
    </Page>
  );
}

function Trace({ organisation }: { organisation: Organisation }) {
  if (organisation.trace.length === 0) return <Empty title="Rien encore">Chaque changement de la fiche s’inscrit ici, avec son auteur.</Empty>;
  return (
    <ol className="body-trace">
      {organisation.trace.map((entry, i) => (
        <li key={`${entry.at} ${i}`}>
          <time className="muted small" dateTime={entry.at}>{timestamp(entry.at)}</time>
          <span>
            <strong>{entry.label}</strong>, {entry.actor}
            {entry.reason && <span className="muted"> : {entry.reason}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
