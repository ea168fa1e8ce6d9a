package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tourdetable/domain/history"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/tabular"
)

const subsidies = "nomAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;section\n" +
	"Ville;2026-03-01;Asso;73282932000074;Projet;1 234,50;x\n" +
	"Ville;2026-03-01;Asso;73282932000075;Projet;10;x\n"

// runImport runs the import command on files of the given names and contents;
// db may be nil where nothing is stored.
func runImport(t *testing.T, db *postgres.DB, files map[string]string, args ...string) (int, string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, a := range args {
		if strings.Contains(a, ".") {
			args[i] = filepath.Join(dir, a)
		}
	}
	var out bytes.Buffer
	cmd := importCommand(importing{
		with: func(cmd *cobra.Command, fn func(context.Context, *postgres.DB) error) error {
			if db == nil {
				t.Error("a database is opened")
			}
			return fn(cmd.Context(), db)
		},
		flags: func(*cobra.Command) {},
		chorus: func(postgres.Tx, string, *tabular.Book) (history.Report, error) {
			return history.Report{Kind: history.Chorus}, nil
		},
	})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetOut(&out)
	cmd.SetArgs(args)
	return exitCode(cmd.ExecuteContext(t.Context())), out.String()
}

func TestImportReportsAsJSON(t *testing.T) {
	db := postgrestest.Open(t)
	for pass, want := range []struct{ taken, already int }{{1, 0}, {0, 1}} {
		code, out := runImport(t, db, map[string]string{"a.csv": subsidies}, "subsidies", "a.csv", "--report", "json")
		var r reportView
		if err := json.Unmarshal([]byte(out), &r); err != nil || code != done {
			t.Fatalf("exit %d, %v: %s", code, err, out)
		}
		if r.File != "a.csv" || r.Kind != "subsidies" || r.RowsRead != 2 || r.RowsTaken != want.taken || r.RowsAlready != want.already || r.RowsRefused != 1 || r.RefusedEuros.String() != "10.00" {
			t.Errorf("pass %d: %+v", pass, r)
		}
		if pass == 0 && (r.TotalEuros.String() != "1234.50" || !strings.Contains(out, `"total_euros": "1234.50"`)) {
			t.Errorf("total %s", r.TotalEuros)
		}
		if len(r.Refusals) != 1 || r.Refusals[0].Line != 3 || r.Refusals[0].Column != "idBeneficiaire" || r.Refusals[0].Value != "73282932000075" {
			t.Errorf("refusals %+v", r.Refusals)
		}
		if len(r.Understood) != 6 || r.Understood[5] != (columnView{"F", "montant", "montant"}) || len(r.IgnoredColumns) != 1 || r.Warnings == nil {
			t.Errorf("columns %+v, %+v", r.Understood, r.IgnoredColumns)
		}
	}
}

func TestImportOfSeveralFilesGoesOnAfterABadOne(t *testing.T) {
	code, out := runImport(t, postgrestest.Open(t), map[string]string{"a.csv": subsidies, "b.csv": "{}", "c.csv": subsidies}, "subsidies", "--report", "json", "a.csv", "b.csv", "c.csv")
	var all []map[string]any
	if err := json.Unmarshal([]byte(out), &all); err != nil || code != misused || len(all) != 3 {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	if all[0]["rows_taken"] != 1.0 || all[1]["code"] != "history.unknown_json" || all[2]["rows_already"] != 1.0 {
		t.Errorf("%v", all)
	}
}

func TestImportPreviewsWithoutADatabase(t *testing.T) {
	code, out := runImport(t, nil, map[string]string{"a.csv": subsidies + strings.Repeat("Ville;;Asso;1;;1;x\n", 30)}, "subsidies", "a.csv", "--preview")
	for _, want := range []string{"32 lues, 1 prises, 0 déjà connues, 31 refusées", "1\u202f234,50\u00a0€", "colonnes laissées de côté : « section »", "refusée : ligne 3, colonne « idBeneficiaire »", "… et 11 autres lignes refusées"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if code != done {
		t.Errorf("exit %d", code)
	}
}

func TestImportListsItsAnomalies(t *testing.T) {
	args := []string{"subsidies", "a.csv", "b.json", "--preview", "--anomalies", "anomalies.csv"}
	formula := strings.Replace(subsidies, "73282932000075", "=cmd()", 1)
	code, out := runImport(t, nil, map[string]string{"a.csv": formula, "b.json": "{}"}, args...)
	content, err := os.ReadFile(args[len(args)-1]) // its folder was added
	if err != nil || code != misused {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	for _, want := range []string{"\ufefffichier;feuille;ligne ou élément;", ";;3;1;idBeneficiaire;'=cmd();SIREN du bénéficiaire faux;", ";ligne refusée\r\n", "b.json;;;;;;fichier illisible;"} {
		if !strings.Contains(string(content), want) {
			t.Errorf("no %q in\n%s", want, content)
		}
	}
	for _, want := range []string{"format reconnu : SCDL 1 ou 2.0", "1 × SIREN du bénéficiaire faux (ligne refusée), d'abord ligne 3"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestImportRecognisesADocument(t *testing.T) {
	code, out := runImport(t, nil, map[string]string{"p.json": `{"items": [{"code": "147", "label": "Politique de la ville"}, {"code": "x", "label": "y"}]}`}, "subsidies", "p.json", "--preview")
	for _, want := range []string{"format reconnu : liste des programmes budgétaires", "éléments : 2 lus, 1 pris, 0 déjà connus, 1 refusés", "références gardées (aucune subvention) : 1", "refusé : élément 2, « items[1].code »"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if code != done {
		t.Errorf("exit %d", code)
	}
}

func TestImportPreviewsChorus(t *testing.T) {
	extract := "N° EJ;N° poste EJ;Code taxe 1;Société;Exercice comptable;N° DP;N° poste DP;Montant payé\n2104000103;1;#;NORP;2026;100200301;1;20 800,00\n#;1;#;NORP;2026;100200301;1;5,00\n"
	code, out := runImport(t, nil, map[string]string{"x.csv": extract}, "chorus", "--preview", "--report", "json", "x.csv")
	var r reportView
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != done || r.Kind != "chorus" || r.RowsTaken != 1 || r.RowsRefused != 1 || r.TotalEuros.String() != "20800.00" {
		t.Errorf("exit %d, %v: %s", code, err, out)
	}
}

func TestImportExitCodes(t *testing.T) {
	files := map[string]string{"a.csv": subsidies, "licence.txt": "MIT License\n", "vide.csv": ""}
	for name, args := range map[string][]string{
		"no kind":           {},
		"unknown kind":      {"autre"},
		"no file":           {"subsidies", "--preview"},
		"two extracts":      {"chorus", "a.csv", "a.csv"},
		"unknown report":    {"subsidies", "a.csv", "--preview", "--report", "xml"},
		"missing file":      {"subsidies", "absent.csv", "--preview"},
		"empty file":        {"subsidies", "vide.csv", "--preview"},
		"no subsidies":      {"subsidies", "licence.txt", "--preview"},
		"no Chorus extract": {"chorus", "a.csv", "--preview"},
	} {
		if code, out := runImport(t, nil, files, args...); code != misused || out != "" {
			t.Errorf("%s: exit %d, %q", name, code, out)
		}
	}
}
