package award

import (
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

const columns = `w.id, w.request_id, w.application_id, w.departement, w.year, w.funder, w.authority, w.requested, w.outcome, w.amount,
	w.reason, w.derogation_reason, w.deliberation, w.against_opinion, w.decided_on, w.decided_by`

func insert(tx postgres.Tx, w Award) error {
	return tx.SQL().Exec(`
		insert into awards (id, request_id, application_id, departement, year, funder, authority, requested, outcome, amount,
			reason, derogation_reason, deliberation, against_opinion, decided_on, decided_by, at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.ID, w.RequestID, w.ApplicationID, w.Departement, w.Year, w.Funder, w.Authority, w.Requested, string(w.Outcome), w.Amount,
		w.Reason, w.DerogationReason, w.Deliberation, w.AgainstOpinion, w.DecidedOn, w.DecidedBy, tx.Now).Error
}

// Of lists the answers given to a file, in the order they came.
func Of(tx postgres.Tx, applicationID string) ([]Award, error) {
	return postgres.List[Award](tx.SQL().Raw(`select `+columns+` from awards w where w.application_id = ? order by w.id`, applicationID))
}

// Find returns an answer by its id, or ErrNotFound.
func Find(tx postgres.Tx, id string) (Award, error) {
	if !postgres.IsID(id) {
		return Award{}, ErrNotFound
	}
	var w Award
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+` from awards w where w.id = ?`, id), &w)
	if err == nil && !found {
		err = ErrNotFound
	}
	return w, err
}

// GrantedTo is the sum that one authority granted to one body for one year.
func GrantedTo(tx postgres.Tx, departement string, year int, authority, applicantID string) (money.Amount, error) {
	var total money.Amount
	_, err := postgres.One(tx.SQL().Raw(`
		select coalesce(sum(w.amount), 0) from awards w join applications a on a.id = w.application_id
		where w.departement = ? and w.year = ? and w.authority = ? and a.applicant_id = ? and a.state <> 'withdrawn'`, departement, year, authority, applicantID), &total)
	return total, err
}
