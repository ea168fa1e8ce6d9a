// Package outbox is what must be told once the facts are committed.
//
//	use case ──Put(tx, event)──> outbox row, same transaction as the facts
//	jobs/relay.go ──Take──> queue (a doorbell) ──> handler: effect + Done, one transaction
//
// The row is the truth about work to do: it stays until its effect is
// committed (done_at), so a lost queue, a crash at any point or a second relay
// lose nothing and double nothing.
//
// Needs postgres; needed by rooms that tell, and by jobs.
package outbox

import (
	"encoding/json"
	"fmt"
	"time"

	"tourdetable/domain/postgres"
)

// Event is news, named in the past tense.
type Event interface{ Kind() string }

// Row is an event to deliver.
type Row struct {
	ID        string
	Kind      string
	Payload   json.RawMessage
	CreatedAt time.Time
	Attempts  int
}

// Put records that e is to be told.
func Put(tx postgres.Tx, e Event) error {
	payload, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("tell %s: %w", e.Kind(), err)
	}
	if err := insert(tx, e.Kind(), payload); err != nil {
		return fmt.Errorf("tell %s: %w", e.Kind(), err)
	}
	return nil
}
