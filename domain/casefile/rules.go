package casefile

import (
	"tourdetable/domain/application"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rule"
)

// Judged is what the rules of the call say of a file.
type Judged struct {
	Hash     string         // of the rules, frozen at the opening of the call
	Deposit  []rule.Verdict // as it was deposited, or would be now
	Decision []rule.Verdict // with what is decided, else proposed, else asked; nil for its applicant
}

// Rules judges a file for by ("Pourquoi ?"): an applicant reads its deposit,
// an agent its decision too. Returns ErrNotFound or ErrRecused.
func Rules(tx postgres.Tx, by party.Actor, id string) (Judged, error) {
	f, err := FileOf(tx, by, id)
	if err != nil {
		return Judged{}, err
	}
	d, err := DossierOf(tx, by, id)
	if err != nil {
		return Judged{}, err
	}
	j := Judged{Hash: d.Campaign.FrozenHash, Deposit: d.Verdicts}
	if by.Role == party.Applicant {
		return j, nil
	}
	rules, settings, err := d.Campaign.RuleBook()
	if err != nil {
		return j, err
	}
	facts, err := decisionFacts(tx, d, f)
	if err != nil {
		return j, err
	}
	j.Decision = rule.Evaluate(rule.Decision, facts, rules, settings)
	return j, nil
}

// decisionFacts are the facts of a file as its funders decide: each amount
// decided, else proposed, else asked, and what its envelope still holds.
func decisionFacts(tx postgres.Tx, d application.Dossier, f File) (rule.Facts, error) {
	facts := d.Facts()
	facts.On = d.Application.Today(tx)
	facts.Requests = append([]rule.Request{}, facts.Requests...)
	facts.Derogations = map[string]string{}
	public, state, fipd := f.Plan.OtherPublic, money.Zero, money.Zero
	for _, line := range f.Plan.Requests {
		amount := line.Requested
		switch {
		case line.Decision != nil:
			amount = line.Decision.Amount
			if line.Decision.Derogation != "" {
				facts.Derogations["R06"], facts.Derogations["R08"] = line.Decision.Derogation, line.Decision.Derogation
			}
		case line.Proposed != nil:
			amount = *line.Proposed
		}
		public = public.Add(amount)
		for i, r := range facts.Requests {
			if r.Funder != line.Funder.Code {
				continue
			}
			left, err := left(tx, d, line)
			if err != nil {
				return facts, err
			}
			facts.Requests[i].Decided, facts.Requests[i].EnvelopeLeft = &amount, left
			if r.Kind == "state" {
				state = state.Add(amount)
			}
			if len(r.Field) >= 4 && r.Field[:4] == "FIPD" {
				fipd = fipd.Add(amount)
			}
		}
	}
	own := f.Plan.FinalCost.Sub(public)
	facts.Plans = []rule.Plan{{Project: d.Application.Title, Cost: f.Plan.FinalCost, Public: &public, State: &state, FIPD: &fipd, Own: &own}}
	return facts, nil
}

// left is what the envelope held before this decision; nil if there is none.
func left(tx postgres.Tx, d application.Dossier, line RequestLine) (*money.Amount, error) {
	available, err := funding.Available(tx, d.Application.Departement, d.Application.Year, line.Funder.Code)
	if err != nil {
		return nil, err
	}
	if line.Decision != nil {
		available = available.Add(line.Decision.Amount)
	}
	return &available, nil
}
