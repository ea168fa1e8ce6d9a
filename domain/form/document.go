package form

// Document is a supporting document (pièce).
type Document struct {
	Code     string `json:"code"` // "statutes"
	Label    string `json:"label"`
	Hint     string `json:"hint,omitempty"`
	Source   string `json:"source,omitempty"`
	Standing bool   `json:"standing,omitempty"` // kept with the body's record, told once
	InForm   bool   `json:"in_form,omitempty"`  // the online form stands for it
	Cases    []Case `json:"cases"`              // the first that holds says how hard it is asked; none: not asked
}

// Case is when a document is asked, and how hard.
type Case struct {
	Severity Severity `json:"severity"`
	When     *When    `json:"when,omitempty"`
}

// Asked is a document that this file must, or may, bring.
type Asked struct {
	Code     string   `json:"code"`
	Label    string   `json:"label"`
	Hint     string   `json:"hint"`
	Source   string   `json:"source"`
	Standing bool     `json:"standing"`
	InForm   bool     `json:"in_form"`
	Severity Severity `json:"severity"` // of its absence
	Present  int      `json:"present"`  // files there
}

// RequiredDocuments lists what a file brings, in the order of the form: for an
// association or a local authority, first request or renewal, by programme and
// theme (FIELD §4.5).
func (f Form) RequiredDocuments(a Answers, c Context) []Asked {
	return f.reading(a, c).documents()
}

func (r reading) documents() []Asked {
	var asked []Asked
	for _, d := range r.form.Documents {
		for _, one := range d.Cases {
			if !r.holds(one.When, nil) {
				continue
			}
			asked = append(asked, Asked{d.Code, d.Label, d.Hint, d.Source, d.Standing, d.InForm, one.Severity, r.context.Documents[d.Code]})
			break
		}
	}
	return asked
}
