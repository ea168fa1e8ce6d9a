package rehearsal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
)

// ErrFile refuses a campaign file; Field is the path of the value at fault,
// written as payments[7].ej.
var ErrFile = fault.New(fault.Invalid, "rehearsal.file", "fichier de campagne illisible")

// node is a value of the file with its path and its rank among all values, so
// that acts of one day are played in the order they are written.
type node struct {
	path   string
	rank   int
	kind   byte // '{', '[', 's' string, 'n' number, 'b' boolean, '0' null
	text   string
	keys   []string
	fields map[string]*node
	items  []*node
}

// parse reads one JSON document; duplicate keys and anything after it are
// refused.
func parse(data []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	ranks := 0
	root, err := value(d, "", &ranks)
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, ErrFile.With("JSON mal formé, ligne %d : %v", 1+bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")), err)
		}
		if f := fault.Of(err); f != nil {
			return nil, err
		}
		return nil, ErrFile.With("JSON mal formé, ligne %d : %v", 1+bytes.Count(data[:min(int(d.InputOffset()), len(data))], []byte("\n")), err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrFile.With("du texte suit la fin du document ; attendu : un seul objet JSON")
	}
	return root, nil
}

func value(d *json.Decoder, path string, ranks *int) (*node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	*ranks++
	n := &node{path: path, rank: *ranks}
	switch t := token.(type) {
	case json.Delim:
		n.kind = byte(t)
		if t == '{' {
			return n, object(d, n, ranks)
		}
		return n, array(d, n, ranks)
	case string:
		n.kind, n.text = 's', t
	case json.Number:
		n.kind, n.text = 'n', t.String()
	case bool:
		n.kind, n.text = 'b', strconv.FormatBool(t)
	default:
		n.kind, n.text = '0', "null"
	}
	return n, nil
}

func object(d *json.Decoder, n *node, ranks *int) error {
	n.fields = map[string]*node{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		key := token.(string)
		path := key
		if n.path != "" {
			path = n.path + "." + key
		}
		if _, twice := n.fields[key]; twice {
			return ErrFile.With("clé « %s » écrite deux fois ; attendu : une seule", key).At(path)
		}
		child, err := value(d, path, ranks)
		if err != nil {
			return err
		}
		n.keys, n.fields[key] = append(n.keys, key), child
	}
	_, err := d.Token()
	return err
}

func array(d *json.Decoder, n *node, ranks *int) error {
	for d.More() {
		child, err := value(d, fmt.Sprintf("%s[%d]", n.path, len(n.items)), ranks)
		if err != nil {
			return err
		}
		n.items = append(n.items, child)
	}
	_, err := d.Token()
	return err
}

// seen is the value as the file writes it.
func (n *node) seen() string {
	switch n.kind {
	case '{':
		return "un objet"
	case '[':
		return "une liste"
	case 's':
		return "« " + n.text + " »"
	}
	return n.text
}

// problemsMax bounds how many problems of one file are told.
const problemsMax = 20

// reader reads typed values out of nodes and gathers every problem of the file.
type reader struct{ problems []error }

// wrong adds a problem at path.
func (r *reader) wrong(path, format string, args ...any) {
	if len(r.problems) < problemsMax {
		r.problems = append(r.problems, ErrFile.With(format, args...).At(path))
	}
}

// refuse adds what a value type said of the value at path.
func (r *reader) refuse(path string, err error) {
	if f := fault.Of(err); f != nil {
		r.wrong(path, "%s", f.Detail)
		return
	}
	r.wrong(path, "%v", err)
}

// err is all that is wrong with the file, nil if nothing is.
func (r *reader) err() error { return errors.Join(r.problems...) }

// object checks that n is an object with the needed keys and no key that is
// neither needed nor optional. It returns an empty object otherwise.
func (r *reader) object(n *node, needed, optional []string) *node {
	if n.kind != '{' {
		r.wrong(n.path, "%s ; attendu : un objet", n.seen())
		return &node{path: n.path, kind: '{', fields: map[string]*node{}}
	}
	known := map[string]bool{}
	for _, k := range append(append([]string{}, needed...), optional...) {
		known[k] = true
	}
	for _, k := range n.keys {
		if !known[k] {
			r.wrong(n.fields[k].path, "clé inconnue « %s »", k)
		}
	}
	for _, k := range needed {
		if n.fields[k] == nil {
			path := k
			if n.path != "" {
				path = n.path + "." + k
			}
			r.wrong(path, "clé absente ; elle est obligatoire")
		}
	}
	return n
}

// list is the items of an optional list.
func (r *reader) list(n *node) []*node {
	if n == nil {
		return nil
	}
	if n.kind != '[' {
		r.wrong(n.path, "%s ; attendu : une liste", n.seen())
	}
	return n.items
}

// has reports whether an optional value is there; null counts as absent.
func has(n *node) bool { return n != nil && n.kind != '0' }

func (r *reader) text(n *node) string {
	if !has(n) {
		return ""
	}
	if n.kind != 's' {
		r.wrong(n.path, "%s ; attendu : un texte", n.seen())
		return ""
	}
	return n.text
}

func (r *reader) integer(n *node, otherwise, low, high int) int {
	if !has(n) {
		return otherwise
	}
	i, err := strconv.Atoi(n.text)
	if n.kind != 'n' || err != nil || i < low || i > high {
		r.wrong(n.path, "%s ; attendu : un nombre entier de %d à %d", n.seen(), low, high)
		return otherwise
	}
	return i
}

func (r *reader) amount(n *node) money.Amount {
	if !has(n) {
		return money.Zero
	}
	if n.kind != 's' {
		r.wrong(n.path, "%s ; attendu : un montant entre guillemets, par exemple \"1234.56\"", n.seen())
		return money.Zero
	}
	return read(r, n, money.ParseWire)
}

func (r *reader) date(n *node) calendar.Date {
	if !has(n) || n.kind != 's' {
		if n != nil {
			r.wrong(n.path, "%s ; attendu : une date AAAA-MM-JJ", n.seen())
		}
		return calendar.Date{}
	}
	return read(r, n, calendar.Parse)
}

func (r *reader) instant(n *node) time.Time {
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, n.text)
	if n.kind != 's' || err != nil {
		r.wrong(n.path, "%s ; attendu : un instant, par exemple « 2026-02-06T23:59:59+01:00 »", n.seen())
	}
	return t
}

// read parses the text of an optional value with a constructor of the house.
func read[T any](r *reader, n *node, parse func(string) (T, error)) (v T) {
	if !has(n) {
		return v
	}
	if n.kind != 's' {
		r.wrong(n.path, "%s ; attendu : un texte", n.seen())
		return v
	}
	v, err := parse(n.text)
	if err != nil {
		r.refuse(n.path, err)
	}
	return v
}
