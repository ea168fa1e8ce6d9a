package attachment

import (
	"context"
	"errors"
	"io"

	"tourdetable/domain/fault"
)

// MayLeave returns nil if the bytes may be read: whole, and found clean if a
// scanner is configured. Returns ErrInfected, ErrPending, ErrMissing or
// ErrCorrupt.
func (a Attachment) MayLeave(scanner bool) error {
	switch {
	case a.ScanState == Infected:
		return ErrInfected.With("« %s » : un virus a été trouvé (%s) ; le fichier est bloqué", a.Name, a.ScanDetail)
	case a.ScanState == Pending, scanner && a.ScanState != Clean:
		return ErrPending.With("« %s » : l'analyse antivirus n'est pas terminée ; réessayez dans quelques minutes", a.Name)
	case a.Damage == Missing:
		return gone(ErrMissing, a.Name)
	case a.Damage == Corrupt:
		return gone(ErrCorrupt, a.Name)
	}
	return nil
}

// gone says that bytes are lost, to the person who asks for them: a fact, not a
// failure to hide.
func gone(e *fault.Error, name string) error {
	told := *e
	told.Kind = fault.Refused
	return told.With("« %s » n'est plus lisible dans l'espace de stockage ; l'administrateur est prévenu, et un nouveau dépôt du même fichier le rétablit", name)
}

// Read opens the bytes of a file that may leave; they end with ErrCorrupt unless
// they are the ones that were sent.
func Read(ctx context.Context, store Store, a Attachment, scanner bool) (io.ReadCloser, error) {
	if store == nil {
		return nil, ErrNoStore
	}
	if err := a.MayLeave(scanner); err != nil {
		return nil, err
	}
	r, err := store.Open(ctx, a.Sha256)
	if err != nil {
		if errors.Is(err, ErrMissing) {
			err = gone(ErrMissing, a.Name)
		}
		return nil, err
	}
	return Sealed(r, a.Sha256), nil
}
