package identity

import (
	"unicode/utf8"

	"tourdetable/domain/fault"
)

// Faults of the two identifiers of the Pacific.
var (
	ErrRidet  = fault.New(fault.Invalid, "identity.ridet", "numéro RIDET invalide")
	ErrTahiti = fault.New(fault.Invalid, "identity.tahiti", "numéro Tahiti invalide")
)

// Ridet is the number of a body (RID, 6 or 7 digits) or of an establishment
// (RIDET, 9 or 10 digits) of Nouvelle-Calédonie.
type Ridet struct{ canonical }

// ParseRidet reads a RID or a RIDET; faults: ErrRidet.
func ParseRidet(s string) (Ridet, error) {
	text := ungrouped(s)
	n := len(text)
	if !all(text, isDigit) || !(n == 6 || n == 7 || n == 9 || n == 10) {
		return Ridet{}, ErrRidet.With("RIDET %s : %s ; attendu : 6, 7, 9 ou 10 chiffres", quoted(s), measured(text))
	}
	return Ridet{canonical{text}}, nil
}

// UnmarshalJSON reads a string or null.
func (x *Ridet) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseRidet, ErrRidet) }

// Scan reads a text column.
func (x *Ridet) Scan(src any) error { return scan(src, x, ParseRidet) }

// Tahiti is the number of a body of Polynésie française (a digit or a letter,
// then five digits), or of its establishment (three digits more).
type Tahiti struct{ canonical }

// ParseTahiti reads a Tahiti number in either case; faults: ErrTahiti.
func ParseTahiti(s string) (Tahiti, error) {
	text := upper(ungrouped(s))
	n := len(text)
	if (n != 6 && n != 9) || !(isUpper(rune(text[0])) || isDigit(rune(text[0]))) || !all(text[1:], isDigit) {
		return Tahiti{}, ErrTahiti.With("numéro Tahiti %s : %s ; attendu : une lettre ou un chiffre, 5 chiffres, puis 3 pour un établissement", quoted(s), measured(text))
	}
	return Tahiti{canonical{text}}, nil
}

// UnmarshalJSON reads a string or null.
func (x *Tahiti) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseTahiti, ErrTahiti) }

// Scan reads a text column.
func (x *Tahiti) Scan(src any) error { return scan(src, x, ParseTahiti) }

func measured(text string) string {
	if text == "" {
		return "vide"
	}
	return counted(utf8.RuneCountInString(text), "caractère")
}
