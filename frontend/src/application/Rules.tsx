// Question of the part: why? Each rule of the call with what it says of this
// file, its article and its remedy.
import { Loaded, State, type Tone } from "../ui";
import type { Verdict } from "./form/model";
import { useSituation } from "./form/queries";
import "./rules.css";

const groups: { title: string; tone: Tone; word: string; takes: (rule: Verdict) => boolean }[] = [
  { title: "Ce qui empêche le dépôt", tone: "danger", word: "non respectée", takes: (rule) => rule.outcome === "failed" && rule.severity === "blocks" },
  { title: "Ce qui demande une justification", tone: "warning", word: "avertissement", takes: (rule) => rule.outcome === "failed" && rule.severity !== "blocks" },
  { title: "Ce qui est respecté", tone: "success", word: "respectée", takes: (rule) => rule.outcome === "passed" },
  { title: "Ce qui ne peut pas encore être vérifié", tone: "neutral", word: "non évaluée", takes: (rule) => rule.outcome === "not_assessed" },
  { title: "Ce qui est sans objet", tone: "neutral", word: "sans objet", takes: (rule) => rule.outcome === "not_applicable" },
];

export function RulesTab({ id }: { id: string }) {
  const situation = useSituation(id);
  return <Loaded query={situation} lines={10}>{(data) => <Rules rules={data.rules} />}</Loaded>;
}

export function Rules({ rules }: { rules: Verdict[] }) {
  return (
    <div className="stack-large">
      <p className="muted">Les règles de l’appel, gelées à son ouverture, appliquées à ce dossier comme s’il était déposé maintenant.</p>
      {groups.map((group) => {
        const all = rules.filter(group.takes);
        if (all.length === 0) return null;
        const list = (
          <ul className="rules">
            {all.map((rule, i) => (
              <li key={`${rule.rule} ${i}`}>
                <div className="rules__head">
                  <State tone={group.tone}>{group.word}</State>
                  <strong>{rule.title}</strong>
                  <span className="code">{rule.rule}, version {rule.version}</span>
                  {rule.funder && <span className="muted">{rule.funder}</span>}
                </div>
                <p>{rule.message}</p>
                {rule.outcome === "failed" && rule.remedy && <p>{rule.remedy}</p>}
                <p className="muted small">{[rule.law, rule.source].filter((text, at, both) => text && both.indexOf(text) === at).join("\u00a0; ")}</p>
              </li>
            ))}
          </ul>
        );
        return group.word === "sans objet" || group.word === "non évaluée" ? (
          <details key={group.title}>
            <summary><strong>{group.title}</strong> ({all.length})</summary>
            {list}
          </details>
        ) : (
          <section key={group.title} className="stack" aria-label={group.title}>
            <h2>{group.title}</h2>
            {list}
          </section>
        );
      })}
    </div>
  );
}
