package casefile

import (
	"strings"

	"tourdetable/domain/body"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// traceMax bounds the acts shown with a body.
const traceMax = 200

// TraceOf lists what was done to the record of a body, newest first. The body
// reads who of its own did it, and the quality of the agents. Faults:
// body.ErrNotFound.
func TraceOf(tx postgres.Tx, by party.Actor, organisation string) ([]JournalEntry, error) {
	if !body.Reads(by, organisation) {
		return nil, body.ErrNotFound
	}
	rows, err := postgres.List[JournalEntry](tx.SQL().Raw(`
		select at, case when ? and role <> 'applicant' then role else actor_name end as actor, act, reason
		from journal where subject = ? and starts_with(act, 'body.') order by id desc limit ?`, by.Role == party.Applicant, organisation, traceMax))
	for i := range rows {
		if label := party.Role(rows[i].Actor).Label(); label != "" {
			rows[i].Actor = label
		}
		rows[i].Label = strings.TrimSpace(actLabel(rows[i].Act))
	}
	return rows, err
}
