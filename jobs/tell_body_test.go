package jobs

import (
	"strings"
	"testing"
	"time"

	"tourdetable/domain/body"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

func TestABodyIsToldWhatHappensToItsAccount(t *testing.T) {
	organisation := postgres.NewID()
	usable := time.Date(2026, 3, 15, 13, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		event body.AccountChanged
		want  string
		told  int // reviewers
	}{
		{body.AccountChanged{State: body.Proposed}, "ne vient pas de vous", 1},
		{body.AccountChanged{State: body.Approved, First: true}, "a enregistré", 0},
		{body.AccountChanged{State: body.Approved}, "remplace l'ancien", 0},
		{body.AccountChanged{State: body.Approved, Awarded: true, UsableFrom: &usable}, "à partir du 15 mars 2026 à 14 h 05", 0},
		{body.AccountChanged{State: body.Refused, Reason: "RIB d'un tiers"}, "RIB d'un tiers. L'ancien", 0},
	} {
		c.event.Organisation, c.event.Departement, c.event.Name, c.event.By = organisation, "98", "Lac", "Anna"
		err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
			for range 2 { // told once, however often it is delivered
				n := news[body.AccountChanged]{ID: "0190a0b0-0000-7000-8000-000000000001", At: usable, Event: c.event}
				if err := tellAccount(tx, n); err != nil {
					return err
				}
			}
			own, _, err := message.Inbox(tx, party.Actor{Role: party.Applicant, Organisation: organisation}, "")
			if err != nil || len(own) != 1 || !strings.Contains(own[0].Body, c.want) || own[0].Link != "/organisme" {
				t.Errorf("%s: %v %v", c.event.State, own, err)
			}
			office, _, err := message.Inbox(tx, party.Actor{Role: party.Reviewer, Departement: "98"}, "")
			if len(office) != c.told || c.told == 1 && office[0].Link != "/organismes/"+organisation {
				t.Errorf("%s: %v", c.event.State, office)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
