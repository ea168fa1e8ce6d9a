package form

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tourdetable/domain/budget"
	"tourdetable/domain/money"
)

// Severity is how hard a problem is.
type Severity string

const (
	Blocks   Severity = "blocks"   // no deposit
	Warns    Severity = "warns"    // a deposit, with a justification
	Optional Severity = "optional" // of a document: may be brought
)

// Problem is one thing that is wrong or missing.
type Problem struct {
	Path     string   `json:"path"`
	Code     string   `json:"code"` // "form.required", "budget.cents", or a rule, "R01"
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // French, with the value seen and what was expected
}

// Progress is how far a section is filled in, for one project where it is
// asked of each.
type Progress struct {
	Key      string `json:"key"`
	Item     string `json:"item"` // id of the project; "" for a section of the file, and for the number of projects
	Title    string `json:"title"`
	Required int    `json:"required"`
	Done     int    `json:"done"`
	Problems int    `json:"problems"` // that block
}

// Report is what Check says.
type Report struct {
	Problems []Problem  `json:"problems"` // never nil, in the order of the form
	Sections []Progress `json:"sections"`
	ToType   int        `json:"to_type"` // required fields still to type, the record's and the documents left out
}

// Blocking reports whether a problem forbids the deposit.
func (r Report) Blocking() bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Severity == Blocks })
}

// Check tells all that is wrong and all that is missing. It never refuses to
// read: an answer that it cannot read is one of the problems.
func (f Form) Check(a Answers, c Context) Report {
	w := &writer{reading: f.reading(a, c), report: Report{Problems: []Problem{}, Sections: []Progress{}}, problems: map[spot][]Problem{}}
	w.checkValues()
	for n, s := range f.Sections {
		w.checkSection(n, s)
	}
	w.checkFile()
	w.checkDocuments()
	return w.finish()
}

// reading finds the items that exist: each with all those that hold it.
func (f Form) reading(a Answers, c Context) reading {
	r := reading{form: f, answers: a, context: c, items: map[string][][]string{}}
	for _, path := range slices.Sorted(maps.Keys(a)) {
		if p, ids, known := f.index.find(path); known && p.field.Kind == Item && Bool(a, path) && r.alive(ids, p.field.Path) {
			r.items[p.field.Path] = append(r.items[p.field.Path], ids)
		}
	}
	return r
}

// alive reports whether every item that a template stands in exists.
func (r reading) alive(ids []string, template string) bool {
	for _, g := range r.form.index.groups {
		if strings.HasPrefix(template, g.Path) && !Bool(r.answers, fill(g.Path, ids)) {
			return false
		}
	}
	return true
}

// spot is where a problem is counted.
type spot struct {
	section int
	item    string
}

// documentsKey is the section of what is attached.
const documentsKey = "documents"

// writer builds a report.
type writer struct {
	reading
	report   Report
	order    []spot
	progress map[spot]*Progress
	problems map[spot][]Problem
}

// at is the spot of a section for these ids.
func (r reading) at(section int, ids []string) spot {
	if section < len(r.form.Sections) && r.form.Sections[section].Item != nil && len(ids) > 0 && strings.HasPrefix(r.form.Sections[section].Item.Path, "projects.") {
		return spot{section, ids[0]}
	}
	return spot{section: section}
}

func (w *writer) wrong(at spot, path, code string, severity Severity, format string, args ...any) {
	w.problems[at] = append(w.problems[at], Problem{path, code, severity, fmt.Sprintf(format, args...)})
}

// count adds n required things, done of which are there.
func (w *writer) count(at spot, n, done int, typed bool) {
	p := w.open(at)
	p.Required, p.Done = p.Required+n, p.Done+done
	if typed {
		w.report.ToType += n - done
	}
}

// open is the progress of a spot, told in the order in which sections come.
func (w *writer) open(at spot) *Progress {
	if w.progress == nil {
		w.progress = map[spot]*Progress{}
	}
	if w.progress[at] == nil {
		p := &Progress{Key: documentsKey, Title: "Pièces justificatives", Item: at.item}
		if at.section < len(w.form.Sections) {
			p.Key, p.Title = w.form.Sections[at.section].Key, w.form.Sections[at.section].Title
		}
		w.progress[at], w.order = p, append(w.order, at)
	}
	return w.progress[at]
}

func (w *writer) finish() Report {
	for at := range w.problems {
		w.open(at)
	}
	slices.SortFunc(w.order, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.section, b.section), cmp.Compare(bit(a.item != ""), bit(b.item != "")), cmp.Compare(rank(w.answers, "projects."+a.item), rank(w.answers, "projects."+b.item)), cmp.Compare(a.item, b.item))
	})
	for _, at := range w.order {
		p := w.progress[at]
		for _, found := range w.problems[at] {
			if found.Severity == Blocks {
				p.Problems++
			}
		}
		w.report.Sections = append(w.report.Sections, *p)
		w.report.Problems = append(w.report.Problems, w.problems[at]...)
	}
	return w.report
}

// visible reports whether a field is asked of the item of these ids.
func (r reading) visible(section int, field Field, ids []string) bool {
	return r.holds(r.form.Sections[section].When, ids) && r.holds(field.When, ids)
}

// checkValues looks at every answer that is asked, whatever its order.
func (w *writer) checkValues() {
	for _, path := range slices.Sorted(maps.Keys(w.answers)) {
		p, ids, known := w.form.index.find(path)
		if !known || p.field.Kind == OnRecord || blank(w.answers, path) || !w.alive(ids, p.field.Path) || !w.visible(p.section, p.field, ids) {
			continue
		}
		for _, found := range w.checkValue(p.field, path, ids) {
			at := w.at(p.section, ids)
			w.problems[at] = append(w.problems[at], found)
		}
	}
}

// checkSection looks for what is missing in a section, for each of its items.
func (w *writer) checkSection(n int, s Section) {
	if s.Item == nil {
		w.checkFields(n, s, nil)
		return
	}
	if w.leads(n, s.Item.Path) {
		w.checkGroup(n, *s.Item)
	}
	for _, ids := range w.items[s.Item.Path] {
		w.checkFields(n, s, ids)
	}
}

// leads reports whether a section is the first of its group.
func (r reading) leads(n int, path string) bool {
	return !slices.ContainsFunc(r.form.Sections[:n], func(s Section) bool { return s.Item != nil && s.Item.Path == path })
}

// checkGroup counts the items of a group, inside each item that holds it.
func (w *writer) checkGroup(n int, g Group) {
	for _, ids := range w.holders(g.Path) {
		if !w.holds(w.form.Sections[n].When, ids) {
			continue
		}
		have := 0
		for _, item := range w.items[g.Path] {
			if slices.Equal(item[:len(item)-1], ids) {
				have++
			}
		}
		at, path := w.at(n, ids), strings.TrimSuffix(fill(g.Path, ids), ".*")
		w.count(at, g.Min, min(have, g.Min), true)
		if have < g.Min {
			w.wrong(at, path, "form.items", Blocks, "%s : %d ; attendu : %d au moins", g.Noun, have, g.Min)
		}
		if g.Max > 0 && have > g.Max {
			w.wrong(at, path, "form.items", Blocks, "%s : %d ; attendu : %d au plus", g.Noun, have, g.Max)
		}
	}
}

// holders are the items in which a group stands; the file itself for a group of
// the top. A group inside a budget has no count of its own.
func (r reading) holders(path string) [][]string {
	holder := strings.TrimSuffix(path, ".*")
	switch {
	case openings(holder) == 0:
		return [][]string{nil}
	case strings.Contains(holder, "{year}"):
		return nil
	}
	return r.items[holder[:strings.LastIndex(holder, "*")+1]]
}

// checkFields looks for the required answers of a section, for one item.
func (w *writer) checkFields(n int, s Section, ids []string) {
	if !w.holds(s.When, ids) {
		return
	}
	at := w.at(n, ids)
	w.open(at)
	for _, f := range s.Fields {
		if f.Kind == OnRecord && len(f.AtMost) > 0 && w.holds(f.When, ids) {
			w.problems[at] = append(w.problems[at], w.checkValue(f, f.Path, nil)...)
		}
		if f.Required && openings(f.Path) == len(ids) && w.holds(f.When, ids) {
			w.checkRequired(at, f, fill(f.Path, ids))
		}
	}
	if s.Widget == Budget && len(ids) < 2 {
		w.checkBudget(at, ids)
	}
}

// checkRequired looks for one answer.
func (w *writer) checkRequired(at spot, f Field, path string) {
	var there bool
	switch {
	case f.Kind == OnRecord:
		there = strings.TrimSpace(w.context.Record[path]) != ""
	case f.Kind == Attestation:
		there = Bool(w.answers, path)
	case path == "programme" && w.context.Programme != "":
		there = true
	default:
		there = !blank(w.answers, path)
	}
	if there {
		w.count(at, 1, 1, f.Kind != OnRecord)
		return
	}
	w.count(at, 1, 0, f.Kind != OnRecord)
	switch f.Kind {
	case OnRecord:
		w.wrong(at, path, "form.record", Blocks, "« %s » manque dans la fiche de l'organisme ; attendu : le compléter une fois pour toutes dans « Mon organisme »", f.Label)
	case Attestation:
		w.wrong(at, path, "form.attestation", Blocks, "attestation non cochée ; attendu : « %s »", f.Label)
	default:
		w.wrong(at, path, "form.required", Blocks, "« %s » n'est pas rempli ; attendu : une réponse", f.Label)
	}
}

// checkBudget looks at the years of one project, or of the body if ids is empty.
func (w *writer) checkBudget(at spot, ids []string) {
	project, base, last := "", "body_budget.", w.context.Year
	if len(ids) > 0 {
		project, base, last = ids[0], "projects."+ids[0]+".budget.", w.context.lastYear()
	}
	sheets := map[int]budget.Sheet{}
	for _, s := range Sheets(w.answers, project) {
		sheets[s.Year] = s
		if !w.form.index.chart.Totals(s).Charges.IsZero() && (s.Year < w.context.Year || s.Year > last) {
			w.wrong(at, fmt.Sprintf("%s%d", base, s.Year), "form.year", Warns, "budget de l'année %d ; attendu : de %d à %d, cette année n'est pas prise en compte", s.Year, w.context.Year, last)
		}
	}
	asked := money.Zero
	for year := w.context.Year; year <= last; year++ {
		asked = asked.Add(w.checkYear(at, fmt.Sprintf("%s%d", base, year), year, sheets[year]))
	}
	if project == "" {
		return
	}
	w.count(at, 1, bit(!asked.IsZero()), true)
	if asked.IsZero() {
		w.wrong(at, fmt.Sprintf("%s%d.requests", base, w.context.Year), "form.no_request", Blocks, "aucun financeur n'est sollicité ; attendu : un montant demandé à l'un au moins des financeurs de la grille")
	}
}

// checkYear looks at one year and tells what it asks of the funders of the grid.
func (w *writer) checkYear(at spot, path string, year int, s budget.Sheet) money.Amount {
	totals := w.form.index.chart.Totals(s)
	w.count(at, 1, bit(!totals.Charges.IsZero()), true)
	if totals.Charges.IsZero() {
		w.wrong(at, path, "form.budget_empty", Blocks, "budget %d vide ; attendu : les charges et les produits de l'année", year)
	}
	for _, p := range w.form.index.chart.Check(s) {
		w.wrong(at, strings.TrimSuffix(path+"."+p.Path, "."), p.Rule, Severity(p.Severity), "%s", p.Message)
	}
	for _, sub := range s.Subsidies {
		if sub.Funder != "" && len(w.context.Funders) > 0 && !slices.Contains(w.context.Funders, sub.Funder) {
			w.wrong(at, path+"."+sub.Path(), "form.funder", Blocks, "financeur « %s » : il n'est pas de cet appel ; attendu : %s", sub.Funder, strings.Join(w.context.Funders, ", "))
		}
	}
	return totals.Requested
}

// checkFile looks at what holds several answers together.
func (w *writer) checkFile() {
	if chosen := Text(w.answers, "programme"); chosen != "" && w.context.Programme != "" && chosen != w.context.Programme {
		w.wrong(w.spotOf("programme"), "programme", "form.programme", Blocks, "programme %s ; attendu : %s, celui de l'appel", chosen, w.context.Programme)
	}
	asked, shared := money.Zero, money.Zero
	for _, r := range Requests(w.answers) {
		asked = asked.Add(r.Amount)
	}
	for _, ids := range w.items["partners.*"] {
		shared = shared.Add(Amount(w.answers, "partners."+ids[0]+".amount"))
	}
	if shared.More(asked) {
		w.wrong(w.spotOf("partners.x"), "partners", "form.split", Blocks, "parts des partenaires : %s ; attendu : %s au plus, le total demandé aux financeurs", shared.French(), asked.French())
	}
}

// spotOf is where problems of a path of the file are counted.
func (r reading) spotOf(path string) spot {
	p, _, _ := r.form.index.find(path)
	return spot{section: p.section}
}

// checkDocuments looks for the documents that this file must bring.
func (w *writer) checkDocuments() {
	at := spot{section: len(w.form.Sections)}
	w.open(at)
	for _, d := range w.documents() {
		if d.InForm || d.Severity == Optional {
			continue
		}
		w.count(at, 1, min(d.Present, 1), false)
		if d.Present == 0 {
			w.wrong(at, documentsKey+"."+d.Code, "form.document", d.Severity, "pièce absente : « %s » ; attendu : un fichier au moins", d.Label)
		}
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
