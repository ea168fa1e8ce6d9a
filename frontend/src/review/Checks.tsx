// What is checked: the list of admissibility, and the checks of each theme.
import { Button, Check, Notice, useToast } from "../ui";
import { AnswerRow, type Note, type Possible } from "./AnswerRow";
import { useReviewAct, type Examination, type Review, type ReviewCheck } from "./queries";

const answers: Possible[] = [
  { value: "yes", label: "Oui", tone: "success" },
  { value: "no", label: "Non", tone: "danger" },
  { value: "na", label: "Sans objet", tone: "neutral" },
];

const notes: Record<string, Note> = {
  no: { label: "Ce qui manque", required: true },
  na: { label: "Pourquoi ce point ne s’applique pas", required: true },
};

export function checkedWords(checks: ReviewCheck[]): string {
  return `${checks.filter((one) => one.answer !== "").length} sur ${checks.length}`;
}

export function ofGroup(review: Review, group: string): ReviewCheck[] {
  return review.checks.filter((one) => one.group === group);
}

export function CheckList({ examination: { typed, told }, group }: { examination: Examination; group: string }) {
  return (
    <ul className="answers">
      {ofGroup(told, group).map((check) => (
        <AnswerRow
          key={check.item}
          file={told.application}
          label={check.label}
          law={check.law}
          possible={answers}
          answer={check.answer}
          note={typed.checks.find((one) => one.item === check.item)?.note ?? ""}
          by={check.by}
          at={check.at}
          editable={told.editable}
          noteFor={(answer) => notes[answer]}
          act={(answer, note) => ({ kind: "check", check: { item: check.item, answer: answer as "yes" | "no" | "na", note } })}
        />
      ))}
    </ul>
  );
}

/** The themes that the file calls for, and those that the reviewer adds. */
export function Themes({ examination }: { examination: Examination }) {
  const { typed, told } = examination;
  const called = told.themes.filter((one) => one.called);
  const others = told.themes.filter((one) => !one.called);
  const added = typed.themes.filter((one) => one.added).map((one) => one.code);
  const send = useReviewAct(told.application);
  const tell = useToast();
  const { summary, proposal, reason, version } = typed.sheet;

  function set(code: string, on: boolean) {
    const themes = on ? [...added, code] : added.filter((one) => one !== code);
    send.mutate({ kind: "sheet", sheet: { version, summary, proposal, reason, themes } }, { onError: (error) => tell(error.message, { failed: true }) });
  }

  return (
    <div className="stack">
      {called.length === 0 && <p className="muted">Le contenu du dossier n’appelle aucun contrôle particulier.</p>}
      {called.map((theme) => (
        <section key={theme.code} className="stack" aria-labelledby={`theme-${theme.code}`}>
          <div>
            <h3 id={`theme-${theme.code}`}>{theme.label}</h3>
            <p className="muted small">Demandé parce que {theme.reason}.</p>
          </div>
          <CheckList examination={examination} group={theme.code} />
          {theme.added && told.editable && (
            <div>
              <Button look="quiet" busy={send.isPending} onClick={() => set(theme.code, false)}>Retirer ce thème</Button>
            </div>
          )}
        </section>
      ))}
      {told.editable && others.length > 0 && (
        <details className="more">
          <summary>Ajouter un thème de contrôle</summary>
          <div className="stack more__inside">
            {others.map((theme) => (
              <Check key={theme.code} checked={false} onChange={() => set(theme.code, true)}>{theme.label}</Check>
            ))}
          </div>
        </details>
      )}
      {send.isError && <Notice tone="danger" title="Refusé"><p>{send.error.message}</p></Notice>}
    </div>
  );
}
