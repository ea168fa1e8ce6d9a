package agreement

import (
	"strconv"

	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/postgres"
)

const columns = `id, application_id, departement, year, authority, number, kind, total, state, signed_on, signed_by, notified_on`

// insert records a draft and numbers it "2026-ÉTAT-0001" in its département,
// one at a time.
func insert(tx postgres.Tx, a Act) (number string, err error) {
	if err = tx.SQL().Exec(`select pg_advisory_xact_lock(hashtext(concat('acts/', ?::text, '/', ?::text)))`, a.Departement, a.Authority).Error; err != nil {
		return "", err
	}
	_, err = postgres.One(tx.SQL().Raw(`
		insert into acts (id, application_id, departement, year, authority, number, kind, total, state)
		values (?, ?, ?, ?, ?, concat(?::text, '-', ?::text, '-', to_char((select count(*) + 1 from acts where departement = ? and year = ? and authority = ?), 'FM0000')), ?, ?, ?)
		returning number`,
		a.ID, a.ApplicationID, a.Departement, a.Year, a.Authority, strconv.Itoa(a.Year), a.Authority, a.Departement, a.Year, a.Authority,
		string(a.Kind), a.Total, string(a.State)), &number)
	return number, err
}

func insertAward(tx postgres.Tx, actID, awardID string, instalments []Instalment) error {
	if err := tx.SQL().Exec(`insert into act_awards (act_id, award_id) values (?, ?)`, actID, awardID).Error; err != nil {
		return err
	}
	for n, i := range instalments {
		if err := tx.SQL().Exec(`insert into instalments (award_id, rank, label, amount) values (?, ?, ?, ?)`, awardID, n+1, i.Label, i.Amount).Error; err != nil {
			return err
		}
	}
	return nil
}

func insertTranche(tx postgres.Tx, a application.Application, t Tranche) error {
	return tx.SQL().Exec(`insert into tranches (application_id, departement, funder, year, amount, firm) values (?, ?, ?, ?, ?, ?)`,
		a.ID, a.Departement, t.Funder, t.Year, t.Amount, t.Firm).Error
}

// lock returns an act and its file, both locked: the file first, as every room
// does.
func lock(tx postgres.Tx, id string) (Act, application.Application, error) {
	var act Act
	if !postgres.IsID(id) {
		return act, application.Application{}, ErrNotFound
	}
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+` from acts where id = ?`, id), &act)
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return act, application.Application{}, err
	}
	a, err := application.Lock(tx, act.ApplicationID)
	if err != nil {
		return act, a, err
	}
	_, err = postgres.One(tx.SQL().Raw(`select `+columns+` from acts where id = ? for no key update`, id), &act)
	return act, a, err
}

func save(tx postgres.Tx, a Act) error {
	return tx.SQL().Exec(`update acts set state = ?, signed_on = ?, signed_by = ?, notified_on = ? where id = ?`,
		string(a.State), a.SignedOn, a.SignedBy, a.NotifiedOn, a.ID).Error
}

// covered is an award inside an act.
type covered struct {
	award.Award
	CommittedOn *calendar.Date
}

func awardsOf(tx postgres.Tx, actID string) ([]covered, error) {
	return postgres.List[covered](tx.SQL().Raw(`
		select w.*, c.committed_on from act_awards c join awards w on w.id = c.award_id where c.act_id = ? order by w.id`, actID))
}

func saveCommitted(tx postgres.Tx, awardID string, on calendar.Date) error {
	return tx.SQL().Exec(`update act_awards set committed_on = ? where award_id = ?`, on, awardID).Error
}

func isSigned(tx postgres.Tx, awardID string) (bool, error) {
	var signed bool
	_, err := postgres.One(tx.SQL().Raw(`
		select true from act_awards c join acts a on a.id = c.act_id where c.award_id = ? and a.state <> 'draft'`, awardID), &signed)
	return signed, err
}

// NotifiedOn returns the day the act of an award was notified, nil if it was
// not.
func NotifiedOn(tx postgres.Tx, awardID string) (*calendar.Date, error) {
	var on calendar.Date
	_, err := postgres.One(tx.SQL().Raw(`
		select a.notified_on from act_awards c join acts a on a.id = c.act_id where c.award_id = ?`, awardID), &on)
	if err != nil || on.IsZero() {
		return nil, err
	}
	return &on, nil
}

// IsCommitted reports whether an award's credits are committed: by its EJ, or by
// the notification of a local funder's act.
func IsCommitted(tx postgres.Tx, awardID string) (bool, error) {
	var committed bool
	_, err := postgres.One(tx.SQL().Raw(`select committed_on is not null from act_awards where award_id = ?`, awardID), &committed)
	return committed, err
}
