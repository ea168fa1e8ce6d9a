package export

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"tourdetable/domain/postgres"
)

// sheetMax is the number of rows that a spreadsheet holds.
var sheetMax int64 = 1 << 20

// The styles of cells, by their rank in styles.xml.
const (
	plainStyle = iota
	boldStyle
	amountStyle
	dayStyle
	momentStyle
	boldAmountStyle
)

// xlsx writes the report as a workbook, one row at a time: numbers are numbers,
// days are days, and no text is ever a formula. Beyond what a sheet holds, the
// rows go on in the next.
func (r Report) xlsx(tx postgres.Tx, w *bufio.Writer) error {
	t, err := totalsOf(tx, r) // first: the number of sheets opens the file
	if err != nil {
		return err
	}
	sheets := 1 + t.count/(sheetMax-1)
	b := workbook{zip: zip.NewWriter(w), columns: r.columns, name: r.name}
	if err := b.parts(int(sheets)); err != nil {
		return err
	}
	cells := make([]string, len(r.columns))
	for i, c := range r.columns {
		cells[i] = c.xlsx()
	}
	err = records(tx, strings.Join(cells, ", "), len(cells), r, b.record)
	if err != nil {
		return err
	}
	if !r.open {
		if err := b.total(t.line(r.noun), t.cells); err != nil {
			return err
		}
	}
	for b.sheets < int(sheets) { // open data, which has no total, may leave one empty
		if err := b.open(); err != nil {
			return err
		}
	}
	b.close()
	return b.zip.Close()
}

// xlsx is the expression of the cell as a worksheet writes it: days are counted
// from 30 December 1899.
func (c column) xlsx() string {
	switch c.kind {
	case day:
		return "(" + c.sql + " - date '1899-12-30')::text"
	case moment:
		return "round(extract(epoch from (" + c.sql + " at time zone 'Europe/Paris') - timestamp '1899-12-30') / 86400, 10)::text"
	}
	return "(" + c.sql + ")::text"
}

// workbook is a file of sheets being written.
type workbook struct {
	zip     *zip.Writer
	columns []column
	name    string
	sheet   *bufio.Writer // nil when no sheet is open
	sheets  int           // opened so far
	row     int64         // of the open sheet
	err     error
}

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// parts writes what a workbook of n sheets holds beside them.
func (b *workbook) parts(n int) error {
	var types, sheets, links strings.Builder
	for i := 1; i <= n; i++ {
		name := b.name
		if i > 1 {
			name = fmt.Sprintf("%s %d", b.name, i)
		}
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i, i)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i, i)
	}
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + links.String() + `<Relationship Id="rIdStyles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styles},
	} {
		part, err := b.zip.Create(p.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(part, head+p.text); err != nil {
			return err
		}
	}
	return nil
}

const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\ hh:mm:ss"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="4" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// open begins the next sheet with its header, which stays in sight.
func (b *workbook) open() error {
	b.close()
	b.sheets++
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", b.sheets))
	if err != nil {
		return err
	}
	b.sheet, b.row = bufio.NewWriterSize(part, 64<<10), 0
	b.put(head, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, c := range b.columns {
		b.put(fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, max(len(c.title)+2, width[c.kind])))
	}
	b.put(`</cols><sheetData>`)
	b.begin()
	for i, c := range b.columns {
		b.text(i, c.title, boldStyle)
	}
	return b.end()
}

// width of a column, in characters.
var width = map[kind]int{text: 40, code: 24, plain: 16, number: 10, amount: 16, day: 12, moment: 20}

func (b *workbook) close() {
	if b.sheet != nil {
		b.put(`</sheetData></worksheet>`)
		if err := b.sheet.Flush(); b.err == nil {
			b.err = err
		}
	}
}

func (b *workbook) put(parts ...string) {
	for _, p := range parts {
		if _, err := b.sheet.WriteString(p); err != nil && b.err == nil {
			b.err = err
		}
	}
}

func (b *workbook) begin() {
	b.row++
	b.put(`<row r="`, strconv.FormatInt(b.row, 10), `">`)
}

func (b *workbook) end() error {
	b.put(`</row>`)
	return b.err
}

// cell opens the cell of a column of the row.
func (b *workbook) cell(column, style int) {
	b.put(`<c r="`, letters(column), strconv.FormatInt(b.row, 10), `" s="`, strconv.Itoa(style), `"`)
}

func (b *workbook) number(column int, value string, style int) {
	b.cell(column, style)
	b.put(`><v>`, value, `</v></c>`)
}

// escape is a text that Excel would read as the code of a character.
var escape = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

func (b *workbook) text(column int, value string, style int) {
	b.cell(column, style)
	b.put(` t="inlineStr"><is><t xml:space="preserve">`)
	if strings.Contains(value, "_x") {
		value = escape.ReplaceAllString(value, "_x005F_$1")
	}
	if err := xml.EscapeText(b.sheet, []byte(value)); err != nil && b.err == nil {
		b.err = err
	}
	b.put(`</t></is></c>`)
}

// room makes sure that a row fits the open sheet.
func (b *workbook) room() error {
	if b.sheet == nil || b.row == sheetMax {
		return b.open()
	}
	return nil
}

// record writes one row as records gives it.
func (b *workbook) record(cells []string) error {
	if err := b.room(); err != nil {
		return err
	}
	b.begin()
	for i, value := range cells {
		switch {
		case value == "":
		case b.columns[i].kind.textual():
			b.text(i, value, plainStyle)
		default:
			b.number(i, value, map[kind]int{amount: amountStyle, day: dayStyle, moment: momentStyle}[b.columns[i].kind])
		}
	}
	return b.end()
}

// total writes the last row: amounts are those of sums.
func (b *workbook) total(line, sums []string) error {
	if err := b.room(); err != nil {
		return err
	}
	b.begin()
	for i, value := range line {
		switch {
		case value == "":
		case i > 0 && sums[i] != "":
			b.number(i, value, boldAmountStyle)
		default:
			b.text(i, value, boldStyle)
		}
	}
	return b.end()
}

// letters names a column: A, B … Z, AA …
func letters(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
