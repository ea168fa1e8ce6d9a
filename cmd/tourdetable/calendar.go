package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"tourdetable/domain/calendar"
)

// daysMax bounds a span, in months and in working days: more than a lifetime.
const daysMax = 20_000

func calendarCommand() *cobra.Command {
	var from string
	var span calendar.Span
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "calendar",
		Short: "Calculer et expliquer une date légale",
		Long: `Compte un délai à partir d'un jour : d'abord des mois, de date à date (le dernier
jour du mois s'il n'a pas ce quantième), puis des jours ouvrés (du lundi au vendredi,
hors jours fériés du département), le jour de départ non compté. La journée de
solidarité reste un jour férié. N'ouvre aucune base de données.`,
		Example: `  tourdetable calendar --from 2026-06-30 --months 6 --working-days 5 --departement 974
  tourdetable calendar --from 2026-04-02 --working-days 1 --departement 57 --json`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from == "" {
				return usageError{fmt.Errorf("--from attend un jour, par exemple « --from 2026-06-30 »")}
			}
			start, err := calendar.Parse(from)
			if err != nil {
				return usageError{err}
			}
			if span.Months < 0 || span.Months > daysMax || span.WorkingDays < 0 || span.WorkingDays > daysMax {
				return usageError{fmt.Errorf("délai de %d mois et %d jours ouvrés ; attendu : de 0 à %d de chaque", span.Months, span.WorkingDays, daysMax)}
			}
			found := span.Explain(start)
			if asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetEscapeHTML(false)
				return encoder.Encode(found)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n%s\n", found.Date.French(), found.Explanation, found.Law)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "`jour` de départ, AAAA-MM-JJ")
	cmd.Flags().IntVar(&span.Months, "months", 0, "`nombre` de mois, de date à date")
	cmd.Flags().IntVar(&span.WorkingDays, "working-days", 0, "`nombre` de jours ouvrés, comptés ensuite")
	cmd.Flags().StringVar(&span.Departement, "departement", "", "`code` du département, pour ses jours fériés")
	cmd.Flags().BoolVar(&asJSON, "json", false, `écrire {"date", "explanation", "law"}`)
	return cmd
}
