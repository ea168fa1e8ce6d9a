// The frame of every act on a body: what it does, what it needs, the rule that
// refuses it. What was typed stays when it is refused.
import { useState, type ReactNode } from "react";
import { blame } from "../application/refusals";
import { Button, Dialog, Field, Notice, useToast } from "../ui";
import { upload, useBodyAct, type BodyAct } from "./queries";

interface Props {
  id: string;
  title: string;
  verb: string;
  done: string;
  danger?: boolean;
  fields: string[];
  /** What to send, once files have left; null while something is missing. */
  act: (() => Promise<BodyAct> | BodyAct) | null;
  onClose: () => void;
  children: (of: (...names: string[]) => string | undefined) => ReactNode;
}

export function ActForm({ id, title, verb, done, danger, fields, act, onClose, children }: Props) {
  const send = useBodyAct(id);
  const tell = useToast();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { of, rest } = blame(failure, fields);

  async function confirm() {
    if (!act) return;
    setBusy(true);
    setFailure(null);
    try {
      await send.mutateAsync(await act());
      tell(done);
      onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog open title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        {rest && (
          <Notice tone="danger" title="Refusé" law={rest.law}>
            <p>{rest.message}</p>
          </Notice>
        )}
        {children(of)}
        <div className="dialog__foot">
          <Button onClick={onClose}>Renoncer</Button>
          <Button look={danger ? "danger" : "primary"} type="submit" busy={busy} disabled={act === null}>{verb}</Button>
        </div>
      </form>
    </Dialog>
  );
}

export function FileField({ label, hint, error, onChange }: { label: string; hint?: string; error?: string | undefined; onChange: (file: File | null) => void }) {
  return (
    <Field label={label} hint={hint ?? "PDF, image ou document, 20 Mo au plus"} error={error}>
      {(wiring) => <input {...wiring} className="input" type="file" onChange={(event) => onChange(event.target.files?.[0] ?? null)} />}
    </Field>
  );
}

export const sendFile = upload;
