package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
)

// entries is a chain of n transfers between three accounts of a book.
func entries(book string, n int) []ledger.Entry {
	list := make([]ledger.Entry, n)
	prev := ""
	for i := range list {
		e := ledger.Entry{Book: book, Seq: int64(i + 1), Key: fmt.Sprintf("envelope/%d", i), Debit: "2026/F/notified", Credit: "2026/F/available",
			Amount: money.Cents(int64(100 + i)), Reason: "Notification « é »", Actor: "région", At: time.Date(2026, 5, 11, 10, 0, i, 123456000, time.UTC), Prev: prev}
		if i%2 == 1 {
			e.Debit, e.Credit, e.Amount = "2026/F/available", "2026/F/P1/reserved", money.Cents(int64(50+i))
		}
		e.Hash = e.Sum()
		list[i], prev = e, e.Hash
	}
	return list
}

// rechained recomputes every hash from entry i on.
func rechained(list []ledger.Entry, i int) []ledger.Entry {
	for prev := ""; i < len(list); i++ {
		if i > 0 {
			prev = list[i-1].Hash
		}
		list[i].Prev = prev
		list[i].Hash = list[i].Sum()
	}
	return list
}

// wrote is the proof of these entries, with balances that are their sums.
func wrote(t testing.TB, books ...[]ledger.Entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, "2026-11-24T18:11:41Z 10:10:", len(books))
	for _, list := range books {
		balances, sum := map[string]money.Amount{}, money.Zero
		for _, e := range list {
			balances[e.Debit], balances[e.Credit] = balances[e.Debit].Sub(e.Amount), balances[e.Credit].Add(e.Amount)
			sum = sum.Add(e.Amount)
		}
		var accounts []Account
		for name, balance := range balances {
			accounts = append(accounts, Account{name, !strings.HasSuffix(name, "notified"), balance})
		}
		slices.SortFunc(accounts, func(a, b Account) int { return strings.Compare(a.Name, b.Name) })
		w.Book(Book{list[0].Book, len(accounts), int64(len(list)), list[len(list)-1].Hash}, accounts)
		for _, e := range list {
			if err := w.Entry(e); err != nil {
				t.Fatal(err)
			}
		}
		w.Total(list[0].Book, sum)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sealed gives a file whose lines were changed the last line that it deserves.
func sealed(t testing.TB, lines []string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(io.Discard, "", 0)
	w.sum.Reset()
	for _, line := range lines {
		fmt.Fprintln(w.sum, line)
		fmt.Fprintln(&out, line)
	}
	digest, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&out, join(digestWord, digest))
	return out.Bytes()
}

// lines are those of a proof but the last.
func lines(file []byte) []string {
	all := strings.Split(strings.TrimSuffix(string(file), "\n"), "\n")
	return all[:len(all)-1]
}

func refused(t testing.TB, what string, file []byte, says string) {
	t.Helper()
	if _, err := Verify(bytes.NewReader(file)); !errors.Is(err, ErrAltered) || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v, want « %s »", what, err, says)
	}
}

func TestAnIntactProofTellsWhatItHolds(t *testing.T) {
	first, second := entries("75", 4), entries("99", 7)
	file := wrote(t, first, second)
	v, err := Verify(bytes.NewReader(file), second[2].Hash)
	if err != nil || v.Snapshot != "2026-11-24T18:11:41Z 10:10:" || len(v.Books) != 2 {
		t.Fatal(v, err)
	}
	if b := v.Books[1]; b.Name != "99" || b.Entries != 7 || b.Accounts != 3 || b.Head != second[6].Hash || b.Amount.String() != "5.71" {
		t.Errorf("%+v", b)
	}
	if len(v.Anchored) != 1 || v.Anchored[0] != (Anchored{second[2].Hash, "99", 3}) {
		t.Errorf("%v", v.Anchored)
	}
	if v, err = Verify(bytes.NewReader(file), v.Digest); err != nil || v.Anchored[0].Seq != 0 {
		t.Errorf("the digest as an anchor: %v %v", v.Anchored, err)
	}
	if v, err = Verify(bytes.NewReader(wrote(t))); err != nil || len(v.Books) != 0 {
		t.Errorf("no book: %v %v", v, err)
	}
}

// Every bit of every byte.
func TestNoByteOfASmallProofCanChange(t *testing.T) {
	file := wrote(t, entries("75", 3), entries("99", 5))
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			if _, err := Verify(bytes.NewReader(file)); !errors.Is(err, ErrAltered) {
				t.Fatalf("byte %d, bit %d: %v", i, bit, err)
			}
			file[i] ^= 1 << bit
		}
		refused(t, fmt.Sprintf("cut at %d", i), file[:i], "")
		refused(t, fmt.Sprintf("without byte %d", i), slices.Concat(file[:i], file[i+1:]), "")
		for _, more := range []string{" ", "0", "\n", "\r", "\t", "\x00"} {
			refused(t, fmt.Sprintf("%q at %d", more, i), slices.Concat(file[:i], []byte(more), file[i:]), "")
		}
	}
	refused(t, "appended", append(slices.Clone(file), '\n'), "suit la fin")
	refused(t, "twice", slices.Concat(file, file), "suit la fin")
}

func TestNoByteOfALongProofCanChange(t *testing.T) {
	file := wrote(t, entries("99", 2000))
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		i, change := random.IntN(len(file)), byte(1+random.IntN(255))
		file[i] ^= change
		refused(t, fmt.Sprint("byte ", i), file, "ligne ")
		file[i] ^= change
	}
	if _, err := Verify(bytes.NewReader(file)); err != nil {
		t.Error(err)
	}
}

// Lines moved by somebody who also rewrites the last one.
func TestLinesCannotMoveEvenUnderANewSeal(t *testing.T) {
	whole := lines(wrote(t, entries("99", 6))) // 0-3 header and book, 4-6 accounts, 7-12 entries, 13 total
	const firstAccount, firstEntry = 4, 7
	if _, err := Verify(bytes.NewReader(sealed(t, whole))); err != nil {
		t.Fatal("the seal of this test is wrong: ", err)
	}
	for i := range whole {
		refused(t, fmt.Sprint("without line ", i+1), sealed(t, slices.Delete(slices.Clone(whole), i, i+1)), "ligne ")
		refused(t, fmt.Sprint("line twice ", i+1), sealed(t, slices.Insert(slices.Clone(whole), i, whole[i])), "ligne ")
		for j := range i {
			swapped := slices.Clone(whole)
			swapped[i], swapped[j] = swapped[j], swapped[i]
			bad := j + 1
			if j >= firstAccount && i < firstEntry {
				bad++ // an account is out of order by the one before it
			}
			refused(t, fmt.Sprintf("lines %d and %d swapped", j+1, i+1), sealed(t, swapped), fmt.Sprintf("ligne %d ", bad))
		}
		refused(t, fmt.Sprint("cut after line ", i), sealed(t, whole[:i]), "ligne ")
	}
	refused(t, "an entry deleted", sealed(t, slices.Delete(slices.Clone(whole), firstEntry+2, firstEntry+3)), "ligne 10 : grand livre 99 : écriture 3 attendue, 4 trouvée")
}

// Entries changed by somebody who rewrites hashes as far as he can without
// touching the rest, and the last line.
func TestAnEntryCannotChangeUnlessAllThatFollowsDoes(t *testing.T) {
	for name, change := range map[string]func(*ledger.Entry){
		"amount":   func(e *ledger.Entry) { e.Amount = e.Amount.Add(money.Cents(1)) },
		"reason":   func(e *ledger.Entry) { e.Reason += "." },
		"actor":    func(e *ledger.Entry) { e.Actor = "autre" },
		"key":      func(e *ledger.Entry) { e.Key = "autre" },
		"moment":   func(e *ledger.Entry) { e.At = e.At.Add(time.Microsecond) },
		"accounts": func(e *ledger.Entry) { e.Debit, e.Credit = e.Credit, e.Debit },
	} {
		list := entries("99", 6)
		whole := lines(wrote(t, list))
		e := list[2]
		change(&e)
		whole[9] = entryLine(e)
		refused(t, name, sealed(t, whole), "ligne 10 : grand livre 99, écriture 3 : le contenu ne correspond plus à son empreinte")
		e.Hash = e.Sum() // this row re-chained
		whole[9] = entryLine(e)
		refused(t, name+", re-chained", sealed(t, whole), "ligne 1")
	}
	list := entries("99", 6)
	list[5].Reason = "autre"
	list = rechained(list, 5)
	whole := lines(wrote(t, entries("99", 6)))
	whole[12] = entryLine(list[5])
	refused(t, "the last one, re-chained", sealed(t, whole), "la tête annoncée")
}

func TestBalancesFloorsAndTotalsAreRecomputed(t *testing.T) {
	whole := lines(wrote(t, entries("99", 6)))
	for _, c := range []struct {
		line      int
		old, new  string
		says, why string
	}{
		{4, "1.59", "1.58", "ligne 5 : livre 99, compte 2026/F/P1/reserved : solde annoncé", "a balance"},
		{3, "\t6\t", "\t5\t", "la tête annoncée", "the count of entries"},
		{3, "\t6\t", "\t7\t", "écriture 7 attendue", "the count of entries"},
		{3, "\t3\t", "\t2\t", "écriture 1 attendue", "the count of accounts"},
		{6, noFloorWord, floorWord, "passe sous son plancher", "a floor"},
		{13, "4.65", "4.66", "total annoncé", "the total"},
		{2, "\t1", "\t01", "nombre de livres", "a number written otherwise"},
		{7, "\t1.00\t", "\t1.0\t", "sous sa forme exacte", "an amount written otherwise"},
	} {
		changed := slices.Clone(whole)
		if changed[c.line] = strings.Replace(changed[c.line], c.old, c.new, 1); changed[c.line] == whole[c.line] {
			t.Fatalf("%s: no %q in %q", c.why, c.old, whole[c.line])
		}
		refused(t, c.why, sealed(t, changed), c.says)
	}
	overdrawn := entries("99", 4)
	overdrawn[1].Amount = money.Euros("9.00")
	overdrawn[2].Amount = money.Euros("90.00") // comes too late
	refused(t, "an account once below its floor", wrote(t, rechained(overdrawn, 1)), "écriture 2 : le compte 2026/F/available passe sous son plancher")
}

// What only an anchor can tell.
func TestAChainRewrittenInFullIsToldByItsAnchorAlone(t *testing.T) {
	honest, forged := entries("99", 6), entries("99", 6)
	forged[3].Reason = "autre"
	file := wrote(t, rechained(forged, 3))
	if _, err := Verify(bytes.NewReader(file)); err != nil {
		t.Fatal("coherent in itself: ", err)
	}
	if _, err := Verify(bytes.NewReader(file), honest[2].Hash); err != nil {
		t.Error("the chain before the forgery: ", err)
	}
	for _, anchor := range []string{honest[3].Hash, honest[5].Hash} {
		if _, err := Verify(bytes.NewReader(file), honest[2].Hash, anchor); !errors.Is(err, ErrAnchor) || fault.Of(err).Kind != fault.Refused {
			t.Error(err)
		}
	}
}

func TestAReaderThatFailsIsNoAlteration(t *testing.T) {
	broken := errors.New("disque")
	file := wrote(t, entries("99", 6))
	_, err := Verify(io.MultiReader(bytes.NewReader(file[:200]), failing{broken}))
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestATextThatBreaksALineIsNotWritten(t *testing.T) {
	for _, reason := range []string{"a\tb", "a\nb", "a\r", strings.Repeat("a", lineMax)} {
		w := NewWriter(io.Discard, "x", 1)
		if err := w.Entry(ledger.Entry{Reason: reason}); !errors.Is(err, ErrUnwritable) {
			t.Errorf("%.9q: %v", reason, err)
		}
		if _, err := w.Close(); !errors.Is(err, ErrUnwritable) {
			t.Errorf("%.9q: closed, %v", reason, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	file := wrote(f, entries("99", 5))
	f.Add(file)
	f.Add([]byte(title + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Verify(bytes.NewReader(text))
		if err == nil && (len(v.Digest) != 64 || !strings.HasSuffix(string(text), v.Digest+"\n")) {
			t.Errorf("%q passes", text)
		}
	})
}
