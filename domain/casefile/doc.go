// Package casefile is the pages: read-only views that join many rooms. It
// decides nothing and writes nothing; whoever reads, reads inside a transaction
// of their own scope, so that row level security hides what is not theirs, and
// unknown, forbidden and hidden are one answer.
//
//	every room's tables ──joins──> lists (keyset pages), one file, grid, figures
//
// The structs of this room are the pages themselves and carry their names on the
// wire; the facts behind them have none.
//
// Each page is a bounded number of queries, whatever the number of rows.
// Needs every domain room; needed by api, rehearsal, cmd.
package casefile
