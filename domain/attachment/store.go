package attachment

import (
	"fmt"
	"time"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

const columns = `a.id, a.sha256, a.name, a.document, a.subject_kind, a.subject_id, a.departement, a.applicant_id, a.size, a.media_type, a.comment,
	a.uploaded_by, a.uploaded_name, a.uploaded_role, a.uploaded_at, a.expires_on, a.removed_at, b.scan_state, b.scan_detail, b.damage`

const from = ` from attachments a join blobs b on b.sha256 = a.sha256`

// Find returns file id, or ErrNotFound.
func Find(tx postgres.Tx, id string) (Attachment, error) { return one(tx, id, "") }

func lock(tx postgres.Tx, id string) (Attachment, error) {
	return one(tx, id, " for no key update of a")
}

func one(tx postgres.Tx, id, suffix string) (a Attachment, err error) {
	if !postgres.IsID(id) {
		return a, ErrNotFound
	}
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+from+` where a.id = ?`+suffix, id), &a)
	if err == nil && !found {
		err = ErrNotFound
	}
	return a, err
}

// List returns the files of a subject that the reader may see, removed ones too,
// in the order of their arrival.
func List(tx postgres.Tx, kind Kind, id string) ([]Attachment, error) {
	if !postgres.IsID(id) {
		return nil, ErrNotFound
	}
	files, err := postgres.List[Attachment](tx.SQL().Raw(`select `+columns+from+` where a.subject_kind = ? and a.subject_id = ? order by a.uploaded_at, a.id`, string(kind), id))
	if err != nil {
		return nil, fmt.Errorf("list the files of %s %s: %w", kind, id, err)
	}
	return files, nil
}

// turn makes the uploads to one subject come one at a time.
func turn(tx postgres.Tx, to Subject) error {
	return tx.SQL().Exec(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, "attachments/"+string(to.Kind)+"/"+to.ID).Error
}

// same returns the file that holds the same content for the same document.
func same(tx postgres.Tx, to Subject, n New) (a Attachment, found bool, err error) {
	found, err = postgres.One(tx.SQL().Raw(`select `+columns+from+` where a.subject_kind = ? and a.subject_id = ? and a.document = ? and a.sha256 = ?`,
		string(to.Kind), to.ID, n.Document, n.Content.Sha256), &a)
	return a, found, err
}

// weight is the number of files of a subject and their bytes, removed ones too.
func weight(tx postgres.Tx, to Subject) (files int, size int64, err error) {
	var held struct {
		Files int
		Size  int64
	}
	_, err = postgres.One(tx.SQL().Raw(`select count(*) as files, coalesce(sum(size), 0)::bigint as size from attachments where subject_kind = ? and subject_id = ?`,
		string(to.Kind), to.ID), &held)
	return held.Files, held.Size, err
}

func insertBlob(tx postgres.Tx, c Content, state ScanState) error {
	return tx.SQL().Exec(`insert into blobs (sha256, size, media_type, scan_state, created_at) values (?, ?, ?, ?, ?) on conflict do nothing`,
		c.Sha256, c.Size, c.MediaType, string(state), tx.Now).Error
}

func insert(tx postgres.Tx, by party.Actor, id string, to Subject, n New) error {
	var applicant *string
	if to.Applicant != "" {
		applicant = &to.Applicant
	}
	return tx.SQL().Exec(`
		insert into attachments (id, sha256, name, document, subject_kind, subject_id, departement, applicant_id, size, media_type, comment,
			uploaded_by, uploaded_name, uploaded_role, uploaded_at, expires_on)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, n.Content.Sha256, n.Content.Name, n.Document, string(to.Kind), to.ID, to.Departement, applicant, n.Content.Size, n.Content.MediaType, n.Comment,
		by.ID, by.Name, string(by.Role), tx.Now, n.ExpiresOn).Error
}

func saveRemoved(tx postgres.Tx, by party.Actor, id string, removed bool) error {
	if removed {
		return tx.SQL().Exec(`update attachments set removed_at = ?, removed_by = ? where id = ?`, tx.Now, by.ID, id).Error
	}
	return tx.SQL().Exec(`update attachments set removed_at = null, removed_by = '' where id = ?`, id).Error
}

// blob is the bytes as the database knows them.
type blob struct {
	Sha256 string
	Size   int64
	Damage Damage
}

// heal forgets a damage: the program itself does, since bytes are nobody's.
func heal(tx postgres.Tx, sum string) error {
	own := tx.Scope
	tx, err := tx.As(postgres.System)
	if err != nil {
		return err
	}
	if err := tx.SQL().Exec(`update blobs set damage = '' where sha256 = ?`, sum).Error; err != nil {
		return err
	}
	_, err = tx.As(own)
	return err
}

func lockBlob(tx postgres.Tx, sum string) (state ScanState, found bool, err error) {
	var told string
	found, err = postgres.One(tx.SQL().Raw(`select scan_state from blobs where sha256 = ? for no key update`, sum), &told)
	return ScanState(told), found, err
}

func saveScan(tx postgres.Tx, sum string, state ScanState, detail string) error {
	return tx.SQL().Exec(`update blobs set scan_state = ?, scanned_at = ?, scan_detail = left(?, 200) where sha256 = ?`, string(state), tx.Now, detail, sum).Error
}

// holding lists the files, not removed, that hold the bytes of sum.
func holding(tx postgres.Tx, sum string) ([]string, error) {
	return postgres.List[string](tx.SQL().Raw(`select id::text from attachments where sha256 = ? and removed_at is null order by id`, sum))
}

func waiting(tx postgres.Tx, before time.Time, limit int) ([]string, error) {
	return postgres.List[string](tx.SQL().Raw(`
		select sha256 from blobs where scan_state in ('pending', 'not_scanned') and created_at < ? order by created_at, sha256 limit ?`, before, limit))
}

// unchecked locks the next blobs to check, which no other check holds.
func unchecked(tx postgres.Tx, before time.Time, after string, limit int) ([]blob, error) {
	return postgres.List[blob](tx.SQL().Raw(`
		select sha256, size, damage from blobs where (checked_at is null or checked_at < ?) and sha256 > ?
		order by sha256 limit ? for no key update skip locked`, before, after, limit))
}

func saveChecked(tx postgres.Tx, sum string, damage Damage) error {
	return tx.SQL().Exec(`update blobs set checked_at = ?, damage = ? where sha256 = ?`, tx.Now, string(damage), sum).Error
}

// checked counts all the blobs ever checked, by what was found last.
func checked(tx postgres.Tx) (Check, error) {
	var n struct{ Checked, Bytes, Missing, Corrupt int64 }
	_, err := postgres.One(tx.SQL().Raw(`
		select count(*) as checked, coalesce(sum(size), 0)::bigint as bytes, count(*) filter (where damage = 'missing') as missing,
			count(*) filter (where damage = 'corrupt') as corrupt
		from blobs where checked_at is not null`), &n)
	return Check{Checked: n.Checked, Bytes: n.Bytes, Missing: n.Missing, Corrupt: n.Corrupt}, err
}

func losses(tx postgres.Tx, limit int) ([]Loss, error) {
	return postgres.List[Loss](tx.SQL().Raw(`
		select b.sha256, b.damage, a.name, a.subject_kind, a.subject_id from blobs b join attachments a on a.sha256 = b.sha256
		where b.damage <> '' order by b.sha256, a.id limit ?`, limit))
}

func insertCheck(tx postgres.Tx, c Check, began time.Time) error {
	return tx.SQL().Exec(`insert into blob_checks (id, started_at, finished_at, checked, bytes, missing, corrupt) values (?, ?, ?, ?, ?, ?, ?)`,
		postgres.NewID(), began, tx.Now, c.Checked, c.Bytes, c.Missing, c.Corrupt).Error
}

func lastCheck(tx postgres.Tx) (time.Time, error) {
	var last struct{ At *time.Time }
	_, err := postgres.One(tx.SQL().Raw(`select max(started_at) as at from blob_checks`), &last)
	if last.At == nil {
		return time.Time{}, err
	}
	return *last.At, err
}
