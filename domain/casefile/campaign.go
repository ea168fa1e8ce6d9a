package casefile

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Campaign is one line of the list of campaigns.
type Campaign struct {
	ID                 string         `json:"id"`
	Year               int            `json:"year"`
	Title              string         `json:"title"`
	Departement        string         `json:"departement"`
	State              string         `json:"state" enum:"draft,open,archived"`
	OpensOn            calendar.Date  `json:"opens_on"`
	ClosesAt           time.Time      `json:"closes_at"`
	PublicShareCeiling *money.Percent `json:"public_share_ceiling_percent,omitempty"`
	Tolerance          money.Percent  `json:"tolerance_percent"`
	Applications       int            `json:"applications" doc:"Dossiers déposés visibles par le lecteur"`
	Requested          money.Amount   `json:"requested_euros"`
	Decided            money.Amount   `json:"decided_euros"`
}

// campaignsMax bounds the list of campaigns: a century of them.
const campaignsMax = 100

// Campaigns lists the campaigns that by may see, newest first, with the sums of
// the files that by may read.
func Campaigns(tx postgres.Tx, by party.Actor) ([]Campaign, error) {
	args := reading(by)
	args["limit"] = campaignsMax
	return postgres.List[Campaign](tx.SQL().Raw(`
		select c.id, c.year, c.title, c.departement, c.state, c.opens_on, c.closes_at, c.public_share_ceiling, c.tolerance,
			(select count(*) from applications a where a.campaign_id = c.id and a.state <> 'draft') as applications,
			coalesce((select sum(r.amount) from funding_requests r join applications a on a.id = r.application_id
				where a.campaign_id = c.id and a.state <> 'draft'), 0) as requested,
			coalesce((select sum(w.amount) from awards w join applications a on a.id = w.application_id where a.campaign_id = c.id
				and (not @applicant or `+awardTold+`)), 0) as decided
		from campaigns c order by c.year desc, c.departement limit @limit`, args))
}

// Funder is who brings money, as pages name it.
type Funder struct {
	Code            string `json:"code"`
	Name            string `json:"name"`
	Kind            string `json:"kind" enum:"state,local"`
	ProgrammeAction string `json:"programme_action,omitempty"`
}

// Envelope is one funder's money in a campaign, and where it stands.
type Envelope struct {
	Funder    Funder       `json:"funder"`
	Amount    money.Amount `json:"envelope_euros"`
	Requested money.Amount `json:"requested_euros"`
	Decided   money.Amount `json:"decided_euros"`
	Committed money.Amount `json:"committed_euros" doc:"Engagé et restant à payer"`
	Paid      money.Amount `json:"paid_euros"`
	Remaining money.Amount `json:"remaining_euros"`
}

type envelopeRow struct {
	Code, Name, Kind, ProgrammeAction                      string
	Amount, Requested, Decided, Committed, Paid, Remaining money.Amount
}

// Envelopes lists the envelopes of a campaign in the order of the grid: the
// balances of the book, not counters.
func Envelopes(tx postgres.Tx, by party.Actor, campaignID string) ([]Envelope, error) {
	if _, err := campaignFor(tx, by, campaignID); err != nil {
		return nil, err
	}
	rows, err := postgres.List[envelopeRow](tx.SQL().Raw(`
		select n.code, n.name, n.kind, n.programme_action, e.amount,
			coalesce((select sum(r.amount) from funding_requests r join applications a on a.id = r.application_id
				where a.campaign_id = c.id and r.funder = e.funder and a.state <> 'draft'), 0) as requested,
			coalesce((select sum(w.amount) from awards w join applications a on a.id = w.application_id
				where a.campaign_id = c.id and w.funder = e.funder and a.state <> 'withdrawn'), 0) as decided,
			coalesce(sum(l.balance) filter (where l.kind = 'committed'), 0) as committed,
			coalesce(sum(l.balance) filter (where l.kind = 'paid'), 0) as paid,
			coalesce(sum(l.balance) filter (where l.kind = 'available'), 0) as remaining
		from campaigns c
		join envelopes e on e.departement = c.departement and e.year = c.year
		join funders n on n.departement = e.departement and n.code = e.funder
		left join ledger_accounts l on l.book = e.departement and l.year = e.year and l.funder = e.funder
		where c.id = ? group by c.id, e.id, n.departement, n.code order by n.rank, n.code`, campaignID))
	envelopes := make([]Envelope, len(rows))
	for i, r := range rows {
		envelopes[i] = Envelope{Funder{r.Code, r.Name, r.Kind, r.ProgrammeAction}, r.Amount, r.Requested, r.Decided, r.Committed, r.Paid, r.Remaining}
	}
	return envelopes, err
}

// Funders lists who may be asked in a campaign, in the order of the grid.
// Funders are public: an applicant reads them too.
func Funders(tx postgres.Tx, campaignID string) ([]Funder, error) {
	c, err := programme.Find(tx, campaignID)
	if err != nil {
		return nil, err
	}
	rows, err := funding.Funders(tx, c.Departement)
	funders := make([]Funder, len(rows))
	for i, f := range rows {
		funders[i] = Funder{f.Code, f.Name, string(f.Kind), f.ProgrammeAction}
	}
	return funders, err
}

// SoleDepartement is the département of all the campaigns, "" if there are none
// or several.
func SoleDepartement(tx postgres.Tx) (string, error) {
	var sole string
	_, err := postgres.One(tx.SQL().Raw(`select min(departement) from campaigns having count(distinct departement) = 1`), &sole)
	return sole, err
}
