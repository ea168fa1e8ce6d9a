package export

import "tourdetable/domain/casefile"

// entryYear finds the accounting year of the payment x behind an entry t: the
// entry bears the words and the moment that payment gave it.
const entryYear = ` left join (
		select distinct on (1, 2, 3, 4) p.departement as book, w.funder, p.at,
			case when r.id is null then 'Paiement déclaré par ' || w.funder || ', dossier ' || f.code
			else 'Paiement Chorus, DP ' || r.dp || ' poste ' || r.dp_line || ', dossier ' || f.code end as reason, p.exercice
		from payments p join awards w on w.id = p.award_id join applications f on f.id = w.application_id left join chorus_rows r on r.id = p.chorus_row_id
		order by 1, 2, 3, 4, p.id) x on x.book = t.book and x.funder = d.funder and x.at = t.at and x.reason = t.reason`

// yearOf is the accounting year of an entry: credits notified in November for
// the year that comes belong to that year.
const yearOf = `coalesce(x.exercice, greatest(d.year, extract(year from t.at at time zone 'Europe/Paris')::int))`

// entriesOf is what the filter keeps of the books.
func entriesOf(f Filter) string {
	from := casefile.LedgerFrom + entryYear + f.ledger().Where()
	if f.Year != 0 {
		from += " and " + yearOf + " = @year"
	}
	return from
}

// Ledger is the book: one row an entry, in its order.
func Ledger(f Filter) Report {
	r := Report{name: "Grand livre", noun: "écritures", args: f.args(), from: entriesOf(f), order: " order by t.book, t.seq", columns: []column{
		{"departement", "Département", plain, "t.book", ""},
		{"seq", "N°", number, "t.seq", ""},
		{"at", "Date", moment, "t.at", ""},
		{"exercice", "Exercice comptable", number, yearOf, ""},
		{"debit", "Compte débité", code, "d.name", ""},
		{"credit", "Compte crédité", code, "c.name", ""},
		{"amount_euros", "Montant", amount, "t.amount", sum("t.amount")},
		{"reason", "Libellé", text, "t.reason", ""},
		{"actor", "Acteur", text, "coalesce(a.name, t.actor)", ""},
		{"key", "Clé", code, "t.key", ""},
		{"prev", "Empreinte précédente", plain, "t.prev", ""},
		{"hash", "Empreinte", plain, "t.hash", ""},
	}}
	if f.Year == 0 && f.Funder == "" && f.File == "" {
		r.totals = " from ledger_transfers t" + f.ledger().Where()
	}
	return r
}
