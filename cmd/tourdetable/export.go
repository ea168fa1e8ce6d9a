package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"tourdetable/domain/casefile"
	"tourdetable/domain/export"
	"tourdetable/domain/postgres"
)

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Exporter le grand livre",
		Long:    "Écrit sur la sortie standard ce qui quitte la maison.",
		Example: "  tourdetable export ledger --departement 99 --data ./donnees > grand-livre.csv",
		Args:    exactly(0),
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("« export » attend « ledger » ; voir « tourdetable export --help »")}
		},
	}
	cmd.AddCommand(exportLedgerCommand())
	return cmd
}

func exportLedgerCommand() *cobra.Command {
	var f casefile.LedgerFilter
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Le grand livre d'un département, en CSV",
		Long: `Écrit le grand livre en CSV pour un tableur français (UTF-8 avec BOM, point-virgule,
virgule décimale), dans l'ordre des écritures, avec une ligne de total. Les lignes
sont écrites au fil de l'eau : la mémoire ne dépend pas de leur nombre.`,
		Example: `  tourdetable export ledger --departement 99 --data ./donnees > grand-livre.csv
  tourdetable export ledger --departement 99 --funder FIPD-D --application P1 --data ./donnees`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.Book == "" {
				return usageError{errors.New("--departement attend un code, par exemple « --departement 99 »")}
			}
			return withDatabase(cmd, func(ctx context.Context, db *postgres.DB) error {
				return db.Snapshot(ctx, postgres.System, func(tx postgres.Tx) error {
					return export.Ledger(tx, cmd.OutOrStdout(), f)
				})
			})
		},
	}
	cmd.Flags().StringVar(&f.Book, "departement", "", "`code` du département")
	cmd.Flags().StringVar(&f.Funder, "funder", "", "`code` d'un financeur")
	cmd.Flags().StringVar(&f.File, "application", "", "`numéro` d'un dossier")
	databaseFlags(cmd)
	return cmd
}
