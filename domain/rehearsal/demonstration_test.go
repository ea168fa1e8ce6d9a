package rehearsal

import (
	"errors"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/casefile"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

func TestTheDemonstrationLeavesAFileInEachState(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		if err := Demonstrate(tx); err != nil {
			return err
		}
		page, err := casefile.Applications(tx, party.System, casefile.Filter{})
		if err != nil {
			return err
		}
		for _, s := range application.States() {
			if page.Counts[string(s)] == 0 {
				t.Errorf("no file is %s", s)
			}
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
