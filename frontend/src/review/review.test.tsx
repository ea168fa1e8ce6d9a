import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../api/client";
import { AnswerRow } from "./AnswerRow";
import { proposed } from "./Documents";
import { draftOf } from "./Opinions";
import type { Review } from "./queries";

const sent: unknown[] = [];

beforeEach(() => {
  sent.length = 0;
  vi.spyOn(api, "PUT").mockImplementation(((_: string, { body }: { body: unknown }) => {
    sent.push(body);
    return Promise.resolve({ data: { application: "f", checks: [] }, response: new Response("{}") });
  }) as unknown as typeof api.PUT);
});
afterEach(cleanup);

function row(answer: string, note = "") {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ul>
        <AnswerRow
          file="f"
          label="Le RIB est joint"
          possible={[{ value: "yes", label: "Oui" }, { value: "no", label: "Non" }]}
          answer={answer}
          note={note}
          by=""
          at={undefined}
          editable
          noteFor={(one) => (one === "no" ? { label: "Ce qui manque", required: true } : undefined)}
          act={(value, why) => ({ kind: "check", check: { item: "rib", answer: value as "yes" | "no", note: why } })}
        />
      </ul>
    </QueryClientProvider>,
  );
}

describe("an answer", () => {
  it("is sent as soon as it is given", async () => {
    row("");
    await userEvent.click(screen.getByRole("radio", { name: "Oui" }));
    await waitFor(() => expect(sent).toEqual([{ checks: [{ item: "rib", answer: "yes", note: "" }] }]));
  });

  it("that needs a reason waits for it, and says so", async () => {
    row("yes");
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "Non" }));
    expect(screen.getByText(/Non enregistré/)).toBeTruthy();
    expect(sent).toEqual([]);
    await user.type(screen.getByLabelText("Ce qui manque"), "  Le titulaire diffère ");
    await user.tab();
    await waitFor(() => expect(sent).toEqual([{ checks: [{ item: "rib", answer: "no", note: "Le titulaire diffère" }] }]));
  });

  it("that is left as it was is not sent again", async () => {
    row("no", "Absent");
    const user = userEvent.setup();
    await user.click(screen.getByLabelText("Ce qui manque"));
    await user.tab();
    expect(sent).toEqual([]);
  });
});

it("what fails is proposed first and chosen, with its note; what is met is not", () => {
  const check = (item: string, answer: "" | "yes" | "no" | "na", note = "") => ({ item, answer, note, label: item, law: "", group: "admissibility", by: "" });
  const review = { checks: [check("a", ""), check("b", "yes"), check("c", "no", "celui de 2025"), check("d", "na", "x")] } as unknown as Review;
  expect(proposed(review)).toEqual([
    { code: "c", label: "c", why: "celui de 2025", chosen: true },
    { code: "a", label: "a", why: "", chosen: false },
  ]);
});

describe("an opinion", () => {
  it("is a draft once it has its reason", () => {
    expect(draftOf({ opinion: "", reason: "x", amount: "" })).toEqual({});
    expect(draftOf({ opinion: "favourable", reason: " ", amount: "" })).toEqual({});
    expect(draftOf({ opinion: "favourable", reason: "Utile", amount: "8 000,5" })).toEqual({ draft: { opinion: "favourable", reason: "Utile", amount_euros: "8000.50" } });
    expect(draftOf({ opinion: "favourable", reason: "Utile", amount: "huit" }).amountError).toContain("huit");
  });
  it("with nothing to say has no amount", () => {
    expect(draftOf({ opinion: "none", reason: "", amount: "12" })).toEqual({ draft: { opinion: "none" } });
  });
});
