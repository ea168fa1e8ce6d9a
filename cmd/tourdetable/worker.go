package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"tourdetable/jobs"
)

func workerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Faire les travaux que personne n'attend",
		Long: `Porte les nouvelles des dossiers (dépôt, convocation, décision, notification…) à
ceux qui doivent les connaître, jusqu'à Ctrl-C ou SIGTERM ; ce qui est commencé
est alors terminé.

La liste du travail est dans PostgreSQL ; Redis ne fait que sonner. Une file
vidée, un arrêt brutal ou deux « worker » à la fois ne perdent ni ne doublent
rien. Sans REDIS_URL, « serve » fait déjà ces travaux lui-même. Chaque nuit, il
vérifie que chaque pièce jointe est là, entière.

` + filesHelp + `

Environnement : DATABASE_URL, MIGRATE_DATABASE_URL, REDIS_URL,
TOURDETABLE_ATTACHMENTS, TOURDETABLE_CLAMD, APP_ENV
(production refuse la base et la file embarquées, et ne migre pas).`,
		Example: `  DATABASE_URL=… REDIS_URL=… APP_ENV=production tourdetable worker
  tourdetable worker --data ./donnees`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return toil(cmd) },
	}
	databaseFlags(cmd)
	filesFlags(cmd)
	return cmd
}

// toil works on the database and the queue that cmd asks for. The queue is asked
// first: it answers faster than a database starts.
func toil(cmd *cobra.Command) error {
	c, err := configure()
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	queue, err := jobs.OpenQueue(ctx, c.RedisURL, c.Production)
	if err != nil {
		return err
	}
	defer queue.Close()
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
	kept, err := files(ctx, cmd)
	if err != nil {
		return err
	}
	progress("Tour de table %s : travaux en cours, file %s ; %s ; Ctrl-C pour arrêter", version, queue.Backend(), inWords(kept))
	return whileAlive(ctx, d.exit, func(ctx context.Context) error { return jobs.Run(ctx, db, queue, kept) })
}

// whileAlive runs work until ctx ends or the embedded database is gone, and
// returns errDatabaseGone then.
func whileAlive(ctx context.Context, databaseGone <-chan struct{}, work func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		select {
		case <-databaseGone:
			stop(errDatabaseGone)
		case <-ctx.Done():
		}
	}()
	err := work(ctx)
	if errors.Is(context.Cause(ctx), errDatabaseGone) {
		return errDatabaseGone
	}
	return err
}
