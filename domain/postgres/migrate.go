package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"tourdetable/domain/fault"
	"tourdetable/migrations"
)

// Migrate brings the schema of dsn up to date, as the owner that dsn names.
// Two programs at once do it once. Returns the number of steps applied.
func Migrate(ctx context.Context, dsn string) (int, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return 0, fault.New(fault.Invalid, "postgres.dsn", "adresse de base de données illisible").Because(err)
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return 0, err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker))
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	steps, err := provider.Up(ctx)
	if err != nil {
		return len(steps), fmt.Errorf("migrate the schema: %w", err)
	}
	return len(steps), nil
}
