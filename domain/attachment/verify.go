package attachment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"tourdetable/domain/outbox"
	"tourdetable/domain/postgres"
)

// Lost is told of each file whose bytes are found missing or others.
type Lost struct {
	Attachment string `json:"attachment"`
}

// Kind names the news.
func (Lost) Kind() string { return "attachment.lost" }

// Loss is one blob that is not whole, and a file that holds it.
type Loss struct {
	Sha256      string
	Damage      Damage
	Name        string
	SubjectKind Kind
	SubjectID   string
}

// Label is the loss in plain words.
func (l Loss) Label() string {
	what := "introuvable"
	if l.Damage == Corrupt {
		what = "altéré"
	}
	return fmt.Sprintf("%s : %s, « %s » (%s %s)", what, l.Sha256, l.Name, l.SubjectKind, l.SubjectID)
}

// Check is the verdict on all the bytes.
type Check struct {
	Checked int64 // blobs
	Bytes   int64
	Missing int64
	Corrupt int64
	Losses  []Loss // at most lossesMax
}

const (
	lossesMax = 1000
	checkPage = 10 // blobs read in one transaction
)

// Everything is a moment since which nothing was checked: a whole check.
var Everything = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Verify reads every blob that was not checked since a moment, and records the
// verdict on all. Any number of programs may do it at once: they
// share the work. What is found damaged for the first time is told. err is a
// failure of the check, never a loss.
func Verify(ctx context.Context, db *postgres.DB, store Store, before time.Time) (c Check, err error) {
	if store == nil {
		return c, ErrNoStore
	}
	began := db.Now()
	for last := ""; err == nil; {
		n := 0
		err = db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
			page, err := unchecked(tx, before, last, checkPage)
			if n = len(page); err != nil || n == 0 {
				return err
			}
			for _, b := range page {
				if err := verify(tx, store, b); err != nil {
					return err
				}
			}
			last = page[n-1].Sha256
			return nil
		})
		if n == 0 {
			break
		}
	}
	if err != nil {
		return c, fmt.Errorf("check the blobs: %w", err)
	}
	err = db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
		if c, err = checked(tx); err != nil {
			return err
		}
		c.Losses, err = losses(tx, lossesMax)
		return errors.Join(err, insertCheck(tx, c, began))
	})
	return c, err
}

// verify reads one blob and records what it found.
func verify(tx postgres.Tx, store Store, b blob) error {
	damage, err := damageOf(tx.Context(), store, b)
	if err != nil {
		return fmt.Errorf("read %s: %w", b.Sha256, err)
	}
	if err := saveChecked(tx, b.Sha256, damage); err != nil {
		return fmt.Errorf("record the check of %s: %w", b.Sha256, err)
	}
	if damage == "" || b.Damage != "" {
		return nil
	}
	return holders(tx, b.Sha256, func(id string) outbox.Event { return Lost{id} })
}

// damageOf reads all the bytes of a blob.
func damageOf(ctx context.Context, store Store, b blob) (Damage, error) {
	r, err := store.Open(ctx, b.Sha256)
	var unreadable *fs.PathError
	switch {
	case errors.Is(err, ErrMissing):
		return Missing, nil
	case errors.As(err, &unreadable): // this file, not the whole store
		return Corrupt, nil
	case err != nil:
		return "", err
	}
	r = Sealed(r, b.Sha256)
	defer r.Close()
	n, err := io.Copy(io.Discard, r)
	switch {
	case errors.Is(err, ErrMissing): // a bucket says so at the first read
		return Missing, nil
	case errors.Is(err, ErrCorrupt), errors.As(err, &unreadable), err == nil && n != b.Size:
		return Corrupt, nil
	}
	return "", err
}

// LastCheck returns when the last whole check began, zero if there was none.
func LastCheck(tx postgres.Tx) (time.Time, error) { return lastCheck(tx) }
