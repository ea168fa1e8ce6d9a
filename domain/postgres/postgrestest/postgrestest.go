//go:build unix

package postgrestest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tourdetable/domain/postgres"
)

// patience bounds every step towards a database: the first one of all includes
// initdb.
const patience = 2 * time.Minute

// connsMax is how many connections a pool opened here takes: packages run side
// by side on one server.
const connsMax = "4"

// Open gives t a database of its own, migrated and empty, until t ends.
func Open(t testing.TB) *postgres.DB {
	t.Helper()
	address, err := url.Parse(DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	q := address.Query()
	q.Set("pool_max_conns", connsMax)
	address.RawQuery = encode(q)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := postgres.Open(ctx, address.String())
	if err != nil {
		t.Fatal("open a test database:", err)
	}
	t.Cleanup(db.Close)
	return db
}

// DSN is Open for who connects by itself: the address of the database, as the
// owner of its tables.
func DSN(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := find(ctx)
	if err != nil {
		t.Fatal("no PostgreSQL for this test: ", err)
	}
	name, err := s.clone(ctx)
	if err != nil {
		t.Fatal("make a test database: ", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.drop(ctx, name); err != nil {
			t.Error("drop a test database: ", err)
		}
	})
	return s.dsn(name)
}

// find returns the server of the tests.
func find(ctx context.Context) (server, error) {
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		return at(given)
	}
	base, err := usual()
	if err != nil {
		return server{}, err
	}
	return private{base: base, idle: time.Minute}.server(ctx)
}

// server is where databases are made, and the database to make them from.
type server struct{ home *url.URL }

func at(address string) (server, error) {
	home, err := url.Parse(address)
	if err != nil || home.Scheme == "" {
		return server{}, fmt.Errorf("TEST_DATABASE_URL : adresse « postgres://… » attendue")
	}
	return server{home}, nil
}

// dsn is the address of a database of this server.
func (s server) dsn(database string) string {
	u := *s.home
	u.Path = "/" + database
	return u.String()
}

// encode writes a query as PostgreSQL reads it: it takes no plus sign for a
// space.
func encode(q url.Values) string {
	var out string
	for k, v := range q {
		if out != "" {
			out += "&"
		}
		out += k + "=" + url.PathEscape(v[0])
	}
	return out
}

// clone copies the template and returns the name of the copy.
func (s server) clone(ctx context.Context) (string, error) {
	template, err := s.template(ctx)
	if err != nil {
		return "", err
	}
	b := make([]byte, 8)
	_, _ = rand.Read(b)
	name := clonePrefix + hex.EncodeToString(b)
	return name, s.exec(ctx, "create database "+quote(name)+" template "+quote(template))
}

// drop removes a database, whoever forgot to leave it.
func (s server) drop(ctx context.Context, name string) error {
	return s.exec(ctx, "drop database if exists "+quote(name)+" with (force)")
}

// exec runs statements in the home database.
func (s server) exec(ctx context.Context, statements ...string) error {
	return s.visit(ctx, func(c *pgx.Conn) error { return execute(ctx, c, statements...) })
}

func execute(ctx context.Context, c *pgx.Conn, statements ...string) error {
	for _, sql := range statements {
		if _, err := c.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// visit opens a connection to the home database for fn.
func (s server) visit(ctx context.Context, fn func(*pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, s.home.String())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	return fn(c)
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
