package strictjson

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tourdetable/domain/fault"
)

// problemsMax bounds how many problems of one file are told.
const problemsMax = 20

// Reader reads typed values out of nodes and gathers every problem of the file.
type Reader struct {
	Refusal  *fault.Error // what refuses a value
	problems []error
}

// Wrong adds a problem at path.
func (r *Reader) Wrong(path, format string, args ...any) {
	if len(r.problems) < problemsMax {
		r.problems = append(r.problems, r.Refusal.With(format, args...).At(path))
	}
}

// Refuse adds what a value type said of the value at path.
func (r *Reader) Refuse(path string, err error) {
	if f := fault.Of(err); f != nil {
		r.Wrong(path, "%s", f.Detail)
		return
	}
	r.Wrong(path, "%v", err)
}

// Err is all that is wrong with the file, nil if nothing is.
func (r *Reader) Err() error { return errors.Join(r.problems...) }

// Object checks that n is an object with the needed keys and no key that is
// neither needed nor optional. It returns an empty object otherwise.
func (r *Reader) Object(n *Node, needed, optional []string) *Node {
	if n.Kind != '{' {
		r.Wrong(n.Path, "%s ; attendu : un objet", n.Seen())
		return &Node{Path: n.Path, Kind: '{', Fields: map[string]*Node{}}
	}
	known := map[string]bool{}
	for _, k := range append(append([]string{}, needed...), optional...) {
		known[k] = true
	}
	for _, k := range n.Keys {
		if !known[k] {
			r.Wrong(n.Fields[k].Path, "clé inconnue « %s »", k)
		}
	}
	for _, k := range needed {
		if v := n.Fields[k]; v == nil {
			r.Wrong(n.Under(k), "clé absente ; elle est obligatoire")
		} else if !Has(v) {
			r.Wrong(v.Path, "null ; attendu : une valeur, la clé est obligatoire")
		}
	}
	return n
}

// List is the items of a list; none where it is absent or null.
func (r *Reader) List(n *Node) []*Node {
	if !Has(n) {
		return nil
	}
	if n.Kind != '[' {
		r.Wrong(n.Path, "%s ; attendu : une liste", n.Seen())
	}
	return n.Items
}

// Has reports whether an optional value is there; null counts as absent.
func Has(n *Node) bool { return n != nil && n.Kind != '0' }

// Text is a text; "" where it is absent or null.
func (r *Reader) Text(n *Node) string {
	if !Has(n) {
		return ""
	}
	if n.Kind != 's' {
		r.Wrong(n.Path, "%s ; attendu : un texte", n.Seen())
		return ""
	}
	if at := strings.IndexFunc(n.Text, unprintable); at >= 0 {
		r.Wrong(n.Path, "caractère de contrôle en position %d ; attendu : un texte lisible", 1+utf8.RuneCountInString(n.Text[:at]))
		return ""
	}
	return n.Text
}

// unprintable tells the characters that no text of the file may hold.
func unprintable(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' }

// Name is a text that says something.
func (r *Reader) Name(n *Node) string {
	text := r.Text(n)
	if Has(n) && n.Kind == 's' && strings.TrimSpace(n.Text) == "" {
		r.Wrong(n.Path, "%s ; attendu : un texte non vide", n.Seen())
	}
	return text
}

// Boolean is true or false; false where it is absent or null.
func (r *Reader) Boolean(n *Node) bool {
	if Has(n) && n.Kind != 'b' {
		r.Wrong(n.Path, "%s ; attendu : true ou false", n.Seen())
	}
	return Has(n) && n.Kind == 'b' && n.Text == "true"
}

// Integer is a number between two bounds, otherwise where it is absent or null.
func (r *Reader) Integer(n *Node, otherwise, low, high int) int {
	if !Has(n) {
		return otherwise
	}
	i, err := strconv.Atoi(n.Text)
	if n.Kind != 'n' || err != nil || i < low || i > high {
		r.Wrong(n.Path, "%s ; attendu : un nombre entier de %d à %d", n.Seen(), low, high)
		return otherwise
	}
	return i
}

// Read parses the text of an optional value with a constructor of the house.
func Read[T any](r *Reader, n *Node, parse func(string) (T, error)) (v T) {
	if !Has(n) {
		return v
	}
	if n.Kind != 's' {
		r.Wrong(n.Path, "%s ; attendu : un texte", n.Seen())
		return v
	}
	v, err := parse(n.Text)
	if err != nil {
		r.Refuse(n.Path, err)
	}
	return v
}
