package solver

import (
	"slices"
	"strings"
	"testing"
)

// Two files ask 100 euros each of two funders; each case changes one thing and
// says why the second, of the lesser weight, gets what it gets.
func TestEachReasonIsTold(t *testing.T) {
	const plainFile = `{"format": "tourdetable/cofunding/1",
		"funders": [{"code": "F", "envelope_euros": "300.00"}, {"code": "G", "envelope_euros": "300.00"}],
		"projects": [{"code": "A", "field": "vif", "weight": 100}, {"code": "B", "field": "jeunes", "weight": 10}],
		"pairs": [{"project": "A", "funder": "F", "request_euros": "100.00"}, {"project": "A", "funder": "G", "request_euros": "100.00"},
			{"project": "B", "funder": "F", "request_euros": "100.00"}, {"project": "B", "funder": "G", "request_euros": "100.00"}],
		"incompatible": []}`
	const b = `{"code": "B", "field": "jeunes", "weight": 10`
	const bf = `{"project": "B", "funder": "F", "request_euros": "100.00"`
	const f = `{"code": "F", "envelope_euros": "300.00"`
	for name, c := range map[string]struct {
		edits   []string // old, new...
		granted string
		reasons []string
	}{
		"everything": {nil, "", nil},
		"the ceiling of public aid": {[]string{b, b + `, "public_room_euros": "150.00"`}, "150.00",
			[]string{"plafond d'aides publiques atteint : 150,00 €"}},
		"an envelope": {[]string{f, `{"code": "F", "envelope_euros": "130.00"`}, "130.00",
			[]string{"enveloppe de « F » épuisée : 130,00 €, pour des dossiers mieux classés (poids 100 au moins, contre 10)"}},
		"an earmark": {[]string{f, f + `, "earmarks": [{"field": "jeunes", "at_most_euros": "40.00"}]`}, "140.00",
			[]string{"part de « F » pour « jeunes » épuisée : 40,00 € au plus"}},
		"a lock": {[]string{bf, bf + `, "locked_euros": "25.00"`}, "125.00",
			[]string{"montant verrouillé pour « F » : 25,00 €"}},
		"an incompatible file": {[]string{`"incompatible": []`, `"incompatible": [["B", "A"]]`}, "0.00",
			[]string{"incompatible avec « A », retenu"}},
		"the number of funders": {[]string{b, b + `, "max_funders": 1`}, "100.00",
			[]string{"nombre de financeurs atteint : 1 financeur au plus"}},
		"the minimum of a grant": {[]string{bf, bf + `, "minimum_grant_euros": "50.00"`, f, `{"code": "F", "envelope_euros": "130.00"`}, "100.00",
			[]string{"minimum par subvention non atteint : « F » ne donne pas moins de 50,00 €, il lui reste 30,00 €"}},
		"a minimum above the request": {[]string{bf, bf + `, "minimum_grant_euros": "100.01"`}, "100.00",
			[]string{"« F » ne donne pas moins de 100,01 €, pour 100,00 € demandés"}},
		"all or nothing": {[]string{b, b + `, "all_or_nothing": true`, f, `{"code": "F", "envelope_euros": "130.00"`}, "0.00",
			[]string{"tout ou rien : 200,00 € demandés, il reste 130,00 €"}},
		"all or nothing above the ceiling": {[]string{b, b + `, "all_or_nothing": true, "public_room_euros": "199.99"`}, "0.00",
			[]string{"tout ou rien : la demande, 200,00 €, dépasse le plafond d'aides publiques, 199,99 €"}},
		"the minimum of the file": {[]string{b, b + `, "minimum_euros": "150.00"`, f, `{"code": "F", "envelope_euros": "130.00"`}, "0.00",
			[]string{"minimum non atteint : au moins 150,00 €, il reste 130,00 €"}},
		"a minimum out of reach": {[]string{b, b + `, "minimum_euros": "250.00"`}, "0.00",
			[]string{"minimum hors d'atteinte : au moins 250,00 €, pour 200,00 € demandés"}},
		"a minimum above the ceiling": {[]string{b, b + `, "minimum_euros": "150.00", "public_room_euros": "120.00"`}, "0.00",
			[]string{"minimum hors d'atteinte : au moins 150,00 €, pour un plafond d'aides publiques de 120,00 €"}},
		"a reserved share": {[]string{f, `{"code": "F", "envelope_euros": "130.00", "earmarks": [{"field": "vif", "at_least_euros": "100.00"}]`}, "130.00",
			[]string{"enveloppe de « F » épuisée : 130,00 €, pour des dossiers mieux classés (poids 100 au moins, contre 10)", "« F » réserve 100,00 € à « vif »"}},
	} {
		t.Run(name, func(t *testing.T) {
			text := plainFile
			for i := 0; i < len(c.edits); i += 2 {
				text = strings.Replace(text, c.edits[i], c.edits[i+1], 1)
			}
			in, err := Read([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			a, err := Solve(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(a.Explanations, func(e Explanation) bool { return e.Project == "B" })
			if at < 0 {
				if c.reasons != nil {
					t.Fatalf("nothing told; %+v", a.Allocations)
				}
				return
			}
			e := a.Explanations[at]
			plainSpaces := strings.NewReplacer("\u202f", " ", "\u00a0", " ")
			for i := range e.Reasons {
				e.Reasons[i] = plainSpaces.Replace(e.Reasons[i])
			}
			if e.Granted.String() != c.granted || !slices.Equal(e.Reasons, c.reasons) {
				t.Errorf("%s: %q\nwant %s: %q", e.Granted, e.Reasons, c.granted, c.reasons)
			}
		})
	}
}
