// Package application is the file (dossier): what an applicant types, what it
// asks, of whom, and its life until every funder has answered.
//
//	draft ─> submitted ─> admissible ─> under_review ─> ready ─> examined ─> decided ─> executing ─> report_filed ─> settled
//	             │  ^                                    ^  │        │  └──> refused
//	             v  │                                    └deferred <─┘
//	         incomplete     inadmissible, dismissed, withdrawn are ends
//
// The state says where the file is, never "accepted": each FundingRequest has
// its own answer, kept by award. The rooms above push their facts down with
// the Mark functions; this room never asks them.
//
//	Fill(edits) ─> answers ──derive──> title, dates, measures, plan ─> cofunding and every room above
//	                  │
//	                  ├── form.Check ───> what is missing
//	                  ├── rule.Evaluate ─> what the rules of the call say     Submit freezes all of it, hashed
//	                  └── rule.Typos ────> likely typing errors
//
// A file is typed field by field. Each edit names the version of the answer that
// its author was reading: on that very version it is saved; on an older one it
// is kept beside the answer, and both are shown until somebody chooses. So two
// people type at once without a lock, and nothing typed is ever lost nor refused
// for not being right. Edits are kept for ever; the same one sent twice is one.
//
// The plan of a multi-year file is that of the campaign's year: the later years
// are forecasts, which agreement confirms.
//
// A file taken from a campaign file (Take, for rehearsals) has no form until
// somebody types in it: its plan then becomes its answers.
//
// Needs attachment, body, budget, form, funding, identity, party, programme,
// rule, strategy. Needed by cofunding and every room above.
//
// Law: loi n° 2000-321, art. 9-1, 10 and 10-1; CERFA 12156*06; rules of FIELD §5
// at deposit.
package application
