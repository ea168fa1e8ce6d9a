// What the applicant follows: what was asked, until when, and its notices.
import type { ApplicationFile } from "../api/shapes";
import { ButtonLink, Empty, Loaded } from "../ui";
import { Asked } from "./Documents";
import { NoticeList } from "./Notices";
import { useReview } from "./queries";
import "./review.css";

export function Follow({ file }: { file: ApplicationFile }) {
  return (
    <Loaded query={useReview(file.id)} lines={5}>
      {({ told }) => (
        <div className="stack-large">
          <section className="stack" aria-labelledby="asked">
            <h2 id="asked">Pièces demandées</h2>
            {told.document_requests.length === 0 && <p className="muted">Rien ne vous est demandé.</p>}
            {[...told.document_requests].reverse().map((one) => <Asked key={one.number} request={one} today={told.today} />)}
            {file.actions.includes("submission") && (
              <div>
                <ButtonLink look="primary" href={`/dossiers/saisie?dossier=${file.id}`}>Compléter le dossier</ButtonLink>
              </div>
            )}
          </section>
          <section className="stack" aria-labelledby="notices">
            <h2 id="notices">Accusés et avis</h2>
            {told.notices.length === 0 ? <Empty title="Aucun accusé pour l’instant">L’accusé de réception du dépôt arrive dans la minute, puis l’avis de dossier complet quand le service instructeur l’a vérifié.</Empty> : <NoticeList file={file.id} notices={told.notices} />}
          </section>
        </div>
      )}
    </Loaded>
  );
}
