package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

// counted is news whose effect is one line of the journal: the journal takes a
// line twice, so that an effect done twice is seen.
type counted struct {
	N int `json:"n"`
}

func (counted) Kind() string { return "test.counted" }

func count(tx postgres.Tx, n news[counted]) error {
	return journal.Write(tx, party.System, journal.Entry{Act: "test.counted", Departement: "98", Subject: n.ID})
}

var errNo = fault.New(fault.Refused, "test.no", "la règle dit non")

// stubborn is news that a rule refuses.
type stubborn struct{}

func (stubborn) Kind() string { return "test.stubborn" }

// foreign is news of a kind that no job knows.
type foreign string

func (f foreign) Kind() string { return string(f) }

// onBothQueues runs fn on the embedded queue and on a real Redis.
func onBothQueues(t *testing.T, fn func(*testing.T, *Queue)) {
	t.Run("embedded", func(t *testing.T) { fn(t, openQueue(t, "")) })
	t.Run("redis", func(t *testing.T) { fn(t, openQueue(t, "redis-socket://"+redisServer(t))) })
}

func put(t *testing.T, db *postgres.DB, events ...outbox.Event) {
	t.Helper()
	inTx(t, db, func(tx postgres.Tx) error {
		for _, e := range events {
			if err := outbox.Put(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func putCounted(t *testing.T, db *postgres.DB, n int) {
	t.Helper()
	events := make([]outbox.Event, n)
	for i := range events {
		events[i] = counted{i}
	}
	put(t, db, events...)
}

func inTx(t *testing.T, db *postgres.DB, fn func(postgres.Tx) error) {
	t.Helper()
	if err := db.InTx(context.Background(), postgres.System, fn); err != nil {
		t.Fatal(err)
	}
}

// ask returns the number that a query gives.
func ask(t *testing.T, db *postgres.DB, query string, args ...any) (n int) {
	t.Helper()
	inTx(t, db, func(tx postgres.Tx) error {
		_, err := postgres.One(tx.SQL().Raw(query, args...), &n)
		return err
	})
	return n
}

// effects are the lines of the journal, and the events that have one.
func effects(t *testing.T, db *postgres.DB) (lines, events int) {
	t.Helper()
	return ask(t, db, `select count(*) from journal`), ask(t, db, `select count(distinct subject) from journal`)
}

// wantEffects requires n effects, each once, and no news left.
func wantEffects(t *testing.T, db *postgres.DB, n int) {
	t.Helper()
	if lines, events := effects(t, db); lines != n || events != n {
		t.Fatalf("%d effects of %d events, want %d of %d", lines, events, n, n)
	}
}

func pending(t *testing.T, db *postgres.DB) int {
	t.Helper()
	return ask(t, db, `select count(*) from outbox where done_at is null`)
}

func await(t *testing.T, what string, yes func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	for !yes() {
		select {
		case <-deadline:
			t.Fatal("never: " + what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func awaitAllDone(t *testing.T, db *postgres.DB) {
	t.Helper()
	await(t, "every effect", func() bool { return pending(t, db) == 0 })
}

// start runs c until the test ends or stop is called; stop waits for its end.
func start(t *testing.T, c crew) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func relayOf(t *testing.T, c crew) relay {
	t.Helper()
	client := asynq.NewClient(c.queue.Opt())
	t.Cleanup(func() { client.Close() })
	return c.relay(client)
}

// clock is a time that only the test moves, far from the machine's.
type clock struct{ now atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.now.Store(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) read() time.Time      { return time.Unix(0, c.now.Load()) }
func (c *clock) pass(d time.Duration) { c.now.Add(int64(d)) }

func TestNewsHasItsEffectOnce(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		db := postgrestest.Open(t)
		putCounted(t, db, 20) // before the start
		start(t, newCrew(db, q, work(count)))
		putCounted(t, db, 20) // after it
		awaitAllDone(t, db)
		wantEffects(t, db, 40)
	})
}

func TestTwoRelaysAndTwoWorkersDoubleNothing(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		db := postgrestest.Open(t)
		putCounted(t, db, 500)
		start(t, newCrew(db, q, work(count)))
		start(t, newCrew(db, q, work(count)))
		awaitAllDone(t, db)
		wantEffects(t, db, 500)
	})
}

func TestDispatchingAgainDoublesNothing(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		db := postgrestest.Open(t)
		putCounted(t, db, 50)
		crew := newCrew(db, q, work(count))
		relay := relayOf(t, crew)
		for attempt := 1; attempt <= 3; attempt++ { // the relay died before its commit, twice
			if n, err := relay.dispatch(t.Context(), 1000, relay.patience, rarely); err != nil || n != 50 {
				t.Fatal(n, err)
			}
			inTx(t, db, func(tx postgres.Tx) error {
				return tx.SQL().Exec(`update outbox set dispatched_at = null, attempts = ?`, attempt/2).Error
			})
		}
		start(t, crew)
		awaitAllDone(t, db)
		// And the whole queue once more, on rows that are done.
		inTx(t, db, func(tx postgres.Tx) error {
			rows, err := postgres.List[outbox.Row](tx.SQL().Raw(`select id, kind, attempts + 50 as attempts from outbox`))
			for _, row := range rows {
				err = errors.Join(err, relay.ring(t.Context(), row))
			}
			return err
		})
		awaitQueue(t, q, func(i *asynq.QueueInfo) bool { return i.Pending+i.Active+i.Retry+i.Scheduled == 0 })
		wantEffects(t, db, 50)
	})
}

func awaitQueue(t *testing.T, q *Queue, yes func(*asynq.QueueInfo) bool) {
	t.Helper()
	inspector := asynq.NewInspector(q.Opt())
	defer inspector.Close()
	await(t, "the queue", func() bool {
		info, err := inspector.GetQueueInfo(queueName)
		return err == nil && yes(info)
	})
}

func TestAWorkerThatDiesAfterItsCommitDoublesNothing(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		db := postgrestest.Open(t)
		putCounted(t, db, 10)
		crew := newCrew(db, q, work(count))
		if _, err := relayOf(t, crew).dispatch(t.Context(), 10, crew.patience, rarely); err != nil {
			t.Fatal(err)
		}
		// The effect is committed, and the queue never hears of it the first time.
		var runs atomic.Int32
		server := crew.workers.server(q)
		err := server.Start(asynq.HandlerFunc(func(ctx context.Context, task *asynq.Task) error {
			if err := crew.workers.ProcessTask(ctx, task); err != nil {
				return err
			}
			if tries, _ := asynq.GetRetryCount(ctx); tries == 0 {
				return errors.New("killed")
			}
			runs.Add(1)
			return nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		defer server.Shutdown()
		await(t, "every task twice", func() bool { return runs.Load() == 10 })
		wantEffects(t, db, 10)
	})
}

func TestAWorkerThatDiesBeforeItsCommitLeavesNoTrace(t *testing.T) {
	db := postgrestest.Open(t)
	putCounted(t, db, 5)
	var tries atomic.Int32
	crew := newCrew(db, openQueue(t, ""), work(func(tx postgres.Tx, n news[counted]) error {
		if err := count(tx, n); err != nil {
			return err
		}
		if tries.Add(1) <= 5 {
			return errors.New("the machine stops")
		}
		return nil
	}))
	start(t, crew)
	awaitAllDone(t, db)
	wantEffects(t, db, 5)
	if n := ask(t, db, `select count(*) from outbox where last_error <> ''`); n != 0 {
		t.Errorf("%d rows still tell an error that is over", n)
	}
}

func TestAFlushedQueueLosesNothing(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		clock := newClock()
		db := postgrestest.Open(t).WithClock(clock.read)
		putCounted(t, db, 30)
		crew := newCrew(db, q, work(count))
		relay := relayOf(t, crew)
		dispatch := func(want int) {
			t.Helper()
			if n, err := relay.dispatch(t.Context(), 1000, crew.patience, rarely); err != nil || n != want {
				t.Fatalf("%d rows dispatched, want %d; %v", n, want, err)
			}
		}
		dispatch(30)
		if err := dial(t, q.Opt()).FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		clock.pass(crew.patience)
		dispatch(0) // patient to the end
		clock.pass(time.Second)
		dispatch(30)
		server := crew.workers.server(q)
		if err := server.Start(crew.workers); err != nil {
			t.Fatal(err)
		}
		defer server.Shutdown()
		awaitAllDone(t, db)
		wantEffects(t, db, 30)
	})
}

func TestARestartWithAnEmbeddedQueueLosesNothingWhateverTheClock(t *testing.T) {
	clock := newClock()
	db := postgrestest.Open(t).WithClock(clock.read)
	putCounted(t, db, 30)
	gone := openQueue(t, "")
	crew := newCrew(db, gone, work(count))
	relay := relayOf(t, crew)
	for range 4 { // four programs killed in a row
		if err := relay.rearm(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone.Close()
	clock.pass(-48 * time.Hour) // the demonstration is set back
	start(t, newCrew(db, openQueue(t, ""), work(count)))
	awaitAllDone(t, db)
	wantEffects(t, db, 30)
}

func TestAQueueThatIsDownMarksNothing(t *testing.T) {
	db := postgrestest.Open(t)
	putCounted(t, db, 3)
	q := openQueue(t, "")
	relay := relayOf(t, newCrew(db, q, work(count)))
	q.Close()
	if n, err := relay.dispatch(t.Context(), 10, relay.patience, rarely); err == nil || n != 0 {
		t.Fatalf("%d rows dispatched to nobody, %v", n, err)
	}
	if n := ask(t, db, `select count(*) from outbox where dispatched_at is null and attempts = 0`); n != 3 {
		t.Errorf("%d rows wait, want 3", n)
	}
}

func TestWhatNeverSucceedsIsRungEverMoreRarely(t *testing.T) {
	rung := []int{}
	for attempt := 1; attempt <= 100; attempt++ {
		if rarely(attempt) {
			rung = append(rung, attempt)
		}
	}
	if got := fmt.Sprint(rung); got != "[1 2 4 8 16 32 64]" {
		t.Error(got)
	}
}

func TestARefusedRuleIsNotRetried(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		db := postgrestest.Open(t)
		var tries atomic.Int32
		refuse := work(func(tx postgres.Tx, n news[stubborn]) error {
			tries.Add(1)
			if err := journal.Write(tx, party.System, journal.Entry{Act: "half", Departement: "98", Subject: n.ID}); err != nil {
				return err
			}
			return errNo.At("amount")
		})
		put(t, db, stubborn{}, counted{1})
		start(t, newCrew(db, q, refuse, work(count)))
		await(t, "the effect of the other, and the reason", func() bool {
			return ask(t, db, `select count(*) from outbox where done_at is not null or last_error <> ''`) == 2
		})
		awaitQueue(t, q, func(i *asynq.QueueInfo) bool { return i.Archived == 1 && i.Retry == 0 })
		if tries.Load() != 1 {
			t.Errorf("tried %d times", tries.Load())
		}
		wantEffects(t, db, 1)
		s, err := StatusOf(t.Context(), db, q)
		if err != nil {
			t.Fatal(err)
		}
		if s.Pending != 1 || s.Failed != 1 || len(s.Failures) != 1 || !s.Answers || s.Oldest == nil || s.Backend != q.Backend() {
			t.Fatalf("%+v", s)
		}
		if f := s.Failures[0]; f.Kind != "test.stubborn" || f.Reason != "amount : la règle dit non (test.no)" || f.Attempts != 1 || !f.At.Equal(*s.Oldest) {
			t.Errorf("%+v", f)
		}
	})
}

func TestWhatWasRefusedIsTriedAnewAfterThePatience(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		clock := newClock()
		db := postgrestest.Open(t).WithClock(clock.read)
		put(t, db, stubborn{})
		stop := start(t, newCrew(db, q, work(func(postgres.Tx, news[stubborn]) error { return errNo })))
		await(t, "the refusal", func() bool { return ask(t, db, `select count(*) from outbox where last_error <> ''`) == 1 })
		awaitQueue(t, q, func(i *asynq.QueueInfo) bool { return i.Archived == 1 })
		stop()
		// The dead task is still in the queue; the next attempt is another one.
		next := newCrew(db, q, work(func(tx postgres.Tx, n news[stubborn]) error {
			return journal.Write(tx, party.System, journal.Entry{Act: "late", Departement: "98", Subject: n.ID})
		}))
		clock.pass(next.patience + time.Second)
		if n, err := relayOf(t, next).dispatch(t.Context(), 10, next.patience, rarely); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		server := next.workers.server(q)
		if err := server.Start(next.workers); err != nil {
			t.Fatal(err)
		}
		defer server.Shutdown()
		awaitAllDone(t, db)
		wantEffects(t, db, 1)
	})
}

func TestWhichFailuresAreTriedAgain(t *testing.T) {
	for kind, want := range map[fault.Kind]bool{
		fault.Internal: false, fault.Busy: false, fault.Conflict: false,
		fault.Invalid: true, fault.NotFound: true, fault.Forbidden: true, fault.Refused: true,
	} {
		if got := final(fmt.Errorf("wrapped: %w", fault.New(kind, "x.y", "…"))); got != want {
			t.Errorf("kind %d: final %t", kind, got)
		}
	}
	if final(errors.New("unknown")) {
		t.Error("an error that nobody classified is final")
	}
}

func TestNewsThatNobodyUnderstandsBlocksNothing(t *testing.T) {
	onBothQueues(t, func(t *testing.T, q *Queue) {
		db := postgrestest.Open(t)
		put(t, db, foreign("a.new.version"), foreign(""), foreign("  "), foreign("test.counted"), foreign("test.counted.not"))
		putCounted(t, db, 10)
		start(t, newCrew(db, q, work(count)))
		await(t, "ten effects and five reasons", func() bool {
			return ask(t, db, `select count(*) from outbox where done_at is not null or last_error <> ''`) == 15
		})
		wantEffects(t, db, 10)
		s, err := StatusOf(t.Context(), db, q)
		if err != nil || s.Failed != 5 {
			t.Fatalf("%+v, %v", s, err)
		}
		for _, f := range s.Failures {
			want := "nouvelle de nature inconnue : « " + f.Kind + " » (jobs.unknown_kind)"
			if f.Kind == "test.counted" {
				want = "nouvelle « test.counted » illisible (jobs.unreadable)"
			}
			if f.Reason != want {
				t.Errorf("%q: %q", f.Kind, f.Reason)
			}
		}
	})
}

func TestAJobThatPanicsIsAFailureLikeAnother(t *testing.T) {
	db := postgrestest.Open(t)
	putCounted(t, db, 1)
	var tries atomic.Int32
	crew := newCrew(db, openQueue(t, ""), work(func(tx postgres.Tx, n news[counted]) error {
		if tries.Add(1) == 1 {
			panic("out of range")
		}
		return count(tx, n)
	}))
	var id string
	inTx(t, db, func(tx postgres.Tx) error {
		_, err := postgres.One(tx.SQL().Raw(`select id from outbox`), &id)
		return err
	})
	if err := crew.workers.ProcessTask(t.Context(), asynq.NewTask("outbox:x", []byte(id))); err == nil || errors.Is(err, asynq.SkipRetry) {
		t.Errorf("got %v", err)
	}
	if n := ask(t, db, `select count(*) from outbox where last_error like 'panne technique%'`); n != 1 {
		t.Error("its reason is not recorded")
	}
	start(t, crew)
	awaitAllDone(t, db)
	wantEffects(t, db, 1)
}

func TestATechnicalFailureIsShownWithoutItsSecrets(t *testing.T) {
	if got := reasonOf(errors.New("dial postgres://user:secret@db")); got != "panne technique : voir le journal du programme" {
		t.Error(got)
	}
}

func TestAStrangersTaskIsRefused(t *testing.T) {
	crew := newCrew(postgrestest.Open(t), nil, work(count))
	for _, payload := range []string{"", "x", "'; drop table outbox; --"} {
		err := crew.workers.ProcessTask(t.Context(), asynq.NewTask("outbox:x", []byte(payload)))
		if !errors.Is(err, ErrUnreadable) || !errors.Is(err, asynq.SkipRetry) {
			t.Errorf("%q: %v", payload, err)
		}
	}
	if err := crew.workers.ProcessTask(t.Context(), asynq.NewTask("outbox:x", []byte(postgres.NewID()))); err != nil {
		t.Error("a row that is not there:", err)
	}
}

func TestACommitWakesTheRelay(t *testing.T) {
	db := postgrestest.Open(t)
	crew := newCrew(db, openQueue(t, ""), work(count))
	crew.poll = time.Hour
	start(t, crew)
	for n := 1; n <= 3; n++ {
		putCounted(t, db, 1)
		awaitAllDone(t, db)
	}
	wantEffects(t, db, 3)
	// The connection is lost; what comes meanwhile is heard all the same.
	await(t, "a listener to cut", func() bool { return cutListeners(t, db) > 0 })
	putCounted(t, db, 5)
	awaitAllDone(t, db)
	wantEffects(t, db, 8)
}

func TestPollingAloneIsEnough(t *testing.T) {
	db := postgrestest.Open(t)
	inTx(t, db, func(tx postgres.Tx) error {
		if err := tx.SQL().Exec(`set local role none`).Error; err != nil {
			return err
		}
		return tx.SQL().Exec(`alter table outbox disable trigger outbox_wake`).Error
	})
	crew := newCrew(db, openQueue(t, ""), work(count))
	crew.poll = 20 * time.Millisecond
	start(t, crew)
	for range 3 { // the first may be found by the first look
		putCounted(t, db, 5)
		awaitAllDone(t, db)
	}
	wantEffects(t, db, 15)
}

// cutListeners ends the connections that listen and returns how many.
func cutListeners(t *testing.T, db *postgres.DB) (n int) {
	t.Helper()
	inTx(t, db, func(tx postgres.Tx) error {
		// The program's role neither sees nor ends the others.
		if err := tx.SQL().Exec(`set local role none`).Error; err != nil {
			return err
		}
		_, err := postgres.One(tx.SQL().Raw(`
			select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query = 'listen outbox'`), &n)
		return err
	})
	return n
}

func TestTheEndWaitsForTheJobsBegun(t *testing.T) {
	db := postgrestest.Open(t)
	putCounted(t, db, 1)
	begun, finish := make(chan struct{}), make(chan struct{})
	stop := start(t, newCrew(db, openQueue(t, ""), work(func(tx postgres.Tx, n news[counted]) error {
		close(begun)
		<-finish
		return count(tx, n)
	})))
	<-begun
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	select {
	case <-stopped:
		t.Error("it left a job half done")
	case <-time.After(100 * time.Millisecond):
	}
	close(finish)
	<-stopped
	wantEffects(t, db, 1)
}

func TestAnEndBeforeTheStartIsNoFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Run(ctx, postgrestest.Open(t), openQueue(t, ""), Files{}); err != nil {
		t.Error(err)
	}
}

func TestAStatusTellsASilentQueue(t *testing.T) {
	db, q := postgrestest.Open(t), openQueue(t, "")
	q.Close()
	s, err := StatusOf(t.Context(), db, q)
	if err != nil || s.Answers || s.Pending != 0 || s.Oldest != nil || s.Failed != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
