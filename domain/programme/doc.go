// Package programme is campaigns and their calls: what is asked of everybody,
// and the rules everybody is judged by.
//
//	draft ──OpenCall──> open (rules frozen) ──> archived
//	           deposits accepted from OpensOn to ClosesAt, by the clock
//
// Needs calendar, party, journal. Needed by application, cofunding, committee,
// award, reporting.
//
// Law: CSI art. R132-4-2 (the CIPDR fixes orientations, the préfet publishes).
package programme
