package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"tourdetable/domain/fault"
)

// ErrBusy ends a transaction that lost its race several times in a row.
var ErrBusy = fault.New(fault.Busy, "postgres.busy", "le serveur est très sollicité ; recommencez dans un instant")

// role is the database role of the program: it owns nothing and bypasses no
// row level security.
const role = "tourdetable_app"

// triesMax bounds how often a transaction that lost a race is run again.
const triesMax = 4

// DB is a pool of connections and a clock.
type DB struct {
	pool *pgxpool.Pool
	gorm *gorm.DB
	now  func() time.Time
}

// Open connects to dsn, an already migrated database.
func Open(ctx context.Context, dsn string) (*DB, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fault.New(fault.Invalid, "postgres.dsn", "DATABASE_URL illisible").Because(err)
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		_, err := c.Exec(ctx, "set role "+role)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: stdlib.OpenDBFromPool(pool)}), &gorm.Config{
		SkipDefaultTransaction: true,
		Logger: logger.NewSlogLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})), logger.Config{
			LogLevel: logger.Silent, ParameterizedQueries: true, IgnoreRecordNotFoundError: true,
		}),
	})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &DB{pool: pool, gorm: g, now: time.Now}, nil
}

// Close gives the connections back.
func (db *DB) Close() { db.pool.Close() }

// Pool gives the connections to who needs more than rows: LISTEN, COPY, the
// session store of the web server.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// WithClock returns the same database seen at another time.
func (db *DB) WithClock(now func() time.Time) *DB {
	c := *db
	c.now = now
	return &c
}

// Now is the database's moment outside of any transaction, UTC.
func (db *DB) Now() time.Time { return db.now().UTC() }

// Tx is one transaction and one moment.
type Tx struct {
	Now   time.Time // UTC
	Scope Scope
	gorm  *gorm.DB
}

// SQL runs statements inside the transaction. Only store.go files call it.
func (tx Tx) SQL() *gorm.DB { return tx.gorm }

// Context is the context the transaction runs under.
func (tx Tx) Context() context.Context { return tx.gorm.Statement.Context }

// InTx runs fn in one transaction on behalf of scope and commits if fn returns
// nil; otherwise nothing happened. A lost race is run again, so fn must touch
// nothing but tx. Returns ErrBusy when the race is lost too often.
func (db *DB) InTx(ctx context.Context, scope Scope, fn func(Tx) error) error {
	return db.run(ctx, scope, nil, fn)
}

// Snapshot runs fn in one read-only transaction that sees one state of the
// database from its first statement to its last.
func (db *DB) Snapshot(ctx context.Context, scope Scope, fn func(Tx) error) error {
	return db.run(ctx, scope, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (db *DB) run(ctx context.Context, scope Scope, opts *sql.TxOptions, fn func(Tx) error) error {
	for try := 1; ; try++ {
		err := db.gorm.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx, err := Tx{Now: db.Now(), gorm: g}.As(scope)
			if err != nil {
				return err
			}
			return fn(tx)
		}, opts)
		if !lostRace(err) {
			return err
		}
		if try == triesMax {
			return ErrBusy.Because(err)
		}
		pause := time.Duration(try*5+rand.IntN(20)) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// At returns tx at another moment: for who plays the past.
func (tx Tx) At(now time.Time) Tx {
	tx.Now = now.UTC()
	return tx
}

// Try runs fn inside a savepoint: if fn fails, what it did is undone and tx
// goes on.
func (tx Tx) Try(fn func(Tx) error) error {
	return tx.gorm.Transaction(func(g *gorm.DB) error {
		inner := tx
		inner.gorm = g
		return fn(inner)
	})
}

// lostRace reports a serialisation failure or a deadlock.
func lostRace(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Violates reports whether err is the refusal of the named constraint, or of a
// trigger that raised it under this name.
func Violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// NewID makes a row identifier: a UUID of version 7, which sorts by time.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// IsID reports whether s is written as a row identifier: asked before s meets
// a uuid column.
func IsID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }

// One scans the single row of query into dest and reports whether there was
// one.
func One(query *gorm.DB, dest any) (bool, error) {
	r := query.Scan(dest)
	return r.RowsAffected > 0, r.Error
}

// List scans all rows of query.
func List[T any](query *gorm.DB) ([]T, error) {
	rows := []T{}
	err := query.Scan(&rows).Error
	return rows, err
}

// Contains makes the LIKE pattern of a text typed by a person.
func Contains(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
