package application

import (
	"strings"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Withdraw ends a file at its applicant's wish. What funders reserved for it is
// given back by agreement.Withdraw, which calls this.
func Withdraw(tx postgres.Tx, by party.Actor, id, reason string) (Application, error) {
	a, err := lock(tx, id)
	if err != nil {
		return a, err
	}
	if err := owned(by, a.ApplicantID); err != nil {
		return a, err
	}
	return a, a.move(tx, by, withdraw, reason)
}

// AskDocuments sends the file back to its applicant for what is missing.
func AskDocuments(tx postgres.Tx, by party.Actor, id, missing string) (Application, error) {
	return examineAs(tx, by, id, askDocuments, missing, true)
}

// Admit declares the file admissible (recevable et complet).
func Admit(tx postgres.Tx, by party.Actor, id string) (Application, error) {
	return examineAs(tx, by, id, admit, "", false)
}

// Reject declares the file inadmissible, with the reason that is notified.
func Reject(tx postgres.Tx, by party.Actor, id, reason string) (Application, error) {
	return examineAs(tx, by, id, reject, reason, true)
}

// Review opens the examination on substance (instruction).
func Review(tx postgres.Tx, by party.Actor, id string) (Application, error) {
	return examineAs(tx, by, id, review, "", false)
}

// MakeReady declares the file ready for a session (inscriptible).
func MakeReady(tx postgres.Tx, by party.Actor, id string) (Application, error) {
	return examineAs(tx, by, id, makeReady, "", false)
}

// Dismiss closes the file without an answer on substance (classement sans
// suite), with its reason.
func Dismiss(tx postgres.Tx, by party.Actor, id, reason string) (Application, error) {
	return examineAs(tx, by, id, dismiss, reason, true)
}

// examineAs is the reviewer's change of state.
func examineAs(tx postgres.Tx, by party.Actor, id string, v verb, reason string, needsReason bool) (Application, error) {
	if err := party.Need(by, party.ReviewFiles); err != nil {
		return Application{}, err
	}
	if needsReason && strings.TrimSpace(reason) == "" {
		return Application{}, ErrReason.At("reason")
	}
	a, err := lock(tx, id)
	if err != nil {
		return a, err
	}
	return a, a.move(tx, by, v, reason)
}
