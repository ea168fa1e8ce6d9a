package application

import (
	"fmt"

	"tourdetable/domain/calendar"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Changed is told at every change of state of a file that its applicant should
// know of.
type Changed struct {
	Application string `json:"application"`
	Departement string `json:"departement"`
	Applicant   string `json:"applicant"`
	Code        string `json:"code"`
	Title       string `json:"title"`
	To          State  `json:"to"`
	Reason      string `json:"reason,omitempty"`
}

func (Changed) Kind() string { return "application.changed" }

// Submit deposits file id: every blocking rule holds, every warning is
// justified, and what was signed is frozen with its hash (snapshot).
//
// Returns ErrState, programme.ErrClosed, ErrMalformed, ErrUnbalanced, ErrCer or
// ErrJustification, and then leaves no trace.
func Submit(tx postgres.Tx, by party.Actor, id string) (Application, error) {
	a, err := lock(tx, id)
	if err != nil {
		return a, err
	}
	if err := owned(by, a.ApplicantID); err != nil {
		return a, err
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return a, err
	}
	if !submit.may(a.State) {
		return a, ErrState.With("le dossier %s est « %s » : il est déjà déposé", a.Code, a.State.Label())
	}
	if a.State == Draft {
		if err := accepts(tx, c, a.ApplicantID); err != nil {
			return a, err
		}
	}
	d, err := read(tx, a)
	if err != nil {
		return a, err
	}
	if err := d.checkComplete(); err != nil {
		return a, err
	}
	at := tx.Now
	d.Application.State, d.Application.SubmittedAt = Submitted, &at
	signed, hash, err := d.snapshot(tx, by)
	if err != nil {
		return a, fmt.Errorf("submit application %s: %w", a.Code, err)
	}
	if err := saveSigned(tx, a, signed, hash); err != nil {
		return a, fmt.Errorf("submit application %s: %w", a.Code, err)
	}
	if err := a.move(tx, by, submit, ""); err != nil {
		return a, err
	}
	a.SubmittedAt = &at
	return a, nil
}

// checkComplete is every rule that a deposit must satisfy. A file taken from a
// campaign file is judged by its plan alone.
func (d Dossier) checkComplete() error {
	if d.Application.Form == "" {
		return d.Application.checkTaken(d.Campaign, d.Body)
	}
	return d.checkDeposit()
}

// checkTaken is what the plan of a file without form must satisfy.
func (a Application) checkTaken(c programme.Campaign, body party.Organisation) error {
	if len(a.Measures) == 0 {
		return ErrMalformed.With("le dossier ne cite aucune mesure de la stratégie ; attendu : une mesure principale").At("measures")
	}
	if len(a.Plan.Requests) == 0 {
		return ErrMalformed.With("le dossier ne sollicite aucun financeur").At("requests")
	}
	if err := a.Plan.check(); err != nil {
		return err
	}
	if (body.Kind == "association" || body.Kind == "foundation") && a.CerSignedOn == nil {
		return ErrCer
	}
	if found := a.Plan.Findings(c.Rules); len(found) > 0 && a.Justification == "" {
		return ErrJustification.With("une justification est demandée avant le dépôt : %s", found[0].Message).At("justification").Under(found[0].Law)
	}
	return nil
}

// move changes the state of a locked file by v, once, with its journal entry
// and its news: the only way a state changes.
func (a *Application) move(tx postgres.Tx, by party.Actor, v verb, reason string) error {
	if !v.may(a.State) {
		return ErrState.With("le dossier %s est « %s » : cette action n'est pas possible", a.Code, a.State.Label())
	}
	if a.Replied && v.unanswered() {
		return ErrAnswered.With("un financeur a déjà répondu au dossier %s : cette action n'est plus possible", a.Code)
	}
	from := a.State
	a.State = v.to
	if err := saveState(tx, a); err != nil {
		return fmt.Errorf("%s %s: %w", v.act, a.Code, err)
	}
	if err := a.note(tx, by, v.act, from, v.to, reason); err != nil {
		return err
	}
	return outbox.Put(tx, Changed{Application: a.ID, Departement: a.Departement, Applicant: a.ApplicantID, Code: a.Code, Title: a.Title, To: v.to, Reason: reason})
}

// Today is the legal day of the file at tx.Now.
func (a Application) Today(tx postgres.Tx) calendar.Date {
	return calendar.DateOf(tx.Now, calendar.Zone(a.Departement))
}
