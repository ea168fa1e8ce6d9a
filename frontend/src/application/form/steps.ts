// The steps of the form: its sections grouped as one fills them, each with where
// it stands. Pure.
import { PROJECTS, textOf, type Context, type Form, type Section, type Situation } from "./model";
import type { Reading } from "./when";

export interface Step {
  /** « request », « means.p1 », « documents », « signature »: it stands in the address. */
  id: string;
  title: string;
  kind: "sections" | "documents" | "signature";
  sections: Section[];
  /** The project that the step is about. */
  project?: string;
}

export interface Chapter {
  title: string;
  project?: string;
  steps: Step[];
}

export const DOCUMENTS = "documents";
export const SIGNATURE = "signature";

const ofProject = (section: Section) => section.item?.path.startsWith("projects.") ?? false;
/** A group inside a budget is drawn in its table. */
export const inBudget = (section: Section) => section.item?.path.includes("{year}") ?? false;
/** The template of one year of a budget: « projects.*.budget.{year} ». */
export const yearOfBudget = (section: Section) => section.fields[0]!.path.replace(/\.\{year\}.*$/, ".{year}");
/** The rows of aids that stand in a budget, outside of the grid. */
export const othersOf = (section: Section, form: Form) => form.sections.find((one) => one.item?.path.startsWith(`${yearOfBudget(section)}.`));
const isSigned = (section: Section) => section.fields.some((field) => field.kind === "attestation");

export function chaptersOf(reading: Reading): Chapter[] {
  const sections = reading.index.form.sections.filter((section) => !inBudget(section));
  const first = sections.findIndex(ofProject);
  const before = sections.slice(0, first).filter((section) => !isSigned(section));
  const after = sections.slice(first).filter((section) => !ofProject(section) && !isSigned(section));
  const signed = sections.filter(isSigned).filter((section) => reading.asks(section, []));
  const projects = reading.items(PROJECTS).map(([id]) => id!);
  return [
    { title: "Le dossier", steps: stepsOf(before, reading) },
    ...projects.map((project, i) => ({
      title: textOf(reading.answers.value(`projects.${project}.title`)) || (projects.length > 1 ? `Projet ${i + 1}` : "Votre projet"),
      project,
      steps: stepsOf(sections.filter(ofProject), reading, project),
    })),
    {
      title: "Dépôt",
      steps: [
        ...stepsOf(after, reading),
        { id: DOCUMENTS, title: "Pièces justificatives", kind: "documents", sections: [] },
        { id: SIGNATURE, title: "Relecture et signature", kind: "signature", sections: signed },
      ],
    },
  ];
}

/** One step for each section asked; what is read in the record makes one. */
function stepsOf(sections: Section[], reading: Reading, project?: string): Step[] {
  const steps: Step[] = [];
  for (const section of sections) {
    if (!reading.asks(section, project ? [project] : [])) continue;
    const last = steps.at(-1);
    if (section.widget === "record" && last?.sections.at(-1)?.widget === "record") last.sections.push(section);
    else steps.push({ id: project ? `${section.key}.${project}` : section.key, title: section.title, kind: "sections", sections: [section], ...(project ? { project } : {}) });
  }
  return steps;
}

export interface Progress {
  required: number;
  done: number;
  /** Answers that are there and wrong. */
  wrong: number;
}

export function progressOf(step: Step, situation: Situation, form: Form): Progress {
  const sections = step.sections.flatMap((section) => [section, ...(section.widget === "budget" ? [othersOf(section, form)] : [])]);
  const keys = step.kind === "documents" ? [DOCUMENTS] : sections.map((section) => section?.key);
  const counted = situation.sections.filter((one) => one.item === (step.project ?? "") && keys.includes(one.key));
  const total = (of: (one: (typeof counted)[number]) => number) => counted.reduce((all, one) => all + of(one), 0);
  const required = total((one) => one.required);
  const done = total((one) => one.done);
  return { required, done, wrong: Math.max(0, total((one) => one.problems) - (required - done)) };
}

/** The step where a path is filled in. */
export function stepOf(path: string, reading: Reading, steps: Step[]): Step | undefined {
  if (path.startsWith(`${DOCUMENTS}.`)) return steps.find((step) => step.kind === "documents");
  const section = reading.index.sectionOf(path);
  const project = path.startsWith("projects.") ? path.split(".")[1] : undefined;
  const holder = section && inBudget(section) ? reading.index.form.sections.find((one) => one.widget === "budget" && othersOf(one, reading.index.form) === section) : section;
  return steps.find((step) => step.project === project && step.sections.some((one) => one.key === holder?.key));
}

/** The years of a budget: those of the call for a project, the first one for the body. */
export function yearsOf(section: Section, context: Context): string[] {
  const many = ofProject(section) ? Math.max(context.years, 1) : 1;
  return Array.from({ length: many }, (_, i) => String(context.year + i));
}
