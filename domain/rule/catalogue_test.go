package rule

import (
	"encoding/json"
	"strings"
	"testing"

	"tourdetable/domain/money"
)

// two is R08 with another ceiling from 2027.
func two(t *testing.T) Book {
	t.Helper()
	old, _ := At(day("2026-01-01")).Rule("R08")
	old.ValidUntil = day("2026-12-31")
	young := old
	young.Version, young.ValidFrom, young.ValidUntil = 2, day("2027-01-01"), day("")
	ceiling := old.Parameters[0]
	ceiling.Default = []byte(`"70.00"`)
	young.Parameters = []Parameter{ceiling}
	text, err := json.Marshal(Book{old, young})
	if err != nil {
		t.Fatal(err)
	}
	b, err := parseBook(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheDayChoosesTheVersion(t *testing.T) {
	b := two(t)
	f := dossier()
	plan(Plan{Cost: money.Euros("100.00"), Public: euros("75.00")})(&f)
	for on, want := range map[string]struct {
		version int
		outcome Outcome
	}{"2026-12-31": {1, Passed}, "2027-01-01": {2, Failed}} {
		v := Evaluate(Decision, f, b.At(day(on)), Settings{})
		if len(v) != 1 || v[0].Version != want.version || v[0].Outcome != want.outcome {
			t.Errorf("%s: %+v", on, v)
		}
	}
	if c := b.At(day("2018-12-31")); len(c) != 0 {
		t.Errorf("in force before its first day: %v", c)
	}
}

// The evaluation of the year before is asked since 2025, the republican
// commitment since 2022.
func TestRulesBeginOnTheirDay(t *testing.T) {
	for id, first := range map[string]string{"R17b": "2025-01-01", "R15": "2022-01-02", "R51": "2021-07-01"} {
		if _, there := At(day(first)).Rule(id); !there {
			t.Errorf("%s: not in force on %s", id, first)
		}
		if _, there := At(day(first).AddDays(-1)).Rule(id); there {
			t.Errorf("%s: in force before %s", id, first)
		}
	}
}

func TestABookThatCannotBeAppliedIsRefused(t *testing.T) {
	good, err := json.Marshal(two(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, young, told string }{
		"two versions on one day": {`"valid_until":"2026-12-31"`, `"valid_until":null`, "same day"},
		"an unknown key":          {`"remedy"`, `"remedies"`, "unknown field"},
		"no law":                  {`"law":"Règlement`, `"law":"","title":"Règlement`, "needs an id"},
		"a default of its own":    {`"default":"80.00"`, `"default":"beaucoup"`, "un pourcentage"},
		"an unknown type":         {`"type":"percent"`, `"type":"rate"`, "un type connu"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(good), c.old, c.young, 1)
			if _, err := parseBook([]byte(text)); text == string(good) || err == nil || !strings.Contains(err.Error(), c.told) {
				t.Errorf("%v, want %q", err, c.told)
			}
		})
	}
}

// What the data says of itself holds together.
func TestTheDataHoldsTogether(t *testing.T) {
	for _, r := range Published() {
		if r.Severity != Blocks && r.Severity != Warns && r.Severity != Computed && r.Severity != OfTheCall {
			t.Errorf("%s: severity %q", r.ID, r.Severity)
		}
		for m, s := range r.Moments {
			if s == OfTheCall || (s == Computed) != (r.Severity == Computed) || r.Severity == Warns && s == Blocks {
				t.Errorf("%s: %s at %s, while it is %s", r.ID, s, m, r.Severity)
			}
		}
		if strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Remedy, ".") {
			t.Errorf("%s: a title has no stop, a remedy has one", r.ID)
		}
		for _, p := range r.Parameters {
			if p.Label == "" || p.Unit == "" && (p.Type == Percent || p.Type == Euros || p.Type == Count || p.Type == Months || p.Type == Days) {
				t.Errorf("%s %s: no label or unit", r.ID, p.Name)
			}
		}
	}
}
