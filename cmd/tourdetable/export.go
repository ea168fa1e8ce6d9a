package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tourdetable/domain/export"
	"tourdetable/domain/postgres"
)

const exportHelp = `Un fichier sort d'un seul instantané de la base, nommé dans la dernière ligne ; il
est écrit au fil de l'eau : la mémoire ne dépend pas du nombre de lignes. Avec
--out, le fichier n'apparaît qu'une fois entier.`

const tableHelp = `csv : pour un tableur français (UTF-8 avec BOM, point-virgule, virgule décimale,
aucune formule). xlsx : des nombres et des dates typés. jsonl : un objet par ligne.
La première ligne donne les titres ; la dernière commence par « Total ».

` + exportHelp

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Écrire ce qui quitte la maison : grand livre, paiements, données ouvertes, preuve",
		Long:  exportHelp,
		Example: `  tourdetable export ledger --data ./donnees > grand-livre.csv
  tourdetable export payments --year 2026 --format xlsx --out paiements.xlsx --data ./donnees
  tourdetable export proof --out preuve.txt --data ./donnees`,
		Args: exactly(0),
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("« export » attend « ledger », « envelopes », « payments », « scdl », « hledger » ou « proof » ; voir « tourdetable export --help »")}
		},
	}
	cmd.AddCommand(
		exportTable("ledger", "Le grand livre, une ligne par écriture", `Écrit le grand livre dans l'ordre des écritures, avec leur chaîne d'empreintes. --year
retient un exercice comptable : celui que Chorus donne au paiement, sinon l'année de
l'écriture.`, export.Ledger, "application"),
		exportTable("envelopes", "La situation des enveloppes, une ligne par exercice", `Pour chaque enveloppe et chaque exercice comptable : restes à payer au début, plus
engagé, moins payé, moins désengagé, égale restes à payer à la fin. Les crédits de
l'État ; avec --local, ceux des financeurs locaux : leurs totaux ne se mêlent pas.`, export.Envelopes, "local"),
		exportTable("payments", "Les paiements, une ligne par ligne de paiement", `Les lignes de paiement de Chorus placées sur un dossier, rejets et annulations en
négatif ; avec --local, les paiements déclarés des financeurs locaux. --year retient
la colonne « Exercice comptable » de Chorus.`, export.Payments, "application", "local"),
		exportTable("scdl", "Les données ouvertes, au schéma « subventions » 2.1.1", `Les données essentielles des subventions notifiées (décret n° 2017-779), pour
data.gouv.fr : en csv, UTF-8 sans BOM, virgule, point décimal, en-têtes du schéma, sans
ligne de total. Les conventions et ce qui dépasse 23 000 € ; --all pour tout. Celles de
l'État, ou du financeur nommé par --funder. L'objet des programmes R et K n'est pas
publié.`, export.Scdl, "application", "local", "all", "authority"),
		exportJournal(), exportProof())
	return cmd
}

// filterFlags gives cmd the choice of its rows.
func filterFlags(cmd *cobra.Command, f *export.Filter, more ...string) {
	cmd.Flags().StringVar(&f.Departement, "departement", "", "`code` d'un département (sinon tous)")
	cmd.Flags().IntVar(&f.Year, "year", 0, "`exercice` comptable (sinon tous)")
	cmd.Flags().StringVar(&f.Funder, "funder", "", "`code` d'un financeur")
	for _, flag := range more {
		switch flag {
		case "application":
			cmd.Flags().StringVar(&f.File, flag, "", "`numéro` d'un dossier")
		case "local":
			cmd.Flags().BoolVar(&f.Local, flag, false, "les financeurs locaux, au lieu de l'État")
		case "all":
			cmd.Flags().BoolVar(&f.Small, flag, false, "aussi sous le seuil de publication")
		case "authority":
			cmd.Flags().StringVar(&f.Authority, flag, "", "`nom` officiel de la préfecture")
		}
	}
	outFlags(cmd)
}

func outFlags(cmd *cobra.Command) {
	cmd.Flags().String("out", "", "`fichier` à écrire (sinon la sortie standard)")
	databaseFlags(cmd)
}

// exportTable makes the command of a report.
func exportTable(name, short, long string, report func(export.Filter) export.Report, flags ...string) *cobra.Command {
	var f export.Filter
	var columns []string
	var format string
	cmd := &cobra.Command{
		Use: name, Short: short, Long: long + "\n\n" + tableHelp, Args: exactly(0),
		Example: "  tourdetable export " + name + " --data ./donnees > fichier.csv\n" +
			"  tourdetable export " + name + " --departement 99 --year 2026 --format xlsx --out fichier.xlsx --data ./donnees",
		RunE: func(cmd *cobra.Command, _ []string) error {
			kind, err := export.ParseFormat(format)
			if err != nil {
				return err
			}
			r, err := report(f).Choose(columns...)
			if err != nil {
				return err
			}
			return leave(cmd, f, func(tx postgres.Tx, out io.Writer) error { return r.Write(tx, out, kind) })
		},
	}
	cmd.Flags().StringVar(&format, "format", string(export.CSV), "`forme` du fichier : csv, xlsx ou jsonl")
	cmd.Flags().StringSliceVar(&columns, "columns", nil, "`titres` des colonnes voulues, dans l'ordre, séparés par des virgules")
	filterFlags(cmd, &f, flags...)
	return cmd
}

func exportJournal() *cobra.Command {
	var f export.Filter
	cmd := &cobra.Command{
		Use: "hledger", Short: "Le grand livre en comptabilité en texte brut", Args: exactly(0),
		Long: `Écrit le grand livre comme un journal hledger : un programme qui n'est pas le nôtre
en refait l'équilibre. Pour des livres entiers, le journal finit par les soldes que
tient la base, affirmés au centime.

` + exportHelp,
		Example: `  tourdetable export hledger --out livre.journal --data ./donnees && hledger -f livre.journal check
  hledger -f livre.journal balance --depth 3`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return leave(cmd, f, func(tx postgres.Tx, out io.Writer) error { return export.Journal(tx, out, f) })
		},
	}
	filterFlags(cmd, &f, "application")
	return cmd
}

func exportProof() *cobra.Command {
	var f export.Filter
	cmd := &cobra.Command{
		Use: "proof", Short: "La preuve du grand livre, à vérifier sans base", Args: exactly(0),
		Long: `Écrit les livres entiers en un fichier de texte : comptes, planchers, écritures et
chaîne d'empreintes. « tourdetable verify FICHIER » le vérifie sans base ni réseau ;
chaque octet compte. Conservez ailleurs l'empreinte affichée : elle servira d'ancre.

` + exportHelp,
		Example: `  tourdetable export proof --out preuve.txt --data ./donnees
  tourdetable verify preuve.txt`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var digest string
			err := leave(cmd, f, func(tx postgres.Tx, out io.Writer) (err error) {
				digest, err = export.Proof(tx, out, f.Departement)
				return err
			})
			if err == nil {
				progress("empreinte de la preuve, à noter ailleurs : %s", digest)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&f.Departement, "departement", "", "`code` d'un département (sinon tous)")
	outFlags(cmd)
	return cmd
}

// leave runs write on one snapshot, to --out or to standard output.
func leave(cmd *cobra.Command, f export.Filter, write func(postgres.Tx, io.Writer) error) error {
	if f.Year != 0 && (f.Year < 1900 || f.Year > 2999) {
		return usageError{errors.New("--year attend une année, par exemple « --year 2026 »")}
	}
	path, _ := cmd.Flags().GetString("out")
	return withDatabase(cmd, func(ctx context.Context, db *postgres.DB) error {
		return toFile(path, cmd.OutOrStdout(), func(out io.Writer) error {
			return db.Snapshot(ctx, postgres.System, func(tx postgres.Tx) error { return write(tx, out) })
		})
	})
}

// toFile runs write to the file at path, which appears whole or not at all; to
// out if path is "".
func toFile(path string, out io.Writer, write func(io.Writer) error) error {
	if path == "" {
		return write(out)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // a pipe, /dev/null: nothing to put in its place
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return usageError{errors.New("--out " + path + " : " + errorText(err).Error())}
		}
		return errors.Join(write(file), file.Close())
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return usageError{errors.New("--out " + path + " : " + errorText(err).Error())}
	}
	defer os.Remove(file.Name()) // gone already once renamed
	if err := errors.Join(write(file), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return usageError{errors.New("--out " + path + " : " + err.Error())}
	}
	return nil
}
