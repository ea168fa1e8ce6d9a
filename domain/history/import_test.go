package history

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tourdetable/domain/identity"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/tabular"
)

// rows imports a text and gives the report.
func brought(t *testing.T, db *postgres.DB, content string) Report {
	t.Helper()
	return kept(t, db, text(t, content))
}

func kept(t *testing.T, db *postgres.DB, file *File) Report {
	t.Helper()
	var report Report
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) (err error) {
		report, err = Import(tx, "camille", file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	checked(t, report)
	return report
}

func past(t *testing.T, db *postgres.DB, number string) Past {
	t.Helper()
	siren, err := identity.ParseSiren(number)
	if err != nil {
		t.Fatal(err)
	}
	var p Past
	if err := db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) (err error) {
		p, err = Of(tx, siren)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOfADemandTheNewestExportCounts(t *testing.T) {
	db := postgrestest.Open(t)
	const d = "Subventions FIPD Intervention"
	kept(t, db, workbook(t, subventia([]any{"CIPDR", 2022, siret, "7881", nil, nil, nil, "Jeunes", "oui", "INSTRUCTION", 900})))
	if p := past(t, db, siret[:9]); len(p.Grants) != 0 || len(p.Demands) != 1 || p.Demands[0].Status != UnderReview || p.Demands[0].Requested.String() != "900.00" || len(p.Years) != 0 {
		t.Errorf("%+v", p)
	}
	voted := subventia([]any{"CIPDR", 2022, siret, "7881", 44878, 800, d, "Jeunes", "oui", "VOTE", 900})
	kept(t, db, workbook(t, voted))
	if again := kept(t, db, workbook(t, voted)); again.RowsAlready != 1 || again.RowsTaken != 0 || again.Grants != 0 || !again.Requested.IsZero() {
		t.Errorf("%+v", again)
	}
	p := past(t, db, siret[:9])
	if len(p.Grants) != 1 || len(p.Demands) != 0 || p.Grants[0].Amount.String() != "800.00" || len(p.Years) != 1 || p.Years[0].Grants != 1 {
		t.Errorf("%+v", p)
	}
	if len(p.Funders) != 1 || p.Funders[0].Allocator != "CIPDR" || p.Funders[0].Exercice != 2022 || p.Funders[0].Total.String() != "800.00" || p.Funders[0].Requested.String() != "900.00" {
		t.Errorf("%+v", p.Funders)
	}
}

func TestAFileOfOsirisGivesWayToItsActions(t *testing.T) {
	db := postgrestest.Open(t)
	follow := func(reference, header string, amount int) *File {
		return workbook(t, sheet{"S", [][]any{{"Dossier"}, {header, "Service", "Etat dossier", "Exercice début", "N° Siret", "Nom", "Demandé", "Accordé"}, {reference, "DD44", "Terminé", 2021, siret, "Asso", amount, amount}}})
	}
	kept(t, db, follow("DD44-21-0001", "N° Dossier Osiris", 3000))
	kept(t, db, follow("DD44-21-0001-1", "Numero Action Osiris", 2000))
	kept(t, db, follow("DD44-21-0001-2", "Numero Action Osiris", 1000))
	if p := past(t, db, siret[:9]); len(p.Grants) != 2 || p.Years[0].Total.String() != "3000.00" {
		t.Errorf("%+v", p)
	}
}

func TestWhatASourceTellsIsKept(t *testing.T) {
	db := postgrestest.Open(t)
	kept(t, db, changed(t, "dauphin.json", "10000000000008", siret))
	p := past(t, db, siret[:9])
	if len(p.Grants) != 1 || p.Grants[0].Ej.String() != "2103814945" || len(p.Grants[0].Cofunders) != 7 || p.Grants[0].Status != Settled {
		t.Errorf("%+v", p.Grants)
	}
	for _, name := range fixtures(t) {
		if name == "SOURCES.md" {
			continue
		}
		first, second := kept(t, db, opened(t, name)), kept(t, db, opened(t, name))
		if second.RowsTaken != 0 || second.RowsAlready != first.RowsTaken+first.RowsAlready || second.RowsRefused != first.RowsRefused || !second.Total.IsZero() || second.References != 0 {
			t.Errorf("%s, the second time: %+v", name, second)
		}
	}
	report := kept(t, db, opened(t, "osiris-evaluation.xlsx"))
	if err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		stored, err := AnomaliesOf(tx, report.ID)
		told := slices.Clone(report.Anomalies)
		slices.SortStableFunc(told, func(a, b Anomaly) int {
			return boolean(b.Consequence == RowRefused) - boolean(a.Consequence == RowRefused)
		})
		if !slices.Equal(stored, told) {
			t.Errorf("kept %+v\ntold %+v", stored, told)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var counted struct{ Programmes, Anomalies, Corrected int }
	if err := db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) error {
		return tx.SQL().Raw(`select (select count(*) from history_references where kind = 'programme' and code = '104') as programmes,
			(select count(*) from import_anomalies) as anomalies, (select count(*) from import_anomalies where consequence = 'corrected' and kind like 'exercice absent%') as corrected`).Scan(&counted).Error
	}); err != nil || counted.Programmes != 1 || counted.Anomalies == 0 || counted.Corrected != 5 {
		t.Errorf("%+v, %v", counted, err)
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestTheTablesRefuseWhatTheProgramRefuses(t *testing.T) {
	db := postgrestest.Open(t)
	report := kept(t, db, text(t, header+"Ville;;2026-03-01;Asso;73282932000074;;Projet;10;;\n"))
	for constraint, change := range map[string]string{
		"history_grants_status":    `'{"status": "lost", "amount": 0}'`,
		"history_grants_granted":   `'{"status": "refused", "amount": 5}'`,
		"history_grants_years":     `'{"exercice": 2026, "last_exercice": 2025}'`,
		"history_grants_ej":        `'{"ej": "12"}'`,
		"history_grants_cofunders": `'{"cofunders": {}}'`,
	} {
		err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
			return tx.SQL().Exec(`insert into history_grants select (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid(), 'fingerprint', gen_random_uuid()) || ` + change + `::jsonb)).* from history_grants g`).Error
		})
		if !postgres.Violates(err, constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
	for constraint, statement := range map[string]string{
		"import_anomalies_consequence": `insert into import_anomalies values (?, 1, '', '', 1, '', '', '', 'lost')`,
		"import_refusals_rows":         `insert into import_refusals (import_id, rank, sheet, line, col, value, reason, rows_refused) values (?, 9, '', 1, '', '', '', 0)`,
		"history_references_kind":      `insert into history_references values (gen_random_uuid(), 'lost', '', '', '', '', 1, ?)`,
	} {
		err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error { return tx.SQL().Exec(statement, report.ID).Error })
		if !postgres.Violates(err, constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
}

func TestTheSameFileTwiceAddsNothing(t *testing.T) {
	db := postgrestest.Open(t)
	content := header + "Ville;;2026-03-01;Asso;73282932000074;;Projet;10,50;;\nVille;;2025-03-01;Asso;73282932000074;;Projet;20;;\nVille;;2026-03-01;Asso;1;;Projet;30;;\n"
	first, second := brought(t, db, content), brought(t, db, content)
	if first.RowsTaken != 2 || first.RowsRefused != 1 || first.Total.String() != "30.50" || first.RefusedTotal.String() != "30.00" {
		t.Errorf("first: %+v", first)
	}
	if second.RowsTaken != 0 || second.RowsAlready != 2 || second.RowsRefused != 1 || second.Total.String() != "0.00" {
		t.Errorf("second: %+v", second)
	}
	// The same table with other lines, delimiters and encoding, and one row more.
	third := brought(t, db, "\xef\xbb\xbf"+strings.ReplaceAll(strings.ReplaceAll(content, ",", "."), ";", ",")+"Ville,,2024-03-01,Asso,73282932000074,,Projet,5,,\n")
	if third.RowsTaken != 1 || third.RowsAlready != 2 || third.Total.String() != "5.00" {
		t.Errorf("third: %+v", third)
	}
	siren, err := identity.ParseSiren("732829320")
	if err != nil {
		t.Fatal(err)
	}
	var past Past
	var reports []struct {
		Actor                            string
		RowsRead, RowsTaken, RowsRefused int
		Refusals                         int
	}
	if err := db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) (err error) {
		if past, err = Of(tx, siren); err != nil {
			return err
		}
		return tx.SQL().Raw(`select actor, rows_read, rows_taken, rows_refused, (select count(*) from import_refusals where import_id = i.id and line = 4 and col = 'idBeneficiaire' and value = '1') as refusals
			from imports i order by id`).Scan(&reports).Error
	}); err != nil {
		t.Fatal(err)
	}
	if len(past.Grants) != 3 || past.Grants[0].GrantedOn.String() != "2026-03-01" || past.Grants[2].Exercice != 2024 || past.Grants[0].Siret.String() != "73282932000074" {
		t.Errorf("grants: %+v", past.Grants)
	}
	if len(past.Years) != 3 || past.Years[0].Exercice != 2026 || past.Years[0].Total.String() != "10.50" || past.Years[0].Grants != 1 {
		t.Errorf("years: %+v", past.Years)
	}
	if len(reports) != 3 || reports[0].Actor != "camille" || reports[0].RowsRead != 3 || reports[0].RowsTaken != 2 || reports[1].RowsTaken != 0 || reports[0].Refusals != 1 {
		t.Errorf("reports: %+v", reports)
	}
}

func TestAnImportThatFailsLeavesNothing(t *testing.T) {
	db := postgrestest.Open(t)
	broken := header + strings.Repeat("Ville;;2026-03-01;Asso;73282932000074;;Projet;10;;\n", 1) + "Ville;;2026-03-01;\"Asso;73282932000074;;Projet;10;;\n"
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		_, err := Import(tx, "camille", text(t, broken))
		return err
	})
	if !errors.Is(err, tabular.ErrBroken) {
		t.Errorf("%v", err)
	}
	var rows int
	if err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		return tx.SQL().Raw(`select (select count(*) from history_grants) + (select count(*) from imports)`).Scan(&rows).Error
	}); err != nil || rows != 0 {
		t.Errorf("%d rows left, %v", rows, err)
	}
}

func TestWhatIsImportedIsNeverChanged(t *testing.T) {
	db := postgrestest.Open(t)
	brought(t, db, header+"Ville;;2026-03-01;Asso;73282932000074;;Projet;10;;\n")
	for _, statement := range []string{`update history_grants set amount = 0`, `delete from imports`} {
		err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error { return tx.SQL().Exec(statement).Error })
		if err == nil {
			t.Errorf("allowed: %s", statement)
		}
	}
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		return Record(tx, postgres.NewID(), "camille", Report{Kind: Chorus, RowsRead: 2, RowsTaken: 1})
	})
	if !postgres.Violates(err, "imports_nothing_lost") {
		t.Errorf("a report that loses a row: %v", err)
	}
}
