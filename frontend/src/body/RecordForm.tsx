// The fields of a record: each is kept as it is typed, and tells who gave it.
import { useId, useState, type ReactNode } from "react";
import { FieldFoot, SavingLine, shown } from "../autosave/SavingLine";
import type { Autosaved, Value } from "../autosave/useAutosave";
import { timestamp } from "../dates";
import { Button, Check, DayField, LongField, Notice, SelectField, TextField } from "../ui";
import type { Organisation, RecordField, RecordProblem } from "./queries";
import { approvalsOf, sectionsOf, type Ask } from "./record";
import { sources } from "./words";

interface Part {
  form: Autosaved;
  problems: RecordProblem[];
}

export function RecordForm({ organisation, form, problems }: Part & { organisation: Organisation }) {
  const missing = problems.filter((problem) => problem.missing);
  const filled = form.paths.filter((path) => shown(form.value(path)) !== "vide").length;
  return (
    <div className="stack-large record">
      <SavingLine form={form} />
      {missing.length > 0 ? (
        <Notice title={missing.length > 1 ? `${missing.length} informations seront demandées au dépôt d’un dossier` : "Une information sera demandée au dépôt d’un dossier"}>
          <ul>
            {missing.map((problem) => (
              <li key={problem.path}>{problem.detail.replace(/\s: à renseigner$/, "")}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        <Notice tone="success" title="La fiche est complète">
          <p>Vos prochains dossiers reprendront {filled} informations d’ici, sans les redemander.</p>
        </Notice>
      )}
      {sectionsOf({ ...organisation, postalCode: form.text("address.postal_code") }).map(({ title, asks }) => (
        <Section key={title} title={title}>
          <div className="record__fields">
            {asks.map((ask) => (
              <KeptField key={ask.path} ask={ask} form={form} problems={problems} />
            ))}
          </div>
        </Section>
      ))}
      {organisation.kind === "association" && <Approvals form={form} problems={problems} />}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function KeptField({ ask, form, problems }: Part & { ask: Ask }) {
  const { path } = ask;
  const problem = problems.find((one) => one.path === path && !one.missing)?.detail;
  // While two values wait for a choice, a third one would only confuse.
  const set = (value: Value) => {
    if (!form.conflict(path)) form.set(path, value);
  };
  const common = { label: ask.label, hint: ask.hint, error: problem };
  return (
    <div className="kept">
      {ask.kind === "text" && <TextField {...common} value={form.text(path)} onChange={set} />}
      {ask.kind === "day" && <DayField {...common} value={form.text(path)} onChange={set} />}
      {ask.kind === "yes" && <Check checked={form.yes(path)} onChange={set} error={problem}>{ask.label}</Check>}
      {ask.kind === "lines" && <LongField {...common} value={form.list(path).join("\n")} onChange={(typed) => set(typed === "" ? [] : typed.split("\n"))} />}
      {ask.kind === "choice" && <SelectField {...common} value={form.text(path)} onChange={set} options={ask.options} />}
      <FieldFoot form={form} path={path} known={form.known(path) && <From field={form.known(path) as RecordField} />} show={ask.kind === "choice" ? (value) => ask.options.find((one) => one.value === value)?.label ?? shown(value) : shown} />
    </div>
  );
}

/** Who gave a value, from where, and when. */
function From({ field }: { field: Pick<RecordField, "source" | "by" | "at"> }) {
  return (
    <>
      {sources[field.source] ?? "Saisi"}
      {field.source === "typed" ? <> par {field.by}</> : null}
      {field.at ? <> le {timestamp(field.at)}</> : null}
    </>
  );
}

function Approvals({ form, problems }: Part) {
  const [added, setAdded] = useState<string[]>([]);
  const marks = [...new Set([...approvalsOf(form.paths, form.text), ...added])];
  const add = () => setAdded((all) => [...all, Date.now().toString(36)]);
  const remove = (mark: string) => {
    setAdded((all) => all.filter((one) => one !== mark));
    for (const part of ["type", "by", "on"]) if (form.text(`approvals.${mark}.${part}`) !== "") form.set(`approvals.${mark}.${part}`, "");
  };
  return (
    <Section title="Agréments">
      {marks.map((mark, i) => (
        <fieldset key={mark} className="record__row">
          <legend>Agrément {i + 1}</legend>
          <div className="record__fields">
            <KeptField ask={{ path: `approvals.${mark}.type`, label: "Type d’agrément", kind: "text" }} form={form} problems={problems} />
            <KeptField ask={{ path: `approvals.${mark}.by`, label: "Attribué par", kind: "text" }} form={form} problems={problems} />
            <KeptField ask={{ path: `approvals.${mark}.on`, label: "Date de l’agrément", kind: "day" }} form={form} problems={problems} />
          </div>
          <Button look="quiet" icon="close" onClick={() => remove(mark)}>Retirer cet agrément</Button>
        </fieldset>
      ))}
      <div>
        <Button icon="plus" onClick={add}>Ajouter un agrément</Button>
      </div>
    </Section>
  );
}

/** A record as an agent reads it: what is filled, who gave it. */
export function ReadRecord({ organisation }: { organisation: Organisation }) {
  const { fields, problems, conflicts } = organisation.record;
  const filled = fields.filter((field) => shown(field.value) !== "vide");
  return (
    <div className="stack-large record">
      {problems.length > 0 && (
        <Notice tone="warning" title="À compléter ou à vérifier">
          <ul>
            {problems.map((problem) => (
              <li key={problem.path}>{problem.detail}</li>
            ))}
          </ul>
        </Notice>
      )}
      {conflicts.length > 0 && <Notice tone="warning" title="Deux valeurs attendent un choix de l’organisme pour un champ au moins" />}
      {filled.length === 0 ? (
        <p className="muted">L’organisme n’a encore rien inscrit dans sa fiche.</p>
      ) : (
        <dl className="facts">
          {filled.map((field) => (
            <div key={field.path} className="facts__pair">
              <dt>{field.label}</dt>
              <dd>
                {field.path === "public_aid_bracket" ? (field.value === "over_500k" ? "Plus de 500 000\u00a0€" : "500 000\u00a0€ ou moins") : shown(field.value)}
                <br />
                <span className="field-foot"><From field={field} /></span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
