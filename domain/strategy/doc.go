// Package strategy is the national strategy of crime prevention: the catalogue
// to which every application points.
//
//	Catalogue ── 4 axes ── 40 measures ── 121 actions ── leads
//	    ├── audiences (measures 1, 2, 3 and 16)
//	    └── glossary
//
// A catalogue is data, one file data/snpd-*.json, with its dates of validity.
// The next strategy is one more file; nothing in Go changes. The files are
// read at the first question, so that a command without strategy pays nothing.
// Needs fault; needed by application, reporting and the strategy command.
//
// Law: loi n° 2007-297 du 5 mars 2007 relative à la prévention de la
// délinquance.
// Source: Premier ministre, SG-CIPDR, « Stratégie nationale de prévention de
// la délinquance 2020-2024 », 2020, a public document of the State.
//
// # How the document was read
//
// Titles are those of the body; the summaries shorten them (24, 28, 33...).
// Codes are the document's own. Calls to footnotes are left out, words cut at
// the end of a line are rejoined, "oeuvre" is written « œuvre »; the wording,
// flaws included (the lone bracket of 15.2), is untouched. The three bullets
// of 4.4 follow its sentence, between semicolons.
//
// Leads are the line « Pilotes et partenaires : » of the document, which does
// not tell the ones from the others. The line closes a group of actions: it
// covers every action since the line before it. It is cut at its commas, and
// at « et » where both sides are whole names (« maire et président
// d’intercommunalité », not « police et gendarmerie nationales »). Every
// action has at least one.
//
// # Decisions
//
// 1. 24 November 2026. The document says « 2020-2024 » without days: the calendar
// years are taken whole. Rejected: the day of publication.
//
// 2. 24 November 2026. After its term a strategy still serves until another
// begins, because campaigns of 2025 and 2026 still name its measures. InForce
// tells whether the term has run. Rejected: no catalogue at all.
//
// 3. 24 November 2026. A yearly instruction changes priorities and amounts, not
// the numbering of measures: it comes beside the strategies, under its own
// type, with the first rule that reads one.
package strategy
