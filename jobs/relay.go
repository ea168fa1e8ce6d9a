package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"tourdetable/domain/outbox"
	"tourdetable/domain/postgres"
)

const (
	queueName  = "outbox"
	batch      = 100 // rows marked and rung in one transaction
	retriesMax = 5   // of one task by the queue; a worker's death counts as one
	effectTime = time.Minute
)

// relay rings the workers for the rows of the outbox. Any number of relays may
// run at once.
type relay struct {
	db       *postgres.DB
	client   *asynq.Client
	patience time.Duration // silence after which a row is rung again, on the clock of db
	poll     time.Duration // the guarantee, when no notification comes
}

// run rings until ctx ends. It outlives every failure of the database and of
// the queue.
func (r relay) run(ctx context.Context) {
	wake := make(chan struct{}, 1)
	var listening sync.WaitGroup
	listening.Go(func() { listen(ctx, r.db, wake) })
	defer listening.Wait()
	ticks := time.NewTicker(r.poll)
	defer ticks.Stop()
	var trouble trouble
	for {
		trouble.tell(ctx, "the relay does not ring", r.drain(ctx))
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-ticks.C:
		}
	}
}

// drain rings for every row that waits.
func (r relay) drain(ctx context.Context) error {
	for {
		n, err := r.dispatch(ctx, batch, r.patience, rarely)
		if err != nil || n < batch {
			return err
		}
	}
}

// dispatch marks up to limit rows and rings for those whose attempt is due.
// Returns the number of rows marked; if the queue fails, none is.
func (r relay) dispatch(ctx context.Context, limit int, patience time.Duration, due func(attempt int) bool) (n int, err error) {
	err = r.db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
		rows, err := outbox.Take(tx, limit, patience)
		if err != nil {
			return fmt.Errorf("take from the outbox: %w", err)
		}
		for _, row := range rows {
			if !due(row.Attempts) {
				continue
			}
			if err := r.ring(ctx, row); err != nil {
				return fmt.Errorf("ring for %s: %w", row.ID, err)
			}
		}
		n = len(rows)
		return nil
	})
	return n, err
}

// ring enqueues a row. A conflict is not a success: the task may be a dead one,
// or of a transaction that was undone; the row stays, and its next attempt
// bears another number.
func (r relay) ring(ctx context.Context, row outbox.Row) error {
	_, err := r.client.EnqueueContext(ctx, asynq.NewTask("outbox:"+row.Kind, []byte(row.ID)), asynq.Queue(queueName),
		asynq.TaskID(fmt.Sprintf("%s#%d", row.ID, row.Attempts)), asynq.MaxRetry(retriesMax), asynq.Timeout(effectTime))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		slog.Warn("this attempt is in the queue already", "event", row.ID, "attempt", row.Attempts)
		return nil
	}
	return err
}

// rearmMax bounds the rows that a start rings again at once; patience finds the
// others.
const rearmMax = 2000

// rearm rings again for all that was rung and never done, whatever the clock
// said then: an embedded queue died with its program.
func (r relay) rearm(ctx context.Context) error {
	const forever = 100 * 365 * 24 * time.Hour
	_, err := r.dispatch(ctx, rearmMax, -forever, always)
	return err
}

func always(int) bool { return true }

// rarely lets the attempts 1, 2, 4, 8… ring: what failed again and again is
// tried ever more rarely.
func rarely(attempt int) bool { return attempt&(attempt-1) == 0 }

// listen wakes the relay at each commit that adds to the outbox. It has a
// connection of its own and takes another when it is lost.
func listen(ctx context.Context, db *postgres.DB, wake chan<- struct{}) {
	var trouble trouble
	for ctx.Err() == nil {
		trouble.tell(ctx, "the relay does not hear, and polls", hear(ctx, db, wake))
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// hear listens until its connection is lost. What was committed before it
// listened is behind the first ring.
func hear(ctx context.Context, db *postgres.DB, wake chan<- struct{}) error {
	pooled, err := db.Pool().Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack()
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if _, err := conn.Exec(ctx, "listen outbox"); err != nil {
		return err
	}
	for {
		select {
		case wake <- struct{}{}:
		default: // it is awake
		}
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

// trouble tells a failure when it begins and when it ends, not each second.
type trouble struct{ known string }

func (t *trouble) tell(ctx context.Context, what string, err error) {
	switch {
	case ctx.Err() != nil:
	case err == nil && t.known != "":
		t.known = ""
		slog.Info("over: " + what)
	case err != nil && err.Error() != t.known:
		t.known = err.Error()
		slog.Error(what, "cause", err)
	}
}
