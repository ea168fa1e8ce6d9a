package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/hibiken/asynq"

	"tourdetable/domain/outbox"
	"tourdetable/domain/postgres"
)

// Status is how the work that nobody waits for is doing.
type Status struct {
	Backend  string     // what carries the queue
	Answers  bool       // the queue answers
	Pending  int        // news whose effect is missing
	Oldest   *time.Time // when the oldest of them happened, UTC; nil if none
	Failed   int        // of them, those whose last attempt failed
	Failures []Failure  // the oldest of these, ten at most
}

// Failure is a piece of news whose last attempt failed.
type Failure struct {
	ID       string
	Kind     string
	At       time.Time // when it happened, UTC
	Attempts int
	Reason   string // French
}

// failuresMax bounds the failures shown.
const failuresMax = 10

// StatusOf reads the outbox and asks the queue whether it answers. A queue that
// is silent is no error: it is told.
func StatusOf(ctx context.Context, db *postgres.DB, queue *Queue) (Status, error) {
	s := Status{Backend: queue.Backend(), Answers: answers(queue)}
	err := db.Snapshot(ctx, postgres.System, func(tx postgres.Tx) (err error) {
		if s.Pending, s.Oldest, err = outbox.Lag(tx); err != nil {
			return err
		}
		s.Failed, s.Failures, err = failing(tx, failuresMax)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("read the state of the outbox: %w", err)
	}
	return s, nil
}

func answers(queue *Queue) bool {
	client := asynq.NewClient(queue.Opt())
	defer client.Close()
	return client.Ping() == nil
}
