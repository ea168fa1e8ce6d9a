//go:build unix

package embedded

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// errOrphans: processes of a killed postmaster still hold its memory.
var errOrphans = errors.New("orphans of a killed postmaster are still there")

// logMax is the size above which the log of the server starts anew, in bytes.
const logMax = 8 << 20

// launch starts postgres and waits until it answers.
func (s *Server) launch(ctx context.Context) error {
	out, said, err := s.openLog()
	if err != nil {
		return ErrStart.Because(err)
	}
	defer out.Close()

	// The kernel ties the child's life to the thread that forked it: one locked
	// thread starts it and waits for it. The context is not the child's: it only
	// bounds the start.
	cmd := s.command(context.Background(), "postgres", s.settings()...)
	cmd.Stdout, cmd.Stderr = out, out
	dieWithParent(cmd.SysProcAttr)
	started, exited := make(chan error, 1), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(exited)
	}()
	if err := <-started; err != nil {
		return ErrStart.Because(err)
	}
	s.process, s.exited = cmd.Process, exited

	for {
		err := s.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-exited:
			return s.whyNot(said)
		case <-time.After(step):
		case <-ctx.Done():
			return ErrStart.With("PostgreSQL n’a pas répondu à temps (%v) ; voir %s", err, s.logPath()).Because(err)
		}
	}
}

// settings is the command line of postgres.
func (s *Server) settings() []string {
	settings := []string{
		"listen_addresses=", "port=" + port, "unix_socket_permissions=0700",
		"unix_socket_directories=" + s.socket,
		"max_connections=100", "shared_buffers=64MB",
		"timezone=UTC", "log_timezone=UTC",
		"logging_collector=off", "log_destination=stderr",
		"log_error_verbosity=terse", // details quote rows: personal data stays out of the log
	}
	if s.fast {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", s.cluster}
	for _, v := range settings {
		args = append(args, "-c", v)
	}
	return args
}

// whyNot reads in the log, from where this launch began, why postgres left.
func (s *Server) whyNot(from int64) error {
	text := ""
	if f, err := os.Open(s.logPath()); err == nil {
		defer f.Close()
		_, _ = f.Seek(from, io.SeekStart)
		b, _ := io.ReadAll(io.LimitReader(f, 64<<10))
		text = strings.TrimSpace(string(b))
	}
	if strings.Contains(text, "pre-existing shared memory block") {
		return errOrphans
	}
	return ErrStart.With("PostgreSQL n’a pas démarré ; voir %s : %s", s.logPath(), lastLines(text, 3))
}

// lastLines returns the end of a text.
func lastLines(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " / ")
}

func (s *Server) logPath() string { return filepath.Join(s.dir, "postgres.log") }

// openLog opens the log of the server and returns its present size in bytes.
func (s *Server) openLog() (*os.File, int64, error) {
	if st, err := os.Stat(s.logPath()); err == nil && st.Size() > logMax {
		if err := os.Rename(s.logPath(), s.logPath()+".1"); err != nil {
			return nil, 0, err
		}
	}
	f, err := s.owner.openFile(s.logPath(), os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return nil, 0, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	return f, size, err
}

// clear deals with what an earlier server left: one that still runs is stopped,
// the pid of one that is gone is disarmed.
func (s *Server) clear(ctx context.Context) error {
	path := filepath.Join(s.cluster, "postmaster.pid")
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return ErrStart.Because(err)
	}
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(first)))
	if err == nil && pid > 1 && runsOn(pid, s.cluster) {
		return s.dismiss(ctx, pid)
	}
	mine := append([]byte(strconv.Itoa(os.Getpid())+"\n"), rest...)
	if err := os.WriteFile(path, mine, 0o600); err != nil {
		return ErrStart.Because(err)
	}
	return nil
}

// dismiss stops the server of an owner that was killed.
func (s *Server) dismiss(ctx context.Context, pid int) error {
	s.log("arrêt du PostgreSQL qu’un programme interrompu a laissé (processus %d)", pid)
	for _, way := range []struct {
		signal  syscall.Signal
		patient time.Duration
	}{{syscall.SIGINT, stopMax}, {syscall.SIGQUIT, quitMax}} {
		_ = syscall.Kill(pid, way.signal)
		patient, cancel := context.WithTimeout(ctx, way.patient)
		for runsOn(pid, s.cluster) && pause(patient) {
		}
		cancel()
		if !runsOn(pid, s.cluster) {
			return nil
		}
	}
	return ErrStart.With("un PostgreSQL oublié (processus %d) tient encore %s et ne s’arrête pas", pid, s.cluster)
}
