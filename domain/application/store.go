package application

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
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
	Form          string
	Programme     string
	Theme         string
	RenewalOf     *string
	Departements  string
}

const columns = `id, campaign_id, departement, year, code, applicant_id, title, summary, years, starts_on, ends_on,
	own, other_public, final_cost, iban, cer_signed_on, justification, state, replied, submitted_at, version,
	form, programme, theme, renewal_of, array_to_string(departements, ',') departements`

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
		Form: r.Form, Programme: r.Programme, Theme: r.Theme, RenewalOf: deref(r.RenewalOf), Departements: codes(r.Departements), Plan: Plan{Own: r.Own, OtherPublic: r.OtherPublic}}
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

// insert writes a file; false if one of its id stands already.
func insert(tx postgres.Tx, a Application) (written bool, err error) {
	r := tx.SQL().Exec(`
		insert into applications (id, campaign_id, departement, year, code, applicant_id, title, summary, years, starts_on, ends_on,
			cost, own, other_public, iban, cer_signed_on, justification, state, created_at, version, form, programme, theme, renewal_of, departements)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, string_to_array(?, ','))
		on conflict (id) do nothing`,
		a.ID, a.CampaignID, a.Departement, a.Year, a.Code, a.ApplicantID, a.Title, a.Summary, a.Years, a.StartsOn, a.EndsOn,
		a.Plan.Cost(), a.Plan.Own, a.Plan.OtherPublic, a.Iban, a.CerSignedOn, a.Justification, string(a.State), tx.Now, a.Version,
		a.Form, a.Programme, a.Theme, orNull(a.RenewalOf), strings.Join(a.Departements, ","))
	return r.RowsAffected > 0, r.Error
}

// orNull is a text for a column that has no empty one.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func codes(joined string) []string {
	if joined == "" {
		return nil
	}
	return strings.Split(joined, ",")
}

func save(tx postgres.Tx, a *Application) error {
	a.Version++
	return tx.SQL().Exec(`
		update applications set title = ?, summary = ?, years = ?, starts_on = ?, ends_on = ?, cost = ?, own = ?, other_public = ?,
			iban = ?, cer_signed_on = ?, justification = ?, form = ?, programme = ?, theme = ?, departements = string_to_array(?, ','), version = ? where id = ?`,
		a.Title, a.Summary, a.Years, a.StartsOn, a.EndsOn, a.Plan.Cost(), a.Plan.Own, a.Plan.OtherPublic,
		a.Iban, a.CerSignedOn, a.Justification, a.Form, a.Programme, a.Theme, strings.Join(a.Departements, ","), a.Version, a.ID).Error
}

// saveState leaves the version alone: it counts what the applicant types, and
// would tell it moves that nobody has notified.
func saveState(tx postgres.Tx, a *Application) error {
	return tx.SQL().Exec(`update applications set state = ?, replied = ?, final_cost = ?, version = ?,
		submitted_at = case when ? then ? else submitted_at end where id = ?`,
		string(a.State), a.Replied, a.FinalCost, a.Version, a.State == Submitted, tx.Now, a.ID).Error
}

// saveSigned freezes what was signed, and its hash.
func saveSigned(tx postgres.Tx, a Application, signed []byte, hash string) error {
	return tx.SQL().Exec(`update applications set snapshot = ?, snapshot_hash = ? where id = ?`, string(signed), hash, a.ID).Error
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

type answerRow struct {
	Path     string
	Value    string
	Version  int
	Origin   string
	EditedBy string
	EditedAt time.Time
}

func (r answerRow) answer() Answer {
	return Answer{Path: r.Path, Value: json.RawMessage(r.Value), Version: r.Version, Origin: r.Origin, EditedBy: r.EditedBy, EditedAt: r.EditedAt}
}

const answerColumns = `path, value::text as value, version, origin, edited_by, edited_at`

// Answers are the answers of a file changed after a version, in the order of
// their paths; all of them after -1.
func Answers(tx postgres.Tx, id string, after int) ([]Answer, error) {
	rows, err := postgres.List[answerRow](tx.SQL().Raw(`select `+answerColumns+` from application_answers where application_id = ? and version > ? order by path`, id, after))
	return answersOf(rows), err
}

// answersAt are the answers of the paths of edits.
func answersAt(tx postgres.Tx, id string, edits []Edit) (map[string]Answer, error) {
	paths := []string{""} // never a path: the list is never empty
	for _, e := range edits {
		paths = append(paths, e.Path)
	}
	rows, err := postgres.List[answerRow](tx.SQL().Raw(`select `+answerColumns+` from application_answers where application_id = ? and path in ?`, id, paths))
	known := map[string]Answer{}
	for _, a := range answersOf(rows) {
		known[a.Path] = a
	}
	return known, err
}

func answersOf(rows []answerRow) []Answer {
	all := make([]Answer, len(rows))
	for i, r := range rows {
		all[i] = r.answer()
	}
	return all
}

// saveAnswers writes answers in one statement; the last of a path counts.
func saveAnswers(tx postgres.Tx, id string, answers []Answer) error {
	if len(answers) == 0 {
		return nil
	}
	last := map[string]answerRow{}
	for _, a := range answers {
		last[a.Path] = answerRow{a.Path, string(a.Value), a.Version, a.Origin, a.EditedBy, a.EditedAt}
	}
	text, err := json.Marshal(slices.Collect(maps.Values(last)))
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		insert into application_answers (application_id, path, value, version, origin, edited_by, edited_at)
		select ?, r."Path", r."Value"::jsonb, r."Version", r."Origin", r."EditedBy", r."EditedAt"
		from jsonb_to_recordset(?::jsonb) as r("Path" text, "Value" text, "Version" int, "Origin" text, "EditedBy" text, "EditedAt" timestamptz)
		on conflict (application_id, path) do update set value = excluded.value, version = excluded.version, origin = excluded.origin,
			edited_by = excluded.edited_by, edited_at = excluded.edited_at`, id, string(text)).Error
}

type editRow struct {
	ID        string
	Path      string
	Version   *int
	SettledAt *time.Time
}

// editsAt are those of the edits that were received already, by id.
func editsAt(tx postgres.Tx, id string, edits []Edit) (map[string]editRow, error) {
	ids := []string{uuidNone}
	for _, e := range edits {
		if postgres.IsID(e.ID) {
			ids = append(ids, e.ID)
		}
	}
	rows, err := postgres.List[editRow](tx.SQL().Raw(`select id::text, path, version, settled_at from application_edits where application_id = ? and id in ?`, id, ids))
	known := map[string]editRow{}
	for _, r := range rows {
		known[r.ID] = r
	}
	return known, err
}

// uuidNone is the identifier of nothing.
const uuidNone = "00000000-0000-0000-0000-000000000000"

// insertEdits keeps edits for ever, in one statement.
func insertEdits(tx postgres.Tx, by party.Actor, id string, edits []typedEdit) error {
	if len(edits) == 0 {
		return nil
	}
	type row struct {
		ID, Path, Value string
		Base            int
		Version         *int
	}
	rows := make([]row, len(edits))
	for i, e := range edits {
		rows[i] = row{e.ID, e.Path, string(e.Value), e.Base, e.version}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		insert into application_edits (application_id, id, path, value, base, version, edited_by, edited_at)
		select ?, r."ID", r."Path", r."Value"::jsonb, r."Base", r."Version", ?, ?
		from jsonb_to_recordset(?::jsonb) as r("ID" uuid, "Path" text, "Value" text, "Base" int, "Version" int)`,
		id, by.Name, tx.Now, string(text)).Error
}

// settleConflicts closes second values of a path that somebody has chosen
// between; what is no open conflict of it is left alone.
func settleConflicts(tx postgres.Tx, by party.Actor, id, path string, edits []string) error {
	known := slices.DeleteFunc(slices.Clone(edits), func(e string) bool { return !postgres.IsID(e) })
	if len(known) == 0 {
		return nil
	}
	return tx.SQL().Exec(`update application_edits set settled_by = ?, settled_at = ?
		where application_id = ? and path = ? and id in ? and version is null and settled_at is null`,
		by.Name, tx.Now, id, path, known).Error
}

type conflictRow struct {
	ID       string
	Path     string
	Value    string
	EditedBy string
	EditedAt time.Time
}

// Conflicts are the second values that nobody has settled, the oldest first.
func Conflicts(tx postgres.Tx, id string) ([]Conflict, error) {
	rows, err := postgres.List[conflictRow](tx.SQL().Raw(`
		select id, path, value::text as value, edited_by, edited_at from application_edits
		where application_id = ? and version is null and settled_at is null order by edited_at, id`, id))
	all := make([]Conflict, len(rows))
	for i, r := range rows {
		all[i] = Conflict{ID: r.ID, Path: r.Path, Value: json.RawMessage(r.Value), EditedBy: r.EditedBy, EditedAt: r.EditedAt}
	}
	return all, err
}

// graceOf is the last instant given to a body beyond the closing of a call: time
// given is never taken back, even by less time given later.
func graceOf(tx postgres.Tx, campaign, applicant string) (until time.Time, found bool, err error) {
	found, err = postgres.One(tx.SQL().Raw(`select until from graces where campaign_id = ? and applicant_id = ? order by until desc limit 1`, campaign, applicant), &until)
	return until, found, err
}

func insertGrace(tx postgres.Tx, by party.Actor, c programme.Campaign, applicant string, until time.Time, reason string) error {
	return tx.SQL().Exec(`insert into graces (campaign_id, applicant_id, departement, until, reason, granted_by, granted_at) values (?, ?, ?, ?, ?, ?, ?)`,
		c.ID, applicant, c.Departement, until, reason, by.Name, tx.Now).Error
}

type reported struct {
	Count int
	Filed *time.Time
}

// renewals counts the files in the chain that ends with id, and tells when the
// financial report of that one was filed.
func renewals(tx postgres.Tx, id string) (int, *time.Time, error) {
	var r reported
	_, err := postgres.One(tx.SQL().Raw(`
		with recursive chain as (
			select id, renewal_of, 1 as depth from applications where id = ?
			union all
			select a.id, a.renewal_of, c.depth + 1 from applications a join chain c on a.id = c.renewal_of where c.depth < 50
		)
		select (select max(depth) from chain) as count,
			(select min(at) from journal where subject = ? and act = 'application.report_filed') as filed`, id, id), &r)
	return r.Count, r.Filed, err
}

// lastReason is the reason of the last act of a kind on a file; "" if there is
// none.
func lastReason(tx postgres.Tx, id, act string) (reason string, err error) {
	_, err = postgres.One(tx.SQL().Raw(`select reason from journal where subject = ? and act = ? order by id desc limit 1`, id, act), &reason)
	return reason, err
}
