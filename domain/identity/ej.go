package identity

import (
	"strings"

	"tourdetable/domain/fault"
)

// ErrEj refuses what is no number of a commitment.
var ErrEj = fault.New(fault.Invalid, "identity.ej", "numéro d'EJ invalide")

// Ej is the number that Chorus gives a commitment (engagement juridique): ten
// digits or capital letters, without check digit.
type Ej struct{ canonical }

// ParseEj reads an EJ number; only the spaces around it are dropped. Faults:
// ErrEj.
func ParseEj(s string) (Ej, error) {
	const expected = "attendu : exactement 10 chiffres ou lettres majuscules"
	text := strings.TrimSpace(s)
	why := "vide ; " + expected
	if text != "" {
		why = elsewhere(text, 10, expected)
	}
	if why != "" {
		return Ej{}, ErrEj.With("EJ %s : %s", quoted(s), why)
	}
	return Ej{canonical{text}}, nil
}

// UnmarshalJSON reads a string or null.
func (x *Ej) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseEj, ErrEj) }

// Scan reads a text column.
func (x *Ej) Scan(src any) error { return scan(src, x, ParseEj) }
