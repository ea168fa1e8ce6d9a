// Package postgres is one transaction and one moment; it owns no table.
//
//	DB.InTx(ctx, scope, fn) ──> BEGIN, role tourdetable_app, app.* settings
//	                            fn(Tx{Now}) ── rooms read and write
//	                            COMMIT, or ROLLBACK and no trace
//
// A use case is a plain function of a transaction: application.Submit(tx, by,
// id). The doors (api, jobs, cmd) open the transaction, so that use cases
// compose: a rehearsal plays a whole campaign in one transaction, a refusal at
// its end leaves nothing behind, and no room needs a service object.
//
// Every connection takes the role tourdetable_app, which owns nothing and
// bypasses nothing, and every transaction names whom it serves (Scope): row
// level security is the second wall behind party.Actor.
//
// Decisions
//
//	1 (2026-11) use cases take a Tx instead of opening one. Rejected: a Service
//	  per room with its own InTx; two of them could not share a transaction.
//	2 (2026-11) rooms write SQL through gorm's Raw and Exec rather than its
//	  model methods: the statement that guards the money is the one we read.
//	  Only files named store.go call Tx.SQL; a test keeps it so.
//
// Needs fault, migrations; needed by every room with a table.
package postgres
