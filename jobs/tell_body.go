package jobs

import (
	"fmt"

	"tourdetable/domain/body"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// ownPage is where a body reads its own record; bodyPage where an agent does.
const ownPage = "/organisme"

func bodyPage(id string) string { return "/organismes/" + id }

// tellAccount tells the body, and so the people of the account before, that
// somebody touches where it is paid; and the reviewers what awaits them. Nothing
// of the account is told. It runs once per body.AccountChanged.
func tellAccount(tx postgres.Tx, n news[body.AccountChanged]) error {
	e := n.Event
	m := message.Message{Subject: "Votre compte bancaire", Link: ownPage}
	switch {
	case e.State == body.Proposed:
		m.Body = fmt.Sprintf("%s propose un nouveau compte bancaire pour votre organisme. L'ancien compte reste utilisé tant qu'une seconde personne n'a pas approuvé celui-ci. "+
			"Si cette demande ne vient pas de vous, refusez-la et prévenez la préfecture.", e.By)
	case e.State == body.Approved && e.First:
		m.Body = fmt.Sprintf("%s a enregistré le compte bancaire de votre organisme.", e.By)
	case e.State == body.Approved:
		m.Body = "Le nouveau compte bancaire de votre organisme est approuvé. "
		if e.Awarded && e.UsableFrom != nil {
			m.Body += fmt.Sprintf("Il ne sera utilisé qu'à partir du %s : si ce changement ne vient pas de vous, opposez-vous avant cette date.", moment(*e.UsableFrom, e.Departement))
		} else {
			m.Body += "Il remplace l'ancien."
		}
	default:
		m.Body = fmt.Sprintf("Le compte bancaire proposé est refusé : %s L'ancien compte reste utilisé.", sentence(e.Reason))
	}
	if err := tell(tx, n, message.Recipient{Departement: e.Departement, Organisation: e.Organisation}, m); err != nil {
		return err
	}
	if e.State != body.Proposed {
		return nil
	}
	return tell(tx, n, message.Recipient{Departement: e.Departement, Role: party.Reviewer}, message.Message{
		Subject: "Compte bancaire à vérifier : " + e.Name, Link: bodyPage(e.Organisation),
		Body: fmt.Sprintf("%s propose un nouveau compte bancaire pour %s. Vérifiez-le auprès d'une personne que vous connaissez déjà, puis approuvez-le ou refusez-le.", e.By, quoted(e.Name))})
}

// tellReopening tells a body that the préfecture opened its access again. It
// runs once per body.AccessReopened.
func tellReopening(tx postgres.Tx, n news[body.AccessReopened]) error {
	e := n.Event
	return tell(tx, n, message.Recipient{Departement: e.Departement, Organisation: e.Organisation}, message.Message{
		Subject: "L'accès à votre organisme a été rouvert", Link: ownPage,
		Body: fmt.Sprintf("La préfecture (%s) a ouvert l'accès à une nouvelle personne. Motif : %s Si vous n'en êtes pas informé, contactez-la.", e.By, sentence(e.Reason))})
}
