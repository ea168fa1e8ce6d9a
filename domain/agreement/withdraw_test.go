package agreement_test

import (
	"errors"
	"testing"

	"tourdetable/domain/agreement"
	"tourdetable/domain/award"
	"tourdetable/domain/casefile"
	"tourdetable/domain/funding"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal"
)

func TestAWithdrawalGivesBackWhatIsNotCommitted(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		if err := rehearsal.Demonstrate(tx); err != nil {
			return err
		}
		id := func(code string) string {
			page, err := casefile.Applications(tx, party.System, casefile.Filter{Text: code})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.Items {
				if l.Code == code {
					return l.ID
				}
			}
			t.Fatalf("no file %s", code)
			return ""
		}
		before, err := funding.Available(tx, "99", 2027, "FIPD-D")
		if err != nil {
			return err
		}
		// R3 holds 12 000,00 € reserved by FIPD-D, R1 is committed.
		if _, err := agreement.Withdraw(tx, party.System, id("R3"), "Porteur dissous"); err != nil {
			return err
		}
		after, err := funding.Available(tx, "99", 2027, "FIPD-D")
		if err != nil {
			return err
		}
		if got := after.Sub(before); !got.Equal(money.Euros("12000.00")) {
			t.Errorf("given back: %s", got)
		}
		bound := tx.Try(func(tx postgres.Tx) error {
			_, err := agreement.Withdraw(tx, party.System, id("R4"), "Travaux abandonnés")
			return err
		})
		if !errors.Is(bound, agreement.ErrBound) {
			t.Errorf("a committed grant was given up: %v", bound)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

func TestARefusalIsNotifiedByALetterThatCommitsNothing(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		if err := rehearsal.Demonstrate(tx); err != nil {
			return err
		}
		page, err := casefile.Applications(tx, party.System, casefile.Filter{Text: "Ciné-débats"})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("R6: %v, %v", page.Items, err)
		}
		answers, err := award.Of(tx, page.Items[0].ID)
		if err != nil {
			return err
		}
		before, err := ledger.Verify(tx, "99")
		if err != nil {
			return err
		}
		letter, err := agreement.Draw(tx, party.System, answers[:1], nil)
		if err != nil {
			return err
		}
		if letter.Kind != agreement.Refusal || !letter.Total.IsZero() {
			t.Errorf("got %s of %s", letter.Kind, letter.Total)
		}
		if _, err := agreement.Sign(tx, party.System, letter.ID); err != nil {
			return err
		}
		if letter, err = agreement.Notify(tx, party.System, letter.ID); err != nil || letter.NotifiedOn == nil {
			t.Errorf("notified on %v, %v", letter.NotifiedOn, err)
		}
		if after, err := ledger.Verify(tx, "99"); err != nil || after != before {
			t.Errorf("a refusal moved euros: %d entries, then %d (%v)", before, after, err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
