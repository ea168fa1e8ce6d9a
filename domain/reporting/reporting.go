// Package reporting is the financial report (compte rendu financier): what was
// really spent, and what each funder owes after it.
//
//	File (beneficiary) ──> Validate (reviewer) ──> due per funder ──> payment settles
//
// due = awarded when the real cost falls short of the final cost by the
// tolerance of the act or less; otherwise awarded × realised ÷ final cost,
// rounded half up to the cent, never more than awarded.
//
// Needs payment, award, application, programme.
//
// Law: loi n° 2000-321, art. 10; arrêté du 11 octobre 2006 (CERFA 15059); loi
// n° 2021-875, art. 1; R18, R25, R28 of FIELD §5.
package reporting

import (
	"fmt"

	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Report is the financial report of a file.
type Report struct {
	ApplicationID string
	Departement   string
	FiledOn       calendar.Date
	Realised      money.Amount // the real cost
	ValidatedOn   *calendar.Date
}

var (
	ErrNotFound  = fault.New(fault.NotFound, "reporting.not_found", "aucun compte rendu financier pour ce dossier")
	ErrMalformed = fault.New(fault.Invalid, "reporting.malformed", "compte rendu financier mal rempli")
	ErrFiled     = fault.New(fault.Refused, "reporting.filed", "le compte rendu financier est déjà validé")
	ErrNoGrant   = fault.New(fault.Refused, "reporting.no_grant", "aucune subvention n'a été accordée à ce dossier")
)

// Due is what a funder owes for awarded euros of a project that was to cost
// final and did cost realised.
func Due(awarded, realised, final money.Amount, tolerance money.Percent) money.Amount {
	shortfall := final.Sub(realised)
	if !tolerance.Above(shortfall, final) {
		return awarded
	}
	return money.Min(awarded, awarded.Share(realised, final))
}

// File records the report of the actor's file, with the results of the
// indicators that the file promised, in their order, or none; it may be
// corrected until it is validated.
func File(tx postgres.Tx, by party.Actor, applicationID string, realised money.Amount, results []string) error {
	if err := party.Need(by, party.WriteFiles); err != nil {
		return err
	}
	a, err := application.Lock(tx, applicationID)
	if err != nil {
		return err
	}
	if by.Role == party.Applicant && by.Organisation != a.ApplicantID {
		return application.ErrNotFound
	}
	if realised.Sign() < 0 {
		return ErrMalformed.With("coût réalisé : %s ; attendu : un montant positif ou nul", realised.French()).At("realised_euros")
	}
	granted, err := grants(tx, a.ID)
	if err != nil {
		return err
	}
	if len(granted) == 0 {
		return ErrNoGrant
	}
	before, found, err := find(tx, a.ID)
	if err != nil {
		return err
	}
	if found && before.ValidatedOn != nil {
		return ErrFiled
	}
	indicators, err := promised(tx, a)
	if err != nil {
		return err
	}
	if indicators, err = reported(indicators, results); err != nil {
		return err
	}
	if err := save(tx, Report{ApplicationID: a.ID, Departement: a.Departement, FiledOn: a.Today(tx), Realised: realised}); err != nil {
		return fmt.Errorf("file the report of %s: %w", a.Code, err)
	}
	if err := saveIndicators(tx, a.ID, indicators); err != nil {
		return fmt.Errorf("file the indicators of %s: %w", a.Code, err)
	}
	if a.State == application.ReportFiled {
		return nil
	}
	return application.MarkReported(tx, by, a.ID)
}

// Validate accepts the report: what each funder owes is settled.
func Validate(tx postgres.Tx, by party.Actor, applicationID string) error {
	if err := party.Need(by, party.ReviewFiles); err != nil {
		return err
	}
	a, err := application.Lock(tx, applicationID)
	if err != nil {
		return err
	}
	r, found, err := find(tx, a.ID)
	if err != nil {
		return err
	}
	switch {
	case !found:
		return ErrNotFound
	case r.ValidatedOn != nil:
		return ErrFiled
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return err
	}
	granted, err := grants(tx, a.ID)
	if err != nil {
		return err
	}
	if err := saveValidated(tx, by, a.ID, a.Today(tx)); err != nil {
		return err
	}
	for _, w := range granted {
		due := Due(w.Amount, r.Realised, a.Cost(), c.Rules.Tolerance)
		if err := payment.SetDue(tx, by, w.ID, due); err != nil {
			return err
		}
	}
	return journal.Write(tx, by, journal.Entry{Act: "reporting.validated", Departement: a.Departement, Applicant: a.ApplicantID, Subject: a.ID,
		Reason: fmt.Sprintf("Coût réalisé %s pour %s prévus", r.Realised.French(), a.Cost().French())})
}

// grants lists the awards of a file that gave something.
func grants(tx postgres.Tx, applicationID string) ([]award.Award, error) {
	all, err := award.Of(tx, applicationID)
	granted := all[:0]
	for _, w := range all {
		if w.Outcome == award.Awarded {
			granted = append(granted, w)
		}
	}
	return granted, err
}
