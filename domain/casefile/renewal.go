package casefile

import (
	"fmt"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/funding"
	"tourdetable/domain/history"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/review"
)

// Renewal is last year's file of the same action, beside this one.
type Renewal struct {
	Application string         `json:"application"`
	Code        string         `json:"code"`
	Title       string         `json:"title"`
	Year        int            `json:"year"`
	StateLabel  string         `json:"state_label"`
	Declared    bool           `json:"declared" doc:"Le porteur dit reconduire ce dossier ; sinon, l'intitulé le laisse penser"`
	Cost        money.Amount   `json:"cost_euros"`
	Requested   money.Amount   `json:"requested_euros"`
	Granted     money.Amount   `json:"granted_euros"`
	Paid        money.Amount   `json:"paid_euros"`
	ReportFiled *calendar.Date `json:"report_filed_on,omitempty"`
	ReportValid *calendar.Date `json:"report_validated_on,omitempty"`
	Realised    *money.Amount  `json:"realised_euros,omitempty"`
	Underspent  *money.Amount  `json:"underspent_euros,omitempty" doc:"Coût prévu moins coût réel"`
	SpentShare  *money.Percent `json:"spent_percent,omitempty" doc:"Coût réel rapporté au coût prévu"`
	Recovery    money.Amount   `json:"recovery_euros" doc:"Reversement proposé ou ordonné"`
	CostDelta   money.Amount   `json:"cost_delta_euros" doc:"Coût demandé cette année moins coût de l'an dernier"`
	AskedDelta  money.Amount   `json:"requested_delta_euros" doc:"Demandé cette année moins accordé l'an dernier"`
	Remarks     []string       `json:"remarks" doc:"Ce que la reconduction appelle, en phrases"`
}

type pastRow struct {
	ID, Code, Title                          string
	Year                                     int
	State                                    application.State
	Declared                                 bool
	Cost, Requested, Granted, Paid, Recovery money.Amount
	FiledOn, ValidatedOn                     *calendar.Date
	Realised                                 *money.Amount
}

// renewalOf finds the file that a renews: the one it names, else the body's own
// of the most recent earlier year under the most alike title; nil if none.
func renewalOf(tx postgres.Tx, by party.Actor, a application.Application) (*Renewal, error) {
	args := reading(by)
	args["id"], args["applicant_id"] = a.ID, a.ApplicantID
	rows, err := postgres.List[pastRow](tx.SQL().Raw(`
		select p.id, p.code, p.title, p.year, p.state, p.id = coalesce(a.renewal_of, '`+uuidMin+`') as declared, coalesce(p.final_cost, p.cost) as cost,
			(select coalesce(sum(r.amount), 0) from funding_requests r where r.application_id = p.id) as requested,
			(select coalesce(sum(w.amount), 0) from awards w where w.application_id = p.id) as granted,
			(select coalesce(sum(s.net_paid), 0) from settlements s where s.application_id = p.id) as paid,
			(select coalesce(sum(s.recovery), 0) from settlements s where s.application_id = p.id) as recovery,
			f.filed_on, f.validated_on, f.realised
		from applications a join applications p on p.applicant_id = a.applicant_id and p.id <> a.id and p.state not in ('draft', 'withdrawn')
			and (p.year < a.year or p.id = a.renewal_of)
			and p.id in (select a.id from applications a where a.applicant_id = @applicant_id and `+shown+`)
		left join financial_reports f on f.application_id = p.id
		where a.id = @id order by declared desc, p.year desc, p.id`, args))
	if err != nil {
		return nil, err
	}
	var best *pastRow
	likeness := review.Limits().Renewal - 1
	for i, r := range rows {
		switch like := review.Similarity(a.Title, r.Title); {
		case r.Declared:
			best, likeness = &rows[i], 1001
		case best != nil && r.Year < best.Year:
		case like > likeness:
			best, likeness = &rows[i], like
		}
	}
	if best == nil {
		return nil, nil
	}
	n := best.renewal(a)
	missed, err := postgres.List[Indicator](tx.SQL().Raw(`select label, unit, target, realised, missed from report_indicators where application_id = ? and missed order by rank`, best.ID))
	for _, i := range missed {
		n.Remarks = append(n.Remarks, fmt.Sprintf("Indicateur manqué en %d : « %s », %s %s atteints pour %s visés.", best.Year, i.Label, i.Realised, i.Unit, i.Target))
	}
	return n, err
}

func (r pastRow) renewal(a application.Application) *Renewal {
	n := &Renewal{Application: r.ID, Code: r.Code, Title: r.Title, Year: r.Year, StateLabel: r.State.Label(), Declared: r.Declared, Cost: r.Cost,
		Requested: r.Requested, Granted: r.Granted, Paid: r.Paid, ReportFiled: r.FiledOn, ReportValid: r.ValidatedOn, Realised: r.Realised, Recovery: r.Recovery,
		CostDelta: a.Plan.Cost().Sub(r.Cost), AskedDelta: a.Plan.Requested().Sub(r.Granted), Remarks: []string{}}
	remark := func(format string, args ...any) { n.Remarks = append(n.Remarks, fmt.Sprintf(format, args...)) }
	if r.Granted.Sign() > 0 && r.FiledOn == nil {
		remark("Le compte rendu financier de %d n'est pas déposé : il est dû avant toute décision sur la reconduction (R17).", r.Year)
	}
	if r.Realised != nil {
		spent, left := money.PercentOf(*r.Realised, r.Cost), r.Cost.Sub(*r.Realised)
		n.Underspent, n.SpentShare = &left, &spent
		if left.Sign() > 0 {
			remark("Sous-consommation en %d : %s dépensés sur %s prévus (%s), soit %s de moins.", r.Year, r.Realised.French(), r.Cost.French(), spent.French(), left.French())
		}
	}
	if r.Recovery.Sign() > 0 {
		remark("Un reversement de %s est attendu sur %d.", r.Recovery.French(), r.Year)
	}
	if n.AskedDelta.Sign() > 0 && r.Granted.Sign() > 0 {
		remark("La demande dépasse de %s ce qui a été accordé en %d.", n.AskedDelta.French(), r.Year)
	}
	return n
}

// Duplicate is an alert of duplicate or cumulated funding, with what it rests on.
type Duplicate struct {
	Kind        string     `json:"kind" enum:"same_action,same_costs,cumulated_rate,agreement_threshold,cumulated_aid"`
	Rule        string     `json:"rule"`
	Law         string     `json:"law"`
	Explanation string     `json:"explanation"`
	Evidence    []Evidence `json:"evidence"`
}

// Evidence is one row that an alert rests on.
type Evidence struct {
	Application string       `json:"application,omitempty" doc:"Absent pour une subvention importée"`
	Where       string       `json:"where"`
	Body        string       `json:"body"`
	Title       string       `json:"title"`
	Year        int          `json:"year"`
	Funder      string       `json:"funder"`
	Amount      money.Amount `json:"amount_euros"`
	Granted     bool         `json:"granted"`
}

// evidenceMax bounds the rows shown with an alert; its sums are of all.
const evidenceMax = 20

// duplicatesOf looks for duplicate funding of file a among the files that the
// reader may see and the imported history.
func duplicatesOf(tx postgres.Tx, a application.Application, body party.Organisation, c programme.Campaign) ([]Duplicate, error) {
	authorities, err := postgres.List[struct{ Code, Kind string }](tx.SQL().Raw(`select code, kind from funders where departement = ?`, a.Departement))
	if err != nil {
		return nil, err
	}
	signs := map[string]string{}
	for _, f := range authorities {
		signs[f.Code] = funding.Funder{Code: f.Code, Kind: funding.Kind(f.Kind)}.Authority()
	}
	file := review.Case{Code: a.Code, Title: a.Title, Year: a.Year, Cost: a.Cost(), OtherPublic: a.Plan.OtherPublic, Private: body.Private(),
		Lines: len(a.Plan.Charges), Ceiling: c.Rules.PublicShareCeiling}
	for _, r := range a.Plan.Requests {
		file.Requests = append(file.Requests, review.Funded{Funder: r.Funder, Authority: signs[r.Funder], Amount: r.Amount})
	}
	others, err := otherFiles(tx, a)
	if err != nil {
		return nil, err
	}
	past, err := imported(tx, body, others)
	if err != nil {
		return nil, err
	}
	out := []Duplicate{}
	for _, alert := range file.Duplicates(append(others, past...)) {
		d := Duplicate{alert.Kind, alert.Rule, alert.Law, alert.Explanation, []Evidence{}}
		for _, e := range alert.Evidence[:min(evidenceMax, len(alert.Evidence))] {
			d.Evidence = append(d.Evidence, Evidence{e.ApplicationID, e.Where, e.Body, e.Title, e.Year, e.Funder, e.Amount, e.Granted})
		}
		out = append(out, d)
	}
	return out, nil
}

// otherFiles are what the same body asks or got in the years that count, and what
// others ask in the same year, one row per request; with the charges that are the
// same here and there.
func otherFiles(tx postgres.Tx, a application.Application) ([]review.Funded, error) {
	rows, err := postgres.List[struct {
		ID, Code, Title, Body, Funder, Kind string
		SameBody, Granted                   bool
		Year, SharedLines                   int
		Amount, Cost, SharedCost            money.Amount
	}](tx.SQL().Raw(`
		with near as (
			select p.id, p.code, p.title, p.year, coalesce(p.final_cost, p.cost) as cost, o.name as body, p.applicant_id = a.applicant_id as same_body
			from applications a join applications p on p.id <> a.id and p.state not in ('draft', 'withdrawn', 'inadmissible', 'dismissed', 'refused')
				and (p.applicant_id = a.applicant_id and p.year between a.year - @years + 1 and a.year or p.departement = a.departement and p.year = a.year)
			join organisations o on o.id = p.applicant_id
			where a.id = @id
		), mine as (
			select account, amount, count(*) as n from budget_lines where application_id = @id and amount > 0 group by 1, 2
		), shared as (
			select l.application_id, sum(least(l.n, m.n)) as lines, sum(least(l.n, m.n) * l.amount) as cost
			from (select application_id, account, amount, count(*) as n from budget_lines where application_id in (select id from near) group by 1, 2, 3) l
			join mine m on m.account = l.account and m.amount = l.amount group by 1
		)
		select n.id, n.code, n.title, n.body, n.same_body, n.year, n.cost, r.funder, f.kind, coalesce(w.amount, r.amount) as amount, w.id is not null as granted,
			coalesce(s.lines, 0)::int as shared_lines, coalesce(s.cost, 0) as shared_cost
		from near n join funding_requests r on r.application_id = n.id join funders f on f.departement = r.departement and f.code = r.funder
		left join awards w on w.request_id = r.id left join shared s on s.application_id = n.id
		where w.outcome is distinct from 'refused' order by n.year desc, n.id, r.rank`, map[string]any{"id": a.ID, "years": review.Limits().Years}))
	others := make([]review.Funded, len(rows))
	for i, r := range rows {
		others[i] = review.Funded{ApplicationID: r.ID, Where: "dossier n° " + r.Code, Body: r.Body, SameBody: r.SameBody, Title: r.Title, Year: r.Year, Funder: r.Funder,
			Authority: funding.Funder{Code: r.Funder, Kind: funding.Kind(r.Kind)}.Authority(), Amount: r.Amount, Granted: r.Granted, Cost: r.Cost,
			SharedCost: r.SharedCost, SharedLines: r.SharedLines}
	}
	return others, err
}

// imported are the grants of the history, without those that look like an award
// already counted: the same year, for the same amount.
func imported(tx postgres.Tx, body party.Organisation, others []review.Funded) ([]review.Funded, error) {
	siret, err := identity.ParseSiret(body.Siret.String())
	if err != nil {
		return nil, nil // a body outside of Sirene has no public history
	}
	past, err := history.Of(tx, siret.Siren())
	if err != nil {
		return nil, err
	}
	type sameSum struct {
		year   int
		amount string
	}
	counted := map[sameSum]bool{}
	for _, o := range others {
		if o.SameBody && o.Granted {
			counted[sameSum{o.Year, o.Amount.String()}] = true
		}
	}
	var grants []review.Funded
	for _, g := range past.Grants {
		year := g.Exercice
		if year == 0 {
			year = g.GrantedOn.Year()
		}
		if year == 0 || counted[sameSum{year, g.Amount.String()}] {
			continue
		}
		grants = append(grants, review.Funded{Where: fmt.Sprintf("%s, ligne %d", g.Source, g.Line), Body: body.Name, SameBody: true, Title: g.Object, Year: year,
			Funder: g.Allocator, Authority: g.Allocator, Amount: g.Amount, Granted: true})
	}
	return grants, nil
}
