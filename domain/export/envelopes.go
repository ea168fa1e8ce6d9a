package export

// between is the sum that moved from accounts of one kind to another in a year,
// less what came back.
func between(from, to string) string {
	return "sum(case when d.kind = '" + from + "' and c.kind = '" + to + "' then t.amount when d.kind = '" + to + "' and c.kind = '" + from + "' then -t.amount else 0.00 end)"
}

// Envelopes are the statements of the envelopes: one row for each accounting
// year since an envelope's first entry. What was to be paid before, plus what
// was committed, less what was paid and given up, is what is to be paid after.
func Envelopes(f Filter) Report {
	all := f
	all.Year, all.File = 0, "" // a year opens with what the years before it left
	r := Report{name: "Enveloppes", noun: "lignes, crédits de l'État", args: f.args(), order: " order by e.book, e.exercice, e.year, n.rank, e.funder",
		from: ` from (
			with moves as (
				select t.book, d.year, d.funder, ` + yearOf + ` as exercice,
					` + between("notified", "available") + ` as opened,
					` + between("available", "reserved") + ` as granted,
					` + between("reserved", "committed") + ` as committed,
					` + between("committed", "paid") + ` as paid,
					` + between("committed", "decommitted") + ` as decommitted,
					` + between("unexplained", "suspense") + ` as suspense
				` + entriesOf(all) + ` group by 1, 2, 3, 4),
			span as (select book, year, funder, min(exercice) as first from moves group by 1, 2, 3)
			select s.book, s.year, s.funder, g.exercice, coalesce(m.opened, 0.00) as opened, coalesce(m.granted, 0.00) as granted, coalesce(m.committed, 0.00) as committed,
				coalesce(m.paid, 0.00) as paid, coalesce(m.decommitted, 0.00) as decommitted, coalesce(m.suspense, 0.00) as suspense,
				sum(coalesce(m.committed - m.paid - m.decommitted, 0.00)) over life as outstanding,
				sum(coalesce(m.opened - m.granted, 0.00)) over life as available
			from span s cross join lateral generate_series(s.first, (select greatest(max(exercice), @year) from moves)) as g (exercice)
			left join moves m on m.book = s.book and m.year = s.year and m.funder = s.funder and m.exercice = g.exercice
			window life as (partition by s.book, s.year, s.funder order by g.exercice)) e
			join funders n on n.departement = e.book and n.code = e.funder
			where n.kind = @kind and @year in (0, e.exercice)`,
		columns: []column{
			{"departement", "Département", plain, "e.book", ""},
			{"exercice", "Exercice comptable", number, "e.exercice", ""},
			{"year", "Enveloppe", number, "e.year", ""},
			{"funder", "Financeur", code, "e.funder", ""},
			{"name", "Nom du financeur", text, "n.name", ""},
			{"programme_action", "Programme et action", text, "n.programme_action", ""},
			{"amount_euros", "Montant", amount, "e.opened", sum("e.opened")},
			{"granted_euros", "Attribué", amount, "e.granted", sum("e.granted")},
			{"opening_euros", "Restes à payer au début", amount, "e.outstanding - e.committed + e.paid + e.decommitted",
				sum("e.outstanding - e.committed + e.paid + e.decommitted")},
			{"committed_euros", "Engagé", amount, "e.committed", sum("e.committed")},
			{"paid_euros", "Payé", amount, "e.paid", sum("e.paid")},
			{"decommitted_euros", "Désengagé", amount, "e.decommitted", sum("e.decommitted")},
			{"outstanding_euros", "Restes à payer à la fin", amount, "e.outstanding", sum("e.outstanding")},
			{"suspense_euros", "À rapprocher", amount, "e.suspense", sum("e.suspense")},
			{"available_euros", "Disponible à la fin", amount, "e.available", sum("e.available")},
		}}
	if f.Local {
		r.noun = "lignes, crédits des financeurs locaux"
	}
	if f.Year == 0 { // balances of several years do not add up: only flows do
		for i, c := range r.columns {
			switch c.key {
			case "opening_euros", "outstanding_euros", "available_euros":
				r.columns[i].total = ""
			}
		}
	}
	return r
}
