package application

import (
	"fmt"
	"strings"

	"tourdetable/domain/funding"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/strategy"
)

// Begin records a new draft of the actor's body. The plan may still be empty or
// unbalanced: nothing typed is refused for not being finished. A code is given
// if a.Code is empty.
func Begin(tx postgres.Tx, by party.Actor, a Application) (Application, error) {
	if err := owned(by, a.ApplicantID); err != nil {
		return a, err
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return a, err
	}
	if err := c.Accepts(tx.Now); err != nil {
		return a, err
	}
	a.ID, a.State, a.Version = postgres.NewID(), Draft, 1
	a.Departement, a.Year = c.Departement, c.Year
	if a.Code == "" {
		if a.Code, err = nextCode(tx, c); err != nil {
			return a, err
		}
	}
	if err := a.checkDraft(tx); err != nil {
		return a, err
	}
	if err := insert(tx, a); err != nil {
		if postgres.Violates(err, "applications_code_key") {
			return a, ErrCode.With("le dossier %s existe déjà dans cette campagne", a.Code)
		}
		return a, fmt.Errorf("begin application %s: %w", a.Code, err)
	}
	if err := saveChildren(tx, &a); err != nil {
		return a, fmt.Errorf("begin application %s: %w", a.Code, err)
	}
	return a, a.note(tx, by, "application.begun", "", Draft, "")
}

// Edit replaces what the applicant typed in a draft, or in a file sent back for
// documents. Returns ErrState, or ErrStale if a.Version is not the one on
// record.
func Edit(tx postgres.Tx, by party.Actor, a Application) (Application, error) {
	kept, err := lock(tx, a.ID)
	if err != nil {
		return a, err
	}
	if err := owned(by, kept.ApplicantID); err != nil {
		return a, err
	}
	if !submit.may(kept.State) {
		return a, ErrState.With("le dossier %s est « %s » : il ne se modifie plus", kept.Code, kept.State.Label())
	}
	if a.Version != kept.Version {
		return a, ErrStale
	}
	kept.Title, kept.Summary, kept.Years, kept.StartsOn, kept.EndsOn = a.Title, a.Summary, a.Years, a.StartsOn, a.EndsOn
	kept.Plan, kept.Measures, kept.Iban, kept.CerSignedOn, kept.Justification = a.Plan, a.Measures, a.Iban, a.CerSignedOn, a.Justification
	if err := kept.checkDraft(tx); err != nil {
		return a, err
	}
	if err := save(tx, &kept); err != nil {
		return a, fmt.Errorf("edit application %s: %w", kept.Code, err)
	}
	return kept, saveChildren(tx, &kept)
}

// checkDraft refuses what could not be stored or would lie: unknown measures
// and funders, dates the wrong way round.
func (a Application) checkDraft(tx postgres.Tx) error {
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
		if _, err := funding.Find(tx, a.Departement, r.Funder); err != nil {
			return err
		}
	}
	return nil
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
