package rehearsaltest

import (
	"fmt"

	"tourdetable/domain/money"
)

// Answers are all those that a file of one project of programme D asks of a body
// of this kind, by path: its requests, and own of the body's money.
func Answers(kind string, year int, requests Amounts, own string) map[string]any {
	a := map[string]any{
		"request.form": []string{"cash"}, "request.frequency": "first", "request.object": []string{"project"}, "request.period": "annual",
		"programme": "D", "theme": "youth", "measures": []string{"1"},
		"signatory.representative": true, "attestations.signatory": true, "attestations.duties": true, "attestations.exact": true,
		"iban": "FR7630001007990000001234592", "signature.place": "Rochebrune",
		"projects.p1": true, "projects.p1.title": "Groupes de parole", "projects.p1.objectives": "Écouter les parents", "projects.p1.description": "Douze séances",
		"projects.p1.city_policy": false, "projects.p1.starts": fmt.Sprintf("%d-03-01", year), "projects.p1.ends": fmt.Sprintf("%d-12-31", year),
		"projects.p1.already_started": false, "projects.p1.evaluation": "Questionnaire à l'entrée et à la sortie", "projects.p1.means.employees": "2", "projects.p1.means.hiring": false,
		"projects.p1.beneficiaries.number": "60", "projects.p1.beneficiaries.ages": []string{"over_25"}, "projects.p1.beneficiaries.sex": "all", "projects.p1.minors": false,
		"projects.p1.levels": []string{"primary"}, "projects.p1.referents": false, "projects.p1.territory.description": "Les Tilleuls", "projects.p1.territory.communes": []string{"99001"},
		"projects.p1.territory.body": "none", "projects.p1.ordinary_credits": "Aucun crédit de droit commun ne couvre cette action",
		"projects.p1.indicators.i1": true, "projects.p1.indicators.i1.label": "Parents présents", "projects.p1.indicators.i1.unit": "personnes", "projects.p1.indicators.i1.target": "60",
		"projects.p1.indicators.i2": true, "projects.p1.indicators.i2.label": "Séances tenues", "projects.p1.indicators.i2.unit": "séances", "projects.p1.indicators.i2.target": "12",
	}
	cost := money.Euros(own)
	sheet := fmt.Sprintf("projects.p1.budget.%d.", year)
	for funder, amount := range requests {
		cost = cost.Add(money.Euros(amount))
		a[sheet+"requests."+funder] = amount
	}
	a[sheet+"charges.62-1"], a[sheet+"notes.62-1"], a[sheet+"products.own-1"] = cost.String(), "Intervenants", own
	if kind == "association" || kind == "foundation" {
		a["attestations.cer"], a["attestations.charter"], a["public_aid"] = true, true, "up_to_500k"
		body := fmt.Sprintf("body_budget.%d.", year)
		a[body+"charges.64-1"], a[body+"products.75-1"] = "40000.00", "40000.00"
	}
	return a
}

// Record is what the record of a body of this kind must tell before a deposit of
// a year, its representative left out.
func Record(kind string, year int) map[string]any {
	r := map[string]any{"address.line": "1 place de la Mairie", "address.postal_code": "99000", "address.commune": "Rochebrune"}
	if kind == "association" || kind == "foundation" {
		staff := fmt.Sprintf("staff.%d.", year-1)
		r[staff+"volunteers"], r[staff+"employees"], r[staff+"members"] = "12", "3", "80"
	}
	if kind == "association" {
		r["rna"] = "W991000001"
	}
	return r
}

// Documents are the standing documents that a body of this kind must give.
func Documents(kind string) []string {
	if kind == "association" || kind == "foundation" {
		return []string{"rib", "statutes", "directors", "accounts", "activity_report"}
	}
	return []string{"rib"}
}
