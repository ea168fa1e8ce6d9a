package review

import (
	"embed"
	"fmt"
	"sync"

	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
)

//go:embed data/*.json
var data embed.FS

// Delays are how long one may wait.
type Delays struct {
	DocumentDays        int    `json:"document_days"` // calendar days given to an applicant
	OpinionDays         int    `json:"opinion_days"`  // calendar days given to an adviser
	SilenceMonths       int    `json:"silence_months"`
	SilenceLaw          string `json:"silence_law"`
	InvestmentMonths    int    `json:"silence_investment_months"`
	InvestmentLaw       string `json:"silence_investment_law"`
	AdmissibilityMonths int    `json:"admissibility_investment_months"`
	AdmissibilityLaw    string `json:"admissibility_investment_law"`
	SuspensionLaw       string `json:"suspension_law"`
}

// Thresholds are what duplicate funding is measured against.
type Thresholds struct {
	Similar      int          `json:"similar_permille"`     // of the words of two titles: an alert
	SameAction   int          `json:"same_action_permille"` // when amounts or bodies say so too
	Renewal      int          `json:"renewal_permille"`
	Agreement    money.Amount `json:"agreement_euros"`
	AgreementLaw string       `json:"agreement_law"`
	Years        int          `json:"cumulated_years"`
	Cumulated    money.Amount `json:"cumulated_euros"`
	DeMinimis    money.Amount `json:"de_minimis_euros"`
	DeMinimisLaw string       `json:"de_minimis_law"`
	Sieg         money.Amount `json:"sieg_euros"`
	SiegLaw      string       `json:"sieg_law"`
}

// When says which files an item is for; an empty list says nothing.
type When struct {
	Programmes []string `json:"programmes"` // of the FIPD: D, R, S, K
	Kinds      []string `json:"kinds"`      // of the applicant
	Measures   []int    `json:"measures"`   // of the strategy
	Themes     []string `json:"themes"`     // of the form
	Words      []string `json:"words"`      // in the title or the summary
}

// Item is one thing to check.
type Item struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Law   string `json:"law"`
	When  When   `json:"when"`
}

// Theme is a set of checks of its own (contrôles par thème).
type Theme struct {
	Code   string `json:"code"`
	Label  string `json:"label"`
	When   When   `json:"when"`
	Items  []Item `json:"items"`
	Reason string `json:"-"` // why it is asked of this file
}

// Seat is whom an opinion may be asked of.
type Seat struct {
	Code   string   `json:"code"`
	Label  string   `json:"label"`
	Leads  []string `json:"leads"` // what the strategy calls it
	Themes []string `json:"themes"`
}

// Source is a credit of ordinary law (crédit de droit commun).
type Source struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// reference is all that the room knows before any file.
type reference struct {
	checklist  []Item
	themes     []Theme
	seats      []Seat
	credits    []Source
	delays     Delays
	thresholds Thresholds
}

// known is read at the first question. A file that cannot be read is a fault of
// the build, found by the first test.
var known = sync.OnceValue(func() (r reference) {
	for name, into := range map[string]any{"checklist": &r.checklist, "themes": &r.themes, "seats": &r.seats,
		"credits": &r.credits, "delays": &r.delays, "thresholds": &r.thresholds} {
		raw, err := data.ReadFile("data/" + name + ".json")
		if err == nil {
			err = strictjson.Decode(raw, into)
		}
		if err != nil {
			panic(fmt.Sprintf("review: %s: %v", name, err))
		}
	}
	return r
})

// Themes lists every set of checks, called for or not.
func Themes() []Theme { return known().themes }

// Seats lists whom an opinion is usually asked of.
func Seats() []Seat { return known().seats }

// Sources lists the credits of ordinary law.
func Sources() []Source { return known().credits }

// Waits are the delays in force.
func Waits() Delays { return known().delays }

// Limits are the thresholds in force.
func Limits() Thresholds { return known().thresholds }
