package review

import (
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/strategy"
)

// Subject is what the data need to know of a file.
type Subject struct {
	Programmes []string // of the FIPD: D, R, S, K
	Kind       string   // of the applicant
	Measures   []int
	Theme      string   // that the applicant chose in the form
	Text       string   // title and summary
	Themes     []string // added by the reviewer
}

// SubjectOf tells what a file of an applicant of that kind calls for.
func SubjectOf(a application.Application, kind string, themes []string) Subject {
	s := Subject{Kind: kind, Measures: a.Measures, Theme: a.Theme, Text: plain(a.Title + " " + a.Summary), Themes: themes}
	if a.Programme != "" {
		s.Programmes = []string{a.Programme}
	}
	for _, r := range a.Plan.Requests {
		if p, fipd := strings.CutPrefix(r.Funder, "FIPD-"); fipd && !slices.Contains(s.Programmes, p) {
			s.Programmes = append(s.Programmes, p)
		}
	}
	return s
}

// Checklist is what is checked before a file is declared admissible.
func (s Subject) Checklist() []Item {
	var items []Item
	for _, i := range known().checklist {
		if (len(i.When.Kinds) == 0 || slices.Contains(i.When.Kinds, s.Kind)) &&
			(len(i.When.Programmes) == 0 || slices.ContainsFunc(s.Programmes, func(p string) bool { return slices.Contains(i.When.Programmes, p) })) {
			items = append(items, i)
		}
	}
	return items
}

// Called are the themes whose checks the file calls for, each with the reason
// why: a measure, the theme of the form, a word, or the reviewer.
func (s Subject) Called() []Theme {
	var called []Theme
	for _, t := range known().themes {
		if t.Reason = s.reason(t); t.Reason != "" {
			called = append(called, t)
		}
	}
	return called
}

func (s Subject) reason(t Theme) string {
	for _, m := range s.Measures {
		if slices.Contains(t.When.Measures, m) {
			return fmt.Sprintf("le dossier cite la mesure %d de la stratégie", m)
		}
	}
	if slices.Contains(t.When.Themes, s.Theme) {
		return "le porteur a choisi ce thème"
	}
	for _, w := range t.When.Words {
		if strings.Contains(s.Text, plain(w)) {
			return fmt.Sprintf("l’intitulé ou le résumé contient « %s »", w)
		}
	}
	if slices.Contains(s.Themes, t.Code) {
		return "ajouté par l’instruction"
	}
	return ""
}

// Items are all the checks of the file, those of its themes included.
func (s Subject) Items() []Item {
	items := s.Checklist()
	for _, t := range s.Called() {
		items = append(items, t.Items...)
	}
	return items
}

// Advised is a seat whose opinion the file calls for, and why.
type Advised struct {
	Seat   Seat
	Reason string
}

// ToAsk proposes whom to ask: the leads and partners of the file's measures, and
// those whom a theme calls for.
func (s Subject) ToAsk() []Advised {
	var asked []Advised
	for _, seat := range known().seats {
		if why := s.whyAsk(seat); why != "" {
			asked = append(asked, Advised{seat, why})
		}
	}
	return asked
}

func (s Subject) whyAsk(seat Seat) string {
	for _, n := range s.Measures {
		m, err := strategy.Latest().Measure(n)
		if err != nil {
			continue
		}
		for _, a := range m.Actions {
			for _, lead := range a.Leads {
				if slices.ContainsFunc(seat.Leads, func(l string) bool { return names(lead, l) }) {
					return fmt.Sprintf("pilote ou partenaire de la mesure %d (action %s : « %s »)", n, a.Code, lead)
				}
			}
		}
	}
	for _, t := range s.Called() {
		if slices.Contains(seat.Themes, t.Code) {
			return "thème « " + t.Label + " »"
		}
	}
	return ""
}

// names reports whether a lead of the strategy names that partner, as whole
// words: « maire » is in « maire et élus », not in « maires ».
func names(lead, partner string) bool {
	return strings.Contains(" "+strings.Join(words(lead), " ")+" ", " "+strings.Join(words(partner), " ")+" ")
}
