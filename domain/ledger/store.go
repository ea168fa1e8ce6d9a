package ledger

import (
	"encoding/json"
	"fmt"

	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// open opens accounts in one statement.
func open(tx postgres.Tx, accounts []Account) error {
	type row struct {
		Book    string `json:"book"`
		Name    string `json:"name"`
		Year    int    `json:"year"`
		Funder  string `json:"funder"`
		File    string `json:"file"`
		Kind    Kind   `json:"kind"`
		Floored bool   `json:"floored"`
	}
	rows := make([]row, len(accounts))
	for i, a := range accounts {
		rows[i] = row{a.Book, a.Name(), a.Year, a.Funder, a.File, a.Kind, a.Kind.floored()}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		select ledger_open(r.book, r.name, r.year, r.funder, r.file, r.kind, r.floored)
		from jsonb_to_recordset(?::jsonb) as r (book text, name text, year int, funder text, file text, kind text, floored boolean)`, string(list)).Error
}

func post(tx postgres.Tx, t Transfer) error {
	return tx.SQL().Exec(`select ledger_post(?, ?, ?, ?, ?::numeric, ?, ?, ?)`,
		t.Debit.Book, t.Key, t.Debit.Name(), t.Credit.Name(), t.Amount, t.Reason, tx.Scope.Actor, tx.Now).Error
}

// Balance is what account a holds; 0.00 € if it was never opened or is not the
// scope's to see.
func Balance(tx postgres.Tx, a Account) (money.Amount, error) {
	var balance money.Amount
	_, err := postgres.One(tx.SQL().Raw(`select balance from ledger_accounts where book = ? and name = ?`, a.Book, a.Name()), &balance)
	return balance, err
}

// Each calls fn with every entry of book in order, one at a time.
func Each(tx postgres.Tx, book string, fn func(Entry) error) error {
	rows, err := tx.SQL().Raw(`
		select t.book, t.seq, t.key, d.name, c.name, t.amount, t.reason, t.actor, t.at, t.prev, t.hash
		from ledger_transfers t
		join ledger_accounts d on d.id = t.debit
		join ledger_accounts c on c.id = t.credit
		where t.book = ? order by t.seq`, book).Rows()
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Book, &e.Seq, &e.Key, &e.Debit, &e.Credit, &e.Amount, &e.Reason, &e.Actor, &e.At, &e.Prev, &e.Hash); err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

// state reads the chain head and the kept balances of book.
func state(tx postgres.Tx, book string) (head string, balances map[string]money.Amount, err error) {
	if _, err = postgres.One(tx.SQL().Raw(`select hash from ledger_books where book = ?`, book), &head); err != nil {
		return "", nil, err
	}
	accounts, err := postgres.List[struct {
		Name    string
		Balance money.Amount
	}](tx.SQL().Raw(`select name, balance from ledger_accounts where book = ?`, book))
	if err != nil {
		return "", nil, err
	}
	balances = make(map[string]money.Amount, len(accounts))
	for _, a := range accounts {
		balances[a.Name] = a.Balance
	}
	return head, balances, nil
}
