package export

// threshold is the amount above which a grant is published.
const threshold = "23000.00"

// Withheld stands for the object of a file that must stay unsaid: programmes R
// and K.
const Withheld = "Objet non communiqué : sûreté publique (CRPA L311-5)"

// Scdl are the essential data of the grants notified, in the standard schema
// « subventions » 2.1.1: one row a beneficiary and grant, those of the State
// unless the filter names another funder. Without Filter.Small, only those of an
// agreement, or of an order above the threshold. A payment that the bank sent
// back and that was issued again is one payment.
func Scdl(f Filter) Report {
	return Report{name: "Subventions", noun: "subventions", open: true, args: f.args(), order: " order by a.departement, t.notified_on, a.code, w.funder",
		from: ` from awards w join act_awards l on l.award_id = w.id join acts t on t.id = l.act_id
			join applications a on a.id = w.application_id join organisations o on o.id = a.applicant_id
			join funders n on n.departement = w.departement and n.code = w.funder
			left join commitments m on m.award_id = w.id
			left join settlements s on s.award_id = w.id
			cross join lateral (select min(p.paid_on) as first, max(p.paid_on) as last, coalesce(sum(p.amount), 0) as net,
				count(distinct p.paid_on) filter (where p.amount > 0) - count(distinct p.paid_on) filter (where p.amount < 0) as times
				from payments p where p.award_id = w.id) p
			cross join lateral (select p.net > 0 and coalesce(s.placed + s.decommitted = s.awarded, false) as paid,
				greatest(p.times, (select count(*) from instalments i where i.award_id = w.id)) > 1 as spread) k
			where w.outcome = 'awarded' and t.state = 'notified' and (a.state <> 'withdrawn' or l.committed_on is not null)
			and @book in ('', w.departement) and @year in (0, t.year) and @file in ('', a.code)
			and (w.funder = @funder or @funder = '' and n.kind = @kind)
			and (@small or t.kind = 'agreement' or t.total > cast(@threshold as numeric))`,
		columns: []column{
			{"nomAttribuant", "nomAttribuant", text, "case n.kind when 'state' then coalesce(nullif(@authority, ''), 'Préfecture ' || n.departement) else n.name end", ""},
			{"idAttribuant", "idAttribuant", plain, "n.siret", ""},
			{"dateConvention", "dateConvention", day, "t.notified_on", ""},
			{"referenceDecision", "referenceDecision", code, "coalesce(m.ej, t.number)", ""},
			{"nomBeneficiaire", "nomBeneficiaire", text, "o.name", ""},
			{"idBeneficiaire", "idBeneficiaire", plain, "o.siret", ""},
			{"rnaBeneficiaire", "rnaBeneficiaire", plain, `case when o.rna ~ '^W\d{9}$' then o.rna else '' end`, ""},
			{"objet", "objet", text, `case when a.programme in ('R', 'K') then '` + Withheld + `' else left(btrim(regexp_replace(a.title, '\s+', ' ', 'g')), 255) end`, ""},
			{"montant", "montant", amount, "w.amount", sum("w.amount")},
			{"nature", "nature", plain, "'aide en numéraire'::text", ""},
			{"conditionsVersement", "conditionsVersement", plain, "case when k.spread then 'échelonné' else 'unique' end", ""},
			{"datesPeriodeVersement", "datesPeriodeVersement", plain, `case when k.paid and not k.spread then to_char(p.last, 'YYYY-MM-DD')
				else to_char(coalesce(p.first, t.notified_on), 'YYYY-MM-DD') || '/' || to_char(case when k.paid then p.last else greatest(p.last, a.ends_on, t.notified_on) end, 'YYYY-MM-DD') end`, ""},
			{"idRAE", "idRAE", plain, "''::text", ""},
			{"notificationUE", "notificationUE", plain, "'non'::text", ""},
			{"pourcentageSubvention", "pourcentageSubvention", plain, "'1.00'::text", ""},
			{"dispositifAide", "dispositifAide", plain, "''::text", ""},
		}}
}
