// Question of the part: what exactly am I signing?
import { useState } from "react";
import { useSearchParams } from "wouter";
import { Refusal } from "../../api/client";
import { editable as asTyped, cents } from "../../money";
import { Button, Notice, useToast } from "../../ui";
import { sentence, useFilling } from "./filling";
import type { Problem, Section, Situation, Verdict } from "./model";
import { useSubmission } from "./queries";
import { Readout } from "./Readout";
import { SectionView } from "./SectionView";
import { chaptersOf, stepOf, type Step } from "./steps";

type Typo = Situation["typos"][number];

const typoKey = (typo: Typo) => `${typo.path} ${typo.seen} ${typo.message}`;

export function Signature({ sections }: { sections: Section[] }) {
  const { auto, checked, check, dossier, editable, refresh, situation } = useFilling();
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const [waiting, setWaiting] = useState(false);
  const submission = useSubmission(dossier.id);
  const [, setSearch] = useSearchParams();
  const tell = useToast();
  const typos = situation.typos.filter((typo) => !kept.has(typoKey(typo)));
  const blocking = situation.problems.filter((problem) => problem.severity === "blocks");
  const failed = situation.rules.filter((rule) => rule.outcome === "failed" && rule.severity !== "computed");
  const barring = failed.filter((rule) => rule.severity === "blocks");

  if (!editable) return <Readout />;

  async function deposit() {
    check();
    submission.reset();
    if (blocking.length > 0 || typos.length > 0) {
      document.getElementById(blocking.length > 0 ? "to-fill" : "typos")?.scrollIntoView({ block: "center" });
      return;
    }
    setWaiting(true);
    await auto.flush();
    setWaiting(false);
    submission.mutate(undefined, {
      onSuccess: () => {
        tell("Dossier déposé.");
        setSearch((before) => {
          const after = new URLSearchParams(before);
          after.delete("etape");
          return after;
        });
        refresh();
        window.scrollTo({ top: 0 });
      },
    });
  }

  const refusal = submission.error instanceof Refusal ? submission.error : null;
  return (
    <div className="stack-large">
      <section className="stack not-printed" aria-labelledby="to-fill">
        <h3 id="to-fill">{blocking.length === 0 ? "Tout est rempli" : blocking.length > 1 ? `${blocking.length} points à compléter avant le dépôt` : "Un point à compléter avant le dépôt"}</h3>
        {auto.conflicts.length > 0 && <Notice tone="warning" title={auto.conflicts.length > 1 ? `${auto.conflicts.length} champs portent deux valeurs` : "Un champ porte deux valeurs"}><Jumps problems={auto.conflicts.map((one) => ({ path: one.path, code: "conflict", severity: "blocks", message: "Deux valeurs\u00a0: choisissez" }))} /></Notice>}
        {blocking.length > 0 && (checked ? <Jumps problems={blocking} /> : <div><Button onClick={check}>Vérifier le dossier</Button></div>)}
      </section>
      {typos.length > 0 && <Typos typos={typos} onKeep={(typo) => setKept((all) => new Set(all).add(typoKey(typo)))} />}
      <section className="stack" aria-labelledby="frozen">
        <div className="line">
          <h3 id="frozen">Votre dossier, tel qu’il sera figé</h3>
          <Button className="push not-printed" icon="print" onClick={() => window.print()}>Imprimer</Button>
        </div>
        <Readout />
      </section>
      {failed.length > 0 && <Warned rules={failed} />}
      {sections.map((section) => <SectionView key={section.key} section={section} titled />)}
      <section className="form-deposit not-printed" aria-label="Dépôt">
        {refusal && (
          <Notice tone="danger" title="Dépôt refusé" law={refusal.law}>
            <p>{refusal.message} Votre saisie est conservée.</p>
          </Notice>
        )}
        {checked && (blocking.length > 0 || typos.length > 0) && <Notice tone="warning"><p>{blocking.length > 0 ? "Complétez les points signalés en haut de cette page." : "Dites si les fautes de frappe signalées en sont."}</p></Notice>}
        <p className="muted">Au dépôt, le dossier est figé avec la date, l’heure et son empreinte ; {barring.length > 0 ? "une règle l’empêche pour l’instant." : "vous recevez un accusé par message."}</p>
        <Button look="primary" busy={waiting || submission.isPending} disabled={auto.saving.kind === "unsaved"} onClick={() => void deposit()}>Déposer le dossier</Button>
      </section>
    </div>
  );
}

/** Each problem leads to its field; they are told step by step. */
function Jumps({ problems }: { problems: Problem[] }) {
  const { goTo, reading } = useFilling();
  const chapters = chaptersOf(reading);
  const steps = chapters.flatMap((chapter) => chapter.steps);
  const several = chapters.filter((chapter) => chapter.project).length > 1;
  const groups = new Map<Step | undefined, Problem[]>();
  for (const problem of problems) {
    const step = stepOf(problem.path, reading, steps);
    groups.set(step, [...(groups.get(step) ?? []), problem]);
  }
  return (
    <div className="stack">
      {[...groups].map(([step, all]) => (
        <div key={step?.id ?? ""}>
          <h4>{several && step?.project && `${chapters.find((chapter) => chapter.project === step.project)?.title}, `}{step?.title ?? "Le dossier"}</h4>
          <ul className="form-jumps">
            {all.map((problem) => (
              <li key={problem.path + problem.code}><button type="button" className="form-jump" onClick={() => goTo(problem.path)}>{sentence(problem)}</button></li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

/** Likely slips of the hand: mended in one click, or kept. */
function Typos({ typos, onKeep }: { typos: Typo[]; onKeep: (typo: Typo) => void }) {
  const { auto, reading } = useFilling();
  const valueOf = (typo: Typo) => (reading.index.find(typo.path)?.field?.kind === "amount" ? asTyped(cents(typo.proposed)) : typo.proposed);
  return (
    <section id="typos" className="stack not-printed" aria-labelledby="typos-title">
      <h3 id="typos-title">Une faute de frappe ?</h3>
      {typos.map((typo) => (
        <Notice key={typoKey(typo)} tone="warning">
          <p>{typo.message}</p>
          <div className="line">
            {reading.index.find(typo.path)?.field && <Button onClick={() => auto.set(typo.path, valueOf(typo))}>Remplacer par {valueOf(typo)}</Button>}
            <Button look="quiet" onClick={() => onKeep(typo)}>Garder{typo.seen && <span className="unseen"> {typo.seen}</span>}</Button>
          </div>
        </Notice>
      ))}
    </section>
  );
}

/** The rules that warn ask for a justification; those that block say what to do. */
function Warned({ rules }: { rules: Verdict[] }) {
  const warned = rules.some((rule) => rule.severity !== "blocks");
  return (
    <section className="stack not-printed" aria-labelledby="warned">
      <h3 id="warned">Ce que disent les règles de l’appel</h3>
      {warned && <p className="muted">Un avertissement n’empêche pas le dépôt : dites pourquoi vous le maintenez, dans « Justification des points signalés ».</p>}
      {rules.map((rule) => (
        <Notice key={rule.rule + rule.message} tone={rule.severity === "blocks" ? "danger" : "warning"} title={rule.title} law={rule.law}>
          <p>{rule.message} {rule.remedy}</p>
        </Notice>
      ))}
    </section>
  );
}
