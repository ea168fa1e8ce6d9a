//go:build unix

package postgrestest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/embedded"
)

func TestADatabaseIsMigratedAndAlone(t *testing.T) {
	a, b := DSN(t), DSN(t)
	must(t, "true", ask(t, a, `select (count(*) > 0)::text from goose_db_version`))
	ask(t, a, `create table mine (x int)`)
	must(t, "true", ask(t, a, `select (to_regclass('mine') is not null)::text`))
	must(t, "true", ask(t, b, `select (to_regclass('mine') is null)::text`))
}

func TestAnOpenDatabaseActsAsTheProgram(t *testing.T) {
	db := Open(t)
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		var who string
		if err := tx.SQL().Raw(`select current_user`).Scan(&who).Error; err != nil {
			return err
		}
		must(t, "tourdetable_app", who)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseGoesWithItsTest(t *testing.T) {
	var gone string
	t.Run("inner", func(t *testing.T) {
		dsn := DSN(t)
		gone = ask(t, dsn, `select current_database()`)
		// A connection that is never closed.
		if _, err := pgx.Connect(context.Background(), dsn); err != nil {
			t.Fatal(err)
		}
	})
	must(t, "0", ask(t, DSN(t), `select count(*)::text from pg_database where datname = '`+gone+`'`))
}

func TestManyDatabasesAtOnce(t *testing.T) {
	s, err := find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var together sync.WaitGroup
	var names, errs [8]string
	for i := range names {
		together.Go(func() {
			name, err := s.clone(t.Context())
			if names[i] = name; err != nil {
				errs[i] = err.Error()
			}
		})
	}
	together.Wait()
	for i, name := range names {
		must(t, "", errs[i])
		if err := s.drop(context.Background(), name); err != nil {
			t.Error(err)
		}
	}
}

func TestTheTemplateFollowsTheMigrations(t *testing.T) {
	name := func(files fstest.MapFS) string {
		n, err := templateName(files)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	a := fstest.MapFS{"1.sql": {Data: []byte("select 1")}}
	must(t, name(a), name(fstest.MapFS{"1.sql": {Data: []byte("select 1")}}))
	for what, other := range map[string]fstest.MapFS{
		"another content": {"1.sql": {Data: []byte("select 2")}},
		"another name":    {"2.sql": {Data: []byte("select 1")}},
		"one more file":   {"1.sql": {Data: []byte("select 1")}, "2.sql": {}},
	} {
		if name(a) == name(other) {
			t.Errorf("%s: the same template", what)
		}
	}
}

func TestAKilledServerIsReplaced(t *testing.T) {
	p := newcomer(t, time.Minute)
	s := serve(t, p)
	if _, err := s.clone(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(postmaster(t, p), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, "a server that answers again", func() bool {
		again, err := p.server(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = again.clone(t.Context())
		return err == nil
	})
}

func TestWhatAKilledTestLeftIsSweptOnceNobodyWorks(t *testing.T) {
	p := newcomer(t, time.Minute)
	s := serve(t, p)
	left, err := s.clone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := templatePrefix + "0"
	if err := s.exec(t.Context(), "create database zzz", "create database "+old+" with is_template true"); err != nil {
		t.Fatal(err)
	}
	has := func(name string) bool {
		return ask(t, s.dsn("postgres"), `select count(*)::text from pg_database where datname = '`+name+`'`) == "1"
	}
	p.leave()
	await(t, "the sweep", func() bool { return !has(left) })
	must(t, "true", strconv.FormatBool(has("zzz")))
	must(t, "true", strconv.FormatBool(has(old))) // the newest by now
	if err := p.enter(); err != nil {
		t.Fatal(err)
	}
}

func TestAServerWithoutUsersLeaves(t *testing.T) {
	p := newcomer(t, time.Second)
	serve(t, p)
	p.leave()
	await(t, "the keeper to leave", func() bool {
		_, err := embedded.Join(t.Context(), embedded.Options{Dir: p.cluster()})
		return errors.Is(err, embedded.ErrNobody)
	})
	serve(t, p) // and comes back
}

func TestARuinedClusterIsMadeAnew(t *testing.T) {
	p := newcomer(t, time.Minute)
	ruin := filepath.Join(p.cluster(), "pg15")
	if err := os.MkdirAll(ruin, 0o711); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(ruin, "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	serve(t, p)
}

func TestAMissingPostgreSQLFailsLoudly(t *testing.T) {
	t.Setenv("PG_BIN", t.TempDir())
	_, err := newcomer(t, time.Minute).server(t.Context())
	if err == nil || !strings.Contains(err.Error(), "apt-get install") {
		t.Errorf("got %v", err)
	}
}

// newcomer is a private server apart from the shared one, with a keeper to
// wrong.
func newcomer(t *testing.T, idle time.Duration) private {
	t.Helper()
	base, err := os.MkdirTemp("", "postgrestest-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(base, 0o711); err != nil {
		t.Fatal(err)
	}
	p := private{base: base, idle: idle}
	t.Cleanup(func() {
		if content, err := os.ReadFile(pidFile(p)); err == nil {
			first, _, _ := strings.Cut(string(content), "\n")
			pid, _ := strconv.Atoi(first)
			_ = syscall.Kill(pid, syscall.SIGINT)
			await(t, "the keeper to lose its server", func() bool {
				_, err := embedded.Join(context.Background(), embedded.Options{Dir: p.cluster()})
				return errors.Is(err, embedded.ErrNobody)
			})
		}
		p.leave()
		os.RemoveAll(base)
	})
	return p
}

func serve(t *testing.T, p private) server {
	t.Helper()
	s, err := p.server(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pidFile(p private) string {
	found, _ := filepath.Glob(filepath.Join(p.cluster(), "pg*", "postmaster.pid"))
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

func postmaster(t *testing.T, p private) int {
	t.Helper()
	content, err := os.ReadFile(pidFile(p))
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

func ask(t *testing.T, dsn, sql string) string {
	t.Helper()
	c, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var answer string
	if err := c.QueryRow(context.Background(), sql).Scan(&answer); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return answer
}

// await looks again and again until done, at most half a minute.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for !done() {
		select {
		case <-ctx.Done():
			t.Fatal("waited in vain for", what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func must(t *testing.T, want, got string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
