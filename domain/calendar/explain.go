package calendar

import (
	"fmt"
	"slices"
	"strings"
)

// Span is a legal delay: months first, then working days.
type Span struct {
	Months      int // de date à date
	WorkingDays int // jours ouvrés; 0: none, and the day stands, worked or not
	Departement string
}

// Explained is a date with how it was found.
type Explained struct {
	Date        Date   `json:"date"`
	Explanation string `json:"explanation"` // French
	Law         string `json:"law"`
}

// Explain counts the span from a day, the day itself not counted, and tells
// each step: the last day of the month where there is no such day, the weekends
// and holidays that were passed.
//
// Law: code de procédure civile, art. 640 to 642.
func (s Span) Explain(from Date) Explained {
	told := []string{"À partir du " + from.French()}
	var law []string
	d := from
	if s.Months != 0 {
		d = d.AddMonths(s.Months)
		step := fmt.Sprintf("%s, de date à date : %s", inMonths(s.Months), d.French())
		if d.day != from.day {
			step += fmt.Sprintf(" (ce mois n'a pas de %d)", from.day)
		}
		told, law = append(told, step), append(law, "code de procédure civile, art. 641")
	}
	if s.WorkingDays != 0 {
		start := d
		d = d.AddWorkingDays(s.WorkingDays, s.Departement)
		step := fmt.Sprintf("%s, le jour de départ non compté : %s", inWorkingDays(s.WorkingDays), d.French())
		if passed := holidaysPassed(start, d, s.Departement); len(passed) > 0 {
			step += " (férié : " + strings.Join(passed, ", ") + ")"
		}
		told = append(told, step)
		law = append(law, "code de procédure civile, art. 641", "code du travail, art. L3133-1")
		switch {
		case len(alsaceMoselle(start.year, s.Departement)) > 0:
			law = append(law, "code du travail, art. L3134-13")
		case len(commemoration(start.year, s.Departement)) > 0:
			law = append(law, "code du travail, art. L3422-2")
		}
	}
	slices.Sort(law)
	return Explained{d, strings.Join(told, " ; ") + ".", strings.Join(slices.Compact(law), " ; ")}
}

// holidaysPassed names the holidays between two days that fell on a weekday.
func holidaysPassed(from, to Date, departement string) (names []string) {
	if to.Before(from) {
		from, to = to.AddDays(-1), from.AddDays(-1)
	}
	for year := from.year; year <= to.year; year++ {
		for _, h := range Holidays(year, departement) {
			weekend := h.Date.Weekday() == 0 || h.Date.Weekday() == 6
			if h.Date.After(from) && h.Date.Before(to) && !weekend {
				names = append(names, h.Name+", "+h.Date.French())
			}
		}
	}
	return names
}

func inMonths(n int) string {
	if n == 1 {
		return "un mois"
	}
	return fmt.Sprintf("%d mois", n)
}

func inWorkingDays(n int) string {
	if n == 1 {
		return "un jour ouvré"
	}
	return fmt.Sprintf("%d jours ouvrés", n)
}
