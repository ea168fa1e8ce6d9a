// The grid as the server knows it, and the proposals one writes into it:
// shown at once, taken back when refused.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { api, Refusal, take } from "../api/client";
import type { Grid } from "../api/shapes";
import { withProposal } from "./sharing";

const REMEMBERED = 20; // edits one can undo

export interface Edit {
  row: number;
  code: string;
  amount: string;
}

interface Undo {
  row: number;
  code: string;
  before: string;
}

export function useGrid(campaign: string | undefined) {
  const client = useQueryClient();
  const key = ["grid", campaign];
  const query = useQuery({
    queryKey: key,
    enabled: campaign !== undefined,
    queryFn: () => take(api.GET("/campaigns/{id}/grid", { params: { path: { id: campaign! } } })),
  });
  const undos = useRef<Undo[]>([]);
  const [undoable, setUndoable] = useState(0);
  const [saving, setSaving] = useState(0);
  const [refusal, setRefusal] = useState<{ row: number; code: string; error: Refusal } | null>(null);

  const show = useCallback(
    (row: number, code: string, amount: string | undefined) => {
      client.setQueryData<Grid>(["grid", campaign], (grid) => grid && withProposal(grid, row, code, amount));
    },
    [client, campaign],
  );

  async function write(edit: Edit, remember = true): Promise<boolean> {
    const cell = client.getQueryData<Grid>(key)?.rows[edit.row]?.cells[edit.code];
    if (!cell || !cell.editable) return false;
    const before = cell.proposed_euros;
    if (before === edit.amount) return true;
    setRefusal(null);
    setSaving((n) => n + 1);
    show(edit.row, edit.code, edit.amount);
    try {
      await take(
        api.PUT("/requests/{id}/proposal", {
          params: { path: { id: cell.request_id } },
          body: { amount_euros: edit.amount },
        }),
      );
    } catch (error) {
      show(edit.row, edit.code, before);
      setRefusal({ row: edit.row, code: edit.code, error: error instanceof Refusal ? error : new Refusal({}, 0) });
      return false;
    } finally {
      setSaving((n) => n - 1);
    }
    if (remember && before !== undefined) {
      undos.current = [...undos.current, { row: edit.row, code: edit.code, before }].slice(-REMEMBERED);
      setUndoable(undos.current.length);
    }
    void client.invalidateQueries({ predicate: (one) => ["application", "applications", "envelopes"].includes(String(one.queryKey[0])) });
    return true;
  }

  async function undo(): Promise<Undo | undefined> {
    const last = undos.current.at(-1);
    if (!last) return undefined;
    undos.current = undos.current.slice(0, -1);
    setUndoable(undos.current.length);
    await write({ row: last.row, code: last.code, amount: last.before }, false);
    return last;
  }

  return { query, write, undo, undoable, saving: saving > 0, refusal };
}
