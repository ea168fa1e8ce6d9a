package tabular

import (
	"strconv"
	"strings"
	"time"
)

// dayForms are the ways people write a day, tried in this order; the French
// order of day and month is the only one.
var dayForms = []string{"2006-01-02", "02/01/2006", "2/1/2006", "02.01.2006", "02-01-2006", "2006/01/02", "02/01/06", "20060102"}

// Day reads a day as files write it: the serial number of a spreadsheet,
// 2026-07-01, 01/07/2026, 01.07.2026, with or without an hour behind. False if
// text is none of these.
func (s Sheet) Day(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if day, ok := s.Date(text); ok {
		return day, true
	}
	text, _, _ = strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	for _, form := range dayForms {
		if day, err := time.Parse(form, text); err == nil && day.Year() >= 1950 && day.Year() <= 2100 {
			return day, true
		}
	}
	return time.Time{}, false
}

// Date reads the serial number of a day, as a spreadsheet stores it; false if
// text is no number of a day between 1950 and 2100.
func (s Sheet) Date(text string) (time.Time, bool) {
	if s.since1904 {
		return serial(text, time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	return ExcelDate(text)
}

// ExcelDate is Date for the usual calendar of spreadsheets, whose day 1 is
// 1 January 1900.
func ExcelDate(text string) (time.Time, bool) {
	return serial(text, time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC))
}

func serial(text string, zero time.Time) (time.Time, bool) {
	whole, _, _ := strings.Cut(text, ".")
	days, err := strconv.Atoi(whole)
	if err != nil || len(whole) != 5 || !digitsOnly(whole) {
		return time.Time{}, false
	}
	day := zero.AddDate(0, 0, days)
	return day, day.Year() >= 1950 && day.Year() <= 2100
}

// Year reads a year as files write it: 2022, or 2022.0 from a spreadsheet;
// false if text is no year between 1950 and 2100.
func Year(text string) (int, bool) {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".0")
	year, err := strconv.Atoi(text)
	return year, err == nil && len(text) == 4 && year >= 1950 && year <= 2100
}
