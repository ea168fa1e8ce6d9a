// Package committee is the funders' committee: sessions, agenda, presence,
// quorum, recusals, ballots, opinions, minutes.
//
//	session  convened ─Open (quorum)─> open ─Close─> closed (immutable)
//	item     pending ─Begin─> open ─Conclude─> examined (opinion)
//	                             └─Defer──> deferred
//
// The opinion is advisory: it moves no euro and binds no funder (FIELD §6). A
// seat speaks for the lines whose funder code is its own, or begins with it and
// "-". A recused seat neither votes nor reads the item; it still counts in the
// quorum of the session. When the chair's seat steps out, the next voting seat
// presides. Ballots are ordered by the session's sequence, never by a clock:
// the session's row is locked first, then the clock is read.
//
// Needs cofunding, application, programme, party. Needed by award.
//
// Law: circulaire du 5 mars 2020 (INTA2006736C); by analogy CRPA art. R133-3 to
// R133-15 (convocation five days before, quorum of half the members, chair's
// casting vote, no part for an interested member).
package committee
