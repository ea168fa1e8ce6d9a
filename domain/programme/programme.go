package programme

import (
	"encoding/json"
	"fmt"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// State is the life of a campaign; whether deposits are accepted also depends
// on the clock (Accepts).
type State string

const (
	Draft    State = "draft"    // brouillon
	Open     State = "open"     // ouverte: published, rules frozen
	Archived State = "archived" // close et archivée
)

// Rules are the parameters of a campaign, frozen when its call opens.
type Rules struct {
	PublicShareCeiling *money.Percent // of the cost; nil: no ceiling. Warns at deposit, blocks at decision (R08)
	Tolerance          money.Percent  // shortfall of the real cost that costs nothing (R28)
	ConvocationDays    int            // calendar days between convocation and session (CRPA art. R133-8)
}

// DefaultRules are those of a campaign that sets none.
func DefaultRules() Rules { return Rules{Tolerance: money.Percents("5.00"), ConvocationDays: 5} }

// Campaign is one budget year of one département (campagne), with its call
// (appel à projets).
type Campaign struct {
	ID          string
	Departement string
	Year        int
	Title       string
	OpensOn     calendar.Date
	ClosesAt    time.Time
	State       State
	Rules       Rules
	Form        string   // version of its form; the latest one of its opening day if none is chosen
	Programmes  []string // D, R, S, K: those it takes; none told: all of them
	// Settings is what the call decides otherwise than the rules' defaults, as JSON.
	Settings json.RawMessage
	// Frozen is the rules in force with the settings, as frozen at the opening;
	// "" before, and for a call opened before the rules were frozen whole.
	Frozen     string
	FrozenHash string
}

var (
	ErrMalformed = fault.New(fault.Invalid, "programme.malformed", "campagne mal décrite")
	ErrNotFound  = fault.New(fault.NotFound, "programme.not_found", "campagne inconnue")
	ErrExists    = fault.New(fault.Conflict, "programme.exists", "une campagne existe déjà pour cette année et ce département")
	ErrNotDraft  = fault.New(fault.Refused, "programme.not_draft", "l'appel est déjà ouvert : ses règles sont gelées")
	ErrClosed    = fault.New(fault.Refused, "programme.closed", "l'appel n'accepte pas de dépôt à cette date")
)

// Zone is the legal time of the campaign's département.
func (c Campaign) Zone() *time.Location { return calendar.Zone(c.Departement) }

// Accepts returns ErrClosed unless a file may be deposited at the instant at:
// from the first minute of the opening day to the closing instant, in the
// legal time of the département (R05).
func (c Campaign) Accepts(at time.Time) error {
	switch {
	case c.State != Open || at.Before(c.OpensOn.At(0, 0, c.Zone())):
		return ErrClosed.With("l'appel « %s » n'est pas ouvert : dépôt à partir du %s", c.Title, c.OpensOn.French())
	case at.After(c.ClosesAt):
		return ErrClosed.With("l'appel « %s » est clos depuis le %s", c.Title, c.ClosesAt.In(c.Zone()).Format("02/01/2006 à 15 h 04"))
	}
	return nil
}

// Prepare records a campaign as a draft. Returns ErrMalformed or ErrExists.
func Prepare(tx postgres.Tx, by party.Actor, c Campaign) (Campaign, error) {
	if err := party.Need(by, party.OpenCampaigns); err != nil {
		return c, err
	}
	if !by.WorksIn(c.Departement) {
		return c, party.ErrForbidden.With("vous ne travaillez pas dans le département %s", c.Departement)
	}
	if c.Title == "" || c.Departement == "" || !c.OpensOn.At(0, 0, c.Zone()).Before(c.ClosesAt) {
		return c, ErrMalformed.With("campagne « %s » : il faut un titre, un département et une clôture après l'ouverture (%s)", c.Title, c.OpensOn)
	}
	c.ID, c.State = postgres.NewID(), Draft
	if err := c.complete(); err != nil {
		return c, err
	}
	if err := insert(tx, c); err != nil {
		if postgres.Violates(err, "campaigns_key") {
			return c, ErrExists.With("une campagne existe déjà pour %d dans le département %s", c.Year, c.Departement)
		}
		return c, fmt.Errorf("prepare campaign %d: %w", c.Year, err)
	}
	return c, journal.Write(tx, by, journal.Entry{Act: "programme.prepared", Departement: c.Departement, Subject: c.ID, To: string(Draft)})
}

// OpenCall publishes the call of campaign id and freezes its rules.
func OpenCall(tx postgres.Tx, by party.Actor, id string) error {
	if err := party.Need(by, party.OpenCampaigns); err != nil {
		return err
	}
	c, err := lock(tx, id)
	if err != nil {
		return err
	}
	if !by.WorksIn(c.Departement) {
		return ErrNotFound
	}
	if c.State != Draft {
		return ErrNotDraft
	}
	if c.Form == "" {
		c.Form = formOn(c.OpensOn)
	}
	if c.Frozen, c.FrozenHash, err = c.freeze(); err != nil {
		return err
	}
	if err := saveOpened(tx, c); err != nil {
		return fmt.Errorf("open campaign %s: %w", id, err)
	}
	return journal.Write(tx, by, journal.Entry{Act: "programme.opened", Departement: c.Departement, Subject: c.ID, From: string(Draft), To: string(Open)})
}
