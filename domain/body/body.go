package body

import (
	"fmt"

	"tourdetable/domain/fault"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Faults of the whole room.
var (
	ErrNotYours = fault.New(fault.Forbidden, "body.not_yours", "seules les personnes qui agissent pour cet organisme peuvent faire cela")
	ErrNotFound = fault.New(fault.NotFound, "body.not_found", "organisme introuvable, ou hors de votre territoire")
	ErrMissing  = fault.New(fault.Invalid, "body.missing", "une information manque")
)

// Resolve returns the id that by means: its own body for "me".
func Resolve(by party.Actor, id string) (string, error) {
	if id == "me" {
		id = by.Organisation
	}
	if !postgres.IsID(id) {
		return "", ErrNotFound
	}
	return id, nil
}

// IsMember reports whether by acts for the body.
func IsMember(by party.Actor, organisation string) bool {
	return by.Role == party.Applicant && by.Organisation == organisation
}

// Reads reports whether by may read the record of a body it can see.
func Reads(by party.Actor, organisation string) bool {
	return IsMember(by, organisation) || by.May(party.ReadFiles)
}

// member returns the body, locked, for who acts for it. Faults: ErrNotYours,
// ErrNotFound.
func member(tx postgres.Tx, by party.Actor, organisation string) (party.Organisation, error) {
	if !IsMember(by, organisation) && by.Role != party.Operator {
		return party.Organisation{}, ErrNotYours
	}
	return locked(tx, organisation)
}

// office returns the body, locked, for an agent of its préfecture who
// instructs. Faults: party.ErrForbidden, ErrNotFound.
func office(tx postgres.Tx, by party.Actor, organisation string) (party.Organisation, error) {
	if err := party.Need(by, party.RunSessions); err != nil {
		return party.Organisation{}, err
	}
	o, err := locked(tx, organisation)
	if err == nil && !by.WorksIn(o.Departement) {
		err = ErrNotFound
	}
	return o, err
}

// locked returns the body, locked until the end of the transaction: changes of
// one record come one at a time.
func locked(tx postgres.Tx, organisation string) (party.Organisation, error) {
	if !postgres.IsID(organisation) {
		return party.Organisation{}, ErrNotFound
	}
	found, err := lock(tx, organisation)
	if err != nil {
		return party.Organisation{}, fmt.Errorf("lock the body %s: %w", organisation, err)
	}
	if !found {
		return party.Organisation{}, ErrNotFound
	}
	return party.FindOrganisation(tx, organisation)
}
