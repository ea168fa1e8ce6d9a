package identity

import (
	"fmt"

	"tourdetable/domain/fault"
)

// ErrSiren refuses what is no SIREN.
var ErrSiren = fault.New(fault.Invalid, "identity.siren", "SIREN invalide")

// Siren is the number of a legal body: nine digits that pass Luhn's key.
type Siren struct{ canonical }

// ParseSiren reads a SIREN, with or without separators; faults: ErrSiren.
func ParseSiren(s string) (Siren, error) {
	text, why := digits(s, 9)
	if why == "" {
		why = sirenFault(text)
	}
	if why != "" {
		return Siren{}, ErrSiren.With("SIREN %s : %s", quoted(s), why)
	}
	return Siren{canonical{text}}, nil
}

// UnmarshalJSON reads a string or null.
func (x *Siren) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseSiren, ErrSiren) }

// Scan reads a text column.
func (x *Siren) Scan(src any) error { return scan(src, x, ParseSiren) }

// sirenFault tells why nine digits are no SIREN; "" if they are one. Nine zeros
// pass the key, and are what files hold for « unknown ».
func sirenFault(text string) string {
	if text == "000000000" {
		return "neuf zéros ; attendu : le numéro d'un organisme"
	}
	return luhnFault(text)
}

// luhnFault tells why digits fail Luhn's key; "" if they pass.
func luhnFault(digits string) string {
	if sum := luhnSum(digits); sum%10 != 0 {
		return fmt.Sprintf("clé de Luhn fausse (somme de contrôle %d ; attendu : un multiple de 10)", sum)
	}
	return ""
}

// luhnSum adds the digits from the right, every second one doubled.
func luhnSum(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum
}
