package attachment

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"tourdetable/domain/fault"
)

// Limits of an office document, which is an archive.
const (
	entriesMax = 5000
	entryMax   = 40 << 20 // bytes of one entry that is read, unfolded
	ratioMax   = 200      // unfolded bytes per byte kept, for what is not small
	ratioSmall = 10 << 20 // unfolded bytes under which no ratio is counted
)

// macros are the parts that hold programs.
var macros = []string{"vbaproject.bin", "vbadata.xml", "/activex/", "/macrosheets/", "/basic/", "/scripts/", "/customui/"}

// office is one document under examination.
type office struct {
	name string
	left int64 // bytes that may still be unfolded
}

// checkOffice accepts a Word, Excel or OpenDocument file: nothing in it but
// documents and images, no program, no lock, no path, of a reasonable size.
func checkOffice(name string, data []byte) (form, error) {
	o := &office{name: name, left: unfoldMax}
	return o.check(data, 0)
}

func (o *office) refuse(e *fault.Error, seen string) error {
	expected := "un document DOCX, XLSX, ODT ou ODS"
	if e == ErrActive {
		expected = "le même document sans macro ni objet incorporé, ou en PDF"
	}
	return said(e, o.name, seen, expected)
}

func (o *office) check(data []byte, depth int) (f form, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return f, o.refuse(ErrDamaged, "une archive illisible")
	}
	if at := bytes.LastIndex(data, []byte("PK\x05\x06")); at+22 != len(data) || binary.LittleEndian.Uint16(data[at+20:]) != 0 {
		return f, o.refuse(ErrDamaged, "un document suivi d'autre chose")
	}
	if len(z.File) > entriesMax {
		return f, o.refuse(ErrBomb, fmt.Sprintf("%d éléments", len(z.File)))
	}
	names, declared := map[string]*zip.File{}, uint64(0)
	for _, e := range z.File {
		if err := o.checkEntry(e); err != nil {
			return f, err
		}
		if _, twice := names[strings.ToLower(e.Name)]; twice {
			return f, o.refuse(ErrDamaged, "deux éléments du même nom")
		}
		names[strings.ToLower(e.Name)] = e
		declared += e.UncompressedSize64
	}
	if declared > unfoldMax || declared > ratioSmall && declared > ratioMax*uint64(len(data)) {
		return f, o.refuse(ErrBomb, fmt.Sprintf("%s qui se déploient en %s", mebibytes(int64(len(data))), mebibytes(int64(min(declared, 1<<50)))))
	}
	if f, err = o.formOf(names); err != nil {
		return f, err
	}
	for _, e := range z.File {
		if err := o.unfold(e, depth); err != nil {
			return f, err
		}
	}
	return f, nil
}

// checkEntry judges an entry by its header.
func (o *office) checkEntry(e *zip.File) error {
	name := strings.ToLower(e.Name)
	if e.Flags&1 != 0 {
		return o.refuse(ErrLocked, "un document protégé par un mot de passe")
	}
	if path.IsAbs(name) || strings.ContainsAny(name, "\\:\x00") || slices.Contains(strings.Split(name, "/"), "..") {
		return o.refuse(ErrDamaged, fmt.Sprintf("un élément dont le nom sort du document (%q)", e.Name))
	}
	for _, m := range macros {
		if strings.Contains("/"+name, m) {
			return o.refuse(ErrActive, "un document avec macros ou programmes ("+path.Base(e.Name)+")")
		}
	}
	if ext := extension(name); slices.Contains(programs, ext) && ext != "xml" {
		return o.refuse(ErrActive, "un programme dans le document ("+path.Base(e.Name)+")")
	}
	return nil
}

// formOf tells the kind of a document by its main part.
func (o *office) formOf(names map[string]*zip.File) (form, error) {
	has := func(name string) bool { _, ok := names[name]; return ok }
	switch {
	case has("[content_types].xml") && has("word/document.xml"):
		return docx, nil
	case has("[content_types].xml") && has("xl/workbook.xml"):
		return xlsx, nil
	case has("mimetype") && has("content.xml"):
		kind, err := o.read(names["mimetype"], 200)
		if err != nil {
			return form{}, err
		}
		for _, f := range []form{odt, ods} {
			if strings.TrimSpace(string(kind)) == f.mediaType {
				return f, nil
			}
		}
	case has("[content_types].xml"):
		return form{}, said(ErrType, o.name, "un document Office d'un autre genre (présentation, classeur binaire…)", Accepted)
	}
	return form{}, said(ErrType, o.name, "une archive", Accepted+" ; sortez les fichiers de l'archive et déposez-les un par un")
}

// read unfolds an entry within what may still be unfolded, and max.
func (o *office) read(e *zip.File, max int64) ([]byte, error) {
	r, err := e.Open()
	if err != nil {
		return nil, o.refuse(ErrDamaged, "un élément illisible ("+path.Base(e.Name)+")")
	}
	defer r.Close()
	var data bytes.Buffer
	data.Grow(int(min(e.UncompressedSize64, uint64(max))) + bytes.MinRead)
	n, err := io.Copy(&data, io.LimitReader(r, min(max, o.left)+1))
	return data.Bytes(), o.count(e, n, max, err)
}

// count takes n bytes, or the error that ended them, off what may be unfolded.
func (o *office) count(e *zip.File, n, max int64, err error) error {
	if o.left -= n; n > max || o.left < 0 {
		return o.refuse(ErrBomb, "un élément qui se déploie sans fin ("+path.Base(e.Name)+")")
	}
	if err != nil {
		return o.refuse(ErrDamaged, "un élément illisible ("+path.Base(e.Name)+")")
	}
	return nil
}

// head unfolds a whole entry, so that its size and its checksum are true, and
// keeps its first bytes alone.
func (o *office) head(e *zip.File) ([]byte, error) {
	r, err := e.Open()
	if err != nil {
		return nil, o.refuse(ErrDamaged, "un élément illisible ("+path.Base(e.Name)+")")
	}
	defer r.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return head[:n], o.count(e, int64(n), unfoldMax, nil)
	}
	if err != nil {
		return nil, o.count(e, int64(n), unfoldMax, err)
	}
	more, err := io.Copy(io.Discard, io.LimitReader(r, o.left+1))
	return head, o.count(e, int64(n)+more, unfoldMax, err)
}

// unfold reads an entry and judges it by its content: XML and documents inside
// the document whole, anything else by its first bytes.
func (o *office) unfold(e *zip.File, depth int) error {
	ext := extension(e.Name)
	read := o.head
	if slices.Contains([]string{"xml", "rels", "rdf", "vml", "xlsx", "docx"}, ext) {
		read = func(e *zip.File) ([]byte, error) { return o.read(e, entryMax) }
	}
	data, err := read(e)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(data, []byte("MZ")) && bytes.Contains(data[:min(len(data), 4096)], []byte("PE\x00\x00")), bytes.HasPrefix(data, []byte("\x7fELF")):
		return o.refuse(ErrActive, "un programme dans le document ("+path.Base(e.Name)+")")
	case bytes.HasPrefix(data, []byte(compound)):
		return o.refuse(ErrActive, "un objet incorporé qui ne peut pas être examiné ("+path.Base(e.Name)+")")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		if depth > 0 || ext != "xlsx" && ext != "docx" {
			return o.refuse(ErrBomb, "une archive dans le document ("+path.Base(e.Name)+")")
		}
		_, err := o.check(data, depth+1)
		return err
	case ext == "xml" || ext == "rels" || ext == "rdf" || ext == "vml":
		return o.checkXML(e.Name, data)
	}
	return nil
}

// checkXML refuses what an XML reader could be made to fetch, to unfold or to
// run: a DTD, an encoding that hides one, a template from elsewhere.
func (o *office) checkXML(name string, data []byte) error {
	base := path.Base(name)
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.IndexByte(data[:min(len(data), 256)], 0) >= 0 {
		return o.refuse(ErrDamaged, "un élément dans un codage inattendu ("+base+")")
	}
	if bytes.Contains(data, []byte("<!DOCTYPE")) || bytes.Contains(data, []byte("<!ENTITY")) {
		return o.refuse(ErrActive, "une définition XML (DTD) qui ferait lire d'autres fichiers ("+base+")")
	}
	switch {
	case strings.EqualFold(name, "[Content_Types].xml") && bytes.Contains(bytes.ToLower(data), []byte("macroenabled")):
		return o.refuse(ErrActive, "un document avec macros")
	case strings.EqualFold(name, "META-INF/manifest.xml") && bytes.Contains(data, []byte("encryption-data")):
		return o.refuse(ErrLocked, "un document protégé par un mot de passe")
	case strings.HasSuffix(strings.ToLower(name), ".rels"):
		return o.checkLinks(base, data)
	}
	return nil
}

// fetched are the links that a reader follows by itself when it opens the
// document; a hyperlink waits for a person.
var fetched = []string{"/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/package"}

func (o *office) checkLinks(base string, data []byte) error {
	var links struct {
		Relationship []struct {
			Type       string `xml:",attr"`
			TargetMode string `xml:",attr"`
			Target     string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal(data, &links); err != nil {
		return o.refuse(ErrDamaged, "un élément illisible ("+base+")")
	}
	for _, l := range links.Relationship {
		for _, kind := range fetched {
			if l.TargetMode == "External" && strings.HasSuffix(l.Type, kind) {
				return o.refuse(ErrActive, "un lien que le document suivrait de lui-même en s'ouvrant ("+base+")")
			}
		}
	}
	return nil
}
