// Question of the page: where am I, what is missing, is it saved?
import { useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { SavingLine } from "../../autosave/SavingLine";
import { useAutosave, type Autosaved } from "../../autosave/useAutosave";
import { longDate, shortDate, timestamp } from "../../dates";
import { useMe } from "../../session/session";
import { Button, Icon, Notice, Page, State } from "../../ui";
import { Documents } from "./Documents";
import { FillingContext, sentence, useFilling, type Filling } from "./filling";
import { Index, listOf, newItem, PROJECTS, type Chart, type Dossier, type Form } from "./model";
import { door, pulled, type News } from "./queries";
import { Receipt } from "./Receipt";
import { Signature } from "./Signature";
import { ProjectBar, SectionView } from "./SectionView";
import { chaptersOf, progressOf, stepOf, type Chapter, type Step } from "./steps";
import { useItems } from "./useItems";
import { Reading } from "./when";
import "./form.css";

export const crumbs = [{ label: "Mes dossiers", href: "/dossiers" }];

/** Give it a key: another file starts afresh. */
export function FormPage({ dossier, form, chart }: { dossier: Dossier; form: Form; chart: Chart }) {
  const me = useMe();
  const [news, setNews] = useState<News>({ situation: dossier.situation, context: dossier.context, editable: dossier.editable });
  const [{ send, pull }] = useState(() => door(dossier.id, (told) => setNews((before) => ({ ...before, ...told }))));
  const auto = useAutosave({ key: `${me.id}/application/${dossier.id}`, start: pulled(dossier), send, pull });
  const index = useMemo(() => new Index(form, chart), [form, chart]);
  const context = news.context ?? dossier.context;
  const reading = new Reading(index, auto, context);
  const chapters = chaptersOf(reading);
  const steps = chapters.flatMap((chapter) => chapter.steps);

  const [search, setSearch] = useSearchParams();
  const asked = search.get("etape");
  const step = steps.find((one) => one.id === asked) ?? steps[0]!;
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [checked, setChecked] = useState(false);
  const [goal, setGoal] = useState<string>();
  const [gone, setGone] = useState<string[]>([]);
  const editable = news.editable ?? false;

  function goToStep(id: string) {
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.set("etape", id);
      return after;
    });
    void auto.flush();
  }

  const filling: Filling = {
    dossier,
    form,
    chart,
    context,
    situation: news.situation,
    auto,
    reading,
    steps,
    editable,
    checked,
    check: () => setChecked(true),
    // Only what is told aside: the fields come to the engine by its own way.
    refresh: () => void pull(Number.MAX_SAFE_INTEGER).catch(() => undefined),
    goal,
    gone,
    setGone,
    goTo: (path) => {
      const to = stepOf(path, reading, steps);
      setGoal(path);
      if (to && to.id !== step.id) goToStep(to.id);
    },
    problem: (path) => {
      if (!checked && !touched.has(path)) return undefined;
      const found = news.situation.problems.find((problem) => problem.path === path);
      // What was missing a second ago is being saved.
      if (found?.code === "form.required" && auto.savingOf(path).kind !== "saved" && listOf(auto.value(path)).length + Number(typeof auto.value(path) === "boolean") > 0) return undefined;
      return found && sentence(found);
    },
  };

  // A field was left: from now on, what is wrong with it is said. Not before the
  // button is up: a sentence that appears in between would move what is clicked.
  const main = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = main.current;
    let left: string[] = [];
    let down = false;
    const say = () => {
      if (down || left.length === 0) return;
      const paths = left;
      left = [];
      setTouched((all) => (paths.every((path) => all.has(path)) ? all : new Set([...all, ...paths])));
    };
    const leave = (event: FocusEvent) => {
      const path = (event.target as HTMLElement).closest<HTMLElement>("[data-path]")?.dataset["path"];
      if (path) left.push(path);
      say();
    };
    const press = () => {
      down = true;
    };
    const release = () => {
      down = false;
      setTimeout(say); // after the click
    };
    here?.addEventListener("focusout", leave);
    window.addEventListener("pointerdown", press, true);
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
    return () => {
      here?.removeEventListener("focusout", leave);
      window.removeEventListener("pointerdown", press, true);
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
    };
  }, []);

  return (
    <FillingContext value={filling}>
      <Page title={dossier.renewal_of ? `Renouvellement ${dossier.code}` : `Dossier ${dossier.code}`} crumbs={crumbs} crumb={dossier.code} line={<Line />}>
        {dossier.asked && editable && <Notice tone="warning" title="Des pièces vous sont demandées"><p>{dossier.asked}</p></Notice>}
        {!editable && <Receipt />}
        <div className="form">
          <StepList chapters={chapters} here={step} onChoose={goToStep} />
          <div className="form__main" ref={main}>
            {editable && <Saved auto={auto} />}
            <StepView key={step.id} step={step} onGo={goToStep} />
          </div>
        </div>
      </Page>
    </FillingContext>
  );
}

/** One line: what is left to type, what was taken over, until when. */
function Line() {
  const { situation, dossier, editable } = useFilling();
  if (!editable) return <span>Ce dossier ne se modifie plus.</span>;
  return (
    <>
      <span>
        <strong>{situation.to_type}</strong> {situation.to_type > 1 ? "champs à saisir" : "champ à saisir"}
        {situation.prefilled > 0 && <>, <strong>{situation.prefilled}</strong> {situation.prefilled > 1 ? "repris" : "repris"} du dossier {dossier.renewal_of}</>}
      </span>
      {dossier.state === "draft" && <span>à déposer avant le {longDate(dossier.closes_at)}, {timestamp(dossier.closes_at).split(" à ")[1]}</span>}
    </>
  );
}

/** Saved, and when; or not, and why. Always in the same place. */
function Saved({ auto }: { auto: Autosaved }) {
  const me = useMe();
  const last = auto.paths.reduce((latest, path) => {
    const at = auto.known(path)?.at ?? "";
    return Date.parse(at) > Date.parse(latest || "1970-01-01") ? at : latest;
  }, "");
  const [day, hour] = last ? timestamp(last).split(" à ") : [];
  if (auto.saving.kind === "unsaved") return <SavingLine form={auto} />;
  return (
    <div className="saving not-printed" role="status">
      {auto.saving.kind === "saving" ? <State tone="info">Enregistrement…</State> : <State tone="success">{last ? `Enregistré ${day === shortDate(me.today) ? "" : `le ${day} `}à ${hour}` : "Rien à enregistrer"}</State>}
    </div>
  );
}

function StepList({ chapters, here, onChoose }: { chapters: Chapter[]; here: Step; onChoose: (id: string) => void }) {
  const { editable } = useFilling();
  const { items, removed, add, restore } = useItems(PROJECTS, []);
  const steps = chapters.flatMap((chapter) => chapter.steps);
  const group = useFilling().reading.index.groups.find((one) => one.path === PROJECTS);
  const phone = useRef<HTMLDetailsElement>(null);
  const wide = useRef<HTMLElement>(null);
  useEffect(() => wide.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [here.id]);
  const choose = (id: string) => {
    onChoose(id);
    if (phone.current) phone.current.open = false;
  };
  const list = (
    <>
      {chapters.map((chapter) => (
        <div key={chapter.project ?? chapter.title} className="form-steps__chapter">
          <h2>{chapter.title}</h2>
          <ol className="form-steps__list">
            {chapter.steps.map((step) => (
              <li key={step.id}>
                <button type="button" className="form-step" aria-current={step.id === here.id ? "step" : undefined} onClick={() => choose(step.id)}>
                  <span>{step.title}</span>
                  <Where step={step} />
                </button>
              </li>
            ))}
          </ol>
        </div>
      ))}
      {removed.map((ids) => (
        <p key={ids[0]} className="form-removed" role="status">
          Projet retiré.
          <Button look="quiet" className="button--small" onClick={() => restore(ids)}>Annuler le retrait</Button>
        </p>
      ))}
      {editable && group && items.length < (group.max ?? Infinity) && (
        <Button
          look="quiet"
          icon="plus"
          onClick={() => {
            const id = newItem();
            add(id);
            const first = steps.find((step) => step.project);
            choose(first ? first.id.replace(/\..*$/, `.${id}`) : id);
          }}
        >
          {group.add}
        </Button>
      )}
    </>
  );
  return (
    <>
      <nav ref={wide} className="form-steps form-steps--wide not-printed" aria-label="Étapes du dossier">{list}</nav>
      <details className="form-steps form-steps--phone not-printed" ref={phone}>
        <summary>
          Étape {steps.indexOf(here) + 1} sur {steps.length} : {here.title}
        </summary>
        <nav aria-label="Étapes">{list}</nav>
      </details>
    </>
  );
}

function Where({ step }: { step: Step }) {
  const { situation, form, editable } = useFilling();
  const { required, done, wrong } = progressOf(step, situation, form);
  if (!editable) return null;
  if (wrong > 0) return <State tone="warning"><span className="unseen">, </span>à revoir</State>;
  if (required === 0) return step.kind === "sections" && step.sections.some((section) => section.widget === "record") ? <State tone="success"><span className="unseen">, complet</span></State> : <span className="form-step__free">facultatif</span>;
  if (done < required) return <span className="form-step__left"><span className="unseen">, à compléter : </span>{done}/{required}</span>;
  return <State tone="success"><span className="unseen">, complet</span></State>;
}

function StepView({ step, onGo }: { step: Step; onGo: (id: string) => void }) {
  const { steps, goal, reading } = useFilling();
  const head = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  const at = steps.findIndex((one) => one.id === step.id);
  const before = steps[at - 1];
  const after = steps[at + 1];

  // One lands on what one was sent to; otherwise on the head of the step.
  useEffect(() => {
    const sought = goal && stepOf(goal, reading, steps)?.id === step.id ? placeOf(goal) : undefined;
    if (sought) {
      sought.scrollIntoView({ block: "center" });
      (sought.querySelector<HTMLElement>("input, select, textarea") ?? sought).focus({ preventScroll: true });
    } else if (!first.current) {
      head.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
    first.current = false;
    // Only when one moves: what is typed must not pull the page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [step.id, goal]);

  return (
    <article className="form-view">
      <h2 ref={head} tabIndex={-1}>{step.title}</h2>
      {step.kind === "sections" && step.project && step === steps.find((one) => one.project === step.project) && <ProjectBar project={step.project} onGone={() => onGo(steps.find((one) => one.project && one.project !== step.project)?.id ?? steps[0]!.id)} />}
      {step.kind === "sections" && step.sections.map((section, i) => <SectionView key={section.key} section={section} project={step.project} titled={i > 0} />)}
      {step.kind === "documents" && <Documents />}
      {step.kind === "signature" && <Signature sections={step.sections} />}
      <div className="form-nav not-printed">
        {before && <Button icon="previous" onClick={() => onGo(before.id)}>Précédent<span className="unseen"> : {before.title}</span></Button>}
        {after && (
          <Button look="primary" className="push" onClick={() => onGo(after.id)}>
            Suivant : {after.title}
            <Icon name="next" />
          </Button>
        )}
      </div>
    </article>
  );
}

/** Where a path is drawn: itself, or what holds it. */
function placeOf(path: string): HTMLElement | undefined {
  const parts = path.split(".");
  for (let n = parts.length; n > 0; n--) {
    const found = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(parts.slice(0, n).join("."))}"]`);
    if (found) return found;
  }
  return undefined;
}
