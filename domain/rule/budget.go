package rule

import (
	"strings"

	"tourdetable/domain/money"
)

// balanced is R01.
func balanced(q question) []answer {
	return each(q.facts.Budgets, "budget", func(b Budget) answer {
		gap := b.Charges.Sub(b.Products)
		return judge(gap.IsZero(), numbered("charges", b.Charges, "products", b.Products, "gap", gap),
			"%s : charges %s, produits %s, écart %s", b.name(), b.Charges.French(), b.Products.French(), gap.French()).at(b.Path)
	})
}

// balancedInKind is R02.
func balancedInKind(q question) []answer {
	return each(q.facts.Budgets, "budget", func(b Budget) answer {
		gap := b.Uses.Sub(b.Sources)
		return judge(gap.IsZero(), numbered("uses", b.Uses, "sources", b.Sources, "gap", gap),
			"%s : emplois en nature (86) %s, ressources en nature (87) %s, écart %s", b.name(), b.Uses.French(), b.Sources.French(), gap.French()).at(b.Path)
	})
}

// gridIsBudget is R03.
func gridIsBudget(q question) []answer {
	return each(q.facts.Budgets, "budget", func(b Budget) answer {
		if b.Requested == nil {
			return missing("total demandé aux financeurs, " + b.name()).at(b.Path)
		}
		gap := b.Requested.Sub(b.Account74)
		return judge(gap.IsZero(), numbered("requested", b.Requested, "account_74", b.Account74, "gap", gap),
			"%s : demandes aux financeurs %s, compte 74 %s, écart %s", b.name(), b.Requested.French(), b.Account74.French(), gap.French()).at(b.Path)
	})
}

// structureCosts is R30.
func structureCosts(q question) []answer {
	return each(q.facts.Budgets, "budget", func(b Budget) answer {
		if b.Structure == nil {
			return missing("frais de structure, " + b.name()).at(b.Path)
		}
		return q.atMost("ceiling", "frais de structure", *b.Structure, "les charges", b.Charges).at(b.Path)
	})
}

// investmentOrRunning is R31: one answer for each line that its programme does
// not pay.
func investmentOrRunning(q question) []answer {
	excluded, what := q.list("running"), "de fonctionnement"
	if q.facts.Programme == "D" {
		excluded, what = q.list("investment"), "d'investissement"
	}
	var all []answer
	for _, b := range q.facts.Budgets {
		before := len(all)
		for _, l := range b.Lines {
			if startsWithOne(l.Account, excluded) && l.Amount.Sign() > 0 {
				all = append(all, judge(false, numbered("account", l.Account, "amount", l.Amount),
					"Programme %s : la ligne %s « %s » de %s est une dépense %s (comptes exclus : %s)", q.facts.Programme, l.Account, l.Label, l.Amount.French(), what, strings.Join(excluded, ", ")).at(l.Path))
			}
		}
		switch {
		case b.Lines == nil:
			all = append(all, missing("lignes du budget, "+b.name()).at(b.Path))
		case len(all) == before:
			all = append(all, judge(true, numbered("lines", len(b.Lines)), "%s, programme %s : aucune dépense %s (comptes exclus : %s)", b.name(), q.facts.Programme, what, strings.Join(excluded, ", ")))
		}
	}
	if all == nil {
		return unknown("budget")
	}
	return all
}

// concoursFits is R52.
func concoursFits(q question) []answer {
	c := q.facts.Concours
	switch {
	case c == nil:
		return idle("aucun fonds de concours")
	case c.GiverDeliberated == nil || c.TakerDeliberated == nil:
		return unknown("délibérations des deux assemblées")
	}
	return []answer{
		judge(!c.Amount.More(c.Borne), numbered("concours", c.Amount, "borne", c.Borne),
			"Fonds de concours de %s ; part du bénéficiaire hors subventions : %s", c.Amount.French(), c.Borne.French()),
		judge(*c.GiverDeliberated && *c.TakerDeliberated, numbered("giver_deliberated", *c.GiverDeliberated, "taker_deliberated", *c.TakerDeliberated),
			"Délibération de celui qui verse : %s ; de celui qui reçoit : %s", yes(*c.GiverDeliberated), yes(*c.TakerDeliberated)),
	}
}

// name tells which budget, in a sentence.
func (b Budget) name() string {
	name := "Budget"
	if b.Project != "" {
		name += " « " + b.Project + " »"
	}
	if b.Year != 0 {
		name += " " + numbered("year", b.Year)["year"]
	}
	return name
}

func startsWithOne(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func yes(b bool) string {
	if b {
		return "oui"
	}
	return "non"
}

// times is n × a.
func times(a money.Amount, n int) money.Amount { return money.Cents(a.Cents() * int64(n)) }
