package chorusfile

import (
	"fmt"

	"tourdetable/domain/history"
	"tourdetable/domain/tabular"
)

// Read gives each row of book to take, in the order of the file, and reports
// what became of every line. The second of two identical rows of a file is
// refused, and, in the two extractions, the second of two rows of one Key: it
// would pass for known. It stops at the first error of take. Faults: those of
// Parse.
func Read(book *tabular.Book, take func(Row) error) (history.Report, error) {
	report := history.Report{File: book.Name, Sha256: book.Sha256, Kind: history.Chorus}
	f, err := Parse(book)
	if err != nil {
		return report, err
	}
	report.Layout, report.Understood, report.IgnoredColumns = string(f.Layout)+" ("+book.Format+")", f.Understood, f.IgnoredColumns
	told := history.Warnings{}
	for _, name := range f.IgnoredSheets {
		told.Note("feuille sans paiements, non lue", "« "+name+" »")
	}
	seen := map[string]string{}
	unique := f.Layout == Extraction || f.Layout == OldExtraction
	for e, err := range f.Rows() {
		if err != nil {
			return report, err
		}
		if e.Aside != "" {
			told.Note("ligne laissée de côté, "+e.Aside, history.Place(e.Sheet, e.Line))
			continue
		}
		report.RowsRead++
		if e.Refusal == nil {
			e.Refusal = repeated(e, seen, unique)
		}
		if e.Refusal != nil {
			report.RowsRefused++
			report.Refusals = append(report.Refusals, *e.Refusal)
			report.RefusedTotal = report.RefusedTotal.Add(e.Row.Amount)
			continue
		}
		seen[e.Row.Fingerprint()], seen[e.Row.Key()] = history.Place(e.Sheet, e.Line), history.Place(e.Sheet, e.Line)
		if e.Warning != "" {
			told.Note(e.Warning, history.Place(e.Sheet, e.Line))
		}
		report.RowsTaken++
		report.Total = report.Total.Add(e.Row.Amount)
		if err := take(e.Row); err != nil {
			return report, err
		}
	}
	report.Warnings = told.Told()
	return report, nil
}

// repeated refuses a row that the file has said already; seen says where.
func repeated(e Entry, seen map[string]string, unique bool) *tabular.Refusal {
	if before, again := seen[e.Row.Fingerprint()]; again {
		return &tabular.Refusal{Sheet: e.Sheet, Line: e.Line, Reason: fmt.Sprintf("ligne identique à la %s du même fichier : comptée une fois", before)}
	}
	if before, again := seen[e.Row.Key()]; again && unique {
		return &tabular.Refusal{Sheet: e.Sheet, Line: e.Line, Value: e.Row.Amount.String(),
			Reason: fmt.Sprintf("mêmes EJ, DP, postes, société et exercice que la %s du même fichier, avec un autre contenu : à vérifier dans Chorus", before)}
	}
	return nil
}
