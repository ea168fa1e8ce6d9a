package budget

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"tourdetable/domain/fault"
	"tourdetable/domain/strictjson"
)

// Side is one of the four columns of the table.
type Side string

const (
	Charges   Side = "charges"   // 60 to 69 and indirect charges
	Products  Side = "products"  // 70 to 79 and own resources
	Uses      Side = "uses"      // 86, emplois des contributions volontaires
	Resources Side = "resources" // 87, contributions volontaires
)

// Subsidised is the account that the grid of funders feeds.
const Subsidised = "74"

// Chart is the list of lines of a form (plan comptable du formulaire).
type Chart struct {
	Version   string    `json:"version"`
	Title     string    `json:"title"`
	Source    string    `json:"source"`
	ValidFrom string    `json:"valid_from"` // first day, "2020-01-01"
	Accounts  []Account `json:"accounts"`   // in the order of the table
	Lines     []Line    `json:"lines"`
	Kinds     []Kind    `json:"kinds"`    // of subsidies
	Statuses  []Status  `json:"statuses"` // of subsidies
}

// Account is a heading of the table (poste), with its own total.
type Account struct {
	Code  string `json:"code"` // "60", "indirect", "own"
	Side  Side   `json:"side"`
	Label string `json:"label"`
}

// Line is one row to fill in (ligne).
type Line struct {
	Code        string `json:"code"` // "60-1": stands in paths, never holds a dot
	Account     string `json:"account"`
	Number      string `json:"number,omitempty"` // of the accounting plan, "604"; "60x" for what is left of 60
	Label       string `json:"label"`
	Side        Side   `json:"side"`
	ProjectOnly bool   `json:"project_only,omitempty"` // indirect charges, own resources
	BodyOnly    bool   `json:"body_only,omitempty"`    // surplus or deficit, which a project may not foresee
}

// In reports whether the line stands in the table of a project, or of the body.
func (l Line) In(body bool) bool { return body && !l.ProjectOnly || !body && !l.BodyOnly }

// Kind is a sort of subsidy, as the CERFA groups the lines of account 74.
type Kind struct {
	Code   string `json:"code"`
	Label  string `json:"label"`
	Public bool   `json:"public"` // counts as public aid
}

// Status tells how sure a subsidy is.
type Status struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// ErrUnknown refuses a chart that the program does not hold.
var ErrUnknown = fault.New(fault.NotFound, "budget.unknown_chart", "plan de comptes inconnu")

//go:embed data/chart-*.json
var data embed.FS

// charts holds every chart, the oldest first. One that cannot be read is a
// fault of the build, found by the first test.
var charts = sync.OnceValue(func() []Chart {
	all, err := read(data)
	if err != nil {
		panic(err)
	}
	return all
})

func read(files fs.FS) ([]Chart, error) {
	all, err := strictjson.Files[Chart](files, "data/chart-*.json")
	slices.SortFunc(all, func(a, b Chart) int { return strings.Compare(a.ValidFrom, b.ValidFrom) })
	return all, err
}

// Find is the chart of a version; faults: ErrUnknown.
func Find(version string) (Chart, error) {
	for _, c := range charts() {
		if c.Version == version {
			return c, nil
		}
	}
	return Chart{}, ErrUnknown.With("plan de comptes inconnu : « %s »", version)
}

// Line is the line of a code.
func (c Chart) Line(code string) (Line, bool) {
	for _, l := range c.Lines {
		if l.Code == code {
			return l, true
		}
	}
	return Line{}, false
}

// kind is the sort of subsidy of a code.
func (c Chart) kind(code string) (Kind, bool) {
	for _, k := range c.Kinds {
		if k.Code == code {
			return k, true
		}
	}
	return Kind{}, false
}
