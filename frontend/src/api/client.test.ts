import { describe, expect, it } from "vitest";
import { Refusal, take } from "./client";

function answer(status: number, error?: unknown) {
  return Promise.resolve({ error, response: new Response(null, { status }) } as { data?: unknown; error?: unknown; response: Response });
}

async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error("un refus était attendu");
}

describe("what the program refuses", () => {
  it("keeps its sentence, its code, its field and its law", async () => {
    const refusal = await refusalOf(take(answer(422, { code: "award.above_request", detail: "Le montant dépasse la demande.", field: "amount_euros", law: "article 6" })));
    expect(refusal).toMatchObject({ status: 422, code: "award.above_request", message: "Le montant dépasse la demande.", field: "amount_euros", law: "article 6" });
  });
  it("says the same of what is unknown and what is forbidden", async () => {
    expect((await refusalOf(take(answer(403)))).message).toBe((await refusalOf(take(answer(404)))).message);
  });
  it("has a French sentence for an answer without one", async () => {
    expect((await refusalOf(take(answer(502, "<html>")))).message).toContain("502");
  });
  it("tells a lost link from a refusal", async () => {
    const refusal = await refusalOf(take(Promise.reject(new TypeError("Failed to fetch"))));
    expect(refusal.code).toBe("link.down");
    expect(refusal.message).toContain("ne répond pas");
  });
});

it("gives what was asked", async () => {
  expect(await take(Promise.resolve({ data: { id: 1 }, response: new Response(null, { status: 200 }) }))).toEqual({ id: 1 });
});
