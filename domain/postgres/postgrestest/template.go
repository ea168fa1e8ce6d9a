//go:build unix

package postgrestest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"tourdetable/domain/postgres"
	"tourdetable/migrations"
)

// Names of the databases made here.
const (
	clonePrefix    = "tdt_test_"
	templatePrefix = "tdt_template_"
)

// turn is the advisory lock of who makes the template: any number, the same for
// all.
const turn = 5150_20_26

// template makes the migrated template unless it exists, one maker at a time,
// and returns its name. It is renamed last, so that a half-migrated one is never
// taken for whole, and closed to connections, which would forbid cloning.
func (s server) template(ctx context.Context) (string, error) {
	name, err := templateName(migrations.Files)
	if err != nil {
		return "", err
	}
	draft := name + "_draft"
	return name, s.visit(ctx, func(c *pgx.Conn) error {
		if there, err := exists(ctx, c, name); there || err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "select pg_advisory_lock($1)", turn); err != nil {
			return err // unlocked by the end of the connection
		}
		if there, err := exists(ctx, c, name); there || err != nil {
			return err
		}
		if err := execute(ctx, c, "drop database if exists "+quote(draft)+" with (force)", "create database "+quote(draft)+" template template0"); err != nil {
			return err
		}
		if _, err := postgres.Migrate(ctx, s.dsn(draft)); err != nil {
			return err
		}
		return execute(ctx, c,
			"alter database "+quote(draft)+" with is_template true allow_connections false",
			"alter database "+quote(draft)+" rename to "+quote(name))
	})
}

func exists(ctx context.Context, c *pgx.Conn, database string) (there bool, err error) {
	err = c.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", database).Scan(&there)
	return there, err
}

// templateName changes with any migration's name or content.
func templateName(files fs.FS) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		sum.Write([]byte(path + "\x00"))
		sum.Write(content)
		sum.Write([]byte{0})
		return err
	})
	return templatePrefix + hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// sweep drops what killed tests left and templates that are no longer the
// newest. Call it only while no test runs.
func (s server) sweep(ctx context.Context) error {
	return s.visit(ctx, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, `
			select datname from pg_database where starts_with(datname, $1)
			union all
			(select datname from pg_database where starts_with(datname, $2) order by oid desc offset 1)`, clonePrefix, templatePrefix)
		if err != nil {
			return err
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := execute(ctx, c, "alter database "+quote(name)+" with is_template false", "drop database "+quote(name)+" with (force)"); err != nil {
				return err
			}
		}
		return nil
	})
}
