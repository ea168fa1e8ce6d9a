package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tourdetable/domain/fault"
	"tourdetable/domain/identity"
)

// checks judges a value of each kind and spells it.
var checks = map[string]func(string) (string, error){
	"siret": spelling(identity.ParseSiret),
	"siren": spelling(identity.ParseSiren),
	"rna":   spelling(identity.ParseRna),
	"iban":  spelling(identity.ParseIban),
	"ej":    spelling(identity.ParseEj),
}

var checkKinds = []string{"siret", "siren", "rna", "iban", "ej"}

// longestLine is the longest line checked, in bytes, its end not counted.
const longestLine = 1 << 20

var errLineTooLong = fault.New(fault.Invalid, "check.line_too_long", "ligne trop longue")

// verdict is one line of the answer.
type verdict struct {
	Input     string `json:"input"`
	Valid     bool   `json:"valid"`
	Canonical string `json:"canonical"`
	Reason    string `json:"reason"`
}

func checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check " + strings.Join(checkKinds, "|"),
		Short: "Vérifier des identifiants, un par ligne",
		Long: `Lit une valeur par ligne sur l'entrée standard et écrit pour chacune une ligne
JSON : {"input", "valid", "canonical", "reason"}.

  input      la ligne telle qu'elle a été lue
  valid      true ou false
  canonical  l'écriture officielle, sans séparateurs ; vide si la valeur est fausse
  reason     ce qui a été vu et ce qui était attendu ; vide si la valeur est juste

Ce sont les clés et les formes qui sont vérifiées, hors ligne : rien ne dit que
l'organisme ou le compte existe. « check siret » n'accepte ni RIDET ni numéro
Tahiti. Le code de sortie est 0 quels que soient les verdicts.`,
		Example: `  echo "732 829 320 00074" | tourdetable check siret
  tourdetable check iban < comptes.txt
  cut -d';' -f3 tiers.csv | tourdetable check siret | grep '"valid":false'`,
		Args:      exactly(1),
		ValidArgs: checkKinds,
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(checkKinds, args[0]) {
				return usageError{fmt.Errorf("« %s » : genre d'identifiant inconnu ; attendu : %s", args[0], strings.Join(checkKinds, ", "))}
			}
			return interruptible(c.Context(), func() error {
				return checkLines(c.InOrStdin(), c.OutOrStdout(), checks[args[0]])
			})
		},
	}
}

// checkLines answers each line of in on out. Answers leave before the next
// read, so that a person typing gets each one at once and a file is answered
// by blocks.
func checkLines(in io.Reader, out io.Writer, check func(string) (string, error)) error {
	answers := bufio.NewWriterSize(out, 1<<16)
	answer := json.NewEncoder(answers)
	answer.SetEscapeHTML(false)

	lines := bufio.NewScanner(flushFirst{in, answers})
	lines.Buffer(make([]byte, 1<<16), longestLine+len("\r\n")+1)
	read := 0
	for lines.Scan() {
		read++
		if err := answer.Encode(judge(lines.Text(), check)); err != nil {
			return fmt.Errorf("write an answer: %w", err)
		}
	}
	err := lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = errLineTooLong.With("ligne %d : plus de 1 Mio ; attendu : une valeur par ligne", read+1)
	}
	return errors.Join(err, answers.Flush())
}

func judge(line string, check func(string) (string, error)) verdict {
	canonical, err := check(line)
	if err != nil {
		return verdict{Input: line, Reason: err.Error()}
	}
	return verdict{Input: line, Valid: true, Canonical: canonical}
}

func spelling[T fmt.Stringer](parse func(string) (T, error)) func(string) (string, error) {
	return func(s string) (string, error) {
		x, err := parse(s)
		return x.String(), err
	}
}

// flushFirst sends what is written before it waits for more to read.
type flushFirst struct {
	in  io.Reader
	out *bufio.Writer
}

func (f flushFirst) Read(p []byte) (int, error) {
	if err := f.out.Flush(); err != nil {
		return 0, fmt.Errorf("write the answers: %w", err)
	}
	return f.in.Read(p)
}

// interruptible runs work and returns its error, or that of ctx as soon as it
// ends: a read of the terminal cannot be called back.
func interruptible(ctx context.Context, work func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- work() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
