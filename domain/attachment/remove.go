package attachment

import (
	"fmt"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// MayChange returns nil if by may remove or restore the file: those who may add,
// each on its own side.
func MayChange(by party.Actor, of Subject, a Attachment) error {
	if err := MayAdd(by, of); err != nil {
		return err
	}
	if of.Frozen {
		return ErrFrozen.With("« %s » : le dossier est déposé, ses pièces ne se retirent plus", a.Name)
	}
	if by.Role != party.Operator && (by.Role == party.Applicant) != (a.UploadedRole == party.Applicant) {
		return party.ErrForbidden.With("« %s » a été déposée par %s : à elle de la retirer ou de la rétablir", a.Name, side(a))
	}
	return nil
}

func side(a Attachment) string {
	if a.UploadedRole == party.Applicant {
		return "l'association ou l'organisme porteur"
	}
	return "l'administration"
}

// Remove marks file id as removed; its bytes stay. Twice is once. Returns
// ErrNotFound, ErrFrozen or party.ErrForbidden.
func Remove(tx postgres.Tx, by party.Actor, of Subject, id string) (Attachment, error) {
	return mark(tx, by, of, id, true)
}

// Restore undoes Remove.
func Restore(tx postgres.Tx, by party.Actor, of Subject, id string) (Attachment, error) {
	return mark(tx, by, of, id, false)
}

func mark(tx postgres.Tx, by party.Actor, of Subject, id string, removed bool) (Attachment, error) {
	a, err := lock(tx, id)
	if err != nil {
		return a, err
	}
	if a.SubjectKind != of.Kind || a.SubjectID != of.ID {
		return a, ErrNotFound
	}
	if err := MayChange(by, of, a); err != nil || a.Removed() == removed {
		return a, err
	}
	act := "attachment.restored"
	if removed {
		act = "attachment.removed"
	}
	if err := saveRemoved(tx, by, id, removed); err != nil {
		return a, guarded(err, a.Name)
	}
	if err := tell(tx, by, of, act, id, a.Name); err != nil {
		return a, fmt.Errorf("trace « %s »: %w", a.Name, err)
	}
	return Find(tx, id)
}
