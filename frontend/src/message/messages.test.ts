import { expect, it } from "vitest";
import { unseen } from "./messages";

const at = (moment: string) => ({ id: moment, subject: "", body: "", at: moment });

it("counts what came after the last one seen, and everything at first", () => {
  const messages = [at("2027-07-05T07:00:00Z"), at("2027-06-28T08:00:00Z"), at("2027-06-28T08:00:00Z")];
  expect(unseen(messages, "")).toBe(3);
  expect(unseen(messages, "2027-06-28T08:00:00Z")).toBe(1);
  expect(unseen(messages, "2027-07-05T07:00:00Z")).toBe(0);
});
