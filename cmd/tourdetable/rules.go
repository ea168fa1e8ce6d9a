package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tourdetable/domain/calendar"
	"tourdetable/domain/rule"
)

func rulesCommand() *cobra.Command {
	var on string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Afficher les règles, avec leur fondement et leurs paramètres",
		Long: `Affiche les règles en vigueur un jour donné, aujourd’hui par défaut : leur fondement,
leur document source, leur sévérité à chaque moment et les paramètres que l’appel ou un
financeur peut changer. N’ouvre aucune base de données.

Avec --json, écrit un tableau de règles :
  [{"id", "version", "title", "law", "source", "severity", "moments", "parameters", "remedy", …}]`,
		Example: `  tourdetable rules
  tourdetable rules --json
  tourdetable rules --on 2024-01-01`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			day := calendar.DateOf(time.Now(), calendar.Zone(""))
			if cmd.Flags().Changed("on") {
				var err error
				if day, err = calendar.Parse(on); err != nil {
					return usageError{err}
				}
			}
			return printRules(cmd.OutOrStdout(), rule.At(day), day, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "écrire du JSON")
	cmd.Flags().StringVar(&on, "on", "", "`jour` où les règles sont en vigueur, AAAA-MM-JJ")
	return cmd
}

func printRules(out io.Writer, rules rule.Catalogue, day calendar.Date, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(rules)
	}
	var page strings.Builder
	fmt.Fprintf(&page, "Règles en vigueur le %s : %d\n", day.French(), len(rules))
	for _, r := range rules {
		writeRule(&page, r)
	}
	_, err := io.WriteString(out, page.String())
	return err
}

// severities, moments are the words of the page.
var (
	severities = map[rule.Severity]string{rule.Warns: "alerte", rule.Blocks: "bloque", rule.Computed: "calcule", rule.OfTheCall: "au choix de l’appel"}
	moments    = map[rule.Moment]string{rule.Deposit: "dépôt", rule.Decision: "décision", rule.Agreement: "signature", rule.Payment: "paiement", rule.Report: "compte rendu", rule.Dashboard: "tableau de bord"}
)

func writeRule(page *strings.Builder, r rule.Rule) {
	title := r.Title
	if !r.Enabled {
		title += " (inactive par défaut)"
	}
	fmt.Fprintf(page, "\n%s\n", wrap(fmt.Sprintf("%-6s", r.ID), title))
	fmt.Fprintln(page, wrap("      § ", r.Law))
	var when []string
	for _, m := range rule.Moments {
		if s, asked := r.Moments[m]; asked {
			when = append(when, moments[m]+" : "+severities[s])
		}
	}
	fmt.Fprintln(page, wrap("      ! ", strings.Join(when, " ; ")))
	for _, p := range r.Parameters {
		fmt.Fprintln(page, wrap("      • ", fmt.Sprintf("%s = %s (%s)", p.Name, defaultOf(p), p.Label)))
	}
}

// defaultOf writes a default on one line, with its unit.
func defaultOf(p rule.Parameter) string {
	if p.Type == rule.Matrix {
		return "grille, voir --json"
	}
	text := strings.Trim(string(p.Default), `"`)
	if text == "null" {
		return "à fixer"
	}
	if slices.Contains([]rule.Type{rule.List, rule.Bool, rule.Choice}, p.Type) || p.Unit == "" {
		return text
	}
	return text + " " + p.Unit
}
