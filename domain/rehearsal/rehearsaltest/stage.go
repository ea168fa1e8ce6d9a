// Package rehearsaltest sets a campaign up for the tests of other rooms, through
// the use cases that a person would call.
//
//	Open ──> funders, envelopes, an open call, a body
//	     └─File──> a file ready for its session
//
//	Answers, Record, Documents ──> what a whole file typed in its form holds
//
// Everything is done by the program itself, in département 99 and year 2026.
// Needs application, funding, party, programme; needed by tests.
package rehearsaltest

import (
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Now is the moment at which everything is set up.
var Now = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// Stage is a campaign whose call is open.
type Stage struct {
	Campaign programme.Campaign
	Body     party.Organisation
}

// Amounts are euros by funder; CD and EPCI are local, the others the State's.
type Amounts map[string]string

// Open sets up the envelopes of a campaign, its call and a body that applies.
func Open(t testing.TB, tx postgres.Tx, envelopes Amounts) Stage {
	t.Helper()
	tx = tx.At(Now)
	siret, err := identity.ParseSiret("99910001900010")
	must(t, err)
	for code, amount := range envelopes {
		kind := funding.State
		if code == "CD" || code == "EPCI" {
			kind = funding.Local
		}
		must(t, funding.Register(tx, party.System, funding.Funder{Departement: "99", Code: code, Name: code, Kind: kind, Siret: siret}))
		must(t, funding.Notify(tx, party.System, "99", 2026, code, money.Euros(amount)))
	}
	c, err := programme.Prepare(tx, party.System, programme.Campaign{Departement: "99", Year: 2026, Title: "Appel", Rules: programme.DefaultRules(),
		OpensOn: calendar.On(2026, 1, 1), ClosesAt: Now.AddDate(0, 1, 0)})
	must(t, err)
	must(t, programme.OpenCall(tx, party.System, c.ID))
	body, err := identity.ParseSiret("99900001100018")
	must(t, err)
	applicant, err := party.Register(tx, party.Organisation{Name: "Porteur", Siret: body, Kind: "commune", Departement: "99"})
	must(t, err)
	return Stage{Campaign: c, Body: applicant}
}

// File deposits a file that asks for amounts, and makes it ready for a session.
func (s Stage) File(t testing.TB, tx postgres.Tx, code string, requests Amounts) application.Application {
	t.Helper()
	tx = tx.At(Now)
	a := application.Application{CampaignID: s.Campaign.ID, Code: code, ApplicantID: s.Body.ID, Title: "Dossier " + code, Years: 1,
		StartsOn: calendar.On(2026, 1, 1), EndsOn: calendar.On(2026, 12, 31), Measures: []int{1}}
	for funder, amount := range requests {
		a.Plan.Requests = append(a.Plan.Requests, application.Request{Funder: funder, Amount: money.Euros(amount)})
	}
	a.Plan.Charges = []application.Line{{Account: "60", Label: "Coût", Amount: a.Plan.Requested()}}
	a, err := application.Take(tx, party.System, a)
	must(t, err)
	_, err = application.Submit(tx, party.System, a.ID)
	must(t, err)
	for _, verb := range []func(postgres.Tx, party.Actor, string) (application.Application, error){application.Admit, application.Review, application.MakeReady} {
		a, err = verb(tx, party.System, a.ID)
		must(t, err)
	}
	return a
}

// Request is the id of what the file asks of a funder.
func Request(a application.Application, funder string) string {
	for _, r := range a.Plan.Requests {
		if r.Funder == funder {
			return r.ID
		}
	}
	return ""
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
