// Package cofunding is the co-funding grid's amounts before any decision, and
// the ceilings that hold over all funders of one file.
//
//	asked (application) ─> proposed (instructor) ─> announced (in session) ─> decided (award)
//
// A proposal and an announcement are words: they reserve nothing. The full grid
// with the decided amounts is read in casefile.
//
// Needs application, programme, party. Needed by committee, award, casefile.
//
// Law: stratégie nationale, mesures 30.3 et 37.1 (articuler les financements);
// R08, R46 of FIELD §5.
package cofunding

import (
	"fmt"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
)

var (
	ErrOverRequest = fault.New(fault.Refused, "cofunding.over_request", "le montant dépasse ce qui est demandé")
	ErrNotYours    = fault.New(fault.Forbidden, "cofunding.not_yours", "votre siège ne porte pas cette ligne")
	ErrCeiling     = fault.New(fault.Refused, "cofunding.ceiling", "le plafond d'aides publiques est dépassé sans dérogation motivée")
	ErrOverCost    = fault.New(fault.Refused, "cofunding.over_cost", "les aides dépassent le coût du projet").Under("décret n° 2018-514 du 25 juin 2018, art. 10")
)

// Propose records the instructor's proposal on a request; asking again replaces
// it.
func Propose(tx postgres.Tx, by party.Actor, requestID string, amount money.Amount) error {
	if err := party.Need(by, party.ReviewFiles); err != nil {
		return err
	}
	return set(tx, by, requestID, "proposed", amount)
}

// Announce records what the actor's seat announces in session for its own line.
func Announce(tx postgres.Tx, by party.Actor, requestID string, amount money.Amount) error {
	if err := party.Need(by, party.CastBallots); err != nil {
		return err
	}
	_, r, err := application.RequestOf(tx, requestID)
	if err != nil {
		return err
	}
	if !by.SpeaksFor(r.Funder) {
		return ErrNotYours.With("le siège %s ne porte pas la ligne %s", by.Funder, r.Funder)
	}
	return set(tx, by, requestID, "announced", amount)
}

func set(tx postgres.Tx, by party.Actor, requestID, word string, amount money.Amount) error {
	a, r, err := application.RequestOf(tx, requestID)
	if err != nil {
		return err
	}
	if amount.Sign() < 0 || amount.More(r.Amount) {
		return ErrOverRequest.With("%s pour %s ; attendu : entre 0,00 € et les %s demandés", amount.French(), r.Funder, r.Amount.French()).At("amount_euros")
	}
	if err := upsert(tx, a.Departement, r, word, amount); err != nil {
		return fmt.Errorf("%s %s: %w", word, a.Code, err)
	}
	return journal.Write(tx, by, journal.Entry{Act: "cofunding." + word, Departement: a.Departement, Applicant: a.ApplicantID,
		Subject: a.ID, Reason: fmt.Sprintf("%s : %s", r.Funder, amount.French())})
}

// Check holds a file's awards against the rules of its campaign: all the aid
// within the cost, and the public share within the ceiling unless the decision
// carries the reason of a derogation (R08, R46).
//
// awarded is the sum of all funders' awards, this one included; every funder of
// today's kinds (state, local) is public money.
func Check(rules programme.Rules, awarded, otherPublic, cost money.Amount, derogation string) error {
	public := awarded.Add(otherPublic)
	if public.More(cost) {
		return ErrOverCost.With("les aides (%s) dépassent le coût du projet (%s)", public.French(), cost.French())
	}
	if c := rules.PublicShareCeiling; c != nil && c.Above(public, cost) && strings.TrimSpace(derogation) == "" {
		f := application.PublicShareFinding(rule.Blocks, public, cost, *c)
		return ErrCeiling.With("%s : une dérogation motivée est nécessaire", f.Message).At("derogation_reason").Under(f.Law)
	}
	return nil
}
