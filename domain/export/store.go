package export

import (
	"fmt"
	"strings"

	"tourdetable/domain/casefile"
	"tourdetable/domain/postgres"
)

// each calls fn with the cells of every transfer that f keeps.
func each(tx postgres.Tx, f casefile.LedgerFilter, fn func([]string) error) (count int, err error) {
	rows, err := tx.SQL().Raw(`
		select t.seq::text, to_char(t.at at time zone 'Europe/Paris', 'DD/MM/YYYY HH24:MI:SS'), d.name, c.name, replace(t.amount::text, '.', ','),
			t.reason, coalesce(a.name, t.actor), t.key, t.prev, t.hash from (select t.* `+casefile.LedgerWhere+`) t
		join ledger_accounts d on d.id = t.debit join ledger_accounts c on c.id = t.credit
		left join accounts a on a.id::text = t.actor order by t.seq`, f.Args()).Rows()
	if err != nil {
		return 0, fmt.Errorf("export the ledger: %w", err)
	}
	defer rows.Close()
	cells := make([]string, len(ledgerHeader))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return count, fmt.Errorf("export the ledger: %w", err)
		}
		for _, i := range []int{2, 3, 5, 6, 7} {
			cells[i] = text(cells[i])
		}
		if err := fn(cells); err != nil {
			return count, err
		}
		count++
	}
	return count, rows.Err()
}

func totalOf(tx postgres.Tx, f casefile.LedgerFilter) (string, error) {
	var total string
	_, err := postgres.One(tx.SQL().Raw(`select coalesce(sum(t.amount), 0)::numeric(16,2)::text`+casefile.LedgerWhere, f.Args()), &total)
	return strings.Replace(total, ".", ",", 1), err
}
