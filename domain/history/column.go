package history

import (
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/tabular"
)

// ErrUnknownHeader refuses a sheet that does not tell who received how much.
var ErrUnknownHeader = fault.New(fault.Invalid, "history.unknown_header", "colonnes inconnues")

// Fields of a subsidy, and the names under which files give them.
const (
	fieldAllocator       = "attribuant"
	fieldAllocatorID     = "identifiant de l'attribuant"
	fieldDate            = "date"
	fieldReference       = "référence"
	fieldBeneficiary     = "bénéficiaire"
	fieldBeneficiaryMore = "bénéficiaire (suite)"
	fieldBeneficiaryID   = "identifiant du bénéficiaire"
	fieldBeneficiaryCode = "code du bénéficiaire"
	fieldAllocatorCode   = "code de l'attribuant"
	fieldRna             = "RNA du bénéficiaire"
	fieldObject          = "objet"
	fieldAmount          = "montant"
	fieldNature          = "nature"
	fieldExercice        = "exercice"
	fieldScheme          = "dispositif"
)

var fields = []tabular.Field{
	{Name: fieldAmount, Aliases: []string{"montant", "Montant total de la subvention", "SUB_MONTANT", "Mandaté", "Montant voté TTC - Décision",
		"Montant Total Attribué", "Accordé", "MontantSubvention", "Montant accordé", "Montant attribué", "Montant voté", "Montant de la subvention",
		"Montant subvention", "Montant subvention (€)", "Montant (€)", "Montant en euros", "Subvention accordée"}},
	{Name: fieldAllocator, Aliases: []string{"nomAttribuant", "Nom de l'attribuant", "Nom de l'attributaire", "Nom attributaire", "Nom attribuant",
		"COLL_NOM", "Financeur Principal", "Attribuant", "Autorité administrative", "Nom de l'autorité administrative", "Service"}},
	{Name: fieldAllocatorID, Aliases: []string{"idAttribuant", "Identification de l'attribuant", "Identification de l'attributaire",
		"Identification de l'attributaire (SIRET)", "COLL_SIRET", "SIRET attribuant", "SIRET de l'attribuant"}},
	{Name: fieldDate, Aliases: []string{"dateConvention", "Date de la convention de subvention", "Date de la convention", "Date de convention", "ACTE_DATE",
		"Date - Décision", "dateDecision", "Date de décision", "Date décision", "Date commission"}},
	{Name: fieldReference, Aliases: []string{"referenceDecision", "Référence de la décision", "Référence décision", "ACTE_REF",
		"Référence administrative - Demande", "N° Dossier Osiris", "Numero Action Osiris", "Référence"}},
	{Name: fieldBeneficiary, Aliases: []string{"nomBeneficiaire", "Nom du bénéficiaire", "Nom bénéficiaire", "ATTRIB_NOM", "Raison sociale", "Bénéficiaire",
		"Nom de l'association", "Association", "Organisme", "Nom"}},
	{Name: fieldBeneficiaryMore, Aliases: []string{"Raison sociale 2"}},
	{Name: fieldBeneficiaryID, Aliases: []string{"idBeneficiaire", "Identification du bénéficiaire", "N° SIRET", "ATTRIB_SIRET", "SIRET ou NIR",
		"SIRET - Demandeur", "SIRET bénéficiaire", "SIRET du bénéficiaire", "Numéro SIRET", "SIRET", "SIREN", "Identifiant bénéficiaire"}},
	{Name: fieldRna, Aliases: []string{"rnaBeneficiaire", "RNA", "N° RNA", "Numéro RNA", "RNA bénéficiaire", "RNA du bénéficiaire"}},
	{Name: fieldBeneficiaryCode, Aliases: []string{"AssociationBeneficiaireCode"}},
	{Name: fieldAllocatorCode, Aliases: []string{"FinanceurPrincipalCode"}},
	{Name: fieldObject, Aliases: []string{"objet", "object", "Objet de la subvention", "Objet de la convention", "Objet subvention", "SUB_OBJET", "Intitulé",
		"Thematique Title", "Projet"}},
	{Name: fieldNature, Aliases: []string{"nature", "Nature de la subvention", "SUB_NATURE", "Nature de l'aide"}},
	{Name: fieldExercice, Aliases: []string{"exercice", "exerciceBudgetaire", "Exercice budgétaire", "Année", "annee_demande", "Exercice début", "Année budgétaire"}},
	{Name: fieldScheme, Aliases: []string{"dispositifAide", "dispositif", "SUB_DISPOSITIF", "Dispositif - Dossier de financement", "N° programme / Type financement",
		"PstTypePosteCode"}},
}

// subsidies reports whether the columns tell who received how much.
func subsidies(h tabular.Header) bool {
	return h.Has(fieldAmount) && (h.Has(fieldBeneficiary) || h.Has(fieldBeneficiaryID) || h.Has(fieldRna) || h.Has(fieldBeneficiaryCode))
}

// layout names the family of files that the columns belong to.
func layout(h tabular.Header) string {
	names := map[string]bool{}
	for _, n := range h.Names() {
		names[tabular.Fold(n)] = true
	}
	switch {
	case h.Has(fieldBeneficiaryCode):
		return "FONJEP"
	case names["montantvotettcdecision"]:
		return layoutSubventia
	case names["numeroactionosiris"], names["ndossierosiris"]:
		return "OSIRIS"
	case names["rnabeneficiaire"] && names["dispositifaide"]:
		return "SCDL 2.1"
	case names["nomattribuant"] && names["idbeneficiaire"]:
		return "SCDL 1 ou 2.0"
	case h.Has(fieldAllocator) && h.Has(fieldNature):
		return "données essentielles des conventions (intitulés libres)"
	}
	return "liste de subventions (colonnes reconnues par leur nom)"
}

const layoutSubventia = "SUBVENTIA"

// unknownHeader refuses a book, telling what was seen and what was expected.
func unknownHeader(book *tabular.Book) error {
	var names []string
	for _, sheet := range book.Sheets {
		if first := tabular.FirstNames(sheet); len(first) > len(names) {
			names = first
		}
	}
	seen, hint := "aucun", ""
	if len(names) > 0 {
		seen = "« " + strings.Join(names, " », « ") + " »"
	}
	for _, n := range names {
		if tabular.Fold(n) == "nej" {
			hint = " ; un extrait de Chorus s'importe par « import chorus »"
		}
	}
	return ErrUnknownHeader.With("« %s » : colonnes inconnues ; en-têtes vus : %s ; attendus : au moins un montant (« montant », « Montant total de la subvention », …) et un bénéficiaire (« nomBeneficiaire », « idBeneficiaire », « SIRET », « Raison sociale », …)%s", book.Name, seen, hint)
}
