import { describe, expect, it } from "vitest";
import { addressOf, changed, filterOf, same } from "./filter";
import { dueTone, dueWords, offered, proposedDay, receivedWords, seatCode, silenceWords } from "./words";

describe("a due day in words", () => {
  it.each([
    ["2027-07-03", "en retard de 3 jours", "danger"],
    ["2027-07-05", "en retard d’un jour", "danger"],
    ["2027-07-06", "aujourd’hui", "warning"],
    ["2027-07-07", "demain", "warning"],
    ["2027-07-09", "dans 3 jours", "warning"],
    ["2027-07-10", "dans 4 jours", "neutral"],
    ["2027-08-20", "dans 45 jours", "neutral"],
    ["2027-08-21", "le 21 août 2027", "neutral"],
  ])("%s is %s", (on, words, tone) => {
    expect(dueWords(on, "2027-07-06")).toBe(words);
    expect(dueTone(on, "2027-07-06")).toBe(tone);
  });

  it("a silence that has come is not late: it has its effect", () => {
    expect(silenceWords("2027-06-26", "2027-07-06")).toBe("acquis depuis le 26 juin 2027");
    expect(silenceWords("2027-07-06", "2027-07-06")).toBe("aujourd’hui");
  });

  it("a proposed day is never in a week-end", () => {
    expect(proposedDay("2027-07-02", 15)).toBe("2027-07-19"); // 17 July is a Saturday
    expect(proposedDay("2027-07-06", 15)).toBe("2027-07-21");
    expect(proposedDay("2027-10-22", 15)).toBe("2027-11-08"); // across the change of hour
  });
});

it("opinions are counted as one says them", () => {
  expect(receivedWords(0, 3)).toBe("0 sur 3 reçu");
  expect(receivedWords(3, 5)).toBe("3 sur 5 reçus");
});

it("a service outside the list gets a code of its own", () => {
  expect(seatCode("Maire de Ville-d’Avray")).toBe("maire-de-ville-d-avray");
  expect(seatCode("  Élu référent  ")).toBe("elu-referent");
  expect(seatCode(`${"a".repeat(39)} b`)).toBe("a".repeat(39));
  expect(seatCode("…")).toBe("");
});

describe("the filter of the list", () => {
  it("goes to the address and back", () => {
    const filter = { state: "submitted", late: true, funder: "FIPD-D", text: "été & co" };
    expect(filterOf(new URLSearchParams(addressOf(filter).split("?")[1]))).toEqual(filter);
    expect(addressOf({})).toBe("/a-traiter");
  });

  it("one press at a time; the rest stays", () => {
    expect(changed({ late: true, state: "ready", text: "x" }, { due: "opinions" })).toEqual({ due: "opinions", state: "ready", text: "x" });
    expect(changed({ late: true, funder: "CD" }, { state: "ready" })).toEqual({ late: true, funder: "CD", state: "ready" });
    expect(changed({ late: true, state: "ready" }, { state: "" })).toEqual({ late: true });
    expect(changed({ late: true }, { late: false })).toEqual({});
  });

  it("an empty part is no part", () => {
    expect(same({ state: "", late: false }, {})).toBe(true);
    expect(same({ state: "ready" }, {})).toBe(false);
  });
});

it("an act on many files is offered where it makes sense, with how many", () => {
  const row = (actions: string[], opinions_asked = 0, opinions_received = 0) => ({ actions, opinions_asked, opinions_received });
  expect(offered([row(["admission", "document-request"]), row(["admission"]), row([], 2, 1)])).toEqual([
    { act: "admission", many: 2 },
    { act: "document-request", many: 1 },
    { act: "opinion-request", many: 3 },
    { act: "opinion-relaunch", many: 1 },
  ]);
  expect(offered([row([], 2, 2)]).map((one) => one.act)).toEqual(["opinion-request"]);
});
