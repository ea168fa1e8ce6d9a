package casefile

import (
	"cmp"
	"slices"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
)

// Body is an applicant as pages name it.
type Body struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Siret string `json:"siret"`
	Kind  string `json:"kind"`
}

// Alert is what a rule has to say of a file.
type Alert struct {
	Code    string `json:"code" doc:"Numéro de la règle, par exemple R08"`
	Message string `json:"message"`
	Law     string `json:"law,omitempty"`
}

// Line is one file in the list.
type Line struct {
	ID          string        `json:"id"`
	Code        string        `json:"code"`
	Title       string        `json:"title"`
	Applicant   Body          `json:"applicant"`
	State       string        `json:"state"`
	StateLabel  string        `json:"state_label"`
	Cost        money.Amount  `json:"cost_euros"`
	Requested   money.Amount  `json:"requested_euros"`
	Decided     *money.Amount `json:"decided_euros,omitempty" doc:"Absent tant que rien n'est décidé, ou tant que rien n'est notifié au porteur"`
	PublicShare money.Percent `json:"public_share_percent" doc:"Aides publiques demandées, rapportées au coût déposé"`
	Alerts      []Alert       `json:"alerts"`
	SubmittedAt *time.Time    `json:"submitted_at,omitempty"`
}

// Page is one page of the list of files.
type Page struct {
	Items  []Line         `json:"items"`
	Next   string         `json:"next" doc:"Curseur de la page suivante, vide à la fin"`
	Total  int            `json:"total" doc:"Dossiers qui répondent aux filtres"`
	Counts map[string]int `json:"counts" doc:"Nombre de dossiers par état, sans le filtre d'état"`
}

// Filter says which files, and from where.
type Filter struct {
	Campaign string
	State    string
	Text     string // in the code, the title or the applicant's name
	After    string // cursor
}

// uuidMin comes before every identifier.
const uuidMin = "00000000-0000-0000-0000-000000000000"

// pageSize is the number of files on a page.
const pageSize = 50

type lineRow struct {
	ID, CampaignID, Code, Title           string
	BodyID, BodyName, BodySiret, BodyKind string
	State                                 application.State
	Deposited, Cost                       money.Amount
	OtherPublic, Requested                money.Amount
	Decided                               *money.Amount
	PublicShareCeiling                    *money.Percent
	SubmittedAt                           *time.Time
}

// where is the condition of the filter, shared by the page and its counts.
const where = ` from applications a join organisations o on o.id = a.applicant_id join campaigns c on c.id = a.campaign_id
	where (@campaign = '' or a.campaign_id::text = @campaign) and (@applicant or @operator or a.state <> 'draft')
	and (@text = '' or a.code ilike @pattern or a.title ilike @pattern or o.name ilike @pattern) and ` + shown

// ErrFilter refuses a filter that says nothing known.
var ErrFilter = fault.New(fault.Invalid, "casefile.filter", "filtre illisible")

// check refuses a state that does not exist and a cursor that this list never
// gave.
func (f Filter) check() error {
	if f.State != "" && !slices.Contains(application.States(), application.State(f.State)) {
		return ErrFilter.With("état « %s » inconnu", f.State).At("state")
	}
	if f.After != "" && !postgres.IsID(f.After) {
		return ErrFilter.With("curseur de page illisible").At("after")
	}
	return nil
}

// Applications lists the files that by may see, in the order they were begun,
// with keyset pages: two queries. Returns ErrFilter.
func Applications(tx postgres.Tx, by party.Actor, f Filter) (Page, error) {
	if err := f.check(); err != nil {
		return Page{}, err
	}
	args := reading(by)
	for k, v := range map[string]any{"campaign": f.Campaign, "state": f.State, "text": f.Text, "pattern": postgres.Contains(f.Text),
		"after": cmp.Or(f.After, uuidMin), "limit": pageSize + 1} {
		args[k] = v
	}
	rows, err := postgres.List[lineRow](tx.SQL().Raw(`
		select a.id, a.campaign_id, a.code, a.title, o.id as body_id, o.name as body_name, o.siret as body_siret, o.kind as body_kind, `+stateRead+` as state,
			a.cost as deposited, `+costRead+` as cost, a.other_public, c.public_share_ceiling, a.submitted_at,
			coalesce((select sum(r.amount) from funding_requests r where r.application_id = a.id), 0) as requested,
			(select sum(w.amount) from awards w where w.application_id = a.id and (not @applicant or `+awardTold+`)) as decided
		`+where+` and (@state = '' or `+stateRead+` = @state) and a.id > cast(@after as uuid) order by a.id limit @limit`, args))
	if err != nil {
		return Page{}, err
	}
	page := Page{Items: []Line{}, Counts: map[string]int{}}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		page.Next = rows[pageSize-1].ID
	}
	for _, r := range rows {
		page.Items = append(page.Items, r.line(by))
	}
	counts, err := postgres.List[struct {
		State string
		N     int
	}](tx.SQL().Raw(`select `+stateRead+` as state, count(*) as n`+where+` group by 1`, args))
	for _, c := range counts {
		page.Counts[c.State] = c.N
		if f.State == "" || f.State == c.State {
			page.Total += c.N
		}
	}
	return page, err
}

func (r lineRow) line(by party.Actor) Line {
	public := r.Requested.Add(r.OtherPublic)
	return Line{ID: r.ID, Code: r.Code, Title: r.Title, Applicant: Body{r.BodyID, r.BodyName, r.BodySiret, r.BodyKind},
		State: string(r.State), StateLabel: label(r.State, by), Cost: r.Cost, Requested: r.Requested, Decided: r.Decided,
		PublicShare: money.PercentOf(public, r.Deposited), SubmittedAt: r.SubmittedAt,
		Alerts: alerts(public, r.Deposited, programme.Rules{PublicShareCeiling: r.PublicShareCeiling})}
}

// label is a state that by may read, in its words.
func label(s application.State, by party.Actor) string {
	if by.Role != party.Applicant {
		return s.Label()
	}
	switch s {
	case application.Refused:
		return s.Label()
	case application.Decided:
		return "Réponses notifiées"
	}
	return s.PublicLabel()
}

func alerts(public, cost money.Amount, rules programme.Rules) []Alert {
	out := []Alert{}
	if c := rules.PublicShareCeiling; c != nil && c.Above(public, cost) {
		f := application.PublicShareFinding(rule.Warns, public, cost, *c)
		out = append(out, Alert{f.Rule, f.Message, f.Law})
	}
	return out
}
