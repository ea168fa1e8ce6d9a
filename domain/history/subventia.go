package history

import (
	"fmt"

	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// Fields of Subventia alone.
const (
	fieldExpense  = "montant de la ligne de dépense"
	fieldEligible = "éligible"
)

// subventiaFields are the columns of the export of the FIPD's own portal
// (subventions.fipd.interieur.gouv.fr): one row per expense of a demand. It
// carries neither an EJ nor the name of the body.
var subventiaFields = []tabular.Field{
	{Name: fieldReference, Aliases: []string{"Référence administrative - Demande"}},
	{Name: fieldAllocator, Aliases: []string{"Financeur Principal"}},
	{Name: fieldExercice, Aliases: []string{"annee_demande"}},
	{Name: fieldBeneficiaryID, Aliases: []string{"SIRET - Demandeur"}},
	{Name: fieldDate, Aliases: []string{"Date - Décision"}},
	{Name: fieldAmount, Aliases: []string{"Montant voté TTC - Décision"}},
	{Name: fieldScheme, Aliases: []string{"Dispositif - Dossier de financement"}},
	{Name: fieldObject, Aliases: []string{"Thematique Title"}},
	{Name: fieldEligible, Aliases: []string{"Eligible? - Dossier de financement"}},
	{Name: fieldStatus, Aliases: []string{"Statut - Dossier de financement"}},
	{Name: fieldExpense, Aliases: []string{"Montant Ttc"}},
}

// readSubventia gathers the rows of each demand: what is asked is the sum of
// its expenses, what is voted is repeated on each of its rows.
func (p *parser) readSubventia() error {
	p.as("subventia", "export Subventia", "ligne")
	return p.open(subventiaFields, func(h tabular.Header) bool { return h.Has(fieldReference) && h.Has(fieldAmount) }, func(r reading) error {
		var order []string
		demands := map[string][]record{}
		err := r.rows(func(row tabular.Row) error {
			one := r.record(row)
			one.others = nil
			key := said(one.text(fieldReference)) + "\x1f" + said(one.text(fieldBeneficiaryID))
			if said(one.text(fieldReference)) == "" {
				key = fmt.Sprint("ligne ", row.Line) // a demand of its own
			}
			if demands[key] == nil {
				order = append(order, key)
			}
			demands[key] = append(demands[key], one)
			return nil
		})
		for _, key := range order {
			if err == nil {
				err = r.demand(demands[key])
			}
		}
		return err
	})
}

// demand settles the rows of one demand. A row that tells another voted amount
// is refused: the two cannot both be true.
func (r reading) demand(rows []record) error {
	first := rows[0]
	voted, asked, spoken := first.text(fieldAmount), money.Zero, false
	first.rows = 0
	for _, row := range rows {
		if row.text(fieldAmount) != voted {
			r.report.RowsRead++
			r.refuse(row, &refusal{"demande à deux montants", fieldAmount, row.text(fieldAmount),
				fmt.Sprintf("la demande « %s » a déjà un autre montant voté, « %s », à la %s", first.text(fieldReference), voted, Place(first.sheet, first.line))})
			continue
		}
		first.rows++
		if amount := r.optional(row, fieldExpense); amount != nil {
			asked, spoken = asked.Add(*amount), true
		}
	}
	first.asked = true
	if spoken {
		first.cells[fieldRequested] = cell{asked.String(), first.at(fieldExpense)}
	}
	if reference := said(first.text(fieldReference)); reference != "" {
		first.demand = "subventia:" + reference
	} else {
		r.note(first, Noticed, "demande sans référence", fieldReference, "attendu : la référence administrative, qui réunit les lignes d'une demande")
	}
	r.decision(first)
	return r.settle(first)
}

// decision reads the state: the dispositif stays empty when a demand is
// refused, whatever was voted.
func (r reading) decision(demand record) {
	status := demand.cells[fieldStatus]
	decided := statuses["subventia"][tabular.Fold(said(status.text))].Granted()
	switch {
	case tabular.Fold(demand.text(fieldEligible)) == "non":
		status.text = "non éligible"
	case decided && said(demand.text(fieldScheme)) == "":
		r.note(demand, Corrected, "demande votée sans dispositif : tenue pour refusée", fieldScheme, "Subventia laisse le dispositif vide quand la demande est refusée")
		status.text = ""
	}
	demand.cells[fieldStatus] = status
}
