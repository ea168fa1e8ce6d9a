package form

import (
	"regexp"

	"tourdetable/domain/fault"
)

// Form is one version of the form (formulaire).
type Form struct {
	Version   string     `json:"version"` // "12156-06+fipd-2026.1"
	Title     string     `json:"title"`
	Source    string     `json:"source"`
	ValidFrom string     `json:"valid_from"` // first day it is proposed to a new call, "2026-01-01"
	Changes   string     `json:"changes"`    // what differs from the version before; "" for the first
	Chart     string     `json:"chart"`      // version of the budget chart
	Sections  []Section  `json:"sections"`
	Documents []Document `json:"documents"`

	index index
}

// Section is a page or a part of a page.
type Section struct {
	Key    string  `json:"key"`
	Title  string  `json:"title"`
	Help   string  `json:"help,omitempty"`
	Widget Widget  `json:"widget"`
	Item   *Group  `json:"item,omitempty"` // asked once for each item of the group
	When   *When   `json:"when,omitempty"`
	Fields []Field `json:"fields"`
}

// Widget is how a section is drawn.
type Widget string

const (
	Fields Widget = "fields" // one field below the other
	Table  Widget = "table"  // the fields are the columns, one row per item
	Budget Widget = "budget" // the table of package budget
	Record Widget = "record" // read from the body's record
)

// Group is a repeated item. Several sections may share one, as do the sections
// of a project: the first of them says how many there must be.
type Group struct {
	Path string `json:"path"` // "projects.*", "projects.*.indicators.*"
	Noun string `json:"noun"` // "projet"
	Add  string `json:"add"`  // label of the button, "Ajouter un projet"
	Min  int    `json:"min,omitempty"`
	Max  int    `json:"max,omitempty"` // 0: no bound
}

// Kind is what a field takes, and so how it is drawn.
type Kind string

const (
	Line         Kind = "text"         // one line
	Paragraph    Kind = "paragraph"    // several lines
	YesNo        Kind = "yes_no"       // true or false
	Choice       Kind = "choice"       // one code of the options
	Choices      Kind = "choices"      // several codes of the options, in the order chosen
	Date         Kind = "date"         // "2026-06-30"
	Integer      Kind = "integer"      // a whole number, 0 or more
	Decimal      Kind = "decimal"      // a number with two decimals at the most, 0 or more
	Percent      Kind = "percent"      // 0 to 100
	Euros        Kind = "amount"       // an amount as typed
	Siret        Kind = "siret"        // or RIDET, Tahiti overseas
	Sirens       Kind = "sirens"       // several
	Iban         Kind = "iban"         //
	Communes     Kind = "communes"     // several INSEE codes
	Districts    Kind = "districts"    // several QPV codes
	Departements Kind = "departements" // several codes of départements
	Attestation  Kind = "attestation"  // a box to tick: true
	OnRecord     Kind = "record"       // read from the body's record
	Item         Kind = "item"         // whether an item exists: true or false
	Rank         Kind = "rank"         // where an item stands in its group
)

// Field is one thing asked.
type Field struct {
	Path        string   `json:"path"` // template, "projects.*.title"
	Label       string   `json:"label"`
	Hint        string   `json:"hint,omitempty"`
	Kind        Kind     `json:"kind"`
	Required    bool     `json:"required,omitempty"`
	Min         int      `json:"min,omitempty"` // least number of items of a list, or characters of a text
	Max         int      `json:"max,omitempty"` // characters of a text, items of a list, greatest number; 0: no bound
	Options     []Option `json:"options,omitempty"`
	When        *When    `json:"when,omitempty"`
	NotBefore   string   `json:"not_before,omitempty"` // template of the date that comes first
	AtMost      []string `json:"at_most,omitempty"`    // templates of the numbers whose sum bounds this one
	Within      string   `json:"within,omitempty"`     // "years": a date of the years of the campaign
	Unit        string   `json:"unit,omitempty"`
	Source      string   `json:"source,omitempty"`       // of the question: CERFA block, call
	TextVersion string   `json:"text_version,omitempty"` // of an attestation: its label is the text signed
}

// Option is one answer that a choice offers.
type Option struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	When  *When  `json:"when,omitempty"`
}

// ErrUnknown refuses a version that the program does not hold.
var ErrUnknown = fault.New(fault.NotFound, "form.unknown_version", "version de formulaire inconnue")

// itemID is the id of an item, chosen by the page.
var itemID = regexp.MustCompile(`^[a-z0-9-]{1,36}$`)
