package rule

import (
	_ "embed"
	"fmt"
	"sync"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/strictjson"
)

//go:embed data/rules.json
var published []byte

// Book is every version of every rule, by id then version.
type Book []Rule

// Catalogue is the rules in force on one day: one version of each.
type Catalogue []Rule

// ErrUnknown refuses a rule that is not in the catalogue.
var ErrUnknown = fault.New(fault.Invalid, "rule.unknown", "règle inconnue")

// Published is the book that the program carries.
var Published = sync.OnceValue(func() Book {
	b, err := parseBook(published)
	if err != nil {
		panic("rule: data/rules.json: " + err.Error())
	}
	return b
})

// At is the published rules in force on a day.
func At(day calendar.Date) Catalogue { return Published().At(day) }

// At picks, for each rule, the version in force on a day.
func (b Book) At(day calendar.Date) Catalogue {
	found := Catalogue{}
	for _, r := range b {
		if r.inForce(day) {
			found = append(found, r)
		}
	}
	return found
}

// Rule is the rule of this id, and whether it is in force.
func (c Catalogue) Rule(id string) (Rule, bool) {
	for _, r := range c {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}

// parseBook reads rules and checks that they can be applied: known keys,
// defaults that their parameters can hold, no day with two versions.
func parseBook(data []byte) (Book, error) {
	var b Book
	if err := strictjson.Decode(data, &b); err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	for i, r := range b {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("rule %s, version %d: %w", r.ID, r.Version, err)
		}
		for _, other := range b[:i] {
			if other.ID == r.ID && (other.inForce(r.ValidFrom) || r.inForce(other.ValidFrom)) {
				return nil, fmt.Errorf("rule %s: versions %d and %d hold on the same day", r.ID, other.Version, r.Version)
			}
		}
	}
	return b, nil
}

func (r Rule) check() error {
	if r.ID == "" || r.Version < 1 || r.ValidFrom.IsZero() || r.Law == "" || r.Source == "" || r.Remedy == "" || len(r.Moments) == 0 {
		return fmt.Errorf("a rule needs an id, a version, a first day, a law, a source, a remedy and a moment")
	}
	for _, p := range r.Parameters {
		if _, err := p.standard(); err != nil {
			return err
		}
	}
	return nil
}

// standard is the default of the parameter.
func (p Parameter) standard() (any, error) {
	n, err := strictjson.Parse(p.Default, ErrSetting)
	if err != nil {
		return nil, err
	}
	return p.read(n)
}
