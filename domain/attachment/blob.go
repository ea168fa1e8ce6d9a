package attachment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Store keeps bytes under the hexadecimal SHA-256 of what they are.
type Store interface {
	// Put keeps size bytes of r under sum, whole or not at all. What is there
	// already under the same name is replaced by the same: a damaged blob heals.
	Put(ctx context.Context, sum string, size int64, r io.Reader) error
	// Open gives the bytes back, or ErrMissing. Use Sealed to trust them.
	Open(ctx context.Context, sum string) (io.ReadCloser, error)
	// Stat returns the number of bytes kept, or ErrMissing.
	Stat(ctx context.Context, sum string) (int64, error)
	// Where tells a person what the store is: a folder, a bucket. No secret.
	Where() string
}

// Key is the name of a blob in a store, « ab/cdef… ».
func Key(sum string) string { return sum[:2] + "/" + sum[2:] }

// Disk keeps blobs in a folder.
type Disk struct{ dir string }

// OpenDisk returns the store of a folder, created if it is not there.
func OpenDisk(dir string) (*Disk, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, ErrNoStore.With("dossier des pièces « %s » inutilisable ; attendu : un dossier où ce programme peut écrire", dir).Because(err)
	}
	return &Disk{dir}, nil
}

// Where is the folder.
func (d *Disk) Where() string { return d.dir }

func (d *Disk) path(sum string) string { return filepath.Join(d.dir, filepath.FromSlash(Key(sum))) }

// Put writes beside, forces to the disk, then renames: a power cut leaves the
// blob whole or absent.
func (d *Disk) Put(ctx context.Context, sum string, size int64, r io.Reader) (err error) {
	folder := filepath.Dir(d.path(sum))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("keep %s: %w", sum, err)
	}
	f, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return fmt.Errorf("keep %s: %w", sum, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
			err = fmt.Errorf("keep %s: %w", sum, err)
		}
	}()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), r)
	if err == nil && (n != size || hex.EncodeToString(h.Sum(nil)) != sum) {
		err = ErrHash
	}
	err = firstError(err, ctx.Err, f.Sync, f.Close, func() error { return os.Rename(f.Name(), d.path(sum)) },
		func() error { return syncFolder(folder) }, func() error { return syncFolder(d.dir) })
	return err
}

// firstError runs steps in order as long as nothing failed.
func firstError(err error, steps ...func() error) error {
	for _, step := range steps {
		if err == nil {
			err = step()
		}
	}
	return err
}

// syncFolder forces the names in a folder to the disk.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open returns the bytes of sum.
func (d *Disk) Open(_ context.Context, sum string) (io.ReadCloser, error) {
	f, err := os.Open(d.path(sum))
	return f, absent(err)
}

// Stat returns the size of sum.
func (d *Disk) Stat(_ context.Context, sum string) (int64, error) {
	info, err := os.Stat(d.path(sum))
	if err != nil {
		return 0, absent(err)
	}
	return info.Size(), nil
}

func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing.Because(err)
	}
	return err
}

// sealed gives bytes and keeps the last ones until the hash of all is known.
type sealed struct {
	from io.ReadCloser
	hash hash.Hash
	sum  string
	held []byte // read and hashed, not given yet
	done bool
	next [32 << 10]byte
}

// Sealed reads r and ends with ErrCorrupt, the last bytes withheld, unless they
// are the ones of sum: a reader that gets them all got the true ones.
func Sealed(r io.ReadCloser, sum string) io.ReadCloser {
	return &sealed{from: r, hash: sha256.New(), sum: sum}
}

func (s *sealed) Close() error { return s.from.Close() }

func (s *sealed) Read(p []byte) (int, error) {
	for !s.done && len(s.held) <= len(s.next) {
		n, err := s.from.Read(s.next[:])
		s.hash.Write(s.next[:n])
		s.held = append(s.held, s.next[:n]...)
		switch {
		case err == io.EOF:
			if hex.EncodeToString(s.hash.Sum(nil)) != s.sum {
				return 0, ErrCorrupt
			}
			s.done = true
		case err != nil:
			return 0, err
		}
	}
	if len(s.held) == 0 {
		return 0, io.EOF
	}
	give := len(s.held)
	if !s.done {
		give -= len(s.next)
	}
	n := copy(p, s.held[:give])
	s.held = append(s.held[:0], s.held[n:]...)
	return n, nil
}

// Keep examines a file and puts it in store, before any row names it. claimed is
// the hash that its sender computed, "" if none: then another one is refused
// with ErrHash.
func Keep(ctx context.Context, store Store, name, claimed string, file io.ReadSeeker) (Content, error) {
	if store == nil {
		return Content{}, ErrNoStore
	}
	c, err := Examine(name, file)
	if err != nil {
		return c, err
	}
	if claimed != "" && claimed != c.Sha256 {
		return c, ErrHash.With("« %s » : l'empreinte reçue est %s ; attendu : %s. Envoyez-le de nouveau", c.Name, c.Sha256, bounded(claimed)).At("sha256")
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return c, fmt.Errorf("read « %s » again: %w", c.Name, err)
	}
	return c, store.Put(ctx, c.Sha256, c.Size, file)
}

// bounded quotes no more of a text than a hash is long.
func bounded(s string) string {
	return string(bytes.ToValidUTF8([]byte(s[:min(len(s), 64)]), nil))
}
