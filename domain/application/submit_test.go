package application_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/attachment"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// To the second: the closing is an instant in the legal time of the
// département, whatever the season and the distance.
func TestADepositIsTakenUntilTheClosingInstantAndNotASecondAfter(t *testing.T) {
	for _, c := range []struct {
		departement string
		closes      time.Time
		utc         string
	}{
		{"99", time.Date(2026, 2, 15, 12, 0, 0, 0, calendar.Paris), "2026-02-15T11:00:00Z"},
		{"38", time.Date(2026, 3, 29, 1, 59, 59, 0, calendar.Paris), "2026-03-29T00:59:59Z"}, // a second before summer time
		{"38", time.Date(2026, 3, 29, 3, 0, 0, 0, calendar.Paris), "2026-03-29T01:00:00Z"},   // its first
		{"38", time.Date(2026, 10, 25, 23, 59, 59, 0, calendar.Paris), "2026-10-25T22:59:59Z"},
		{"974", time.Date(2026, 7, 1, 12, 0, 0, 0, calendar.Zone("974")), "2026-07-01T08:00:00Z"},
		{"987", time.Date(2026, 1, 31, 23, 59, 59, 0, calendar.Zone("987")), "2026-02-01T09:59:59Z"},
	} {
		t.Run(c.departement+" "+c.utc, func(t *testing.T) {
			s := play(t, call{departement: c.departement, closes: c.closes})
			id := s.whole()
			want, err := time.Parse(time.RFC3339, c.utc)
			if err != nil || !s.campaign.ClosesAt.Equal(want) {
				t.Fatalf("closes at %s", s.campaign.ClosesAt.UTC())
			}
			s.now = want.Add(time.Second)
			f := s.refused("a second late", "programme.closed", "", s.anna, s.submit(id))
			if said := c.closes.Format("02/01/2006 à 15 h 04"); !strings.Contains(f.Detail, said) {
				t.Errorf("%q, want %q", f.Detail, said)
			}
			s.refused("a file begun a second late", "programme.closed", "", s.anna, func(tx postgres.Tx) error {
				_, err := application.Begin(tx, s.anna, application.New{CampaignID: s.campaign.ID, Applicant: s.body.ID})
				return err
			})
			s.now = want
			s.do(s.anna, s.submit(id))
			d := s.read(id)
			if at := d.Application.SubmittedAt; at == nil || !at.Equal(want) || d.Application.State != application.Submitted {
				t.Errorf("%+v", d.Application)
			}
			s.refused("twice", "application.state", "", s.anna, s.submit(id))
		})
	}
}

// Before its first minute a call takes nothing, not even from who has more time.
func TestNothingIsTakenBeforeTheOpening(t *testing.T) {
	s := play(t, call{departement: "974"})
	s.grace(s.campaign.ClosesAt.Add(time.Hour))
	first := time.Date(2025, 12, 31, 20, 0, 0, 0, time.UTC) // midnight of the 1st of January there
	begin := func(tx postgres.Tx) error {
		_, err := application.Begin(tx, s.anna, application.New{CampaignID: s.campaign.ID, Applicant: s.body.ID})
		return err
	}
	s.now = first.Add(-time.Second)
	s.refused("a second early", "programme.closed", "", s.anna, begin)
	s.now = first
	s.do(s.anna, begin)
}

// What is signed is kept word for word, with its hash.
func TestWhatIsSignedIsFrozenWithItsHash(t *testing.T) {
	s := play(t, call{kind: "association"})
	id := s.whole()
	quote := s.attach(attachment.Application, id, "other")
	s.do(s.anna, s.submit(id))
	kept := ask[struct{ Snapshot, SnapshotHash string }](s, `select snapshot, snapshot_hash from applications where id = ?`, id)
	sum := sha256.Sum256([]byte(kept.Snapshot))
	if hex.EncodeToString(sum[:]) != kept.SnapshotHash {
		t.Error("the text is not the one that was hashed")
	}
	var signed struct {
		At       time.Time                  `json:"at"`
		SignedBy string                     `json:"signed_by"`
		Form     string                     `json:"form"`
		Rules    string                     `json:"rules_hash"`
		Answers  map[string]json.RawMessage `json:"answers"`
		Record   map[string]string          `json:"record"`
		Pieces   []struct{ Document, Sha256 string }
		Verdicts []struct{ Rule string }
	}
	if err := json.Unmarshal([]byte(kept.Snapshot), &signed); err != nil {
		t.Fatal(err)
	}
	d := s.read(id)
	if !signed.At.Equal(s.now) || signed.SignedBy != "Anna" || signed.Form != d.Form.Version || signed.Rules == "" || signed.Rules != d.Campaign.FrozenHash {
		t.Errorf("%+v", signed)
	}
	if len(signed.Answers) != len(d.Given) || string(signed.Answers["projects.p1.title"]) != `"Groupes de parole"` || signed.Record["record.representative.name"] != "Anna Maire" || len(signed.Verdicts) < 20 {
		t.Errorf("%d answers, %v, %d verdicts", len(signed.Answers), signed.Record, len(signed.Verdicts))
	}
	hashes := []string{}
	for _, p := range signed.Pieces {
		hashes = append(hashes, p.Sha256)
	}
	if len(hashes) != 6 || !strings.Contains(strings.Join(hashes, " "), quote) {
		t.Errorf("pieces %v", hashes)
	}
}

func TestAnIncompleteFileIsToldHowManyPointsAndTheFirst(t *testing.T) {
	s := play(t, call{})
	id := s.whole()
	s.typed(id, map[string]any{"projects.p1.title": nil})
	f := s.refused("a title", "application.incomplete", "projects.p1.title", s.anna, s.submit(id))
	if !strings.HasPrefix(f.Detail, "1 point est à compléter avant le dépôt : « Intitulé »") || f.Law == "" {
		t.Error(f.Detail)
	}
	s.typed(id, map[string]any{"signature.place": " "})
	if f := s.refused("two", "application.incomplete", "projects.p1.title", s.anna, s.submit(id)); !strings.HasPrefix(f.Detail, "2 points sont à compléter") {
		t.Error(f.Detail)
	}
	s.typed(id, map[string]any{"signature.place": "Ici", "projects.p1.title": "Groupes", "projects.p1.budget.2026.products.own-1": "2499.99"})
	f = s.refused("a budget out by a cent", "application.incomplete", "projects.p1.budget.2026", s.anna, s.submit(id))
	if !strings.Contains(f.Detail, "0,01") {
		t.Error(f.Detail)
	}
	if s.read(id).Application.State != application.Draft {
		t.Error("a refusal left a trace")
	}
	s.typed(id, map[string]any{"projects.p1.budget.2026.products.own-1": "2500"})
	s.do(s.anna, s.submit(id))
	bare := s.begin(application.New{}).ID
	if f := s.refused("an empty file", "application.incomplete", "request.form", s.anna, s.submit(bare)); !strings.Contains(f.Detail, "points sont à compléter") {
		t.Error(f.Detail)
	}
}

func TestARuleThatBlocksIsToldWithItsLaw(t *testing.T) {
	s := play(t, call{settings: `{"rules":{"R06":{"severity":"blocks","parameters":{"ceiling":"49.99"}}}}`})
	id := s.whole() // 5 000 of 10 000
	f := s.refused("half", "application.rule", "", s.anna, s.submit(id))
	if !strings.HasPrefix(f.Detail, "règle R06 : ") || !strings.Contains(f.Detail, "49,99") || f.Law == "" {
		t.Errorf("%+v", f)
	}
	s.typed(id, map[string]any{"projects.p1.budget.2026.requests.FIPD-D": "4999", "projects.p1.budget.2026.products.own-1": "2501", "justification": "Une justification ne lève pas un blocage"})
	s.do(s.anna, s.submit(id))
}

func TestAnAlertAsksForAJustification(t *testing.T) {
	ceiling := money.Percents("74.99")
	rules := programme.DefaultRules()
	rules.PublicShareCeiling = &ceiling
	s := play(t, call{rules: rules})
	id := s.whole() // 7 500 of public aid for 10 000
	f := s.refused("an alert", "application.justification", "justification", s.anna, s.submit(id))
	if !strings.Contains(f.Detail, "74,99") || f.Law == "" {
		t.Errorf("%+v", f)
	}
	s.typed(id, map[string]any{"justification": " \n"})
	s.refused("blank", "application.justification", "justification", s.anna, s.submit(id))
	s.typed(id, map[string]any{"justification": "Le quartier n'a pas d'autre financeur"})
	s.do(s.anna, s.submit(id))
}

// The call decides otherwise, and no code changes.
func TestTheSettingsOfACallChangeTheOutcome(t *testing.T) {
	for settings, code := range map[string]string{
		``: "",
		`{"rules":{"R12":{"enabled":true,"severity":"blocks"}}}`:                                    "application.rule", // 2 500 for the CD, 3 000 at least
		`{"rules":{"R12":{"enabled":true,"severity":"warns"}}}`:                                     "application.justification",
		`{"rules":{"R12":{"enabled":true,"severity":"blocks","parameters":{"minimum":"2500.00"}}}}`: "",
		`{"funders":{"CD":{"R12":{"enabled":true,"severity":"blocks"}}}}`:                           "application.rule",
		`{"funders":{"FIPD-D":{"R12":{"enabled":true,"severity":"blocks"}}}}`:                       "",
		`{"rules":{"R09":{"parameters":{"floor":"50.01"}}}}`:                                        "application.justification",
		`{"rules":{"R09":{"enabled":false,"parameters":{"floor":"50.01"}}}}`:                        "",
	} {
		s := play(t, call{settings: settings})
		id := s.whole()
		if code == "" {
			s.do(s.anna, s.submit(id))
			continue
		}
		s.refused(settings, code, "", s.anna, s.submit(id))
	}
}

func TestAFileIsBegunOnce(t *testing.T) {
	s := play(t, call{})
	n := application.New{ID: postgres.NewID()}
	first, again := s.begin(n), s.begin(n)
	if first.ID != n.ID || again.Code != first.Code {
		t.Errorf("%s, then %s", first.Code, again.Code)
	}
	n = application.New{ID: postgres.NewID(), CampaignID: s.campaign.ID, Applicant: s.body.ID}
	codes := make([]string, 8)
	var wait sync.WaitGroup
	for i := range codes {
		wait.Go(func() {
			err := s.db.InTx(context.Background(), s.anna.Scope(), func(tx postgres.Tx) error {
				a, err := application.Begin(tx.At(s.now), s.anna, n)
				codes[i] = a.Code
				return err
			})
			if err != nil {
				codes[i] = err.Error()
			}
		})
	}
	wait.Wait()
	for _, c := range codes {
		if c != codes[0] || c == "" {
			t.Errorf("begun several times: %v", codes)
			break
		}
	}
	if files := ask[int](s, `select count(*) from applications`); files != 2 {
		t.Errorf("%d files", files)
	}
	if begun := ask[int](s, `select count(*) from journal where act = 'application.begun'`); begun != 2 {
		t.Errorf("%d beginnings in the journal", begun)
	}
	n.Applicant = s.chloe.Organisation
	s.refused("the id of another body's file", "application.not_found", "", s.chloe, func(tx postgres.Tx) error { _, err := application.Begin(tx, s.chloe, n); return err })
	n.Applicant = s.body.ID
	s.refused("for another body", "application.not_found", "", s.chloe, func(tx postgres.Tx) error { _, err := application.Begin(tx, s.chloe, n); return err })
	n.ID = "12"
	s.refused("no id", "application.malformed", "id", s.anna, func(tx postgres.Tx) error { _, err := application.Begin(tx, s.anna, n); return err })
	n.ID = ""
	s.refused("an agent", "party.forbidden", "", s.office, func(tx postgres.Tx) error { _, err := application.Begin(tx, s.office, n); return err })
}
