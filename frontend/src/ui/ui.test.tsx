import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { memoryLocation } from "wouter/memory-location";
import { Router } from "wouter";
import { Bar, FunderChip, funderClass, Gauge, Money, Percent, State, Table, Tabs, TextField, Toasts, useToast } from ".";

afterEach(cleanup);

describe("Money", () => {
  it("sets the cents apart from the euros", () => {
    const { container } = render(<Money value="12400.05" />);
    expect(container.textContent).toBe("12\u202f400,05\u00a0€");
    expect(container.querySelector(".money__light")?.textContent).toBe(",05\u00a0€");
  });
  it("shows a dash for what was not asked, and says it to those who listen", () => {
    const { container } = render(<Money value={undefined} />);
    expect(container.textContent).toBe("–rien");
    expect(container.querySelector("[aria-hidden]")?.textContent).toBe("–");
  });
  it("tells nought from not asked", () => {
    const { container } = render(<Money value="0.00" />);
    expect(container.textContent).toBe("0,00\u00a0€");
  });
});

it("Percent keeps two decimals", () => {
  const { container } = render(<Percent value="80.05" />);
  expect(container.textContent).toBe("80,05\u00a0%");
});

describe("a funder's colour", () => {
  it.each([
    ["FIPD-D", "is-fipd-d"],
    ["FIPD-S", "is-fipd-s"],
    ["CD", "is-cd"],
    ["EPCI-2", "is-epci"],
    ["CAF", "is-caf"],
    ["INCONNU", "is-other"],
  ])("%s wears %s", (code, name) => {
    expect(funderClass(code)).toBe(name);
    render(<FunderChip code={code} />);
    expect(screen.getByText(code).className).toContain(name);
  });
});

it("a state is a word and a shape", () => {
  const { container } = render(<State tone="warning">Ajourné</State>);
  expect(container.textContent).toBe("Ajourné");
  expect(container.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
});

it("drawn ratios stay inside their frame and are silent", () => {
  const { container } = render(
    <>
      <Gauge share={1.4} ceiling={0.8} over />
      <Bar parts={[{ share: 0.5 }, { share: 0.25, look: "planned" }]} />
    </>,
  );
  expect(container.querySelector<HTMLElement>(".gauge__fill")!.style.getPropertyValue("--share")).toBe("1");
  expect([...container.children].every((one) => one.getAttribute("aria-hidden") === "true")).toBe(true);
});

it("a field ties its error to its control", () => {
  render(<TextField label="Montant" value="x" onChange={() => undefined} error="Ce n’est pas un montant." hint="En euros" />);
  const input = screen.getByLabelText("Montant");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  const described = input.getAttribute("aria-describedby")!.split(" ").map((id) => document.getElementById(id)?.textContent);
  expect(described).toEqual(["En euros", "Ce n’est pas un montant."]);
});

it("a table names itself, its columns and its rows", () => {
  render(<Table caption="Dossiers" rows={[{ id: "1", cost: "5.00" }]} rowKey={(row) => row.id} columns={[{ key: "id", head: "N°", cell: (row) => row.id }, { key: "cost", head: "Coût", number: true, cell: (row) => <Money value={row.cost} /> }]} />);
  expect(screen.getByRole("table", { name: "Dossiers" })).toBeTruthy();
  expect(screen.getByRole("columnheader", { name: "Coût" }).className).toBe("number");
  expect(screen.getByRole("rowheader", { name: "1" })).toBeTruthy();
});

it("tabs follow the arrows and write their choice in the address", async () => {
  const { hook, searchHook, history } = memoryLocation({ path: "/dossiers/1", record: true });
  render(
    <Router hook={hook} searchHook={searchHook}>
      <Tabs label="Parties" tabs={[{ id: "a", label: "Synthèse", panel: "un" }, { id: "b", label: "Plan", panel: "deux" }]} />
    </Router>,
  );
  const user = userEvent.setup();
  await user.click(screen.getByRole("tab", { name: "Synthèse" }));
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "Plan" }).getAttribute("aria-selected")).toBe("true");
  expect(screen.getByRole("tabpanel").textContent).toBe("deux");
  expect(history.at(-1)).toContain("onglet=b");
});

function Teller() {
  const tell = useToast();
  return <button type="button" onClick={() => tell("Dossier déposé.")}>Dire</button>;
}

it("a toast speaks through a live region that was there before", async () => {
  render(<Toasts><Teller /></Toasts>);
  const region = screen.getByRole("status");
  await userEvent.click(screen.getByRole("button", { name: "Dire" }));
  expect(region.textContent).toContain("Dossier déposé.");
});
