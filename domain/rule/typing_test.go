package rule

import (
	"strings"
	"testing"

	"tourdetable/domain/money"
)

// line is one line of a budget, with its path.
func line(path, account, amount string) Line {
	return Line{Account: account, Label: path, Path: path, Amount: money.Euros(amount)}
}

func TestTyposProposeTheMending(t *testing.T) {
	balanced := func(lines ...Line) func(*Facts) {
		return func(f *Facts) {
			b := Budget{Year: 2026, Lines: lines}
			for _, l := range lines {
				switch l.column() {
				case costs:
					b.Charges = b.Charges.Add(l.Amount)
				case products:
					b.Products = b.Products.Add(l.Amount)
				case uses:
					b.Uses = b.Uses.Add(l.Amount)
				case sources:
					b.Sources = b.Sources.Add(l.Amount)
				}
			}
			f.Budgets = []Budget{b}
		}
	}
	asks := func(funder, amount string) func(*Facts) {
		return asked(Request{Funder: funder, Path: "requests[0]", Requested: euros(amount)})
	}
	dates := func(starts, ends string) func(*Facts) { return running(starts, ends) }
	siret := func(typed, register string) func(*Facts) {
		return func(f *Facts) {
			f.Applicant.Name, f.Applicant.Siret, f.Applicant.RecordSiret, f.Applicant.RegisterName = "Médiation Plurielle", typed, "99900005200012", register
		}
	}
	for name, c := range map[string]struct {
		set  func(*Facts)
		want string // "path seen proposed", one a line; "" for none
		told string
	}{
		"a zero too many, by the rate": {all(plan(Plan{Cost: money.Euros("14820.00"), Public: euros("82500.00")}), asks("DILCRAH", "80000.00")),
			"requests[0] 80000.00 8000.00", "80\u202f000,00\u00a0€ demandés à DILCRAH dépassent à eux seuls 80,00\u00a0% du coût"},
		"two zeros too many":                             {all(plan(Plan{Cost: money.Euros("14820.00"), Public: euros("800000.00")}), asks("DILCRAH", "800000.00")), "requests[0] 800000.00 8000.00", "un zéro de trop"},
		"over the ceiling, but nothing a digit explains": {all(plan(Plan{Cost: money.Euros("51000.00"), Public: euros("48000.00")}), asks("FIPD-D", "40000.00")), "", ""},
		"cents in one line":                              {balanced(line("a", "60", "4250.40"), line("b", "64", "1000.00"), line("c", "74", "5250.00")), "a 4250.40 4250.00", "des centimes de trop"},
		"two digits exchanged":                           {balanced(line("a", "60", "4250.00"), line("b", "64", "17700.00"), line("c", "74", "22150.00"), line("d", "own", "700.00")), "c 22150.00 21250.00", "deux chiffres inversés"},
		"a zero too many in a line":                      {balanced(line("a", "indirect", "11000.00"), line("b", "64", "1000.00"), line("c", "74", "2100.00")), "a 11000.00 1100.00", "un zéro de trop"},
		"a zero forgotten":                               {balanced(line("a", "60", "110.00"), line("b", "64", "1000.00"), line("c", "74", "2100.00")), "a 110.00 1100.00", "un zéro oublié"},
		"in kind":                                        {balanced(line("a", "864", "2430.00"), line("b", "861", "1200.00"), line("c", "870", "2340.00"), line("d", "871", "1200.00")), "a 2430.00 2340.00\nc 2340.00 2430.00", "emplois en nature (86)"},
		"a gap that no slip tells":                       {balanced(line("a", "60", "4250.00"), line("c", "74", "4000.00")), "", ""},
		"a balanced budget":                              {balanced(line("a", "60", "4250.40"), line("c", "74", "4250.40")), "", ""},
		"a request unlike its line":                      {all(balanced(line("a", "60", "20000.00"), Line{Account: "74", Funder: "CD", Path: "b", Amount: money.Euros("20000.00")}), asks("CD", "2000.00")), "requests[0] 2000.00 20000.00", "Le budget est équilibré avec"},
		"a line unlike its request":                      {all(balanced(line("a", "60", "20000.00"), Line{Account: "74", Funder: "CD", Path: "b", Amount: money.Euros("18000.00")}), asks("CD", "20000.00")), "b 18000.00 20000.00", "Le budget serait équilibré avec"},
		"the SIRET of another":                           {siret("99900003700013", "Autre association"), "siret 99900003700013 99900005200012", "est celui de « Autre association »"},
		"another establishment":                          {siret("99900005200020", "Médiation Plurielle"), "siret 99900005200020 99900005200012", "un autre établissement du même organisme"},
		"two digits of the SIRET":                        {siret("99900002500012", ""), "siret 99900002500012 99900005200012", "deux chiffres inversés"},
		"the right SIRET":                                {siret("99900005200012", ""), "", ""},
		"last year":                                      {dates("2025-01-10", "2025-11-30"), "starts_on 2025-01-10 2026-01-10\nends_on 2025-11-30 2026-11-30", "2025, pour une campagne 2026 ; date proposée"},
		"next year":                                      {dates("2027-03-01", "2027-11-30"), "starts_on 2027-03-01 2026-03-01\nends_on 2027-11-30 2026-11-30", ""},
		"digits of the year":                             {dates("2062-03-01", "2026-11-30"), "starts_on 2062-03-01 2026-03-01", ""},
		"a school year is no mistake":                    {dates("2026-09-01", "2027-06-30"), "", ""},
		"three years are no mistake":                     {all(dates("2026-01-01", "2028-12-31"), func(f *Facts) { f.Action.Years = 3 }), "", ""},
		"the turn of a decade":                           {all(dates("2029-03-01", "2030-11-30"), func(f *Facts) { f.Year = 2030 }), "starts_on 2029-03-01 2030-03-01", ""},
		"three lines explain it":                         {balanced(line("a", "60", "110.00"), line("b", "61", "110.00"), line("c", "62", "110.00"), line("d", "74", "1320.00")), "a 110.00 1100.00\nb 110.00 1100.00\nc 110.00 1100.00", ""},
		"four lines explain nothing":                     {balanced(line("a", "60", "110.00"), line("b", "61", "110.00"), line("c", "62", "110.00"), line("c", "63", "110.00"), line("d", "74", "1430.00")), "", ""},
		"the year itself":                                {dates("2026-01-01", "2026-12-31"), "", ""},
		"nothing known":                                  {func(f *Facts) { *f = Facts{} }, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := dossier()
			c.set(&f)
			var got []string
			for _, s := range Typos(f, At(day("2026-01-01")), Settings{}) {
				got = append(got, s.Path+" "+s.Seen+" "+s.Proposed)
				if c.told != "" && !strings.Contains(s.Message, c.told) {
					t.Errorf("%q is not in %q", c.told, s.Message)
				}
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}

// The ceiling of the call decides what is over it by a digit.
func TestTheGuardFollowsTheCall(t *testing.T) {
	f := dossier()
	all(plan(Plan{Cost: money.Euros("100.00"), Public: euros("90.00")}), asked(Request{Funder: "CD", Requested: euros("90.00")}))(&f)
	c := At(day("2026-01-01"))
	off := Settings{Rules: map[string]Override{"R08": {Enabled: new(false)}}}
	if found := Typos(f, c, Settings{}); len(found) != 1 {
		t.Errorf("over 80 %%: %v", found)
	}
	if found := Typos(f, c, off); found != nil {
		t.Errorf("no ceiling: %v", found)
	}
}
