package proof

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
)

// ErrUnwritable refuses a text that would break a line.
var ErrUnwritable = fault.New(fault.Refused, "proof.unwritable", "texte impossible à écrire dans une preuve")

// Writer writes a proof line by line; the first error stays until Close.
type Writer struct {
	out *bufio.Writer
	sum hash.Hash
	err error
}

// NewWriter opens a proof of a number of books, read at a named snapshot.
func NewWriter(out io.Writer, snapshot string, books int) *Writer {
	w := &Writer{out: bufio.NewWriterSize(out, 64<<10), sum: sha256.New()}
	w.put(title, 0)
	w.put(join(snapshotWord, snapshot), 1)
	w.put(join(booksWord, strconv.Itoa(books)), 1)
	return w
}

// put writes a line that must hold tabs tabs and no other control character.
func (w *Writer) put(line string, tabs int) {
	if w.err != nil {
		return
	}
	if strings.Count(line, "\t") != tabs || strings.ContainsAny(line, "\n\r") || len(line) >= lineMax {
		w.err = ErrUnwritable.With("tabulation, fin de ligne ou plus de %d octets dans « %.200s »", lineMax, line)
		return
	}
	fmt.Fprintln(w.sum, line)
	_, w.err = fmt.Fprintln(w.out, line)
}

// Book opens a book with its accounts, in byte order of their names.
func (w *Writer) Book(b Book, accounts []Account) {
	w.put(b.line(), 4)
	for _, a := range accounts {
		w.put(a.line(), 3)
	}
}

// Entry writes one entry of the open book.
func (w *Writer) Entry(e ledger.Entry) error {
	w.put(entryLine(e), 10)
	return w.err
}

// Total closes the open book with the sum of its entries.
func (w *Writer) Total(book string, amount money.Amount) { w.put(totalLine(book, amount), 2) }

// Close writes the last line and returns the digest it bears.
func (w *Writer) Close() (string, error) {
	digest := hex.EncodeToString(w.sum.Sum(nil))
	w.put(join(digestWord, digest), 1)
	if w.err != nil {
		return "", w.err
	}
	return digest, w.out.Flush()
}
