package tabular

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"tourdetable/domain/fault"
)

// Limits of what is read.
const (
	fileMax    = 512 << 20 // bytes of a text file
	packedMax  = 64 << 20  // bytes of an XLSX or XLS file
	unpacked   = 1 << 30   // bytes an XLSX may unfold to
	ratioMax   = 300       // unfolded ÷ packed, for parts above ratioFloor
	ratioFloor = 16 << 20
	textMax    = 256 << 20 // bytes of the shared texts of a workbook
	rowMax     = 4 << 20   // bytes of one row
	cellMax    = 1 << 20   // bytes of one cell
	cellsMax   = 4096      // cells of one row
	rowsMax    = 1 << 21   // rows of one sheet
	sampleSize = 64 << 10  // bytes looked at to know what a file is
)

var (
	// ErrForeign refuses a file that is no sheet.
	ErrForeign = fault.New(fault.Invalid, "tabular.foreign", "ce fichier n'est pas un tableau")
	// ErrBroken refuses a sheet that cannot be read to its end.
	ErrBroken = fault.New(fault.Invalid, "tabular.broken", "tableau illisible")
	// ErrLimit refuses what is larger than any honest file.
	ErrLimit = fault.New(fault.Invalid, "tabular.limit", "fichier trop volumineux")
)

// Book is an open file: one sheet or more.
type Book struct {
	Name   string // the file's name, without its folder
	Format string // as told to people: « CSV, délimiteur « ; » »
	Sha256 string // of the whole file
	Sheets []Sheet
	close  func() error
}

// Sheet is one table of a Book (feuille).
type Sheet struct {
	Name      string // "" for a text file
	Delimiter byte   // of a text file; 0 for a spreadsheet
	since1904 bool
	rows      func(yield func(Row, error) bool)
}

// Row is one line of a Sheet.
type Row struct {
	Line  int // from 1, as an editor or a spreadsheet shows it
	Cells []string
}

// Rows reads the sheet from its first line. It ends after the first error,
// ErrBroken or ErrLimit. Blank lines of a text file are yielded too.
func (s Sheet) Rows() iter.Seq2[Row, error] { return s.rows }

// Cell returns the cell of column i (from 0), without spaces around it; "" if
// the row is shorter.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(r.Cells[i])
}

// Blank reports whether the row holds nothing.
func (r Row) Blank() bool {
	for i := range r.Cells {
		if r.Cell(i) != "" {
			return false
		}
	}
	return true
}

// Open opens the file at path. Returns ErrForeign for what is no sheet,
// ErrLimit for what is too large.
func Open(path string) (*Book, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, ErrForeign.With("« %s » ne peut pas être ouvert ; vérifiez le chemin et les droits de lecture", path).Because(err)
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, ErrForeign.With("« %s » n'est pas un fichier ; attendu : un fichier CSV, XLSX ou XLS", path).Because(err)
	}
	book, err := Read(f, info.Size(), filepath.Base(path))
	if err != nil {
		f.Close()
		return nil, err
	}
	book.close = f.Close
	return book, nil
}

// Read opens the sheet of size bytes in r; name is for people. Faults as Open.
func Read(r io.ReaderAt, size int64, name string) (*Book, error) {
	if size > fileMax {
		return nil, ErrLimit.With("« %s » : %d Mio ; attendu : %d Mio au plus", name, size>>20, fileMax>>20)
	}
	sample := make([]byte, min(size, sampleSize))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), sample); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	book, err := recognised(r, size, name, sample)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	book.Name, book.Sha256 = strings.ToValidUTF8(name, "\uFFFD"), hex.EncodeToString(sum.Sum(nil))
	return book, nil
}

// Close gives the file back.
func (b *Book) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

func recognised(r io.ReaderAt, size int64, name string, sample []byte) (*Book, error) {
	packed := bytes.HasPrefix(sample, []byte("PK\x03\x04")) || bytes.HasPrefix(sample, []byte("PK\x05\x06"))
	ole := bytes.HasPrefix(sample, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	if (packed || ole) && size > packedMax {
		return nil, ErrLimit.With("« %s » : %d Mio ; attendu : %d Mio au plus pour un classeur", name, size>>20, packedMax>>20)
	}
	switch {
	case packed:
		archive, err := zip.NewReader(r, size)
		if err != nil {
			return nil, ErrBroken.With("« %s » : archive abîmée ou incomplète", name).Because(err)
		}
		return readXlsx(archive, name)
	case ole:
		return readXls(r, size, name)
	}
	if seen := foreign(sample); seen != "" {
		return nil, ErrForeign.With("« %s » est %s ; attendu : un fichier CSV, XLSX ou XLS", name, seen)
	}
	return readText(r, size, sample), nil
}

// foreign names what a file is when it is certainly no delimited text; "" if
// it may be one.
func foreign(sample []byte) string {
	text := strings.TrimLeft(string(bytes.TrimPrefix(sample, utf8Mark)), " \t\r\n")
	for _, known := range []struct{ mark, name string }{
		{"%PDF", "un document PDF"}, {"{", "un document JSON"}, {"[", "un document JSON"}, {"<", "un document HTML ou XML"},
		{"\x1f\x8b", "une archive gzip"}, {"7z\xbc\xaf", "une archive 7z"}, {"Rar!", "une archive RAR"}, {"\x89PNG", "une image PNG"}, {"\xff\xd8\xff", "une image JPEG"},
		{"{\\rtf", "un document RTF"}, {"SQLite format 3", "une base SQLite"}, {"PAR1", "un fichier Parquet"},
	} {
		if strings.HasPrefix(text, known.mark) {
			return known.name
		}
	}
	switch {
	case text == "":
		return "vide"
	case wideOrder(sample) != nil:
		return ""
	}
	control := 0
	for _, c := range sample {
		if c < 0x20 && c != '\t' && c != '\r' && c != '\n' {
			control++
		}
	}
	if control*20 > len(sample) {
		return "un fichier binaire"
	}
	return ""
}
