package identity

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"tourdetable/domain/fault"
)

// ErrIban refuses what is no IBAN.
var ErrIban = fault.New(fault.Invalid, "identity.iban", "IBAN invalide")

// Iban is the number of a bank account, of the length and form its country
// declares, with its key (ISO 7064) and, in France and Monaco, the key of the
// RIB inside it. Show it Grouped to who may see it, Masked to others; a log
// only ever gets it masked.
type Iban struct{ canonical }

// ParseIban reads an IBAN in either case, with or without spaces; faults:
// ErrIban.
func ParseIban(s string) (Iban, error) {
	text := upper(spaceless(s))
	if why := ibanFault(text); why != "" {
		return Iban{}, ErrIban.With("IBAN %s : %s", quoted(s), why)
	}
	return Iban{canonical{text}}, nil
}

// Country is the code of the country of the account, "FR"; "" for none.
func (x Iban) Country() string { return x.text[:min(2, len(x.text))] }

// Grouped is the form people read, in groups of four: "FR76 3000 1007 …".
func (x Iban) Grouped() string { return groupsOfFour(x.text) }

// Masked hides the account: the country and its key, then the last three
// characters, "FR76 •••• •••• •••• •••• •••• 592".
func (x Iban) Masked() string {
	if x.IsZero() {
		return ""
	}
	n := len(x.text)
	return groupsOfFour(x.text[:4] + strings.Repeat("•", n-7) + x.text[n-3:])
}

// LogValue keeps accounts out of logs.
func (x Iban) LogValue() slog.Value { return slog.StringValue(x.Masked()) }

// UnmarshalJSON reads a string or null.
func (x *Iban) UnmarshalJSON(b []byte) error { return readJSON(b, x, ParseIban, ErrIban) }

// Scan reads a text column.
func (x *Iban) Scan(src any) error { return scan(src, x, ParseIban) }

// ibanFault tells why text is no IBAN; "" if it is one.
func ibanFault(text string) string {
	if text == "" {
		return "vide ; attendu : un code de pays, une clé et un compte, par exemple « FR76 3000 1007 9900 0000 1234 592 »"
	}
	country := text[:min(2, len(text))]
	form, known := forms[country]
	if !known {
		return fmt.Sprintf("pays %s absent du registre des IBAN ; attendu : un code de pays, par exemple « FR »", quoted(country))
	}
	if n := len([]rune(text)); n != len(form) {
		return fmt.Sprintf("%s ; attendu : %d pour le pays %s", counted(n, "caractère"), len(form), quoted(country))
	}
	for i, r := range []rune(text) {
		if !fits(r, form[i]) {
			return fmt.Sprintf("caractère %s en position %d ; attendu : %s", quoted(string(r)), i+1, classes[form[i]])
		}
	}
	if key := text[2:4]; key < "02" || key > "98" {
		return fmt.Sprintf("clé IBAN %s ; attendu : de 02 à 98", quoted(key))
	}
	if rest := mod97(text[4:] + text[:4]); rest != 1 {
		return fmt.Sprintf("clé IBAN fausse (reste modulo 97 : %d ; attendu : 1)", rest)
	}
	if (country == "FR" || country == "MC") && !ribKeyHolds(text[4:]) {
		return fmt.Sprintf("clé RIB %s fausse ; attendu : celle de la banque, du guichet et du compte", quoted(text[25:]))
	}
	return ""
}

// mod97 reads text as one number, letters as 10 to 35, and returns what is
// left of its division by 97.
func mod97(text string) int {
	rest := 0
	for _, r := range text {
		if isDigit(r) {
			rest = (rest*10 + int(r-'0')) % 97
		} else {
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	return rest
}

// ribKeyHolds checks the key of a French bank account: 5 digits of bank, 5 of
// branch, 11 of account where letters stand for digits, 2 of key.
func ribKeyHolds(rib string) bool {
	bank, branch, account, key := ribNumber(rib[:5]), ribNumber(rib[5:10]), ribNumber(rib[10:21]), ribNumber(rib[21:])
	return key == 97-(89*bank+15*branch+3*account)%97
}

func ribNumber(s string) int64 {
	figures := strings.Map(ribFigure, s)
	n, _ := strconv.ParseInt(figures, 10, 64) // eleven digits at most
	return n
}

// ribFigure is the digit a letter stands for: A and J are 1, up to I and R that
// are 9, then S is 2, up to Z that is 9.
func ribFigure(r rune) rune {
	switch {
	case isDigit(r):
		return r
	case r >= 'S':
		return '2' + (r - 'S')
	}
	return '1' + (r-'A')%9
}

func groupsOfFour(s string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
