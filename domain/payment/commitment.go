package payment

import (
	"fmt"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/body"
	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Commitment is the EJ line that commits the State for one award (engagement
// juridique).
type Commitment struct {
	ID          string
	AwardID     string
	Departement string
	Ej          identity.Ej
	Line        int // poste
	EnteredOn   calendar.Date
}

var (
	ErrNotState    = fault.New(fault.Refused, "payment.not_state", "seul un financeur de l'État engage dans Chorus")
	ErrNotGrant    = fault.New(fault.Refused, "payment.not_grant", "cette demande n'a pas été accordée : rien n'est à engager")
	ErrCommitted   = fault.New(fault.Refused, "payment.committed", "cette attribution est déjà engagée")
	ErrEjTaken     = fault.New(fault.Refused, "payment.ej_taken", "ce poste d'EJ porte déjà une autre attribution")
	ErrLine        = fault.New(fault.Invalid, "payment.line", "numéro de poste illisible")
	ErrUncommitted = fault.New(fault.Refused, "payment.uncommitted", "l'acte n'est pas notifié : rien n'est à payer")
	ErrNotLocal    = fault.New(fault.Refused, "payment.not_local", "les paiements de l'État viennent de Chorus")
)

// Enter records the EJ of an award of the State, once its act is signed: the
// AE are consumed. Chorus rows that came before their EJ was known are placed.
//
// Returns ErrNotState, ErrNotGrant, ErrCommitted, ErrEjTaken,
// agreement.ErrNotSigned, or body.ErrNoUsable while the account of the body
// waits for a second person or for its delay.
func Enter(tx postgres.Tx, by party.Actor, awardID string, ej identity.Ej, line int) error {
	if err := party.Need(by, party.KeepCommitments); err != nil {
		return err
	}
	w, a, err := lockAward(tx, awardID)
	if err != nil {
		return err
	}
	switch {
	case line < 1:
		return ErrLine.With("poste %d ; attendu : un numéro à partir de 1", line).At("ej_line")
	case w.Authority != funding.StateAuthority:
		return ErrNotState.With("%s ne paie pas dans Chorus : pas d'engagement juridique de l'État", w.Funder)
	case w.Outcome != award.Awarded:
		return ErrNotGrant
	}
	committed, err := agreement.IsCommitted(tx, w.ID)
	if err != nil {
		return err
	}
	if committed {
		return ErrCommitted.With("%s, dossier %s : déjà engagé", w.Funder, a.Code)
	}
	if err := body.Payable(tx, a.ApplicantID, tx.Now); err != nil {
		return err
	}
	c := Commitment{ID: postgres.NewID(), AwardID: w.ID, Departement: w.Departement, Ej: ej, Line: line, EnteredOn: a.Today(tx)}
	if err := insertCommitment(tx, by, c); err != nil {
		switch {
		case postgres.Violates(err, "commitments_award_key"):
			return ErrCommitted.With("%s, dossier %s : déjà engagé", w.Funder, a.Code)
		case postgres.Violates(err, "commitments_ej_key"):
			return ErrEjTaken.With("le poste %d de l'EJ %s porte déjà une autre attribution", line, ej)
		}
		return fmt.Errorf("enter EJ %s: %w", ej, err)
	}
	if err := agreement.MarkCommitted(tx, w.ID, c.EnteredOn); err != nil {
		return err
	}
	if err := funding.Commit(tx, w.Grant(a.Code), w.Amount); err != nil {
		return err
	}
	if err := journal.Write(tx, by, journal.Entry{Act: "payment.committed", Departement: w.Departement, Applicant: a.ApplicantID, Subject: a.ID,
		Reason: fmt.Sprintf("%s : EJ %s, poste %d, %s", w.Funder, ej, line, w.Amount.French())}); err != nil {
		return err
	}
	if err := placeWaiting(tx, by, c); err != nil {
		return err
	}
	return settleReported(tx, by, w, a)
}

// settleReported settles a grant committed after its report: what was not due is
// decommitted as soon as it is committed.
func settleReported(tx postgres.Tx, by party.Actor, w award.Award, a application.Application) error {
	s, err := lockSettlement(tx, w)
	if err != nil || s.Due == nil {
		return err
	}
	return settle(tx, by, w, a, nil, "Solde après compte rendu financier, dossier "+a.Code)
}

// lockAward returns an award and its file, the file locked.
func lockAward(tx postgres.Tx, awardID string) (award.Award, application.Application, error) {
	w, err := award.Find(tx, awardID)
	if err != nil {
		return w, application.Application{}, err
	}
	a, err := application.Lock(tx, w.ApplicationID)
	return w, a, err
}
