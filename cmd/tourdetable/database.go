package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/embedded"
)

// databaseName is the name of our database in an embedded server.
const databaseName = "tourdetable"

// database is where a command keeps its data.
type database struct {
	owner string          // address of the schema's owner
	app   string          // address of the program
	stop  func()          // stops what was started for it
	guest bool            // another program runs the embedded server
	exit  <-chan struct{} // closed if the embedded server dies; nil otherwise
}

// databaseFlags gives cmd the choice of its database.
func databaseFlags(cmd *cobra.Command) {
	cmd.Flags().String("data", "", "dossier d'une base embarquée, créée au besoin (sinon DATABASE_URL)")
}

// locate finds or starts the database a command asks for: --data first, then
// DATABASE_URL; a temporary one if none is said and temporary allows it.
func locate(ctx context.Context, cmd *cobra.Command, temporary bool) (database, error) {
	dir, _ := cmd.Flags().GetString("data")
	app := os.Getenv("DATABASE_URL")
	switch {
	case dir == "" && app != "":
		owner := os.Getenv("MIGRATE_DATABASE_URL")
		if owner == "" {
			owner = app
		}
		return database{owner: owner, app: app, stop: func() {}}, nil
	case dir == "" && !temporary:
		return database{}, usageError{fmt.Errorf("« %s » a besoin d'une base : indiquez --data DOSSIER ou DATABASE_URL", cmd.CommandPath())}
	}
	return embed(ctx, dir)
}

// embed starts the embedded server of a folder, a temporary one if dir is "".
func embed(ctx context.Context, dir string) (database, error) {
	server, err := embedded.Start(ctx, embedded.Options{Dir: dir, Fast: dir == "", Log: progress})
	if err != nil {
		return database{}, err
	}
	dsn, err := server.Database(ctx, databaseName)
	if err != nil {
		return database{}, errors.Join(err, server.Stop())
	}
	stop := func() {
		if err := server.Stop(); err != nil {
			tell(err)
		}
	}
	return database{owner: dsn, app: dsn, stop: stop, guest: server.Guest(), exit: server.Exited()}, nil
}

// progress tells what takes time, on standard error.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// open connects, after having brought the schema up to date if migrate says so.
func (d database) open(ctx context.Context, migrate bool) (*postgres.DB, error) {
	if migrate {
		if _, err := postgres.Migrate(ctx, d.owner); err != nil {
			return nil, err
		}
	}
	return postgres.Open(ctx, d.app)
}

// withDatabase runs fn on the database that cmd asks for, migrated.
func withDatabase(cmd *cobra.Command, fn func(context.Context, *postgres.DB) error) error {
	return withDatabaseOr(cmd, false, fn)
}

func withDatabaseOr(cmd *cobra.Command, temporary bool, fn func(context.Context, *postgres.DB) error) error {
	ctx := cmd.Context()
	d, err := locate(ctx, cmd, temporary)
	if err != nil {
		return err
	}
	defer d.stop()
	db, err := d.open(ctx, os.Getenv("APP_ENV") != "production")
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(ctx, db)
}
