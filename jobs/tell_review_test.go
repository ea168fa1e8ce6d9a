package jobs

import (
	"errors"
	"strings"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/message"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
	"tourdetable/domain/review"
)

// Each piece of news of the examination reaches who it is for, once, and nobody
// else.
func TestTheExaminationIsToldToWhoItIsFor(t *testing.T) {
	file := review.About{Application: postgres.NewID(), Departement: "98", Applicant: postgres.NewID(), Code: "98-1", Title: "Lac"}
	on := calendar.On(2026, 3, 15)
	readers := map[string]party.Actor{
		"applicant": {Role: party.Applicant, Organisation: file.Applicant},
		"reviewer":  {Role: party.Reviewer, Departement: "98"},
		"police":    {Role: party.Adviser, Departement: "98", Funder: "police"},
		"pjj":       {Role: party.Adviser, Departement: "98", Funder: "pjj"},
	}
	for _, c := range []struct {
		event outbox.Event
		to    string
		want  string
	}{
		{review.Completed{About: file, Number: "DC-98-2026-00001", On: on}, "applicant", "avis n° DC-98-2026-00001"},
		{review.OpinionAsked{About: file, Seat: "police", DueOn: on}, "police", "avant le 15 mars 2026"},
		{review.OpinionAsked{About: file, Seat: "police", DueOn: on, Relaunch: true}, "police", "pas encore reçu"},
		{review.OpinionGiven{About: file, Seat: "Police", Opinion: "Favorable"}, "reviewer", "Favorable"},
		{review.MessageWritten{About: file, ToReviewer: true}, "reviewer", "vous a écrit"},
		{review.MessageWritten{About: file}, "applicant", "service instructeur vous a écrit"},
	} {
		undo := errors.New("undo")
		err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
			if err := outbox.Put(tx, c.event); err != nil {
				return err
			}
			rows, err := outbox.Take(tx, 1, 0)
			if err != nil {
				return err
			}
			for _, j := range bulletin {
				if j.kind != c.event.Kind() {
					continue
				}
				for range 2 {
					if err := j.do(tx, rows[0]); err != nil {
						return err
					}
				}
			}
			for name, reader := range readers {
				inbox, _, err := message.Inbox(tx, reader, "")
				if err != nil {
					return err
				}
				if want := map[bool]int{true: 1}[name == c.to]; len(inbox) != want || want == 1 && !strings.Contains(inbox[0].Body, c.want) {
					t.Errorf("%s to %s: %v", c.event.Kind(), name, inbox)
				}
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
	}
}

func TestABulkRunIsContinuedAsWhoAskedForIt(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		tx = tx.At(rehearsaltest.Now)
		account, err := party.Enrol(tx, party.Account{Email: "camille@99", Name: "Camille", Role: party.Reviewer, Departement: "99", Demonstration: true}, "")
		if err != nil {
			return err
		}
		ids := make([]string, 70)
		for i := range ids {
			ids[i] = postgres.NewID()
		}
		run, err := review.Bulk(tx, account.Actor(), "clé", "review", review.Parameters{}, ids)
		if err != nil {
			return err
		}
		if err := continueBulk(tx, news[review.BulkGoesOn]{ID: postgres.NewID(), At: tx.Now, Event: review.BulkGoesOn{Run: run.ID}}); err != nil {
			return err
		}
		if run, err = review.RunOf(tx, account.Actor(), run.ID); err != nil || run.Refused != 70 || run.Items[69].Reason != application.ErrNotFound.Detail {
			t.Errorf("%d refused, %v", run.Refused, err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
