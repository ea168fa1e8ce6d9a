package proof

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strconv"
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
)

var (
	// ErrAltered refuses a file that is not, to the byte, what was written.
	ErrAltered = fault.New(fault.Refused, "proof.altered", "preuve altérée")
	// ErrAnchor refuses a chain that does not pass through an anchor.
	ErrAnchor = fault.New(fault.Refused, "proof.anchor", "ancre absente de la chaîne")
)

// lineMax bounds a line, its end included: 64 KiB.
const lineMax = 64 << 10

// Checked is what a book proved to be.
type Checked struct {
	Book
	Amount money.Amount // sum of its entries
}

// Verdict is what an intact proof holds.
type Verdict struct {
	Snapshot string
	Digest   string // of the whole file
	Books    []Checked
	Anchored []Anchored // in the order of the file
}

// Anchored says which entry an anchor is the hash of; Seq 0 means the file as a
// whole.
type Anchored struct {
	Anchor string
	Book   string
	Seq    int64
}

// Verify reads a proof to its end and recomputes all that it says. Each anchor
// is a hash noted earlier: of an entry, or of a whole file. Returns ErrAltered
// with the first bad line, ErrAnchor, or the error of in.
func Verify(in io.Reader, anchors ...string) (Verdict, error) {
	r := &reader{in: bufio.NewReaderSize(in, lineMax), sum: sha256.New(), anchors: map[string]bool{}}
	for _, a := range anchors {
		r.anchors[a] = false
	}
	if err := r.file(); err != nil {
		return r.verdict, err
	}
	for _, a := range anchors {
		if !r.anchors[a] {
			return r.verdict, ErrAnchor.With("l'ancre %s n'est l'empreinte d'aucune écriture du fichier : la chaîne a été récrite depuis, ou l'ancre vient d'un autre livre", a)
		}
	}
	return r.verdict, nil
}

// reader walks through a proof.
type reader struct {
	in      *bufio.Reader
	sum     hash.Hash
	number  int64 // of the line last read
	verdict Verdict
	anchors map[string]bool // found or not
}

func (r *reader) altered(format string, args ...any) error {
	return ErrAltered.With("ligne "+strconv.FormatInt(r.number, 10)+" : "+format, args...)
}

// next reads one line, without its line feed, and adds it to the digest.
func (r *reader) next() (string, error) {
	r.number++
	raw, err := r.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", r.altered("plus longue que ce qu'une preuve peut contenir")
	case errors.Is(err, io.EOF) && len(raw) == 0:
		return "", r.altered("le fichier s'arrête avant sa fin : des lignes manquent")
	case errors.Is(err, io.EOF):
		return "", r.altered("le fichier s'arrête au milieu d'une ligne")
	case err != nil:
		return "", err
	}
	line := string(raw[:len(raw)-1])
	if !strings.HasPrefix(line, digestWord+"\t") {
		r.sum.Write(raw)
	}
	return line, nil
}

// file reads header, books and last line.
func (r *reader) file() error {
	books, err := r.header()
	if err != nil {
		return err
	}
	last := ""
	for n := range books {
		b, err := r.book()
		if err != nil {
			return err
		}
		if n > 0 && b.Name <= last {
			return r.altered("le livre %s ne vient pas après le livre %s", b.Name, last)
		}
		last = b.Name
		r.verdict.Books = append(r.verdict.Books, b)
	}
	return r.end()
}

func (r *reader) header() (books int, err error) {
	line, err := r.next()
	if err != nil {
		return 0, err
	}
	if line != title {
		return 0, r.altered("ce n'est pas une preuve du grand livre ; attendu : « %s »", title)
	}
	if line, err = r.next(); err != nil {
		return 0, err
	}
	f, ok := fields(line, snapshotWord, 1)
	if !ok {
		return 0, r.altered("instantané attendu")
	}
	r.verdict.Snapshot = f[0]
	if line, err = r.next(); err != nil {
		return 0, err
	}
	if f, ok = fields(line, booksWord, 1); ok {
		books, err = strconv.Atoi(f[0])
	}
	if !ok || err != nil || books < 0 || join(booksWord, strconv.Itoa(books)) != line {
		return 0, r.altered("nombre de livres attendu")
	}
	return books, nil
}

// end checks the last line against every byte before it, and that nothing
// follows.
func (r *reader) end() error {
	line, err := r.next()
	if err != nil {
		return err
	}
	digest := hex.EncodeToString(r.sum.Sum(nil))
	if !strings.HasPrefix(line, digestWord) {
		return r.altered("ligne « %s » attendue : il y a davantage de lignes qu'annoncé", digestWord)
	}
	if line != join(digestWord, digest) {
		return r.altered("l'empreinte du fichier ne correspond pas à son contenu (calculée : %s) : l'en-tête, un compte, un total ou cette ligne a changé", digest)
	}
	if _, err := r.in.ReadByte(); err == nil {
		r.number++
		return r.altered("du texte suit la fin de la preuve")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	r.verdict.Digest = digest
	r.meet(digest, "", 0)
	return nil
}

// meet records that the file holds this hash, if it is an anchor.
func (r *reader) meet(hash, book string, seq int64) {
	if found, asked := r.anchors[hash]; asked && !found {
		r.anchors[hash] = true
		r.verdict.Anchored = append(r.verdict.Anchored, Anchored{hash, book, seq})
	}
}

// holding is an account while its entries are read.
type holding struct {
	Account
	line int64
	now  money.Amount
}

// book reads one book: its line, its accounts, its entries, its total.
func (r *reader) book() (Checked, error) {
	line, err := r.next()
	if err != nil {
		return Checked{}, err
	}
	b, ok := readBook(line)
	if !ok || b.line() != line {
		return Checked{}, r.altered("livre attendu")
	}
	accounts, order, err := r.accounts(b)
	if err != nil {
		return Checked{}, err
	}
	sum, err := r.entries(b, accounts)
	if err != nil {
		return Checked{}, err
	}
	for _, name := range order {
		if a := accounts[name]; !a.now.Equal(a.Balance) {
			r.number = a.line
			return Checked{}, r.altered("livre %s, compte %s : solde annoncé %s, les écritures donnent %s", b.Name, name, a.Balance.French(), a.now.French())
		}
	}
	if line, err = r.next(); err != nil {
		return Checked{}, err
	}
	name, total, ok := readTotal(line)
	if !ok || totalLine(name, total) != line || name != b.Name {
		return Checked{}, r.altered("total du livre %s attendu : il y a davantage d'écritures qu'annoncé, ou la ligne a changé", b.Name)
	}
	if !total.Equal(sum) {
		return Checked{}, r.altered("livre %s : total annoncé %s, les écritures donnent %s", b.Name, total.French(), sum.French())
	}
	return Checked{b, sum}, nil
}

func (r *reader) accounts(b Book) (map[string]*holding, []string, error) {
	accounts, order := map[string]*holding{}, []string{}
	for n := range b.Accounts {
		line, err := r.next()
		if err != nil {
			return nil, nil, err
		}
		a, ok := readAccount(line)
		if !ok || a.line() != line {
			return nil, nil, r.altered("livre %s : %d comptes annoncés, le %dᵉ est attendu ici", b.Name, b.Accounts, n+1)
		}
		if n > 0 && a.Name <= order[n-1] {
			return nil, nil, r.altered("livre %s : le compte %s ne vient pas après le compte %s", b.Name, a.Name, order[n-1])
		}
		accounts[a.Name] = &holding{Account: a, line: r.number}
		order = append(order, a.Name)
	}
	return accounts, order, nil
}

// entries follows the chain and the accounts, entry by entry, and returns the
// sum of what moved.
func (r *reader) entries(b Book, accounts map[string]*holding) (money.Amount, error) {
	var chain ledger.Chain
	sum, head := money.Zero, ""
	for seq := int64(1); seq <= b.Entries; seq++ {
		line, err := r.next()
		if err != nil {
			return sum, err
		}
		e, ok := readEntry(line, b.Name)
		if !ok || entryLine(e) != line {
			return sum, r.altered("livre %s : écriture %d attendue, sous sa forme exacte", b.Name, seq)
		}
		if err := chain.Next(e); err != nil {
			return sum, r.altered("%s", fault.Of(err).Detail)
		}
		if err := r.move(e, accounts); err != nil {
			return sum, err
		}
		sum, head = sum.Add(e.Amount), e.Hash
		r.meet(e.Hash, b.Name, e.Seq)
	}
	if head != b.Head {
		return sum, r.altered("livre %s : la tête annoncée (%s) n'est pas l'empreinte de la dernière écriture (%s)", b.Name, b.Head, head)
	}
	return sum, nil
}

// move moves what e says, and holds the floor of the account debited.
func (r *reader) move(e ledger.Entry, accounts map[string]*holding) error {
	from, to := accounts[e.Debit], accounts[e.Credit]
	switch {
	case from == nil || to == nil:
		return r.altered("livre %s, écriture %d : compte inconnu, %s ou %s", e.Book, e.Seq, e.Debit, e.Credit)
	case from == to || e.Amount.Sign() <= 0:
		return r.altered("livre %s, écriture %d : %s de %s vers %s", e.Book, e.Seq, e.Amount.French(), e.Debit, e.Credit)
	}
	from.now, to.now = from.now.Sub(e.Amount), to.now.Add(e.Amount)
	if from.Floored && from.now.Sign() < 0 {
		return r.altered("livre %s, écriture %d : le compte %s passe sous son plancher, à %s", e.Book, e.Seq, e.Debit, from.now.French())
	}
	return nil
}
