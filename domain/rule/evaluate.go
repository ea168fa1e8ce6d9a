package rule

import (
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// Outcome is what a rule says of the facts.
type Outcome string

const (
	Passed        Outcome = "passed"
	Failed        Outcome = "failed"
	NotAssessed   Outcome = "not_assessed"   // a fact is missing: the message says which
	NotApplicable Outcome = "not_applicable" // out of its scope: the message says why
)

// Verdict is one rule's answer about one thing of a file.
type Verdict struct {
	Rule     string
	Version  int
	Title    string // French
	Severity Severity
	Outcome  Outcome
	Message  string            // French, with the numbers
	Numbers  map[string]string // name -> value in wire form
	Law      string
	Source   string
	Remedy   string // French; what to do if it failed
	Field    string // path of the form, "" if none
	Funder   string // code, of a rule asked funder by funder
}

// Evaluate asks every rule of the catalogue that has this moment, in order. It
// answers at least once for each.
func Evaluate(m Moment, f Facts, c Catalogue, s Settings) []Verdict {
	var all []Verdict
	for _, r := range c {
		if _, asked := r.Moments[m]; !asked {
			continue
		}
		for _, q := range questions(m, f, r, s) {
			for _, a := range q.answer() {
				all = append(all, q.verdict(a))
			}
		}
	}
	return all
}

// question is one rule asked of the facts, as a call applies it.
type question struct {
	applied
	moment  Moment
	facts   Facts
	rule    Rule
	request *Request // of a rule asked funder by funder
}

// questions are one for the file, or one for each request in the rule's field.
func questions(m Moment, f Facts, r Rule, s Settings) []question {
	file := question{s.of(r, ""), m, f, r, nil}
	if !r.PerFunder {
		return []question{file}
	}
	var all []question
	for _, request := range f.Requests {
		if r.Scope.Fields == nil || slices.Contains(r.Scope.Fields, request.Field) {
			all = append(all, question{s.of(r, request.Funder), m, f, r, &request})
		}
	}
	if all == nil {
		return []question{file}
	}
	return all
}

func (q question) answer() []answer {
	switch {
	case !q.enabled:
		return idle("règle non retenue par l'appel")
	case q.rule.PerFunder && q.request == nil:
		return idle("aucune demande dans son champ")
	}
	if a := within("programme", q.facts.Programme, q.rule.Scope.Programmes); a != nil {
		return a
	}
	if a := within("type de demandeur", q.facts.Applicant.Kind, q.rule.Scope.Applicants); a != nil {
		return a
	}
	return judges[q.rule.ID](q)
}

// within answers for the rule when the facts are out of its scope.
func within(what, seen string, scope []string) []answer {
	switch {
	case len(scope) == 0 || slices.Contains(scope, seen):
		return nil
	case seen == "":
		return unknown(what)
	}
	return idle("la règle concerne %s ; ici, %s : %s", strings.Join(words(scope), ", "), what, word(seen))
}

// verdict dresses an answer with its rule. A derogation softens a failure and
// is told.
func (q question) verdict(a answer) Verdict {
	v := Verdict{Rule: q.rule.ID, Version: q.rule.Version, Title: q.rule.Title, Severity: q.rule.Moments[q.moment], Outcome: a.outcome,
		Message: a.message, Numbers: a.numbers, Law: q.rule.Law, Source: q.rule.Source, Remedy: q.rule.Remedy, Field: a.field, Funder: a.funder}
	if q.severity != "" {
		v.Severity = q.severity
	}
	if q.request != nil {
		v.Funder = q.request.Funder
		if v.Field == "" {
			v.Field = q.request.Path
		}
	}
	if reason := strings.TrimSpace(q.facts.Derogations[q.rule.ID]); a.outcome == Failed && q.rule.Derogable && reason != "" {
		v.Severity, v.Message = Warns, v.Message+fmt.Sprintf(" Dérogation motivée : « %s ».", reason)
	}
	return v
}

// The values of the rule's parameters, as the call sets them. Their types are
// checked when the data and the settings are read.
func (q question) percent(name string) money.Percent { return q.values[name].(money.Percent) }
func (q question) euros(name string) money.Amount    { return q.values[name].(money.Amount) }
func (q question) count(name string) int             { return q.values[name].(int) }
func (q question) flag(name string) bool             { return q.values[name].(bool) }
func (q question) choice(name string) string         { return q.values[name].(string) }
func (q question) list(name string) []string         { return q.values[name].([]string) }
func (q question) table(name string) table           { return q.values[name].(table) }

// day is a date that the call may not have set.
func (q question) day(name string) calendar.Date {
	d, _ := q.values[name].(calendar.Date)
	return d
}

// answer is what a rule's function says; verdict adds what the rule is.
type answer struct {
	outcome Outcome
	message string
	numbers map[string]string
	field   string
	funder  string
}

// judge answers passed or failed, with the sentence and its numbers.
func judge(ok bool, numbers map[string]string, format string, args ...any) answer {
	a := answer{outcome: Failed, message: sentence(format, args...), numbers: numbers}
	if ok {
		a.outcome = Passed
	}
	return a
}

func (a answer) at(field string) answer  { a.field = field; return a }
func (a answer) of(funder string) answer { a.funder = funder; return a }

// alone is the answer of a rule that looks at one thing.
func (a answer) alone() []answer { return []answer{a} }

// unknown tells which fact is missing.
func unknown(fact string) []answer { return missing(fact).alone() }

// missing is unknown for one of the things that a rule looks at.
func missing(fact string) answer {
	return answer{outcome: NotAssessed, message: sentence("Règle non évaluée : il manque une information (%s)", fact)}
}

// idle tells why the rule does not concern the file.
func idle(format string, args ...any) []answer {
	return answer{outcome: NotApplicable, message: sentence("Sans objet : "+format, args...)}.alone()
}

func sentence(format string, args ...any) string { return fmt.Sprintf(format, args...) + "." }

// numbered pairs names with values in wire form.
func numbered(pairs ...any) map[string]string {
	all := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i].(string)] = fmt.Sprint(pairs[i+1])
	}
	return all
}

// each asks the same question of several things; none answers idle.
func each[T any](things []T, none string, ask func(T) answer) []answer {
	if len(things) == 0 {
		return unknown(none)
	}
	var all []answer
	for _, t := range things {
		all = append(all, ask(t))
	}
	return all
}
