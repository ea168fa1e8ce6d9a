// What becomes of what is typed, told to those who see and those who listen.
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { timestamp } from "../dates";
import { Button, Notice, State } from "../ui";
import type { Autosaved, Conflict, Known, Saving, Value } from "./useAutosave";
import "./autosave.css";

/** The state of the whole form: one line, always in the same place. */
export function SavingLine({ form }: { form: Autosaved }) {
  const { saving } = form;
  return (
    <div className="saving" role="status">
      {saving.kind === "saved" && <State tone="success">Tout est enregistré</State>}
      {saving.kind === "saving" && <State tone="info">Enregistrement en cours</State>}
      {saving.kind === "unsaved" && <Unsaved form={form} saving={saving} />}
    </div>
  );
}

function Unsaved({ form, saving }: { form: Autosaved; saving: Extract<Saving, { kind: "unsaved" }> }) {
  const client = useQueryClient();
  if (saving.why === "session") {
    return (
      <Notice tone="warning" title="Non enregistré : votre session est terminée">
        <p>Ce que vous avez saisi est gardé sur cet appareil. Connectez-vous à nouveau avec le même compte : il sera enregistré.</p>
        <Button look="primary" onClick={() => void client.invalidateQueries({ queryKey: ["session"] })}>Se connecter à nouveau</Button>
      </Notice>
    );
  }
  if (saving.why === "network") {
    return (
      <Notice tone="warning" title="Non enregistré : le serveur ne répond pas">
        <p>Ce que vous avez saisi est gardé sur cet appareil, et sera envoyé dès que la liaison revient. Vous pouvez continuer.</p>
        <Button onClick={form.retry}>Réessayer maintenant</Button>
      </Notice>
    );
  }
  return (
    <Notice tone="danger" title="Une modification n’est pas enregistrée">
      <p>{saving.message}</p>
      <div className="saving__acts">
        <Button onClick={form.retry}>Réessayer</Button>
        <Button look="quiet" onClick={form.discard}>Abandonner cette modification</Button>
      </div>
    </Notice>
  );
}

/** Under a field: its state while it changes, then who gave its value, and when. */
export function FieldFoot({ form, path, known, show = shown }: { form: Autosaved; path: string; known?: ReactNode; show?: (value: Value) => string }) {
  const saving = form.savingOf(path);
  const conflict = form.conflict(path);
  if (conflict) return <TwoValues conflict={conflict} show={show} onChoose={(which) => form.choose(path, which)} />;
  if (saving.kind === "saving") return <span className="field-foot">Enregistrement…</span>;
  if (saving.kind === "unsaved") {
    const why = { network: "le serveur ne répond pas", session: "votre session est terminée", refused: saving.message }[saving.why];
    return <span className="field-foot field-foot--unsaved">Non enregistré : {why}</span>;
  }
  const field = form.known(path);
  return field ? <span className="field-foot">{known ?? <Provenance field={field} />}</span> : null;
}

export function Provenance({ field }: { field: Known }) {
  return <>Saisi par {field.by}{field.at && <> le {timestamp(field.at)}</>}</>;
}

/** Two people typed over the same value: both are here, and somebody chooses. */
function TwoValues({ conflict, show, onChoose }: { conflict: Conflict; show: (value: Value) => string; onChoose: (which: "current" | "other") => void }) {
  return (
    <div className="two-values" role="group" aria-label="Deux valeurs pour ce champ">
      <p>
        <strong>Deux personnes ont rempli ce champ en même temps.</strong> Laquelle garder ?
      </p>
      <ul>
        {(["current", "other"] as const).map((which) => (
          <li key={which}>
            <span>
              « {show(conflict[which].value)} »
              <span className="muted small"> {conflict[which].by}{conflict[which].at && <>, le {timestamp(conflict[which].at)}</>}</span>
            </span>
            <Button onClick={() => onChoose(which)}>Garder<span className="unseen"> « {show(conflict[which].value)} »</span></Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A value in words. */
export function shown(value: Value): string {
  if (typeof value === "boolean") return value ? "oui" : "non";
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string" && one.trim() !== "").join(", ") || "vide";
  if (typeof value === "string" && value.trim() !== "") return value;
  return "vide";
}
