package history

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// reading is one sheet being read.
type reading struct {
	sheet  tabular.Sheet
	header tabular.Header
	layout string
	*parser
}

// refusal is why a row is not taken.
type refusal struct{ field, value, reason string }

// row takes or refuses one row.
func (r reading) row(row tabular.Row) error {
	row, no := r.straightened(row)
	if no != nil {
		r.refuse(row, no)
		return nil
	}
	g, no := r.grant(row)
	if no == nil {
		no = r.repeated(g)
	}
	if no != nil {
		r.refuse(row, no)
		return nil
	}
	r.report.RowsTaken++
	r.report.Total = r.report.Total.Add(g.Amount)
	return r.take(g)
}

func (r reading) refuse(row tabular.Row, no *refusal) {
	r.report.RowsRefused++
	if amount, err := money.Parse(r.header.Cell(row, fieldAmount)); err == nil {
		r.report.RefusedTotal = r.report.RefusedTotal.Add(amount)
	}
	r.report.Refusals = append(r.report.Refusals, tabular.Refusal{
		Sheet: r.sheet.Name, Line: row.Line, Column: r.header.Name(no.field), Value: no.value, Reason: no.reason,
	})
}

// grant reads the row; a refusal names the first thing that keeps it out.
func (r reading) grant(row tabular.Row) (Grant, *refusal) {
	cell := func(field string) string { return said(r.header.Cell(row, field)) }
	g := Grant{
		Allocator: cell(fieldAllocator), Object: cell(fieldObject), Reference: cell(fieldReference), Scheme: cell(fieldScheme),
		Source: r.book.Name, Sheet: r.sheet.Name, Line: row.Line,
	}
	here := Place(r.sheet.Name, row.Line)
	if no := r.beneficiary(&g, row, here); no != nil {
		return g, no
	}
	text := r.header.Cell(row, fieldAmount)
	amount, err := money.Parse(text)
	if text == "" {
		return g, &refusal{fieldAmount, "", "montant absent ; attendu : un montant en euros, par exemple « 1 234,56 »"}
	}
	if err != nil {
		return g, &refusal{fieldAmount, text, err.Error()}
	}
	g.Amount = amount
	if no := r.time(&g, row, here); no != nil {
		return g, no
	}
	g.AllocatorID = r.allocatorID(row, here)
	if b, ok := r.directory[code(cell(fieldAllocatorCode))]; ok && g.Allocator == "" {
		g.Allocator = b.name
	}
	g.seal(r.others(row))
	return g, nil
}

// beneficiary reads who received.
func (r reading) beneficiary(g *Grant, row tabular.Row, here string) *refusal {
	g.Beneficiary = strings.TrimSpace(said(r.header.Cell(row, fieldBeneficiary)) + " " + said(r.header.Cell(row, fieldBeneficiaryMore)))
	field, id := fieldBeneficiaryID, r.header.Cell(row, fieldBeneficiaryID)
	if key := code(r.header.Cell(row, fieldBeneficiaryCode)); key != "" {
		b, ok := r.directory[key]
		if !ok {
			return &refusal{fieldBeneficiaryCode, key, fmt.Sprintf("code « %s » absent de la feuille « Tiers »", key)}
		}
		field, g.Beneficiary, id = fieldBeneficiaryCode, said(b.name), b.id
	}
	switch tabular.Fold(g.Beneficiary) {
	case "total", "totaux", "soustotal", "totalgeneral":
		return &refusal{fieldBeneficiary, g.Beneficiary, "ligne de total, pas une subvention"}
	}
	if rna := said(r.header.Cell(row, fieldRna)); rna != "" {
		var err error
		if g.Rna, err = identity.ParseRna(rna); err != nil {
			r.warnings.Note("numéro RNA illisible, laissé vide", here)
		}
	}
	if noNumber(id) {
		id = ""
	}
	if personal(r.header.Name(field), id) {
		return &refusal{field, "(valeur masquée)", "le numéro ressemble à un numéro de sécurité sociale (NIR) ; il n'est ni lu ni gardé ; attendu : le SIRET d'un organisme"}
	}
	if no := r.number(g, field, id, here); no != nil {
		return no
	}
	if g.Siren.IsZero() && g.Rna.IsZero() && g.Beneficiary == "" {
		return &refusal{fieldBeneficiary, "", "aucun bénéficiaire (ni nom, ni SIRET, ni RNA) : ligne vide ou de total ? attendu : au moins l'un des trois"}
	}
	if g.Siren.IsZero() && g.Rna.IsZero() {
		r.warnings.Note("bénéficiaire sans SIRET ni RNA, pris sur son nom", here)
	}
	return nil
}

// number reads the SIRET, SIREN or RNA that the file gives as the number of
// the beneficiary.
func (r reading) number(g *Grant, field, id, here string) *refusal {
	if id == "" {
		return nil
	}
	if rna, err := identity.ParseRna(id); err == nil {
		g.Rna = rna
		return nil
	}
	if bare := strings.TrimSuffix(strings.Join(strings.Fields(id), ""), ".0"); len(bare) <= 9 {
		siren, err := identity.ParseSiren(bare)
		if err != nil {
			return &refusal{field, id, err.Error()}
		}
		g.Siren = siren
		return nil
	}
	siret, warning, err := identity.ReadSiret(id)
	if err != nil {
		return &refusal{field, id, err.Error()}
	}
	if strings.HasSuffix(siret.String(), "00000") {
		return &refusal{field, id, fmt.Sprintf("SIRET « %s » : aucun établissement ne porte le numéro 00000 ; nombre arrondi par un tableur, dont les derniers chiffres sont perdus", id)}
	}
	if warning != "" {
		r.warnings.Note("SIRET du bénéficiaire, "+warning, here)
	}
	g.Siret, g.Siren = siret, siret.Siren()
	return nil
}

// time reads the date and the exercice.
func (r reading) time(g *Grant, row tabular.Row, here string) *refusal {
	text := said(r.header.Cell(row, fieldDate))
	if day, ok := r.sheet.Day(text); ok {
		g.GrantedOn, g.Exercice = calendar.DateOf(day, time.UTC), day.Year()
	} else if year, ok := tabular.Year(text); ok {
		g.Exercice = year
	} else if text != "" {
		r.warnings.Note("date illisible, laissée vide", here+" (« "+text+" »)")
	}
	if text := said(r.header.Cell(row, fieldExercice)); text != "" {
		year, ok := tabular.Year(text)
		if !ok {
			return &refusal{fieldExercice, text, fmt.Sprintf("exercice illisible : « %s » ; attendu : une année, par exemple « 2026 »", text)}
		}
		g.Exercice = year
	}
	return nil
}

func (r reading) allocatorID(row tabular.Row, here string) string {
	text := said(r.header.Cell(row, fieldAllocatorID))
	if noNumber(text) {
		return ""
	}
	if siren, err := identity.ParseSiren(text); err == nil {
		return siren.String()
	}
	siret, _, err := identity.ReadSiret(text)
	if err != nil {
		r.warnings.Note("SIRET de l'attribuant faux, laissé vide", here+" (« "+text+" »)")
	}
	return siret.String()
}

// others are the cells of the columns that no field claims, days and amounts
// in one form: the same table saved as CSV or as XLSX says the same.
func (r reading) others(row tabular.Row) []string {
	claimed := map[string]bool{}
	for _, u := range r.header.Understood {
		claimed[u.Column] = true
	}
	var others []string
	for i, name := range r.header.Names() {
		text := said(row.Cell(i))
		if text == "" || claimed[tabular.Letter(i)] {
			continue
		}
		if day, ok := r.sheet.Day(text); ok {
			text = day.Format(time.DateOnly)
		} else if amount, err := money.Parse(text); err == nil {
			text = amount.String()
		}
		others = append(others, tabular.Fold(name)+"="+text)
	}
	slices.Sort(others)
	return others
}

// repeated refuses a row that the file has said already.
func (r reading) repeated(g Grant) *refusal {
	here := Place(g.Sheet, g.Line)
	if before, ok := r.seen[g.fingerprint]; ok {
		return &refusal{"", "", "ligne identique à la " + before + " du même fichier : comptée une fois"}
	}
	if r.layout == layoutSubventia && g.Reference != "" {
		demand := g.Reference + "\x1f" + g.Siret.String() + g.Beneficiary
		before, ok := r.demands[demand]
		switch {
		case ok && !before.Amount.Equal(g.Amount):
			return &refusal{fieldAmount, g.Amount.String(), fmt.Sprintf("la demande « %s » a déjà un autre montant voté, %s, à la %s", g.Reference, before.Amount.French(), Place(before.Sheet, before.Line))}
		case ok:
			return &refusal{fieldReference, g.Reference, fmt.Sprintf("même demande que la %s : le montant voté vaut pour toute la demande et n'est compté qu'une fois", Place(before.Sheet, before.Line))}
		}
		r.demands[demand] = g
	}
	r.seen[g.fingerprint] = here
	return nil
}

// said is what a cell says: without the marks by which people say nothing.
func said(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	switch tabular.Fold(text) {
	case "nerienindiquer", "na", "nc", "neant", "nonrenseigne", "":
		return ""
	}
	return text
}

// noNumber reports whether a cell says that there is no number: nothing, « # »
// or zeros.
func noNumber(text string) bool {
	return strings.Trim(said(text), "0.,-# ") == ""
}

// personal reports whether a number may be that of a person: in a column that
// admits it, thirteen or fifteen digits that begin with the sex.
func personal(header, number string) bool {
	bare := strings.Join(strings.Fields(number), "")
	return strings.Contains(tabular.Fold(header), "nir") && (len(bare) == 13 || len(bare) == 15) && (bare[0] == '1' || bare[0] == '2')
}
