package funding

import (
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

func upsertFunder(tx postgres.Tx, f Funder) error {
	return tx.SQL().Exec(`
		insert into funders (departement, code, name, kind, siret, programme_action, rank) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (departement, code) do update set name = excluded.name, programme_action = excluded.programme_action, rank = excluded.rank`,
		f.Departement, f.Code, f.Name, string(f.Kind), f.Siret, f.ProgrammeAction, f.Rank).Error
}

// setEnvelope writes the envelope's amount and returns it with the amount it
// had before, 0.00 € when it is new.
func setEnvelope(tx postgres.Tx, departement string, year int, funder string, amount money.Amount) (e Envelope, before money.Amount, err error) {
	found, err := postgres.One(tx.SQL().Raw(`select amount from envelopes where departement = ? and year = ? and funder = ? for no key update`,
		departement, year, funder), &before)
	if err != nil {
		return e, before, err
	}
	if !found {
		before = money.Zero
	}
	found, err = postgres.One(tx.SQL().Raw(`
		insert into envelopes (id, departement, year, funder, amount, notified_at) values (?, ?, ?, ?, ?, ?)
		on conflict on constraint envelopes_key do update set
			amount = excluded.amount, notifications = envelopes.notifications + 1, notified_at = excluded.notified_at
		returning id, departement, year, funder, amount, notifications`,
		postgres.NewID(), departement, year, funder, amount, tx.Now), &e)
	if postgres.Violates(err, "envelopes_funder_fkey") {
		err = ErrNotFound.With("financeur inconnu dans le département %s : « %s »", departement, funder)
	}
	return e, before, err
}

// Find returns the funder of a code, or ErrNotFound.
func Find(tx postgres.Tx, departement, code string) (Funder, error) {
	var f Funder
	found, err := postgres.One(tx.SQL().Raw(`
		select departement, code, name, kind, siret, programme_action, rank from funders where departement = ? and code = ?`,
		departement, code), &f)
	if err == nil && !found {
		err = ErrNotFound.With("financeur inconnu dans le département %s : « %s »", departement, code)
	}
	return f, err
}

// Funders lists the funders of a département in the order of the grid.
func Funders(tx postgres.Tx, departement string) ([]Funder, error) {
	return postgres.List[Funder](tx.SQL().Raw(`
		select departement, code, name, kind, siret, programme_action, rank from funders where departement = ? order by rank, code`, departement))
}
