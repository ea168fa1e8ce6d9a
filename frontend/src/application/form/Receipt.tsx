// Question of the part: what proves that I deposited, and when?
import { ButtonLink, Button, Loaded, Notice } from "../../ui";
import { timestamp } from "../../dates";
import { useApplication } from "../queries";
import { useFilling } from "./filling";
import { useNotices } from "./queries";

export function Receipt() {
  const { dossier } = useFilling();
  const file = useApplication(dossier.id);
  const receipt = useNotices(dossier.id).data?.find((notice) => notice.kind === "receipt");
  return (
    <Loaded query={file} lines={3}>
      {(data) =>
        data.submitted_at ? (
          <Notice tone="success" title={`Dossier ${data.code} déposé le ${timestamp(data.submitted_at)}`}>
            <dl className="facts receipt">
              {receipt && (
                <>
                  <dt>{receipt.label}</dt>
                  <dd>n° {receipt.number}</dd>
                </>
              )}
              <dt>Empreinte de ce qui a été signé</dt>
              <dd><code className="hash">{data.snapshot_hash}</code></dd>
            </dl>
            <p className="muted">Ce dépôt vaut demande ; il ne dit pas encore si le dossier est complet.</p>
            <div className="line not-printed">
              <Button icon="print" onClick={() => window.print()}>Imprimer</Button>
              <ButtonLink href={`/dossiers/${dossier.id}`}>Suivre ce dossier</ButtonLink>
            </div>
          </Notice>
        ) : (
          <Notice title="Lecture seule"><p>Votre rôle, ou l’état de ce dossier, ne permet pas de le modifier.</p></Notice>
        )
      }
    </Loaded>
  );
}
