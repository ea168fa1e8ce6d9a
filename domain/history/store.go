package history

import (
	"encoding/json"
	"fmt"
	"slices"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// row is a row of history_grants.
type row struct {
	ID           string         `json:"id"`
	Fingerprint  string         `json:"fingerprint"`
	Allocator    string         `json:"allocator"`
	AllocatorID  *string        `json:"allocator_id"`
	Beneficiary  string         `json:"beneficiary"`
	Siren        identity.Siren `json:"siren"`
	Siret        identity.Siret `json:"siret"`
	Rna          identity.Rna   `json:"rna"`
	Object       string         `json:"object"`
	Reference    string         `json:"reference"`
	Scheme       string         `json:"scheme"`
	Amount       money.Amount   `json:"amount"`
	GrantedOn    calendar.Date  `json:"granted_on"`
	Exercice     *int           `json:"exercice"`
	Source       string         `json:"source"`
	Sheet        string         `json:"sheet"`
	Line         int            `json:"line"`
	ImportID     string         `json:"import_id"`
	Programme    *string        `json:"programme"`
	Status       *Status        `json:"status"`
	Requested    *money.Amount  `json:"requested"`
	Paid         *money.Amount  `json:"paid"`
	LastExercice *int           `json:"last_exercice"`
	Ej           identity.Ej    `json:"ej"`
	Demand       *string        `json:"demand"`
	Cofunders    []Cofunder     `json:"cofunders,omitempty"`
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
			g.Reference, g.Scheme, g.Amount, g.GrantedOn, filled(g.Exercice), g.Source, g.Sheet, g.Line, importID, filled(g.Programme), filled(g.Status),
			g.Requested, g.Paid, filled(g.LastExercice), g.Ej, filled(g.demand), g.Cofunders}
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

// insertReferences adds the references that are not there yet and tells how
// many.
func insertReferences(tx postgres.Tx, importID string, references []Reference) (added int, err error) {
	type referenceRow struct {
		ID       string `json:"id"`
		Kind     string `json:"kind"`
		Code     string `json:"code"`
		Label    string `json:"label"`
		Detail   string `json:"detail"`
		Source   string `json:"source"`
		Line     int    `json:"line"`
		ImportID string `json:"import_id"`
	}
	for part := range slices.Chunk(references, batchSize) {
		rows := make([]referenceRow, len(part))
		for i, r := range part {
			rows[i] = referenceRow{postgres.NewID(), r.Kind, r.Code, r.Label, r.Detail, r.Source, r.Line, importID}
		}
		document, err := json.Marshal(rows)
		if err != nil {
			return 0, fmt.Errorf("write the references: %w", err)
		}
		out := tx.SQL().Exec(`
			insert into history_references select * from jsonb_populate_recordset(null::history_references, ?::jsonb)
			on conflict on constraint history_references_key do nothing`, string(document))
		if out.Error != nil {
			return 0, fmt.Errorf("store the references: %w", out.Error)
		}
		added += int(out.RowsAffected)
	}
	return added, nil
}

// filled is nil for the zero value: SQL's NULL.
func filled[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// insertReport writes what an import did, refusals and anomalies included.
func insertReport(tx postgres.Tx, id, actor string, r Report) error {
	type column struct {
		Column string `json:"column"`
		Header string `json:"header"`
		Field  string `json:"field"`
	}
	understood := make([]column, len(r.Understood))
	for i, u := range r.Understood {
		understood[i] = column{u.Column, plain(u.Header), u.Field}
	}
	ignored := make([]string, len(r.IgnoredColumns))
	for i, name := range r.IgnoredColumns {
		ignored[i] = plain(name)
	}
	told, err := json.Marshal(map[string]any{"understood": understood, "ignored_columns": ignored, "warnings": r.Warnings, "unit": r.Unit,
		"grants": r.Grants, "references": r.References, "requested_euros": r.Requested, "paid_euros": r.Paid})
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	err = tx.SQL().Exec(`
		insert into imports (id, kind, file, sha256, layout, imported_at, actor, rows_read, rows_taken, rows_already, rows_refused, total_euros, refused_euros, report)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)`,
		id, r.Kind, plain(r.File), r.Sha256, r.Layout, tx.Now, actor, r.RowsRead, r.RowsTaken, r.RowsAlready, r.RowsRefused, r.Total, r.RefusedTotal, string(told)).Error
	if err != nil {
		return fmt.Errorf("store the report: %w", err)
	}
	return insertAnomalies(tx, id, r.Listed())
}

// anomalyRow is a row of import_refusals or of import_anomalies.
type anomalyRow struct {
	ImportID    string `json:"import_id"`
	Rank        int    `json:"rank"`
	Kind        string `json:"kind"`
	Sheet       string `json:"sheet"`
	Line        int    `json:"line"`
	Col         string `json:"col,omitempty"`
	Field       string `json:"field"`
	Value       string `json:"value"`
	Reason      string `json:"reason"`
	RowsRefused int    `json:"rows_refused,omitempty"`
	Consequence string `json:"consequence,omitempty"`
}

// insertAnomalies writes the refused rows in one table, the rest in another.
func insertAnomalies(tx postgres.Tx, id string, anomalies []Anomaly) error {
	var refused, others []anomalyRow
	for _, a := range anomalies {
		r := anomalyRow{ImportID: id, Kind: a.Kind, Sheet: plain(a.Sheet), Line: a.Line, Value: plain(a.Value), Reason: plain(a.Reason)}
		if a.Consequence == RowRefused {
			r.Rank, r.Col, r.RowsRefused = len(refused)+1, plain(a.Field), max(a.Rows, 1)
			refused = append(refused, r)
			continue
		}
		r.Rank, r.Field, r.Consequence = len(others)+1, plain(a.Field), string(a.Consequence)
		others = append(others, r)
	}
	write := func(rows []anomalyRow, statement string) error {
		for part := range slices.Chunk(rows, batchSize) {
			document, err := json.Marshal(part)
			if err != nil {
				return fmt.Errorf("write the anomalies: %w", err)
			}
			if err := tx.SQL().Exec(statement, string(document)).Error; err != nil {
				return fmt.Errorf("store the anomalies: %w", err)
			}
		}
		return nil
	}
	if err := write(refused, `
		insert into import_refusals (import_id, rank, sheet, line, col, value, reason, kind, rows_refused)
		select import_id, rank, sheet, line, coalesce(col, ''), value, reason, kind, rows_refused
		from jsonb_populate_recordset(null::import_refusals, ?::jsonb)`); err != nil {
		return err
	}
	return write(others, `
		insert into import_anomalies (import_id, rank, kind, sheet, line, field, value, reason, consequence)
		select import_id, rank, kind, sheet, line, field, value, reason, consequence
		from jsonb_populate_recordset(null::import_anomalies, ?::jsonb)`)
}

func anomaliesOf(tx postgres.Tx, id string) ([]Anomaly, error) {
	return postgres.List[Anomaly](tx.SQL().Raw(`
		select kind, sheet, line, rows, field, value, reason, consequence from (
			select 1 as part, rank, coalesce(nullif(kind, ''), 'ligne refusée') as kind, sheet, line, rows_refused as rows, col as field, value, reason, 'refused' as consequence
			from import_refusals where import_id = @id
			union all
			select 2, rank, kind, sheet, line, 1, field, value, reason, consequence from import_anomalies where import_id = @id) told
		order by part, rank limit @limit`, map[string]any{"id": id, "limit": anomaliesMax}))
}

// current are the grants of a body that count: of a demand, the newest row; of
// an OSIRIS file, its actions where they are known.
const current = `
	with mine as (select * from history_grants where siren = @siren),
	newest as (select distinct on (coalesce(demand, fingerprint)) * from mine order by coalesce(demand, fingerprint), id desc),
	current as (select * from newest n where not (starts_with(n.demand, 'osiris:') is true
		and exists (select from newest a where starts_with(a.demand, n.demand || '-'))))
`

// notGranted tells the states in which an amount is asked, and no more.
const notGranted = `coalesce(status in ('draft', 'submitted', 'under_review', 'inadmissible', 'dismissed', 'refused'), false)`

// grantRow is what a page shows of a grant.
type grantRow struct {
	Allocator, AllocatorID, Beneficiary, Object, Reference, Scheme, Programme, Source, Sheet string
	Siren                                                                                    identity.Siren
	Siret                                                                                    identity.Siret
	Rna                                                                                      identity.Rna
	Ej                                                                                       identity.Ej
	Status                                                                                   Status
	Amount                                                                                   money.Amount
	Requested, Paid                                                                          *money.Amount
	GrantedOn                                                                                calendar.Date
	Exercice, LastExercice, Line                                                             int
	Cofunders                                                                                string
}

func grantsOf(tx postgres.Tx, siren identity.Siren, granted bool) ([]Grant, error) {
	rows, err := postgres.List[grantRow](tx.SQL().Raw(current+`
		select allocator, coalesce(allocator_id, '') as allocator_id, beneficiary, siren, siret, rna, object, reference, scheme, amount,
		       granted_on, coalesce(exercice, 0) as exercice, source, sheet, line, coalesce(programme, '') as programme, coalesce(status, '') as status,
		       requested, paid, coalesce(last_exercice, 0) as last_exercice, ej, coalesce(cofunders, '[]')::text as cofunders
		from current where `+notGranted+` <> @granted
		order by coalesce(granted_on, make_date(exercice, 1, 1)) desc nulls last, fingerprint
		limit @limit`, map[string]any{"siren": siren, "granted": granted, "limit": pastMax}))
	grants := make([]Grant, len(rows))
	for i, r := range rows {
		grants[i] = Grant{Allocator: r.Allocator, AllocatorID: r.AllocatorID, Beneficiary: r.Beneficiary, Siren: r.Siren, Siret: r.Siret, Rna: r.Rna, Object: r.Object,
			Reference: r.Reference, Programme: r.Programme, Scheme: r.Scheme, Status: r.Status, Amount: r.Amount, Requested: r.Requested, Paid: r.Paid, Ej: r.Ej,
			GrantedOn: r.GrantedOn, Exercice: r.Exercice, LastExercice: r.LastExercice, Source: r.Source, Sheet: r.Sheet, Line: r.Line}
		if err := json.Unmarshal([]byte(r.Cofunders), &grants[i].Cofunders); err != nil {
			return nil, fmt.Errorf("read the cofunders: %w", err)
		}
	}
	return grants, err
}

func yearsOf(tx postgres.Tx, siren identity.Siren) ([]Year, error) {
	return postgres.List[Year](tx.SQL().Raw(current+`
		select coalesce(exercice, 0) as exercice, count(*) as grants, sum(amount) as total
		from current where not `+notGranted+` group by 1 order by 1 desc limit @limit`, map[string]any{"siren": siren, "limit": pastMax}))
}

func fundersOf(tx postgres.Tx, siren identity.Siren) ([]Funding, error) {
	return postgres.List[Funding](tx.SQL().Raw(current+`
		select coalesce(exercice, 0) as exercice, allocator, coalesce(allocator_id, '') as allocator_id,
		       count(*) filter (where not `+notGranted+`) as grants, sum(amount) as total, coalesce(sum(requested), 0) as requested, coalesce(sum(paid), 0) as paid
		from current group by 1, 2, 3 order by 1 desc, 2, 3 limit @limit`, map[string]any{"siren": siren, "limit": 4 * pastMax}))
}
