package history

import (
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// batchSize is how many rows are written at once.
const batchSize = 2000

// pastMax is how many grants a page shows beside an applicant.
const pastMax = 50

// Import reads what file tells into the history on behalf of actor, and stores
// the report it returns. The same file again adds nothing: its rows are
// « already » there. Faults: those of Parse.
func Import(tx postgres.Tx, actor string, file *File) (Report, error) {
	id := postgres.NewID()
	known := Report{}
	grants, references := make([]Grant, 0, batchSize), []Reference{}
	flush := func() error {
		old, err := insertGrants(tx, id, grants)
		for _, g := range old {
			known.RowsAlready, known.Grants = known.RowsAlready+g.rows, known.Grants+1
			known.Total, known.Requested, known.Paid = known.Total.Add(g.Amount), plus(known.Requested, g.Requested), plus(known.Paid, g.Paid)
		}
		grants = grants[:0]
		return err
	}
	report, err := Parse(file, Keeper{
		Grant: func(g Grant) error {
			if grants = append(grants, g); len(grants) < batchSize {
				return nil
			}
			return flush()
		},
		Reference: func(r Reference) error {
			references = append(references, r)
			return nil
		},
	})
	if err != nil {
		return report, err
	}
	if err := flush(); err != nil {
		return report, err
	}
	added, err := insertReferences(tx, id, references)
	if err != nil {
		return report, err
	}
	known.References = len(references) - added
	known.RowsAlready += known.References
	report.RowsTaken, report.RowsAlready = report.RowsTaken-known.RowsAlready, known.RowsAlready
	report.Grants, report.References = report.Grants-known.Grants, report.References-known.References
	report.Total, report.Requested, report.Paid = report.Total.Sub(known.Total), report.Requested.Sub(known.Requested), report.Paid.Sub(known.Paid)
	report.ID = id
	return report, insertReport(tx, id, actor, report)
}

// Record stores, as import id (postgres.NewID), the report of rows that another
// room keeps. The report must be Balanced.
func Record(tx postgres.Tx, id, actor string, report Report) error {
	return insertReport(tx, id, actor, report)
}

// anomaliesMax is how many anomalies of an import are given at once.
const anomaliesMax = 2000

// AnomaliesOf returns what the import id refused, dropped, corrected and
// noticed, the refused rows first; 2 000 at most.
func AnomaliesOf(tx postgres.Tx, id string) ([]Anomaly, error) { return anomaliesOf(tx, id) }

// Past is what is known of a body (antériorité). Of a demand that several
// exports tell, the newest counts; an OSIRIS file gives way to its actions.
type Past struct {
	Grants  []Grant // granted, most recent first, 50 at most
	Demands []Grant // asked and not granted, or not yet, most recent first, 50 at most
	Years   []Year  // of what was granted, most recent first
	Funders []Funding
}

// Year is what a body received for one exercice.
type Year struct {
	Exercice int // 0 when the files do not say
	Grants   int
	Total    money.Amount
}

// Funding is what a body asked and received from one funder for one exercice.
type Funding struct {
	Exercice    int // 0 when the files do not say
	Allocator   string
	AllocatorID string // "" when unknown
	Grants      int
	Total       money.Amount // granted
	Requested   money.Amount // of the rows that say it
	Paid        money.Amount // of the rows that say it
}

// Of returns what others granted to siren, and what was asked from them.
func Of(tx postgres.Tx, siren identity.Siren) (Past, error) {
	var past Past
	var err error
	if past.Grants, err = grantsOf(tx, siren, true); err != nil {
		return past, err
	}
	if past.Demands, err = grantsOf(tx, siren, false); err != nil {
		return past, err
	}
	if past.Years, err = yearsOf(tx, siren); err != nil {
		return past, err
	}
	past.Funders, err = fundersOf(tx, siren)
	return past, err
}
