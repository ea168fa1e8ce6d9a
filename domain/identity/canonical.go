package identity

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"tourdetable/domain/fault"
)

// canonical is the one spelling of an identifier; empty for none.
type canonical struct{ text string }

// String gives the canonical spelling, without separators; "" for none.
func (c canonical) String() string { return c.text }

// IsZero reports whether there is no identifier.
func (c canonical) IsZero() bool { return c.text == "" }

// MarshalJSON writes a string, or null for none.
func (c canonical) MarshalJSON() ([]byte, error) {
	if c.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(c.text)
}

// Value writes to a text column, NULL for none.
func (c canonical) Value() (driver.Value, error) {
	if c.IsZero() {
		return nil, nil
	}
	return c.text, nil
}

// readJSON fills to from a JSON string, or from null; refusal is what says no
// to any other kind of JSON.
func readJSON[T any](b []byte, to *T, parse func(string) (T, error), refusal *fault.Error) error {
	var none T
	if bytes.Equal(b, []byte("null")) {
		*to = none
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return refusal.With("%s : %s ; attendu : une chaîne entre guillemets", refusal.Detail, quoted(string(b)))
	}
	read, err := parse(s)
	if err != nil {
		return err
	}
	*to = read
	return nil
}

// scan fills to from a text column. A value that the database should never
// have held is a failure of the system, so its refusal is told but not kept.
func scan[T any](src any, to *T, parse func(string) (T, error)) error {
	var none T
	var s string
	switch v := src.(type) {
	case nil:
		*to = none
		return nil
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		return fmt.Errorf("scan %T: got %T", none, src)
	}
	read, err := parse(s)
	if err != nil {
		return fmt.Errorf("scan %T: %v", none, err)
	}
	*to = read
	return nil
}

// spaceless drops every space, visible or not, wherever it stands: people copy
// identifiers from pages and letters.
func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("\u200b\u2060\ufeff", r) {
			return -1
		}
		return r
	}, s)
}

// ungrouped drops spaces, and the dots and hyphens that separate groups of two
// characters or more. Elsewhere they stay, to be refused: in « 123.0 » the dot
// is the decimal mark of a spreadsheet, not a separator.
func ungrouped(s string) string {
	text := spaceless(s)
	groups := strings.FieldsFunc(text, isSeparator)
	marks := strings.Count(strings.Map(asDot, text), ".")
	if len(groups) != marks+1 {
		return text
	}
	for _, g := range groups {
		if len(g) < 2 {
			return text
		}
	}
	return strings.Join(groups, "")
}

func isSeparator(r rune) bool { return strings.ContainsRune(".-\u2010\u2011\u2013", r) }

func asDot(r rune) rune {
	if isSeparator(r) {
		return '.'
	}
	return r
}

// upper raises ASCII letters only: Unicode would turn « ſ » into an S.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// digits takes the n digits out of s, or tells why they are not there.
func digits(s string, n int) (text, why string) {
	text = ungrouped(s)
	if text == "" {
		return "", fmt.Sprintf("vide ; attendu : %d chiffres", n)
	}
	for _, r := range text {
		if !isDigit(r) {
			return "", fmt.Sprintf("caractère %s inattendu ; attendu : %d chiffres", quoted(string(r)), n)
		}
	}
	if len(text) != n {
		return "", fmt.Sprintf("%s ; attendu : %d", counted(len(text), "chiffre"), n)
	}
	return text, ""
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
func isUpper(r rune) bool { return 'A' <= r && r <= 'Z' }

func all(s string, is func(rune) bool) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !is(r) }) < 0
}

// counted writes « 1 chiffre », « 13 chiffres ».
func counted(n int, noun string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// quoted shows a value seen, whatever it holds: cut when it is long, and
// without what would not print.
func quoted(s string) string {
	const most = 40
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > most {
			b.WriteRune('…')
			break
		}
		if !unicode.IsPrint(r) && r != '\u00a0' && r != '\u202f' {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
	}
	return "« " + b.String() + " »"
}
