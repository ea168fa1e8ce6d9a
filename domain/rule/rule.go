// Package rule is what a rule says: its id, its law, how hard it is, and the
// sentence with the numbers it looked at.
//
//	a noun's rule ──> Finding{R08, warns, "aides publiques 80,05 % > 80,00 %", law}
//
// The rules themselves live with their noun (HOUSE §5); this room only gives
// them one shape, so that a page, a letter and a test read them alike. A rule
// that blocks is also a fault, returned by the use case. Needs nothing.
package rule

// Severity is how hard a rule is.
type Severity string

const (
	Warns  Severity = "warns"  // asks for a justification
	Blocks Severity = "blocks" // refuses
)

// Finding is one rule that has something to say about a noun.
type Finding struct {
	Rule     string   // "R08", the id of FIELD §5
	Severity Severity // of this finding
	Message  string   // French, with its numbers
	Law      string   // source, "" if none
}
