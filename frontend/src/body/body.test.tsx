import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { useAutosave, type Answer, type Edit, type Pulled } from "../autosave/useAutosave";
import type { Organisation, RecordProblem } from "./queries";
import { approvalsOf, sectionsOf } from "./record";
import { RecordForm } from "./RecordForm";

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const body = { id: "o", kind: "association", departement: "98", today: "2026-03-12" } as Organisation;

function Form({ start, send, problems = [] }: { start: Pulled; send: (edits: Edit[]) => Promise<Answer>; problems?: RecordProblem[] }) {
  const form = useAutosave({ key: "me/o", start, send, debounce: 0 });
  return <RecordForm organisation={body} form={form} problems={problems} />;
}

function show(props: Parameters<typeof Form>[0]) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <Form {...props} />
    </QueryClientProvider>,
  );
}

const kept = { value: "ADL", version: 3, at: "2026-03-12T13:05:00Z", by: "Anna", source: "typed" };

describe("a record", () => {
  it("tells who gave a value, and what is wrong with it beside it", () => {
    show({
      start: { version: 3, fields: [{ ...kept, path: "acronym" }, { ...kept, path: "rna", value: "12", source: "file" }], conflicts: [] },
      send: () => Promise.reject(new Error()),
      problems: [{ path: "rna", missing: false, detail: "attendu W" }, { path: "address.line", missing: true, detail: "Adresse du siège\u00a0: à renseigner" }],
    });
    expect(screen.getByLabelText<HTMLInputElement>("Sigle").value).toBe("ADL");
    expect(screen.getByText(/Saisi par Anna le 12\/03\/2026/)).toBeTruthy();
    expect(screen.getByText(/Repris d’un dossier/)).toBeTruthy();
    expect(screen.getByLabelText("Numéro RNA").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getAllByText("Adresse du siège")).toHaveLength(2);
  });

  it("keeps what is typed, and says so", async () => {
    const sent: Edit[] = [];
    show({
      start: { version: 0, fields: [], conflicts: [] },
      send: (edits) => {
        sent.push(...edits);
        return Promise.resolve({ version: sent.length, saved: edits.map((edit, i) => ({ path: edit.path, value: edit.value, version: sent.length + i, at: "2026-03-12T13:05:00Z", by: "Moi", source: "typed" })), conflicts: [] });
      },
    });
    await userEvent.type(screen.getByLabelText("Sigle"), "ADL");
    expect(await screen.findByText(/Saisi par Moi/)).toBeTruthy();
    expect(screen.getByText("Tout est enregistré")).toBeTruthy();
    expect(sent.at(-1)).toMatchObject({ path: "acronym", value: "ADL" });
  });

  it("shows two values, and keeps the one that is chosen", async () => {
    const sent: Edit[] = [];
    show({
      start: { version: 3, fields: [{ ...kept, path: "acronym" }], conflicts: [{ path: "acronym", current: kept, other: { id: "e", value: "LAL", by: "Bruno", at: "" } }] },
      send: (edits) => {
        sent.push(...edits);
        return Promise.resolve({ version: 4, saved: [{ ...kept, path: "acronym", value: "LAL", version: 4 }], conflicts: [] });
      },
    });
    await userEvent.click(screen.getByRole("button", { name: /LAL/ }));
    expect(sent).toMatchObject([{ path: "acronym", value: "LAL", base: 3, closes: ["e"] }]);
    expect(screen.queryByRole("group", { name: /Deux valeurs/ })).toBeNull();
  });

  it("asks to sign in again when the session is over, and holds what was typed", async () => {
    show({ start: { version: 0, fields: [], conflicts: [] }, send: () => Promise.reject(Object.assign(new Error(), { status: 401 })) });
    await userEvent.type(screen.getByLabelText("Sigle"), "A");
    expect(await screen.findByRole("button", { name: "Se connecter à nouveau" })).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Sigle").value).toBe("A");
    expect(Object.keys(localStorage)).toHaveLength(1);
  });
});

it("asks each territory for its own number", () => {
  const asked = (kind: string, departement: string) => sectionsOf({ kind, departement, postalCode: "", today: "2026-03-12" }).flatMap((section) => section.asks.map((ask) => ask.path));
  expect(asked("association", "69")).toContain("rna");
  expect(asked("association", "67")).not.toContain("rna");
  expect(asked("association", "67")).toContain("local_register.court");
  expect(asked("association", "988")).toContain("ridet");
  expect(asked("commune", "69")).not.toContain("rna");
  expect(asked("association", "69")).toContain("staff.2025.fte");
});

it("finds the rows of approvals that hold something", () => {
  const values: Record<string, string> = { "approvals.b.type": "JEP", "approvals.a.by": "", "approvals.c.on": "2020-01-01", acronym: "x" };
  expect(approvalsOf(Object.keys(values), (path) => values[path] ?? "")).toEqual(["b", "c"]);
});
