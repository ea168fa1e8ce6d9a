package casefile

// actLabels are the acts of the journal in the words of the office.
var actLabels = map[string]string{
	"application.begun":           "Dossier commencé",
	"application.submitted":       "Dossier déposé",
	"application.documents_asked": "Pièces demandées",
	"application.admitted":        "Déclaré recevable et complet",
	"application.rejected":        "Déclaré non recevable",
	"application.reviewed":        "Instruction ouverte",
	"application.made_ready":      "Inscriptible au comité",
	"application.examined":        "Examiné en comité",
	"application.deferred":        "Ajourné",
	"application.decided":         "Tous les financeurs ont répondu",
	"application.refused":         "Tous les financeurs ont refusé",
	"application.revised":         "Plan de financement révisé",
	"application.executing":       "Premier paiement : en cours d'exécution",
	"application.report_filed":    "Compte rendu financier déposé",
	"application.settled":         "Soldé",
	"application.reopened":        "Solde rouvert",
	"application.dismissed":       "Classé sans suite",
	"application.withdrawn":       "Désistement",
	"review.checked":              "Points de contrôle renseignés",
	"review.notice_issued":        "Accusé délivré au porteur",
	"review.opinion_asked":        "Avis demandé",
	"review.opinion_relaunched":   "Avis relancé",
	"review.opinion_given":        "Avis reçu",
	"review.credits_recorded":     "Crédits de droit commun notés",
	"review.criteria_set":         "Grille de critères fixée",
	"review.scored":               "Critères notés",
	"review.sheet_written":        "Fiche d'instruction enregistrée",
	"cofunding.proposed":          "Montant proposé par l'instruction",
	"cofunding.announced":         "Montant annoncé en séance",
	"committee.recused":           "Déport",
	"award.awarded":               "Décision d'un financeur : accord",
	"award.refused":               "Décision d'un financeur : refus",
	"agreement.drawn":             "Acte rédigé",
	"agreement.signed":            "Acte signé",
	"agreement.notified":          "Acte notifié",
	"agreement.years_planned":     "Convention pluriannuelle",
	"payment.committed":           "Engagement juridique saisi",
	"payment.recovery_proposed":   "Reversement proposé",
	"reporting.validated":         "Compte rendu financier validé",
	"body.recorded":               "Fiche complétée",
	"body.appointed":              "Mandat inscrit",
	"body.mandate_ended":          "Fin de mandat",
	"body.account_proposed":       "Compte bancaire proposé",
	"body.account_approved":       "Compte bancaire approuvé",
	"body.account_refused":        "Compte bancaire refusé",
	"body.commitment_signed":      "Contrat d'engagement républicain souscrit",
	"body.document_deposited":     "Pièce permanente déposée",
	"body.invited":                "Personne invitée",
	"body.access_opened":          "Accès ouvert",
	"body.access_ended":           "Accès fermé",
	"body.access_reopened":        "Accès rouvert par la préfecture",
}

// actLabel is the act in French; its code if no word is known for it.
func actLabel(act string) string {
	if label := actLabels[act]; label != "" {
		return label
	}
	return act
}
