// Package journal is who did what to what, and why: an append-only record of
// every act, written in the transaction of the act itself.
//
//	use case ──Write(tx, by, Entry)──> journal (never changed, never removed)
//
// A change of state is written by the room that makes it, once, with the state
// before and the state after. Needs party, postgres; needed by every room that
// acts, read by casefile.
//
// Law: loi n° 2000-321 du 12 avril 2000, art. 10 (the use of public money is
// accounted for); CRPA art. L211-2 s. (decisions are reasoned).
package journal

import (
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Entry is one act.
type Entry struct {
	Act         string // code "room.verb", "application.submitted"
	Departement string
	Applicant   string // id of the body concerned, "" if none
	Subject     string // id of what was acted upon
	From, To    string // states, "" if the act changes none
	Reason      string // French, free text
}

// Write records e as an act of by at tx.Now.
func Write(tx postgres.Tx, by party.Actor, e Entry) error { return insert(tx, by, e) }
