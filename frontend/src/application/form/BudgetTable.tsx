// Question of the part: does it balance, what is my rate? Charges left, produits
// right, voluntary contributions apart, totals stuck at the bottom.
import { useId, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import { editable as asTyped, euros, hundredths, ratio, typed, type Cents } from "../../money";
import { useCampaignOf } from "../../programme/campaigns";
import { Button, Choice, FunderChip, Gauge, Icon, Money, Notice, Percent } from "../../ui";
import { Foot, wordsOf } from "./Ask";
import { amountProblem, pasted, sheetOf, SUBSIDISED, totalsOf, type Side, type Totals } from "./budget";
import { useFilling } from "./filling";
import { fill, newItem, standsIn, textOf, type Chart, type Field, type Section } from "./model";
import { othersOf, yearOfBudget, yearsOf } from "./steps";
import { useItems } from "./useItems";

export function BudgetTable({ section, project }: { section: Section; project: string | undefined }) {
  const { context, goal } = useFilling();
  const years = yearsOf(section, context);
  const sought = years.find((year) => goal?.includes(`.${year}`));
  const [chosen, setChosen] = useState(sought ?? years[0]!);
  const [lastSought, setLastSought] = useState(sought);
  if (sought !== lastSought) {
    setLastSought(sought);
    if (sought) setChosen(sought);
  }
  const year = years.includes(chosen) ? chosen : years[0]!;
  return (
    <div className="stack">
      {years.length > 1 && <Choice label="Année du budget" name={`year-${project ?? ""}`} value={year} options={years.map((value) => ({ value, label: value }))} onChange={setChosen} />}
      <Year key={year} section={section} ids={project ? [project, year] : [year]} />
    </div>
  );
}

interface Part {
  base: string;
  chart: Chart;
  totals: Totals;
  shown: (code: string) => boolean;
}

function Year({ section, ids }: { section: Section; ids: string[] }) {
  const { auto, form, chart, dossier, reading, problem, situation } = useFilling();
  const base = fill(yearOfBudget(section), ids);
  const body = ids.length === 1;
  const others = othersOf(section, form);
  const funders = section.fields.some((field) => field.path.endsWith("{funder}")) ? dossier.funders : [];
  const items = others ? reading.items(others.item!.path, ids) : [];
  const lines = chart.lines.filter((line) => standsIn(line, body));
  const filled = (code: string) => textOf(auto.value(`${base}.${lines.find((line) => line.code === code)?.side}.${code}`)) !== "";
  const [kept, setKept] = useState(() => new Set(lines.map((line) => line.code).filter(filled)));
  const [all, setAll] = useState(kept.size === 0);
  const totals = totalsOf(chart, sheetOf(auto, base, chart, body, funders, items.map((one) => one.at(-1)!)));
  const part: Part = { base, chart: { ...chart, lines }, totals, shown: (code) => all || kept.has(code) || filled(code) };
  const failed = body ? [] : situation.rules.filter((rule) => rule.outcome === "failed" && ["R06", "R08"].includes(rule.rule));
  const wrong = [base, `${base}.requests`].map(problem).filter((one) => one !== undefined);

  return (
    <div className="budget" data-path={base} tabIndex={-1}>
      <div className="line not-printed">
        <span className="muted small budget__help">Entrée et flèches passent d’une ligne à l’autre ; une colonne d’un tableur se colle d’un coup.</span>
        <Button
          className="button--small push"
          aria-expanded={all}
          onClick={() => {
            setKept(new Set(lines.map((line) => line.code).filter(filled)));
            setAll(!all);
          }}
        >
          {all ? "Masquer les lignes vides" : "Afficher toutes les lignes"}
        </Button>
      </div>
      <div className="budget__sides">
        <SideTable side="charges" title="Charges" part={part} />
        <SideTable side="products" title="Produits" part={part}>
          <Subsidies base={base} ids={ids} funders={funders} section={others} totals={totals} />
        </SideTable>
      </div>
      <details className="budget__kind" open={totals.sides.uses !== 0n || totals.sides.resources !== 0n || problem(`${base}.uses`) !== undefined || undefined}>
        <summary>Contributions volontaires en nature (86 et 87) : bénévolat, prêts, dons. Elles restent à part du total.</summary>
        <div className="budget__sides">
          <SideTable side="uses" title="Emplois" part={{ ...part, shown: () => true }} />
          <SideTable side="resources" title="Ressources" part={{ ...part, shown: () => true }} />
        </div>
        <p data-path={`${base}.uses`} tabIndex={-1}><GapWords gap={totals.inKindGap} empty={totals.sides.uses === 0n && totals.sides.resources === 0n} right="de ressources (87)" left="d’emplois (86)" even="Emplois et ressources s’égalent." /></p>
      </details>
      {wrong.map((one) => <Notice key={one} tone="danger">{one}</Notice>)}
      {failed.map((rule) => <Notice key={rule.rule + rule.message} tone={rule.severity === "blocks" ? "danger" : "warning"} law={rule.law}><p>{rule.message} {rule.remedy}</p></Notice>)}
      <Totalled totals={totals} body={body} />
    </div>
  );
}

const column = (event: { currentTarget: HTMLInputElement }) => [...(event.currentTarget.closest("[data-column]")?.querySelectorAll<HTMLInputElement>("input[data-cell]") ?? [])];

/** One amount. Enter and arrows follow the column; a pasted column fills it. */
function Cell({ path, label }: { path: string; label: string }) {
  const { auto, editable, problem } = useFilling();
  const [focused, setFocused] = useState(false);
  const id = useId();
  const text = textOf(auto.value(path));
  const read = typed(text);
  const error = focused ? undefined : (amountProblem(text) ?? problem(path));
  const warn = !focused && !error && read.ok && read.cents % 100n !== 0n ? `Le CERFA ne prend pas les centimes\u00a0: arrondissez à ${euros(((read.cents + 50n) / 100n) * 100n).replace(/,00/, "")}.` : undefined;
  const set = (at: string, value: string) => {
    if (!auto.conflict(at)) auto.set(at, value);
  };

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const cells = column(event);
    const next = cells[cells.indexOf(event.currentTarget) + step];
    next?.focus();
    next?.select();
  }

  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    const values = pasted(event.clipboardData.getData("text"));
    if (values.length < 2) return;
    event.preventDefault();
    const cells = column(event);
    const from = cells.indexOf(event.currentTarget);
    values.forEach((value, i) => {
      const at = cells[from + i]?.dataset["cell"];
      if (at && value !== "") set(at, value);
    });
  }

  if (!editable) return <span className="budget__amount" data-path={path}>{text === "" ? <Money value={undefined} /> : read.ok ? <Money value={read.cents} /> : text}</span>;
  return (
    <span className="budget__amount" data-path={path}>
      <input
        className="input input--amount"
        inputMode="decimal"
        autoComplete="off"
        placeholder="–"
        data-cell={path}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || warn ? `${id}-said` : undefined}
        value={focused || !read.ok ? auto.text(path) : asTyped(read.cents)}
        onFocus={(event) => {
          const cell = event.currentTarget;
          setFocused(true);
          // The amount as typed takes the place of the one as read: what is typed next replaces it whole.
          requestAnimationFrame(() => document.activeElement === cell && cell.select());
        }}
        onBlur={() => setFocused(false)}
        onChange={(event) => set(path, event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {(error ?? warn) && <span id={`${id}-said`} className={error ? "field__error" : "budget__warn"}>{error ?? warn}</span>}
      <Foot path={path} />
    </span>
  );
}

function SideTable({ side, title, part, children }: { side: Side; title: string; part: Part; children?: ReactNode }) {
  const { chart, totals, base, shown } = part;
  const id = useId();
  return (
    <section className="budget__side" data-column={side} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {chart.accounts.filter((account) => account.side === side).map((account) => {
        if (account.code === SUBSIDISED) return <div key={account.code}>{children}</div>;
        const lines = chart.lines.filter((line) => line.account === account.code && shown(line.code));
        if (lines.length === 0) return null;
        const total = totals.accounts.get(account.code);
        // A heading over its only line would say it twice.
        const alone = chart.lines.filter((line) => line.account === account.code).length === 1;
        const number = /^\d/.test(account.code) ? account.code : "";
        return (
          <div key={account.code} className="budget__account">
            {!alone && <Heading number={number} label={account.label} total={total} />}
            {lines.map((line) => (
              <div key={line.code} className="budget__line">
                <span className="budget__label">
                  <span className={alone ? "budget__name" : undefined}>
                    {(line.number ?? number) && <span className="code">{alone ? number : line.number} </span>}
                    {line.label}
                  </span>
                  <Note base={base} code={line.code} side={line.side} label={line.label} />
                </span>
                <Cell path={`${base}.${line.side}.${line.code}`} label={`${line.number ?? number} ${line.label}, en euros`.trim()} />
              </div>
            ))}
          </div>
        );
      })}
      <p className="budget__line budget__total">
        <span>Total, {title.toLowerCase()}</span>
        <Money value={totals.sides[side]} />
      </p>
    </section>
  );
}

function Heading({ number, label, total }: { number: string; label: string; total: { amount: Cents; share: bigint | null } | undefined }) {
  return (
    <p className="budget__line budget__heading">
      <span>{number && <span className="code">{number} </span>}{label}</span>
      {total && total.amount !== 0n && (
        <span className="budget__sum">
          {total.share !== null && <span className="muted small"><Percent value={total.share} /></span>}
          <Money value={total.amount} />
        </span>
      )}
    </p>
  );
}

/** What a line is about, when its name does not say enough. */
function Note({ base, code, side, label }: { base: string; code: string; side: string; label: string }) {
  const { auto, editable } = useFilling();
  const filled = textOf(auto.value(`${base}.${side}.${code}`)) !== "";
  const path = `${base}.notes.${code}`;
  const text = auto.text(path);
  const [open, setOpen] = useState(false);
  if (!editable) return text ? <span className="muted small">{text}</span> : null;
  if (text === "" && !open) return filled ? <button type="button" className="budget__note" onClick={() => setOpen(true)}>Préciser<span className="unseen"> : {label}</span></button> : null;
  return <input className="input budget__noted" aria-label={`Précision : ${label}`} placeholder="Précision" value={text} ref={(input) => {
        if (open && text === "") input?.focus();
      }} onBlur={() => setOpen(false)} onChange={(event) => auto.set(path, event.target.value)} />;
}

/** Account 74: a line for each funder of the grid, then the other aids. */
function Subsidies({ base, ids, funders, section, totals }: { base: string; ids: string[]; funders: { code: string; name: string }[]; section: Section | undefined; totals: Totals }) {
  const { problem } = useFilling();
  const wrong = problem(`${base}.requests`);
  return (
    <div className="budget__account" data-path={`${base}.requests`} tabIndex={-1}>
      <Heading number={SUBSIDISED} label="Subventions d’exploitation" total={totals.accounts.get(SUBSIDISED)} />
      {wrong && <p className="field__error"><Icon name="danger" />{wrong}</p>}
      {funders.map((funder) => (
        <div key={funder.code} className="budget__line">
          <span className="budget__label">
            <FunderChip code={funder.code} />
            <span className="muted small">{funder.name}</span>
          </span>
          <Cell path={`${base}.requests.${funder.code}`} label={`Demandé à ${funder.code}, ${funder.name}, en euros`} />
        </div>
      ))}
      {section && <Others section={section} ids={ids} />}
    </div>
  );
}

function Others({ section, ids }: { section: Section; ids: string[] }) {
  const { editable } = useFilling();
  const { items, removed, add, remove, restore } = useItems(section.item!.path, ids);
  return (
    <div className="budget__others">
      {items.map((one, i) => (
        <fieldset key={one.join(".")} className="budget__other">
          <legend className="unseen">Autre subvention {i + 1}</legend>
          {section.fields.map((field) => <OtherField key={field.path} field={field} ids={one} at={i + 1} />)}
          {editable && <Button look="quiet" icon="close" aria-label={`Retirer la subvention ${i + 1}`} onClick={() => remove(one)} />}
        </fieldset>
      ))}
      {removed.map((one) => (
        <p key={one.join(".")} className="form-removed" role="status">
          Subvention retirée.
          <Button look="quiet" className="button--small" onClick={() => restore(one)}>Annuler le retrait</Button>
        </p>
      ))}
      {editable && <div><Button className="button--small" icon="plus" onClick={() => add(newItem())}>{section.item!.add}</Button></div>}
    </div>
  );
}

function OtherField({ field, ids, at }: { field: Field; ids: string[]; at: number }) {
  const { auto, editable, problem } = useFilling();
  const path = fill(field.path, ids);
  const label = `${field.label}, subvention ${at}`;
  const error = problem(path);
  const id = useId();
  if (field.kind === "amount") return <Cell path={path} label={`${label}, en euros`} />;
  const text = auto.text(path);
  const common = { "aria-label": label, "aria-invalid": error ? true : undefined, "aria-describedby": error ? id : undefined, className: "input" } as const;
  const set = (value: string) => {
    if (!auto.conflict(path)) auto.set(path, value);
  };
  return (
    <span className="budget__field" data-path={path}>
      {!editable ? (
        <span>{wordsOf(field, text)}</span>
      ) : field.options ? (
        <select {...common} value={text} onChange={(event) => set(event.target.value)}>
          <option value="">{field.label}</option>
          {field.options.map((option) => <option key={option.code} value={option.code}>{option.label}</option>)}
        </select>
      ) : (
        <input {...common} placeholder={field.label} value={text} onChange={(event) => set(event.target.value)} />
      )}
      {error && <span className="field__error" id={id}>{error}</span>}
      <Foot path={path} show={(value) => wordsOf(field, value)} />
    </span>
  );
}

function GapWords({ gap, empty, right, left, even }: { gap: Cents; empty: boolean; right: string; left: string; even: string }) {
  if (empty) return <span className="muted">Rien n’est encore saisi.</span>;
  if (gap === 0n) return <span className="state tone-success budget__gap"><Icon name="success" />{even}</span>;
  return (
    <span className="state tone-warning budget__gap">
      <Icon name="warning" />
      <span>Il manque <Money value={gap > 0n ? gap : -gap} /> {gap > 0n ? right : left}</span>
    </span>
  );
}

/** Always in sight: both totals, the gap in words, the rate against the ceiling. */
function Totalled({ totals, body }: { totals: Totals; body: boolean }) {
  const { dossier } = useFilling();
  const ceiling = useCampaignOf(dossier.campaign)?.public_share_ceiling_percent;
  const over = ceiling !== undefined && totals.rate !== null && totals.rate > hundredths(ceiling);
  return (
    <div className="budget__foot">
      <dl className="budget__sums">
        <div><dt>Charges</dt><dd><Money value={totals.sides.charges} /></dd></div>
        <div><dt>Produits</dt><dd><Money value={totals.sides.products} /></dd></div>
      </dl>
      <GapWords gap={totals.gap} empty={totals.sides.charges === 0n && totals.sides.products === 0n} right="de produits" left="de charges" even="Budget équilibré" />
      {!body && (
        <div className="budget__rate">
          <span className={over ? "state tone-warning" : undefined}>
            {over && <Icon name="warning" />}
            <span>Aides publiques <strong><Percent value={totals.rate} /></strong>{ceiling !== undefined && <span className="muted"> (plafond <Percent value={ceiling} />)</span>}</span>
          </span>
          <Gauge share={totals.rate === null ? 0 : ratio(totals.rate, 10000n)} ceiling={ceiling === undefined ? undefined : ratio(hundredths(ceiling), 10000n)} over={over} />
        </div>
      )}
    </div>
  );
}
