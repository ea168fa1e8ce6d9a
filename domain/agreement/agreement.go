// Package agreement is the act that binds a funder to a beneficiary.
//
//	awards of one authority ──Draft──> draft ──Sign──> signed ──Notify──> notified
//	                                                      └─ EJ entered (payment) before the State notifies
//
// An act is an order (arrêté attributif), or an agreement (convention) when the
// year's awards of one authority to one private body exceed 23 000 €: the
// awards signed by the same authority for the same body are summed, so two
// small grants of the State can need one agreement. A local funder's act
// commits its credits when notified; the State's are committed by the EJ.
// Later years of a multi-year agreement are forecasts: only the first is firm.
//
// Needs award, funding. Needed by payment.
//
// Law: loi n° 2000-321, art. 10; décret n° 2001-495, art. 1 (23 000 €); CSI art.
// R132-4-5; décret n° 2018-514, art. 8; R13, R13b of FIELD §5.
package agreement

import (
	"fmt"
	"slices"

	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Kind is the form of an act.
type Kind string

const (
	Order     Kind = "order"     // arrêté attributif
	Agreement Kind = "agreement" // convention
	Refusal   Kind = "refusal"   // lettre de refus
)

// Label is the form in French.
func (k Kind) Label() string {
	switch k {
	case Agreement:
		return "Convention"
	case Refusal:
		return "Lettre de refus"
	}
	return "Arrêté attributif"
}

// State is the life of an act.
type State string

const (
	Draft    State = "draft"    // à signer
	Signed   State = "signed"   // signé
	Notified State = "notified" // notifié
)

// threshold is the yearly sum above which a private body needs an agreement.
//
// Law: décret n° 2001-495 du 6 juin 2001, art. 1.
var threshold = money.Euros("23000.00")

// Act binds one authority for one or several awards of one file (acte).
type Act struct {
	ID            string
	ApplicationID string
	Departement   string
	Year          int
	Authority     string
	Number        string
	Kind          Kind
	Total         money.Amount
	State         State
	SignedOn      *calendar.Date
	SignedBy      string
	NotifiedOn    *calendar.Date
}

// Instalment is one payment that the act promises (échéance).
type Instalment struct {
	Label  string
	Amount money.Amount
}

// Tranche is one funder's share of one year of a multi-year agreement.
type Tranche struct {
	Funder string
	Year   int
	Amount money.Amount
	Firm   bool
}

var (
	ErrNotFound     = fault.New(fault.NotFound, "agreement.not_found", "acte inconnu")
	ErrMalformed    = fault.New(fault.Invalid, "agreement.malformed", "acte mal formé")
	ErrCovered      = fault.New(fault.Refused, "agreement.covered", "un acte existe déjà pour cette décision")
	ErrInstalments  = fault.New(fault.Refused, "agreement.instalments", "les échéances ne totalisent pas la subvention").Under("décret n° 2001-495 du 6 juin 2001, art. 1")
	ErrTranches     = fault.New(fault.Refused, "agreement.tranches", "les tranches de la convention pluriannuelle sont incohérentes").Under("circulaire du 29 septembre 2015, annexe 3")
	ErrNotDraft     = fault.New(fault.Refused, "agreement.not_draft", "seul un projet d'acte peut être signé")
	ErrNotSigned    = fault.New(fault.Refused, "agreement.not_signed", "l'acte n'est pas signé")
	ErrNotCommitted = fault.New(fault.Refused, "agreement.not_committed", "l'engagement juridique précède la notification").Under("décret n° 2012-1246 du 7 novembre 2012, art. 30")
	ErrMayNot       = fault.New(fault.Forbidden, "agreement.may_not", "vous ne signez pas pour cette autorité")
)

// WasNotified is told when an act is notified.
type WasNotified struct {
	Act         string `json:"act"`
	Application string `json:"application"`
}

func (WasNotified) Kind() string { return "agreement.notified" }

// Form is the form an act must have: an agreement when the year's awards of its
// authority to a private body exceed 23 000 €.
func Form(private bool, granted money.Amount) Kind {
	if private && granted.More(threshold) {
		return Agreement
	}
	return Order
}

// Draw drafts one act over awards of one authority on one file, and promises
// their instalments: one per award where schedule says nothing.
//
// Returns ErrMalformed, ErrCovered or ErrInstalments.
func Draw(tx postgres.Tx, by party.Actor, awards []award.Award, schedule map[string][]Instalment) (Act, error) {
	if len(awards) == 0 {
		return Act{}, ErrMalformed.With("un acte porte au moins une décision")
	}
	first := awards[0]
	if err := maySign(by, first.Departement, first.Authority); err != nil {
		return Act{}, err
	}
	a, err := application.Lock(tx, first.ApplicationID)
	if err != nil {
		return Act{}, err
	}
	total := money.Zero
	for _, w := range awards {
		if w.Outcome != first.Outcome || w.Authority != first.Authority || w.ApplicationID != a.ID {
			return Act{}, ErrMalformed.With("un acte porte les attributions, ou les refus, d'une seule autorité sur un seul dossier")
		}
		total = total.Add(w.Amount)
	}
	body, err := party.FindOrganisation(tx, a.ApplicantID)
	if err != nil {
		return Act{}, err
	}
	granted, err := award.GrantedTo(tx, a.Departement, a.Year, first.Authority, body.ID)
	if err != nil {
		return Act{}, err
	}
	act := Act{ID: postgres.NewID(), ApplicationID: a.ID, Departement: a.Departement, Year: a.Year, Authority: first.Authority,
		Kind: Form(body.Private(), granted), Total: total, State: Draft}
	if first.Outcome == award.Refused {
		act.Kind = Refusal
	}
	if act.Number, err = insert(tx, act); err != nil {
		return act, fmt.Errorf("draw an act for %s: %w", a.Code, err)
	}
	for _, w := range awards {
		if err := promise(tx, act, w, schedule[w.ID]); err != nil {
			return act, err
		}
	}
	return act, act.note(tx, by, a, "agreement.drawn", act.Kind.Label()+" "+act.Number)
}

// promise puts an award and its instalments into an act.
func promise(tx postgres.Tx, act Act, w award.Award, instalments []Instalment) error {
	if len(instalments) == 0 && w.Outcome == award.Awarded {
		instalments = []Instalment{{Label: "Versement unique", Amount: w.Amount}}
	}
	promised := money.Zero
	for _, i := range instalments {
		promised = promised.Add(i.Amount)
	}
	if !promised.Equal(w.Amount) {
		return ErrInstalments.With("échéances %s, subvention %s", promised.French(), w.Amount.French())
	}
	err := insertAward(tx, act.ID, w.ID, instalments)
	if postgres.Violates(err, "act_awards_pkey") {
		return ErrCovered.With("un acte porte déjà la décision de %s (%s)", w.Funder, w.Amount.French())
	}
	return err
}

// PlanYears records the tranches of a multi-year agreement, funder by funder,
// from the first year on. Each funder's first tranche is its award; the later
// ones are forecasts. Returns ErrTranches.
func PlanYears(tx postgres.Tx, by party.Actor, applicationID string, firstYear int, tranches map[string][]money.Amount) error {
	a, err := application.Lock(tx, applicationID)
	if err != nil {
		return err
	}
	if err := maySign(by, a.Departement, funding.StateAuthority); err != nil {
		return err
	}
	awards, err := award.Of(tx, a.ID)
	if err != nil {
		return err
	}
	funders := make([]string, 0, len(tranches))
	for funder := range tranches {
		funders = append(funders, funder)
	}
	slices.Sort(funders)
	for _, funder := range funders {
		amounts := tranches[funder]
		i := slices.IndexFunc(awards, func(w award.Award) bool { return w.Funder == funder && w.Outcome == award.Awarded })
		switch {
		case i < 0:
			return ErrTranches.With("dossier %s : %s n'a rien attribué, et ne peut porter de tranches", a.Code, funder)
		case len(amounts) != a.Years:
			return ErrTranches.With("dossier %s, %s : %d tranches ; attendu : %d, une par année", a.Code, funder, len(amounts), a.Years)
		case !amounts[0].Equal(awards[i].Amount):
			return ErrTranches.With("dossier %s, %s : première tranche %s, subvention attribuée %s", a.Code, funder, amounts[0].French(), awards[i].Amount.French())
		}
		for n, amount := range amounts {
			if err := insertTranche(tx, a, Tranche{Funder: funder, Year: firstYear + n, Amount: amount, Firm: n == 0}); err != nil {
				return fmt.Errorf("plan the years of %s: %w", a.Code, err)
			}
		}
	}
	return journal.Write(tx, by, journal.Entry{Act: "agreement.years_planned", Departement: a.Departement, Applicant: a.ApplicantID,
		Subject: a.ID, Reason: fmt.Sprintf("Convention pluriannuelle %d-%d", firstYear, firstYear+a.Years-1)})
}

// Sign signs a drafted act, today, as its authority. Returns ErrMayNot or
// ErrNotDraft.
func Sign(tx postgres.Tx, by party.Actor, id string) (Act, error) {
	act, a, err := lock(tx, id)
	if err != nil {
		return act, err
	}
	if err := maySign(by, act.Departement, act.Authority); err != nil {
		return act, err
	}
	if act.State != Draft {
		return act, ErrNotDraft.With("l'acte %s est déjà signé", act.Number)
	}
	today := a.Today(tx)
	act.State, act.SignedOn, act.SignedBy = Signed, &today, by.ID
	if err := save(tx, act); err != nil {
		return act, err
	}
	return act, act.note(tx, by, a, "agreement.signed", act.Kind.Label()+" "+act.Number)
}

// Notify notifies a signed act, today: the delays start. The State's act waits
// for the EJ of each of its awards; a local funder's credits are committed by
// the notification itself. Returns ErrNotSigned or ErrNotCommitted.
func Notify(tx postgres.Tx, by party.Actor, id string) (Act, error) {
	act, a, err := lock(tx, id)
	if err != nil {
		return act, err
	}
	if err := maySign(by, act.Departement, act.Authority); err != nil {
		return act, err
	}
	if act.State != Signed {
		return act, ErrNotSigned.With("l'acte %s n'est pas à notifier", act.Number)
	}
	awards, err := awardsOf(tx, act.ID)
	if err != nil {
		return act, err
	}
	today := a.Today(tx)
	for _, w := range awards {
		if w.Outcome == award.Refused {
			continue // a refusal commits nothing
		}
		if act.Authority == funding.StateAuthority {
			if w.CommittedOn == nil {
				return act, ErrNotCommitted.With("l'acte %s ne peut être notifié : %s n'a pas d'engagement juridique", act.Number, w.Funder)
			}
			continue
		}
		if err := funding.Commit(tx, w.Grant(a.Code), w.Amount); err != nil {
			return act, err
		}
		if err := saveCommitted(tx, w.ID, today); err != nil {
			return act, err
		}
	}
	act.State, act.NotifiedOn = Notified, &today
	if err := save(tx, act); err != nil {
		return act, err
	}
	if err := act.note(tx, by, a, "agreement.notified", act.Kind.Label()+" "+act.Number); err != nil {
		return act, err
	}
	return act, outbox.Put(tx, WasNotified{Act: act.ID, Application: a.ID})
}

// MarkCommitted records the EJ of an award, pushed down by payment. Returns
// ErrNotSigned when no signed act covers the award.
func MarkCommitted(tx postgres.Tx, awardID string, on calendar.Date) error {
	signed, err := isSigned(tx, awardID)
	if err != nil {
		return err
	}
	if !signed {
		return ErrNotSigned.With("aucun acte signé ne porte cette attribution : l'engagement attend la signature")
	}
	return saveCommitted(tx, awardID, on)
}

// maySign returns ErrMayNot unless by signs for the authority.
func maySign(by party.Actor, departement, authority string) error {
	switch {
	case !by.WorksIn(departement):
	case by.Role == party.Operator:
		return nil
	case authority == funding.StateAuthority && by.May(party.SignActs):
		return nil
	case authority != funding.StateAuthority && by.May(party.DecideLocal) && by.SpeaksFor(authority):
		return nil
	}
	return ErrMayNot.With("vous ne signez pas pour %s", authority)
}

func (act Act) note(tx postgres.Tx, by party.Actor, a application.Application, what, reason string) error {
	return journal.Write(tx, by, journal.Entry{Act: what, Departement: a.Departement, Applicant: a.ApplicantID, Subject: a.ID,
		To: string(act.State), Reason: reason})
}
