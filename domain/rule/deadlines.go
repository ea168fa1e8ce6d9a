package rule

import (
	"fmt"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// depositedInTime is R05, to the second, in the legal time of the département.
func depositedInTime(q question) []answer {
	d, zone := q.facts.Deposit, calendar.Zone(q.facts.Departement)
	if d.At.IsZero() || d.ClosesAt.IsZero() {
		return unknown("instants du dépôt et de la clôture")
	}
	limit := d.ClosesAt.Add(time.Duration(q.count("grace_minutes")) * time.Minute)
	if d.GraceUntil.After(limit) {
		limit = d.GraceUntil
	}
	const told = "02/01/2006 à 15:04:05"
	return judge(!d.At.After(limit), numbered("deposited_at", d.At.UTC().Format(time.RFC3339), "closes_at", d.ClosesAt.UTC().Format(time.RFC3339), "accepted_until", limit.UTC().Format(time.RFC3339)),
		"Dépôt le %s ; clôture le %s, dépôt accepté jusqu'au %s (heure légale du département)", d.At.In(zone).Format(told), d.ClosesAt.In(zone).Format(told), limit.In(zone).Format(told)).alone()
}

// essentialData is R14.
func essentialData(q question) []answer {
	a, threshold := q.facts.Act, q.euros("threshold")
	switch {
	case a.Kind != "agreement":
		return idle("pas de convention")
	case a.Amount == nil || a.SignedOn.IsZero():
		return unknown("montant et jour de signature de la convention")
	case !a.Amount.More(threshold):
		return judge(true, numbered("amount", a.Amount, "threshold", threshold), "Convention de %s ; publication au-delà de %s", a.Amount.French(), threshold.French()).alone()
	}
	limit := a.SignedOn.AddMonths(q.count("months"))
	return q.by("Publication de la convention de "+a.Amount.French()+" signée le "+a.SignedOn.French(), a.PublishedOn, limit).alone()
}

// reportInTime is R18. Before a balance, what is due must be there; at any other
// moment only a passed date fails.
func reportInTime(q question) []answer {
	a, private := q.facts.Accounts, q.facts.Applicant.Private
	balance := q.moment == Payment
	switch {
	case balance && !q.facts.Instalments.Balance:
		return idle("le versement n'est pas un solde")
	case private == nil:
		return unknown("organisme privé ou public")
	case !*private && !balance:
		return idle("organisme public : pièces demandées à l'appui du solde")
	case !*private && (a.Certified == nil || a.Completion == nil):
		return unknown("état des dépenses certifié et déclaration d'achèvement")
	case !*private:
		return judge(*a.Certified && *a.Completion, numbered("certified", *a.Certified, "completion", *a.Completion),
			"État des dépenses certifié par le comptable public : %s ; déclaration d'achèvement : %s", yes(*a.Certified), yes(*a.Completion)).alone()
	case a.ExerciseEnds.IsZero():
		return unknown("fin de l'exercice")
	}
	limit := a.ExerciseEnds.AddMonths(q.count("months"))
	answer := q.by("Compte rendu financier de l'exercice clos le "+a.ExerciseEnds.French(), a.FiledOn, limit)
	if balance {
		answer.outcome = judge(!a.FiledOn.IsZero(), nil, "").outcome
	}
	return answer.alone()
}

// notStarted is R20.
func notStarted(q question) []answer {
	e, received := q.facts.Execution, q.facts.Deposit.ReceivedOn
	switch {
	case e.Started == nil:
		return unknown("commencement d'exécution")
	case !*e.Started:
		return judge(true, numbered("started", false), "Opération non commencée").alone()
	case e.StartedOn.IsZero() || received.IsZero():
		return unknown("jour de commencement et jour de réception de la demande")
	}
	return judge(!e.StartedOn.Before(received), numbered("started_on", e.StartedOn, "received_on", received),
		"Premier acte juridique le %s ; demande reçue le %s", e.StartedOn.French(), received.French()).at("started_on").alone()
}

// withinCivilYear is R21.
func withinCivilYear(q question) []answer {
	a, year := q.facts.Action, q.facts.Year
	if a.StartsOn.IsZero() || a.EndsOn.IsZero() || year == 0 {
		return unknown("dates de l'action et année de la campagne")
	}
	var all []answer
	if q.flag("civil_year") {
		last := year + max(a.Years, 1) - 1
		all = append(all, judge(a.StartsOn.Year() >= year && a.EndsOn.Year() <= last, numbered("starts_on", a.StartsOn, "ends_on", a.EndsOn, "first_year", year, "last_year", last),
			"Action du %s au %s ; attendu : du 1er janvier %d au 31 décembre %d", a.StartsOn.French(), a.EndsOn.French(), year, last).at("starts_on"))
	}
	award := a.AwardedOn
	if award.IsZero() {
		award = q.facts.On
	}
	early := a.StartsOn.Before(award)
	return append(all, judge(!early || q.flag("early_expenses"), numbered("starts_on", a.StartsOn, "awarded_on", award, "early_expenses", q.flag("early_expenses")),
		"Action commencée avant l'attribution (%s) : %s ; dépenses antérieures tolérées par l'appel : %s", award.French(), yes(early), yes(q.flag("early_expenses"))).at("starts_on"))
}

// lapse is R23: one answer for the start, one for the end.
func lapse(q question) []answer {
	e, notified := q.facts.Execution, q.facts.Act.NotifiedOn
	if notified.IsZero() || e.Started == nil || *e.Started && e.StartedOn.IsZero() {
		return unknown("notification de l'attribution et commencement d'exécution")
	}
	startBy := notified.AddMonths(q.count("start_months") + extension(e.StartExtended, q.count("start_extension")))
	all := []answer{q.by("Commencement de l'opération notifiée le "+notified.French(), e.StartedOn, startBy)}
	if *e.Started {
		endBy := e.StartedOn.AddMonths(q.count("end_months") + extension(e.EndExtended, q.count("end_extension")))
		all = append(all, q.by("Achèvement de l'opération commencée le "+e.StartedOn.French(), e.EndedOn, endBy))
	}
	return all
}

func extension(granted bool, months int) int {
	if granted {
		return months
	}
	return 0
}

// withdrawalInTime is R26.
func withdrawalInTime(q question) []answer {
	w := q.facts.Withdrawal
	switch {
	case w == nil:
		return idle("aucun retrait")
	case w.GrantedOn.IsZero() || w.On.IsZero():
		return unknown("jours de l'attribution et du retrait")
	case w.Fraud:
		return judge(true, numbered("fraud", true), "Attribution obtenue par fraude : retrait sans délai").alone()
	}
	return q.by("Retrait de l'attribution du "+w.GrantedOn.French(), w.On, w.GrantedOn.AddMonths(q.count("months"))).alone()
}

// timeBar is R27.
func timeBar(q question) []answer {
	c := q.facts.Claim
	switch {
	case c == nil:
		return idle("aucune créance en attente")
	case c.DueOn.IsZero() || q.facts.On.IsZero():
		return unknown("jour où la créance est née")
	case c.Paid:
		return judge(true, numbered("paid", true), "Créance payée").alone()
	}
	last := c.DueOn.AddMonths(12 * q.count("years"))
	if q.flag("from_january") {
		last = calendar.On(c.DueOn.Year()+q.count("years"), time.December, 31)
	}
	return judge(!q.facts.On.After(last), numbered("due_on", c.DueOn, "last_day", last),
		"Créance née le %s, impayée ; elle se prescrit après le %s", c.DueOn.French(), last.French()).alone()
}

// yearEnd is R48: one answer for each date that the call sets.
func yearEnd(q question) []answer {
	c := q.facts.Credits
	var all []answer
	for _, ask := range []struct {
		what, name string
		left       *money.Amount
	}{{"Crédits à engager", "commit_by", c.ToCommit}, {"Crédits à mandater", "pay_by", c.ToPay}} {
		limit := q.day(ask.name)
		switch {
		case limit.IsZero():
		case ask.left == nil || q.facts.On.IsZero():
			all = append(all, missing(ask.what))
		default:
			all = append(all, q.beforeYearEnd(ask.what, ask.name, *ask.left, limit))
		}
	}
	if all == nil {
		return unknown("dates du calendrier de fin de gestion")
	}
	return all
}

func (q question) beforeYearEnd(what, name string, left money.Amount, limit calendar.Date) answer {
	days := limit.Sub(q.facts.On)
	told, calm := fmt.Sprintf("jours restants : %d", days), false
	switch {
	case left.Sign() <= 0 || days > max(q.count("first_warning"), q.count("last_warning")):
		calm = true
	case days < 0:
		told = "date passée"
	case days <= q.count("last_warning"):
		told += ", dernière alerte"
	default:
		told += ", première alerte"
	}
	return judge(calm, numbered("left", left, name, limit, "days_left", days), "%s : %s, le %s au plus tard (%s)", what, left.French(), limit.French(), told)
}

// paidInTime is R51.
func paidInTime(q question) []answer {
	a, on := q.facts.Act, q.facts.On
	switch {
	case a.SetsPaymentDates:
		return idle("l'acte fixe d'autres dates, ou un événement")
	case a.NotifiedOn.IsZero() || on.IsZero():
		return unknown("jour de la notification")
	}
	limit, warning := a.NotifiedOn.AddDays(q.count("days")), a.NotifiedOn.AddDays(q.count("warning"))
	numbers := numbered("notified_on", a.NotifiedOn, "paid_on", a.PaidOn, "pay_by", limit, "warning_on", warning)
	if a.PaidOn.IsZero() {
		return judge(on.Before(warning), numbers, "Notifiée le %s, non payée le %s ; à payer le %s au plus tard (alerte le %s)", a.NotifiedOn.French(), on.French(), limit.French(), warning.French()).alone()
	}
	return judge(!a.PaidOn.After(limit), numbers, "Notifiée le %s, payée le %s ; à payer le %s au plus tard", a.NotifiedOn.French(), a.PaidOn.French(), limit.French()).alone()
}

// by judges a thing to do before the end of a day: done in time, or not done
// and the day not over.
func (q question) by(what string, done, limit calendar.Date) answer {
	numbers := numbered("done_on", done, "limit", limit)
	if done.IsZero() {
		if q.facts.On.IsZero() {
			return missing("jour de la question")
		}
		return judge(!q.facts.On.After(limit), numbers, "%s : rien au %s ; attendu le %s au plus tard", what, q.facts.On.French(), limit.French())
	}
	return judge(!done.After(limit), numbers, "%s : le %s ; attendu le %s au plus tard", what, done.French(), limit.French())
}
