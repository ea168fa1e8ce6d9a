package export

import (
	"bufio"
	"encoding/json"
	"strings"

	"tourdetable/domain/postgres"
)

// jsonl writes one object a line, amounts as strings, then the total.
func (r Report) jsonl(tx postgres.Tx, w *bufio.Writer) error {
	pairs := make([]string, len(r.columns))
	for i, c := range r.columns {
		pairs[i] = "'" + c.key + "', " + c.json()
	}
	err := lines(tx, "json_build_object("+strings.Join(pairs, ", ")+`)::text || E'\n'`, r, func(line []byte) error {
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
	sums := map[string]any{"count": t.count}
	for i, c := range r.columns {
		if t.cells[i] != "" {
			sums[c.key] = t.cells[i]
		}
	}
	return json.NewEncoder(w).Encode(map[string]any{"total": sums, "snapshot": t.snapshot})
}

// json is the expression of the column's value.
func (c column) json() string {
	switch c.kind {
	case amount:
		return "(" + c.sql + ")::text"
	case day:
		return "to_char(" + c.sql + ", 'YYYY-MM-DD')"
	case moment:
		return "to_char(" + c.sql + ` at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
	}
	return c.sql
}
