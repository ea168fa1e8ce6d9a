package tabular

// Refusal is why a row, or a part of it, was not taken (ligne rejetée).
type Refusal struct {
	Sheet  string // "" for a text file
	Line   int
	Column string // the header as the file writes it; "" for the whole row
	Value  string // as seen
	Reason string // French, with what was expected
}
