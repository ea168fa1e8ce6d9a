package committee_test

import (
	"errors"
	"fmt"
	"testing"

	"tourdetable/domain/calendar"
	"tourdetable/domain/committee"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

var errUndo = errors.New("undo")

// sitting is an open session: FIPD, MILDECA and CD vote, CD is absent, the
// prosecutor advises; P1 is being examined, P2 waits.
type sitting struct {
	postgres.Tx
	t       *testing.T
	session string
	current string
	pending string
}

func member(seat string) party.Actor {
	return party.Actor{ID: "member of " + seat, Name: seat, Role: party.FunderMember, Departement: "99", Funder: seat}
}

// sit runs fn in an open session and undoes it.
func sit(t *testing.T, db *postgres.DB, fn func(s sitting)) {
	t.Helper()
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "10000.00"})
		tx = tx.At(rehearsaltest.Now)
		s := sitting{Tx: tx, t: t}
		convened, err := committee.Convene(tx, party.System, committee.Session{CampaignID: stage.Campaign.ID, HeldOn: calendar.On(2026, 1, 20),
			Seats: []committee.Seat{{Code: "FIPD", Voting: true}, {Code: "MILDECA", Voting: true}, {Code: "CD", Voting: true}, {Code: "procureur"}}})
		s.must(err)
		s.session = convened.ID
		for _, seat := range []string{"FIPD", "MILDECA", "procureur"} {
			s.must(committee.Attend(tx, party.System, s.session, seat, true))
		}
		s.must(committee.OpenSession(tx, party.System, s.session))
		for _, code := range []string{"P1", "P2"} {
			i, err := committee.Enter(tx, party.System, s.session, stage.File(t, tx, code, rehearsaltest.Amounts{"FIPD-D": "100.00"}).ID)
			s.must(err)
			s.current, s.pending = s.pending, i.ID
		}
		s.must(committee.Begin(tx, party.System, s.current))
		fn(s)
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

func (s sitting) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// refused checks that an act is refused by the use case, and that the statement
// behind it is refused by SQL itself when nothing in Go stands before it.
func (s sitting) refused(name string, want error, act func(postgres.Tx) error, constraint, statement string, args ...any) {
	s.t.Helper()
	if err := s.Try(act); !errors.Is(err, want) {
		s.t.Errorf("%s: want %v, got %v", name, want, err)
	}
	err := s.Try(func(tx postgres.Tx) error {
		if err := tx.SQL().Exec(statement, args...).Error; err != nil {
			return err
		}
		return errUndo
	})
	if !postgres.Violates(err, constraint) {
		s.t.Errorf("%s: SQL lets it pass, or says something else than %s: %v", name, constraint, err)
	}
}

const ballot = `insert into committee_ballots (item_id, departement, seat, vote, account, seq, at) values (?, '99', ?, 'for', 'x', 99, now())`

func cast(seat, item string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error { return committee.Cast(tx, member(seat), item, committee.For) }
}

func TestNobodyVotesWhoMayNotInGoNorInSQL(t *testing.T) {
	sit(t, postgrestest.Open(t), func(s sitting) {
		s.refused("absent", committee.ErrSeat, cast("CD", s.current), "committee_ballots_seat", ballot, s.current, "CD")
		s.refused("advisory", committee.ErrSeat, cast("procureur", s.current), "committee_ballots_seat", ballot, s.current, "procureur")
		s.refused("no such seat", committee.ErrNotYourSeat, cast("EPCI", s.current), "committee_ballots_seat", ballot, s.current, "EPCI")
		s.refused("not examined yet", committee.ErrVoteClosed, cast("FIPD", s.pending), "committee_ballots_open", ballot, s.pending, "FIPD")

		s.must(committee.Recuse(s.Tx, member("MILDECA"), s.current, "MILDECA", "siège au conseil"))
		s.refused("recused", committee.ErrRecused, cast("MILDECA", s.current), "committee_ballots_recused", ballot, s.current, "MILDECA")
		s.must(cast("FIPD", s.current)(s.Tx))
		s.refused("recused after voting", committee.ErrState,
			func(tx postgres.Tx) error { return committee.Recuse(tx, member("FIPD"), s.current, "FIPD", "") }, "committee_recusals_voted",
			`insert into committee_recusals (item_id, departement, seat, account, reason, seq, at) values (?, '99', 'FIPD', 'x', 'x', 99, now())`, s.current)

		opinion, err := committee.Conclude(s.Tx, party.System, s.current)
		s.must(err)
		if opinion != committee.Favourable {
			t.Errorf("one vote for, nobody against: %s", opinion)
		}
		s.refused("concluded", committee.ErrVoteClosed, cast("FIPD", s.current), "committee_ballots_open", ballot, s.current, "MILDECA2")
		s.refused("concluded, another word", committee.ErrVoteClosed, cast("FIPD", s.current), "committee_ballots_open",
			`update committee_ballots set vote = 'against' where item_id = ?`, s.current)
		s.refused("recused once concluded", committee.ErrVoteClosed,
			func(tx postgres.Tx) error { return committee.Recuse(tx, member("CD"), s.current, "CD", "") }, "committee_ballots_open",
			`insert into committee_recusals (item_id, departement, seat, account, reason, seq, at) values (?, '99', 'CD', 'x', 'x', 99, now())`, s.current)
	})
}

func TestAClosedSessionIsNeverTouchedAgain(t *testing.T) {
	sit(t, postgrestest.Open(t), func(s sitting) {
		if err := s.Try(func(tx postgres.Tx) error { return committee.CloseSession(tx, party.System, s.session) }); !errors.Is(err, committee.ErrUnexamined) {
			t.Errorf("closed with files left: %v", err)
		}
		_, err := committee.Conclude(s.Tx, party.System, s.current)
		s.must(err)
		s.must(committee.Defer(s.Tx, party.System, s.pending, "Pièce manquante"))
		s.must(committee.CloseSession(s.Tx, party.System, s.session))
		const immutable = "committee_sessions_immutable"
		s.refused("vote", committee.ErrVoteClosed, cast("FIPD", s.current), "committee_ballots_open", ballot, s.current, "FIPD")
		s.refused("presence", committee.ErrState, func(tx postgres.Tx) error { return committee.Attend(tx, party.System, s.session, "CD", true) },
			immutable, `update committee_seats set present = true where session_id = ? and code = 'CD'`, s.session)
		s.refused("opened again", committee.ErrState, func(tx postgres.Tx) error { return committee.OpenSession(tx, party.System, s.session) },
			immutable, `update committee_sessions set state = 'open', closed_at = null, close_seq = null where id = ?`, s.session)
		s.refused("opinion", committee.ErrVoteClosed, func(tx postgres.Tx) error { _, err := committee.Conclude(tx, party.System, s.current); return err },
			immutable, `update committee_items set opinion = 'unfavourable' where id = ?`, s.current)
		s.refused("deferral", committee.ErrState, func(tx postgres.Tx) error { return committee.Defer(tx, party.System, s.current, "x") },
			immutable, `update committee_items set state = 'deferred', opinion = '' where id = ?`, s.current)
		for _, table := range []string{"committee_sessions", "committee_seats", "committee_items", "committee_ballots", "committee_recusals"} {
			if err := s.Try(func(tx postgres.Tx) error { return tx.SQL().Exec(`delete from ` + table).Error }); err == nil {
				t.Errorf("%s: rows can be removed", table)
			}
		}
	})
}

func TestHalfOfTheVotingSeatsMakeTheQuorum(t *testing.T) {
	for _, c := range []struct {
		present, seats int
		met            bool
	}{{0, 0, false}, {0, 1, false}, {1, 1, true}, {1, 2, true}, {1, 3, false}, {2, 3, true}, {1, 4, false}, {2, 4, true}, {5, 11, false}, {6, 11, true}} {
		s := committee.Session{Seats: []committee.Seat{{Code: "procureur", Present: true}, {Code: "police", Present: true}}}
		for i := range c.seats {
			s.Seats = append(s.Seats, committee.Seat{Code: fmt.Sprint(i), Voting: true, Present: i < c.present})
		}
		if present, seats, met := s.Quorum(); met != c.met || seats != c.seats || present != c.present {
			t.Errorf("%d of %d: counted %d of %d, quorum %v", c.present, c.seats, present, seats, met)
		}
	}
}

func TestTheOpinionIsTheLargerSideThenTheOneWhoPresides(t *testing.T) {
	db := postgrestest.Open(t)
	for name, c := range map[string]struct {
		fipd, mildeca string // votes; "-" steps out, "" is silent
		want          committee.Opinion
	}{
		"both for":                   {"for", "for", committee.Favourable},
		"both against":               {"against", "against", committee.Unfavourable},
		"one for, one abstains":      {"abstain", "for", committee.Favourable},
		"a tie, the chair for":       {"for", "against", committee.Favourable},
		"a tie, the chair against":   {"against", "for", committee.Unfavourable},
		"both abstain":               {"abstain", "abstain", committee.Tied},
		"nobody votes":               {"", "", committee.NoOpinion},
		"everybody steps out":        {"-", "-", committee.NoOpinion},
		"the chair steps out":        {"-", "against", committee.Unfavourable},
		"only the chair's neighbour": {"", "for", committee.Favourable},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, db, func(s sitting) {
				for seat, vote := range map[string]string{"FIPD": c.fipd, "MILDECA": c.mildeca} {
					switch vote {
					case "":
					case "-":
						s.must(committee.Recuse(s.Tx, member(seat), s.current, seat, ""))
					default:
						s.must(committee.Cast(s.Tx, member(seat), s.current, committee.Vote(vote)))
					}
				}
				if got, err := committee.Conclude(s.Tx, party.System, s.current); err != nil || got != c.want {
					t.Errorf("got %s, %v; want %s", got, err, c.want)
				}
			})
		})
	}
}

func TestNobodySpeaksForAnothersSeat(t *testing.T) {
	sit(t, postgrestest.Open(t), func(s sitting) {
		for name, err := range map[string]error{
			"a member steps another out": committee.Recuse(s.Tx, member("FIPD"), s.current, "MILDECA", ""),
			"an applicant votes":         committee.Cast(s.Tx, party.Actor{ID: "a", Role: party.Applicant, Funder: "FIPD"}, s.current, committee.For),
			"the secretary votes":        committee.Cast(s.Tx, party.Actor{ID: "s", Role: party.Reviewer, Departement: "99", Funder: "FIPD"}, s.current, committee.For),
			"a member concludes":         func() error { _, err := committee.Conclude(s.Tx, member("FIPD"), s.current); return err }(),
		} {
			if !errors.Is(err, committee.ErrNotYourSeat) && !errors.Is(err, party.ErrForbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
