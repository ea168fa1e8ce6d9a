package jobs

import (
	"tourdetable/domain/agreement"
	"tourdetable/domain/postgres"
)

// failing counts the news whose last attempt failed, and returns the oldest.
func failing(tx postgres.Tx, limit int) (n int, oldest []Failure, err error) {
	const where = ` from outbox where done_at is null and last_error <> ''`
	if _, err = postgres.One(tx.SQL().Raw(`select count(*)`+where), &n); err != nil {
		return n, nil, err
	}
	oldest, err = postgres.List[Failure](tx.SQL().Raw(`
		select id, kind, created_at as at, attempts, last_error as reason`+where+` order by created_at, id limit ?`, limit))
	return n, oldest, err
}

// findAct returns a notified act by its id, or agreement.ErrNotFound.
func findAct(tx postgres.Tx, id string) (act agreement.Act, err error) {
	if !postgres.IsID(id) {
		return act, agreement.ErrNotFound
	}
	found, err := postgres.One(tx.SQL().Raw(`
		select id, application_id, departement, year, authority, number, kind, total, state, signed_on, signed_by, notified_on
		from acts where id = ? and state = 'notified'`, id), &act)
	if err == nil && !found {
		err = agreement.ErrNotFound
	}
	return act, err
}
