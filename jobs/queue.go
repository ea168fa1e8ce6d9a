package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"tourdetable/domain/fault"
)

// Refusals of the queue.
var (
	ErrQueueInProduction = fault.New(fault.Invalid, "jobs.queue_in_production", "la file embarquée est refusée en production : renseignez REDIS_URL")
	ErrQueueAddress      = fault.New(fault.Invalid, "jobs.queue_address", "REDIS_URL illisible : une adresse « redis://… », « rediss://… », « redis-socket://… » ou « redis-sentinel://… » est attendue")
	ErrQueueSilent       = fault.New(fault.Internal, "jobs.queue_silent", "Redis ne répond pas à l’adresse de REDIS_URL")
)

// Names of the backends, as a person reads them.
const (
	backendRedis    = "redis"
	backendEmbedded = "embarquée (non durable)"
)

// Queue is the doorbell of the workers. It forgets what it likes: the truth
// about work to do lives in the outbox, which rings again.
//
// The embedded queue lives in this process: it serves one program on one
// machine and is gone with it.
type Queue struct {
	opt     asynq.RedisConnOpt
	backend string
	close   func()
}

// OpenQueue connects to redisURL, or without it starts the embedded queue,
// which production refuses: there, serve and worker are two programs. Returns
// ErrQueueInProduction, ErrQueueAddress or ErrQueueSilent.
func OpenQueue(ctx context.Context, redisURL string, production bool) (*Queue, error) {
	switch {
	case redisURL != "":
		return openRedis(ctx, redisURL)
	case production:
		return nil, ErrQueueInProduction
	}
	return openEmbedded()
}

// Opt is how asynq's clients, servers and inspectors connect.
func (q *Queue) Opt() asynq.RedisConnOpt { return q.opt }

// Backend tells what carries the queue: "redis" or "embarquée (non durable)".
func (q *Queue) Backend() string { return q.backend }

// Close ends an embedded queue, after its clients and servers; Redis stays.
// Closing twice is harmless.
func (q *Queue) Close() { q.close() }

// openRedis checks that the server answers, so that a wrong address is told at
// the start and not by the first job.
func openRedis(ctx context.Context, redisURL string) (*Queue, error) {
	opt, err := parseRedis(redisURL)
	if err != nil {
		return nil, err
	}
	client, ok := opt.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil, ErrQueueAddress
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, ErrQueueSilent.Because(err)
	}
	return &Queue{opt: opt, backend: backendRedis, close: func() {}}, nil
}

// parseRedis reads an address and mends what asynq leaves out: the user's name
// and the usual port. The cause never quotes the address, which holds a
// password.
func parseRedis(redisURL string) (asynq.RedisConnOpt, error) {
	u, err := url.Parse(redisURL)
	if err != nil {
		return nil, ErrQueueAddress
	}
	opt, err := asynq.ParseRedisURI(redisURL)
	if err != nil {
		return nil, ErrQueueAddress.Because(errors.New("scheme " + u.Scheme))
	}
	client, ok := opt.(asynq.RedisClientOpt)
	if !ok {
		return opt, nil
	}
	client.Username = u.User.Username()
	if client.Network != "unix" && u.Port() == "" {
		client.Addr = net.JoinHostPort(u.Hostname(), "6379")
	}
	return client, nil
}

// openEmbedded starts a queue inside this process. Any local user could connect
// to its port, hence the password.
func openEmbedded() (*Queue, error) {
	password := rand.Text()
	server := miniredis.NewMiniRedis()
	server.RequireAuth(password)
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fault.New(fault.Internal, "jobs.queue_start", "la file embarquée n’a pas démarré").Because(err)
	}
	ticks := time.NewTicker(time.Second)
	stop := make(chan struct{})
	go age(server, time.Now(), ticks.C, stop)
	return &Queue{
		opt:     asynq.RedisClientOpt{Addr: server.Addr(), Password: password},
		backend: backendEmbedded,
		close: sync.OnceFunc(func() {
			ticks.Stop()
			close(stop)
			server.Close()
		}),
	}, nil
}

// age lets time pass in the embedded server, which has no clock of its own:
// without it no lock, lease or retained result would ever expire.
func age(server *miniredis.Miniredis, last time.Time, ticks <-chan time.Time, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case now := <-ticks:
			server.FastForward(now.Sub(last))
			last = now
		}
	}
}
