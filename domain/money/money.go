// Package money is euros, exact to the cent.
//
//	"12 400,00" or "12400.00" ──Parse──> Amount ──String──> "12400.00" (wire, SQL)
//	                                            ──French──> "12 400,00 €" (people)
//
// An Amount never holds more than two decimals and never rounds by itself:
// only Share and Percent round, half away from zero, in this one place.
// Needs fault; needed by every room that counts.
package money

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"tourdetable/domain/fault"
)

// ErrMalformed refuses what is no amount in euros.
var ErrMalformed = fault.New(fault.Invalid, "money.malformed", "montant illisible")

// bound is 10^12: NUMERIC(14,2) holds every amount below it.
var bound = decimal.New(1, 12)

// Amount is a number of euros, exact to the cent, below 10^12 in absolute
// value. The zero Amount is 0.00 €.
type Amount struct{ d decimal.Decimal }

// Zero is 0.00 €.
var Zero Amount

// Parse reads an amount as people and files write it: "1234.56", "1 234,56",
// "1 234,56 €", with ordinary, no-break or narrow spaces between groups of
// thousands. It refuses more than two decimals, exponents and anything else.
func Parse(s string) (Amount, error) {
	text := strings.TrimSpace(s)
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(text, "euros"), "€"))
	return exact(s, strings.Replace(ungrouped(text), ",", ".", 1))
}

// ParseWire reads the strict form of the wire and of our own files: an
// optional minus, digits, and at most two decimals after a point.
func ParseWire(s string) (Amount, error) { return exact(s, s) }

// exact reads text, the plain form of what the user wrote as seen.
func exact(seen, text string) (Amount, error) {
	digits := strings.TrimPrefix(text, "-")
	whole, cents, point := strings.Cut(digits, ".")
	if whole == "" || !allDigits(whole) || !allDigits(cents) || (point && cents == "") {
		return Zero, ErrMalformed.With("montant illisible : « %s » ; attendu : des euros avec au plus deux décimales, par exemple « 1234.56 »", seen)
	}
	if len(cents) > 2 {
		return Zero, ErrMalformed.With("montant « %s » : %d décimales ; attendu : deux au plus, par exemple « 1234.56 »", seen, len(cents))
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.Abs().GreaterThanOrEqual(bound) {
		return Zero, ErrMalformed.With("montant hors limites : « %s » ; attendu : moins de mille milliards d'euros", seen)
	}
	return Amount{d}, nil
}

// ungrouped drops the spaces that separate groups of three digits before the
// decimal mark; a space anywhere else stays, and is refused by exact.
func ungrouped(s string) string {
	whole, rest, mark := strings.Cut(s, ",")
	if !mark {
		if i := strings.IndexByte(s, '.'); i >= 0 {
			whole, rest = s[:i], s[i:]
		}
	} else {
		rest = "," + rest
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' })
	for _, g := range groups[min(1, len(groups)):] {
		if len(g) != 3 {
			return s
		}
	}
	return strings.Join(groups, "") + rest
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// Euros is Parse for constants: it panics on a malformed one.
func Euros(s string) Amount {
	a, err := ParseWire(s)
	if err != nil {
		panic("money.Euros: " + err.Error())
	}
	return a
}

// Cents makes an Amount of n cents.
func Cents(n int64) Amount { return Amount{decimal.New(n, -2)} }

// Cents returns the amount as a number of cents: exact, since the bound is far
// below 2^63.
func (a Amount) Cents() int64 { return a.d.Shift(2).IntPart() }

func (a Amount) Add(b Amount) Amount           { return Amount{a.d.Add(b.d)} }
func (a Amount) Sub(b Amount) Amount           { return Amount{a.d.Sub(b.d)} }
func (a Amount) Neg() Amount                   { return Amount{a.d.Neg()} }
func (a Amount) Abs() Amount                   { return Amount{a.d.Abs()} }
func (a Amount) Cmp(b Amount) int              { return a.d.Cmp(b.d) }
func (a Amount) Equal(b Amount) bool           { return a.d.Equal(b.d) }
func (a Amount) Less(b Amount) bool            { return a.d.LessThan(b.d) }
func (a Amount) More(b Amount) bool            { return a.d.GreaterThan(b.d) }
func (a Amount) Sign() int                     { return a.d.Sign() }
func (a Amount) IsZero() bool                  { return a.d.IsZero() }
func (a Amount) Clamp(low, high Amount) Amount { return Max(low, Min(a, high)) }

// Min returns the smaller of a and b.
func Min(a, b Amount) Amount {
	if b.Less(a) {
		return b
	}
	return a
}

// Max returns the larger of a and b.
func Max(a, b Amount) Amount {
	if b.More(a) {
		return b
	}
	return a
}

// Sum adds amounts; 0.00 € for none.
func Sum(amounts ...Amount) Amount {
	total := Zero
	for _, a := range amounts {
		total = total.Add(a)
	}
	return total
}

// Share returns a × part ÷ whole, rounded to the cent, half away from zero.
// whole must not be zero.
func (a Amount) Share(part, whole Amount) Amount {
	return Amount{a.d.Mul(part.d).DivRound(whole.d, 2)}
}

// Split cuts a into n parts that differ by one cent at the most and add up to
// a; the first parts take the cents left over. n must be positive.
func (a Amount) Split(n int) []Amount {
	cents, parts := a.Cents(), make([]Amount, n)
	each, left := cents/int64(n), cents%int64(n)
	for i := range parts {
		c := each
		switch {
		case left > 0:
			c, left = c+1, left-1
		case left < 0:
			c, left = c-1, left+1
		}
		parts[i] = Cents(c)
	}
	return parts
}

// String gives the wire form, "1234.50".
func (a Amount) String() string { return a.d.StringFixed(2) }

// French gives the form people read: "1 234,50 €", with narrow no-break
// spaces and a true minus.
func (a Amount) French() string {
	whole, cents, _ := strings.Cut(a.d.Abs().StringFixed(2), ".")
	var b strings.Builder
	if a.d.Sign() < 0 {
		b.WriteString("\u2212")
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(r)
	}
	return b.String() + "," + cents + "\u00a0€"
}

// MarshalJSON writes a string: a JSON number would lose cents somewhere.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }

// UnmarshalJSON accepts the wire form in a string and nothing else.
func (a *Amount) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return ErrMalformed.With("montant %s ; attendu : une chaîne, par exemple \"1234.56\"", b)
	}
	parsed, err := ParseWire(s)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// Value writes to NUMERIC(14,2).
func (a Amount) Value() (driver.Value, error) { return a.String(), nil }

// Scan reads from NUMERIC.
func (a *Amount) Scan(src any) error {
	var d decimal.Decimal
	if err := d.Scan(src); err != nil {
		return fmt.Errorf("scan an amount: %w", err)
	}
	if !d.Equal(d.Truncate(2)) {
		return fmt.Errorf("scan an amount: %s has more than two decimals", d)
	}
	*a = Amount{d}
	return nil
}
