// Package export is the files that leave the house: rows are streamed from one
// snapshot to the client, whatever their number; amounts are printed by
// PostgreSQL and never pass through a float.
//
//	snapshot ──rows──> writer ──> CSV for French spreadsheets (BOM, « ; », CRLF, decimal comma)
//
// What the screen shows under a filter is what the file holds: both read with
// casefile.LedgerWhere. A text cell that a spreadsheet would take for a formula
// is quoted with an apostrophe. Needs casefile; needed by api.
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
	count, err := each(tx, f, func(cells []string) error {
		_, err := w.WriteString(row(cells...))
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

// row writes one CSV line.
func row(cells ...string) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(';')
		}
		if strings.ContainsAny(c, ";\"\r\n") {
			b.WriteByte('"')
			b.WriteString(strings.ReplaceAll(c, `"`, `""`))
			b.WriteByte('"')
			continue
		}
		b.WriteString(c)
	}
	b.WriteString("\r\n")
	return b.String()
}

// text guards a text cell against being read as a formula.
func text(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
