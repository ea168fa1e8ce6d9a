package committee

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/postgres"
)

const columns = `id, campaign_id, departement, number, held_on, convened_on, place, state, opened_at, closed_at`

// Find returns session id with its seats, agenda, ballots and recusals, in four
// queries; or ErrNotFound.
func Find(tx postgres.Tx, id string) (Session, error) { return one(tx, id, "") }

func lock(tx postgres.Tx, id string) (Session, error) { return one(tx, id, " for no key update") }

type row struct {
	ID          string
	CampaignID  string
	Departement string
	Number      int
	HeldOn      calendar.Date
	ConvenedOn  calendar.Date
	Place       string
	State       State
	OpenedAt    *time.Time
	ClosedAt    *time.Time
}

type itemRow struct {
	ID            string
	SessionID     string
	ApplicationID string
	Rank          int
	State         ItemState
	Presiding     string
	Opinion       Opinion
}

func one(tx postgres.Tx, id, suffix string) (Session, error) {
	if !postgres.IsID(id) {
		return Session{}, ErrNotFound
	}
	var r row
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+` from committee_sessions where id = ?`+suffix, id), &r)
	if err != nil {
		return Session{}, err
	}
	if !found {
		return Session{}, ErrNotFound
	}
	s := Session{ID: r.ID, CampaignID: r.CampaignID, Departement: r.Departement, Number: r.Number, HeldOn: r.HeldOn, ConvenedOn: r.ConvenedOn,
		Place: r.Place, State: r.State, OpenedAt: r.OpenedAt, ClosedAt: r.ClosedAt}
	if s.Seats, err = postgres.List[Seat](tx.SQL().Raw(`select code, voting, present from committee_seats where session_id = ? order by rank`, id)); err != nil {
		return s, err
	}
	items, err := postgres.List[itemRow](tx.SQL().Raw(`
		select id, session_id, application_id, rank, state, presiding, opinion from committee_items where session_id = ? order by rank`, id))
	if err != nil {
		return s, err
	}
	for _, i := range items {
		s.Items = append(s.Items, Item{ID: i.ID, SessionID: i.SessionID, ApplicationID: i.ApplicationID, Rank: i.Rank, State: i.State,
			Presiding: i.Presiding, Opinion: i.Opinion})
	}
	return s, s.readVotes(tx)
}

func (s *Session) readVotes(tx postgres.Tx) error {
	ballots, err := postgres.List[Ballot](tx.SQL().Raw(`
		select b.item_id, b.seat, b.vote, b.account, b.seq, b.at from committee_ballots b
		join committee_items i on i.id = b.item_id where i.session_id = ? order by b.seq`, s.ID))
	if err != nil {
		return err
	}
	recusals, err := postgres.List[Recusal](tx.SQL().Raw(`
		select r.item_id, r.seat, r.account, r.reason from committee_recusals r
		join committee_items i on i.id = r.item_id where i.session_id = ? order by r.seq`, s.ID))
	if err != nil {
		return err
	}
	for n := range s.Items {
		item := &s.Items[n]
		for _, b := range ballots {
			if b.ItemID == item.ID {
				item.Ballots = append(item.Ballots, b)
			}
		}
		for _, r := range recusals {
			if r.ItemID == item.ID {
				item.Recusals = append(item.Recusals, r)
			}
		}
	}
	return nil
}

func lockItem(tx postgres.Tx, itemID string) (Session, Item, error) {
	if !postgres.IsID(itemID) {
		return Session{}, Item{}, ErrNotFound
	}
	var sessionID string
	found, err := postgres.One(tx.SQL().Raw(`select session_id from committee_items where id = ?`, itemID), &sessionID)
	if err != nil {
		return Session{}, Item{}, err
	}
	if !found {
		return Session{}, Item{}, ErrNotFound
	}
	s, err := lock(tx, sessionID)
	if err != nil {
		return s, Item{}, err
	}
	for _, i := range s.Items {
		if i.ID == itemID {
			return s, i, nil
		}
	}
	return s, Item{}, ErrNotFound
}

func insertSession(tx postgres.Tx, s Session) (number int, err error) {
	_, err = postgres.One(tx.SQL().Raw(`
		insert into committee_sessions (id, campaign_id, departement, number, held_on, convened_on, place, state)
		values (?, ?, ?, (select coalesce(max(number), 0) + 1 from committee_sessions where campaign_id = ?), ?, ?, ?, ?)
		returning number`,
		s.ID, s.CampaignID, s.Departement, s.CampaignID, s.HeldOn, s.ConvenedOn, s.Place, string(s.State)), &number)
	if err != nil {
		return 0, err
	}
	for i, seat := range s.Seats {
		err := tx.SQL().Exec(`insert into committee_seats (session_id, departement, code, rank, voting, present) values (?, ?, ?, ?, ?, ?)`,
			s.ID, s.Departement, seat.Code, i, seat.Voting, seat.Present).Error
		if err != nil {
			return 0, err
		}
	}
	return number, nil
}

func insertItem(tx postgres.Tx, s Session, i Item) error {
	return tx.SQL().Exec(`insert into committee_items (id, session_id, departement, application_id, rank, state) values (?, ?, ?, ?, ?, ?)`,
		i.ID, i.SessionID, s.Departement, i.ApplicationID, i.Rank, string(i.State)).Error
}

func saveSeat(tx postgres.Tx, sessionID, code string, present bool) error {
	return tx.SQL().Exec(`update committee_seats set present = ? where session_id = ? and code = ?`, present, sessionID, code).Error
}

func saveOpened(tx postgres.Tx, id string) error {
	return tx.SQL().Exec(`update committee_sessions set state = ?, opened_at = ? where id = ?`, string(Open), tx.Now, id).Error
}

func saveItem(tx postgres.Tx, id string, state ItemState, presiding string, opinion Opinion) error {
	return tx.SQL().Exec(`update committee_items set state = ?, presiding = ?, opinion = ? where id = ?`,
		string(state), presiding, string(opinion), id).Error
}

// nextSeq takes the session's next number; its row is locked from then on.
func nextSeq(tx postgres.Tx, sessionID string) (seq int64, err error) {
	_, err = postgres.One(tx.SQL().Raw(`update committee_sessions set seq = seq + 1 where id = ? returning seq`, sessionID), &seq)
	return seq, err
}

func upsertBallot(tx postgres.Tx, s Session, b Ballot) error {
	seq, err := nextSeq(tx, s.ID)
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`
		insert into committee_ballots (item_id, departement, seat, vote, account, seq, at) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (item_id, seat) do update set vote = excluded.vote, account = excluded.account, seq = excluded.seq, at = excluded.at`,
		b.ItemID, s.Departement, b.Seat, string(b.Vote), b.Account, seq, tx.Now).Error
}

func insertRecusal(tx postgres.Tx, s Session, itemID, seat, account, reason string) error {
	seq, err := nextSeq(tx, s.ID)
	if err != nil {
		return err
	}
	return tx.SQL().Exec(`insert into committee_recusals (item_id, departement, seat, account, reason, seq, at) values (?, ?, ?, ?, ?, ?, ?)`,
		itemID, s.Departement, seat, account, reason, seq, tx.Now).Error
}

func saveClosed(tx postgres.Tx, id string) error {
	return tx.SQL().Exec(`update committee_sessions set state = ?, seq = seq + 1, close_seq = seq + 1, closed_at = ? where id = ?`,
		string(Closed), tx.Now, id).Error
}

// OpinionOn returns the last opinion given on a file, "" if none, and the
// accounts that stepped out of it.
func OpinionOn(tx postgres.Tx, applicationID string) (Opinion, []string, error) {
	var o Opinion
	_, err := postgres.One(tx.SQL().Raw(`
		select i.opinion from committee_items i join committee_sessions s on s.id = i.session_id
		where i.application_id = ? and i.state = 'examined' order by s.number desc limit 1`, applicationID), &o)
	if err != nil {
		return o, nil, err
	}
	out, err := postgres.List[string](tx.SQL().Raw(`
		select distinct r.account from committee_recusals r join committee_items i on i.id = r.item_id where i.application_id = ?`, applicationID))
	return o, out, err
}
