package casefile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/review"
)

// Work is one file to examine, with what presses.
type Work struct {
	ID          string       `json:"id"`
	Code        string       `json:"code"`
	Title       string       `json:"title"`
	Applicant   string       `json:"applicant"`
	State       string       `json:"state"`
	StateLabel  string       `json:"state_label"`
	Requested   money.Amount `json:"requested_euros"`
	SubmittedAt *time.Time   `json:"submitted_at,omitempty"`
	Late        bool         `json:"late" doc:"Une pièce ou un avis est attendu depuis plus longtemps que prévu"`
	Due         []WorkDue    `json:"due" doc:"Échéances, la plus proche d'abord"`
	Asked       int          `json:"opinions_asked"`
	Received    int          `json:"opinions_received"`
	Unread      int          `json:"unread" doc:"Messages du dossier non lus par ce compte"`
	Actions     []string     `json:"actions"`
}

// WorkDue is one day that presses.
type WorkDue struct {
	Kind  string        `json:"kind" enum:"documents,opinions,silence"`
	Label string        `json:"label"`
	On    calendar.Date `json:"on"`
	Late  bool          `json:"late"`
}

// WorkPage is one page of the work list (« À traiter »).
type WorkPage struct {
	Items  []Work         `json:"items"`
	Next   string         `json:"next" doc:"Curseur de la page suivante, vide à la fin"`
	Total  int            `json:"total"`
	Counts map[string]int `json:"counts" doc:"Nombre de dossiers par état, puis « late », « documents », « opinions », « silence », « unread »"`
	Today  calendar.Date  `json:"today"`
}

// WorkFilter says which files.
type WorkFilter struct {
	Campaign string `json:"campaign,omitempty"`
	State    string `json:"state,omitempty"`
	Due      string `json:"due,omitempty"` // documents, opinions, silence
	Funder   string `json:"funder,omitempty"`
	Late     bool   `json:"late,omitempty"`
	Unread   bool   `json:"unread,omitempty"`
	Text     string `json:"text,omitempty"`
	After    string `json:"after,omitempty"`
}

// workStates are those in which the office has something to do.
var workStates = []string{string(application.Submitted), string(application.Incomplete), string(application.Admissible),
	string(application.UnderReview), string(application.Ready), string(application.Deferred)}

// silenceSoon is how many days before its day a silence begins to press.
const silenceSoon = 15

// overseasCodes are the territories whose day is not that of Paris.
var overseasCodes = []string{"971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"}

// zoneOf is the zone of file a in SQL.
var zoneOf = func() string {
	cases := ""
	for _, code := range overseasCodes {
		cases += fmt.Sprintf(" when '%s' then '%s'", code, calendar.Zone(code))
	}
	return "(case a.departement" + cases + " else 'Europe/Paris' end)"
}()

// workRows are the files to examine with their days: the silence is the same sum
// as review.Silences, of which a test compares both. An expired silence
// is told, and does not make a file late: nothing is left to do about it.
var workRows = `
	with work as (
		select a.id, a.code, a.title, o.name as applicant, a.state, a.replied, a.submitted_at,
			(select coalesce(sum(r.amount), 0) from funding_requests r where r.application_id = a.id) as requested,
			case when a.state = 'incomplete' then (select d.due_on from document_requests d where d.application_id = a.id order by d.number desc limit 1) end as documents_on,
			(select min(q.due_on) from opinion_requests q where q.application_id = a.id and not exists (select from opinion_answers w where w.request_id = q.id)) as opinions_on,
			(select count(*) from opinion_requests q where q.application_id = a.id) as asked,
			(select count(*) from opinion_requests q where q.application_id = a.id and exists (select from opinion_answers w where w.request_id = q.id)) as received,
			cast((received.at at time zone ` + zoneOf + `)::date + make_interval(months => case when programme.investment then cast(@investment_months as int) else cast(@months as int) end) as date) + suspended.days as silence_on,
			case when @thread then (select count(*) from file_messages m where m.application_id = a.id and m.by_account <> @reader
				and m.id > coalesce((select x.read_to from file_reads x where x.application_id = a.id and x.account = @reader), '` + uuidMin + `')) else 0 end as unread,
			(cast(@now as timestamptz) at time zone ` + zoneOf + `)::date as today
		from applications a join organisations o on o.id = a.applicant_id
		cross join lateral (select coalesce((select j.at from journal j where j.subject = a.id::text and j.act = 'application.submitted' order by j.id limit 1), a.submitted_at) as at) received
		cross join lateral (select coalesce(bool_and(p.code = 'S'), false) as investment from (
			select substr(r.funder, 6) as code from funding_requests r where r.application_id = a.id and r.funder like 'FIPD-%'
			union all select a.programme where a.programme <> '') p) programme
		cross join lateral (select coalesce(sum(greatest(0, least(coalesce((
			select (j.at at time zone ` + zoneOf + `)::date from journal j where j.subject = a.id::text and j.act = 'application.submitted' and j.at > d.at order by j.id limit 1), d.due_on), d.due_on) - d.asked_on)), 0)::int as days
			from document_requests d where d.application_id = a.id) suspended
		where a.state in @work and (@campaign = '' or a.campaign_id::text = @campaign)
			and (@funder = '' or exists (select from funding_requests r where r.application_id = a.id and r.funder = @funder))
			and (@text = '' or a.code ilike @pattern or a.title ilike @pattern or o.name ilike @pattern) and ` + shown + `
	), dated as (
		select *, coalesce(documents_on < today, false) or coalesce(opinions_on < today, false) as late,
			least(documents_on, opinions_on, case when silence_on >= today then silence_on end) as next_on
		from work
	), chosen as (
		select *, case when late then 0 when next_on is not null then 1 else 2 end as rank, coalesce(next_on, date '9999-12-31') as key from dated
		where (not @late or late) and (not @unread or unread > 0)
			and (@due = '' or @due = 'documents' and documents_on is not null or @due = 'opinions' and opinions_on is not null
				or @due = 'silence' and silence_on <= today + cast(@soon as int))
	) `

func (f WorkFilter) args(tx postgres.Tx, by party.Actor) map[string]any {
	d := review.Waits()
	args := reading(by)
	for k, v := range map[string]any{"work": workStates, "campaign": f.Campaign, "state": f.State, "funder": f.Funder, "late": f.Late, "unread": f.Unread, "due": f.Due,
		"text": f.Text, "pattern": postgres.Contains(f.Text), "months": d.SilenceMonths, "investment_months": d.InvestmentMonths, "soon": silenceSoon,
		"now": tx.Now, "thread": by.Role != party.FunderMember, "limit": pageSize + 1} {
		args[k] = v
	}
	return args
}

func (f WorkFilter) check() error {
	if f.State != "" && !slices.Contains(workStates, f.State) {
		return ErrFilter.With("état « %s » ; attendu : %s", f.State, strings.Join(workStates, ", ")).At("state")
	}
	if f.Due != "" && !slices.Contains([]string{"documents", "opinions", "silence"}, f.Due) {
		return ErrFilter.With("échéance « %s » ; attendu : documents, opinions ou silence", f.Due).At("due")
	}
	return nil
}

// workCursor is the place of the last file of a page.
type workCursor struct {
	rank int
	key  calendar.Date
	id   string
}

func (c workCursor) String() string { return fmt.Sprintf("%d_%s_%s", c.rank, c.key, c.id) }

func parseCursor(s string) (c workCursor, err error) {
	if s == "" {
		return workCursor{-1, calendar.On(1900, 1, 1), uuidMin}, nil
	}
	parts := strings.SplitN(s, "_", 3)
	if len(parts) != 3 || len(parts[0]) != 1 || parts[0] < "0" || parts[0] > "2" || !postgres.IsID(parts[2]) {
		return c, ErrFilter.With("curseur de page illisible").At("after")
	}
	if c.key, err = calendar.Parse(parts[1]); err != nil {
		return c, ErrFilter.With("curseur de page illisible").At("after")
	}
	c.rank, c.id = int(parts[0][0]-'0'), parts[2]
	return c, nil
}

type workRow struct {
	ID, Code, Title, Applicant         string
	State                              application.State
	Replied                            bool
	SubmittedAt                        *time.Time
	Requested                          money.Amount
	DocumentsOn, OpinionsOn, SilenceOn *calendar.Date
	Asked, Received, Unread, Rank      int
	Late                               bool
	Today, Key                         calendar.Date
}

// Worklist lists the files to examine, the late ones first, then those that press
// most: two queries, whatever their number. Returns ErrFilter.
func Worklist(tx postgres.Tx, by party.Actor, f WorkFilter) (WorkPage, error) {
	if err := party.Need(by, party.ReadFiles); err != nil {
		return WorkPage{}, err
	}
	if err := f.check(); err != nil {
		return WorkPage{}, err
	}
	after, err := parseCursor(f.After)
	if err != nil {
		return WorkPage{}, err
	}
	args := f.args(tx, by)
	args["rank"], args["key"], args["after"] = after.rank, after.key, after.id
	rows, err := postgres.List[workRow](tx.SQL().Raw(workRows+`select * from chosen where (@state = '' or state = @state)
		and (rank, key, id) > (cast(@rank as int), cast(@key as date), cast(@after as uuid)) order by rank, key, id limit @limit`, args))
	if err != nil {
		return WorkPage{}, err
	}
	page := WorkPage{Items: []Work{}, Counts: map[string]int{}, Today: calendar.DateOf(tx.Now, calendar.Zone(by.Departement))}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		last := rows[pageSize-1]
		page.Next = workCursor{last.Rank, last.Key, last.ID}.String()
	}
	for _, r := range rows {
		page.Items = append(page.Items, r.work(by))
	}
	counts, err := postgres.List[struct {
		State                                      string
		N, Late, Documents, Opinions, Silence, New int
	}](tx.SQL().Raw(workRows+`select state, count(*) as n, count(*) filter (where late) as late, count(documents_on) as documents, count(opinions_on) as opinions,
		count(*) filter (where silence_on <= today + cast(@soon as int)) as silence, count(*) filter (where unread > 0) as new from chosen group by state`, args))
	for _, c := range counts {
		page.Counts[c.State] = c.N
		page.Counts["late"] += c.Late
		page.Counts["documents"] += c.Documents
		page.Counts["opinions"] += c.Opinions
		page.Counts["silence"] += c.Silence
		page.Counts["unread"] += c.New
		if f.State == "" || f.State == c.State {
			page.Total += c.N
		}
	}
	return page, err
}

// WorkIDs are the files of a filter, in the order of the list, without pages: for
// an act on all of them.
func WorkIDs(tx postgres.Tx, by party.Actor, f WorkFilter) ([]string, error) {
	if err := party.Need(by, party.ReadFiles); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	return postgres.List[string](tx.SQL().Raw(workRows+`select id from chosen where (@state = '' or state = @state) order by rank, key, id`, f.args(tx, by)))
}

func (r workRow) work(by party.Actor) Work {
	w := Work{ID: r.ID, Code: r.Code, Title: r.Title, Applicant: r.Applicant, State: string(r.State), StateLabel: r.State.Label(), Requested: r.Requested,
		SubmittedAt: r.SubmittedAt, Late: r.Late, Due: []WorkDue{}, Asked: r.Asked, Received: r.Received, Unread: r.Unread,
		Actions: application.Application{State: r.State, Replied: r.Replied}.Next(by)}
	for _, d := range []struct {
		kind, label string
		on          *calendar.Date
	}{{"documents", "Pièces attendues", r.DocumentsOn}, {"opinions", fmt.Sprintf("Avis attendus : %d sur %d reçus", r.Received, r.Asked), r.OpinionsOn},
		{"silence", "Silence valant rejet", r.SilenceOn}} {
		if d.on != nil {
			w.Due = append(w.Due, WorkDue{d.kind, d.label, *d.on, d.on.Before(r.Today)})
		}
	}
	slices.SortStableFunc(w.Due, func(a, b WorkDue) int { return a.On.Compare(b.On) })
	return w
}
