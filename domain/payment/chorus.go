package payment

import (
	"errors"
	"fmt"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/postgres"
)

// Anomaly is what a Chorus row raises; the row is kept all the same.
type Anomaly struct {
	RowID  int64
	Code   string
	Detail string // French
}

// The anomalies, and what each means to a finance officer.
const (
	UnknownEj       = "unknown_ej"       // no award carries this EJ and post
	OtherBody       = "other_body"       // the paid SIREN is not the applicant's: not placed
	OtherBranch     = "other_branch"     // same body, another establishment: placed
	NotNotified     = "not_notified"     // paid before the act was notified
	Overpaid        = "overpaid"         // more paid than awarded: the excess is in suspense
	OrphanNegative  = "orphan_negative"  // a negative row with no payment to undo
	BankRejection   = "bank_rejection"   // the payment of the last 60 days came back
	AdvanceCeiling  = "advance_ceiling"  // programme S: advance above 30 % (R22)
	InterimCeiling  = "interim_ceiling"  // programme S: more than 80 % before the report (R22)
	UnexpectedState = "unexpected_state" // paid on a file that should not be
)

// rejectionDays is how long after a payment its opposite is a bank rejection.
const rejectionDays = 60

// Outcome is what became of the rows of an import.
type Outcome struct {
	Known  []chorusfile.Row // rows already there, word for word
	Denied []chorusfile.Row // rows that contradict the one already there: not kept
	Placed int              // new rows placed on a grant
}

// Record keeps rows as they came, under importID, and places the payments whose
// EJ is known; rows of no known EJ belong to departement. The same row twice
// adds nothing.
func Record(tx postgres.Tx, by party.Actor, departement, importID string, rows []chorusfile.Row) (Outcome, error) {
	if err := party.Need(by, party.KeepCommitments); err != nil {
		return Outcome{}, err
	}
	fresh, err := insertRows(tx, departement, importID, rows)
	if err != nil {
		return Outcome{}, fmt.Errorf("record %d Chorus rows: %w", len(rows), err)
	}
	out := Outcome{}
	if out.Known, out.Denied, err = sift(tx, importID, rows); err != nil {
		return out, err
	}
	ids := make([]int64, len(fresh))
	for i, f := range fresh {
		ids[i] = f.ID
	}
	if err := flagUnknown(tx, ids); err != nil {
		return out, err
	}
	waiting, err := matching(tx, ids)
	if err != nil {
		return out, err
	}
	for _, m := range waiting {
		placed, err := place(tx, by, m)
		if err != nil {
			return out, err
		}
		if placed {
			out.Placed++
		}
	}
	return out, nil
}

// placeWaiting places the rows that came before their EJ was entered.
func placeWaiting(tx postgres.Tx, by party.Actor, c Commitment) error {
	waiting, err := waitingFor(tx, c)
	if err != nil {
		return err
	}
	for _, m := range waiting {
		if _, err := place(tx, by, m); err != nil {
			return err
		}
	}
	return nil
}

// place puts a matched row on its grant and settles it; a row paid to another
// body is left to a person. It reports whether the row was placed.
func place(tx postgres.Tx, by party.Actor, m kept) (bool, error) {
	w, a, err := lockAward(tx, m.AwardID)
	if err != nil {
		return false, err
	}
	body, err := party.FindOrganisation(tx, a.ApplicantID)
	if err != nil {
		return false, err
	}
	if m.Siret != "" && (len(m.Siret) < 9 || m.Siret[:9] != body.Siret.Siren().String()) {
		return false, flag(tx, m, OtherBody, fmt.Sprintf("payé au SIRET %s ; le dossier %s est porté par le SIREN %s", m.Siret, a.Code, body.Siret.Siren()))
	}
	before, err := paymentsOf(tx, w.ID)
	if err != nil {
		return false, err
	}
	if err := insertPayment(tx, w, m); err != nil {
		return false, err
	}
	if err := inspect(tx, w, a, body, before, m); err != nil {
		return false, err
	}
	if err := application.MarkExecuting(tx, by, a.ID); errors.Is(err, application.ErrState) {
		err = flag(tx, m, UnexpectedState, fmt.Sprintf("paiement sur le dossier %s, « %s »", a.Code, a.State.Label()))
		if err != nil {
			return true, err
		}
	} else if err != nil {
		return true, err
	}
	return true, settle(tx, by, w, a, nil, fmt.Sprintf("Paiement Chorus, DP %s poste %d, dossier %s", m.Dp, m.DpLine, a.Code))
}

// inspect raises the anomalies of a placed row: what its conditions should have
// been.
func inspect(tx postgres.Tx, w award.Award, a application.Application, body party.Organisation, before []Payment, r kept) error {
	if r.Siret != "" && r.Siret != body.Siret.String() {
		if err := flag(tx, r, OtherBranch, fmt.Sprintf("payé à l'établissement %s ; le dossier %s indique %s", r.Siret, a.Code, body.Siret)); err != nil {
			return err
		}
	}
	notified, err := agreement.NotifiedOn(tx, w.ID)
	if err != nil {
		return err
	}
	if on := r.on(); notified == nil || on.Before(*notified) {
		if err := flag(tx, r, NotNotified, fmt.Sprintf("payé le %s avant la notification de l'acte (%s, dossier %s)", on.French(), w.Funder, a.Code)); err != nil {
			return err
		}
	}
	s, err := lockSettlement(tx, w)
	if err != nil {
		return err
	}
	for _, f := range findings(w, before, s.Due != nil, r) {
		if err := flag(tx, r, f.Code, f.Detail); err != nil {
			return err
		}
	}
	return nil
}

// findings is the pure part of inspect: what the sums say of row r after the
// payments before it.
func findings(w award.Award, before []Payment, reported bool, r kept) (found []Anomaly) {
	net := r.Amount
	undone := false
	for _, p := range before {
		net = net.Add(p.Amount)
		age := r.on().Sub(p.PaidOn)
		undone = undone || p.Amount.Equal(r.Amount.Neg()) && age >= 0 && age <= rejectionDays
	}
	add := func(code, format string, args ...any) {
		found = append(found, Anomaly{Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	switch {
	case r.Amount.Sign() < 0 && undone:
		add(BankRejection, "rejet bancaire de %s : à représenter après vérification du RIB", r.Amount.Abs().French())
	case r.Amount.Sign() < 0:
		add(OrphanNegative, "ligne négative de %s sans paiement à annuler dans les %d jours", r.Amount.French(), rejectionDays)
	}
	if net.More(w.Amount) {
		add(Overpaid, "%s payés au total pour %s accordés par %s", net.French(), w.Amount.French(), w.Funder)
	}
	if investment(w.Funder) && r.Amount.Sign() > 0 && !reported {
		if len(before) == 0 && advanceMax.Above(net, w.Amount) {
			add(AdvanceCeiling, "avance de %s, soit %s de la subvention (plafond %s)", net.French(), money.PercentOf(net, w.Amount).French(), advanceMax.French())
		}
		if len(before) > 0 && interimMax.Above(net, w.Amount) {
			add(InterimCeiling, "%s payés avant le compte rendu, soit %s de la subvention (plafond %s)", net.French(), money.PercentOf(net, w.Amount).French(), interimMax.French())
		}
	}
	return found
}

// Law: décret n° 2018-514 du 25 juin 2018, art. 12.
var advanceMax, interimMax = money.Percents("30.00"), money.Percents("80.00")

// investment reports whether a funder's line is of programme S.
func investment(funder string) bool { return funder == "FIPD-S" }

// DeclareLocal records a payment that a local funder made by itself, outside
// Chorus.
func DeclareLocal(tx postgres.Tx, by party.Actor, awardID string, amount money.Amount, on calendar.Date) error {
	w, a, err := lockAward(tx, awardID)
	if err != nil {
		return err
	}
	switch {
	case w.Authority == funding.StateAuthority:
		return ErrNotLocal
	case !by.May(party.KeepCommitments) && !(by.May(party.DecideLocal) && by.SpeaksFor(w.Funder)):
		return party.ErrForbidden
	}
	committed, err := agreement.IsCommitted(tx, w.ID)
	switch {
	case err != nil:
		return err
	case !committed:
		return ErrUncommitted.With("%s, dossier %s : l'acte n'est pas notifié, il ne peut être payé", w.Funder, a.Code)
	}
	if err := insertDeclared(tx, w, amount, on); err != nil {
		return err
	}
	return settle(tx, by, w, a, nil, fmt.Sprintf("Paiement déclaré par %s, dossier %s", w.Funder, a.Code))
}
