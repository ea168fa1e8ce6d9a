// Package jobs does what nobody waits for: it carries the news of the outbox to
// those who should know.
//
//	outbox row ──relay──> queue (a doorbell: the row's id) ──> worker
//	   ^                                                         │ one transaction:
//	   │  silent for « patience »: rung again                    │ Start, effect, Done
//	   └─────────────────────────────────────────────────────────┘
//
// The row is the truth. A queue that forgets, a worker that dies before or after
// its commit, a second relay, a task that comes twice: the row is rung again
// until its effect is committed, and an effect already committed is not done
// again. A rule that says no is not retried; its reason stays on the row and is
// shown (StatusOf). What remains undone is rung again ever more rarely.
//
// A kind of news has one file, tell_*.go, and one line in the bulletin.
//
// Decisions
//
//	1 (2026-11) the relay enqueues inside the transaction that marks the rows: if
//	  the queue is down nothing is marked, and it is tried again a second later.
//	2 (2026-11) a message bears the moment of its news, not that of its delivery:
//	  an inbox reads in the order things happened.
//
// Needs outbox, message and the rooms that tell; needed by cmd.
package jobs
