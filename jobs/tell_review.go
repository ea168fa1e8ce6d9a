package jobs

import (
	"fmt"

	"tourdetable/domain/application"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/review"
)

// tellCompleted gives an applicant the notice that its file is complete, which is
// not the receipt of its deposit. It runs once per review.Completed.
func tellCompleted(tx postgres.Tx, n news[review.Completed]) error {
	e := n.Event
	return tell(tx, n, message.Recipient{Departement: e.Departement, Organisation: e.Applicant}, about(e.About, "avis de dossier complet n° "+e.Number,
		"Votre dossier "+quoted(e.Title)+" est complet : l'avis n° "+e.Number+" en est délivré le "+e.On.French()+
			". Il est distinct de l'accusé de réception du dépôt, et ne vaut pas promesse de subvention."))
}

// receipt numbers the deposit of a file, once, on the day it was made.
func receipt(tx postgres.Tx, n news[application.Changed]) (string, error) {
	a, err := application.Find(tx, n.Event.Application)
	if err != nil {
		return "", err
	}
	notice, err := review.Acknowledge(tx.At(n.At), party.System, a)
	return " Accusé de réception n° " + notice.Number + ", du " + notice.IssuedOn.French() + ".", err
}

// tellOpinionAsked asks a seat for its opinion, or reminds it. It runs once per
// review.OpinionAsked.
func tellOpinionAsked(tx postgres.Tx, n news[review.OpinionAsked]) error {
	e := n.Event
	subject, body := "votre avis est demandé", "Votre avis est demandé sur le dossier "+quoted(e.Title)+", avant le "+e.DueOn.French()+"."
	if e.Relaunch {
		subject, body = "votre avis est attendu", "Votre avis sur le dossier "+quoted(e.Title)+", demandé pour le "+e.DueOn.French()+", n'est pas encore reçu."
	}
	m := about(e.About, subject, body)
	m.Link = "/avis"
	return tell(tx, n, message.Recipient{Departement: e.Departement, Funder: e.Seat}, m)
}

// tellOpinionGiven tells the reviewers that an opinion came. It runs once per
// review.OpinionGiven.
func tellOpinionGiven(tx postgres.Tx, n news[review.OpinionGiven]) error {
	e := n.Event
	return tell(tx, n, message.Recipient{Departement: e.Departement, Role: party.Reviewer},
		about(e.About, "avis reçu", "« "+e.Seat+" » a rendu son avis sur le dossier "+quoted(e.Title)+" : "+e.Opinion+"."))
}

// tellFileMessage tells the other side that a message waits in the file. It runs
// once per review.MessageWritten.
func tellFileMessage(tx postgres.Tx, n news[review.MessageWritten]) error {
	e := n.Event
	if e.ToReviewer {
		return tell(tx, n, message.Recipient{Departement: e.Departement, Role: party.Reviewer},
			about(e.About, "message du porteur", "Le porteur du dossier "+quoted(e.Title)+" vous a écrit : son message est dans le dossier."))
	}
	return tell(tx, n, message.Recipient{Departement: e.Departement, Organisation: e.Applicant},
		about(e.About, "message du service instructeur", "Le service instructeur vous a écrit au sujet du dossier "+quoted(e.Title)+" : son message est dans le dossier."))
}

func about(a review.About, subject, body string) message.Message {
	return message.Message{Subject: fmt.Sprintf("Dossier n° %s : %s", a.Code, subject), Body: body, Link: filePage(a.Application)}
}

// continueBulk does the next files of a run, as the account that asked for it may
// do them now. It runs once per review.BulkGoesOn.
func continueBulk(tx postgres.Tx, n news[review.BulkGoesOn]) error {
	asker, err := review.Asker(tx, n.Event.Run)
	if err != nil {
		return err
	}
	account, err := party.Find(tx, asker)
	if err != nil {
		return err
	}
	by := account.Actor()
	as, err := tx.As(by.Scope())
	if err != nil {
		return err
	}
	if err := review.Advance(as, by, n.Event.Run); err != nil {
		return err
	}
	_, err = tx.As(postgres.System)
	return err
}
