package party

import (
	"time"

	"tourdetable/domain/postgres"
)

// organisationColumns are read in this order everywhere.
const organisationColumns = `id, siret, name, kind, rna, iban, departement`

// upsert keeps the first identity told and completes what was missing.
func upsert(tx postgres.Tx, o Organisation) (Organisation, error) {
	var kept Organisation
	_, err := postgres.One(tx.SQL().Raw(`
		insert into organisations (id, siret, name, kind, rna, iban, departement, created_at)
		values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict on constraint organisations_siret_key do update set
			rna  = coalesce(organisations.rna, excluded.rna),
			iban = coalesce(organisations.iban, excluded.iban)
		returning `+organisationColumns,
		o.ID, o.Siret, o.Name, o.Kind, o.Rna, o.Iban, o.Departement, tx.Now), &kept)
	return kept, err
}

// FindOrganisation returns a body by its id, or ErrNotFound.
func FindOrganisation(tx postgres.Tx, id string) (Organisation, error) {
	var o Organisation
	found, err := postgres.One(tx.SQL().Raw(`select `+organisationColumns+` from organisations where id = ?`, id), &o)
	if err == nil && !found {
		err = ErrNotFound
	}
	return o, err
}

func insertAccount(tx postgres.Tx, a Account) error {
	return tx.SQL().Exec(`
		insert into accounts (id, email, name, role, departement, organisation_id, funder, password_hash, demonstration, created_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Email, a.Name, string(a.Role), a.Departement, a.OrganisationID, a.Funder, a.PasswordHash, a.Demonstration, tx.Now).Error
}

func accountByEmail(tx postgres.Tx, email string) (a Account, found bool, err error) {
	found, err = postgres.One(tx.SQL().Raw(`select * from account_by_email(?)`, email), &a)
	return a, found, err
}

func accountByID(tx postgres.Tx, id string) (a Account, found bool, err error) {
	found, err = postgres.One(tx.SQL().Raw(`select * from account_by_id(?)`, id), &a)
	return a, found, err
}

// Demonstration lists the accounts that a visitor of the demonstration may
// take, in the order of their creation.
func Demonstration(tx postgres.Tx) ([]Account, error) {
	return postgres.List[Account](tx.SQL().Raw(`select * from demonstration_accounts()`))
}

// BySiret returns the body of a SIRET, or ErrNotFound.
func BySiret(tx postgres.Tx, siret string) (Organisation, error) {
	var o Organisation
	found, err := postgres.One(tx.SQL().Raw(`select `+organisationColumns+` from organisations where siret = ?`, siret), &o)
	if err == nil && !found {
		err = ErrNotFound.With("aucun organisme de SIRET « %s » : il dépose d'abord un dossier", siret)
	}
	return o, err
}

// failing reports whether the address or the IP failed FailuresMax times since,
// and the failure whose oblivion will let it try again. Tries of one address, and
// of one IP, come one at a time.
func failing(tx postgres.Tx, address, ip string, since time.Time) (oldest time.Time, throttled bool, err error) {
	for _, turn := range []string{"sign-in/address/" + address, "sign-in/ip/" + ip} {
		if err := tx.SQL().Exec(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, turn).Error; err != nil {
			return oldest, false, err
		}
	}
	throttled, err = postgres.One(tx.SQL().Raw(`
		select at from (
			(select at from sign_in_attempts where address = ? and at > ? order by at desc offset ? limit 1)
			union all
			(select at from sign_in_attempts where ip = ? and at > ? order by at desc offset ? limit 1)
		) f order by at desc limit 1`, address, since, FailuresMax-1, ip, since, FailuresMax-1), &oldest)
	return oldest, throttled, err
}

// insertAttempt keeps a try, and removes those older than since.
func insertAttempt(tx postgres.Tx, address, ip string, since time.Time) error {
	if err := tx.SQL().Exec(`delete from sign_in_attempts where at <= ?`, since).Error; err != nil {
		return err
	}
	return tx.SQL().Exec(`insert into sign_in_attempts (address, ip, at) values (?, ?, ?)`, address, ip, tx.Now).Error
}

func deleteAttempts(tx postgres.Tx, address string) error {
	return tx.SQL().Exec(`delete from sign_in_attempts where address = ?`, address).Error
}

// Holder is the account that holds a seat of a département: the first one
// created for its funder; "" if nobody has an account for it.
func Holder(tx postgres.Tx, departement, seat string) (string, error) {
	var id string
	_, err := postgres.One(tx.SQL().Raw(`
		select id::text from accounts where role = 'funder' and departement = ? and funder = ? and disabled_at is null
		order by created_at, id limit 1`, departement, seat), &id)
	return id, err
}

// Members lists the accounts of a body, open or ended, the oldest first.
func Members(tx postgres.Tx, organisation string) ([]Member, error) {
	return postgres.List[Member](tx.SQL().Raw(`
		select id, name, email, created_at as since, disabled_at as ended_at from accounts where organisation_id = ? order by created_at, id`, organisation))
}

func dismiss(tx postgres.Tx, account string) error {
	return tx.SQL().Exec(`update accounts set disabled_at = ? where id = ?`, tx.Now, account).Error
}

func readmit(tx postgres.Tx, a Account) error {
	return tx.SQL().Exec(`update accounts set disabled_at = null, name = ?, password_hash = ?, demonstration = ? where id = ?`, a.Name, a.PasswordHash, a.Demonstration, a.ID).Error
}
