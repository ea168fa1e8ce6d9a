package party

import (
	"fmt"
	"strings"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/postgres"
)

// Limits of password sign-in: failures in the window, per address and per IP.
//
// Law: ANSSI, recommandations relatives à l'authentification multifacteur et aux
// mots de passe (2021), R9.
const (
	FailuresMax   = 5
	FailureWindow = 15 * time.Minute
)

// ErrThrottled refuses a try after too many failures.
var ErrThrottled = fault.New(fault.Busy, "party.throttled", "trop d'essais infructueux")

// Attempt counts one try to sign in from ip with an address; its transaction
// commits before the password is looked at. Returns ErrThrottled, and how long
// to wait, when the address or the IP has failed too often lately: the try is
// then not counted.
func Attempt(tx postgres.Tx, email, ip string) (wait time.Duration, err error) {
	address, since := addressOf(email), tx.Now.Add(-FailureWindow)
	oldest, throttled, err := failing(tx, address, ip, since)
	if err != nil {
		return 0, fmt.Errorf("count the failures to sign in: %w", err)
	}
	if throttled {
		wait = oldest.Add(FailureWindow).Sub(tx.Now)
		return wait, ErrThrottled.With("%d essais infructueux en moins de %d minutes : réessayez dans %d minute(s)",
			FailuresMax, FailureWindow/time.Minute, (wait+time.Minute-1)/time.Minute)
	}
	return 0, insertAttempt(tx, address, ip, since)
}

// Forgive forgets the tries of an address: its password was right.
func Forgive(tx postgres.Tx, email string) error { return deleteAttempts(tx, addressOf(email)) }

// addressOf is the address as an account keeps it.
func addressOf(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
