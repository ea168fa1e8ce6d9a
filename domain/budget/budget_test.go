package budget

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tourdetable/domain/money"
)

func chart(t testing.TB) Chart {
	t.Helper()
	c, err := Find("12156-06.2020")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryLineHasItsAccountAndItsSide(t *testing.T) {
	for _, c := range charts() {
		seen := map[string]bool{}
		for _, l := range c.Lines {
			at := slices.IndexFunc(c.Accounts, func(a Account) bool { return a.Code == l.Account })
			if at < 0 || c.Accounts[at].Side != l.Side || seen[l.Code] || l.Label == "" || strings.Contains(l.Code, ".") || l.ProjectOnly && l.BodyOnly {
				t.Errorf("%s: line %+v", c.Version, l)
			}
			seen[l.Code] = true
		}
		for _, account := range strings.Fields("60 61 62 63 64 65 66 67 68 69 indirect 70 73 74 75 76 77 78 79 own 86 87") {
			has := slices.ContainsFunc(c.Lines, func(l Line) bool { return l.Account == account })
			if !slices.ContainsFunc(c.Accounts, func(a Account) bool { return a.Code == account }) || has == (account == Subsidised) {
				t.Errorf("%s: account %s: lines %v", c.Version, account, has)
			}
		}
	}
	if _, err := Find("1899"); err == nil {
		t.Error("a chart of 1899 was found")
	}
}

// dauphin is the sheet of a real budget, with what its own tool added up.
func dauphin(t *testing.T) (s Sheet, charges, products money.Amount) {
	t.Helper()
	raw, err := os.ReadFile("testdata/dauphin.json")
	if err != nil {
		t.Fatal(err)
	}
	type side struct {
		Total string
		Lines []struct{ Account, Line, Label, Amount string }
	}
	var plan struct{ Depense, Recette side }
	if err := json.Unmarshal(raw, &plan); err != nil {
		t.Fatal(err)
	}
	c := chart(t)
	s = Sheet{Year: 2022, Amounts: map[string]money.Amount{}}
	for i, l := range append(plan.Depense.Lines, plan.Recette.Lines...) {
		amount := money.Euros(l.Amount)
		if l.Account == Subsidised {
			if !amount.IsZero() {
				kind := map[string]string{"74etat": "state", "74region": "region", "74dep": "departement", "74com": "commune", "74orgasoc": "social", "74agenceserv": "asp"}[l.Line]
				s.Subsidies = append(s.Subsidies, Subsidy{ID: fmt.Sprint(i), Kind: kind, Label: l.Label + l.Line, Amount: amount, Status: "requested", Year: 2022})
			}
			continue
		}
		number := map[string]string{"RESSPROPRES": "own"}[l.Account]
		at := slices.IndexFunc(c.Lines, func(x Line) bool { return x.Account == l.Account && x.Number == l.Line || x.Account == number })
		if at < 0 {
			t.Fatalf("no line for %+v", l)
		}
		s.Amounts[c.Lines[at].Code] = amount
	}
	return s, money.Euros(plan.Depense.Total), money.Euros(plan.Recette.Total)
}

func TestARealBudgetOfDauphinBalances(t *testing.T) {
	s, charges, products := dauphin(t)
	got := chart(t).Totals(s)
	for what, c := range map[string][2]string{
		"charges with 86":  {got.Charges.Add(got.Uses).String(), charges.String()},
		"products with 87": {got.Products.Add(got.Resources).String(), products.String()},
		"charges":          {got.Charges.String(), "141112.00"},
		"voluntary work":   {got.Uses.String(), "116000.00"},
		"subsidies":        {got.Subsidies.String(), "118425.00"},
		"public":           {got.Public.String(), "118425.00"},
		"State":            {got.State.String(), "66935.00"},
		"own":              {got.Own.String(), "22687.00"},
		"public share":     {got.PublicShare.String(), "83.92"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: got %s, want %s", what, c[0], c[1])
		}
	}
	if found := chart(t).Check(s); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
}

// balanced is a sheet without any problem.
func balanced() Sheet {
	return Sheet{Year: 2027, Amounts: amounts("60-1", "1000.00", "indirect-1", "200.00", "own-1", "400.00", "864", "50.00", "870", "50.00"),
		Subsidies: []Subsidy{
			{ID: "FIPD-D", Funder: "FIPD-D", Amount: money.Euros("500.00"), Status: "requested", Year: 2027},
			{ID: "o1", Kind: "private", Label: "Fondation de France", Amount: money.Euros("300.00"), Status: "obtained", Year: 2027},
		}}
}

func amounts(pairs ...string) map[string]money.Amount {
	m := map[string]money.Amount{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = money.Euros(pairs[i+1])
	}
	return m
}

func TestBothSidesOfEachCheck(t *testing.T) {
	if found := chart(t).Check(balanced()); len(found) != 0 {
		t.Fatalf("the balanced sheet: %+v", found)
	}
	if found := chart(t).Check(Sheet{Year: 2027}); len(found) != 0 {
		t.Fatalf("the empty sheet: %+v", found)
	}
	for name, c := range map[string]struct {
		change         func(*Sheet)
		path, rule     string
		severity       Severity
		seen, expected string
	}{
		"a cent of charges too many": {func(s *Sheet) { s.Amounts["60-1"] = money.Euros("1000.01") }, "", "R01", Blocks, "1\u202f200,01\u00a0€", "il manque 0,01\u00a0€ de produits"},
		"a euro of products":         {func(s *Sheet) { s.Amounts["own-1"] = money.Euros("401.00") }, "", "R01", Blocks, "1\u202f201,00\u00a0€", "il manque 1,00\u00a0€ de charges"},
		"86 above 87":                {func(s *Sheet) { s.Amounts["864"] = money.Euros("51.00") }, "uses", "R02", Blocks, "51,00\u00a0€", "il manque 1,00\u00a0€ de ressources"},
		"87 above 86":                {func(s *Sheet) { s.Amounts["875"] = money.Euros("1.00") }, "uses", "R02", Blocks, "51,00\u00a0€", "il manque 1,00\u00a0€ d'emplois"},
		"cents on a line":            {func(s *Sheet) { s.Amounts["60-1"], s.Amounts["60-2"] = money.Euros("999.50"), money.Euros("0.50") }, "charges.60-1", "budget.cents", Warns, "999,50\u00a0€", "euros entiers"},
		"cents asked":                {func(s *Sheet) { s.Subsidies[0].Amount = money.Euros("500.50") }, "requests.FIPD-D", "budget.cents", Warns, "500,50\u00a0€", "euros entiers"},
		"below zero":                 {func(s *Sheet) { s.Amounts["63-1"] = money.Euros("-1.00") }, "charges.63-1", "budget.negative", Blocks, "1,00\u00a0€", "positif"},
		"a request below zero":       {func(s *Sheet) { s.Subsidies[0].Amount = money.Euros("-500.00") }, "requests.FIPD-D", "budget.negative", Blocks, "500,00\u00a0€", "positif"},
		"an unknown line":            {func(s *Sheet) { s.Amounts["99-9"] = money.Euros("1.00") }, "99-9", "budget.line", Blocks, "99-9", "ne connaît pas"},
		"a surplus in a project":     {func(s *Sheet) { s.Amounts["surplus-1"] = money.Euros("1.00") }, "charges.surplus-1", "R01", Blocks, "1,00\u00a0€", "0,00\u00a0€"},
		"indirect in the body's":     {func(s *Sheet) { s.Body = true }, "charges.indirect-1", "budget.line", Blocks, "200,00\u00a0€", "projet"},
		"an aid without name":        {func(s *Sheet) { s.Subsidies[1].Label = "" }, "others.o1.label", "budget.label", Blocks, "300,00\u00a0€", "le nom"},
		"an aid of no sort":          {func(s *Sheet) { s.Subsidies[1].Kind = "gift" }, "others.o1.kind", "budget.kind", Blocks, "gift", "natures"},
		"an aid in no state":         {func(s *Sheet) { s.Subsidies[1].Status = "hoped" }, "others.o1.status", "budget.status", Blocks, "hoped", "notifiée"},
		"an aid of another year":     {func(s *Sheet) { s.Subsidies[1].Year = 2026 }, "others.o1.year", "budget.year", Blocks, "2026", "2027"},
		"an aid of nothing":          {func(s *Sheet) { s.Subsidies[1].Amount = money.Zero }, "others.o1.amount", "budget.amount", Blocks, "0,00\u00a0€", "un montant"},
	} {
		s := balanced()
		c.change(&s)
		found := chart(t).Check(s)
		at := slices.IndexFunc(found, func(p Problem) bool { return p.Path == c.path && p.Rule == c.rule && p.Severity == c.severity })
		if at < 0 || !strings.Contains(found[at].Message, c.seen) || !strings.Contains(found[at].Message, c.expected) {
			t.Errorf("%s: found %+v", name, found)
		}
	}
}

func TestASurplusMayBeForeseenByTheBody(t *testing.T) {
	s := Sheet{Year: 2027, Body: true, Amounts: amounts("60-1", "90.00", "surplus-1", "10.00", "75-1", "100.00")}
	if found := chart(t).Check(s); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
}

func TestTheGridTellsTheStatesPart(t *testing.T) {
	s := balanced()
	if got := chart(t).Totals(s); got.State.String() != "0.00" || got.Public.String() != "500.00" || got.Requested.String() != "500.00" || got.RequestedShare.String() != "41.67" {
		t.Errorf("unnamed: %+v", got)
	}
	named := s.Named(map[string]Funder{"FIPD-D": {"state", "FIPD, programme D"}})
	if got := chart(t).Totals(named); got.State.String() != "500.00" || named.Subsidies[0].Label != "FIPD, programme D" || s.Subsidies[0].Kind != "" {
		t.Errorf("named: %+v, from %+v", got, s.Subsidies)
	}
}

func TestTotalsEqualANaiveSum(t *testing.T) {
	c := chart(t)
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.Int64Range(-1_000_000, 1_000_000_000)
		s, want := Sheet{Year: 2027, Amounts: map[string]money.Amount{}}, map[Side]int64{}
		perAccount := map[string]int64{}
		for _, l := range c.Lines {
			if rapid.Bool().Draw(t, l.Code) {
				n := cents.Draw(t, "cents")
				s.Amounts[l.Code] = money.Cents(n)
				want[l.Side] += n
				perAccount[l.Account] += n
			}
		}
		var subsidies, requested, private, state int64
		for i := range rapid.IntRange(0, 8).Draw(t, "subsidies") {
			n, sub := cents.Draw(t, "cents"), Subsidy{ID: fmt.Sprint(i), Kind: rapid.SampledFrom(c.Kinds).Draw(t, "kind").Code}
			sub.Amount = money.Cents(n)
			if rapid.Bool().Draw(t, "grid") {
				sub.Funder, requested = fmt.Sprint("F", i), requested+n
			}
			switch sub.Kind {
			case "private":
				private += n
			case "state":
				state += n
			}
			subsidies, s.Subsidies = subsidies+n, append(s.Subsidies, sub)
		}
		own := want[Products]
		want[Products] += subsidies
		perAccount["74"] = subsidies
		got := c.Totals(s)
		for what, pair := range map[string][2]int64{
			"charges": {got.Charges.Cents(), want[Charges]}, "products": {got.Products.Cents(), want[Products]}, "uses": {got.Uses.Cents(), want[Uses]}, "resources": {got.Resources.Cents(), want[Resources]},
			"gap": {got.Gap.Cents(), want[Charges] - want[Products]}, "in kind": {got.InKindGap.Cents(), want[Uses] - want[Resources]},
			"subsidies": {got.Subsidies.Cents(), subsidies}, "requested": {got.Requested.Cents(), requested}, "public": {got.Public.Cents(), subsidies - private}, "state": {got.State.Cents(), state}, "own": {got.Own.Cents(), own},
		} {
			if pair[0] != pair[1] {
				t.Fatalf("%s: got %d, want %d", what, pair[0], pair[1])
			}
		}
		for _, a := range got.Accounts {
			if a.Amount.Cents() != perAccount[a.Account] {
				t.Fatalf("account %s: got %s, want %d cents", a.Account, a.Amount, perAccount[a.Account])
			}
		}
		for _, p := range c.Check(s) {
			if p.Rule == "R01" && p.Path == "" && want[Charges] == want[Products] || p.Rule == "R02" && want[Uses] == want[Resources] {
				t.Fatalf("balanced, yet %+v", p)
			}
		}
	})
}
