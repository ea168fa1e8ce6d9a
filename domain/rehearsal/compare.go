package rehearsal

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tourdetable/domain/casefile"
	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
)

// Difference is one figure that is not what the file expected.
type Difference struct {
	Path     string `json:"path"`
	Expected any    `json:"expected"`
	Got      any    `json:"got"`
}

// figureKeys are the names of the figures, as the file and the answer write
// them.
func figureKeys() []string {
	t := reflect.TypeFor[casefile.Figures]()
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("json")
	}
	return keys
}

// readExpected reads the figures that a file expects: strings, whole numbers,
// and objects of them.
func readExpected(r *reader, n *node) map[string]any {
	if !strictjson.Has(n) {
		return nil
	}
	n = r.Object(n, nil, figureKeys())
	plain, _ := plainOf(r, n).(map[string]any)
	return plain
}

func plainOf(r *reader, n *node) any {
	switch n.Kind {
	case '{':
		out := map[string]any{}
		for k, child := range n.Fields {
			out[k] = plainOf(r, child)
		}
		return out
	case 's':
		return n.Text
	case 'n':
		if i, err := strconv.Atoi(n.Text); err == nil {
			return i
		}
	}
	r.Wrong(n.Path, "%s ; attendu : un texte, un nombre entier ou un objet", n.Seen())
	return nil
}

// Compare lists what differs between the figures and what the file expected of
// them, sorted by path. A figure absent on one side counts as zero.
func Compare(got casefile.Figures, expected map[string]any) ([]Difference, error) {
	text, err := json.Marshal(got)
	if err != nil {
		return nil, err
	}
	var have map[string]any
	if err := json.Unmarshal(text, &have); err != nil {
		return nil, err
	}
	var found []Difference
	for key, want := range expected {
		diff(&found, key, want, have[key])
	}
	slices.SortFunc(found, func(a, b Difference) int { return strings.Compare(a.Path, b.Path) })
	return found, nil
}

func diff(found *[]Difference, path string, want, have any) {
	w, wantObject := want.(map[string]any)
	h, haveObject := have.(map[string]any)
	if (wantObject || want == nil) && (haveObject || have == nil) && (wantObject || haveObject) {
		for k := range w {
			diff(found, path+"."+k, w[k], h[k])
		}
		for k := range h {
			if _, told := w[k]; !told {
				diff(found, path+"."+k, nil, h[k])
			}
		}
		return
	}
	if !sameFigure(want, have) {
		*found = append(*found, Difference{path, want, have})
	}
}

// sameFigure compares two leaves: amounts by value, numbers by value, an absent
// one as zero.
func sameFigure(a, b any) bool {
	x, okA := figure(a)
	y, okB := figure(b)
	if okA && okB {
		return x.Equal(y)
	}
	return a == b
}

func figure(v any) (money.Amount, bool) {
	switch v := v.(type) {
	case nil:
		return money.Zero, true
	case int:
		return money.Cents(int64(v) * 100), true
	case float64: // a count, by json.Unmarshal
		return money.Cents(int64(v) * 100), true
	case string:
		a, err := money.ParseWire(v)
		return a, err == nil
	}
	return money.Zero, false
}
