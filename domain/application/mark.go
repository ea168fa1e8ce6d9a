package application

import (
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// The functions below are how the rooms above push their facts down. Each
// locks the file, so that the caller's decision and the file's state agree.

// Lock returns the file for a decision of an upper room, locked until the end
// of the transaction. Returns ErrNotFound.
func Lock(tx postgres.Tx, id string) (Application, error) { return lock(tx, id) }

// MarkExamined records that a session gave its opinion; a file that its funders
// have answered already stays where it is.
func MarkExamined(tx postgres.Tx, by party.Actor, id string) error {
	return markUnless(tx, by, id, examine, answered...)
}

// MarkDeferred records that a session put the file off.
func MarkDeferred(tx postgres.Tx, by party.Actor, id, reason string) error {
	return mark(tx, by, id, postpone, reason)
}

// MarkAnswered records that every funder has answered: granted tells whether
// one at least granted something. A file already executing stays so.
func MarkAnswered(tx postgres.Tx, by party.Actor, id string, granted bool) error {
	v := refuse
	if granted {
		v = decide
	}
	return markUnless(tx, by, id, v, Executing, ReportFiled, Settled)
}

// MarkExecuting records the first payment; a later one changes nothing.
func MarkExecuting(tx postgres.Tx, by party.Actor, id string) error {
	return markUnless(tx, by, id, execute, Executing, ReportFiled, Settled)
}

// MarkReported records that the financial report is filed.
func MarkReported(tx postgres.Tx, by party.Actor, id string) error {
	return mark(tx, by, id, fileReport, "")
}

// MarkSettled records whether nothing is left to pay nor to recover.
func MarkSettled(tx postgres.Tx, by party.Actor, id string, settled bool) error {
	if settled {
		return markUnless(tx, by, id, settle, Settled)
	}
	return markUnless(tx, by, id, reopen, ReportFiled)
}

// MarkReplied records that one funder has answered the locked file a.
func MarkReplied(tx postgres.Tx, a *Application) error {
	a.Replied = true
	return saveState(tx, a)
}

// Revise sets the final cost of the project, as the decisions took it and the
// applicant accepted it.
func Revise(tx postgres.Tx, by party.Actor, a *Application, cost money.Amount) error {
	if a.FinalCost != nil && a.FinalCost.Equal(cost) {
		return nil
	}
	a.FinalCost = &cost
	if err := saveState(tx, a); err != nil {
		return err
	}
	return a.note(tx, by, "application.revised", a.State, a.State, "Coût révisé : "+cost.French())
}

func mark(tx postgres.Tx, by party.Actor, id string, v verb, reason string) error {
	a, err := lock(tx, id)
	if err != nil {
		return err
	}
	return a.move(tx, by, v, reason)
}

// markUnless is mark that changes nothing in the states given.
func markUnless(tx postgres.Tx, by party.Actor, id string, v verb, already ...State) error {
	a, err := lock(tx, id)
	if err != nil {
		return err
	}
	for _, s := range already {
		if a.State == s {
			return nil
		}
	}
	return a.move(tx, by, v, "")
}
