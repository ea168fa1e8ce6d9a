package jobs

import (
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/message"
	"tourdetable/domain/outbox"
	"tourdetable/domain/postgres"
)

// tell delivers m on behalf of n, at the moment of the news.
func tell[E outbox.Event](tx postgres.Tx, n news[E], to message.Recipient, m message.Message) error {
	return message.Deliver(tx.At(n.At), n.ID, to, m)
}

// filePage is where a file is read.
func filePage(id string) string { return "/dossiers/" + id }

// sessionPage is where a session is read.
func sessionPage(id string) string { return "/seances/" + id }

// quoted writes a title that somebody typed on one line between guillemets;
// those inside become English ones.
func quoted(title string) string {
	title = strings.NewReplacer("«", "“", "»", "”").Replace(strings.Join(strings.Fields(title), " "))
	title = strings.NewReplacer("“ ", "“", " ”", "”").Replace(title)
	return "« " + title + " »"
}

// sentence ends a text that somebody typed as a sentence ends.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") || strings.HasSuffix(text, "…") {
		return text
	}
	return text + "."
}

// moment writes an instant as people of the département read it, "12 mars 2026
// à 14 h 05".
func moment(at time.Time, departement string) string {
	zone := calendar.Zone(departement)
	return calendar.DateOf(at, zone).French() + " à " + at.In(zone).Format("15 h 04")
}
