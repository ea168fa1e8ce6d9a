package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

// invoked runs the program and returns its exit code, its output and its error.
func invoked(t *testing.T, args ...string) (int, string, error) {
	t.Helper()
	var out strings.Builder
	root := rootCommand()
	root.SetOut(&out)
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	return exitCode(err), out.String(), err
}

// posted is a database whose books 75 and 99 hold n entries each.
func posted(t *testing.T, n int) {
	t.Helper()
	dsn := postgrestest.DSN(t)
	db, err := postgres.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	t.Setenv("DATABASE_URL", dsn)
	t.Setenv("MIGRATE_DATABASE_URL", "")
	err = db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		for _, book := range []string{"99", "75"} {
			from, to := ledger.Account{Book: book, Year: 2026, Funder: "CD", Kind: ledger.Notified}, ledger.Account{Book: book, Year: 2026, Funder: "CD", Kind: ledger.Available}
			if err := ledger.Open(tx, from, to); err != nil {
				return err
			}
			for i := range n {
				if err := ledger.Post(tx, ledger.Transfer{Key: fmt.Sprint(i), Debit: from, Credit: to, Amount: money.Cents(int64(i + 1)), Reason: "Notification"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryExportLeavesWholeOrNotAtAll(t *testing.T) {
	posted(t, 3)
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"ledger"}, "\r\nTotal;6 écritures, instantané "},
		{[]string{"ledger", "--departement", "75"}, "\r\nTotal;3 écritures, instantané "},
		{[]string{"ledger", "--year", "2025"}, "\r\nTotal;0 écritures, instantané "},
		{[]string{"ledger", "--columns", "Montant,N°"}, "\ufeffMontant;N°\r\n0,01;1\r\n"},
		{[]string{"ledger", "--format", "jsonl"}, `"amount_euros":"0.12"`},
		{[]string{"ledger", "--format", "xlsx"}, "PK\x03\x04"},
		{[]string{"envelopes", "--local"}, "\r\nTotal;"},
		{[]string{"payments", "--year", "2026"}, "\r\nTotal;0 paiements"},
		{[]string{"scdl", "--all", "--authority", "Préfecture de Paris"}, "nomAttribuant,idAttribuant,"},
		{[]string{"hledger"}, "\n; Total : 0.12 EUR, 6 écritures, instantané "},
		{[]string{"proof"}, "\nsha256\t"},
	} {
		code, out, err := invoked(t, append([]string{"export"}, c.args...)...)
		if code != done || !strings.Contains(out, c.says) {
			t.Errorf("%v: %d %v, no %q in %.300q", c.args, code, err, c.says, out)
		}
		path := filepath.Join(dir, "fichier")
		code, printed, err := invoked(t, append(append([]string{"export"}, c.args...), "--out", path)...)
		text, rerr := os.ReadFile(path)
		if code != done || printed != "" || rerr != nil || !strings.Contains(string(text), c.says) {
			t.Errorf("%v --out: %d %v %v %q, %.300q", c.args, code, err, rerr, printed, text)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
	for _, args := range [][]string{{}, {"tout"}, {"ledger", "--format", "ods"}, {"ledger", "--columns", "Somme"}, {"ledger", "--year", "26"}, {"ledger", "--year", "an"}, {"ledger", "x"},
		{"proof", "--year", "2026"}, {"ledger", "--out", filepath.Join(dir, "rien", "fichier")}} {
		if code, _, err := invoked(t, append([]string{"export"}, args...)...); code != misused {
			t.Errorf("%v: %d %v", args, code, err)
		}
	}
	whole := filepath.Join(dir, "fichier")
	before, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cut := errors.New("coupé")
	err = toFile(whole, nil, func(out io.Writer) error {
		_, err := io.WriteString(out, "la moitié")
		return errors.Join(err, cut)
	})
	after, rerr := os.ReadFile(whole)
	if left, _ := os.ReadDir(dir); !errors.Is(err, cut) || rerr != nil || !bytes.Equal(before, after) || len(left) != 1 {
		t.Errorf("a file cut short: %v %v %q, %v", err, rerr, after, left)
	}
	if err := toFile(os.DevNull, nil, func(out io.Writer) error { _, err := out.Write(before); return err }); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s is a file now: %v %v", os.DevNull, info, err)
	}
}

// The whole way: the book leaves, nobody has the database any more, every byte
// counts.
func TestAProofIsCheckedOffline(t *testing.T) {
	posted(t, 4)
	path := filepath.Join(t.TempDir(), "preuve.txt")
	if code, _, err := invoked(t, "export", "proof", "--out", path); code != done {
		t.Fatal(code, err)
	}
	t.Setenv("DATABASE_URL", "postgres://nulle-part.invalid/rien")
	code, out, err := invoked(t, "verify", path)
	if code != done || !strings.Contains(out, "livre 75 : 4 écritures, 2 comptes") || !strings.Contains(out, "livre 99 : 4 écritures") || !strings.Contains(out, "sans ancre") {
		t.Fatal(code, err, out)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(file), "\n")
	third, last := strings.Split(lines[8], "\t"), strings.Split(lines[9], "\t")
	head, digest := last[len(last)-1], strings.TrimPrefix(lines[len(lines)-2], "sha256\t")
	for anchor, says := range map[string]string{third[len(third)-1]: "écriture 3 du livre 75", head: "écriture 4 du livre 75", digest: "c'est la preuve entière"} {
		if code, out, err := invoked(t, "verify", path, "--anchor", anchor); code != done || !strings.Contains(out, says) {
			t.Errorf("anchor %s: %d %v %s", anchor, code, err, out)
		}
	}
	if code, _, err := invoked(t, "verify", path, "--anchor", strings.Repeat("0", 64)); code != refused || !strings.Contains(err.Error(), "récrite") {
		t.Error(code, err)
	}
	check := func(what string, text []byte) {
		t.Helper()
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, err := invoked(t, "verify", path); code != refused || out != "" || !strings.Contains(fmt.Sprint(err), "ligne ") {
			t.Errorf("%s: %d %v %s", what, code, err, out)
		}
	}
	for i := 0; i < len(file); i += 7 {
		changed := slices.Clone(file)
		changed[i] ^= 1
		check(fmt.Sprint("byte ", i), changed)
	}
	check("nothing", nil)
	check("appended", append(slices.Clone(file), 'x'))
	check("cut", file[:len(file)/2])
	check("a row less", []byte(strings.Replace(string(file), lines[8]+"\n", "", 1)))
	for _, args := range [][]string{{}, {path + ".absent"}, {t.TempDir()}, {path, path}, {path, "--anchor", "abc"}} {
		if code, _, err := invoked(t, append([]string{"verify"}, args...)...); code != misused {
			t.Errorf("%v: %d %v", args, code, err)
		}
	}
}
