package form

import (
	"slices"
	"strings"
)

// When is a condition: everything that it tells must hold. Nil always holds.
type When struct {
	Programmes []string `json:"programmes,omitempty"` // the programme is one of them: D, R, S, K
	Kinds      []string `json:"kinds,omitempty"`      // the applicant is one of them
	Renewal    *bool    `json:"renewal,omitempty"`
	MultiYear  *bool    `json:"multi_year,omitempty"`
	Path       string   `json:"path,omitempty"`    // template of an answer…
	In         []string `json:"in,omitempty"`      // …that is one of these, or holds one; if none is told: that is there, and neither no nor 0
	Subsidy    []string `json:"subsidy,omitempty"` // a line of account 74 is in one of these states
	Any        []When   `json:"any,omitempty"`     // one of them holds
	Not        *When    `json:"not,omitempty"`
}

// Context is what the file and its call say of an applicant.
type Context struct {
	Kind        string            `json:"kind"`      // of the body: association, commune…
	Programme   string            `json:"programme"` // D, R, S, K; "" if the call takes several
	Year        int               `json:"year"`      // of the campaign
	Years       int               `json:"years"`     // number of budget years; 0 is 1
	Renewal     bool              `json:"renewal"`
	Departement string            `json:"departement"`
	Funders     []string          `json:"funders"`   // codes of the grid; none: not known
	Documents   map[string]int    `json:"documents"` // code → files present
	Record      map[string]string `json:"record"`    // path, "record.name" → value
}

// lastYear is the last budget year.
func (c Context) lastYear() int { return c.Year + max(c.Years, 1) - 1 }

// reading is a form, its answers and their context, read together.
type reading struct {
	form    Form
	answers Answers
	context Context
	items   map[string][][]string // template of a group → ids of each item that exists
}

// programme is the call's, or the one chosen where the call takes several.
func (r reading) programme() string {
	if r.context.Programme != "" {
		return r.context.Programme
	}
	return Text(r.answers, "programme")
}

// holds evaluates a condition for the item of these ids.
func (r reading) holds(w *When, ids []string) bool {
	if w == nil {
		return true
	}
	anyHolds := len(w.Any) == 0 || slices.ContainsFunc(w.Any, func(one When) bool { return r.holds(&one, ids) })
	return anyHolds &&
		(len(w.Programmes) == 0 || slices.Contains(w.Programmes, r.programme())) &&
		(len(w.Kinds) == 0 || slices.Contains(w.Kinds, r.context.Kind)) &&
		(w.Renewal == nil || *w.Renewal == r.context.Renewal) &&
		(w.MultiYear == nil || *w.MultiYear == (r.context.Years > 1)) &&
		(w.Path == "" || r.answered(w, ids)) &&
		(len(w.Subsidy) == 0 || r.hasSubsidy(w.Subsidy)) &&
		(w.Not == nil || !r.holds(w.Not, ids))
}

// answered reports whether the answer that the condition names is as it wants.
// A template left open asks whether any answer is.
func (r reading) answered(w *When, ids []string) bool {
	path := fill(w.Path, ids)
	if openings(path) == 0 {
		return r.answerIn(path, w.In)
	}
	for p := range r.answers {
		if place, ids, known := r.form.index.find(p); known && place.field.Path == w.Path && r.alive(ids, w.Path) && r.answerIn(p, w.In) {
			return true
		}
	}
	return false
}

func (r reading) answerIn(path string, in []string) bool {
	if len(in) == 0 {
		in = r.said(path)
		return len(in) > 0 && in[0] != "false" && in[0] != "0"
	}
	return slices.ContainsFunc(r.said(path), func(s string) bool { return slices.Contains(in, s) })
}

// said is an answer, or what the record holds, as a list of texts; "true" or
// "false" for a yes or a no.
func (r reading) said(path string) []string {
	if strings.HasPrefix(path, "record.") {
		if s := strings.TrimSpace(r.context.Record[path]); s != "" {
			return []string{s}
		}
		return nil
	}
	if s := string(r.answers[path]); s == "true" || s == "false" {
		return []string{s}
	}
	return List(r.answers, path)
}

// hasSubsidy reports whether another aid of a living project is in a state.
func (r reading) hasSubsidy(statuses []string) bool {
	for _, p := range r.items["projects.*"] {
		for _, sheet := range Sheets(r.answers, p[0]) {
			for _, s := range sheet.Subsidies {
				if slices.Contains(statuses, s.Status) {
					return true
				}
			}
		}
	}
	return false
}
