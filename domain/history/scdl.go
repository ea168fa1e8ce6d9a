package history

import (
	"strings"

	"tourdetable/domain/tabular"
)

// readList reads a published list: one row, one subsidy.
func (p *parser) readList() error {
	p.source = "scdl"
	return p.open(fields, subsidies, func(r reading) error {
		if p.report.Layout == "" {
			p.as("scdl", layout(r.header), "ligne")
		}
		return r.rows(func(row tabular.Row) error {
			row, no := r.straightened(row)
			record := r.record(row)
			if no != nil {
				p.report.RowsRead++
				p.refuse(record, no)
				return nil
			}
			return p.settle(record)
		})
	})
}

// damagedAbove is how many known columns make a table a published list although
// the amount or the beneficiary is missing.
const damagedAbove = 4

// readDamaged refuses each row of a published list without amount or without
// beneficiary, telling which column misses.
func (p *parser) readDamaged() error {
	return p.open(fields, damaged, func(r reading) error {
		p.as("scdl", "liste de subventions incomplète", "ligne")
		missing := "du bénéficiaire (« nomBeneficiaire », « idBeneficiaire », « SIRET », …)"
		if !r.header.Has(fieldAmount) {
			missing = "du montant (« montant », « Montant total de la subvention », …)"
			if !beneficiary(r.header) {
				missing += " et du bénéficiaire (« nomBeneficiaire », « idBeneficiaire », « SIRET », …)"
			}
		}
		reason := "aucune colonne reconnue comme celle " + missing + " ; en-têtes laissés de côté : « " + strings.Join(r.header.Ignored, " », « ") + " »"
		return r.rows(func(row tabular.Row) error {
			p.report.RowsRead++
			p.refuse(r.record(row), &refusal{"colonne obligatoire absente", "", "", reason})
			return nil
		})
	})
}

func damaged(h tabular.Header) bool { return len(h.Understood) > damagedAbove && !subsidies(h) }

// readForeign refuses each row of a table that is known and tells no subsidy.
func (p *parser) readForeign(layout, kind, reason string) func() error {
	return func() error {
		p.as("scdl", layout, "ligne")
		return p.open([]tabular.Field{{Name: "signe du format", Aliases: []string{"N° EJ", "siren"}}}, func(h tabular.Header) bool { return h.Line > 0 }, func(r reading) error {
			return r.rows(func(row tabular.Row) error {
				p.report.RowsRead++
				p.refuse(r.record(row), &refusal{kind, "", "", reason})
				return nil
			})
		})
	}
}
