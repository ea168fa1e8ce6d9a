//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tourdetable/domain/fault"
)

// Refusals about the folder.
var (
	ErrClosed  = fault.New(fault.Invalid, "embedded.closed", "le dossier de la base est fermé au compte qui fait tourner PostgreSQL")
	ErrForeign = fault.New(fault.Invalid, "embedded.foreign", "le dossier de la base appartient à un autre compte")
)

// socketMax is the longest path of a Unix socket that every system takes, in
// bytes: 107 on Linux, 103 on macOS.
const socketMax = 103

// Names of the temporary folders, which say who made them.
const (
	temporaryName = "tourdetable-pg-"
	socketName    = "tourdetable-run-"
)

// clusterName is the folder of a cluster: pg15.
var clusterName = regexp.MustCompile(`^pg(\d+)$`)

// settle makes the folder and finds out who owns it.
func (s *Server) settle() error {
	newcomer := newcomer()
	if s.dir == "" {
		sweep()
		dir, err := os.MkdirTemp("", temporaryName)
		if err != nil {
			return ErrStart.Because(err)
		}
		s.dir, s.temporary = dir, true
		if err := newcomer.give(dir); err != nil {
			return ErrStart.Because(err)
		}
	}
	dir, err := filepath.Abs(s.dir)
	if err != nil {
		return ErrStart.Because(err)
	}
	if err := newcomer.makeDir(dir); err != nil {
		return ErrForeign.With("le dossier %s ne peut pas être créé : %v", dir, err).Because(err)
	}
	// One spelling, since processes are recognised by the folder they serve.
	if s.dir, err = filepath.EvalSymlinks(dir); err != nil {
		return ErrStart.Because(err)
	}
	s.owner = newcomer
	if major := s.present(); major > 0 {
		s.owner, err = ownerOf(s.path(major), newcomer)
	}
	return err
}

// sweep removes temporary folders whose owner was killed.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), temporaryName+"*"))
	for _, dir := range dirs {
		st, err := os.Stat(dir)
		if err != nil || time.Since(st.ModTime()) < time.Hour {
			continue // maybe not locked yet
		}
		lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if flock(lock) {
			os.RemoveAll(dir)
		}
		lock.Close()
	}
}

// take locks a file of the folder; nil when another program holds it.
func (s *Server) take(name string) (*os.File, error) {
	f, err := s.owner.openFile(filepath.Join(s.dir, name), os.O_RDWR)
	if errors.Is(err, os.ErrPermission) {
		return nil, ErrForeign.With("le dossier %s appartient à un autre compte : lancez le programme sous ce compte, ou choisissez un autre dossier", s.dir).Because(err)
	}
	if err != nil {
		return nil, ErrStart.Because(err)
	}
	if !flock(f) {
		f.Close()
		return nil, nil
	}
	return f, nil
}

// flock locks f unless somebody else does. The kernel unlocks it when its
// holder dies, however it dies.
func flock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// path is the folder of the cluster of a major version.
func (s *Server) path(major int) string {
	return filepath.Join(s.dir, "pg"+strconv.Itoa(major))
}

// present is the major version of the cluster in the folder; 0 without one.
func (s *Server) present() int {
	entries, _ := os.ReadDir(s.dir)
	newest := 0
	for _, e := range entries {
		if m := clusterName.FindStringSubmatch(e.Name()); m != nil {
			major, _ := strconv.Atoi(m[1])
			newest = max(newest, major)
		}
	}
	return newest
}

// choose picks the binaries: those of the cluster's version if there is one.
func (s *Server) choose(ctx context.Context) (err error) {
	if s.bin, err = find(ctx, s.owner, s.present()); err != nil {
		return err
	}
	s.cluster = s.path(s.bin.major)
	return s.reachable(ctx, s.dir)
}

// reachable checks that the account of PostgreSQL can enter a folder, by
// entering it.
func (s *Server) reachable(ctx context.Context, dir string) error {
	cmd := s.command(ctx, "postgres", "--version")
	cmd.Dir = dir
	err := cmd.Run()
	if err == nil {
		return nil
	}
	closed := s.owner.closed(dir)
	return ErrClosed.With("PostgreSQL tourne sous le compte « %s », qui ne peut pas entrer dans %s (fermé : %s) : choisissez un dossier ouvert à tous, par exemple /var/lib/tourdetable, ou faites « chmod o+x %s »",
		s.owner.name, dir, closed, closed).Because(err)
}

// create makes the cluster unless it exists. The rename comes last, so that an
// interrupted initdb never looks complete.
func (s *Server) create(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(s.cluster, "PG_VERSION")); err == nil {
		return nil
	}
	s.log("création de la base privée dans %s (PostgreSQL %d) : quelques secondes, une seule fois", s.dir, s.bin.major)
	draft := s.cluster + ".tmp"
	out, err := s.initdb(ctx, draft, "C.UTF-8")
	if err != nil && strings.Contains(out, "locale") {
		out, err = s.initdb(ctx, draft, "C") // macOS knows no C.UTF-8
	}
	if err != nil {
		return ErrStart.With("la base n’a pas pu être créée dans %s : %s", s.dir, lastLines(strings.TrimSpace(out), 2)).Because(err)
	}
	if err := os.Rename(draft, s.cluster); err != nil {
		return ErrStart.Because(err)
	}
	return syncDir(s.dir)
}

// initdb makes a cluster and returns what it said.
func (s *Server) initdb(ctx context.Context, dir, locale string) (string, error) {
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := s.owner.makeDir(dir); err != nil {
		return "", err
	}
	args := []string{"-D", dir, "--username=" + superuser, "--auth=trust", "--encoding=UTF8", "--locale=" + locale}
	if s.fast {
		args = append(args, "--no-sync")
	} else {
		args = append(args, "--data-checksums")
	}
	out, err := s.command(ctx, "initdb", args...).CombinedOutput()
	return string(out), err
}

// syncDir makes a rename survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	defer d.Close()
	return d.Sync()
}

// house makes a fresh folder for the socket and tells guests where it is: in
// the data folder, or in the system's temporary one when the path is too long
// for a socket or holds a sign that PostgreSQL reads as a separator.
func (s *Server) house() error {
	s.evict()
	s.socket = filepath.Join(s.dir, "run")
	if !fits(s.socket) {
		dir, err := os.MkdirTemp("", socketName)
		if err != nil {
			return ErrStart.Because(err)
		}
		s.socket = dir
		if !fits(dir) {
			return ErrStart.With("le chemin %s est trop long pour une prise Unix (%d caractères au plus)", dir, socketMax)
		}
		if err := s.owner.give(dir); err != nil {
			return ErrStart.Because(err)
		}
		if err := s.reachable(context.Background(), dir); err != nil {
			return err
		}
	} else if err := s.owner.makeDir(s.socket); err != nil {
		return ErrStart.Because(err)
	}
	return s.record()
}

// evict removes the socket folder of an earlier server.
func (s *Server) evict() {
	os.RemoveAll(filepath.Join(s.dir, "run"))
	old, err := os.ReadFile(filepath.Join(s.dir, "socket"))
	if err == nil && strings.HasPrefix(filepath.Base(string(old)), socketName) {
		os.RemoveAll(string(old))
	}
}

// record writes where the socket is, whole or not at all.
func (s *Server) record() error {
	path := filepath.Join(s.dir, "socket")
	f, err := s.owner.openFile(path+".tmp", os.O_WRONLY|os.O_TRUNC)
	if err != nil {
		return ErrStart.Because(err)
	}
	_, err = f.WriteString(s.socket)
	if err := errors.Join(err, f.Close(), os.Rename(path+".tmp", path)); err != nil {
		return ErrStart.Because(err)
	}
	return nil
}

// fits reports whether a socket in dir has a path that PostgreSQL takes.
func fits(dir string) bool {
	return len(dir)+len("/.s.PGSQL."+port) <= socketMax && !strings.ContainsAny(dir, `,"`)
}
