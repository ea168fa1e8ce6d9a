// Package history is what others granted, paid or were asked for before
// (antériorité), read from the files that public bodies publish and from the
// exports of the tools of the field.
//
//	             ┌ published lists (SCDL, …)   scdl.go, column.go, straighten.go
//	             ├ Subventia                   subventia.go   rows of one demand gathered
//	file ─detect─┼ FONJEP                      fonjep.go      five sheets joined
//	             ├ OSIRIS                      osiris.go      below two rows of titles
//	             ├ Dauphin and Gispro          dauphin.go     JSON, one yearly plan
//	             ├ Démarches simplifiées       demarches.go   JSON, labels by demarches.json
//	             └ budget programmes, forms    reference.go   explain, grant nothing
//	                   │
//	                record ─judged─┬─ taken   ──fingerprint──> history_grants, history_references
//	                               ├─ already (the fingerprint is known)
//	                               └─ refused ──line, column, value, reason──> import_refusals
//	                               and what was dropped, corrected, noticed ──> import_anomalies
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
//	6 (2026-11) Subventia writes a row per expense, with the voted amount on each:
//	  the rows of a reference are one demand, which asks their sum. A row that
//	  tells another voted amount is refused.
//	7 (2026-11) states are mapped by statuses.json, FIELD §3. An unknown state is an
//	  anomaly and stays empty; an amount of a demand that is not granted is left
//	  empty too, since it would count as money received.
//	8 (2026-11) a demand goes on living: of two exports that tell it, the newest row
//	  counts, and an OSIRIS file gives way to its actions. Both rows stay.
//	  Rejected: updating the row; history is append-only.
//	9 (2026-11) Dauphin: one yearly plan is one grant, of the lines of an eligible
//	  dispositif, or else of the politique de la ville; the other lines of account
//	  74 are its cofunders. A moment is the day it was in Paris.
//	10 (2026-11) a list of programmes, a form without dossiers and a table of
//	  correspondence are taken as references: they explain grants and are none.
//	11 (2026-11) a table of another kind (Chorus, Sirene), or a list that lacks its
//	  amount or its beneficiary, ends in a report whose rows are all refused, with
//	  what to do; only a file of no known shape is refused whole.
//
// Needs money, identity, calendar, strictjson, tabular, postgres; needed by
// payment, casefile and the alerts of the review. Law: loi n° 2000-321, art. 10; décret n° 2017-779.
package history
