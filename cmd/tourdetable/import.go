package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
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

// reader opens a file of one kind, and reads it with or without storing.
type reader[File io.Closer] struct {
	open    func(path string) (File, error)
	store   func(tx postgres.Tx, actor string, file File) (history.Report, error)
	preview func(file File) (history.Report, error)
}

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
		Short: "Importer des subventions d'autres outils ou un extrait de Chorus",
		Long: `Lit un fichier (CSV, XLSX, XLS, JSON ; tout encodage, tout délimiteur), reconnaît
son format par son contenu, garde ce qui est juste et dit pourquoi le reste ne
l'est pas. Le même fichier importé deux fois n'ajoute rien.`,
		Example: `  tourdetable import subsidies subventions-2024.csv --data ./donnees
  tourdetable import chorus extraction.xlsx --report json
  tourdetable import subsidies *.csv --preview`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError{errors.New("« import » attend « subsidies » ou « chorus » ; voir « tourdetable import --help »")}
		},
	}
	cmd.AddCommand(
		command(i, &cobra.Command{
			Use:   "subsidies FICHIER...",
			Short: "Importer ce que d'autres ont accordé, ou à qui on a demandé",
			Long: `Importe dans l'antériorité montrée à côté d'un demandeur :

  export Subventia               les lignes d'une demande réunies par sa référence
  extraction Dauphin et Gispro   JSON ; un plan annuel, ses cofinanceurs, l'EJ
  dossiers Démarches simplifiées JSON de l'API ; leur formulaire est reconnu aussi
  suivi OSIRIS                   XLS ou XLSX à double en-tête, dossiers ou actions
  export FONJEP                  ses cinq feuilles jointes, versements compris
  listes publiées                SCDL, données essentielles, colonnes reconnaissables

Chaque ligne est prise, déjà connue, ou refusée avec sa ligne, sa colonne, la
valeur vue et la raison : prises + déjà connues + refusées = lues. Une ligne dont
le SIRET est faux est refusée ; une ligne sans SIRET est prise sur son nom. Ce qui
est laissé vide ou corrigé est dit aussi. D'une demande que deux exports
racontent, le plus récent compte.

Code de sortie : 0 même s'il y a des lignes refusées ; 2 si un fichier n'est d'aucun
format connu (les autres fichiers sont importés).`,
			Example: `  tourdetable import subsidies departement.csv region.xlsx --data ./donnees
  tourdetable import subsidies dauphin.json --report json
  tourdetable import subsidies subventia.xlsx --preview --anomalies anomalies.csv`,
			Args: atLeastOne,
		}, reader[*history.File]{history.Open, history.Import, func(file *history.File) (history.Report, error) {
			return history.Parse(file, history.Look)
		}}),
		command(i, &cobra.Command{
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
		}, reader[*tabular.Book]{tabular.Open, i.chorus, func(book *tabular.Book) (history.Report, error) {
			return chorusfile.Read(book, func(chorusfile.Row) error { return nil })
		}}),
	)
	return cmd
}

// command completes one of the two imports.
func command[File io.Closer](i importing, cmd *cobra.Command, from reader[File]) *cobra.Command {
	var form, list string
	var look bool
	cmd.Flags().StringVar(&form, "report", "texte", "`forme` du compte rendu : json ou texte")
	cmd.Flags().StringVar(&list, "anomalies", "", "écrire toutes les anomalies dans ce `fichier` CSV")
	cmd.Flags().BoolVar(&look, "preview", false, "lire et rendre compte sans rien garder, sans base de données")
	i.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if form != "json" && form != "texte" {
			return usageError{fmt.Errorf("--report %s : forme inconnue ; attendu : json ou texte", form)}
		}
		var outcomes []outcome
		read := func(report func(File) (history.Report, error)) {
			for _, file := range files {
				outcomes = append(outcomes, imported(file, from.open, report))
			}
		}
		if look {
			read(from.preview)
		} else if err := i.with(cmd, func(ctx context.Context, db *postgres.DB) error {
			read(func(file File) (report history.Report, err error) {
				err = db.InTx(ctx, postgres.System, func(tx postgres.Tx) (err error) {
					report, err = from.store(tx, importActor, file)
					return err
				})
				return report, err
			})
			return nil
		}); err != nil {
			return err
		}
		if list != "" {
			if err := writeAnomalies(list, outcomes); err != nil {
				return err
			}
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

func imported[File io.Closer](path string, open func(string) (File, error), report func(File) (history.Report, error)) outcome {
	file, err := open(path)
	if err != nil {
		return outcome{file: path, err: err}
	}
	defer file.Close()
	r, err := report(file)
	return outcome{path, r, err}
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
	Unit           string        `json:"unit"`
	RowsRead       int           `json:"rows_read"`
	RowsTaken      int           `json:"rows_taken"`
	RowsAlready    int           `json:"rows_already"`
	RowsRefused    int           `json:"rows_refused"`
	Grants         int           `json:"grants"`
	References     int           `json:"references"`
	TotalEuros     money.Amount  `json:"total_euros"`
	RequestedEuros money.Amount  `json:"requested_euros"`
	PaidEuros      money.Amount  `json:"paid_euros"`
	RefusedEuros   money.Amount  `json:"refused_euros"`
	Refusals       []refusalView `json:"refusals"`
	Warnings       []string      `json:"warnings"`
	Anomalies      []anomalyView `json:"anomalies"`
}

type anomalyView struct {
	Kind        string `json:"kind"`
	Sheet       string `json:"sheet"`
	Line        int    `json:"line"`
	Rows        int    `json:"rows"`
	Field       string `json:"field"`
	Value       string `json:"value"`
	Reason      string `json:"reason"`
	Consequence string `json:"consequence"`
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
		Unit: r.Unit, RowsRead: r.RowsRead, RowsTaken: r.RowsTaken, RowsAlready: r.RowsAlready, RowsRefused: r.RowsRefused, Grants: r.Grants, References: r.References,
		TotalEuros: r.Total, RequestedEuros: r.Requested, PaidEuros: r.Paid, RefusedEuros: r.RefusedTotal,
		Refusals: make([]refusalView, 0, len(r.Refusals)), Warnings: append([]string{}, r.Warnings...), Anomalies: []anomalyView{},
	}
	for _, a := range r.Listed() {
		v.Anomalies = append(v.Anomalies, anomalyView{a.Kind, a.Sheet, a.Line, a.Rows, a.Field, a.Value, a.Reason, string(a.Consequence)})
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

// counted is how the unit of a report agrees.
type counted struct{ one, many, read, taken, known, refused string }

var units = map[string]counted{
	"ligne":   {"ligne", "lignes", "lues", "prises", "déjà connues", "refusées"},
	"élément": {"élément", "éléments", "lus", "pris", "déjà connus", "refusés"},
}

func unitOf(r history.Report) counted {
	if u, ok := units[r.Unit]; ok {
		return u
	}
	return units["ligne"]
}

// printReport writes a report as people read it.
func printReport(out io.Writer, r history.Report) {
	u := unitOf(r)
	fmt.Fprintf(out, "%s\n  format reconnu : %s\n", r.File, r.Layout)
	fmt.Fprintf(out, "  %s : %s %s, %s %s, %s %s, %s %s\n", u.many,
		grouped(r.RowsRead), u.read, grouped(r.RowsTaken), u.taken, grouped(r.RowsAlready), u.known, grouped(r.RowsRefused), u.refused)
	if r.References > 0 {
		fmt.Fprintf(out, "  références gardées (aucune subvention) : %s\n", grouped(r.References))
	}
	if r.Grants > 0 && r.Grants != r.RowsTaken {
		fmt.Fprintf(out, "  subventions que disent ces %s : %s\n", u.many, grouped(r.Grants))
	}
	fmt.Fprintf(out, "  total accordé des %s %s : %s\n", u.many, u.taken, r.Total.French())
	if !r.Requested.IsZero() {
		fmt.Fprintf(out, "  total demandé, où il est dit : %s\n", r.Requested.French())
	}
	if !r.Paid.IsZero() {
		fmt.Fprintf(out, "  total payé, où il est dit : %s\n", r.Paid.French())
	}
	if r.RowsRefused > 0 {
		fmt.Fprintf(out, "  montants lisibles des %s %s : %s\n", u.many, u.refused, r.RefusedTotal.French())
	}
	printColumns(out, r)
	for _, w := range r.Warnings {
		if r.Kind == history.Chorus || strings.Contains(w, "non lue") || strings.Contains(w, "ni lue") {
			fmt.Fprintln(out, "  à savoir :", w)
		}
	}
	printGroups(out, r, u)
	printRefusals(out, r, u)
}

func printColumns(out io.Writer, r history.Report) {
	if len(r.Understood) > 0 {
		fmt.Fprintln(out, "  colonnes comprises :")
	}
	for _, u := range r.Understood {
		fmt.Fprintf(out, "    %-2s « %s » : %s\n", u.Column, oneLine(u.Header), u.Field)
	}
	if len(r.IgnoredColumns) > 0 {
		fmt.Fprintf(out, "  colonnes laissées de côté : « %s »\n", oneLine(strings.Join(r.IgnoredColumns, " », « ")))
	}
}

// printGroups writes the anomalies by kind, the gravest first, with the first
// places of each.
func printGroups(out io.Writer, r history.Report, u counted) {
	groups := history.Groups(r.Listed())
	if len(groups) == 0 {
		fmt.Fprintln(out, "  anomalies : aucune")
		return
	}
	fmt.Fprintln(out, "  anomalies, par sorte :")
	for _, g := range groups {
		var places []string
		for _, a := range g.First {
			place := u.one + " " + strconv.Itoa(a.Line)
			if a.Line == 0 {
				place = "« " + a.Field + " »"
			}
			if len(places) == 0 || places[len(places)-1] != place {
				places = append(places, place)
			}
		}
		fmt.Fprintf(out, "    %s × %s (%s), d'abord %s\n", grouped(g.Rows), g.Kind, g.Consequence.Label(), strings.Join(places, ", "))
	}
}

func printRefusals(out io.Writer, r history.Report, u counted) {
	for n, f := range r.Refusals {
		if n == refusalsShown {
			fmt.Fprintf(out, "  … et %s autres %s %s ; --report json et --anomalies donnent tout\n", grouped(len(r.Refusals)-n), u.many, u.refused)
			break
		}
		where := history.Place(f.Sheet, f.Line)
		column := ", colonne « "
		if u.one != "ligne" {
			where, column = u.one+" "+strconv.Itoa(f.Line), ", « "
		}
		if f.Column != "" {
			where += column + oneLine(f.Column) + " »"
		}
		fmt.Fprintf(out, "  %s : %s : %s\n", strings.TrimSuffix(u.refused, "s"), where, f.Reason)
	}
}

// oneLine writes a header that holds a line break on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// writeAnomalies writes the anomalies of all files as CSV, for a spreadsheet.
func writeAnomalies(path string, outcomes []outcome) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	w.Write([]string{"fichier", "feuille", "ligne ou élément", "lignes", "colonne ou chemin", "valeur vue", "sorte", "raison", "conséquence"})
	for _, o := range outcomes {
		if o.err != nil {
			w.Write([]string{inert(o.file), "", "", "", "", "", "fichier illisible", inert(o.err.Error()), "rien n'est importé"})
		}
		for _, a := range o.report.Listed() {
			w.Write([]string{inert(o.file), inert(a.Sheet), strconv.Itoa(a.Line), strconv.Itoa(a.Rows), inert(a.Field), inert(a.Value), a.Kind, inert(a.Reason), a.Consequence.Label()})
		}
	}
	w.Flush()
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		return usageError{fmt.Errorf("--anomalies %s : le fichier ne peut pas être écrit : %w", path, err)}
	}
	return nil
}

// inert keeps a spreadsheet from taking a text for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
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
