package review

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain is a text without accents nor capitals, as two people might both have
// typed it.
func plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(strings.ReplaceAll(text, "’", "'"))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words are the words of a text, plain.
func words(text string) []string {
	return strings.FieldsFunc(plain(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// trigrams are the groups of three letters of the words of a text, each word
// between blanks, as pg_trgm cuts them.
func trigrams(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words(text) {
		letters := []rune("  " + w + " ")
		for i := 0; i+3 <= len(letters); i++ {
			set[string(letters[i:i+3])] = true
		}
	}
	return set
}

// Similarity is how much two texts have in common, from 0 to 1000: the trigrams
// of both among those of either. Two empty texts have nothing in common.
func Similarity(a, b string) int {
	x, y := trigrams(a), trigrams(b)
	common := 0
	for t := range x {
		if y[t] {
			common++
		}
	}
	if all := len(x) + len(y) - common; all > 0 {
		return 1000 * common / all
	}
	return 0
}
