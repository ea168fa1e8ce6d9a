package rule

import (
	"slices"
	"strings"

	"tourdetable/domain/money"
)

// fipdShare is R06.
func fipdShare(q question) []answer {
	return q.ofCost("part du FIPD", "crédits FIPD", func(p Plan) *money.Amount { return p.FIPD })
}

// stateShare is R07.
func stateShare(q question) []answer {
	if a := within("programme", q.facts.Programme, q.list("programmes")); a != nil {
		return a
	}
	return q.ofCost("crédits de l'État", "crédits de l'État", func(p Plan) *money.Amount { return p.State })
}

// publicShare is R08.
func publicShare(q question) []answer {
	return q.ofCost("aides publiques", "aides publiques", func(p Plan) *money.Amount { return p.Public })
}

// ofCost holds one kind of money of each project under the rule's ceiling.
func (q question) ofCost(fact, what string, part func(Plan) *money.Amount) []answer {
	return each(q.facts.Plans, "plan de financement", func(p Plan) answer {
		if part(p) == nil {
			return missing(fact).at(p.Path)
		}
		return q.atMost("ceiling", what, *part(p), "le coût", p.Cost).at(p.Path)
	})
}

// coFunding is R09: what is not asked of the FIPD.
func coFunding(q question) []answer {
	return each(q.facts.Plans, "plan de financement", func(p Plan) answer {
		if p.FIPD == nil {
			return missing("part du FIPD").at(p.Path)
		}
		return q.atLeast("floor", "cofinancements hors FIPD", p.Cost.Sub(*p.FIPD), "le coût", p.Cost).at(p.Path)
	})
}

// ownerShare is R10: the owner's part in all the public money, its own included.
func ownerShare(q question) []answer {
	return each(q.facts.Plans, "plan de financement", func(p Plan) answer {
		if p.Own == nil || p.Public == nil {
			return missing("part du maître d'ouvrage et aides publiques").at(p.Path)
		}
		return q.atLeast("floor", "part du maître d'ouvrage", *p.Own, "les financements publics", p.Own.Add(*p.Public)).at(p.Path)
	})
}

// eligibleBase is R11.
func eligibleBase(q question) []answer {
	return each(q.facts.Plans, "plan de financement", func(p Plan) answer {
		if p.Public == nil || p.Eligible == nil {
			return missing("aides publiques et dépense éligible").at(p.Path)
		}
		return q.atMost("ceiling", "aides publiques", *p.Public, "la dépense éligible", *p.Eligible).at(p.Path)
	})
}

// minimumGrant is R12.
func minimumGrant(q question) []answer {
	r, minimum := q.request, q.euros("minimum")
	amount := r.Requested
	if q.moment == Decision && r.Decided != nil {
		amount = r.Decided
	}
	switch {
	case q.flag("police_exempt") && q.facts.Equipment.PoliceOnly:
		return idle("équipements de police municipale, exemptés du minimum")
	case amount == nil:
		return unknown("montant demandé à " + r.Funder)
	}
	return judge(!amount.Less(minimum), numbered("amount", amount, "minimum", minimum), "%s : %s ; minimum %s", r.Funder, amount.French(), minimum.French()).alone()
}

// schools is R33.
func schools(q question) []answer {
	s := q.facts.Equipment.School
	if s == nil {
		return idle("aucune sécurisation d'établissement scolaire")
	}
	return q.atMost("ceiling", "aide à la sécurisation", s.Aid, "le coût", s.Cost).at(s.Path).alone()
}

// postGuarantee is R41.
func postGuarantee(q question) []answer {
	p := q.facts.Posts
	switch {
	case p == nil:
		return idle("aucun poste d'intervenant social en commissariat ou gendarmerie")
	case p.YearIndex == 0 || p.State == nil || p.Cost == nil:
		return unknown("année du poste, part de l'État et coût")
	case p.YearIndex < q.count("from_year"):
		return judge(true, numbered("year_index", p.YearIndex, "from_year", q.count("from_year")),
			"Année %d du poste : la garantie joue à partir de l'année %d", p.YearIndex, q.count("from_year")).alone()
	}
	return q.atLeast("floor", "part de l'État", *p.State, "le coût du poste", *p.Cost).alone()
}

// evaluationCredits is R43.
func evaluationCredits(q question) []answer {
	c := q.facts.Credits
	if q.values["share"] == nil || c.Central == nil || c.Evaluation == nil {
		return unknown("part fixée pour l'évaluation, crédits centraux et crédits d'évaluation")
	}
	return q.atLeast("share", "crédits d'évaluation", *c.Evaluation, "les crédits centraux", *c.Central).alone()
}

// aidRegime is R50.
func aidRegime(q question) []answer {
	s, threshold := q.facts.Subsidies, q.euros("threshold")
	if s.ThreeYears == nil {
		return unknown("aides publiques des trois derniers exercices")
	}
	total := *s.ThreeYears
	if !total.More(threshold) {
		return judge(true, numbered("total", total, "threshold", threshold), "Aides publiques sur trois exercices : %s ; seuil %s", total.French(), threshold.French()).alone()
	}
	ceiling := money.Zero
	switch s.Regime {
	case "sieg":
		ceiling = q.euros("sieg")
	case "de_minimis":
		ceiling = q.euros("de_minimis")
	default:
		return judge(false, numbered("total", total, "threshold", threshold), "Aides publiques sur trois exercices : %s, au-delà de %s ; aucun régime d'aide n'est précisé", total.French(), threshold.French()).alone()
	}
	return judge(!total.More(ceiling), numbered("total", total, "threshold", threshold, "ceiling", ceiling),
		"Aides publiques sur trois exercices : %s ; plafond du régime %s : %s", total.French(), word(s.Regime), ceiling.French()).alone()
}

// accountsPublished is R49.
func accountsPublished(q question) []answer {
	s, threshold := q.facts.Subsidies, q.euros("threshold")
	switch {
	case s.Year == nil:
		return unknown("total des subventions de l'année")
	case !s.Year.More(threshold):
		return judge(true, numbered("total", s.Year, "threshold", threshold), "Subventions de l'année : %s ; seuil %s", s.Year.French(), threshold.French()).alone()
	case s.AccountsPublished == nil || s.Audited == nil:
		return unknown("publication des comptes et commissaire aux comptes")
	}
	return judge(*s.AccountsPublished && *s.Audited, numbered("total", s.Year, "threshold", threshold, "published", *s.AccountsPublished, "audited", *s.Audited),
		"Subventions de l'année : %s, au-delà de %s ; comptes publiés : %s, commissaire aux comptes : %s", s.Year.French(), threshold.French(), yes(*s.AccountsPublished), yes(*s.Audited)).alone()
}

// atMost judges that part is not above the percentage of whole that the
// parameter gives: exactly, to the cent.
func (q question) atMost(parameter, what string, part money.Amount, of string, whole money.Amount) answer {
	ceiling := q.percent(parameter)
	share := money.PercentOf(part, whole)
	numbers := numbered("part", part, "whole", whole, "share", share, parameter, ceiling)
	if !ceiling.Above(part, whole) {
		return judge(true, numbers, "%s %s sur %s de %s, soit %s ; plafond %s", capital(what), part.French(), of, whole.French(), share.French(), ceiling.French())
	}
	excess := part.Sub(ceiling.Of(whole))
	numbers["excess"] = excess.String()
	return judge(false, numbers, "%s %s sur %s de %s, soit %s ; plafond %s, dépassé de %s", capital(what), part.French(), of, whole.French(), share.French(), ceiling.French(), excess.French())
}

// atLeast judges that part is not below the percentage of whole that the
// parameter gives: exactly, to the cent.
func (q question) atLeast(parameter, what string, part money.Amount, of string, whole money.Amount) answer {
	floor := q.percent(parameter)
	share := percentOf(part, whole)
	numbers := numbered("part", part, "whole", whole, "share", share, parameter, floor)
	if !below(floor, part, whole) {
		return judge(true, numbers, "%s %s sur %s de %s, soit %s ; minimum %s", capital(what), part.French(), of, whole.French(), share.French(), floor.French())
	}
	short := floor.Of(whole).Sub(part)
	numbers["short"] = short.String()
	return judge(false, numbers, "%s %s sur %s de %s, soit %s ; minimum %s, il manque %s", capital(what), part.French(), of, whole.French(), share.French(), floor.French(), short.French())
}

// percentOf reads 0.00 % for a negative part, which has no percentage.
func percentOf(part, whole money.Amount) money.Percent {
	return money.PercentOf(money.Max(part, money.Zero), whole)
}

// below reports whether part is less than p percent of whole, exactly: the
// mirror of Above.
func below(p money.Percent, part, whole money.Amount) bool { return p.Above(part.Neg(), whole.Neg()) }

func capital(s string) string {
	first := []rune(s)
	return strings.ToUpper(string(first[0])) + string(first[1:])
}

// fipd reports whether a field of intervention is one of the FIPD.
func fipd(field string) bool { return strings.HasPrefix(field, "FIPD") }

// asks reports whether the file asks something of a field.
func (f Facts) asks(field func(string) bool) bool {
	return slices.ContainsFunc(f.Requests, func(r Request) bool { return field(r.Field) })
}
