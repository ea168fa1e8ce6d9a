package rule

import "tourdetable/domain/calendar"

// Severity is how hard a rule is.
type Severity string

const (
	Warns     Severity = "warns"     // asks for a justification
	Blocks    Severity = "blocks"    // refuses
	Computed  Severity = "computed"  // gives an amount, judges nobody
	OfTheCall Severity = "parameter" // the call decides; each moment says how hard
)

// Moment is when a question is asked.
type Moment string

const (
	Deposit   Moment = "deposit"   // dépôt du dossier
	Decision  Moment = "decision"  // décision d'attribution
	Agreement Moment = "agreement" // signature de l'acte
	Payment   Moment = "payment"   // mise en paiement
	Report    Moment = "report"    // compte rendu financier
	Dashboard Moment = "dashboard" // tableau de bord, tous les jours
)

// Moments are all of them, in the order of a file's life.
var Moments = []Moment{Deposit, Decision, Agreement, Payment, Report, Dashboard}

// Rule is one version of one rule of FIELD §5, as a call applies it.
type Rule struct {
	ID         string              `json:"id"` // "R08"
	Version    int                 `json:"version"`
	ValidFrom  calendar.Date       `json:"valid_from"`
	ValidUntil calendar.Date       `json:"valid_until"` // last day, included; null: still in force
	Title      string              `json:"title"`       // French
	Law        string              `json:"law"`         // the article, as people read it
	Source     string              `json:"source"`      // the document we read it in, with its doubts
	Severity   Severity            `json:"severity"`    // its nature
	Moments    map[Moment]Severity `json:"moments"`     // when it is asked, and how hard it is then
	Enabled    bool                `json:"enabled"`     // unless the call says otherwise
	PerFunder  bool                `json:"per_funder"`  // asked once for each funder's request
	Derogable  bool                `json:"derogable"`   // a written reason of the deciding authority lifts it
	Scope      Scope               `json:"scope"`
	Parameters []Parameter         `json:"parameters"`
	Remedy     string              `json:"remedy"` // French: what to do
}

// Scope is whom a rule concerns; an empty list concerns everybody.
type Scope struct {
	Programmes []string `json:"programmes,omitempty"` // D, R, S, K
	Applicants []string `json:"applicants,omitempty"` // kinds, as in Applicant.Kind
	Fields     []string `json:"fields,omitempty"`     // of a funder's request, as in Request.Field
}

// inForce reports whether this version holds on a day.
func (r Rule) inForce(day calendar.Date) bool {
	return !day.Before(r.ValidFrom) && (r.ValidUntil.IsZero() || !day.After(r.ValidUntil))
}

// parameter is the parameter of this name, and whether there is one.
func (r Rule) parameter(name string) (Parameter, bool) {
	for _, p := range r.Parameters {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}

// Finding is one rule that has something to say about a noun: the short form of
// a failed Verdict.
type Finding struct {
	Rule     string   // "R08", the id of FIELD §5
	Severity Severity // of this finding
	Message  string   // French, with its numbers
	Law      string   // source, "" if none
}
