// Package embedded runs a private PostgreSQL beside the program, for who has
// no server: one folder, one Unix socket, no port, no password.
//
//	Start ──> lock ── free ──> find binaries ──> initdb once ──> postgres ──> owner
//	           └──── held ──> wait for the socket ─────────────────────────> guest
//
//	DIR/lock          held by the owner as long as its server runs
//	DIR/pg15/         the cluster, named after the version that wrote it
//	DIR/pg15.tmp/     an initdb that did not finish: removed at the next start
//	DIR/run/          the socket, unless its path would be too long
//	DIR/socket        where the socket is: guests read it
//	DIR/postgres.log  what the server said
//
// PostgreSQL refuses to run as root: root starts it as the account postgres,
// else nobody, or as whoever owns the cluster already. Trust is the folder's
// mode, 0700. The server dies with the program, even with one that is killed
// (Linux), and what a killed server leaves is recovered at the next start.
//
// Decisions
//
//	1 (2026-11) binaries of the system, by layers: PG_BIN, PATH, pg_config,
//	  known folders; else a sentence that says what to install. Rejected:
//	  libraries that download PostgreSQL at run time, take a TCP port and
//	  cannot run as root.
//	2 (2026-11) the version is in the folder's name and the version of an
//	  existing cluster decides which binaries serve it: a newer PostgreSQL never
//	  opens an empty cluster beside the one that holds the data.
//	3 (2026-11) a second program on the same folder is a guest of the first: it
//	  never stops the server, and loses it when the owner leaves.
//	4 (2026-11) a stale postmaster.pid is not removed: it carries the shared
//	  memory that orphans may still write to. Its first line, whose number may
//	  belong to a stranger by now, is replaced by ours, which PostgreSQL ignores.
//
// Needs fault; needed by cmd and postgrestest. Unix only: elsewhere Start asks
// for DATABASE_URL.
package embedded
