package committee

import (
	"fmt"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// WasConvened is told when a session is convened.
type WasConvened struct {
	Session     string `json:"session"`
	Departement string `json:"departement"`
	HeldOn      string `json:"held_on"`
	Place       string `json:"place"`
}

func (WasConvened) Kind() string { return "committee.convened" }

// Convene calls a session, today, for s.HeldOn, with its seats in order of
// precedence; files are entered on the agenda until it opens. Returns
// ErrConvocation if today is too late by the campaign's rules.
func Convene(tx postgres.Tx, by party.Actor, s Session) (Session, error) {
	if err := party.Need(by, party.RunSessions); err != nil {
		return s, err
	}
	c, err := programme.Find(tx, s.CampaignID)
	if err != nil {
		return s, err
	}
	if _, seats, _ := s.Quorum(); seats == 0 {
		return s, ErrMalformed.With("une séance a au moins un siège délibérant").At("seats")
	}
	s.ID, s.Departement, s.State = postgres.NewID(), c.Departement, Convened
	s.ConvenedOn = calendar.DateOf(tx.Now, c.Zone())
	if days := s.HeldOn.Sub(s.ConvenedOn); days < c.Rules.ConvocationDays {
		return s, ErrConvocation.With("convocation le %s pour le %s : %d jour(s) ; attendu : %d jours au moins", s.ConvenedOn.French(), s.HeldOn.French(), days, c.Rules.ConvocationDays)
	}
	if s.Number, err = insertSession(tx, s); err != nil {
		return s, fmt.Errorf("convene a session on %s: %w", s.HeldOn, err)
	}
	if err := s.note(tx, by, "committee.convened", "", Convened); err != nil {
		return s, err
	}
	return s, outbox.Put(tx, WasConvened{Session: s.ID, Departement: s.Departement, HeldOn: s.HeldOn.String(), Place: s.Place})
}

// Enter puts a file that is ready on the agenda of a session not yet closed; or
// one that its funders did not wait to answer, for the opinion binds nobody.
func Enter(tx postgres.Tx, by party.Actor, sessionID, applicationID string) (Item, error) {
	if err := party.Need(by, party.RunSessions); err != nil {
		return Item{}, err
	}
	s, err := lock(tx, sessionID)
	if err != nil {
		return Item{}, err
	}
	a, err := application.Lock(tx, applicationID)
	if err != nil {
		return Item{}, err
	}
	switch {
	case s.State == Closed:
		return Item{}, ErrState.With("la séance n° %d est levée", s.Number)
	case a.State != application.Ready && !a.Answered():
		return Item{}, ErrState.With("le dossier %s est « %s » : seul un dossier inscriptible va en séance", a.Code, a.State.Label())
	case a.CampaignID != s.CampaignID:
		return Item{}, ErrMalformed.With("le dossier %s relève d'une autre campagne", a.Code)
	}
	i := Item{ID: postgres.NewID(), SessionID: s.ID, ApplicationID: a.ID, Rank: len(s.Items) + 1, State: Pending}
	if err := insertItem(tx, s, i); err != nil {
		return i, fmt.Errorf("enter %s on the agenda: %w", a.Code, err)
	}
	return i, nil
}

func (s Session) note(tx postgres.Tx, by party.Actor, act string, from, to State) error {
	return journal.Write(tx, by, journal.Entry{Act: act, Departement: s.Departement, Subject: s.ID, From: string(from), To: string(to)})
}
