// The whole file as it will be frozen, on paper as on the screen.
import { Fragment } from "react";
import { Money, Percent } from "../../ui";
import { wordsOf } from "./Ask";
import { amountOf, sheetOf, SUBSIDISED, totalsOf, type Side } from "./budget";
import { useFilling } from "./filling";
import { fill, oneOf, standsIn, textOf, type Field, type Section } from "./model";
import { chaptersOf, othersOf, yearOfBudget, yearsOf } from "./steps";

export function Readout() {
  const { editable, reading, situation } = useFilling();
  // What is about to be signed stands below, to be ticked.
  const chapters = chaptersOf(reading).map((chapter) => ({ ...chapter, steps: chapter.steps.filter((step) => !editable || step.kind !== "signature") }));
  return (
    <div className="readout">
      {chapters.map((chapter) => (
        <Fragment key={chapter.project ?? chapter.title}>
          {chapter.project && <h3>{chapter.title}</h3>}
          {chapter.steps.flatMap((step) => step.sections.map((section) => <Part key={section.key} section={section} project={chapter.project} />))}
        </Fragment>
      ))}
      <section aria-label="Pièces jointes">
        <h4>Pièces jointes</h4>
        <ul>
          {situation.documents.flatMap((document) => document.files.map((file) => <li key={file.id}>{document.label} : {file.name}{file.on_record && <span className="muted"> (fiche de l’organisme)</span>}</li>))}
          {situation.documents.every((document) => document.files.length === 0) && <li className="muted">aucune</li>}
        </ul>
      </section>
    </div>
  );
}

function Part({ section, project }: { section: Section; project: string | undefined }) {
  const ids = project ? [project] : [];
  return (
    <section aria-label={section.title}>
      <h4>{section.title}</h4>
      {section.widget === "table" ? <Items section={section} holder={ids} /> : section.widget === "budget" ? <Budget section={section} project={project} /> : <Pairs fields={section.fields} ids={ids} />}
    </section>
  );
}

function Pairs({ fields, ids }: { fields: Field[]; ids: string[] }) {
  const { reading, auto, context } = useFilling();
  const asked = fields.filter((field) => reading.visible(field, ids)).map((field) => {
    const path = fill(field.path, ids);
    const value = field.kind === "record" ? context.record[path] : path === "programme" && context.programme ? context.programme : auto.value(path);
    return { field, words: field.kind === "attestation" && value !== true ? "non cochée" : wordsOf(field, value) };
  });
  return (
    <dl className="facts">
      {/* What is optional and empty says nothing. */}
      {asked.filter(({ field, words }) => words !== "vide" || field.required).map(({ field, words }) => (
        <div key={field.path} className="form-pair">
          <dt>{field.label}</dt>
          <dd className="prose">{words === "vide" ? <span className="readout__missing">à compléter</span> : field.kind === "amount" && amountOf(words) > 0n ? <Money value={amountOf(words)} /> : words}</dd>
        </div>
      ))}
    </dl>
  );
}

function Items({ section, holder }: { section: Section; holder: string[] }) {
  const { reading } = useFilling();
  const items = reading.items(section.item!.path, holder);
  if (items.length === 0) return <p className="muted">aucune ligne</p>;
  return items.map((ids, i) => (
    <div key={ids.join(".")} className="readout__item">
      <strong>{oneOf(section.item!)} {i + 1}</strong>
      <Pairs fields={section.fields} ids={ids} />
    </div>
  ));
}

const sides: [Side, string][] = [
  ["charges", "Charges"],
  ["products", "Produits"],
  ["uses", "Emplois des contributions volontaires"],
  ["resources", "Contributions volontaires"],
];

function Budget({ section, project }: { section: Section; project: string | undefined }) {
  const { auto, chart, context, dossier, form, reading } = useFilling();
  const others = othersOf(section, form);
  return yearsOf(section, context).map((year) => {
    const ids = project ? [project, year] : [year];
    const base = fill(yearOfBudget(section), ids);
    const items = others ? reading.items(others.item!.path, ids).map((one) => one.at(-1)!) : [];
    const funders = project ? dossier.funders : [];
    const sheet = sheetOf(auto, base, chart, !project, funders, items);
    const totals = totalsOf(chart, sheet);
    const rows = (side: Side) => [
      ...chart.lines.filter((line) => line.side === side && standsIn(line, !project)).map((line) => ({ key: line.code, number: line.number ?? "", label: line.label, note: auto.text(`${base}.notes.${line.code}`), amount: sheet.amounts.get(line.code) ?? 0n })),
      ...(side === "products" ? funders.map((funder) => ({ key: funder.code, number: SUBSIDISED, label: `${funder.code}, ${funder.name}`, note: "", amount: sheet.requests.get(funder.code) ?? 0n })) : []),
      ...(side === "products" ? sheet.others.map((one) => ({ key: one.id, number: SUBSIDISED, label: auto.text(`${base}.others.${one.id}.label`), note: textOf(chart.statuses.find((status) => status.code === auto.text(`${base}.others.${one.id}.status`))?.label), amount: one.amount })) : []),
    ].filter((row) => row.amount !== 0n);
    return (
      <div key={year} className="readout__budget">
        {sides.filter(([side]) => rows(side).length > 0 || side === "charges" || side === "products").map(([side, title]) => (
          <table key={side} className="table">
            <caption>{title} {year}</caption>
            <tbody>
              {rows(side).map((row) => (
                <tr key={row.key}>
                  <th scope="row">{row.number && <span className="code">{row.number} </span>}{row.label}{row.note && <span className="table__under">{row.note}</span>}</th>
                  <td className="number"><Money value={row.amount} /></td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr><th scope="row">Total</th><td className="number"><Money value={totals.sides[side]} /></td></tr>
            </tfoot>
          </table>
        ))}
        {project && totals.rate !== null && <p className="muted">Aides publiques : <Percent value={totals.rate} /> du coût.</p>}
      </div>
    );
  });
}

