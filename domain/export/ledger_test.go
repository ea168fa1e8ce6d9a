package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"tourdetable/domain/casefile"
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
	if err := funding.Register(tx, party.System, funding.Funder{Departement: "99", Code: "CD", Name: "CD", Kind: funding.Local, Siret: siret}); err != nil {
		t.Fatal(err)
	}
	account := func(file string, k ledger.Kind) ledger.Account {
		return ledger.Account{Book: "99", Year: 2026, Funder: "CD", File: file, Kind: k}
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
	var out bytes.Buffer
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		book(t, tx)
		return Ledger(tx, &out, casefile.LedgerFilter{Book: "99"})
	})
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), "\ufeff")
	if !marked || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("%q", text)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 5 || strings.Join(rows[0], "|") != strings.Join(ledgerHeader, "|") {
		t.Fatalf("%v %v", rows, err)
	}
	reasons := map[string]bool{}
	for _, row := range rows[1:4] {
		if len(row) != len(ledgerHeader) || row[4] != "1234567,89" {
			t.Errorf("%v", row)
		}
		reasons[row[5]] = true
	}
	for _, want := range []string{`'=HYPERLINK("x")`, "« é » ; à suivre", "'@x"} {
		if !reasons[want] {
			t.Errorf("no %q in %v", want, reasons)
		}
	}
	if last := rows[4]; last[0] != "Total" || last[1] != "3 écritures" || last[4] != "3703703,67" {
		t.Errorf("%v", last)
	}
}

func TestABookOfNothing(t *testing.T) {
	var out bytes.Buffer
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		return Ledger(tx, &out, casefile.LedgerFilter{Book: "98"})
	})
	if want := "\ufeff" + strings.Join(ledgerHeader, ";") + "\r\nTotal;0 écritures;;;0,00\r\n"; err != nil || out.String() != want {
		t.Errorf("%q %v", out.String(), err)
	}
}
