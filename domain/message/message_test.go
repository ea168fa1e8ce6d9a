package message

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

var (
	bodyA = postgres.NewID()
	bodyB = postgres.NewID()
)

// inTx runs fn for scope in a transaction that is undone.
func inTx(t *testing.T, db *postgres.DB, scope postgres.Scope, fn func(postgres.Tx) error) {
	t.Helper()
	undo := errors.New("undo")
	err := db.InTx(t.Context(), scope, func(tx postgres.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

func deliver(tx postgres.Tx, to Recipient, subject string) error {
	return Deliver(tx, postgres.NewID(), to, Message{Subject: subject, Body: "…", Link: "/dossiers"})
}

func inbox(t *testing.T, tx postgres.Tx, by party.Actor, after string) (subjects []string, next string) {
	t.Helper()
	page, next, err := Inbox(tx, by, after)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range page {
		subjects = append(subjects, m.Subject)
	}
	return subjects, next
}

func TestEachReadsItsOwnMessages(t *testing.T) {
	db := postgrestest.Open(t)
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		for subject, to := range map[string]Recipient{
			"body A":        {Departement: "98", Organisation: bodyA},
			"body B":        {Departement: "98", Organisation: bodyB},
			"reviewers 98":  {Departement: "98", Role: party.Reviewer},
			"reviewers 99":  {Departement: "99", Role: party.Reviewer},
			"finance 98":    {Departement: "98", Role: party.FinanceOfficer},
			"FIPD seat":     {Departement: "98", Funder: "FIPD"},
			"FIPD-D line":   {Departement: "98", Funder: "FIPD-D"},
			"FIPDX line":    {Departement: "98", Funder: "FIPDX"},
			"FIPD in 99":    {Departement: "99", Funder: "FIPD"},
			"a line like %": {Departement: "98", Funder: "%-D"},
		} {
			if err := deliver(tx, to, subject); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by   party.Actor
		want []string
	}{
		"an applicant":               {party.Actor{Role: party.Applicant, Departement: "98", Organisation: bodyA}, []string{"body A"}},
		"an applicant of no body":    {party.Actor{Role: party.Applicant, Departement: "98"}, nil},
		"a reviewer":                 {party.Actor{Role: party.Reviewer, Departement: "98"}, []string{"reviewers 98"}},
		"a reviewer of the country":  {party.Actor{Role: party.Reviewer}, []string{"reviewers 98", "reviewers 99"}},
		"a finance officer":          {party.Actor{Role: party.FinanceOfficer, Departement: "98"}, []string{"finance 98"}},
		"a seat over several lines":  {party.Actor{Role: party.FunderMember, Departement: "98", Funder: "FIPD"}, []string{"FIPD seat", "FIPD-D line"}},
		"a seat of one line":         {party.Actor{Role: party.FunderMember, Departement: "98", Funder: "FIPD-D"}, []string{"FIPD-D line"}},
		"a seat named as a pattern":  {party.Actor{Role: party.FunderMember, Departement: "98", Funder: "%"}, []string{"a line like %"}},
		"a funder's member, no seat": {party.Actor{Role: party.FunderMember, Departement: "98"}, nil},
		"an auditor":                 {party.Actor{Role: party.Auditor}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inTx(t, db, c.by.Scope(), func(tx postgres.Tx) error {
				got, _ := inbox(t, tx, c.by, "")
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
				return nil
			})
			// The first wall holds without the second.
			inTx(t, db, postgres.System, func(tx postgres.Tx) error {
				got, _ := inbox(t, tx, c.by, "")
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Errorf("without row level security: got %q, want %q", got, c.want)
				}
				return nil
			})
		})
	}
	t.Run("the second wall holds without the first", func(t *testing.T) {
		reviewer := party.Actor{Role: party.Reviewer}
		inTx(t, db, party.Actor{Role: party.Reviewer, Departement: "98"}.Scope(), func(tx postgres.Tx) error {
			if got, _ := inbox(t, tx, reviewer, ""); !slices.Equal(got, []string{"reviewers 98"}) {
				t.Errorf("got %q", got)
			}
			return nil
		})
	})
}

func TestAMessageIsDeliveredOnce(t *testing.T) {
	inTx(t, postgrestest.Open(t), postgres.System, func(tx postgres.Tx) error {
		event := postgres.NewID()
		reviewers := Recipient{Departement: "98", Role: party.Reviewer}
		for _, to := range []Recipient{reviewers, reviewers, {Departement: "98", Role: party.Prefect}, {Departement: "98", Organisation: bodyA}, {Departement: "98", Organisation: bodyA}} {
			if err := Deliver(tx, event, to, Message{Subject: "once"}); err != nil {
				return err
			}
		}
		if err := deliver(tx, reviewers, "another event"); err != nil {
			return err
		}
		for want, by := range map[int]party.Actor{
			2: {Role: party.Reviewer, Departement: "98"},
			1: {Role: party.Applicant, Organisation: bodyA},
		} {
			if got, _ := inbox(t, tx, by, ""); len(got) != want {
				t.Errorf("%s: got %q", by.Role, got)
			}
		}
		return nil
	})
}

func TestPagesGoFromTheNewestAndMissNothing(t *testing.T) {
	const total = 2*pageSize + 7
	reviewers := Recipient{Departement: "98", Role: party.Reviewer}
	by := party.Actor{Role: party.Reviewer, Departement: "98"}
	inTx(t, postgrestest.Open(t), postgres.System, func(tx postgres.Tx) error {
		for i := range total {
			// Three messages to an instant: the cursor must tell them apart.
			if err := deliver(tx.At(noon.Add(time.Duration(i/3)*time.Microsecond)), reviewers, fmt.Sprint(i/3)); err != nil {
				return err
			}
		}
		var all []string
		for after, pages := "", 0; ; pages++ {
			page, next := inbox(t, tx, by, after)
			all = append(all, page...)
			if next == "" {
				break
			}
			if len(page) != pageSize || pages > 3 {
				t.Fatalf("page %d holds %d messages", pages, len(page))
			}
			// What comes meanwhile is above, and moves nothing.
			if err := deliver(tx.At(noon.Add(time.Hour)), reviewers, "new"); err != nil {
				return err
			}
			after = next
		}
		if len(all) != total || slices.Contains(all, "new") {
			t.Fatalf("%d messages, want %d", len(all), total)
		}
		if !slices.IsSortedFunc(all, func(a, b string) int { return number(b) - number(a) }) {
			t.Errorf("not from the newest: %q", all)
		}
		return nil
	})
}

func number(s string) (n int) {
	_, _ = fmt.Sscan(s, &n)
	return n
}

func TestACursorThatNoPageGaveIsRefused(t *testing.T) {
	for _, after := range []string{"x", "1", bodyA + "0", "'; drop table messages; --"} {
		if _, _, err := Inbox(postgres.Tx{}, party.Actor{}, after); !errors.Is(err, ErrCursor) {
			t.Errorf("%s: %v", after, err)
		}
	}
}

func TestAtOneInstantTheLastToldComesFirst(t *testing.T) {
	reviewers := Recipient{Departement: "98", Role: party.Reviewer}
	inTx(t, postgrestest.Open(t), postgres.System, func(tx postgres.Tx) error {
		first, second := postgres.NewID(), postgres.NewID()
		if err := Deliver(tx, second, reviewers, Message{Subject: "second"}); err != nil {
			return err
		}
		if err := Deliver(tx, first, reviewers, Message{Subject: "first"}); err != nil {
			return err
		}
		got, _ := inbox(t, tx, party.Actor{Role: party.Reviewer}, "")
		if !slices.Equal(got, []string{"second", "first"}) {
			t.Errorf("got %q", got)
		}
		return nil
	})
}

func TestAPageAfterAMessageThatIsNotThereIsEmpty(t *testing.T) {
	inTx(t, postgrestest.Open(t), postgres.System, func(tx postgres.Tx) error {
		if err := deliver(tx, Recipient{Departement: "98", Role: party.Reviewer}, "one"); err != nil {
			return err
		}
		if got, _ := inbox(t, tx, party.Actor{Role: party.Reviewer}, postgres.NewID()); len(got) != 0 {
			t.Errorf("got %q", got)
		}
		return nil
	})
}

func TestARecipientIsOne(t *testing.T) {
	for name, to := range map[string]Recipient{
		"nobody":          {Departement: "98"},
		"two":             {Departement: "98", Role: party.Reviewer, Funder: "FIPD"},
		"no département":  {Role: party.Reviewer},
		"body and funder": {Departement: "98", Organisation: bodyA, Funder: "FIPD"},
	} {
		if err := Deliver(postgres.Tx{}, postgres.NewID(), to, Message{}); err == nil || !strings.Contains(err.Error(), "one body") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMessageIsNeverChanged(t *testing.T) {
	db := postgrestest.Open(t)
	for _, statement := range []string{`update messages set body = ''`, `delete from messages`} {
		if err := db.InTx(context.Background(), postgres.System, func(tx postgres.Tx) error { return tx.SQL().Exec(statement).Error }); err == nil {
			t.Errorf("%s: done", statement)
		}
	}
}
