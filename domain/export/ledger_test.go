package export

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

// book posts three transfers whose words are as bad as words can be.
func book(t *testing.T, tx postgres.Tx) {
	t.Helper()
	siret, err := identity.ParseSiret("99910001900010")
	if err != nil {
		t.Fatal(err)
	}
	if err := funding.Register(tx, party.System, funding.Funder{Departement: "99", Code: `CD;"1"`, Name: "CD", Kind: funding.Local, Siret: siret}); err != nil {
		t.Fatal(err)
	}
	account := func(file string, k ledger.Kind) ledger.Account {
		return ledger.Account{Book: "99", Year: 2026, Funder: `CD;"1"`, File: file, Kind: k}
	}
	from, to := account("", ledger.Notified), account("", ledger.Available)
	if err := ledger.Open(tx, from, to); err != nil {
		t.Fatal(err)
	}
	for key, reason := range map[string]string{"a": `=HYPERLINK("x")`, "b": "« é » ; à suivre", "c": "@x"} {
		if err := ledger.Post(tx, ledger.Transfer{Key: key, Debit: from, Credit: to, Amount: money.Euros("1234567.89"), Reason: reason}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheBookAsASpreadsheetReadsIt(t *testing.T) {
	var file []byte
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		book(t, tx)
		file = written(t, tx, Ledger(Filter{Departement: "99"}), CSV)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := read(t, file)
	reasons := map[string]bool{}
	for _, row := range s.rows {
		reasons[s.at(row, "Libellé")] = true
		if s.at(row, "Montant") != "1234567,89" || s.at(row, "Compte débité") != "2026/CD;\"1\"/notified" {
			t.Errorf("%v", row)
		}
	}
	for _, want := range []string{`'=HYPERLINK("x")`, "« é » ; à suivre", "'@x"} {
		if !reasons[want] {
			t.Errorf("no %q in %v", want, reasons)
		}
	}
	if len(s.rows) != 3 || !strings.HasPrefix(s.total[1], "3 écritures, ") || s.at(s.total, "Montant") != "3703703,67" {
		t.Errorf("%v", s.total)
	}
}

func TestABookOfNothing(t *testing.T) {
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		for _, r := range []Report{Ledger(Filter{Departement: "98"}), Payments(Filter{}), Envelopes(Filter{})} {
			s := read(t, written(t, tx, r, CSV))
			if len(s.rows) != 0 || !strings.HasPrefix(s.total[1], "0 ") || s.at(s.total, "Montant") != "0,00" {
				t.Errorf("%s: %v", r.name, s)
			}
			for _, f := range []Format{XLSX, JSONL} {
				if len(written(t, tx, r, f)) == 0 {
					t.Errorf("%s: no %s", r.name, f)
				}
			}
		}
		if text := string(written(t, tx, Scdl(Filter{}), CSV)); text != strings.Join(Scdl(Filter{}).Titles(), ",")+"\r\n" {
			t.Errorf("%q", text)
		}
		var out bytes.Buffer
		if err := Journal(tx, &out, Filter{}); err != nil || !strings.Contains(out.String(), "; Total : 0.00 EUR, 0 écritures") {
			t.Errorf("%v %s", err, out.String())
		}
		return Ledger(Filter{}).Write(tx, &out, "ods")
	})
	if !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
}
