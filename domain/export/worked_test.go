package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tourdetable/domain/casefile"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/proof"
	"tourdetable/domain/rehearsal"
)

var errUndo = errors.New("undo")

// The worked example (FIELD.md 11), played once; what a test changes is undone.
func TestTheWorkedExample(t *testing.T) {
	text, err := os.ReadFile("../rehearsal/data/campaign-2026.json")
	if err != nil {
		t.Fatal(err)
	}
	// One payment is made in January on the year before, as Chorus does.
	late := strings.Replace(string(text), `"on": "2026-10-15"`, `"on": "2027-01-08"`, 1)
	if late == string(text) {
		t.Fatal("the worked example has no payment of 15 October 2026")
	}
	campaign, err := rehearsal.Read([]byte(late))
	if err != nil {
		t.Fatal(err)
	}
	err = postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		played, err := rehearsal.Play(tx, campaign)
		if err != nil {
			return err
		}
		figures, err := casefile.FiguresOf(tx, played.CampaignID)
		if err != nil {
			return err
		}
		for name, test := range map[string]func(*testing.T, postgres.Tx, casefile.Figures){
			"its accounts": accounts, "open data": openData, "workbooks": workbooks, "a workbook too long for a sheet": longWorkbook,
			"chosen columns": chosenColumns, "its journal": journal, "its proof": proves,
		} {
			t.Run(name, func(t *testing.T) {
				err := tx.Try(func(tx postgres.Tx) error {
					test(t, tx, figures)
					return errUndo
				})
				if !errors.Is(err, errUndo) {
					t.Error(err)
				}
			})
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

func written(t *testing.T, tx postgres.Tx, r Report, f Format) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := r.Write(tx, &out, f); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sheet is a CSV as its reader sees it.
type sheet struct {
	titles []string
	rows   [][]string
	total  []string
}

func (s sheet) at(row []string, title string) string {
	if i := slices.Index(s.titles, title); i >= 0 && i < len(row) {
		return row[i]
	}
	return "no " + title
}

// sum adds a column as a finance officer would.
func (s sheet) sum(t *testing.T, title string) string {
	t.Helper()
	total := money.Zero
	for _, row := range s.rows {
		cell := s.at(row, title)
		a, err := money.ParseWire(strings.Replace(cell, ",", ".", 1))
		if err != nil || french(a) != cell {
			t.Fatal(title, cell, err)
		}
		total = total.Add(a)
	}
	return strings.Replace(total.String(), ".", ",", 1)
}

func read(t *testing.T, file []byte) sheet {
	t.Helper()
	text, marked := strings.CutPrefix(string(file), "\ufeff")
	if !marked || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("BOM %v, lines of %.80q", marked, text)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll() // as many cells on every line, the last included
	if err != nil || len(rows) < 2 {
		t.Fatal(err, text)
	}
	s := sheet{rows[0], rows[1 : len(rows)-1], rows[len(rows)-1]}
	if n := len(slices.DeleteFunc(slices.Clone(s.titles), func(title string) bool { return title != "Montant" })); n != 1 {
		t.Errorf("%d columns « Montant » in %v", n, s.titles)
	}
	if s.total[0] != "Total" || !regexp.MustCompile(`, instantané \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \d+:\d+:`).MatchString(s.total[1]) {
		t.Errorf("last row %v", s.total)
	}
	return s
}

// The accounts at 31/12/2026 of the worked example (FIELD.md 11.4).
func accounts(t *testing.T, tx postgres.Tx, figures casefile.Figures) {
	for _, c := range []struct {
		year  int
		title string
		want  string
	}{
		{2026, "Engagé", "218100,00"}, {2026, "Payé", "172700,00"}, {2026, "Restes à payer à la fin", "45400,00"}, {2026, "Restes à payer au début", "0,00"},
		{2026, "Montant", "256000,00"}, {2026, "Attribué", "218100,00"}, {2026, "Disponible à la fin", "37900,00"},
		{2027, "Engagé", "0,00"}, {2027, "Payé", "45400,00"}, {2027, "Restes à payer au début", "45400,00"}, {2027, "Restes à payer à la fin", "0,00"},
		{2030, "Restes à payer à la fin", "0,00"}, {2030, "Disponible à la fin", "37900,00"},
		{0, "Engagé", "218100,00"}, {0, "Payé", "218100,00"}, {0, "Restes à payer à la fin", ""},
	} {
		s := read(t, written(t, tx, Envelopes(Filter{Departement: "99", Year: c.year}), CSV))
		if got := s.at(s.total, c.title); got != c.want || c.want != "" && s.sum(t, c.title) != c.want {
			t.Errorf("%d, %s: %s, rows add up to %s, want %s", c.year, c.title, got, s.sum(t, c.title), c.want)
		}
	}
	for year, want := range map[int]string{2026: "172700,00", 2027: "45400,00", 0: "218100,00", 2025: "0,00"} {
		s := read(t, written(t, tx, Payments(Filter{Year: year}), CSV))
		if s.at(s.total, "Montant") != want || s.sum(t, "Montant") != want {
			t.Errorf("payments of %d: %v, want %s", year, s.total, want)
		}
		if year == 2026 && !slices.ContainsFunc(s.rows, func(row []string) bool { return s.at(row, "Montant") == "-18500,00" }) {
			t.Error("the bank rejection is written otherwise than -18500,00")
		}
		if w := read(t, written(t, tx, Payments(Filter{Year: year, Funder: "FIPD-D"}), CSV)); year == 0 && w.sum(t, "Montant") != french(figures.Paid["FIPD-D"]) {
			t.Errorf("FIPD-D: %s, want %s", w.sum(t, "Montant"), figures.Paid["FIPD-D"])
		}
	}
	local := read(t, written(t, tx, Envelopes(Filter{Departement: "99", Year: 2026, Local: true}), CSV))
	if want := french(figures.Decided["CD"].Add(figures.Decided["EPCI"])); local.at(local.total, "Engagé") != want || len(local.rows) != 2 {
		t.Errorf("local funders: %v, want %s committed", local.total, want)
	}
	if s := read(t, written(t, tx, Payments(Filter{Local: true}), CSV)); len(s.rows) != 5 || s.sum(t, "Montant") != "55000,00" || s.at(s.total, "Montant") != "55000,00" {
		t.Errorf("local payments: %v", s)
	}
	whole := read(t, written(t, tx, Ledger(Filter{}), CSV))
	by := 0
	for _, year := range []int{2025, 2026, 2027} {
		by += len(read(t, written(t, tx, Ledger(Filter{Year: year}), CSV)).rows)
	}
	if by != len(whole.rows) || by == 0 || whole.sum(t, "Montant") != whole.at(whole.total, "Montant") {
		t.Errorf("%d entries by year, %d in all", by, len(whole.rows))
	}
}

func french(a money.Amount) string { return strings.Replace(a.String(), ".", ",", 1) }

func openData(t *testing.T, tx postgres.Tx, figures casefile.Figures) {
	schema := publishedSchema(t)
	for _, statement := range []string{
		`reset role`, // a deposited file is frozen, for the program
		`alter table applications disable trigger user`,
		`update applications set programme = case code when 'P1' then 'R' when 'P3' then 'K' else 'D' end`,
		`alter table applications enable trigger user`,
		`set role tourdetable_app`,
		`update organisations set rna = 'W9M0000005' where siret = '99900005200012'`,
		`update organisations set name = '=Porteur, « "P2" »' where siret = '99900002900010'`,
	} {
		if err := tx.SQL().Exec(statement).Error; err != nil {
			t.Fatal(statement, err)
		}
	}
	sums := map[bool]money.Amount{}
	for _, small := range []bool{false, true} {
		file := written(t, tx, Scdl(Filter{Departement: "99", Small: small}), CSV)
		if bytes.HasPrefix(file, []byte("\ufeff")) {
			t.Error("a BOM")
		}
		faults, rows := schema.faults(bytes.NewReader(file))
		for _, f := range faults {
			t.Error(f)
		}
		objects := map[string]string{}
		for _, row := range rows {
			sums[small] = sums[small].Add(money.Euros(row["montant"]))
			objects[row["nomBeneficiaire"]] = row["objet"]
			if row["referenceDecision"] == "2104000101" && row["rnaBeneficiaire"] != "W990000001" {
				t.Error("RNA ", row)
			}
		}
		if objects["Porteur P1"] != Withheld || objects["Porteur P3"] != Withheld || objects["Porteur P4"] != "Prévention des addictions en milieu festif" || objects[`'=Porteur, « "P2" »`] == "" {
			t.Errorf("objects: %v", objects)
		}
		const p5 = "Préfecture 99,99910001900010,2026-05-20,2104000107,Porteur P5,99900005200012,,Médiation sociale en soirée dans les QPV,38000.00,aide en numéraire,échelonné,2026-06-11/2027-03-18,,non,1.00,\r\n"
		const p4 = ",2104000105,Porteur P4,99900004500016,W990000004,Prévention des addictions en milieu festif,18500.00,aide en numéraire,unique,2026-07-16,,non,1.00,\r\n"
		if !strings.Contains(string(file), p5) || !strings.Contains(string(file), p4) { // FIELD.md 11.5; sent back by the bank once
			t.Errorf("no %s nor %s in\n%s", p5, p4, file)
		}
	}
	ledger := read(t, written(t, tx, Envelopes(Filter{Year: 2027}), CSV))
	committed := read(t, written(t, tx, Envelopes(Filter{Year: 2026}), CSV))
	if french(sums[true]) != committed.at(committed.total, "Engagé") || ledger.at(ledger.total, "Engagé") != "0,00" {
		t.Errorf("all the grants: %s, committed: %v", sums[true], committed.total)
	}
	if want := figures.Decided["DILCRAH"].Add(money.Euros("2500.00")).Add(money.Euros("12000.00")); !sums[true].Sub(sums[false]).Equal(want) { // P6 and P8
		t.Errorf("under the threshold: %s, want %s", sums[true].Sub(sums[false]), want)
	}
	if _, rows := schema.faults(bytes.NewReader(written(t, tx, Scdl(Filter{Funder: "CD", Small: true}), CSV))); len(rows) != 4 || rows[0]["nomAttribuant"] != "Conseil départemental" {
		t.Errorf("a local funder's: %v", rows)
	}
}

func workbooks(t *testing.T, tx postgres.Tx, _ casefile.Figures) {
	for _, r := range []Report{Ledger(Filter{}), Payments(Filter{}), Envelopes(Filter{}), Scdl(Filter{Small: true})} {
		file := written(t, tx, r, XLSX)
		x, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(r.name, err)
		}
		rows, err := x.GetRows(r.name, excelize.Options{RawCellValue: true})
		if err != nil || len(x.GetSheetList()) != 1 || len(rows) < 3 || !slices.Equal(rows[0], r.Titles()) {
			t.Fatal(r.name, err, x.GetSheetList())
		}
		var lines []map[string]any
		for line := range strings.Lines(string(written(t, tx, r, JSONL))) {
			var o map[string]any
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatal(line, err)
			}
			lines = append(lines, o)
		}
		if len(lines) != len(rows)-1 {
			t.Fatalf("%s: %d lines, %d rows", r.name, len(lines), len(rows))
		}
		for n, row := range rows[1:] {
			for i, c := range r.columns {
				at, _ := excelize.CoordinatesToCellName(i+1, n+2)
				kind, err := x.GetCellType(r.name, at)
				if formula, ferr := x.GetCellFormula(r.name, at); err != nil || ferr != nil || formula != "" {
					t.Fatal(at, err, ferr, formula)
				}
				if i >= len(row) || row[i] == "" || n == len(rows)-2 && !r.open {
					continue
				}
				if textual := c.kind.textual(); textual != (kind == excelize.CellTypeInlineString) {
					t.Errorf("%s, %s %s: type %v", r.name, c.title, at, kind)
				}
				if want := lines[n][c.key]; c.kind == amount && !money.Euros(row[i]).Equal(money.Euros(want.(string))) || c.kind.textual() && row[i] != want {
					t.Errorf("%s, %s %s: %s, want %v", r.name, c.title, at, row[i], want)
				}
			}
		}
		for i, c := range r.columns {
			at, _ := excelize.CoordinatesToCellName(i+1, 2)
			shown, err := x.GetCellValue(r.name, at)
			if err != nil || c.kind == day && !regexp.MustCompile(`^\d\d/\d\d/\d{4}$`).MatchString(shown) || c.kind == moment && !regexp.MustCompile(`^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d$`).MatchString(shown) {
				t.Errorf("%s, %s: shown as %s, %v", r.name, c.title, shown, err)
			}
		}
	}
}

// Rows that no sheet can hold go on in the next.
func longWorkbook(t *testing.T, tx postgres.Tx, _ casefile.Figures) {
	defer func(n int64) { sheetMax = n }(sheetMax)
	r := Payments(Filter{})
	want := read(t, written(t, tx, r, CSV))
	for sheetMax = 2; sheetMax <= int64(len(want.rows))+3; sheetMax++ {
		x, err := excelize.OpenReader(bytes.NewReader(written(t, tx, r, XLSX)))
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for _, name := range x.GetSheetList() {
			rows, err := x.GetRows(name)
			if err != nil || int64(len(rows)) > sheetMax || len(rows) < 2 || !slices.Equal(rows[0], want.titles) {
				t.Fatal(sheetMax, name, err, len(rows))
			}
			got = append(got, rows[1:]...)
		}
		if len(got) != len(want.rows)+1 || got[len(got)-1][0] != "Total" {
			t.Fatalf("sheets of %d: %d rows, want %d", sheetMax, len(got), len(want.rows)+1)
		}
	}
}

func chosenColumns(t *testing.T, tx postgres.Tx, _ casefile.Figures) {
	r, err := Payments(Filter{Year: 2027}).Choose("date", " Montant", "Dossier")
	if err != nil {
		t.Fatal(err)
	}
	text := string(written(t, tx, r, CSV))
	if !strings.HasPrefix(text, "\ufeffDate;Montant;Dossier\r\n11/02/2027;21000,00;P3\r\n") || !regexp.MustCompile(`\r\nTotal : 4 paiements de l'État \(Chorus\), instantané [^;]+;45400,00;\r\n$`).MatchString(text) {
		t.Error(text)
	}
	for _, titles := range [][]string{{"Montants"}, {"Montant", "montant"}, {""}} {
		if _, err := Payments(Filter{}).Choose(titles...); !errors.Is(err, ErrColumn) {
			t.Errorf("%v: %v", titles, err)
		}
	}
}

// posting is a line of a journal of plain-text accounting.
var posting = regexp.MustCompile(`^    (\S+)  (-?\d+\.\d\d) EUR(?: = (-?\d+\.\d\d) EUR)?$`)

// An adder of our own: each transaction balances, each assertion holds.
func journal(t *testing.T, tx postgres.Tx, _ casefile.Figures) {
	var out bytes.Buffer
	if err := Journal(tx, &out, Filter{Departement: "99"}); err != nil {
		t.Fatal(err)
	}
	held, debits, inTransaction := map[string]int64{}, int64(0), int64(0)
	transactions, asserted, last := 0, 0, ""
	for line := range strings.Lines(out.String()) {
		line = strings.TrimSuffix(line, "\n")
		switch m := posting.FindStringSubmatch(line); {
		case m != nil:
			cents := money.Euros(m[2]).Cents()
			held[m[1]] += cents
			inTransaction += cents
			debits += max(0, cents)
			if m[3] != "" {
				asserted++
				if held[m[1]] != money.Euros(m[3]).Cents() {
					t.Errorf("%s: asserted %s, %d cents", m[1], m[3], held[m[1]])
				}
			}
		case line == "":
			if inTransaction != 0 {
				t.Errorf("a transaction of %d cents", inTransaction)
			}
		case regexp.MustCompile(`^\d{4}-\d\d-\d\d \* `).MatchString(line):
			transactions++
		case strings.HasPrefix(line, ";"), strings.HasPrefix(line, "decimal-mark "), strings.HasPrefix(line, "commodity "):
		default:
			t.Errorf("line %q", line)
		}
		last = line
	}
	book := read(t, written(t, tx, Ledger(Filter{}), CSV))
	if want := "; Total : " + money.Cents(debits).String() + " EUR, "; transactions != len(book.rows)+1 || asserted != len(held) || asserted == 0 || !strings.HasPrefix(last, want) || french(money.Cents(debits)) != book.at(book.total, "Montant") {
		t.Errorf("%d transactions, %d accounts, %d asserted, %s", transactions, len(held), asserted, last)
	}
	out.Reset()
	if err := Journal(tx, &out, Filter{Departement: "99", Year: 2027}); err != nil || strings.Contains(out.String(), " = ") || !strings.Contains(out.String(), "2027-03-18 * ") || strings.Contains(out.String(), "\n2026-") {
		t.Errorf("one year: %v %s", err, out.String())
	}
}

func proves(t *testing.T, tx postgres.Tx, _ casefile.Figures) {
	var out bytes.Buffer
	digest, err := Proof(tx, &out, "")
	if err != nil {
		t.Fatal(err)
	}
	v, err := proof.Verify(bytes.NewReader(out.Bytes()), digest)
	if err != nil || v.Digest != digest || len(v.Books) != 1 {
		t.Fatal(err, v)
	}
	book := read(t, written(t, tx, Ledger(Filter{}), CSV))
	if b := v.Books[0]; b.Name != "99" || b.Head != book.at(book.rows[len(book.rows)-1], "Empreinte") || b.Entries != int64(len(book.rows)) || french(b.Amount) != book.at(book.total, "Montant") || !strings.Contains(book.total[1], strings.Fields(v.Snapshot)[0]) {
		t.Errorf("%+v, %v", v, book.total)
	}
	if _, err := Proof(tx, &out, "75"); err != nil {
		t.Error("a département without a book: ", err)
	}
}
