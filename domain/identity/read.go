package identity

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// What a spreadsheet makes of a SIRET kept in a numeric cell.
var (
	scientific = regexp.MustCompile(`^(\d)(?:[.,](\d*))?[eE]\+?(\d{1,2})$`)
	decimals   = regexp.MustCompile(`[.,]0+$`)
)

// ReadSiret reads a SIRET as imported files hold it, and says in warning
// (French, "" if there is nothing to say) what it had to repair: leading zeros
// lost (10 to 13 digits left), a « ,0 » or « .0 » added, scientific notation.
// Faults: ErrSiret.
//
// Nothing lost is ever made up. « 3,49826E+13 » is refused: eight of its
// fourteen digits are gone. « 34982600000000 » may be the same number written
// out: its key refuses it nine times in ten, and the tenth is told.
func ReadSiret(dirty string) (x Siret, warning string, err error) {
	text, warnings, why := repaired(strings.TrimPrefix(spaceless(dirty), "'"))
	if why == "" {
		x, why = siretOf(text)
	}
	if why != "" {
		return Siret{}, "", ErrSiret.With("SIRET %s : %s", quoted(dirty), why)
	}
	if rounded(x.text) {
		warnings = append(warnings, "le SIRET se termine par 00000, comme un nombre arrondi par un tableur : à vérifier")
	}
	return x, strings.Join(warnings, " ; "), nil
}

func siretOf(text string) (Siret, string) {
	text, why := digits(text, 14)
	if why == "" {
		why = siretFault(text)
	}
	if why != "" {
		return Siret{}, why
	}
	return Siret{canonical{text}}, ""
}

// repaired gives text back its digits, with what it did, or why it cannot.
func repaired(text string) (string, []string, string) {
	var did []string
	if m := scientific.FindStringSubmatch(text); m != nil {
		whole, why := writtenOut(m[1], m[2], m[3])
		if why != "" {
			return "", nil, why
		}
		text, did = whole, append(did, "notation scientifique d'un tableur, aucun chiffre perdu")
	}
	if loc := decimals.FindStringIndex(text); loc != nil && all(text[:loc[0]], isDigit) {
		did = append(did, fmt.Sprintf("décimale %s retirée", quoted(text[loc[0]:])))
		text = text[:loc[0]]
	}
	if n := len(text); n >= 10 && n <= 13 && all(text, isDigit) {
		did = append(did, fmt.Sprintf("%s de tête rétablis (%s lus)", counted(14-n, "zéro"), counted(n, "chiffre")))
		text = strings.Repeat("0", 14-n) + text
	}
	return text, did, ""
}

// writtenOut writes first.rest × 10^exponent as digits, if none is lost.
func writtenOut(first, rest, exponent string) (string, string) {
	n, _ := strconv.Atoi(exponent) // two digits at most, by the pattern
	if len(rest) < n {
		return "", fmt.Sprintf("notation scientifique d'un tableur : %s sur %d, les autres sont perdus ; attendu : 14 chiffres, dans une colonne au format texte",
			counted(1+len(rest), "chiffre"), 1+n)
	}
	if !all(rest[n:], func(r rune) bool { return r == '0' }) {
		return "", "nombre à virgule ; attendu : 14 chiffres"
	}
	return first + rest[:n], ""
}
