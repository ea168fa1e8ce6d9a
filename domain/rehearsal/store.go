package rehearsal

import (
	"time"

	"tourdetable/domain/postgres"
)

// Clock is the demonstration's clock, and whether there is a demonstration: it
// opened at DemonstrationStart and runs with the machine's clock since.
func Clock(tx postgres.Tx) (now func() time.Time, found bool, err error) {
	var row struct{ OpenedAt, PlaysAt time.Time }
	found, err = postgres.One(tx.SQL().Raw(`select opened_at, plays_at from demonstration`), &row)
	ahead := row.PlaysAt.Sub(row.OpenedAt)
	return func() time.Time { return time.Now().Add(ahead) }, found, err
}

func openClock(tx postgres.Tx, machine time.Time) error {
	return tx.SQL().Exec(`insert into demonstration (opened_at, plays_at) values (?, ?)`, machine, DemonstrationStart).Error
}
