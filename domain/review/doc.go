// Package review is the examination of a file (instruction), from its deposit to
// the day it may go before the committee.
//
//	checks ──> Admit, Reject          documents asked ──> a clock ──> deposited again
//	opinions asked ──> received or timed out ┐
//	ordinary-law credits, themes, scores     ├──> Missing: nothing left ──> MakeReady
//	sheet (summary, proposal, reason)        ┘
//	messages beside the file          Bulk: one act on many files, one outcome each
//
// Nothing here is rewritten: a new answer, opinion, score or sheet comes after
// the old one and takes its place. The life of the file stays in application;
// this room asks its questions first, then calls it.
//
// What is checked, of whom an opinion is asked, what is warned about and how
// long one may wait are data (data/*.json), each with its source of law.
//
// Needs application, programme, party, strategy, calendar, journal, outbox,
// money. Needed by casefile, api, jobs.
//
// # Decisions
//
//  1. 2026-11. That a document request is answered is not stored: it is the first
//     deposit that follows it in the journal, which Submit writes already.
//  2. 2026-11. An adviser (police, sous-préfet, mayor…) is a seat, not a mailbox:
//     every account of the seat may answer. It works in no territory: both walls,
//     party's and PostgreSQL's, show it the files its seat was asked about, and
//     nothing else. Rejected: the whole département, which no opinion needs.
//  3. 2026-11. An opinion that does not come by its due day stops holding the file,
//     and may still come: only the funders' answer closes the examination.
//  4. 2026-11. A file that a rehearsal admitted without any check must have its list
//     answered before it is made ready: the guard looks at the list, not at how
//     the file came there.
//  5. 2026-11. A bulk run does its files fifty at a time: the first fifty in the
//     request itself, the others by the outbox, so that progress is seen and no
//     transaction holds a thousand files.
//
// Law: CRPA, art. L114-5 (missing documents), L231-4 (silence); décret
// n° 2018-514, art. 4 and 7; stratégie nationale, mesures 25, 26, 37.2.
package review
