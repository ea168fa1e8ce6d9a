package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Wanted is one document or precision that is missing.
type Wanted struct {
	Code  string `json:"code"`  // of the check list, "" for anything else
	Label string `json:"label"` // what the applicant reads
	Why   string `json:"why"`
}

// DocumentRequest is what an applicant was asked for (demande de pièces).
type DocumentRequest struct {
	ID         string
	Number     int
	Items      []Wanted
	Comment    string
	AskedOn    calendar.Date
	DueOn      calendar.Date
	AnsweredOn *calendar.Date // the next deposit, read in the journal
	Signed
}

// PastDue reports whether the answer is still missing after its last day.
func (d DocumentRequest) PastDue(today calendar.Date) bool {
	return d.AnsweredOn == nil && d.DueOn.Before(today)
}

// AskDocuments sends the file back to its applicant with the list of what is
// missing and the last day to answer. A zero day is the usual delay, moved to
// the next working day of the département. Until the answer, or until that day,
// the clock of silence is suspended.
//
// Law: CRPA, art. L114-5.
func AskDocuments(tx postgres.Tx, by party.Actor, id string, d DocumentRequest) (application.Application, error) {
	a, err := open(tx, by, id)
	if err != nil {
		return a, err
	}
	if d.Items, err = wanted(tx, a, d); err != nil {
		return a, err
	}
	today := a.Today(tx)
	if d.AskedOn = today; d.DueOn.IsZero() {
		d.DueOn = worked(today.AddDays(known().delays.DocumentDays), a.Departement)
	}
	if !d.DueOn.After(today) || d.DueOn.After(today.AddMonths(12)) {
		return a, ErrDue.With("réponse attendue le %s ; attendu : après le %s, un an au plus", d.DueOn.French(), today.French()).At("due_on")
	}
	if a, err = application.AskDocuments(tx, by, id, d.sentence()); err != nil {
		return a, err
	}
	if err := insertDocumentRequest(tx, by, a, d); err != nil {
		return a, fmt.Errorf("ask documents of %s: %w", a.Code, err)
	}
	return a, nil
}

// wanted completes the labels from the check list; a comment alone is one item.
func wanted(tx postgres.Tx, a application.Application, d DocumentRequest) ([]Wanted, error) {
	items := slices.Clone(d.Items)
	if len(items) == 0 && strings.TrimSpace(d.Comment) != "" {
		return []Wanted{{Label: strings.TrimSpace(d.Comment)}}, nil
	}
	s, err := subjectOf(tx, a)
	if err != nil {
		return nil, err
	}
	for i := range items {
		w := &items[i]
		if w.Label = strings.TrimSpace(w.Label); w.Label == "" {
			for _, c := range s.Items() {
				if c.Code == w.Code {
					w.Label = c.Label
				}
			}
		}
		if w.Label == "" {
			return nil, ErrItem.With("pièce « %s » sans intitulé ; attendu : un point du contrôle, ou ce que le porteur doit fournir", w.Code).At(fmt.Sprintf("items[%d].label", i))
		}
	}
	if len(items) == 0 || len(items) > 50 {
		return nil, application.ErrReason.With("%d pièces demandées ; attendu : 1 à 50", len(items)).At("items")
	}
	return items, nil
}

// sentence is the request as its applicant reads it.
func (d DocumentRequest) sentence() string {
	parts := make([]string, len(d.Items))
	for i, w := range d.Items {
		parts[i] = w.Label
		if w.Why != "" {
			parts[i] += " (" + w.Why + ")"
		}
	}
	s := strings.Join(parts, " ; ")
	if comment := strings.TrimSpace(d.Comment); comment != "" && comment != s {
		s += ". " + comment
	}
	return strings.TrimRight(s, ". ") + ". Réponse attendue au plus tard le " + d.DueOn.French()
}

// worked is the day, or the first working day after it.
func worked(d calendar.Date, departement string) calendar.Date {
	for !calendar.IsWorking(d, departement) {
		d = d.AddDays(1)
	}
	return d
}

// Silence is the day on which saying nothing has an effect in law.
type Silence struct {
	Code        string // "silence", or "admissibility"
	On          calendar.Date
	Explanation string
	Law         string
}

// Silences are the clocks of a file received on a day: two months, eight for an
// investment, each moved by the days during which documents were awaited; and
// for an investment the two months after which it is deemed admissible.
//
// Law: CRPA, art. L231-4 and L114-5; décret n° 2018-514, art. 4 and 7.
func (s Subject) Silences(received calendar.Date, requests []DocumentRequest) []Silence {
	d := known().delays
	months, law := d.SilenceMonths, d.SilenceLaw
	investment := len(s.Programmes) > 0 && !slices.ContainsFunc(s.Programmes, func(p string) bool { return p != "S" })
	if investment {
		months, law = d.InvestmentMonths, d.InvestmentLaw
	}
	clock := func(code string, months int, law, effect string) Silence {
		found := calendar.Span{Months: months}.Explain(received)
		days := suspended(requests)
		told := strings.TrimSuffix(found.Explanation, ".")
		if days > 0 {
			told += fmt.Sprintf(" ; plus %d jours d'attente de pièces", days)
			law += " ; " + d.SuspensionLaw
		}
		return Silence{code, found.Date.AddDays(days), told + ". " + effect, law}
	}
	clocks := []Silence{clock("silence", months, law, "Sans décision ce jour-là, la demande est réputée rejetée et le délai de recours s'ouvre ; une décision reste possible.")}
	if slices.Contains(s.Programmes, "S") {
		clocks = append(clocks, clock("admissibility", d.AdmissibilityMonths, d.AdmissibilityLaw, "Sans réponse ce jour-là, le dossier est réputé recevable."))
	}
	return clocks
}

// suspended counts the days during which documents were awaited: from the
// request to its answer, or to its last day.
func suspended(requests []DocumentRequest) int {
	days := 0
	for _, r := range requests {
		end := r.DueOn
		if r.AnsweredOn != nil && r.AnsweredOn.Before(end) {
			end = *r.AnsweredOn
		}
		days += max(0, end.Sub(r.AskedOn))
	}
	return days
}

// Kinds of notices.
const (
	Receipt      = "receipt"      // accusé de réception
	Completeness = "completeness" // attestation de dossier complet
)

// Notice is a numbered, dated act of the office on a deposit.
type Notice struct {
	ID       string
	Kind     string
	Number   string
	IssuedOn calendar.Date
	Signed
}

// Label is the notice in words.
func (n Notice) Label() string {
	return cmp.Or(map[string]string{Receipt: "Accusé de réception", Completeness: "Avis de dossier complet"}[n.Kind], n.Kind)
}

// Acknowledge issues the receipt of a deposited file, once: the same is returned
// for what is deposited again.
func Acknowledge(tx postgres.Tx, by party.Actor, a application.Application) (Notice, error) {
	kept, err := noticesOf(tx, a.ID)
	if err != nil {
		return Notice{}, err
	}
	for _, n := range kept {
		if n.Kind == Receipt {
			return n, nil
		}
	}
	return issue(tx, by, a, Receipt)
}

// issue numbers and dates a notice.
func issue(tx postgres.Tx, by party.Actor, a application.Application, kind string) (Notice, error) {
	n := Notice{ID: postgres.NewID(), Kind: kind, IssuedOn: a.Today(tx), Signed: Signed{by.ID, by.Name, tx.Now}}
	if err := insertNotice(tx, a, &n); err != nil {
		return n, fmt.Errorf("issue a notice of %s: %w", a.Code, err)
	}
	return n, note(tx, by, a, "review.notice_issued", n.Label()+" n° "+n.Number)
}
