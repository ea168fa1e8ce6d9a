// The form as data, and where an answer stands in it. Same words and same
// semantics as domain/form: a template is a path whose « * », {year}, {line} and
// {funder} are open. Pure.
import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type Form = Schemas["FormForm"];
export type Section = Schemas["FormSection"];
export type Field = Schemas["FormField"];
export type Group = Schemas["FormGroup"];
export type When = Schemas["FormWhen"];
export type Choice = Schemas["FormOption"];
export type Context = Schemas["FormContext"];
export type Chart = Schemas["BudgetChart"];
export type Dossier = Schemas["Dossier"];
export type Situation = Schemas["DossierSituation"];
export type Problem = Schemas["FormProblem"];
export type Verdict = Schemas["RuleVerdict"];
export type Funder = Schemas["AskedFunder"];

/** Answers by path, as they were typed: text, true or false, list of texts. */
export interface Answers {
  value: (path: string) => unknown;
  paths: string[];
}

export const PROJECTS = "projects.*";

/** What was answered, as texts without blanks; a lone text is a list of one. */
export function listOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [textOf(value)];
  return all.map((one) => one.trim()).filter((one) => one !== "");
}

/** An answer as one line: "" if there is none, or if it is no text. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value.trim();
  return typeof value === "number" ? String(value) : "";
}

export function isYes(value: unknown): boolean {
  return value === true || ["true", "oui"].includes(textOf(value).toLowerCase());
}

export const isOpen = (segment: string) => segment === "*" || segment.startsWith("{");

/** Puts ids where a template is open, as many as there are. */
export function fill(template: string, ids: string[]): string {
  const left = [...ids];
  return template
    .split(".")
    .map((segment) => (isOpen(segment) ? (left.shift() ?? segment) : segment))
    .join(".");
}

/** How many ids a template takes. */
export function openings(template: string): number {
  return template.split(".").filter(isOpen).length;
}

const ITEM = /^[a-z0-9-]{1,36}$/;
const YEAR = /^20\d\d$/;

interface Place {
  template: string;
  segments: string[];
  section: Section;
  field?: Field; // none for an item or its rank
}

export interface Found extends Place {
  ids: string[];
}

/** Finds the field of a path, and the section that it belongs to. */
export class Index {
  readonly groups: Group[] = [];
  private readonly places: Place[] = [];

  constructor(
    readonly form: Form,
    readonly chart: Chart,
  ) {
    const add = (template: string, section: Section, field?: Field) => this.places.push({ template, segments: template.split("."), section, ...(field ? { field } : {}) });
    for (const section of form.sections) {
      const group = section.item;
      if (group && !this.groups.some((one) => one.path === group.path)) {
        this.groups.push(group);
        add(group.path, section);
        add(`${group.path}.rank`, section);
      }
      for (const field of section.fields) add(field.path, section, field);
    }
  }

  find(path: string): Found | undefined {
    const segments = path.split(".");
    for (const place of this.places) {
      const ids = this.match(place.segments, segments, true);
      if (ids) return { ...place, ids };
    }
    return undefined;
  }

  /** The first section that a path stands in, even when it names more than a field: « projects.p1.indicators ». */
  sectionOf(path: string): Section | undefined {
    const exact = this.find(path);
    if (exact) return exact.section;
    const segments = path.split(".");
    return this.places.find((place) => place.segments.length > segments.length && this.match(place.segments.slice(0, segments.length), segments, false))?.section;
  }

  private match(template: string[], segments: string[], whole: boolean): string[] | null {
    const last = template.length - 1;
    const funder = whole && template[last] === "{funder}" && segments.length > last;
    const parts = funder ? [...segments.slice(0, last), segments.slice(last).join(".")] : segments;
    if (parts.length !== template.length) return null;
    const ids: string[] = [];
    for (const [i, open] of template.entries()) {
      const part = parts[i]!;
      if (open === part && !isOpen(open)) continue;
      if (!this.fits(open, part, template[i - 1], template[0] === "body_budget")) return null;
      ids.push(part);
    }
    return ids;
  }

  private fits(open: string, part: string, column: string | undefined, body: boolean): boolean {
    if (open === "*") return ITEM.test(part);
    if (open === "{year}") return YEAR.test(part);
    if (open === "{funder}") return part !== "" && part.length <= 40;
    if (open !== "{line}") return false;
    const line = this.chart.lines.find((one) => one.code === part);
    return line !== undefined && standsIn(line, body) && (column === "notes" || column === line.side);
  }
}

/** Whether a line stands in the budget of the body, or of a project. */
export function standsIn(line: Chart["lines"][number], body: boolean): boolean {
  return body ? !line.project_only : !line.body_only;
}

/** An id for a new item; the page chooses it. */
export function newItem(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  return `n${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** « Ajouter un indicateur » names one of them « Indicateur ». */
export function oneOf(group: Group): string {
  const noun = group.add.replace(/^Ajouter (une?|des) /, "");
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}
