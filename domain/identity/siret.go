package identity

import (
	"fmt"
	"strings"

	"tourdetable/domain/fault"
)

// ErrSiret refuses what is no SIRET.
var ErrSiret = fault.New(fault.Invalid, "identity.siret", "SIRET invalide")

// La Poste has more establishments than its SIREN has Luhn numbers: all but the
// head office follow a key of their own.
const (
	laPoste           = "356000000"
	laPosteHeadOffice = "35600000000048"
)

// Siret is the number of an establishment: a Siren, then five digits, with a
// key over the fourteen.
type Siret struct{ canonical }

// ParseSiret reads a SIRET, with or without separators; faults: ErrSiret.
func ParseSiret(s string) (Siret, error) {
	text, why := digits(s, 14)
	if why == "" {
		why = siretFault(text)
	}
	if why != "" {
		return Siret{}, ErrSiret.With("SIRET %s : %s", quoted(s), why)
	}
	return Siret{canonical{text}}, nil
}

// Siren is the legal body that the establishment belongs to.
func (x Siret) Siren() Siren {
	if x.IsZero() {
		return Siren{}
	}
	return Siren{canonical{x.text[:9]}}
}

// UnmarshalJSON reads a string or null.
func (x *Siret) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseSiret, ErrSiret) }

// Scan reads a text column.
func (x *Siret) Scan(src any) error { return scan(src, x, ParseSiret) }

// siretFault tells why fourteen digits are no SIRET; "" if they are one.
func siretFault(text string) string {
	siren := text[:9]
	if why := sirenFault(siren); why != "" {
		return fmt.Sprintf("SIREN %s : %s%s", quoted(siren), why, hint(text))
	}
	if siren == laPoste && text != laPosteHeadOffice {
		if sum := digitSum(text); sum%5 != 0 {
			return fmt.Sprintf("clé de La Poste fausse (somme des chiffres %d ; attendu : un multiple de 5)", sum)
		}
		return ""
	}
	if why := luhnFault(text); why != "" {
		return why + hint(text)
	}
	return ""
}

// hint explains the commonest cause of a false SIRET.
func hint(text string) string {
	if !rounded(text) {
		return ""
	}
	return " ; il se termine par 00000 : sans doute arrondi par un tableur"
}

// rounded reports whether the establishment is 00000, as spreadsheets leave it
// when they round.
func rounded(text string) bool { return strings.HasSuffix(text, "00000") }

func digitSum(digits string) int {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i] - '0')
	}
	return sum
}
