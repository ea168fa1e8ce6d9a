package review

import (
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Answer is what the reviewer found on one item.
type Answer string

const (
	Yes           Answer = "yes"
	No            Answer = "no" // with a note: what is missing
	NotApplicable Answer = "na" // with a note: why
)

// Mark is one answer to one item.
type Mark struct {
	Item   string
	Answer Answer
	Note   string
	Signed
}

// Check records the reviewer's answers, each beside the one before it.
func Check(tx postgres.Tx, by party.Actor, id string, marks []Mark) error {
	a, err := open(tx, by, id)
	if err != nil {
		return err
	}
	s, err := subjectOf(tx, a)
	if err != nil {
		return err
	}
	items := s.Items()
	for i, m := range marks {
		at := fmt.Sprintf("checks[%d]", i)
		m.Note = strings.TrimSpace(m.Note)
		switch {
		case !slices.ContainsFunc(items, func(i Item) bool { return i.Code == m.Item }):
			return ErrItem.With("point « %s » inconnu pour ce dossier", m.Item).At(at + ".item")
		case m.Answer != Yes && m.Answer != No && m.Answer != NotApplicable:
			return ErrAnswer.With("réponse « %s » ; attendu : yes, no ou na", m.Answer).At(at + ".answer")
		case m.Answer != Yes && m.Note == "":
			return ErrAnswer.With("un « non » ou un « sans objet » s'explique : dites ce qui manque, ou pourquoi le point ne s'applique pas").At(at + ".note")
		}
		if err := insertMark(tx, by, a, m); err != nil {
			return fmt.Errorf("check %s of %s: %w", m.Item, a.Code, err)
		}
	}
	return note(tx, by, a, "review.checked", fmt.Sprintf("%d points contrôlés", len(marks)))
}

// Admit declares the file admissible once every item of its check list is
// answered and none fails, and issues its notice of completeness.
//
// Returns ErrUnchecked, with the items left.
func Admit(tx postgres.Tx, by party.Actor, id string) (application.Application, error) {
	a, err := open(tx, by, id)
	if err != nil {
		return a, err
	}
	gaps, _, err := admissibility(tx, a)
	if err != nil {
		return a, err
	}
	if len(gaps) > 0 {
		return a, ErrUnchecked.With("le dossier %s ne peut pas être déclaré recevable : %s", a.Code, told(gaps))
	}
	if a, err = application.Admit(tx, by, id); err != nil {
		return a, err
	}
	n, err := issue(tx, by, a, Completeness)
	if err != nil {
		return a, err
	}
	return a, outbox.Put(tx, Completed{About: about(a), Number: n.Number, On: n.IssuedOn})
}

// Reject declares the file inadmissible: at least one item of its check list
// says which condition fails, and the reason is notified.
//
// Returns ErrNoReason.
func Reject(tx postgres.Tx, by party.Actor, id, reason string) (application.Application, error) {
	a, err := open(tx, by, id)
	if err != nil {
		return a, err
	}
	_, failed, err := admissibility(tx, a)
	if err != nil {
		return a, err
	}
	if !failed {
		return a, ErrNoReason
	}
	return application.Reject(tx, by, id, reason)
}

// admissibility lists what keeps the file from being admissible, and whether an
// item fails.
func admissibility(tx postgres.Tx, a application.Application) (gaps []Gap, failed bool, err error) {
	s, err := subjectOf(tx, a)
	if err != nil {
		return nil, false, err
	}
	marks, err := marksOf(tx, a.ID)
	if err != nil {
		return nil, false, err
	}
	gaps = unchecked(s.Checklist(), marks)
	return gaps, slices.ContainsFunc(gaps, func(g Gap) bool { return g.Failed }), nil
}

// Gap is what is left before the next step.
type Gap struct {
	Code    string // of the item, the seat, the criterion, or of what is missing
	Message string // French
	Failed  bool   // answered « non », not unanswered
}

// unchecked lists the items that are not answered, or that fail.
func unchecked(items []Item, marks map[string]Mark) []Gap {
	var gaps []Gap
	for _, i := range items {
		switch m, answered := marks[i.Code]; {
		case !answered:
			gaps = append(gaps, Gap{Code: i.Code, Message: "à contrôler : " + i.Label})
		case m.Answer == No:
			gaps = append(gaps, Gap{Code: i.Code, Message: "non rempli : " + i.Label + " (" + m.Note + ")", Failed: true})
		}
	}
	return gaps
}

// told writes gaps in one sentence; the first ones when there are many.
func told(gaps []Gap) string {
	const shown = 3
	var parts []string
	for _, g := range gaps[:min(shown, len(gaps))] {
		parts = append(parts, g.Message)
	}
	if left := len(gaps) - shown; left > 0 {
		parts = append(parts, fmt.Sprintf("et %d autres", left))
	}
	return strings.Join(parts, " ; ")
}

// note writes an act on the file in the journal.
func note(tx postgres.Tx, by party.Actor, a application.Application, act, reason string) error {
	return journal.Write(tx, by, journal.Entry{Act: act, Departement: a.Departement, Applicant: a.ApplicantID, Subject: a.ID, Reason: reason})
}
