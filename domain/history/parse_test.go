package history

import (
	"errors"
	"strings"
	"testing"

	"tourdetable/domain/money"
)

func parsed(t *testing.T, file *File) (Report, []Grant) {
	t.Helper()
	var grants []Grant
	references, total := 0, money.Zero
	report, err := Parse(file, Keeper{
		Grant: func(g Grant) error {
			grants, total = append(grants, g), total.Add(g.Amount)
			return nil
		},
		Reference: func(Reference) error {
			references++
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	checked(t, report)
	taken := references
	for _, g := range grants {
		taken += g.rows
	}
	if report.RowsTaken != taken || report.Grants != len(grants) || report.References != references || !report.Total.Equal(total) {
		t.Errorf("%d taken (%d given), %d grants (%d), %d references (%d), %s of %s", report.RowsTaken, taken, report.Grants, len(grants), report.References, references, report.Total, total)
	}
	return report, grants
}

// checked fails when a row or an anomaly is lost.
func checked(t *testing.T, r Report) {
	t.Helper()
	refused, told := 0, 0
	for _, a := range r.Anomalies {
		if a.Kind == "" || a.Reason == "" || a.Consequence.Label() == "" {
			t.Errorf("an anomaly does not say what it is: %+v", a)
		}
		if a.Consequence == RowRefused {
			refused, told = refused+a.Rows, told+1
		}
	}
	if !r.Balanced() || r.RowsRefused != refused || len(r.Refusals) != told {
		t.Errorf("a row is lost: %d read, %d taken, %d known, %d refused (%d in the anomalies), %d refusals (%d)", r.RowsRead, r.RowsTaken, r.RowsAlready, r.RowsRefused, refused, len(r.Refusals), told)
	}
}

func text(t *testing.T, content string) *File { return named(t, "subventions.csv", content) }

func named(t *testing.T, name, content string) *File {
	t.Helper()
	file, err := Read(strings.NewReader(content), int64(len(content)), name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func opened(t *testing.T, name string) *File {
	t.Helper()
	file, err := Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func TestRealFilesLoseNoRow(t *testing.T) {
	for name, want := range map[string]struct {
		layout         string
		read, taken    int
		total, refused string
	}{
		"lot.csv":                {"SCDL 1 ou 2.0", 13, 13, "878205.00", "0.00"},
		"nievre.csv":             {"données essentielles", 97, 90, "17140715.00", "0.00"},
		"haute-garonne.csv":      {"SCDL 1 ou 2.0", 69, 68, "351558.85", "6000.00"},
		"aube.xlsx":              {"données essentielles", 7, 6, "2480600.00", "100000.00"},
		"scdl-2.1.1.csv":         {"SCDL 2.1", 29, 29, "2821393.50", "0.00"},
		"antibes.csv":            {"SCDL 2.1", 3, 3, "350000.00", "0.00"},
		"antibes.xlsx":           {"SCDL 2.1", 3, 3, "350000.00", "0.00"},
		"dilcrah.csv":            {"données essentielles", 4, 0, "0.00", "110000.00"},
		"invalid-headers.csv":    {"liste de subventions incomplète", 2, 0, "0.00", "0.00"},
		"fonjep.xlsx":            {"export FONJEP", 2, 2, "13830.00", "0.00"},
		"fonjep-new.xlsx":        {"export FONJEP", 4, 0, "0.00", "21348.00"},
		"osiris.xls":             {"suivi OSIRIS des actions", 2, 1, "3000.00", "0.00"},
		"osiris-dossiers.xls":    {"suivi OSIRIS des dossiers", 2, 0, "0.00", "3000.00"},
		"osiris-evaluation.xlsx": {"suivi OSIRIS des actions", 2, 1, "2000.00", "0.00"},
		"subventia.xlsx":         {"export Subventia", 48, 0, "0.00", "14080169.00"},
		"chorus.xlsx":            {"export Chorus", 12, 0, "0.00", "0.00"},
		"sirene.zip":             {"répertoire Sirene", 5, 0, "0.00", "0.00"},
		"dauphin.json":           {"extraction Dauphin et Gispro", 1, 0, "0.00", "7000.00"},
		"dossier.json":           {"dossiers Démarches simplifiées", 1, 1, "0.00", "0.00"},
		"form.json":              {"formulaire Démarches simplifiées", 347, 13, "0.00", "0.00"},
		"correspondence.json":    {"table de correspondance", 33, 25, "0.00", "0.00"},
		"programmes.json":        {"liste des programmes budgétaires", 10, 10, "0.00", "0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := parsed(t, opened(t, name))
			if r.RowsRead != want.read || r.RowsTaken != want.taken || r.Total.String() != want.total || r.RefusedTotal.String() != want.refused || !strings.HasPrefix(r.Layout, want.layout) {
				t.Errorf("%s: %d read, %d taken, %s, refused %s; want %+v\n%+v", r.Layout, r.RowsRead, r.RowsTaken, r.Total, r.RefusedTotal, want, r.Refusals)
			}
		})
	}
}

func TestTheSameTableInTwoFormatsSaysTheSame(t *testing.T) {
	prints := func(name string) (all []string) {
		_, grants := parsed(t, opened(t, name))
		for _, g := range grants[:2] { // the third has another date in one of them
			all = append(all, g.fingerprint)
		}
		return all
	}
	if csv, xlsx := prints("antibes.csv"), prints("antibes.xlsx"); csv[0] != xlsx[0] || csv[1] != xlsx[1] {
		t.Errorf("%v\n%v", csv, xlsx)
	}
}

func TestWhatIsReadOfARow(t *testing.T) {
	_, grants := parsed(t, opened(t, "lot.csv"))
	g := grants[1]
	if g.Allocator != "Departement du Lot" || g.Beneficiary != `Association "Ecaussystème"` || g.Siret.String() != "48309112000012" || g.Siren.String() != "483091120" ||
		g.Amount.String() != "260000.00" || g.GrantedOn.String() != "2017-12-29" || g.Exercice != 2017 || g.Reference != "CD 2017-06-26" || g.Line != 3 {
		t.Errorf("%+v", g)
	}
}

const header = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;rnaBeneficiaire;objet;montant;nature;exercice\n"

func TestOneRow(t *testing.T) {
	for _, c := range []struct {
		name, row string
		column    string // refused there; "-" when the whole row is; "" when taken
		amount    string
	}{
		{"as it should be", "Ville;21310555400017;2026-03-01;Asso;73282932000074;;Projet;1 234,56;;2026", "", "1234.56"},
		{"a siren for a siret", "Ville;;2026-03-01;Asso;732829320;;Projet;10;;", "", "10.00"},
		{"a siret with spaces", "Ville;;2026-03-01;Asso;732 829 320 00074;;Projet;10;;", "", "10.00"},
		{"an rna alone", "Ville;;2026-03-01;;;W751212517;Projet;10;;", "", "10.00"},
		{"an rna for a siret", "Ville;;2026-03-01;;W751212517;;Projet;10;;", "", "10.00"},
		{"a name alone", "Ville;;2026-03-01;Asso;#;;Projet;10;;", "", "10.00"},
		{"nobody", "Ville;;2026-03-01;;;;Projet;10;;", "nomBeneficiaire", ""},
		{"zeros for a siret", "Ville;;2026-03-01;Asso;00000000000000;;Projet;10;;", "", "10.00"},
		{"a siret whose key is wrong", "Ville;;2026-03-01;Asso;73282932000075;;Projet;10;;", "idBeneficiaire", ""},
		{"a siren whose key is wrong", "Ville;;2026-03-01;Asso;732829321;;Projet;10;;", "idBeneficiaire", ""},
		{"a siret that a spreadsheet rounded", "Ville;;2026-03-01;Asso;73282932100000;;Projet;10;;", "idBeneficiaire", ""},
		{"a rounded siret whose key passes by luck", "Ville;;2026-03-01;Asso;78603800000000;;Projet;10;;", "idBeneficiaire", ""},
		{"no amount", "Ville;;2026-03-01;Asso;;;Projet;;;", "montant", ""},
		{"an amount in words", "Ville;;2026-03-01;Asso;;;Projet;NC;;", "montant", ""},
		{"three decimals", "Ville;;2026-03-01;Asso;;;Projet;1,234;;", "montant", ""},
		{"an aid in kind", "Ville;;2026-03-01;Asso;;;Projet;0.0;aide en nature;", "", "0.00"},
		{"a correction", "Ville;;2026-03-01;Asso;;;Projet;-12,5;;", "", "-12.50"},
		{"euros in words", "Ville;;2026-03-01;Asso;;;Projet;50 000 euros;;", "", "50000.00"},
		{"a total", "Ville;;;TOTAL;;;;10;;", "nomBeneficiaire", ""},
		{"an exercice in words", "Ville;;2026-03-01;Asso;;;Projet;10;;bientôt", "exercice", ""},
		{"a date in words", "Ville;;un jour;Asso;;;Projet;10;;", "", "10.00"},
		{"a cell too many", "Ville;;2026-03-01;Asso;;;Pro;jet;10;;;", "montant", ""},
		{"a cell beyond the last column", "Ville;;2026-03-01;Asso;;;Projet;10;;2026;surplus", "-", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, grants := parsed(t, text(t, header+c.row+"\n"))
			if c.column == "" {
				if len(grants) != 1 || grants[0].Amount.String() != c.amount {
					t.Fatalf("%+v %+v", grants, r.Refusals)
				}
				return
			}
			if len(r.Refusals) != 1 || r.Refusals[0].Line != 2 || r.Refusals[0].Reason == "" || r.Refusals[0].Column != strings.TrimPrefix(c.column, "-") {
				t.Errorf("%+v, taken %+v", r.Refusals, grants)
			}
		})
	}
}

func TestTheSecondOfTwoIdenticalRowsIsRefused(t *testing.T) {
	row := "Ville;;2026-03-01;Asso;73282932000074;;Projet;10;;\n"
	r, grants := parsed(t, text(t, header+row+"\n"+row+strings.Replace(row, "Projet", "Autre", 1)))
	if len(grants) != 2 || len(r.Refusals) != 1 || r.Refusals[0].Line != 4 || !strings.Contains(r.Refusals[0].Reason, "ligne 2") {
		t.Errorf("%+v %+v", grants, r.Refusals)
	}
	if len(r.Warnings) == 0 || !strings.Contains(strings.Join(r.Warnings, "\n"), "ligne vide") {
		t.Errorf("the blank line is not told: %q", r.Warnings)
	}
}

func TestTwoRowsThatDifferInAnUnknownColumnAreTwo(t *testing.T) {
	_, grants := parsed(t, text(t, "Année;Raison Sociale;Code postal;Mandaté\n2008;ASSO;49000;10\n2008;ASSO;49100;10\n"))
	if len(grants) != 2 || grants[0].fingerprint == grants[1].fingerprint {
		t.Errorf("%+v", grants)
	}
}

func TestACommaThatNobodyQuoted(t *testing.T) {
	head := "nomAttribuant,idBeneficiaire,nomBeneficiaire,objet,montant,nature,conditionsVersement\n"
	for _, c := range []struct{ name, row, amount, object string }{
		{"in the amount", "CD,73282932000074,Asso,Travaux,102\u00a0991,50,aide en numéraire,unique", "102991.50", "Travaux"},
		{"in the object too", "CD,73282932000074,Asso,\"Informer\", conseiller, observer,64\u00a0125,00,aide en numéraire,unique", "64125.00", "Informer, conseiller, observer"},
		{"behind the amount", "CD,73282932000074,Asso,Travaux,10,05,aide en numéraire,un acompte, puis le solde", "10.05", "Travaux"},
		{"round the whole row", "\"CD,73282932000074,Asso,Festival \"\"Globe\"\",70\u00a0000,00,aide en numéraire,unique\"", "70000.00", `Festival "Globe"`},
		{"where two places could be the amount", "CD,73282932000074,Asso,Travaux,10,05,aide en numéraire,20,05,aide en nature", "", ""},
		{"where nothing proves the amount", "CD,73282932000074,Asso,Travaux,10,05,numéraire,unique", "", ""},
		{"quoted as it should be", "CD,73282932000074,Asso,Travaux,\"10,05\",aide en numéraire,unique", "10.05", "Travaux"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, grants := parsed(t, text(t, head+"CD,73282932000074,Asso,Autre,1,aide en numéraire,unique\n"+c.row+"\n"))
			grants = grants[1:]
			if c.amount == "" {
				if len(r.Refusals) != 1 {
					t.Errorf("taken: %+v", grants)
				}
				return
			}
			if len(grants) != 1 || grants[0].Amount.String() != c.amount || grants[0].Object != c.object {
				t.Errorf("%+v %+v", grants, r.Refusals)
			}
		})
	}
}

func TestTheNumberOfAPersonIsNotKept(t *testing.T) {
	r, _ := parsed(t, text(t, "Année;SIRET ou NIR;Raison Sociale;Mandaté\n2008;1850578006084;M. X;10\n"))
	if len(r.Refusals) != 1 || strings.Contains(r.Refusals[0].Value+r.Refusals[0].Reason, "1850578006084") {
		t.Errorf("%+v", r.Refusals)
	}
}

func TestColumnsThatSayNothing(t *testing.T) {
	for name, content := range map[string]string{
		"no amount":      "nomAttribuant;nomBeneficiaire;objet\nA;B;C\n",
		"no beneficiary": "nomAttribuant;montant;objet\nA;1;C\n",
		"a licence":      "MIT License\n\nPermission is hereby granted, free of charge\n",
	} {
		_, err := Parse(text(t, content), Look)
		if !errors.Is(err, ErrUnknownHeader) || !strings.Contains(err.Error(), "en-têtes vus") || !strings.Contains(err.Error(), "attendus") || !strings.Contains(err.Error(), "subventions.csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, _ := parsed(t, text(t, "N° EJ;Montant payé\n1;2\n"))
	if r.RowsRefused != 1 || !strings.Contains(r.Refusals[0].Reason, "import chorus") {
		t.Errorf("no hint of the other command: %+v", r)
	}
}
