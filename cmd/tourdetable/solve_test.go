package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// instance is the example of the documentation, with a second and a third file.
const instance = `{"format": "tourdetable/cofunding/1",
 "funders":  [{"code": "FIPD-D", "envelope_euros": "40000.00",
               "earmarks": [{"field": "jeunes", "at_most_euros": "36000.00"}, {"field": "vif", "at_least_euros": "4000.00"}]},
              {"code": "VILLE", "envelope_euros": "9000.00"}],
 "projects": [{"code": "P1", "field": "jeunes", "weight": 137, "public_room_euros": "35000.00",
               "minimum_euros": "12000.00", "all_or_nothing": false, "max_funders": 3},
              {"code": "P2", "field": "vif", "weight": 90, "public_room_euros": "20000.00"},
              {"code": "P3", "field": "vif", "weight": 80, "all_or_nothing": true}],
 "pairs":    [{"project": "P1", "funder": "FIPD-D", "request_euros": "30000.00", "minimum_grant_euros": "3000.00", "locked_euros": null},
              {"project": "P1", "funder": "VILLE", "request_euros": "10000.00"},
              {"project": "P2", "funder": "FIPD-D", "request_euros": "12000.50"},
              {"project": "P3", "funder": "FIPD-D", "request_euros": "5000.00"}],
 "incompatible": [["P2", "P3"]]
}`

func TestSolveAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		code     int
		told     string
	}{
		"a split":                  {"", "", done, ""},
		"the lock stays":           {`"locked_euros": null`, `"locked_euros": "20000.00"`, done, ""},
		"locks above an envelope":  {`"request_euros": "12000.50"`, `"request_euros": "12000.50", "locked_euros": "100.00"`, refused, "aucun partage"},
		"an unknown key":           {`"earmarks"`, `"earmark"`, misused, "funders[0].earmark : clé inconnue « earmark »"},
		"an unlisted funder":       {`{"project": "P3", "funder": "FIPD-D"`, `{"project": "P3", "funder": "FIPD"`, misused, "pairs[3].funder : financeur inconnu « FIPD »"},
		"an unlisted project":      {`{"project": "P3", "funder"`, `{"project": "P4", "funder"`, misused, "pairs[3].project : dossier inconnu « P4 »"},
		"a duplicate pair":         {`{"project": "P3", "funder"`, `{"project": "P2", "funder"`, misused, "pairs[3] : « P2 » et « FIPD-D » sont déjà le couple pairs[2]"},
		"a duplicate project":      {`{"code": "P3"`, `{"code": "P2"`, misused, "projects[2].code : « P2 » est déjà"},
		"three decimals":           {`"9000.00"`, `"9000.001"`, misused, "funders[1].envelope_euros : montant « 9000.001 » : 3 décimales"},
		"a number for euros":       {`"9000.00"`, `9000.00`, misused, "funders[1].envelope_euros : 9000.00 ; attendu : un montant entre guillemets"},
		"a negative amount":        {`"9000.00"`, `"-9000.00"`, misused, "funders[1].envelope_euros : -9000.00 ; attendu : un montant positif ou nul"},
		"a lock above the request": {`"locked_euros": null`, `"locked_euros": "30000.01"`, misused, "pairs[0].locked_euros : 30000.01 ; attendu : au plus la demande, 30000.00"},
		"a weight with decimals":   {`"weight": 137`, `"weight": 13.7`, misused, "projects[0].weight : 13.7 ; attendu : un nombre entier"},
		"a file against itself":    {`["P2", "P3"]`, `["P2", "P2"]`, misused, "incompatible[0] : « P2 » deux fois"},
		"an unlisted incompatible": {`["P2", "P3"]`, `["P2", "P9"]`, misused, "incompatible[0][1] : dossier inconnu « P9 »"},
		"three incompatible":       {`["P2", "P3"]`, `["P1", "P2", "P3"]`, misused, "incompatible[0] : une liste de 3"},
		"another format":           {"cofunding/1", "cofunding/2", misused, "format : « tourdetable/cofunding/2 »"},
		"a missing key":            {`"request_euros": "5000.00"`, `"minimum_grant_euros": "5000.00"`, misused, "pairs[3].request_euros : clé absente"},
		"not JSON":                 {`"incompatible":`, `"incompatible"`, misused, "JSON mal formé"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(instance, c.old, c.new, 1)
			if c.code == refused {
				text = strings.Replace(text, `"envelope_euros": "40000.00"`, `"envelope_euros": "99.99"`, 1)
				text = strings.Replace(text, `, {"field": "vif", "at_least_euros": "4000.00"}`, "", 1)
			}
			path := filepath.Join(t.TempDir(), "instance.json")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			code, out, told := answer(t, "solve", path, "--limit", "1m")
			if code != c.code || !strings.Contains(told, c.told) {
				t.Fatalf("exit %d (%s), want %d (%s)", code, told, c.code, c.told)
			}
			if (code == misused) != (out == "") {
				t.Fatalf("exit %d with the document %q", code, out)
			}
		})
	}
}

func TestSolveWritesOneDocument(t *testing.T) {
	path := filepath.Join(t.TempDir(), "instance.json")
	if err := os.WriteFile(path, []byte(instance), 0o600); err != nil {
		t.Fatal(err)
	}
	_, out, _ := answer(t, "solve", path)
	var got, want any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	// P1 gets its ceiling, 35 000. The town pays of it what lets P2 have all it
	// asks of the FIPD.
	if err := json.Unmarshal([]byte(`{
		"feasible": true, "objective": 587504500, "bound": 587504500, "proven": true, "gap": 0,
		"granted_euros": "47000.50", "cells": 3, "aims_proven": [true, true, true],
		"allocations": [
			{"project": "P1", "funder": "FIPD-D", "amount_euros": "27999.50"},
			{"project": "P1", "funder": "VILLE", "amount_euros": "7000.50"},
			{"project": "P2", "funder": "FIPD-D", "amount_euros": "12000.50"}],
		"explanations": [
			{"project": "P1", "requested_euros": "40000.00", "granted_euros": "35000.00",
			 "reasons": ["plafond d'aides publiques atteint : 35\u202f000,00\u00a0€"]},
			{"project": "P3", "requested_euros": "5000.00", "granted_euros": "0.00",
			 "reasons": ["incompatible avec « P2 », retenu"]}]
	}`), &want); err != nil {
		t.Fatal(err)
	}
	a, _ := json.MarshalIndent(got, "", " ")
	b, _ := json.MarshalIndent(want, "", " ")
	if string(a) != string(b) {
		t.Errorf("got:\n%s\nwant:\n%s", a, b)
	}
}

func TestSolveRefusesALimitThatIsNone(t *testing.T) {
	for _, limit := range []string{"0s", "-1s", "ten"} {
		if code, _, told := answer(t, "solve", "x.json", "--limit", limit); code != misused {
			t.Errorf("--limit %s: exit %d (%s)", limit, code, told)
		}
	}
}
