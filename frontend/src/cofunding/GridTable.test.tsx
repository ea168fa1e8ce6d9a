import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Toasts } from "../ui";
import { GridTable } from "./GridTable";
import { aGrid } from "./sample";
import { withProposal } from "./sharing";
import type { Edit } from "./useGrid";

const onKeys = vi.fn();
const undo = vi.fn(() => Promise.resolve(undefined));
let edits: Edit[] = [];

beforeEach(() => {
  edits = [];
});
afterEach(cleanup);

function Live() {
  const [grid, setGrid] = useState(aGrid());
  return (
    <Toasts>
      <GridTable
        grid={grid}
        readOnly=""
        refusal={null}
        undo={undo}
        onKeys={onKeys}
        write={(edit) => {
          edits.push(edit);
          setGrid((before) => withProposal(before, edit.row, edit.code, edit.amount));
          return Promise.resolve(true);
        }}
      />
    </Toasts>
  );
}

async function start(place = "cell-0-0") {
  render(<Live />);
  const user = userEvent.setup();
  await user.click(document.getElementById(place)!);
  return user;
}

const here = () => document.activeElement?.closest("td")?.id;

describe("the grid, at the keyboard", () => {
  it("moves with the arrows and stops at its edges", async () => {
    const user = await start();
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowDown}");
    expect(here()).toBe("cell-1-1");
    await user.keyboard("{ArrowDown}{ArrowLeft}{ArrowUp}{ArrowUp}");
    expect(here()).toBe("cell-0-0");
  });

  it("has one stop for Tab at a time", async () => {
    await start();
    expect([...document.querySelectorAll("td[tabindex='0']")].map((cell) => cell.id)).toEqual(["cell-0-0"]);
  });

  it("types an amount, confirms with Enter and goes down", async () => {
    const user = await start();
    await user.keyboard("27500,5{Enter}");
    expect(edits).toEqual([{ row: 0, code: "FIPD-D", amount: "27500.50" }]);
    expect(here()).toBe("cell-1-0");
  });

  it("confirms with Tab and goes right", async () => {
    const user = await start();
    await user.keyboard("100{Tab}");
    expect(edits).toEqual([{ row: 0, code: "FIPD-D", amount: "100.00" }]);
    expect(here()).toBe("cell-0-1");
  });

  it("forgets what was typed with Escape", async () => {
    const user = await start();
    await user.keyboard("999{Escape}");
    expect(edits).toEqual([]);
    expect(document.getElementById("cell-0-0")!.textContent).toContain("26\u202f000");
    expect(here()).toBe("cell-0-0");
  });

  it("keeps what is no amount, says why, and writes nothing", async () => {
    const user = await start();
    await user.keyboard("1,234{Enter}");
    expect(edits).toEqual([]);
    expect(screen.getAllByRole("status").some((one) => one.textContent?.includes("plus de deux décimales"))).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>("P1, FIPD-D, montant proposé").value).toBe("1,234");
  });

  it("recomputes what remains as soon as an amount is written", async () => {
    const user = await start();
    const head = screen.getByRole("columnheader", { name: /FIPD-D/ });
    expect(head.textContent).toContain("68\u202f000");
    await user.keyboard("30000{Enter}");
    expect(head.textContent).toContain("64\u202f000");
  });

  it("copies the asked amount with =", async () => {
    const user = await start();
    await user.keyboard("=");
    expect(edits).toEqual([{ row: 0, code: "FIPD-D", amount: "30000.00" }]);
  });

  it("proposes nothing with 0", async () => {
    const user = await start();
    await user.keyboard("0{Enter}");
    expect(edits).toEqual([{ row: 0, code: "FIPD-D", amount: "0.00" }]);
  });

  it("locks a cell with v, and says so when one types", async () => {
    const user = await start();
    await user.keyboard("v5");
    expect(edits).toEqual([]);
    expect(screen.getByLabelText("verrouillé")).toBeTruthy();
    expect(screen.getAllByRole("status").some((one) => one.textContent?.includes("verrouillée"))).toBe(true);
    await user.keyboard("v5{Enter}");
    expect(edits).toHaveLength(1);
  });

  it("does not write where the funder has decided", async () => {
    const user = await start("cell-1-0");
    await user.keyboard("5{Enter}");
    expect(edits).toEqual([]);
    expect(screen.getAllByRole("status").some((one) => one.textContent?.includes("a déjà décidé"))).toBe(true);
  });

  it("shows its keys with ? and undoes with Ctrl+Z", async () => {
    const user = await start();
    await user.keyboard("?");
    expect(onKeys).toHaveBeenCalledOnce();
    await user.keyboard("{Control>}z{/Control}");
    expect(undo).toHaveBeenCalledOnce();
  });

  it("pastes a block, and leaves alone what cannot be written", async () => {
    await start();
    fireEvent.paste(document.getElementById("cell-0-0")!, { clipboardData: { getData: () => "1000\t2000\n3000\t4000" } });
    expect(edits).toEqual([
      { row: 0, code: "FIPD-D", amount: "1000.00" },
      { row: 0, code: "CD", amount: "2000.00" },
    ]);
  });
});
