package form

import (
	"fmt"
	"slices"
	"testing"

	"tourdetable/domain/budget"
)

func TestProjectsAreReadInTheirOrder(t *testing.T) {
	a := typed("projects.a", true, "projects.a.rank", "2", "projects.a.title", " Deux ", "projects.b", true, "projects.b.rank", "1", "projects.b.title", "Un",
		"projects.c", false, "projects.c.rank", "0", "projects.c.title", "Retiré", "projects.d", true, "projects.d.title", "Sans rang",
		"projects.b.starts", "01/02/2027", "projects.b.ends", "2027-12-31", "projects.b.beneficiaries.number", "1 200", "projects.b.levels", []string{"secondary"}, "projects.b.youths.girls", "12",
		"projects.b.territory.communes", []string{"38185", " "}, "projects.b.indicators.i2", true, "projects.b.indicators.i2.label", "Second", "projects.b.indicators.i2.rank", "2",
		"projects.b.indicators.i1", true, "projects.b.indicators.i1.label", "Premier", "projects.b.indicators.i1.rank", "1", "projects.b.indicators.i3", false,
		"projects.b.cameras.c", true, "projects.b.cameras.c.number", "4", "projects.b.cameras.c.net", "12 400,00", "projects.b.cameras.c.nature", "new",
		"projects.b.costs.k", true, "projects.b.costs.k.gross", "120", "projects.b.equipment.vests", "3", "projects.b.iscg.etp", "0,8")
	projects := Projects(a)
	var titles []string
	for _, p := range projects {
		titles = append(titles, p.Title)
	}
	if !slices.Equal(titles, []string{"Un", "Deux", "Sans rang"}) {
		t.Fatalf("titles %q", titles)
	}
	p := projects[0]
	for what, pair := range map[string][2]string{
		"starts": {p.Starts.String(), "2027-02-01"}, "ends": {p.Ends.String(), "2027-12-31"}, "public": {fmt.Sprint(p.Beneficiaries, p.Youths.Girls, p.Levels), "1200 12 [secondary]"},
		"communes": {fmt.Sprint(p.Territory.Communes), "[38185]"}, "indicators": {fmt.Sprintf("%d %s", len(p.Indicators), p.Indicators[0].Label), "2 Premier"},
		"cameras": {fmt.Sprintf("%d %s %s", p.Cameras[0].Number, p.Cameras[0].Nature, p.Cameras[0].Net), "4 new 12400.00"}, "costs": {p.Costs[0].Gross.String(), "120.00"}, "others": {fmt.Sprintf("%d %s", p.Equipment.Vests, p.Iscg.Etp), "3 0,8"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %s, want %s", what, pair[0], pair[1])
		}
	}
}

func TestSheetsAreReadYearByYear(t *testing.T) {
	in := "projects.p.budget."
	a := typed("projects.p", true, in+"2028.charges.60-1", "7", in+"2027.charges.60-1", "12 400,00", in+"2027.uses.864", "50", in+"2027.notes.60-1", "Achats", in+"2027.requests.FIPD-D", "8 000", in+"2027.requests.CD", "0", in+"2027.requests.VILLE.38", "1 000",
		in+"2027.others.o2", true, in+"2027.others.o2.rank", "1", in+"2027.others.o2.kind", "private", in+"2027.others.o2.label", "Fondation", in+"2027.others.o2.amount", "400", in+"2027.others.o2.status", "obtained", in+"2027.others.o1", false, in+"2027.others.o1.amount", "999",
		"projects.q.budget.2027.charges.60-1", "5", "body_budget.2027.charges.surplus-1", "3")
	sheets := Sheets(a, "p")
	if len(sheets) != 2 || sheets[0].Year != 2027 || sheets[1].Year != 2028 || sheets[0].Body {
		t.Fatalf("sheets %+v", sheets)
	}
	s := sheets[0]
	chart, err := budget.Find(Latest().Chart)
	if err != nil {
		t.Fatal(err)
	}
	got := chart.Totals(s)
	if fmt.Sprint(got.Charges, got.Uses, got.Requested, got.Subsidies, got.Public) != "12400.00 50.00 9000.00 9400.00 9000.00" || s.Notes["60-1"] != "Achats" || len(s.Subsidies) != 3 {
		t.Errorf("totals %+v of %+v", got, s)
	}
	if got := fmt.Sprint(Requests(a)); got != "[{p 2027 FIPD-D 8000.00} {p 2027 VILLE.38 1000.00}]" {
		t.Errorf("requests %s", got)
	}
	if body := Sheets(a, ""); len(body) != 1 || !body[0].Body || body[0].Amounts["surplus-1"].String() != "3.00" {
		t.Errorf("the body's: %+v", body)
	}
}

func TestAnswersAreReadLeniently(t *testing.T) {
	a := typed("text", "  a ", "number", 12, "yes", true, "oui", "Oui", "no", false, "list", []string{"a", "", "b"}, "lone", "a", "amount", "1 234,5", "words", "douze", "day", "30/06/2027", "iso", "2027-06-30", "object", map[string]int{})
	a["null"] = []byte("null")
	for what, pair := range map[string][2]any{
		"text": {Text(a, "text"), "a"}, "number": {Text(a, "number"), "12"}, "absent": {Text(a, "absent"), ""}, "object": {Text(a, "object"), ""}, "null": {Text(a, "null"), ""},
		"yes": {Bool(a, "yes"), true}, "oui": {Bool(a, "oui"), true}, "no": {Bool(a, "no"), false}, "no answer": {Bool(a, "absent"), false},
		"list": {fmt.Sprint(List(a, "list")), "[a b]"}, "lone": {fmt.Sprint(List(a, "lone")), "[a]"}, "no list": {fmt.Sprint(List(a, "absent")), "[]"},
		"amount": {Amount(a, "amount").String(), "1234.50"}, "words": {Amount(a, "words").String(), "0.00"}, "int": {Int(a, "number"), 12}, "no int": {Int(a, "amount"), 0},
		"day": {Day(a, "day").String(), "2027-06-30"}, "iso": {Day(a, "iso").String(), "2027-06-30"}, "no day": {Day(a, "text").String(), ""},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", what, pair[0], pair[1])
		}
	}
}
