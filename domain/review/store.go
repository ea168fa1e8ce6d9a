package review

import (
	"encoding/json"
	"fmt"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// signedColumns end every row: who, and when.
const signedColumns = `by_account, by_name, at`

func insertMark(tx postgres.Tx, by party.Actor, a application.Application, m Mark) error {
	return tx.SQL().Exec(`insert into review_checks (id, application_id, departement, item, answer, note, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), a.ID, a.Departement, m.Item, string(m.Answer), m.Note, by.ID, by.Name, tx.Now).Error
}

func marksOf(tx postgres.Tx, id string) (map[string]Mark, error) {
	rows, err := postgres.List[struct {
		Item, Answer, Note, ByAccount, ByName string
		At                                    time.Time
	}](tx.SQL().Raw(`select distinct on (item) item, answer, note, `+signedColumns+` from review_checks where application_id = ? order by item, id desc`, id))
	marks := make(map[string]Mark, len(rows))
	for _, r := range rows {
		marks[r.Item] = Mark{r.Item, Answer(r.Answer), r.Note, Signed{r.ByAccount, r.ByName, r.At.UTC()}}
	}
	return marks, err
}

func insertDocumentRequest(tx postgres.Tx, by party.Actor, a application.Application, d DocumentRequest) error {
	items, err := json.Marshal(d.Items)
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		insert into document_requests (id, application_id, applicant_id, departement, number, items, comment, asked_on, due_on, `+signedColumns+`)
		values (?, ?, ?, ?, (select count(*) + 1 from document_requests where application_id = ?), ?::jsonb, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), a.ID, a.ApplicantID, a.Departement, a.ID, string(items), d.Comment, d.AskedOn, d.DueOn, by.ID, by.Name, tx.Now).Error
}

// documentsOf returns the requests of a file, each with the deposit that
// answered it, and the day of the first deposit.
func documentsOf(tx postgres.Tx, a application.Application) ([]DocumentRequest, calendar.Date, error) {
	var received calendar.Date
	zone := calendar.Zone(a.Departement)
	deposits, err := postgres.List[time.Time](tx.SQL().Raw(`select at from journal where subject = ? and act = 'application.submitted' order by id`, a.ID))
	if err != nil {
		return nil, received, err
	}
	switch {
	case len(deposits) > 0:
		received = calendar.DateOf(deposits[0], zone)
	case a.SubmittedAt != nil:
		received = calendar.DateOf(*a.SubmittedAt, zone)
	}
	rows, err := postgres.List[struct {
		ID             string
		Number         int
		Items, Comment string
		AskedOn, DueOn calendar.Date
		ByAccount      string
		ByName         string
		At             time.Time
	}](tx.SQL().Raw(`select id, number, items, comment, asked_on, due_on, `+signedColumns+` from document_requests where application_id = ? order by number`, a.ID))
	requests := make([]DocumentRequest, len(rows))
	for i, r := range rows {
		d := DocumentRequest{ID: r.ID, Number: r.Number, Comment: r.Comment, AskedOn: r.AskedOn, DueOn: r.DueOn, Signed: Signed{r.ByAccount, r.ByName, r.At.UTC()}}
		if err := json.Unmarshal([]byte(r.Items), &d.Items); err != nil {
			return nil, received, fmt.Errorf("read what was asked of %s: %w", a.Code, err)
		}
		for _, at := range deposits {
			if at.After(r.At) {
				on := calendar.DateOf(at, zone)
				d.AnsweredOn = &on
				break
			}
		}
		requests[i] = d
	}
	return requests, received, err
}

// insertNotice gives the notice its number: kind, département, year, rank.
func insertNotice(tx postgres.Tx, a application.Application, n *Notice) error {
	prefix := map[string]string{Receipt: "AR", Completeness: "DC"}[n.Kind]
	var rank int64
	if _, err := postgres.One(tx.SQL().Raw(`select nextval('notice_numbers')`), &rank); err != nil {
		return err
	}
	n.Number = fmt.Sprintf("%s-%s-%d-%05d", prefix, a.Departement, n.IssuedOn.Year(), rank)
	return tx.SQL().Exec(`insert into notices (id, application_id, applicant_id, departement, kind, number, issued_on, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n.ID, a.ID, a.ApplicantID, a.Departement, n.Kind, n.Number, n.IssuedOn, n.By, n.Name, tx.Now).Error
}

func noticesOf(tx postgres.Tx, id string) ([]Notice, error) {
	rows, err := postgres.List[struct {
		ID, Kind, Number  string
		IssuedOn          calendar.Date
		ByAccount, ByName string
		At                time.Time
	}](tx.SQL().Raw(`select id, kind, number, issued_on, `+signedColumns+` from notices where application_id = ? order by id`, id))
	notices := make([]Notice, len(rows))
	for i, r := range rows {
		notices[i] = Notice{r.ID, r.Kind, r.Number, r.IssuedOn, Signed{r.ByAccount, r.ByName, r.At.UTC()}}
	}
	return notices, err
}

func insertAsked(tx postgres.Tx, by party.Actor, a application.Application, s Asked) error {
	return tx.SQL().Exec(`insert into opinion_requests (id, application_id, departement, seat, label, email, asked_on, due_on, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID, a.ID, a.Departement, s.Seat, s.Label, s.Email, s.AskedOn, s.DueOn, by.ID, by.Name, tx.Now).Error
}

func insertRelaunch(tx postgres.Tx, by party.Actor, a application.Application, requestID string, on calendar.Date) error {
	return tx.SQL().Exec(`insert into opinion_relaunches (id, request_id, departement, on_day, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), requestID, a.Departement, on, by.ID, by.Name, tx.Now).Error
}

func insertOpinion(tx postgres.Tx, by party.Actor, s Asked, o Opinion) error {
	var document *string
	if o.Document != "" {
		document = &o.Document
	}
	return tx.SQL().Exec(`
		insert into opinion_answers (id, request_id, application_id, departement, opinion, amount, reason, on_behalf, document_id, `+signedColumns+`)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), s.ID, s.ApplicationID, s.Departement, string(o.Verdict), o.Amount, o.Reason, o.OnBehalf, document, by.ID, by.Name, tx.Now).Error
}

const askedColumns = `select r.id, r.application_id, r.departement, r.seat, r.label, r.email, r.asked_on, r.due_on, r.by_account, r.by_name, r.at,
	(select count(*) from opinion_relaunches x where x.request_id = r.id) as relaunches,
	(select max(x.on_day) from opinion_relaunches x where x.request_id = r.id) as relaunched_on from opinion_requests r `

func findAsked(tx postgres.Tx, id string) (Asked, error) {
	if !postgres.IsID(id) {
		return Asked{}, ErrNotFound
	}
	found, err := listAsked(tx, `where r.id = ?`, id)
	if err == nil && len(found) == 0 {
		return Asked{}, ErrNotFound
	}
	if err != nil {
		return Asked{}, err
	}
	return found[0], nil
}

func askedOf(tx postgres.Tx, applicationID string) ([]Asked, error) {
	return listAsked(tx, `where r.application_id = ? order by r.id`, applicationID)
}

func askedOfSeat(tx postgres.Tx, by party.Actor) ([]Asked, error) {
	return listAsked(tx, `where r.departement = ? and (r.seat = ? or starts_with(r.seat, ? || '-'))
		order by exists (select from opinion_answers w where w.request_id = r.id), r.due_on, r.id limit 500`, by.Departement, by.Funder, by.Funder)
}

// listAsked reads requests with all their answers, in two queries.
func listAsked(tx postgres.Tx, condition string, args ...any) ([]Asked, error) {
	rows, err := postgres.List[struct {
		ID, ApplicationID, Departement, Seat, Label, Email string
		AskedOn, DueOn                                     calendar.Date
		ByAccount, ByName                                  string
		At                                                 time.Time
		Relaunches                                         int
		RelaunchedOn                                       *calendar.Date
	}](tx.SQL().Raw(askedColumns+condition, args...))
	if err != nil || len(rows) == 0 {
		return []Asked{}, err
	}
	asked, ids, rank := make([]Asked, len(rows)), make([]string, len(rows)), make(map[string]int, len(rows))
	for i, r := range rows {
		asked[i] = Asked{ID: r.ID, ApplicationID: r.ApplicationID, Departement: r.Departement, Seat: r.Seat, Label: r.Label, Email: r.Email,
			AskedOn: r.AskedOn, DueOn: r.DueOn, Relaunches: r.Relaunches, RelaunchedOn: r.RelaunchedOn, Signed: Signed{r.ByAccount, r.ByName, r.At.UTC()}}
		ids[i], rank[r.ID] = r.ID, i
	}
	answers, err := postgres.List[struct {
		RequestID, Opinion, Reason, OnBehalf, Document, ByAccount, ByName string
		Amount                                                            *money.Amount
		At                                                                time.Time
	}](tx.SQL().Raw(`select request_id, opinion, reason, on_behalf, coalesce(document_id::text, '') as document, amount, `+signedColumns+`
		from opinion_answers where request_id in ? order by id`, ids))
	for _, r := range answers {
		o := Opinion{Verdict(r.Opinion), r.Amount, r.Reason, r.OnBehalf, r.Document, Signed{r.ByAccount, r.ByName, r.At.UTC()}}
		s := &asked[rank[r.RequestID]]
		if s.Answer != nil {
			s.Earlier = append(s.Earlier, *s.Answer)
		}
		s.Answer = &o
	}
	return asked, err
}

func insertCredit(tx postgres.Tx, by party.Actor, a application.Application, c Credit) error {
	return tx.SQL().Exec(`insert into ordinary_credits (id, application_id, departement, credit, asked, answer, note, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), a.ID, a.Departement, c.Code, c.Asked, c.Answer, c.Note, by.ID, by.Name, tx.Now).Error
}

func creditsOf(tx postgres.Tx, id string) ([]Credit, error) {
	rows, err := postgres.List[struct {
		Credit, Answer, Note, ByAccount, ByName string
		Asked                                   bool
		At                                      time.Time
	}](tx.SQL().Raw(`select distinct on (credit) credit, asked, answer, note, `+signedColumns+` from ordinary_credits where application_id = ? order by credit, id desc`, id))
	credits := make([]Credit, len(rows))
	for i, r := range rows {
		credits[i] = Credit{r.Credit, r.Asked, r.Answer, r.Note, Signed{r.ByAccount, r.ByName, r.At.UTC()}}
	}
	return credits, err
}

// replaceCriteria sets the grid of a draft campaign, one after the other.
func replaceCriteria(tx postgres.Tx, c programme.Campaign, grid []Criterion) error {
	if err := tx.SQL().Exec(`delete from call_criteria where campaign_id = ?`, c.ID).Error; err != nil {
		return err
	}
	for i, k := range grid {
		if err := tx.SQL().Exec(`insert into call_criteria (campaign_id, code, departement, rank, label, weight, scale) values (?, ?, ?, ?, ?, ?, ?)`,
			c.ID, k.Code, c.Departement, i, k.Label, k.Weight, k.Scale).Error; err != nil {
			return err
		}
	}
	return nil
}

func criteriaOf(tx postgres.Tx, campaignID string) ([]Criterion, error) {
	return postgres.List[Criterion](tx.SQL().Raw(`select code, label, weight, scale from call_criteria where campaign_id = ? order by rank`, campaignID))
}

func insertScore(tx postgres.Tx, by party.Actor, a application.Application, s Score) error {
	return tx.SQL().Exec(`insert into review_scores (id, application_id, campaign_id, departement, criterion, score, reason, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), a.ID, a.CampaignID, a.Departement, s.Criterion, s.Score, s.Reason, by.ID, by.Name, tx.Now).Error
}

func scoresOf(tx postgres.Tx, id string) (map[string]Score, error) {
	rows, err := postgres.List[struct {
		Criterion, Reason, ByAccount, ByName string
		Score                                int
		At                                   time.Time
	}](tx.SQL().Raw(`select distinct on (criterion) criterion, score, reason, `+signedColumns+` from review_scores where application_id = ? order by criterion, id desc`, id))
	scores := make(map[string]Score, len(rows))
	for _, r := range rows {
		scores[r.Criterion] = Score{r.Criterion, r.Score, r.Reason, Signed{r.ByAccount, r.ByName, r.At.UTC()}}
	}
	return scores, err
}

func insertSheet(tx postgres.Tx, by party.Actor, a application.Application, s Sheet) error {
	themes, err := json.Marshal(append([]string{}, s.Themes...))
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`insert into review_sheets (application_id, version, departement, summary, proposal, reason, themes, `+signedColumns+`) values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)`,
		a.ID, s.Version, a.Departement, s.Summary, string(s.Proposal), s.Reason, string(themes), by.ID, by.Name, tx.Now).Error
}

// sheetOf returns the last sheet of a file; version 0 if there is none.
func sheetOf(tx postgres.Tx, id string) (Sheet, error) {
	var r struct {
		Version                                              int
		Summary, Proposal, Reason, Themes, ByAccount, ByName string
		At                                                   time.Time
	}
	found, err := postgres.One(tx.SQL().Raw(`select version, summary, proposal, reason, themes, `+signedColumns+` from review_sheets where application_id = ? order by version desc limit 1`, id), &r)
	if err != nil || !found {
		return Sheet{Themes: []string{}}, err
	}
	s := Sheet{Version: r.Version, Summary: r.Summary, Proposal: Verdict(r.Proposal), Reason: r.Reason, Signed: Signed{r.ByAccount, r.ByName, r.At.UTC()}}
	return s, json.Unmarshal([]byte(r.Themes), &s.Themes)
}

func insertMessage(tx postgres.Tx, a application.Application, m Message) error {
	files, err := json.Marshal(append([]string{}, m.Attachments...))
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		insert into file_messages (id, application_id, applicant_id, departement, internal, body, attachments, by_role, `+signedColumns+`)
		values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)`,
		m.ID, a.ID, a.ApplicantID, a.Departement, m.Internal, m.Body, string(files), string(m.Role), m.By, m.Name, tx.Now).Error
}

func markRead(tx postgres.Tx, by party.Actor, applicationID, messageID string) error {
	return tx.SQL().Exec(`
		insert into file_reads (application_id, account, read_to) values (?, ?, ?)
		on conflict (application_id, account) do update set read_to = greatest(file_reads.read_to::text, excluded.read_to::text)::uuid`,
		applicationID, by.ID, messageID).Error
}

// messagesOf reads the thread without the internal notes for an applicant.
func messagesOf(tx postgres.Tx, by party.Actor, applicationID string) ([]Message, int, error) {
	rows, err := postgres.List[struct {
		ID, Body, Attachments, ByRole, ByAccount, ByName string
		Internal, Unread                                 bool
		At                                               time.Time
	}](tx.SQL().Raw(`
		select m.id, m.internal, m.body, m.attachments, m.by_role, m.by_account, m.by_name, m.at,
			m.by_account <> @account and m.id > coalesce((select r.read_to from file_reads r where r.application_id = m.application_id and r.account = @account), '00000000-0000-0000-0000-000000000000') as unread
		from file_messages m where m.application_id = @id and not (m.internal and @applicant) order by m.id`,
		map[string]any{"id": applicationID, "account": by.ID, "applicant": by.Role == party.Applicant}))
	messages, unread := make([]Message, len(rows)), 0
	for i, r := range rows {
		messages[i] = Message{ID: r.ID, Internal: r.Internal, Body: r.Body, Role: party.Role(r.ByRole), Signed: Signed{r.ByAccount, r.ByName, r.At.UTC()}}
		if err := json.Unmarshal([]byte(r.Attachments), &messages[i].Attachments); err != nil {
			return nil, 0, err
		}
		if r.Unread {
			unread++
		}
	}
	return messages, unread, err
}

// insertRun begins a run, or returns the one that its account began with the
// same key.
func insertRun(tx postgres.Tx, by party.Actor, key, act, parameters string, total int) (id string, fresh bool, err error) {
	fresh, err = postgres.One(tx.SQL().Raw(`
		insert into bulk_runs (id, key, account, departement, act, parameters, total, at) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?)
		on conflict on constraint bulk_runs_key do nothing returning id`,
		postgres.NewID(), key, by.ID, by.Departement, act, parameters, total, tx.Now), &id)
	if err != nil || fresh {
		return id, fresh, err
	}
	_, err = postgres.One(tx.SQL().Raw(`select id from bulk_runs where account = ? and key = ?`, by.ID, key), &id)
	return id, false, err
}

func insertRunItems(tx postgres.Tx, runID, departement string, ids []string) error {
	document, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		insert into bulk_items (run_id, rank, application_id, departement)
		select ?, e.rank, e.id::uuid, ? from jsonb_array_elements_text(?::jsonb) with ordinality e(id, rank)`, runID, departement, string(document)).Error
}

// item is one file of a run that waits.
type item struct {
	Rank          int
	ApplicationID string
}

// nextItems locks the next files of a run that wait.
func nextItems(tx postgres.Tx, runID string, limit int) (act string, p Parameters, items []item, err error) {
	var r struct{ Act, Parameters string }
	found, err := postgres.One(tx.SQL().Raw(`select act, parameters from bulk_runs where id = ?`, runID), &r)
	if err != nil || !found {
		return "", p, nil, err
	}
	if err := json.Unmarshal([]byte(r.Parameters), &p); err != nil {
		return "", p, nil, err
	}
	items, err = postgres.List[item](tx.SQL().Raw(`select rank, application_id from bulk_items where run_id = ? and outcome = 'pending' order by rank limit ? for no key update`, runID, limit))
	return r.Act, p, items, err
}

func finishItem(tx postgres.Tx, runID string, rank int, outcome, reason string) error {
	return tx.SQL().Exec(`
		update bulk_items i set outcome = ?, reason = ?, at = ?, code = coalesce((select a.code from applications a where a.id = i.application_id), '')
		where run_id = ? and rank = ?`, outcome, reason, tx.Now, runID, rank).Error
}

// runOf returns a run with what became of each file.
func runOf(tx postgres.Tx, by party.Actor, id string) (Run, error) {
	if !postgres.IsID(id) {
		return Run{}, ErrNotFound.With("action groupée inconnue")
	}
	var r struct {
		ID, Act, Departement string
		Total                int
		At                   time.Time
	}
	found, err := postgres.One(tx.SQL().Raw(`select id, act, departement, total, at from bulk_runs where id = ?`, id), &r)
	if err == nil && (!found || !by.WorksIn(r.Departement)) {
		err = ErrNotFound.With("action groupée inconnue")
	}
	if err != nil {
		return Run{}, err
	}
	run := Run{ID: r.ID, Act: r.Act, Total: r.Total, At: r.At.UTC()}
	run.Items, err = postgres.List[RunItem](tx.SQL().Raw(`select application_id, code, outcome, reason from bulk_items where run_id = ? order by rank`, id))
	for _, i := range run.Items {
		switch i.Outcome {
		case "done":
			run.Done++
		case "refused":
			run.Refused++
		}
	}
	return run, err
}

func askerOf(tx postgres.Tx, runID string) (string, error) {
	var id string
	found, err := postgres.One(tx.SQL().Raw(`select account from bulk_runs where id = ?`, runID), &id)
	if err == nil && !found {
		err = ErrNotFound
	}
	return id, err
}

func upsertView(tx postgres.Tx, by party.Actor, v View) (string, error) {
	var id string
	_, err := postgres.One(tx.SQL().Raw(`
		insert into worklist_views (id, account, name, filter, created_at) values (?, ?, ?, ?::jsonb, ?)
		on conflict on constraint worklist_views_name do update set filter = excluded.filter returning id`, v.ID, by.ID, v.Name, string(v.Filter), tx.Now), &id)
	return id, err
}

func viewsOf(tx postgres.Tx, by party.Actor) ([]View, error) {
	rows, err := postgres.List[struct{ ID, Name, Filter string }](tx.SQL().Raw(`select id, name, filter from worklist_views where account = ? order by created_at, id`, by.ID))
	views := make([]View, len(rows))
	for i, r := range rows {
		views[i] = View{r.ID, r.Name, json.RawMessage(r.Filter)}
	}
	return views, err
}

func deleteView(tx postgres.Tx, by party.Actor, id string) error {
	if !postgres.IsID(id) {
		return ErrNotFound.With("vue inconnue")
	}
	r := tx.SQL().Exec(`delete from worklist_views where id = ? and account = ?`, id, by.ID)
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrNotFound.With("vue inconnue")
	}
	return r.Error
}
