// An act that asks why.
import { useState } from "react";
import { Button, Dialog, LongField } from "../ui";

interface Props {
  open: boolean;
  title: string;
  explanation: string;
  verb: string;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

export function ReasonDialog({ open, title, explanation, verb, onClose, onConfirm }: Props) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Renoncer</Button>
          <Button
            look="primary"
            disabled={reason.trim() === ""}
            onClick={() => {
              onClose();
              onConfirm(reason);
            }}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{explanation}</p>
        <LongField label="Motif" required value={reason} onChange={setReason} />
      </div>
    </Dialog>
  );
}
