// Package form is what an applicant fills in: the fields of a version of the
// form, where each stands, when it is asked and what it takes.
//
//	data/form-*.json ──> Form ──Knows(path)──> Field        each edit
//	                      ├─────Check(answers, context)──> Report: problems, progress, fields left to type
//	                      └─────RequiredDocuments──> what to attach, and why
//	answers ──Projects, Sheets, Requests──> values of the house
//
// A form is data: the page draws it from the same JSON that is checked here. A
// call freezes one version when it opens; the next version is one more file,
// whole, so that nothing done to it can change the older one.
// Needs budget, calendar, identity, money, fault; needed by application.
//
// # Paths
//
// An answer stands at a path, segments between dots. In a template, « * » is the
// id of an item of a repeated group, {year}, {line} and {funder} are those of a
// budget; {funder} takes all that is left, dots included. The answer at the path
// of an item says whether it exists: false is a removal that can be undone. Its
// rank orders it.
//
//	projects.p1 = true    projects.p1.rank = "1"    projects.p1.title = "Médiation"
//	projects.p1.budget.2027.charges.60-1 = "12 400,00"
//	projects.p1.budget.2027.requests.FIPD-D = "8 000"
//
// Law: CERFA 12156*06 (loi n° 2000-321, art. 9-1); CSI art. R132-4-1 to
// R132-4-5; décret n° 2021-1947 (contrat d'engagement républicain).
//
// # Decisions
//
//  1. Saving never depends on this room: an answer is stored as it was typed,
//     and read here leniently. Only a path unknown to the form is refused.
//  2. What the body's record holds (blocks 1 to 4) is listed as fields of kind
//     record: they are read, not typed, and their absence points at the record.
//  3. A hidden field keeps its answer, which is not checked nor counted.
//  4. A report of the year before (CRF) and a deliberation may follow the
//     deposit: they warn here, and block at the decision (R17).
//  5. A date outside of the years of the campaign warns (R21); an action wholly
//     outside of them is a typing error, and blocks.
//  6. The online form stands for the signed CERFA, its project sheet and its
//     budget: nothing to attach for those.
package form
