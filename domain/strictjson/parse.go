package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"tourdetable/domain/fault"
)

// Node is a value of the file with its path.
type Node struct {
	Path   string // as payments[7].ej
	Kind   byte   // '{', '[', 's' string, 'n' number, 'b' boolean, '0' null
	Text   string // of a string, a number, a boolean or null
	Keys   []string
	Fields map[string]*Node
	Items  []*Node
}

// depthMax bounds how deep values nest.
const depthMax = 20

// Parse reads one JSON document; duplicate keys and anything after it are
// refused.
func Parse(data []byte, refusal *fault.Error) (*Node, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, refusal.With("fichier vide ; attendu : un objet JSON")
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return nil, refusal.With("le fichier commence par une marque d'ordre des octets (BOM) ; attendu : de l'UTF-8 sans marque")
	case !utf8.Valid(data):
		return nil, refusal.With("ligne %d : des octets ne sont pas de l'UTF-8 ; attendu : un fichier enregistré en UTF-8", line(data, firstInvalid(data)))
	}
	p := parser{json.NewDecoder(bytes.NewReader(data)), refusal}
	p.UseNumber()
	root, err := p.value("", 0)
	switch {
	case fault.Of(err) != nil:
		return nil, err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, p.refusal.With("JSON mal formé : le fichier s'arrête à la ligne %d avant la fin du document", line(data, len(data)))
	case err != nil:
		return nil, p.malformed(data, err)
	}
	if _, err := p.Token(); !errors.Is(err, io.EOF) {
		return nil, p.refusal.With("ligne %d : du texte suit la fin du document ; attendu : un seul objet JSON", line(data, int(p.InputOffset())))
	}
	return root, nil
}

// parser is a decoder and what it refuses with.
type parser struct {
	*json.Decoder
	refusal *fault.Error
}

// malformed tells where the JSON breaks, and on which character.
func (p parser) malformed(data []byte, err error) error {
	at := int(p.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	for at < len(data) && strings.ContainsRune(" \t\r\n", rune(data[at])) {
		at++
	}
	rest, _ := utf8.DecodeRune(data[min(at, len(data)):])
	return p.refusal.With("JSON mal formé, ligne %d, près de « %c » ; attendu : une virgule, un deux-points, une accolade ou une valeur", line(data, at), rest).Because(err)
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

func (p parser) value(path string, depth int) (*Node, error) {
	token, err := p.Token()
	if err != nil {
		return nil, err
	}
	if depth > depthMax {
		return nil, p.refusal.With("valeurs emboîtées sur plus de %d niveaux", depthMax).At(path)
	}
	n := &Node{Path: path}
	switch t := token.(type) {
	case json.Delim:
		n.Kind = byte(t)
		if t == '{' {
			return n, p.object(n, depth)
		}
		return n, p.array(n, depth)
	case string:
		n.Kind, n.Text = 's', t
	case json.Number:
		n.Kind, n.Text = 'n', t.String()
	case bool:
		n.Kind, n.Text = 'b', strconv.FormatBool(t)
	default:
		n.Kind, n.Text = '0', "null"
	}
	return n, nil
}

func (p parser) object(n *Node, depth int) error {
	n.Fields = map[string]*Node{}
	for p.More() {
		token, err := p.Token()
		if err != nil {
			return err
		}
		key := token.(string)
		if n.Fields[key] != nil {
			return p.refusal.With("clé « %s » écrite deux fois ; attendu : une seule", key).At(n.Under(key))
		}
		child, err := p.value(n.Under(key), depth+1)
		if err != nil {
			return err
		}
		n.Keys, n.Fields[key] = append(n.Keys, key), child
	}
	_, err := p.Token()
	return err
}

// Under is the path of a key of n.
func (n *Node) Under(key string) string {
	if n.Path == "" {
		return key
	}
	return n.Path + "." + key
}

func (p parser) array(n *Node, depth int) error {
	for p.More() {
		child, err := p.value(fmt.Sprintf("%s[%d]", n.Path, len(n.Items)), depth+1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, child)
	}
	_, err := p.Token()
	return err
}

// Seen is the value as the file writes it.
func (n *Node) Seen() string {
	switch n.Kind {
	case '{':
		return "un objet"
	case '[':
		return "une liste"
	case 's':
		return "« " + n.Text + " »"
	}
	return n.Text
}
