package calendar

import (
	"slices"
	"time"
)

// Holiday is a day off by law (jour férié).
type Holiday struct {
	Date Date
	Name string // French
}

// abolition is the day that commemorates the end of slavery.
//
// Law: code du travail, art. L3422-2; for 978 see the decisions in doc.go.
var abolition = map[string]struct {
	month time.Month
	day   int
}{
	"971": {time.May, 27},
	"972": {time.May, 22},
	"973": {time.June, 10},
	"974": {time.December, 20},
	"976": {time.April, 27},
	"977": {time.October, 9},
	"978": {time.May, 28},
}

// Holidays lists the holidays of a year in a département, in order.
func Holidays(year int, departement string) []Holiday {
	all := slices.Concat(common(year), alsaceMoselle(year, departement), commemoration(year, departement))
	slices.SortStableFunc(all, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return all
}

// IsHoliday reports whether d is a holiday in a département.
func IsHoliday(d Date, departement string) bool {
	return slices.ContainsFunc(Holidays(d.year, departement), func(h Holiday) bool { return h.Date == d })
}

// common are the eleven holidays of the whole country.
//
// Law: code du travail, art. L3133-1.
func common(year int) []Holiday {
	easter := easter(year)
	return []Holiday{
		{On(year, time.January, 1), "Jour de l'an"},
		{easter.AddDays(1), "Lundi de Pâques"},
		{On(year, time.May, 1), "Fête du travail"},
		{On(year, time.May, 8), "Victoire de 1945"},
		{easter.AddDays(39), "Ascension"},
		{easter.AddDays(50), "Lundi de Pentecôte"},
		{On(year, time.July, 14), "Fête nationale"},
		{On(year, time.August, 15), "Assomption"},
		{On(year, time.November, 1), "Toussaint"},
		{On(year, time.November, 11), "Armistice de 1918"},
		{On(year, time.December, 25), "Noël"},
	}
}

// alsaceMoselle are the two holidays that local law adds.
//
// Law: code du travail, art. L3134-13.
func alsaceMoselle(year int, departement string) []Holiday {
	if !slices.Contains([]string{"57", "67", "68"}, departement) {
		return nil
	}
	return []Holiday{
		{easter(year).AddDays(-2), "Vendredi saint"},
		{On(year, time.December, 26), "Saint-Étienne"},
	}
}

func commemoration(year int, departement string) []Holiday {
	d, own := abolition[departement]
	if !own {
		return nil
	}
	return []Holiday{{On(year, d.month, d.day), "Abolition de l'esclavage"}}
}

// easter is Easter Sunday of a Gregorian year, by the method of Meeus, Jones
// and Butcher: the Sunday after the first full moon of spring, as the Church
// computes it.
func easter(year int) Date {
	golden, century, rest := year%19, year/100, year%100
	correction := (century + 8) / 25
	moon := (19*golden + century - century/4 - (century-correction+1)/3 + 15) % 30
	weekday := (32 + 2*(century%4) + 2*(rest/4) - moon - rest%4) % 7
	late := (golden + 11*moon + 22*weekday) / 451
	march := moon + weekday - 7*late + 114
	return On(year, time.Month(march/31), march%31+1)
}
