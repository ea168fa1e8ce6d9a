// Package chorusfile reads the extracts of Chorus, the State's accounts, row by
// row; it stores and matches nothing.
//
//	Extraction     XLSX, 20 columns, « 1. Extraction » and « 2. Extraction FEHBE »  ─┐
//	OldExtraction  15 columns, « Exercice budgétaire », header on line 1 or 2        │
//	InfBud53       CSV, header on line 5, « Type montant », a column per year        ├─> Entry: Row,
//	Commitments    AE file: n_ej, n_poste_ej, montant                                │   or Refusal,
//	Credits        CP file: the same, with n_dp and annee                           ─┘   or Aside
//
// Columns are known by their header; a blank header is the label of the code on
// its left. « # » means nothing. A row of the two extractions is refused when
// it lacks one of the six parts of its Key, when its EJ, SIRET, date or amount
// is not one; the other layouts are held to the parts they have.
//
// Decisions
//
//	1 (2026-11) the exercice is the one Chorus writes, never the year of the date:
//	  a payment of late December may belong to the next year.
//	2 (2026-11) rows of European funds (FEHBE) have no EJ: they are refused, and
//	  told, since nothing here could be matched with them.
//	3 (2026-11) sub-totals (« Résultat ») and empty years are set aside, counted
//	  apart: they are no rows.
//
// Needs money, calendar, identity, tabular, history (its Report); needed by payment.
package chorusfile
