package export

import (
	"bufio"
	"strings"

	"tourdetable/domain/postgres"
)

// csv writes the report for a French spreadsheet, or as open data.
func (r Report) csv(tx postgres.Tx, w *bufio.Writer) error {
	mark, separator := "\ufeff", ";"
	if r.open {
		mark, separator = "", ","
	}
	w.WriteString(mark + strings.Join(r.Titles(), separator) + "\r\n")
	cells := make([]string, len(r.columns))
	for i, c := range r.columns {
		cells[i] = c.csv(r.open)
	}
	err := lines(tx, "concat_ws('"+separator+"', "+strings.Join(cells, ", ")+`) || E'\r\n'`, r, func(line []byte) error {
		_, err := w.Write(line)
		return err
	})
	if err != nil || r.open {
		return err
	}
	t, err := totalsOf(tx, r)
	if err != nil {
		return err
	}
	last := t.line(r.noun)
	for i := 1; i < len(last); i++ {
		if t.cells[i] != "" {
			last[i] = strings.Replace(last[i], ".", ",", 1)
		}
	}
	_, err = w.WriteString(strings.Join(last, ";") + "\r\n")
	return err
}

// csv is the expression of the column's cell, never null.
func (c column) csv(open bool) string {
	cell := c.sql
	switch c.kind {
	case text:
		cell = quoted("csv_text("+cell+")", open)
	case code:
		cell = quoted("case when strpos("+cell+", ';') + strpos("+cell+`, '"') > 0 then csv_quote(`+cell+") else "+cell+" end", open)
	case plain:
	case number:
		cell = "(" + cell + ")::text"
	case amount:
		cell = "(" + cell + ")::text"
		if !open {
			cell = "replace(" + cell + ", '.', ',')"
		}
	case day:
		cell = "to_char(" + cell + ", '" + map[bool]string{false: "DD/MM/YYYY", true: "YYYY-MM-DD"}[open] + "')"
	case moment:
		cell = "to_char(" + cell + " at time zone 'Europe/Paris', 'DD/MM/YYYY HH24:MI:SS')"
	}
	return "coalesce(" + cell + ", '')"
}

// quoted quotes for a comma what csv_quote quoted for a semicolon at the most.
func quoted(cell string, open bool) string {
	if !open {
		return cell
	}
	return "case when " + cell + ` ~ '^(,|[^"].*,)' then '"' || ` + cell + ` || '"' else ` + cell + " end"
}
