package jobs

import (
	"fmt"

	"tourdetable/domain/application"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// tellApplication tells an applicant what becomes of its file, and the reviewers
// what they have to do. It runs once per application.Changed.
func tellApplication(tx postgres.Tx, n news[application.Changed]) error {
	c := n.Event
	if subject, body := toApplicant(n); subject != "" {
		if c.To == application.Submitted {
			number, err := receipt(tx, n)
			if err != nil {
				return err
			}
			body += number
		}
		to := message.Recipient{Departement: c.Departement, Organisation: c.Applicant}
		if err := tell(tx, n, to, aboutFile(c, subject, body)); err != nil {
			return err
		}
	}
	subject, body := toReviewers(c)
	if subject == "" {
		return nil
	}
	deposited, err := wasDeposited(tx, c)
	if err != nil || !deposited {
		return err
	}
	return tell(tx, n, message.Recipient{Departement: c.Departement, Role: party.Reviewer}, aboutFile(c, subject, body))
}

func aboutFile(c application.Changed, subject, body string) message.Message {
	return message.Message{Subject: fmt.Sprintf("Dossier n° %s : %s", c.Code, subject), Body: body, Link: filePage(c.Application)}
}

// toApplicant is the change in public words: what a funder has not notified, the
// opinion of the committee and the reasons of the office are not in them, and a
// refusal reads as a grant does. "" for what the applicant is not told.
func toApplicant(n news[application.Changed]) (subject, body string) {
	c := n.Event
	title := quoted(c.Title)
	switch c.To {
	case application.Submitted:
		return "dépôt enregistré", "Nous avons bien reçu votre dossier " + title + ", déposé le " + moment(n.At, c.Departement) +
			". Ce message en accuse réception ; il ne préjuge ni de sa recevabilité ni de la suite qui lui sera donnée."
	case application.Incomplete:
		return "pièces ou précisions demandées", "L'examen de votre dossier " + title + " attend une réponse de votre part. Demande : " +
			sentence(c.Reason) + " Complétez le dossier, puis déposez-le de nouveau."
	case application.Admissible:
		return "complet et recevable", "Votre dossier " + title + " est complet et recevable : son examen peut commencer. La recevabilité ne vaut pas promesse de subvention."
	case application.Inadmissible:
		return "non recevable", "Votre dossier " + title + " n'est pas recevable. Motif : " + sentence(c.Reason) +
			" La décision qui vous est notifiée indique les voies et délais de recours."
	case application.UnderReview:
		return "en cours d'examen", "Votre dossier " + title + " est en cours d'examen par les services et les financeurs sollicités."
	case application.Examined:
		return "examiné par le comité", "Le comité des financeurs a examiné votre dossier " + title +
			". Son avis est consultatif : chaque financeur prend sa propre décision et vous la notifie."
	case application.Deferred:
		return "examen reporté", "L'examen de votre dossier " + title + " est reporté à une prochaine séance du comité des financeurs. Si un complément est utile, il vous sera demandé."
	case application.Decided, application.Refused:
		return "réponses des financeurs", "Tous les financeurs sollicités pour votre dossier " + title +
			" ont pris leur décision. Chacun vous notifie la sienne : seule cette notification fait foi."
	case application.Executing:
		return "premier paiement enregistré", "Un premier paiement est enregistré pour votre projet " + title +
			". Le compte rendu financier est à déposer dans les six mois qui suivent la fin de l'exercice."
	case application.ReportFiled:
		return "compte rendu financier en cours d'examen", "Le compte rendu financier de votre projet " + title + " est entre nos mains : il est en cours d'examen."
	case application.Settled:
		return "soldé", "Votre dossier " + title + " est soldé : il ne reste rien à payer ni à reverser."
	case application.Dismissed:
		return "classé sans suite", "Votre dossier " + title + " est classé sans suite. Motif : " + sentence(c.Reason)
	case application.Withdrawn:
		return "désistement enregistré", "Votre désistement est enregistré : le dossier " + title + " ne sera pas poursuivi."
	}
	return "", ""
}

// toReviewers is what the change asks of the office; "" if nothing.
func toReviewers(c application.Changed) (subject, body string) {
	title := quoted(c.Title)
	switch c.To {
	case application.Submitted:
		return "recevabilité à vérifier", "Le dossier " + title + " vient d'être déposé : sa recevabilité est à vérifier."
	case application.ReportFiled:
		return "compte rendu financier à examiner", "Le compte rendu financier du dossier " + title + " est à examiner."
	case application.Withdrawn:
		return "désistement du porteur", "Le porteur du dossier " + title + " s'est désisté."
	}
	return "", ""
}

// wasDeposited tells whether agents know of the file: a draft is its applicant's
// alone, even withdrawn.
func wasDeposited(tx postgres.Tx, c application.Changed) (bool, error) {
	if c.To != application.Withdrawn {
		return true, nil
	}
	a, err := application.Find(tx, c.Application)
	return a.SubmittedAt != nil, err
}
