package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tourdetable/domain/casefile"
	"tourdetable/domain/fault"
	"tourdetable/domain/history"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/postgres"
	"tourdetable/domain/tabular"
)

// refusalsShown is how many refused rows the text report prints.
const refusalsShown = 20

// importActor signs what this command brings in.
const importActor = "import en ligne de commande"

// importing is what the command needs of the rest of the program.
type importing struct {
	with   func(*cobra.Command, func(context.Context, *postgres.DB) error) error
	flags  func(*cobra.Command)
	chorus importer
}

// importer stores the rows of a sheet and reports what became of each.
type importer func(tx postgres.Tx, actor string, book *tabular.Book) (history.Report, error)

// previewer reads a sheet and reports, and stores nothing.
type previewer func(book *tabular.Book) (history.Report, error)

// placed keeps the rows of a Chorus extract and places its payments; rows of no
// known EJ belong to the département of this base, if it serves only one.
func placed(tx postgres.Tx, _ string, book *tabular.Book) (history.Report, error) {
	departement, err := casefile.SoleDepartement(tx)
	if err != nil {
		return history.Report{}, err
	}
	return payment.Import(tx, party.System, departement, book)
}

func importCommand(i importing) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Importer des subventions publiées ou un extrait de Chorus",
		Long: `Lit un tableau (CSV, XLSX, XLS ; tout encodage, tout délimiteur), reconnaît ses
colonnes par leurs noms, garde ce qui est juste et dit pourquoi le reste ne l'est
pas. Le même fichier importé deux fois n'ajoute rien.`,
		Example: `  tourdetable import subsidies subventions-2024.csv --data ./donnees
  tourdetable import chorus extraction.xlsx --report json
  tourdetable import subsidies *.csv --preview`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError{errors.New("« import » attend « subsidies » ou « chorus » ; voir « tourdetable import --help »")}
		},
	}
	cmd.AddCommand(
		i.command(&cobra.Command{
			Use:   "subsidies FICHIER...",
			Short: "Importer ce que d'autres ont accordé",
			Long: `Importe des listes de subventions (SCDL, données essentielles des conventions,
FONJEP, OSIRIS, SUBVENTIA, tableaux aux colonnes reconnaissables) dans
l'antériorité montrée à côté d'un demandeur.

Chaque ligne est prise, déjà connue, ou refusée avec sa ligne, sa colonne, la
valeur vue et la raison : prises + déjà connues + refusées = lues. Une ligne dont
le SIRET est faux est refusée ; une ligne sans SIRET est prise sur son nom.

Code de sortie : 0 même s'il y a des lignes refusées ; 2 si un fichier n'est pas un
tableau ou si ses colonnes sont inconnues (les autres fichiers sont importés).`,
			Example: `  tourdetable import subsidies departement.csv region.xlsx --data ./donnees
  tourdetable import subsidies departement.csv --report json
  tourdetable import subsidies departement.csv --preview`,
			Args: atLeastOne,
		}, history.Import, func(book *tabular.Book) (history.Report, error) {
			return history.Parse(book, func(history.Grant) error { return nil })
		}),
		i.command(&cobra.Command{
			Use:   "chorus FICHIER",
			Short: "Importer les paiements de l'État",
			Long: `Importe un extrait de Chorus : l'extraction des paiements avec sa feuille FEHBE,
l'ancienne extraction, la restitution INF-BUD-53, les fichiers AE et CP. Une ligne
à laquelle il manque l'EJ, la DP, leurs postes, la société ou l'exercice, ou dont
l'EJ, le SIRET ou le montant est faux, est refusée et dite.

Code de sortie : 0 même s'il y a des lignes refusées ; 2 si le fichier n'est pas un
extrait de Chorus.`,
			Example: `  tourdetable import chorus extraction.xlsx --data ./donnees
  tourdetable import chorus inf-bud-53.csv --report json
  tourdetable import chorus extraction.xlsx --preview`,
			Args: exactly(1),
		}, i.chorus, func(book *tabular.Book) (history.Report, error) {
			return chorusfile.Read(book, func(chorusfile.Row) error { return nil })
		}),
	)
	return cmd
}

// command completes one of the two imports.
func (i importing) command(cmd *cobra.Command, store importer, preview previewer) *cobra.Command {
	var form string
	var look bool
	cmd.Flags().StringVar(&form, "report", "texte", "`forme` du compte rendu : json ou texte")
	cmd.Flags().BoolVar(&look, "preview", false, "lire et rendre compte sans rien garder, sans base de données")
	i.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if form != "json" && form != "texte" {
			return usageError{fmt.Errorf("--report %s : forme inconnue ; attendu : json ou texte", form)}
		}
		var outcomes []outcome
		read := func(report func(*tabular.Book) (history.Report, error)) {
			for _, file := range files {
				outcomes = append(outcomes, imported(file, report))
			}
		}
		if look {
			read(preview)
		} else if err := i.with(cmd, func(ctx context.Context, db *postgres.DB) error {
			read(func(book *tabular.Book) (report history.Report, err error) {
				err = db.InTx(ctx, postgres.System, func(tx postgres.Tx) (err error) {
					report, err = store(tx, importActor, book)
					return err
				})
				return report, err
			})
			return nil
		}); err != nil {
			return err
		}
		return told(cmd, outcomes, form == "json")
	}
	return cmd
}

// outcome is what became of one file.
type outcome struct {
	file   string
	report history.Report
	err    error
}

func imported(file string, report func(*tabular.Book) (history.Report, error)) outcome {
	book, err := tabular.Open(file)
	if err != nil {
		return outcome{file: file, err: err}
	}
	defer book.Close()
	r, err := report(book)
	return outcome{file, r, err}
}

// told prints what became of the files, and returns the gravest error.
func told(cmd *cobra.Command, outcomes []outcome, asJSON bool) error {
	var worst error
	for _, o := range outcomes {
		if o.err == nil {
			continue
		}
		if worst == nil || exitCode(o.err) > exitCode(worst) {
			worst = o.err
		}
	}
	if len(outcomes) == 1 && worst != nil {
		return worst
	}
	if asJSON {
		return errors.Join(writeReports(cmd.OutOrStdout(), outcomes), worst)
	}
	for n, o := range outcomes {
		if n > 0 {
			fmt.Fprintln(cmd.OutOrStdout())
		}
		if o.err != nil {
			fmt.Fprintf(cmd.OutOrStdout(), "%s : rien n'est importé\n  %v\n", o.file, o.err)
			continue
		}
		printReport(cmd.OutOrStdout(), o.report)
	}
	return worst
}

// reportView is a report as scripts read it.
type reportView struct {
	File           string        `json:"file"`
	Sha256         string        `json:"sha256"`
	Kind           string        `json:"kind"`
	Layout         string        `json:"layout"`
	Understood     []columnView  `json:"understood"`
	IgnoredColumns []string      `json:"ignored_columns"`
	RowsRead       int           `json:"rows_read"`
	RowsTaken      int           `json:"rows_taken"`
	RowsAlready    int           `json:"rows_already"`
	RowsRefused    int           `json:"rows_refused"`
	TotalEuros     money.Amount  `json:"total_euros"`
	RefusedEuros   money.Amount  `json:"refused_euros"`
	Refusals       []refusalView `json:"refusals"`
	Warnings       []string      `json:"warnings"`
}

type columnView struct {
	Column string `json:"column"`
	Header string `json:"header"`
	Field  string `json:"field"`
}

type refusalView struct {
	Sheet  string `json:"sheet"`
	Line   int    `json:"line"`
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// failureView is a file of which nothing was imported.
type failureView struct {
	File   string `json:"file"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func viewReport(r history.Report) reportView {
	v := reportView{
		File: r.File, Sha256: r.Sha256, Kind: r.Kind, Layout: r.Layout, Understood: []columnView{}, IgnoredColumns: append([]string{}, r.IgnoredColumns...),
		RowsRead: r.RowsRead, RowsTaken: r.RowsTaken, RowsAlready: r.RowsAlready, RowsRefused: r.RowsRefused, TotalEuros: r.Total, RefusedEuros: r.RefusedTotal,
		Refusals: make([]refusalView, 0, len(r.Refusals)), Warnings: append([]string{}, r.Warnings...),
	}
	for _, u := range r.Understood {
		v.Understood = append(v.Understood, columnView(u))
	}
	for _, f := range r.Refusals {
		v.Refusals = append(v.Refusals, refusalView(f))
	}
	return v
}

// writeReports writes one object for one file, an array for several.
func writeReports(out io.Writer, outcomes []outcome) error {
	views := make([]any, len(outcomes))
	for n, o := range outcomes {
		if o.err == nil {
			views[n] = viewReport(o.report)
			continue
		}
		failure := failureView{File: o.file, Code: "internal", Detail: "le système a échoué"}
		if f := fault.Of(o.err); f != nil && f.Kind != fault.Internal {
			failure.Code, failure.Detail = f.Code, o.err.Error()
		}
		views[n] = failure
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if len(views) == 1 {
		return encoder.Encode(views[0])
	}
	return encoder.Encode(views)
}

// printReport writes a report as people read it.
func printReport(out io.Writer, r history.Report) {
	fmt.Fprintf(out, "%s : %s\n", r.File, r.Layout)
	fmt.Fprintf(out, "  lignes : %s lues, %s prises, %s déjà connues, %s refusées\n",
		grouped(r.RowsRead), grouped(r.RowsTaken), grouped(r.RowsAlready), grouped(r.RowsRefused))
	fmt.Fprintf(out, "  total des lignes prises : %s\n", r.Total.French())
	if r.RowsRefused > 0 {
		fmt.Fprintf(out, "  montants lisibles des lignes refusées : %s\n", r.RefusedTotal.French())
	}
	fmt.Fprintln(out, "  colonnes comprises :")
	for _, u := range r.Understood {
		fmt.Fprintf(out, "    %-2s « %s » : %s\n", u.Column, u.Header, u.Field)
	}
	if len(r.IgnoredColumns) > 0 {
		fmt.Fprintf(out, "  colonnes laissées de côté : « %s »\n", strings.Join(r.IgnoredColumns, " », « "))
	}
	for _, w := range r.Warnings {
		fmt.Fprintln(out, "  à savoir :", w)
	}
	for n, f := range r.Refusals {
		if n == refusalsShown {
			fmt.Fprintf(out, "  … et %s autres lignes refusées ; --report json les donne toutes\n", grouped(len(r.Refusals)-n))
			break
		}
		where := history.Place(f.Sheet, f.Line)
		if f.Column != "" {
			where += ", colonne « " + f.Column + " »"
		}
		fmt.Fprintf(out, "  refusée : %s : %s\n", where, f.Reason)
	}
}

// grouped writes a count with narrow spaces between the thousands.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "\u202f" + text[i:]
	}
	return text
}

// atLeastOne refuses a command without a file, as a wrong usage.
func atLeastOne(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{fmt.Errorf("« %s » attend au moins un fichier ; voir « %s --help »", c.CommandPath(), c.CommandPath())}
	}
	return nil
}
