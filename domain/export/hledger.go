package export

import (
	"bufio"
	"fmt"
	"io"

	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// path is the account of a book as plain-text accounting writes it,
// « 99:2026:FIPD-D:P1:paid ».
func path(book, name string) string {
	return "replace(" + book + ` || '/' || regexp_replace(` + name + `, '[[:space:];:]+', '_', 'g'), '/', ':')`
}

// Journal writes the entries that f keeps as a journal of plain-text accounting,
// which hledger and its kin balance with code that is not ours. When f keeps
// whole books, the journal ends with the balances that the database holds,
// asserted: hledger then refuses a difference of one cent.
func Journal(tx postgres.Tx, out io.Writer, f Filter) error {
	w := bufio.NewWriterSize(out, 64<<10)
	fmt.Fprint(w, "; Grand livre, en comptabilité en texte brut (hledger)\ndecimal-mark .\ncommodity 1000.00 EUR\n\n")
	r := Report{name: "journal", from: entriesOf(f), order: " order by t.book, t.seq", args: f.args()}
	entry := `to_char(t.at at time zone 'Europe/Paris', 'YYYY-MM-DD') || ' * (' || t.book || '-' || t.seq || ') ' || replace(t.reason, ';', ',') ||
		E'\n    ' || ` + path("t.book", "c.name") + ` || '  ' || t.amount || E' EUR\n    ' || ` + path("t.book", "d.name") + ` || '  -' || t.amount || E' EUR\n\n'`
	err := lines(tx, entry, r, func(line []byte) error {
		_, err := w.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	if f.Year == 0 && f.Funder == "" && f.File == "" {
		if err := asserted(tx, w, f); err != nil {
			return err
		}
	}
	r.columns = []column{{"amount_euros", "Montant", amount, "t.amount", sum("t.amount")}}
	t, err := totalsOf(tx, r)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "; Total : %s EUR, %s\n", t.cells[0], t.words("écritures"))
	return w.Flush()
}

// asserted writes what each account holds as an assertion.
func asserted(tx postgres.Tx, w io.Writer, f Filter) error {
	accounts, err := heldBy(tx, f)
	if err != nil || len(accounts) == 0 || accounts[0].On.IsZero() {
		return err
	}
	fmt.Fprintf(w, "%s * Soldes tenus par la base\n", accounts[0].On.Format("2006-01-02"))
	for _, a := range accounts {
		fmt.Fprintf(w, "    %s  %s EUR = %s EUR\n", a.Account, money.Zero, a.Balance)
	}
	_, err = fmt.Fprintln(w)
	return err
}
