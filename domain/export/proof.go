package export

import (
	"io"

	"tourdetable/domain/ledger"
	"tourdetable/domain/postgres"
	"tourdetable/domain/proof"
)

// Proof writes the books of a département, or all that the scope sees, as a file
// that checks itself offline, and returns its digest. It writes the books as
// they are, broken or not: proof.Verify is the judge.
func Proof(tx postgres.Tx, out io.Writer, departement string) (digest string, err error) {
	snapshot, err := snapshotOf(tx)
	if err != nil {
		return "", err
	}
	books, err := booksOf(tx, departement)
	if err != nil {
		return "", err
	}
	w := proof.NewWriter(out, snapshot, len(books))
	for _, b := range books {
		accounts, err := accountsOf(tx, b.Name)
		if err != nil {
			return "", err
		}
		w.Book(b, accounts)
		if err := ledger.Each(tx, b.Name, w.Entry); err != nil {
			return "", err
		}
		total, err := amountOf(tx, b.Name)
		if err != nil {
			return "", err
		}
		w.Total(b.Name, total)
	}
	return w.Close()
}
