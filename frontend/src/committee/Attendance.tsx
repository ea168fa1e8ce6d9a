// Who is at the table.
import type { CommitteeSession } from "../api/shapes";
import { Dialog, FunderChip } from "../ui";
import type { Run } from "./SessionPage";

export function Attendance({ open, session, may, busy, run, onClose }: { open: boolean; session: CommitteeSession; may: boolean; busy: boolean; run: Run; onClose: () => void }) {
  return (
    <Dialog open={open} title="Présences" onClose={onClose}>
      <div className="stack">
        <p className="muted" role="status">
          {session.quorum.present} {session.quorum.present > 1 ? "présents" : "présent"} sur {session.quorum.seats} sièges délibérants, {session.quorum.needed} nécessaires au quorum.
        </p>
        <ul className="votes">
          {session.seats.map((seat) => (
            <li key={seat.code}>
              <label className="line attendance">
                <input
                  type="checkbox"
                  checked={seat.present}
                  disabled={!may || busy}
                  onChange={(event) => run({ kind: "attendance", seat: seat.code, present: event.target.checked })}
                />
                <FunderChip code={seat.code} />
                {seat.member && seat.member !== `Siège ${seat.code}` && <span>{seat.member}</span>}
                {!seat.voting && <span className="muted small">voix consultative</span>}
              </label>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
