package history

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/strictjson"
	"tourdetable/domain/tabular"
)

// Limits of what is held in memory at once.
const (
	jsonMax  = 64 << 20 // bytes of a JSON document
	innerMax = 64 << 20 // bytes of a file inside of an archive
)

// ErrJSON refuses a JSON document that does not read to its end.
var ErrJSON = fault.New(fault.Invalid, "history.broken_json", "document JSON illisible")

// File is an open file of the field: a workbook, a text table or a JSON
// document, alone or as the only file of a zip archive.
type File struct {
	Name   string
	Sha256 string
	Format string // as told to people
	book   *tabular.Book
	root   *strictjson.Node
	close  func() error
}

// Open opens the file at path. Faults as Read.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, tabular.ErrForeign.With("« %s » ne peut pas être ouvert ; vérifiez le chemin et les droits de lecture", path).Because(err)
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, tabular.ErrForeign.With("« %s » n'est pas un fichier ; attendu : un fichier CSV, XLSX, XLS ou JSON", path).Because(err)
	}
	file, err := Read(f, info.Size(), filepath.Base(path))
	if err != nil {
		f.Close()
		return nil, err
	}
	file.close = f.Close
	return file, nil
}

// Read opens the file of size bytes in r by its content; name is for people.
// Faults: those of tabular.Read, ErrJSON.
func Read(r io.ReaderAt, size int64, name string) (*File, error) {
	start := make([]byte, min(size, 512))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), start); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n")
	if bytes.HasPrefix(text, []byte("{\\rtf")) {
		return ofBook(tabular.Read(r, size, name))
	}
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return readJSON(r, size, name)
	}
	if bytes.HasPrefix(start, []byte("PK\x03\x04")) {
		if inner, err := onlyFile(r, size, name); inner != nil || err != nil {
			return inner, err
		}
	}
	return ofBook(tabular.Read(r, size, name))
}

// Close gives the file back.
func (f *File) Close() error {
	if f.close == nil {
		return nil
	}
	return f.close()
}

func ofBook(book *tabular.Book, err error) (*File, error) {
	if err != nil {
		return nil, err
	}
	return &File{Name: book.Name, Sha256: book.Sha256, Format: book.Format, book: book}, nil
}

func readJSON(r io.ReaderAt, size int64, name string) (*File, error) {
	if size > jsonMax {
		return nil, tabular.ErrLimit.With("« %s » : %d Mio ; attendu : %d Mio au plus pour un document JSON", name, size>>20, jsonMax>>20)
	}
	content, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	root, err := strictjson.Parse(bytes.TrimPrefix(content, []byte("\ufeff")), ErrJSON)
	if err != nil {
		return nil, ErrJSON.With("« %s » : %v", plain(name), err).Because(err)
	}
	return &File{Name: plain(name), Sha256: digest(content), Format: "JSON", root: root}, nil
}

// onlyFile opens the one file of a zip archive; nil when the archive is a
// workbook or holds something else, which tabular names.
func onlyFile(r io.ReaderAt, size int64, name string) (*File, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil
	}
	var inner []*zip.File
	for _, f := range archive.File {
		if !f.FileInfo().IsDir() {
			inner = append(inner, f)
		}
	}
	if len(inner) != 1 || strings.HasSuffix(strings.ToLower(inner[0].Name), ".xml") {
		return nil, nil
	}
	broken := tabular.ErrBroken.With("« %s » : archive abîmée ou incomplète", name)
	reader, err := inner[0].Open()
	if err != nil {
		return nil, broken.Because(err)
	}
	defer reader.Close()
	content, err := io.ReadAll(io.LimitReader(reader, innerMax+1))
	if err != nil {
		return nil, broken.Because(err)
	}
	if len(content) > innerMax {
		return nil, tabular.ErrLimit.With("« %s » contient « %s », qui se déplie en plus de %d Mio ; attendu : un fichier ordinaire", name, inner[0].Name, innerMax>>20)
	}
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		return ofBook(tabular.Read(bytes.NewReader(content), int64(len(content)), name))
	}
	file, err := Read(bytes.NewReader(content), int64(len(content)), name)
	if err != nil {
		return nil, err
	}
	packed, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	file.Sha256, file.Format = digest(packed), file.Format+" dans une archive zip"
	return file, nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
