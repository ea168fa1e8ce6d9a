package review

import (
	"cmp"
	"fmt"
	"slices"

	"tourdetable/domain/money"
)

// Funded is money that a body asks or was granted elsewhere: in another file of
// the base, or in an imported history.
type Funded struct {
	ApplicationID string // "" for an imported grant
	Where         string // "dossier n° 99-2026-0004", "subventions-2025.csv, ligne 12"
	Body          string
	SameBody      bool
	Title         string
	Year          int
	Funder        string
	Authority     string // who signs: its awards of a year add up (R13)
	Amount        money.Amount
	Granted       bool         // false: asked, not answered yet
	Cost          money.Amount // of the whole action; zero when unknown
	SharedCost    money.Amount // of the charges that are the same here and there
	SharedLines   int
}

// Case is the file that is looked at.
type Case struct {
	Code        string
	Title       string
	Year        int
	Cost        money.Amount
	OtherPublic money.Amount
	Private     bool
	Lines       int // of charges
	Ceiling     *money.Percent
	Requests    []Funded
}

// Alert is a warning of duplicate or cumulated funding: it decides nothing.
type Alert struct {
	Kind        string // same_action, same_costs, cumulated_rate, agreement_threshold, cumulated_aid
	Rule        string
	Law         string
	Explanation string // French, with its numbers
	Evidence    []Funded
}

// Duplicates looks for what is paid twice, and for the sums that pass a
// threshold, among what is known elsewhere.
func (c Case) Duplicates(others []Funded) []Alert {
	same := c.sameAction(others)
	alerts := []Alert{}
	for _, found := range []*Alert{c.alertSameAction(same), c.alertSameCosts(others), c.alertRate(same)} {
		if found != nil {
			alerts = append(alerts, *found)
		}
	}
	alerts = append(alerts, c.alertAgreements(others)...)
	if found := c.alertCumulated(others); found != nil {
		alerts = append(alerts, *found)
	}
	return alerts
}

// requested is what the file asks of all.
func (c Case) requested() money.Amount { return sum(c.Requests) }

func sum(rows []Funded) money.Amount {
	total := money.Zero
	for _, r := range rows {
		total = total.Add(r.Amount)
	}
	return total
}

// sameAction keeps what looks like the same action in the same year: of the same
// body under a like title, or of another body under nearly the same.
func (c Case) sameAction(others []Funded) []Funded {
	limits := known().thresholds
	var same []Funded
	for _, o := range others {
		bound := limits.Similar
		if o.SameBody {
			bound = limits.SameAction
		}
		if o.Year == c.Year && Similarity(c.Title, o.Title) >= bound {
			same = append(same, o)
		}
	}
	return same
}

func (c Case) alertSameAction(same []Funded) *Alert {
	if len(same) == 0 {
		return nil
	}
	closest := slices.MaxFunc(same, func(a, b Funded) int {
		return cmp.Compare(Similarity(c.Title, a.Title), Similarity(c.Title, b.Title))
	})
	return &Alert{Kind: "same_action", Rule: "D01", Law: "Stratégie nationale, mesures 30.3 et 37.1 (articuler les financements)", Evidence: same,
		Explanation: fmt.Sprintf("%s semblable à celui-ci en %d, pour %s en tout. Le plus proche : « %s » (%s), intitulé semblable à %d %%.",
			plural(len(same), "financement d'une action", "financements d'une action"), c.Year, sum(same).French(), closest.Title, closest.Where, Similarity(c.Title, closest.Title)/10)}
}

// alertSameCosts finds a file whose charges are the same, line by line, for half
// of the cost at least, in the same year.
func (c Case) alertSameCosts(others []Funded) *Alert {
	var rows []Funded
	seen := map[string]bool{}
	for _, o := range others {
		double := o.SharedCost.Add(o.SharedCost)
		if o.Year == c.Year && o.SharedLines > 1 && !double.Less(c.Cost) && !seen[o.ApplicationID] {
			seen[o.ApplicationID] = true
			rows = append(rows, o)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	worst := slices.MaxFunc(rows, func(a, b Funded) int { return a.SharedCost.Cmp(b.SharedCost) })
	return &Alert{Kind: "same_costs", Rule: "D02", Law: "Décret n° 2018-514 du 25 juin 2018, art. 10 ; loi n° 2000-321 du 12 avril 2000, art. 9-1", Evidence: rows,
		Explanation: fmt.Sprintf("Mêmes dépenses qu'un autre dossier de %d : %d des %d lignes de charges sont identiques à celles du %s, soit %s sur %s.",
			c.Year, worst.SharedLines, c.Lines, worst.Where, worst.SharedCost.French(), c.Cost.French())}
}

// alertRate adds what is asked here to what the same action gets elsewhere.
func (c Case) alertRate(same []Funded) *Alert {
	var own []Funded
	for _, o := range same {
		if o.SameBody {
			own = append(own, o)
		}
	}
	if len(own) == 0 {
		return nil
	}
	elsewhere := sum(own)
	public := c.requested().Add(c.OtherPublic).Add(elsewhere)
	ceiling := money.Percents("100.00")
	if c.Ceiling != nil {
		ceiling = *c.Ceiling
	}
	if !ceiling.Above(public, c.Cost) {
		return nil
	}
	return &Alert{Kind: "cumulated_rate", Rule: "R08", Law: "Règlement de l'appel à projets ; décret n° 2018-514 du 25 juin 2018, art. 10", Evidence: own,
		Explanation: fmt.Sprintf("Taux d'aide publique cumulé de %s, au-dessus de %s : %s demandés ici, %s d'autres aides publiques au plan, %s connus ailleurs pour la même action, sur un coût de %s.",
			money.PercentOf(public, c.Cost).French(), ceiling.French(), c.requested().French(), c.OtherPublic.French(), elsewhere.French(), c.Cost.French())}
}

// alertAgreements tells which authority would pass the threshold of the written
// agreement this year.
func (c Case) alertAgreements(others []Funded) []Alert {
	limits := known().thresholds
	if !c.Private {
		return nil
	}
	asked, order := map[string]money.Amount{}, []string{}
	for _, r := range c.Requests {
		if _, known := asked[r.Authority]; !known {
			order = append(order, r.Authority)
		}
		asked[r.Authority] = asked[r.Authority].Add(r.Amount)
	}
	var alerts []Alert
	for _, authority := range order {
		var rows []Funded
		for _, o := range others {
			if o.SameBody && o.Granted && o.Year == c.Year && o.Authority == authority {
				rows = append(rows, o)
			}
		}
		total := asked[authority].Add(sum(rows))
		if !total.More(limits.Agreement) {
			continue
		}
		alerts = append(alerts, Alert{Kind: "agreement_threshold", Rule: "R13", Law: limits.AgreementLaw, Evidence: rows,
			Explanation: fmt.Sprintf("Convention nécessaire avec %s : %s demandés ici et %s déjà accordés en %d à cet organisme, soit %s, au-dessus de %s.",
				authority, asked[authority].French(), sum(rows).French(), c.Year, total.French(), limits.Agreement.French())})
	}
	return alerts
}

// alertCumulated adds what the body was granted over the exercises of the
// regulation on small aids.
func (c Case) alertCumulated(others []Funded) *Alert {
	limits := known().thresholds
	var rows []Funded
	for _, o := range others {
		if o.SameBody && o.Granted && o.Year > c.Year-limits.Years && o.Year <= c.Year {
			rows = append(rows, o)
		}
	}
	total := c.requested().Add(sum(rows))
	var passed money.Amount
	var law, then string
	switch {
	case total.More(limits.Sieg):
		passed, law, then = limits.Sieg, limits.SiegLaw, "même le plafond des services d'intérêt économique général est dépassé"
	case total.More(limits.Cumulated):
		passed, law, then = limits.Cumulated, limits.SiegLaw, "dites sous quel régime l'aide est versée (SIEG ou de minimis)"
	case total.More(limits.DeMinimis):
		passed, law, then = limits.DeMinimis, limits.DeMinimisLaw, "si l'activité est économique, le plafond de minimis ordinaire est dépassé"
	default:
		return nil
	}
	return &Alert{Kind: "cumulated_aid", Rule: "R50", Law: law, Evidence: rows,
		Explanation: fmt.Sprintf("Aides cumulées sur %d exercices : %s accordés et %s demandés ici, soit %s, au-dessus de %s : %s.",
			limits.Years, sum(rows).French(), c.requested().French(), total.French(), passed.French(), then)}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
