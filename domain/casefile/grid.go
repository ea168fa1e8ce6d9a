package casefile

import (
	"tourdetable/domain/application"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Grid is the co-funding grid of a campaign: files × funders.
type Grid struct {
	Funders []GridFunder   `json:"funders"`
	Rows    []GridRow      `json:"rows"`
	Ceiling *money.Percent `json:"ceiling_percent,omitempty"`
}

// GridFunder heads one column.
type GridFunder struct {
	Code      string       `json:"code"`
	Name      string       `json:"name"`
	Kind      string       `json:"kind"`
	Envelope  money.Amount `json:"envelope_euros"`
	Decided   money.Amount `json:"decided_euros"`
	Remaining money.Amount `json:"remaining_euros"`
}

// GridRow is one file.
type GridRow struct {
	Application GridFile            `json:"application"`
	Cost        money.Amount        `json:"cost_euros"`
	FinalCost   money.Amount        `json:"final_cost_euros"`
	Own         money.Amount        `json:"own_euros"`
	OtherPublic money.Amount        `json:"other_public_euros"`
	PublicShare money.Percent       `json:"public_share_percent" doc:"Sur ce qui est décidé, à défaut demandé"`
	Cells       map[string]GridCell `json:"cells"`
}

// GridFile names the file of a row.
type GridFile struct {
	ID         string `json:"id"`
	Code       string `json:"code"`
	Title      string `json:"title"`
	Applicant  string `json:"applicant"`
	State      string `json:"state"`
	StateLabel string `json:"state_label"`
}

// GridCell is one request.
type GridCell struct {
	RequestID string        `json:"request_id"`
	Requested money.Amount  `json:"requested_euros"`
	Proposed  *money.Amount `json:"proposed_euros,omitempty"`
	Announced *money.Amount `json:"announced_euros,omitempty"`
	Decided   *money.Amount `json:"decided_euros,omitempty"`
	Editable  bool          `json:"editable" doc:"Le lecteur peut y écrire une proposition maintenant"`
}

// gridMax bounds the rows of one grid.
const gridMax = 2000

type gridRow struct {
	ID, Code, Title, Applicant        string
	State                             application.State
	Cost, FinalCost, Own, OtherPublic money.Amount
}

type cellRow struct {
	ApplicationID, Funder, RequestID string
	Requested                        money.Amount
	Proposed, Announced, Decided     *money.Amount
}

// chosen are the files of a campaign that funders may share: deposited, and not
// hidden from who stepped out of them.
const chosen = ` a.campaign_id = @campaign and a.state not in ('draft', 'inadmissible', 'dismissed', 'withdrawn') and ` + shown

// GridOf reads the grid of a campaign in five queries: the deposited files, by
// number, without those withdrawn or set aside.
func GridOf(tx postgres.Tx, by party.Actor, campaignID string) (Grid, error) {
	c, err := campaignFor(tx, by, campaignID)
	if err != nil {
		return Grid{}, err
	}
	envelopes, err := Envelopes(tx, by, campaignID)
	if err != nil {
		return Grid{}, err
	}
	g := Grid{Funders: []GridFunder{}, Rows: []GridRow{}, Ceiling: c.Rules.PublicShareCeiling}
	for _, e := range envelopes {
		g.Funders = append(g.Funders, GridFunder{e.Funder.Code, e.Funder.Name, e.Funder.Kind, e.Amount, e.Decided, e.Remaining})
	}
	args := reading(by)
	args["campaign"], args["limit"] = campaignID, gridMax
	files, err := postgres.List[gridRow](tx.SQL().Raw(`
		select a.id, a.code, a.title, o.name as applicant, a.state, a.cost, coalesce(a.final_cost, a.cost) as final_cost, a.own, a.other_public
		from applications a join organisations o on o.id = a.applicant_id where `+chosen+` order by a.id limit @limit`, args))
	if err != nil {
		return g, err
	}
	cells, err := postgres.List[cellRow](tx.SQL().Raw(`
		select r.application_id, r.funder, r.id as request_id, r.amount as requested, p.proposed, p.announced, w.amount as decided
		from funding_requests r join applications a on a.id = r.application_id
		left join proposals p on p.request_id = r.id left join awards w on w.request_id = r.id where `+chosen, args))
	if err != nil {
		return g, err
	}
	at, decidable := map[string]int{}, map[string]bool{}
	for _, f := range files {
		at[f.ID], decidable[f.ID] = len(g.Rows), application.Application{State: f.State}.Decidable()
		g.Rows = append(g.Rows, GridRow{Application: GridFile{f.ID, f.Code, f.Title, f.Applicant, string(f.State), label(f.State, by)},
			Cost: f.Cost, FinalCost: f.FinalCost, Own: f.Own, OtherPublic: f.OtherPublic, Cells: map[string]GridCell{}})
	}
	for _, c := range cells {
		if i, shown := at[c.ApplicationID]; shown {
			g.Rows[i].Cells[c.Funder] = GridCell{c.RequestID, c.Requested, c.Proposed, c.Announced, c.Decided,
				c.Decided == nil && by.May(party.ReviewFiles) && decidable[c.ApplicationID]}
		}
	}
	for i := range g.Rows {
		g.Rows[i].sum()
	}
	return g, nil
}

// sum computes the public share and the applicant's own share of a row.
func (r *GridRow) sum() {
	aid, decided := r.OtherPublic, false
	for _, c := range r.Cells {
		decided = decided || c.Decided != nil
	}
	for _, c := range r.Cells {
		switch {
		case !decided:
			aid = aid.Add(c.Requested)
		case c.Decided != nil:
			aid = aid.Add(*c.Decided)
		}
	}
	if decided {
		r.Own = r.FinalCost.Sub(aid)
	}
	r.PublicShare = money.PercentOf(aid, r.FinalCost)
}
