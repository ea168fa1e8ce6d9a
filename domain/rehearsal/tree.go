package rehearsal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
)

// ErrFile refuses a campaign file; Field is the path of the value at fault,
// written as payments[7].ej.
var ErrFile = fault.New(fault.Invalid, "rehearsal.file", "fichier de campagne illisible")

// node is a value of the file with its path.
type node struct {
	path   string
	kind   byte // '{', '[', 's' string, 'n' number, 'b' boolean, '0' null
	text   string
	keys   []string
	fields map[string]*node
	items  []*node
}

// depthMax bounds how deep values nest: the format needs six.
const depthMax = 20

// parse reads one JSON document; duplicate keys and anything after it are
// refused.
func parse(data []byte) (*node, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, ErrFile.With("fichier vide ; attendu : un objet JSON")
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return nil, ErrFile.With("le fichier commence par une marque d'ordre des octets (BOM) ; attendu : de l'UTF-8 sans marque")
	case !utf8.Valid(data):
		return nil, ErrFile.With("ligne %d : des octets ne sont pas de l'UTF-8 ; attendu : un fichier enregistré en UTF-8", line(data, firstInvalid(data)))
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	root, err := value(d, "", 0)
	switch {
	case fault.Of(err) != nil:
		return nil, err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, ErrFile.With("JSON mal formé : le fichier s'arrête à la ligne %d avant la fin du document", line(data, len(data)))
	case err != nil:
		return nil, malformed(data, d, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrFile.With("ligne %d : du texte suit la fin du document ; attendu : un seul objet JSON", line(data, int(d.InputOffset())))
	}
	return root, nil
}

// malformed tells where the JSON breaks, and on which character.
func malformed(data []byte, d *json.Decoder, err error) error {
	at := int(d.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	for at < len(data) && strings.ContainsRune(" \t\r\n", rune(data[at])) {
		at++
	}
	rest, _ := utf8.DecodeRune(data[min(at, len(data)):])
	return ErrFile.With("JSON mal formé, ligne %d, près de « %c » ; attendu : une virgule, un deux-points, une accolade ou une valeur", line(data, at), rest).Because(err)
}

// line is the line number of a byte.
func line(data []byte, at int) int { return 1 + bytes.Count(data[:min(at, len(data))], []byte("\n")) }

func firstInvalid(data []byte) (at int) {
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}

func value(d *json.Decoder, path string, depth int) (*node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > depthMax {
		return nil, ErrFile.With("valeurs emboîtées sur plus de %d niveaux", depthMax).At(path)
	}
	n := &node{path: path}
	switch t := token.(type) {
	case json.Delim:
		n.kind = byte(t)
		if t == '{' {
			return n, object(d, n, depth)
		}
		return n, array(d, n, depth)
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

func object(d *json.Decoder, n *node, depth int) error {
	n.fields = map[string]*node{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		key := token.(string)
		if n.fields[key] != nil {
			return ErrFile.With("clé « %s » écrite deux fois ; attendu : une seule", key).At(n.under(key))
		}
		child, err := value(d, n.under(key), depth+1)
		if err != nil {
			return err
		}
		n.keys, n.fields[key] = append(n.keys, key), child
	}
	_, err := d.Token()
	return err
}

// under is the path of a key of n.
func (n *node) under(key string) string {
	if n.path == "" {
		return key
	}
	return n.path + "." + key
}

func array(d *json.Decoder, n *node, depth int) error {
	for d.More() {
		child, err := value(d, fmt.Sprintf("%s[%d]", n.path, len(n.items)), depth+1)
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
		if v := n.fields[k]; v == nil {
			r.wrong(n.under(k), "clé absente ; elle est obligatoire")
		} else if !has(v) {
			r.wrong(v.path, "null ; attendu : une valeur, la clé est obligatoire")
		}
	}
	return n
}

// list is the items of a list; none where it is absent or null.
func (r *reader) list(n *node) []*node {
	if !has(n) {
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
	if at := strings.IndexFunc(n.text, unprintable); at >= 0 {
		r.wrong(n.path, "caractère de contrôle en position %d ; attendu : un texte lisible", 1+utf8.RuneCountInString(n.text[:at]))
		return ""
	}
	return n.text
}

// unprintable tells the characters that no text of the file may hold.
func unprintable(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' }

// name is a text that says something.
func (r *reader) name(n *node) string {
	text := r.text(n)
	if has(n) && n.kind == 's' && strings.TrimSpace(n.text) == "" {
		r.wrong(n.path, "%s ; attendu : un texte non vide", n.seen())
	}
	return text
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
	if has(n) && n.kind != 's' {
		r.wrong(n.path, "%s ; attendu : une date AAAA-MM-JJ", n.seen())
		return calendar.Date{}
	}
	return read(r, n, calendar.Parse)
}

func (r *reader) instant(n *node) time.Time {
	if !has(n) {
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
