package money

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseReadsWhatPeopleWrite(t *testing.T) {
	for seen, want := range map[string]string{
		"1234.56": "1234.56", "1234,56": "1234.56", "1 234,56": "1234.56", "1\u00a0234,56\u00a0€": "1234.56", "1\u202f234\u202f567,8": "1234567.80",
		"12": "12.00", "-3,5": "-3.50", "0": "0.00", " 7 euros": "7.00", "999999999999.99": "999999999999.99", "007": "7.00",
	} {
		a, err := Parse(seen)
		if err != nil || a.String() != want {
			t.Errorf("%q: got %s, %v; want %s", seen, a, err, want)
		}
	}
}

func TestParseRefusesWhatIsNoAmount(t *testing.T) {
	for _, seen := range []string{"", " ", "€", "-", ".", "1.", ".5", "1,234", "1.234", "1e3", "1,2,3", "1.2.3", "12 34,5", "1 2345", "+1", "--1", "0x1F", "NaN", "Inf",
		"1000000000000", "-1000000000000.00", "99999999999999999999999999", "douze", "1_000", "１２", "1 234 56,00"} {
		if a, err := Parse(seen); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: read as %s, %v", seen, a, err)
		}
	}
}

func TestTheWireTakesItsOwnFormOnly(t *testing.T) {
	for _, seen := range []string{"1 234.56", "1234,56", "1234.56 €", " 1", "1 ", "1.", "1.000", "+1", ""} {
		if a, err := ParseWire(seen); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: read as %s, %v", seen, a, err)
		}
	}
	var a Amount
	for _, seen := range []string{`12.5`, `null1`, `{}`, `"1,5"`, `true`, `["1"]`} {
		if err := json.Unmarshal([]byte(seen), &a); err == nil {
			t.Errorf("%s: read as %s", seen, a)
		}
	}
}

// cents are amounts as whole numbers, of every size that the bound takes.
func cents() *rapid.Generator[int64] {
	return rapid.Int64Range(-99_999_999_999_999, 99_999_999_999_999)
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := cents().Draw(t, "cents")
		a := Cents(n)
		if a.Cents() != n {
			t.Fatalf("%d cents became %d", n, a.Cents())
		}
		if b, err := ParseWire(a.String()); err != nil || !b.Equal(a) {
			t.Fatalf("%s read back as %s, %v", a, b, err)
		}
		french := strings.Replace(a.French(), "\u2212", "-", 1)
		if b, err := Parse(french); err != nil || !b.Equal(a) {
			t.Fatalf("%s read back as %s, %v", french, b, err)
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var b Amount
		if err := json.Unmarshal(text, &b); err != nil || !b.Equal(a) {
			t.Fatalf("%s read back as %s, %v", text, b, err)
		}
	})
}

func TestASplitAddsUpAndItsPartsDifferByACent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, n := Cents(cents().Draw(t, "cents")), rapid.IntRange(1, 60).Draw(t, "parts")
		parts := a.Split(n)
		low, high := parts[0], parts[0]
		for _, p := range parts {
			low, high = Min(low, p), Max(high, p)
		}
		if len(parts) != n || !Sum(parts...).Equal(a) || high.Sub(low).More(Cents(1)) {
			t.Fatalf("%s in %d: %v", a, n, parts)
		}
	})
}

// halfAway is a × b ÷ c in whole numbers, half away from zero.
func halfAway(a, b, c int64) int64 {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	d := big.NewInt(c)
	sign := int64(n.Sign() * d.Sign())
	n.Abs(n)
	d.Abs(d)
	n.Add(n.Mul(n, big.NewInt(2)), d)
	return sign * n.Quo(n, d.Mul(d, big.NewInt(2))).Int64()
}

func TestAShareIsRoundedHalfAwayFromZero(t *testing.T) {
	if got := Euros("12000.00").Share(Euros("25640.25"), Euros("33175.00")); got.String() != "9274.54" {
		t.Errorf("P8 of the worked example: %s", got)
	}
	for _, c := range []struct{ a, part, whole, want string }{
		{"0.01", "1.00", "2.00", "0.01"}, {"-0.01", "1.00", "2.00", "-0.01"}, {"0.05", "1.00", "2.00", "0.03"}, {"1.00", "1.00", "3.00", "0.33"},
	} {
		if got := Euros(c.a).Share(Euros(c.part), Euros(c.whole)); got.String() != c.want {
			t.Errorf("%s × %s ÷ %s: got %s, want %s", c.a, c.part, c.whole, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.Int64Range(0, 9_999_999_999)
		a, part, whole := small.Draw(t, "a"), small.Draw(t, "part"), rapid.Int64Range(1, 9_999_999_999).Draw(t, "whole")
		want := halfAway(a, part, whole)
		if got := Cents(a).Share(Cents(part), Cents(whole)); got.Cents() != want {
			t.Fatalf("%d × %d ÷ %d: got %d, want %d", a, part, whole, got.Cents(), want)
		}
		if got := Cents(-a).Share(Cents(part), Cents(whole)); got.Cents() != -want {
			t.Fatalf("-%d × %d ÷ %d: got %d, want %d", a, part, whole, got.Cents(), -want)
		}
	})
}

func TestACeilingIsHeldExactlyAndOnlyShownRounded(t *testing.T) {
	eighty := Percents("80.00")
	for _, c := range []struct {
		part, whole string
		above       bool
		shown       string
	}{
		{"80.00", "100.00", false, "80.00"}, {"80.01", "100.00", true, "80.01"}, {"80000.01", "100000.00", true, "80.00"}, {"79999.99", "100000.00", false, "80.00"}, {"0.00", "0.00", false, "0.00"},
	} {
		part, whole := Euros(c.part), Euros(c.whole)
		if eighty.Above(part, whole) != c.above || PercentOf(part, whole).String() != c.shown {
			t.Errorf("%s of %s: above %v, shown %s", c.part, c.whole, eighty.Above(part, whole), PercentOf(part, whole))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p, part, whole := rapid.Int64Range(0, 99_999).Draw(t, "percent"), rapid.Int64Range(0, 9_999_999_999).Draw(t, "part"), rapid.Int64Range(1, 9_999_999_999).Draw(t, "whole")
		percent := Percents(fmt.Sprintf("%d.%02d", p/100, p%100))
		left, right := new(big.Int).Mul(big.NewInt(part), big.NewInt(10_000)), new(big.Int).Mul(big.NewInt(p), big.NewInt(whole))
		if percent.Above(Cents(part), Cents(whole)) != (left.Cmp(right) > 0) {
			t.Fatalf("%s of %d against %d", percent, whole, part)
		}
		if got, want := percent.Of(Cents(whole)).Cents(), halfAway(whole, p, 10_000); got != want {
			t.Fatalf("%s of %d: got %d, want %d", percent, whole, got, want)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1 234,56 €", "1234.56", "-0,01", "1e9", "12 34", "\u202f1", "9999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if back, err := ParseWire(a.String()); err != nil || !back.Equal(a) {
			t.Errorf("%q read as %s, then as %s, %v", s, a, back, err)
		}
	})
}
