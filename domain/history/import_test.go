package history

import (
	"errors"
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
	var report Report
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) (err error) {
		report, err = Import(tx, "camille", text(t, content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Balanced() {
		t.Errorf("a row is lost: %+v", report)
	}
	return report
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
	var kept []struct {
		Actor                            string
		RowsRead, RowsTaken, RowsRefused int
		Refusals                         int
	}
	if err := db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) (err error) {
		if past, err = Of(tx, siren); err != nil {
			return err
		}
		return tx.SQL().Raw(`select actor, rows_read, rows_taken, rows_refused, (select count(*) from import_refusals where import_id = i.id and line = 4 and col = 'idBeneficiaire' and value = '1') as refusals
			from imports i order by id`).Scan(&kept).Error
	}); err != nil {
		t.Fatal(err)
	}
	if len(past.Grants) != 3 || past.Grants[0].GrantedOn.String() != "2026-03-01" || past.Grants[2].Exercice != 2024 || past.Grants[0].Siret.String() != "73282932000074" {
		t.Errorf("grants: %+v", past.Grants)
	}
	if len(past.Years) != 3 || past.Years[0].Exercice != 2026 || past.Years[0].Total.String() != "10.50" || past.Years[0].Grants != 1 {
		t.Errorf("years: %+v", past.Years)
	}
	if len(kept) != 3 || kept[0].Actor != "camille" || kept[0].RowsRead != 3 || kept[0].RowsTaken != 2 || kept[1].RowsTaken != 0 || kept[0].Refusals != 1 {
		t.Errorf("reports: %+v", kept)
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
