package committee

import "time"

// ItemState is where one file of the agenda is.
type ItemState string

const (
	Pending  ItemState = "pending"  // à examiner
	Current  ItemState = "open"     // en cours d'examen
	Examined ItemState = "examined" // examiné
	Deferred ItemState = "deferred" // ajourné
)

// Vote is one seat's ballot.
type Vote string

const (
	For     Vote = "for"
	Against Vote = "against"
	Abstain Vote = "abstain"
)

// Opinion is the committee's advice on a file (avis).
type Opinion string

const (
	Favourable   Opinion = "favourable"   // favorable
	Unfavourable Opinion = "unfavourable" // défavorable
	Tied         Opinion = "tied"         // partagé
	NoOpinion    Opinion = "none"         // sans avis: nobody could vote
)

// Label is the opinion in French.
func (o Opinion) Label() string {
	return map[Opinion]string{Favourable: "Favorable", Unfavourable: "Défavorable", Tied: "Partagé", NoOpinion: "Sans avis"}[o]
}

// Item is one file on the agenda.
type Item struct {
	ID            string
	SessionID     string
	ApplicationID string
	Rank          int
	State         ItemState
	Presiding     string
	Opinion       Opinion
	Ballots       []Ballot
	Recusals      []Recusal
}

// Ballot is the vote of one seat (vote).
type Ballot struct {
	ItemID  string
	Seat    string
	Vote    Vote
	Account string
	Seq     int64
	At      time.Time
}

// Recusal is one seat stepping out because of an interest (déport).
type Recusal struct {
	ItemID  string
	Seat    string
	Account string
	Reason  string
}

// Recused reports whether a seat has stepped out of the item.
func (i Item) Recused(seat string) bool {
	for _, r := range i.Recusals {
		if r.Seat == seat {
			return true
		}
	}
	return false
}

// Tally counts the ballots of one item. The recused are counted apart: they
// are no votes.
type Tally struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
	Recused int `json:"recused"`
}

// Tally counts the item's ballots and recusals.
func (i Item) Tally() Tally {
	t := Tally{Recused: len(i.Recusals)}
	for _, b := range i.Ballots {
		switch b.Vote {
		case For:
			t.For++
		case Against:
			t.Against++
		case Abstain:
			t.Abstain++
		}
	}
	return t
}

// conclude is the opinion that the ballots make: the larger side; on a tie,
// the side of the presiding seat if it voted for one.
func (i Item) conclude(presiding string) Opinion {
	t := i.Tally()
	switch {
	case t.For+t.Against+t.Abstain == 0:
		return NoOpinion
	case t.For > t.Against:
		return Favourable
	case t.Against > t.For:
		return Unfavourable
	}
	for _, b := range i.Ballots {
		if b.Seat == presiding && b.Vote == For {
			return Favourable
		}
		if b.Seat == presiding && b.Vote == Against {
			return Unfavourable
		}
	}
	return Tied
}
