// One field of the form, drawn by its kind, with what becomes of it underneath.
import { useId, useState, type ReactNode } from "react";
import { FieldFoot, shown as inWords } from "../../autosave/SavingLine";
import { longDate } from "../../dates";
import { Button, Check, DayField, Field as Labelled, Icon, LongField, TextField } from "../../ui";
import { amountProblem } from "./budget";
import { useFilling } from "./filling";
import { fill, listOf, textOf, type Choice, type Field } from "./model";
import type { Given } from "./queries";

const FEW = 5; // options that are all shown
const MANY = 12; // beyond, boxes to tick would fill the screen

/** A field of the item of these ids. */
export function Ask({ field, ids }: { field: Field; ids: string[] }) {
  const { auto, reading, problem, editable } = useFilling();
  const path = fill(field.path, ids);
  const value = auto.value(path);
  const options = (field.options ?? []).filter((option) => reading.holds(option.when, ids) || listOf(value).includes(option.code));
  // While two values wait for a choice, a third one would only confuse.
  const set = (next: unknown) => {
    if (editable && !auto.conflict(path)) auto.set(path, next);
  };
  return (
    <div className="ask" data-path={path}>
      <Control field={field} path={path} value={value} options={options} set={set} error={problem(path)} />
      <Foot path={path} show={(one) => wordsOf(field, one)} />
    </div>
  );
}

/** Under a field: that it is not saved, that two values meet, or where it comes from. */
export function Foot({ path, show }: { path: string; show?: (value: unknown) => string }) {
  const { auto } = useFilling();
  if (auto.conflict(path) || auto.savingOf(path).kind === "unsaved") return <FieldFoot form={auto} path={path} {...(show ? { show } : {})} />;
  const known: Given | undefined = auto.known(path);
  // What was typed since is one's own.
  return known?.origin && auto.savingOf(path).kind === "saved" ? <span className="field-foot">Repris du dossier {known.origin}</span> : null;
}

/** An answer in words: « 2 ans », « oui », « 30 juin 2026 ». */
export function wordsOf(field: Field, value: unknown): string {
  const label = (code: string) => field.options?.find((option) => option.code === code)?.label ?? code;
  if (field.options) return listOf(value).map(label).join(", ") || "vide";
  const text = textOf(value);
  if (field.kind === "date" && /^\d{4}-\d\d-\d\d$/.test(text)) return longDate(text);
  const words = inWords(value);
  return field.unit && field.kind !== "amount" && words !== "vide" && !words.includes(field.unit) ? `${words} ${field.unit}` : words;
}

interface ControlProps {
  field: Field;
  path: string;
  value: unknown;
  options: Choice[];
  set: (value: unknown) => void;
  error: string | undefined;
}

function Control({ field, path, value, options, set, error }: ControlProps) {
  const { editable, context } = useFilling();
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const label = field.required || field.kind === "yes_no" || field.kind === "attestation" ? field.label : `${field.label} (facultatif)`;
  const common = { label, hint: field.hint, error };
  if (!editable) return <Labelled {...common} error={undefined}>{(wiring) => <output {...wiring} aria-invalid={undefined} className="ask__read">{wordsOf(field, value)}</output>}</Labelled>;
  switch (field.kind) {
    case "paragraph":
      return (
        <LongField
          {...common}
          hint={
            <>
              {field.hint && <>{field.hint}. </>}
              {field.max && <Counter length={[...text.trim()].length} max={field.max} />}
            </>
          }
          value={text}
          onChange={set}
        />
      );
    case "yes_no":
      return (
        <Options
          {...common}
          path={path}
          options={[
            { code: "true", label: "Oui" },
            { code: "false", label: "Non" },
          ]}
          chosen={typeof value === "boolean" ? [String(value)] : listOf(value)}
          onChoose={(code) => set(code === "true")}
        />
      );
    case "choice": {
      // The programme of the call leaves no choice.
      if (path === "programme" && context.programme) {
        return <Labelled {...common} error={undefined}>{(wiring) => <output {...wiring} aria-invalid={undefined} className="ask__read">{wordsOf(field, context.programme)}, celui de l’appel</output>}</Labelled>;
      }
      if (options.length <= FEW) return <Options {...common} path={path} options={options} chosen={listOf(value)} onChoose={set} />;
      return (
        <Labelled {...common}>
          {(wiring) => (
            <select {...wiring} className="input" value={text} onChange={(event) => set(event.target.value)}>
              <option value="">Choisissez</option>
              {options.map((option) => (
                <option key={option.code} value={option.code}>{option.label}</option>
              ))}
            </select>
          )}
        </Labelled>
      );
    }
    case "choices":
      return options.length <= MANY ? (
        <Options {...common} path={path} many options={options} chosen={listOf(value)} onChoose={(code) => set(toggled(listOf(value), code))} />
      ) : (
        <Picked {...common} options={options} chosen={listOf(value)} max={field.max} onChange={set} />
      );
    case "date":
      return <DayField {...common} value={isoDay(text)} onChange={set} />;
    case "integer":
    case "decimal":
    case "percent":
    case "amount":
      return <NumberField {...common} unit={field.unit} amount={field.kind === "amount"} error={error ?? (field.kind === "amount" ? amountProblem(text) : undefined)} value={text} onChange={set} />;
    case "communes":
    case "districts":
    case "departements":
    case "sirens":
      return <Codes {...common} chosen={listOf(value)} onChange={set} />;
    case "attestation":
      return (
        <Check checked={value === true} onChange={(ticked) => set(ticked)} error={error}>
          {field.label}
          {field.text_version && <span className="field__hint"> Texte : {field.text_version}.</span>}
        </Check>
      );
    default:
      return <TextField {...common} value={text} onChange={set} />;
  }
}

function toggled(chosen: string[], code: string): string[] {
  return chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code];
}

/** What people type, « 30/06/2026 », as a field of the browser takes it. */
function isoDay(text: string): string {
  const found = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
  return found ? `${found[3]}-${found[2]}-${found[1]}` : text;
}

function Counter({ length, max }: { length: number; max: number }) {
  return <span className={length > max ? "ask__over" : undefined}>{length.toLocaleString("fr-FR")} caractères sur {max.toLocaleString("fr-FR")}</span>;
}

interface Common {
  label: string;
  hint?: ReactNode;
  error: string | undefined;
}

/** All the options in sight: one of them, or several. */
function Options({ label, hint, error, path, options, chosen, many, onChoose }: Common & { path: string; options: Choice[]; chosen: string[]; many?: boolean; onChoose: (code: string) => void }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <fieldset className="options" aria-describedby={described}>
      <legend className="field__label">{label}</legend>
      {hint && <span className="field__hint" id={`${id}-hint`}>{hint}</span>}
      <div className={options.length === 2 ? "options__all options__all--line" : "options__all"}>
        {options.map((option) => (
          <label key={option.code} className="options__one">
            <input type={many ? "checkbox" : "radio"} name={path} checked={chosen.includes(option.code)} onChange={() => onChoose(option.code)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error && <span className="field__error" id={`${id}-error`}><Icon name="danger" />{error}</span>}
    </fieldset>
  );
}

/** Several of many, in the order chosen: the first one leads. */
function Picked({ label, hint, error, options, chosen, max, onChange }: Common & { options: Choice[]; chosen: string[]; max: number | undefined; onChange: (codes: string[]) => void }) {
  const labelOf = (code: string) => options.find((option) => option.code === code)?.label ?? code;
  const left = options.filter((option) => !chosen.includes(option.code));
  return (
    <div className="stack-small">
      <Labelled label={label} hint={hint} error={error}>
        {(wiring) => (
          <select {...wiring} className="input" value="" disabled={max !== undefined && chosen.length >= max} onChange={(event) => event.target.value && onChange([...chosen, event.target.value])}>
            <option value="">{max !== undefined && chosen.length >= max ? `${max} choix, le maximum` : chosen.length > 0 ? "Ajouter" : "Choisissez"}</option>
            {left.map((option) => (
              <option key={option.code} value={option.code}>{option.label}</option>
            ))}
          </select>
        )}
      </Labelled>
      {chosen.length > 0 && (
        <ol className="picked" aria-label={`Retenus, ${label}`}>
          {chosen.map((code, i) => (
            <li key={code}>
              <span>{labelOf(code)}{i === 0 && chosen.length > 1 && <span className="muted"> (principale)</span>}</span>
              <span className="picked__acts">
                {i > 0 && <Button look="quiet" className="button--small" onClick={() => onChange([code, ...chosen.filter((one) => one !== code)])}>En premier<span className="unseen"> : {labelOf(code)}</span></Button>}
                <Button look="quiet" icon="close" aria-label={`Retirer « ${labelOf(code)} »`} onClick={() => onChange(chosen.filter((one) => one !== code))} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function NumberField({ label, hint, error, unit, amount, value, onChange }: Common & { unit: string | undefined; amount: boolean; value: string; onChange: (value: string) => void }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(wiring) => (
        <span className="ask__number">
          <input {...wiring} className="input input--amount" inputMode={amount || unit ? "decimal" : "numeric"} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
          {unit && <span className="muted" aria-hidden="true">{unit}</span>}
        </span>
      )}
    </Labelled>
  );
}

/** Codes as chips. The last one typed is kept at each key, before it becomes a chip. */
function Codes({ label, hint, error, chosen, onChange }: Common & { chosen: string[]; onChange: (codes: string[]) => void }) {
  const [text, setText] = useState("");
  // The list of the server ends with what is being typed.
  const pending = text.trim().toUpperCase();
  const settled = pending !== "" && chosen.at(-1) === pending ? chosen.slice(0, -1) : chosen;
  const split = (typed: string) => typed.toUpperCase().split(/[\s,;]+/).filter((one) => one !== "");

  function type(typed: string) {
    const codes = split(typed);
    const open = /[\s,;]$/.test(typed) ? undefined : codes.at(-1);
    setText(open ?? "");
    onChange([...new Set([...settled, ...codes])]);
  }

  return (
    <div className="stack-small">
      <Labelled label={label} hint={hint ?? "Un code, puis Entrée\u00a0; plusieurs se collent d’un coup"} error={error}>
        {(wiring) => (
          <input
            {...wiring}
            className="input"
            autoComplete="off"
            value={text}
            onChange={(event) => type(event.target.value)}
            onBlur={() => setText("")}
            onKeyDown={(event) => {
              if (event.key === "Enter") {
                event.preventDefault();
                setText("");
              }
              if (event.key === "Backspace" && text === "" && settled.length > 0) onChange(settled.slice(0, -1));
            }}
          />
        )}
      </Labelled>
      {settled.length > 0 && (
        <ul className="chips" aria-label={`Retenus, ${label}`}>
          {settled.map((code) => (
            <li key={code}>
              {code}
              <button type="button" aria-label={`Retirer ${code}`} onClick={() => onChange(chosen.filter((one) => one !== code))}><Icon name="close" /></button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
