package rule

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
)

// Type is what a parameter holds.
type Type string

const (
	Percent Type = "percent" // "80.00"
	Euros   Type = "euros"   // "23000.00"
	Count   Type = "count"   // 3
	Months  Type = "months"  // 6
	Days    Type = "days"    // 60
	Bool    Type = "bool"    // true
	Choice  Type = "choice"  // one of Options
	List    Type = "list"    // ["S"]
	Date    Type = "date"    // "2026-11-20"
	Matrix  Type = "matrix"  // {"youth": {"FIPD-D": "natural"}}, cells among Options
)

// Parameter is a parameter of a rule with its default (paramètre).
type Parameter struct {
	Name     string          `json:"name"`
	Type     Type            `json:"type"`
	Unit     string          `json:"unit"`
	Label    string          `json:"label"` // French
	Options  []string        `json:"options,omitempty"`
	Optional bool            `json:"optional,omitempty"` // may be null: nobody set it
	Default  json.RawMessage `json:"default"`
}

// table is the content of a Matrix.
type table map[string]map[string]string

// ErrSetting refuses a value that its parameter cannot hold.
var ErrSetting = fault.New(fault.Invalid, "rule.setting", "réglage de règle illisible")

// countMax bounds a count, in whatever unit.
const countMax = 1_000_000

// read turns a JSON value into what the parameter holds: money.Percent,
// money.Amount, int, bool, string, []string, calendar.Date, table, or nil.
// Faults: ErrSetting at the path of n.
func (p Parameter) read(n *strictjson.Node) (any, error) {
	if !strictjson.Has(n) {
		if p.Optional {
			return nil, nil
		}
		return nil, p.refuse(n, "une valeur")
	}
	switch p.Type {
	case Percent:
		return text(p, n, money.ParsePercent, `un pourcentage, par exemple "80.00"`)
	case Euros:
		return text(p, n, money.ParseWire, `des euros, par exemple "23000.00"`)
	case Date:
		return text(p, n, calendar.Parse, `un jour, par exemple "2026-11-20"`)
	case Choice:
		return text(p, n, p.option, "l'un de : "+strings.Join(p.Options, ", "))
	case Count, Months, Days:
		return p.whole(n)
	case Bool:
		if n.Kind != 'b' {
			return nil, p.refuse(n, "true ou false")
		}
		return n.Text == "true", nil
	case List:
		return p.list(n)
	case Matrix:
		return p.matrix(n)
	}
	return nil, p.refuse(n, "un type connu, au lieu de « "+string(p.Type)+" »")
}

func (p Parameter) refuse(n *strictjson.Node, wanted string) error {
	return ErrSetting.With("paramètre « %s » : %s ; attendu : %s", p.Name, n.Seen(), wanted).At(n.Path)
}

// text reads a string with a constructor of the house.
func text[T any](p Parameter, n *strictjson.Node, parse func(string) (T, error), wanted string) (any, error) {
	if n.Kind != 's' {
		return nil, p.refuse(n, wanted)
	}
	v, err := parse(n.Text)
	if err != nil {
		return nil, p.refuse(n, wanted)
	}
	return v, nil
}

func (p Parameter) option(s string) (string, error) {
	if !slices.Contains(p.Options, s) {
		return "", ErrSetting
	}
	return s, nil
}

func (p Parameter) whole(n *strictjson.Node) (any, error) {
	var i int
	if n.Kind != 'n' || json.Unmarshal([]byte(n.Text), &i) != nil || i < 0 || i > countMax {
		return nil, p.refuse(n, fmt.Sprintf("un nombre entier de 0 à %d", countMax))
	}
	return i, nil
}

func (p Parameter) list(n *strictjson.Node) (any, error) {
	if n.Kind != '[' {
		return nil, p.refuse(n, "une liste de textes")
	}
	items := []string{}
	for _, item := range n.Items {
		if item.Kind != 's' || len(p.Options) > 0 && !slices.Contains(p.Options, item.Text) {
			return nil, p.refuse(item, "un texte"+among(p.Options))
		}
		items = append(items, item.Text)
	}
	return items, nil
}

func (p Parameter) matrix(n *strictjson.Node) (any, error) {
	if n.Kind != '{' {
		return nil, p.refuse(n, "un objet de lignes")
	}
	rows := table{}
	for _, row := range n.Keys {
		if n.Fields[row].Kind != '{' {
			return nil, p.refuse(n.Fields[row], "un objet de cases")
		}
		rows[row] = map[string]string{}
		for _, column := range n.Fields[row].Keys {
			cell := n.Fields[row].Fields[column]
			if cell.Kind != 's' || !slices.Contains(p.Options, cell.Text) {
				return nil, p.refuse(cell, "un texte"+among(p.Options))
			}
			rows[row][column] = cell.Text
		}
	}
	return rows, nil
}

func among(options []string) string {
	if len(options) == 0 {
		return ""
	}
	return " parmi : " + strings.Join(options, ", ")
}
