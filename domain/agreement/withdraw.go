package agreement

import (
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// ErrBound refuses to give up what is committed without its funder.
var ErrBound = fault.New(fault.Refused, "agreement.bound", "une subvention est déjà engagée : demandez son retrait au financeur").Under("CRPA, art. L242-4")

// Withdraw ends a file at its applicant's wish: what funders reserved for it
// goes back to their envelopes. Returns ErrBound when a grant is committed
// already, application.ErrState or ErrNotFound.
func Withdraw(tx postgres.Tx, by party.Actor, applicationID, reason string) (application.Application, error) {
	a, err := application.Withdraw(tx, by, applicationID, reason)
	if err != nil {
		return a, err
	}
	awards, err := award.Of(tx, a.ID)
	if err != nil {
		return a, err
	}
	for _, w := range awards {
		if w.Outcome != award.Awarded {
			continue
		}
		committed, err := IsCommitted(tx, w.ID)
		if err != nil {
			return a, err
		}
		if committed {
			return a, ErrBound.With("%s a déjà engagé sa subvention au dossier %s : demandez-en le retrait", w.Funder, a.Code)
		}
		if err := funding.Release(tx, w.Grant(a.Code), w.Amount); err != nil {
			return a, err
		}
	}
	return a, nil
}
