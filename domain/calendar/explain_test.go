package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestASpanIsExplained(t *testing.T) {
	for name, c := range map[string]struct {
		from      Date
		span      Span
		want      Date
		told, law string
	}{
		"months then working days":       {On(2026, time.June, 30), Span{6, 5, "974"}, On(2027, time.January, 7), "Jour de l'an", "L3422-2"},
		"no such day in the month":       {On(2026, time.August, 31), Span{6, 0, ""}, On(2027, time.February, 28), "n'a pas de 31", "art. 641"},
		"a leap year":                    {On(2027, time.August, 31), Span{6, 0, ""}, On(2028, time.February, 29), "n'a pas de 31", "art. 641"},
		"good Friday rests in Moselle":   {On(2026, time.April, 2), Span{0, 1, "57"}, On(2026, time.April, 7), "Vendredi saint", "L3134-13"},
		"and not in Meurthe-et-Moselle":  {On(2026, time.April, 2), Span{0, 1, "54"}, On(2026, time.April, 3), "un jour ouvré", "L3133-1"},
		"nothing to count":               {On(2026, time.May, 1), Span{0, 0, "75"}, On(2026, time.May, 1), "1er mai 2026", ""},
		"the start day is never counted": {On(2026, time.March, 2), Span{0, 1, "75"}, On(2026, time.March, 3), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.span.Explain(c.from)
			if got.Date != c.want || !strings.Contains(got.Explanation, c.told) || !strings.Contains(got.Law, c.law) {
				t.Errorf("got %+v", got)
			}
		})
	}
}
