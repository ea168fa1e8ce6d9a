package jobs

import (
	"tourdetable/domain/attachment"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Files is where the pieces of files are kept, and who looks for viruses in
// them. The zero Files keeps and scans nothing.
type Files struct {
	Store   attachment.Store
	Scanner attachment.Scanner // nil: no scanner is configured
}

// jobs are the news of pieces and what is done for them.
func (f Files) jobs() []job {
	return []job{work(f.scan), work(tellBlocked), work(tellLost)}
}

// scan has received bytes judged. A scanner that is silent is asked again.
func (f Files) scan(tx postgres.Tx, n news[attachment.Received]) error {
	return attachment.Scan(tx, f.Store, f.Scanner, n.Event.Sha256)
}

// tellBlocked tells who sent a file that it holds a virus: it runs once per file.
func tellBlocked(tx postgres.Tx, n news[attachment.Blocked]) error {
	a, err := attachment.Find(tx, n.Event.Attachment)
	if err != nil {
		return err
	}
	return tell(tx, n, sender(a), message.Message{Subject: "Pièce bloquée : virus trouvé", Link: subjectPage(a),
		Body: "Un virus a été trouvé dans la pièce " + quoted(a.Name) + " (" + a.ScanDetail + "). Personne ne peut l'ouvrir. " +
			"Faites vérifier le poste dont elle vient, puis retirez-la et déposez un fichier sain."})
}

// tellLost tells the office that a file cannot be read any more, and who sent it
// how to put it back.
func tellLost(tx postgres.Tx, n news[attachment.Lost]) error {
	a, err := attachment.Find(tx, n.Event.Attachment)
	if err != nil {
		return err
	}
	m := message.Message{Subject: "Pièce illisible dans l'espace de stockage", Link: subjectPage(a),
		Body: "Le contrôle des pièces a trouvé que " + quoted(a.Name) + " n'est plus lisible dans l'espace de stockage (empreinte " + a.Sha256 + "). " +
			"L'administrateur peut la rétablir depuis une sauvegarde ; déposer de nouveau le même fichier la rétablit aussi."}
	to := sender(a)
	if err := tell(tx, n, to, m); err != nil || to.Organisation == "" {
		return err
	}
	return tell(tx, n, message.Recipient{Departement: a.Departement, Role: party.Reviewer}, m)
}

// sender is the side that sent a file: its body, or the office of its territory.
func sender(a attachment.Attachment) message.Recipient {
	if a.UploadedRole == party.Applicant && a.ApplicantID != nil {
		return message.Recipient{Departement: a.Departement, Organisation: *a.ApplicantID}
	}
	return message.Recipient{Departement: a.Departement, Role: party.Reviewer}
}

// subjectPage is where the pieces of a subject are read; "" if it has no page of
// its own.
func subjectPage(a attachment.Attachment) string {
	if a.SubjectKind == attachment.Application || a.SubjectKind == attachment.Report {
		return filePage(a.SubjectID)
	}
	return ""
}
