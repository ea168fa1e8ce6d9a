package tabular

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decoded reads the bytes of a cell: UTF-8 if they are UTF-8, else cp1252.
func decoded(b []byte) string {
	if utf8.Valid(b) {
		return unmangled(string(b))
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// unmangled undoes UTF-8 that was once read as cp1252 and encoded again:
// « numÃ©raire » is « numéraire ». Text that was not so mangled never forms
// valid UTF-8 again, so it is left alone.
func unmangled(s string) string {
	if !strings.ContainsAny(s, "ÃÂâ") {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case ok:
			b = append(b, c)
		case r < 0x100:
			b = append(b, byte(r))
		default:
			return s
		}
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}

// number writes the stored form of a spreadsheet number in plain digits:
// "1.35e6" is "1350000", and "62655.199999999997" is "62655.2", since a
// spreadsheet counts with fifteen digits and shows no more.
func number(raw string) string {
	digits := 0
	for _, r := range raw {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits <= 15 && !strings.ContainsAny(raw, "eE") {
		return raw
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) >= 1e21 {
		return raw
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64)
	if err != nil {
		return raw
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func digitsOnly(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
