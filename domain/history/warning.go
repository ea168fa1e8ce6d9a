package history

import "fmt"

// Warnings counts what was repaired or left empty, by what happened. The zero
// value is ready.
type Warnings struct {
	order []string
	count map[string]int
	first map[string]string
}

// Note remembers that what happened to the row at place.
func (w *Warnings) Note(what string, place string) {
	if w.count == nil {
		w.count, w.first = map[string]int{}, map[string]string{}
	}
	if w.count[what]++; w.count[what] == 1 {
		w.order, w.first[what] = append(w.order, what), place
	}
}

// Told lists them in French, in the order they first happened.
func (w *Warnings) Told() []string {
	told := make([]string, 0, len(w.order))
	for _, what := range w.order {
		if n := w.count[what]; n > 1 {
			told = append(told, fmt.Sprintf("%s : %d fois, d'abord %s", what, n, w.first[what]))
		} else {
			told = append(told, fmt.Sprintf("%s : %s", what, w.first[what]))
		}
	}
	return told
}

// Place tells people where a row is.
func Place(sheet string, line int) string {
	if sheet == "" {
		return fmt.Sprintf("ligne %d", line)
	}
	return fmt.Sprintf("ligne %d de la feuille « %s »", line, sheet)
}
