package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// usage is how a command tells how it is called.
const usage = `Usage :{{if .Runnable}}
  {{.UseLine}} [options]{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMANDE{{end}}{{if .HasExample}}

Exemples :
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

Commandes :{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Options :
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

« {{.CommandPath}} COMMANDE --help » dit tout d'une commande.{{end}}
`

// speakFrench gives root and its commands their words.
func speakFrench(root *cobra.Command) {
	root.SetUsageTemplate(usage)
	bare(root)
	root.SetHelpCommand(&cobra.Command{Use: "aide", Hidden: true, Run: func(*cobra.Command, []string) { _ = root.Help() }})
	root.SetVersionTemplate("tourdetable {{.Version}}\n")
	root.Flags().Bool("version", false, "la version")
	root.PersistentFlags().BoolP("help", "h", false, "cette aide")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%s ; voir « %s --help »", frenchFlag(err.Error()), cmd.CommandPath())}
	})
}

// frenchFlag says in French what is wrong with a flag.
func frenchFlag(message string) string {
	for english, french := range map[string]string{
		"unknown flag: ":           "option inconnue : ",
		"unknown shorthand flag: ": "option inconnue : ",
		"flag needs an argument: ": "valeur attendue après l'option ",
		"bad flag syntax: ":        "option mal écrite : ",
		"invalid argument ":        "valeur illisible : ",
	} {
		if rest, ok := strings.CutPrefix(message, english); ok {
			return french + rest
		}
	}
	return message
}

// bare takes cobra's English "[flags]" out of the usage lines.
func bare(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	for _, c := range cmd.Commands() {
		bare(c)
	}
}
