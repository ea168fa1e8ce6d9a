package attachment

import (
	"fmt"
	"regexp"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// New is a file to add, its bytes kept already.
type New struct {
	Content   Content
	Document  string // code of the document it is
	Comment   string
	ExpiresOn *calendar.Date // of a standing document
}

var documentCode = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

func (n New) check() error {
	if !documentCode.MatchString(n.Document) {
		return ErrMalformed.With("document « %s » ; attendu : un code en lettres minuscules, par exemple « statutes » ou « rib »", bounded(n.Document)).At("document")
	}
	if len([]rune(n.Comment)) > commentMax {
		return ErrMalformed.With("commentaire de %d caractères ; attendu : %d au plus", len([]rune(n.Comment)), commentMax).At("comment")
	}
	return nil
}

// MayAdd returns nil if by may add files to the subject: the applicant of the
// body, until it is deposited; an agent who reviews in its territory. Returns
// ErrNotFound, ErrFrozen or party.ErrForbidden.
func MayAdd(by party.Actor, to Subject) error {
	switch {
	case by.Role == party.Operator:
		return nil
	case by.Role == party.Applicant && (by.Organisation == "" || by.Organisation != to.Applicant || to.Kind == Opinion):
		return ErrNotFound
	case by.Role == party.Applicant && to.Frozen:
		return ErrFrozen.With("le dossier est déposé : une pièce ne s'y ajoute que si le service instructeur la demande")
	case by.Role == party.Applicant:
		return party.Need(by, party.WriteFiles)
	case !by.WorksIn(to.Departement):
		return ErrNotFound
	}
	return party.Need(by, party.ReviewFiles)
}

// Add gives a file its place. scanner tells whether a virus scanner is
// configured: then the file waits for its verdict. The same content for the same
// document of the same subject is one attachment, and one that was removed comes
// back. Returns ErrMalformed, ErrLimit and what MayAdd returns.
func Add(tx postgres.Tx, by party.Actor, to Subject, n New, scanner bool) (Attachment, error) {
	if err := MayAdd(by, to); err != nil {
		return Attachment{}, err
	}
	if n.Comment = strings.TrimSpace(n.Comment); n.Document == "" {
		n.Document = "other"
	}
	if err := n.check(); err != nil {
		return Attachment{}, err
	}
	if err := turn(tx, to); err != nil {
		return Attachment{}, fmt.Errorf("wait for %s %s: %w", to.Kind, to.ID, err)
	}
	held, found, err := same(tx, to, n)
	switch {
	case err != nil:
		return held, fmt.Errorf("look for « %s »: %w", n.Content.Name, err)
	case found && held.Removed():
		if held, err = Restore(tx, by, to, held.ID); err != nil {
			return held, err
		}
	}
	if found {
		return settle(tx, held, scanner)
	}
	if err := room(tx, to, n.Content); err != nil {
		return Attachment{}, err
	}
	state := NotScanned
	if scanner {
		state = Pending
	}
	if err := insertBlob(tx, n.Content, state); err != nil {
		return Attachment{}, fmt.Errorf("record the blob of « %s »: %w", n.Content.Name, err)
	}
	id := postgres.NewID()
	if err := insert(tx, by, id, to, n); err != nil {
		return Attachment{}, guarded(err, n.Content.Name)
	}
	if err := tell(tx, by, to, "attachment.added", id, n.Content.Name); err != nil {
		return Attachment{}, err
	}
	a, err := Find(tx, id)
	if err != nil {
		return a, err
	}
	return settle(tx, a, scanner)
}

// settle asks for what the bytes of a need: a scan, or that its uploader is told
// what the scan of the same bytes found. They were just written anew, so a damage
// told before is over.
func settle(tx postgres.Tx, a Attachment, scanner bool) (Attachment, error) {
	if a.Damage != "" {
		if err := heal(tx, a.Sha256); err != nil {
			return a, fmt.Errorf("heal %s: %w", a.Sha256, err)
		}
		a.Damage = ""
	}
	switch {
	case a.ScanState == Infected:
		return a, outbox.Put(tx, Blocked{a.ID})
	case scanner && a.ScanState != Clean:
		return a, outbox.Put(tx, Received{a.Sha256})
	}
	return a, nil
}

// room returns ErrLimit if the subject has no room for one more.
func room(tx postgres.Tx, to Subject, c Content) error {
	files, size, err := weight(tx, to)
	if err != nil {
		return fmt.Errorf("weigh %s %s: %w", to.Kind, to.ID, err)
	}
	if files >= CountMax {
		return ErrLimit.With("« %s » serait la pièce n° %d ; attendu : %d pièces au plus, pièces retirées comprises", c.Name, files+1, CountMax).At("file")
	}
	if size+c.Size > TotalMax {
		return ErrLimit.With("avec « %s », les pièces pèseraient %s ; attendu : %s au plus, pièces retirées comprises", c.Name, mebibytes(size+c.Size), mebibytes(TotalMax)).At("file")
	}
	return nil
}

// guarded gives their sentence to the guards of the database.
func guarded(err error, name string) error {
	switch {
	case postgres.Violates(err, "attachments_frozen"):
		return ErrFrozen.Because(err)
	case postgres.Violates(err, "attachments_limit"):
		return ErrLimit.With("« %s » ne tient plus : %d pièces et %s au plus, pièces retirées comprises", name, CountMax, mebibytes(TotalMax)).At("file").Because(err)
	case postgres.Violates(err, "attachments_subject"):
		return ErrNotFound.Because(err)
	}
	return fmt.Errorf("record « %s »: %w", name, err)
}

// tell writes an act on an attachment in the journal of its subject.
func tell(tx postgres.Tx, by party.Actor, to Subject, act, id, name string) error {
	return journal.Write(tx, by, journal.Entry{Act: act, Departement: to.Departement, Applicant: to.Applicant, Subject: to.ID, Reason: "« " + name + " » (" + id + ")"})
}
