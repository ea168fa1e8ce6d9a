package export

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"tourdetable/domain/casefile"
	"tourdetable/domain/fault"
	"tourdetable/domain/postgres"
)

// Format is how a report is written.
type Format string

const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSONL Format = "jsonl"
)

var (
	ErrFormat = fault.New(fault.Invalid, "export.format", "format de fichier inconnu")
	ErrColumn = fault.New(fault.Invalid, "export.column", "colonne inconnue")
)

// ParseFormat reads the name of a format.
func ParseFormat(s string) (Format, error) {
	if f := Format(s); f == CSV || f == XLSX || f == JSONL {
		return f, nil
	}
	return "", ErrFormat.With("format « %s » inconnu ; attendu : csv, xlsx ou jsonl", s).At("format")
}

// Filter says which rows leave. The zero Filter keeps all that the scope sees.
type Filter struct {
	Departement string
	Year        int    // accounting year (exercice comptable); 0 is all
	Funder      string // code
	File        string // code of an application
	Local       bool   // local funders instead of the State
	Small       bool   // grants under the threshold of publication too
	Authority   string // official name of the préfecture in open data; "" for « Préfecture 99 »
}

func (f Filter) ledger() casefile.LedgerFilter {
	return casefile.LedgerFilter{Book: f.Departement, Funder: f.Funder, File: f.File}
}

func (f Filter) args() map[string]any {
	kind := "state"
	if f.Local {
		kind = "local"
	}
	args := f.ledger().Args()
	args["year"], args["kind"], args["small"], args["threshold"], args["authority"] = f.Year, kind, f.Small, threshold, f.Authority
	return args
}

// kind is what a column holds, which says how it is written.
type kind int

const (
	text   kind = iota // told by a person or by a file: guarded against formulas
	code               // chosen by us, without control characters: quoted at the most
	plain              // letters and digits
	number             // a whole number
	amount             // euros
	day
	moment
)

// textual tells what a spreadsheet holds as text.
func (k kind) textual() bool { return k == text || k == code || k == plain }

// column is one column of a report.
type column struct {
	key   string // its name in JSON
	title string // its name on line 1
	kind  kind
	sql   string // what PostgreSQL is asked for
	total string // what the last line is asked for; "" leaves its cell empty
}

// sum totals an amount.
func sum(sql string) string { return "coalesce(sum(" + sql + "), 0)::numeric(20,2)" }

// Report is a table that can leave in every format.
type Report struct {
	name    string // of the file and of its sheet
	noun    string // what its rows are, in the plural
	columns []column
	from    string // from … where …
	order   string
	totals  string // from … where … of the totals, when less than from will do
	args    map[string]any
	open    bool // open data: the dialect of SCDL
}

// Titles are the columns that may be chosen.
func (r Report) Titles() []string {
	titles := make([]string, len(r.columns))
	for i, c := range r.columns {
		titles[i] = c.title
	}
	return titles
}

// Choose keeps the columns of these titles, in the order given; all for none.
func (r Report) Choose(titles ...string) (Report, error) {
	if len(titles) == 0 {
		return r, nil
	}
	var chosen []column
	for _, title := range titles {
		i := slices.IndexFunc(r.columns, func(c column) bool { return strings.EqualFold(c.title, strings.TrimSpace(title)) })
		if i < 0 || slices.ContainsFunc(chosen, func(c column) bool { return c.key == r.columns[i].key }) {
			return r, ErrColumn.With("colonne « %s » inconnue ou demandée deux fois ; il y a : %s", title, strings.Join(r.Titles(), ", ")).At("columns")
		}
		chosen = append(chosen, r.columns[i])
	}
	r.columns = chosen
	return r, nil
}

// Write writes the report to out as it is read; nothing of it stays in memory.
func (r Report) Write(tx postgres.Tx, out io.Writer, f Format) error {
	w := bufio.NewWriterSize(out, 64<<10)
	var err error
	switch f {
	case CSV:
		err = r.csv(tx, w)
	case JSONL:
		err = r.jsonl(tx, w)
	case XLSX:
		err = r.xlsx(tx, w)
	default:
		_, err = ParseFormat(string(f))
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// totals is the last line.
type totals struct {
	count    int64
	snapshot string
	cells    []string // wire amounts by column; "" where nothing is totalled
}

// words says what the last line is about: how many rows, of which snapshot.
func (t totals) words(noun string) string {
	return fmt.Sprintf("%d %s, instantané %s", t.count, noun, t.snapshot)
}

// line lays the words beside « Total »: in the first cell free of an amount,
// else in the first cell itself.
func (t totals) line(noun string) []string {
	cells := slices.Clone(t.cells)
	first := "Total"
	if len(cells) > 1 && cells[1] == "" {
		cells[1] = t.words(noun)
	} else {
		first += " : " + t.words(noun)
		if cells[0] != "" {
			first += ", " + cells[0] + " €"
		}
	}
	cells[0] = first
	return cells
}
