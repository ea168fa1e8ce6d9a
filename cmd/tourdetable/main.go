// Command tourdetable is the one program: it serves, works, migrates,
// rehearses, imports, exports and checks.
//
// Each sub-command is one file of this folder and one function that returns
// its *cobra.Command. Exit codes: 0 done, 1 refused by a rule or a difference,
// 2 wrong usage or bad input, 3 the system failed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"tourdetable/domain/fault"
)

// version is set by the build.
var version = "dev"

// Exit codes, the contract with scripts.
const (
	done    = 0
	refused = 1
	misused = 2
	failed  = 3
)

// errDifferences ends a command that ran well and found a difference it has
// already told.
var errDifferences = errors.New("des différences ont été trouvées")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// run executes the program with args and returns its exit code.
func run(ctx context.Context, args []string) int {
	root := rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errDifferences) {
		tell(err)
	}
	return exitCode(err)
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:     "tourdetable",
		Short:   "Le comité des financeurs : un dossier, plusieurs financeurs, un grand livre",
		Version: version,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return usageError{fmt.Errorf("commande inconnue « %s » ; voir « tourdetable --help »", args[0])}
		},
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(serveCommand(), workerCommand(), migrateCommand(), accountCommand(), openapiCommand(), rehearseCommand(), solveCommand(), exportCommand(), strategyCommand(), rulesCommand(), calendarCommand(), checkCommand(), verifyCommand(), importCommand(importing{with: withDatabase, flags: databaseFlags, chorus: placed}))
	speakFrench(root)
	return root
}

// usageError is a command line that cannot be understood.
type usageError struct{ error }

func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return done
	case errors.Is(err, errDifferences):
		return refused
	case errors.As(err, &usage):
		return misused
	}
	f := fault.Of(err)
	switch {
	case f == nil || f.Kind == fault.Internal || f.Kind == fault.Busy:
		return failed
	case f.Kind == fault.Invalid:
		return misused
	}
	return refused
}

// tell writes err to standard error: what a person needs of it.
func tell(err error) {
	fmt.Fprintln(os.Stderr, "tourdetable :", err)
	if f := fault.Of(err); f != nil && f.Law != "" {
		fmt.Fprintln(os.Stderr, "  fondement :", f.Law)
	}
}

// exactly refuses any number of arguments but n, as a wrong usage.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(c, args); err != nil {
			return usageError{fmt.Errorf("« %s » attend %d argument(s), %d donné(s) ; voir « %s --help »", c.CommandPath(), n, len(args), c.CommandPath())}
		}
		return nil
	}
}
