// Package export is the files that leave the house: rows are streamed from one
// snapshot to the client, whatever their number; lines are printed by
// PostgreSQL, and an amount never passes through a float.
//
//	snapshot ──rows──> writer ──> CSV for French spreadsheets (BOM, « ; », CRLF, decimal comma)
//
// What the screen shows under a filter is what the file holds: both read with
// casefile.LedgerFrom and Where. A text cell that a spreadsheet would take for a formula
// gets an apostrophe (csv_text, migration 0017). Needs casefile; needed by api.
package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"tourdetable/domain/casefile"
	"tourdetable/domain/postgres"
)

// ledgerHeader is the first line of the ledger's CSV.
var ledgerHeader = []string{"N°", "Date", "Compte débité", "Compte crédité", "Montant (€)", "Libellé", "Acteur", "Clé", "Empreinte précédente", "Empreinte"}

// Ledger writes the transfers that f keeps as CSV, in the order of the book,
// and ends with a line of totals.
func Ledger(tx postgres.Tx, out io.Writer, f casefile.LedgerFilter) error {
	w := bufio.NewWriterSize(out, 64<<10)
	fmt.Fprint(w, "\ufeff", row(ledgerHeader...))
	count, err := each(tx, f, func(line []byte) error {
		_, err := w.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	total, err := totalOf(tx, f)
	if err != nil {
		return err
	}
	fmt.Fprint(w, row("Total", fmt.Sprintf("%d écritures", count), "", "", total))
	return w.Flush()
}

// row writes one CSV line of our own words, which need no quoting.
func row(cells ...string) string { return strings.Join(cells, ";") + "\r\n" }
