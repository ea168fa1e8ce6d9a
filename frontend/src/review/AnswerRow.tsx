// One thing to answer, and why: the answer is kept as soon as it is complete.
// What needs a reason waits for it, and says so.
import { useId, useState, type ReactNode } from "react";
import { shortDate } from "../dates";
import { Icon, LongField, State, type Tone } from "../ui";
import { useReviewAct, type ReviewAct } from "./queries";

export interface Possible {
  value: string;
  label: string;
  tone?: Tone;
}

export interface Note {
  label: string;
  required: boolean;
}

interface Props {
  file: string;
  label: string;
  law?: string;
  possible: Possible[];
  answer: string;
  note: string;
  by: string;
  at: string | undefined;
  editable: boolean;
  /** The note that goes with this answer, if there is one. */
  noteFor: (answer: string) => Note | undefined;
  act: (answer: string, note: string) => ReviewAct;
  children?: ReactNode;
}

export function AnswerRow({ file, label, law, possible, answer, note, by, at, editable, noteFor, act, children }: Props) {
  const id = useId();
  const send = useReviewAct(file);
  // What is chosen or typed here and not kept yet; null once it is.
  const [chosen, choose] = useState<string | null>(null);
  const [written, write] = useState<string | null>(null);
  const shown = chosen ?? answer;
  const text = written ?? note;
  const asks = noteFor(shown);
  const current = possible.find((one) => one.value === answer);

  function keep(value: string, typed: string) {
    const wanted = noteFor(value);
    const why = wanted ? typed.trim() : "";
    if (value === "" || (wanted?.required && why === "")) return;
    if (value === answer && why === note.trim()) {
      choose(null);
      write(null);
      return;
    }
    send.mutate(act(value, why), {
      onSuccess: () => {
        choose(null);
        write(null);
      },
    });
  }

  if (!editable) {
    return (
      <li className="answer">
        <div className="answer__label">
          <span>{label}</span>
          {note && <span className="table__under">{note}</span>}
          <Trace by={by} at={at} law={law} />
        </div>
        <State tone={current?.tone ?? "neutral"}>{current?.label ?? "À répondre"}</State>
      </li>
    );
  }
  return (
    <li className="answer">
      <fieldset className="answer__set" aria-describedby={`${id}-state`}>
        <legend className="answer__label">{label}</legend>
        <div className="choice__options answer__options">
          {possible.map((one) => (
            <label key={one.value}>
              <input
                className="unseen"
                type="radio"
                name={id}
                value={one.value}
                checked={one.value === shown}
                onChange={() => {
                  choose(one.value);
                  keep(one.value, text);
                }}
              />
              <span>{one.label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {asks && (
        <div className="answer__note">
          <LongField label={asks.label} required={asks.required} value={text} onChange={write} onBlur={() => keep(shown, text)} />
        </div>
      )}
      {children}
      <div id={`${id}-state`} className="answer__state" aria-live="polite">
        <Kept send={send} waits={asks?.required === true && text.trim() === ""} typing={written !== null && written.trim() !== note.trim()} />
        <Trace by={by} at={at} law={law} />
      </div>
    </li>
  );
}

function Kept({ send, waits, typing }: { send: ReturnType<typeof useReviewAct>; waits: boolean; typing: boolean }) {
  if (send.isPending) return <span className="muted small">Enregistrement</span>;
  if (send.isError) {
    return (
      <span className="field__error" role="alert">
        <Icon name="danger" />
        {send.error.message}
      </span>
    );
  }
  if (waits) return <span className="small tone-warning">Non enregistré : il manque la raison.</span>;
  if (typing) return <span className="muted small">Enregistré en quittant ce champ</span>;
  return null;
}

function Trace({ by, at, law }: { by: string; at: string | undefined; law: string | undefined }) {
  return (
    <span className="table__under">
      {at && `${by}, le ${shortDate(at)}. `}
      {law}
    </span>
  );
}
