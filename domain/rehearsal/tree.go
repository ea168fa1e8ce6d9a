package rehearsal

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
)

// ErrFile refuses a campaign file; Field is the path of the value at fault,
// written as payments[7].ej.
var ErrFile = fault.New(fault.Invalid, "rehearsal.file", "fichier de campagne illisible")

type node = strictjson.Node

// reader reads the values of a campaign file.
type reader struct{ strictjson.Reader }

func newReader() *reader { return &reader{strictjson.Reader{Refusal: ErrFile}} }

func (r *reader) amount(n *node) money.Amount {
	if !strictjson.Has(n) {
		return money.Zero
	}
	if n.Kind != 's' {
		r.Wrong(n.Path, "%s ; attendu : un montant entre guillemets, par exemple \"1234.56\"", n.Seen())
		return money.Zero
	}
	return strictjson.Read(&r.Reader, n, money.ParseWire)
}

func (r *reader) date(n *node) calendar.Date {
	if strictjson.Has(n) && n.Kind != 's' {
		r.Wrong(n.Path, "%s ; attendu : une date AAAA-MM-JJ", n.Seen())
		return calendar.Date{}
	}
	return strictjson.Read(&r.Reader, n, calendar.Parse)
}

func (r *reader) instant(n *node) time.Time {
	if !strictjson.Has(n) {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, n.Text)
	if n.Kind != 's' || err != nil {
		r.Wrong(n.Path, "%s ; attendu : un instant, par exemple « 2026-02-06T23:59:59+01:00 »", n.Seen())
	}
	return t
}
