// The table itself: stuck heads, two lines per cell, and a keyboard that works
// like a spreadsheet's. One cell at a time can be reached by Tab; arrows do the
// rest, and Tab leaves at the end of a row: nobody is kept inside.
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { Link } from "wouter";
import type { Refusal } from "../api/client";
import type { Grid, GridCell, GridRow } from "../api/shapes";
import { cents, editable as editableText, euros, hundredths, ratio, typed, wire } from "../money";
import { Bar, funderClass, FunderChip, Gauge, Icon, Money, Percent, useToast } from "../ui";
import { columnTotal, given, pasted, rowTotal } from "./sharing";
import type { Edit } from "./useGrid";

interface Props {
  grid: Grid;
  /** Why this person writes nothing here; "" when there are cells to write. */
  readOnly: string;
  write: (edit: Edit) => Promise<boolean>;
  undo: () => Promise<{ row: number; code: string } | undefined>;
  refusal: { row: number; code: string; error: Refusal } | null;
  onKeys: () => void;
}

interface Place {
  row: number;
  column: number;
}

const idOf = (place: Place) => `cell-${place.row}-${place.column}`;

export function GridTable({ grid, readOnly, write, undo, refusal, onKeys }: Props) {
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const [draft, show] = useState<string | null>(null); // what is being typed in the active cell
  const typing = useRef<string | null>(null); // the same, at once: a cell that loses the focus is taken once
  const [problem, setProblem] = useState("");
  const [locked, setLocked] = useState<ReadonlySet<string>>(new Set());
  const follow = useRef(false);
  const tell = useToast();

  const codes = grid.funders.map((funder) => funder.code);
  const rows = grid.rows;
  const cellAt = (place: Place): GridCell | undefined => rows[place.row]?.cells[codes[place.column] ?? ""];
  const lockOf = (place: Place) => cellAt(place)?.request_id ?? "";
  const writable = (place: Place) => Boolean(cellAt(place)?.editable) && !locked.has(lockOf(place));

  useEffect(() => {
    if (!follow.current) return;
    follow.current = false;
    document.getElementById(idOf(active))?.focus();
  }, [active, draft]);

  function go(row: number, column: number) {
    follow.current = true;
    setActive({ row: clamp(row, rows.length), column: clamp(column, codes.length) });
  }

  function setDraft(text: string | null) {
    typing.current = text;
    show(text);
  }

  function stay() {
    follow.current = true;
    setDraft(null);
    setProblem("");
  }

  function put(place: Place, amount: string) {
    void write({ row: place.row, code: codes[place.column]!, amount });
  }

  /** Takes what is typed. False: it is no amount, and stays to be corrected. */
  function confirm(): boolean {
    const text = typing.current;
    if (text === null) return true;
    if (text.trim() === "") {
      stay();
      return true;
    }
    const read = typed(text);
    if (!read.ok) {
      setProblem(read.problem);
      return false;
    }
    put(active, wire(read.cents));
    stay();
    return true;
  }

  function begin(text: string) {
    const cell = cellAt(active);
    if (!cell) return;
    if (!writable(active)) {
      setProblem(whyClosed(cell, locked.has(lockOf(active)), readOnly));
      return;
    }
    setProblem("");
    setDraft(text);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if ((event.target as HTMLElement).closest("[data-outside]")) return;
    const { row, column } = active;
    const command = event.ctrlKey || event.metaKey;

    if (draft !== null) {
      if (event.key === "Enter") {
        event.preventDefault();
        if (confirm()) go(row + (event.shiftKey ? -1 : 1), column);
      } else if (event.key === "Tab") {
        event.preventDefault();
        if (confirm()) go(row, column + (event.shiftKey ? -1 : 1));
      } else if (event.key === "Escape") {
        event.preventDefault();
        stay();
      }
      return;
    }

    if (command && event.key.toLowerCase() === "z") {
      event.preventDefault();
      void undo().then((last) => last && go(last.row, codes.indexOf(last.code)));
      return;
    }
    if (command || event.altKey) return;

    const moves: Record<string, Place> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      Home: { row, column: 0 },
      End: { row, column: codes.length - 1 },
      PageUp: { row: row - 8, column },
      PageDown: { row: row + 8, column },
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      setProblem("");
      go(move.row, move.column);
      return;
    }
    if (event.key === "Tab") {
      const next = column + (event.shiftKey ? -1 : 1);
      if (next >= 0 && next < codes.length) {
        event.preventDefault();
        go(row, next);
      }
      return;
    }
    onLetter(event);
  }

  function onLetter(event: KeyboardEvent) {
    const cell = cellAt(active);
    if (event.key === "?") {
      event.preventDefault();
      onKeys();
    } else if (!cell) {
      return;
    } else if (event.key === "=") {
      event.preventDefault();
      if (writable(active)) put(active, cell.requested_euros);
      else begin("");
    } else if (event.key === "v") {
      event.preventDefault();
      toggleLock();
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      const now = given(cell);
      begin(now === null ? "" : editableText(now));
    } else if (/^[0-9,.]$/.test(event.key)) {
      event.preventDefault();
      begin(event.key);
    }
  }

  function toggleLock() {
    const id = lockOf(active);
    const next = new Set(locked);
    if (!next.delete(id)) next.add(id);
    setLocked(next);
  }

  function onPaste(event: ClipboardEvent) {
    if (draft !== null) return;
    event.preventDefault();
    const read = pasted(event.clipboardData.getData("text/plain"), active.row, active.column);
    if (read.problem) {
      setProblem(read.problem);
      return;
    }
    const taken = read.cells.filter(writable);
    for (const cell of taken) put(cell, wire(cell.cents));
    tell(`${taken.length} montants collés sur ${read.cells.length}.`);
  }

  const activeCell = cellAt(active);
  const activeRow = rows[active.row];

  return (
    <div className="grid-box">
      {/* The grid listens for its keys as a whole. */}
      <div className="grid-frame" role="presentation" onKeyDown={onKeyDown} onPaste={onPaste}>
        <table className="grid" role="grid" aria-label="Tableau de cofinancement" aria-rowcount={rows.length + 1} aria-colcount={codes.length + 4}>
          <thead>
            <tr>
              <th scope="col" className="grid__file">Dossier</th>
              <th scope="col" className="number not-on-phone">Coût</th>
              <th scope="col" className="number grid__rate not-on-phone">Taux d’aides publiques</th>
              {grid.funders.map((funder) => (
                <FunderHead key={funder.code} grid={grid} code={funder.code} name={funder.name} here={codes[active.column] === funder.code} />
              ))}
              <th scope="col" className="number grid__gap">Reste à financer</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={row.application.id}>
                <RowHead row={row} ceiling={grid.ceiling_percent} />
                {codes.map((code, c) => {
                  const place = { row: r, column: c };
                  const here = active.row === r && active.column === c;
                  return (
                    <Cell
                      key={code}
                      id={idOf(place)}
                      cell={row.cells[code]}
                      label={`${row.application.code}, ${code}`}
                      here={here}
                      draft={here ? draft : null}
                      bad={here && problem !== ""}
                      locked={locked.has(row.cells[code]?.request_id ?? "-")}
                      refused={refusal?.row === r && refusal.code === code}
                      onPick={() => {
                        if (here) return;
                        if (!confirm()) return;
                        setProblem("");
                        setActive(place);
                      }}
                      onOpen={() => {
                        const cell = row.cells[code];
                        const now = cell && given(cell);
                        begin(now === null || now === undefined ? "" : editableText(now));
                      }}
                      onDraft={setDraft}
                      onLeave={confirm}
                    />
                  );
                })}
                <td className="number grid__gap"><Gap row={row} ceiling={grid.ceiling_percent} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={problem || refusal ? "grid-strip grid-strip--bad" : "grid-strip"} role="status">
        {problem || refusal ? <Icon name="danger" /> : null}
        <span>{problem || (refusal ? sentence(refusal.error) : activeRow ? describe(activeRow, codes[active.column]!, activeCell) : "")}</span>
      </p>
    </div>
  );
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(length - 1, value));
}

function sentence(error: Refusal): string {
  return error.law ? `${error.message} (${error.law})` : error.message;
}

function whyClosed(cell: GridCell, locked: boolean, reason: string): string {
  if (locked) return "Case verrouillée\u00a0: la touche v la déverrouille.";
  if (cell.decided_euros !== undefined) return "Le financeur a déjà décidé\u00a0: ce montant ne se propose plus.";
  return reason || "Un montant se propose quand le dossier est en instruction.";
}

function describe(row: GridRow, code: string, cell: GridCell | undefined): string {
  const where = `${row.application.code}, ${code}\u00a0: `;
  if (!cell) return `${where}non demandé`;
  const said = [`demandé ${euros(cents(cell.requested_euros))}`];
  if (cell.proposed_euros !== undefined) said.push(`proposé ${euros(cents(cell.proposed_euros))}`);
  if (cell.announced_euros !== undefined) said.push(`annoncé en séance ${euros(cents(cell.announced_euros))}`);
  if (cell.decided_euros !== undefined) said.push(`décidé ${euros(cents(cell.decided_euros))}`);
  if (said.length === 1) said.push("rien n’est encore proposé");
  return where + said.join(", ");
}

function FunderHead({ grid, code, name, here }: { grid: Grid; code: string; name: string; here: boolean }) {
  const total = columnTotal(grid, code);
  return (
    <th scope="col" className={here ? "grid__funder grid__funder--here" : "grid__funder"}>
      <FunderChip code={code} name={name} />
      <span className="grid__envelope">
        <span className="unseen">enveloppe </span>
        <Money value={total.envelope} bare />
      </span>
      <Bar
        thin
        className={funderClass(code)}
        parts={[{ share: ratio(total.decided, total.envelope) }, { share: ratio(total.proposed, total.envelope), look: "planned" }]}
      />
      <span className="grid__remaining">
        <span className="unseen">reste </span>
        <Money value={total.remaining} bare />
      </span>
    </th>
  );
}

function RowHead({ row, ceiling }: { row: GridRow; ceiling: string | undefined }) {
  const total = rowTotal(row, ceiling);
  return (
    <>
      <th scope="row" className="grid__file">
        <span className="grid__title">
          <span className="code">{row.application.code}</span>
          <Link href={`/dossiers/${row.application.id}`} data-outside="" className="table__title" title={row.application.title}>{row.application.title}</Link>
        </span>
        <span className="table__under">{row.application.applicant}</span>
      </th>
      <td className="number not-on-phone"><Money value={total.cost} bare /></td>
      <td className="number grid__rate not-on-phone">
        <span className={total.over ? "grid__over" : undefined}>
          {total.over && <Icon name="warning" label="au-dessus du plafond" />}
          <Percent value={total.rate} />
        </span>
        <Gauge share={ratio(total.rate ?? 0n, 10000n)} ceiling={ceiling === undefined ? undefined : ratio(hundredths(ceiling), 10000n)} over={total.over} />
      </td>
    </>
  );
}

function Gap({ row, ceiling }: { row: GridRow; ceiling: string | undefined }) {
  const { gap } = rowTotal(row, ceiling);
  if (gap === 0n) {
    return (
      <span className="muted">
        <span aria-hidden="true">–</span>
        <span className="unseen">rien</span>
      </span>
    );
  }
  return <Money value={gap} bare />;
}

interface CellProps {
  id: string;
  cell: GridCell | undefined;
  label: string;
  here: boolean;
  draft: string | null;
  bad: boolean;
  locked: boolean;
  refused: boolean;
  onPick: () => void;
  onOpen: () => void;
  onDraft: (text: string) => void;
  onLeave: () => void;
}

function Cell({ id, cell, label, here, draft, bad, locked, refused, onPick, onOpen, onDraft, onLeave }: CellProps) {
  const input = useRef<HTMLInputElement>(null);
  const editing = draft !== null;

  useEffect(() => {
    if (!editing) return;
    const field = input.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [editing]);

  const classes = ["number", "grid__cell", here && "grid__cell--here", refused && "grid__cell--refused", cell?.editable && !locked && "grid__cell--open"];
  return (
    <td
      id={id}
      role="gridcell"
      className={classes.filter(Boolean).join(" ")}
      tabIndex={here && !editing ? 0 : -1}
      aria-readonly={!cell?.editable || locked}
      aria-selected={here}
      onFocus={onPick}
      onClick={onPick}
      onDoubleClick={onOpen}
      onKeyDown={undefined}
    >
      {cell && (
        <>
          <span className="grid__asked">
            <span className="unseen">demandé </span>
            <Money value={cell.requested_euros} bare />
          </span>
          {editing ? (
            <input
              ref={input}
              className="grid__input"
              aria-label={`${label}, montant proposé`}
              aria-invalid={bad || undefined}
              inputMode="decimal"
              value={draft}
              onChange={(event) => onDraft(event.target.value)}
              onBlur={onLeave}
            />
          ) : (
            <span className={givenClass(cell)}>
              {locked && <Icon name="lock" label="verrouillé" />}
              <Given cell={cell} />
            </span>
          )}
        </>
      )}
    </td>
  );
}

/** Decided and refused each wear their own sign; a proposal wears none. */
function givenClass(cell: GridCell): string {
  if (cell.decided_euros === undefined) return "grid__given";
  return cents(cell.decided_euros) === 0n ? "grid__given grid__given--refused" : "grid__given grid__given--decided";
}

function Given({ cell }: { cell: GridCell }) {
  const amount = given(cell);
  if (amount === null) return <span className="unseen">rien de proposé</span>;
  return (
    <>
      <span className="unseen">{cell.decided_euros === undefined ? "proposé " : amount === 0n ? "refusé " : "décidé "}</span>
      <Money value={amount} bare />
    </>
  );
}
