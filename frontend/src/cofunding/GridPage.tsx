// Question of the page: how do we share the envelopes?
import { useState } from "react";
import { useSessions } from "../committee/queries";
import { count, sum } from "../money";
import { useCampaign } from "../programme/campaigns";
import { useMe } from "../session/session";
import { Button, ButtonLink, Dialog, Empty, Money, Notice, Page, Skeleton, Trouble } from "../ui";
import { GridTable } from "./GridTable";
import { useGrid } from "./useGrid";
import { columnTotal } from "./sharing";
import "./grid.css";

export default function GridPage() {
  const { campaign } = useCampaign();
  const grid = useGrid(campaign?.id);
  const [keys, setKeys] = useState(false);
  const next = useSessions(campaign?.id).data?.items.find((session) => session.state !== "closed");
  const me = useMe();
  const readOnly = me.rights.includes("review_files") ? "" : "Lecture seule\u00a0: le service instructeur propose les montants, chaque financeur décide sur son dossier.";
  const data = grid.query.data;
  const remaining = data && sum(data.funders.map((funder) => columnTotal(data, funder.code).remaining));

  return (
    <Page
      wide
      title="Cofinancement"
      line={
        data && (
          <>
            <span><strong>{count(data.rows.length)}</strong> dossiers, {count(data.funders.length)} financeurs</span>
            {remaining !== undefined && <span>restent <strong><Money value={remaining} /></strong> à répartir</span>}
            <span role="status">{grid.saving ? "Enregistrement…" : "À jour"}</span>
          </>
        )
      }
      actions={
        <>
          <Button look="quiet" className="not-on-phone" onClick={() => setKeys(true)} aria-keyshortcuts="?">Touches</Button>
          <Button look="quiet" className="not-on-phone" icon="print" onClick={() => window.print()}>Imprimer</Button>
          <Button disabled={grid.undoable === 0} onClick={() => void grid.undo()}>Annuler la saisie</Button>
          {next && <ButtonLink look="primary" href={`/seances/${next.id}`}>Aller à la séance</ButtonLink>}
        </>
      }
    >
      {grid.query.isError && !data && <Trouble error={grid.query.error} onRetry={() => void grid.query.refetch()} />}
      {!data && !grid.query.isError && <Skeleton lines={12} />}
      {readOnly && data && <Notice>{readOnly}</Notice>}
      {data && data.rows.length === 0 && (
        <Empty title="Aucun dossier à cofinancer" action={<ButtonLink href="/dossiers">Voir les dossiers</ButtonLink>}>
          Les dossiers recevables apparaissent ici, face aux enveloppes de la campagne.
        </Empty>
      )}
      {data && data.rows.length > 0 && <GridTable grid={data} readOnly={readOnly} write={grid.write} undo={grid.undo} refusal={grid.refusal} onKeys={() => setKeys(true)} />}
      <Keys open={keys} onClose={() => setKeys(false)} />
    </Page>
  );
}

const keyWords: [string[], string][] = [
  [["←", "↑", "↓", "→"], "Changer de case"],
  [["0–9"], "Saisir un montant"],
  [["Entrée"], "Valider, et descendre"],
  [["Tab"], "Valider, et aller à droite"],
  [["Échap"], "Abandonner la saisie"],
  [["="], "Reprendre le montant demandé"],
  [["0", "Entrée"], "Ne rien proposer"],
  [["v"], "Verrouiller ou déverrouiller la case"],
  [["Ctrl", "V"], "Coller depuis un tableur"],
  [["Ctrl", "Z"], "Annuler, jusqu’à vingt saisies"],
  [["?"], "Montrer ces touches"],
];

function Keys({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title="Les touches du tableau" onClose={onClose}>
      <dl className="facts keys">
        {keyWords.map(([keys, meaning]) => (
          <div key={meaning} className="facts__pair">
            <dt className="line">{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
