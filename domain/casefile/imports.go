package casefile

import (
	"encoding/json"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// ErrNoImport hides or does not know an import.
var ErrNoImport = fault.New(fault.NotFound, "casefile.no_import", "import inconnu")

// Import is what became of one file.
type Import struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind" enum:"subsidies,chorus"`
	KindLabel  string          `json:"kind_label"`
	File       string          `json:"file"`
	Layout     string          `json:"layout"`
	At         time.Time       `json:"at"`
	Actor      string          `json:"actor"`
	Read       int             `json:"read"`
	Taken      int             `json:"taken"`
	Already    int             `json:"already" doc:"Lignes déjà connues avant cet import"`
	Refused    int             `json:"refused"`
	Total      money.Amount    `json:"amount_euros" doc:"Total exact des lignes prises"`
	Anomalies  int             `json:"anomalies"`
	Understood []Column        `json:"understood"`
	Warnings   []string        `json:"warnings" doc:"Ce que l'import a remarqué, anomalies de paiement comprises"`
	Refusals   []ImportRefusal `json:"refusals" doc:"Les premières lignes refusées"`
}

// Column is a column of the file that was understood.
type Column struct {
	Column string `json:"column"`
	Header string `json:"header"`
	Field  string `json:"field"`
}

// ImportRefusal is one row that was not taken.
type ImportRefusal struct {
	Sheet  string `json:"sheet"`
	Line   int    `json:"line"`
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// Bounds of the pages of imports.
const (
	importsMax  = 100
	refusalsMax = 500
)

type importRow struct {
	ID, Kind, File, Layout, Actor string
	ImportedAt                    time.Time
	RowsRead, RowsTaken           int
	RowsAlready, RowsRefused      int
	TotalEuros                    money.Amount
	Anomalies                     int
	Report                        []byte
}

const importQuery = `
	select i.id, i.kind, i.file, i.layout, coalesce(a.name, case when i.actor = @system then 'Tour de table' else 'Autre service' end) as actor, i.imported_at, i.rows_read, i.rows_taken, i.rows_already, i.rows_refused, i.total_euros, i.report,
		(select count(*) from anomalies n join chorus_rows r on r.id = n.chorus_row_id where r.import_id = i.id)
			+ (select count(*) from import_anomalies n where n.import_id = i.id) + i.rows_refused as anomalies
	from imports i left join accounts a on a.id::text = i.actor
	where (i.kind = 'subsidies' or a.id is not null or i.actor = @system and exists (select from chorus_rows c where c.import_id = i.id)) `

// importArgs are the parameters of importQuery. Published subsidies are public;
// an extract of Chorus is read where its importer works, or where its rows
// belong when the program itself imported them.
func importArgs() map[string]any { return map[string]any{"system": party.System.ID} }

// Imports lists the latest imports, without their refused rows.
func Imports(tx postgres.Tx) ([]Import, error) {
	args := importArgs()
	args["limit"] = importsMax
	rows, err := postgres.List[importRow](tx.SQL().Raw(importQuery+` order by i.imported_at desc, i.id desc limit @limit`, args))
	out := make([]Import, len(rows))
	for i, r := range rows {
		out[i] = r.page()
	}
	return out, err
}

// ImportOf is one import with its first refused rows.
func ImportOf(tx postgres.Tx, id string) (Import, error) {
	if !postgres.IsID(id) {
		return Import{}, ErrNoImport
	}
	var r importRow
	args := importArgs()
	args["id"] = id
	found, err := postgres.One(tx.SQL().Raw(importQuery+` and i.id = @id`, args), &r)
	if err != nil || !found {
		if err == nil {
			err = ErrNoImport
		}
		return Import{}, err
	}
	page := r.page()
	page.Refusals, err = postgres.List[ImportRefusal](tx.SQL().Raw(`
		select sheet, line, col as "column", value, reason from import_refusals where import_id = ? order by rank limit ?`, id, refusalsMax))
	return page, err
}

func (r importRow) page() Import {
	label := map[string]string{"subsidies": "Subventions publiées", "chorus": "Extrait de Chorus"}[r.Kind]
	page := Import{ID: r.ID, Kind: r.Kind, KindLabel: label, File: r.File, Layout: r.Layout, At: r.ImportedAt, Actor: r.Actor, Read: r.RowsRead,
		Taken: r.RowsTaken, Already: r.RowsAlready, Refused: r.RowsRefused, Total: r.TotalEuros, Anomalies: r.Anomalies,
		Understood: []Column{}, Warnings: []string{}, Refusals: []ImportRefusal{}}
	var kept struct {
		Understood []Column `json:"understood"`
		Warnings   []string `json:"warnings"`
	}
	if json.Unmarshal(r.Report, &kept) == nil && kept.Understood != nil {
		page.Understood = kept.Understood
	}
	if kept.Warnings != nil {
		page.Warnings = kept.Warnings
	}
	return page
}
