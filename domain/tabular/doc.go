// Package tabular reads every sheet that people bring, one row at a time.
//
//	file ──content, not extension──> CSV (UTF-8, UTF-16, cp1252; ; , tab |)
//	                                 XLSX   XLS           ──> Book ─ Sheet ─ Rows
//	                                 anything else        ──> ErrForeign, saying what was seen
//	first rows ──aliases──> Header: what was understood, what was ignored
//
// Cells are text: the caller decides what is an amount, a date or a SIRET, so
// nothing is lost by guessing. A line is the one that an editor or a
// spreadsheet shows. Every size has a limit: a bomb or an endless line ends in
// ErrLimit, never in memory.
//
// Decisions
//
//	1 (2026-11) CSV cells are decoded one by one: valid UTF-8 is UTF-8, the rest
//	  is cp1252. Real files change encoding half-way (Vendée 2018). Text encoded
//	  twice (« Ã© ») is put right when that is certain.
//	2 (2026-11) our own small XLSX reader: it streams, it knows text from numbers
//	  (a SIRET keeps its digits, 1.35E6 is 1350000), and a broken sheet is an
//	  error. Rejected: excelize, whose row reader ends quietly on broken XML.
//	3 (2026-11) our own XLS (BIFF8) reader over mscfb. Rejected: extrame/xls,
//	  which turns amounts into dates; shakinm/xlsReader, whose licence binds.
//
// Needs fault; needed by history, payment/chorusfile and every import.
package tabular
