// Package postgrestest gives a test a real database of its own, migrated and
// empty.
//
//	Open(t) ──> the server ──> the template ──> a clone ──> dropped at cleanup
//	             │              migrated once, named after the migrations
//	             ├─ TEST_DATABASE_URL, if set
//	             └─ else a private one, shared by all packages and runs of a user
//
// Nobody has to start or stop the private server. Every test program holds a
// shared lock on the file « users »; the first that finds no server starts a
// keeper, a copy of itself that owns the server, forgets the disk for speed and
// leaves when nobody has held the lock for a minute. The kernel drops the lock
// of a killed test, and stops the server of a killed keeper: nothing leaks, and
// whoever comes next starts another. The keeper also drops what killed tests
// left, at a moment when it alone holds the lock.
//
// A clone takes about a tenth of a second. Take one per test where commits,
// LISTEN or two writers matter; else one per package and a transaction per test.
// No database is a failure, never a skip.
//
// Decisions
//
//	1 (2026-11) a keeper process. Rejected: the first test program owns the
//	  server, since it leaves while others still use it; a script around « go
//	  test », since a lone « go test ./domain/ledger » must work.
//
// Needs postgres, embedded, migrations; needed by the tests of every room with a
// table. Unix only.
package postgrestest
