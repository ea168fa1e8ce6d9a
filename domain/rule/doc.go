// Package rule is the rules of the field, as data, and the engine that says
// which of them a file meets, with its article and its numbers.
//
//	data/rules.json ──At(day)──> Catalogue ─┐
//	the call's JSON ──ParseSettings──> Settings ─┼─Evaluate(moment)──> []Verdict
//	upper rooms fill ────────────────> Facts ─┘        R08 failed, 80,05 %, article, what to do
//
// What the law says (its figures, its delays) stands in the data; what a call
// or a funder decides stands in its Settings; the code only knows how to
// compare. A fact that is missing makes a rule "not assessed", never "passed".
// A rule that blocks is still a fault of the use case that refuses; here it is
// explained.
//
// Needs money, calendar, strictjson. Needed by programme (which freezes a
// call's rules), application, cofunding, casefile, api.
//
// Law: each rule carries its own; FIELD §5 lists them.
//
// Decisions:
//
//  1. One verdict per rule and per thing it looks at (a budget, a funder): a
//     page can point at each. Folding them was rejected: it hid the second fault.
//  2. valid_from is the day of the text, or the 1 January of the call that the
//     rule is taken from: before it, the rule is not in force.
//  3. A call freezes the text of its rules, not only their versions: a later
//     correction of the data never changes a call that is open.
//  4. Figures that our sources do not confirm are parameters, and the source
//     says so.
package rule
