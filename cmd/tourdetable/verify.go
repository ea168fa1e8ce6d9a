package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/spf13/cobra"

	"tourdetable/domain/attachment"
	"tourdetable/domain/fault"
	"tourdetable/domain/postgres"
	"tourdetable/domain/proof"
)

func verifyCommand() *cobra.Command {
	var anchors []string
	cmd := &cobra.Command{
		Use:   "verify FICHIER",
		Short: "Vérifier une preuve du grand livre, sans base ; ou les pièces jointes",
		Long: `Lit une preuve écrite par « tourdetable export proof » et recalcule, sans base ni
réseau, la chaîne des empreintes, le solde et le plancher de chaque compte, les nombres,
les totaux et l'empreinte du fichier. Un seul octet changé, ôté, ajouté ou déplacé est
trouvé, et la première ligne fautive nommée.

Un faussaire qui récrit toute la suite de la chaîne produit une preuve cohérente :
seule une empreinte notée ailleurs le dément. --anchor la donne (celle d'une écriture,
de la tête d'un livre ou d'une preuve entière) ; la chaîne doit passer par elle. Ce qui
suit l'ancre n'est pas couvert par elle.

Code de sortie : 0 intacte, 1 altérée ou ancre absente, 2 fichier illisible ou usage.`,
		Example: `  tourdetable verify preuve.txt
  tourdetable verify preuve.txt --anchor 357eec1f7870dda9bd17e5cd7c59402977d026ec4457d888b37ca95da0250828
  tourdetable verify attachments --data ./donnees`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error { return verifyProof(cmd, args[0], anchors) },
	}
	cmd.Flags().StringSliceVar(&anchors, "anchor", nil, "`empreinte` notée ailleurs, par où la chaîne doit passer (plusieurs possibles)")
	cmd.AddCommand(verifyAttachmentsCommand())
	return cmd
}

// hashForm is a hash as we write it.
var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func verifyProof(cmd *cobra.Command, path string, anchors []string) error {
	for _, a := range anchors {
		if !hashForm.MatchString(a) {
			return usageError{fmt.Errorf("--anchor « %s » : une empreinte compte 64 chiffres hexadécimaux", a)}
		}
	}
	in := cmd.InOrStdin()
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return errUnreadable.With("fichier illisible : %s (%v)", path, errorText(err))
		}
		defer file.Close()
		in = file
	}
	v, err := proof.Verify(in, anchors...)
	if err != nil {
		if fault.Of(err) == nil { // the disk, not the proof
			return errUnreadable.With("fichier illisible : %s (%v)", path, errorText(err))
		}
		return err
	}
	tellVerdict(cmd.OutOrStdout(), v)
	return nil
}

func tellVerdict(out io.Writer, v proof.Verdict) {
	fmt.Fprintf(out, "Preuve intacte, instantané %s\n", v.Snapshot)
	for _, b := range v.Books {
		fmt.Fprintf(out, "  livre %s : %d écritures, %d comptes, %s\n  tête du livre %s : %s\n", b.Name, b.Entries, b.Accounts, b.Amount.French(), b.Name, b.Head)
	}
	fmt.Fprintf(out, "  empreinte de la preuve : %s\n", v.Digest)
	for _, a := range v.Anchored {
		if a.Seq == 0 {
			fmt.Fprintf(out, "  ancre %s… : c'est la preuve entière\n", a.Anchor[:12])
			continue
		}
		fmt.Fprintf(out, "  ancre %s… : écriture %d du livre %s ; rien n'a changé jusque-là\n", a.Anchor[:12], a.Seq, a.Book)
	}
	if len(v.Anchored) == 0 {
		fmt.Fprintln(out, "  sans ancre, une chaîne récrite en entier ne se voit pas : voir « tourdetable verify --help »")
	}
}

func verifyAttachmentsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "attachments",
		Short: "Vérifier que chaque pièce jointe est là, entière",
		Long: `Relit tous les octets de toutes les pièces jointes et recalcule leur empreinte.
Le même contrôle se fait de lui-même chaque nuit ; un constat nouveau est annoncé
aux services et à qui avait déposé la pièce.

Code de sortie : 0 si tout est là et entier, 1 si une pièce manque ou a changé,
3 si le contrôle lui-même n'a pas pu se faire.

` + filesHelp,
		Example: `  tourdetable verify attachments --data ./donnees
  DATABASE_URL=… tourdetable verify attachments --attachments /srv/pieces`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return verifyAttachments(cmd) },
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
