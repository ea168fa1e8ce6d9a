package history

import (
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/tabular"
)

// batchSize is how many rows are written at once.
const batchSize = 2000

// pastMax is how many grants a page shows beside an applicant.
const pastMax = 50

// Import reads the subsidies of book into the history on behalf of actor, and
// stores the report it returns. The same file again adds nothing: its rows are
// « already » there. Faults: those of Parse.
func Import(tx postgres.Tx, actor string, book *tabular.Book) (Report, error) {
	id, known := postgres.NewID(), money.Zero
	already := 0
	batch := make([]Grant, 0, batchSize)
	flush := func() error {
		old, err := insertGrants(tx, id, batch)
		for _, g := range old {
			already, known = already+1, known.Add(g.Amount)
		}
		batch = batch[:0]
		return err
	}
	report, err := Parse(book, func(g Grant) error {
		if batch = append(batch, g); len(batch) < batchSize {
			return nil
		}
		return flush()
	})
	if err != nil {
		return report, err
	}
	if err := flush(); err != nil {
		return report, err
	}
	report.RowsTaken, report.RowsAlready = report.RowsTaken-already, already
	report.Total = report.Total.Sub(known)
	report.ID = id
	return report, insertReport(tx, id, actor, report)
}

// Record stores, as import id (postgres.NewID), the report of rows that another
// room keeps. The report must be Balanced.
func Record(tx postgres.Tx, id, actor string, report Report) error {
	return insertReport(tx, id, actor, report)
}

// Past is what is known of a body (antériorité).
type Past struct {
	Grants []Grant // most recent first, 50 at most
	Years  []Year  // most recent first
}

// Year is what a body received for one exercice.
type Year struct {
	Exercice int // 0 when the files do not say
	Grants   int
	Total    money.Amount
}

// Of returns what others granted to siren.
func Of(tx postgres.Tx, siren identity.Siren) (Past, error) {
	grants, err := grantsOf(tx, siren)
	if err != nil {
		return Past{}, err
	}
	years, err := yearsOf(tx, siren)
	return Past{grants, years}, err
}
