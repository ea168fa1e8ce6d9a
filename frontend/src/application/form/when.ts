// When a field is asked: the conditions of the form, evaluated on what is typed
// now. Same semantics as domain/form/when.go. Pure.
import { typed } from "../../money";
import { fill, Index, isYes, listOf, openings, PROJECTS, textOf, type Answers, type Context, type Field, type Section, type When } from "./model";

export class Reading {
  private readonly cache = new Map<string, string[][]>();

  constructor(
    readonly index: Index,
    readonly answers: Answers,
    readonly context: Context,
  ) {}

  /** The programme of the call, or the one chosen where the call takes several. */
  get programme(): string {
    return this.context.programme || textOf(this.answers.value("programme"));
  }

  /** Whether a condition holds for the item of these ids; none always holds. */
  holds(when: When | undefined, ids: string[]): boolean {
    if (!when) return true;
    return (
      (!when.any?.length || when.any.some((one) => this.holds(one, ids))) &&
      (!when.programmes?.length || when.programmes.includes(this.programme)) &&
      (!when.kinds?.length || when.kinds.includes(this.context.kind)) &&
      (when.renewal === undefined || when.renewal === this.context.renewal) &&
      (when.multi_year === undefined || when.multi_year === this.context.years > 1) &&
      (!when.path || this.answered(when.path, when.in ?? [], ids)) &&
      (!when.subsidy?.length || this.hasSubsidy(when.subsidy)) &&
      (!when.not || !this.holds(when.not, ids))
    );
  }

  asks(section: Section, ids: string[]): boolean {
    return this.holds(section.when, ids);
  }

  visible(field: Field, ids: string[]): boolean {
    return this.holds(field.when, ids);
  }

  /** The ids of the items that exist in a group, in their order; holder says in which item the group stands. */
  items(group: string, holder: string[] = []): string[][] {
    const key = `${group} ${holder.join(".")}`;
    let found = this.cache.get(key);
    if (!found) {
      found = this.answers.paths
        .flatMap((path) => {
          const place = this.index.find(path);
          return place && place.template === group && isYes(this.answers.value(path)) && this.alive(place.ids, group) ? [place.ids] : [];
        })
        .filter((ids) => holder.every((id, i) => ids[i] === id))
        .sort((a, b) => this.rank(fill(group, a)) - this.rank(fill(group, b)) || (a.join() < b.join() ? -1 : 1));
      this.cache.set(key, found);
    }
    return found;
  }

  /** Those without a rank come last. */
  rank(item: string): number {
    const rank = Number.parseInt(textOf(this.answers.value(`${item}.rank`)), 10);
    return Number.isNaN(rank) ? Number.MAX_SAFE_INTEGER : rank;
  }

  /** Whether every item that a template stands in exists. */
  private alive(ids: string[], template: string): boolean {
    return this.index.groups.every((group) => !(template === group.path || template.startsWith(`${group.path}.`)) || isYes(this.answers.value(fill(group.path, ids))));
  }

  /** A template left open asks whether any answer is as the condition wants. */
  private answered(template: string, wanted: string[], ids: string[]): boolean {
    const path = fill(template, ids);
    if (openings(path) === 0) return this.answerIn(path, wanted);
    return this.answers.paths.some((one) => {
      const place = this.index.find(one);
      return place?.template === template && this.alive(place.ids, template) && this.answerIn(one, wanted);
    });
  }

  private answerIn(path: string, wanted: string[]): boolean {
    const said = this.said(path);
    if (wanted.length === 0) return said.length > 0 && said[0] !== "false" && said[0] !== "0";
    return said.some((one) => wanted.includes(one));
  }

  /** An answer, or what the record holds, as texts; "true" or "false" for a yes or a no. */
  private said(path: string): string[] {
    if (path.startsWith("record.")) return listOf(this.context.record[path] ?? "");
    const value = this.answers.value(path);
    return typeof value === "boolean" ? [String(value)] : listOf(value);
  }

  /** Whether another aid of a living project is in a state; what is asked of the grid is requested. */
  private hasSubsidy(statuses: string[]): boolean {
    return this.items(PROJECTS).some(([project]) =>
      this.answers.paths.some((path) => {
        const [, , year, column, item, more] = path.startsWith(`projects.${project}.budget.`) ? path.split(".").slice(1) : [];
        if (year === undefined) return false;
        if (column === "requests") {
          const amount = typed(textOf(this.answers.value(path)));
          return amount.ok && amount.cents !== 0n && statuses.includes("requested");
        }
        if (column !== "others" || more !== undefined || !isYes(this.answers.value(path))) return false;
        return item !== undefined && statuses.includes(textOf(this.answers.value(`${path}.status`)));
      }),
    );
  }
}
