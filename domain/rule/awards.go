package rule

import (
	"slices"
	"strings"

	"tourdetable/domain/money"
)

// agreementNeeded is R13: one answer for each authority, or each envelope, that
// grants something to the body in the year.
func agreementNeeded(q question) []answer {
	private, act := q.facts.Applicant.Private, q.facts.Act
	switch {
	case private == nil:
		return unknown("organisme privé ou public")
	case !*private:
		return idle("organisme de droit public")
	}
	threshold, totals, order := q.euros("threshold"), map[string]money.Amount{}, []string{}
	for _, a := range q.facts.Awards {
		who := a.Authority
		if q.choice("reading") == "per_envelope" {
			who = a.Envelope
		}
		if _, seen := totals[who]; !seen {
			order = append(order, who)
		}
		totals[who] = totals[who].Add(a.Amount)
	}
	return each(order, "attributions de l'année", func(who string) answer {
		return judge(act.Kind == "agreement" || !totals[who].More(threshold), numbered("total", totals[who], "threshold", threshold, "act", act.Kind),
			"%s attribue %s à l'organisme dans l'année ; convention obligatoire au-delà de %s ; acte préparé : %s", who, totals[who].French(), threshold.French(), act.name())
	})
}

// actNeeded is R13b.
func actNeeded(q question) []answer {
	act := q.facts.Act
	if !q.facts.asks(fipd) {
		return idle("aucun crédit FIPD")
	}
	signed := q.moment != Payment || !act.SignedOn.IsZero()
	return judge(act.Kind != "" && signed, numbered("act", act.Kind, "signed_on", act.SignedOn), "Acte d'attribution : %s ; signé : %s", act.name(), yes(!act.SignedOn.IsZero())).alone()
}

func (a Act) name() string {
	switch a.Kind {
	case "agreement":
		return "convention"
	case "order":
		return "arrêté"
	}
	return "aucun"
}

// advancesAndInterims is R22: one answer for the advance, one for the sum.
func advancesAndInterims(q question) []answer {
	i := q.facts.Instalments
	if i.Grant == nil || i.BankGuarantee == nil || i.Months == nil {
		return unknown("montant de l'aide, garantie bancaire et durée de l'opération")
	}
	advance, cumulated := "advance", "cumulated"
	if *i.BankGuarantee {
		advance = "advance_guaranteed"
	}
	if *i.Months > q.count("long_months") {
		cumulated = "cumulated_long"
	}
	return []answer{
		q.atMost(advance, "avances", i.Advances, "l'aide", *i.Grant),
		q.atMost(cumulated, "avances et acomptes", i.Advances.Add(i.Interims), "l'aide", *i.Grant),
	}
}

// decisionFits is R46: each decision under its request and its envelope, all the
// aid of a project under its cost.
func decisionFits(q question) []answer {
	var all []answer
	for _, r := range q.facts.Requests {
		all = append(all, r.fits()...)
	}
	for _, p := range q.facts.Plans {
		if p.Public == nil {
			all = append(all, missing("total des aides").at(p.Path))
			continue
		}
		all = append(all, judge(!p.Public.More(p.Cost), numbered("public", p.Public, "cost", p.Cost), "Aides du projet : %s ; coût %s", p.Public.French(), p.Cost.French()).at(p.Path))
	}
	if all == nil {
		return unknown("décisions")
	}
	return all
}

func (r Request) fits() []answer {
	if r.Decided == nil || r.Requested == nil {
		return []answer{missing("montants demandé et décidé de " + r.Funder).of(r.Funder).at(r.Path)}
	}
	all := []answer{judge(!r.Decided.More(*r.Requested), numbered("decided", r.Decided, "requested", r.Requested),
		"%s : décision %s ; demande %s", r.Funder, r.Decided.French(), r.Requested.French()).of(r.Funder).at(r.Path)}
	if r.EnvelopeLeft == nil {
		return append(all, missing("enveloppe de "+r.Funder).of(r.Funder).at(r.Path))
	}
	return append(all, judge(!r.Decided.More(*r.EnvelopeLeft), numbered("decided", r.Decided, "envelope_left", r.EnvelopeLeft),
		"%s : décision %s ; reste sur l'enveloppe %s", r.Funder, r.Decided.French(), r.EnvelopeLeft.French()).of(r.Funder).at(r.Path))
}

// detrBeforeDsil is R35.
func detrBeforeDsil(q question) []answer {
	eligible := q.facts.Action.DETREligible
	switch {
	case !q.facts.asks(func(field string) bool { return field == "DSIL" }):
		return idle("aucune demande de DSIL")
	case eligible == nil:
		return unknown("éligibilité à la DETR")
	}
	return judge(!*eligible, numbered("detr_eligible", *eligible), "DSIL demandée ; commune éligible à la DETR : %s", yes(*eligible)).alone()
}

// cityPolicyToo is R36.
func cityPolicyToo(q question) []answer {
	if len(q.facts.Requests) == 0 {
		return unknown("demandes aux financeurs")
	}
	both := q.facts.asks(fipd) && q.facts.asks(func(field string) bool { return field == "P147" })
	return judge(!both || q.flag("allowed"), numbered("both", both, "allowed", q.flag("allowed")),
		"FIPD et politique de la ville sollicités pour la même action : %s ; cumul admis par l'appel : %s", yes(both), yes(q.flag("allowed"))).alone()
}

// natures are the words of R37's list, as people read them.
var natures = map[string]string{
	"investment": "investissement ou équipement", "balancing": "subvention d'équilibre", "recruitment": "simple recrutement",
	"third_party_pay": "rémunération de tiers", "medical_consultation": "consultation médicale lors d'ivresses publiques manifestes", "health_insurance": "dépense de l'assurance maladie",
}

// mildecaExclusions is R37.
func mildecaExclusions(q question) []answer {
	a := q.facts.Action
	if a.Natures == nil || a.OutsideDepartement == nil {
		return unknown("nature des dépenses et lieu de l'action")
	}
	var found []string
	for _, n := range a.Natures {
		if slices.Contains(q.list("excluded"), n) {
			found = append(found, natures[n])
		}
	}
	told := "aucune"
	if found != nil {
		told = strings.Join(found, ", ")
	}
	return []answer{
		judge(found == nil, numbered("excluded", len(found)), "Dépenses exclues : %s", told),
		judge(!*a.OutsideDepartement || !q.flag("inside_only"), numbered("outside", *a.OutsideDepartement, "inside_only", q.flag("inside_only")),
			"Action hors du département : %s ; limitée au département par l'appel : %s", yes(*a.OutsideDepartement), yes(q.flag("inside_only"))),
	}
}

// themes are the rows of R44, as people read them.
var themes = map[string]string{
	"youth": "jeunes exposés ou récidive", "parenting": "parentalité", "addictions": "addictions et entrée dans les trafics", "victims": "violences intrafamiliales, victimes, ISCG",
	"mediation": "médiation et tranquillité publique", "hatred": "racisme, antisémitisme, haine anti-LGBT", "radicalisation": "radicalisation",
	"slums": "bidonvilles, mineurs victimes de traite", "equipment": "vidéoprotection, écoles, équipements de police municipale",
}

// fieldOfFunder is R44: natural passes, possible needs a reason, outside fails.
func fieldOfFunder(q question) []answer {
	r, theme := q.request, q.facts.Theme
	if theme == "" || r.Field == "" {
		return unknown("thème de l'action et champ de " + r.Funder)
	}
	place, known := q.table("fields")[theme][r.Field]
	if !known {
		return idle("la grille des champs ne dit rien de %s pour ce thème", r.Field)
	}
	told := map[string]string{"natural": "dans son champ", "possible": "possible avec un motif", "outside": "hors de son champ"}[place]
	ok := place == "natural" || place == "possible" && strings.TrimSpace(r.Reason) != ""
	return judge(ok, numbered("theme", theme, "field", r.Field, "place", place), "%s, thème « %s » : %s ; motif écrit : %s", r.Funder, themes[theme], told, yes(r.Reason != "")).alone()
}

// localCompetence is R45.
func localCompetence(q question) []answer {
	r := q.request
	switch {
	case r.Kind == "state":
		return idle("%s est un financeur de l'État", r.Funder)
	case r.Competent != nil:
		return judge(*r.Competent, numbered("competent", *r.Competent), "%s : compétence de prévention de la délinquance : %s", r.Funder, yes(*r.Competent)).alone()
	case slices.Contains(q.list("assumed"), r.Kind):
		return judge(true, numbered("kind", r.Kind), "%s : compétence tenue pour acquise", r.Funder).alone()
	}
	return unknown("compétence de " + r.Funder)
}
