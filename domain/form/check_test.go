package form

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// typed makes answers of paths and values.
func typed(pairs ...any) Answers {
	a := Answers{}
	for i := 0; i < len(pairs); i += 2 {
		a[pairs[i].(string)], _ = json.Marshal(pairs[i+1])
	}
	return a
}

var everyKind = []string{"association", "foundation", "enterprise", "landlord", "commune", "epci", "departement", "public_body"}

// complete answers whatever the form still asks, with the plainest answer of
// each kind, until it asks nothing more.
func complete(t testing.TB, f Form, a Answers, c *Context) {
	t.Helper()
	for range 12 {
		before := len(a) + len(c.Record) + len(c.Documents)
		for _, p := range f.Check(a, *c).Problems {
			answer(f, a, c, p)
		}
		if len(a)+len(c.Record)+len(c.Documents) == before {
			return
		}
	}
	t.Fatalf("never complete: %+v", f.Check(a, *c).Problems)
}

func answer(f Form, a Answers, c *Context, p Problem) {
	put := func(path string, v any) { a[path], _ = json.Marshal(v) }
	switch p.Code {
	case "form.record":
		c.Record[p.Path] = "1"
	case "form.document":
		c.Documents[strings.TrimPrefix(p.Path, "documents.")] = 1
	case "form.attestation":
		put(p.Path, true)
	case "form.items":
		put(p.Path+".x1", true)
		if strings.HasSuffix(p.Path, "indicators") {
			put(p.Path+".x2", true)
		}
	case "form.budget_empty":
		put(p.Path+".charges.60-1", "1 000")
		own := ".products.own-1"
		if strings.HasPrefix(p.Path, "body") {
			own = ".products.75-1"
		} else {
			put(p.Path+".requests.FIPD-D", "800")
		}
		put(p.Path+own, map[bool]string{true: "1 000", false: "200"}[own == ".products.75-1"])
	case "form.required":
		field, _ := f.Knows(p.Path)
		put(p.Path, plainest(f, a, *c, p.Path, field))
	}
}

func plainest(f Form, a Answers, c Context, path string, field Field) any {
	switch field.Kind {
	case YesNo:
		return strings.HasSuffix(path, "city_policy")
	case Choice, Choices:
		var first string
		_, ids, _ := f.index.find(path)
		for _, o := range field.Options {
			if first == "" && f.reading(a, c).holds(o.When, ids) {
				first = o.Code
			}
		}
		if field.Kind == Choices {
			return []string{first}
		}
		return first
	case Date:
		return fmt.Sprintf("%d-06-30", c.Year)
	case Integer, Decimal, Percent:
		return "1"
	case Euros:
		return "100"
	case Siret:
		return "35600000000048"
	case Iban:
		return "FR7630001007990000001234592"
	case Communes:
		return []string{"38185"}
	case Districts:
		return []string{"QN03801M"}
	default:
		return "Texte"
	}
}

// filled is a complete file.
func filled(t testing.TB, version, kind, programme, theme string) (Form, Answers, Context) {
	t.Helper()
	f := find(t, version)
	a := typed("programme", programme, "theme", theme)
	c := Context{Kind: kind, Year: 2027, Departement: "38", Funders: []string{"FIPD-D", "CD"}, Record: map[string]string{}, Documents: map[string]int{}}
	complete(t, f, a, &c)
	return f, a, c
}

// Whoever applies, for whatever theme, there is an end to what is asked.
func TestEveryKindOfApplicantCanCompleteEveryTheme(t *testing.T) {
	theme, _ := Latest().Knows("theme")
	for _, version := range Versions() {
		for _, programme := range []string{"D", "R", "S", "K"} {
			for _, o := range theme.Options {
				if !slices.Contains(o.When.Programmes, programme) {
					continue
				}
				for _, kind := range everyKind {
					f, a, c := filled(t, version, kind, programme, o.Code)
					report := f.Check(a, c)
					if len(report.Problems) > 0 || report.ToType != 0 || report.Blocking() {
						t.Errorf("%s, %s, %s, %s: %d to type, %+v", version, kind, programme, o.Code, report.ToType, report.Problems)
					}
					for _, s := range report.Sections {
						if s.Done != s.Required || s.Title == "" {
							t.Errorf("%s, %s, %s: %+v", kind, programme, o.Code, s)
						}
					}
				}
			}
		}
	}
}

// Each check, one step beyond its bound; the complete file, one step before,
// has no problem.
func TestEveryCheckOneStepBeyondItsBound(t *testing.T) {
	for name, c := range map[string]struct {
		programme, theme string
		change           func(Answers, *Context)
		path, code       string
		severity         Severity
		told             string
	}{
		"a required text":         {"D", "youth", func(a Answers, _ *Context) { a["projects.x1.title"] = json.RawMessage(`"  "`) }, "projects.x1.title", "form.required", Blocks, "« Intitulé »"},
		"201 characters":          {"D", "youth", set("projects.x1.title", strings.Repeat("é", 201)), "projects.x1.title", "form.length", Blocks, "201 caractères ; attendu : 200"},
		"a number for a text":     {"D", "youth", set("projects.x1.title", 7), "projects.x1.title", "form.type", Blocks, "attendu : un texte"},
		"a text for yes or no":    {"D", "youth", set("projects.x1.minors", "oui"), "projects.x1.minors", "form.type", Blocks, "oui ou non"},
		"a text for a list":       {"D", "youth", set("measures", "1"), "measures", "form.type", Blocks, "une liste"},
		"six measures":            {"D", "youth", set("measures", []string{"1", "2", "3", "4", "5", "6"}), "measures", "form.items", Blocks, "6 réponses ; attendu : 5"},
		"a measure twice":         {"D", "youth", set("measures", []string{"1", "1"}), "measures", "form.twice", Blocks, "« 1 » deux fois"},
		"measure 41":              {"D", "youth", set("measures", []string{"41"}), "measures", "form.option", Blocks, "« 41 »"},
		"a theme of S in D":       {"D", "youth", set("theme", "video"), "theme", "form.option", Blocks, "Vidéoprotection"},
		"no integer":              {"D", "youth", set("projects.x1.beneficiaries.number", "1,5"), "projects.x1.beneficiaries.number", "form.number", Blocks, "« 1,5 » ; attendu : un nombre entier"},
		"below zero":              {"D", "youth", set("projects.x1.beneficiaries.number", "-1"), "projects.x1.beneficiaries.number", "form.number", Blocks, "« -1 »"},
		"an age band too large":   {"D", "youth", set("projects.x1.ages.under_12", "2"), "projects.x1.ages.under_12", "form.at_most", Blocks, "2 ; attendu : 1 au plus"},
		"ETPT above the staff":    {"D", "youth", set("projects.x1.means.employees_etpt", "1,01"), "projects.x1.means.employees_etpt", "form.at_most", Blocks, "1,01 ; attendu : 1 au plus"},
		"ETPT on three decimals":  {"D", "youth", set("projects.x1.means.employees_etpt", "0,125"), "projects.x1.means.employees_etpt", "form.number", Blocks, "deux décimales"},
		"more aided than staff":   {"D", "youth", record("record.staff.aided", "2"), "record.staff.aided", "form.at_most", Blocks, "2 ; attendu : 1 au plus"},
		"ETPT of the record":      {"D", "youth", record("record.staff.fte", "1,5"), "record.staff.fte", "form.at_most", Blocks, "1,5 ; attendu : 1 au plus"},
		"a record with a hole":    {"D", "youth", record("record.siret", ""), "record.siret", "form.record", Blocks, "Mon organisme"},
		"101 percent":             {"D", "youth", set("projects.x1.territory.district_share", "100,01 %"), "projects.x1.territory.district_share", "form.percent", Blocks, "100,01 % ; attendu : de 0 à 100"},
		"the 31st of June":        {"D", "youth", set("projects.x1.starts", "31/06/2027"), "projects.x1.starts", "form.date", Blocks, "« 31/06/2027 »"},
		"an end before":           {"D", "youth", set("projects.x1.ends", "29/06/2027"), "projects.x1.ends", "form.order", Blocks, "le 29 juin 2027 ; attendu : le 30 juin 2027 ou après"},
		"a start the year after":  {"D", "youth", set("projects.x1.starts", "2028-01-01"), "projects.x1.starts", "form.year", Blocks, "31 décembre 2027"},
		"an end the year before":  {"D", "youth", set("projects.x1.ends", "2026-12-31"), "projects.x1.ends", "form.year", Blocks, "1er janvier 2027"},
		"a start the year before": {"D", "youth", set("projects.x1.starts", "2026-12-31"), "projects.x1.starts", "R21", Warns, "31 décembre 2026"},
		"an end the year after":   {"D", "youth", set("projects.x1.ends", "2028-01-01"), "projects.x1.ends", "R21", Warns, "1er janvier 2028"},
		"a commune":               {"D", "youth", set("projects.x1.territory.communes", []string{"2C004"}), "projects.x1.territory.communes", "form.code", Blocks, "« 2C004 »"},
		"a district":              {"D", "youth", set("projects.x1.territory.districts", []string{"QN0380M"}), "projects.x1.territory.districts", "form.code", Blocks, "« QN0380M »"},
		"an intercommunality":     {"D", "youth", set("projects.x1.territory.epcis", []string{"123456789"}), "projects.x1.territory.epcis", "form.siren", Blocks, "123456789"},
		"a département":           {"D", "youth", set("departements", []string{"20"}), "departements", "", "", ""},
		"no département":          {"D", "youth", set("departements", []string{"2C"}), "departements", "form.code", Blocks, "« 2C »"},
		"an IBAN":                 {"D", "youth", set("iban", "FR7630001007990000001234593"), "iban", "form.iban", Blocks, "IBAN"},
		"one indicator":           {"D", "youth", set("projects.x1.indicators.x2", false), "projects.x1.indicators", "form.items", Blocks, "1 ; attendu : 2 au moins"},
		"no project":              {"D", "youth", set("projects.x1", false), "projects", "form.items", Blocks, "0 ; attendu : 1 au moins"},
		"no attestation":          {"D", "youth", set("attestations.cer", false), "attestations.cer", "form.attestation", Blocks, "engagement républicain"},
		"a budget out by a cent":  {"D", "youth", set("projects.x1.budget.2027.charges.60-1", "1000,01"), "projects.x1.budget.2027", "R01", Blocks, "0,01"},
		"cents":                   {"D", "youth", set("projects.x1.budget.2027.requests.FIPD-D", "800,50"), "projects.x1.budget.2027.requests.FIPD-D", "budget.cents", Warns, "800,50"},
		"an amount in letters":    {"D", "youth", set("projects.x1.budget.2027.charges.60-2", "douze"), "projects.x1.budget.2027.charges.60-2", "form.amount", Blocks, "« douze »"},
		"86 without 87":           {"D", "youth", set("projects.x1.budget.2027.uses.864", "10"), "projects.x1.budget.2027.uses", "R02", Blocks, "10,00"},
		"a funder outside":        {"D", "youth", set("projects.x1.budget.2027.requests.P147", "1"), "projects.x1.budget.2027.requests.P147", "form.funder", Blocks, "« P147 »"},
		"nobody asked":            {"D", "youth", set("projects.x1.budget.2027.requests.FIPD-D", "0"), "projects.x1.budget.2027.requests", "form.no_request", Blocks, "aucun financeur"},
		"a year too many":         {"D", "youth", set("projects.x1.budget.2028.charges.60-1", "5"), "projects.x1.budget.2028", "form.year", Warns, "2028"},
		"a second year empty":     {"D", "youth", func(_ Answers, c *Context) { c.Years = 2 }, "projects.x1.budget.2028", "form.budget_empty", Blocks, "2028"},
		"an aid without name":     {"D", "youth", set("projects.x1.budget.2027.others.o1", true), "projects.x1.budget.2027.others.o1.label", "budget.label", Blocks, "le nom"},
		"another programme":       {"D", "youth", func(_ Answers, c *Context) { c.Programme = "S" }, "programme", "form.programme", Blocks, "programme D ; attendu : S"},
		"partners' shares":        {"D", "youth", partner("801"), "partners", "form.split", Blocks, "801,00"},
		"a partner's SIRET":       {"D", "youth", partner("1", "35600000000049"), "partners.a.siret", "form.siret", Blocks, "35600000000049"},
		"a renewal without CRF":   {"D", "youth", func(_ Answers, c *Context) { c.Renewal = true }, "documents.crf", "form.document", Warns, "Compte rendu financier"},
		"a power":                 {"D", "youth", set("signatory.representative", false), "", "", "", ""},
		"a vest too many":         {"S", "police_equipment", set("projects.x1.equipment.vests", "2"), "projects.x1.equipment.vests", "form.at_most", Blocks, "2 ; attendu : 1 au plus"},
		"an S that ends later":    {"S", "video", set("projects.x1.ends", "2029-12-31"), "", "", "", ""},
		"an S that starts later": {"S", "video", func(a Answers, _ *Context) {
			maps.Copy(a, typed("projects.x1.starts", "2028-03-01", "projects.x1.ends", "2029-12-31"))
		}, "", "", "", ""},
		"no camera": {"S", "video", set("projects.x1.cameras.x1", false), "projects.x1.cameras", "form.items", Blocks, "0 ; attendu : 1 au moins"},
	} {
		f, a, context := filled(t, second, "association", c.programme, c.theme)
		c.change(a, &context)
		found := f.Check(a, context).Problems
		if c.code == "" {
			if len(found) > 0 {
				t.Errorf("%s: found %+v", name, found)
			}
			continue
		}
		if !slices.ContainsFunc(found, func(p Problem) bool {
			return p.Path == c.path && p.Code == c.code && p.Severity == c.severity && strings.Contains(p.Message, c.told)
		}) {
			t.Errorf("%s: found %+v", name, found)
		}
	}
}

func set(path string, v any) func(Answers, *Context) {
	return func(a Answers, _ *Context) { maps.Copy(a, typed(path, v)) }
}

func record(path, v string) func(Answers, *Context) {
	return func(_ Answers, c *Context) { c.Record[path] = v }
}

func partner(amount string, siret ...string) func(Answers, *Context) {
	return func(a Answers, _ *Context) {
		maps.Copy(a, typed("partners.a", true, "partners.a.name", "MJC", "partners.a.role", "Accueil", "partners.a.amount", amount, "partners.a.siret", append(siret, "35600000000048")[0]))
	}
}

func TestPartnersMayShareAllThatIsAsked(t *testing.T) {
	f, a, c := filled(t, second, "association", "D", "youth")
	partner("800")(a, &c)
	if found := f.Check(a, c).Problems; len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}

// A number of the Pacific stands for a SIRET where there is none.
func TestAPartnerOfThePacific(t *testing.T) {
	for departement, siret := range map[string]string{"988": "123456001", "987": "A12345", "38": ""} {
		f, a, c := filled(t, second, "association", "D", "youth")
		c.Departement = departement
		if siret != "" {
			partner("1", siret)(a, &c)
		}
		if found := f.Check(a, c).Problems; len(found) > 0 {
			t.Errorf("%s: found %+v", departement, found)
		}
	}
}

// What a condition hides is neither asked nor checked, and its answer is kept.
func TestAHiddenFieldIsNotAsked(t *testing.T) {
	asks := func(a Answers, c Context, path string) bool {
		return slices.ContainsFunc(Latest().Check(a, c).Problems, func(p Problem) bool { return p.Path == path })
	}
	for name, c := range map[string]struct {
		path           string
		shown, hidden  Answers
		kind           string
		shownC, hiddnC Context
	}{
		"cameras of the video theme":    {path: "projects.p.cameras", shown: typed("projects.p", true, "programme", "S", "theme", "video"), hidden: typed("projects.p", true, "programme", "S", "theme", "school")},
		"the public, in D":              {path: "projects.p.beneficiaries.number", shown: typed("projects.p", true, "programme", "D"), hidden: typed("projects.p", true, "programme", "S")},
		"the first commitment":          {path: "projects.p.first_commitment", shown: typed("projects.p", true, "projects.p.already_started", true), hidden: typed("projects.p", true, "projects.p.already_started", false)},
		"the setting of R":              {path: "projects.p.setting", shown: typed("projects.p", true, "programme", "R"), hidden: typed("projects.p", true, "programme", "D")},
		"the site of K":                 {path: "projects.p.site.kind", shown: typed("projects.p", true, "programme", "K"), hidden: typed("projects.p", true, "programme", "S")},
		"the post of an ISCG":           {path: "projects.p.iscg.post", shown: typed("projects.p", true, "programme", "D", "theme", "iscg"), hidden: typed("projects.p", true, "programme", "D", "theme", "victims")},
		"girls among the youths":        {path: "projects.p.youths.girls", shown: typed("projects.p", true, "programme", "D", "projects.p.levels", []string{"tertiary"}), hidden: typed("projects.p", true, "programme", "D", "projects.p.levels", []string{"primary"})},
		"communes but for the whole":    {path: "projects.p.territory.communes", shown: typed("projects.p", true), hidden: typed("projects.p", true, "projects.p.territory.whole_departement", true)},
		"a removed project":             {path: "projects.p.title", shown: typed("projects.p", true), hidden: typed("projects.p", false, "projects.p.title", 7)},
		"an indicator of a removed one": {path: "projects.p.indicators.i.label", shown: typed("projects.p", true, "projects.p.indicators.i", true), hidden: typed("projects.p", false, "projects.p.indicators.i", true)},
		"a number that is hidden":       {path: "projects.p.equipment.vests", shown: typed("projects.p", true, "programme", "S", "theme", "police_equipment", "projects.p.equipment.vests", "x"), hidden: typed("projects.p", true, "programme", "S", "theme", "video", "projects.p.equipment.vests", "x")},
		"the years of an agreement":     {path: "request.years", shown: typed("request.period", "multi_year"), hidden: typed("request.period", "annual")},
		"measure 26":                    {path: "projects.p.video_analysis.legal_basis", shown: typed("projects.p", true, "measures", []string{"25", "26"}), hidden: typed("projects.p", true, "measures", []string{"2"})},
	} {
		context := Context{Kind: "commune", Year: 2027}
		if !asks(c.shown, context, c.path) {
			t.Errorf("%s: not asked", name)
		}
		if asks(c.hidden, context, c.path) {
			t.Errorf("%s: asked though hidden", name)
		}
	}
	for path, c := range map[string]struct{ shown, hidden Context }{
		"record.rna":                  {Context{Kind: "association"}, Context{Kind: "commune"}},
		"record.staff.members":        {Context{Kind: "foundation"}, Context{Kind: "landlord"}},
		"attestations.cer":            {Context{Kind: "association"}, Context{Kind: "enterprise"}},
		"public_aid":                  {Context{Kind: "enterprise"}, Context{Kind: "epci"}},
		"body_budget.0":               {Context{Kind: "association"}, Context{Kind: "commune"}},
		"renewal_of":                  {Context{Renewal: true}, Context{}},
		"programme":                   {Context{}, Context{Programme: "D"}},
		"attestations.no_start":       {Context{Programme: "S"}, Context{Programme: "D"}},
		"record.representative.email": {Context{Kind: "commune"}, Context{Kind: "commune", Record: map[string]string{"record.representative.email": "maire@exemple.invalid"}}},
	} {
		if !asks(Answers{}, c.shown, path) || asks(Answers{}, c.hidden, path) {
			t.Errorf("%s: shown %v, hidden %v", path, asks(Answers{}, c.shown, path), asks(Answers{}, c.hidden, path))
		}
	}
	court := Context{Kind: "association", Record: map[string]string{"record.local_register.court": "Strasbourg"}}
	if asks(Answers{}, court, "record.rna") {
		t.Error("an association of Alsace-Moselle is asked its RNA")
	}
}

// Sections come in the order of the form, and projects by rank inside of each.
func TestProgressFollowsTheFormAndTheRanks(t *testing.T) {
	a := typed("projects.a", true, "projects.a.rank", "2", "projects.b", true, "projects.b.rank", "1")
	var got []string
	for _, s := range Latest().Check(a, Context{Kind: "commune", Programme: "S", Year: 2027}).Sections {
		if s.Key == "request" || s.Key == "project" || s.Key == "budget" || s.Key == "documents" {
			got = append(got, s.Key+" "+s.Item)
		}
	}
	if want := []string{"request ", "project ", "project b", "project a", "budget b", "budget a", "documents "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Filling one field in lowers by one what is left to type, and counts as done.
func TestProgressCountsWhatIsDone(t *testing.T) {
	a, c := typed("projects.p", true, "programme", "D"), Context{Kind: "commune", Year: 2027}
	before := Latest().Check(a, c)
	maps.Copy(a, typed("projects.p.title", "Médiation"))
	after := Latest().Check(a, c)
	at := func(r Report) Progress {
		i := slices.IndexFunc(r.Sections, func(s Progress) bool { return s.Key == "project" && s.Item == "p" })
		if i < 0 {
			t.Fatalf("no section of the project: %+v", r.Sections)
		}
		return r.Sections[i]
	}
	if after.ToType != before.ToType-1 || at(after).Done != at(before).Done+1 || at(after).Required != at(before).Required || at(after).Problems != at(before).Problems-1 {
		t.Errorf("before %d, %+v; after %d, %+v", before.ToType, at(before), after.ToType, at(after))
	}
}

func TestDocuments(t *testing.T) {
	for name, c := range map[string]struct {
		context Context
		answers Answers
		want    string
	}{
		"a new association": {Context{Kind: "association", Programme: "D"}, typed("theme", "youth"), "accounts activity_report directors rib statutes"},
		"its renewal":       {Context{Kind: "association", Programme: "D", Renewal: true}, typed("theme", "youth"), "accounts activity_report ~crf ~previous_evaluation"},
		"a commune":         {Context{Kind: "commune", Programme: "D"}, typed("theme", "tranquillity"), "~deliberation rib"},
		"a landlord":        {Context{Kind: "landlord", Programme: "D"}, typed("theme", "tranquillity"), "accounts ~deliberation rib statutes"},
		"an enterprise":     {Context{Kind: "enterprise", Programme: "D"}, typed("theme", "youth"), "accounts rib statutes"},
		"a commune's video": {Context{Kind: "commune", Programme: "S"}, typed("theme", "video"), "~deliberation diagnosis no_start quotes rib video_authorisation video_plan"},
		"a school":          {Context{Kind: "commune", Programme: "S"}, typed("theme", "school"), "~deliberation ~diagnosis no_start quotes rib safety_plan"},
		"vests alone":       {Context{Kind: "commune", Programme: "S"}, typed("theme", "police_equipment", "projects.p", true, "projects.p.equipment.radios", "0"), "~deliberation no_start quotes rib ~vest_invoice"},
		"radios":            {Context{Kind: "commune", Programme: "S"}, typed("theme", "police_equipment", "projects.p", true, "projects.p.equipment.radios", "4"), "~deliberation no_start quotes radio_agreement rib ~vest_invoice"},
		"radios removed":    {Context{Kind: "commune", Programme: "S"}, typed("theme", "police_equipment", "projects.p", false, "projects.p.equipment.radios", "4"), "~deliberation no_start quotes rib ~vest_invoice"},
		"an ISCG":           {Context{Kind: "departement", Programme: "D", Renewal: true}, typed("theme", "iscg"), "~crf ~deliberation iscg_agreement iscg_post iscg_report ~previous_evaluation"},
		"another signatory": {Context{Kind: "commune", Programme: "D"}, typed("signatory.representative", false), "~deliberation power rib"},
		"a certain aid":     {Context{Kind: "commune", Programme: "D"}, typed("projects.p", true, "projects.p.budget.2027.others.o", true, "projects.p.budget.2027.others.o.status", "obtained"), "cofunding ~deliberation rib"},
		"minors":            {Context{Kind: "commune", Programme: "D"}, typed("projects.p", true, "projects.p.minors", true), "~deliberation ~honorability rib"},
	} {
		var got []string
		for _, d := range Latest().RequiredDocuments(c.answers, c.context) {
			switch {
			case d.InForm || d.Severity == Optional:
			case d.Severity == Warns:
				got = append(got, "~"+d.Code)
			default:
				got = append(got, d.Code)
			}
		}
		slices.SortFunc(got, func(a, b string) int { return strings.Compare(strings.TrimPrefix(a, "~"), strings.TrimPrefix(b, "~")) })
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got  %s\nwant %s", name, strings.Join(got, " "), c.want)
		}
	}
}

// Whatever is stored, the report is written: no answer stops it, and its counts
// hold together.
func TestNoAnswerStopsTheReport(t *testing.T) {
	f := Latest()
	var templates []string
	for _, p := range f.index.places {
		templates = append(templates, p.field.Path)
	}
	values := []string{`null`, `true`, `false`, `""`, `"x"`, `"-1"`, `"12,5"`, `"9999999999999999"`, `"2027-02-30"`, `"31/12/2027"`, `"FR76"`, `[]`, `["a","a"]`, `[1]`, `{}`, `12`, `1e400`, `"\ud800"`, `{`, ``, `"D"`, `"video"`, `["26"]`}
	rapid.Check(t, func(t *rapid.T) {
		a := Answers{}
		for range rapid.IntRange(0, 60).Draw(t, "answers") {
			path := sample(rapid.SampledFrom(templates).Draw(t, "template"))
			if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
				path = rapid.String().Draw(t, "path")
			}
			a[path] = json.RawMessage(rapid.SampledFrom(values).Draw(t, "value"))
		}
		for _, item := range []string{"projects.x1", "projects.x1.cameras.x1", "partners.x1", "projects.x1.budget.2027.others.x1"} {
			if rapid.Bool().Draw(t, item) {
				a[item] = json.RawMessage(`true`)
			}
		}
		c := Context{Kind: rapid.SampledFrom(append(everyKind, "")).Draw(t, "kind"), Programme: rapid.SampledFrom([]string{"", "D", "R", "S", "K", "Z"}).Draw(t, "programme"),
			Year: rapid.SampledFrom([]int{0, 2026, 2027}).Draw(t, "year"), Years: rapid.IntRange(-1, 4).Draw(t, "years"), Renewal: rapid.Bool().Draw(t, "renewal")}
		report, blocking, problems := f.Check(a, c), 0, 0
		for _, p := range report.Problems {
			if p.Severity == Blocks {
				blocking++
			}
			if p.Message == "" || p.Code == "" || p.Severity != Blocks && p.Severity != Warns {
				t.Fatalf("problem %+v", p)
			}
		}
		for _, s := range report.Sections {
			problems += s.Problems
			if s.Done > s.Required || s.Done < 0 {
				t.Fatalf("section %+v", s)
			}
		}
		if problems != blocking || report.ToType < 0 || report.Blocking() != (blocking > 0) {
			t.Fatalf("%d blocking problems, %d counted, %d to type", blocking, problems, report.ToType)
		}
		Projects(a)
		Requests(a)
	})
}

func FuzzCheck(f *testing.F) {
	f.Add("projects.p.title", `"x"`, "association", "D")
	f.Add("projects.p.budget.2027.requests.A.B", `"1 000,5"`, "commune", "S")
	f.Fuzz(func(_ *testing.T, path, value, kind, programme string) {
		Latest().Check(Answers{"projects.p": json.RawMessage(`true`), path: json.RawMessage(value)}, Context{Kind: kind, Programme: programme, Year: 2027})
	})
}
