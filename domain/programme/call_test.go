package programme_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
)

var undo = errors.New("undo")

// within plays in a transaction that leaves nothing.
func within(t *testing.T, fn func(postgres.Tx)) {
	t.Helper()
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		fn(tx.At(time.Date(2025, 12, 1, 9, 0, 0, 0, time.UTC)))
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

func prepared(t *testing.T, tx postgres.Tx, year int) programme.Campaign {
	t.Helper()
	c, err := programme.Prepare(tx, party.System, programme.Campaign{Departement: "99", Year: year, Title: "Appel", Rules: programme.DefaultRules(),
		OpensOn: calendar.On(year, 1, 5), ClosesAt: time.Date(year, 2, 15, 11, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func opened(t *testing.T, tx postgres.Tx, id string) programme.Campaign {
	t.Helper()
	if err := programme.OpenCall(tx, party.System, id); err != nil {
		t.Fatal(err)
	}
	return found(t, tx, id)
}

func found(t *testing.T, tx postgres.Tx, id string) programme.Campaign {
	t.Helper()
	c, err := programme.Find(tx, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func text(t *testing.T, rules rule.Catalogue) string {
	t.Helper()
	frozen, _, err := rule.Freeze(rules, rule.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return string(frozen)
}

// A call freezes its form and its rules when it opens, and nobody changes them.
func TestACallFreezesItsFormAndItsRules(t *testing.T) {
	within(t, func(tx postgres.Tx) {
		draft := found(t, tx, prepared(t, tx, 2026).ID)
		if draft.Form != "" || draft.Frozen != "" || draft.FormVersion() != "12156-06+fipd-2026.1" || !slices.Equal(draft.Programmes, []string{"D", "R", "S", "K"}) {
			t.Errorf("%+v", draft)
		}
		before, _, err := draft.RuleBook()
		if err != nil {
			t.Fatal(err)
		}
		c := opened(t, tx, draft.ID)
		if c.Form != "12156-06+fipd-2026.1" || c.FormVersion() != c.Form || len(c.FrozenHash) != 64 {
			t.Errorf("form %q, hash %q", c.Form, c.FrozenHash)
		}
		rules, _, err := c.RuleBook()
		if err != nil || len(rules) < 52 || text(t, rules) != text(t, before) {
			t.Errorf("%d rules, %v", len(rules), err)
		}
		c.Frozen = strings.Replace(c.Frozen, "R01", "R1", 1)
		if _, _, err := c.RuleBook(); !errors.Is(err, rule.ErrFrozen) {
			t.Errorf("rules that were changed: %v", err)
		}
		for _, set := range []string{"form = ''", "form = '12156-06+fipd-2027.1'", "rules = '{}'", "rules_hash = ''", `rule_settings = '{"rules":{}}'`, "programmes = '{D}'", "closes_at = closes_at + interval '1 second'", "public_share_ceiling = 80"} {
			err := tx.Try(func(tx postgres.Tx) error {
				return tx.SQL().Exec(`update campaigns set `+set+` where id = ?`, c.ID).Error
			})
			if !postgres.Violates(err, "campaigns_frozen") {
				t.Errorf("%s: %v", set, err)
			}
		}
		if _, err := programme.SetTerms(tx, party.System, c.ID, programme.Terms{}); !errors.Is(err, programme.ErrNotDraft) {
			t.Errorf("terms of an open call: %v", err)
		}
	})
}

func TestACallChoosesItsTermsBeforeItOpens(t *testing.T) {
	within(t, func(tx postgres.Tx) {
		c := prepared(t, tx, 2026)
		terms := programme.Terms{Form: "12156-06+fipd-2027.1", Programmes: []string{"D", "R"}, Settings: []byte(`{"rules":{"R12":{"enabled":true,"parameters":{"minimum":"4000.00"}}}}`)}
		if _, err := programme.SetTerms(tx, party.System, c.ID, terms); err != nil {
			t.Fatal(err)
		}
		c = opened(t, tx, c.ID)
		_, settings, err := c.RuleBook()
		if err != nil || c.Form != terms.Form || !slices.Equal(c.Programmes, terms.Programmes) || settings.Rules["R12"].Enabled == nil || !*settings.Rules["R12"].Enabled {
			t.Errorf("%+v %+v %v", c, settings, err)
		}
		d := prepared(t, tx, 2027)
		for what, wrong := range map[string]struct {
			terms programme.Terms
			code  string
			field string
		}{
			"programme X":          {programme.Terms{Programmes: []string{"D", "X"}}, "programme.programmes", "programmes"},
			"a programme twice":    {programme.Terms{Programmes: []string{"D", "D"}}, "programme.programmes", "programmes"},
			"an unknown form":      {programme.Terms{Form: "12156-05"}, "form.unknown_version", ""},
			"no JSON":              {programme.Terms{Settings: []byte(`{`)}, "rule.setting", ""},
			"an unknown rule":      {programme.Terms{Settings: []byte(`{"rules":{"R99":{}}}`)}, "rule.setting", "rules.R99"},
			"an unknown parameter": {programme.Terms{Settings: []byte(`{"rules":{"R12":{"parameters":{"maximum":"1.00"}}}}`)}, "rule.setting", "rules.R12.parameters.maximum"},
			"money as a number":    {programme.Terms{Settings: []byte(`{"rules":{"R12":{"parameters":{"minimum":1.1}}}}`)}, "rule.setting", "rules.R12.parameters.minimum"},
			"the ceiling of R08":   {programme.Terms{Settings: []byte(`{"rules":{"R08":{"parameters":{"ceiling":"70.00"}}}}`)}, "rule.setting", "rules.R08"},
		} {
			_, err := programme.SetTerms(tx, party.System, d.ID, wrong.terms)
			if f := fault.Of(err); f == nil || f.Code != wrong.code || f.Field != wrong.field || f.Kind == fault.Internal {
				t.Errorf("%s: %v, want %s at %q", what, err, wrong.code, wrong.field)
			}
		}
		if kept := found(t, tx, d.ID); kept.Form != "" || string(kept.Settings) != "{}" {
			t.Errorf("a refusal left %+v", kept)
		}
		agent := party.Actor{ID: "x", Role: party.Reviewer, Departement: "99"}
		if _, err := programme.SetTerms(tx, agent, d.ID, programme.Terms{}); !errors.Is(err, party.ErrForbidden) {
			t.Errorf("who instructs: %v", err)
		}
		if _, err := programme.SetTerms(tx, party.Actor{ID: "x", Role: party.Prefect, Departement: "44"}, d.ID, programme.Terms{}); !errors.Is(err, programme.ErrNotFound) {
			t.Errorf("elsewhere: %v", err)
		}
		var acts int
		if _, err := postgres.One(tx.SQL().Raw(`select count(*) from journal where act = 'programme.terms_set'`), &acts); err != nil || acts != 1 {
			t.Errorf("%d acts in the journal, %v", acts, err)
		}
	})
}

// The ceiling of public aid is told apart, and is R08.
func TestTheCeilingOfTheCallIsR08(t *testing.T) {
	within(t, func(tx postgres.Tx) {
		ceiling := money.Percents("70.00")
		rules := programme.DefaultRules()
		rules.PublicShareCeiling = &ceiling
		for year, want := range map[int]*money.Percent{2026: &ceiling, 2027: nil} {
			rules.PublicShareCeiling = want
			c, err := programme.Prepare(tx, party.System, programme.Campaign{Departement: "99", Year: year, Title: "Appel", Rules: rules, OpensOn: calendar.On(year, 1, 5),
				ClosesAt: time.Date(year, 2, 15, 11, 0, 0, 0, time.UTC), Settings: []byte(`{"rules":{"R08":{"severity":"blocks"}}}`)})
			if err != nil {
				t.Fatal(err)
			}
			_, settings, err := opened(t, tx, c.ID).RuleBook()
			o := settings.Rules["R08"]
			if err != nil || o.Enabled == nil || *o.Enabled != (want != nil) || o.Severity != rule.Blocks {
				t.Errorf("%d: %+v, %v", year, o, err)
			}
			if want != nil && fmt.Sprint(o.Parameters["ceiling"]) != ceiling.String() {
				t.Errorf("ceiling %v", o.Parameters["ceiling"])
			}
		}
	})
}

// A call opened before the rules were frozen whole is judged by those of its day.
func TestACallOpenedBeforeGoesOn(t *testing.T) {
	within(t, func(tx postgres.Tx) {
		c := prepared(t, tx, 2026)
		if err := tx.SQL().Exec(`update campaigns set state = 'open', opened_at = now() where id = ?`, c.ID).Error; err != nil {
			t.Fatal(err)
		}
		c = found(t, tx, c.ID)
		rules, _, err := c.RuleBook()
		if err != nil || c.Frozen != "" || len(rules) < 52 || c.FormVersion() != "12156-06+fipd-2026.1" {
			t.Errorf("%d rules, form %s, %v", len(rules), c.FormVersion(), err)
		}
	})
}
