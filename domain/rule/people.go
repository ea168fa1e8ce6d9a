package rule

import (
	"slices"
	"strings"

	"tourdetable/domain/money"
)

// eligibleBody is R04.
func eligibleBody(q question) []answer {
	kind := q.facts.Applicant.Kind
	numbers := numbered("kind", kind)
	switch kind {
	case "":
		return unknown("type de demandeur")
	case "person":
		return judge(false, numbers, "Le demandeur est une personne physique ; attendu : une personne morale").at("applicant").alone()
	case "state_service":
		return judge(q.facts.Applicant.DirectExpenditure, numbers, "Le demandeur est un service de l'État ; dépense directe sur l'enveloppe : %s", yes(q.facts.Applicant.DirectExpenditure)).at("applicant").alone()
	}
	return judge(true, numbers, "Le demandeur est une personne morale").at("applicant").alone()
}

// commitmentSigned is R15.
func commitmentSigned(q question) []answer {
	a := q.facts.Applicant
	switch {
	case a.Recognised:
		return judge(true, numbered("recognised", true), "Organisme reconnu d'utilité publique ou agréé : réputé respecter le contrat d'engagement républicain").at("cer").alone()
	case a.CERSigned == nil:
		return unknown("contrat d'engagement républicain")
	}
	return judge(*a.CERSigned, numbered("signed", *a.CERSigned), "Contrat d'engagement républicain souscrit : %s", yes(*a.CERSigned)).at("cer").alone()
}

// knownToRegisters is R16: one answer per register.
func knownToRegisters(q question) []answer {
	a := q.facts.Applicant
	all := []answer{
		known(a.SiretActive, "situation du SIRET", "active", "SIRET en activité au répertoire Sirene").at("siret"),
		known(a.FormConsistent, "forme juridique au répertoire", "consistent", "Forme juridique déclarée conforme au répertoire Sirene").at("legal_form"),
	}
	switch {
	case a.Kind != "association":
		return all
	case a.LocalRegister:
		return append(all, judge(true, numbered("local_register", true), "Association inscrite à un registre d'Alsace-Moselle").at("rna"))
	case a.InRNA == nil && a.Rna != "":
		return append(all, judge(true, numbered("rna", a.Rna), "Numéro RNA : %s", a.Rna).at("rna"))
	}
	return append(all, known(a.InRNA, "numéro RNA", "in_rna", "Association inscrite au répertoire national (RNA)").at("rna"))
}

func known(fact *bool, what, name, told string) answer {
	if fact == nil {
		return missing(what)
	}
	return judge(*fact, numbered(name, *fact), "%s : %s", told, yes(*fact))
}

// noOrderedService is R19.
func noOrderedService(q question) []answer {
	return q.never(q.facts.Action.ServiceOrdered, "initiative du projet", "ordered", "Prestation commandée et payée par l'administration")
}

// openEnvironment is R40.
func openEnvironment(q question) []answer {
	prison := q.facts.Action.Prison
	if prison == nil {
		return unknown("action en détention ou en milieu ouvert")
	}
	return judge(!*prison || q.flag("allowed"), numbered("prison", *prison, "allowed", q.flag("allowed")),
		"Action en détention : %s ; admise par l'appel : %s", yes(*prison), yes(q.flag("allowed"))).alone()
}

// never passes when the fact is false.
func (q question) never(fact *bool, what, name, told string) []answer {
	if fact == nil {
		return unknown(what)
	}
	return judge(!*fact, numbered(name, *fact), "%s : %s", told, yes(*fact)).alone()
}

// dilcrahApplicants is R38.
func dilcrahApplicants(q question) []answer {
	kind, excluded := q.facts.Applicant.Kind, q.list("excluded")
	if kind == "" {
		return unknown("type de demandeur")
	}
	return judge(!slices.Contains(excluded, kind), numbered("kind", kind), "Type de demandeur : %s ; exclus : %s", word(kind), strings.Join(words(excluded), ", ")).alone()
}

// hundred turns a percentage into an amount that can be compared.
var hundred = money.Euros("100.00")

// quarterInhabitants is R39.
func quarterInhabitants(q question) []answer {
	share, minimum := q.facts.Action.QPVShare, q.percent("minimum")
	if share == nil {
		return unknown("part du public habitant un quartier prioritaire")
	}
	return judge(!below(minimum, share.Of(hundred), hundred), numbered("share", share, "minimum", minimum),
		"Part du public habitant un quartier prioritaire : %s ; minimum %s", share.French(), minimum.French()).at("qpv_share").alone()
}

// postsInDepartement is R42.
func postsInDepartement(q question) []answer {
	p, minimum := q.facts.Posts, q.count("minimum")
	if p == nil || p.InDepartement == nil {
		return unknown("nombre de postes d'intervenants sociaux du département")
	}
	return judge(*p.InDepartement >= minimum, numbered("posts", *p.InDepartement, "minimum", minimum), "Postes dans le département : %d ; minimum %d", *p.InDepartement, minimum).alone()
}

// recusedStandAside is R47.
func recusedStandAside(q question) []answer {
	if len(q.facts.Recusals) == 0 {
		return idle("aucun déport enregistré")
	}
	var all []answer
	for _, r := range q.facts.Recusals {
		all = append(all, judge(!r.Voted && !r.Discussed && !r.Signed, numbered("voted", r.Voted, "discussed", r.Discussed, "signed", r.Signed),
			"%s s'est déportée du dossier ; a voté : %s, a débattu : %s, a signé : %s", r.who(), yes(r.Voted), yes(r.Discussed), yes(r.Signed)).of(r.Funder))
	}
	return all
}

func (r Recusal) who() string {
	if r.Funder == "" {
		return "La personne « " + r.Person + " »"
	}
	return "La personne « " + r.Person + " » (" + r.Funder + ")"
}

// french are the words of applicants and regimes, as people read them.
var french = map[string]string{
	"association": "association", "foundation": "fondation", "company": "entreprise", "esus": "entreprise solidaire (ESUS)", "landlord": "bailleur",
	"commune": "commune", "epci": "EPCI", "departement": "département", "region": "région", "public_body": "organisme public",
	"state_service": "service de l'État", "person": "personne physique", "sieg": "SIEG", "de_minimis": "de minimis",
}

// word is the French of a code; the code itself if it has none.
func word(code string) string {
	if w, known := french[code]; known {
		return w
	}
	return code
}

func words(codes []string) []string {
	var all []string
	for _, c := range codes {
		all = append(all, word(c))
	}
	return all
}
