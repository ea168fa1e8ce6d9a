package outbox

import (
	"time"

	"tourdetable/domain/postgres"
)

func insert(tx postgres.Tx, kind string, payload []byte) error {
	return tx.SQL().Exec(`insert into outbox (id, kind, payload, created_at) values (?, ?, ?, ?)`,
		postgres.NewID(), kind, string(payload), tx.Now).Error
}

// Take marks up to limit rows as dispatched and returns them: rows never
// dispatched, and rows dispatched longer than patience ago whose effect is
// still missing. Two relays never take the same row at once.
func Take(tx postgres.Tx, limit int, patience time.Duration) ([]Row, error) {
	return postgres.List[Row](tx.SQL().Raw(`
		update outbox set dispatched_at = ?, attempts = attempts + 1
		where id in (select id from outbox
			where done_at is null and (dispatched_at is null or dispatched_at < ?)
			order by created_at limit ? for no key update skip locked)
		returning id, kind, payload, created_at, attempts`, tx.Now, tx.Now.Add(-patience), limit))
}

// Start locks row id for its effect and reports whether the effect is still
// missing: the handler does its work and calls Done in the same transaction.
func Start(tx postgres.Tx, id string) (Row, bool, error) {
	var r Row
	found, err := postgres.One(tx.SQL().Raw(`
		select id, kind, payload, created_at, attempts from outbox where id = ? and done_at is null for no key update`, id), &r)
	return r, found, err
}

// Done records that the effect of row id is committed with this transaction.
func Done(tx postgres.Tx, id string) error {
	return tx.SQL().Exec(`update outbox set done_at = ?, last_error = '' where id = ?`, tx.Now, id).Error
}

// Failed records why the last attempt of row id failed.
func Failed(tx postgres.Tx, id, reason string) error {
	return tx.SQL().Exec(`update outbox set last_error = ? where id = ? and done_at is null`, reason, id).Error
}

// Lag is how many effects are missing, and since when the oldest is.
func Lag(tx postgres.Tx) (pending int, oldest *time.Time, err error) {
	var row struct {
		Pending int
		Oldest  *time.Time
	}
	_, err = postgres.One(tx.SQL().Raw(`select count(*) as pending, min(created_at) as oldest from outbox where done_at is null`), &row)
	return row.Pending, row.Oldest, err
}
