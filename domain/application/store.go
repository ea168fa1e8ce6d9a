package application

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

type row struct {
	ID            string
	CampaignID    string
	Departement   string
	Year          int
	Code          string
	ApplicantID   string
	Title         string
	Summary       string
	Years         int
	StartsOn      calendar.Date
	EndsOn        calendar.Date
	Own           money.Amount
	OtherPublic   money.Amount
	FinalCost     *money.Amount
	Iban          string
	CerSignedOn   *calendar.Date
	Justification string
	State         State
	Replied       bool
	SubmittedAt   *time.Time
	Version       int
}

const columns = `id, campaign_id, departement, year, code, applicant_id, title, summary, years, starts_on, ends_on,
	own, other_public, final_cost, iban, cer_signed_on, justification, state, replied, submitted_at, version`

// Find returns file id with its plan and measures, or ErrNotFound.
func Find(tx postgres.Tx, id string) (Application, error) { return one(tx, id, "") }

func lock(tx postgres.Tx, id string) (Application, error) { return one(tx, id, " for no key update") }

func one(tx postgres.Tx, id, suffix string) (Application, error) {
	if !postgres.IsID(id) {
		return Application{}, ErrNotFound
	}
	var r row
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+` from applications where id = ?`+suffix, id), &r)
	if err != nil {
		return Application{}, fmt.Errorf("read application %s: %w", id, err)
	}
	if !found {
		return Application{}, ErrNotFound
	}
	a := Application{ID: r.ID, CampaignID: r.CampaignID, Departement: r.Departement, Year: r.Year, Code: r.Code, ApplicantID: r.ApplicantID,
		Title: r.Title, Summary: r.Summary, Years: r.Years, StartsOn: r.StartsOn, EndsOn: r.EndsOn, FinalCost: r.FinalCost, Iban: r.Iban,
		CerSignedOn: r.CerSignedOn, Justification: r.Justification, State: r.State, Replied: r.Replied, SubmittedAt: r.SubmittedAt, Version: r.Version,
		Plan: Plan{Own: r.Own, OtherPublic: r.OtherPublic}}
	return a, a.readChildren(tx)
}

func (a *Application) readChildren(tx postgres.Tx) (err error) {
	if a.Plan.Charges, err = postgres.List[Line](tx.SQL().Raw(`select account, label, amount from budget_lines where application_id = ? order by rank`, a.ID)); err != nil {
		return err
	}
	if a.Plan.Requests, err = postgres.List[Request](tx.SQL().Raw(`select id, funder, amount from funding_requests where application_id = ? order by rank`, a.ID)); err != nil {
		return err
	}
	a.Measures, err = postgres.List[int](tx.SQL().Raw(`select measure from application_measures where application_id = ? order by principal desc, measure`, a.ID))
	return err
}

func nextCode(tx postgres.Tx, c programme.Campaign) (string, error) {
	var n int64
	_, err := postgres.One(tx.SQL().Raw(`select nextval('application_numbers')`), &n)
	return fmt.Sprintf("%s-%d-%04d", c.Departement, c.Year, n), err
}

func insert(tx postgres.Tx, a Application) error {
	return tx.SQL().Exec(`
		insert into applications (id, campaign_id, departement, year, code, applicant_id, title, summary, years, starts_on, ends_on,
			cost, own, other_public, iban, cer_signed_on, justification, state, created_at, version)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.CampaignID, a.Departement, a.Year, a.Code, a.ApplicantID, a.Title, a.Summary, a.Years, a.StartsOn, a.EndsOn,
		a.Plan.Cost(), a.Plan.Own, a.Plan.OtherPublic, a.Iban, a.CerSignedOn, a.Justification, string(a.State), tx.Now, a.Version).Error
}

func save(tx postgres.Tx, a *Application) error {
	a.Version++
	return tx.SQL().Exec(`
		update applications set title = ?, summary = ?, years = ?, starts_on = ?, ends_on = ?, cost = ?, own = ?, other_public = ?,
			iban = ?, cer_signed_on = ?, justification = ?, version = ? where id = ?`,
		a.Title, a.Summary, a.Years, a.StartsOn, a.EndsOn, a.Plan.Cost(), a.Plan.Own, a.Plan.OtherPublic,
		a.Iban, a.CerSignedOn, a.Justification, a.Version, a.ID).Error
}

func saveState(tx postgres.Tx, a *Application) error {
	a.Version++
	return tx.SQL().Exec(`update applications set state = ?, replied = ?, final_cost = ?, version = ?,
		submitted_at = case when ? then ? else submitted_at end where id = ?`,
		string(a.State), a.Replied, a.FinalCost, a.Version, a.State == Submitted, tx.Now, a.ID).Error
}

// saveSubmitted freezes what was signed, with its hash.
func saveSubmitted(tx postgres.Tx, a *Application) error {
	now := tx.Now
	a.SubmittedAt = &now
	signed, err := json.Marshal(a)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(signed)
	return tx.SQL().Exec(`update applications set snapshot = ?, snapshot_hash = ? where id = ?`, string(signed), hex.EncodeToString(sum[:]), a.ID).Error
}

// saveChildren replaces the budget lines, requests and measures of a draft and
// gives the requests their ids.
func saveChildren(tx postgres.Tx, a *Application) error {
	for _, table := range []string{"budget_lines", "funding_requests", "application_measures"} {
		if err := tx.SQL().Exec(`delete from `+table+` where application_id = ?`, a.ID).Error; err != nil {
			return err
		}
	}
	for i, l := range a.Plan.Charges {
		if err := tx.SQL().Exec(`insert into budget_lines (application_id, rank, account, label, amount) values (?, ?, ?, ?, ?)`,
			a.ID, i, l.Account, l.Label, l.Amount).Error; err != nil {
			return err
		}
	}
	for i := range a.Plan.Requests {
		r := &a.Plan.Requests[i]
		if r.ID == "" {
			r.ID = postgres.NewID()
		}
		if err := tx.SQL().Exec(`insert into funding_requests (id, application_id, departement, funder, amount, rank) values (?, ?, ?, ?, ?, ?)`,
			r.ID, a.ID, a.Departement, r.Funder, r.Amount, i).Error; err != nil {
			return err
		}
	}
	for i, n := range a.Measures {
		if err := tx.SQL().Exec(`insert into application_measures (application_id, measure, principal) values (?, ?, ?)`, a.ID, n, i == 0).Error; err != nil {
			return err
		}
	}
	return nil
}

// RequestOf returns the file of a funding request, locked, and the request; or
// ErrNotFound.
func RequestOf(tx postgres.Tx, requestID string) (Application, Request, error) {
	if !postgres.IsID(requestID) {
		return Application{}, Request{}, ErrNotFound
	}
	var id string
	found, err := postgres.One(tx.SQL().Raw(`select application_id from funding_requests where id = ?`, requestID), &id)
	if err != nil || !found {
		return Application{}, Request{}, cmp.Or(err, error(ErrNotFound))
	}
	a, err := lock(tx, id)
	if err != nil {
		return a, Request{}, err
	}
	for _, r := range a.Plan.Requests {
		if r.ID == requestID {
			return a, r, nil
		}
	}
	return a, Request{}, ErrNotFound
}
