package history

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tourdetable/domain/fault"
	"tourdetable/domain/tabular"
)

// sheet is one table of a workbook.
type sheet struct {
	name string
	rows [][]any
}

func workbook(t *testing.T, sheets ...sheet) *File {
	t.Helper()
	x := excelize.NewFile()
	for n, s := range sheets {
		if n == 0 {
			x.SetSheetName("Sheet1", s.name)
		} else if _, err := x.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for i, row := range s.rows {
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := x.SetSheetRow(s.name, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if _, err := x.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	file, err := Read(bytes.NewReader(b.Bytes()), int64(b.Len()), "classeur.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// kinds are the kinds of anomalies of a report, with what each changed.
func kinds(r Report) []string {
	var all []string
	for _, g := range Groups(r.Anomalies) {
		all = append(all, g.Kind+" : "+g.Consequence.Label())
	}
	return all
}

func tells(t *testing.T, r Report, kind string) {
	t.Helper()
	if !slices.ContainsFunc(kinds(r), func(k string) bool { return strings.Contains(k, kind) }) {
		t.Errorf("no anomaly « %s » among %q", kind, kinds(r))
	}
}

const siret = "73282932000074"

func subventia(rows ...[]any) sheet {
	header := []any{"Financeur Principal", "annee_demande", "SIRET - Demandeur", "Référence administrative - Demande", "Date - Décision", "Montant voté TTC - Décision",
		"Dispositif - Dossier de financement", "Thematique Title", "Eligible? - Dossier de financement", "Statut - Dossier de financement", "Montant Ttc"}
	return sheet{"Sheet1", append([][]any{header}, rows...)}
}

func TestADemandOfSubventiaIsItsRows(t *testing.T) {
	const d = "Subventions FIPD Intervention"
	r, grants := parsed(t, workbook(t, subventia(
		[]any{"CIPDR", 2022, siret, "7881", 44878, 5000, d, "Jeunes", "oui", "VOTE", 1000},
		[]any{"CIPDR", 2022, siret, "7881", 44878, 5000, d, "Femmes", "oui", "VOTE", 4500.5},
		[]any{"CIPDR", 2022, siret, "7881", 44878, 6000, d, "Autres", "oui", "VOTE", 3},
		[]any{"CIPDR", 2022, siret, "7882", nil, 700, d, "Jeunes", "oui", "SOLDE", nil},
		[]any{"CIPDR", 2022, siret, "7883", nil, nil, nil, "Jeunes", "oui", nil, 900},
		[]any{"CIPDR", 2022, siret, "7884", nil, 800, nil, "Jeunes", "oui", "VOTE", 900},
		[]any{"CIPDR", 2022, siret, "7885", nil, 600, d, "Jeunes", "oui", "INSTRUCTION", 900},
		[]any{"CIPDR", 2022, siret, "7886", nil, 600, d, "Jeunes", "oui", "AUTRE", 900},
		[]any{"CIPDR", 2022, siret, "7887", nil, nil, d, "Jeunes", "oui", "VOTE", nil},
	)))
	if r.RowsRead != 9 || r.RowsTaken != 7 || r.Grants != 6 || r.Total.String() != "6300.00" || r.Requested.String() != "9100.50" {
		t.Errorf("%d read, %d taken, %d grants, %s, asked %s", r.RowsRead, r.RowsTaken, r.Grants, r.Total, r.Requested)
	}
	for i, want := range []struct {
		status Status
		amount string
	}{{Awarded, "5000.00"}, {Settled, "700.00"}, {Refused, "0.00"}, {Refused, "0.00"}, {UnderReview, "0.00"}, {"", "600.00"}} {
		if g := grants[i]; g.Status != want.status || g.Amount.String() != want.amount || g.Exercice != 2022 {
			t.Errorf("demand %s: %+v, want %+v", g.Reference, g, want)
		}
	}
	if g := grants[0]; g.GrantedOn.String() != "2022-11-13" || g.Requested.String() != "5500.50" || g.Allocator != "CIPDR" || g.demand != "subventia:7881" {
		t.Errorf("%+v", g)
	}
	for _, kind := range []string{"demande à deux montants", "votée sans dispositif", "montant accordé à une demande qui ne l'est pas", "état inconnu", "montant absent"} {
		tells(t, r, kind)
	}
	if a := r.Anomalies[0]; a.Kind != "demande à deux montants" || a.Line != 4 || !strings.Contains(a.Reason, "ligne 2") {
		t.Errorf("%+v", a)
	}
}

func TestTheSheetsOfTheFonjepAreJoined(t *testing.T) {
	r, grants := parsed(t, workbook(t,
		sheet{"Tiers", [][]any{{"Code", "RaisonSociale", "SiretOuRidet"}, {"1.0", "ASSO", siret}, {10004, "Ministère", "0"}}},
		sheet{"Poste", [][]any{
			{"Code", "DispositifId", "PstStatutPosteLibelle", "FinanceurPrincipalCode", "AssociationBeneficiaireCode", "Annee", "MontantSubvention", "PstTypePosteCode"},
			{"J1", 1, "Attribué", 10004, 1, 2022, 7164, "FONJEP"},
			{"J1", 1, "Fermé ", 10004, 1, 2022, 2376, "FONJEP"},
			{"J2", 1, "Attribué", 10009, 9, 2022, 10, "FONJEP"},
		}},
		sheet{"Versement", [][]any{{"PosteCode", "PeriodeDebut", "PeriodeFin", "MontantPaye"}, {"J1", 44562, 44651, 1777}, {"J1", 44652, 44742, 1778}, {"J9", 44562, 44651, 5}}},
		sheet{"TypePoste", [][]any{{"Code", "Libelle"}, {"FONJEP", "Poste FONJEP"}}},
		sheet{"Dispositif", [][]any{{"ID", "Libelle", "FinanceurCode"}, {1, "FONJEP Politique de la ville", 10008}}},
	))
	if r.RowsRead != 3 || len(grants) != 2 || r.Paid.String() != "3555.00" {
		t.Fatalf("%d read, %+v, paid %s", r.RowsRead, grants, r.Paid)
	}
	if g := grants[0]; g.Siret.String() != siret || g.Allocator != "Ministère" || g.Scheme != "FONJEP Politique de la ville" || g.Object != "Poste FONJEP" || g.Status != Awarded || g.Exercice != 2022 || g.Reference != "J1" {
		t.Errorf("%+v", g)
	}
	if g := grants[1]; g.Status != Settled || g.Paid != nil {
		t.Errorf("%+v", g)
	}
	for _, kind := range []string{"bénéficiaire inconnu", "poste sur deux lignes", "versements d'un poste absent"} {
		tells(t, r, kind)
	}
}

func TestAnActionOfOsiris(t *testing.T) {
	_, grants := parsed(t, opened(t, "osiris-evaluation.xlsx"))
	g := grants[0]
	if g.Exercice != 2021 || g.Status != ReportDue || g.Programme != "FDVA" || g.Requested.String() != "2000.00" || g.Paid.String() != "2000.00" || len(g.Cofunders) != 1 ||
		g.Cofunders[0].Requested.String() != "2000.00" || g.Cofunders[0].Name != "Lorem ipsum dolor sit amet" {
		t.Errorf("%+v", g)
	}
}

// changed is a fixture with some texts replaced; each must be there.
func changed(t *testing.T, name string, pairs ...string) *File {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Contains(content, []byte(pairs[i])) {
			t.Fatalf("%s does not hold %q", name, pairs[i])
		}
		content = bytes.ReplaceAll(content, []byte(pairs[i]), []byte(pairs[i+1]))
	}
	return named(t, name, string(content))
}

func TestADemandOfDauphin(t *testing.T) {
	r, grants := parsed(t, changed(t, "dauphin.json", "10000000000008", siret))
	if len(grants) != 1 {
		t.Fatalf("%+v", r.Refusals)
	}
	g := grants[0]
	if g.Siret.String() != siret || g.Rna.String() != "W100000000" || g.Programme != "147" || g.Allocator != "13-ETAT-POLITIQUE-VILLE" || g.Amount.String() != "7000.00" || g.Requested.String() != "7000.00" ||
		g.Status != Settled || g.Exercice != 2022 || g.Ej.String() != "2103814945" || g.Object != "INTITULE_PROJET" || g.GrantedOn.String() != "2022-09-08" {
		t.Errorf("%+v", g)
	}
	told := map[string]string{}
	for _, c := range g.Cofunders {
		told[c.Name] = written(c.Requested) + string(c.Status)
	}
	if len(told) != 7 || told["PROVENCE ALPES COTE AZUR (CONSEIL REGIO)"] != "23000.00" || told["13-CAF"] != "1890.00submitted" || told["L'agence de services et de paiement (emplois aidés)"] != "8500.00" {
		t.Errorf("%d cofunders: %v", len(told), told)
	}
}

func TestDauphinSaysWhatItLacks(t *testing.T) {
	r, _ := parsed(t, changed(t, "dauphin.json", "10000000000008", siret, `"DAREF_ADMINISTRATIVE"`, `"DA00000001"`))
	tells(t, r, "Gispro d'une autre demande")
	r, _ = parsed(t, changed(t, "dauphin.json", "10000000000008", siret, `"planFinancement": [`, `"autre": [`))
	tells(t, r, "aucun plan de financement")
	r, _ = parsed(t, named(t, "gispro.json", `[{"gispro": {"ej": "2103814945", "dauphinId": "DA1"}}, 3, null]`))
	if r.RowsRead != 3 || r.RowsRefused != 3 {
		t.Errorf("%+v", r)
	}
	r, grants := parsed(t, changed(t, "dauphin.json", "10000000000008", siret, "Justifiée", "Rejetée"))
	tells(t, r, "montant accordé à une demande qui ne l'est pas")
	if grants[0].Status != Refused || !grants[0].Amount.IsZero() {
		t.Errorf("%+v", grants[0])
	}
}

func TestADossierOfDemarchesSimplifiees(t *testing.T) {
	r, grants := parsed(t, opened(t, "dossier.json"))
	g := grants[0]
	if g.Siret.String() != "21670449400014" || g.Status != Submitted || g.Requested.String() != "2349.90" || g.Object != "Réfection du toit de l'école" || g.Scheme != "DETR" || g.Exercice != 2024 ||
		len(g.Cofunders) != 2 || g.Cofunders[1].Name != "Aide de l'Union Européenne" || g.demand != "demarches:5522885577" {
		t.Errorf("%+v", g)
	}
	tells(t, r, "champ sans correspondance, non repris : à savoir")
	tells(t, r, "exercice absent, lu dans la date de dépôt : valeur corrigée")

	content, err := os.ReadFile("testdata/dossier.json")
	if err != nil {
		t.Fatal(err)
	}
	accepted := strings.NewReplacer(`"state": "en_construction"`, `"state": "accepte"`, `"dateTraitement": null`, `"dateTraitement": "2024-12-31T23:30:00Z"`).Replace(string(content))
	_, grants = parsed(t, named(t, "demarche.json", `{"data": {"demarche": {"dossiers": {"nodes": [`+accepted+`, `+strings.Replace(string(content), "5522885577", "5522885578", 1)+`]}}}}`))
	if len(grants) != 2 || grants[0].Status != Awarded || grants[0].GrantedOn.String() != "2025-01-01" || grants[1].Status != Submitted {
		t.Errorf("%+v", grants)
	}
	r, _ = parsed(t, named(t, "personne.json", `{"number": 1, "state": "accepte", "champs": [], "demandeur": {"__typename": "PersonnePhysique", "nom": "DURAND"}}`))
	if r.RowsRefused != 1 || strings.Contains(r.Refusals[0].Reason+r.Refusals[0].Value, "DURAND") {
		t.Errorf("%+v", r.Refusals)
	}
}

func TestEveryStateIsInTheVocabulary(t *testing.T) {
	for source, states := range statuses {
		for seen, ours := range states {
			if ours.Label() == "" {
				t.Errorf("%s: « %s » is %q, no state of ours", source, seen, ours)
			}
		}
	}
	// FIELD §3, by what Data.Subvention shows.
	for _, c := range []struct {
		source, seen string
		ours         Status
	}{{"subventia", "FININSTRUCTION", UnderReview}, {"subventia", "", Refused}, {"dauphin", "Cloturée", Dismissed}, {"dauphin", "Non recevable", Inadmissible},
		{"osiris", "Traitement Chorus", Awarded}, {"osiris", "Terminé", Settled}, {"demarches", "sans_suite", Dismissed}, {"demarches", "refuse", Refused}} {
		if got, known := statuses[c.source][tabular.Fold(c.seen)]; !known || got != c.ours {
			t.Errorf("%s « %s »: %q, want %q", c.source, c.seen, got, c.ours)
		}
	}
}

func TestDocumentsOfNoSource(t *testing.T) {
	for content, want := range map[string]*fault.Error{
		"{}": ErrUnknownJSON, "[]": ErrUnknownJSON, `{"a": 1}`: ErrUnknownJSON, `[1, 2]`: ErrUnknownJSON,
		`{"a": 1`: ErrJSON, `{"a": 1} {"b": 2}`: ErrJSON, "[\xff]": ErrJSON, "{": ErrJSON,
	} {
		file, err := Read(strings.NewReader(content), int64(len(content)), "x.json")
		if err == nil {
			_, err = Parse(file, Look)
		}
		if !errors.Is(err, want) || !strings.Contains(err.Error(), "x.json") {
			t.Errorf("%s: %v", content, err)
		}
	}
}

func TestAnArchiveOfOneFileIsThatFile(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	inner, _ := w.Create("liste.csv")
	inner.Write([]byte(header + "Ville;;2026-03-01;Asso;" + siret + ";;Projet;10;;2026\n"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, grants := parsed(t, named(t, "liste.zip", b.String())); len(grants) != 1 {
		t.Errorf("%+v", grants)
	}
}

// broken are the ways a file is hurt: cut, or one byte changed.
func broken(content []byte, each func([]byte)) {
	for n := range 24 {
		each(content[:len(content)*n/24])
		hurt := slices.Clone(content)
		at := len(hurt) * (2*n + 1) / 48
		hurt[at] ^= byte(1 << (n % 8))
		each(hurt)
		hurt = slices.Clone(content)
		hurt[at] = 0
		each(hurt)
	}
}

// try reads content and fails unless it ends in a fault or a balanced report.
func try(t *testing.T, name string, content []byte) {
	t.Helper()
	file, err := Read(bytes.NewReader(content), int64(len(content)), name)
	var r Report
	if err == nil {
		r, err = Parse(file, Look)
	}
	if f := fault.Of(err); err != nil && (f == nil || f.Kind == fault.Internal) {
		t.Errorf("%s: %v", name, err)
	}
	if err == nil {
		checked(t, r)
		if _, err := json.Marshal(r.Anomalies); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func fixtures(t testing.TB) []string {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestABrokenFileNeverCrashes(t *testing.T) {
	for _, name := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			broken(content, func(hurt []byte) { try(t, name, hurt) })
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range fixtures(f) {
		content, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		if len(content) < 32<<10 {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) { try(t, "fichier", content) })
}
