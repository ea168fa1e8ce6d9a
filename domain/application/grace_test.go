package application_test

import (
	"strings"
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

func (s *scene) grace(until time.Time) {
	s.t.Helper()
	s.do(s.cabinet, s.granting(s.cabinet, until, "Panne du portail"))
}

func (s *scene) granting(by party.Actor, until time.Time, reason string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error {
		return application.GrantGrace(tx, by, s.campaign.ID, s.body.ID, until, reason)
	}
}

// Time given beyond the closing is for one body, until an instant, with a reason
// that stays; time given again never takes back.
func TestAGraceOpensUntilItsInstant(t *testing.T) {
	s := play(t, call{})
	id := s.whole()
	closes := s.campaign.ClosesAt
	until := closes.Add(48 * time.Hour)
	s.now = closes.Add(time.Minute)
	s.refused("closed", "programme.closed", "", s.anna, s.submit(id))
	s.grace(until)
	s.now = s.now.Add(time.Minute)
	s.grace(closes.Add(time.Hour))
	s.now = until.Add(time.Second)
	s.refused("after the grace", "programme.closed", "", s.anna, s.submit(id))
	s.now = until
	late := func(tx postgres.Tx) error {
		_, err := application.Begin(tx, s.chloe, application.New{CampaignID: s.campaign.ID, Applicant: s.chloe.Organisation})
		return err
	}
	s.refused("another body", "programme.closed", "", s.chloe, late)
	s.do(s.anna, s.submit(id))
	var told string
	for _, v := range s.read(id).Verdicts {
		if v.Rule == "R05" && v.Outcome == "passed" {
			told = v.Message
		}
	}
	if !strings.Contains(told, until.In(s.campaign.Zone()).Format("02/01/2006 à 15:04:05")) {
		t.Errorf("R05: %q", told)
	}
	if n := ask[int](s, `select count(*) from journal where act = 'application.grace_granted' and reason like '%Panne du portail%' and actor_name = 'Dominique'`); n != 2 {
		t.Errorf("%d graces in the journal", n)
	}
}

// The tolerance of a call is for everybody, to the second too.
func TestTheToleranceOfACallIsForEverybody(t *testing.T) {
	s := play(t, call{settings: `{"rules":{"R05":{"parameters":{"grace_minutes":15}}}}`})
	id := s.whole()
	s.now = s.campaign.ClosesAt.Add(15*time.Minute + time.Second)
	s.refused("too late", "programme.closed", "", s.anna, s.submit(id))
	s.now = s.campaign.ClosesAt.Add(15 * time.Minute)
	s.do(s.anna, s.submit(id))
}

func TestAGraceIsGivenByWhoOpensCallsForAReasonAndForSomething(t *testing.T) {
	s := play(t, call{})
	closes := s.campaign.ClosesAt
	later := closes.Add(time.Hour)
	for _, by := range []party.Actor{s.office, s.anna} {
		s.refused(by.Name, "party.forbidden", "", by, s.granting(by, later, "Panne"))
	}
	elsewhere := s.cabinet
	elsewhere.Departement = "44"
	s.refused("elsewhere", "programme.not_found", "", s.cabinet, s.granting(elsewhere, later, "Panne"))
	s.refused("no reason", "application.reason", "reason", s.cabinet, s.granting(s.cabinet, later, " \n"))
	s.refused("at the closing", "application.grace", "until", s.cabinet, s.granting(s.cabinet, closes, "Panne"))
	s.refused("nobody", "party.not_found", "", s.cabinet, func(tx postgres.Tx) error {
		return application.GrantGrace(tx, s.cabinet, s.campaign.ID, postgres.NewID(), later, "Panne")
	})
	s.now = closes.Add(2 * time.Hour)
	s.refused("in the past", "application.grace", "until", s.cabinet, s.granting(s.cabinet, later, "Panne"))
	const grace = `insert into graces (campaign_id, applicant_id, departement, until, reason, granted_by, granted_at) values (?, ?, '99', now(), ?, 'x', now())`
	err := s.try(s.cabinet, func(tx postgres.Tx) error { return tx.SQL().Exec(grace, s.campaign.ID, s.body.ID, " ").Error })
	if !postgres.Violates(err, "graces_reason") {
		t.Error(err)
	}
	s.now = closes.Add(time.Minute)
	s.grace(later)
	for _, sql := range []string{`update graces set until = now()`, `delete from graces`} {
		if err := s.try(party.System, func(tx postgres.Tx) error { return tx.SQL().Exec(sql).Error }); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	s.do(s.chloe, func(tx postgres.Tx) error {
		seen, err := postgres.List[string](tx.SQL().Raw(`select reason from graces`))
		if len(seen) != 0 {
			t.Errorf("another body reads %v", seen)
		}
		return err
	})
}
