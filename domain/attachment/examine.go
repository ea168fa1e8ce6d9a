package attachment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Content is a file that was examined and may be kept.
type Content struct {
	Name      string // cleaned
	Sha256    string
	Size      int64
	MediaType string
}

// form is one type of the closed list.
type form struct {
	mediaType  string
	label      string
	extensions []string
}

var (
	pdf  = form{"application/pdf", "un document PDF", []string{"pdf"}}
	png  = form{"image/png", "une image PNG", []string{"png"}}
	jpeg = form{"image/jpeg", "une image JPEG", []string{"jpg", "jpeg", "jpe", "jfif"}}
	docx = form{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "un document Word", []string{"docx"}}
	xlsx = form{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "un classeur Excel", []string{"xlsx"}}
	odt  = form{"application/vnd.oasis.opendocument.text", "un texte OpenDocument", []string{"odt"}}
	ods  = form{"application/vnd.oasis.opendocument.spreadsheet", "un tableau OpenDocument", []string{"ods"}}
	csv  = form{"text/csv", "un tableau CSV", []string{"csv", "tsv"}}
	text = form{"text/plain", "un texte", []string{"txt"}}
)

// tables are the places of those who examine: each holds one file in memory, so
// that a flood of uploads takes no more than their number times SizeMax.
var tables = make(chan struct{}, 2)

// eicar is the text that every scanner reports as a virus: ours to refuse too.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-` + `STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// Examine reads a whole file and tells what it is, or why it is refused. Nothing
// in it is run, followed or unfolded beyond the limits. Refusals name the file,
// what was seen and what was expected: ErrEmpty, ErrTooLarge, ErrType,
// ErrMismatch, ErrActive, ErrLocked, ErrDamaged, ErrBomb.
func Examine(name string, r io.Reader) (Content, error) {
	tables <- struct{}{}
	defer func() { <-tables }()
	name = CleanName(name)
	data, err := io.ReadAll(io.LimitReader(r, SizeMax+1))
	switch {
	case err != nil:
		return Content{}, fmt.Errorf("read « %s »: %w", name, err)
	case len(data) == 0:
		return Content{}, said(ErrEmpty, name, "0 octet", "un fichier "+Accepted)
	case len(data) > SizeMax:
		return Content{}, said(ErrTooLarge, name, "plus de "+mebibytes(SizeMax), mebibytes(SizeMax)+" au plus")
	}
	f, err := recognise(name, data)
	if err != nil {
		return Content{}, err
	}
	sum := sha256.Sum256(data)
	return Content{Name: name, Sha256: hex.EncodeToString(sum[:]), Size: int64(len(data)), MediaType: f.mediaType}, nil
}

// recognise tells the form of data and checks it by the means of that form.
func recognise(name string, data []byte) (f form, err error) {
	if bytes.Contains(data, []byte(eicar)) && len(data) < 1024 {
		return f, said(ErrInfected, name, "le fichier d'essai des antivirus (EICAR)", "un document")
	}
	if program := disguised(name); program != "" {
		return f, said(ErrMismatch, name, "une extension de programme, « ."+program+" », dans le nom", "un nom qui ne dit que ce qu'il contient")
	}
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		f, err = pdf, checkPDF(name, data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		f, err = png, checkPNG(name, data)
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		f, err = jpeg, checkJPEG(name, data)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		f, err = checkOffice(name, data)
	case bytes.HasPrefix(data, []byte(compound)):
		return f, oldOffice(name, data)
	default:
		f, err = checkText(name, data)
	}
	if err != nil {
		return f, err
	}
	if !slices.Contains(f.extensions, extension(name)) {
		return f, said(ErrMismatch, name, "le contenu est "+f.label, "un nom qui finit par « ."+f.extensions[0]+" »")
	}
	return f, nil
}

// compound opens the files of Office before 2007, and those that a password
// locks since.
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func oldOffice(name string, data []byte) error {
	if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
		return said(ErrLocked, name, "un document Office protégé par un mot de passe", "le même document enregistré sans mot de passe")
	}
	return said(ErrType, name, "un format Office ancien (.doc, .xls, .ppt, .msg) ou un programme d'installation", "le même document enregistré en PDF, DOCX ou XLSX")
}

// markup are the words by which a browser would take a file for a page.
var markup = []string{"<script", "<html", "<!doctype", "<svg", "<iframe", "<body", "<?php", "<?xml", "<!entity", "javascript:"}

// pageIn returns the word of a page in data, "" if there is none.
func pageIn(data []byte) string {
	lower := bytes.ToLower(data)
	for _, word := range markup {
		if bytes.Contains(lower, []byte(word)) {
			return word
		}
	}
	return ""
}

// checkText accepts plain text and CSV, and names anything else.
func checkText(name string, data []byte) (form, error) {
	seen := mimetype.Detect(data)
	if word := pageIn(data); word != "" {
		return text, said(ErrType, name, "une page ou une image qui peut contenir un programme (« "+word+" »)", Accepted)
	}
	for i, b := range data {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f {
			return text, said(ErrType, name, fmt.Sprintf("%s (octet %d)", unnamed(seen), i+1), Accepted)
		}
	}
	for m := seen; m != nil; m = m.Parent() {
		if !m.Is("text/plain") && !slices.Contains([]string{"text/csv", "text/tab-separated-values", "application/octet-stream"}, strings.Split(m.String(), ";")[0]) {
			return text, said(ErrType, name, unnamed(seen), Accepted)
		}
	}
	if slices.Contains(csv.extensions, extension(name)) {
		return csv, nil
	}
	return text, nil
}

// unnamed tells a type that is not of the list, as French people name it.
func unnamed(m *mimetype.MIME) string {
	for prefix, label := range map[string]string{"text/html": "une page web", "image/svg": "une image SVG", "application/vnd.microsoft.portable-executable": "un programme Windows",
		"application/x-elf": "un programme", "application/x-executable": "un programme", "application/x-mach": "un programme", "image/": "une image d'un autre format", "video/": "une vidéo", "audio/": "un son",
		"application/zip": "une archive", "application/x-rar": "une archive", "application/gzip": "une archive", "application/x-7z": "une archive", "application/x-tar": "une archive",
		"application/javascript": "un programme JavaScript", "text/javascript": "un programme JavaScript", "text/rtf": "un texte RTF"} {
		if strings.HasPrefix(m.String(), prefix) && (prefix != "image/" || !m.Is("image/svg+xml")) {
			return label
		}
	}
	return "un contenu « " + strings.Split(m.String(), ";")[0] + " »"
}
