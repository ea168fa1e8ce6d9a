package tabular

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// xlsx is an open Office Open XML workbook.
type xlsx struct {
	name  string
	parts map[string]*zip.File
	texts []string // shared strings
}

func readXlsx(archive *zip.Reader, name string) (*Book, error) {
	x := &xlsx{name: name, parts: map[string]*zip.File{}}
	total := uint64(0)
	for _, f := range archive.File {
		x.parts[strings.TrimPrefix(f.Name, "/")] = f
		total += f.UncompressedSize64
		if f.UncompressedSize64 > ratioFloor && f.UncompressedSize64/max(f.CompressedSize64, 1) > ratioMax || total > unpacked {
			return nil, ErrLimit.With("« %s » se déplie démesurément (%s : %d Mio) ; attendu : un classeur ordinaire", name, f.Name, f.UncompressedSize64>>20)
		}
	}
	if x.parts["xl/workbook.xml"] == nil {
		return nil, ErrForeign.With("« %s » est %s ; attendu : un fichier CSV, XLSX ou XLS", name, packedKind(archive))
	}
	return x.book()
}

// packedKind names what a zip archive holds.
func packedKind(archive *zip.Reader) string {
	names := make([]string, len(archive.File))
	for i, f := range archive.File {
		names[i] = f.Name
	}
	switch {
	case slices.Contains(names, "word/document.xml"):
		return "un document Word"
	case slices.Contains(names, "ppt/presentation.xml"):
		return "une présentation PowerPoint"
	case slices.Contains(names, "xl/workbook.bin"):
		return "un classeur XLSB (enregistrez-le au format XLSX)"
	case slices.Contains(names, "mimetype") && slices.Contains(names, "content.xml"):
		return "un classeur ou document OpenDocument (enregistrez-le au format XLSX ou CSV)"
	case len(names) == 0:
		return "une archive zip vide"
	}
	return "une archive zip (elle contient « " + strings.Join(names[:min(3, len(names))], " », « ") + " »)"
}

func (x *xlsx) book() (*Book, error) {
	var workbook struct {
		Properties struct {
			Since1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Any  []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(x.decode("xl/workbook.xml", &workbook), x.decode("xl/_rels/workbook.xml.rels", &relations)); err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, r := range relations.All {
		target := strings.TrimPrefix(r.Target, "/")
		if target == r.Target {
			target = path.Join("xl", target)
		}
		targets[r.ID] = target
		if strings.HasSuffix(r.Type, "/sharedStrings") {
			if err := x.readTexts(target); err != nil {
				return nil, err
			}
		}
	}
	book := &Book{Format: "classeur XLSX"}
	since1904 := workbook.Properties.Since1904 == "1" || workbook.Properties.Since1904 == "true"
	for _, s := range workbook.Sheets {
		for _, a := range s.Any {
			if part := x.parts[targets[a.Value]]; a.Name.Local == "id" && part != nil && strings.Contains(part.Name, "worksheets/") {
				book.Sheets = append(book.Sheets, Sheet{Name: s.Name, since1904: since1904, rows: x.rows(part, s.Name)})
			}
		}
	}
	if len(book.Sheets) == 0 {
		return nil, ErrBroken.With("« %s » : classeur sans feuille de calcul", x.name)
	}
	return book, nil
}

// decode reads a small part of the workbook.
func (x *xlsx) decode(part string, into any) error {
	f := x.parts[part]
	if f == nil {
		return ErrBroken.With("« %s » : il manque « %s » dans le classeur", x.name, part)
	}
	r, err := f.Open()
	if err != nil {
		return x.broken(part, err)
	}
	defer r.Close()
	if err := xml.NewDecoder(io.LimitReader(r, rowMax)).Decode(into); err != nil {
		return x.broken(part, err)
	}
	return nil
}

func (x *xlsx) broken(what string, err error) error {
	return ErrBroken.With("« %s » : « %s » est abîmé ou incomplet", x.name, what).Because(err)
}

// readTexts loads the texts that cells share.
func (x *xlsx) readTexts(part string) error {
	f := x.parts[part]
	if f == nil {
		return nil
	}
	if f.UncompressedSize64 > textMax {
		return ErrLimit.With("« %s » : %d Mio de textes ; attendu : %d Mio au plus", x.name, f.UncompressedSize64>>20, textMax>>20)
	}
	r, err := f.Open()
	if err != nil {
		return x.broken(part, err)
	}
	defer r.Close()
	xm := xml.NewDecoder(r)
	for {
		token, err := xm.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.broken(part, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := richText(xm, "si")
			if err != nil {
				return x.broken(part, err)
			}
			x.texts = append(x.texts, text)
		}
	}
}

// richText joins the runs of text up to the end of element; phonetic readings
// (rPh) are not text.
func richText(xm *xml.Decoder, element string) (string, error) {
	var b strings.Builder
	inText := false
	for {
		token, err := xm.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" {
				if err := xm.Skip(); err != nil {
					return "", err
				}
				continue
			}
			inText = t.Name.Local == "t"
		case xml.EndElement:
			if t.Name.Local == element {
				return unmangled(b.String()), nil
			}
			inText = false
		case xml.CharData:
			if inText && b.Len() < cellMax {
				b.Write(t)
			}
		}
	}
}

// rows streams the rows of a sheet; rows that the file leaves out are not
// yielded.
func (x *xlsx) rows(part *zip.File, sheet string) func(func(Row, error) bool) {
	return func(yield func(Row, error) bool) {
		r, err := part.Open()
		if err != nil {
			yield(Row{}, x.broken(sheet, err))
			return
		}
		defer r.Close()
		xm, line := xml.NewDecoder(r), 0
		for {
			token, err := xm.Token()
			if err != nil {
				// The end of the sheet is met as </sheetData>; any other end is a cut file.
				yield(Row{}, x.broken(sheet, err))
				return
			}
			switch t := token.(type) {
			case xml.EndElement:
				if t.Name.Local == "sheetData" {
					return
				}
			case xml.StartElement:
				if t.Name.Local != "row" {
					continue
				}
				line++
				if n, err := strconv.Atoi(attribute(t, "r")); err == nil && n > 0 {
					line = n
				}
				cells, err := x.cells(xm)
				if err != nil {
					err = x.broken(sheet, err)
				}
				if line > rowsMax {
					err = ErrLimit.With("« %s » : plus de %d lignes", x.name, rowsMax)
				}
				if !yield(Row{Line: line, Cells: cells}, err) || err != nil {
					return
				}
			}
		}
	}
}

// cells reads the cells up to the end of the row.
func (x *xlsx) cells(xm *xml.Decoder) ([]string, error) {
	var cells []string
	for {
		token, err := xm.Token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return cells, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := xm.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			at := column(attribute(t, "r"), len(cells))
			if at >= 1<<14 {
				return nil, errors.New("a cell beyond the last column")
			}
			text, err := x.cell(xm, attribute(t, "t"))
			if err != nil {
				return nil, err
			}
			if text == "" {
				continue
			}
			for len(cells) <= at {
				cells = append(cells, "")
			}
			cells[at] = text
		}
	}
}

// cell reads one cell of the given type, up to its end.
func (x *xlsx) cell(xm *xml.Decoder, kind string) (string, error) {
	value, inline, inValue := "", "", false
	for {
		token, err := xm.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inValue = t.Name.Local == "v"
			switch t.Name.Local {
			case "is":
				if inline, err = richText(xm, "is"); err != nil {
					return "", err
				}
			case "f":
				if err := xm.Skip(); err != nil {
					return "", err
				}
			}
		case xml.CharData:
			if inValue && len(value) < cellMax {
				value += string(t)
			}
		case xml.EndElement:
			inValue = false
			if t.Name.Local == "c" {
				return x.shown(kind, value, inline)
			}
		}
	}
}

// shown is the text of a stored value.
func (x *xlsx) shown(kind, value, inline string) (string, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(x.texts) {
			return "", errors.New("a cell points at no text: " + value)
		}
		return x.texts[i], nil
	case "inlineStr":
		return inline, nil
	case "str", "e", "d":
		return value, nil
	case "b":
		if value == "1" {
			return "oui", nil
		}
		return "non", nil
	}
	return number(value), nil
}

// column reads the column of a reference such as "AB12", from 0; next if the
// cell carries none.
func column(reference string, next int) int {
	at := 0
	for _, r := range reference {
		if r < 'A' || r > 'Z' {
			break
		}
		if at = at*26 + int(r-'A') + 1; at > 1<<14 {
			return at
		}
	}
	if at == 0 {
		return next
	}
	return at - 1
}

// Letter names column i (from 0) as a spreadsheet does: A, B, … AA.
func Letter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
