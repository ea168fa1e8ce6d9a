// Puts a file that is ready on the agenda of this session.
import type { CommitteeSession } from "../api/shapes";
import { useApplications } from "../application/queries";
import { Button, Dialog, Money, Skeleton } from "../ui";
import type { Run } from "./SessionPage";

interface Props {
  open: boolean;
  session: CommitteeSession;
  busy: boolean;
  run: Run;
  onClose: () => void;
}

export function AgendaDialog({ open, onClose, ...rest }: Props) {
  return (
    <Dialog open={open} title="Inscrire un dossier" onClose={onClose}>
      {open && <ReadyFiles {...rest} />}
    </Dialog>
  );
}

function ReadyFiles({ session, busy, run }: Omit<Props, "open" | "onClose">) {
  const ready = useApplications({ campaign: session.campaign, state: "ready" }).data?.pages[0];
  if (!ready) return <Skeleton lines={3} />;
  const files = ready.items.filter((row) => !session.items.some((item) => item.application?.id === row.id));
  if (files.length === 0) return <p className="muted">Aucun autre dossier n’est inscriptible : l’instruction le déclare sur la page du dossier.</p>;
  return (
    <ul className="votes">
      {files.map((row) => (
        <li key={row.id} className="line">
          <span>
            <span className="code">{row.code}</span> {row.title}
            <span className="table__under"><Money value={row.requested_euros} /> demandés</span>
          </span>
          <Button className="push" busy={busy} onClick={() => run({ kind: "agenda", application: row.id }, `${row.code} est inscrit à l’ordre du jour.`)}>Inscrire</Button>
        </li>
      ))}
    </ul>
  );
}
