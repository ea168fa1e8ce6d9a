package funding_test

import (
	"errors"
	"testing"

	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

var errUndo = errors.New("undo")

// endowed runs fn on an envelope of 20 000.00 € and undoes it.
func endowed(t *testing.T, fn func(tx postgres.Tx) error) {
	t.Helper()
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "20000.00"})
		if err := fn(tx); err != nil {
			return err
		}
		if _, err := ledger.Verify(tx, "99"); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

var p1 = funding.Grant{Departement: "99", Year: 2026, Funder: "FIPD-D", File: "P1"}

func left(t *testing.T, tx postgres.Tx) string {
	t.Helper()
	a, err := funding.Available(tx, "99", 2026, "FIPD-D")
	if err != nil {
		t.Fatal(err)
	}
	return a.String()
}

func TestAnOverrunSaysWhatIsLeftAndLeavesTheTransactionUsable(t *testing.T) {
	endowed(t, func(tx postgres.Tx) error {
		err := funding.Reserve(tx, p1, money.Euros("20000.01"))
		f := fault.Of(err)
		if f == nil || !errors.Is(err, funding.ErrInsufficient) || f.Law == "" ||
			f.Detail != "crédits insuffisants sur l'enveloppe FIPD-D : 20\u202f000,00\u00a0€ disponibles, 20\u202f000,01\u00a0€ demandés pour le dossier P1" {
			t.Errorf("%v", err)
		}
		return funding.Reserve(tx, p1, money.Euros("20000.00"))
	})
}

func TestNothingIsReservedWithoutAnEnvelope(t *testing.T) {
	endowed(t, func(tx postgres.Tx) error {
		for _, g := range []funding.Grant{{Departement: "99", Year: 2027, Funder: "FIPD-D", File: "P1"}, {Departement: "99", Year: 2026, Funder: "CD", File: "P1"}} {
			if err := tx.Try(func(tx postgres.Tx) error { return funding.Reserve(tx, g, money.Cents(1)) }); !errors.Is(err, funding.ErrNotFound) {
				t.Errorf("%+v: %v", g, err)
			}
		}
		return nil
	})
}

func TestAnEnvelopeNeverGoesUnderWhatIsGranted(t *testing.T) {
	endowed(t, func(tx postgres.Tx) error {
		notify := func(amount string) error {
			return tx.Try(func(tx postgres.Tx) error {
				return funding.Notify(tx, party.System, "99", 2026, "FIPD-D", money.Euros(amount))
			})
		}
		if err := funding.Reserve(tx, p1, money.Euros("12345.67")); err != nil {
			return err
		}
		if err := notify("12345.66"); !errors.Is(err, funding.ErrBelowGrants) {
			t.Errorf("a cent below: %v", err)
		}
		if left(t, tx) != "7654.33" {
			t.Errorf("a refused notification moved something: %s left", left(t, tx))
		}
		if err := errors.Join(notify("12345.67"), notify("12345.67")); err != nil || left(t, tx) != "0.00" {
			t.Errorf("down to what is granted: %s left, %v", left(t, tx), err)
		}
		if err := notify("30000.00"); err != nil || left(t, tx) != "17654.33" {
			t.Errorf("raised: %s left, %v", left(t, tx), err)
		}
		if err := notify("-1.00"); !errors.Is(err, funding.ErrFunder) {
			t.Errorf("below zero: %v", err)
		}
		return nil
	})
}

func TestAReleaseGivesBackAndSettlementsMoveBothWays(t *testing.T) {
	endowed(t, func(tx postgres.Tx) error {
		amount := money.Euros("1000.00")
		if err := errors.Join(funding.Reserve(tx, p1, amount), funding.Release(tx, p1, amount)); err != nil || left(t, tx) != "20000.00" {
			t.Errorf("released: %s left, %v", left(t, tx), err)
		}
		p2 := p1
		p2.File = "P2"
		if err := errors.Join(funding.Reserve(tx, p2, amount), funding.Commit(tx, p2, amount)); err != nil {
			return err
		}
		at := func(k ledger.Kind) string {
			b, err := ledger.Balance(tx, ledger.Account{Book: "99", Year: 2026, Funder: "FIPD-D", File: "P2", Kind: k})
			if err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		for i, c := range []struct{ paid, decommitted, suspense, committed string }{
			{"400.00", "0.00", "0.00", "600.00"}, {"0.00", "0.00", "0.00", "1000.00"}, {"1000.00", "0.00", "250.00", "0.00"},
			{"0.00", "300.00", "-50.00", "700.00"}, {"700.00", "300.00", "0.00", "0.00"}, {"1000.00", "0.00", "0.01", "0.00"},
		} {
			to := funding.Position{Paid: money.Euros(c.paid), Decommitted: money.Euros(c.decommitted), Suspense: money.Euros(c.suspense)}
			for range 2 {
				if err := funding.Settle(tx, p2, to, "fact/"+string(rune('a'+i)), "Paiement"); err != nil {
					t.Fatalf("%+v: %v", c, err)
				}
			}
			if at(ledger.Paid) != c.paid || at(ledger.Decommitted) != c.decommitted || at(ledger.Suspense) != c.suspense || at(ledger.Committed) != c.committed {
				t.Errorf("%+v: paid %s, decommitted %s, suspense %s, committed %s", c, at(ledger.Paid), at(ledger.Decommitted), at(ledger.Suspense), at(ledger.Committed))
			}
		}
		if left(t, tx) != "19000.00" {
			t.Errorf("payments moved the envelope: %s left", left(t, tx))
		}
		return nil
	})
}

func TestOnlyTheRegionNotifies(t *testing.T) {
	endowed(t, func(tx postgres.Tx) error {
		for _, role := range []party.Role{party.Applicant, party.Reviewer, party.CabinetDirector, party.Prefect, party.FunderMember, party.FinanceOfficer, party.Auditor} {
			if err := funding.Notify(tx, party.Actor{Role: role, Departement: "99"}, "99", 2026, "FIPD-D", money.Euros("1.00")); !errors.Is(err, party.ErrForbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
		return nil
	})
}
