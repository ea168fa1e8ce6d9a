// Two files and two funders, for the tests of this room.
import type { Grid, GridCell } from "../api/shapes";

function cell(id: string, requested: string, proposed: string, decided?: string): GridCell {
  return { request_id: id, requested_euros: requested, proposed_euros: proposed, ...(decided ? { decided_euros: decided } : {}), editable: decided === undefined };
}

export function aGrid(): Grid {
  return {
    ceiling_percent: "80.00",
    funders: [
      { code: "FIPD-D", name: "FIPD, programme D", kind: "state", envelope_euros: "112000.00", decided_euros: "18000.00", remaining_euros: "94000.00" },
      { code: "CD", name: "Conseil départemental", kind: "local", envelope_euros: "65000.00", decided_euros: "0.00", remaining_euros: "65000.00" },
    ],
    rows: [
      {
        application: { id: "a", code: "P1", title: "Référents de parcours", applicant: "Trajectoires", state: "under_review", state_label: "En instruction" },
        cost_euros: "60000.00",
        final_cost_euros: "60000.00",
        own_euros: "15000.00",
        other_public_euros: "0.00",
        public_share_percent: "68.33",
        cells: { "FIPD-D": cell("r1", "30000.00", "26000.00"), CD: cell("r2", "15000.00", "15000.00") },
      },
      {
        application: { id: "b", code: "P2", title: "Accueil de jour", applicant: "Solstice", state: "decided", state_label: "Décidé" },
        cost_euros: "40000.00",
        final_cost_euros: "40000.00",
        own_euros: "22000.00",
        other_public_euros: "0.00",
        public_share_percent: "50.00",
        cells: { "FIPD-D": cell("r3", "20000.00", "18000.00", "18000.00") },
      },
    ],
  };
}
