package party

import (
	"fmt"

	"tourdetable/domain/fault"
	"tourdetable/domain/identity"
	"tourdetable/domain/postgres"
)

// Organisation is a legal body that applies (organisme).
type Organisation struct {
	ID          string
	Siret       identity.Siret
	Name        string
	Kind        string // see Kinds
	Rna         identity.Rna
	Iban        identity.Iban
	Departement string
}

// Kinds are the bodies that may apply; true for those of private law.
//
// Law: CSI art. R132-4-2; natural persons and State services are excluded.
var Kinds = map[string]bool{
	"association": true, "foundation": true, "enterprise": true, "landlord": true,
	"commune": false, "epci": false, "departement": false, "public_body": false,
}

// Private reports whether the body is of private law: then a grant above
// 23 000 € takes an agreement.
func (o Organisation) Private() bool { return Kinds[o.Kind] }

var (
	ErrForbidden    = fault.New(fault.Forbidden, "party.forbidden", "votre rôle ne permet pas cette action")
	ErrNotFound     = fault.New(fault.NotFound, "party.not_found", "organisme ou compte inconnu")
	ErrOrganisation = fault.New(fault.Invalid, "party.organisation", "organisme mal décrit")
	ErrCredentials  = fault.New(fault.Forbidden, "party.credentials", "adresse ou mot de passe inexact")
)

// Need returns ErrForbidden unless by holds the right.
func Need(by Actor, r Right) error {
	if by.May(r) {
		return nil
	}
	return ErrForbidden.With("votre rôle (%s) ne permet pas cette action", by.Role.Label())
}

// Register records a body once per SIRET, and returns the one on record: what
// is known already is not typed again.
func Register(tx postgres.Tx, o Organisation) (Organisation, error) {
	if _, known := Kinds[o.Kind]; !known || o.Name == "" || o.Siret.IsZero() {
		return o, ErrOrganisation.With("organisme « %s » (%s) : il faut un SIRET, un nom et une nature connue", o.Name, o.Kind)
	}
	if o.ID == "" {
		o.ID = postgres.NewID()
	}
	kept, err := upsert(tx, o)
	if err != nil {
		return o, fmt.Errorf("register %s: %w", o.Siret, err)
	}
	return kept, nil
}
