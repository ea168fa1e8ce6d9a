package rule

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tourdetable/domain/fault"
	"tourdetable/domain/strictjson"
)

// Settings is what one call, and each of its funders, decides otherwise than
// the rules' defaults. The zero Settings decides nothing. Its JSON is
//
//	{"rules":   {"R08": {"enabled": true, "severity": "blocks", "parameters": {"ceiling": "70.00"}}},
//	 "funders": {"CAF": {"R12": {"enabled": true, "parameters": {"minimum": "1500.00"}}}}}
type Settings struct {
	Rules   map[string]Override            `json:"rules,omitempty"`
	Funders map[string]map[string]Override `json:"funders,omitempty"` // by code, then rule
}

// Override is what is decided of one rule; what it does not name keeps its
// default.
type Override struct {
	Enabled    *bool          `json:"enabled,omitempty"`
	Severity   Severity       `json:"severity,omitempty"`   // warns or blocks, at each of the rule's moments
	Parameters map[string]any `json:"parameters,omitempty"` // as ParseSettings reads them
}

// ParseSettings reads a call's settings strictly against its rules. Every
// problem is told with its path. Faults: ErrSetting, ErrUnknown.
func ParseSettings(data []byte, c Catalogue) (Settings, error) {
	root, err := strictjson.Parse(data, ErrSetting)
	if err != nil {
		return Settings{}, err
	}
	p := settingsReader{&strictjson.Reader{Refusal: ErrSetting}, c}
	root = p.Object(root, nil, []string{"rules", "funders"})
	s := Settings{Rules: p.overrides(root.Fields["rules"], false)}
	for _, code := range keys(p.Reader, root.Fields["funders"]) {
		if s.Funders == nil {
			s.Funders = map[string]map[string]Override{}
		}
		s.Funders[code] = p.overrides(root.Fields["funders"].Fields[code], true)
	}
	return s, p.Err()
}

type settingsReader struct {
	*strictjson.Reader
	catalogue Catalogue
}

// keys are the keys of an object of free keys; none where it is absent.
func keys(r *strictjson.Reader, n *strictjson.Node) []string {
	if !strictjson.Has(n) {
		return nil
	}
	if n.Kind != '{' {
		r.Wrong(n.Path, "%s ; attendu : un objet", n.Seen())
	}
	return n.Keys
}

func (p settingsReader) overrides(n *strictjson.Node, perFunder bool) map[string]Override {
	var all map[string]Override
	for _, id := range keys(p.Reader, n) {
		r, known := p.catalogue.Rule(id)
		switch {
		case !known:
			p.Wrong(n.Under(id), "règle inconnue « %s » ; attendu : une règle en vigueur de R01 à R52", id)
			continue
		case perFunder && !r.PerFunder:
			p.Wrong(n.Under(id), "la règle %s se règle pour tout l'appel, pas financeur par financeur", id)
			continue
		case all == nil:
			all = map[string]Override{}
		}
		all[id] = p.override(n.Fields[id], r, perFunder)
	}
	return all
}

func (p settingsReader) override(n *strictjson.Node, r Rule, perFunder bool) Override {
	n = p.Object(n, nil, []string{"enabled", "severity", "parameters"})
	var o Override
	if e := n.Fields["enabled"]; strictjson.Has(e) {
		o.Enabled = new(p.Boolean(e))
	}
	if s := n.Fields["severity"]; strictjson.Has(s) {
		o.Severity = Severity(p.Text(s))
		if o.Severity != Warns && o.Severity != Blocks || r.Severity == Computed {
			p.Wrong(s.Path, "sévérité %s de la règle %s ; attendu : warns ou blocks, pour une règle qui juge", s.Seen(), r.ID)
		}
	}
	for _, name := range keys(p.Reader, n.Fields["parameters"]) {
		value := n.Fields["parameters"].Fields[name]
		parameter, known := r.parameter(name)
		if !known {
			p.Wrong(value.Path, "paramètre inconnu « %s » de la règle %s%s", name, r.ID, among(r.names()))
			continue
		}
		read, err := parameter.read(value)
		if err != nil {
			p.Refuse(fault.Of(err).Field, err)
			continue
		}
		if o.Parameters == nil {
			o.Parameters = map[string]any{}
		}
		o.Parameters[name] = read
	}
	return o
}

func (r Rule) names() []string {
	var all []string
	for _, p := range r.Parameters {
		all = append(all, p.Name)
	}
	return all
}

// of is what the settings decide of a rule, for one funder or for all ("").
func (s Settings) of(r Rule, funder string) applied {
	a := applied{enabled: r.Enabled, values: map[string]any{}}
	for _, p := range r.Parameters {
		a.values[p.Name], _ = p.standard()
	}
	a.take(s.Rules[r.ID])
	if funder != "" {
		a.take(s.Funders[funder][r.ID])
	}
	return a
}

// In tells the rules as the call applies them to all its funders: enabled or not,
// as hard as it says, with its values for the defaults of their parameters.
func (s Settings) In(c Catalogue) (Catalogue, error) {
	all := slices.Clone(c)
	for i, r := range all {
		a := s.of(r, "")
		r.Enabled, r.Parameters = a.enabled, slices.Clone(r.Parameters)
		if a.severity != "" {
			r.Moments = maps.Clone(r.Moments)
			for m := range r.Moments {
				r.Moments[m] = a.severity
			}
		}
		for n, p := range r.Parameters {
			value, err := json.Marshal(a.values[p.Name])
			if err != nil {
				return nil, fmt.Errorf("write parameter %s of %s: %w", p.Name, r.ID, err)
			}
			r.Parameters[n].Default = value
		}
		all[i] = r
	}
	return all, nil
}

// applied is a rule as one call applies it.
type applied struct {
	enabled  bool
	severity Severity // "": the moment's own
	values   map[string]any
}

func (a *applied) take(o Override) {
	if o.Enabled != nil {
		a.enabled = *o.Enabled
	}
	if o.Severity != "" {
		a.severity = o.Severity
	}
	for name, v := range o.Parameters {
		if rows, ok := v.(table); ok {
			v = rows.over(a.values[name].(table))
		}
		a.values[name] = v
	}
}

// over lays the cells of rows over those of base.
func (rows table) over(base table) table {
	all := table{}
	for _, layer := range []table{base, rows} {
		for row, cells := range layer {
			if all[row] == nil {
				all[row] = map[string]string{}
			}
			for column, cell := range cells {
				all[row][column] = cell
			}
		}
	}
	return all
}
