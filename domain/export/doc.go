// Package export is the files that leave the house: rows are streamed from one
// snapshot to the client, whatever their number; cells are printed by
// PostgreSQL, and an amount never passes through a float.
//
//	snapshot ──rows──> Report.Write ──> CSV    BOM, « ; », CRLF, decimal comma, Total
//	                                    XLSX   typed cells, Total
//	                                    JSONL  one object a line, then the total
//	         ──open data──────────────> SCDL   no BOM, « , », decimal point, no total
//	         ──entries────────────────> hledger journal, proof
//
// A report is data: columns that say what PostgreSQL is asked for and how it is
// written. Line 1 is in French, the last line begins with « Total » and names
// the snapshot, so that two files can be told to be of one state. What the screen
// shows under a filter is what the file holds: both read with
// casefile.LedgerFrom and Where.
//
// A text cell that a spreadsheet would take for a formula gets an apostrophe in
// CSV (csv_text, migration 0017); XLSX cells are typed and need none; a number
// is never prefixed.
//
// Decisions
//
//	1 (2026-11) XLSX is written here, part by part. Rejected: excelize, whose
//	  stream is gathered whole in memory before its first byte.
//	2 (2026-11) an entry belongs to the accounting year that Chorus gives to the
//	  payment behind it, since the last days of December fall in one year or in
//	  the next; else to the year of its day, not before that of its envelope.
//	3 (2026-11) the State's money and that of local funders are two files, never
//	  one total: one is checked against Chorus, the other cannot be.
//
// Needs casefile, ledger, proof, postgres. Needed by api and by the command line.
//
// Law: décret n° 2017-779 du 5 mai 2017 and arrêté du 17 novembre 2017 (données
// essentielles des conventions de subvention); loi n° 2000-321 du 12 avril 2000,
// art. 10 (23 000 €).
package export
