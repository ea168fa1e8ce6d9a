package history

import (
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/tabular"
)

// ErrUnknownHeader refuses a sheet that does not tell who received how much.
var ErrUnknownHeader = fault.New(fault.Invalid, "history.unknown_header", "colonnes inconnues")

// Fields of a subsidy, as people name them.
const (
	fieldAllocator       = "attribuant"
	fieldAllocatorID     = "identifiant de l'attribuant"
	fieldDate            = "date"
	fieldReference       = "référence"
	fieldBeneficiary     = "bénéficiaire"
	fieldBeneficiaryMore = "bénéficiaire (suite)"
	fieldBeneficiaryID   = "identifiant du bénéficiaire"
	fieldRna             = "RNA du bénéficiaire"
	fieldObject          = "objet"
	fieldAmount          = "montant"
	fieldRequested       = "montant demandé"
	fieldPaid            = "montant payé"
	fieldNature          = "nature"
	fieldExercice        = "exercice"
	fieldLastExercice    = "dernier exercice"
	fieldProgramme       = "programme"
	fieldScheme          = "dispositif"
	fieldStatus          = "état"
	fieldEj              = "EJ"
)

// fields are those of a published list, and the names under which files give
// them.
var fields = []tabular.Field{
	{Name: fieldAmount, Aliases: []string{"montant", "Montant total de la subvention", "SUB_MONTANT", "Mandaté",
		"Accordé", "MontantSubvention", "Montant accordé", "Montant attribué", "Montant voté", "Montant de la subvention",
		"Montant subvention", "Montant subvention (€)", "Montant (€)", "Montant en euros", "Subvention accordée"}},
	{Name: fieldRequested, Aliases: []string{"montantDemande", "Montant demandé", "Montant de la demande"}},
	{Name: fieldAllocator, Aliases: []string{"nomAttribuant", "Nom de l'attribuant", "Nom de l'attributaire", "Nom attributaire", "Nom attribuant",
		"COLL_NOM", "Attribuant", "Autorité administrative", "Nom de l'autorité administrative", "Service"}},
	{Name: fieldAllocatorID, Aliases: []string{"idAttribuant", "Identification de l'attribuant", "Identification de l'attributaire",
		"Identification de l'attributaire (SIRET)", "COLL_SIRET", "SIRET attribuant", "SIRET de l'attribuant"}},
	{Name: fieldDate, Aliases: []string{"dateConvention", "Date de la convention de subvention", "Date de la convention", "Date de convention", "ACTE_DATE",
		"dateDecision", "Date de décision", "Date décision", "Date commission"}},
	{Name: fieldReference, Aliases: []string{"referenceDecision", "Référence de la décision", "Référence décision", "ACTE_REF", "idSubvention", "Référence"}},
	{Name: fieldBeneficiary, Aliases: []string{"nomBeneficiaire", "Nom du bénéficiaire", "Nom bénéficiaire", "ATTRIB_NOM", "Raison sociale", "Bénéficiaire",
		"Nom de l'association", "Association", "Organisme", "Nom"}},
	{Name: fieldBeneficiaryMore, Aliases: []string{"Raison sociale 2"}},
	{Name: fieldBeneficiaryID, Aliases: []string{"idBeneficiaire", "Identification du bénéficiaire", "N° SIRET", "ATTRIB_SIRET", "SIRET ou NIR",
		"SIRET bénéficiaire", "SIRET du bénéficiaire", "Numéro SIRET", "SIRET", "SIREN", "Identifiant bénéficiaire"}},
	{Name: fieldRna, Aliases: []string{"rnaBeneficiaire", "RNA", "N° RNA", "Numéro RNA", "RNA bénéficiaire", "RNA du bénéficiaire"}},
	{Name: fieldObject, Aliases: []string{"objet", "object", "Objet de la subvention", "Objet de la convention", "Objet subvention", "SUB_OBJET", "Intitulé",
		"Projet"}},
	{Name: fieldNature, Aliases: []string{"nature", "Nature de la subvention", "SUB_NATURE", "Nature de l'aide"}},
	{Name: fieldExercice, Aliases: []string{"exercice", "exerciceBudgetaire", "Exercice budgétaire", "Année", "Exercice début", "Année budgétaire"}},
	{Name: fieldScheme, Aliases: []string{"dispositifAide", "dispositif", "SUB_DISPOSITIF"}},
	{Name: fieldStatus, Aliases: []string{"statutLabel", "Statut de la demande"}},
	{Name: fieldEj, Aliases: []string{"ej", "N° EJ", "Numéro d'EJ", "Engagement juridique"}},
}

// subsidies reports whether the columns tell who received how much.
func subsidies(h tabular.Header) bool { return h.Has(fieldAmount) && beneficiary(h) }

func beneficiary(h tabular.Header) bool {
	return h.Has(fieldBeneficiary) || h.Has(fieldBeneficiaryID) || h.Has(fieldRna)
}

// layout names the family of published lists that the columns belong to.
func layout(h tabular.Header) string {
	names := map[string]bool{}
	for _, n := range h.Names() {
		names[tabular.Fold(n)] = true
	}
	switch {
	case names["rnabeneficiaire"] && names["dispositifaide"]:
		return "SCDL 2.1"
	case names["nomattribuant"] && names["idbeneficiaire"]:
		return "SCDL 1 ou 2.0"
	case h.Has(fieldAllocator) && h.Has(fieldNature):
		return "données essentielles des conventions (intitulés libres)"
	}
	return "liste de subventions (colonnes reconnues par leur nom)"
}

// unknownHeader refuses a book, telling what was seen and what was expected.
func unknownHeader(book *tabular.Book) error {
	var names []string
	for _, sheet := range book.Sheets {
		if first := tabular.FirstNames(sheet); len(first) > len(names) {
			names = first
		}
	}
	seen := "aucun"
	if len(names) > 0 {
		seen = "« " + plain(strings.Join(names, " », « ")) + " »"
	}
	return ErrUnknownHeader.With("« %s » : colonnes inconnues ; en-têtes vus : %s ; attendus : au moins un montant (« montant », « Montant total de la subvention », …) et un bénéficiaire (« nomBeneficiaire », « idBeneficiaire », « SIRET », « Raison sociale », …)", book.Name, seen)
}
