package reporting

import (
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/fault"
	"tourdetable/domain/form"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// Indicator is what a file promised, and what it reached.
type Indicator struct {
	Label    string
	Unit     string
	Target   string // as the file told it: "420", "95"
	Realised string // "" not told yet
	Missed   bool   // both are numbers, and the second is below the first
}

// ErrIndicators refuses results that are not those the file promised.
var ErrIndicators = fault.New(fault.Invalid, "reporting.indicators", "résultats des indicateurs mal remplis").Under("arrêté du 11 octobre 2006 (CERFA 15059), bilan qualitatif")

// Indicators are those of a file: as reported if they are, else as promised.
func Indicators(tx postgres.Tx, a application.Application) ([]Indicator, error) {
	told, err := indicatorsOf(tx, a.ID)
	if err != nil || len(told) > 0 {
		return told, err
	}
	return promised(tx, a)
}

func promised(tx postgres.Tx, a application.Application) ([]Indicator, error) {
	answers, err := application.Answers(tx, a.ID, -1)
	all := []Indicator{}
	for _, p := range form.Projects(application.FormAnswers(answers)) {
		for _, i := range p.Indicators {
			if i.Label != "" {
				all = append(all, Indicator{Label: i.Label, Unit: i.Unit, Target: i.Target})
			}
		}
	}
	return all, err
}

// reported gives the promised indicators their results, in the same order: all
// of them, or none.
func reported(promised []Indicator, results []string) ([]Indicator, error) {
	if len(results) == 0 {
		return nil, nil
	}
	if len(results) != len(promised) {
		return nil, ErrIndicators.With("%d résultats ; attendu : un par indicateur du dossier, soit %d", len(results), len(promised)).At("indicators")
	}
	all := make([]Indicator, len(promised))
	for i, p := range promised {
		p.Realised = strings.TrimSpace(results[i])
		if p.Realised == "" {
			return nil, ErrIndicators.With("« %s » n'a pas de résultat ; attendu : un nombre, ou « non mesuré » et pourquoi", p.Label).At("indicators")
		}
		p.Missed = below(p.Realised, p.Target)
		all[i] = p
	}
	return all, nil
}

// below reports whether two numbers as typed are the first under the second;
// texts that are no numbers are not compared.
func below(realised, target string) bool {
	x, errX := money.Parse(strings.TrimSuffix(strings.TrimSpace(realised), "%"))
	y, errY := money.Parse(strings.TrimSuffix(strings.TrimSpace(target), "%"))
	return errX == nil && errY == nil && x.Cmp(y) < 0
}
