// Question of the part: what must I join?
import { Link } from "wouter";
import { Attachments, type Document } from "../../attachment/Attachments";
import { Loaded, State } from "../../ui";
import { useOrganisation } from "../../body/queries";
import { useFilling } from "./filling";

export function Documents() {
  const { dossier, situation, editable } = useFilling();
  const asked = situation.documents.filter((one) => !one.in_form);
  const inForm = situation.documents.filter((one) => one.in_form);
  const shape = (one: (typeof asked)[number]): Document => ({ code: one.code, label: one.label, required: one.severity === "blocks", ...(one.hint ? { hint: one.hint } : {}) });
  // What the record already holds is asked once, and never again.
  const standing = asked.filter((one) => one.standing);
  const own = asked.filter((one) => !one.standing);
  return (
    <div className="stack-large">
      <p className="muted">
        {inForm.length > 0 && <>Rien à joindre pour {inForm.map((one) => `« ${one.label} »`).join(", ")} : ce formulaire en tient lieu. </>}
        Les pièces permanentes vont dans la fiche de votre organisme, et servent à tous vos dossiers.
      </p>
      <section className="stack" aria-labelledby="own-pieces">
        <h3 id="own-pieces">Pièces de ce dossier</h3>
        <Attachments subjectKind="application" subjectId={dossier.id} documents={own.map(shape)} readOnly={!editable} />
      </section>
      {standing.length > 0 && (
        <section className="stack" aria-labelledby="standing-pieces">
          <h3 id="standing-pieces">Pièces permanentes de votre organisme</h3>
          <Standing documents={standing.map(shape)} readOnly={!editable} />
          <p className="muted">
            Leur date et leur validité se tiennent dans <Link href="/organisme?onglet=engagements">Mon organisme</Link>.
          </p>
        </section>
      )}
      <ul className="form-said">
        {asked.filter((one) => one.severity === "warns" && one.present === 0).map((one) => (
          <li key={one.code}><State tone="warning">{one.label} : peut suivre le dépôt</State></li>
        ))}
      </ul>
    </div>
  );
}

function Standing({ documents, readOnly }: { documents: Document[]; readOnly: boolean }) {
  const organisation = useOrganisation("me");
  return <Loaded query={organisation} lines={4}>{(data) => <Attachments subjectKind="organisation" subjectId={data.id} documents={documents} readOnly={readOnly} />}</Loaded>;
}
