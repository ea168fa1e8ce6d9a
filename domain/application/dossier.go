package application

import (
	"fmt"
	"strings"
	"time"

	"tourdetable/domain/attachment"
	"tourdetable/domain/body"
	"tourdetable/domain/calendar"
	"tourdetable/domain/form"
	"tourdetable/domain/funding"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/rule"
)

// Dossier is a file with all that judges it: its answers, its body's record, its
// pieces, the form and the rules of its call.
type Dossier struct {
	Application Application
	Campaign    programme.Campaign
	Body        party.Organisation
	Form        form.Form
	Given       []Answer // with their versions and provenance
	Conflicts   []Conflict
	Attachments []attachment.Attachment // present: those of the file, then those of its body
	Record      map[string]string       // of the body, "record.name" -> value
	Funders     []funding.Funder
	Report      form.Report
	Verdicts    []rule.Verdict // at deposit
	Typos       []rule.Suggestion
	SignedCer   bool
	Asked       string // what was asked of its applicant, of a file sent back
	facts       rule.Facts
}

// Read gathers a file and judges it as if it were deposited now. Returns
// ErrNotFound.
func Read(tx postgres.Tx, id string) (Dossier, error) {
	a, err := Find(tx, id)
	if err != nil {
		return Dossier{}, err
	}
	return read(tx, a)
}

func read(tx postgres.Tx, a Application) (d Dossier, err error) {
	d.Application = a
	if d.Campaign, err = programme.Find(tx, a.CampaignID); err != nil {
		return d, err
	}
	if d.Body, err = party.FindOrganisation(tx, a.ApplicantID); err != nil {
		return d, err
	}
	if d.Funders, err = funding.Funders(tx, a.Departement); err != nil {
		return d, err
	}
	version := a.Form
	if version == "" {
		version = d.Campaign.FormVersion()
	}
	if d.Form, err = form.Find(version); err != nil {
		return d, err
	}
	if err := d.readAnswers(tx); err != nil {
		return d, err
	}
	if err := d.readBody(tx); err != nil {
		return d, err
	}
	if a.State == Incomplete {
		if d.Asked, err = lastReason(tx, a.ID, askDocuments.act); err != nil {
			return d, err
		}
	}
	return d, d.judge(tx)
}

func (d *Dossier) readAnswers(tx postgres.Tx) (err error) {
	if d.Application.Form == "" {
		d.Given = d.Application.answersOfPlan()
		return nil
	}
	if d.Given, err = Answers(tx, d.Application.ID, -1); err != nil {
		return err
	}
	d.Conflicts, err = Conflicts(tx, d.Application.ID)
	return err
}

// readBody reads the record of the body and the pieces of both.
func (d *Dossier) readBody(tx postgres.Tx) error {
	fields, err := body.FieldsOf(tx, d.Body)
	if err != nil {
		return err
	}
	mandates, err := body.MandatesOf(tx, d.Body.ID)
	if err != nil {
		return err
	}
	signed, err := body.CerSignedOn(tx, d.Body.ID, d.Application.Today(tx))
	if err != nil {
		return err
	}
	d.SignedCer = !signed.IsZero() || d.Application.CerSignedOn != nil
	d.Record = recordOf(d.Body, fields, mandates, d.Application.Today(tx), d.Application.Year)
	for _, subject := range []struct {
		kind attachment.Kind
		id   string
	}{{attachment.Application, d.Application.ID}, {attachment.Organisation, d.Body.ID}} {
		found, err := attachment.List(tx, subject.kind, subject.id)
		if err != nil {
			return err
		}
		for _, one := range found {
			if one.RemovedAt == nil {
				d.Attachments = append(d.Attachments, one)
			}
		}
	}
	return nil
}

// Context is what the form must know of the file.
func (d Dossier) Context() form.Context {
	c := form.Context{Kind: d.Body.Kind, Year: d.Application.Year, Years: d.Application.Years, Renewal: d.Application.renewal(d.Answers()),
		Departement: d.Application.Departement, Documents: map[string]int{}, Record: d.Record}
	if len(d.Campaign.Programmes) == 1 {
		c.Programme = d.Campaign.Programmes[0]
	}
	for _, f := range d.Funders {
		c.Funders = append(c.Funders, f.Code)
	}
	for _, one := range d.Attachments {
		c.Documents[one.Document]++
	}
	return c
}

// Answers are the answers as package form reads them.
func (d Dossier) Answers() form.Answers { return FormAnswers(d.Given) }

func (a Application) renewal(answers form.Answers) bool {
	return a.RenewalOf != "" || form.Text(answers, "request.frequency") == "renewal"
}

// judge asks the form and the rules of the call.
func (d *Dossier) judge(tx postgres.Tx) error {
	rules, settings, err := d.Campaign.RuleBook()
	if err != nil {
		return err
	}
	if d.facts, err = d.factsOf(tx); err != nil {
		return err
	}
	d.Report = d.Form.Check(d.Answers(), d.Context())
	d.Verdicts = rule.Evaluate(rule.Deposit, d.facts, rules, settings)
	d.Typos = rule.Typos(d.facts, rules, settings)
	return nil
}

// Facts are what the rules know of the file at its deposit.
func (d Dossier) Facts() rule.Facts { return d.facts }

// ClosesAt is the last instant at which the file can be deposited: the closing
// of its call, or the time given to its body beyond it.
func (d Dossier) ClosesAt() time.Time {
	if given := d.facts.Deposit.GraceUntil; given.After(d.Campaign.ClosesAt) {
		return given
	}
	return d.Campaign.ClosesAt
}

// Ready returns why the file could not be deposited now; nil if it can.
func (d Dossier) Ready() error { return d.checkComplete() }

// checkDeposit returns the first reason why the file cannot be deposited, with
// how many others there are: two values in conflict, what the form misses, a
// rule that blocks, an alert without justification.
func (d Dossier) checkDeposit() error {
	if n := len(d.Conflicts); n > 0 {
		return ErrConflicts.With("%s : choisissez avant de déposer", counted(n, "champ porte deux valeurs", "champs portent deux valeurs")).At(d.Conflicts[0].Path)
	}
	var blocking []form.Problem
	for _, p := range d.Report.Problems {
		if p.Severity == form.Blocks {
			blocking = append(blocking, p)
		}
	}
	if len(blocking) > 0 {
		return ErrIncomplete.With("%s avant le dépôt : %s", counted(len(blocking), "point est à compléter", "points sont à compléter"), blocking[0].Message).At(blocking[0].Path)
	}
	for _, v := range d.Verdicts {
		switch {
		case v.Outcome != rule.Failed:
		case v.Severity == rule.Blocks:
			return ErrRule.With("règle %s : %s %s", v.Rule, v.Message, v.Remedy).At(v.Field).Under(v.Law)
		case v.Severity == rule.Warns && strings.TrimSpace(d.Application.Justification) == "":
			return ErrJustification.With("une justification est demandée avant le dépôt : %s", v.Message).At("justification").Under(v.Law)
		}
	}
	return d.Application.Plan.check()
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// recordOf is the body's record as the form names it, for the staff of 31
// December before the year of the campaign.
func recordOf(o party.Organisation, f body.Fields, mandates []body.Mandate, on calendar.Date, year int) map[string]string {
	r := map[string]string{"record.name": o.Name, "record.siret": o.Siret.String(), "record.rna": o.Rna.String()}
	staff := fmt.Sprintf("staff.%d.", year-1)
	for path, field := range f {
		if rest, ofYear := strings.CutPrefix(path, staff); ofYear {
			path = "staff." + rest
		}
		r["record."+path] = textOf(field)
	}
	for _, m := range mandates {
		if !m.Holds(on) {
			continue
		}
		who := "record.contact."
		if m.Kind == "legal" {
			who = "record.representative."
		}
		r[who+"name"], r[who+"civility"], r[who+"function"], r[who+"phone"], r[who+"email"] = m.Name, m.Civility, m.Function, m.Phone, m.Email
	}
	if f.Approved() {
		r["record.approvals"] = "oui"
	}
	return r
}

// textOf is a field of the record in one line.
func textOf(field body.Field) string {
	path := field.Path
	a := form.Answers{path: field.Value}
	if list := form.List(a, path); len(list) > 0 {
		return strings.Join(list, ", ")
	}
	switch string(field.Value) {
	case "true":
		return "oui"
	case "false":
		return "non"
	}
	return form.Text(a, path)
}
