// The filters that a person keeps under a name.
import { useState } from "react";
import { Link } from "wouter";
import { blame } from "../application/refusals";
import { Button, Dialog, Notice, TextField, useToast } from "../ui";
import { addressOf, same, type WorkFilter } from "./filter";
import { useViewAct, useViews, type View } from "./queries";

export function Views({ filter }: { filter: WorkFilter }) {
  const views = useViews().data?.items ?? [];
  const [saving, save] = useState(false);
  const [keeping, keep] = useState(false);
  const known = views.some((one) => same(one.filter, filter));
  const empty = same(filter, {});
  if (views.length === 0 && empty) return null;
  return (
    <div className="line">
      {views.length > 0 && (
        <nav className="pills" aria-label="Mes vues">
          {views.map((one) => (
            <Link key={one.id} href={addressOf(one.filter)} className="pill" aria-current={same(one.filter, filter) ? "true" : undefined}>{one.name}</Link>
          ))}
        </nav>
      )}
      {!empty && !known && <Button look="quiet" className="button--small" onClick={() => save(true)}>Enregistrer cette vue</Button>}
      {views.length > 0 && <Button look="quiet" className="button--small" onClick={() => keep(true)}>Gérer mes vues</Button>}
      <Dialog open={saving} title="Enregistrer cette vue" onClose={() => save(false)}>
        {saving && <NameForm filter={filter} onClose={() => save(false)} />}
      </Dialog>
      <Dialog open={keeping} title="Mes vues" onClose={() => keep(false)}>
        {keeping && (
          <ul className="views">
            {views.map((one) => <Row key={one.id} view={one} />)}
            {views.length === 0 && <li className="muted">Aucune vue.</li>}
          </ul>
        )}
      </Dialog>
    </div>
  );
}

function NameForm({ filter, onClose }: { filter: WorkFilter; onClose: () => void }) {
  const [name, setName] = useState("");
  const act = useViewAct();
  const tell = useToast();
  const { of, rest } = blame(act.error, ["name"]);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(
          { kind: "save", name, filter },
          {
            onSuccess: () => {
              tell("Vue enregistrée.");
              onClose();
            },
          },
        );
      }}
    >
      {rest && <Notice tone="danger" title="Refusé"><p>{rest.message}</p></Notice>}
      <TextField label="Nom de la vue" hint="Un nom déjà pris remplace la vue qui le porte" required maxLength={100} value={name} onChange={setName} error={of("name")} />
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={act.isPending} disabled={name.trim() === ""}>Enregistrer</Button>
      </div>
    </form>
  );
}

function Row({ view }: { view: View }) {
  const [name, setName] = useState(view.name);
  const act = useViewAct();
  const tell = useToast();
  const failed = { onError: (error: Error) => tell(error.message, { failed: true }) };
  return (
    <li>
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ kind: "rename", view, name }, failed);
        }}
      >
        <TextField label={`Nom de la vue «\u00a0${view.name}\u00a0»`} unlabelled maxLength={100} value={name} onChange={setName} />
        <Button type="submit" busy={act.isPending} disabled={name.trim() === "" || name.trim() === view.name}>Renommer</Button>
        <Button look="quiet" busy={act.isPending} aria-label={`Supprimer la vue ${view.name}`} onClick={() => act.mutate({ kind: "drop", view }, failed)}>Supprimer</Button>
      </form>
    </li>
  );
}
