package programme

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

type row struct {
	ID                 string
	Departement        string
	Year               int
	Title              string
	OpensOn            calendar.Date
	ClosesAt           time.Time
	State              State
	PublicShareCeiling *money.Percent
	Tolerance          money.Percent
	ConvocationDays    int
}

func (r row) campaign() Campaign {
	return Campaign{ID: r.ID, Departement: r.Departement, Year: r.Year, Title: r.Title, OpensOn: r.OpensOn, ClosesAt: r.ClosesAt,
		State: r.State, Rules: Rules{PublicShareCeiling: r.PublicShareCeiling, Tolerance: r.Tolerance, ConvocationDays: r.ConvocationDays}}
}

const columns = `id, departement, year, title, opens_on, closes_at, state, public_share_ceiling, tolerance, convocation_days`

func insert(tx postgres.Tx, c Campaign) error {
	return tx.SQL().Exec(`insert into campaigns (`+columns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Departement, c.Year, c.Title, c.OpensOn, c.ClosesAt, string(c.State), c.Rules.PublicShareCeiling, c.Rules.Tolerance, c.Rules.ConvocationDays).Error
}

func saveOpened(tx postgres.Tx, id string) error {
	return tx.SQL().Exec(`update campaigns set state = ?, opened_at = ? where id = ?`, string(Open), tx.Now, id).Error
}

func lock(tx postgres.Tx, id string) (Campaign, error) { return one(tx, id, " for no key update") }

// Find returns the campaign of an id, or ErrNotFound.
func Find(tx postgres.Tx, id string) (Campaign, error) { return one(tx, id, "") }

func one(tx postgres.Tx, id, suffix string) (Campaign, error) {
	if !postgres.IsID(id) {
		return Campaign{}, ErrNotFound
	}
	var r row
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+` from campaigns where id = ?`+suffix, id), &r)
	if err == nil && !found {
		err = ErrNotFound
	}
	return r.campaign(), err
}
