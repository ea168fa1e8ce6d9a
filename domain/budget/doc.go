// Package budget is the table of the application form, line by line, and what
// adds up in it.
//
//	data/chart-*.json ──> Chart ──Totals(Sheet)──> sums, gaps, shares
//	                        └─────Check(Sheet)───> Problem{path, rule, sentence}
//
//	charges  60…69 + indirect     =  products  70…79 + 74 + own      (R01)
//	uses     86                   =  resources 87                    (R02)
//
// A sheet is one year of one project, or the year of the body itself: then it
// has no indirect charges and no own resources, but a foreseen surplus or
// deficit. Everything is computed here, nothing is stored.
// Needs money, fault; needed by form, application.
//
// Law: règlement ANC n° 2018-06 (accounts 86 and 87, equal); arrêté du 11
// octobre 2006 (the table of the CERFA).
//
// Decisions
//
//  1. Account 74 has no line of its own: each funder asked on the grid, and each
//     other aid, is one line of it. What the grid asks and what account 74 tells
//     cannot differ (R03 holds by construction).
//  2. 86 and 87 stand apart: they enter no rate and no own share.
//  3. Cents are a warning: the CERFA wants whole euros, the State pays cents.
//  4. The lines are data with a version: the accounting plan moves (67 and 77 in
//     2025), the CERFA does not.
//  5. What the body brings is every product that is no subsidy: sales, dues,
//     gifts, own resources.
package budget
