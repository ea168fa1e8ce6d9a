package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tourdetable/domain/cofunding/solver"
	"tourdetable/domain/fault"
)

var errNoSplit = fault.New(fault.Refused, "solve.no_split", "aucun partage ne respecte toutes les règles ; celles qui se contredisent sont sur la sortie standard")

// instanceMax bounds an instance file: 256 MiB.
const instanceMax = 256 << 20

func solveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "solve FICHIER.json",
		Short: "Proposer le meilleur partage des enveloppes entre les dossiers",
		Long: `Lit une instance de cofinancement (format tourdetable/cofunding/1 ; « - » : l'entrée
standard) et propose le meilleur partage, exact au centime : d'abord la somme
des poids × centimes, puis les centimes attribués, puis le moins de cases non
nulles.

La sortie standard porte un seul document JSON :

  feasible      true, ou false si aucun partage ne respecte toutes les règles
  objective     la somme des poids × centimes du partage
  bound         aucun partage ne fait mieux
  proven        true si objective = bound ; gap est la part de bound qui manque
  aims_proven   ce qui est prouvé de chacun des trois buts
  allocations   les montants attribués, sauf ceux de 0,00 €
  explanations  pourquoi un dossier reçoit moins qu'il ne demande
  conflict      si rien ne convient : des règles qui ne tiennent pas ensemble, et
                dont aucune n'est de trop si minimal est true

Codes de sortie : 0 un partage est proposé, prouvé ou non ; 1 aucun ne convient ;
2 fichier fautif (chaque faute est nommée par son chemin, « pairs[3].funder ») ;
3 le temps donné n'a suffi ni à en trouver un, ni à prouver qu'il n'y en a pas.`,
		Example: `  tourdetable solve appel-2026.json
  tourdetable solve appel-2026.json --limit 1m > partage.json`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			limit, _ := cmd.Flags().GetDuration("limit")
			if limit <= 0 {
				return usageError{fmt.Errorf("--limit %s ; attendu : une durée positive, par exemple 10s ; voir « %s --help »", limit, cmd.CommandPath())}
			}
			return solve(cmd, args[0], limit)
		},
	}
	cmd.Flags().Duration("limit", 10*time.Second, "`durée` de la recherche ; passé ce temps, le meilleur partage trouvé et sa borne")
	return cmd
}

func solve(cmd *cobra.Command, path string, limit time.Duration) error {
	data, err := readFile(path, instanceMax)
	if err != nil {
		return err
	}
	instance, err := solver.Read(data)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(cmd.Context(), limit)
	defer stop()
	answer, err := solver.Solve(ctx, instance)
	if err != nil {
		return err
	}
	document := json.NewEncoder(cmd.OutOrStdout())
	document.SetIndent("", " ")
	if err := document.Encode(answer); err != nil {
		return err
	}
	if !answer.Feasible {
		return errNoSplit
	}
	return nil
}
