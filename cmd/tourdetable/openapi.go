package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tourdetable/api"
)

func openapiCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "openapi",
		Short:   "Afficher la description OpenAPI de l'interface",
		Long:    "Affiche le document servi à /api/v1/openapi.json, produit depuis le code ; n'ouvre aucune base.",
		Example: "  tourdetable openapi > openapi.json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			document, err := api.Document(version)
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), string(document))
			}
			return err
		},
	}
}
