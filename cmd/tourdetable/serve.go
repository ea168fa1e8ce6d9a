package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tourdetable/api"
	"tourdetable/domain/fault"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rehearsal"
	"tourdetable/frontend"
	"tourdetable/jobs"
)

// Limits of the web server.
const (
	headerMax  = 10 * time.Second
	idleMax    = 2 * time.Minute
	drainMax   = 10 * time.Second
	requestMax = 15 * time.Minute // a long import, a long export
)

var errDatabaseGone = fault.New(fault.Internal, "serve.database_gone", "la base embarquée s'est arrêtée ; relancez le programme, elle se réparera")

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Servir l'application web et l'interface HTTP",
		Long: `Sert l'application web et l'interface /api/v1.

Avec --data, la base et la file de travaux sont embarquées : tout tient dans ce
programme et ce dossier. Avec DATABASE_URL et REDIS_URL, elles sont celles de ces
serveurs, et « tourdetable worker » fait les travaux.

` + filesHelp + `

Environnement : DATABASE_URL, MIGRATE_DATABASE_URL, REDIS_URL, LISTEN
(127.0.0.1:8080), TOURDETABLE_ATTACHMENTS, TOURDETABLE_CLAMD, APP_ENV (production
refuse toute partie embarquée et ne migre pas : lancez « tourdetable migrate »).`,
		Example: `  tourdetable serve --data ./donnees
  tourdetable serve --data .data --demonstration
  DATABASE_URL=… REDIS_URL=… APP_ENV=production tourdetable serve`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			demonstration, _ := cmd.Flags().GetBool("demonstration")
			return serve(cmd, demonstration)
		},
	}
	databaseFlags(cmd)
	filesFlags(cmd)
	cmd.Flags().Bool("demonstration", false, "charger la démonstration dans une base vide, et ouvrir ses comptes en un clic")
	return cmd
}

func serve(cmd *cobra.Command, demonstration bool) error {
	ctx := cmd.Context()
	c, err := configure()
	if err != nil {
		return err
	}
	if demonstration && c.Production {
		return errConfig.With("la démonstration est refusée en production")
	}
	// The address is taken first: better to fail before starting a database.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return errConfig.With("l'adresse %s n'est pas libre : %v ; changez LISTEN", c.Listen, err)
	}
	defer listener.Close()
	d, err := locate(ctx, cmd, false)
	if err != nil {
		return err
	}
	defer d.stop()
	db, err := d.open(ctx, !c.Production)
	if err != nil {
		return err
	}
	defer db.Close()
	if demonstration {
		if db, err = demonstrate(ctx, db); err != nil {
			return err
		}
	}
	queue, err := jobs.OpenQueue(ctx, c.RedisURL, c.Production)
	if err != nil {
		return err
	}
	defer queue.Close()
	kept, err := files(ctx, cmd)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	server := &http.Server{
		Handler: api.New(api.Config{DB: db, Log: log, Web: frontend.Handler(), Demonstration: demonstration, Secure: c.Production, Version: version,
			Attachments: kept.Store, Scanned: kept.Scanner != nil,
			Ready: func(ctx context.Context) error { return db.Pool().Ping(ctx) }}),
		ReadHeaderTimeout: headerMax, IdleTimeout: idleMax, ReadTimeout: requestMax, WriteTimeout: requestMax,
	}
	progress("Tour de table %s : %s ; %s", version, c, inWords(kept))
	if err := welcome(ctx, db, listener.Addr().String(), demonstration); err != nil {
		return err
	}
	return attend(ctx, server, listener, d.exit, func(ctx context.Context) error {
		if c.RedisURL != "" {
			<-ctx.Done() // the work is done by « tourdetable worker »
			return nil
		}
		return jobs.Run(ctx, db, queue, kept)
	})
}

// attend serves and works until ctx ends, then drains both.
func attend(ctx context.Context, server *http.Server, listener net.Listener, databaseGone <-chan struct{}, work func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, 2)
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		if err := work(ctx); err != nil {
			failed <- err
		}
	}()
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	var cause error
	select {
	case <-ctx.Done():
		progress("arrêt demandé : les demandes en cours se terminent")
	case cause = <-failed:
	case <-databaseGone:
		cause = errDatabaseGone
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainMax)
	defer cancel()
	err := server.Shutdown(drain)
	stop()
	<-worked
	return errors.Join(cause, err)
}

// demonstrate loads the demonstration into an empty database, and returns the
// database at the demonstration's own time.
func demonstrate(ctx context.Context, db *postgres.DB) (*postgres.DB, error) {
	err := db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
		now, found, err := rehearsal.Clock(tx)
		if err != nil {
			return err
		}
		if !found {
			progress("chargement de la démonstration : une campagne achevée, la suivante en cours")
			if err := rehearsal.Demonstrate(tx); err != nil {
				return err
			}
			now, _, err = rehearsal.Clock(tx)
		}
		db = db.WithClock(now)
		return err
	})
	return db, err
}

// welcome prints the address, and the accounts of a demonstration.
func welcome(ctx context.Context, db *postgres.DB, address string, demonstration bool) error {
	progress("\n  http://%s\n", address)
	if !frontend.Built() {
		progress("  (l'application web n'est pas construite : « make build » la construit)")
	}
	if !demonstration {
		return nil
	}
	return db.Snapshot(ctx, postgres.Scope{}, func(tx postgres.Tx) error {
		accounts, err := party.Demonstration(tx)
		if err != nil {
			return err
		}
		progress("  Démonstration, au %s. Comptes, en un clic sur la page d'accueil :", tx.Now.Format("02/01/2006"))
		for _, a := range accounts {
			if a.Role != party.Applicant {
				progress("    %-24s %s", a.Role.Label(), a.Name)
			}
		}
		progress("    et %s.\n  Ctrl-C arrête proprement ; relancé, le programme retrouve ses données.\n", applicants(accounts))
		return nil
	})
}

func applicants(accounts []party.Account) string {
	n := 0
	for _, a := range accounts {
		if a.Role == party.Applicant {
			n++
		}
	}
	return fmt.Sprintf("%d porteurs de projet", n)
}

func migrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "migrate",
		Short:   "Mettre le schéma de la base à jour",
		Long:    "Applique les migrations qui manquent, en tant que propriétaire du schéma (MIGRATE_DATABASE_URL, à défaut DATABASE_URL, ou --data). Lancée deux fois à la fois, elle n'agit qu'une fois.",
		Example: "  MIGRATE_DATABASE_URL=… tourdetable migrate\n  tourdetable migrate --data ./donnees",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := locate(cmd.Context(), cmd, false)
			if err != nil {
				return err
			}
			defer d.stop()
			steps, err := postgres.Migrate(cmd.Context(), d.owner)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%d migration(s) appliquée(s)\n", steps)
			}
			return err
		},
	}
	databaseFlags(cmd)
	return cmd
}
