package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// ours marks a sentence that is already French.
const ours = "tour de table : "

// unmarshal is json.Unmarshal that refuses what JSON allows and people do not
// mean: a key twice in one object (which of the two was signed?), control
// characters in a text (PostgreSQL holds no NUL), broken UTF-8 (JSON would
// change it silently).
func unmarshal(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New(ours + "le texte n'est pas de l'UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := strict(d); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New(ours + "le corps de la demande contient plus qu'un objet")
	}
	return json.Unmarshal(data, v)
}

// depthMax bounds how deep objects and lists go into each other.
const depthMax = 20

var errJSON = errors.New(ours + "le corps de la demande n'est pas du JSON")

func strict(d *json.Decoder) error { return strictAt(d, 0) }

// strictAt reads one value.
func strictAt(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil || depth > depthMax {
		return errJSON
	}
	switch t := t.(type) {
	case string:
		if !plainText(t) {
			return errors.New(ours + "un texte contient des caractères de commande")
		}
	case json.Delim:
		seen := map[string]bool{}
		for d.More() {
			if t == '{' {
				k, err := d.Token()
				key, isText := k.(string)
				if err != nil || !isText {
					return errJSON
				}
				if seen[key] {
					return fmt.Errorf(ours+"le champ « %.40s » est donné deux fois", key)
				}
				seen[key] = true
			}
			if err := strictAt(d, depth+1); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return errJSON
		}
	}
	return nil
}

// plainText reports whether a text holds no control character but those that
// lay it out, and no broken UTF-8.
func plainText(s string) bool {
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
	}
	return utf8.ValidString(s)
}
