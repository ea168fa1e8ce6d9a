import { describe, expect, it } from "vitest";
import { cents, count, editable, euros, percent, ratio, share, sum, typed, typeset, wire } from "./money";

describe("an amount of the API", () => {
  it.each([
    ["0.00", 0n],
    ["0.05", 5n],
    ["12400.00", 1_240_000n],
    ["-3.50", -350n],
    ["9007199254740993.01", 900_719_925_474_099_301n], // beyond what a float holds
  ])("%s is read and written back unchanged", (text, value) => {
    expect(cents(text)).toBe(value);
    expect(wire(value)).toBe(text);
  });

  it.each(["", "12", "12.3", "12.345", "12,40", "1e3", " 1.00", "1.00 "])("refuses « %s »", (text) => {
    expect(() => cents(text)).toThrow(RangeError);
  });
});

describe("what a person types", () => {
  it.each([
    ["12400", 1_240_000n],
    ["12 400,00", 1_240_000n],
    ["12\u202f400,5 €", 1_240_050n],
    ["12400.05", 1_240_005n],
    ["0", 0n],
    ["7,", 700n],
  ])("« %s » is understood", (text, value) => {
    expect(typed(text)).toEqual({ ok: true, cents: value });
  });

  it.each([
    ["", "Aucun montant"],
    ["douze", "n’est pas un montant"],
    ["1,234", "plus de deux décimales"],
    ["-5", "jamais négatif"],
    ["1.000,00", "n’est pas un montant"],
  ])("« %s » is refused with a reason", (text, reason) => {
    const read = typed(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? "" : read.problem).toContain(reason);
  });
});

describe("what is shown", () => {
  it("parts thousands with a narrow no-break space and holds the unit", () => {
    expect(euros(1_240_000n)).toBe("12\u202f400,00\u00a0€");
    expect(euros(123_456_789_00n)).toBe("123\u202f456\u202f789,00\u00a0€");
  });
  it("uses a true minus", () => {
    expect(typeset(-1_020_000n)).toEqual({ euros: "\u221210\u202f200", cents: ",00" });
    expect(euros(-5n)).toBe("\u22120,05\u00a0€");
  });
  it("gives back round euros to edit, and cents when there are some", () => {
    expect(editable(1_240_000n)).toBe("12\u202f400");
    expect(editable(1_240_050n)).toBe("12\u202f400,50");
  });
  it("counts and percents", () => {
    expect(count(1_000_000)).toBe("1\u202f000\u202f000");
    expect(percent(8005n)).toBe("80,05\u00a0%");
  });
});

describe("shares", () => {
  it("rounds half up, in hundredths of a percent", () => {
    expect(share(66_000_00n, 82_450_00n)).toBe(8005n);
    expect(share(1n, 20000n)).toBe(1n); // 0,005 % rounds up
    expect(share(1n, 20001n)).toBe(0n);
  });
  it("has no share of nothing", () => expect(share(1n, 0n)).toBeNull());
  it("draws between 0 and 1", () => {
    expect(ratio(50n, 200n)).toBe(0.25);
    expect(ratio(300n, 200n)).toBe(1);
    expect(ratio(-1n, 200n)).toBe(0);
    expect(ratio(1n, 0n)).toBe(0);
  });
  it("adds without loss", () => expect(sum([cents("0.10"), cents("0.20")])).toBe(30n));
});
