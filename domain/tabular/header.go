package tabular

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// headerWithin is how many of the first rows may come before the header.
const headerWithin = 15

// Field is a column that a reader knows, by the names people give it; earlier
// names win over later ones.
type Field struct {
	Name    string
	Aliases []string
}

// Understood is one column of a file and the field it was taken for.
type Understood struct {
	Column string // as a spreadsheet names it: A, B, … AA
	Header string // as written in the file
	Field  string
}

// Header is the row that names the columns, understood.
type Header struct {
	Line       int
	Width      int // cells of the row, up to its last name
	Understood []Understood
	Ignored    []string // names of the columns left aside
	names      []string
	at         map[string]int
}

// FindHeader reads the first rows of sheet and returns the one where most
// fields are understood; a Header that understood nothing has Line 0.
func FindHeader(sheet Sheet, fields []Field) (Header, error) {
	best, seen := Header{}, 0
	for row, err := range sheet.Rows() {
		if err != nil {
			return best, err
		}
		if h := understand(row, fields); len(h.Understood) > len(best.Understood) {
			best = h
		}
		if seen++; seen == headerWithin {
			break
		}
	}
	return best, nil
}

// FirstNames returns the names in what looks like the header of sheet, for a
// refusal to show: the first of the first rows that is nearly as full as the
// fullest.
func FirstNames(sheet Sheet) []string {
	var first [][]string
	fullest := 0
	for row, err := range sheet.Rows() {
		if err != nil || len(first) == headerWithin {
			break
		}
		filled := slices.DeleteFunc(slices.Clone(row.Cells), func(c string) bool { return strings.TrimSpace(c) == "" })
		first, fullest = append(first, filled), max(fullest, len(filled))
	}
	i := slices.IndexFunc(first, func(names []string) bool { return 3*len(names) >= 2*fullest && fullest > 0 })
	if i < 0 {
		return nil
	}
	names := first[i][:min(len(first[i]), 25)]
	for i, n := range names {
		if names[i] = strings.Join(strings.Fields(n), " "); len([]rune(names[i])) > 60 {
			names[i] = string([]rune(names[i])[:60]) + "…"
		}
	}
	return names
}

func understand(row Row, fields []Field) Header {
	h := Header{Line: row.Line, at: map[string]int{}}
	folded := map[string]int{} // first column of each name
	for i := range row.Cells {
		name := row.Cell(i)
		if name != "" {
			h.Width = i + 1
		} else if i > 0 && row.Cell(i-1) != "" {
			// Chorus leaves blank the header of a label, right of its code.
			name = row.Cell(i-1) + " (libellé)"
		}
		h.names = append(h.names, name)
		if _, known := folded[Fold(name)]; !known && name != "" {
			folded[Fold(name)] = i
		}
	}
	taken := map[int]string{}
	for _, f := range fields {
		for _, alias := range f.Aliases {
			i, ok := folded[Fold(alias)]
			if ok && taken[i] == "" {
				taken[i], h.at[f.Name] = f.Name, i
				break
			}
		}
	}
	for i, name := range h.names {
		switch {
		case taken[i] != "":
			h.Understood = append(h.Understood, Understood{Letter(i), name, taken[i]})
		case row.Cell(i) != "":
			h.Ignored = append(h.Ignored, name)
		}
	}
	return h
}

// Has reports whether the file has a column for field.
func (h Header) Has(field string) bool {
	_, ok := h.at[field]
	return ok
}

// At returns the column of field, from 0; -1 if the file has none.
func (h Header) At(field string) int {
	if i, ok := h.at[field]; ok {
		return i
	}
	return -1
}

// Cell returns what row holds for field, "" if the file has no such column.
func (h Header) Cell(row Row, field string) string { return row.Cell(h.At(field)) }

// Name returns the name the file gives to the column of field, "" if none.
func (h Header) Name(field string) string {
	if i := h.At(field); i >= 0 {
		return h.names[i]
	}
	return ""
}

// Names returns all names of the row.
func (h Header) Names() []string { return h.names }

// Fold writes a header as it is compared: letters and digits only, lower
// case, without accents.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case r == 'œ':
			b.WriteString("oe")
		case r == 'æ':
			b.WriteString("ae")
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
