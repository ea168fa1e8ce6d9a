package history

import (
	"slices"
	"strings"
	"unicode"
)

// Consequence is what an anomaly changed.
type Consequence string

// Consequences, the gravest first.
const (
	RowRefused Consequence = "refused"   // the row is not taken
	Dropped    Consequence = "dropped"   // the value is left empty
	Corrected  Consequence = "corrected" // the value is repaired, and said so
	Noticed    Consequence = "noticed"   // nothing: worth knowing
)

// Label is the consequence in French.
func (c Consequence) Label() string {
	return map[Consequence]string{RowRefused: "ligne refusée", Dropped: "valeur laissée vide", Corrected: "valeur corrigée", Noticed: "à savoir"}[c]
}

// Anomaly is one thing of a file that is not as expected.
type Anomaly struct {
	Kind        string // French, the same for all that are alike: « SIRET du bénéficiaire faux »
	Sheet       string
	Line        int    // of the row, or rank of the element of a JSON document
	Rows        int    // rows concerned: a demand of Subventia holds twelve
	Field       string // the header of the column, or the path in a JSON document
	Value       string // as seen, shortened
	Reason      string // French, with what was expected
	Consequence Consequence
}

// Group is the anomalies of one kind.
type Group struct {
	Kind        string
	Consequence Consequence
	Rows        int
	First       []Anomaly // the first ones
}

// groupShown is how many anomalies of a kind are quoted.
const groupShown = 5

// Groups gathers the anomalies by kind and consequence, the gravest first, then
// in the order they were met.
func Groups(anomalies []Anomaly) []Group {
	type key struct {
		kind        string
		consequence Consequence
	}
	at := map[key]int{}
	var groups []Group
	for _, a := range anomalies {
		k := key{a.Kind, a.Consequence}
		i, known := at[k]
		if !known {
			i, at[k] = len(groups), len(groups)
			groups = append(groups, Group{Kind: a.Kind, Consequence: a.Consequence})
		}
		groups[i].Rows += a.Rows
		if len(groups[i].First) < groupShown {
			groups[i].First = append(groups[i].First, a)
		}
	}
	gravity := []Consequence{RowRefused, Dropped, Corrected, Noticed}
	slices.SortStableFunc(groups, func(a, b Group) int {
		return slices.Index(gravity, a.Consequence) - slices.Index(gravity, b.Consequence)
	})
	return groups
}

// seenMax is how much of a value an anomaly quotes, in characters.
const seenMax = 200

// quoted is a value as an anomaly tells it: without what does not print, and
// not whole when it is long.
func quoted(text string) string {
	runes := []rune(plain(text))
	if len(runes) > seenMax {
		return string(runes[:seenMax]) + "…"
	}
	return string(runes)
}

// plain drops from a text what a database refuses and a screen cannot show.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
