package strategy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFourAxesFortyMeasures121Actions(t *testing.T) {
	c := Latest()
	want := []struct{ axis, first, last, actions int }{
		{1, 1, 14, 38}, {2, 15, 21, 31}, {3, 22, 29, 22}, {4, 30, 40, 30},
	}
	if len(c.Axes) != 4 || len(c.Measures) != 40 {
		t.Fatalf("%d axes, %d measures", len(c.Axes), len(c.Measures))
	}
	total := 0
	for i, w := range want {
		if c.Axes[i].Number != w.axis || c.Axes[i].Title == "" {
			t.Errorf("axis %d: %+v", w.axis, c.Axes[i])
		}
		actions := 0
		for n := w.first; n <= w.last; n++ {
			m := c.Measures[n-1]
			if m.Axis != w.axis || m.Number != n {
				t.Errorf("place %d holds measure %d of axis %d", n, m.Number, m.Axis)
			}
			actions += len(m.Actions)
		}
		if actions != w.actions {
			t.Errorf("axis %d has %d actions, want %d", w.axis, actions, w.actions)
		}
		total += actions
	}
	if total != 121 {
		t.Errorf("%d actions", total)
	}
}

// The number of actions of each measure, counted by hand in the document.
func TestEachMeasureHasItsActionsInOrder(t *testing.T) {
	counts := []int{
		4, 1, 1, 5, 2, 2, 4, 2, 2, 7, 1, 3, 2, 2,
		7, 2, 6, 5, 6, 4, 1,
		5, 3, 2, 2, 1, 6, 1, 2,
		3, 1, 4, 2, 4, 3, 1, 4, 4, 3, 1,
	}
	for i, m := range Latest().Measures {
		if len(m.Actions) != counts[i] {
			t.Errorf("measure %d has %d actions, want %d", m.Number, len(m.Actions), counts[i])
		}
		for j, a := range m.Actions {
			if want := fmt.Sprintf("%d.%d", m.Number, j+1); a.Code != want {
				t.Errorf("code %q, want %q", a.Code, want)
			}
			if a.Text == "" || len(a.Leads) == 0 {
				t.Errorf("action %s lacks its text or its leads", a.Code)
			}
		}
	}
}

func TestTitlesAreThoseOfTheBody(t *testing.T) {
	for number, want := range map[int]string{
		6:  "Doubler le nombre de jeunes pris en charge dans les dispositifs locaux de prévention de la délinquance pendant la durée de la stratégie",
		16: "Définir le champ de victimation",
		21: "Aider à la reconstruction des victimes en recourant avec précaution à la justice restaurative (« rétablir le lien social endommagé par la commission d’une infraction »)",
		24: "Étendre les actions de rapprochement entre la population et les forces de sécurité de l’État aux polices municipales et aux services de secours, dans le cadre de la police de sécurité du quotidien (PSQ)",
		28: "Articuler les partenariats de la police de sécurité du quotidien avec les CLSPD / CISPD",
		33: "Promouvoir l’autorité bienveillante du maire à l’égard des familles",
		37: "Rationaliser le soutien financier",
	} {
		m, err := Latest().Measure(number)
		if err != nil || m.Title != want {
			t.Errorf("measure %d: %q, %v", number, m.Title, err)
		}
	}
}

func TestLeadsAreReadFromTheLineThatClosesTheGroup(t *testing.T) {
	for code, want := range map[string]string{
		"1.2":  "Caisses d’allocations familiales (CAF) | travailleurs sociaux (éducateurs spécialisés notamment)",
		"1.4":  "maire | président d’intercommunalité | coordonnateur et acteurs des groupes thématiques des CLSPD / CISPD",
		"4.5":  "Éducation nationale",
		"22.5": "SG-CIPDR | État | collectivités territoriales",
		"28.1": "forces de sécurité de l’État | maire | président d’intercommunalité | coordonnateur de CLSPD / CISPD",
		"29.1": "État | services judiciaires | élus locaux | associations | acteurs du champ social, du champ médico-social | médiateurs sociaux",
		"37.1": "préfet | collectivités territoriales | SG-CIPDR | procureur de la République (DTPJJ, DFSPIP)",
	} {
		if got := strings.Join(leadsOf(code), " | "); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

func leadsOf(code string) []string {
	for _, m := range Latest().Measures {
		for _, a := range m.Actions {
			if a.Code == code {
				return a.Leads
			}
		}
	}
	return nil
}

func TestAudiencesAreTheListsOfMeasures1To3And16(t *testing.T) {
	c := Latest()
	for measure, want := range map[int]int{1: 6, 2: 4, 3: 4, 16: 8, 4: 0} {
		aims := c.AudiencesOf(measure)
		if len(aims) != want {
			t.Errorf("measure %d aims at %d audiences, want %d", measure, len(aims), want)
		}
		for i, a := range aims {
			if a.Rank != i+1 || a.Label == "" {
				t.Errorf("measure %d, place %d: %+v", measure, i+1, a)
			}
		}
	}
	if len(c.Audiences) != 22 {
		t.Errorf("%d audiences", len(c.Audiences))
	}
}

func TestGlossaryIsWholeAndSaysEachTermOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range Latest().Glossary {
		if g.Term == "" || g.Meaning == "" || seen[g.Term] {
			t.Errorf("term %+v", g)
		}
		seen[g.Term] = true
	}
	if len(seen) != 51 || !seen["FIPD"] || !seen["SG-CIPDR"] || !seen["Percev@l"] {
		t.Errorf("%d terms", len(seen))
	}
}

func TestNoResidueOfThePrintedPage(t *testing.T) {
	residues := map[string]*regexp.Regexp{
		"a word cut at the end of a line":   regexp.MustCompile(`\pL- \pL`),
		"a double or odd space":             regexp.MustCompile(`  |[\t\n\r\f\x{00a0}\x{202f}\x{00ad}]|^ | $`),
		"a call to a footnote":              regexp.MustCompile(`[^ ]\(\d{1,2}\)`),
		"a straight apostrophe or quote":    regexp.MustCompile(`['"]`),
		"no space before double sign":       regexp.MustCompile(`[^ ][:;?!»]|«[^ ]`),
		"a space before a comma or a stop":  regexp.MustCompile(` [,.)…]|\( `),
		"a ligature undone":                 regexp.MustCompile(`(?i)oe(uvre|ur)|[ﬁﬂﬀﬃ]`),
		"a header of the page":              regexp.MustCompile(`AXE 0|MESURE|ACTIONS?\b|Pilote`),
		"a slash glued to one of its sides": regexp.MustCompile(`[^ ]/ | /[^ ]`),
	}
	for _, text := range everyText(Latest()) {
		for what, residue := range residues {
			if residue.MatchString(text) {
				t.Errorf("%s in %q", what, text)
			}
		}
	}
}

// Hyphens that belong to their word are kept; those of a line break are gone.
func TestHyphensAreThoseOfTheWords(t *testing.T) {
	real := map[string]bool{
		"post-TIG": true, "16-18": true, "Outre-mer": true, "SG-CIPDR": true, "Wi-Fi": true,
		"médico-social": true, "médico-sociales": true, "socio-judiciaires": true,
		"médico-psychologiques": true, "médico-psycho-pédagogiques": true, "psycho-sociales": true,
		"post-immédiate": true, "post-urgence": true, "médico-judiciaire": true, "médico-judiciaires": true,
		"au-delà": true, "sapeurs-pompiers": true, "251-1": true, "anti-LGBT": true, "2020-2024": true,
	}
	compound := regexp.MustCompile(`[\pL\d]+(?:-[\pL\d]+)+`)
	for _, text := range everyText(Latest()) {
		for _, word := range compound.FindAllString(text, -1) {
			if !real[word] {
				t.Errorf("hyphen to check: %q in %q", word, text)
			}
		}
	}
}

func everyText(c Catalogue) []string {
	texts := []string{c.Title, c.Source}
	for _, a := range c.Axes {
		texts = append(texts, a.Title)
	}
	for _, m := range c.Measures {
		texts = append(texts, m.Title)
		for _, a := range m.Actions {
			texts = append(append(texts, a.Text), a.Leads...)
		}
	}
	for _, a := range c.Audiences {
		texts = append(texts, a.Label)
	}
	for _, g := range c.Glossary {
		if g.Term != "CLSPD/CISPD" {
			texts = append(texts, g.Term)
		}
		texts = append(texts, g.Meaning)
	}
	return texts
}

func TestUnknownMeasureIsRefused(t *testing.T) {
	for _, number := range []int{-1, 0, 41} {
		if _, err := Latest().Measure(number); !errors.Is(err, ErrUnknownMeasure) {
			t.Errorf("measure %d: %v", number, err)
		}
	}
}

func TestAStrategyServesUntilTheNextBegins(t *testing.T) {
	next := Catalogue{ID: "snpd-2027-2031", ValidFrom: "2027-01-01", ValidUntil: "2031-12-31"}
	all := append(Catalogues(), next)
	for _, c := range []struct {
		name, day, id string
		inForce       bool
	}{
		{"the eve of the first", "2019-12-31", "", false},
		{"its first day", "2020-01-01", "snpd-2020-2024", true},
		{"its last day", "2024-12-31", "snpd-2020-2024", true},
		{"past its term", "2025-01-01", "snpd-2020-2024", false},
		{"the eve of the next", "2026-12-31", "snpd-2020-2024", false},
		{"the first day of the next", "2027-01-01", "snpd-2027-2031", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := at(all, day(t, c.day))
			if c.id == "" {
				if !errors.Is(err, ErrNone) {
					t.Fatalf("got %q, %v", got.ID, err)
				}
				return
			}
			if err != nil || got.ID != c.id || got.InForce(day(t, c.day)) != c.inForce {
				t.Errorf("got %q, in force %v, %v", got.ID, got.InForce(day(t, c.day)), err)
			}
		})
	}
}
