package proof

import (
	"strconv"
	"strings"
	"time"

	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
)

// The words that open the lines.
const (
	title        = "Preuve du grand livre, tourdetable/proof/1"
	snapshotWord = "instantané"
	booksWord    = "livres"
	bookWord     = "livre"
	accountWord  = "compte"
	entryWord    = "écriture"
	totalWord    = "total"
	digestWord   = "sha256"

	floorWord   = "plancher"
	noFloorWord = "libre"
)

// momentForm is the moment of an entry, to the microsecond, UTC: as the chain
// hashes it.
const momentForm = "2006-01-02T15:04:05.000000Z"

// Account is an account of a book as it stands at the end.
type Account struct {
	Name    string
	Floored bool // never below 0.00 €
	Balance money.Amount
}

// Book is what a book declares of itself before its entries.
type Book struct {
	Name     string // département
	Accounts int
	Entries  int64
	Head     string // hash of the last entry; "" for none
}

func join(fields ...string) string { return strings.Join(fields, "\t") }

func (b Book) line() string {
	return join(bookWord, b.Name, strconv.Itoa(b.Accounts), strconv.FormatInt(b.Entries, 10), b.Head)
}

func (a Account) line() string {
	floor := noFloorWord
	if a.Floored {
		floor = floorWord
	}
	return join(accountWord, a.Name, floor, a.Balance.String())
}

func entryLine(e ledger.Entry) string {
	return join(entryWord, strconv.FormatInt(e.Seq, 10), e.Key, e.Debit, e.Credit, e.Amount.String(), e.Reason, e.Actor, e.At.UTC().Format(momentForm), e.Prev, e.Hash)
}

func totalLine(book string, amount money.Amount) string {
	return join(totalWord, book, amount.String())
}

// fields splits line, which must open with word and hold n fields after it.
func fields(line, word string, n int) ([]string, bool) {
	parts := strings.Split(line, "\t")
	if parts[0] != word || len(parts) != n+1 {
		return nil, false
	}
	return parts[1:], true
}

// readBook, readAccount, readEntry and readTotal give back what the line says;
// whether it is written as it should be is the caller's to compare.

func readBook(line string) (b Book, ok bool) {
	f, ok := fields(line, bookWord, 4)
	if !ok {
		return b, false
	}
	accounts, err1 := strconv.Atoi(f[1])
	entries, err2 := strconv.ParseInt(f[2], 10, 64)
	return Book{f[0], accounts, entries, f[3]}, err1 == nil && err2 == nil && accounts >= 0 && entries >= 0
}

func readAccount(line string) (a Account, ok bool) {
	f, ok := fields(line, accountWord, 3)
	if !ok {
		return a, false
	}
	balance, err := money.ParseWire(f[2])
	return Account{f[0], f[1] == floorWord, balance}, err == nil
}

func readEntry(line, book string) (e ledger.Entry, ok bool) {
	f, ok := fields(line, entryWord, 10)
	if !ok {
		return e, false
	}
	seq, err1 := strconv.ParseInt(f[0], 10, 64)
	amount, err2 := money.ParseWire(f[4])
	at, err3 := time.Parse(momentForm, f[7])
	return ledger.Entry{Book: book, Seq: seq, Key: f[1], Debit: f[2], Credit: f[3], Amount: amount, Reason: f[5], Actor: f[6], At: at, Prev: f[8], Hash: f[9]},
		err1 == nil && err2 == nil && err3 == nil
}

func readTotal(line string) (book string, amount money.Amount, ok bool) {
	f, ok := fields(line, totalWord, 2)
	if !ok {
		return "", money.Zero, false
	}
	amount, err := money.ParseWire(f[1])
	return f[0], amount, err == nil
}
