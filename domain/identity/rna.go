package identity

import (
	"fmt"

	"tourdetable/domain/fault"
)

// ErrRna refuses what is no RNA number.
var ErrRna = fault.New(fault.Invalid, "identity.rna", "numéro RNA invalide")

// Rna is the number of an association in the répertoire national des
// associations: W and nine digits, where real life also holds letters. It has
// no check digit.
type Rna struct{ canonical }

// ParseRna reads an RNA number in either case; faults: ErrRna.
func ParseRna(s string) (Rna, error) {
	text := upper(spaceless(s))
	if why := rnaFault(text); why != "" {
		return Rna{}, ErrRna.With("RNA %s : %s", quoted(s), why)
	}
	return Rna{canonical{text}}, nil
}

// Digital reports whether the number is W and nine digits, the only form that
// the open data format (SCDL) takes; anything else deserves a warning.
func (x Rna) Digital() bool { return !x.IsZero() && all(x.text[1:], isDigit) }

// UnmarshalJSON reads a string or null.
func (x *Rna) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseRna, ErrRna) }

// Scan reads a text column.
func (x *Rna) Scan(src any) error { return scan(src, x, ParseRna) }

func rnaFault(text string) string {
	const expected = "attendu : W suivi de 9 chiffres ou lettres"
	if text == "" {
		return "vide ; " + expected
	}
	if text[0] != 'W' {
		return "ne commence pas par W ; " + expected
	}
	return elsewhere(text, 10, expected)
}

// elsewhere tells what keeps text from being n digits or capital letters.
func elsewhere(text string, n int, expected string) string {
	length := 0
	for _, r := range text {
		if !isDigit(r) && !isUpper(r) {
			return fmt.Sprintf("caractère %s inattendu ; %s", quoted(string(r)), expected)
		}
		length++
	}
	if length != n {
		return fmt.Sprintf("%s ; %s", counted(length, "caractère"), expected)
	}
	return ""
}
