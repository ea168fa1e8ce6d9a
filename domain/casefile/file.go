package casefile

import (
	"slices"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/committee"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/history"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/reporting"
	"tourdetable/domain/strategy"
)

// ErrRecused hides a file from who stepped out of it.
var ErrRecused = fault.New(fault.Forbidden, "casefile.recused", "Déport enregistré : ce dossier ne vous est pas présenté")

// File is one file, whole.
type File struct {
	Line
	Version       int            `json:"version"`
	Campaign      string         `json:"campaign" doc:"Identifiant de la campagne"`
	Departement   string         `json:"departement"`
	Year          int            `json:"year"`
	Summary       string         `json:"summary"`
	Years         int            `json:"years"`
	StartsOn      calendar.Date  `json:"starts_on"`
	EndsOn        calendar.Date  `json:"ends_on"`
	CerSignedOn   *calendar.Date `json:"cer_signed_on,omitempty" doc:"Souscription du contrat d'engagement républicain"`
	Justification string         `json:"justification"`
	Measures      []MeasureRef   `json:"measures"`
	Plan          Plan           `json:"plan"`
	Opinion       *Opinion       `json:"opinion,omitempty"`
	Report        *Report        `json:"report,omitempty"`
	Indicators    []Indicator    `json:"indicators" doc:"Ce que le dossier promet, puis ce qu'il a atteint"`
	Tranches      []Tranche      `json:"tranches"`
	Payments      []Payment      `json:"payments"`
	Journal       []JournalEntry `json:"journal"`
	History       []PastGrant    `json:"history" doc:"Ce que d'autres ont accordé au porteur, du plus récent au plus ancien"`
	Actions       []string       `json:"actions" doc:"Actes possibles maintenant pour le lecteur"`
	SnapshotHash  string         `json:"snapshot_hash" doc:"Empreinte de ce qui a été signé au dépôt"`
}

// Indicator is what a file promised, and what its report says it reached.
type Indicator struct {
	Label    string `json:"label"`
	Unit     string `json:"unit"`
	Target   string `json:"target"`
	Realised string `json:"realised" doc:"Vide tant que le compte rendu n'en dit rien"`
	Missed   bool   `json:"missed"`
}

// MeasureRef is a measure of the strategy that a file cites.
type MeasureRef struct {
	Number    int    `json:"number"`
	Title     string `json:"title"`
	Principal bool   `json:"principal"`
}

// Plan is the funding plan with every answer.
type Plan struct {
	Cost        money.Amount  `json:"cost_euros" doc:"Coût déposé"`
	FinalCost   money.Amount  `json:"final_cost_euros" doc:"Coût révisé, ou déposé s'il ne l'est pas"`
	Own         money.Amount  `json:"own_euros" doc:"Part du porteur : coût final moins toutes les aides décidées"`
	OtherPublic money.Amount  `json:"other_public_euros"`
	Charges     []Charge      `json:"charges"`
	Requests    []RequestLine `json:"requests"`
}

// Charge is one line of charges.
type Charge struct {
	Account string       `json:"account"`
	Label   string       `json:"label"`
	Amount  money.Amount `json:"amount_euros"`
}

// RequestLine is what one funder was asked, proposed, announced, decided,
// committed and paid.
type RequestLine struct {
	ID         string        `json:"id"`
	Funder     Funder        `json:"funder"`
	Requested  money.Amount  `json:"requested_euros"`
	Proposed   *money.Amount `json:"proposed_euros,omitempty"`
	Announced  *money.Amount `json:"announced_euros,omitempty"`
	Decision   *Decision     `json:"decision,omitempty"`
	Act        *Act          `json:"act,omitempty"`
	Commitment *Commitment   `json:"commitment,omitempty"`
	Paid       money.Amount  `json:"paid_euros"`
	Due        *money.Amount `json:"due_euros,omitempty"`
	Recovery   *money.Amount `json:"recovery_euros,omitempty"`
	Actions    []string      `json:"actions"`
}

// Decision is a funder's answer.
type Decision struct {
	ID             string        `json:"id"`
	Outcome        string        `json:"outcome" enum:"awarded,refused"`
	Amount         money.Amount  `json:"amount_euros"`
	Reason         string        `json:"reason,omitempty"`
	Derogation     string        `json:"derogation_reason,omitempty"`
	Deliberation   string        `json:"deliberation,omitempty"`
	AgainstOpinion bool          `json:"against_opinion"`
	On             calendar.Date `json:"on"`
}

// Act is what binds the funder.
type Act struct {
	ID         string         `json:"id"`
	Number     string         `json:"number"`
	Kind       string         `json:"kind" enum:"order,agreement,refusal"`
	State      string         `json:"state" enum:"draft,signed,notified"`
	SignedOn   *calendar.Date `json:"signed_on,omitempty"`
	NotifiedOn *calendar.Date `json:"notified_on,omitempty"`
}

// Commitment is the EJ of an award.
type Commitment struct {
	Ej   string        `json:"ej"`
	Line int           `json:"ej_line"`
	On   calendar.Date `json:"on"`
}

// Opinion is the committee's advice.
type Opinion struct {
	Outcome string          `json:"outcome" enum:"favourable,unfavourable,tied,none"`
	Label   string          `json:"label"`
	Session string          `json:"session" doc:"Identifiant de la séance"`
	Number  int             `json:"number"`
	On      calendar.Date   `json:"on"`
	Tally   committee.Tally `json:"tally"`
}

// Report is the financial report.
type Report struct {
	FiledOn     calendar.Date  `json:"filed_on"`
	Realised    money.Amount   `json:"realised_euros"`
	ValidatedOn *calendar.Date `json:"validated_on,omitempty"`
}

// Tranche is one year of a multi-year agreement.
type Tranche struct {
	Funder string       `json:"funder"`
	Year   int          `json:"year"`
	Amount money.Amount `json:"amount_euros"`
	Firm   bool         `json:"firm"`
}

// Payment is a fact placed on the file.
type Payment struct {
	On        calendar.Date `json:"on"`
	Exercice  int           `json:"exercice"`
	Funder    string        `json:"funder"`
	Ej        string        `json:"ej"`
	Dp        string        `json:"dp"`
	Amount    money.Amount  `json:"amount_euros"`
	Anomalies []string      `json:"anomalies"`
}

// JournalEntry is one act on the file.
type JournalEntry struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Act    string    `json:"act"`
	Label  string    `json:"label"`
	From   string    `json:"from"`
	To     string    `json:"to"`
	Reason string    `json:"reason"`
}

// journalMax bounds the acts shown with a file.
const journalMax = 300

// FileOf returns file id as by may see it: unknown, forbidden and hidden are one
// answer. A bounded number of queries, whatever the file.
func FileOf(tx postgres.Tx, by party.Actor, id string) (File, error) {
	a, err := application.Find(tx, id)
	if err != nil {
		return File{}, err
	}
	if !mayRead(by, a) {
		return File{}, application.ErrNotFound
	}
	if err := recused(tx, by, id); err != nil {
		return File{}, err
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return File{}, err
	}
	body, err := party.FindOrganisation(tx, a.ApplicantID)
	if err != nil {
		return File{}, err
	}
	state, err := stateSeen(tx, by, a)
	if err != nil {
		return File{}, err
	}
	public := a.Plan.Public()
	f := File{Version: a.Version, Campaign: a.CampaignID, Departement: a.Departement, Year: a.Year, Summary: a.Summary, Years: a.Years,
		StartsOn: a.StartsOn, EndsOn: a.EndsOn, CerSignedOn: a.CerSignedOn, Justification: a.Justification, Measures: []MeasureRef{}, Actions: next(a, by),
		Line: Line{ID: a.ID, Code: a.Code, Title: a.Title, Applicant: Body{body.ID, body.Name, body.Siret.String(), body.Kind}, State: string(state),
			StateLabel: label(state, by), Cost: a.Cost(), Requested: a.Plan.Requested(), PublicShare: money.PercentOf(public, a.Plan.Cost()),
			SubmittedAt: a.SubmittedAt, Alerts: alerts(public, a.Plan.Cost(), c.Rules)}}
	for i, n := range a.Measures {
		ref := MeasureRef{Number: n, Principal: i == 0}
		if m, err := strategy.Latest().Measure(n); err == nil {
			ref.Title = m.Title
		}
		f.Measures = append(f.Measures, ref)
	}
	if err := f.readPlan(tx, by, a); err != nil {
		return File{}, err
	}
	return f, f.readRest(tx, by, a)
}

func (f *File) readPlan(tx postgres.Tx, by party.Actor, a application.Application) error {
	f.Plan = Plan{Cost: a.Plan.Cost(), FinalCost: a.Cost(), OtherPublic: a.Plan.OtherPublic, Own: a.Plan.Own, Charges: []Charge{}, Requests: []RequestLine{}}
	for _, l := range a.Plan.Charges {
		f.Plan.Charges = append(f.Plan.Charges, Charge(l))
	}
	rows, err := postgres.List[requestRow](tx.SQL().Raw(requests+` where r.application_id = ? order by n.rank, n.code`, a.ID))
	if err != nil {
		return err
	}
	if by.Role == party.Applicant && !slices.ContainsFunc(rows, func(r requestRow) bool { return r.NotifiedOn != nil }) {
		f.Plan.FinalCost, f.Cost = f.Plan.Cost, f.Plan.Cost
	}
	decided := money.Zero
	for _, r := range rows {
		line := r.line(by, a)
		f.Plan.Requests = append(f.Plan.Requests, line)
		if line.Decision != nil {
			decided = decided.Add(line.Decision.Amount)
			f.Decided = &decided
		}
		f.Report = r.report()
	}
	if f.Decided != nil {
		f.Plan.Own = f.Plan.FinalCost.Sub(f.Plan.OtherPublic).Sub(decided)
	}
	return nil
}

func (f *File) readRest(tx postgres.Tx, by party.Actor, a application.Application) (err error) {
	args := reading(by)
	args["id"], args["acts"], args["limit"] = a.ID, publicActs, journalMax
	if f.Tranches, err = postgres.List[Tranche](tx.SQL().Raw(`
		select r.funder, r.year, r.amount, r.firm from tranches r where r.application_id = @id
			and (not @applicant or exists (select from awards w where w.application_id = @id and w.funder = r.funder and `+awardTold+`))
		order by r.funder, r.year`, args)); err != nil {
		return err
	}
	if err = f.readPayments(tx, a.ID); err != nil {
		return err
	}
	if f.Journal, err = journalOf(tx, by, args); err != nil {
		return err
	}
	if err = f.readHistory(tx); err != nil {
		return err
	}
	if _, err = postgres.One(tx.SQL().Raw(`select snapshot_hash from applications where id = ?`, a.ID), &f.SnapshotHash); err != nil {
		return err
	}
	indicators, err := reporting.Indicators(tx, a)
	if err != nil {
		return err
	}
	f.Indicators = []Indicator{}
	for _, i := range indicators {
		f.Indicators = append(f.Indicators, Indicator(i))
	}
	if f.Opinion, err = opinionOn(tx, by, a.ID); err != nil {
		return err
	}
	return f.offer(tx, by, a)
}

// offer adds the acts of other rooms that by may do on the file now.
func (f *File) offer(tx postgres.Tx, by party.Actor, a application.Application) error {
	granted := false
	for _, r := range f.Plan.Requests {
		granted = granted || r.Decision != nil && r.Decision.Outcome == "awarded"
	}
	open := f.Report == nil || f.Report.ValidatedOn == nil
	if by.May(party.WriteFiles) && granted && open {
		f.Actions = append(f.Actions, "financial-report")
	}
	if by.May(party.ReviewFiles) && f.Report != nil && open {
		f.Actions = append(f.Actions, "report-validation")
	}
	if !by.May(party.RunSessions) || a.State != application.Ready {
		return nil
	}
	var entered bool
	_, err := postgres.One(tx.SQL().Raw(`
		select exists (select from committee_items where application_id = ? and state in ('pending', 'open'))`, a.ID), &entered)
	if !entered {
		f.Actions = append(f.Actions, "agenda")
	}
	return err
}

// publicActs are the acts that an applicant reads in the journal of its file:
// what it did, and what it was told. A session, a proposal and a decision that
// is not notified are none of them.
var publicActs = []string{"application.begun", "application.submitted", "application.documents_asked", "application.admitted", "application.rejected",
	"application.reviewed", "application.dismissed", "application.withdrawn", "application.executing", "application.report_filed", "application.settled", "agreement.notified"}

// journalOf lists the acts on a file that by may read, newest first. An
// applicant reads the name of who reviews its file, and the quality of others.
//
// Law: CRPA, art. L111-2.
func journalOf(tx postgres.Tx, by party.Actor, args map[string]any) ([]JournalEntry, error) {
	rows, err := postgres.List[struct {
		At                                     time.Time
		ActorName, Role, Act, From, To, Reason string
	}](tx.SQL().Raw(`
		select at, actor_name, role, act, from_state as "from", to_state as "to", reason from journal
		where subject = @id and (not @applicant or act in @acts) order by id desc limit @limit`, args))
	entries := make([]JournalEntry, len(rows))
	for i, r := range rows {
		entries[i] = JournalEntry{r.At, r.ActorName, r.Act, actLabel(r.Act), r.From, r.To, r.Reason}
		if role := party.Role(r.Role); by.Role == party.Applicant {
			if role != party.Applicant && role != party.Reviewer {
				entries[i].Actor = role.Label()
			}
			entries[i].From, entries[i].To = string(stateFor(application.State(r.From), by)), string(stateFor(application.State(r.To), by))
		}
	}
	return entries, err
}

// next lists what by may do on the file now. An applicant is offered the same
// acts in all the states that it reads as one.
func next(a application.Application, by party.Actor) []string {
	a.State = stateFor(a.State, by)
	return a.Next(by)
}

func (f *File) readPayments(tx postgres.Tx, id string) error {
	rows, err := postgres.List[struct {
		PaidOn    calendar.Date
		Exercice  int
		Funder    string
		Ej        string
		Dp        string
		Amount    money.Amount
		Anomalies string
	}](tx.SQL().Raw(`
		select p.paid_on, p.exercice, w.funder, coalesce(r.ej, '') as ej, coalesce(r.dp, '') as dp, p.amount,
			coalesce((select string_agg(n.detail, E'\n' order by n.id) from anomalies n where n.chorus_row_id = r.id and n.resolved_at is null), '') as anomalies
		from payments p join awards w on w.id = p.award_id left join chorus_rows r on r.id = p.chorus_row_id
		where w.application_id = ? order by p.paid_on, p.id`, id))
	f.Payments = []Payment{}
	for _, r := range rows {
		f.Payments = append(f.Payments, Payment{r.PaidOn, r.Exercice, r.Funder, r.Ej, r.Dp, r.Amount, lines(r.Anomalies)})
	}
	return err
}

// opinionOn is the committee's last opinion: agents read it, applicants do not.
func opinionOn(tx postgres.Tx, by party.Actor, applicationID string) (*Opinion, error) {
	if by.Role == party.Applicant {
		return nil, nil
	}
	var row struct {
		Opinion   committee.Opinion
		SessionID string
		Number    int
		HeldOn    calendar.Date
		committee.Tally
	}
	found, err := postgres.One(tx.SQL().Raw(`
		select i.opinion, s.id as session_id, s.number, s.held_on,
			(select count(*) from committee_ballots b where b.item_id = i.id and b.vote = 'for') as "for",
			(select count(*) from committee_ballots b where b.item_id = i.id and b.vote = 'against') as against,
			(select count(*) from committee_ballots b where b.item_id = i.id and b.vote = 'abstain') as abstain,
			(select count(*) from committee_recusals b where b.item_id = i.id) as recused
		from committee_items i join committee_sessions s on s.id = i.session_id
		where i.application_id = ? and i.state = 'examined' order by s.number desc limit 1`, applicationID), &row)
	if err != nil || !found {
		return nil, err
	}
	return &Opinion{string(row.Opinion), row.Opinion.Label(), row.SessionID, row.Number, row.HeldOn, row.Tally}, nil
}

// PastGrant is what somebody granted to the applicant before.
type PastGrant struct {
	Year      int          `json:"year" doc:"0 si la publication ne le dit pas"`
	Allocator string       `json:"allocator"`
	Object    string       `json:"object"`
	Amount    money.Amount `json:"amount_euros"`
}

func (f *File) readHistory(tx postgres.Tx) error {
	f.History = []PastGrant{}
	siret, err := identity.ParseSiret(f.Applicant.Siret)
	if err != nil {
		return nil // a body outside of Sirene has no public history
	}
	past, err := history.Of(tx, siret.Siren())
	for _, g := range past.Grants {
		f.History = append(f.History, PastGrant{g.Exercice, g.Allocator, g.Object, g.Amount})
	}
	return err
}

// requestRow is one request with all that followed.
type requestRow struct {
	ID, ApplicationID                      string
	Code, Name, Kind, ProgrammeAction      string
	Requested                              money.Amount
	Proposed, Announced                    *money.Amount
	AwardID, Outcome                       *string
	Amount                                 *money.Amount
	Reason, DerogationReason, Deliberation *string
	AgainstOpinion                         *bool
	DecidedOn                              *calendar.Date
	ActID, ActNumber, ActKind, ActState    *string
	SignedOn, NotifiedOn                   *calendar.Date
	Ej                                     *string
	EjLine                                 *int
	EnteredOn                              *calendar.Date
	NetPaid, Due, Recovery                 *money.Amount
	FiledOn, ValidatedOn                   *calendar.Date
	Realised                               *money.Amount
}

// requests selects requestRow; a condition and an order follow.
const requests = `
	select r.id, r.application_id, n.code, n.name, n.kind, n.programme_action, r.amount as requested, p.proposed, p.announced,
		w.id as award_id, w.outcome, w.amount, w.reason, w.derogation_reason, w.deliberation, w.against_opinion, w.decided_on,
		t.id as act_id, t.number as act_number, t.kind as act_kind, t.state as act_state, t.signed_on, t.notified_on,
		m.ej, m.line as ej_line, m.entered_on, s.net_paid, s.due, s.recovery, f.filed_on, f.validated_on, f.realised
	from funding_requests r
	join applications a on a.id = r.application_id
	join funders n on n.departement = r.departement and n.code = r.funder
	left join proposals p on p.request_id = r.id
	left join awards w on w.request_id = r.id
	left join act_awards x on x.award_id = w.id
	left join acts t on t.id = x.act_id
	left join commitments m on m.award_id = w.id
	left join settlements s on s.award_id = w.id
	left join financial_reports f on f.application_id = r.application_id `

// line is the request as by may read it. An applicant reads an answer once its
// act is notified, and then nothing of what led to it: no proposal, no opinion
// gone against, no reason of a derogation; nor a recovery that is only proposed.
func (r requestRow) line(by party.Actor, a application.Application) RequestLine {
	l := RequestLine{ID: r.ID, Funder: Funder{r.Code, r.Name, r.Kind, r.ProgrammeAction}, Requested: r.Requested, Actions: []string{}}
	applicant := by.Role == party.Applicant
	if applicant && r.NotifiedOn == nil {
		return l
	}
	if r.AwardID != nil {
		l.Decision = &Decision{ID: *r.AwardID, Outcome: *r.Outcome, Amount: *r.Amount, Reason: *r.Reason, Deliberation: *r.Deliberation, On: *r.DecidedOn}
	}
	if r.ActID != nil {
		l.Act = &Act{*r.ActID, *r.ActNumber, *r.ActKind, *r.ActState, r.SignedOn, r.NotifiedOn}
	}
	if r.Ej != nil {
		l.Commitment = &Commitment{*r.Ej, *r.EjLine, *r.EnteredOn}
	}
	if r.NetPaid != nil {
		l.Paid = *r.NetPaid
	}
	if applicant {
		return l
	}
	if l.Decision != nil {
		l.Decision.Derogation, l.Decision.AgainstOpinion = *r.DerogationReason, *r.AgainstOpinion
	}
	l.Proposed, l.Announced, l.Due, l.Recovery = r.Proposed, r.Announced, r.Due, r.Recovery
	l.Actions = r.actions(by, a)
	return l
}

// actions lists what by may do on the request now, as codes of the API.
func (r requestRow) actions(by party.Actor, a application.Application) []string {
	acts := []string{}
	state := r.Kind == string(funding.State)
	authority := state && by.May(party.DecideState) || !state && by.May(party.DecideLocal) && by.SpeaksFor(r.Code)
	answered := r.Outcome != nil
	granted := answered && *r.Outcome == "awarded"
	switch {
	case r.AwardID == nil && a.Decidable() && authority:
		acts = append(acts, "decision")
	case answered && r.ActID == nil && authority:
		acts = append(acts, "act")
	case answered && r.ActState != nil && *r.ActState == "draft" && authority:
		acts = append(acts, "signature")
	case answered && r.ActState != nil && *r.ActState == "signed" && authority && (!state || !granted || r.Ej != nil):
		acts = append(acts, "notification")
	}
	if granted && state && r.Ej == nil && r.ActState != nil && *r.ActState == "signed" && by.May(party.KeepCommitments) {
		acts = append(acts, "commitment")
	}
	if r.AwardID == nil && a.Decidable() && by.May(party.ReviewFiles) {
		acts = append(acts, "proposal")
	}
	if r.AwardID == nil && a.Decidable() && by.May(party.CastBallots) && by.SpeaksFor(r.Code) {
		acts = append(acts, "announcement")
	}
	return acts
}

func (r requestRow) report() *Report {
	if r.FiledOn == nil {
		return nil
	}
	return &Report{*r.FiledOn, *r.Realised, r.ValidatedOn}
}
