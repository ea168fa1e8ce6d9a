package export

import (
	"database/sql"
	"fmt"
	"strings"

	"tourdetable/domain/casefile"
	"tourdetable/domain/postgres"
)

// each calls fn with the CSV line of every transfer that f keeps. PostgreSQL
// writes the line: one column crosses to Go, and no amount is parsed. Names of
// accounts and keys are made of codes, which need no quoting.
func each(tx postgres.Tx, f casefile.LedgerFilter, fn func([]byte) error) (count int, err error) {
	rows, err := tx.SQL().Raw(`
		select concat_ws(';', t.seq, to_char(t.at at time zone 'Europe/Paris', 'DD/MM/YYYY HH24:MI:SS'), d.name, c.name,
			replace(t.amount::text, '.', ','), csv_text(t.reason), csv_text(coalesce(a.name, t.actor)), t.key, t.prev, t.hash) || E'\r\n'
		`+casefile.LedgerFrom+f.Where()+` order by t.seq`, f.Args()).Rows()
	if err != nil {
		return 0, fmt.Errorf("export the ledger: %w", err)
	}
	defer rows.Close()
	var line sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&line); err != nil {
			return count, fmt.Errorf("export the ledger: %w", err)
		}
		if err := fn(line); err != nil {
			return count, err
		}
		count++
	}
	return count, rows.Err()
}

func totalOf(tx postgres.Tx, f casefile.LedgerFilter) (string, error) {
	var totals casefile.LedgerTotals
	_, err := postgres.One(tx.SQL().Raw(f.Sum(), f.Args()), &totals)
	return strings.Replace(totals.Amount.String(), ".", ",", 1), err
}
