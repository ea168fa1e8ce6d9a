package message

import (
	"fmt"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Message is one piece of news as people read it (message).
type Message struct {
	ID      string
	Subject string
	Body    string    // plain French sentences
	Link    string    // path of the page to read, "/dossiers/…"; "" if none
	At      time.Time // UTC
}

// Recipient is whom a message is for: exactly one of a body, a role or a
// funder's line, in one département.
type Recipient struct {
	Departement  string
	Organisation string     // id of the body that applied
	Role         party.Role // every agent of that role in the département
	Funder       string     // code of a funder's line or seat, "FIPD-D"
}

// ErrCursor refuses a cursor that no page gave.
var ErrCursor = fault.New(fault.Invalid, "message.cursor", "curseur de page illisible")

// pageSize is the number of messages on a page.
const pageSize = 50

// check returns an error unless to names exactly one recipient.
func (to Recipient) check() error {
	named := 0
	for _, name := range []string{to.Organisation, string(to.Role), to.Funder} {
		if name != "" {
			named++
		}
	}
	if named != 1 || to.Departement == "" {
		return fmt.Errorf("a message is for one body, role or funder of one département, not %+v", to)
	}
	return nil
}

// Deliver puts m in the inbox of to, at tx.Now, once per event: the second time
// it does nothing.
func Deliver(tx postgres.Tx, event string, to Recipient, m Message) error {
	if err := to.check(); err != nil {
		return err
	}
	if err := insert(tx, event, to, m); err != nil {
		return fmt.Errorf("deliver « %s »: %w", m.Subject, err)
	}
	return nil
}

// Inbox returns the messages for by that come after the message of id after,
// the newest first, and the id that gives the next page, "" at the end. A first
// page takes "". An applicant reads what its body was told, an agent what its
// role was told in its territory, a funder's member what its lines were told.
// Returns ErrCursor.
func Inbox(tx postgres.Tx, by party.Actor, after string) (page []Message, next string, err error) {
	if after != "" && !postgres.IsID(after) {
		return nil, "", ErrCursor.At("after")
	}
	page, err = read(tx, by, after, pageSize+1)
	if err != nil {
		return nil, "", fmt.Errorf("read the inbox of %s: %w", by.ID, err)
	}
	if len(page) > pageSize {
		page = page[:pageSize]
		next = page[pageSize-1].ID
	}
	return page, next, nil
}
