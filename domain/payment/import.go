package payment

import (
	"fmt"

	"tourdetable/domain/history"
	"tourdetable/domain/party"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/postgres"
	"tourdetable/domain/tabular"
)

// Import reads an extract of Chorus: keeps its rows, places its payments, and
// stores the report it returns. The same file again adds nothing; a row that
// contradicts the one on record is refused and told. Faults: those of
// chorusfile.Parse.
func Import(tx postgres.Tx, by party.Actor, departement string, book *tabular.Book) (history.Report, error) {
	if err := party.Need(by, party.KeepCommitments); err != nil {
		return history.Report{}, err
	}
	id := postgres.NewID()
	var rows []chorusfile.Row
	report, err := chorusfile.Read(book, func(r chorusfile.Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return report, err
	}
	out, err := Record(tx, by, departement, id, rows)
	if err != nil {
		return report, err
	}
	for _, r := range out.Known {
		report.RowsTaken, report.RowsAlready = report.RowsTaken-1, report.RowsAlready+1
		report.Total = report.Total.Sub(r.Amount)
	}
	for _, r := range out.Denied {
		report.RowsTaken, report.RowsRefused = report.RowsTaken-1, report.RowsRefused+1
		report.Total, report.RefusedTotal = report.Total.Sub(r.Amount), report.RefusedTotal.Add(r.Amount)
		report.Refusals = append(report.Refusals, tabular.Refusal{Sheet: r.Sheet, Line: r.Line, Value: r.Amount.String(),
			Reason: fmt.Sprintf("EJ %s, DP %s poste %d, exercice %d : une ligne déjà importée dit autre chose ; la première est gardée, à vérifier dans Chorus", r.Ej, r.Dp, r.DpLine, r.Exercice)})
	}
	told, more, err := anomaliesOf(tx, id)
	if err != nil {
		return report, err
	}
	report.Warnings = append(report.Warnings, told...)
	if more > 0 {
		report.Warnings = append(report.Warnings, fmt.Sprintf("et %d autres anomalies", more))
	}
	report.ID = id
	return report, history.Record(tx, id, by.ID, report)
}
