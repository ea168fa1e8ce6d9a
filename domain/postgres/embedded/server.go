//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tourdetable/domain/fault"
)

// Refusals of the launcher.
var (
	ErrStart = fault.New(fault.Internal, "embedded.start", "PostgreSQL n’a pas démarré")
	ErrStop  = fault.New(fault.Internal, "embedded.stop", "PostgreSQL ne s’est pas arrêté proprement ; il se réparera au prochain démarrage")
	ErrTaken = fault.New(fault.Busy, "embedded.taken", "un autre programme tient la base de ce dossier et n’y répond pas")
)

// Limits of patience, and the step of every wait.
const (
	startMax = 90 * time.Second
	stopMax  = 30 * time.Second
	quitMax  = 5 * time.Second
	step     = 10 * time.Millisecond
)

// superuser is the owner of every database here.
const superuser = "postgres"

// port is only a part of the socket's name: nothing listens on TCP.
const port = "5432"

// Options says where and how the server runs.
type Options struct {
	Dir  string                           // its folder; empty: a temporary one, removed by Stop
	Fast bool                             // forgets the disk for speed: tests only
	Log  func(format string, args ...any) // told what takes time, in French; nil: nobody
}

// Server is a running PostgreSQL that this program owns, or is a guest of.
type Server struct {
	dir       string
	temporary bool
	fast      bool
	log       func(string, ...any)
	owner     owner
	bin       binaries
	cluster   string
	socket    string // the folder of the socket
	guest     bool
	lock      *os.File
	process   *os.Process
	exited    chan struct{}
	stop      sync.Once
	stopErr   error
}

// Start runs PostgreSQL on a folder and returns once it answers; if another
// program runs it there already, this one becomes its guest. Returns
// ErrNotInstalled, ErrOtherVersion, ErrClosed, ErrForeign, ErrTaken or ErrStart.
func Start(ctx context.Context, o Options) (*Server, error) {
	return start(ctx, o, true)
}

// Join is Start for who only wants to be a guest: it returns ErrNobody at once
// when no program runs the server of this folder.
func Join(ctx context.Context, o Options) (*Server, error) {
	return start(ctx, o, false)
}

// ErrNobody is Join's answer when there is no server to join.
var ErrNobody = fault.New(fault.NotFound, "embedded.nobody", "aucun programme ne tient la base de ce dossier")

func start(ctx context.Context, o Options, mayOwn bool) (*Server, error) {
	s := &Server{dir: o.Dir, fast: o.Fast, log: o.Log}
	if s.log == nil {
		s.log = func(string, ...any) {}
	}
	if err := s.settle(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startMax)
	defer cancel()
	for {
		lock, err := s.take("lock")
		if err != nil {
			return nil, err
		}
		switch {
		case lock != nil && mayOwn:
			if err := s.own(ctx, lock); err != nil {
				return nil, err
			}
			return s, nil
		case lock != nil:
			lock.Close()
			return nil, ErrNobody
		case s.join(ctx):
			return s, nil
		}
		if !pause(ctx) {
			return nil, ErrTaken.With("un autre programme tient la base de %s et n’y répond pas", s.dir)
		}
	}
}

// own makes this program the owner; on failure it leaves nothing running.
func (s *Server) own(ctx context.Context, lock *os.File) error {
	s.lock = lock
	err := s.open(ctx)
	if err != nil {
		s.Stop()
	}
	return err
}

// open goes through the steps from a locked folder to a server that answers.
func (s *Server) open(ctx context.Context) error {
	if err := s.choose(ctx); err != nil {
		return err
	}
	if err := s.create(ctx); err != nil {
		return err
	}
	if err := s.clear(ctx); err != nil {
		return err
	}
	if err := s.house(); err != nil {
		return err
	}
	for {
		err := s.launch(ctx)
		// Orphans of a killed postmaster leave on their own, within a moment.
		if !errors.Is(err, errOrphans) || !pause(ctx) {
			return err
		}
	}
}

// join makes this program a guest and reports whether the server answers.
func (s *Server) join(ctx context.Context) bool {
	socket, err := os.ReadFile(filepath.Join(s.dir, "socket"))
	if err != nil {
		return false
	}
	s.socket = string(socket)
	s.guest = s.ping(ctx) == nil
	return s.guest
}

// Guest reports whether another program owns the server.
func (s *Server) Guest() bool { return s.guest }

// Exited is closed when the server of this owner is gone; nil for a guest.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// DSN is the address of a database, as the superuser.
func (s *Server) DSN(database string) string {
	q := url.Values{"host": {s.socket}, "port": {port}, "sslmode": {"disable"}}
	spaces := strings.ReplaceAll(q.Encode(), "+", "%20") // PostgreSQL reads no plus sign as a space
	return (&url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database, RawQuery: spaces}).String()
}

// Database creates a database unless it exists, and returns its address.
func (s *Server) Database(ctx context.Context, name string) (string, error) {
	c, err := pgx.Connect(ctx, s.DSN(superuser))
	if err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	var exists bool
	if err := c.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, name).Scan(&exists); err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	if exists {
		return s.DSN(name), nil
	}
	_, err = c.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize())
	if err != nil && !createdMeanwhile(err) {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	return s.DSN(name), nil
}

// createdMeanwhile reports that another program created the same database.
func createdMeanwhile(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "42P04" || pg.Code == "23505")
}

// Stop stops the server if this program owns it, and waits until it is gone: a
// fast shutdown, then harder. Calling it twice is harmless. Returns ErrStop.
func (s *Server) Stop() error {
	if s.guest {
		return nil
	}
	s.stop.Do(func() {
		s.stopErr = s.halt()
		if s.socket != "" {
			os.RemoveAll(s.socket)
		}
		if s.temporary {
			os.RemoveAll(s.dir)
		}
		s.lock.Close()
	})
	return s.stopErr
}

// halt ends the server process.
func (s *Server) halt() error {
	if s.process == nil {
		return nil
	}
	for _, way := range []struct {
		signal  syscall.Signal
		patient time.Duration
	}{{syscall.SIGINT, stopMax}, {syscall.SIGQUIT, quitMax}, {syscall.SIGKILL, quitMax}} {
		_ = s.process.Signal(way.signal) // gone already: the wait below returns at once
		select {
		case <-s.exited:
			if way.signal == syscall.SIGINT {
				return nil
			}
			return ErrStop
		case <-time.After(way.patient):
		}
	}
	return ErrStop
}

// ping asks the server whether it takes connections.
func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.DSN(superuser))
	if err != nil {
		return err
	}
	return c.Close(ctx)
}

// pause lets a step of time pass; false when ctx is over.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(step):
		return true
	}
}

// command prepares a program of PostgreSQL, run as the owner of the cluster, in
// a group of its own so that a Ctrl-C reaches us first.
func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	return s.owner.command(ctx, filepath.Join(s.bin.dir, name), args...)
}
