// Package strictjson reads a JSON file that people write: a tree whose values
// know their path, and a reader that tells every problem at once.
//
//	bytes ──Parse──> Node ──Reader──> values of the house, or every problem
//	                                  with its path: payments[7].ej
//
// A key written twice, an unknown key, text after the document and null in the
// place of a needed value are refused. Each file format brings its own refusal.
//
// The program's own files, which are wrong only if the build is, are decoded by
// Files and Decode.
//
// Needs fault. Needed by budget, form, rule, strategy, review, cofunding/solver,
// rehearsal.
package strictjson
