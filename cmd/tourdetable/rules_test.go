package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// rulesPage runs the command with args and returns what it printed.
func rulesPage(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	root := rootCommand()
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append([]string{"rules"}, args...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestRulesJSONIsOneArray(t *testing.T) {
	for day, want := range map[string]int{"2026-01-01": 55, "2024-12-31": 54, "1950-01-01": 0} {
		page, err := rulesPage(t, "--json", "--on", day)
		if err != nil {
			t.Fatal(err)
		}
		var rules []struct {
			ID, Law, Source, Severity string
			Parameters                []map[string]json.RawMessage
		}
		if err := json.Unmarshal([]byte(page), &rules); err != nil {
			t.Fatal(err)
		}
		if len(rules) != want || page[0] != '[' {
			t.Errorf("%s: %d rules, want %d", day, len(rules), want)
		}
		seen := map[string]bool{}
		for _, r := range rules {
			if seen[r.ID] || r.Law == "" || r.Source == "" || r.Severity == "" || r.Parameters == nil {
				t.Errorf("%s: twice, or not told: %+v", day, r)
			}
			seen[r.ID] = true
		}
	}
}

func TestRulesPage(t *testing.T) {
	page, err := rulesPage(t, "--on", "2026-04-14")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Règles en vigueur le 14 avril 2026 : 55", "R13   Au-delà du seuil annuel", "§ Code général des collectivités territoriales, art. L1111-10, III",
		"! dépôt : alerte ; décision : bloque", "• threshold = 23000.00 € (Montant annuel", "R12   La subvention atteint le minimum de l'appel (inactive par défaut)", "commit_by = à fixer"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing from:\n%s", want, page)
		}
	}
	for _, line := range strings.Split(page, "\n") {
		if utf8.RuneCountInString(line) > strategyWidth {
			t.Errorf("too long: %q", line)
		}
	}
	today, err := rulesPage(t)
	if err != nil || !strings.Contains(today, "R08") {
		t.Errorf("without a day: %v, %q", err, today)
	}
}

func TestRulesRefusals(t *testing.T) {
	for name, args := range map[string][]string{"no day": {"--on", "2026-02-30"}, "an empty day": {"--on", ""}, "an argument": {"R08"}} {
		if page, err := rulesPage(t, args...); exitCode(err) != misused || page != "" {
			t.Errorf("%s: exit %d, %v, printed %q", name, exitCode(err), err, page)
		}
	}
}
