package tabular

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
)

// Records of the BIFF8 format (MS-XLS) that carry texts and cells.
const (
	biffFormula  = 0x0006
	biffEOF      = 0x000a
	biff1904     = 0x0022
	biffPassword = 0x002f
	biffContinue = 0x003c
	biffSheet    = 0x0085
	biffMulRk    = 0x00bd
	biffSst      = 0x00fc
	biffLabelSst = 0x00fd
	biffNumber   = 0x0203
	biffLabel    = 0x0204
	biffBoolErr  = 0x0205
	biffString   = 0x0207
	biffRk       = 0x027e
	biffBOF      = 0x0809
)

var errCut = errors.New("a record ends too early")

// readXls reads a workbook of Excel 97-2003 into memory: the format allows
// 65 536 rows, and packedMax bounds the file.
func readXls(r io.ReaderAt, size int64, name string) (book *Book, err error) {
	defer func() { // mscfb trusts the offsets it reads
		if p := recover(); p != nil {
			book, err = nil, ErrBroken.With("« %s » : classeur XLS abîmé", name).Because(fmt.Errorf("%v", p))
		}
	}()
	container, err := mscfb.New(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, ErrBroken.With("« %s » : classeur XLS abîmé", name).Because(err)
	}
	for _, entry := range container.File {
		if entry.Name != "Workbook" {
			continue
		}
		stream, err := io.ReadAll(io.LimitReader(entry, packedMax))
		if err != nil {
			return nil, ErrBroken.With("« %s » : classeur XLS abîmé", name).Because(err)
		}
		w := biff{name: name, stream: stream}
		return w.book()
	}
	return nil, ErrForeign.With("« %s » est un ancien document Office, mais pas un classeur Excel 97-2003 ; enregistrez-le au format XLSX ou CSV", name)
}

// biff is the stream of a workbook.
type biff struct {
	name   string
	stream []byte
	texts  []string
}

// record returns the record at offset and the offset of the next one.
func (w *biff) record(at int) (kind int, data []byte, next int, err error) {
	if at < 0 || at+4 > len(w.stream) {
		return 0, nil, 0, errCut
	}
	kind = int(binary.LittleEndian.Uint16(w.stream[at:]))
	next = at + 4 + int(binary.LittleEndian.Uint16(w.stream[at+2:]))
	if next > len(w.stream) {
		return 0, nil, 0, errCut
	}
	return kind, w.stream[at+4 : next], next, nil
}

func (w *biff) book() (*Book, error) {
	book, since1904 := &Book{Format: "classeur XLS"}, false
	type place struct {
		name string
		at   int
	}
	var places []place
	for at := 0; ; {
		kind, data, next, err := w.record(at)
		if err != nil {
			return nil, w.broken(err)
		}
		switch kind {
		case biffPassword:
			return nil, ErrForeign.With("« %s » est protégé par un mot de passe ; enregistrez-le sans protection", w.name)
		case biff1904:
			since1904 = len(data) >= 2 && data[0] == 1
		case biffSheet:
			if len(data) < 8 {
				return nil, w.broken(errCut)
			}
			if data[5] == 0 { // a worksheet, not a chart
				title, err := shortText(data[6:])
				if err != nil {
					return nil, w.broken(err)
				}
				places = append(places, place{title, int(binary.LittleEndian.Uint32(data))})
			}
		case biffSst:
			chunks := [][]byte{data}
			for {
				k, more, after, err := w.record(next)
				if err != nil || k != biffContinue {
					break
				}
				chunks, next = append(chunks, more), after
			}
			if w.texts, err = sharedTexts(chunks); err != nil {
				return nil, w.broken(err)
			}
		}
		if at = next; kind == biffEOF {
			break
		}
	}
	for _, p := range places {
		rows, err := w.sheet(p.at)
		if err != nil {
			return nil, w.broken(err)
		}
		book.Sheets = append(book.Sheets, Sheet{Name: p.name, since1904: since1904, rows: func(yield func(Row, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}})
	}
	return book, nil
}

func (w *biff) broken(err error) error {
	return ErrBroken.With("« %s » : classeur XLS abîmé ou d'une version ancienne ; enregistrez-le au format XLSX", w.name).Because(err)
}

// sheet reads the cells of the sheet that begins at offset.
func (w *biff) sheet(at int) ([]Row, error) {
	cells, depth := map[int][]string{}, 0
	put := func(row, col int, text string) {
		for len(cells[row]) <= col {
			cells[row] = append(cells[row], "")
		}
		cells[row][col] = text
	}
	awaited := [2]int{-1, -1} // the formula whose text comes in the next record
	for {
		kind, d, next, err := w.record(at)
		if err != nil {
			return nil, err
		}
		at = next
		switch kind {
		case biffBOF:
			depth++
			continue
		case biffEOF:
			if depth--; depth <= 0 {
				return ordered(cells), nil
			}
			continue
		case biffString:
			if text, err := longText(d); err == nil && awaited[0] >= 0 {
				put(awaited[0], awaited[1], text)
			}
			continue
		case biffLabelSst, biffNumber, biffRk, biffMulRk, biffLabel, biffFormula, biffBoolErr:
		default:
			continue
		}
		if len(d) < 8 || depth > 1 { // deeper: a chart inside the sheet
			if depth > 1 {
				continue
			}
			return nil, errCut
		}
		row, col := int(binary.LittleEndian.Uint16(d)), int(binary.LittleEndian.Uint16(d[2:]))
		if col >= 256 {
			return nil, errors.New("a cell beyond the last column")
		}
		awaited = [2]int{-1, -1}
		switch kind {
		case biffLabelSst:
			if len(d) < 10 {
				return nil, errCut
			}
			i := int(binary.LittleEndian.Uint32(d[6:]))
			if i >= len(w.texts) {
				return nil, errors.New("a cell points at no text")
			}
			put(row, col, w.texts[i])
		case biffLabel:
			text, err := longText(d[6:])
			if err != nil {
				return nil, err
			}
			put(row, col, text)
		case biffNumber:
			if len(d) < 14 {
				return nil, errCut
			}
			put(row, col, double(d[6:]))
		case biffRk:
			if len(d) < 10 {
				return nil, errCut
			}
			put(row, col, rk(d[6:]))
		case biffMulRk:
			for i := 4; i+8 <= len(d); i += 6 {
				put(row, col, rk(d[i+2:]))
				col++
			}
		case biffBoolErr:
			if d[7] == 0 {
				put(row, col, [2]string{"non", "oui"}[d[6]&1])
			}
		case biffFormula:
			switch {
			case len(d) < 14:
				return nil, errCut
			case d[12] != 0xff || d[13] != 0xff:
				put(row, col, double(d[6:]))
			case d[6] == 0:
				awaited = [2]int{row, col}
			}
		}
	}
}

func ordered(cells map[int][]string) []Row {
	rows := make([]Row, 0, len(cells))
	for i, c := range cells {
		rows = append(rows, Row{Line: i + 1, Cells: c})
	}
	slices.SortFunc(rows, func(a, b Row) int { return a.Line - b.Line })
	return rows
}

// double reads a stored number.
func double(d []byte) string {
	return number(strconv.FormatFloat(math.Float64frombits(binary.LittleEndian.Uint64(d)), 'f', -1, 64))
}

// rk reads a number in its short form: 30 bits, whole or the head of a
// double, perhaps in hundredths.
func rk(d []byte) string {
	v := binary.LittleEndian.Uint32(d)
	f := math.Float64frombits(uint64(v&^3) << 32)
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	}
	if v&1 != 0 {
		f /= 100
	}
	return number(strconv.FormatFloat(f, 'f', -1, 64))
}

// shortText reads a text whose length is one byte.
func shortText(d []byte) (string, error) {
	if len(d) < 2 {
		return "", errCut
	}
	return characters(d[2:], int(d[0]), d[1]&1 != 0)
}

// longText reads a text whose length is two bytes.
func longText(d []byte) (string, error) {
	if len(d) < 3 {
		return "", errCut
	}
	return characters(d[3:], int(binary.LittleEndian.Uint16(d)), d[2]&1 != 0)
}

// characters reads n characters of one byte (latin-1) or two (UTF-16).
func characters(d []byte, n int, wide bool) (string, error) {
	units := make([]uint16, n)
	for i := range units {
		switch {
		case wide && 2*i+2 <= len(d):
			units[i] = binary.LittleEndian.Uint16(d[2*i:])
		case !wide && i < len(d):
			units[i] = uint16(d[i])
		default:
			return "", errCut
		}
	}
	return textOf(units), nil
}

// textOf writes the characters but for zeros, which no text column takes.
func textOf(units []uint16) string {
	return strings.ReplaceAll(string(utf16.Decode(units)), "\x00", "")
}

// chunked reads the table of texts through the records it is cut into.
type chunked struct {
	chunks [][]byte
	at     int
}

func (c *chunked) take(n int) ([]byte, error) {
	for len(c.chunks) > 0 && c.at == len(c.chunks[0]) {
		c.chunks, c.at = c.chunks[1:], 0
	}
	if len(c.chunks) == 0 || c.at+n > len(c.chunks[0]) {
		return nil, errCut
	}
	out := c.chunks[0][c.at : c.at+n]
	c.at += n
	return out, nil
}

func (c *chunked) skip(n int) error {
	for n > 0 {
		if _, err := c.take(0); err != nil {
			return err
		}
		step := min(n, len(c.chunks[0])-c.at)
		c.at, n = c.at+step, n-step
	}
	return nil
}

// characters reads n characters; a text cut between two records says again,
// in the first byte of the next one, how wide its characters are.
func (c *chunked) characters(n int, wide bool) (string, error) {
	units := make([]uint16, 0, min(n, 1<<15))
	for len(units) < n {
		if len(c.chunks) > 0 && c.at == len(c.chunks[0]) {
			flag, err := c.take(1)
			if err != nil {
				return "", err
			}
			wide = flag[0]&1 != 0
		}
		width := 1
		if wide {
			width = 2
		}
		d, err := c.take(width)
		if err != nil {
			return "", err
		}
		unit := uint16(d[0])
		if wide {
			unit = binary.LittleEndian.Uint16(d)
		}
		units = append(units, unit)
	}
	return textOf(units), nil
}

// sharedTexts reads the table of texts that cells share.
func sharedTexts(chunks [][]byte) ([]string, error) {
	c := chunked{chunks: chunks}
	head, err := c.take(8)
	if err != nil {
		return nil, err
	}
	count := int(binary.LittleEndian.Uint32(head[4:]))
	var texts []string
	for range count {
		head, err := c.take(3)
		if err != nil {
			return nil, err
		}
		n, flags := int(binary.LittleEndian.Uint16(head)), head[2]
		after := 0
		if flags&8 != 0 { // runs of fonts
			d, err := c.take(2)
			if err != nil {
				return nil, err
			}
			after += 4 * int(binary.LittleEndian.Uint16(d))
		}
		if flags&4 != 0 { // phonetic readings
			d, err := c.take(4)
			if err != nil {
				return nil, err
			}
			after += int(binary.LittleEndian.Uint32(d))
		}
		text, err := c.characters(n, flags&1 != 0)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
		if err := c.skip(after); err != nil {
			return nil, err
		}
	}
	return texts, nil
}
