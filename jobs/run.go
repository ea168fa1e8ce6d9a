package jobs

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"tourdetable/domain/postgres"
)

// bulletin is every kind of news and what is done for it.
var bulletin = []job{
	work(tellApplication),
	work(tellCompleted),
	work(tellOpinionAsked),
	work(tellOpinionGiven),
	work(tellFileMessage),
	work(continueBulk),
	work(tellSession),
	work(tellAward),
	work(tellAct),
	work(tellAccount),
	work(tellReopening),
}

// Run relays the outbox to queue and does its jobs until ctx ends, those of files
// with them; then it finishes the jobs it began and returns nil. Close queue and
// db after it.
func Run(ctx context.Context, db *postgres.DB, queue *Queue, files Files) error {
	var watching sync.WaitGroup
	defer watching.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	watching.Go(func() { files.watch(ctx, db) })
	return newCrew(db, queue, append(slices.Clone(bulletin), files.jobs()...)...).run(ctx)
}

// crew is a relay and its workers on one queue.
type crew struct {
	queue    *Queue
	workers  workers
	patience time.Duration
	poll     time.Duration
}

func newCrew(db *postgres.DB, queue *Queue, jobs ...job) crew {
	known := make(map[string]job, len(jobs))
	for _, j := range jobs {
		known[j.kind] = j
	}
	return crew{queue: queue, workers: workers{db, known}, patience: 5 * time.Minute, poll: time.Second}
}

func (c crew) run(ctx context.Context) error {
	client := asynq.NewClient(c.queue.Opt())
	defer client.Close()
	relay := c.relay(client)
	if c.queue.Backend() == backendEmbedded {
		if err := relay.rearm(ctx); err != nil {
			return ended(ctx, fmt.Errorf("re-arm the outbox: %w", err))
		}
	}
	server := c.workers.server(c.queue)
	if err := server.Start(c.workers); err != nil {
		return fmt.Errorf("start the workers: %w", err)
	}
	defer server.Shutdown()
	relay.run(ctx)
	return nil
}

func (c crew) relay(client *asynq.Client) relay {
	return relay{db: c.workers.db, client: client, patience: c.patience, poll: c.poll}
}

// ended returns nil if err comes of the end of ctx, which is no failure.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
