package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tourdetable/domain/strategy"
)

const (
	first  = "12156-06+fipd-2026.1"
	second = "12156-06+fipd-2027.1"
)

func find(t testing.TB, version string) Form {
	t.Helper()
	f, err := Find(version)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestVersions(t *testing.T) {
	if got := Versions(); !slices.Equal(got, []string{first, second}) {
		t.Errorf("versions %v", got)
	}
	if got := Latest().Version; got != second {
		t.Errorf("latest %s", got)
	}
	if _, err := Find("12156-01"); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "12156-01") {
		t.Errorf("got %v", err)
	}
}

// What the second version changes is what it says, and nothing else.
func TestTheSecondVersionAsksTheEvaluationOfARenewal(t *testing.T) {
	a, b := find(t, first), find(t, second)
	fields := func(f Form) map[string]string {
		all := map[string]string{}
		for _, s := range f.Sections {
			for _, field := range s.Fields {
				text, _ := json.Marshal(field)
				all[s.Key+" "+field.Path] = string(text)
			}
		}
		for _, d := range f.Documents {
			text, _ := json.Marshal(d)
			all["document "+d.Code] = string(text)
		}
		return all
	}
	older, newer := fields(a), fields(b)
	var added []string
	for path, text := range newer {
		if _, there := older[path]; !there {
			added = append(added, path)
		} else if older[path] != text {
			t.Errorf("%s changed", path)
		}
	}
	slices.Sort(added)
	want := []string{"document previous_evaluation", "previous projects.*.previous.lessons", "previous projects.*.previous.results"}
	if !slices.Equal(added, want) || len(newer) != len(older)+len(added) || b.Changes == "" || a.Changes != "" {
		t.Errorf("added %v", added)
	}
	renewal := Context{Kind: "association", Programme: "D", Year: 2027, Renewal: true}
	for version, asked := range map[string]bool{first: false, second: true} {
		answers := typed("projects.p1", true)
		has := slices.ContainsFunc(find(t, version).Check(answers, renewal).Problems, func(p Problem) bool { return p.Path == "projects.p1.previous.results" })
		if has != asked {
			t.Errorf("%s: evaluation asked %v", version, has)
		}
	}
}

// A page can draw every field from the data alone.
func TestEveryFieldCanBeDrawn(t *testing.T) {
	kinds := []Kind{Line, Paragraph, YesNo, Choice, Choices, Date, Integer, Decimal, Percent, Euros, Siret, Sirens, Iban, Communes, Districts, Departements, Attestation, OnRecord}
	section := regexp.MustCompile(`^[a-z_]+$`)
	for _, version := range Versions() {
		f := find(t, version)
		keys, codes := map[string]bool{}, map[string]bool{}
		for _, s := range f.Sections {
			if keys[s.Key] || !section.MatchString(s.Key) || s.Title == "" || !slices.Contains([]Widget{Fields, Table, Budget, Record}, s.Widget) || s.Widget == Table && s.Item == nil {
				t.Errorf("%s: section %s", version, s.Key)
			}
			keys[s.Key] = true
			checkWhen(t, f, s.Key, s.When)
			if s.Item != nil && (s.Item.Noun == "" || s.Item.Add == "") {
				t.Errorf("%s: group %+v", version, s.Item)
			}
			for _, field := range s.Fields {
				choice := field.Kind == Choice || field.Kind == Choices
				record := strings.HasPrefix(field.Path, "record.")
				if field.Label == "" || !slices.Contains(kinds, field.Kind) || choice != (len(field.Options) > 0) || record != (field.Kind == OnRecord) || (field.Kind == Attestation) != (field.TextVersion != "") {
					t.Errorf("%s: %+v", version, field)
				}
				if (field.Kind == Line || field.Kind == Paragraph) && field.Max == 0 {
					t.Errorf("%s: %s has no greatest length", version, field.Path)
				}
				if s.Item != nil && !strings.HasPrefix(field.Path, s.Item.Path+".") {
					t.Errorf("%s: %s stands outside of %s", version, field.Path, s.Item.Path)
				}
				for _, other := range append(slices.Clone(field.AtMost), field.NotBefore) {
					if _, known := f.Knows(sample(other)); other != "" && !known {
						t.Errorf("%s: %s names %s", version, field.Path, other)
					}
				}
				checkWhen(t, f, field.Path, field.When)
				for _, o := range field.Options {
					checkWhen(t, f, field.Path, o.When)
				}
			}
		}
		for _, d := range f.Documents {
			if codes[d.Code] || d.Label == "" || len(d.Cases) == 0 {
				t.Errorf("%s: document %+v", version, d)
			}
			codes[d.Code] = true
			for _, c := range d.Cases {
				checkWhen(t, f, d.Code, c.When)
			}
		}
	}
}

// checkWhen follows a condition down to the fields and the options it names.
func checkWhen(t *testing.T, f Form, where string, w *When) {
	t.Helper()
	if w == nil {
		return
	}
	if w.Path != "" {
		field, known := f.Knows(sample(w.Path))
		if !known {
			t.Errorf("%s: asked when %s, which is unknown", where, w.Path)
		}
		for _, code := range w.In {
			if len(field.Options) > 0 && !slices.ContainsFunc(field.Options, func(o Option) bool { return o.Code == code }) {
				t.Errorf("%s: asked when %s is %s, which it never is", where, w.Path, code)
			}
		}
	}
	for i := range w.Any {
		checkWhen(t, f, where, &w.Any[i])
	}
	checkWhen(t, f, where, w.Not)
}

// sample is a path of a template.
func sample(template string) string {
	line := "60-1"
	for column, code := range map[string]string{".products.": "70-1", ".uses.": "864", ".resources.": "870"} {
		if strings.Contains(template, column) {
			line = code
		}
	}
	return strings.NewReplacer("*", "x1", "{year}", "2027", "{line}", line, "{funder}", "FIPD-D").Replace(template)
}

// The fields of FIELD §4.1 to 4.3, block by block.
func TestEveryFieldOfTheFieldBookIsThere(t *testing.T) {
	f := Latest()
	for block, paths := range map[string]string{
		"0 header":       "request.form request.frequency request.object request.period request.years",
		"0 addressees":   "addressees.a1 addressees.a1.type addressees.a1.name addressees.a1.service",
		"1 identity":     "record.name record.acronym record.website record.siret record.rna",
		"1 register":     "record.local_register.number record.local_register.on record.local_register.volume record.local_register.folio record.local_register.court",
		"1 addresses":    "record.address.line record.address.postal_code record.address.commune record.address.commune_code record.address.delegated_commune record.mail.line record.ridet record.tahiti",
		"1 persons":      "record.representative.civility record.representative.name record.representative.function record.representative.phone record.representative.email record.contact.name record.contact.email",
		"2 relations":    "record.approvals record.public_utility record.public_utility_on record.commercial_taxes",
		"3 affiliations": "record.networks record.has_legal_members record.legal_members",
		"4 staff":        "record.staff.volunteers record.staff.civic record.staff.employees record.staff.aided record.staff.fte record.staff.lent record.staff.members",
		"5 body budget":  "body_budget.2027.charges.60-1 body_budget.2027.charges.surplus-1 body_budget.2027.products.75-1 body_budget.2027.uses.864 body_budget.2027.resources.870 body_budget.2027.notes.70-1 body_budget.2027.others.o1 body_budget.2027.others.o1.kind body_budget.2027.others.o1.label body_budget.2027.others.o1.amount body_budget.2027.others.o1.status",
		"6 project":      "projects.p1 projects.p1.rank projects.p1.title projects.p1.objectives projects.p1.description projects.p1.city_policy projects.p1.starts projects.p1.ends projects.p1.evaluation projects.p1.extra projects.p1.territory.description",
		"6 public":       "projects.p1.beneficiaries.number projects.p1.beneficiaries.features projects.p1.beneficiaries.ages projects.p1.beneficiaries.sex projects.p1.beneficiaries.accessibility",
		"6 means":        "projects.p1.means.volunteers projects.p1.means.employees projects.p1.means.civic projects.p1.means.volunteers_etpt projects.p1.means.employees_etpt projects.p1.means.civic_etpt projects.p1.means.hiring projects.p1.means.hiring_etpt",
		"7 budget":       "projects.p1.budget.2027.charges.indirect-1 projects.p1.budget.2027.products.own-1 projects.p1.budget.2028.uses.860 projects.p1.budget.2027.resources.875 projects.p1.budget.2027.notes.860 projects.p1.budget.2027.requests.FIPD-D projects.p1.budget.2027.requests.CD.38 projects.p1.budget.2027.others.o1.kind",
		"8 attestations": "signatory.representative attestations.signatory attestations.duties attestations.cer attestations.exact attestations.charter public_aid iban signature.place",
		"FIPD file":      "programme theme measures renewal_of departements justification partners.a.name partners.a.siret partners.a.role partners.a.amount attestations.no_start",
		"FIPD public":    "projects.p1.levels projects.p1.publics projects.p1.ages.under_12 projects.p1.ages.12_17 projects.p1.ages.18_25 projects.p1.ages.over_25 projects.p1.youths.secondary projects.p1.youths.tertiary projects.p1.youths.girls projects.p1.victims projects.p1.perpetrators projects.p1.referents projects.p1.referents_number projects.p1.minors",
		"FIPD territory": "projects.p1.territory.communes projects.p1.territory.epcis projects.p1.territory.districts projects.p1.territory.qrr projects.p1.territory.rural projects.p1.territory.whole_departement projects.p1.territory.district_share projects.p1.territory.body projects.p1.territory.body_name projects.p1.territory.police_unit",
		"FIPD life":      "projects.p1.already_started projects.p1.first_commitment projects.p1.ordinary_credits projects.p1.setting",
		"indicators":     "projects.p1.indicators.i1.label projects.p1.indicators.i1.unit projects.p1.indicators.i1.baseline projects.p1.indicators.i1.target projects.p1.indicators.i1.source",
		"ISCG":           "projects.p1.iscg.post projects.p1.iscg.unit projects.p1.iscg.employer projects.p1.iscg.etp projects.p1.iscg.triennium projects.p1.iscg.index",
		"video":          "projects.p1.cameras.c1.model projects.p1.cameras.c1.nature projects.p1.cameras.c1.number projects.p1.cameras.c1.net projects.p1.cameras.c1.gross projects.p1.video.csu projects.p1.video.transfer projects.p1.video.authorisation_number projects.p1.video.authorisation_on projects.p1.video.diagnosis_on projects.p1.costs.x.label projects.p1.costs.x.net projects.p1.costs.x.gross",
		"equipment":      "projects.p1.equipment.vests projects.p1.equipment.radios projects.p1.equipment.body_cameras projects.p1.equipment.agents",
		"schools, sites": "projects.p1.schools.number projects.p1.schools.plan_on projects.p1.schools.diagnosis_on projects.p1.site.kind",
	} {
		for _, path := range strings.Fields(paths) {
			if _, known := f.Knows(path); !known {
				t.Errorf("%s: %s is unknown", block, path)
			}
		}
	}
}

func TestPathsThatNoFormKnows(t *testing.T) {
	for _, path := range []string{"", ".", "title", "projects", "projects.P1", "projects.p1.", "projects.p1.unknown", "projects.p1.title.x", "projects." + strings.Repeat("a", 37) + ".title",
		"projects.p1.budget.27.charges.60-1", "projects.p1.budget.2027.charges.70-1", "projects.p1.budget.2027.products.74-1", "projects.p1.budget.2027.charges.surplus-1", "projects.p1.budget.2027.requests.",
		"body_budget.2027.charges.indirect-1", "body_budget.2027.products.own-1", "body_budget.2027.requests.FIPD-D", "projects.*.title", "projects.p1.indicators.i1"} {
		field, known := Latest().Knows(path)
		if known != (path == "projects.p1.indicators.i1") {
			t.Errorf("%q: known %v, %+v", path, known, field)
		}
	}
}

// The measures are those of the national strategy, in its words.
func TestMeasuresAreThoseOfTheStrategy(t *testing.T) {
	catalogue := strategy.Latest()
	for _, version := range Versions() {
		field, _ := find(t, version).Knows("measures")
		if len(field.Options) != len(catalogue.Measures) {
			t.Fatalf("%s: %d measures", version, len(field.Options))
		}
		for i, m := range catalogue.Measures {
			if want := fmt.Sprintf("%d. %s", m.Number, m.Title); field.Options[i].Code != fmt.Sprint(m.Number) || field.Options[i].Label != want {
				t.Errorf("%s: %+v, want %s", version, field.Options[i], want)
			}
		}
	}
}
