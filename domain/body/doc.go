// Package body is the record of a legal body, told once: what every later file
// takes from it instead of asking again.
//
//	Edit ──> fields, by version ──Fields──> files, with provenance
//	         └─ two people on one field: two values, until one is chosen
//	Appoint, EndMandate ──> mandates ──SignatoryOn(day)
//	ProposeAccount ──> proposed ──second person, 72 h──> UsableAccount(moment)
//	SignCommitment ──> CerSignedOn    Deposit ──> Expiring(day)
//	Invite, Reopen ──code──> Accept ──> an account      EndAccess
//
// party.Organisation stays the legal identity (SIRET, name, kind); this room is
// all that is told about it. A file belongs to the body, never to a mailbox: when
// its president leaves, the préfecture opens access again, with a reason, a
// document and a trace.
//
// Needs party, journal, outbox, identity, calendar, postgres; needed by api, jobs
// and every room that reads a body.
//
// Law: CERFA 12156*06, blocks 1 to 4; loi n° 2000-321 du 12 avril 2000, art. 10-1
// and 25-1; décret n° 2021-1947 du 31 décembre 2021 (contrat d'engagement
// républicain); loi du 1er juillet 1901, art. 5 (changes of directors are
// declared within three months).
//
// Decisions
//
//	1 (2026-11) nothing typed is refused for being wrong: it is kept, and its
//	  problem told beside it. Rejected: validation at the door, which loses the
//	  work of who was interrupted.
//	2 (2026-11) fields are the last saved edit of their path, in a table that
//	  only grows: value, history, provenance and conflicts are one truth.
//	3 (2026-11) an account after an award is approved by who instructs
//	  (RunSessions), never by the finance officer: who pays does not choose where.
//	4 (2026-11) an award tells the body by a trigger (body_awarded): the guard of
//	  the accounts must hold in SQL even against this room.
//	5 (2026-11) the commitment is signed by the account whose address is that of a
//	  signatory's mandate. Rejected: a box ticked for somebody else.
package body
