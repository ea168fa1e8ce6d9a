//go:build unix

package embedded

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// childDir names the folder that a copy of this test program serves until its
// standard input ends: a program to kill.
const childDir = "TOURDETABLE_EMBEDDED_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

func child(dir string) int {
	s, err := Start(context.Background(), Options{Dir: dir})
	if err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		return 1
	}
	os.Stdout.WriteString("ready\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if s.Stop() != nil {
		return 1
	}
	return 0
}

func TestRowsOutliveAStop(t *testing.T) {
	dir := folder(t)
	s := open(t, Options{Dir: dir})
	add(t, s, "before the stop")
	must(t, "on", ask(t, s, `show fsync`))
	must(t, "on", ask(t, s, `show data_checksums`))
	must(t, "", ask(t, s, `show listen_addresses`))
	must(t, "C.UTF-8", ask(t, s, `select datcollate from pg_database where datname = 'test'`))
	if st, err := os.Stat(s.socket); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder is open to others: %v %v", st.Mode(), err)
	}
	stop(t, s)
	stop(t, s)
	if s.ping(t.Context()) == nil {
		t.Fatal("the server answers after its stop")
	}

	s = open(t, Options{Dir: dir})
	must(t, "before the stop", ask(t, s, `select string_agg(word, ',') from words`))
}

func TestRowsOutliveTheDeathOfTheServer(t *testing.T) {
	dir := folder(t)
	s := open(t, Options{Dir: dir})
	add(t, s, "before the kill")
	if err := s.process.Kill(); err != nil {
		t.Fatal(err)
	}
	await(t, "the owner to notice", func() bool {
		select {
		case <-s.Exited():
			return true
		default:
			return false
		}
	})
	stop(t, s)

	s = open(t, Options{Dir: dir})
	must(t, "before the kill", ask(t, s, `select string_agg(word, ',') from words`))
}

func TestRowsOutliveTheDeathOfTheProgram(t *testing.T) {
	dir := folder(t)
	program := run(t, program(t), nil, dir)
	s, err := Join(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, "before the kill")
	server := postmaster(t, dir)
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
	if runtime.GOOS == "linux" {
		await(t, "the server to follow its owner", func() bool { return !runsOn(server, filepath.Join(s.dir, "pg"+ours(t))) })
	}

	s = open(t, Options{Dir: dir})
	must(t, "false", strconv.FormatBool(s.Guest()))
	must(t, "before the kill", ask(t, s, `select string_agg(word, ',') from words`))
}

func TestRowsOutliveTheDeathOfBoth(t *testing.T) {
	dir := folder(t)
	program := run(t, program(t), nil, dir)
	s, err := Join(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, "before the kill")
	if err := syscall.Kill(postmaster(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = program.Process.Kill()
	_ = program.Wait()

	s = open(t, Options{Dir: dir})
	must(t, "before the kill", ask(t, s, `select string_agg(word, ',') from words`))
}

func TestAnOrphanIsStoppedFirst(t *testing.T) {
	dir := folder(t)
	first := open(t, Options{Dir: dir, Fast: true})
	add(t, first, "of the first")
	first.lock.Close() // what the kernel does to a killed owner, without telling its server

	second := open(t, Options{Dir: dir, Fast: true})
	must(t, "of the first", ask(t, second, `select string_agg(word, ',') from words`))
	select {
	case <-first.Exited():
	default:
		t.Error("two servers on one cluster")
	}
}

func TestOneOwnerAndTheOthersAreGuests(t *testing.T) {
	dir := folder(t)
	if _, err := Join(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrNobody) {
		t.Fatalf("joined nobody: %v", err)
	}
	var all [3]*Server
	var errs [3]error
	var together sync.WaitGroup
	for i := range all {
		together.Go(func() { all[i], errs[i] = Start(t.Context(), Options{Dir: dir, Fast: true}) })
	}
	together.Wait()
	owners := 0
	for i, s := range all {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		defer s.Stop()
		if !s.Guest() {
			owners++
		}
	}
	if owners != 1 {
		t.Fatalf("%d owners of one folder", owners)
	}
	for _, s := range all {
		if s.Guest() {
			stop(t, s)
		}
		must(t, "1", ask(t, s, `select 1::text`))
	}
}

func TestTwoFoldersAtOnce(t *testing.T) {
	a, b := open(t, Options{Dir: folder(t), Fast: true}), open(t, Options{Dir: folder(t), Fast: true})
	add(t, a, "in a")
	add(t, b, "in b")
	must(t, "in a", ask(t, a, `select string_agg(word, ',') from words`))
	must(t, "in b", ask(t, b, `select string_agg(word, ',') from words`))
}

func TestAnOrdinaryUserNeedsNoRoot(t *testing.T) {
	dir := filepath.Join(folder(t), "of an ordinary user")
	who := newcomer()
	if who.dropped {
		who = owner{uid: nobody, gid: nobody, name: "nobody", dropped: true}
	}
	if err := who.makeDir(dir); err != nil {
		t.Fatal(err)
	}
	p := run(t, program(t), &who, dir)
	must(t, strconv.Itoa(who.uid), strconv.Itoa(uidOf(t, dir)))

	// Root, afterwards, serves the cluster as the account that owns it.
	p.Stdin.(io.Closer).Close()
	if err := p.Wait(); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{Dir: dir})
	must(t, strconv.Itoa(who.uid), strconv.Itoa(s.owner.uid))
	stop(t, s)
	p = run(t, program(t), &who, dir)
	p.Stdin.(io.Closer).Close()
	if err := p.Wait(); err != nil {
		t.Fatal("the account can no longer open its own folder:", err)
	}
}

func TestALongPathMovesTheSocket(t *testing.T) {
	for _, name := range []string{strings.Repeat("long", 30), "with, a comma"} {
		s := open(t, Options{Dir: filepath.Join(folder(t), name), Fast: true})
		if strings.HasPrefix(s.socket, s.dir) {
			t.Errorf("the socket stayed in %s", s.socket)
		}
		guest := open(t, Options{Dir: s.dir})
		must(t, "true", strconv.FormatBool(guest.Guest()))
		stop(t, s)
		if _, err := os.Stat(s.socket); err == nil {
			t.Errorf("%s is left behind", s.socket)
		}
	}
}

func TestATemporaryFolderLeavesNothing(t *testing.T) {
	s := open(t, Options{Fast: true})
	stop(t, s)
	if _, err := os.Stat(s.dir); err == nil {
		t.Errorf("%s is left behind", s.dir)
	}
}

func TestThePidOfAStrangerIsNoServer(t *testing.T) {
	dir := folder(t)
	s := open(t, Options{Dir: dir, Fast: true})
	pidFile, err := os.ReadFile(filepath.Join(s.cluster, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, "kept")
	stop(t, s)

	// A program of the same account got the number of the dead server.
	stranger := s.owner.command(t.Context(), "/bin/sh", "-c", "read forever")
	in, err := stranger.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(pidFile), "\n")
	stale, err := s.owner.openFile(filepath.Join(s.cluster, "postmaster.pid"), os.O_WRONLY)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = stale.WriteString(strconv.Itoa(stranger.Process.Pid) + "\n" + rest)
	stale.Close()

	s = open(t, Options{Dir: dir, Fast: true})
	must(t, "kept", ask(t, s, `select string_agg(word, ',') from words`))
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Error("the stranger was killed")
	}
	in.Close()
	_ = stranger.Wait()
}

func TestAnInterruptedCreationBeginsAnew(t *testing.T) {
	dir := folder(t)
	draft := filepath.Join(dir, "pg"+ours(t)+".tmp")
	if err := os.MkdirAll(filepath.Join(draft, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	open(t, Options{Dir: dir, Fast: true})
	if _, err := os.Stat(draft); err == nil {
		t.Error("the draft is still there")
	}
}

func TestANewerPostgreSQLCreatesNothingBeside(t *testing.T) {
	dir := folder(t)
	s := open(t, Options{Dir: dir, Fast: true})
	stop(t, s)
	if err := os.Rename(s.cluster, s.path(99)); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	if !errors.Is(err, ErrOtherVersion) || !strings.Contains(err.Error(), "PostgreSQL 99") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(s.cluster); err == nil {
		t.Error("an empty cluster stands beside the one that holds the data")
	}
}

func TestAMissingPostgreSQLSaysWhatToInstall(t *testing.T) {
	t.Setenv("PG_BIN", folder(t))
	_, err := Start(t.Context(), Options{Dir: folder(t)})
	if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "apt-get install") || !strings.Contains(err.Error(), "sans « postgres »") {
		t.Errorf("got %v", err)
	}
}

func TestAClosedFolderIsNamed(t *testing.T) {
	parent := filepath.Join(folder(t), "closed")
	if err := os.Mkdir(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	want := ErrClosed
	if os.Geteuid() != 0 {
		want = ErrForeign
		if err := os.Chmod(parent, 0); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(parent, 0o700)
	}
	_, err := Start(t.Context(), Options{Dir: filepath.Join(parent, "data")})
	if !errors.Is(err, want) || !strings.Contains(err.Error(), parent) {
		t.Errorf("got %v", err)
	}
}

func TestAGivenUpStartLeavesNothingRunning(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir := folder(t)
	_, err := Start(ctx, Options{Dir: dir, Log: func(string, ...any) { cancel() }})
	if err == nil {
		t.Fatal("started under a cancelled context")
	}
	open(t, Options{Dir: dir, Fast: true})
}

func TestTheNewestBinariesComeFirst(t *testing.T) {
	paths := []string{"/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin"}
	slices.SortFunc(paths, func(a, b string) int { return numberIn(b) - numberIn(a) })
	must(t, "/usr/lib/postgresql/17/bin", paths[0])
	must(t, "/usr/lib/postgresql/9/bin", paths[2])
}

// folder makes a folder that every account can come through, as t.TempDir does
// not.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, s *Server, word string) {
	t.Helper()
	if _, err := s.Database(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	ask(t, s, `create table if not exists words (word text)`)
	ask(t, s, `insert into words values ('`+word+`')`)
}

// ask runs one statement in the database « test », or where it does not exist in
// the superuser's, and returns the text it answers.
func ask(t *testing.T, s *Server, sql string) string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), s.DSN("test"))
	if err != nil {
		c, err = pgx.Connect(t.Context(), s.DSN(superuser))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var answer string
	if err := c.QueryRow(t.Context(), sql).Scan(&answer); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return answer
}

// program copies this test program to where every account can run it.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder(t), "program")
	if err := os.WriteFile(path, code, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// run starts the program on a folder, as somebody else if who is given, and
// waits until its server answers.
func run(t *testing.T, path string, who *owner, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(path)
	if who != nil {
		cmd = who.command(context.Background(), path)
	}
	cmd.Env = append(cmd.Environ(), childDir+"="+dir)
	in, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	cmd.Stdin = in
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = feed // for who ends the program politely
	t.Cleanup(func() {
		feed.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the program said %q", line)
	}
	return cmd
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "pg"+ours(t), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// ours is the major version of PostgreSQL here.
func ours(t *testing.T) string {
	t.Helper()
	b, err := find(t.Context(), newcomer(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(b.major)
}

func uidOf(t *testing.T, dir string) int {
	t.Helper()
	st, err := os.Stat(filepath.Join(dir, "pg"+ours(t)))
	if err != nil {
		t.Fatal(err)
	}
	return int(st.Sys().(*syscall.Stat_t).Uid)
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !done() {
		if !pause(ctx) {
			t.Fatal("waited in vain for", what)
		}
	}
}

func must(t *testing.T, want, got string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
