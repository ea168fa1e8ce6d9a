package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tourdetable/domain/budget"
)

// index finds the field of a path.
type index struct {
	chart  budget.Chart
	groups []Group // in the order of the form, each once
	places []place
	bySize map[int][]int // places by number of segments
	open   []int         // places that end with {funder}: of any number of segments
}

// place is a field where it stands.
type place struct {
	segments []string
	section  int // in Form.Sections
	field    Field
}

var yearSegment = regexp.MustCompile(`^20\d\d$`)

// newIndex refuses a form that names a path twice or a group it does not have.
func newIndex(f Form, chart budget.Chart) (index, error) {
	x := index{chart: chart, bySize: map[int][]int{}}
	seen := map[string]bool{}
	for n, s := range f.Sections {
		if s.Item != nil && !x.hasGroup(s.Item.Path) {
			x.groups = append(x.groups, *s.Item)
			x.add(n, Field{Path: s.Item.Path, Label: s.Item.Noun, Kind: Item})
			x.add(n, Field{Path: s.Item.Path + ".rank", Label: "Rang", Kind: Rank})
		}
		for _, field := range s.Fields {
			if seen[field.Path] {
				return x, fmt.Errorf("path %s stands twice", field.Path)
			}
			seen[field.Path] = true
			x.add(n, field)
		}
	}
	return x, nil
}

func (x *index) hasGroup(path string) bool {
	return slices.ContainsFunc(x.groups, func(g Group) bool { return g.Path == path })
}

func (x *index) add(section int, field Field) {
	segments := strings.Split(field.Path, ".")
	x.places = append(x.places, place{segments, section, field})
	at := len(x.places) - 1
	if segments[len(segments)-1] == "{funder}" {
		x.open = append(x.open, at)
		return
	}
	x.bySize[len(segments)] = append(x.bySize[len(segments)], at)
}

// find is the place of a path, and what stands where its template is open.
func (x index) find(path string) (place, []string, bool) {
	segments := strings.Split(path, ".")
	for _, at := range x.bySize[len(segments)] {
		if ids, ok := x.match(x.places[at].segments, segments); ok {
			return x.places[at], ids, true
		}
	}
	for _, at := range x.open {
		template := x.places[at].segments
		last := len(template) - 1
		if len(segments) <= last {
			continue
		}
		closed := append(slices.Clone(segments[:last]), strings.Join(segments[last:], "."))
		if ids, ok := x.match(template, closed); ok {
			return x.places[at], ids, true
		}
	}
	return place{}, nil, false
}

// match compares segment by segment; both are of the same length.
func (x index) match(template, segments []string) (ids []string, ok bool) {
	for i, t := range template {
		s := segments[i]
		switch {
		case t == s && !open(t):
			continue
		case t == "*" && itemID.MatchString(s):
		case t == "{year}" && yearSegment.MatchString(s):
		case t == "{line}" && x.hasLine(template[i-1], s, template[0] == "body_budget"):
		case t == "{funder}" && s != "" && len(s) <= 40:
		default:
			return nil, false
		}
		ids = append(ids, s)
	}
	return ids, true
}

// hasLine reports whether a line stands in a column of the table; notes are
// taken for the lines of every column.
func (x index) hasLine(column, code string, body bool) bool {
	l, known := x.chart.Line(code)
	return known && l.In(body) && (column == "notes" || column == string(l.Side))
}

// Knows is the field of a path, if the form has it.
func (f Form) Knows(path string) (Field, bool) {
	p, _, ok := f.index.find(path)
	return p.field, ok
}

// fill puts ids where a template is open, as many as there are.
func fill(template string, ids []string) string {
	segments := strings.Split(template, ".")
	for i, s := range segments {
		if len(ids) > 0 && open(s) {
			segments[i], ids = ids[0], ids[1:]
		}
	}
	return strings.Join(segments, ".")
}

func open(segment string) bool { return segment == "*" || strings.HasPrefix(segment, "{") }

// openings is the number of ids that a template takes.
func openings(template string) (n int) {
	for _, s := range strings.Split(template, ".") {
		if open(s) {
			n++
		}
	}
	return n
}
