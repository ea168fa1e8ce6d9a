// Package proof is the book on paper: one plain-text file that anybody can check
// without us, without a database and without the network.
//
//	Preuve du grand livre, tourdetable/proof/1
//	instantané  2026-11-24T18:11:41Z 1234:1240:
//	livres      1
//	livre       99  12 comptes  172 écritures  <head hash>
//	compte      2026/FIPD-D/available  plancher  12400.00
//	écriture    1  key  debit  credit  amount  reason  actor  at  prev  hash
//	total       99  330100.00
//	sha256      <SHA-256 of every byte above>
//
// Fields are split by tabs, lines end with one line feed. Verify reads the file
// once, keeps the accounts and no entry, and recomputes the chain, the balance
// and the floor of each account, the counts, the totals and the last line. The
// form is canonical: a line that would be written otherwise is refused, so that
// every byte counts.
//
// What no file can tell of itself: somebody who rewrites all the hashes from the
// row changed to the last line. An anchor, a hash noted elsewhere at the time,
// tells it: the chain must pass through it.
//
// Decisions
//
//	1 (2026-11) plain text, checked with « head -n -1 | sha256sum » too.
//	  Rejected: a signature, whose key would lie on the machine one distrusts.
//	2 (2026-11) floors are written in the file and followed entry by entry: a
//	  book whose end is right but which once was overdrawn is refused.
//
// Needs fault, ledger, money. Needed by export and by the command line. It opens
// no database.
//
// Law: décret n° 2012-1246 du 7 novembre 2012, art. 53 s.; the entries are
// dated, numbered and never erased.
package proof
