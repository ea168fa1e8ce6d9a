package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// campaignFile writes the worked example to a file, after an edit.
func campaignFile(t *testing.T, old, new string) string {
	t.Helper()
	text, err := os.ReadFile("../../domain/rehearsal/data/campaign-2026.json")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("the worked example does not hold %q", old)
	}
	path := filepath.Join(t.TempDir(), "campaign.json")
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// answer runs the program and returns its exit code, its standard output and
// what it would tell on standard error.
func answer(t *testing.T, args ...string) (code int, out string, told string) {
	t.Helper()
	var stdout bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(&stdout)
	err := root.ExecuteContext(t.Context())
	if err != nil {
		told = err.Error()
	}
	return exitCode(err), stdout.String(), told
}

func TestRehearseAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		code     int
		told     string // part of what is told
	}{
		"all agrees":         {"", "", done, ""},
		"a difference":       {`"decided_total_euros": "330100.00"`, `"decided_total_euros": "330100.01"`, refused, ""},
		"a rule says no":     {`"amount_euros": "26000.00"`, `"amount_euros": "30000.01"`, refused, "decisions[0]"},
		"an unknown EJ":      {`"ej": "2104000103",` + "\n   \"ej_line\": 1,\n   \"dp\"", `"ej": "2104999999",` + "\n   \"ej_line\": 1,\n   \"dp\"", misused, "payments[0].ej"},
		"three decimals":     {`"82450.00"`, `"82450.001"`, misused, "applications[0].cost_euros"},
		"not a file of ours": {`"format"`, `"forma"`, misused, "forma"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, told := answer(t, "rehearse", "--json", campaignFile(t, c.old, c.new))
			if code != c.code || !strings.Contains(told, c.told) {
				t.Fatalf("exit %d (%s), want %d (%s)", code, told, c.code, c.told)
			}
			if told != "" && out != "" && code == misused {
				t.Errorf("a bad file still printed %q", out)
			}
			if c.told != "" {
				return
			}
			var document struct {
				DecidedTotal string            `json:"decided_total_euros"`
				Presumed     []string          `json:"presumed"`
				Differences  []json.RawMessage `json:"differences"`
			}
			if err := json.Unmarshal([]byte(out), &document); err != nil {
				t.Fatalf("standard output is not one JSON document: %v", err)
			}
			if document.DecidedTotal != "330100.00" || len(document.Presumed) == 0 || (len(document.Differences) > 0) != (code == refused) {
				t.Errorf("got %+v", document)
			}
		})
	}
}

func TestRehearseKeepsItsResultAndWantsAnEmptyBase(t *testing.T) {
	data, err := os.MkdirTemp("", "tourdetable-rehearse")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	if code, _, told := answer(t, "rehearse", campaignFile(t, `"26000.00"`, `"30000.01"`), "--data", data); code != refused {
		t.Fatalf("exit %d: %s", code, told)
	}
	if code, _, told := answer(t, "rehearse", campaignFile(t, "", ""), "--data", data); code != done {
		t.Fatalf("after a refused file, exit %d: %s", code, told)
	}
	if code, _, told := answer(t, "rehearse", campaignFile(t, "", ""), "--data", data); code != refused || !strings.Contains(told, "vide") {
		t.Fatalf("on a base that is not empty, exit %d: %s", code, told)
	}
}

func TestExitCodesOfUsage(t *testing.T) {
	for _, args := range [][]string{{"rehearse"}, {"rehearse", "a", "b"}, {"rehearse", "--nope"}, {"nope"}, {"rehearse", "absent.json"}, {"serve", "argument"}, {"migrate"}} {
		t.Setenv("DATABASE_URL", "")
		if code, _, told := answer(t, args...); code != misused || told == "" {
			t.Errorf("%v: exit %d (%s), want %d", args, code, told, misused)
		}
	}
}
