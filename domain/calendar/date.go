package calendar

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"tourdetable/domain/fault"
)

// ErrMalformed refuses what is no civil day.
var ErrMalformed = fault.New(fault.Invalid, "calendar.malformed", "date illisible")

// layout is the form of a day on the wire and in SQL.
const layout = "2006-01-02"

// Date is a civil day: no hour, no zone. Two equal days are ==. The zero Date
// is no day: null in JSON and in SQL.
type Date struct {
	year  int
	month time.Month
	day   int
}

// On makes a Date; days and months beyond their end run on, as in time.Date.
func On(year int, month time.Month, day int) Date {
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Parse reads "2026-06-30" and nothing else; faults: ErrMalformed.
func Parse(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil || t.Year() == 0 {
		return Date{}, ErrMalformed.With("date « %s » ; attendu : un jour qui existe, écrit AAAA-MM-JJ, par exemple « 2026-06-30 »", s).Because(err)
	}
	return dateOf(t), nil
}

// DateOf is the civil day that zone lives at instant.
func DateOf(instant time.Time, zone *time.Location) Date { return dateOf(instant.In(zone)) }

func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// At is the instant of hour:minute of that day in zone. At(24, 0, zone) is its
// end. In the hour that a change of time skips, it is an instant of that night.
func (d Date) At(hour, minute int, zone *time.Location) time.Time {
	return time.Date(d.year, d.month, d.day, hour, minute, 0, 0, zone)
}

// AddDays moves by n days, backwards if n is negative.
func (d Date) AddDays(n int) Date { return On(d.year, d.month, d.day+n) }

// AddMonths moves by n months "de date à date": the same day of the month, or
// the last one of a month that has no such day. Backwards if n is negative.
//
// Law: code de procédure civile, art. 641.
func (d Date) AddMonths(n int) Date {
	last := On(d.year, d.month+time.Month(n)+1, 0)
	return Date{last.year, last.month, min(d.day, last.day)}
}

// Sub is the number of days from e to d, negative if d comes before e.
func (d Date) Sub(e Date) int { return int(d.midnight().Sub(e.midnight()) / (24 * time.Hour)) }

// Compare is -1 if d comes before e, 0 on the same day, +1 after.
func (d Date) Compare(e Date) int { return d.midnight().Compare(e.midnight()) }

func (d Date) Before(e Date) bool    { return d.Compare(e) < 0 }
func (d Date) After(e Date) bool     { return d.Compare(e) > 0 }
func (d Date) Year() int             { return d.year }
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }
func (d Date) IsZero() bool          { return d == Date{} }

// midnight lends Date the arithmetic of time.Time, in a zone whose days all
// have 24 hours.
func (d Date) midnight() time.Time { return d.At(0, 0, time.UTC) }

// String gives the wire form, "2026-06-30"; "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format(layout)
}

var months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// French gives the form people read, "30 juin 2026", "1er juillet 2026"; "" for
// no day.
func (d Date) French() string {
	if d.IsZero() {
		return ""
	}
	day := strconv.Itoa(d.day)
	if d.day == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, months[d.month-1], d.year)
}

// MarshalJSON writes a string, or null for no day.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads the wire form in a string, or null.
func (d *Date) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*d = Date{}
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return ErrMalformed.With("date %s ; attendu : une chaîne, par exemple \"2026-06-30\"", b)
	}
	read, err := Parse(s)
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// Value writes to a date column, NULL for no day.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a date column. The driver gives its day as a time, in whatever
// zone: only the day it shows counts.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = dateOf(v)
	case string:
		read, err := Parse(v)
		if err != nil {
			return fmt.Errorf("scan a date: %v", err)
		}
		*d = read
	default:
		return fmt.Errorf("scan a date: got %T", src)
	}
	return nil
}
