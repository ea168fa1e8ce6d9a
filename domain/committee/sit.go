package committee

import (
	"fmt"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Attend notes whether a seat is present, remote or represented.
func Attend(tx postgres.Tx, by party.Actor, sessionID, seat string, present bool) error {
	s, err := running(tx, by, sessionID)
	if err != nil {
		return err
	}
	if _, found := s.seat(seat); !found {
		return ErrSeat.With("aucun siège « %s » dans cette séance", seat).At("seat")
	}
	if s.State == Closed {
		return ErrState.With("la séance n° %d est levée", s.Number)
	}
	return saveSeat(tx, s.ID, seat, present)
}

// OpenSession opens a convened session. Returns ErrQuorum when fewer than half
// of the voting seats are present.
func OpenSession(tx postgres.Tx, by party.Actor, sessionID string) error {
	s, err := running(tx, by, sessionID)
	if err != nil {
		return err
	}
	if s.State != Convened {
		return ErrState.With("la séance n° %d est déjà ouverte ou levée", s.Number)
	}
	if present, seats, met := s.Quorum(); !met {
		return ErrQuorum.With("quorum non atteint : %d siège(s) présent(s) sur %d ; attendu : la moitié au moins", present, seats)
	}
	if err := saveOpened(tx, s.ID); err != nil {
		return err
	}
	return s.note(tx, by, "committee.opened", Convened, Open)
}

// Begin opens the examination of, and the vote on, one file of an open session.
func Begin(tx postgres.Tx, by party.Actor, itemID string) error {
	s, i, err := runningItem(tx, by, itemID)
	if err != nil {
		return err
	}
	if s.State != Open || i.State != Pending {
		return ErrState.With("ce dossier n'est pas à examiner dans une séance ouverte")
	}
	return saveItem(tx, i.ID, Current, "", "")
}

// Recuse takes a seat out of one file: by its own member, or by the secretary
// who hears it. It must come before the seat's ballot.
func Recuse(tx postgres.Tx, by party.Actor, itemID, seat, reason string) error {
	s, i, err := lockItem(tx, itemID)
	if err != nil {
		return err
	}
	if by.Funder != seat && !by.May(party.RunSessions) {
		return ErrNotYourSeat.With("vous n'occupez pas le siège « %s »", seat)
	}
	if _, found := s.seat(seat); !found {
		return ErrSeat.With("aucun siège « %s » dans cette séance", seat).At("seat")
	}
	if strings.TrimSpace(reason) == "" {
		reason = "Lien d'intérêts déclaré"
	}
	account := by.ID
	if by.Funder != seat { // the secretary notes it: it is the holder who steps out
		if account, err = party.Holder(tx, s.Departement, seat); err != nil {
			return err
		}
	}
	if err := insertRecusal(tx, s, i.ID, seat, account, reason); err != nil {
		return refusal(err)
	}
	return journal.Write(tx, by, journal.Entry{Act: "committee.recused", Departement: s.Departement, Subject: i.ApplicationID, Reason: seat + " : " + reason})
}

// Cast records the ballot of the actor's own seat on the file being examined; a
// second ballot replaces the first until the vote is concluded.
//
// Returns ErrVoteClosed, ErrRecused, ErrSeat or ErrNotYourSeat.
func Cast(tx postgres.Tx, by party.Actor, itemID string, vote Vote) error {
	s, i, err := lockItem(tx, itemID)
	if err != nil {
		return err
	}
	seat, err := s.hasSeat(by)
	if err != nil {
		return err
	}
	switch {
	case vote != For && vote != Against && vote != Abstain:
		return ErrMalformed.With("vote « %s » ; attendu : for, against ou abstain", vote).At("vote")
	case s.State != Open || i.State != Current:
		return ErrVoteClosed
	case i.Recused(seat.Code):
		return ErrRecused.With("le siège %s s'est déporté : il ne prend pas part au vote", seat.Code)
	case !seat.Voting || !seat.Present:
		return ErrSeat.With("le siège %s n'est pas un siège délibérant présent", seat.Code)
	}
	return refusal(upsertBallot(tx, s, Ballot{ItemID: i.ID, Seat: seat.Code, Vote: vote, Account: by.ID}))
}

// refusal translates what the guards of the ballots' tables say.
func refusal(err error) error {
	for constraint, f := range map[string]error{
		"committee_ballots_open": ErrVoteClosed, "committee_ballots_recused": ErrRecused, "committee_ballots_seat": ErrSeat,
		"committee_recusals_voted": ErrState.With("ce siège a déjà voté : il ne peut plus se déporter"),
		"committee_recusals_pkey":  ErrState.With("ce siège s'est déjà déporté"),
	} {
		if postgres.Violates(err, constraint) {
			return f
		}
	}
	return err
}

// Conclude closes the vote on a file and states the committee's opinion.
func Conclude(tx postgres.Tx, by party.Actor, itemID string) (Opinion, error) {
	s, i, err := runningItem(tx, by, itemID)
	if err != nil {
		return "", err
	}
	if s.State != Open || i.State != Current {
		return "", ErrVoteClosed
	}
	presiding := s.Presiding(i)
	opinion := i.conclude(presiding)
	if err := saveItem(tx, i.ID, Examined, presiding, opinion); err != nil {
		return "", fmt.Errorf("conclude an item: %w", err)
	}
	return opinion, application.MarkExamined(tx, by, i.ApplicationID)
}

// Defer puts a file off to a later session, with its reason.
func Defer(tx postgres.Tx, by party.Actor, itemID, reason string) error {
	s, i, err := runningItem(tx, by, itemID)
	if err != nil {
		return err
	}
	if s.State == Closed || i.State != Pending && i.State != Current {
		return ErrState
	}
	if err := saveItem(tx, i.ID, Deferred, "", ""); err != nil {
		return err
	}
	return application.MarkDeferred(tx, by, i.ApplicationID, reason)
}

// CloseSession ends the session for ever: its files are all examined or
// deferred.
func CloseSession(tx postgres.Tx, by party.Actor, sessionID string) error {
	s, err := running(tx, by, sessionID)
	if err != nil {
		return err
	}
	if s.State != Open {
		return ErrState.With("la séance n° %d n'est pas ouverte", s.Number)
	}
	for _, i := range s.Items {
		if i.State == Pending || i.State == Current {
			return ErrUnexamined
		}
	}
	if err := saveClosed(tx, s.ID); err != nil {
		return fmt.Errorf("close session %d: %w", s.Number, err)
	}
	return s.note(tx, by, "committee.closed", Open, Closed)
}

// running locks a session for its secretary.
func running(tx postgres.Tx, by party.Actor, sessionID string) (Session, error) {
	if err := party.Need(by, party.RunSessions); err != nil {
		return Session{}, err
	}
	return lock(tx, sessionID)
}

func runningItem(tx postgres.Tx, by party.Actor, itemID string) (Session, Item, error) {
	if err := party.Need(by, party.RunSessions); err != nil {
		return Session{}, Item{}, err
	}
	return lockItem(tx, itemID)
}
