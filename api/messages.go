package api

import (
	"time"

	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Message is one piece of news in the reader's inbox.
type Message struct {
	ID      string    `json:"id"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	Link    string    `json:"link,omitempty" doc:"Page à lire, par exemple /dossiers/…"`
	At      time.Time `json:"at"`
}

// Inbox is one page of messages, the newest first.
type Inbox struct {
	Items []Message `json:"items"`
	Next  string    `json:"next" doc:"Curseur de la page suivante, vide à la fin"`
}

type inboxInput struct {
	After string `query:"after" doc:"Curseur de la page précédente"`
}

func (s *server) messageRoutes() {
	read(s, op("GET", "/messages", "messages", "Les messages reçus", "Messages"), func(tx postgres.Tx, by party.Actor, in *inboxInput) (Inbox, error) {
		received, next, err := message.Inbox(tx, by, in.After)
		inbox := Inbox{Items: make([]Message, len(received)), Next: next}
		for i, m := range received {
			inbox.Items[i] = Message(m)
		}
		return inbox, err
	})
}
