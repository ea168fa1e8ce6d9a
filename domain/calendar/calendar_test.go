package calendar

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/fault"
)

func TestHolidaysAsTwoLibrariesComputeThem(t *testing.T) {
	zones := map[string]string{
		"metropole": "38", "alsace-moselle": "67", "alsace-moselle-57": "57", "alsace-67": "67", "alsace-68": "68",
		"guadeloupe-971": "971", "martinique-972": "972", "reunion-974": "974",
	}
	for _, file := range []string{"date-holidays.csv", "socialgouv.csv"} {
		expected := map[string][]Date{}
		for _, r := range read(t, file) {
			zone := r[len(r)-1]
			departement, known := zones[zone]
			if !known {
				t.Fatalf("%s: zone %s", file, zone)
			}
			// A custom of the Antilles, that art. L3422-2 does not hold.
			if strings.HasPrefix(departement, "97") && r[1] == "Vendredi saint" {
				continue
			}
			day := day(t, r[0])
			expected[departement] = append(expected[departement], day)
		}
		for departement, days := range expected {
			var got []Date
			for year := 2015; year <= 2025; year++ {
				for _, h := range Holidays(year, departement) {
					got = append(got, h.Date)
				}
			}
			slices.SortFunc(days, Date.Compare)
			if days = slices.Compact(days); !slices.Equal(got, days) {
				t.Errorf("%s, %s:\ngot  %v\nwant %v", file, departement, got, days)
			}
		}
	}
}

func TestEasterOfAnyYear(t *testing.T) {
	for year, want := range map[int]string{
		1818: "1818-03-22", 1943: "1943-04-25", 1954: "1954-04-18", 1981: "1981-04-19", 2000: "2000-04-23",
		2008: "2008-03-23", 2026: "2026-04-05", 2038: "2038-04-25", 2049: "2049-04-18", 2285: "2285-03-22",
	} {
		if got := easter(year); got.String() != want {
			t.Errorf("%d: got %s, want %s", year, got, want)
		}
	}
}

func TestOwnHolidaysOfEachTerritory(t *testing.T) {
	for date, own := range map[string][]string{
		"2026-04-03": {"57", "67", "68"},
		"2026-12-26": {"57", "67", "68"},
		"2026-04-27": {"976"},
		"2026-05-22": {"972"},
		"2026-05-27": {"971"},
		"2026-05-28": {"978"},
		"2026-06-10": {"973"},
		"2026-10-09": {"977"},
		"2026-12-20": {"974"},
		// The journée de solidarité takes nothing away.
		"2026-05-25": {"01", "2A", "57", "67", "68", "98", "99", "971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"},
	} {
		for _, d := range []string{"01", "2A", "57", "67", "68", "98", "99", "971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"} {
			if got := IsHoliday(day(t, date), d); got != slices.Contains(own, d) {
				t.Errorf("%s in %s: holiday %v", date, d, got)
			}
		}
	}
}

func TestAddWorkingDays(t *testing.T) {
	for name, tc := range map[string]struct {
		from        string
		n           int
		departement string
		want        string
	}{
		"the start does not count":              {"2026-06-01", 1, "38", "2026-06-02"},
		"over a weekend":                        {"2026-06-05", 1, "38", "2026-06-08"},
		"from a Saturday":                       {"2026-06-06", 1, "38", "2026-06-08"},
		"over Easter Monday":                    {"2026-04-02", 2, "38", "2026-04-07"},
		"over Easter in Moselle":                {"2026-04-02", 1, "57", "2026-04-07"},
		"around Christmas and the year":         {"2026-12-24", 5, "38", "2027-01-04"},
		"around Christmas in Bas-Rhin, weekday": {"2025-12-24", 1, "67", "2025-12-29"},
		"the same in Isère":                     {"2025-12-24", 1, "38", "2025-12-26"},
		"over the abolition in Martinique":      {"2026-05-21", 1, "972", "2026-05-26"},
		"none":                                  {"2026-06-06", 0, "38", "2026-06-06"},
		"backwards":                             {"2026-06-08", -5, "38", "2026-06-01"},
		"backwards over a holiday":              {"2026-07-15", -1, "38", "2026-07-13"},
		"a year of them":                        {"2026-01-01", 252, "38", "2026-12-31"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := day(t, tc.from).AddWorkingDays(tc.n, tc.departement); got.String() != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestAddMonthsRunsFromDateToDate(t *testing.T) {
	for name, tc := range map[string]struct {
		from string
		n    int
		want string
	}{
		"same day":              {"2026-01-15", 6, "2026-07-15"},
		"no such day":           {"2026-08-31", 6, "2027-02-28"},
		"no such day, leap":     {"2027-08-31", 6, "2028-02-29"},
		"last day is no anchor": {"2026-02-28", 1, "2026-03-28"},
		"over the year":         {"2026-12-31", 2, "2027-02-28"},
		"back":                  {"2026-03-31", -1, "2026-02-28"},
		"back over the year":    {"2026-01-31", -2, "2025-11-30"},
		"a year from a leap":    {"2028-02-29", 12, "2029-02-28"},
		"none":                  {"2026-05-31", 0, "2026-05-31"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := day(t, tc.from).AddMonths(tc.n); got.String() != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestDays(t *testing.T) {
	a, b := day(t, "2026-02-28"), day(t, "2026-03-01")
	for what, is := range map[string]bool{
		"next day":               a.AddDays(1) == b && b.AddDays(-1) == a,
		"leap day":               day(t, "2028-02-28").AddDays(1) == day(t, "2028-02-29"),
		"order":                  a.Before(b) && b.After(a) && !a.Before(a) && !a.After(a) && a.Compare(b) == -1,
		"distance":               b.Sub(a) == 1 && a.Sub(b) == -1 && day(t, "2027-01-01").Sub(day(t, "2026-01-01")) == 365,
		"distance over DST":      day(t, "2026-03-30").Sub(day(t, "2026-03-28")) == 2,
		"weekday":                b.Weekday() == time.Sunday,
		"year":                   b.Year() == 2026,
		"French":                 day(t, "2026-06-30").French() == "30 juin 2026",
		"French first":           day(t, "2026-08-01").French() == "1er août 2026",
		"no day shows nothing":   Date{}.String() == "" && Date{}.French() == "" && Date{}.IsZero() && !a.IsZero(),
		"no day is before a day": Date{}.Before(a),
	} {
		if !is {
			t.Error(what)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"", "2026-02-30", "2026-13-01", "2026-6-30", "30/06/2026", "2026-06-30T10:00:00Z", " 2026-06-30", "0000-01-01", "26-06-30"} {
		if d, err := Parse(bad); !errors.Is(err, ErrMalformed) || fault.KindOf(err) != fault.Invalid || !d.IsZero() {
			t.Errorf("%q: got %v, %v", bad, d, err)
		}
	}
}

func TestZones(t *testing.T) {
	instant := time.Date(2026, 6, 30, 21, 59, 59, 0, time.UTC)
	for departement, want := range map[string]struct{ wall, day string }{
		"38": {"23:59", "2026-06-30"}, "2B": {"23:59", "2026-06-30"}, "98": {"23:59", "2026-06-30"}, "99": {"23:59", "2026-06-30"},
		"971": {"17:59", "2026-06-30"}, "972": {"17:59", "2026-06-30"}, "973": {"18:59", "2026-06-30"},
		"974": {"01:59", "2026-07-01"}, "975": {"19:59", "2026-06-30"}, "976": {"00:59", "2026-07-01"},
		"977": {"17:59", "2026-06-30"}, "978": {"17:59", "2026-06-30"},
		"986": {"09:59", "2026-07-01"}, "987": {"11:59", "2026-06-30"}, "988": {"08:59", "2026-07-01"},
	} {
		zone := Zone(departement)
		if wall, d := instant.In(zone).Format("15:04"), DateOf(instant, zone); wall != want.wall || d.String() != want.day {
			t.Errorf("%s: got %s on %s, want %s on %s", departement, wall, d, want.wall, want.day)
		}
	}
}

func TestAtTheEndOfADay(t *testing.T) {
	for name, tc := range map[string]struct{ day, departement, want string }{
		"summer":                        {"2026-06-30", "38", "2026-06-30T22:00:00Z"},
		"winter":                        {"2026-12-31", "38", "2026-12-31T23:00:00Z"},
		"the day with 23 hours":         {"2026-03-29", "38", "2026-03-29T22:00:00Z"},
		"the day with 25 hours":         {"2026-10-25", "38", "2026-10-25T23:00:00Z"},
		"La Réunion, hours before":      {"2026-06-30", "974", "2026-06-30T20:00:00Z"},
		"Polynésie, hours after":        {"2026-06-30", "987", "2026-07-01T10:00:00Z"},
		"Saint-Pierre has a summer too": {"2026-06-30", "975", "2026-07-01T02:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			d, zone := day(t, tc.day), Zone(tc.departement)
			end := d.At(24, 0, zone)
			if got := end.UTC().Format(time.RFC3339); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			if DateOf(end, zone) != d.AddDays(1) || DateOf(end.Add(-time.Second), zone) != d {
				t.Error("the day does not end there")
			}
		})
	}
}

func TestWireAndStore(t *testing.T) {
	type body struct {
		Opens  Date `json:"opens"`
		Closes Date `json:"closes"`
	}
	var b body
	if err := json.Unmarshal([]byte(`{"opens":"2026-06-30","closes":null}`), &b); err != nil {
		t.Fatal(err)
	}
	if out, _ := json.Marshal(b); string(out) != `{"opens":"2026-06-30","closes":null}` {
		t.Errorf("got %s", out)
	}
	for _, bad := range []string{`{"opens":20260630}`, `{"opens":""}`, `{"opens":"2026-02-30"}`} {
		if err := json.Unmarshal([]byte(bad), &b); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v", bad, err)
		}
	}
	var d Date
	if err := d.Scan(time.Date(2026, 6, 30, 0, 0, 0, 0, Zone("987"))); err != nil || d != b.Opens {
		t.Errorf("scan a time: %v, %v", d, err)
	}
	if v, _ := d.Value(); v != "2026-06-30" {
		t.Errorf("value: %v", v)
	}
	if err := d.Scan("2026-06-30"); err != nil || d != b.Opens {
		t.Errorf("scan a text: %v, %v", d, err)
	}
	if err := d.Scan("nonsense"); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("scan nonsense: %v", err)
	}
	if err := d.Scan(12); err == nil {
		t.Error("a number was scanned")
	}
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("scan NULL: %v, %v", d, err)
	}
	if v, _ := d.Value(); v != nil {
		t.Errorf("value of no day: %v", v)
	}
}

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// read returns the lines of a file of testdata, without its header.
func read(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 200 {
		t.Fatalf("%s: %d lines, %v", name, len(rows), err)
	}
	return rows[1:]
}
