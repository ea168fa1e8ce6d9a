package application

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
	"tourdetable/domain/strategy"
)

// New is a file to begin. Its id is given by who begins it: sent twice, by a
// refresh or a second click, it begins once.
type New struct {
	ID         string // UUID; "" gives one
	CampaignID string
	Applicant  string // body
	RenewalOf  string // id of the file it renews: its answers are taken over
	Code       string // number of the file; "" gives the next one
}

// Begin opens a form for the actor's body. A renewal takes over the answers of
// the file it renews, each with its provenance. The same id begins once; of
// another body, ErrNotFound.
func Begin(tx postgres.Tx, by party.Actor, n New) (Application, error) {
	if err := owned(by, n.Applicant); err != nil {
		return Application{}, err
	}
	if n.ID == "" {
		n.ID = postgres.NewID()
	}
	if !postgres.IsID(n.ID) {
		return Application{}, ErrMalformed.With("identifiant « %s » ; attendu : un UUID", n.ID).At("id")
	}
	if begun, err := lock(tx, n.ID); !errors.Is(err, ErrNotFound) {
		return begun, cmp.Or(err, sameBeginning(begun, n))
	}
	c, err := programme.Find(tx, n.CampaignID)
	if err != nil {
		return Application{}, err
	}
	if err := accepts(tx, c, n.Applicant); err != nil {
		return Application{}, err
	}
	before, err := renewed(tx, n)
	if err != nil {
		return Application{}, err
	}
	a := Application{ID: n.ID, Code: n.Code, CampaignID: c.ID, ApplicantID: n.Applicant, RenewalOf: n.RenewalOf, Form: c.FormVersion(), Years: 1,
		StartsOn: calendar.On(c.Year, 1, 1), EndsOn: calendar.On(c.Year, 12, 31)}
	if len(c.Programmes) == 1 {
		a.Programme = c.Programmes[0]
	}
	switch err := a.create(tx, by, c); {
	case errors.Is(err, errBegun): // by a twin of this request, since we looked
		begun, err := lock(tx, n.ID)
		return begun, cmp.Or(err, sameBeginning(begun, n))
	case err != nil:
		return a, err
	}
	if err := a.prefill(tx, by, before); err != nil {
		return a, fmt.Errorf("begin application %s: %w", a.Code, err)
	}
	return a, a.note(tx, by, "application.begun", "", Draft, "")
}

// renewed is the file to renew, of the same body; nil for a first file.
func renewed(tx postgres.Tx, n New) (*Application, error) {
	if n.RenewalOf == "" {
		return nil, nil
	}
	before, err := Find(tx, n.RenewalOf)
	if errors.Is(err, ErrNotFound) || err == nil && before.ApplicantID != n.Applicant {
		return nil, ErrNotFound.With("dossier à renouveler inconnu").At("renewal_of")
	}
	return &before, err
}

// sameBeginning refuses an id that began another file.
func sameBeginning(begun Application, n New) error {
	if begun.ApplicantID != n.Applicant || begun.CampaignID != n.CampaignID {
		return ErrNotFound
	}
	return nil
}

// Take records a whole file that comes from a campaign file: its plan is known,
// the answers of its form are not. A code is given if a.Code is empty.
func Take(tx postgres.Tx, by party.Actor, a Application) (Application, error) {
	if err := owned(by, a.ApplicantID); err != nil {
		return a, err
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return a, err
	}
	if err := accepts(tx, c, a.ApplicantID); err != nil {
		return a, err
	}
	a.ID, a.Form = postgres.NewID(), ""
	if err := a.checkPlan(tx, c.Departement); err != nil {
		return a, err
	}
	if err := a.create(tx, by, c); err != nil {
		return a, err
	}
	return a, a.note(tx, by, "application.begun", "", Draft, "")
}

// errBegun tells that a file of this id stands already, maybe somebody else's.
var errBegun = errors.New("a file of this id stands already")

// create writes a new draft of the campaign.
func (a *Application) create(tx postgres.Tx, by party.Actor, c programme.Campaign) (err error) {
	a.State, a.Version, a.Departement, a.Year = Draft, 1, c.Departement, c.Year
	if a.Code == "" {
		if a.Code, err = nextCode(tx, c); err != nil {
			return err
		}
	}
	switch written, err := insert(tx, *a); {
	case err == nil && !written:
		return errBegun
	case err != nil:
		if postgres.Violates(err, "applications_code_key") {
			return ErrCode.With("le dossier %s existe déjà dans cette campagne", a.Code)
		}
		return fmt.Errorf("begin application %s: %w", a.Code, err)
	}
	if err := saveChildren(tx, a); err != nil {
		return fmt.Errorf("begin application %s: %w", a.Code, err)
	}
	return nil
}

// checkPlan refuses what could not be stored or would lie: unknown measures
// and funders, dates the wrong way round.
func (a Application) checkPlan(tx postgres.Tx, departement string) error {
	if strings.TrimSpace(a.Title) == "" || len([]rune(a.Title)) > 200 {
		return ErrMalformed.With("intitulé de %d caractères ; attendu : 1 à 200", len([]rune(a.Title))).At("title")
	}
	if a.EndsOn.Before(a.StartsOn) {
		return ErrMalformed.With("fin le %s avant le début le %s", a.EndsOn.French(), a.StartsOn.French()).At("ends_on")
	}
	if a.Plan.Cost().Sign() <= 0 {
		return ErrMalformed.With("coût de %s ; attendu : un montant positif", a.Plan.Cost().French()).At("charges")
	}
	if a.Years < 1 || a.Years > 4 {
		return ErrMalformed.With("durée de %d ans ; attendu : 1 à 4", a.Years).At("years")
	}
	seen := map[int]bool{}
	for i, n := range a.Measures {
		if _, err := strategy.Latest().Measure(n); err != nil {
			return err
		}
		if seen[n] {
			return ErrMalformed.With("mesure %d citée deux fois", n).At(fmt.Sprintf("measures[%d]", i))
		}
		seen[n] = true
	}
	for _, r := range a.Plan.Requests {
		if _, err := funding.Find(tx, departement, r.Funder); err != nil {
			return err
		}
	}
	return nil
}

// carried are the answers that never pass from one year to the next.
var carried = []string{"attestations.", "signature.", "justification", "renewal_of", "request.frequency", "iban"}

// prefill answers what is known: the file renewed, or an empty first project.
func (a *Application) prefill(tx postgres.Tx, by party.Actor, before *Application) (err error) {
	answers := []Answer{}
	if before != nil {
		if answers, err = before.legacy(tx, a.Year); err != nil {
			return err
		}
		answers = append(answers, told("renewal_of", before.Code), told("request.frequency", "renewal"))
	} else {
		answers = append(answers, told("projects.p1", true), told("projects.p1.starts", a.StartsOn.String()), told("projects.p1.ends", a.EndsOn.String()))
	}
	if a.Programme != "" {
		answers = append(answers, told("programme", a.Programme))
	}
	if account, err := usableIban(tx, a.ApplicantID); err != nil {
		return err
	} else if account != "" {
		answers = append(answers, told("iban", account))
	}
	for i := range answers {
		answers[i].Version, answers[i].EditedBy, answers[i].EditedAt = a.Version+1, by.Name, tx.Now
	}
	if err := saveAnswers(tx, a.ID, answers); err != nil {
		return err
	}
	return a.deriveAndSave(tx)
}

// legacy are the answers of a file as a file of another year takes them over:
// dates and budget years move with it; what is signed each time does not. Each
// tells the number of the file it comes from.
func (a Application) legacy(tx postgres.Tx, year int) ([]Answer, error) {
	answers, err := Answers(tx, a.ID, -1)
	if err != nil {
		return nil, err
	}
	if a.Form == "" {
		answers = a.answersOfPlan()
	}
	kept := []Answer{}
	for _, one := range answers {
		if !hasPrefix(one.Path, carried) {
			one.Origin = a.Code
			kept = append(kept, one.moved(year-a.Year))
		}
	}
	return kept, nil
}

func hasPrefix(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// accepts returns programme.ErrClosed unless the call takes a deposit of the
// body now: in its time, or afterwards as R05 has it, in the tolerance of the
// call or the time recorded for the body.
func accepts(tx postgres.Tx, c programme.Campaign, applicant string) error {
	err := c.Accepts(tx.Now)
	if err == nil || c.State != programme.Open || !tx.Now.After(c.ClosesAt) {
		return err
	}
	rules, settings, failed := c.RuleBook()
	if failed != nil {
		return failed
	}
	until, _, failed := graceOf(tx, c.ID, applicant)
	if failed != nil {
		return failed
	}
	late := rule.Facts{On: calendar.DateOf(tx.Now, c.Zone()), Departement: c.Departement, Deposit: rule.Filing{At: tx.Now, ClosesAt: c.ClosesAt, GraceUntil: until}}
	for _, v := range rule.Evaluate(rule.Deposit, late, rules, settings) {
		if v.Rule == "R05" && v.Outcome == rule.Passed {
			return nil
		}
	}
	return err
}

// ErrGrace refuses time given without a reason, or to nobody.
var ErrGrace = fault.New(fault.Invalid, "application.grace", "délai supplémentaire mal décrit")

// GrantGrace gives a body time beyond the closing of a call, with the reason
// that is kept (R05). It can be given again, never taken back.
func GrantGrace(tx postgres.Tx, by party.Actor, campaign, applicant string, until time.Time, reason string) error {
	if err := party.Need(by, party.OpenCampaigns); err != nil {
		return err
	}
	c, err := programme.Find(tx, campaign)
	if err != nil {
		return err
	}
	if !by.WorksIn(c.Departement) {
		return programme.ErrNotFound
	}
	if strings.TrimSpace(reason) == "" {
		return ErrReason.At("reason")
	}
	if !until.After(c.ClosesAt) || !until.After(tx.Now) {
		return ErrGrace.With("délai jusqu'au %s ; attendu : après la clôture de l'appel et après cet instant", until.In(c.Zone()).Format("02/01/2006 à 15 h 04")).At("until")
	}
	if !postgres.IsID(applicant) {
		return party.ErrNotFound.At("organisation")
	}
	if _, err := party.FindOrganisation(tx, applicant); err != nil {
		return err
	}
	if err := insertGrace(tx, by, c, applicant, until, reason); err != nil {
		return fmt.Errorf("grant time to %s: %w", applicant, err)
	}
	return journal.Write(tx, by, journal.Entry{Act: "application.grace_granted", Departement: c.Departement, Applicant: applicant, Subject: c.ID,
		Reason: fmt.Sprintf("Jusqu'au %s : %s", until.In(c.Zone()).Format("02/01/2006 à 15 h 04 min 05 s"), reason)})
}

// owned returns ErrForbidden unless by may write files of the applicant.
func owned(by party.Actor, applicant string) error {
	if err := party.Need(by, party.WriteFiles); err != nil {
		return err
	}
	if by.Role == party.Applicant && by.Organisation != applicant {
		return ErrNotFound
	}
	return nil
}

// note writes an act on the file in the journal.
func (a Application) note(tx postgres.Tx, by party.Actor, act string, from, to State, reason string) error {
	return journal.Write(tx, by, journal.Entry{Act: act, Departement: a.Departement, Applicant: a.ApplicantID,
		Subject: a.ID, From: string(from), To: string(to), Reason: reason})
}
