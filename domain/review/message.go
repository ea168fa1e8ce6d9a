package review

import (
	"fmt"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Message is one message in a file, between its applicant and its reviewers, or
// a note that stays in the office.
type Message struct {
	ID          string
	Internal    bool
	Body        string
	Attachments []string // ids
	Role        party.Role
	Signed
}

// Say adds a message to the file and has the other side told. An internal note
// is for the office, and tells nobody.
func Say(tx postgres.Tx, by party.Actor, id string, m Message) (Message, error) {
	a, err := thread(tx, by, id)
	if err != nil {
		return m, err
	}
	m.ID, m.Body, m.Role, m.Signed = postgres.NewID(), strings.TrimSpace(m.Body), by.Role, Signed{by.ID, by.Name, tx.Now}
	switch {
	case m.Body == "" || len([]rune(m.Body)) > 20000:
		return m, ErrMessage.With("message de %d caractères ; attendu : 1 à 20 000", len([]rune(m.Body))).At("body")
	case m.Internal && by.Role == party.Applicant:
		return m, ErrMessage.With("une note interne est écrite par le service instructeur").At("internal")
	}
	for i, f := range m.Attachments {
		if !postgres.IsID(f) {
			return m, ErrMessage.With("pièce « %s » inconnue", f).At(fmt.Sprintf("attachments[%d]", i))
		}
	}
	if err := insertMessage(tx, a, m); err != nil {
		return m, fmt.Errorf("write in %s: %w", a.Code, err)
	}
	if err := markRead(tx, by, a.ID, m.ID); err != nil || m.Internal {
		return m, err
	}
	return m, outbox.Put(tx, MessageWritten{About: about(a), Message: m.ID, ToReviewer: by.Role == party.Applicant})
}

// Messages returns the thread of a file as by may read it, the oldest first, and
// how many of them by has not read.
func Messages(tx postgres.Tx, by party.Actor, id string) (messages []Message, unread int, err error) {
	a, err := application.Find(tx, id)
	if err != nil {
		return nil, 0, err
	}
	if err := readsThread(by, a); err != nil {
		return nil, 0, err
	}
	return messagesOf(tx, by, a.ID)
}

// Read records that by has read the thread up to a message.
func Read(tx postgres.Tx, by party.Actor, id, messageID string) error {
	a, err := application.Find(tx, id)
	if err != nil {
		return err
	}
	if err := readsThread(by, a); err != nil {
		return err
	}
	if !postgres.IsID(messageID) {
		return ErrMessage.With("message « %s » inconnu", messageID).At("message")
	}
	return markRead(tx, by, a.ID, messageID)
}

// thread returns the file in which by may write.
func thread(tx postgres.Tx, by party.Actor, id string) (application.Application, error) {
	a, err := application.Find(tx, id)
	if err != nil {
		return a, err
	}
	if err := readsThread(by, a); err != nil {
		return a, err
	}
	if by.Role != party.Applicant && !by.May(party.ReviewFiles) {
		return a, party.ErrForbidden.With("votre rôle (%s) ne permet pas d'écrire dans le dossier", by.Role.Label())
	}
	if a.State == application.Draft {
		return a, ErrMessage.With("le dossier n'est pas encore déposé : ses messages commencent après le dépôt")
	}
	return a, nil
}

// readsThread lets the applicant of the file and the préfecture's agents in: a
// funder's member reads the file, not what is said about it.
func readsThread(by party.Actor, a application.Application) error {
	if by.Role == party.Applicant && by.Organisation == a.ApplicantID {
		return nil
	}
	if by.Role != party.Applicant && by.Role != party.FunderMember && by.May(party.ReadFiles) && by.WorksIn(a.Departement) && a.State != application.Draft {
		return nil
	}
	return application.ErrNotFound
}
