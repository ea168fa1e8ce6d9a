package rule

import (
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// reportBeforeRenewal is R17.
func reportBeforeRenewal(q question) []answer {
	return q.renewed("compte rendu de l'année précédente", q.facts.Renewal.ReportFiledOn)
}

// evaluationBeforeRenewal is R17b.
func evaluationBeforeRenewal(q question) []answer {
	return q.renewed("évaluation de l'année précédente", q.facts.Renewal.EvaluationFiledOn)
}

func (q question) renewed(what string, filed calendar.Date) []answer {
	r, private := q.facts.Renewal, q.facts.Applicant.Private
	switch {
	case r.Renews == nil:
		return unknown("première demande ou renouvellement")
	case !*r.Renews:
		return idle("première demande")
	case !q.flag("public_bodies") && private == nil:
		return unknown("organisme privé ou public")
	case !q.flag("public_bodies") && !*private:
		return idle("organisme public, non concerné par l'appel")
	case filed.IsZero():
		return judge(false, numbered("filed_on", ""), "%s : aucun dépôt", capital(what)).at("renewal").alone()
	case q.facts.On.IsZero():
		return unknown("jour de la question")
	}
	return judge(!filed.After(q.facts.On), numbered("filed_on", filed, "on", q.facts.On), "%s : dépôt le %s", capital(what), filed.French()).at("renewal").alone()
}

// startUpMoney is R29.
func startUpMoney(q question) []answer {
	n, most := q.facts.Renewal.Count, q.count("renewals")
	if n == nil {
		return unknown("nombre de renouvellements")
	}
	return judge(*n <= most, numbered("renewals", *n, "most", most), "Renouvellements : %d ; alerte au-delà de %d", *n, most).at("renewal").alone()
}

// breachWithdraws is R15b: the aid of the days that remain, the day of the
// breach included, over those of the period.
func breachWithdraws(q question) []answer {
	b := q.facts.Breach
	switch {
	case b == nil:
		return idle("aucun manquement constaté")
	case b.On.IsZero() || b.From.IsZero() || b.To.Before(b.From):
		return unknown("jour du manquement et période de l'aide")
	}
	period := b.To.Sub(b.From) + 1
	left := min(max(b.To.Sub(b.On)+1, 0), period)
	return each(q.facts.Accounts.Grants, "aides versées", func(g Grant) answer {
		due := g.Awarded.Share(money.Cents(int64(left)), money.Cents(int64(period)))
		return judge(due.IsZero(), numbered("awarded", g.Awarded, "days_left", left, "days", period, "withdrawn", due),
			"%s : manquement le %s, jours restants : %d sur %d ; retrait de %s sur %s", g.Funder, b.On.French(), left, period, due.French(), g.Awarded.French()).of(g.Funder)
	})
}

// repayment is R24: every cause is told apart.
func repayment(q question) []answer {
	e, a := q.facts.Execution, q.facts.Accounts
	all := []answer{
		cause(e.ObjectChanged, "changement d'objet", "object_changed", "Objet ou affectation modifiés sans accord"),
		cause(e.Late, "achèvement", "late", "Opération non réalisée dans les délais"),
		cause(e.DutiesUnmet, "obligations de l'acte", "duties_unmet", "Obligations de l'acte non respectées"),
	}
	if a.RealCost == nil {
		return append(all, missing("dépense réelle"))
	}
	for _, p := range q.facts.Plans {
		if p.Public == nil {
			all = append(all, missing("aides publiques"))
			continue
		}
		all = append(all, judge(!p.Public.More(*a.RealCost), numbered("public", p.Public, "real_cost", a.RealCost), "Aides publiques %s ; dépense réelle %s", p.Public.French(), a.RealCost.French()))
	}
	return all
}

func cause(fact *bool, what, name, told string) answer {
	if fact == nil {
		return missing(what)
	}
	return judge(!*fact, numbered(name, *fact), "%s : %s", told, yes(*fact))
}

// unspent is R25: what each funder is due, what comes back, what is no longer
// paid.
func unspent(q question) []answer {
	a := q.facts.Accounts
	if a.FinalCost == nil || a.RealCost == nil || a.FinalCost.Sign() <= 0 {
		return unknown("coût retenu et dépense réelle")
	}
	if q.choice("formula") == "surplus" && a.Resources == nil {
		return unknown("ressources réalisées")
	}
	return each(a.Grants, "aides versées", func(g Grant) answer {
		due := money.Max(g.Awarded.Sub(q.recovery(g)), money.Zero)
		back, less := money.Max(g.Paid.Sub(due), money.Zero), g.Awarded.Sub(money.Max(due, g.Paid))
		return judge(due.Equal(g.Awarded), numbered("awarded", g.Awarded, "paid", g.Paid, "due", due, "recovery", back, "decommitted", less, "formula", q.choice("formula")),
			"%s : dépense réelle %s pour un coût retenu de %s ; aide due %s sur %s, à reverser %s, à ne plus payer %s", g.Funder,
			a.RealCost.French(), a.FinalCost.French(), due.French(), g.Awarded.French(), back.French(), less.French()).of(g.Funder)
	})
}

// recovery is what a grant loses, less what its act lets the body keep, plus
// the misused part in full.
func (q question) recovery(g Grant) money.Amount {
	a := q.facts.Accounts
	share := func(x money.Amount) money.Amount { return x.Share(g.Awarded, *a.FinalCost) }
	lost := money.Zero
	switch {
	case q.choice("formula") == "surplus":
		lost = share(money.Max(a.Resources.Sub(*a.RealCost), money.Zero))
	case a.RealCost.Less(*a.FinalCost) && (g.Tolerance == nil || g.Tolerance.Above(a.FinalCost.Sub(*a.RealCost), *a.FinalCost)):
		lost = g.Awarded.Sub(share(*a.RealCost))
	}
	return money.Max(lost.Sub(g.Keeps), money.Zero).Add(g.Misused)
}

// tolerance is R28.
func tolerance(q question) []answer {
	a := q.facts.Accounts
	if a.FinalCost == nil || a.RealCost == nil {
		return unknown("coût retenu et dépense réelle")
	}
	return q.atMost("tolerance", "écart de dépense", money.Max(a.FinalCost.Sub(*a.RealCost), money.Zero), "le coût retenu", *a.FinalCost).alone()
}
