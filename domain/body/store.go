package body

import (
	"encoding/json"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// lock takes the body until the end of the transaction.
func lock(tx postgres.Tx, organisation string) (bool, error) {
	var id string
	return postgres.One(tx.SQL().Raw(`select id::text from organisations where id = ? for no key update`, organisation), &id)
}

func awarded(tx postgres.Tx, organisation string) (bool, error) {
	var id string
	return postgres.One(tx.SQL().Raw(`select organisation_id::text from body_awarded where organisation_id = ?`, organisation), &id)
}

// editRow is an edit as it is kept.
type editRow struct {
	ID      string
	Path    string
	Value   string
	Base    int
	Outcome string
	Version *int
	Source  Source
	ByName  string
	At      time.Time
	Closed  bool // a conflict that was settled
}

func (r editRow) field() Field {
	f := Field{Path: r.Path, Label: labelOf(r.Path), Value: json.RawMessage(r.Value), At: &r.At, By: r.ByName, Source: r.Source}
	if r.Version != nil {
		f.Version = *r.Version
	}
	return f
}

func (r editRow) given() Given { return Given{r.ID, json.RawMessage(r.Value), r.ByName, r.At} }

// settled is whether the conflict e was closed: by an edit that names it, or
// that names a later one of the same field.
const settled = `exists (select from body_edits k join body_edits c on c.organisation_id = k.organisation_id and c.id = any (k.closes)
	where k.organisation_id = e.organisation_id and c.path = e.path and c.rank >= e.rank)`

const editColumns = `e.id, e.path, e.value::text as value, e.base, e.outcome, e.version, e.source, e.by_name, e.at`

// lastEdits are the saved values of a body, one per field.
func lastEdits(tx postgres.Tx, organisation string) ([]editRow, error) {
	return postgres.List[editRow](tx.SQL().Raw(`
		select distinct on (e.path) `+editColumns+` from body_edits e
		where e.organisation_id = ? and e.outcome = 'saved' order by e.path, e.version desc`, organisation))
}

func findEdit(tx postgres.Tx, organisation, id string) (editRow, bool, error) {
	var r editRow
	found, err := postgres.One(tx.SQL().Raw(`
		select `+editColumns+`, e.outcome = 'conflict' and `+settled+` as closed from body_edits e where e.organisation_id = ? and e.id = ?`, organisation, id), &r)
	return r, found, err
}

func insertEdit(tx postgres.Tx, by party.Actor, o party.Organisation, r editRow, closes []string) error {
	return tx.SQL().Exec(`
		insert into body_edits (organisation_id, id, departement, path, value, base, outcome, version, closes, source, by_account, by_name, at)
		values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, string_to_array(?, ',')::uuid[], ?, ?, ?, ?)`,
		o.ID, r.ID, o.Departement, r.Path, r.Value, r.Base, r.Outcome, r.Version, strings.Join(closes, ","), string(r.Source), by.ID, by.Name, tx.Now).Error
}

// conflictsOf are the open conflicts of a body, the last one of each field.
func conflictsOf(tx postgres.Tx, f Fields, organisation string) ([]Conflict, error) {
	rows, err := postgres.List[editRow](tx.SQL().Raw(`
		select distinct on (e.path) `+editColumns+` from body_edits e
		where e.organisation_id = ? and e.outcome = 'conflict' and not `+settled+` order by e.path, e.rank desc`, organisation))
	all := []Conflict{}
	for _, r := range rows {
		all = append(all, Conflict{r.Path, f[r.Path], r.given()})
	}
	return all, err
}

// MandatesOf lists the mandates of a body, the most recent first.
func MandatesOf(tx postgres.Tx, organisation string) ([]Mandate, error) {
	return postgres.List[Mandate](tx.SQL().Raw(`
		select id, kind, civility, name, function, phone, email, signs, power::text as power, starts_on, ends_on, by_name
		from body_mandates where organisation_id = ? order by starts_on desc, id desc`, organisation))
}

func insertMandate(tx postgres.Tx, by party.Actor, o party.Organisation, m Mandate) error {
	return tx.SQL().Exec(`
		insert into body_mandates (id, organisation_id, departement, kind, civility, name, function, phone, email, signs, power, starts_on, ends_on, by_account, by_name, at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.ID, o.ID, o.Departement, m.Kind, m.Civility, m.Name, m.Function, m.Phone, m.Email, m.Signs, m.Power, m.StartsOn, m.EndsOn, by.ID, by.Name, tx.Now).Error
}

func endMandate(tx postgres.Tx, by party.Actor, id string, on calendar.Date) error {
	return tx.SQL().Exec(`update body_mandates set ends_on = ?, ended_by = ?, ended_at = ? where id = ?`, on, by.ID, tx.Now, id).Error
}

func accounts(tx postgres.Tx, organisation string) ([]Account, error) {
	return postgres.List[Account](tx.SQL().Raw(`
		select id, organisation_id, iban, bic, holder, document::text as document, state, first, proposed_by, proposed_by_name, proposed_at,
			decided_by, decided_by_name, decided_at, reason, usable_from, usable_until
		from body_accounts where organisation_id = ? order by proposed_at desc, id desc`, organisation))
}

func insertAccount(tx postgres.Tx, o party.Organisation, a Account) error {
	return tx.SQL().Exec(`
		insert into body_accounts (id, organisation_id, departement, iban, bic, holder, document, state, first, proposed_by, proposed_by_name, proposed_at,
			decided_by, decided_by_name, decided_at, usable_from)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, o.ID, o.Departement, a.Iban, a.Bic, a.Holder, a.Document, a.State, a.First, a.ProposedBy, a.ProposedByName, a.ProposedAt,
		a.DecidedBy, a.DecidedByName, a.DecidedAt, a.UsableFrom).Error
}

// closeAccounts ends at a moment the account used until then.
func closeAccounts(tx postgres.Tx, organisation string, at time.Time) error {
	return tx.SQL().Exec(`update body_accounts set usable_until = ? where organisation_id = ? and state = 'approved' and usable_until is null and usable_from < ?`,
		at, organisation, at).Error
}

// reopenAccount gives back its future to the account that was to end at a
// moment: until another one, or for good.
func reopenAccount(tx postgres.Tx, organisation string, at time.Time, until *time.Time) error {
	return tx.SQL().Exec(`update body_accounts set usable_until = ? where organisation_id = ? and state = 'approved' and usable_until = ?`, until, organisation, at).Error
}

func decideAccount(tx postgres.Tx, a Account, hours int) error {
	return tx.SQL().Exec(`update body_accounts set state = ?, decided_by = ?, decided_by_name = ?, decided_at = ?, reason = ?, cooling_hours = ?, usable_from = ? where id = ?`,
		a.State, a.DecidedBy, a.DecidedByName, a.DecidedAt, a.Reason, hours, a.UsableFrom, a.ID).Error
}

// CommitmentsOf lists the signatures of a body, the last one first.
func CommitmentsOf(tx postgres.Tx, organisation string) ([]Commitment, error) {
	return postgres.List[Commitment](tx.SQL().Raw(`
		select text_version, text_hash, signatory, function, signed_on from body_commitments where organisation_id = ? order by signed_on desc, id desc`, organisation))
}

func insertCommitment(tx postgres.Tx, by party.Actor, o party.Organisation, c Commitment) error {
	return tx.SQL().Exec(`
		insert into body_commitments (id, organisation_id, departement, text_version, text_hash, signatory, function, signed_on, by_account, at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), o.ID, o.Departement, c.TextVersion, c.TextHash, c.Signatory, c.Function, c.SignedOn, by.ID, tx.Now).Error
}

// DocumentsOf lists the standing documents of a body, the last one of each code.
func DocumentsOf(tx postgres.Tx, organisation string) ([]Document, error) {
	return postgres.List[Document](tx.SQL().Raw(`
		select distinct on (code) id, code, attachment, issued_on, expires_on, by_name from body_documents where organisation_id = ? order by code, id desc`, organisation))
}

func insertDocument(tx postgres.Tx, by party.Actor, o party.Organisation, d Document) error {
	return tx.SQL().Exec(`
		insert into body_documents (id, organisation_id, departement, code, attachment, issued_on, expires_on, by_account, by_name, at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, o.ID, o.Departement, d.Code, d.Attachment, d.IssuedOn, d.ExpiresOn, by.ID, by.Name, tx.Now).Error
}

const invitationColumns = `id, organisation_id, kind, email, name, expires_at, by_name, at, accepted_at`

// InvitationsOf lists the invitations of a body that still let somebody in.
func InvitationsOf(tx postgres.Tx, organisation string) ([]Invitation, error) {
	return postgres.List[Invitation](tx.SQL().Raw(`
		select `+invitationColumns+` from body_invitations where organisation_id = ? and accepted_at is null and expires_at > ? order by at desc, id`, organisation, tx.Now))
}

func invitationByHash(tx postgres.Tx, hash string) (Invitation, bool, error) {
	var i Invitation
	found, err := postgres.One(tx.SQL().Raw(`select `+invitationColumns+` from body_invitation_by_hash(?)`, hash), &i)
	return i, found, err
}

func insertInvitation(tx postgres.Tx, by party.Actor, o party.Organisation, i Invitation, hash, reason, document string) error {
	return tx.SQL().Exec(`
		insert into body_invitations (id, organisation_id, departement, kind, email, name, code_hash, expires_at, reason, document, by_account, by_name, at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		i.ID, o.ID, o.Departement, i.Kind, i.Email, i.Name, hash, i.ExpiresAt, reason, document, by.ID, by.Name, tx.Now).Error
}

// acceptInvitation takes an invitation, and reports whether it was still free.
func acceptInvitation(tx postgres.Tx, id, account string) (bool, error) {
	r := tx.SQL().Exec(`update body_invitations set accepted_at = ?, account_id = ? where id = ? and accepted_at is null`, tx.Now, account, id)
	return r.RowsAffected == 1, r.Error
}

// invitedBy reports whether an account of a body got its access from another
// account: the two are no two persons.
func invitedBy(tx postgres.Tx, organisation, account, inviter string) (bool, error) {
	return postgres.One(tx.SQL().Raw(`select true from body_invitations where organisation_id = ? and account_id::text = ? and by_account = ?`,
		organisation, account, inviter), new(bool))
}

// closeInvitations ends the invitations that an account gave, and that nobody
// has taken.
func closeInvitations(tx postgres.Tx, organisation, account string) error {
	return tx.SQL().Exec(`update body_invitations set expires_at = least(expires_at, ?) where organisation_id = ? and by_account = ? and accepted_at is null`,
		tx.Now, organisation, account).Error
}
