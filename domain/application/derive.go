package application

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"tourdetable/domain/budget"
	"tourdetable/domain/calendar"
	"tourdetable/domain/form"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/strategy"
)

// What the rooms above read of a file (title, dates, measures, plan) is derived
// from its answers, and never typed twice.

// FormAnswers are the answers of a file as package form reads them.
func FormAnswers(answers []Answer) form.Answers {
	all := form.Answers{}
	for _, a := range answers {
		all[a.Path] = a.Value
	}
	return all
}

// deriveAndSave reads all the answers of the locked file and writes what they
// say; what did not change is not written again.
func (a *Application) deriveAndSave(tx postgres.Tx) error {
	answers, err := Answers(tx, a.ID, -1)
	if err != nil {
		return err
	}
	f, err := form.Find(a.Form)
	if err != nil {
		return err
	}
	before := *a
	if err := a.derive(tx, f, answers); err != nil {
		return err
	}
	if err := save(tx, a); err != nil {
		return fmt.Errorf("save what the answers say: %w", err)
	}
	if reflect.DeepEqual(before.Plan, a.Plan) && reflect.DeepEqual(before.Measures, a.Measures) {
		return nil
	}
	return saveChildren(tx, a)
}

// derive sets what the answers say of the file.
func (a *Application) derive(tx postgres.Tx, f form.Form, given []Answer) error {
	answers := FormAnswers(given)
	funders, err := funding.Funders(tx, a.Departement)
	if err != nil {
		return err
	}
	chart, err := budget.Find(f.Chart)
	if err != nil {
		return err
	}
	projects := form.Projects(answers)
	a.Title, a.Summary = titleOf(projects), ""
	if len(projects) > 0 {
		a.Summary = cut(projects[0].Objectives, 20000)
	}
	a.Years = min(max(form.Int(answers, "request.years"), 1), 4)
	if form.Text(answers, "request.period") == "annual" {
		a.Years = 1 // whatever was typed while it was multi-year
	}
	a.StartsOn, a.EndsOn = a.dates(projects)
	a.Measures = measures(form.List(answers, "measures"))
	a.Programme, a.Theme = code(form.Text(answers, "programme"), "D", "R", "S", "K"), form.Text(answers, "theme")
	a.Departements = others(form.List(answers, "departements"), a.Departement)
	a.Justification = form.Text(answers, "justification")
	a.CerSignedOn = a.pledged(given)
	a.Iban = ibanOf(form.Text(answers, "iban"))
	a.Plan = planOf(chart, answers, projects, a.Year, a.Plan.Requests, funders)
	if !a.Plan.storable() {
		a.Plan = Plan{Charges: []Line{}, Requests: []Request{}}
	}
	return nil
}

// pledged is the day the contrat d'engagement républicain was subscribed in this
// file; nil if it is not.
func (a *Application) pledged(given []Answer) *calendar.Date {
	for _, g := range given {
		if g.Path == "attestations.cer" && form.Bool(form.Answers{g.Path: g.Value}, g.Path) {
			day := calendar.DateOf(g.EditedAt, calendar.Zone(a.Departement))
			return &day
		}
	}
	return nil
}

// ibanOf is the account number in its canonical form; "" while it is wrong.
func ibanOf(typed string) string {
	x, err := identity.ParseIban(typed)
	if err != nil {
		return ""
	}
	return x.String()
}

// titleOf names the file: its first project, and how many others.
func titleOf(projects []form.Project) string {
	if len(projects) == 0 {
		return ""
	}
	title := cut(projects[0].Title, 180)
	if n := len(projects) - 1; n > 0 && title != "" {
		title = fmt.Sprintf("%s et %d autre", title, n)
		if n > 1 {
			title += "s"
		}
	}
	return title
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

func code(s string, known ...string) string {
	for _, k := range known {
		if s == k {
			return s
		}
	}
	return ""
}

// dates are the first start and the last end; the years of the file until they
// are told, or while they are the wrong way round.
func (a *Application) dates(projects []form.Project) (from, to calendar.Date) {
	for _, p := range projects {
		if !p.Starts.IsZero() && (from.IsZero() || p.Starts.Before(from)) {
			from = p.Starts
		}
		if p.Ends.After(to) {
			to = p.Ends
		}
	}
	if from.IsZero() {
		from = calendar.On(a.Year, 1, 1)
	}
	if to.IsZero() || to.Before(from) {
		to = calendar.On(max(a.Year+a.Years-1, from.Year()), 12, 31)
	}
	return from, to
}

// measures keeps the numbers that the strategy knows, once each, in order.
func measures(typed []string) []int {
	kept := []int{}
	for _, s := range typed {
		n, err := strconv.Atoi(s)
		if err != nil || slices.Contains(kept, n) {
			continue
		}
		if _, err := strategy.Latest().Measure(n); err == nil {
			kept = append(kept, n)
		}
	}
	return kept
}

// others are the départements told, but the file's own.
func others(typed []string, own string) []string {
	var kept []string
	for _, d := range typed {
		if d != own && !slices.Contains(kept, d) {
			kept = append(kept, d)
		}
	}
	return kept
}

// planOf adds up the projects of the file for the year of the campaign: the
// later years of a multi-year file are forecasts. A request keeps its id; one to
// somebody who is no funder here counts for nothing: the form tells it.
func planOf(chart budget.Chart, answers form.Answers, projects []form.Project, year int, before []Request, funders []funding.Funder) Plan {
	p := Plan{Charges: []Line{}, Requests: []Request{}, Own: money.Zero, OtherPublic: money.Zero}
	asked := map[string]int{}
	for _, project := range projects {
		for _, sheet := range form.Sheets(answers, project.ID) {
			if sheet.Year == year {
				p.add(chart, sheet, asked)
			}
		}
	}
	p.Requests = slices.DeleteFunc(p.Requests, func(r Request) bool {
		return !slices.ContainsFunc(funders, func(f funding.Funder) bool { return f.Code == r.Funder })
	})
	for i, r := range p.Requests {
		for _, b := range before {
			if b.Funder == r.Funder {
				p.Requests[i].ID = b.ID
			}
		}
	}
	return p
}

// add counts one sheet. Amounts below zero count for nothing: the form tells
// them.
func (p *Plan) add(chart budget.Chart, sheet budget.Sheet, asked map[string]int) {
	for _, l := range chart.Lines {
		if amount := sheet.Amounts[l.Code]; l.Side == budget.Charges && amount.Sign() > 0 {
			label := l.Label
			if note := sheet.Notes[l.Code]; note != "" {
				label = note
			}
			p.Charges = append(p.Charges, Line{Account: accountOf(l.Account), Label: cut(label, 200), Amount: amount})
		}
	}
	for _, s := range sheet.Subsidies {
		if s.Funder == "" || s.Amount.Sign() <= 0 {
			continue
		}
		if i, known := asked[s.Funder]; known {
			p.Requests[i].Amount = p.Requests[i].Amount.Add(s.Amount)
			continue
		}
		asked[s.Funder] = len(p.Requests)
		p.Requests = append(p.Requests, Request{Funder: s.Funder, Amount: s.Amount})
	}
	t := chart.Totals(sheet)
	p.OtherPublic = p.OtherPublic.Add(positive(t.Public.Sub(t.Requested)))
	p.Own = p.Own.Add(positive(t.Products.Sub(t.Public)))
}

func positive(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return money.Zero
	}
	return a
}

// amountMax is the largest amount that the base holds (NUMERIC(14,2)).
var amountMax = money.Euros("999999999999.99")

// storable reports whether the sums of the plan can be held; the form tells
// amounts that no budget has.
func (p Plan) storable() bool {
	for _, sum := range []money.Amount{p.Cost(), p.Requested(), p.OtherPublic, p.Own} {
		if sum.Cmp(amountMax) > 0 {
			return false
		}
	}
	return true
}

// accountOf is the account as the plan comptable writes it; "6" for the charges
// shared out by the body (charges indirectes réparties).
func accountOf(code string) string {
	if account.MatchString(code) {
		return code
	}
	return "6"
}
