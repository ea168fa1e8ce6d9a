package programme

import (
	"fmt"
	"slices"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/form"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rule"
)

// ErrProgrammes refuses a call that takes no programme, or an unknown one.
var ErrProgrammes = fault.New(fault.Invalid, "programme.programmes", "programmes de l'appel mal décrits")

// Terms are what a call chooses before it opens: its form, the programmes it
// takes, and what it decides otherwise than the rules' defaults.
type Terms struct {
	Form       string   // version; "" for the latest of the opening day
	Programmes []string // D, R, S, K
	Settings   []byte   // JSON of rule.Settings
}

// SetTerms changes the terms of a call in preparation. Returns ErrNotDraft once
// it is open, or what is wrong with them.
func SetTerms(tx postgres.Tx, by party.Actor, id string, t Terms) (Campaign, error) {
	if err := party.Need(by, party.OpenCampaigns); err != nil {
		return Campaign{}, err
	}
	c, err := lock(tx, id)
	if err != nil {
		return c, err
	}
	if !by.WorksIn(c.Departement) {
		return c, ErrNotFound
	}
	if c.State != Draft {
		return c, ErrNotDraft
	}
	c.Form, c.Programmes, c.Settings = t.Form, t.Programmes, t.Settings
	if err := c.complete(); err != nil {
		return c, err
	}
	if err := saveTerms(tx, c); err != nil {
		return c, fmt.Errorf("set the terms of campaign %s: %w", id, err)
	}
	return c, journal.Write(tx, by, journal.Entry{Act: "programme.terms_set", Departement: c.Departement, Subject: c.ID})
}

// programmes are all those of the FIPD.
var programmes = []string{"D", "R", "S", "K"}

// complete gives the terms their defaults, and refuses those that no call may
// have.
func (c *Campaign) complete() error {
	if len(c.Programmes) == 0 {
		c.Programmes = programmes
	}
	for i, p := range c.Programmes {
		if !slices.Contains(programmes, p) || slices.Contains(c.Programmes[:i], p) {
			return ErrProgrammes.With("programme « %s » ; attendu : D, R, S ou K, une fois", p).At("programmes")
		}
	}
	if c.Form != "" {
		if _, err := form.Find(c.Form); err != nil {
			return err
		}
	}
	if len(c.Settings) == 0 {
		c.Settings = []byte("{}")
	}
	_, err := c.settings(rule.At(c.OpensOn))
	return err
}

// settings reads the settings of the call, with its ceiling of public aid, which
// is told apart (R08).
func (c Campaign) settings(rules rule.Catalogue) (rule.Settings, error) {
	s, err := rule.ParseSettings(c.Settings, rules)
	if err != nil {
		return s, err
	}
	if s.Rules == nil {
		s.Rules = map[string]rule.Override{}
	}
	o, enabled := s.Rules["R08"], c.Rules.PublicShareCeiling != nil
	if o.Enabled != nil || len(o.Parameters) > 0 {
		return s, rule.ErrSetting.With("R08 se règle par le plafond d'aides publiques de l'appel ; attendu ici : sa sévérité seule").At("rules.R08")
	}
	o.Enabled = &enabled
	if enabled {
		o.Parameters = map[string]any{"ceiling": *c.Rules.PublicShareCeiling}
	}
	s.Rules["R08"] = o
	return s, nil
}

func (c Campaign) freeze() (text, hash string, err error) {
	rules := rule.At(c.OpensOn)
	s, err := c.settings(rules)
	if err != nil {
		return "", "", err
	}
	frozen, hash, err := rule.Freeze(rules, s)
	return string(frozen), hash, err
}

// RuleBook is the rules that judge the files of the call: those frozen at its
// opening; before it, those of its opening day.
func (c Campaign) RuleBook() (rule.Catalogue, rule.Settings, error) {
	if c.Frozen != "" {
		return rule.Thaw([]byte(c.Frozen), c.FrozenHash)
	}
	rules := rule.At(c.OpensOn)
	s, err := c.settings(rules)
	return rules, s, err
}

// FormVersion is the form of the call: the one frozen at its opening; before
// it, the latest of its opening day.
func (c Campaign) FormVersion() string {
	if c.Form != "" {
		return c.Form
	}
	return formOn(c.OpensOn)
}

// formOn is the latest form proposed on a day; the first one before it.
func formOn(day calendar.Date) string {
	chosen := form.Versions()[0]
	for _, v := range form.Versions() {
		f, err := form.Find(v)
		if err == nil && f.ValidFrom <= day.String() {
			chosen = v
		}
	}
	return chosen
}
