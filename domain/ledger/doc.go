// Package ledger is the book: accounts, transfers, balances; double-entry,
// append-only, hash-chained.
//
//	one envelope (book 99, year 2026, funder FIPD-D)
//	notified ──> available ──decide──> reserved/P1 ──EJ──> committed/P1 ──pay──> paid/P1
//	   (source)      ^─────release────────┘                    └──────> decommitted/P1
//	unexplained ──> suspense/P1      claims ──> recoverable/P1 ──> recovered/P1
//
// A transfer has two ends, so every book adds up to 0.00 €; a mistake is mended
// by the opposite transfer; a transfer never opens an account; a floored
// account never goes below 0.00 €; one key is booked once.
//
// Each invariant stands twice: refused here with a fault, and in SQL by
// ledger_post, which alone may write (migration 0002). The chain is computed in
// SQL and checked in Go (Verify), by two independent programs.
//
// Needs money, postgres. Needed by funding, and read by export and casefile.
//
// Law: décret n° 2012-1246 du 7 novembre 2012 (gestion budgétaire et comptable
// publique), art. 53 s.: entries are dated, numbered and never erased.
package ledger
