package history

import (
	"strings"

	"tourdetable/domain/tabular"
)

// Parse reads the subsidies of book, gives each row it takes to take, in the
// order of the file, and reports what became of every row. It stops at the
// first error of take. Faults: ErrUnknownHeader; tabular.ErrBroken and
// ErrLimit.
func Parse(book *tabular.Book, take func(Grant) error) (Report, error) {
	p := parser{
		book: book, take: take,
		report: Report{File: book.Name, Sha256: book.Sha256, Kind: Subsidies},
		seen:   map[string]string{}, demands: map[string]Grant{},
	}
	var others []string
	for _, sheet := range book.Sheets {
		header, err := tabular.FindHeader(sheet, fields)
		if err != nil {
			return p.report, err
		}
		if !subsidies(header) {
			others = append(others, sheet.Name)
			continue
		}
		if header.Has(fieldBeneficiaryCode) && p.directory == nil {
			if p.directory, err = readDirectory(book); err != nil {
				return p.report, err
			}
		}
		if err := p.sheet(sheet, header); err != nil {
			return p.report, err
		}
	}
	if p.report.Layout == "" {
		return p.report, unknownHeader(book)
	}
	for _, name := range others {
		p.warnings.Note("feuille sans subventions, non lue", "« "+name+" »")
	}
	p.report.Warnings = p.warnings.Told()
	return p.report, nil
}

// parser is one reading of a book.
type parser struct {
	book      *tabular.Book
	take      func(Grant) error
	report    Report
	warnings  Warnings
	directory map[string]body
	seen      map[string]string // fingerprint → where it was read
	demands   map[string]Grant  // SUBVENTIA: demand → the row that was taken
}

func (p *parser) sheet(sheet tabular.Sheet, header tabular.Header) error {
	name := layout(header)
	if p.report.Layout == "" {
		p.report.Layout = name + " (" + p.book.Format + ")"
		p.report.Understood, p.report.IgnoredColumns = header.Understood, header.Ignored
	}
	r := reading{sheet: sheet, header: header, layout: name, parser: p}
	for row, err := range sheet.Rows() {
		if err != nil {
			return err
		}
		if row.Line <= header.Line {
			continue
		}
		if row.Blank() {
			p.warnings.Note("ligne vide, ni lue ni comptée", Place(sheet.Name, row.Line))
			continue
		}
		p.report.RowsRead++
		if err := r.row(row); err != nil {
			return err
		}
	}
	return nil
}

// body is a body of the directory of a FONJEP file.
type body struct{ name, id string }

// readDirectory reads the sheet « Tiers » of a FONJEP file: code → body.
func readDirectory(book *tabular.Book) (map[string]body, error) {
	bodies := map[string]body{}
	for _, sheet := range book.Sheets {
		header, err := tabular.FindHeader(sheet, []tabular.Field{
			{Name: "code", Aliases: []string{"Code"}}, {Name: "name", Aliases: []string{"RaisonSociale"}}, {Name: "id", Aliases: []string{"SiretOuRidet"}},
		})
		if err != nil {
			return nil, err
		}
		if len(header.Understood) < 3 {
			continue
		}
		for row, err := range sheet.Rows() {
			if err != nil {
				return nil, err
			}
			if row.Line > header.Line {
				bodies[code(header.Cell(row, "code"))] = body{header.Cell(row, "name"), header.Cell(row, "id")}
			}
		}
	}
	return bodies, nil
}

// code is a key of a spreadsheet, which may have made "3" of it or "3.0".
func code(text string) string { return strings.TrimSuffix(text, ".0") }
