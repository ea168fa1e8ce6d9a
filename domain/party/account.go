package party

import (
	"fmt"
	"strings"
	"sync"

	"github.com/alexedwards/argon2id"

	"tourdetable/domain/postgres"
)

// Account is a person who signs in (compte).
type Account struct {
	ID             string
	Email          string
	Name           string
	Role           Role
	Departement    string
	OrganisationID *string
	Funder         string
	PasswordHash   string
	Demonstration  bool
}

// Actor is the account as use cases see it.
func (a Account) Actor() Actor {
	actor := Actor{ID: a.ID, Name: a.Name, Role: a.Role, Departement: a.Departement, Funder: a.Funder}
	if a.OrganisationID != nil {
		actor.Organisation = *a.OrganisationID
	}
	return actor
}

// hashing follows the OWASP floor: 19 MiB, two passes, one lane.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// places bounds how many passwords are hashed at once, and so the memory that
// a flood of sign-ins can take.
var places = make(chan struct{}, 4)

// decoy is compared with when the address is unknown, so that knowing an
// address cannot be told from the time of the answer.
var decoy = sync.OnceValue(func() string {
	hash, _ := argon2id.CreateHash("personne", hashing)
	return hash
})

// passwordMin is the shortest password accepted, in characters (ANSSI, 2021).
const passwordMin = 12

// Enrol creates an account; password may be empty for an account of the
// demonstration. The e-mail address is kept in lower case, once.
func Enrol(tx postgres.Tx, a Account, password string) (Account, error) {
	a.ID, a.Email = postgres.NewID(), strings.ToLower(strings.TrimSpace(a.Email))
	if _, known := rights[a.Role]; !known || a.Role == Operator {
		return a, ErrOrganisation.With("rôle inconnu : « %s »", a.Role)
	}
	if password == "" && !a.Demonstration || password != "" && len([]rune(password)) < passwordMin {
		return a, ErrOrganisation.With("mot de passe trop court : %d caractères ; attendu : %d au moins", len([]rune(password)), passwordMin)
	}
	if password != "" {
		hash, err := argon2id.CreateHash(password, hashing)
		if err != nil {
			return a, fmt.Errorf("hash a password: %w", err)
		}
		a.PasswordHash = hash
	}
	if err := insertAccount(tx, a); err != nil {
		if postgres.Violates(err, "accounts_email_key") {
			return a, ErrOrganisation.With("il existe déjà un compte pour « %s »", a.Email)
		}
		return a, fmt.Errorf("enrol %s: %w", a.Email, err)
	}
	return a, nil
}

// EnrolOnce returns the demonstration account of a's address, created if there
// is none.
func EnrolOnce(tx postgres.Tx, a Account) (Account, error) {
	kept, found, err := accountByEmail(tx, a.Email)
	if err != nil || found {
		return kept, err
	}
	a.Demonstration = true
	return Enrol(tx, a, "")
}

// SignIn returns the account of an address and a password, or ErrCredentials,
// in the same time whether or not the address is known.
func SignIn(tx postgres.Tx, email, password string) (Account, error) {
	a, found, err := accountByEmail(tx, strings.TrimSpace(email))
	if err != nil {
		return Account{}, err
	}
	places <- struct{}{}
	defer func() { <-places }()
	hash := a.PasswordHash
	if !found || hash == "" {
		hash = decoy()
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return Account{}, fmt.Errorf("compare a password: %w", err)
	}
	if !found || !match || a.PasswordHash == "" {
		return Account{}, ErrCredentials
	}
	return a, nil
}

// Find returns an account that may sign in, by its id.
func Find(tx postgres.Tx, id string) (Account, error) {
	if !postgres.IsID(id) {
		return Account{}, ErrNotFound
	}
	a, found, err := accountByID(tx, id)
	if err == nil && !found {
		err = ErrNotFound
	}
	return a, err
}
