// Package history is what others granted and paid before (antériorité), read
// from the files that public bodies publish.
//
//	sheet ─header by aliases─> row ─┬─ taken    ──fingerprint──> history_grants
//	                                ├─ already  (the fingerprint is known)
//	                                └─ refused  ──line, column, value, reason──> import_refusals
//	taken + already + refused = read, for every file
//
// A row is every line below the header that holds something. It is taken when
// its amount reads exactly and its beneficiary is known.
//
// Decisions
//
//	1 (2026-11) a beneficiary number that is present and wrong refuses the row, as
//	  Data.Subvention does: it would be shown beside the wrong body, or never. A
//	  row without number is taken on its name. Zeros and « # » mean no number.
//	2 (2026-11) an amount without any beneficiary is refused: in real files it is
//	  a total (Loire-Atlantique 2017: 34 692 695,75 €, the sum of the year).
//	3 (2026-11) the second of two identical rows of a file is refused, a row that
//	  an earlier import brought is « already » there: one fingerprint, of all the
//	  row says, tells both. Rejected: numbering the occurrences, which counts
//	  twice what a publisher pasted twice.
//	4 (2026-11) dates, references and allocator numbers that do not read are left
//	  empty with a warning; amount, beneficiary and exercice never.
//	5 (2026-11) a comma that nobody quoted (Vendée: 24 975,00 in a comma file) is
//	  put back when the next column proves it (« aide en … »); else the row is
//	  refused, since its columns have moved.
//	6 (2026-11) SUBVENTIA repeats the amount of a demand on each of its lines: the
//	  first is taken, the others are refused as the same demand.
//
// Needs money, identity, calendar, tabular, postgres; needed by application,
// payment and casefile. Law: loi n° 2000-321, art. 10; décret n° 2017-779.
package history
