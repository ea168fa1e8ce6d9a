package application

import (
	"slices"
	"strconv"
	"strings"

	"tourdetable/domain/budget"
	"tourdetable/domain/calendar"
	"tourdetable/domain/form"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rule"
)

// factsOf tells the rules what is known of the file; what nobody told stays
// unknown, and the rules that need it say so.
func (d *Dossier) factsOf(tx postgres.Tx) (rule.Facts, error) {
	a, answers := d.Application, d.Answers()
	chart, err := budget.Find(d.Form.Chart)
	if err != nil {
		return rule.Facts{}, err
	}
	f := rule.Facts{Year: a.Year, Departement: a.Departement, Programme: a.Programme, Theme: themeOf(a.Theme), Applicant: d.applicant()}
	if f.Deposit, err = d.filing(tx); err != nil {
		return f, err
	}
	f.On = f.Deposit.ReceivedOn // a deposited file is judged as it was deposited
	f.Renewal, err = d.renewal(tx, answers)
	if err != nil {
		return f, err
	}
	projects := form.Projects(answers)
	f.Action = action(a, projects)
	f.Equipment = equipment(projects, a.Programme)
	grid := gridOf(d.Funders)
	for _, p := range projects {
		for _, sheet := range form.Sheets(answers, p.ID) {
			sheet = sheet.Named(grid)
			f.Budgets = append(f.Budgets, budgetFacts(chart, p, sheet))
			if sheet.Year == a.Year {
				f.Plans = append(f.Plans, planFacts(chart, p, sheet))
			}
		}
		if p.Iscg.Post != "" {
			f.Posts = posts(p, f.Plans)
		}
	}
	for _, r := range a.Plan.Requests {
		f.Requests = append(f.Requests, requestFacts(r, d.Funders))
	}
	return f, nil
}

// themeOf is the row of the field-of-intervention matrix (R44) of a theme of
// the form.
func themeOf(theme string) string {
	row, told := map[string]string{"iscg": "victims", "tranquillity": "mediation", "racism": "hatred", "trafficking": "slums",
		"video": "equipment", "school": "equipment", "police_equipment": "equipment"}[theme]
	if told {
		return row
	}
	return theme
}

func known[T any](v T) *T { return &v }

// applicant is the body, in the words of the rules.
func (d Dossier) applicant() rule.Applicant {
	kind := d.Body.Kind
	if kind == "enterprise" {
		kind = "company"
		if d.Record["record.esus"] == "oui" {
			kind = "esus"
		}
	}
	return rule.Applicant{Kind: kind, Private: known(d.Body.Private()), CERSigned: known(d.SignedCer),
		Recognised: d.Record["record.public_utility"] == "oui" || d.Record["record.approvals"] == "oui",
		Rna:        d.Record["record.rna"], LocalRegister: d.Record["record.local_register.number"] != "",
		Name: d.Body.Name, Siret: d.Body.Siret.String(), RecordSiret: d.Body.Siret.String()}
}

func (d Dossier) filing(tx postgres.Tx) (rule.Filing, error) {
	f := rule.Filing{At: tx.Now, ClosesAt: d.Campaign.ClosesAt, ReceivedOn: d.Application.Today(tx)}
	if at := d.Application.SubmittedAt; at != nil {
		f.At, f.ReceivedOn = *at, calendar.DateOf(*at, d.Campaign.Zone())
	}
	until, found, err := graceOf(tx, d.Campaign.ID, d.Application.ApplicantID)
	if found {
		f.GraceUntil = until
	}
	return f, err
}

// renewal tells what came before: how many times, and what was reported.
func (d Dossier) renewal(tx postgres.Tx, answers form.Answers) (rule.Renewal, error) {
	r := rule.Renewal{Renews: known(d.Application.renewal(answers))}
	for _, one := range d.Attachments {
		day := calendar.DateOf(one.UploadedAt, d.Campaign.Zone())
		switch {
		case one.Document == "crf" && r.ReportFiledOn.IsZero():
			r.ReportFiledOn = day
		case one.Document == "evaluation" && r.EvaluationFiledOn.IsZero():
			r.EvaluationFiledOn = day
		}
	}
	if d.Application.RenewalOf == "" {
		return r, nil
	}
	n, filed, err := renewals(tx, d.Application.RenewalOf)
	r.Count = known(n)
	if filed != nil && r.ReportFiledOn.IsZero() {
		r.ReportFiledOn = calendar.DateOf(*filed, d.Campaign.Zone())
	}
	return r, err
}

func action(a Application, projects []form.Project) rule.Action {
	act := rule.Action{StartsOn: a.StartsOn, EndsOn: a.EndsOn, Years: a.Years}
	if len(projects) == 0 {
		return act
	}
	if share, err := money.ParsePercent(strings.ReplaceAll(projects[0].Territory.DistrictShare, ",", ".")); err == nil {
		act.QPVShare = &share
	}
	act.Prison = known(slices.ContainsFunc(projects, func(p form.Project) bool { return p.Setting == "prison" }))
	return act
}

// equipment is what a programme S file asks, in the words of the rules.
func equipment(projects []form.Project, programme string) rule.Equipment {
	e := rule.Equipment{}
	if programme != "S" {
		return e
	}
	for _, p := range projects {
		cameras := rule.Cameras{Path: "projects." + p.ID + ".cameras"}
		for _, c := range p.Cameras {
			cameras.Number += c.Number
			cameras.Cost = cameras.Cost.Add(c.Net)
		}
		if cameras.Number > 0 {
			e.Cameras = &cameras
		}
		if p.Equipment.Agents > 0 {
			e.Agents = known(p.Equipment.Agents)
		}
	}
	return e
}

// gridOf names the funders of the grid in the words of the chart.
func gridOf(funders []funding.Funder) map[string]budget.Funder {
	grid := map[string]budget.Funder{}
	for _, f := range funders {
		kind := "public_body"
		if f.Kind == funding.State {
			kind = "state"
		}
		grid[f.Code] = budget.Funder{Kind: kind, Label: f.Name}
	}
	return grid
}

func budgetFacts(chart budget.Chart, p form.Project, s budget.Sheet) rule.Budget {
	t := chart.Totals(s)
	b := rule.Budget{Project: p.Title, Year: s.Year, Path: "projects." + p.ID + ".budget", Charges: t.Charges, Products: t.Products, Uses: t.Uses, Sources: t.Resources,
		Account74: t.Subsidies, Requested: known(t.Subsidies), Structure: known(money.Zero), Lines: []rule.Line{}}
	for _, l := range chart.Lines {
		amount := s.Amounts[l.Code]
		if amount.IsZero() {
			continue
		}
		if l.Account == "indirect" {
			*b.Structure = b.Structure.Add(amount)
		}
		b.Lines = append(b.Lines, rule.Line{Account: l.Account, Label: l.Label, Amount: amount, Path: b.Path + "." + strconv.Itoa(s.Year) + "." + string(l.Side) + "." + l.Code})
	}
	for _, sub := range s.Subsidies {
		b.Lines = append(b.Lines, rule.Line{Account: budget.Subsidised, Label: sub.Label, Funder: sub.Funder, Amount: sub.Amount, Path: b.Path + "." + strconv.Itoa(s.Year) + "." + sub.Path()})
	}
	return b
}

func planFacts(chart budget.Chart, p form.Project, s budget.Sheet) rule.Plan {
	t := chart.Totals(s)
	fipd := money.Zero
	for _, sub := range s.Subsidies {
		if strings.HasPrefix(sub.Funder, "FIPD") {
			fipd = fipd.Add(sub.Amount)
		}
	}
	return rule.Plan{Project: p.Title, Path: "projects." + p.ID + ".budget", Cost: t.Charges, Public: &t.Public, State: &t.State, FIPD: &fipd,
		Own: known(t.Products.Sub(t.Public))}
}

func posts(p form.Project, plans []rule.Plan) *rule.Posts {
	index := map[string]int{"1": 1, "2": 2, "3": 3, "beyond": 4}[p.Iscg.Index]
	if index == 0 || len(plans) == 0 {
		return nil
	}
	last := plans[len(plans)-1]
	return &rule.Posts{YearIndex: index, State: last.State, Cost: &last.Cost}
}

// fields are the funders whose field the matrix of R44 tells.
var fields = []string{"FIPD-D", "FIPD-R", "FIPD-S", "FIPD-K", "MILDECA", "P147", "DILCRAH", "DIHAL", "CD", "EPCI", "CAF", "DETR", "DSIL"}

func requestFacts(r Request, funders []funding.Funder) rule.Request {
	facts := rule.Request{Funder: r.Funder, Requested: &r.Amount}
	for _, field := range fields {
		if r.Funder == field || strings.HasPrefix(r.Funder, field+"-") {
			facts.Field = field
		}
	}
	facts.Kind = map[string]string{"CD": "departement", "EPCI": "epci", "CAF": "caf"}[facts.Field]
	if facts.Kind == "" {
		facts.Kind = "state"
		if i := slices.IndexFunc(funders, func(f funding.Funder) bool { return f.Code == r.Funder }); i >= 0 && funders[i].Kind == funding.Local {
			facts.Kind = "commune"
		}
	}
	return facts
}

// SheetTotals is one year of one project's budget, added up.
type SheetTotals struct {
	Project string
	Year    int
	Totals  budget.Totals
}

// Budgets adds up every budget of the file, by project and year.
func (d Dossier) Budgets() []SheetTotals {
	chart, err := budget.Find(d.Form.Chart)
	if err != nil {
		return nil
	}
	answers, grid, all := d.Answers(), gridOf(d.Funders), []SheetTotals{}
	for _, p := range form.Projects(answers) {
		for _, sheet := range form.Sheets(answers, p.ID) {
			all = append(all, SheetTotals{p.ID, sheet.Year, chart.Totals(sheet.Named(grid))})
		}
	}
	return all
}
