package rehearsal

import (
	_ "embed"
	"errors"
	"strings"
	"testing"

	"tourdetable/domain/casefile"
	"tourdetable/domain/ledger"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

//go:embed data/campaign-2026.json
var workedExample string

// rehearse plays a file on an empty database and undoes it.
func rehearse(t *testing.T, db *postgres.DB, text string) (figures casefile.Figures, differences []Difference, err error) {
	t.Helper()
	undo := errors.New("undo")
	failed := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		c, err := Read([]byte(text))
		if err != nil {
			return err
		}
		played, err := Play(tx, c)
		if err != nil {
			return err
		}
		if figures, err = casefile.FiguresOf(tx, played.CampaignID); err != nil {
			return err
		}
		if _, err := ledger.Verify(tx, c.Departement); err != nil {
			return err
		}
		if differences, err = Compare(figures, c.Expected); err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(failed, undo) {
		return figures, nil, failed
	}
	return figures, differences, nil
}

func TestTheWorkedExampleEndsWithItsExactFigures(t *testing.T) {
	_, differences, err := rehearse(t, postgrestest.Open(t), workedExample)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range differences {
		t.Errorf("%s: expected %v, got %v", d.Path, d.Expected, d.Got)
	}
}

// edit replaces one text of the worked example, which must hold it once at
// least.
func edit(t *testing.T, old, new string) string {
	t.Helper()
	if !strings.Contains(workedExample, old) {
		t.Fatalf("the worked example does not hold %q", old)
	}
	return strings.Replace(workedExample, old, new, 1)
}
