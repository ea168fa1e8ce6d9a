package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"tourdetable/domain/fault"
)

var utf8Mark = []byte("\xef\xbb\xbf")

// delimiters are tried in this order; the first of equals wins.
var delimiters = []byte{';', ',', '\t', '|'}

// readText makes the only sheet of a delimited text.
func readText(r io.ReaderAt, size int64, sample []byte) *Book {
	order := wideOrder(sample)
	open := func() *bufio.Reader {
		var src io.Reader = io.NewSectionReader(r, 0, size)
		if order != nil {
			src = order.NewDecoder().Reader(src)
		}
		text := bufio.NewReaderSize(src, sampleSize)
		if mark, _ := text.Peek(len(utf8Mark)); bytes.Equal(mark, utf8Mark) {
			text.Discard(len(utf8Mark))
		}
		return text
	}
	head, _ := open().Peek(sampleSize)
	end := lineEnd(head)
	d := delimiter(head, end)
	rows := func(yield func(Row, error) bool) {
		scan := scanner{src: open(), delimiter: d, end: end}
		for {
			row, err := scan.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
	shown := string(d)
	if d == '\t' {
		shown = "tabulation"
	}
	return &Book{Format: fmt.Sprintf("CSV, délimiteur « %s »", shown), Sheets: []Sheet{{Delimiter: d, rows: rows}}}
}

// wideOrder tells UTF-16 by its mark, or by every other byte being zero; nil
// for anything else.
func wideOrder(sample []byte) encoding.Encoding {
	even, odd := 0, 0
	for i, c := range sample {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	most := len(sample) / 3
	switch {
	case bytes.HasPrefix(sample, []byte("\xff\xfe")), odd > most && most > 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(sample, []byte("\xfe\xff")), even > most && most > 0:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	return nil
}

// lineEnd is a line feed, but for the files of old that know only the return.
func lineEnd(head []byte) byte {
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// delimiter chooses the character that cuts most of the first rows into the
// same number of cells.
func delimiter(head []byte, end byte) byte {
	best, most := delimiters[0], 0
	for _, d := range delimiters {
		if agreed := agreement(head, d, end); agreed > most {
			best, most = d, agreed
		}
	}
	return best
}

// agreement is, for the commonest width of the first rows, rows² × delimiters:
// that most rows agree weighs more than that a text holds many commas.
func agreement(head []byte, d, end byte) int {
	scan := scanner{src: bufio.NewReader(bytes.NewReader(head)), delimiter: d, end: end}
	widths, most := map[int]int{}, 0
	for range 25 {
		row, err := scan.next()
		if err != nil {
			break
		}
		widths[len(row.Cells)]++
	}
	for width, rows := range widths {
		most = max(most, rows*rows*(width-1))
	}
	return most
}

// scanner cuts a text into rows, forgiving what people's files do: quotes in
// the middle of a cell, text after a closing quote, zero bytes.
type scanner struct {
	src       *bufio.Reader
	delimiter byte
	end       byte
	line      int // lines read so far
	rows      int
}

// next returns the next row; io.EOF at the end.
func (s *scanner) next() (Row, error) {
	if s.rows++; s.rows > rowsMax {
		return Row{}, ErrLimit.With("plus de %d lignes", rowsMax)
	}
	row := Row{Line: s.line + 1}
	var cell []byte
	size, begun := 0, false
	const (
		plain = iota
		quoted
		closing // just after a quote inside a quoted cell
	)
	state, opened := plain, 0
	for {
		c, err := s.src.ReadByte()
		if err != nil && !errors.Is(err, io.EOF) {
			return Row{}, fmt.Errorf("read line %d: %w", s.line+1, err)
		}
		if err != nil {
			if state == quoted {
				return Row{}, unclosed(opened)
			}
			if !begun {
				return Row{}, io.EOF
			}
			s.line++
			return s.finished(row, cell)
		}
		begun = true
		if size++; size > rowMax || len(cell) > cellMax {
			if state == quoted {
				return Row{}, unclosed(opened)
			}
			return Row{}, ErrLimit.With("ligne %d : plus de %d Mio sur une seule ligne", row.Line, size>>20)
		}
		if c == s.end {
			s.line++
		}
		switch {
		case c == 0:
		case state == quoted && c == '"':
			state = closing
		case state == quoted:
			cell = append(cell, c)
		case state == closing && c == '"':
			cell, state = append(cell, c), quoted
		case c == s.end:
			return s.finished(row, bytes.TrimSuffix(cell, []byte("\r")))
		case c == s.delimiter:
			if len(row.Cells) == cellsMax {
				return Row{}, ErrLimit.With("ligne %d : plus de %d cellules", row.Line, cellsMax)
			}
			row.Cells, cell, state = append(row.Cells, decoded(cell)), cell[:0], plain
		case c == '"' && state == plain && len(bytes.TrimSpace(cell)) == 0:
			cell, state, opened = cell[:0], quoted, s.line+1
		default:
			cell, state = append(cell, c), plain
		}
	}
}

func (s *scanner) finished(row Row, last []byte) (Row, error) {
	row.Cells = append(row.Cells, decoded(last))
	return row, nil
}

func unclosed(line int) *fault.Error {
	return ErrBroken.With("ligne %d : un guillemet « \" » est ouvert et jamais refermé ; attendu : un guillemet fermant, ou deux guillemets « \"\" » pour en écrire un", line)
}
