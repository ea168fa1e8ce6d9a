package review_test

import (
	"strings"
	"testing"

	"tourdetable/domain/money"
	"tourdetable/domain/review"
)

func TestSimilarityIsThatOfTrigrams(t *testing.T) {
	for _, c := range []struct {
		a, b      string
		low, high int
	}{
		{"Médiation de rue", "MEDIATION  de rue !", 1000, 1000},
		{"", "", 0, 0},
		{"Médiation de rue", "Chantier éducatif", 0, 100},
		{"Chantiers éducatifs à Rochebrune 2026", "Chantier éducatif de Rochebrune 2025", 500, 900},
	} {
		if got := review.Similarity(c.a, c.b); got < c.low || got > c.high || got != review.Similarity(c.b, c.a) {
			t.Errorf("%q and %q: %d, want %d to %d", c.a, c.b, got, c.low, c.high)
		}
	}
}

// aCase asks 8 000 € of the FIPD for an action of 10 000 €.
func aCase() review.Case {
	ceiling := money.Percents("80.00")
	return review.Case{Code: "A1", Title: "Chantiers éducatifs de l'été", Year: 2026, Cost: money.Euros("10000.00"), Private: true, Lines: 4, Ceiling: &ceiling,
		Requests: []review.Funded{{Funder: "FIPD-D", Authority: "ÉTAT", Amount: money.Euros("8000.00")}}}
}

func other(title, amount string, change func(*review.Funded)) review.Funded {
	f := review.Funded{ApplicationID: "x", Where: "dossier n° B2", Body: "Porteur", SameBody: true, Title: title, Year: 2026, Funder: "CD", Authority: "CD", Amount: money.Euros(amount)}
	if change != nil {
		change(&f)
	}
	return f
}

func TestEachAlertStandsOnItsBound(t *testing.T) {
	const same, far = "Chantiers éducatifs de l’été", "Point d'accès au droit"
	granted := func(authority string, year int) func(*review.Funded) {
		return func(f *review.Funded) { f.Granted, f.Authority, f.Year = true, authority, year }
	}
	shared := func(cost string, lines int) func(*review.Funded) {
		return func(f *review.Funded) { f.SharedCost, f.SharedLines = money.Euros(cost), lines }
	}
	for name, c := range map[string]struct {
		others []review.Funded
		want   string // kinds
		told   string
	}{
		"nothing elsewhere":          {nil, "", ""},
		"another action":             {[]review.Funded{other(far, "5000.00", nil)}, "", ""},
		"the same action last year":  {[]review.Funded{other(same, "5000.00", func(f *review.Funded) { f.Year = 2025 })}, "", ""},
		"the same action":            {[]review.Funded{other(same, "0.01", nil)}, "same_action cumulated_rate", "dossier n° B2"},
		"of another body":            {[]review.Funded{other(same, "5000.00", func(f *review.Funded) { f.SameBody = false })}, "same_action", "semblable à 100"},
		"the same costs, half":       {[]review.Funded{other(far, "1.00", shared("5000.00", 2))}, "same_costs", "2 des 4 lignes"},
		"the same costs, under half": {[]review.Funded{other(far, "1.00", shared("4999.99", 2))}, "", ""},
		"23 000 exactly":             {[]review.Funded{other(far, "15000.00", granted("ÉTAT", 2026))}, "", ""},
		"23 000 and one cent":        {[]review.Funded{other(far, "15000.01", granted("ÉTAT", 2026))}, "agreement_threshold", "23 000,01"},
		"of another authority":       {[]review.Funded{other(far, "15000.01", granted("CD", 2026))}, "", ""},
		"of another year":            {[]review.Funded{other(far, "15000.01", granted("ÉTAT", 2025))}, "", ""},
		"300 000 exactly":            {[]review.Funded{other(far, "292000.00", granted("CD", 2024))}, "", ""},
		"300 000 and one cent":       {[]review.Funded{other(far, "292000.01", granted("CD", 2024))}, "cumulated_aid", "plafond de minimis ordinaire"},
		"four years ago":             {[]review.Funded{other(far, "292000.01", granted("CD", 2023))}, "", ""},
		"500 000 and one cent":       {[]review.Funded{other(far, "492000.01", granted("CD", 2025))}, "cumulated_aid", "SIEG ou de minimis"},
		"750 000 and one cent":       {[]review.Funded{other(far, "742000.01", granted("CD", 2025))}, "cumulated_aid", "intérêt économique général"},
	} {
		var kinds []string
		told := ""
		for _, a := range aCase().Duplicates(c.others) {
			kinds = append(kinds, a.Kind)
			told += strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(a.Explanation)
			if a.Rule == "" || a.Law == "" || len(a.Evidence) == 0 {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if got := strings.Join(kinds, " "); got != c.want || !strings.Contains(told, c.told) {
			t.Errorf("%s: %q, want %q: %s", name, got, c.want, told)
		}
	}
	public := aCase()
	public.Private = false
	if got := public.Duplicates([]review.Funded{other(far, "15000.01", granted("ÉTAT", 2026))}); len(got) != 0 {
		t.Errorf("a public body needs no agreement: %+v", got)
	}
}
