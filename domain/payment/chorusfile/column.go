package chorusfile

import (
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/tabular"
)

// ErrUnknownHeader refuses a sheet that is no extract of Chorus.
var ErrUnknownHeader = fault.New(fault.Invalid, "chorusfile.unknown_header", "colonnes inconnues")

const (
	fieldEj          = "EJ"
	fieldEjLine      = "poste de l'EJ"
	fieldDp          = "DP"
	fieldDpLine      = "poste de la DP"
	fieldSf          = "service fait"
	fieldVendor      = "fournisseur"
	fieldVendorName  = "nom du fournisseur"
	fieldSiret       = "SIRET"
	fieldRidet       = "RIDET ou Tahiti"
	fieldReferential = "référentiel de programmation"
	fieldSociete     = "société"
	fieldExercice    = "exercice"
	fieldDate        = "date d'opération"
	fieldCentre      = "centre financier"
	fieldDomain      = "domaine fonctionnel"
	fieldProgramme   = "programme"
	fieldAmount      = "montant"
	fieldStage       = "type de montant"
)

// fields give the names of the extracts first, then those of the AE and CP
// files. Labels of codes are read where they are useful, else left aside.
var fields = []tabular.Field{
	{Name: fieldEj, Aliases: []string{"N° EJ", "n_ej", "Numéro EJ", "EJ"}},
	{Name: fieldEjLine, Aliases: []string{"N° poste EJ", "n_poste_ej", "Poste EJ"}},
	{Name: fieldDp, Aliases: []string{"N° DP", "n_dp", "Numéro DP", "DP"}},
	{Name: fieldDpLine, Aliases: []string{"N° poste DP", "n_poste_dp", "Poste DP"}},
	{Name: fieldSf, Aliases: []string{"N° SF", "n_sf"}},
	{Name: fieldVendor, Aliases: []string{"Fournisseur payé (DP)", "fournisseur_paye", "Fournisseur titulaire (EJ)", "fournisseur_titulaire", "Fournisseur payé", "Fournisseur"}},
	{Name: fieldVendorName, Aliases: []string{"Fournisseur payé (DP) (libellé)", "fournisseur_paye_label", "fournisseur_titulaire_label", "Fournisseur payé (libellé)",
		"Fournisseur titulaire (EJ) (libellé)", "fournisseur_paye (libellé)", "fournisseur_titulaire (libellé)"}},
	{Name: fieldSiret, Aliases: []string{"Code taxe 1", "siret", "N° SIRET"}},
	{Name: fieldRidet, Aliases: []string{"No TVA 3 (COM-RIDET ou TAHITI)", "No TVA 3", "N° TVA 3"}},
	{Name: fieldReferential, Aliases: []string{"Référentiel de programmation", "referentiel_programmation"}},
	{Name: fieldSociete, Aliases: []string{"Société", "societe"}},
	{Name: fieldExercice, Aliases: []string{"Exercice comptable", "Exercice budgétaire", "annee", "Exercice"}},
	{Name: fieldDate, Aliases: []string{"Date de dernière opération sur la DP", "date_derniere_operation_dp", "Date de base de la DP", "date_base_dp",
		"date_modification_ej", "date_replication"}},
	{Name: fieldCentre, Aliases: []string{"Centre financier", "centre_financier"}},
	{Name: fieldDomain, Aliases: []string{"Domaine fonctionnel", "domaine_fonctionnel"}},
	{Name: fieldProgramme, Aliases: []string{"programme"}},
	{Name: fieldAmount, Aliases: []string{"Montant payé", "EUR", "montant"}},
	{Name: fieldStage, Aliases: []string{"Type montant", "Type de montant"}},
}

// needed are the columns without which a sheet is not of the layout.
var needed = map[Layout][]string{
	Extraction:    {fieldEj, fieldEjLine, fieldDp, fieldDpLine, fieldSociete, fieldExercice, fieldSiret, fieldAmount},
	OldExtraction: {fieldEj, fieldEjLine, fieldDp, fieldDpLine, fieldSociete, fieldExercice, fieldSiret, fieldAmount},
	InfBud53:      {fieldEj, fieldStage},
	Credits:       {fieldEj, fieldEjLine, fieldDp, fieldExercice, fieldAmount},
	Commitments:   {fieldEj, fieldEjLine, fieldAmount},
}

// layoutOf tells which layout the columns are of.
func layoutOf(h tabular.Header) Layout {
	year := tabular.Fold(h.Name(fieldExercice))
	switch {
	case h.Has(fieldStage):
		return InfBud53
	case year == "exercicebudgetaire":
		return OldExtraction
	case year == "exercicecomptable" || tabular.Fold(h.Name(fieldAmount)) == "montantpaye" || tabular.Fold(h.Name(fieldSiret)) == "codetaxe1":
		return Extraction
	case h.Has(fieldDp):
		return Credits
	}
	return Commitments
}

// missing lists the columns that the layout needs and the sheet has not.
func missing(layout Layout, h tabular.Header) []string {
	var names []string
	for _, f := range needed[layout] {
		if !h.Has(f) {
			names = append(names, f)
		}
	}
	if layout == InfBud53 && len(yearColumns(h)) == 0 {
		names = append(names, "une colonne nommée par l'année, par exemple « 2026 »")
	}
	return names
}

// yearColumns are the columns of INF-BUD-53 named after an accounting year.
func yearColumns(h tabular.Header) map[int]int {
	years := map[int]int{}
	for i, name := range h.Names() {
		if year, ok := tabular.Year(name); ok {
			years[i] = year
		}
	}
	return years
}

func unknownHeader(book *tabular.Book, nearest Layout, lacking []string) error {
	var names []string
	for _, sheet := range book.Sheets {
		if first := tabular.FirstNames(sheet); len(first) > len(names) {
			names = first
		}
	}
	seen := "aucun"
	if len(names) > 0 {
		seen = "« " + strings.Join(names, " », « ") + " »"
	}
	if nearest != "" {
		return ErrUnknownHeader.With("« %s » ressemble à « %s », mais il manque : %s ; en-têtes vus : %s", book.Name, nearest, strings.Join(lacking, ", "), seen)
	}
	return ErrUnknownHeader.With("« %s » n'est pas un extrait de Chorus ; en-têtes vus : %s ; attendus : « N° EJ », « N° poste EJ », « N° DP », « N° poste DP », « Société », « Exercice comptable », « Code taxe 1 », « Montant payé »", book.Name, seen)
}
