package cofunding

import (
	"tourdetable/domain/application"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// upsert writes one word, "proposed" or "announced", on a request.
func upsert(tx postgres.Tx, departement string, r application.Request, word string, amount money.Amount) error {
	return tx.SQL().Exec(`
		insert into proposals (request_id, departement, requested, `+word+`, updated_at) values (?, ?, ?, ?, ?)
		on conflict (request_id) do update set `+word+` = excluded.`+word+`, updated_at = excluded.updated_at`,
		r.ID, departement, r.Amount, amount, tx.Now).Error
}
