package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

func opened(t *testing.T, content []byte) *Book {
	t.Helper()
	book, err := Read(bytes.NewReader(content), int64(len(content)), "fichier")
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// rows gives « line: cell|cell » for each row of the first sheet.
func rows(t *testing.T, book *Book) []string {
	t.Helper()
	var all []string
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|")))
	}
	return all
}

func wide(s string, order func(uint16) []byte, mark bool) []byte {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	var b []byte
	for _, u := range units {
		b = append(b, order(u)...)
	}
	return b
}

func little(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }
func big(u uint16) []byte    { return []byte{byte(u >> 8), byte(u)} }

func TestEveryEncodingAndDelimiter(t *testing.T) {
	const text = "nom;été\nÉole;« 1 »\n"
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"UTF-8":                       []byte(text),
		"UTF-8 with its mark":         []byte("\xef\xbb\xbf" + text),
		"cp1252":                      []byte(latin),
		"UTF-16 little, with mark":    wide(text, little, true),
		"UTF-16 big, with mark":       wide(text, big, true),
		"UTF-16 little, without mark": wide(text, little, false),
		"two encodings in one file":   []byte("nom;été\n" + latin[strings.IndexByte(latin, '\n')+1:]),
		"encoded twice":               []byte("nom;Ã©tÃ©\nÃ‰ole;Â« 1 Â»\n"),
		"lines of Windows":            []byte(strings.ReplaceAll(text, "\n", "\r\n")),
		"lines of an old Mac":         []byte(strings.ReplaceAll(text, "\n", "\r")),
		"commas":                      []byte(strings.ReplaceAll(text, ";", ",")),
		"tabs":                        []byte(strings.ReplaceAll(text, ";", "\t")),
		"bars":                        []byte(strings.ReplaceAll(text, ";", "|")),
		"no final newline":            []byte(strings.TrimSpace(text)),
		"zero bytes":                  []byte(strings.Replace(text, "nom", "n\x00om", 1)),
	} {
		if got := rows(t, opened(t, content)); !slices.Equal(got, []string{"1: nom|été", "2: Éole|« 1 »"}) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestQuotes(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a cell over two lines":   {"a;b\n\"1\n2\";3\n4;5\n", []string{"1: a|b", "2: 1\n2|3", "4: 4|5"}},
		"doubled":                 {"a;b\n\"dit \"\"oui\"\"\";2\n", []string{"1: a|b", `2: dit "oui"|2`}},
		"in the middle of a cell": {"a;b\nle \"club\";2\n", []string{"1: a|b", `2: le "club"|2`}},
		"text behind the closing": {"a;b\n\"le\" club;2\n", []string{"1: a|b", "2: le club|2"}},
		"the delimiter inside":    {"a;b\n\"1;2\";3\n", []string{"1: a|b", "2: 1;2|3"}},
		"empty lines keep count":  {"a;b\n\n1;2\n", []string{"1: a|b", "2: ", "3: 1|2"}},
		"ragged rows":             {"a;b;c\n1\n1;2;3;4\n5;6;7\n", []string{"1: a|b|c", "2: 1", "3: 1|2|3|4", "4: 5|6|7"}},
	} {
		if got := rows(t, opened(t, []byte(c.text))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTheDelimiterIsTheOneThatAgrees(t *testing.T) {
	commas := "Nom;Montant;Objet\n" + strings.Repeat("A;12,50;un, deux, trois, quatre, cinq\nB;1,00;un\n", 5)
	if d := opened(t, []byte(commas)).Sheets[0].Delimiter; d != ';' {
		t.Errorf("delimiter %q", d)
	}
}

func TestWhatIsNoSheet(t *testing.T) {
	archive := func(names ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, n := range names {
			if _, err := w.Create(n); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for seen, content := range map[string][]byte{
		"vide":            nil,
		"PDF":             []byte("%PDF-1.7\n"),
		"JSON":            []byte(" [{\"a\": 1}]"),
		"XML":             []byte("<?xml version='1.0'?>"),
		"PNG":             []byte("\x89PNG\r\n\x1a\n"),
		"gzip":            []byte("\x1f\x8b\x08"),
		"binaire":         bytes.Repeat([]byte{1, 2, 3, 200}, 100),
		"données.csv":     archive("données.csv"),
		"Word":            archive("word/document.xml"),
		"OpenDocument":    archive("mimetype", "content.xml"),
		"archive abîmée":  []byte("PK\x03\x04 and no more"),
		"classeur XLS":    append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2000)...),
		"archive zip vid": archive(),
	} {
		_, err := Read(bytes.NewReader(content), int64(len(content)), "fichier")
		if !(errors.Is(err, ErrForeign) || errors.Is(err, ErrBroken)) || !strings.Contains(err.Error(), seen) || !strings.Contains(err.Error(), "« fichier »") {
			t.Errorf("%s: %v", seen, err)
		}
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrForeign) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open("nulle-part.csv"); !errors.Is(err, ErrForeign) {
		t.Errorf("no file: %v", err)
	}
}

func TestLimitsEndInAFault(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"an endless line":        {"a;b\n" + strings.Repeat("x", rowMax+10), ErrLimit},
		"a quote never closed":   {"a;b\n1;\"2\n3;4\n", ErrBroken},
		"an endless quote":       {"a;b\n\"" + strings.Repeat("x;y\n", cellMax/4+10), ErrBroken},
		"more cells than honest": {"a;b\n" + strings.Repeat(";", cellsMax+1), ErrLimit},
	} {
		book := opened(t, []byte(c.text))
		var last error
		for _, err := range book.Sheets[0].Rows() {
			last = err
		}
		if !errors.Is(last, c.want) {
			t.Errorf("%s: %v", name, last)
		}
	}
}

func TestAZipBombIsNotUnfolded(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	part, err := w.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(part, zeros{}, 64<<20); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(bytes.NewReader(b.Bytes()), int64(b.Len()), "bombe.xlsx"); !errors.Is(err, ErrLimit) {
		t.Errorf("%v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func workbook(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	fill(x)
	var b bytes.Buffer
	if _, err := x.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXlsxKeepsEveryDigit(t *testing.T) {
	content := workbook(t, func(x *excelize.File) {
		for cell, v := range map[string]any{"A1": "SIRET", "B1": "EJ", "D1": "date", "A3": 73282932000074, "B3": "0001821732", "C3": 1350000.0, "D3": 45119, "E3": 62655.2, "F3": true} {
			if err := x.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.SetCellFormula("Sheet1", "G3", "1+1"); err != nil {
			t.Fatal(err)
		}
	})
	got := rows(t, opened(t, content))
	if !slices.Equal(got, []string{"1: SIRET|EJ||date", "3: 73282932000074|0001821732|1350000|45119|62655.2|oui"}) {
		t.Errorf("%q", got)
	}
}

// rewritten changes the XML of the first sheet.
func rewritten(t *testing.T, content []byte, change func([]byte) []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, "sheet1.xml") {
			part = change(part)
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestACutSheetIsAnErrorAndNotAnEnd(t *testing.T) {
	content := workbook(t, func(x *excelize.File) { _ = x.SetCellValue("Sheet1", "A1", "a") })
	cut := rewritten(t, content, func(part []byte) []byte { return part[:bytes.Index(part, []byte("</sheetData>"))] })
	var last error
	for _, err := range opened(t, cut).Sheets[0].Rows() {
		last = err
	}
	if !errors.Is(last, ErrBroken) {
		t.Errorf("%v", last)
	}
}

func TestXlsxNumbersAreWrittenInPlainDigits(t *testing.T) {
	content := workbook(t, func(x *excelize.File) {
		_ = x.SetCellValue("Sheet1", "A1", 11)
		_ = x.SetCellValue("Sheet1", "B1", 22)
		_ = x.SetCellValue("Sheet1", "C1", "1.35E6") // a text stays as it is
	})
	content = rewritten(t, content, func(part []byte) []byte {
		part = bytes.Replace(part, []byte("<v>11</v>"), []byte("<v>1.35E6</v>"), 1)
		return bytes.Replace(part, []byte("<v>22</v>"), []byte("<v>62655.199999999997</v>"), 1)
	})
	if got := rows(t, opened(t, content)); !slices.Equal(got, []string{"1: 1350000|62655.2|1.35E6"}) {
		t.Errorf("%q", got)
	}
}

func TestXlsIsRead(t *testing.T) {
	book, err := Open("testdata/dossiers.xls")
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	got := rows(t, book)
	if book.Sheets[0].Name != "SuiviDossiers_ANS" || len(got) != 4 || !strings.Contains(got[1], "N° EJ|Etat Dossier|Pluriannualité") || !strings.Contains(got[2], "|1|1000|3000|3000|") {
		t.Errorf("%q %q", book.Sheets[0].Name, got)
	}
}

func TestBrokenXlsNeverPanics(t *testing.T) {
	book, err := Open("testdata/dossiers.xls")
	if err != nil {
		t.Fatal(err)
	}
	book.Close()
	whole := wholeFile(t, "testdata/dossiers.xls")
	for at := 0; at < len(whole); at += 7 {
		bad := slices.Clone(whole)
		bad[at] ^= 0xff
		if book, err := Read(bytes.NewReader(bad), int64(len(bad)), "abîmé.xls"); err == nil {
			for _, s := range book.Sheets {
				for range s.Rows() {
				}
			}
		}
	}
	for size := 0; size < len(whole); size += 101 {
		_, _ = Read(bytes.NewReader(whole[:size]), int64(size), "coupé.xls")
	}
}

func TestNumbers(t *testing.T) {
	for raw, want := range map[string]string{
		"1.35E6": "1350000", "1.35e6": "1350000", "62655.199999999997": "62655.2", "1234.5600000000002": "1234.56", "0.1": "0.1", "-18500": "-18500",
		"73282932000074": "73282932000074", "7.3282932000074E13": "73282932000074", "0": "0", "33333.333333333336": "33333.3333333333", "1e400": "1e400",
	} {
		if got := number(raw); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"45119": "2023-07-12", "45119.0": "2023-07-12", "45119.75": "2023-07-12", "2026-07-01": "2026-07-01", "2026-07-01T10:00:00Z": "2026-07-01", "01/07/2026": "2026-07-01",
		"1/7/2026": "2026-07-01", "01.07.2026": "2026-07-01", "01/07/26": "2026-07-01", "31/02/2026": "", "2026": "", "hier": "", "": "", "451190": "", "01/07/1789": "",
	} {
		day, ok := Sheet{}.Day(text)
		if got := day.Format("2006-01-02"); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s %v, want %s", text, got, ok, want)
		}
	}
	if day, ok := (Sheet{since1904: true}).Day("43657"); !ok || day.Format("2006-01-02") != "2023-07-12" {
		t.Errorf("since 1904: %v %v", day, ok)
	}
}

func TestTheHeaderIsFoundAndExplained(t *testing.T) {
	book := opened(t, []byte("Publication du 1er mars;;;;\n;;;;\nNOM  Bénéficiaire*;;N° SIRET;Montant ;Commentaire\nAsso;libellé;1;2;3\n"))
	fields := []Field{
		{"amount", []string{"Montant voté", "montant"}}, {"siret", []string{"n°siret"}}, {"name", []string{"nom du bénéficiaire", "nomBeneficiaire"}},
		{"label", []string{"NOM Bénéficiaire (libellé)"}}, {"none", []string{"absent"}},
	}
	h, err := FindHeader(book.Sheets[0], fields)
	if err != nil {
		t.Fatal(err)
	}
	if h.Line != 3 || h.Width != 5 || !h.Has("amount") || h.Has("none") || h.At("none") != -1 || h.Name("siret") != "N° SIRET" || !slices.Equal(h.Ignored, []string{"Commentaire"}) {
		t.Errorf("%+v", h)
	}
	want := []Understood{{"A", "NOM  Bénéficiaire*", "name"}, {"B", "NOM  Bénéficiaire* (libellé)", "label"}, {"C", "N° SIRET", "siret"}, {"D", "Montant", "amount"}}
	if !slices.Equal(h.Understood, want) {
		t.Errorf("%+v", h.Understood)
	}
	if names := FirstNames(book.Sheets[0]); len(names) != 4 || names[1] != "N° SIRET" {
		t.Errorf("%q", names)
	}
}

func TestFold(t *testing.T) {
	for a, b := range map[string]string{"Date de la convention*": "date_de_la_convention", "Identifiant de l’œuvre": "identifiant de l'oeuvre", " N° SIRET ": "n siret"} {
		if Fold(a) != Fold(b) {
			t.Errorf("%q and %q: %q, %q", a, b, Fold(a), Fold(b))
		}
	}
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if Letter(i) != want || column(want+"12", 0) != i {
			t.Errorf("%d: %s, %d", i, Letter(i), column(want+"12", 0))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a;b\n\"1\n2\";3\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		book, err := Read(bytes.NewReader(content), int64(len(content)), "x")
		if err != nil {
			return
		}
		for _, s := range book.Sheets {
			for range s.Rows() {
			}
		}
	})
}

func wholeFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
