package history

import (
	"fmt"

	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// Fields of the FONJEP alone.
const (
	fieldCode            = "code"
	fieldBeneficiaryCode = "code du bénéficiaire"
	fieldAllocatorCode   = "code du financeur"
	fieldSchemeCode      = "code du dispositif"
	fieldTypeCode        = "code du type de poste"
	fieldFrom            = "début de période"
)

// fonjepFields are those of the sheet « Poste »: one row, one subsidised post
// of one year.
var fonjepFields = []tabular.Field{
	{Name: fieldReference, Aliases: []string{"Code"}},
	{Name: fieldBeneficiaryCode, Aliases: []string{"AssociationBeneficiaireCode"}},
	{Name: fieldAllocatorCode, Aliases: []string{"FinanceurPrincipalCode"}},
	{Name: fieldSchemeCode, Aliases: []string{"DispositifId"}},
	{Name: fieldTypeCode, Aliases: []string{"PstTypePosteCode"}},
	{Name: fieldStatus, Aliases: []string{"PstStatutPosteLibelle"}},
	{Name: fieldExercice, Aliases: []string{"Annee"}},
	{Name: fieldAmount, Aliases: []string{"MontantSubvention"}},
}

// fonjepTables are the other sheets, each known by all of its columns.
var fonjepTables = map[string][]tabular.Field{
	"Tiers":      {{Name: fieldCode, Aliases: []string{"Code"}}, {Name: fieldBeneficiary, Aliases: []string{"RaisonSociale"}}, {Name: fieldBeneficiaryID, Aliases: []string{"SiretOuRidet"}}},
	"Dispositif": {{Name: fieldCode, Aliases: []string{"ID"}}, {Name: fieldScheme, Aliases: []string{"Libelle"}}, {Name: fieldAllocatorCode, Aliases: []string{"FinanceurCode"}}},
	"TypePoste":  {{Name: fieldCode, Aliases: []string{"Code"}}, {Name: fieldScheme, Aliases: []string{"Libelle"}}},
	"Versement": {{Name: fieldCode, Aliases: []string{"PosteCode"}}, {Name: fieldFrom, Aliases: []string{"PeriodeDebut"}},
		{Name: fieldPaid, Aliases: []string{"MontantPaye"}}},
}

// fonjep is a file of the FONJEP, its five sheets joined.
type fonjep struct {
	bodies, schemes, types map[string]record
	paid                   map[string]*payments // by post and year
}

// payments are what was paid for a post in a year, and whether a row took them.
type payments struct {
	total money.Amount
	first record
	taken bool
}

func (p *parser) readFonjep() error {
	p.as("fonjep", "export FONJEP", "ligne")
	f := fonjep{paid: map[string]*payments{}}
	var err error
	for _, t := range []struct {
		name string
		into *map[string]record
	}{{"Tiers", &f.bodies}, {"Dispositif", &f.schemes}, {"TypePoste", &f.types}} {
		*t.into = map[string]record{}
		if err = p.joined(t.name, func(row record) { (*t.into)[code(row.text(fieldCode))] = row }); err != nil {
			return err
		}
	}
	var order []string
	err = p.joined("Versement", func(row record) {
		amount := p.optional(row, fieldPaid)
		day, dated := row.day(row.text(fieldFrom))
		if amount == nil || !dated {
			p.note(row, Noticed, "versement sans période ou sans montant, non rattaché", fieldFrom, "attendu : le début de la période payée et le montant payé")
			return
		}
		key := fmt.Sprint(code(row.text(fieldCode)), " ", day.Year())
		if f.paid[key] == nil {
			f.paid[key], order = &payments{first: row}, append(order, key)
		}
		f.paid[key].total = f.paid[key].total.Add(*amount)
	})
	if err != nil {
		return err
	}
	posts := func(h tabular.Header) bool { return h.Has(fieldBeneficiaryCode) && h.Has(fieldAmount) }
	err = p.open(fonjepFields, posts, func(r reading) error {
		return r.rows(func(row tabular.Row) error { return p.post(f, r.record(row)) })
	})
	for _, key := range order {
		if v := f.paid[key]; !v.taken {
			p.note(v.first, Noticed, "versements d'un poste absent de la feuille « Poste » pour cette année", fieldCode, "non rattachés : "+v.total.French())
		}
	}
	return err
}

// joined gives the rows of the sheet that has all columns of a table.
func (p *parser) joined(table string, each func(record)) error {
	wanted := fonjepTables[table]
	for _, sheet := range p.file.book.Sheets {
		header, err := tabular.FindHeader(sheet, wanted)
		if err != nil {
			return err
		}
		// « TypePoste » and « Dispositif » both name a code and a label: the name of the sheet tells them apart.
		if len(header.Understood) < len(wanted) || table == "TypePoste" && tabular.Fold(sheet.Name) != "typeposte" {
			continue
		}
		p.joins[sheet.Name] = true
		r := reading{sheet, header, p}
		for row, err := range sheet.Rows() {
			if err != nil {
				return err
			}
			if row.Line > header.Line && !row.Blank() {
				each(r.record(row))
			}
		}
	}
	return nil
}

// post joins and settles one row of the sheet « Poste ».
func (p *parser) post(f fonjep, r record) error {
	r.asked = true // its state decides
	key := code(r.text(fieldBeneficiaryCode))
	body, known := f.bodies[key]
	if !known {
		p.report.RowsRead++
		p.refuse(r, &refusal{"bénéficiaire inconnu", fieldBeneficiaryCode, key, fmt.Sprintf("code « %s » absent de la feuille « Tiers »", key)})
		return nil
	}
	from := func(field string, source record, at string) {
		r.cells[field] = cell{source.text(field), r.at(at)}
	}
	from(fieldBeneficiary, body, fieldBeneficiaryCode)
	from(fieldBeneficiaryID, body, fieldBeneficiaryCode)
	scheme := f.schemes[code(r.text(fieldSchemeCode))]
	from(fieldScheme, scheme, fieldSchemeCode)
	funder, named := f.bodies[code(r.text(fieldAllocatorCode))]
	if !named {
		funder, named = f.bodies[code(scheme.text(fieldAllocatorCode))]
	}
	if named {
		r.cells[fieldAllocator] = cell{funder.text(fieldBeneficiary), r.at(fieldAllocatorCode)}
		r.cells[fieldAllocatorID] = cell{funder.text(fieldBeneficiaryID), r.at(fieldAllocatorCode)}
	} else {
		p.note(r, Noticed, "financeur absent de la feuille « Tiers »", fieldAllocatorCode, "le nom du financeur reste vide")
	}
	r.cells[fieldObject] = cell{f.types[code(r.text(fieldTypeCode))].text(fieldScheme), r.at(fieldTypeCode)}
	p.paidFor(f, r)
	r.cells[fieldReference] = cell{code(r.text(fieldReference)), r.at(fieldReference)}
	return p.settle(r)
}

// paidFor gives the payments of a post and a year to its first row: the sheet
// does not say how they divide.
func (p *parser) paidFor(f fonjep, r record) {
	year, _ := tabular.Year(r.text(fieldExercice))
	switch v := f.paid[fmt.Sprint(code(r.text(fieldReference)), " ", year)]; {
	case v == nil:
	case v.taken:
		p.note(r, Noticed, "poste sur deux lignes la même année : versements comptés sur la première", fieldReference, "le fichier ne dit pas comment ils se partagent")
	default:
		v.taken = true
		r.cells[fieldPaid] = cell{v.total.String(), "MontantPaye"}
	}
}

// code is a key of a spreadsheet, which may have made "3" of it or "3.0".
func code(text string) string {
	if len(text) > 2 && text[len(text)-2:] == ".0" {
		return text[:len(text)-2]
	}
	return text
}
