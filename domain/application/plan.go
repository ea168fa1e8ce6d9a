package application

import (
	"fmt"
	"regexp"

	"tourdetable/domain/money"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
)

// Line is one charge of the budget (ligne de charges), in whole euros by the
// form, to the cent if the applicant insists.
type Line struct {
	Account string // 60 to 69, plan comptable associatif
	Label   string
	Amount  money.Amount
}

// Request is what the file asks of one funder (demande).
type Request struct {
	ID     string
	Funder string // code
	Amount money.Amount
}

// Plan is the funding plan (plan de financement): charges on one side; requests,
// other public money and the applicant's own share on the other.
type Plan struct {
	Charges     []Line
	Requests    []Request
	OtherPublic money.Amount // public money outside the table of funders
	Own         money.Amount // fonds propres
}

// Cost is the sum of the charges.
func (p Plan) Cost() money.Amount {
	total := money.Zero
	for _, l := range p.Charges {
		total = total.Add(l.Amount)
	}
	return total
}

// Requested is the sum asked of all funders.
func (p Plan) Requested() money.Amount {
	total := money.Zero
	for _, r := range p.Requests {
		total = total.Add(r.Amount)
	}
	return total
}

// Public is all the public money the plan counts on.
func (p Plan) Public() money.Amount { return p.Requested().Add(p.OtherPublic) }

// PublicShare is the public money in percent of the cost, two decimals.
func (p Plan) PublicShare() money.Percent { return money.PercentOf(p.Public(), p.Cost()) }

var account = regexp.MustCompile(`^6[0-9]?[0-9]?$`)

// check returns ErrMalformed or ErrUnbalanced: charges equal resources to the
// cent (R01), each funder asked once for more than nothing.
func (p Plan) check() error {
	for i, l := range p.Charges {
		if !account.MatchString(l.Account) || l.Amount.Sign() < 0 {
			return ErrMalformed.With("charge « %s %s » de %s ; attendu : un compte 60 à 69 et un montant positif", l.Account, l.Label, l.Amount.French()).At(fmt.Sprintf("charges[%d]", i))
		}
	}
	asked := map[string]bool{}
	for i, r := range p.Requests {
		if r.Amount.Sign() <= 0 || asked[r.Funder] {
			return ErrMalformed.With("demande à %s de %s ; attendu : un montant positif, une seule demande par financeur", r.Funder, r.Amount.French()).At(fmt.Sprintf("requests[%d]", i))
		}
		asked[r.Funder] = true
	}
	if p.Own.Sign() < 0 || p.OtherPublic.Sign() < 0 {
		return ErrMalformed.With("fonds propres %s, autres aides publiques %s ; attendu : des montants positifs ou nuls", p.Own.French(), p.OtherPublic.French())
	}
	if resources := p.Public().Add(p.Own); !resources.Equal(p.Cost()) {
		return ErrUnbalanced.With("le budget n'est pas équilibré : charges %s, ressources %s (écart %s)", p.Cost().French(), resources.French(), p.Cost().Sub(resources).French())
	}
	return nil
}

// Findings lists what the rules of the campaign have to say about the plan as
// it is asked: they warn, and ask for a justification.
func (p Plan) Findings(rules programme.Rules) []rule.Finding {
	var found []rule.Finding
	if c := rules.PublicShareCeiling; c != nil && c.Above(p.Public(), p.Cost()) {
		found = append(found, PublicShareFinding(rule.Warns, p.Public(), p.Cost(), *c))
	}
	return found
}

// PublicShareFinding words R08, the ceiling of public aid, for a deposit
// (warns) or a decision (blocks).
//
// Law: a rule of the call; décret n° 2018-514, art. 10 for investments.
func PublicShareFinding(s rule.Severity, public, cost money.Amount, ceiling money.Percent) rule.Finding {
	return rule.Finding{Rule: "R08", Severity: s,
		Message: fmt.Sprintf("Aides publiques %s sur un coût de %s, soit %s (plafond %s)", public.French(), cost.French(), money.PercentOf(public, cost).French(), ceiling.French()),
		Law:     "Règlement de l'appel à projets"}
}
