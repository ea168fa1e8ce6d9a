package reporting

import (
	"errors"
	"testing"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

func TestResultsAreThoseOfThePromisedIndicators(t *testing.T) {
	promised := []Indicator{{Label: "Jeunes suivis", Unit: "jeunes", Target: "40"}, {Label: "Satisfaction", Unit: "%", Target: "95"}}
	all, err := reported(promised, []string{"39,5", " 95 % "})
	if err != nil || !all[0].Missed || all[1].Missed || all[1].Realised != "95 %" {
		t.Errorf("%+v, %v", all, err)
	}
	if all, err := reported(promised, nil); all != nil || err != nil {
		t.Errorf("none told: %v, %v", all, err)
	}
	if all, err := reported(promised, []string{"non mesuré : logiciel en panne", "40"}); err != nil || all[0].Missed || !all[1].Missed {
		t.Errorf("%+v, %v", all, err)
	}
	for name, results := range map[string][]string{"one of two": {"40"}, "three of two": {"40", "95", "1"}, "a blank": {"40", " "}} {
		if _, err := reported(promised, results); !errors.Is(err, ErrIndicators) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResultsAreReplacedUntilTheReportIsValidated(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		id := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "5000.00"}).File(t, tx, "A1", rehearsaltest.Amounts{"FIPD-D": "1000.00"}).ID
		if err := save(tx, Report{ApplicationID: id, Departement: "99", FiledOn: calendar.On(2027, 1, 10), Realised: money.Euros("1.00")}); err != nil {
			t.Fatal(err)
		}
		for _, realised := range []string{"10", "50"} {
			if err := saveIndicators(tx, id, []Indicator{{Label: "Jeunes", Target: "40", Realised: realised, Missed: realised == "10"}}); err != nil {
				t.Fatal(err)
			}
		}
		told, err := indicatorsOf(tx, id)
		if err != nil || len(told) != 1 || told[0].Realised != "50" || told[0].Missed {
			t.Errorf("%+v, %v", told, err)
		}
		err = tx.Try(func(tx postgres.Tx) error {
			return saveIndicators(tx, id, []Indicator{{Label: "Jeunes", Target: "40", Realised: " "}})
		})
		if !postgres.Violates(err, "report_indicators_told") {
			t.Errorf("a blank result: %v", err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
