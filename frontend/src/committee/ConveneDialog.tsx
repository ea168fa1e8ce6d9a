// Calls a session: its day, its place, and the seats of the last one.
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { blame } from "../application/refusals";
import { useFunders } from "../programme/campaigns";
import { Button, DayField, Dialog, FunderChip, Notice, Skeleton, TextField, useToast } from "../ui";
import { useCommitteeSession, useConvene, useSessions } from "./queries";
import "./committee.css";

export function ConveneDialog({ campaign, open, onClose }: { campaign: string; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title="Convoquer une séance" onClose={onClose}>
      {open && <Call campaign={campaign} onClose={onClose} />}
    </Dialog>
  );
}

interface SeatChoice {
  code: string;
  voting: boolean;
}

function Call({ campaign, onClose }: { campaign: string; onClose: () => void }) {
  const sessions = useSessions(campaign);
  const last = useCommitteeSession(sessions.data?.items[0]?.id);
  const funders = useFunders(campaign);
  const first = sessions.data?.items.length === 0;
  const seats: SeatChoice[] | undefined = first ? funders.data?.items.map((funder) => ({ code: funder.code, voting: true })) : last.data?.seats;
  if (!seats) return <Skeleton lines={6} />;
  return <Form campaign={campaign} known={seats} place={last.data?.place ?? ""} onClose={onClose} />;
}

function Form({ campaign, known, place: before, onClose }: { campaign: string; known: SeatChoice[]; place: string; onClose: () => void }) {
  const convene = useConvene();
  const tell = useToast();
  const [, go] = useLocation();
  const [on, setOn] = useState("");
  const [place, setPlace] = useState(before);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { of, rest } = blame(convene.error, ["on", "place", "seats"]);
  const seats = known.filter((seat) => !left.has(seat.code)).map(({ code, voting }) => ({ code, voting }));

  function submit(event: FormEvent) {
    event.preventDefault();
    convene.mutate(
      { campaign, on, place, seats },
      {
        onSuccess: (session) => {
          tell("La séance est convoquée\u00a0: inscrivez les dossiers à son ordre du jour.");
          onClose();
          go(`/seances/${session.id}`);
        },
      },
    );
  }

  function toggle(code: string) {
    const next = new Set(left);
    if (!next.delete(code)) next.add(code);
    setLeft(next);
  }

  return (
    <form className="stack" onSubmit={submit}>
      {rest && (
        <Notice tone="danger" title="Convocation refusée" law={rest.law}>
          <p>{rest.message}</p>
        </Notice>
      )}
      <DayField label="Jour de la séance" required value={on} onChange={setOn} error={of("on")} />
      <TextField label="Lieu" value={place} onChange={setPlace} error={of("place")} />
      <fieldset>
        <legend className="field__label">Sièges convoqués</legend>
        <ul className="votes">
          {known.map((seat) => (
            <li key={seat.code}>
              <label className="line attendance">
                <input type="checkbox" checked={!left.has(seat.code)} onChange={() => toggle(seat.code)} />
                <FunderChip code={seat.code} />
                {!seat.voting && <span className="muted small">voix consultative</span>}
              </label>
            </li>
          ))}
        </ul>
        {of("seats") && <p className="field__error">{of("seats")}</p>}
      </fieldset>
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={convene.isPending} disabled={on === ""}>Convoquer</Button>
      </div>
    </form>
  );
}
