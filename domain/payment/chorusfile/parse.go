package chorusfile

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// File is an extract whose columns are understood.
type File struct {
	Layout         Layout
	Understood     []tabular.Understood // of its first sheet
	IgnoredColumns []string
	IgnoredSheets  []string
	sheets         []sheet
}

// Entry is one line of a File: a Row, unless Refusal or Aside says otherwise.
type Entry struct {
	Sheet   string
	Line    int
	Row     Row              // of a refused line, what could be read
	Warning string           // French: what was repaired in the row
	Refusal *tabular.Refusal // why the row is not taken
	Aside   string           // French: why the line is no row (a sub-total)
}

type sheet struct {
	tabular.Sheet
	layout Layout
	header tabular.Header
	years  map[int]int
}

// Parse understands the columns of book. Faults: ErrUnknownHeader;
// tabular.ErrBroken and ErrLimit.
func Parse(book *tabular.Book) (File, error) {
	f := File{}
	var nearest Layout
	var lacking []string
	for _, s := range book.Sheets {
		h, err := tabular.FindHeader(s, fields)
		if err != nil {
			return f, err
		}
		if !h.Has(fieldEj) || !h.Has(fieldAmount) && !h.Has(fieldStage) {
			f.IgnoredSheets = append(f.IgnoredSheets, s.Name)
			continue
		}
		layout := layoutOf(h)
		if lacks := missing(layout, h); len(lacks) > 0 {
			nearest, lacking = layout, lacks
			f.IgnoredSheets = append(f.IgnoredSheets, s.Name)
			continue
		}
		read := sheet{Sheet: s, layout: layout, header: h}
		if layout == InfBud53 {
			read.years = yearColumns(h)
		}
		if f.sheets = append(f.sheets, read); len(f.sheets) == 1 {
			f.Layout, f.Understood, f.IgnoredColumns = layout, read.understood(), read.ignored()
		}
	}
	if len(f.sheets) == 0 {
		return f, unknownHeader(book, nearest, lacking)
	}
	return f, nil
}

// understood adds the columns of years to what the header knows.
func (s sheet) understood() []tabular.Understood {
	understood := s.header.Understood
	for i, name := range s.header.Names() {
		if year, ok := s.years[i]; ok {
			understood = append(understood, tabular.Understood{Column: tabular.Letter(i), Header: name, Field: fmt.Sprintf("%s, exercice %d", fieldAmount, year)})
		}
	}
	return understood
}

// ignored are the columns left aside.
func (s sheet) ignored() []string {
	return slices.DeleteFunc(slices.Clone(s.header.Ignored), func(name string) bool {
		_, year := tabular.Year(name)
		return year && s.layout == InfBud53
	})
}

// Rows reads the lines of every sheet, in order; blank lines are left out. It
// ends after the first error: tabular.ErrBroken or ErrLimit.
func (f File) Rows() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, s := range f.sheets {
			for row, err := range s.Rows() {
				if err != nil {
					yield(Entry{}, err)
					return
				}
				if row.Line <= s.header.Line || row.Blank() {
					continue
				}
				for _, e := range s.entries(row) {
					if !yield(e, nil) {
						return
					}
				}
			}
		}
	}
}

// entries reads one line: one entry, or one for each year that has an amount.
func (s sheet) entries(line tabular.Row) []Entry {
	if s.layout != InfBud53 {
		return []Entry{s.entry(line, s.header.At(fieldAmount), 0)}
	}
	for i := range line.Cells {
		if _, year := s.years[i]; !year && strings.HasPrefix(tabular.Fold(line.Cell(i)), "resultat") {
			return []Entry{{Sheet: s.Name, Line: line.Line, Aside: "sous-total « Résultat »"}}
		}
	}
	var entries []Entry
	for i := range s.header.Names() {
		if year, ok := s.years[i]; ok && absent(line.Cell(i)) == "" {
			entries = append(entries, Entry{Sheet: s.Name, Line: line.Line, Aside: fmt.Sprintf("sans montant pour %d", year)})
		} else if ok {
			entries = append(entries, s.entry(line, i, year))
		}
	}
	return entries
}

func (s sheet) entry(line tabular.Row, amountColumn, year int) Entry {
	r := reader{sheet: s, line: line}
	row := r.row(amountColumn, year)
	if r.refusal != nil {
		return Entry{Sheet: s.Name, Line: line.Line, Row: row, Refusal: r.refusal}
	}
	return Entry{Sheet: s.Name, Line: line.Line, Row: row, Warning: strings.Join(r.warnings, " ; ")}
}

// reader reads one line and keeps the first thing that is wrong with it.
type reader struct {
	sheet
	line     tabular.Row
	refusal  *tabular.Refusal
	warnings []string
}

func (r *reader) refuse(field, value, reason string) {
	if r.refusal == nil {
		r.refusal = &tabular.Refusal{Sheet: r.Name, Line: r.line.Line, Column: r.header.Name(field), Value: value, Reason: reason}
	}
}

// text is what the line holds for field; "" for « # ».
func (r *reader) text(field string) string { return absent(r.header.Cell(r.line, field)) }

// part is a part of the key: refused if the file has the column and the line
// leaves it empty.
func (r *reader) part(field string) string {
	text := r.text(field)
	if text == "" && r.header.Has(field) {
		r.refuse(field, r.header.Cell(r.line, field), fmt.Sprintf("%s absent ; sans lui, la ligne ne se distingue pas des autres", field))
	}
	return text
}

// number is a part of the key that counts: a post.
func (r *reader) number(field string) int {
	text := r.part(field)
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if text != "" && (err != nil || n < 0) {
		r.refuse(field, text, fmt.Sprintf("%s illisible : « %s » ; attendu : un nombre entier", field, text))
	}
	return n
}

func (r *reader) row(amountColumn, year int) Row {
	row := Row{
		Layout: r.layout, Sheet: r.Name, Line: r.line.Line, Stage: r.stage(), Exercice: year,
		Vendor: r.text(fieldVendor), VendorName: r.text(fieldVendorName), Sf: r.text(fieldSf),
		SiretSeen: r.header.Cell(r.line, fieldSiret), Ridet: r.text(fieldRidet), Referential: r.text(fieldReferential),
		FinancialCentre: r.text(fieldCentre), FunctionalDomain: r.text(fieldDomain),
	}
	row.Ej = r.ej()
	if r.layout == InfBud53 { // its keys are those of the stage: an EJ has no DP yet
		row.EjLine, row.DpLine = r.optional(fieldEjLine), r.optional(fieldDpLine)
		row.Dp, row.Societe = r.text(fieldDp), r.text(fieldSociete)
	} else {
		row.EjLine, row.Dp, row.DpLine, row.Societe = r.number(fieldEjLine), r.part(fieldDp), r.number(fieldDpLine), r.part(fieldSociete)
		row.Exercice = r.exercice()
	}
	row.Siret = r.siret()
	row.OperationDate = r.date()
	row.Activity, row.Programme = activity(row.Referential), programme(r.text(fieldProgramme), row.FunctionalDomain)
	row.Amount = r.amount(amountColumn)
	return row
}

func (r *reader) optional(field string) int {
	if r.text(field) == "" {
		return 0
	}
	return r.number(field)
}

func (r *reader) ej() identity.Ej {
	text := r.text(fieldEj)
	if text == "" {
		reason := "EJ absent ; sans lui, la ligne ne se distingue pas des autres"
		if strings.Contains(strings.ToUpper(r.Name), "FEHBE") {
			reason = "EJ absent : fonds européens, hors des engagements de l'État"
		}
		r.refuse(fieldEj, r.header.Cell(r.line, fieldEj), reason)
		return identity.Ej{}
	}
	ej, err := identity.ParseEj(text)
	if err != nil {
		r.refuse(fieldEj, text, err.Error())
	}
	return ej
}

func (r *reader) siret() identity.Siret {
	text := r.text(fieldSiret)
	if text == "" {
		return identity.Siret{}
	}
	siret, warning, err := identity.ReadSiret(text)
	if err != nil {
		r.refuse(fieldSiret, text, err.Error())
	}
	if warning != "" {
		r.warnings = append(r.warnings, "SIRET : "+warning)
	}
	return siret
}

func (r *reader) exercice() int {
	text := r.part(fieldExercice)
	year, ok := tabular.Year(text)
	if text != "" && !ok {
		r.refuse(fieldExercice, text, fmt.Sprintf("exercice illisible : « %s » ; attendu : une année, par exemple « 2026 »", text))
	}
	if !ok {
		return 0
	}
	return year
}

func (r *reader) date() calendar.Date {
	text := r.text(fieldDate)
	if text == "" {
		return calendar.Date{}
	}
	day, ok := r.Day(text)
	if !ok {
		r.refuse(fieldDate, text, fmt.Sprintf("date illisible : « %s » ; attendu : jj/mm/aaaa, jj.mm.aaaa ou une date de tableur", text))
		return calendar.Date{}
	}
	return calendar.DateOf(day, time.UTC)
}

// amount reads the amount; the accounts of the State write the sign behind it.
func (r *reader) amount(column int) money.Amount {
	text := r.line.Cell(column)
	digits := text
	if before, negative := strings.CutSuffix(text, "-"); negative {
		digits = "-" + strings.TrimSpace(before)
	}
	amount, err := money.Parse(digits)
	if err != nil {
		why := err.Error()
		if absent(text) == "" {
			why = "montant absent ; attendu : un montant en euros"
		}
		if r.refusal == nil {
			r.refusal = &tabular.Refusal{Sheet: r.Name, Line: r.line.Line, Column: r.header.Names()[column], Value: text, Reason: why}
		}
	}
	return amount
}

// stage is how far the amount of the line has gone.
func (r *reader) stage() Stage {
	switch r.layout {
	case Extraction, OldExtraction, Credits:
		return Paid
	case Commitments:
		return Committed
	}
	text := r.text(fieldStage)
	said := tabular.Fold(text)
	for _, known := range []struct {
		mark  string
		stage Stage
	}{{"preenregistre", PreRegistered}, {"certifie", CertifiedOpen}, {"engage", Committed}, {"receptionne", Received}, {"facture", Invoiced}, {"paye", Paid}} {
		if strings.Contains(said, known.mark) {
			return known.stage
		}
	}
	r.refuse(fieldStage, text, fmt.Sprintf("type de montant inconnu : « %s » ; attendu : engagé, réceptionné, certifié non soldé, préenregistré, facturé ou payé", text))
	return ""
}

// absent is "" for what Chorus writes when there is nothing.
func absent(text string) string {
	switch text = strings.TrimSpace(text); text {
	case "#", "N/A", "Non affecté", "Non affecté(e)", "BG00/N/A":
		return ""
	}
	return text
}

// activity is the last 12 characters of a référentiel de programmation.
func activity(referential string) string {
	_, code, ok := strings.Cut(referential, "/")
	if !ok {
		code = referential
	}
	if len(code) > 12 {
		code = code[len(code)-12:]
	}
	return code
}

// programme is "216" for "0216", or for the functional domain "0216-04-01"; ""
// when there is none.
func programme(code, domain string) string {
	if code == "" {
		code, _, _ = strings.Cut(domain, "-")
	}
	code = strings.TrimLeft(code, "0")
	if len(code) < 1 || len(code) > 4 {
		return ""
	}
	for _, c := range code {
		if c < '0' || c > '9' {
			return ""
		}
	}
	return code
}
