package committee

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/party"
)

// State is the life of a session.
type State string

const (
	Convened State = "convened" // convoquée
	Open     State = "open"     // en séance
	Closed   State = "closed"   // levée
)

// Session is one meeting of the committee (séance).
type Session struct {
	ID          string
	CampaignID  string
	Departement string
	Number      int // 1, 2… in the campaign
	HeldOn      calendar.Date
	ConvenedOn  calendar.Date
	Place       string
	State       State
	OpenedAt    *time.Time
	ClosedAt    *time.Time
	Seats       []Seat // in order of precedence; the first voting seat chairs
	Items       []Item // the agenda
}

// Seat is a place at the table (siège): one per funder that votes, or an
// advisory one.
type Seat struct {
	Code    string
	Voting  bool
	Present bool // present, remote or represented
}

// Quorum tells whether the session may deliberate: half of the voting seats
// present, a recused one included.
func (s Session) Quorum() (present, seats int, met bool) {
	for _, seat := range s.Seats {
		if !seat.Voting {
			continue
		}
		seats++
		if seat.Present {
			present++
		}
	}
	return present, seats, seats > 0 && present*2 >= seats
}

// seat returns the seat of a code.
func (s Session) seat(code string) (Seat, bool) {
	for _, seat := range s.Seats {
		if seat.Code == code {
			return seat, true
		}
	}
	return Seat{}, false
}

// Presiding is the seat that presides over item: the first voting seat present
// that has not stepped out; "" if there is none.
func (s Session) Presiding(item Item) string {
	for _, seat := range s.Seats {
		if seat.Voting && seat.Present && !item.Recused(seat.Code) {
			return seat.Code
		}
	}
	return ""
}

var (
	ErrNotFound    = fault.New(fault.NotFound, "committee.not_found", "séance ou dossier de séance inconnus")
	ErrMalformed   = fault.New(fault.Invalid, "committee.malformed", "séance mal décrite")
	ErrConvocation = fault.New(fault.Refused, "committee.convocation", "la convocation est trop tardive").Under("CRPA, art. R133-8")
	ErrQuorum      = fault.New(fault.Refused, "committee.quorum", "le quorum n'est pas atteint").Under("CRPA, art. R133-10")
	ErrState       = fault.New(fault.Refused, "committee.state", "cette action n'est pas possible à ce moment de la séance")
	ErrVoteClosed  = fault.New(fault.Refused, "committee.vote_closed", "le vote sur ce dossier n'est pas ouvert")
	ErrRecused     = fault.New(fault.Refused, "committee.recused", "ce siège s'est déporté : il ne prend pas part au vote").Under("CRPA, art. R133-12")
	ErrSeat        = fault.New(fault.Refused, "committee.seat", "ce siège ne vote pas dans cette séance")
	ErrNotYourSeat = fault.New(fault.Forbidden, "committee.not_your_seat", "vous n'occupez pas ce siège")
	ErrUnexamined  = fault.New(fault.Refused, "committee.unexamined", "des dossiers restent à examiner ou à ajourner")
)

// hasSeat returns the seat by may vote from, or ErrNotYourSeat.
func (s Session) hasSeat(by party.Actor) (Seat, error) {
	if err := party.Need(by, party.CastBallots); err != nil {
		return Seat{}, err
	}
	seat, found := s.seat(by.Funder)
	if !found {
		return Seat{}, ErrNotYourSeat.With("aucun siège « %s » dans cette séance", by.Funder)
	}
	return seat, nil
}
