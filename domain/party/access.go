package party

import (
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"

	"tourdetable/domain/postgres"
)

// Member is an account that acts, or acted, for a body.
type Member struct {
	ID      string
	Name    string
	Email   string
	Since   time.Time
	EndedAt *time.Time
}

// Admit lets a person act for a body: a new account, or its own one that was
// ended, with a new password. Faults: those of Enrol.
func Admit(tx postgres.Tx, a Account, password string) (Account, error) {
	if a.OrganisationID == nil || len([]rune(password)) < passwordMin {
		return a, ErrOrganisation.With("mot de passe trop court : %d caractères ; attendu : %d au moins", len([]rune(password)), passwordMin).At("password")
	}
	members, err := Members(tx, *a.OrganisationID)
	if err != nil {
		return a, err
	}
	for _, m := range members {
		if m.EndedAt == nil || m.Email != addressOf(a.Email) {
			continue
		}
		hash, err := argon2id.CreateHash(password, hashing)
		if err != nil {
			return a, fmt.Errorf("hash a password: %w", err)
		}
		a.ID, a.Email, a.PasswordHash = m.ID, m.Email, hash
		return a, readmit(tx, a)
	}
	return Enrol(tx, a, password)
}

// Dismiss ends the access of an account to its body, at once: its next request
// is refused. Faults: ErrNotFound.
func Dismiss(tx postgres.Tx, organisation, account string) (Member, error) {
	members, err := Members(tx, organisation)
	if err != nil {
		return Member{}, err
	}
	for _, m := range members {
		if m.ID == account && m.EndedAt == nil {
			return m, dismiss(tx, account)
		}
	}
	return Member{}, ErrNotFound.With("cet accès n'existe pas, ou a déjà pris fin")
}
