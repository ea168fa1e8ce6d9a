package history

import "fmt"

// warnings counts what was repaired or left empty, by what happened.
type warnings struct {
	order []string
	count map[string]int
	first map[string]string
}

// note remembers that what happened to the row at place.
func (w *warnings) note(what string, place string) {
	if w.count == nil {
		w.count, w.first = map[string]int{}, map[string]string{}
	}
	if w.count[what]++; w.count[what] == 1 {
		w.order, w.first[what] = append(w.order, what), place
	}
}

func (w *warnings) told() []string {
	told := make([]string, 0, len(w.order))
	for _, what := range w.order {
		if n := w.count[what]; n > 1 {
			told = append(told, fmt.Sprintf("%s : %d lignes, la première est %s", what, n, w.first[what]))
		} else {
			told = append(told, fmt.Sprintf("%s : %s", what, w.first[what]))
		}
	}
	return told
}
