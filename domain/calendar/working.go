package calendar

import "time"

// IsWorking reports whether d is a working day (jour ouvré): Monday to Friday,
// and no holiday of the département.
func IsWorking(d Date, departement string) bool {
	day := d.Weekday()
	return day != time.Saturday && day != time.Sunday && !IsHoliday(d, departement)
}

// AddWorkingDays is the n-th working day (jour ouvré) after d in a département,
// or before it if n is negative. d itself does not count; n = 0 is d, worked or
// not.
//
// Law: code de procédure civile, art. 641 (the day of the act does not count).
func (d Date) AddWorkingDays(n int, departement string) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if IsWorking(d, departement) {
			n--
		}
	}
	return d
}
