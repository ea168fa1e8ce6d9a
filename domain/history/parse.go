package history

import (
	"fmt"
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/tabular"
)

// Keeper receives what a file tells, in its order.
type Keeper struct {
	Grant     func(Grant) error
	Reference func(Reference) error
}

// Look keeps nothing: for a preview.
var Look = Keeper{Grant: func(Grant) error { return nil }, Reference: func(Reference) error { return nil }}

// Parse recognises the format of file by its content, gives what each row tells
// to keep, in the order of the file, and reports what became of every row. It
// stops at the first error of keep. Faults: ErrUnknownHeader, ErrUnknownJSON;
// tabular.ErrBroken and ErrLimit.
func Parse(file *File, keep Keeper) (Report, error) {
	p := &parser{
		file: file, keep: keep,
		report: Report{File: file.Name, Sha256: file.Sha256, Kind: Subsidies, Unit: "ligne"},
		seen:   map[string]string{}, demands: map[string]string{}, joins: map[string]bool{},
	}
	read, err := p.recognised()
	if err != nil {
		return p.report, err
	}
	if err := read(); err != nil {
		return p.report, err
	}
	p.report.Warnings = p.warnings.Told()
	return p.report, nil
}

// parser is one reading of a file.
type parser struct {
	file     *File
	keep     Keeper
	source   string // key of statuses.json
	report   Report
	warnings Warnings
	seen     map[string]string // fingerprint → where it was read
	demands  map[string]string // demand → where it was read
	joins    map[string]bool   // sheets that were read to complete others
}

// as says what the file is, and what is counted in it.
func (p *parser) as(source, layout, unit string) {
	p.source, p.report.Layout, p.report.Unit = source, layout+" ("+p.file.Format+")", unit
}

// refusal is why a row is not taken.
type refusal struct{ kind, field, value, reason string }

// settle takes or refuses what r tells.
func (p *parser) settle(r record) error {
	p.report.RowsRead += r.rows
	g, no := p.judged(r)
	if no == nil {
		no = p.repeated(g)
	}
	if no != nil {
		p.refuse(r, no)
		return nil
	}
	p.report.RowsTaken += r.rows
	p.report.Grants++
	p.report.Total = p.report.Total.Add(g.Amount)
	p.report.Requested, p.report.Paid = plus(p.report.Requested, g.Requested), plus(p.report.Paid, g.Paid)
	return p.keep.Grant(g)
}

func plus(total money.Amount, more *money.Amount) money.Amount {
	if more == nil {
		return total
	}
	return total.Add(*more)
}

// refuse tells why r is not taken.
func (p *parser) refuse(r record, no *refusal) {
	p.report.RowsRefused += r.rows
	if amount, err := money.Parse(r.text(fieldAmount)); err == nil {
		p.report.RefusedTotal = p.report.RefusedTotal.Add(amount)
	}
	a := Anomaly{Kind: no.kind, Sheet: r.sheet, Line: r.line, Rows: r.rows, Field: plain(r.at(no.field)), Value: quoted(no.value), Reason: plain(no.reason), Consequence: RowRefused}
	if r.rows > 1 {
		a.Reason += fmt.Sprintf(" (les %d lignes de la demande)", r.rows)
	}
	p.report.Anomalies = append(p.report.Anomalies, a)
	p.report.Refusals = append(p.report.Refusals, tabular.Refusal{Sheet: a.Sheet, Line: a.Line, Column: a.Field, Value: a.Value, Reason: a.Reason})
}

// note tells what was repaired, left empty or noticed at field of r.
func (p *parser) note(r record, consequence Consequence, kind, field, reason string) {
	p.warnings.Note(kind, Place(r.sheet, r.line))
	p.report.Anomalies = append(p.report.Anomalies, Anomaly{
		Kind: kind, Sheet: r.sheet, Line: r.line, Rows: r.rows, Field: plain(r.at(field)), Value: quoted(r.text(field)), Reason: plain(reason), Consequence: consequence,
	})
}

// repeated refuses what the file has said already.
func (p *parser) repeated(g Grant) *refusal {
	if before, ok := p.seen[g.fingerprint]; ok {
		return &refusal{"ligne répétée", "", "", "ligne identique à la " + before + " du même fichier : comptée une fois"}
	}
	here := Place(g.Sheet, g.Line)
	if g.demand != "" {
		if before, ok := p.demands[g.demand]; ok {
			return &refusal{"demande répétée", fieldReference, g.Reference, fmt.Sprintf("la demande « %s » est déjà à la %s avec un autre contenu : la première est gardée", g.Reference, before)}
		}
		p.demands[g.demand] = here
	}
	p.seen[g.fingerprint] = here
	return nil
}

// detail is a fault as a sentence.
func detail(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Detail
	}
	return strings.TrimSpace(err.Error())
}
