// Package programme is campaigns and their calls: what is asked of everybody,
// and the rules everybody is judged by.
//
//	draft ──OpenCall──> open (form and rules frozen, hashed) ──> archived
//	  │                    deposits accepted from OpensOn to ClosesAt, by the clock
//	SetTerms: form, programmes, settings of the rules
//
// A campaign has one call, which takes one programme or several: a préfecture
// publishes one text or a merged one, and a file says its programme.
//
// Needs calendar, form, party, journal, rule. Needed by application, cofunding, committee,
// award, reporting.
//
// Law: CSI art. R132-4-2 (the CIPDR fixes orientations, the préfet publishes).
package programme
