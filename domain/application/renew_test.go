package application_test

import (
	"strings"
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
)

// next opens the call of the year after, and goes to it.
func (s *scene) next() {
	s.t.Helper()
	year := s.campaign.Year + 1
	s.do(party.System, func(tx postgres.Tx) error {
		c, err := programme.Prepare(tx, party.System, programme.Campaign{Departement: "99", Year: year, Title: "Appel suivant", Rules: programme.DefaultRules(),
			OpensOn: calendar.On(year, 1, 1), ClosesAt: time.Date(year, 2, 15, 11, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		s.campaign = c
		return programme.OpenCall(tx, party.System, c.ID)
	})
	s.now = s.now.AddDate(1, 0, 0)
}

// A renewal types little: what was told is there, with the number of the file it
// comes from, a year later; what is signed each time is not.
func TestARenewalTakesOverWhatWasTold(t *testing.T) {
	s := play(t, call{kind: "association"})
	before := s.whole()
	s.typed(before, map[string]any{"projects.p1.budget.2026.others.o1": true, "projects.p1.budget.2026.others.o1.kind": "commune", "projects.p1.budget.2026.others.o1.label": "Ville",
		"projects.p1.budget.2026.others.o1.amount": "0", "projects.p1.ends": "29/02/2028", "justification": "D'avant"})
	old := s.read(before)
	blank := s.begin(application.New{}).ID
	typed := s.read(blank).Report.ToType
	s.next()
	renewed := s.begin(application.New{RenewalOf: before})
	d := s.read(renewed.ID)
	for path, want := range map[string]string{
		"projects.p1.title": `"Groupes de parole"`, "projects.p1.starts": `"2027-03-01"`, "projects.p1.ends": `"2029-02-28"`, "measures": `["1"]`, "theme": `"youth"`, "public_aid": `"up_to_500k"`,
		"projects.p1.budget.2027.charges.62-1": `"10000.00"`, "projects.p1.budget.2027.requests.FIPD-D": `"5000.00"`, "projects.p1.budget.2027.others.o1.label": `"Ville"`, "body_budget.2027.charges.64-1": `"40000.00"`,
	} {
		if a := at(d, path); string(a.Value) != want || a.Origin != old.Application.Code {
			t.Errorf("%s is %s from %q, want %s from %s", path, a.Value, a.Origin, want, old.Application.Code)
		}
	}
	for path, want := range map[string]string{"renewal_of": `"` + old.Application.Code + `"`, "request.frequency": `"renewal"`} {
		if a := at(d, path); string(a.Value) != want || a.Origin != "" {
			t.Errorf("%s is %s from %q", path, a.Value, a.Origin)
		}
	}
	for _, g := range d.Given {
		if strings.HasPrefix(g.Path, "attestations.") || strings.HasPrefix(g.Path, "signature.") || g.Path == "justification" || strings.Contains(g.Path, "2026") {
			t.Errorf("%s was taken over", g.Path)
		}
	}
	if a := d.Application; a.RenewalOf != before || a.Title != "Groupes de parole" || !a.Plan.Cost().Equal(old.Application.Plan.Cost()) || a.Plan.Requests[0].ID == old.Application.Plan.Requests[0].ID {
		t.Errorf("%+v", a)
	}
	// The number that is shown: the report of last year (2), the attestations (5), the account and the place.
	if n := d.Report.ToType; n != 9 || typed < 25 {
		t.Errorf("a renewal types %d fields, a first file %d: %+v", n, typed, d.Report.Problems)
	}
	moved := at(d, "projects.p1.title")
	s.fill(s.anna, renewed.ID, []application.Edit{edit("projects.p1.title", "Groupes de parole, deuxième année", moved.Version)})
	if a := at(s.read(renewed.ID), "projects.p1.title"); a.Origin != "" || a.EditedBy != "Anna" {
		t.Errorf("typed here, and told from elsewhere: %+v", a)
	}
}

func TestOnlyItsOwnFileIsRenewed(t *testing.T) {
	s := play(t, call{})
	theirs := ""
	s.do(s.chloe, func(tx postgres.Tx) error {
		a, err := application.Begin(tx, s.chloe, application.New{CampaignID: s.campaign.ID, Applicant: s.chloe.Organisation})
		theirs = a.ID
		return err
	})
	s.next()
	for what, id := range map[string]string{"another body's": theirs, "nobody's": postgres.NewID(), "no id": "12"} {
		for _, scope := range []party.Actor{s.anna, party.System} {
			s.refused(what, "application.not_found", "renewal_of", scope, func(tx postgres.Tx) error {
				_, err := application.Begin(tx, s.anna, application.New{CampaignID: s.campaign.ID, Applicant: s.body.ID, RenewalOf: id})
				return err
			})
		}
	}
	if n := ask[int](s, `select count(*) from applications`); n != 1 {
		t.Errorf("%d files: a refusal left one", n)
	}
}

// The FIPD starts actions: the fourth renewal is told (R29).
func TestTheRenewalsOfAFileAreCounted(t *testing.T) {
	s := play(t, call{})
	last := s.begin(application.New{}).ID
	for n := 1; n <= 4; n++ {
		s.next()
		last = s.begin(application.New{RenewalOf: last}).ID
		d := s.read(last)
		if c := d.Facts().Renewal.Count; c == nil || *c != n {
			t.Errorf("renewal %d counts %v", n, c)
		}
		want := rule.Passed
		if n > 3 {
			want = rule.Failed
		}
		for _, v := range d.Verdicts {
			if v.Rule == "R29" && v.Outcome != want {
				t.Errorf("renewal %d: R29 %s, %s", n, v.Outcome, v.Message)
			}
		}
	}
}

// A file taken from a campaign file, without a form, is renewed as well.
func TestAFileOfACampaignIsRenewed(t *testing.T) {
	s := play(t, call{})
	a := application.Application{CampaignID: s.campaign.ID, ApplicantID: s.body.ID, Title: "Repris", Years: 1, StartsOn: calendar.On(2026, 2, 1), EndsOn: calendar.On(2026, 11, 30), Measures: []int{7},
		Plan: application.Plan{Charges: []application.Line{{Account: "62", Label: "Intervenants", Amount: euros("8000")}}, Requests: []application.Request{{Funder: "CD", Amount: euros("8000")}}}}
	s.do(party.System, func(tx postgres.Tx) (err error) { a, err = application.Take(tx, party.System, a); return err })
	s.next()
	d := s.read(s.begin(application.New{RenewalOf: a.ID}).ID)
	if x := d.Application; x.Title != "Repris" || x.StartsOn != calendar.On(2027, 2, 1) || !x.Plan.Cost().Equal(euros("8000")) || len(x.Plan.Requests) != 1 || x.Measures[0] != 7 {
		t.Errorf("%+v", x)
	}
	if o := at(d, "projects.p1.title").Origin; o != a.Code {
		t.Errorf("from %q, want %q", o, a.Code)
	}
}
