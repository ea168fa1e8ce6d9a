// The préfet of the region notifies an envelope, or changes one: up freely, down
// to what is already granted.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../api/client";
import type { Envelope } from "../api/shapes";
import { blame } from "../application/refusals";
import { cents, editable, typed, wire } from "../money";
import { Button, Dialog, Money, Notice, TextField, useToast } from "../ui";

export function NotifyDialog({ campaign, envelope, onClose }: { campaign: string; envelope: Envelope | null; onClose: () => void }) {
  return (
    <Dialog open={envelope !== null} title={envelope ? `Enveloppe ${envelope.funder.code}` : ""} onClose={onClose}>
      {envelope && <Form campaign={campaign} envelope={envelope} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ campaign, envelope, onClose }: { campaign: string; envelope: Envelope; onClose: () => void }) {
  const client = useQueryClient();
  const tell = useToast();
  const [text, setText] = useState(() => editable(cents(envelope.envelope_euros)));
  const read = typed(text);
  const notify = useMutation({
    mutationFn: (amount: string) =>
      take(api.PUT("/campaigns/{id}/envelopes/{funder}", { params: { path: { id: campaign, funder: envelope.funder.code } }, body: { envelope_euros: amount } })),
    onSuccess: (envelopes) => {
      client.setQueryData(["envelopes", campaign], envelopes);
      void client.invalidateQueries({ predicate: ({ queryKey }) => ["grid", "ledger", "ledger-verdict"].includes(String(queryKey[0])) });
      tell(`Enveloppe ${envelope.funder.code} notifiée.`);
      onClose();
    },
  });
  const { of, rest } = blame(notify.error, ["envelope_euros"]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (read.ok) notify.mutate(wire(read.cents));
  }

  return (
    <form className="stack" onSubmit={submit}>
      {rest && (
        <Notice tone="danger" title="Refusé" law={rest.law}>
          <p>{rest.message}</p>
        </Notice>
      )}
      <dl className="facts facts--numbers">
        <dt>{envelope.funder.name}</dt>
        <dd><Money value={envelope.envelope_euros} /></dd>
        <dt>Déjà décidé</dt>
        <dd><Money value={envelope.decided_euros} /></dd>
      </dl>
      <TextField label="Nouveau montant, en euros" amount value={text} onChange={setText} error={read.ok ? of("envelope_euros") : read.problem} />
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={notify.isPending} disabled={!read.ok}>Notifier</Button>
      </div>
    </form>
  );
}
