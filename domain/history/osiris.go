package history

import (
	"regexp"
	"strings"

	"tourdetable/domain/tabular"
)

// Fields of OSIRIS alone.
const (
	fieldCofunders        = "cofinanceurs"
	fieldCofundersAmounts = "montants des cofinanceurs"
	fieldFile             = "dossier"
)

// osirisFields are the columns of the follow-ups of OSIRIS, of files
// (SuiviDossiers) and of their actions (SuiviActions), below a row of group
// titles. Of two columns of one name the first is the body's: the legal
// representative comes after it.
var osirisFields = []tabular.Field{
	{Name: fieldReference, Aliases: []string{"Numero Action Osiris", "N° Dossier Osiris"}},
	{Name: fieldAllocator, Aliases: []string{"Service"}},
	{Name: fieldProgramme, Aliases: []string{"N° programme / Type financement"}},
	{Name: fieldScheme, Aliases: []string{"Sous-Type financement"}},
	{Name: fieldStatus, Aliases: []string{"Etat dossier"}},
	{Name: fieldExercice, Aliases: []string{"Exercice début"}},
	{Name: fieldLastExercice, Aliases: []string{"Exercice fin"}},
	{Name: fieldDate, Aliases: []string{"Date commission"}},
	{Name: fieldEj, Aliases: []string{"N° EJ"}},
	{Name: fieldRna, Aliases: []string{"N° RNA"}},
	{Name: fieldBeneficiaryID, Aliases: []string{"N° Siret"}},
	{Name: fieldBeneficiary, Aliases: []string{"Nom"}},
	{Name: fieldObject, Aliases: []string{"Intitulé"}},
	{Name: fieldRequested, Aliases: []string{"Demandé"}},
	{Name: fieldAmount, Aliases: []string{"Accordé", "Montant Total Attribué"}},
	{Name: fieldPaid, Aliases: []string{"Réalisé"}},
	{Name: fieldCofunders, Aliases: []string{"Noms"}},
	{Name: fieldCofundersAmounts, Aliases: []string{"Montants demandés"}},
	{Name: fieldFile, Aliases: []string{"N° Dossier Compte Asso"}},
}

// osirisYear is the year in the number of a file: DD00-21-0000.
var osirisYear = regexp.MustCompile(`^[A-Z0-9]+-(\d{2})-\d+`)

func (p *parser) readOsiris() error {
	return p.open(osirisFields, func(h tabular.Header) bool { return h.Has(fieldReference) && h.Has(fieldAmount) }, func(r reading) error {
		p.as("osiris", "suivi OSIRIS des "+osirisKind(r.header), "ligne")
		return r.rows(func(row tabular.Row) error { return r.action(r.record(row), row) })
	})
}

func osirisKind(h tabular.Header) string {
	if strings.Contains(tabular.Fold(h.Name(fieldReference)), "action") {
		return "actions"
	}
	return "dossiers"
}

// action settles one action, or one file.
func (r reading) action(one record, row tabular.Row) error {
	one.asked = true
	for i := range row.Cells {
		if tabular.Fold(row.Cell(i)) == "consolidation" {
			r.report.RowsRead++
			r.refuse(one, &refusal{"ligne de total", "", row.Cell(i), "ligne de consolidation ajoutée par OSIRIS sous le tableau : un total, pas une subvention"})
			return nil
		}
	}
	reference := said(one.text(fieldReference))
	if reference != "" {
		one.demand = "osiris:" + reference
	}
	if year := osirisYear.FindStringSubmatch(reference); year != nil && said(one.text(fieldExercice)) == "" {
		one.cells[fieldExercice] = cell{"20" + year[1], one.at(fieldReference)}
		r.note(one, Corrected, "exercice absent, lu dans le numéro OSIRIS", fieldExercice, "la colonne « Exercice début » manque dans cette édition")
	}
	one.cofunders = r.cofunders(one)
	return r.settle(one)
}

// cofunders reads the two lists of the group « Cofinanceurs »; amounts that do
// not pair with the names are left empty.
func (r reading) cofunders(one record) []Cofunder {
	names, amounts := listed(one.text(fieldCofunders)), listed(one.text(fieldCofundersAmounts))
	if len(amounts) > 0 && len(names) != len(amounts) {
		r.note(one, Dropped, "montants des cofinanceurs sans correspondance avec leurs noms, laissés vides", fieldCofundersAmounts, "attendu : autant de montants que de noms")
		amounts = nil
	}
	out := make([]Cofunder, len(names))
	for i, name := range names {
		out[i].Name = strings.Trim(name, ", ")
		if amounts != nil {
			amount := record{sheet: one.sheet, line: one.line, rows: 1, cells: map[string]cell{fieldCofundersAmounts: {amounts[i], one.at(fieldCofundersAmounts)}}}
			out[i].Requested = r.optional(amount, fieldCofundersAmounts)
		}
	}
	return out
}

// listed splits a cell that lists several values.
func listed(text string) []string {
	var values []string
	for _, v := range strings.FieldsFunc(text, func(c rune) bool { return c == ';' || c == '\n' || c == '|' }) {
		if v = said(v); v != "" {
			values = append(values, v)
		}
	}
	return values
}
