// Package application is the file (dossier): what an applicant asks, of whom,
// and its life until every funder has answered.
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
// Needs programme, funding, party, identity, strategy. Needed by cofunding and
// every room above.
//
// Law: loi n° 2000-321, art. 9-1, 10 and 10-1; CERFA 12156*06; R01, R03, R05,
// R08, R15 of FIELD §5.
package application
