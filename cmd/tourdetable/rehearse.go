package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"tourdetable/domain/casefile"
	"tourdetable/domain/fault"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rehearsal"
)

var errNotEmpty = fault.New(fault.Refused, "rehearse.not_empty", "la base contient déjà une campagne : une répétition se joue sur une base vide")

// campaignMax bounds a campaign file: 64 MiB.
const campaignMax = 64 << 20

func rehearseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rehearse FICHIER.json",
		Short: "Jouer une campagne entière depuis un fichier",
		Long: `Joue une campagne (format tourdetable/campaign/1) sur une base vide, par les mêmes
cas d'usage que l'application, à l'horloge du fichier : enveloppes, appel, dépôts,
séance du comité, décisions, actes, EJ, paiements, comptes rendus. Affiche les
totaux, et les compare à ceux du fichier s'il en donne (« expected »).

La sortie standard porte un seul document JSON ; le reste va sur la sortie
d'erreur. Sans --data ni DATABASE_URL, la base est temporaire. Une campagne
refusée ne laisse rien derrière elle.

Codes de sortie : 0 tout concorde ; 1 des différences, ou le refus d'une règle ;
2 fichier fautif (chaque faute est nommée par son chemin, « payments[7].ej »).`,
		Example: `  tourdetable rehearse campagne.json
  tourdetable rehearse campagne.json --json > totaux.json
  tourdetable rehearse campagne.json --data ./donnees`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			quiet, _ := cmd.Flags().GetBool("json")
			return rehearse(cmd, args[0], quiet)
		},
	}
	cmd.Flags().Bool("json", false, "le document JSON seulement, sans résumé sur la sortie d'erreur")
	databaseFlags(cmd)
	return cmd
}

// rehearsed is the document on standard output.
type rehearsed struct {
	casefile.Figures
	Presumed    []string               `json:"presumed"`
	Anomalies   []casefile.Anomaly     `json:"anomalies"`
	Differences []rehearsal.Difference `json:"differences,omitempty"`
}

func rehearse(cmd *cobra.Command, path string, quiet bool) error {
	data, err := readFile(path, campaignMax)
	if err != nil {
		return err
	}
	campaign, err := rehearsal.Read(data)
	if err != nil {
		return err
	}
	var out rehearsed
	err = withDatabaseOr(cmd, true, func(ctx context.Context, db *postgres.DB) error {
		return db.InTx(ctx, postgres.System, func(tx postgres.Tx) (err error) {
			out, err = playOn(tx, campaign)
			return err
		})
	})
	if err != nil {
		return err
	}
	if !quiet {
		summarize(os.Stderr, out)
	}
	document := json.NewEncoder(cmd.OutOrStdout())
	document.SetIndent("", " ")
	document.SetEscapeHTML(false)
	if err := document.Encode(out); err != nil {
		return err
	}
	if len(out.Differences) > 0 {
		return errDifferences
	}
	return nil
}

// playOn plays a campaign on an empty database and reads its figures.
func playOn(tx postgres.Tx, campaign rehearsal.Campaign) (out rehearsed, err error) {
	empty, err := casefile.Empty(tx)
	if err != nil {
		return out, err
	}
	if !empty {
		return out, errNotEmpty
	}
	played, err := rehearsal.Play(tx, campaign)
	if err != nil {
		return out, err
	}
	if _, err := ledger.Verify(tx, campaign.Departement); err != nil {
		return out, err
	}
	out.Presumed = played.Presumed
	if out.Figures, err = casefile.FiguresOf(tx, played.CampaignID); err != nil {
		return out, err
	}
	if out.Anomalies, err = casefile.AnomaliesOf(tx, campaign.Departement); err != nil {
		return out, err
	}
	out.Differences, err = rehearsal.Compare(out.Figures, campaign.Expected)
	return out, err
}

// summarize tells a person the figures of a rehearsal.
func summarize(w io.Writer, out rehearsed) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "Financeur\tDemandé\tDécidé\tReste\tPayé (État)\t")
	funders := make([]string, 0, len(out.Requested))
	for code := range out.Requested {
		funders = append(funders, code)
	}
	slices.Sort(funders)
	for _, code := range funders {
		paid := "–"
		if amount, state := out.Paid[code]; state {
			paid = amount.French()
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t\n", code, out.Requested[code].French(), out.Decided[code].French(), out.Remaining[code].French(), paid)
	}
	paid := money.Zero
	for _, amount := range out.Paid {
		paid = paid.Add(amount)
	}
	fmt.Fprintf(table, "Total\t%s\t%s\t\t%s\t\n", out.RequestedTotal.French(), out.DecidedTotal.French(), paid.French())
	table.Flush()
	for _, a := range out.Anomalies {
		fmt.Fprintf(w, "Anomalie : EJ %s, DP %s : %s\n", a.Ej, a.Dp, a.Detail)
	}
	for _, d := range out.Differences {
		fmt.Fprintf(w, "Différence : %s : attendu %v, obtenu %v\n", d.Path, d.Expected, d.Got)
	}
}

// readFile reads a file given on the command line, bounded; "-" is standard
// input.
func readFile(path string, limit int64) ([]byte, error) {
	file := os.Stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, errUnreadable.With("fichier illisible : %s (%v)", path, errorText(err))
		}
		defer f.Close()
		file = f
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, errUnreadable.With("fichier illisible : %s (%v)", path, errorText(err))
	}
	if int64(len(data)) > limit {
		return nil, errUnreadable.With("fichier trop grand : %s dépasse %d Mio", path, limit>>20)
	}
	return data, nil
}

var errUnreadable = fault.New(fault.Invalid, "file.unreadable", "fichier illisible")

// errorText is the cause of a file error without the path it repeats.
func errorText(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}
