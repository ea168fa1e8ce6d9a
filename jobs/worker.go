package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/hibiken/asynq"

	"tourdetable/domain/fault"
	"tourdetable/domain/outbox"
	"tourdetable/domain/postgres"
)

// Refusals of the workers.
var (
	ErrUnknownKind = fault.New(fault.Invalid, "jobs.unknown_kind", "nouvelle de nature inconnue")
	ErrUnreadable  = fault.New(fault.Invalid, "jobs.unreadable", "nouvelle illisible")
)

// news is an event and when it happened.
type news[E outbox.Event] struct {
	ID    string
	At    time.Time // UTC
	Event E
}

// job is what is done for one kind of news, inside the transaction that records
// it as done.
type job struct {
	kind string
	do   func(postgres.Tx, outbox.Row) error
}

// work makes a job of do: decoding, retry and "once" are decided here and
// nowhere else.
func work[E outbox.Event](do func(postgres.Tx, news[E]) error) job {
	var none E
	return job{none.Kind(), func(tx postgres.Tx, row outbox.Row) error {
		n := news[E]{ID: row.ID, At: row.CreatedAt.UTC()}
		if err := json.Unmarshal(row.Payload, &n.Event); err != nil {
			return ErrUnreadable.With("nouvelle « %s » illisible", row.Kind).Because(err)
		}
		return do(tx, n)
	}}
}

// workers do the jobs.
type workers struct {
	db   *postgres.DB
	jobs map[string]job
}

// hands is how many jobs run at once in one program: few, since the people who
// wait share the connections.
const hands = 4

// server makes the server that has w do what the queue holds.
func (w workers) server(q *Queue) *asynq.Server {
	return asynq.NewServer(q.Opt(), asynq.Config{
		Concurrency:              hands,
		Queues:                   map[string]int{queueName: 1},
		TaskCheckInterval:        50 * time.Millisecond,
		DelayedTaskCheckInterval: time.Second,
		ShutdownTimeout:          20 * time.Second,
		RetryDelayFunc:           func(tries int, _ error, _ *asynq.Task) time.Duration { return pause(tries) },
		Logger:                   queueLog{},
		LogLevel:                 asynq.ErrorLevel,
	})
}

// pause before another try: 1, 2, 4… seconds, a minute at most.
func pause(tries int) time.Duration { return min(time.Second<<min(tries, 6), time.Minute) }

// ProcessTask has the effect of the row that task names, unless it is committed
// already. A refusal is recorded on the row, and not retried.
func (w workers) ProcessTask(ctx context.Context, task *asynq.Task) error {
	id := string(task.Payload())
	err := w.deliver(ctx, id)
	if err == nil {
		return nil
	}
	slog.Error("news without effect", "event", id, "task", task.Type(), "cause", err)
	w.record(ctx, id, err)
	if final(err) {
		return fmt.Errorf("%w: %w", err, asynq.SkipRetry)
	}
	return err
}

// deliver does the job of a row and records it as done: both, or nothing.
func (w workers) deliver(ctx context.Context, id string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if !postgres.IsID(id) {
		return ErrUnreadable.With("nouvelle « %s » illisible ; attendu : un identifiant", id)
	}
	return w.db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
		row, missing, err := outbox.Start(tx, id)
		if err != nil || !missing {
			return err
		}
		job, known := w.jobs[row.Kind]
		if !known {
			return ErrUnknownKind.With("nouvelle de nature inconnue : « %s »", row.Kind)
		}
		if err := job.do(tx, row); err != nil {
			return err
		}
		return outbox.Done(tx, id)
	})
}

// record keeps the reason on the row, where the status shows it.
func (w workers) record(ctx context.Context, id string, reason error) {
	if !postgres.IsID(id) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := w.db.InTx(ctx, postgres.System, func(tx postgres.Tx) error { return outbox.Failed(tx, id, reasonOf(reason)) })
	if err != nil {
		slog.Error("a failure is not recorded", "event", id, "cause", err)
	}
}

// reasonOf is what may be shown of a failure: the sentence of a rule, or that
// the system failed.
func reasonOf(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Error() + " (" + f.Code + ")"
	}
	return "panne technique : voir le journal du programme"
}

// final reports whether trying again is useless: a rule said no, or the news
// makes no sense. A lost race and a failing system are tried again.
func final(err error) bool {
	switch fault.KindOf(err) {
	case fault.Internal, fault.Busy, fault.Conflict:
		return false
	}
	return true
}

// queueLog sends asynq's own troubles to our log.
type queueLog struct{}

func (queueLog) Debug(...any)      {}
func (queueLog) Info(...any)       {}
func (queueLog) Warn(...any)       {}
func (queueLog) Error(args ...any) { slog.Error("the queue fails", "cause", fmt.Sprint(args...)) }
func (queueLog) Fatal(args ...any) { slog.Error("the queue fails", "cause", fmt.Sprint(args...)) }
