package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tourdetable/domain/strategy"
)

// strategyWidth is the width of the printed catalogue, in characters.
const strategyWidth = 92

func strategyCommand() *cobra.Command {
	var asJSON, glossary bool
	var number int
	cmd := &cobra.Command{
		Use:   "strategy",
		Short: "Afficher la stratégie nationale de prévention de la délinquance",
		Long: `Affiche le catalogue de la stratégie nationale de prévention de la délinquance :
ses axes, ses mesures, leurs actions avec leurs pilotes et partenaires, les publics
visés et le glossaire. N’ouvre aucune base de données.

Avec --json, écrit un tableau de mesures :
  [{"axis", "number", "title", "actions": [{"code", "text", "leads"}]}]
et avec --glossary --json, un tableau de termes : [{"term", "meaning"}].`,
		Example: `  tourdetable strategy
  tourdetable strategy --measure 37
  tourdetable strategy --json
  tourdetable strategy --glossary`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen := cmd.Flags().Changed("measure")
			if glossary && chosen {
				return usageError{errors.New("--glossary et --measure ne vont pas ensemble : choisissez l’un des deux")}
			}
			c, out := strategy.Latest(), cmd.OutOrStdout()
			if glossary {
				return printGlossary(out, c, asJSON)
			}
			measures := c.Measures
			if chosen {
				m, err := c.Measure(number)
				if err != nil {
					return err
				}
				measures = []strategy.Measure{m}
			}
			return printMeasures(out, c, measures, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "écrire du JSON")
	cmd.Flags().IntVar(&number, "measure", 0, "n’afficher que la mesure de ce `numéro`")
	cmd.Flags().BoolVar(&glossary, "glossary", false, "afficher le glossaire")
	return cmd
}

func printMeasures(out io.Writer, c strategy.Catalogue, measures []strategy.Measure, asJSON bool) error {
	if asJSON {
		return writeStrategyJSON(out, measures)
	}
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n", c.Title)
	axis := 0
	for _, m := range measures {
		if m.Axis != axis {
			axis = m.Axis
			fmt.Fprintf(&page, "\n%s\n", wrap(fmt.Sprintf("AXE %d  ", axis), c.Axes[axis-1].Title))
		}
		writeMeasure(&page, m, c.AudiencesOf(m.Number))
	}
	_, err := io.WriteString(out, page.String())
	return err
}

// writeMeasure says the leads once for the actions that share them, as the
// document does.
func writeMeasure(page *strings.Builder, m strategy.Measure, aims []strategy.Audience) {
	fmt.Fprintf(page, "\n%s\n", wrap(fmt.Sprintf("Mesure %-4d", m.Number), m.Title))
	for _, a := range aims {
		fmt.Fprintln(page, wrap("         • ", a.Label))
	}
	for i, a := range m.Actions {
		fmt.Fprintln(page, wrap(fmt.Sprintf("  %-9s", a.Code), a.Text))
		if i+1 == len(m.Actions) || !slices.Equal(a.Leads, m.Actions[i+1].Leads) {
			fmt.Fprintln(page, wrap("         → ", strings.Join(a.Leads, ", ")))
		}
	}
}

func printGlossary(out io.Writer, c strategy.Catalogue, asJSON bool) error {
	if asJSON {
		return writeStrategyJSON(out, c.Glossary)
	}
	var page strings.Builder
	for _, g := range c.Glossary {
		fmt.Fprintln(&page, wrap(fmt.Sprintf("%-13s", g.Term), g.Meaning))
	}
	_, err := io.WriteString(out, page.String())
	return err
}

func writeStrategyJSON(out io.Writer, what any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(what)
}

// wrap writes text after head, in lines of strategyWidth characters, the next
// ones indented under the first. « : » and its kin never begin a line.
func wrap(head, text string) string {
	indent := strings.Repeat(" ", utf8.RuneCountInString(head))
	var lines strings.Builder
	lines.WriteString(head)
	width := utf8.RuneCountInString(head)
	for i, word := range unbreakable(text) {
		size := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+size > strategyWidth:
			lines.WriteString("\n" + indent)
			width = len(indent)
		default:
			lines.WriteString(" ")
			width++
		}
		lines.WriteString(word)
		width += size
	}
	return lines.String()
}

// unbreakable cuts text into words, each with the signs that French keeps on
// its line.
func unbreakable(text string) []string {
	var words []string
	for _, w := range strings.Fields(text) {
		last := len(words) - 1
		if last >= 0 && (strings.HasSuffix(words[last], "«") || strings.IndexAny(w, ":;?!»/%") == 0) {
			words[last] += " " + w
			continue
		}
		words = append(words, w)
	}
	return words
}
