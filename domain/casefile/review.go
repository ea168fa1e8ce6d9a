package casefile

import (
	"slices"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/review"
)

// Review is the examination of a file, whole. Its applicant reads the documents
// asked, the notices, the days of silence and the number of messages; everything
// else is empty.
type Review struct {
	Application string           `json:"application"`
	Code        string           `json:"code"`
	Title       string           `json:"title"`
	State       string           `json:"state"`
	StateLabel  string           `json:"state_label"`
	Today       calendar.Date    `json:"today"`
	Actions     []string         `json:"actions" doc:"Actes possibles maintenant pour le lecteur"`
	Editable    bool             `json:"editable" doc:"Le lecteur peut écrire dans l'instruction"`
	Themes      []ReviewTheme    `json:"themes" doc:"Thèmes de contrôle, ceux que le dossier appelle et ceux qui peuvent être ajoutés"`
	Checks      []ReviewCheck    `json:"checks"`
	Documents   []ReviewRequest  `json:"document_requests"`
	Notices     []ReviewNotice   `json:"notices"`
	Opinions    ReviewOpinions   `json:"opinions"`
	Credits     []ReviewCredit   `json:"credits" doc:"Crédits de droit commun sollicités d'abord (mesure 37.2)"`
	Criteria    ReviewCriteria   `json:"criteria"`
	Sheet       ReviewSheet      `json:"sheet"`
	Proposals   []ReviewProposal `json:"proposals"`
	Clocks      []ReviewClock    `json:"clocks"`
	Missing     []ReviewGap      `json:"missing" doc:"Ce qui reste à faire avant de pouvoir inscrire le dossier au comité"`
	Renewal     *Renewal         `json:"renewal,omitempty" doc:"Le dossier de l'année précédente"`
	Duplicates  []Duplicate      `json:"duplicates" doc:"Alertes de double financement et de cumul"`
	Unread      int              `json:"unread" doc:"Messages non lus"`
	Delays      ReviewDelays     `json:"delays"`
}

// ReviewTheme is a set of checks of its own.
type ReviewTheme struct {
	Code   string `json:"code"`
	Label  string `json:"label"`
	Called bool   `json:"called"`
	Reason string `json:"reason" doc:"Pourquoi ces contrôles sont demandés"`
	Added  bool   `json:"added" doc:"Ajouté à la main par l'instruction"`
}

// ReviewCheck is one item and its last answer.
type ReviewCheck struct {
	Item   string     `json:"item"`
	Group  string     `json:"group" doc:"« admissibility », ou le code d'un thème"`
	Label  string     `json:"label"`
	Law    string     `json:"law"`
	Answer string     `json:"answer" enum:",yes,no,na" doc:"Vide tant que le point n'est pas contrôlé"`
	Note   string     `json:"note"`
	By     string     `json:"by"`
	At     *time.Time `json:"at,omitempty"`
}

// ReviewWanted is one missing document.
type ReviewWanted struct {
	Code  string `json:"code,omitempty"`
	Label string `json:"label,omitempty" maxLength:"500"`
	Why   string `json:"why,omitempty" maxLength:"2000"`
}

// ReviewRequest is one request of documents.
type ReviewRequest struct {
	Number     int            `json:"number"`
	Items      []ReviewWanted `json:"items"`
	Comment    string         `json:"comment"`
	AskedOn    calendar.Date  `json:"asked_on"`
	DueOn      calendar.Date  `json:"due_on"`
	AnsweredOn *calendar.Date `json:"answered_on,omitempty"`
	Late       bool           `json:"late"`
	By         string         `json:"by"`
}

// ReviewNotice is a numbered act of the office.
type ReviewNotice struct {
	Kind     string        `json:"kind" enum:"receipt,completeness"`
	Label    string        `json:"label"`
	Number   string        `json:"number"`
	IssuedOn calendar.Date `json:"issued_on"`
}

// ReviewOpinions are the opinions asked, and whom else to ask.
type ReviewOpinions struct {
	Received int             `json:"received"`
	Asked    int             `json:"asked"`
	Items    []ReviewOpinion `json:"items"`
	ToAsk    []ReviewSeat    `json:"to_ask" doc:"Services qui peuvent être consultés ; ceux que les mesures et les thèmes appellent d'abord"`
}

// ReviewOpinion is one opinion asked, with its answer.
type ReviewOpinion struct {
	ID           string         `json:"id"`
	Seat         string         `json:"seat"`
	Label        string         `json:"label"`
	Email        string         `json:"email"`
	AskedOn      calendar.Date  `json:"asked_on"`
	DueOn        calendar.Date  `json:"due_on"`
	Late         bool           `json:"late" doc:"Non reçu à l'échéance : il ne retient plus le dossier"`
	Relaunches   int            `json:"relaunches"`
	RelaunchedOn *calendar.Date `json:"relaunched_on,omitempty"`
	Answer       *ReviewAnswer  `json:"answer,omitempty"`
	Earlier      []ReviewAnswer `json:"earlier" doc:"Réponses remplacées, de la plus ancienne à la plus récente"`
}

// ReviewAnswer is what a service answered.
type ReviewAnswer struct {
	Opinion  string        `json:"opinion" enum:"favourable,reserved,unfavourable,none"`
	Label    string        `json:"label"`
	Amount   *money.Amount `json:"amount_euros,omitempty"`
	Reason   string        `json:"reason"`
	OnBehalf string        `json:"on_behalf" doc:"Comment l'instruction l'a reçu, si le service ne l'a pas écrit lui-même"`
	Document string        `json:"document"`
	By       string        `json:"by"`
	At       time.Time     `json:"at"`
}

// ReviewSeat is a service that may be asked.
type ReviewSeat struct {
	Seat     string `json:"seat"`
	Label    string `json:"label"`
	Proposed bool   `json:"proposed"`
	Reason   string `json:"reason"`
}

// ReviewCredit is one credit of ordinary law.
type ReviewCredit struct {
	Credit      string     `json:"credit"`
	Label       string     `json:"label"`
	Answer      string     `json:"answer" enum:",pending,granted,refused,not_asked" doc:"Vide tant que rien n'est dit"`
	AnswerLabel string     `json:"answer_label"`
	Note        string     `json:"note"`
	By          string     `json:"by"`
	At          *time.Time `json:"at,omitempty"`
}

// ReviewCriteria is the grid of the call and the scores of the file.
type ReviewCriteria struct {
	Items   []ReviewScore `json:"items"`
	Points  int           `json:"points"`
	Max     int           `json:"max"`
	Percent money.Percent `json:"percent"`
	Scored  int           `json:"scored"`
}

// ReviewScore is one criterion and its last score.
type ReviewScore struct {
	Criterion string     `json:"criterion"`
	Label     string     `json:"label"`
	Weight    int        `json:"weight"`
	Scale     int        `json:"scale"`
	Score     *int       `json:"score,omitempty"`
	Reason    string     `json:"reason"`
	By        string     `json:"by"`
	At        *time.Time `json:"at,omitempty"`
}

// ReviewSheet is the reviewer's conclusion.
type ReviewSheet struct {
	Version       int        `json:"version" doc:"0 tant qu'aucune fiche n'est enregistrée"`
	Summary       string     `json:"summary"`
	Proposal      string     `json:"proposal" enum:",favourable,reserved,unfavourable"`
	ProposalLabel string     `json:"proposal_label"`
	Reason        string     `json:"reason"`
	By            string     `json:"by"`
	At            *time.Time `json:"at,omitempty"`
}

// ReviewProposal is what is proposed of one funder.
type ReviewProposal struct {
	Request   string        `json:"request" doc:"Identifiant de la demande, pour la proposer"`
	Funder    string        `json:"funder"`
	Name      string        `json:"name"`
	Requested money.Amount  `json:"requested_euros"`
	Proposed  *money.Amount `json:"proposed_euros,omitempty"`
}

// ReviewClock is a day on which silence has an effect.
type ReviewClock struct {
	Code        string        `json:"code" enum:"silence,admissibility"`
	On          calendar.Date `json:"on"`
	Passed      bool          `json:"passed"`
	Explanation string        `json:"explanation"`
	Law         string        `json:"law"`
}

// ReviewGap is something left to do.
type ReviewGap struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Failed  bool   `json:"failed"`
}

// ReviewDelays are the usual delays, to fill a date in.
type ReviewDelays struct {
	DocumentDays int `json:"document_days"`
	OpinionDays  int `json:"opinion_days"`
}

// ReviewOf is the examination of file id as by may read it: a bounded number of
// queries, whatever the file.
func ReviewOf(tx postgres.Tx, by party.Actor, id string) (Review, error) {
	a, err := application.Find(tx, id)
	if err != nil {
		return Review{}, err
	}
	if !mayRead(by, a) {
		return Review{}, application.ErrNotFound
	}
	if err := recused(tx, by, id); err != nil {
		return Review{}, err
	}
	state, err := stateSeen(tx, by, a)
	if err != nil {
		return Review{}, err
	}
	r := Review{Application: a.ID, Code: a.Code, Title: a.Title, State: string(state), StateLabel: label(state, by), Today: a.Today(tx), Actions: next(a, by),
		Themes: []ReviewTheme{}, Checks: []ReviewCheck{}, Documents: []ReviewRequest{}, Notices: []ReviewNotice{}, Credits: []ReviewCredit{}, Proposals: []ReviewProposal{},
		Clocks: []ReviewClock{}, Missing: []ReviewGap{}, Duplicates: []Duplicate{}, Opinions: ReviewOpinions{Items: []ReviewOpinion{}, ToAsk: []ReviewSeat{}},
		Criteria: ReviewCriteria{Items: []ReviewScore{}, Percent: money.Percents("0.00")}, Delays: ReviewDelays{review.Waits().DocumentDays, review.Waits().OpinionDays}}
	if by.Role != party.FunderMember {
		if _, r.Unread, err = review.Messages(tx, by, id); err != nil {
			return Review{}, err
		}
	}
	e, err := review.Of(tx, a)
	if err != nil {
		return Review{}, err
	}
	r.tellDocuments(e.Documents, e.Notices)
	r.tellClocks(e)
	if by.Role == party.Applicant {
		return r, nil
	}
	r.tellChecks(e)
	r.tellOpinions(e)
	r.tellScores(e)
	r.Editable = by.May(party.ReviewFiles) && review.Open(a)
	return r, r.readAround(tx, by, a)
}

// readAround reads what stands beside the examination.
func (r *Review) readAround(tx postgres.Tx, by party.Actor, a application.Application) error {
	var err error
	if r.Proposals, err = postgres.List[ReviewProposal](tx.SQL().Raw(`
		select r.id as request, r.funder, n.name, r.amount as requested, p.proposed from funding_requests r
		join funders n on n.departement = r.departement and n.code = r.funder left join proposals p on p.request_id = r.id
		where r.application_id = ? order by n.rank, n.code`, a.ID)); err != nil {
		return err
	}
	if r.Renewal, err = renewalOf(tx, by, a); err != nil {
		return err
	}
	body, err := party.FindOrganisation(tx, a.ApplicantID)
	if err != nil {
		return err
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return err
	}
	r.Duplicates, err = duplicatesOf(tx, a, body, c)
	return err
}

func (r *Review) tellDocuments(documents []review.DocumentRequest, notices []review.Notice) {
	for _, d := range documents {
		told := ReviewRequest{Number: d.Number, Items: []ReviewWanted{}, Comment: d.Comment, AskedOn: d.AskedOn, DueOn: d.DueOn, AnsweredOn: d.AnsweredOn,
			Late: d.PastDue(r.Today), By: d.Name}
		for _, w := range d.Items {
			told.Items = append(told.Items, ReviewWanted(w))
		}
		r.Documents = append(r.Documents, told)
	}
	for _, n := range notices {
		r.Notices = append(r.Notices, ReviewNotice{n.Kind, n.Label(), n.Number, n.IssuedOn})
	}
}

// tellClocks tells the days of silence: its applicant has a right to know them
// (CRPA, art. R112-5).
func (r *Review) tellClocks(e review.Examination) {
	for _, s := range e.Silences() {
		r.Clocks = append(r.Clocks, ReviewClock{s.Code, s.On, s.On.Before(e.Today), s.Explanation, s.Law})
	}
}

func (r *Review) tellChecks(e review.Examination) {
	add := func(group string, items []review.Item) {
		for _, i := range items {
			c := ReviewCheck{Item: i.Code, Group: group, Label: i.Label, Law: i.Law}
			if m, answered := e.Marks[i.Code]; answered {
				c.Answer, c.Note, c.By, c.At = string(m.Answer), m.Note, m.Name, &m.At
			}
			r.Checks = append(r.Checks, c)
		}
	}
	add("admissibility", e.Subject.Checklist())
	called := e.Subject.Called()
	for _, t := range called {
		add(t.Code, t.Items)
	}
	for _, t := range review.Themes() {
		told := ReviewTheme{Code: t.Code, Label: t.Label, Added: slices.Contains(e.Sheet.Themes, t.Code)}
		for _, c := range called {
			if c.Code == t.Code {
				told.Called, told.Reason = true, c.Reason
			}
		}
		r.Themes = append(r.Themes, told)
	}
	for _, g := range e.Missing() {
		r.Missing = append(r.Missing, ReviewGap(g))
	}
}

func (r *Review) tellOpinions(e review.Examination) {
	r.Opinions.Received, r.Opinions.Asked = e.OpinionsReceived()
	asked := map[string]bool{}
	for _, s := range e.Asked {
		asked[s.Seat] = true
		r.Opinions.Items = append(r.Opinions.Items, opinionOf(s, e.Today))
	}
	proposed := map[string]string{}
	for _, s := range e.Subject.ToAsk() {
		proposed[s.Seat.Code] = s.Reason
	}
	for _, first := range []bool{true, false} {
		for _, s := range review.Seats() {
			if why := proposed[s.Code]; !asked[s.Code] && (why != "") == first {
				r.Opinions.ToAsk = append(r.Opinions.ToAsk, ReviewSeat{s.Code, s.Label, first, why})
			}
		}
	}
	for _, s := range review.Sources() {
		told := ReviewCredit{Credit: s.Code, Label: s.Label}
		for _, c := range e.Credits {
			if c.Code == s.Code {
				told.Answer, told.AnswerLabel, told.Note, told.By, told.At = c.Answer, c.AnswerLabel(), c.Note, c.Name, &c.At
			}
		}
		r.Credits = append(r.Credits, told)
	}
}

func opinionOf(s review.Asked, today calendar.Date) ReviewOpinion {
	told := ReviewOpinion{ID: s.ID, Seat: s.Seat, Label: s.Label, Email: s.Email, AskedOn: s.AskedOn, DueOn: s.DueOn, Late: s.Late(today),
		Relaunches: s.Relaunches, RelaunchedOn: s.RelaunchedOn, Earlier: []ReviewAnswer{}}
	if s.Answer != nil {
		told.Answer = answerOf(*s.Answer)
	}
	for _, o := range s.Earlier {
		told.Earlier = append(told.Earlier, *answerOf(o))
	}
	return told
}

func answerOf(o review.Opinion) *ReviewAnswer {
	return &ReviewAnswer{string(o.Verdict), o.Verdict.Label(), o.Amount, o.Reason, o.OnBehalf, o.Document, o.Name, o.At}
}

func (r *Review) tellScores(e review.Examination) {
	t := e.Total()
	r.Criteria.Points, r.Criteria.Max, r.Criteria.Percent, r.Criteria.Scored = t.Points, t.Max, t.Percent(), t.Scored
	for _, c := range e.Grid {
		told := ReviewScore{Criterion: c.Code, Label: c.Label, Weight: c.Weight, Scale: c.Scale}
		if s, scored := e.Scores[c.Code]; scored {
			told.Score, told.Reason, told.By, told.At = &s.Score, s.Reason, s.Name, &s.At
		}
		r.Criteria.Items = append(r.Criteria.Items, told)
	}
	r.Sheet = ReviewSheet{Version: e.Sheet.Version, Summary: e.Sheet.Summary, Proposal: string(e.Sheet.Proposal), ProposalLabel: e.Sheet.Proposal.Label(), Reason: e.Sheet.Reason, By: e.Sheet.Name}
	if e.Sheet.Version > 0 {
		r.Sheet.At = &e.Sheet.At
	}
}

// FileMessage is one message of a file.
type FileMessage struct {
	ID          string    `json:"id"`
	Internal    bool      `json:"internal" doc:"Note interne, jamais montrée au porteur"`
	Body        string    `json:"body"`
	Attachments []string  `json:"attachments"`
	By          string    `json:"by"`
	RoleLabel   string    `json:"role_label"`
	Mine        bool      `json:"mine"`
	At          time.Time `json:"at"`
}

// FileThread is the messages of a file, the oldest first.
type FileThread struct {
	Items  []FileMessage `json:"items"`
	Unread int           `json:"unread"`
}

// ThreadOf is the thread of file id as by may read it.
func ThreadOf(tx postgres.Tx, by party.Actor, id string) (FileThread, error) {
	messages, unread, err := review.Messages(tx, by, id)
	t := FileThread{Items: []FileMessage{}, Unread: unread}
	for _, m := range messages {
		t.Items = append(t.Items, FileMessage{m.ID, m.Internal, m.Body, m.Attachments, m.Name, m.Role.Label(), m.By == by.ID, m.At})
	}
	return t, err
}

// AskedOpinion is an opinion asked of the reader's service, with what it must
// know of the file.
type AskedOpinion struct {
	ReviewOpinion
	Application string        `json:"application"`
	Code        string        `json:"code"`
	Title       string        `json:"title"`
	Summary     string        `json:"summary"`
	Applicant   string        `json:"applicant"`
	StartsOn    calendar.Date `json:"starts_on"`
	EndsOn      calendar.Date `json:"ends_on"`
	Cost        money.Amount  `json:"cost_euros"`
	Requested   money.Amount  `json:"requested_euros"`
	Open        bool          `json:"open" doc:"L'avis peut encore être donné"`
}

// OpinionsAskedOf lists what is asked of the reader's service, in two reads.
func OpinionsAskedOf(tx postgres.Tx, by party.Actor) ([]AskedOpinion, error) {
	asked, err := review.AskedOfMe(tx, by)
	if err != nil {
		return nil, err
	}
	out, ids := []AskedOpinion{}, []string{uuidMin}
	for _, s := range asked {
		ids = append(ids, s.ApplicationID)
	}
	rows, err := postgres.List[struct {
		ID, Code, Title, Summary, Applicant string
		State                               application.State
		StartsOn, EndsOn                    calendar.Date
		Cost, Requested                     money.Amount
	}](tx.SQL().Raw(`
		select a.id, a.code, a.title, a.summary, o.name as applicant, a.state, a.starts_on, a.ends_on, a.cost,
			(select coalesce(sum(r.amount), 0) from funding_requests r where r.application_id = a.id) as requested
		from applications a join organisations o on o.id = a.applicant_id where a.id in ?`, ids))
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(tx.Now, calendar.Zone(by.Departement))
	for _, s := range asked {
		for _, f := range rows {
			if f.ID == s.ApplicationID {
				out = append(out, AskedOpinion{opinionOf(s, today), f.ID, f.Code, f.Title, f.Summary, f.Applicant, f.StartsOn, f.EndsOn, f.Cost, f.Requested,
					review.Open(application.Application{State: f.State})})
			}
		}
	}
	return out, nil
}
