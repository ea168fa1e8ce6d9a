package payment

import (
	"errors"
	"fmt"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/funding"
	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Settlement is where the euros of one grant stand (situation d'une
// subvention).
type Settlement struct {
	AwardID     string
	Awarded     money.Amount
	NetPaid     money.Amount  // all facts, rejections deducted; may exceed the award
	Placed      money.Amount  // NetPaid within the award
	Due         *money.Amount // after the report; nil before
	Decommitted money.Amount  // given up: neither due nor paid
	Recovery    money.Amount  // to be given back
	Version     int
}

// at returns the settlement once net was paid and due is known (nil: not yet):
// awarded = placed + outstanding + decommitted, and recovery is what was paid
// beyond what is due.
//
// Law: R25 of FIELD §5 (unspent money is repaid).
func (s Settlement) at(net money.Amount, due *money.Amount) Settlement {
	s.NetPaid, s.Due = net, due
	s.Placed = net.Clamp(money.Zero, s.Awarded)
	s.Decommitted, s.Recovery = money.Zero, money.Zero
	if due != nil {
		s.Decommitted = s.Awarded.Sub(money.Max(*due, s.Placed))
		s.Recovery = money.Max(money.Zero, net.Sub(*due))
	}
	return s
}

// Outstanding is what is still to be paid (restes à payer).
func (s Settlement) Outstanding() money.Amount { return s.Awarded.Sub(s.Placed).Sub(s.Decommitted) }

// closed reports whether nothing is left to pay nor to recover.
func (s Settlement) closed() bool { return s.Due != nil && s.NetPaid.Equal(*s.Due) }

// SetDue records what is due of a grant after the report: what was neither paid
// nor due is decommitted, what was paid beyond is proposed for recovery. Pushed
// down by reporting.
func SetDue(tx postgres.Tx, by party.Actor, awardID string, due money.Amount) error {
	w, a, err := lockAward(tx, awardID)
	if err != nil {
		return err
	}
	return settle(tx, by, w, a, &due, "Solde après compte rendu financier, dossier "+a.Code)
}

// settle recomputes the settlement of a grant from its payments, moves its
// euros there, and tells the file when all is settled. due replaces the one on
// record unless nil.
func settle(tx postgres.Tx, by party.Actor, w award.Award, a application.Application, due *money.Amount, reason string) error {
	s, err := lockSettlement(tx, w)
	if err != nil {
		return err
	}
	if due == nil {
		due = s.Due
	}
	net, err := paidOn(tx, w.ID)
	if err != nil {
		return err
	}
	s = s.at(net, due)
	s.Version++
	if err := saveSettlement(tx, s); err != nil {
		return fmt.Errorf("settle %s of %s: %w", w.Funder, a.Code, err)
	}
	if err := book(tx, w, a, s, reason); err != nil {
		return err
	}
	if s.Recovery.Sign() > 0 {
		if err := journal.Write(tx, by, journal.Entry{Act: "payment.recovery_proposed", Departement: a.Departement, Applicant: a.ApplicantID,
			Subject: a.ID, Reason: fmt.Sprintf("%s : reversement proposé de %s", w.Funder, s.Recovery.French())}); err != nil {
			return err
		}
	}
	return markSettled(tx, by, a.ID)
}

// book moves the euros of a grant to where its settlement says they stand. A
// grant not committed yet keeps them reserved: its EJ may come after the report.
func book(tx postgres.Tx, w award.Award, a application.Application, s Settlement, reason string) error {
	committed, err := agreement.IsCommitted(tx, w.ID)
	if err != nil || !committed {
		return err
	}
	to := funding.Position{Paid: s.Placed, Decommitted: s.Decommitted, Suspense: s.NetPaid.Sub(s.Placed)}
	return funding.Settle(tx, w.Grant(a.Code), to, fmt.Sprintf("settle/%d", s.Version), reason)
}

// markSettled tells the file whether all its grants are closed; a file whose
// report is not filed is told nothing.
func markSettled(tx postgres.Tx, by party.Actor, applicationID string) error {
	all, err := Of(tx, applicationID)
	if err != nil {
		return err
	}
	settled := len(all) > 0
	for _, s := range all {
		settled = settled && s.closed()
	}
	err = application.MarkSettled(tx, by, applicationID, settled)
	if errors.Is(err, application.ErrState) {
		return nil
	}
	return err
}
