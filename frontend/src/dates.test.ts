import { expect, it } from "vitest";
import { dayIn, daysBetween, longDate, shortDate, timestamp } from "./dates";

it("writes dates as one reads them", () => {
  expect(longDate("2026-04-14")).toBe("14 avril 2026");
  expect(longDate("2026-05-01")).toBe("1er mai 2026");
  expect(shortDate("2026-02-06T23:59:59+01:00")).toBe("06/02/2026");
});

it("tells the hour of Paris, whatever the machine's", () => {
  expect(timestamp("2027-07-06T12:02:00Z")).toBe("06/07/2027 à 14\u00a0h\u00a002");
});

it("keeps the day of Paris near midnight", () => {
  expect(dayIn("2027-09-15T21:59:59Z")).toBe("2027-09-15");
  expect(dayIn("2027-09-15T22:00:00Z")).toBe("2027-09-16");
});

it("counts days across the change of hour", () => {
  expect(daysBetween("2027-03-27", "2027-03-29")).toBe(2);
  expect(daysBetween("2027-04-14", "2027-04-06")).toBe(-8);
});
