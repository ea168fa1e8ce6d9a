package body

import (
	"fmt"
	"net/mail"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Kinds of mandate.
const (
	Legal    = "legal"     // représentant légal
	InCharge = "in_charge" // personne chargée de la demande
)

// Mandate is a person who acts for the body, from a day to a day (mandat).
type Mandate struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind" enum:"legal,in_charge"`
	Civility string        `json:"civility"`
	Name     string        `json:"name"`
	Function string        `json:"function"`
	Phone    string        `json:"phone"`
	Email    string        `json:"email"`
	Signs    bool          `json:"signs" doc:"Peut signer au nom de l'organisme"`
	Power    *string       `json:"power,omitempty" doc:"Pièce qui donne le pouvoir de signer"`
	StartsOn calendar.Date `json:"starts_on"`
	EndsOn   calendar.Date `json:"ends_on" doc:"Dernier jour ; absent : en cours"`
	ByName   string        `json:"by" doc:"Qui l'a inscrit"`
}

// Faults of mandates.
var (
	ErrMandate      = fault.New(fault.Invalid, "body.mandate", "mandat mal décrit")
	ErrTwoLegal     = fault.New(fault.Refused, "body.two_legal", "un organisme n'a qu'un représentant légal à la fois")
	ErrPower        = fault.New(fault.Refused, "body.power", "qui signe sans être représentant légal produit son pouvoir")
	ErrMandateEnded = fault.New(fault.Conflict, "body.mandate_ended", "ce mandat a déjà pris fin")
	ErrNoMandate    = fault.New(fault.NotFound, "body.no_mandate", "ce mandat n'existe pas")
)

// Holds reports whether the mandate runs on a day.
func (m Mandate) Holds(on calendar.Date) bool {
	return !on.Before(m.StartsOn) && (m.EndsOn.IsZero() || !on.After(m.EndsOn))
}

// Appoint records a mandate. Faults: ErrNotYours, ErrMandate, ErrPower,
// ErrTwoLegal.
func Appoint(tx postgres.Tx, by party.Actor, organisation string, m Mandate) (Mandate, error) {
	o, err := member(tx, by, organisation)
	if err != nil {
		return m, err
	}
	m.ID, m.ByName, m.Signs = postgres.NewID(), by.Name, m.Signs || m.Kind == Legal
	if err := m.check(); err != nil {
		return m, err
	}
	if m.Kind == Legal {
		if err := alone(tx, o.ID, m); err != nil {
			return m, err
		}
	}
	if err := insertMandate(tx, by, o, m); err != nil {
		if postgres.Violates(err, "body_mandates_one_legal") {
			return m, ErrTwoLegal
		}
		return m, fmt.Errorf("appoint: %w", err)
	}
	return m, journal.Write(tx, by, journal.Entry{Act: "body.appointed", Departement: o.Departement, Applicant: o.ID, Subject: o.ID,
		Reason: fmt.Sprintf("%s, %s, à compter du %s", m.Name, m.Function, m.StartsOn.French())})
}

func (m Mandate) check() error {
	switch {
	case m.Kind != Legal && m.Kind != InCharge:
		return ErrMandate.With("qualité « %s » ; attendu : représentant légal ou personne chargée de la demande", m.Kind).At("kind")
	case strings.TrimSpace(m.Name) == "":
		return ErrMandate.With("le nom de la personne manque").At("name")
	case strings.TrimSpace(m.Function) == "":
		return ErrMandate.With("sa fonction manque, par exemple « Présidente »").At("function")
	case m.StartsOn.IsZero():
		return ErrMandate.With("le premier jour du mandat manque").At("starts_on")
	case !m.EndsOn.IsZero() && m.EndsOn.Before(m.StartsOn):
		return ErrMandate.With("le mandat finirait le %s, avant son premier jour, le %s", m.EndsOn.French(), m.StartsOn.French()).At("ends_on")
	case m.Kind == InCharge && m.Signs && m.Power == nil:
		return ErrPower.With("%s n'est pas représentant légal : joignez la pièce qui lui donne le pouvoir de signer", m.Name).At("power")
	}
	if m.Email != "" {
		if _, err := mail.ParseAddress(m.Email); err != nil {
			return ErrMandate.With("adresse électronique « %s » ; attendu : une adresse, par exemple « nom@exemple.fr »", excerpt(m.Email)).At("email")
		}
	}
	return nil
}

// alone refuses a second legal representative on a day of another.
func alone(tx postgres.Tx, organisation string, m Mandate) error {
	all, err := MandatesOf(tx, organisation)
	for _, other := range all {
		if other.Kind == Legal && (m.EndsOn.IsZero() || !other.StartsOn.After(m.EndsOn)) && (other.EndsOn.IsZero() || !other.EndsOn.Before(m.StartsOn)) {
			until := "sans date de fin"
			if !other.EndsOn.IsZero() {
				until = "jusqu'au " + other.EndsOn.French()
			}
			return ErrTwoLegal.With("%s est représentant légal depuis le %s, %s : mettez d'abord fin à ce mandat", other.Name, other.StartsOn.French(), until).At("starts_on")
		}
	}
	return err
}

// EndMandate gives a mandate its last day: it is never removed. Faults:
// ErrNotYours, ErrNoMandate, ErrMandateEnded, ErrMandate.
func EndMandate(tx postgres.Tx, by party.Actor, organisation, id string, on calendar.Date) (Mandate, error) {
	o, err := member(tx, by, organisation)
	if err != nil {
		return Mandate{}, err
	}
	all, err := MandatesOf(tx, o.ID)
	if err != nil {
		return Mandate{}, err
	}
	for _, m := range all {
		if m.ID != id {
			continue
		}
		switch {
		case !m.EndsOn.IsZero():
			return m, ErrMandateEnded.With("le mandat de %s a pris fin le %s", m.Name, m.EndsOn.French())
		case on.IsZero() || on.Before(m.StartsOn):
			return m, ErrMandate.With("dernier jour « %s » ; attendu : le %s ou après", on, m.StartsOn.French()).At("ends_on")
		}
		m.EndsOn = on
		if err := endMandate(tx, by, id, on); err != nil {
			return m, fmt.Errorf("end a mandate: %w", err)
		}
		return m, journal.Write(tx, by, journal.Entry{Act: "body.mandate_ended", Departement: o.Departement, Applicant: o.ID, Subject: o.ID,
			Reason: fmt.Sprintf("%s, %s, le %s", m.Name, m.Function, on.French())})
	}
	return Mandate{}, ErrNoMandate
}

// SignatoryOn returns who signs for the body on a day: its legal
// representative, else a person in charge who holds a power; false if nobody
// does.
func SignatoryOn(tx postgres.Tx, organisation string, on calendar.Date) (Mandate, bool, error) {
	all, err := MandatesOf(tx, organisation)
	m, found := signatory(all, on)
	return m, found, err
}

func signatory(all []Mandate, on calendar.Date) (best Mandate, found bool) {
	for _, m := range all {
		if m.Signs && m.Holds(on) && (!found || m.Kind == Legal) {
			best, found = m, true
		}
	}
	return best, found
}
