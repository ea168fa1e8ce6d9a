package rule

import (
	"fmt"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// Suggestion is a likely typing error with the value that mends it (faute de
// frappe). It never corrects by itself.
type Suggestion struct {
	Path     string // of the form
	Seen     string // as typed, in wire form
	Proposed string // in wire form
	Message  string // French
}

// proposedMax bounds the lines offered for one gap: beyond, the gap says
// nothing of where the error is.
const proposedMax = 3

// Typos looks for typing errors before a deposit: an amount with a zero too
// many, a budget out by cents, by two exchanged digits or by a factor of ten, a
// request that is not its line of account 74, the SIRET of another body, a date
// in the wrong year. None found: nil.
func Typos(f Facts, c Catalogue, s Settings) []Suggestion {
	all := tooManyZeros(f, publicCeiling(c, s))
	for _, b := range f.Budgets {
		all = append(all, b.unbalanced("charges", b.Charges, "produits", b.Products, costs, products)...)
		all = append(all, b.unbalanced("emplois en nature (86)", b.Uses, "ressources en nature (87)", b.Sources, uses, sources)...)
	}
	all = append(all, differentLines(f)...)
	all = append(all, otherBody(f.Applicant)...)
	return append(all, wrongYear(f)...)
}

// publicCeiling is the ceiling of R08, or the whole cost where the call has none.
func publicCeiling(c Catalogue, s Settings) money.Percent {
	if r, known := c.Rule("R08"); known {
		if a := s.of(r, ""); a.enabled {
			return a.values["ceiling"].(money.Percent)
		}
	}
	return money.Percents("100.00")
}

// tooManyZeros looks for a request that is above the ceiling all alone, and
// under it, with all the others, once divided by 10 or 100.
func tooManyZeros(f Facts, ceiling money.Percent) (all []Suggestion) {
	cost, public := money.Zero, money.Zero
	for _, p := range f.Plans {
		if p.Public == nil {
			return nil
		}
		cost, public = cost.Add(p.Cost), public.Add(*p.Public)
	}
	if cost.Sign() <= 0 {
		return nil
	}
	for _, r := range f.Requests {
		if r.Requested == nil || !ceiling.Above(*r.Requested, cost) {
			continue
		}
		for _, factor := range []int64{10, 100} {
			cents := r.Requested.Cents()
			fits := money.Cents(cents / factor)
			if cents%factor != 0 || ceiling.Above(public.Sub(*r.Requested).Add(fits), cost) {
				continue
			}
			all = append(all, amount(r.Path, *r.Requested, fits, "%s demandés à %s dépassent à eux seuls %s du coût (%s) : un zéro de trop ? %s conviendraient",
				r.Requested.French(), r.Funder, ceiling.French(), cost.French(), fits.French()))
			break
		}
	}
	return all
}

// side is a column of the table.
type side int

const (
	costs side = iota
	products
	uses
	sources
)

// column is where an account stands: "61-1", "indirect"; "74", "own"; "86", "87".
func (l Line) column() side {
	switch {
	case strings.HasPrefix(l.Account, "86"):
		return uses
	case strings.HasPrefix(l.Account, "87"):
		return sources
	case strings.HasPrefix(l.Account, "7"), l.Account == "own":
		return products
	}
	return costs
}

// unbalanced looks, in two columns that should be equal, for the lines that a
// single slip explains.
func (b Budget) unbalanced(one string, left money.Amount, other string, right money.Amount, leftSide, rightSide side) (all []Suggestion) {
	gap := left.Sub(right)
	if gap.IsZero() {
		return nil
	}
	for _, l := range b.Lines {
		mended := l.Amount
		switch l.column() {
		case leftSide:
			mended = l.Amount.Sub(gap)
		case rightSide:
			mended = l.Amount.Add(gap)
		default:
			continue
		}
		if slip := slipOf(l.Amount, mended); slip != "" {
			all = append(all, amount(l.Path, l.Amount, mended, "%s : %s %s, %s %s. La ligne « %s » de %s semble comporter %s : %s rétablirait l'équilibre",
				b.name(), one, left.French(), other, right.French(), l.Label, l.Amount.French(), slip, mended.French()))
		}
	}
	if len(all) > proposedMax {
		return nil
	}
	return all
}

// differentLines looks for a request that is not its line of account 74. The
// line counts when the budget balances with it; otherwise the request does.
func differentLines(f Facts) (all []Suggestion) {
	if len(f.Budgets) != 1 {
		return nil
	}
	b := f.Budgets[0]
	for _, r := range f.Requests {
		for _, l := range b.Lines {
			if r.Requested == nil || l.Funder != r.Funder || l.Amount.Equal(*r.Requested) {
				continue
			}
			told := fmt.Sprintf("%s : %s demandés, %s au compte 74", r.Funder, r.Requested.French(), l.Amount.French())
			if b.Charges.Equal(b.Products) {
				all = append(all, amount(r.Path, *r.Requested, l.Amount, "%s. Le budget est équilibré avec %s", told, l.Amount.French()))
			} else if b.Products.Sub(l.Amount).Add(*r.Requested).Equal(b.Charges) {
				all = append(all, amount(l.Path, l.Amount, *r.Requested, "%s. Le budget serait équilibré avec %s", told, r.Requested.French()))
			}
		}
	}
	return all
}

// slipOf tells how a hand could have typed seen for meant; "" if it could not.
func slipOf(seen, meant money.Amount) string {
	a, b := seen.Cents(), meant.Cents()
	switch gap := seen.Sub(meant).Abs(); {
	case a <= 0 || b <= 0 || a == b:
		return ""
	case gap.Less(money.Euros("1.00")) && a%100 != 0:
		return "des centimes de trop"
	case a == 10*b || a == 100*b:
		return "un zéro de trop"
	case b == 10*a || b == 100*a:
		return "un zéro oublié"
	case exchanged(seen.String(), meant.String()):
		return "deux chiffres inversés"
	}
	return ""
}

// exchanged reports whether two texts differ by two neighbours exchanged.
func exchanged(a, b string) bool {
	for i := 0; i+1 < len(a) && len(a) == len(b); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// sirenDigits is the length of the part of a SIRET that names the body.
const sirenDigits = 9

// otherBody looks for a SIRET that is not that of the body's record.
func otherBody(a Applicant) []Suggestion {
	if a.RecordSiret == "" || a.Siret == "" || a.Siret == a.RecordSiret {
		return nil
	}
	told := "n'est pas celui de la fiche de l'organisme"
	switch {
	case len(a.Siret) > sirenDigits && strings.HasPrefix(a.RecordSiret, a.Siret[:sirenDigits]):
		told = "est un autre établissement du même organisme"
	case exchanged(a.Siret, a.RecordSiret):
		told += " (deux chiffres inversés)"
	case a.RegisterName != "":
		told = "est celui de « " + a.RegisterName + " »"
	}
	return []Suggestion{{"siret", a.Siret, a.RecordSiret, sentence("Le SIRET %s %s ; la fiche de « %s » porte %s", a.Siret, told, a.Name, a.RecordSiret)}}
}

// wrongYear looks for dates of the action whose year is a slip of that of the
// campaign, when the action still runs forwards once mended.
func wrongYear(f Facts) (all []Suggestion) {
	a := f.Action
	if f.Year == 0 || a.StartsOn.IsZero() || a.EndsOn.IsZero() {
		return nil
	}
	start, end := a.StartsOn, a.EndsOn
	if mistaken(start.Year(), f.Year) {
		start = inYear(start, f.Year)
	}
	last := f.Year + max(a.Years, 1) - 1
	if (end.Year() < f.Year || end.Year() > last) && mistaken(end.Year(), last) {
		end = inYear(end, last)
	}
	if end.Before(start) {
		return nil
	}
	for _, d := range []struct {
		path, what  string
		seen, meant calendar.Date
	}{{"starts_on", "début", a.StartsOn, start}, {"ends_on", "fin", a.EndsOn, end}} {
		if d.seen != d.meant {
			all = append(all, Suggestion{d.path, d.seen.String(), d.meant.String(),
				sentence("La date de %s est le %s, pour une campagne %d ; date proposée : le %s", d.what, d.seen.French(), f.Year, d.meant.French())})
		}
	}
	return all
}

// mistaken reports whether year is a slip of meant: the year before or after,
// one digit wrong, two exchanged.
func mistaken(year, meant int) bool {
	if year == meant {
		return false
	}
	a, b, wrong := fmt.Sprintf("%04d", year), fmt.Sprintf("%04d", meant), 0
	for i := 0; i < len(a) && len(a) == len(b); i++ {
		if a[i] != b[i] {
			wrong++
		}
	}
	return year == meant-1 || year == meant+1 || wrong == 1 || exchanged(a, b)
}

// inYear is the same day of another year, 28 February for a 29 that is not.
func inYear(d calendar.Date, year int) calendar.Date { return d.AddMonths(12 * (year - d.Year())) }

func amount(path string, seen, proposed money.Amount, format string, args ...any) Suggestion {
	return Suggestion{path, seen.String(), proposed.String(), sentence(format, args...)}
}
