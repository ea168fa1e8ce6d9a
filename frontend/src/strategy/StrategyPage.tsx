// Question of the page: which measure does a project serve?
import { useState } from "react";
import type { Measure } from "../api/shapes";
import { count } from "../money";
import { Empty, Loaded, Page, TextField } from "../ui";
import { useStrategy } from "./strategy";
import "./strategy.css";

const axes: Record<number, string> = {
  1: "Les jeunes\u00a0: agir plus tôt et aller plus loin dans la prévention",
  2: "Aller vers les personnes vulnérables pour mieux les protéger",
  3: "La population, nouvel acteur de la prévention de la délinquance",
  4: "Le territoire\u00a0: vers une nouvelle gouvernance rénovée et efficace",
};

export default function StrategyPage() {
  const strategy = useStrategy();
  const [text, setText] = useState("");
  const all = strategy.data?.items ?? [];
  const actions = all.reduce((total, measure) => total + measure.actions.length, 0);
  return (
    <Page
      title="Stratégie nationale"
      line={
        all.length > 0 && (
          <span>
            {count(new Set(all.map((measure) => measure.axis)).size)} axes, <strong>{count(all.length)}</strong> mesures, {count(actions)} actions
          </span>
        )
      }
    >
      <div className="filters">
        <TextField label="Chercher un mot, un numéro" type="search" value={text} onChange={setText} />
      </div>
      <Loaded query={strategy} lines={12}>
        {({ items }) => {
          const found = items.filter((measure) => holds(measure, text));
          if (found.length === 0) return <Empty title={`Aucune mesure ne parle de « ${text} »`}>Essayez un mot plus court, ou un numéro de mesure.</Empty>;
          return <Axes measures={found} searching={text.trim() !== ""} />;
        }}
      </Loaded>
    </Page>
  );
}

function Axes({ measures, searching }: { measures: Measure[]; searching: boolean }) {
  const numbers = [...new Set(measures.map((measure) => measure.axis))].sort((a, b) => a - b);
  return (
    <div className="stack-large">
      {numbers.map((axis) => (
        <section key={axis} className="axis" aria-labelledby={`axis-${axis}`}>
          <div className="axis__head">
            <p className="muted">Axe {axis}</p>
            <h2 id={`axis-${axis}`}>{axes[axis]}</h2>
          </div>
          <ul className="axis__measures">
            {measures
              .filter((measure) => measure.axis === axis)
              .map((measure) => (
                <li key={measure.number} id={`mesure-${measure.number}`}>
                  <details className="measure" open={searching && measures.length <= 6 ? true : undefined}>
                    <summary>
                      <span className="measure__number">{measure.number}</span>
                      <span>{measure.title}</span>
                      <span className="muted small nowrap push">{measure.actions.length > 1 ? `${measure.actions.length} actions` : `${measure.actions.length} action`}</span>
                    </summary>
                    <ul className="measure__actions">
                      {measure.actions.map((action) => (
                        <li key={action.code}>
                          <span className="code">{action.code}</span>
                          <div>
                            <p>{action.text}</p>
                            {action.leads.length > 0 && <p className="muted small">Pilotes : {action.leads.join(", ")}</p>}
                          </div>
                        </li>
                      ))}
                    </ul>
                  </details>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function holds(measure: Measure, text: string): boolean {
  const wanted = bare(text.trim());
  if (wanted === "") return true;
  if (/^\d+$/.test(wanted)) return String(measure.number) === wanted;
  return bare([measure.title, ...measure.actions.map((action) => action.text)].join(" ")).includes(wanted);
}
