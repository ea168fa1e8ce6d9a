package history

import (
	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// Kinds of import.
const (
	Subsidies = "subsidies"
	Chorus    = "chorus"
)

// Report is what became of every row of a file (compte rendu d'import).
type Report struct {
	ID             string // of the import, once it is stored
	File           string
	Sha256         string
	Kind           string
	Layout         string // French
	Unit           string // what is counted: « ligne », or « élément » of a JSON document
	Understood     []tabular.Understood
	IgnoredColumns []string
	RowsRead       int
	RowsTaken      int
	RowsAlready    int // known before this import
	RowsRefused    int
	Grants         int          // subsidies that the rows taken tell
	References     int          // entries of a reference list that the rows taken tell
	Total          money.Amount // granted, of the rows taken
	Requested      money.Amount // asked, of the rows taken, where they say
	Paid           money.Amount // paid, of the rows taken, where they say
	RefusedTotal   money.Amount // granted, of the rows refused whose amount reads
	Refusals       []tabular.Refusal
	Warnings       []string // French; each tells how many rows and the first
	Anomalies      []Anomaly
}

// Balanced reports whether no row was lost: taken, known and refused make up
// what was read.
func (r Report) Balanced() bool {
	return r.RowsTaken+r.RowsAlready+r.RowsRefused == r.RowsRead
}

// Listed are all anomalies of the file, refused rows included.
func (r Report) Listed() []Anomaly {
	if r.Kind == Subsidies {
		return r.Anomalies
	}
	listed := make([]Anomaly, len(r.Refusals))
	for i, f := range r.Refusals {
		listed[i] = Anomaly{Kind: "ligne refusée", Sheet: f.Sheet, Line: f.Line, Rows: 1, Field: f.Column, Value: quoted(f.Value), Reason: f.Reason, Consequence: RowRefused}
	}
	return listed
}
