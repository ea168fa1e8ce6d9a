package strategy

import (
	"time"

	"tourdetable/domain/fault"
)

// Catalogue is one national strategy (stratégie nationale). It is read only:
// every caller shares it.
type Catalogue struct {
	ID         string     `json:"id"` // "snpd-2020-2024"
	Title      string     `json:"title"`
	ValidFrom  string     `json:"valid_from"`  // first day, "2020-01-01"
	ValidUntil string     `json:"valid_until"` // last day, included
	Source     string     `json:"source"`
	Axes       []Axis     `json:"axes"`
	Measures   []Measure  `json:"measures"` // by number
	Audiences  []Audience `json:"audiences"`
	Glossary   []Term     `json:"glossary"` // by term, as in the document
}

// Axis is one of the great aims (axe).
type Axis struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
}

// Measure is what an application declares that it serves (mesure).
type Measure struct {
	Axis    int      `json:"axis"`
	Number  int      `json:"number"` // from 1, through all axes
	Title   string   `json:"title"`
	Actions []Action `json:"actions"`
}

// Action is one thing to do under a measure.
type Action struct {
	Code  string   `json:"code"` // "37.1"
	Text  string   `json:"text"`
	Leads []string `json:"leads"` // pilotes et partenaires
}

// Audience is a public, or a form of delinquency, that a measure aims at.
type Audience struct {
	Measure int    `json:"measure"`
	Rank    int    `json:"rank"` // from 1, within the measure
	Label   string `json:"label"`
}

// Term is an abbreviation of the document.
type Term struct {
	Term    string `json:"term"`
	Meaning string `json:"meaning"`
}

var (
	ErrUnknownMeasure = fault.New(fault.Invalid, "strategy.unknown_measure", "mesure inconnue de la stratégie nationale")
	ErrNone           = fault.New(fault.NotFound, "strategy.none", "aucune stratégie nationale ne couvre cette date")
)

// Catalogues returns every strategy known, the oldest first.
func Catalogues() []Catalogue { return append([]Catalogue(nil), embedded()...) }

// Latest returns the newest strategy.
func Latest() Catalogue {
	all := embedded()
	return all[len(all)-1]
}

// At returns the strategy that serves on a day: the last one begun, even past
// its term (decision 2). Refuses with ErrNone a day before the first.
func At(day time.Time) (Catalogue, error) { return at(embedded(), day) }

func at(all []Catalogue, day time.Time) (Catalogue, error) {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].ValidFrom <= iso(day) {
			return all[i], nil
		}
	}
	return Catalogue{}, ErrNone.With("aucune stratégie nationale au %s : la première commence le %s", iso(day), all[0].ValidFrom)
}

// InForce reports whether day lies within the dates of validity.
func (c Catalogue) InForce(day time.Time) bool {
	return c.ValidFrom <= iso(day) && iso(day) <= c.ValidUntil
}

// Measure returns the measure of that number, or ErrUnknownMeasure.
func (c Catalogue) Measure(number int) (Measure, error) {
	for _, m := range c.Measures {
		if m.Number == number {
			return m, nil
		}
	}
	return Measure{}, ErrUnknownMeasure.With("mesure %d inconnue : « %s » va de 1 à %d", number, c.Title, len(c.Measures))
}

// AudiencesOf returns what a measure aims at, in the order of the document;
// none for most measures.
func (c Catalogue) AudiencesOf(measure int) []Audience {
	var aims []Audience
	for _, a := range c.Audiences {
		if a.Measure == measure {
			aims = append(aims, a)
		}
	}
	return aims
}

// iso writes a day so that days sort as their text does.
func iso(day time.Time) string { return day.Format(time.DateOnly) }
