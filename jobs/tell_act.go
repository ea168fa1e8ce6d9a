package jobs

import (
	"fmt"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/funding"
	"tourdetable/domain/message"
	"tourdetable/domain/postgres"
)

// tellAct tells an applicant the grant that an act notifies, with its amount, or
// the refusal that a letter notifies. It runs once per agreement.WasNotified.
func tellAct(tx postgres.Tx, n news[agreement.WasNotified]) error {
	act, err := findAct(tx, n.Event.Act)
	if err != nil {
		return err
	}
	a, err := application.Find(tx, act.ApplicationID)
	if err != nil {
		return err
	}
	funder, err := nameOf(tx, act)
	if err != nil {
		return err
	}
	if act.Kind == agreement.Refusal {
		return tell(tx, n, message.Recipient{Departement: act.Departement, Organisation: a.ApplicantID}, message.Message{
			Subject: fmt.Sprintf("Dossier n° %s : réponse notifiée", a.Code), Link: filePage(a.ID),
			Body: fmt.Sprintf("%s n° %s, notification du %s. Votre demande de subvention pour le projet %s n'est pas retenue. Financeur : %s. Le motif est dans le dossier. Vous pouvez saisir le tribunal administratif dans les deux mois (code de justice administrative, art. R421-1).",
				act.Kind.Label(), act.Number, act.NotifiedOn.French(), quoted(a.Title), funder)})
	}
	body := fmt.Sprintf("%s n° %s, notification du %s. Une subvention de %s est accordée à votre projet %s. Financeur : %s.",
		act.Kind.Label(), act.Number, act.NotifiedOn.French(), act.Total.French(), quoted(a.Title), funder)
	return tell(tx, n, message.Recipient{Departement: act.Departement, Organisation: a.ApplicantID},
		message.Message{Subject: fmt.Sprintf("Dossier n° %s : subvention notifiée", a.Code), Body: body, Link: filePage(a.ID)})
}

// nameOf is the name of the authority that signs.
func nameOf(tx postgres.Tx, act agreement.Act) (string, error) {
	if act.Authority == funding.StateAuthority {
		return "l'État", nil
	}
	f, err := funding.Find(tx, act.Departement, act.Authority)
	return f.Name, err
}
