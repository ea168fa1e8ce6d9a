// A section, drawn by its widget: fields, rows, budget, record.
import { useId, useState } from "react";
import { Link } from "wouter";
import { Button, Notice } from "../../ui";
import { Ask } from "./Ask";
import { BudgetTable } from "./BudgetTable";
import { sentence, useFilling } from "./filling";
import { fill, newItem, oneOf, PROJECTS, textOf, type Section } from "./model";
import { useItems } from "./useItems";

export function SectionView({ section, project, titled }: { section: Section; project?: string | undefined; titled: boolean }) {
  const id = useId();
  const ids = project ? [project] : [];
  return (
    <section className="form-section" aria-labelledby={titled ? id : undefined}>
      {titled && <h3 id={id}>{section.title}</h3>}
      {section.help && <p className="muted">{section.help}</p>}
      {section.widget === "fields" && <Fields section={section} ids={ids} />}
      {section.widget === "table" && <Rows section={section} holder={ids} />}
      {section.widget === "budget" && <BudgetTable section={section} project={project} />}
      {section.widget === "record" && <Record section={section} />}
    </section>
  );
}

function Fields({ section, ids }: { section: Section; ids: string[] }) {
  const { reading } = useFilling();
  return (
    <div className="form-fields">
      {section.fields.filter((field) => reading.visible(field, ids)).map((field) => (
        <Ask key={field.path} field={field} ids={ids} />
      ))}
    </div>
  );
}

/** Rows that one adds, and removes with a way back. */
function Rows({ section, holder }: { section: Section; holder: string[] }) {
  const { reading, editable, problem } = useFilling();
  const group = section.item!;
  const { items, removed, add, remove, restore } = useItems(group.path, holder);
  const [added, setAdded] = useState("");
  const noun = oneOf(group);
  const path = fill(group.path, holder).replace(/\.\*$/, "");
  const wrong = problem(path);
  const full = group.max !== undefined && items.length >= group.max;
  return (
    <div className="stack" data-path={path} tabIndex={-1}>
      {wrong && <Notice tone="danger">{wrong}</Notice>}
      {items.length === 0 && removed.length === 0 && <p className="muted">{group.min ? `Il en faut ${group.min} au moins.` : "Aucune ligne\u00a0: ce n’est pas obligatoire."}</p>}
      {items.map((ids, i) => (
        <fieldset key={ids.join(".")} className="form-row">
          <legend>{noun} {i + 1}</legend>
          <div className="form-row__fields">
            {section.fields.filter((field) => reading.visible(field, ids)).map((field) => (
              <Ask key={field.path} field={field} ids={ids} />
            ))}
          </div>
          {editable && <Button look="quiet" icon="close" onClick={() => remove(ids)} aria-label={`Retirer : ${noun} ${i + 1}`}>Retirer</Button>}
        </fieldset>
      ))}
      {removed.map((ids) => (
        <p key={ids.join(".")} className="form-removed" role="status">
          {noun} : ligne retirée.
          <Button look="quiet" className="button--small" onClick={() => restore(ids)}>Annuler le retrait</Button>
        </p>
      ))}
      {editable && (
        <div>
          <Button
            icon="plus"
            disabled={full}
            onClick={() => {
              const id = newItem();
              add(id);
              setAdded(id);
            }}
          >
            {group.add}
          </Button>
          <span className="unseen" role="status">{added && "Ligne ajoutée"}</span>
        </div>
      )}
    </div>
  );
}

/** What the record of the body holds: told once, for every file. */
function Record({ section }: { section: Section }) {
  const { context, reading, situation } = useFilling();
  const asked = section.fields.filter((field) => reading.visible(field, []));
  const missing = asked.filter((field) => field.required && !textOf(context.record[field.path]));
  const filled = asked.filter((field) => textOf(context.record[field.path]));
  const wrong = situation.problems.filter((problem) => problem.code !== "form.record" && asked.some((field) => field.path === problem.path));
  return (
    <div className="stack">
      {missing.length > 0 && (
        <Notice tone="warning" title={missing.length > 1 ? `${missing.length} informations manquent dans votre fiche` : "Une information manque dans votre fiche"}>
          <ul>{missing.map((field) => <li key={field.path} data-path={field.path} tabIndex={-1}>{field.label}</li>)}</ul>
        </Notice>
      )}
      {wrong.map((problem) => <Notice key={problem.path + problem.code} tone="danger">{sentence(problem)}</Notice>)}
      {filled.length > 0 && (
        <dl className="facts form-record">
          {filled.map((field) => (
            <div key={field.path} className="form-pair" data-path={field.path} tabIndex={-1}>
              <dt>{field.label}</dt>
              <dd>{context.record[field.path]}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="muted">
        {filled.length > 0 && "Repris de votre fiche. "}
        <Link href="/organisme">{missing.length > 0 ? "Compléter ma fiche" : "Modifier ma fiche"}</Link>
      </p>
    </div>
  );
}

/** Above a project: its place among the others, and the way out. */
export function ProjectBar({ project, onGone }: { project: string; onGone: () => void }) {
  const { editable } = useFilling();
  const { items, remove, move } = useItems(PROJECTS, []);
  const at = items.findIndex(([id]) => id === project);
  if (!editable || items.length < 2) return null;
  return (
    <div className="line not-printed">
      <span className="muted">Projet {at + 1} sur {items.length}</span>
      <Button className="button--small" disabled={at === 0} onClick={() => move(at, at - 1)}>Monter</Button>
      <Button className="button--small" disabled={at === items.length - 1} onClick={() => move(at, at + 1)}>Descendre</Button>
      <Button
        className="button--small"
        look="danger"
        onClick={() => {
          remove([project]);
          onGone();
        }}
      >
        Retirer ce projet
      </Button>
    </div>
  );
}
