package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

func accountCommand() *cobra.Command {
	var a party.Account
	var role, siret string
	cmd := &cobra.Command{
		Use:   "account ADRESSE",
		Short: "Créer un compte",
		Long: `Crée un compte pour une adresse électronique. Le mot de passe, de 12 caractères au
moins, est lu sur l'entrée standard : il ne paraît ni dans l'historique du terminal
ni dans la liste des programmes.`,
		Example: `  tourdetable account prefet@exemple.fr --name "Claude Préfet" --role prefect --departement 99 --data ./donnees < mot-de-passe`,
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.Email, a.Role = args[0], party.Role(role)
			password, err := bufio.NewReader(os.Stdin).ReadString('\n')
			if password = strings.TrimRight(password, "\r\n"); password == "" {
				return usageError{fmt.Errorf("mot de passe attendu sur l'entrée standard (%v)", err)}
			}
			return withDatabase(cmd, func(ctx context.Context, db *postgres.DB) error {
				return db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
					if siret != "" {
						body, err := party.BySiret(tx, siret)
						if err != nil {
							return err
						}
						a.OrganisationID = &body.ID
					}
					made, err := party.Enrol(tx, a, password)
					if err == nil {
						fmt.Fprintf(cmd.OutOrStdout(), "compte créé : %s (%s)\n", made.Email, made.Role.Label())
					}
					return err
				})
			})
		},
	}
	cmd.Flags().StringVar(&a.Name, "name", "", "nom affiché")
	cmd.Flags().StringVar(&role, "role", "", "applicant, reviewer, cabinet_director, prefect, region_prefect, funder, finance_officer ou auditor")
	cmd.Flags().StringVar(&a.Departement, "departement", "", "territoire ; vide : tout le pays")
	cmd.Flags().StringVar(&a.Funder, "funder", "", "siège d'un financeur, par exemple FIPD ou CD")
	cmd.Flags().StringVar(&siret, "siret", "", "organisme d'un porteur")
	databaseFlags(cmd)
	return cmd
}
