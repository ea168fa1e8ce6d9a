package chorusfile

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// head is the header of the current extraction, its blank labels included.
var head = []any{"N° EJ", "N° poste EJ", "Fournisseur payé (DP)", "", "Branche", "", "Code taxe 1", "No TVA 3 (COM-RIDET ou TAHITI)", "Référentiel de programmation", "",
	"Société", "Exercice comptable", "N° DP", "N° poste DP", "Date de dernière opération sur la DP", "Centre financier", "", "Domaine fonctionnel", "", "Montant payé"}

// line is a row of the extraction that reads, with one cell changed.
func line(column int, value any) []any {
	l := []any{"2104000103", "1", "1000321116", "ASSOCIATION EXEMPLE", "Z039", "Associations", "73282932000074", "#", "BG00/021610FIPD01", "FIPD",
		"NORP", 2026, "100200301", "1", 46170, "BG00/0216-CPRH-CASR", "UO", "0216-10-01", "FIPD", 20800}
	if column >= 0 {
		l[column] = value
	}
	return l
}

func workbook(t *testing.T, sheets map[string][][]any) *tabular.Book {
	t.Helper()
	x := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := x.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := x.SetSheetRow(name, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := x.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := x.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return opened(t, "extrait.xlsx", b.Bytes())
}

func opened(t *testing.T, name string, content []byte) *tabular.Book {
	t.Helper()
	book, err := tabular.Read(bytes.NewReader(content), int64(len(content)), name)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// read gives the rows, the refusals and the lines set aside of book.
func read(t *testing.T, book *tabular.Book) (f File, rows []Row, refusals []tabular.Refusal, aside int) {
	t.Helper()
	f, err := Parse(book)
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range f.Rows() {
		switch {
		case err != nil:
			t.Fatal(err)
		case e.Refusal != nil:
			refusals = append(refusals, *e.Refusal)
		case e.Aside != "":
			aside++
		default:
			rows = append(rows, e.Row)
		}
	}
	return f, rows, refusals, aside
}

func TestTheRealExtraction(t *testing.T) {
	book, err := tabular.Open("testdata/chorus-export.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	f, rows, refusals, _ := read(t, book)
	if f.Layout != Extraction || len(rows) != 2 || len(refusals) != 10 {
		t.Fatalf("%q: %d rows, %d refusals: %+v", f.Layout, len(rows), len(refusals), refusals)
	}
	r := rows[0]
	if r.Sheet != "1. Extraction" || r.Line != 7 || r.Ej.String() != "0003426560" || r.VendorName != "ASSO 4 (pas de siret)" || !r.Siret.IsZero() || r.SiretSeen != "#" ||
		r.Ridet != "000000009" || r.Activity != "010200002004" || r.Societe != "ERT" || r.Exercice != 2024 || r.OperationDate.String() != "2023-05-05" || r.Stage != Paid ||
		!r.Amount.Equal(money.Euros("62655.20")) || r.Dp != "000311141" || r.DpLine != 2 {
		t.Errorf("first row: %+v", r)
	}
	european := 0
	for _, no := range refusals {
		if no.Sheet == "2. Extraction FEHBE" && no.Column == "N° EJ" && no.Value == "#" {
			european++
		}
	}
	if european != 5 {
		t.Errorf("%d European rows refused for their EJ, want 5: %+v", european, refusals)
	}
}

func TestARowOfTheExtraction(t *testing.T) {
	_, rows, refusals, _ := read(t, workbook(t, map[string][][]any{"1. Extraction": {head, line(-1, nil)}}))
	if len(rows) != 1 {
		t.Fatalf("refused: %+v", refusals)
	}
	r := rows[0]
	if r.Programme != "216" || r.Activity != "021610FIPD01" || r.FinancialCentre != "BG00/0216-CPRH-CASR" || r.Siret.String() != "73282932000074" ||
		r.OperationDate.String() != "2026-05-28" || r.Key() != "2104000103/1/100200301/1/NORP/2026//payé" {
		t.Errorf("%+v key %s", r, r.Key())
	}
}

func TestOneCellThatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name   string
		column int
		value  any
		where  string // the column refused; "" for taken
	}{
		{"no EJ", 0, "#", "N° EJ"},
		{"an EJ of nine characters", 0, "210400010", "N° EJ"},
		{"no post of EJ", 1, "", "N° poste EJ"},
		{"a post in letters", 1, "un", "N° poste EJ"},
		{"a SIRET whose key is wrong", 6, "73282932000075", "Code taxe 1"},
		{"a SIRET that is #", 6, "#", ""},
		{"no société", 10, "#", "Société"},
		{"no exercice", 11, "", "Exercice comptable"},
		{"an exercice of two digits", 11, "26", "Exercice comptable"},
		{"no DP", 12, "#", "N° DP"},
		{"a short DP", 12, "A1", ""},
		{"no post of DP", 13, "", "N° poste DP"},
		{"a date in words", 14, "hier", "Date de dernière opération sur la DP"},
		{"a French date", 14, "28/05/2026", ""},
		{"no amount", 19, "", "Montant payé"},
		{"an amount in words", 19, "vingt", "Montant payé"},
		{"three decimals", 19, "1,234", "Montant payé"},
		{"a rejection, sign before", 19, -18500, ""},
		{"a rejection, sign behind", 19, "18 500,00-", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, rows, refusals, _ := read(t, workbook(t, map[string][][]any{"1. Extraction": {head, line(c.column, c.value)}}))
			switch {
			case c.where == "" && len(rows) != 1:
				t.Errorf("refused: %+v", refusals)
			case c.where != "" && (len(refusals) != 1 || refusals[0].Column != c.where || refusals[0].Line != 2 || refusals[0].Reason == ""):
				t.Errorf("want a refusal in %q, got %+v, rows %+v", c.where, refusals, rows)
			}
			if c.where == "" && strings.Contains(c.name, "rejection") && !rows[0].Amount.Equal(money.Euros("-18500.00")) {
				t.Errorf("amount %s", rows[0].Amount)
			}
		})
	}
}

func TestTheOlderExtraction(t *testing.T) {
	pick := func(row []any) []any {
		var short []any
		for i, cell := range row {
			if i != 3 && i != 5 && i != 9 && i != 16 && i != 18 {
				short = append(short, cell)
			}
		}
		return short
	}
	old := pick(head)
	for i := range old {
		if old[i] == "Exercice comptable" {
			old[i] = "Exercice budgétaire"
		}
	}
	f, rows, refusals, _ := read(t, workbook(t, map[string][][]any{"Feuil1": {{"Extraction du 3 mars"}, old, pick(line(-1, nil))}}))
	if len(old) != 15 || f.Layout != OldExtraction || len(rows) != 1 || rows[0].Line != 3 || rows[0].Exercice != 2026 {
		t.Errorf("%s: %d columns, rows %+v, refusals %+v", f.Layout, len(old), rows, refusals)
	}
}

func TestInfBud53(t *testing.T) {
	text := "INF-BUD-53;;;\r\nRestitution du;03/07/2026;;\r\n;;;\r\n;;;\r\n" +
		"N° EJ;N° poste EJ;N° SF;N° DP;N° poste DP;Date de base de la DP;Fournisseur;Type montant;2026\r\n" +
		"2104000103;1;#;#;#;#;1000321116;Montant engagé;41 600,00\r\n" +
		"2104000103;1;5000000001;100200301;1;28.05.2026;1000321116;Montant payé;20 800,00\r\n" +
		"2104000103;1;5000000001;100200301;1;28.05.2026;1000321116;Montant préenregistré;\r\n" +
		"2104000103;Résultat;;;;;;;62 400,00\r\n" +
		"2104000105;1;#;#;#;#;1000321117;Montant inconnu;1,00\r\n"
	f, rows, refusals, aside := read(t, opened(t, "inf-bud-53.csv", []byte(text)))
	if f.Layout != InfBud53 || len(rows) != 2 || len(refusals) != 1 || aside != 2 {
		t.Fatalf("%s: %d rows, %d refusals, %d aside", f.Layout, len(rows), len(refusals), aside)
	}
	if rows[0].Stage != Committed || rows[0].Line != 6 || !rows[0].Amount.Equal(money.Euros("41600.00")) || rows[0].Exercice != 2026 {
		t.Errorf("engaged: %+v", rows[0])
	}
	if rows[1].Stage != Paid || rows[1].OperationDate.String() != "2026-05-28" || rows[1].DpLine != 1 {
		t.Errorf("paid: %+v", rows[1])
	}
	if refusals[0].Column != "Type montant" || refusals[0].Line != 10 {
		t.Errorf("refusal: %+v", refusals[0])
	}
}

func TestAeAndCpFiles(t *testing.T) {
	ae := "programme,domaine_fonctionnel,centre_couts,referentiel_programmation,n_ej,date_replication,n_poste_ej,date_modification_ej,fournisseur_titulaire,fournisseur_titulaire_label,siret,montant\n" +
		"216,0216-10-01,PRFSG01076,BG00/021610FIPD01,2104000103,01.03.2026,1,02.03.2026,1000321116,ASSO,73282932000074,41600.00\n" +
		"216,0216-10-01,PRFSG01076,BG00/021610FIPD01,2104000103,01.03.2026,1,09.03.2026,1000321116,ASSO,#,-1600.00\n"
	f, rows, refusals, _ := read(t, opened(t, "ae.csv", []byte(ae)))
	if f.Layout != Commitments || len(rows) != 2 || rows[0].Stage != Committed || rows[0].OperationDate.String() != "2026-03-02" || rows[1].Amount.Sign() >= 0 || rows[0].VendorName != "ASSO" {
		t.Errorf("AE: %s %+v %+v", f.Layout, rows, refusals)
	}
	cp := "programme;domaine_fonctionnel;centre_couts;referentiel_programmation;n_ej;n_poste_ej;n_dp;date_base_dp;date_derniere_operation_dp;n_sf;fournisseur_paye;siret;montant;annee;n_poste_dp\n" +
		"216;0216-10-01;PRFSG01076;BG00/021610FIPD01;2104000103;1;100200301;27.05.2026;28.05.2026;#;1000321116;#;20800,00;2026;1\n"
	f, rows, refusals, _ = read(t, opened(t, "cp.csv", []byte(cp)))
	if f.Layout != Credits || len(rows) != 1 || rows[0].Stage != Paid || rows[0].OperationDate.String() != "2026-05-28" || rows[0].Sf != "" || rows[0].Exercice != 2026 {
		t.Errorf("CP: %s %+v %+v", f.Layout, rows, refusals)
	}
}

func TestWhatIsNoExtract(t *testing.T) {
	for name, text := range map[string]string{
		"a subsidy list":           "nomAttribuant;nomBeneficiaire;montant\nA;B;12\n",
		"an extract without posts": "N° EJ;Code taxe 1;Montant payé\n2104000103;#;12\n",
	} {
		_, err := Parse(opened(t, "autre.csv", []byte(text)))
		if !errors.Is(err, ErrUnknownHeader) || !strings.Contains(err.Error(), "en-têtes vus") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheKeyForgetsLeadingZeros(t *testing.T) {
	text, number := line(12, "000195567"), line(12, 195567)
	_, a, _, _ := read(t, workbook(t, map[string][][]any{"1. Extraction": {head, text}}))
	_, b, _, _ := read(t, workbook(t, map[string][][]any{"1. Extraction": {head, number}}))
	if a[0].Key() != b[0].Key() {
		t.Errorf("%s and %s", a[0].Key(), b[0].Key())
	}
}

func TestTheReportLosesNoRow(t *testing.T) {
	twice := line(-1, nil)
	report, err := Read(workbook(t, map[string][][]any{"1. Extraction": {head, twice, twice, line(0, "#"), line(13, "2"), line(19, -100)}}), func(Row) error { return nil })
	if err != nil || !report.Balanced() {
		t.Fatalf("%+v %v", report, err)
	}
	// Taken: the first and the other post. The last one contradicts the first.
	if report.RowsRead != 5 || report.RowsTaken != 2 || report.RowsRefused != 3 || report.Total.String() != "41600.00" || report.RefusedTotal.String() != "41500.00" {
		t.Errorf("read %d, taken %d, refused %d, total %s, refused total %s", report.RowsRead, report.RowsTaken, report.RowsRefused, report.Total, report.RefusedTotal)
	}
}
