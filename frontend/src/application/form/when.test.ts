import { describe, expect, it } from "vitest";
import { chart, context, form } from "./sample";
import { Index, type Answers, type Context, type When } from "./model";
import { chaptersOf, stepOf } from "./steps";
import { Reading } from "./when";

const index = new Index(form, chart);

function reading(answers: Record<string, unknown>, more: Partial<Context> = {}): Reading {
  const given: Answers = { value: (path) => answers[path], paths: Object.keys(answers) };
  return new Reading(index, given, { ...context, ...more });
}

describe("a condition", () => {
  const project = { "projects.p1": true };
  const cases: [says: string, when: When | undefined, answers: Record<string, unknown>, more: Partial<Context>, ids: string[], holds: boolean][] = [
    ["none always holds", undefined, {}, {}, [], true],
    ["the programme chosen", { programmes: ["D"] }, { programme: "D" }, {}, [], true],
    ["another programme", { programmes: ["D"] }, { programme: "S" }, {}, [], false],
    ["the call's programme wins", { programmes: ["S"] }, { programme: "D" }, { programme: "S" }, [], true],
    ["a kind of applicant", { kinds: ["commune"] }, {}, {}, [], false],
    ["a renewal", { renewal: true }, {}, { renewal: true }, [], true],
    ["not a renewal", { renewal: false }, {}, { renewal: true }, [], false],
    ["several years", { multi_year: true }, {}, { years: 2 }, [], true],
    ["one year", { multi_year: true }, {}, { years: 1 }, [], false],
    ["an answer there", { path: "theme" }, { theme: "youth" }, {}, [], true],
    ["an answer of spaces", { path: "theme" }, { theme: "  " }, {}, [], false],
    ["no is no answer there", { path: "projects.*.minors" }, { ...project, "projects.p1.minors": false }, {}, ["p1"], false],
    ["nor is zero", { path: "projects.*.number" }, { ...project, "projects.p1.number": "0" }, {}, ["p1"], false],
    ["no may be wanted", { path: "projects.*.minors", in: ["false"] }, { ...project, "projects.p1.minors": false }, {}, ["p1"], true],
    ["one of a list", { path: "measures", in: ["26"] }, { measures: ["3", "26"] }, {}, [], true],
    ["of the item itself", { path: "projects.*.minors" }, { ...project, "projects.p2": true, "projects.p2.minors": true }, {}, ["p1"], false],
    ["open: of any item", { path: "projects.*.minors" }, { "projects.p2": true, "projects.p2.minors": true }, {}, [], true],
    ["open: a removed item says nothing", { path: "projects.*.minors" }, { "projects.p2": false, "projects.p2.minors": true }, {}, [], false],
    ["the record", { path: "record.rna" }, {}, { record: { "record.rna": "W691000001" } }, [], true],
    ["not", { not: { path: "theme" } }, { theme: "youth" }, {}, [], false],
    ["any", { any: [{ path: "theme", in: ["x"] }, { path: "measures" }] }, { measures: ["1"] }, {}, [], true],
    ["any of none", { any: [{ path: "theme", in: ["x"] }] }, { theme: "y" }, {}, [], false],
    ["everything must hold", { programmes: ["D"], path: "theme", in: ["youth"] }, { programme: "D", theme: "video" }, {}, [], false],
    ["what is asked of the grid is requested", { subsidy: ["requested"] }, { ...project, "projects.p1.budget.2027.requests.FIPD-D": "8 000" }, {}, [], true],
    ["nothing asked", { subsidy: ["requested"] }, { ...project, "projects.p1.budget.2027.requests.FIPD-D": "0" }, {}, [], false],
    ["another aid obtained", { subsidy: ["obtained"] }, { ...project, "projects.p1.budget.2027.others.o1": true, "projects.p1.budget.2027.others.o1.status": "obtained" }, {}, [], true],
    ["of a removed project", { subsidy: ["obtained"] }, { "projects.p1": false, "projects.p1.budget.2027.others.o1": true, "projects.p1.budget.2027.others.o1.status": "obtained" }, {}, [], false],
  ];
  it.each(cases)("%s", (_, when, answers, more, ids, holds) => {
    expect(reading(answers, more).holds(when, ids)).toBe(holds);
  });
});

it("finds a field by its path, and no other", () => {
  expect(index.find("projects.p1.title")?.field?.label).toBe("Intitulé");
  expect(index.find("projects.p1.budget.2027.charges.60-1")?.ids).toEqual(["p1", "2027", "60-1"]);
  expect(index.find("projects.p1.budget.2027.requests.FIPD-D.x")?.ids).toEqual(["p1", "2027", "FIPD-D.x"]);
  expect(index.find("projects.p1.budget.1927.charges.60-1")).toBeUndefined();
  expect(index.find("projects.p1.budget.2027.charges.own-1")).toBeUndefined();
  expect(index.find("projects.P 1.title")).toBeUndefined();
});

it("lists the items that exist, in their order", () => {
  const items = reading({ "projects.b": true, "projects.b.rank": "1", "projects.a": true, "projects.a.rank": "2", "projects.c": false, "projects.d": true });
  expect(items.items("projects.*")).toEqual([["b"], ["a"], ["d"]]);
});

it("makes a step of each section asked, project by project, and leads a problem to its own", () => {
  const read = reading({ programme: "D", "projects.p1": true, "projects.p1.title": "Médiation", "projects.p2": true });
  const chapters = chaptersOf(read);
  expect(chapters.map((chapter) => chapter.title)).toEqual(["Le dossier", "Médiation", "Projet 2", "Dépôt"]);
  const steps = chapters.flatMap((chapter) => chapter.steps);
  expect(steps.map((step) => step.id)).toEqual(["request", "identity", "project.p1", "budget.p1", "project.p2", "budget.p2", "documents", "signature"]);
  const to = (path: string) => stepOf(path, read, steps)?.id;
  expect(to("projects.p2.title")).toBe("project.p2");
  expect(to("projects.p2.budget.2027")).toBe("budget.p2");
  expect(to("projects.p1.budget.2027.others.o1.label")).toBe("budget.p1");
  expect(to("record.staff")).toBe("identity");
  expect(to("attestations.exact")).toBe("signature");
  expect(to("documents.rib")).toBe("documents");
});
