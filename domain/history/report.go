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
	Understood     []tabular.Understood
	IgnoredColumns []string
	RowsRead       int
	RowsTaken      int
	RowsAlready    int // known before this import
	RowsRefused    int
	Total          money.Amount // of the rows taken
	RefusedTotal   money.Amount // of the rows refused whose amount reads
	Refusals       []tabular.Refusal
	Warnings       []string // French; each tells how many rows and the first
}

// Balanced reports whether no row was lost: taken, known and refused make up
// what was read.
func (r Report) Balanced() bool {
	return r.RowsTaken+r.RowsAlready+r.RowsRefused == r.RowsRead
}
