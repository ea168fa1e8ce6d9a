package export

import (
	"database/sql"
	"fmt"
	"time"

	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/proof"
)

// lines calls fn with each row of the report as one text that PostgreSQL wrote:
// one column crosses to Go, and no amount is parsed.
func lines(tx postgres.Tx, cells string, r Report, fn func([]byte) error) error {
	rows, err := tx.SQL().Raw("select "+cells+r.from+r.order, r.args).Rows()
	if err != nil {
		return fmt.Errorf("export %s: %w", r.name, err)
	}
	defer rows.Close()
	var line sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&line); err != nil {
			return fmt.Errorf("export %s: %w", r.name, err)
		}
		if err := fn(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// records calls fn with the n cells of each row, "" for null; fn keeps none of
// them.
func records(tx postgres.Tx, cells string, n int, r Report, fn func([]string) error) error {
	rows, err := tx.SQL().Raw("select "+cells+r.from+r.order, r.args).Rows()
	if err != nil {
		return fmt.Errorf("export %s: %w", r.name, err)
	}
	defer rows.Close()
	raw, into, record := make([]sql.RawBytes, n), make([]any, n), make([]string, n)
	for i := range raw {
		into[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("export %s: %w", r.name, err)
		}
		for i := range raw {
			record[i] = string(raw[i])
		}
		if err := fn(record); err != nil {
			return err
		}
	}
	return rows.Err()
}

// totalsOf counts the rows of a report and totals its columns.
func totalsOf(tx postgres.Tx, r Report) (totals, error) {
	cells, from := "count(*) as count", r.totals
	if from == "" {
		from = r.from
	}
	for _, c := range r.columns {
		total := c.total
		if total == "" {
			total = "null"
		}
		cells += ", (" + total + ")::text"
	}
	t := totals{cells: make([]string, len(r.columns))}
	into := []any{&t.count}
	kept := make([]sql.NullString, len(r.columns))
	for i := range kept {
		into = append(into, &kept[i])
	}
	if err := tx.SQL().Raw("select "+cells+from, r.args).Row().Scan(into...); err != nil {
		return t, fmt.Errorf("total %s: %w", r.name, err)
	}
	for i, k := range kept {
		t.cells[i] = k.String
	}
	var err error
	t.snapshot, err = snapshotOf(tx)
	return t, err
}

// snapshotOf names the state that tx sees: its moment, then what PostgreSQL
// calls it. Two files of one name tell one state.
func snapshotOf(tx postgres.Tx) (string, error) {
	var name string
	_, err := postgres.One(tx.SQL().Raw(`select pg_current_snapshot()::text`), &name)
	return tx.Now.Format(time.RFC3339) + " " + name, err
}

// booksOf lists the books of a département, or all that the scope sees, in byte
// order.
func booksOf(tx postgres.Tx, departement string) ([]proof.Book, error) {
	rows, err := postgres.List[struct {
		Name     string
		Accounts int
		Entries  int64
		Head     string
	}](tx.SQL().Raw(`
		select b.book as name, b.seq as entries, b.hash as head, (select count(*) from ledger_accounts a where a.book = b.book) as accounts
		from ledger_books b where ? in ('', b.book) order by b.book collate "C"`, departement))
	books := make([]proof.Book, len(rows))
	for i, b := range rows {
		books[i] = proof.Book{Name: b.Name, Accounts: b.Accounts, Entries: b.Entries, Head: b.Head}
	}
	return books, err
}

// accountsOf lists the accounts of a book with the balances kept, in byte order
// of their names.
func accountsOf(tx postgres.Tx, book string) ([]proof.Account, error) {
	return postgres.List[proof.Account](tx.SQL().Raw(`select name, floored, balance from ledger_accounts where book = ? order by name collate "C"`, book))
}

// amountOf sums the entries of a book.
func amountOf(tx postgres.Tx, book string) (total money.Amount, err error) {
	_, err = postgres.One(tx.SQL().Raw(`select coalesce(sum(amount), 0) from ledger_transfers where book = ?`, book), &total)
	return total, err
}

// held is an account as the journal asserts it.
type held struct {
	Account string
	Balance money.Amount
	On      time.Time // day of the last entry
}

// heldBy lists what the accounts of the filter's books hold.
func heldBy(tx postgres.Tx, f Filter) ([]held, error) {
	return postgres.List[held](tx.SQL().Raw(`
		select `+path("a.book", "a.name")+` as account, sum(a.balance) as balance,
			(select max((t.at at time zone 'Europe/Paris')::date) from ledger_transfers t where @book in ('', t.book)) as "on"
		from ledger_accounts a where @book in ('', a.book) group by 1 having count(*) > 0 order by 1`, f.args()))
}
