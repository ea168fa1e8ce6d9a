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

// record is a subsidy as a file writes it: texts, each with its place, not yet
// judged. Every source ends here.
type record struct {
	sheet     string
	line      int
	rows      int // of the file, that it stands for
	cells     map[string]cell
	demand    string
	cofunders []Cofunder
	others    []string                            // what no field claims, for the fingerprint
	day       func(text string) (time.Time, bool) // reads a day as this file writes it
	asked     bool                                // a demand: it may be granted nothing
}

// cell is a text and where the file writes it: the header of a column, or a
// path.
type cell struct{ text, at string }

func (r record) text(field string) string { return r.cells[field].text }

func (r record) at(field string) string { return r.cells[field].at }

// judged reads the record; a refusal names the first thing that keeps it out.
func (p *parser) judged(r record) (Grant, *refusal) {
	g := Grant{
		Allocator: said(r.text(fieldAllocator)), Object: said(r.text(fieldObject)), Reference: said(r.text(fieldReference)),
		Programme: said(r.text(fieldProgramme)), Scheme: said(r.text(fieldScheme)), Cofunders: r.cofunders,
		Source: p.file.Name, Sheet: r.sheet, Line: r.line, demand: r.demand, rows: r.rows,
	}
	if no := p.beneficiary(&g, r); no != nil {
		return g, no
	}
	if no := p.amounts(&g, r); no != nil {
		return g, no
	}
	if no := p.time(&g, r); no != nil {
		return g, no
	}
	p.standing(&g, r)
	g.AllocatorID = p.allocatorID(r)
	p.commitment(&g, r)
	g.seal(r.others)
	return g, nil
}

// beneficiary reads who received.
func (p *parser) beneficiary(g *Grant, r record) *refusal {
	g.Beneficiary = strings.TrimSpace(said(r.text(fieldBeneficiary)) + " " + said(r.text(fieldBeneficiaryMore)))
	switch tabular.Fold(g.Beneficiary) {
	case "total", "totaux", "soustotal", "totalgeneral", "consolidation":
		return &refusal{"ligne de total", fieldBeneficiary, g.Beneficiary, "ligne de total, pas une subvention"}
	}
	if rna := said(r.text(fieldRna)); rna != "" {
		var err error
		if g.Rna, err = identity.ParseRna(rna); err != nil {
			p.note(r, Dropped, "numéro RNA illisible, laissé vide", fieldRna, detail(err))
		}
	}
	id := r.text(fieldBeneficiaryID)
	if noNumber(id) {
		id = ""
	}
	if personal(r.at(fieldBeneficiaryID), id) {
		return &refusal{"numéro d'une personne", fieldBeneficiaryID, "(valeur masquée)", "le numéro ressemble à un numéro de sécurité sociale (NIR) ; il n'est ni lu ni gardé ; attendu : le SIRET d'un organisme"}
	}
	if no := p.number(g, r, id); no != nil {
		return no
	}
	if g.Siren.IsZero() && g.Rna.IsZero() && g.Beneficiary == "" {
		return &refusal{"aucun bénéficiaire", fieldBeneficiary, "", "aucun bénéficiaire (ni nom, ni SIRET, ni RNA) : ligne vide ou de total ? attendu : au moins l'un des trois"}
	}
	if g.Siren.IsZero() && g.Rna.IsZero() {
		p.note(r, Noticed, "bénéficiaire sans SIRET ni RNA, pris sur son nom", fieldBeneficiary, "attendu : un SIRET ou un RNA ; sans lui, la subvention ne se retrouve pas par organisme")
	}
	return nil
}

// number reads the SIRET, SIREN or RNA that the file gives as the number of
// the beneficiary.
func (p *parser) number(g *Grant, r record, id string) *refusal {
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
			return &refusal{"SIREN du bénéficiaire faux", fieldBeneficiaryID, id, err.Error()}
		}
		g.Siren = siren
		return nil
	}
	siret, warning, err := identity.ReadSiret(id)
	if err != nil {
		return &refusal{"SIRET du bénéficiaire faux", fieldBeneficiaryID, id, err.Error()}
	}
	if strings.HasSuffix(siret.String(), "00000") {
		return &refusal{"SIRET du bénéficiaire faux", fieldBeneficiaryID, id,
			fmt.Sprintf("SIRET « %s » : aucun établissement ne porte le numéro 00000 ; nombre arrondi par un tableur, dont les derniers chiffres sont perdus", id)}
	}
	if warning != "" {
		p.note(r, Corrected, "SIRET du bénéficiaire, "+warning, fieldBeneficiaryID, "lu « "+siret.String()+" »")
	}
	g.Siret, g.Siren = siret, siret.Siren()
	return nil
}

// amounts reads what was granted, asked and paid. A published list must say
// what was granted, a demand what was asked or granted.
func (p *parser) amounts(g *Grant, r record) *refusal {
	g.Requested, g.Paid = p.optional(r, fieldRequested), p.optional(r, fieldPaid)
	text := r.text(fieldAmount)
	switch {
	case said(text) == "" && r.asked && g.Requested != nil:
		return nil
	case said(text) == "" && r.asked:
		return &refusal{"montant absent", fieldAmount, text, "aucun montant, ni demandé, ni accordé ; attendu : au moins l'un des deux"}
	case text == "":
		return &refusal{"montant absent", fieldAmount, "", "montant absent ; attendu : un montant en euros, par exemple « 1 234,56 »"}
	}
	amount, err := money.Parse(text)
	if err != nil {
		return &refusal{"montant illisible", fieldAmount, text, err.Error()}
	}
	g.Amount = amount
	return nil
}

// optional reads an amount that may be missing; what does not read is dropped.
func (p *parser) optional(r record, field string) *money.Amount {
	text := said(r.text(field))
	if text == "" {
		return nil
	}
	amount, err := money.Parse(text)
	if err != nil {
		p.note(r, Dropped, field+" illisible, laissé vide", field, detail(err))
		return nil
	}
	return &amount
}

// time reads the date and the exercices.
func (p *parser) time(g *Grant, r record) *refusal {
	text := said(r.text(fieldDate))
	if day, ok := r.day(text); ok {
		g.GrantedOn, g.Exercice = calendar.DateOf(day, time.UTC), day.Year()
	} else if year, ok := tabular.Year(text); ok {
		g.Exercice = year
	} else if text != "" {
		p.note(r, Dropped, "date illisible, laissée vide", fieldDate, "attendu : une date, par exemple « 2026-07-01 » ou « 01/07/2026 »")
	}
	if text := said(r.text(fieldExercice)); text != "" {
		year, ok := tabular.Year(text)
		if !ok {
			return &refusal{"exercice illisible", fieldExercice, text, fmt.Sprintf("exercice illisible : « %s » ; attendu : une année, par exemple « 2026 »", text)}
		}
		g.Exercice = year
	}
	if text := said(r.text(fieldLastExercice)); text != "" {
		year, ok := tabular.Year(text)
		switch {
		case !ok || g.Exercice == 0 || year < g.Exercice:
			p.note(r, Dropped, "dernier exercice illisible, laissé vide", fieldLastExercice, "attendu : une année, égale au premier exercice ou postérieure")
		case year > g.Exercice:
			g.LastExercice = year
		}
	}
	return nil
}

// standing reads the state. An amount that nobody granted is none: it would
// count as money received.
func (p *parser) standing(g *Grant, r record) {
	text := said(r.text(fieldStatus))
	switch ours, known := statuses[p.source][tabular.Fold(text)]; {
	case known:
		g.Status = ours
	case text == "" && !r.asked:
		g.Status = Awarded // published because it was granted
	case text != "":
		p.note(r, Dropped, "état inconnu, laissé vide", fieldStatus, "attendu : l'un des états de la table de correspondance de cette source")
	default:
		p.note(r, Noticed, "demande sans état", fieldStatus, "son montant accordé, s'il y en a un, est gardé tel quel")
	}
	if !g.Status.Granted() && !g.Amount.IsZero() {
		p.note(r, Dropped, "montant accordé à une demande qui ne l'est pas, laissé vide", fieldAmount, fmt.Sprintf("la demande est %s : %s ne sont pas comptés comme accordés", g.Status.Label(), g.Amount.French()))
		g.Amount = money.Zero
	}
	if g.Paid != nil && g.Status.Granted() && g.Paid.More(g.Amount) {
		p.note(r, Noticed, "payé au-delà de l'accordé", fieldPaid, fmt.Sprintf("accordé : %s ; payé : %s", g.Amount.French(), g.Paid.French()))
	}
}

func (p *parser) allocatorID(r record) string {
	text := said(r.text(fieldAllocatorID))
	if noNumber(text) {
		return ""
	}
	if siren, err := identity.ParseSiren(text); err == nil {
		return siren.String()
	}
	siret, _, err := identity.ReadSiret(text)
	if err != nil {
		p.note(r, Dropped, "SIRET de l'attribuant faux, laissé vide", fieldAllocatorID, detail(err))
	}
	return siret.String()
}

// commitment reads the EJ. The DILCRAH publishes it as the reference.
func (p *parser) commitment(g *Grant, r record) {
	if text := said(r.text(fieldEj)); !noNumber(text) {
		ej, err := identity.ParseEj(text)
		if err != nil {
			p.note(r, Dropped, "numéro d'EJ illisible, laissé vide", fieldEj, detail(err))
		}
		g.Ej = ej
		return
	}
	if strings.Contains(tabular.Fold(g.Allocator), "dilcrah") {
		if ej, err := identity.ParseEj(g.Reference); err == nil {
			g.Ej = ej
			p.note(r, Noticed, "EJ lu dans la référence de la décision", fieldReference, "usage de la DILCRAH")
		}
	}
}

// said is what a cell says: without the marks by which people say nothing.
func said(text string) string {
	text = strings.Join(strings.Fields(plain(text)), " ")
	switch tabular.Fold(text) {
	case "nerienindiquer", "na", "nc", "neant", "nonrenseigne", "null", "":
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

// reading is one sheet being read, its columns understood.
type reading struct {
	sheet  tabular.Sheet
	header tabular.Header
	*parser
}

// rows gives each row below the header that holds something.
func (r reading) rows(each func(tabular.Row) error) error {
	for row, err := range r.sheet.Rows() {
		if err != nil {
			return err
		}
		if row.Line <= r.header.Line {
			continue
		}
		if row.Blank() {
			r.warnings.Note("ligne vide, ni lue ni comptée", Place(r.sheet.Name, row.Line))
			continue
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

// record is the row, each text under the field of its column.
func (r reading) record(row tabular.Row) record {
	out := record{sheet: r.sheet.Name, line: row.Line, rows: 1, cells: map[string]cell{}, day: r.sheet.Day}
	for _, u := range r.header.Understood {
		out.cells[u.Field] = cell{r.header.Cell(row, u.Field), u.Header}
	}
	out.others = r.others(row)
	return out
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

// open reads the header of each sheet with fields, says what was understood in
// the first one that suits, and reads those that suit.
func (p *parser) open(fields []tabular.Field, suits func(tabular.Header) bool, read func(reading) error) error {
	first := true
	for _, sheet := range p.file.book.Sheets {
		header, err := tabular.FindHeader(sheet, fields)
		if err != nil {
			return err
		}
		if !suits(header) {
			if !p.joins[sheet.Name] {
				p.warnings.Note("feuille sans subventions, non lue", "« "+plain(sheet.Name)+" »")
			}
			continue
		}
		if first {
			p.report.Understood, p.report.IgnoredColumns, first = header.Understood, header.Ignored, false
		}
		if err := read(reading{sheet, header, p}); err != nil {
			return err
		}
	}
	return nil
}
