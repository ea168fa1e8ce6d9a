package form

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// Answers are what was typed, by path: a string, true or false, a list of
// strings. Numbers, amounts and dates are strings as typed. Null is no answer.
type Answers map[string]json.RawMessage

// Text is the answer as one line: "" if there is none, or if it is no text.
func Text(a Answers, path string) string {
	var s string
	if json.Unmarshal(a[path], &s) == nil {
		return strings.TrimSpace(s)
	}
	return number(a[path])
}

// number is the text of a JSON number; "" for anything else.
func number(raw json.RawMessage) string {
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// Bool is whether the answer is true, "true" or "oui".
func Bool(a Answers, path string) bool {
	if bytes.Equal(bytes.TrimSpace(a[path]), []byte("true")) {
		return true
	}
	s := strings.ToLower(Text(a, path))
	return s == "true" || s == "oui"
}

// List is the texts of a list, blanks left out; a lone text is a list of one.
func List(a Answers, path string) []string {
	var all []string
	if json.Unmarshal(a[path], &all) != nil {
		all = []string{Text(a, path)}
	}
	kept := all[:0]
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// Amount is the answer in euros; 0,00 € if it cannot be read.
func Amount(a Answers, path string) money.Amount {
	amount, err := money.Parse(Text(a, path))
	if err != nil {
		return money.Zero
	}
	return amount
}

// Int is the answer as a whole number; 0 if it cannot be read.
func Int(a Answers, path string) int {
	n, _ := integer(Text(a, path))
	return n
}

// integer reads a whole number, 0 or more, with or without spaces between
// thousands.
func integer(s string) (int, bool) {
	amount, err := money.Parse(s)
	if err != nil || amount.Sign() < 0 || strings.ContainsAny(s, ",.€") {
		return 0, false
	}
	return int(amount.Cents() / 100), true
}

// Day is the answer as a day; the zero Date if it cannot be read.
func Day(a Answers, path string) calendar.Date {
	d, _ := day(Text(a, path))
	return d
}

// day reads "2026-06-30", or "30/06/2026" as people type it.
func day(s string) (calendar.Date, bool) {
	if t, err := time.Parse("02/01/2006", s); err == nil {
		s = t.Format(time.DateOnly)
	}
	d, err := calendar.Parse(s)
	return d, err == nil
}

// blank reports whether there is no answer: nothing, null, spaces, a list of
// nothing. False is an answer.
func blank(a Answers, path string) bool {
	raw := bytes.TrimSpace(a[path])
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return true
	case raw[0] == '"':
		return Text(a, path) == ""
	case raw[0] == '[':
		return len(List(a, path)) == 0
	}
	return false
}

// rank is where an item stands; those without rank come last.
func rank(a Answers, path string) int {
	n, err := strconv.Atoi(Text(a, path+".rank"))
	if err != nil {
		return int(^uint(0) >> 1)
	}
	return n
}
