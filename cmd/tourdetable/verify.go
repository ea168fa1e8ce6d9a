package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tourdetable/domain/attachment"
	"tourdetable/domain/postgres"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify attachments",
		Short: "Vérifier que chaque pièce jointe est là, entière",
		Long: `Relit tous les octets de toutes les pièces jointes et recalcule leur empreinte.
Le même contrôle se fait de lui-même chaque nuit ; un constat nouveau est annoncé
aux services et à qui avait déposé la pièce.

Code de sortie : 0 si tout est là et entier, 1 si une pièce manque ou a changé,
3 si le contrôle lui-même n'a pas pu se faire.

` + filesHelp,
		Example: `  tourdetable verify attachments --data ./donnees
  DATABASE_URL=… tourdetable verify attachments --attachments /srv/pieces`,
		Args:      exactly(1),
		ValidArgs: []string{"attachments"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] != "attachments" {
				return usageError{fmt.Errorf("« verify %s » : attendu : attachments", args[0])}
			}
			return verifyAttachments(cmd)
		},
	}
	databaseFlags(cmd)
	filesFlags(cmd)
	return cmd
}

func verifyAttachments(cmd *cobra.Command) error {
	return withDatabase(cmd, func(ctx context.Context, db *postgres.DB) error {
		f, err := files(ctx, cmd)
		if err != nil {
			return err
		}
		c, err := attachment.Verify(ctx, db, f.Store, attachment.Everything)
		if err != nil {
			return err
		}
		out := cmd.OutOrStdout()
		fmt.Fprintf(out, "%d contenu(s) relu(s), %d octet(s) : %d introuvable(s), %d altéré(s)\n", c.Checked, c.Bytes, c.Missing, c.Corrupt)
		for _, l := range c.Losses {
			fmt.Fprintln(out, "  "+l.Label())
		}
		if c.Missing+c.Corrupt > 0 {
			return errDifferences
		}
		return nil
	})
}
