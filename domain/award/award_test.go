package award_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/cofunding"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

var (
	errUndo = errors.New("undo")
	prefect = party.Actor{ID: "préfet", Name: "Préfet", Role: party.Prefect, Departement: "99"}
	council = party.Actor{ID: "exécutif", Name: "CD", Role: party.FunderMember, Departement: "99", Funder: "CD"}
)

func granted(amount string) award.Answer {
	return award.Answer{Outcome: award.Awarded, Amount: money.Euros(amount)}
}

func cost(amount string) *money.Amount { a := money.Euros(amount); return &a }

func TestAnAnswerIsHeldToTheRulesAndARefusedOneLeavesNoTrace(t *testing.T) {
	local := granted("500.00")
	local.Deliberation = "2026-05-CD"
	blank := local
	blank.Deliberation = " "
	revised := func(a string) award.Answer { g := granted("1000.00"); g.RevisedCost = cost(a); return g }
	db := postgrestest.Open(t)
	for name, c := range map[string]struct {
		by     party.Actor
		funder string
		answer award.Answer
		want   error
	}{
		"to the last cent":                     {prefect, "FIPD-D", granted("1000.00"), nil},
		"a cent":                               {prefect, "FIPD-D", granted("0.01"), nil},
		"a cent above the request":             {prefect, "FIPD-D", granted("1000.01"), award.ErrOverRequest},
		"nothing granted":                      {prefect, "FIPD-D", granted("0.00"), award.ErrMalformed},
		"less than nothing":                    {prefect, "FIPD-D", granted("-1.00"), award.ErrMalformed},
		"beyond the envelope":                  {prefect, "FIPD-S", granted("1000.00"), funding.ErrInsufficient},
		"refused with a reason":                {prefect, "FIPD-D", award.Answer{Outcome: award.Refused, Reason: "hors champ"}, nil},
		"refused without a reason":             {prefect, "FIPD-D", award.Answer{Outcome: award.Refused}, award.ErrReason},
		"refused with a blank reason":          {prefect, "FIPD-D", award.Answer{Outcome: award.Refused, Reason: " \n"}, award.ErrReason},
		"refused with an amount":               {prefect, "FIPD-D", award.Answer{Outcome: award.Refused, Reason: "x", Amount: money.Cents(1)}, award.ErrMalformed},
		"neither":                              {prefect, "FIPD-D", award.Answer{Outcome: "perhaps", Amount: money.Cents(1)}, award.ErrMalformed},
		"local with its deliberation":          {council, "CD", local, nil},
		"local without":                        {council, "CD", granted("500.00"), award.ErrDeliberation},
		"local with a blank one":               {council, "CD", blank, award.ErrDeliberation},
		"the préfet for a local funder":        {prefect, "CD", local, award.ErrMayNot},
		"a local funder for the State":         {council, "FIPD-D", granted("1.00"), award.ErrMayNot},
		"a local funder for another":           {party.Actor{ID: "e", Role: party.FunderMember, Departement: "99", Funder: "EPCI"}, "CD", local, award.ErrMayNot},
		"a préfet from elsewhere":              {party.Actor{ID: "p", Role: party.Prefect, Departement: "44"}, "FIPD-D", granted("1.00"), award.ErrMayNot},
		"the reviewer":                         {party.Actor{ID: "r", Role: party.Reviewer, Departement: "99"}, "FIPD-D", granted("1.00"), award.ErrMayNot},
		"a final cost that just holds the aid": {prefect, "FIPD-D", revised("1000.00"), nil},
		"a final cost below the aid":           {prefect, "FIPD-D", revised("999.99"), cofunding.ErrOverCost},
		"a final cost of nothing":              {prefect, "FIPD-D", revised("0.00"), award.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
				stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "1000.00", "FIPD-S": "999.99", "CD": "1000.00"})
				a := stage.File(t, tx, "P1", rehearsaltest.Amounts{"FIPD-D": "1000.00", "FIPD-S": "1000.00", "CD": "1000.00"})
				before := rows(t, tx)
				err := tx.Try(func(tx postgres.Tx) error {
					_, err := award.Decide(tx.At(rehearsaltest.Now), c.by, rehearsaltest.Request(a, c.funder), c.answer)
					return err
				})
				switch {
				case c.want == nil && err != nil:
					t.Error(err)
				case c.want != nil && (!errors.Is(err, c.want) || fault.KindOf(err) == fault.Internal):
					t.Errorf("want %v, got %v", c.want, err)
				case c.want != nil && rows(t, tx) != before:
					t.Error("something is left of it")
				}
				if c.want == nil {
					_, err := award.Decide(tx.At(rehearsaltest.Now), c.by, rehearsaltest.Request(a, c.funder), c.answer)
					if !errors.Is(err, award.ErrAnswered) {
						t.Errorf("a second answer: %v", err)
					}
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		})
	}
}

// rows counts what a decision may write.
func rows(t *testing.T, tx postgres.Tx) (n int) {
	t.Helper()
	if _, err := postgres.One(tx.SQL().Raw(`select (select count(*) from journal) + (select count(*) from outbox) + (select count(*) from awards)
		+ (select count(*) from ledger_transfers) + (select count(final_cost) from applications)`), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSQLItselfRefusesAnAwardThatGoDidNotCheck(t *testing.T) {
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "1000.00", "CD": "1000.00"})
		a := stage.File(t, tx, "P1", rehearsaltest.Amounts{"FIPD-D": "1000.00", "CD": "1000.00"})
		for _, c := range []struct{ constraint, funder, authority, outcome, amount, reason string }{
			{"awards_within_request", "FIPD-D", "ÉTAT", "awarded", "1000.01", ""},
			{"awards_within_request", "FIPD-D", "ÉTAT", "awarded", "0.00", ""},
			{"awards_within_request", "FIPD-D", "ÉTAT", "refused", "1.00", "x"},
			{"awards_refusal_has_reason", "FIPD-D", "ÉTAT", "refused", "0.00", ""},
			{"awards_local_has_deliberation", "CD", "CD", "awarded", "1.00", ""},
			{"awards_outcome", "FIPD-D", "ÉTAT", "perhaps", "0.00", "x"},
		} {
			err := tx.Try(func(tx postgres.Tx) error {
				return tx.SQL().Exec(`insert into awards (id, request_id, application_id, departement, year, funder, authority, requested, outcome, amount, reason,
					against_opinion, decided_on, decided_by, at) values (?, ?, ?, '99', 2026, ?, ?, 1000, ?, ?::numeric, ?, false, '2026-05-11', 'x', now())`,
					postgres.NewID(), rehearsaltest.Request(a, c.funder), a.ID, c.funder, c.authority, c.outcome, c.amount, c.reason).Error
			})
			if !postgres.Violates(err, c.constraint) {
				t.Errorf("%s: %v", c.constraint, err)
			}
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

// Sixteen préfets who decide at once on one envelope of 20 000.00 €, a file of
// 3 000.00 € each: six are granted, whoever is fastest, and nothing is lost.
func TestDecisionsAtOnceNeverOverrunTheEnvelope(t *testing.T) {
	const files = 16
	db := postgrestest.Open(t)
	requests := make([]string, files)
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "20000.00"})
		for i := range requests {
			requests[i] = rehearsaltest.Request(stage.File(t, tx, fmt.Sprintf("P%d", i), rehearsaltest.Amounts{"FIPD-D": "3000.00"}), "FIPD-D")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	outcomes := make([]error, files)
	for i := range requests {
		group.Go(func() {
			outcomes[i] = db.InTx(t.Context(), prefect.Scope(), func(tx postgres.Tx) error {
				_, err := award.Decide(tx, prefect, requests[i], granted("3000.00"))
				return err
			})
		})
	}
	group.Wait()
	given := 0
	for _, err := range outcomes {
		if err == nil {
			given++
		} else if !errors.Is(err, funding.ErrInsufficient) {
			t.Error(err)
		}
	}
	err = db.Snapshot(t.Context(), postgres.System, func(tx postgres.Tx) error {
		left, err := funding.Available(tx, "99", 2026, "FIPD-D")
		if err != nil {
			return err
		}
		var recorded, decided int
		if _, err := postgres.One(tx.SQL().Raw(`select count(*) from awards`), &recorded); err != nil {
			return err
		}
		if _, err := postgres.One(tx.SQL().Raw(`select count(*) from applications where state = ?`, string(application.Decided)), &decided); err != nil {
			return err
		}
		if given != 6 || recorded != 6 || decided != 6 || left.String() != "2000.00" {
			t.Errorf("%d given, %d recorded, %d files decided, %s left", given, recorded, decided, left)
		}
		_, err = ledger.Verify(tx, "99")
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Sixteen who answer the same request at once: one answer.
func TestOneRequestIsAnsweredOnceHoweverManyAnswerAtOnce(t *testing.T) {
	db := postgrestest.Open(t)
	var request string
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "20000.00"})
		request = rehearsaltest.Request(stage.File(t, tx, "P1", rehearsaltest.Amounts{"FIPD-D": "100.00"}), "FIPD-D")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	outcomes := make([]error, 16)
	for i := range outcomes {
		group.Go(func() {
			outcomes[i] = db.InTx(t.Context(), prefect.Scope(), func(tx postgres.Tx) error {
				_, err := award.Decide(tx, prefect, request, granted("100.00"))
				return err
			})
		})
	}
	group.Wait()
	given := 0
	for _, err := range outcomes {
		if err == nil {
			given++
		} else if !errors.Is(err, award.ErrAnswered) && !errors.Is(err, award.ErrState) {
			t.Error(err)
		}
	}
	if given != 1 {
		t.Errorf("%d answers", given)
	}
}
