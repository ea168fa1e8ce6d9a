package money

import (
	"database/sql/driver"
	"encoding/json"

	"github.com/shopspring/decimal"

	"tourdetable/domain/fault"
)

// ErrPercent refuses what is no percentage.
var ErrPercent = fault.New(fault.Invalid, "money.percent", "pourcentage illisible")

// Percent is a percentage with two decimals, 0.00 to 999.99. The zero Percent
// is 0.00 %.
type Percent struct{ d decimal.Decimal }

// ParsePercent reads the wire form, "80.00".
func ParsePercent(s string) (Percent, error) {
	a, err := ParseWire(s)
	if err != nil || a.Sign() < 0 || a.d.GreaterThanOrEqual(decimal.New(1000, 0)) {
		return Percent{}, ErrPercent.With("pourcentage illisible : « %s » ; attendu : un nombre positif avec au plus deux décimales, par exemple « 80.00 »", s)
	}
	return Percent{a.d}, nil
}

// Percents is ParsePercent for constants: it panics on a malformed one.
func Percents(s string) Percent {
	p, err := ParsePercent(s)
	if err != nil {
		panic("money.Percents: " + err.Error())
	}
	return p
}

// PercentOf returns part ÷ whole in percent, rounded to two decimals, half
// away from zero; 0.00 % if whole is zero. It is for reading: rules compare
// exactly, with Above.
func PercentOf(part, whole Amount) Percent {
	if whole.IsZero() {
		return Percent{}
	}
	return Percent{part.d.Shift(2).DivRound(whole.d, 2)}
}

// Above reports whether part exceeds p percent of whole: exactly, without any
// rounding, so that 80.004 % is above 80 %.
func (p Percent) Above(part, whole Amount) bool {
	return part.d.Shift(2).GreaterThan(p.d.Mul(whole.d))
}

// Of returns p percent of a, rounded to the cent, half away from zero.
func (p Percent) Of(a Amount) Amount { return Amount{a.d.Mul(p.d).Shift(-2).Round(2)} }

func (p Percent) Equal(q Percent) bool { return p.d.Equal(q.d) }
func (p Percent) IsZero() bool         { return p.d.IsZero() }

// String gives the wire form, "80.05".
func (p Percent) String() string { return p.d.StringFixed(2) }

// French gives the form people read, "80,05 %".
func (p Percent) French() string {
	s := []byte(p.String())
	s[len(s)-3] = ','
	return string(s) + "\u00a0%"
}

func (p Percent) MarshalJSON() ([]byte, error) { return json.Marshal(p.String()) }

func (p *Percent) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return ErrPercent.With("pourcentage %s ; attendu : une chaîne, par exemple \"80.00\"", b)
	}
	parsed, err := ParsePercent(s)
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

func (p Percent) Value() (driver.Value, error) { return p.String(), nil }

func (p *Percent) Scan(src any) error { return p.d.Scan(src) }
