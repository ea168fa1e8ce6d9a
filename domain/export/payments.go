package export

// Payments are what was paid: one row a payment line of Chorus; with
// Filter.Local, one row a payment that a local funder declared.
func Payments(f Filter) Report {
	r := Report{name: "Paiements", noun: "paiements de l'État (Chorus)", args: f.args(), order: " order by p.departement, p.paid_on, p.id",
		from: ` from payments p join awards w on w.id = p.award_id join applications a on a.id = w.application_id
			left join organisations o on o.id = a.applicant_id left join chorus_rows r on r.id = p.chorus_row_id
			where @book in ('', p.departement) and @funder in ('', w.funder) and @file in ('', a.code) and @year in (0, p.exercice) and (r.id is null) = (@kind = 'local')`,
		columns: []column{
			{"departement", "Département", plain, "p.departement", ""},
			{"exercice", "Exercice comptable", number, "p.exercice", ""},
			{"paid_on", "Date", day, "p.paid_on", ""},
			{"ej", "N° EJ", text, "r.ej", ""},
			{"ej_line", "N° poste EJ", number, "r.ej_line", ""},
			{"dp", "N° DP", text, "r.dp", ""},
			{"dp_line", "N° poste DP", number, "r.dp_line", ""},
			{"application", "Dossier", code, "a.code", ""},
			{"title", "Intitulé", text, "a.title", ""},
			{"beneficiary", "Bénéficiaire", text, "o.name", ""},
			{"siret", "SIRET", text, "coalesce(nullif(r.siret, ''), o.siret)", ""},
			{"funder", "Financeur", code, "w.funder", ""},
			{"amount_euros", "Montant", amount, "p.amount", sum("p.amount")},
			{"functional_domain", "Domaine fonctionnel", text, "r.functional_domain", ""},
			{"activity", "Activité", text, "r.activity", ""},
			{"financial_centre", "Centre financier", text, "r.financial_centre", ""},
			{"societe", "Société", text, "r.societe", ""},
		}}
	if f.Local {
		r.noun = "paiements des financeurs locaux"
	}
	return r
}
