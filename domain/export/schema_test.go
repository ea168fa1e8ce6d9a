package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tourdetable/domain/identity"
)

// schema is a Table Schema, as far as « subventions » goes.
type schema struct {
	Version string
	Fields  []struct {
		Name        string
		Type        string
		TrueValues  []string
		FalseValues []string
		Constraints struct {
			Required  bool
			Pattern   string
			Enum      []string
			MaxLength int
			Minimum   *float64
			Maximum   *float64
		}
	}
	Checks []struct {
		Name   string
		Params map[string]string
	} `json:"custom_checks"`
}

func publishedSchema(t testing.TB) schema {
	t.Helper()
	text, err := os.ReadFile("testdata/scdl/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil || s.Version != "2.1.1" || len(s.Fields) != 16 || len(s.Checks) != 3 {
		t.Fatal(err, s)
	}
	return s
}

// faults are what the schema has against a file, one a line.
func (s schema) faults(file io.Reader) (faults []string, rows []map[string]string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	r := csv.NewReader(file)
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		return []string{fmt.Sprint("no CSV: ", err)}, nil
	}
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	if !slices.Equal(all[0], names) {
		return []string{fmt.Sprintf("headers %v", all[0])}, nil
	}
	for n, cells := range all[1:] {
		if len(cells) != len(names) {
			say("row %d: %d cells", n+2, len(cells))
			continue
		}
		row := map[string]string{}
		for i, f := range s.Fields {
			row[f.Name] = cells[i]
			if why := s.cell(i, cells[i]); why != "" {
				say("row %d, %s: %s (%q)", n+2, f.Name, why, cells[i])
			}
		}
		for _, c := range s.Checks {
			switch c.Name {
			case "french-siret-value":
				if v := row[c.Params["column"]]; v != "" {
					if _, err := identity.ParseSiret(v); err != nil {
						say("row %d, %s: %v", n+2, c.Params["column"], err)
					}
				}
			case "one-of-required":
				if row[c.Params["column1"]] == "" && row[c.Params["column2"]] == "" {
					say("row %d: neither %s nor %s", n+2, c.Params["column1"], c.Params["column2"])
				}
			default:
				say("unknown check %s", c.Name)
			}
		}
		rows = append(rows, row)
	}
	return faults, rows
}

// cell says what is wrong with the value of field i.
func (s schema) cell(i int, value string) string {
	f := s.Fields[i]
	if value == "" {
		if f.Constraints.Required {
			return "required"
		}
		return ""
	}
	switch f.Type {
	case "date":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "no date"
		}
	case "number":
		n, err := strconv.ParseFloat(value, 64)
		switch c := f.Constraints; {
		case err != nil:
			return "no number"
		case c.Minimum != nil && n < *c.Minimum || c.Maximum != nil && n > *c.Maximum:
			return "out of bounds"
		}
	case "boolean":
		if !slices.Contains(append(f.FalseValues, f.TrueValues...), value) {
			return "no boolean"
		}
	case "string":
		switch c := f.Constraints; {
		case c.Pattern != "" && !regexp.MustCompile(c.Pattern).MatchString(value):
			return "another pattern than " + c.Pattern
		case c.MaxLength > 0 && utf8.RuneCountInString(value) > c.MaxLength:
			return "too long"
		case len(c.Enum) > 0 && !slices.Contains(c.Enum, value):
			return "not of the list"
		}
	default:
		return "unknown type " + f.Type
	}
	return ""
}

// The checker of these tests finds what the authors of the schema put in their
// own examples.
func TestTheSchemaJudgesItsExamples(t *testing.T) {
	s := publishedSchema(t)
	for name, want := range map[string]bool{"exemple_valide.csv": true, "exemple_invalide_erreurs_cellules.csv": false, "exemple_invalide_erreurs_colonnes.csv": false} {
		file, err := os.Open("testdata/scdl/" + name)
		if err != nil {
			t.Fatal(err)
		}
		faults, rows := s.faults(file)
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		if (len(faults) == 0) != want || want && len(rows) < 20 {
			t.Errorf("%s: %d rows, %d faults, %.400s", name, len(rows), len(faults), strings.Join(faults, "\n"))
		}
	}
	row := "P,99910001900010,2026-05-20,1,B,99900005200012,,O,1.00,aide en numéraire,unique,2026-05-20,,non,1.00,"
	header := strings.Join(Scdl(Filter{}).Titles(), ",") + "\n"
	if faults, _ := s.faults(strings.NewReader(header + row)); len(faults) != 0 {
		t.Fatal(faults)
	}
	for _, c := range [][2]string{{"P,", ","}, {"99910001900010", "99910001900011"}, {"2026-05-20,1", "20/05/2026,1"}, {",99900005200012,", ",,"}, {"12,,", "12,W12,"},
		{"1.00,aide", "\"1,00\",aide"}, {"numéraire", "espèces"}, {"2026-05-20,,non", "2026-05-20_2026-05-21,,non"}, {"non", "Non"}, {"non,1.00", "non,1.01"}, {",O,", "," + strings.Repeat("é", 257) + ","}} {
		changed := strings.Replace(row+"\x00", c[0], c[1], 1)
		if faults, _ := s.faults(strings.NewReader(header + strings.TrimSuffix(changed, "\x00"))); len(faults) == 0 {
			t.Errorf("%v passes", c)
		}
	}
}
