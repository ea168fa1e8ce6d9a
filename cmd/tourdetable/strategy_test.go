package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"tourdetable/domain/strategy"
)

// strategyPage runs the command with args and returns what it printed.
func strategyPage(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	root := rootCommand()
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append([]string{"strategy"}, args...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestStrategyJSONIsOneArrayOfForty(t *testing.T) {
	page, err := strategyPage(t, "--json")
	if err != nil {
		t.Fatal(err)
	}
	var measures []map[string]json.RawMessage
	if err := json.Unmarshal([]byte(page), &measures); err != nil {
		t.Fatal(err)
	}
	if len(measures) != 40 {
		t.Fatalf("%d measures", len(measures))
	}
	first, last := measures[0], measures[39]
	if string(first["axis"]) != "1" || string(first["number"]) != "1" || string(last["axis"]) != "4" || string(last["number"]) != "40" {
		t.Errorf("axis and number: %s %s, %s %s", first["axis"], first["number"], last["axis"], last["number"])
	}
	total := 0
	for _, m := range measures {
		var actions []struct {
			Code, Text string
			Leads      []string
		}
		if err := json.Unmarshal(m["actions"], &actions); err != nil {
			t.Fatalf("measure %s: %v", m["number"], err)
		}
		total += len(actions)
	}
	if total != 121 {
		t.Errorf("%d actions", total)
	}
}

func TestStrategyPages(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		says []string
		not  string
	}{
		{"the whole", nil, []string{"AXE 1  Les jeunes", "AXE 4  Le territoire", "Mesure 40  Mettre en place", "→ SG-CIPDR\n"}, ""},
		{"one measure", []string{"--measure", "33"}, []string{"Mesure 33  Promouvoir l’autorité bienveillante", "33.2", "→ maire\n"}, "Mesure 34"},
		{"the leads of each group", []string{"--measure", "8"}, []string{"MDA\n  8.2", "CMPP, MDA\n"}, ""},
		{"its audiences", []string{"--measure=16"}, []string{"• Les crimes de haine\n"}, "Mesure 15"},
		{"one measure as JSON", []string{"--json", "--measure", "37"}, []string{`"code": "37.1"`}, `"38.1"`},
		{"the glossary", []string{"--glossary"}, []string{"FIPD         Fonds interministériel"}, "Mesure"},
		{"the glossary as JSON", []string{"--glossary", "--json"}, []string{`"term": "FIPD"`}, "Mesure"},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := strategyPage(t, c.args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.says {
				if !strings.Contains(page, want) {
					t.Errorf("%q is missing from:\n%s", want, page)
				}
			}
			if c.not != "" && strings.Contains(page, c.not) {
				t.Errorf("%q should not be there", c.not)
			}
		})
	}
}

func TestStrategyPageFitsTheScreen(t *testing.T) {
	page, err := strategyPage(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(page, "\n") {
		if utf8.RuneCountInString(line) > strategyWidth {
			t.Errorf("too long: %q", line)
		}
		if strings.IndexAny(strings.TrimLeft(line, " "), ":;?!»/%") == 0 {
			t.Errorf("a sign begins the line: %q", line)
		}
	}
}

func TestStrategyRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"a measure beyond the last", []string{"--measure", "41"}},
		{"a measure that is no number", []string{"--measure", "trente"}},
		{"measure and glossary", []string{"--glossary", "--measure", "1"}},
		{"an argument", []string{"37"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := strategyPage(t, c.args...)
			if exitCode(err) != misused || page != "" {
				t.Errorf("exit %d, %v, printed %q", exitCode(err), err, page)
			}
		})
	}
	if _, err := strategyPage(t, "--measure", "0"); !errors.Is(err, strategy.ErrUnknownMeasure) {
		t.Errorf("measure 0: %v", err)
	}
}
