package jobs

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

func TestBothQueuesRunATask(t *testing.T) {
	for backend, address := range map[string]string{
		"embarquée (non durable)": "",
		"redis":                   "redis-socket://" + redisServer(t),
	} {
		t.Run(backend, func(t *testing.T) {
			q := openQueue(t, address)
			if q.Backend() != backend {
				t.Errorf("got %q", q.Backend())
			}
			done := make(chan string, 1)
			server := asynq.NewServer(q.Opt(), asynq.Config{LogLevel: asynq.FatalLevel, TaskCheckInterval: 50 * time.Millisecond})
			if err := server.Start(asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error {
				done <- string(task.Payload())
				return nil
			})); err != nil {
				t.Fatal(err)
			}
			defer server.Shutdown()
			client := asynq.NewClient(q.Opt())
			defer client.Close()
			task := asynq.NewTask("greet", []byte("bonjour"))
			if _, err := client.Enqueue(task, asynq.TaskID("one")); err != nil {
				t.Fatal(err)
			}
			select {
			case got := <-done:
				if got != "bonjour" {
					t.Errorf("got %q", got)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("the task never ran")
			}
		})
	}
}

func TestTimePassesInTheEmbeddedQueue(t *testing.T) {
	server := miniredis.RunT(t)
	if err := server.Set("lock", "held"); err != nil {
		t.Fatal(err)
	}
	server.SetTTL("lock", 3*time.Second)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ticks, stop := make(chan time.Time), make(chan struct{})
	ended := make(chan struct{})
	go func() {
		age(server, start, ticks, stop)
		close(ended)
	}()
	ticks <- start.Add(1 * time.Second)
	ticks <- start.Add(2 * time.Second)
	ticks <- start.Add(2 * time.Second) // taken once the former is done
	if !server.Exists("lock") {
		t.Error("a lock of three seconds was gone after two")
	}
	ticks <- start.Add(3 * time.Second)
	ticks <- start.Add(3 * time.Second)
	if server.Exists("lock") {
		t.Error("a lock of three seconds outlived them")
	}
	close(stop)
	<-ended
}

func TestTheEmbeddedQueueAgesByItself(t *testing.T) {
	q := openQueue(t, "")
	client := dial(t, q.Opt())
	if err := client.Set(t.Context(), "lock", "held", time.Second).Err(); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(30 * time.Second)
	for client.Exists(t.Context(), "lock").Val() == 1 {
		select {
		case <-deadline:
			t.Fatal("a lock of one second never ends")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestTheEmbeddedQueueIsClosedToStrangers(t *testing.T) {
	opt := openQueue(t, "").Opt().(asynq.RedisClientOpt)
	if host, _, _ := net.SplitHostPort(opt.Addr); host != "127.0.0.1" {
		t.Errorf("listens on %s", opt.Addr)
	}
	for _, password := range []string{"", "guess"} {
		opt.Password = password
		if err := dial(t, opt).Set(t.Context(), "x", "y", 0).Err(); err == nil {
			t.Errorf("the password %q opens it", password)
		}
	}
}

func TestAClosedQueueIsGone(t *testing.T) {
	q := openQueue(t, "")
	q.Close()
	q.Close()
	if c, err := net.Dial("tcp", q.Opt().(asynq.RedisClientOpt).Addr); err == nil {
		c.Close()
		t.Error("it answers")
	}
}

func TestWhatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		address    string
		production bool
		want       error
	}{
		"no Redis in production":       {"", true, ErrQueueInProduction},
		"not an address":               {"localhost:6379", false, ErrQueueAddress},
		"a control character":          {"redis://user:secret\x7f@localhost", false, ErrQueueAddress},
		"another service's address":    {"http://user:secret@localhost", false, ErrQueueAddress},
		"a database that is no number": {"redis://user:secret@localhost/x", false, ErrQueueAddress},
		"nobody there":                 {"redis-socket:///nowhere/redis.sock", true, ErrQueueSilent},
	} {
		t.Run(name, func(t *testing.T) {
			q, err := OpenQueue(t.Context(), c.address, c.production)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, %v", q, err)
			}
			if whole := err.Error() + cause(err); strings.Contains(whole, "secret") {
				t.Errorf("the password is told: %s", whole)
			}
		})
	}
}

func TestProductionTakesRedis(t *testing.T) {
	q, err := OpenQueue(t.Context(), "redis-socket://"+redisServer(t), true)
	if err != nil {
		t.Fatal(err)
	}
	q.Close()
}

func TestAnAddressIsReadWhole(t *testing.T) {
	for address, want := range map[string]asynq.RedisClientOpt{
		"redis://redis":                    {Addr: "redis:6379"},
		"redis://[::1]":                    {Addr: "[::1]:6379"},
		"redis://ann:secret@redis:6380/2":  {Addr: "redis:6380", Username: "ann", Password: "secret", DB: 2},
		"redis-socket:///run/r.sock?db=1":  {Network: "unix", Addr: "/run/r.sock", DB: 1},
		"redis://:secret@redis.example.fr": {Addr: "redis.example.fr:6379", Password: "secret"},
	} {
		got, err := parseRedis(address)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", address, got, err)
		}
	}
}

func openQueue(t *testing.T, address string) *Queue {
	t.Helper()
	q, err := OpenQueue(t.Context(), address, false)
	if err != nil {
		t.Fatal(err, cause(err))
	}
	t.Cleanup(q.Close)
	return q
}

func cause(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return " (" + inner.Error() + ")"
	}
	return ""
}

func dial(t *testing.T, opt asynq.RedisConnOpt) redis.UniversalClient {
	t.Helper()
	client := opt.MakeRedisClient().(redis.UniversalClient)
	t.Cleanup(func() { client.Close() })
	return client
}

// redisServer starts a real Redis on a socket of its own and returns its path.
func redisServer(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("these tests need Redis: apt-get install redis-server")
	}
	dir, err := os.MkdirTemp("", "jobs-") // t.TempDir is too long a path for a socket
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "redis.sock")
	cmd := exec.Command(program, "--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "no")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		os.RemoveAll(dir)
	})
	client := dial(t, asynq.RedisClientOpt{Network: "unix", Addr: socket})
	deadline := time.After(30 * time.Second)
	for client.Ping(t.Context()).Err() != nil {
		select {
		case <-deadline:
			t.Fatal("Redis does not answer")
		case <-time.After(10 * time.Millisecond):
		}
	}
	return socket
}
