package history

import (
	"encoding/json"
	"fmt"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/tabular"
)

// row is a row of history_grants.
type row struct {
	ID          string         `json:"id"`
	Fingerprint string         `json:"fingerprint"`
	Allocator   string         `json:"allocator"`
	AllocatorID *string        `json:"allocator_id"`
	Beneficiary string         `json:"beneficiary"`
	Siren       identity.Siren `json:"siren"`
	Siret       identity.Siret `json:"siret"`
	Rna         identity.Rna   `json:"rna"`
	Object      string         `json:"object"`
	Reference   string         `json:"reference"`
	Scheme      string         `json:"scheme"`
	Amount      money.Amount   `json:"amount"`
	GrantedOn   calendar.Date  `json:"granted_on"`
	Exercice    *int           `json:"exercice"`
	Source      string         `json:"source"`
	Sheet       string         `json:"sheet"`
	Line        int            `json:"line"`
	ImportID    string         `json:"import_id"`
}

// insertGrants adds the grants that are not there yet and returns those that
// were. One JSON document per batch: one parameter instead of thousands.
func insertGrants(tx postgres.Tx, importID string, grants []Grant) (already []Grant, err error) {
	if len(grants) == 0 {
		return nil, nil
	}
	rows := make([]row, len(grants))
	for i, g := range grants {
		rows[i] = row{postgres.NewID(), g.fingerprint, g.Allocator, filled(g.AllocatorID), g.Beneficiary, g.Siren, g.Siret, g.Rna, g.Object,
			g.Reference, g.Scheme, g.Amount, g.GrantedOn, filled(g.Exercice), g.Source, g.Sheet, g.Line, importID}
	}
	document, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("write the grants: %w", err)
	}
	added, err := postgres.List[string](tx.SQL().Raw(`
		insert into history_grants select * from jsonb_populate_recordset(null::history_grants, ?::jsonb)
		on conflict on constraint history_grants_fingerprint_key do nothing
		returning fingerprint`, string(document)))
	if err != nil {
		return nil, fmt.Errorf("store the grants: %w", err)
	}
	fresh := make(map[string]bool, len(added))
	for _, f := range added {
		fresh[f] = true
	}
	for _, g := range grants {
		if !fresh[g.fingerprint] {
			already = append(already, g)
		}
	}
	return already, nil
}

// filled is nil for the zero value: SQL's NULL.
func filled[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// insertReport writes what an import did, refusals included.
func insertReport(tx postgres.Tx, id, actor string, r Report) error {
	type column struct {
		Column string `json:"column"`
		Header string `json:"header"`
		Field  string `json:"field"`
	}
	understood := make([]column, len(r.Understood))
	for i, u := range r.Understood {
		understood[i] = column(u)
	}
	told, err := json.Marshal(map[string]any{"understood": understood, "ignored_columns": r.IgnoredColumns, "warnings": r.Warnings})
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	err = tx.SQL().Exec(`
		insert into imports (id, kind, file, sha256, layout, imported_at, actor, rows_read, rows_taken, rows_already, rows_refused, total_euros, refused_euros, report)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)`,
		id, r.Kind, r.File, r.Sha256, r.Layout, tx.Now, actor, r.RowsRead, r.RowsTaken, r.RowsAlready, r.RowsRefused, r.Total, r.RefusedTotal, string(told)).Error
	if err != nil {
		return fmt.Errorf("store the report: %w", err)
	}
	for at := 0; at < len(r.Refusals); at += batchSize {
		if err := insertRefusals(tx, id, at, r.Refusals[at:min(at+batchSize, len(r.Refusals))]); err != nil {
			return err
		}
	}
	return nil
}

func insertRefusals(tx postgres.Tx, id string, from int, refusals []tabular.Refusal) error {
	type refusalRow struct {
		ImportID string `json:"import_id"`
		Rank     int    `json:"rank"`
		Sheet    string `json:"sheet"`
		Line     int    `json:"line"`
		Col      string `json:"col"`
		Value    string `json:"value"`
		Reason   string `json:"reason"`
	}
	rows := make([]refusalRow, len(refusals))
	for i, f := range refusals {
		rows[i] = refusalRow{id, from + i + 1, f.Sheet, f.Line, f.Column, f.Value, f.Reason}
	}
	document, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("write the refusals: %w", err)
	}
	err = tx.SQL().Exec(`insert into import_refusals select * from jsonb_populate_recordset(null::import_refusals, ?::jsonb)`, string(document)).Error
	if err != nil {
		return fmt.Errorf("store the refusals: %w", err)
	}
	return nil
}

func grantsOf(tx postgres.Tx, siren identity.Siren) ([]Grant, error) {
	return postgres.List[Grant](tx.SQL().Raw(`
		select allocator, coalesce(allocator_id, '') as allocator_id, beneficiary, siren, siret, rna, object, reference, scheme, amount,
		       granted_on, coalesce(exercice, 0) as exercice, source, sheet, line
		from history_grants where siren = ?
		order by coalesce(granted_on, make_date(exercice, 1, 1)) desc nulls last, fingerprint
		limit ?`, siren, pastMax))
}

func yearsOf(tx postgres.Tx, siren identity.Siren) ([]Year, error) {
	return postgres.List[Year](tx.SQL().Raw(`
		select coalesce(exercice, 0) as exercice, count(*) as grants, sum(amount) as total
		from history_grants where siren = ? group by 1 order by 1 desc limit ?`, siren, pastMax))
}
