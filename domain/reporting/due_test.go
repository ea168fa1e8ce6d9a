package reporting

import (
	"testing"

	"pgregory.net/rapid"

	"tourdetable/domain/money"
)

func TestDueAtTheEdgesOfTheTolerance(t *testing.T) {
	for name, c := range map[string]struct{ awarded, realised, final, tolerance, want string }{
		"a cent inside the tolerance":        {"10000.00", "95000.01", "100000.00", "5.00", "10000.00"},
		"exactly at the tolerance":           {"10000.00", "95000.00", "100000.00", "5.00", "10000.00"},
		"a cent beyond the tolerance":        {"10000.00", "94999.99", "100000.00", "5.00", "9500.00"},
		"beyond it, pro rata without it":     {"10000.00", "90000.00", "100000.00", "5.00", "9000.00"},
		"P1 of the worked example":           {"26000.00", "74118.62", "74950.00", "5.00", "26000.00"},
		"P8 of the worked example, FIPD":     {"12000.00", "25640.25", "33175.00", "5.00", "9274.54"},
		"P8 of the worked example, CD":       {"5500.00", "25640.25", "33175.00", "5.00", "4250.83"},
		"the cost is met":                    {"10000.00", "100000.00", "100000.00", "0.00", "10000.00"},
		"no tolerance, a cent short":         {"100000.00", "99999.99", "100000.00", "0.00", "99999.99"},
		"no tolerance, too little to matter": {"1.00", "99999.99", "100000.00", "0.00", "1.00"},
		"more was spent":                     {"10000.00", "150000.00", "100000.00", "5.00", "10000.00"},
		"nothing was spent":                  {"10000.00", "0.00", "100000.00", "5.00", "0.00"},
		"nothing was spent, all tolerated":   {"10000.00", "0.00", "100000.00", "100.00", "10000.00"},
		"half a cent is rounded up":          {"0.01", "50.00", "100.00", "5.00", "0.01"},
	} {
		got := Due(money.Euros(c.awarded), money.Euros(c.realised), money.Euros(c.final), money.Percents(c.tolerance))
		if got.String() != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestDueIsNeverMoreThanAwardedAndGrowsWithTheCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		final := rapid.Int64Range(1, 1_000_000_000).Draw(t, "final")
		awarded := rapid.Int64Range(1, final).Draw(t, "awarded")
		low := rapid.Int64Range(0, 2*final).Draw(t, "realised")
		high := rapid.Int64Range(low, 2*final).Draw(t, "more")
		tolerance := money.PercentOf(money.Cents(rapid.Int64Range(0, 100).Draw(t, "tolerance")), money.Cents(100))
		due := func(realised int64) money.Amount {
			return Due(money.Cents(awarded), money.Cents(realised), money.Cents(final), tolerance)
		}
		if due(low).Sign() < 0 || due(low).More(money.Cents(awarded)) || due(low).More(due(high)) {
			t.Fatalf("due %s at %d, %s at %d, for %d awarded", due(low), low, due(high), high, awarded)
		}
	})
}
