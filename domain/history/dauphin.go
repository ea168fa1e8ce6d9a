package history

import (
	"regexp"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
	"tourdetable/domain/tabular"
)

// isDauphin reports whether n is a demand of Dauphin, alone or beside its row
// of Gispro.
func isDauphin(n *strictjson.Node) bool {
	return has(n, "dauphin") || has(n, "gispro") || has(n, "planFinancement") && has(n, "demandeur")
}

// dauphinCode is what Dauphin and Gispro share of a reference: DA00012345-1.
var dauphinCode = regexp.MustCompile(`^(?:DA)?(.*?)(?:-\d*)?$`)

// townPolicy is how the funders of the politique de la ville are called there:
// « 13-ETAT-POLITIQUE-VILLE ».
var townPolicy = regexp.MustCompile(`politique(dela)?ville`)

func shared(reference string) string {
	return dauphinCode.FindStringSubmatch(strings.TrimSpace(strings.ReplaceAll(reference, "\n", "")))[1]
}

// readDauphin reads the demands of the politique de la ville: one yearly plan,
// one grant of the State; every other line of the plan is another funder's.
func (p *parser) readDauphin(items []*strictjson.Node) error {
	p.as("dauphin", "extraction Dauphin et Gispro", "élément")
	ejs := map[string]*strictjson.Node{}
	for _, item := range items {
		if id := scalar(at(item, "gispro", "dauphinId")); id.text != "" {
			ejs[shared(id.text)] = at(item, "gispro", "ej")
		}
	}
	for i, item := range items {
		demand := at(item, "dauphin")
		if demand == nil && has(item, "planFinancement") {
			demand = item
		}
		if err := p.dauphin(demand, item, i+1, ejs); err != nil {
			return err
		}
	}
	return nil
}

// dauphin settles each yearly plan of a demand.
func (p *parser) dauphin(demand, item *strictjson.Node, rank int, ejs map[string]*strictjson.Node) error {
	r := record{line: rank, rows: 1, cells: map[string]cell{}, day: instant, asked: true}
	if demand == nil {
		p.report.RowsRead++
		r.cells[fieldEj] = cell{"", item.Path}
		p.refuse(r, &refusal{"élément sans demande Dauphin", fieldEj, item.Seen(), "attendu : un objet « dauphin » avec sa demande"})
		return nil
	}
	body := at(demand, "demandeur")
	if bodies := list(demand, "beneficiaires"); body == nil && len(bodies) > 0 {
		body = bodies[0]
	}
	reference := scalar(at(demand, "referenceAdministrative"), at(demand, "reference"))
	r.cells[fieldReference] = reference
	r.cells[fieldBeneficiary] = scalar(at(body, "raisonSociale"), at(body, "titlePure"), at(body, "title"))
	r.cells[fieldBeneficiaryID] = scalar(at(body, "SIRET", "complet"))
	r.cells[fieldRna] = scalar(at(body, "externalData", "apiEntrepriseAssociation", "id"))
	r.cells[fieldObject] = scalar(at(demand, "intituleProjet"), at(demand, "libelle", "value"), at(demand, "title"))
	r.cells[fieldProgramme] = cell{"147", demand.Path} // Dauphin serves the politique de la ville alone
	r.cells[fieldScheme] = scalar(at(demand, "thematique", "title"), at(demand, "dispositif", "title"))
	r.cells[fieldStatus] = scalar(at(demand, "virtualStatusLabel"))
	ej, known := ejs[shared(reference.text)]
	if known {
		r.cells[fieldEj] = scalar(ej)
	} else if has(item, "gispro") {
		r.cells[fieldEj] = scalar(at(item, "gispro", "dauphinId"))
		p.note(r, Noticed, "ligne Gispro d'une autre demande, EJ laissé vide", fieldEj, "attendu : le numéro de la demande, « "+reference.text+" », précédé ou non de « DA »")
		delete(r.cells, fieldEj)
	}
	var plans []*strictjson.Node
	for _, plan := range list(demand, "planFinancement") {
		if active := at(plan, "active"); active == nil || active.Text != "false" {
			plans = append(plans, plan)
		}
	}
	if len(plans) == 0 {
		p.report.RowsRead++
		r.cells[fieldAmount] = cell{"", demand.Under("planFinancement")}
		p.refuse(r, &refusal{"aucun plan de financement", fieldAmount, "", "la demande n'a aucun plan de financement actif : ni montant demandé, ni montant voté"})
		return nil
	}
	for _, plan := range plans {
		if err := p.plan(r, demand, plan, reference.text); err != nil {
			return err
		}
	}
	return nil
}

// plan settles one yearly plan of a demand.
func (p *parser) plan(r record, demand, plan *strictjson.Node, reference string) error {
	cells := make(map[string]cell, len(r.cells))
	for field, c := range r.cells {
		cells[field] = c
	}
	r.cells = cells
	r.cells[fieldExercice] = scalar(at(plan, "periode", "exercice"), at(demand, "exerciceBudgetaire"))
	if reference != "" {
		r.demand = "dauphin:" + shared(reference) + ":" + said(r.text(fieldExercice))
	}
	lines := funded(plan)
	mine := ours(lines)
	var voted, asked money.Amount
	var decided, priced bool
	for i, line := range lines {
		one := record{line: r.line, rows: 1, cells: map[string]cell{
			fieldRequested: scalar(at(line, "montant", "ht")), fieldAmount: scalar(at(line, "financement", "montantVote", "ht")),
			fieldStatus: scalar(at(line, "financement", "statutLabel")),
		}}
		requested, granted := p.optional(one, fieldRequested), p.optional(one, fieldAmount)
		if !mine[i] {
			p.cofund(&r, line, one, requested, granted)
			continue
		}
		if requested != nil {
			asked, priced = asked.Add(*requested), true
		}
		if granted != nil {
			voted, decided = voted.Add(*granted), true
			r.cells[fieldAmount] = cell{voted.String(), one.at(fieldAmount)}
			r.cells[fieldDate] = scalar(at(line, "financement", "dateDecision"))
		}
		if r.cells[fieldAllocator].text == "" || granted != nil {
			r.cells[fieldAllocator] = funder(line)
		}
	}
	if priced {
		r.cells[fieldRequested] = cell{asked.String(), plan.Under("recette")}
	}
	if !decided {
		r.cells[fieldAmount] = cell{"", plan.Under("recette")}
	}
	return p.settle(r)
}

// cofund adds the line of another funder.
func (p *parser) cofund(r *record, line *strictjson.Node, one record, requested, granted *money.Amount) {
	c := Cofunder{Name: said(funder(line).text), Requested: requested, Granted: granted}
	if text := said(one.text(fieldStatus)); text != "" {
		status, known := statuses["dauphin"][tabular.Fold(text)]
		if !known {
			p.note(one, Dropped, "état d'un cofinanceur inconnu, laissé vide", fieldStatus, "attendu : un état de Dauphin, par exemple « Votée »")
		}
		c.Status = status
	}
	if c.Requested == nil && c.Granted == nil && c.Status == "" {
		return // the form prints every line, most are empty
	}
	r.cofunders = append(r.cofunders, c)
}

func funder(line *strictjson.Node) cell {
	return scalar(at(line, "financement", "financeur", "title"), at(line, "libelle", "value"))
}

// funded are the lines of account 74 of a plan, the subsidies.
func funded(plan *strictjson.Node) []*strictjson.Node {
	var lines []*strictjson.Node
	for _, post := range list(plan, "recette", "postes") {
		if scalar(at(post, "reference")).text != "74" {
			continue
		}
		lines = append(lines, list(post, "lignes")...)
		for _, under := range list(post, "sousPostes") {
			lines = append(lines, list(under, "lignes")...)
		}
	}
	return lines
}

// ours tells the lines that Dauphin itself decides: those of an eligible
// dispositif, or, where no line says so, those of the politique de la ville.
func ours(lines []*strictjson.Node) []bool {
	mine, told := make([]bool, len(lines)), false
	for i, line := range lines {
		eligible := at(line, "dispositifEligible")
		mine[i] = eligible != nil && eligible.Text == "true"
		told = told || mine[i]
	}
	for i, line := range lines {
		if !told {
			mine[i] = townPolicy.MatchString(tabular.Fold(funder(line).text))
		}
	}
	return mine
}

// instant reads a moment of a JSON document as the day it was in Paris, or a
// day alone.
func instant(text string) (time.Time, bool) {
	if moment, err := time.Parse(time.RFC3339, strings.TrimSpace(text)); err == nil {
		day := calendar.DateOf(moment, calendar.Paris)
		return day.At(0, 0, time.UTC), day.Year() >= 1950 && day.Year() <= 2100
	}
	return tabular.Sheet{}.Day(text)
}
