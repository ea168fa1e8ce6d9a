package application

import (
	"testing"

	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

// The graph of states stands twice: in the verbs, and in application_moves.
func TestSQLKnowsTheSameMoves(t *testing.T) {
	inGo := map[[2]string]bool{}
	for _, v := range []verb{submit, askDocuments, admit, reject, review, makeReady, examine, postpone, decide, refuse, execute,
		fileReport, settle, reopen, dismiss, withdraw} {
		for _, from := range v.from {
			inGo[[2]string{string(from), string(v.to)}] = true
		}
	}
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		rows, err := postgres.List[struct{ FromState, ToState string }](tx.SQL().Raw(`select from_state, to_state from application_moves`))
		for _, r := range rows {
			move := [2]string{r.FromState, r.ToState}
			if !inGo[move] {
				t.Errorf("SQL lets a file go from %s to %s", r.FromState, r.ToState)
			}
			delete(inGo, move)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for move := range inGo {
		t.Errorf("SQL refuses to go from %s to %s", move[0], move[1])
	}
}
