// A labelled control: hint and error are tied to it for those who listen.
import { useId, type ChangeEvent, type ReactNode } from "react";
import { Icon } from "./Icon";

interface Common {
  label: string;
  /** The label is told, not shown: a table's head already says it. */
  unlabelled?: boolean | undefined;
  hint?: ReactNode;
  error?: string | undefined;
}

interface Wiring {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
}

export function Field({ label, unlabelled, hint, error, children }: Common & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label className={unlabelled ? "unseen" : "field__label"} htmlFor={id}>{label}</label>
      {hint && <span className="field__hint" id={`${id}-hint`}>{hint}</span>}
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described || undefined })}
      {error && (
        <span className="field__error" id={`${id}-error`}>
          <Icon name="danger" />
          {error}
        </span>
      )}
    </div>
  );
}

/** A day, in the browser's own field. */
export function DayField({ value, onChange, required, ...common }: Common & { value: string; onChange: (value: string) => void; required?: boolean }) {
  return (
    <Field {...common}>
      {(wiring) => <input {...wiring} className="input input--day" type="date" required={required} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

/** A statement one agrees to. */
export function Check({ checked, onChange, error, children }: { checked: boolean; onChange: (checked: boolean) => void; error?: string | undefined; children: ReactNode }) {
  const id = useId();
  return (
    <div className="check">
      <label className="check__line">
        <input type="checkbox" checked={checked} aria-invalid={error ? true : undefined} aria-describedby={error && `${id}-error`} onChange={(event) => onChange(event.target.checked)} />
        <span>{children}</span>
      </label>
      {error && (
        <span className="field__error" id={`${id}-error`}>
          <Icon name="danger" />
          {error}
        </span>
      )}
    </div>
  );
}

interface Text extends Common {
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "email" | "password" | "search";
  amount?: boolean;
  autoComplete?: string;
  required?: boolean;
  maxLength?: number;
  placeholder?: string;
  name?: string;
  onBlur?: () => void;
}

export function TextField({ value, onChange, type = "text", amount, label, unlabelled, hint, error, ...rest }: Text) {
  return (
    <Field label={label} unlabelled={unlabelled} hint={hint} error={error}>
      {(wiring) => (
        <input
          {...wiring}
          {...rest}
          className={amount ? "input input--amount" : "input"}
          type={type}
          inputMode={amount ? "decimal" : undefined}
          value={value}
          onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function LongField({ value, onChange, onBlur, required, ...common }: Common & { value: string; onChange: (value: string) => void; onBlur?: () => void; required?: boolean }) {
  return (
    <Field {...common}>
      {(wiring) => <textarea {...wiring} className="input" required={required} value={value} onBlur={onBlur} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function SelectField({ value, onChange, options, ...common }: Common & { value: string; onChange: (value: string) => void; options: Option[] }) {
  return (
    <Field {...common}>
      {(wiring) => (
        <select {...wiring} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>{option.label}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One of two or three, all in sight. */
export function Choice({ label, name, value, options, onChange }: { label: string; name: string; value: string; options: Option[]; onChange: (value: string) => void }) {
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice__options">
        {options.map((option) => (
          <label key={option.value}>
            <input className="unseen" type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
