package attachment

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/outbox"
	"tourdetable/domain/postgres"
)

// Received is told when bytes wait for a scan.
type Received struct {
	Sha256 string `json:"sha256"`
}

// Kind names the news.
func (Received) Kind() string { return "attachment.received" }

// Blocked is told of each file whose bytes hold a virus.
type Blocked struct {
	Attachment string `json:"attachment"`
}

// Kind names the news.
func (Blocked) Kind() string { return "attachment.blocked" }

// ErrScanner says that no verdict came: the file stays as it was.
var ErrScanner = fault.New(fault.Busy, "attachment.scanner", "l'antivirus ne répond pas : les fichiers restent en attente")

// Scanner looks for viruses.
type Scanner interface {
	// Scan returns the name of the virus found in r, "" if there is none; or
	// ErrScanner when it cannot tell.
	Scan(ctx context.Context, r io.Reader) (virus string, err error)
}

// Clamd is a ClamAV daemon.
type Clamd struct{ network, address string }

// scanTime bounds one scan, connection included.
const scanTime = 50 * time.Second

// NewClamd returns the daemon of an address: « /run/clamav/clamd.ctl », or
// « host:3310 ». Returns ErrMalformed.
func NewClamd(address string) (*Clamd, error) {
	if path, unix := strings.CutPrefix(address, "unix:"); unix || strings.HasPrefix(address, "/") {
		return &Clamd{"unix", path}, nil
	}
	host, port, err := net.SplitHostPort(strings.TrimPrefix(address, "tcp:"))
	if err != nil || host == "" || port == "" {
		return nil, ErrMalformed.With("adresse d'antivirus « %s » ; attendu : un chemin « /run/clamav/clamd.ctl » ou « machine:3310 »", address)
	}
	return &Clamd{"tcp", net.JoinHostPort(host, port)}, nil
}

// Scan sends r by INSTREAM, in pieces: each its length, big-endian, then its
// bytes; a length of zero ends.
func (c *Clamd) Scan(ctx context.Context, r io.Reader) (virus string, err error) {
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", ErrScanner.Because(err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	sent := send(conn, r)
	var told source
	if errors.As(sent, &told) {
		return "", told.error // the bytes failed, not the scanner
	}
	// The scanner answers before the end when it has seen enough: its answer says
	// more than a broken pipe.
	answer, err := io.ReadAll(io.LimitReader(conn, 4096))
	if len(answer) == 0 {
		return "", ErrScanner.Because(errors.Join(sent, err))
	}
	return verdict(strings.TrimRight(string(answer), "\x00\n"))
}

// source is an error of what is scanned.
type source struct{ error }

func send(w io.Writer, r io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+32<<10)
	for {
		n, err := r.Read(piece[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(piece, uint32(n))
			if _, err := w.Write(piece[:4+n]); err != nil {
				return err
			}
		}
		switch {
		case err == io.EOF:
			_, err := w.Write([]byte{0, 0, 0, 0})
			return err
		case err != nil:
			return source{err}
		}
	}
}

// verdict reads « stream: OK » or « stream: Name FOUND »; anything else is no
// verdict.
func verdict(answer string) (virus string, err error) {
	said, ok := strings.CutPrefix(answer, "stream: ")
	if name, found := strings.CutSuffix(said, " FOUND"); ok && found && name != "" {
		return name, nil
	}
	if ok && said == "OK" {
		return "", nil
	}
	return "", ErrScanner.With("l'antivirus ne peut pas se prononcer : les fichiers restent en attente").Because(fmt.Errorf("clamd: %.200q", answer))
}

// Scan has the bytes of sum judged, unless they are already. A virus is told to
// all who hold the file. Returns ErrScanner, and the bytes stay as they were.
func Scan(tx postgres.Tx, store Store, scanner Scanner, sum string) error {
	state, found, err := lockBlob(tx, sum)
	if err != nil {
		return fmt.Errorf("read blob %s: %w", sum, err)
	}
	if !found || state == Clean || state == Infected {
		return nil
	}
	if store == nil || scanner == nil {
		return ErrScanner.With("aucun antivirus n'est configuré pour ce programme : les fichiers restent en attente")
	}
	r, err := store.Open(tx.Context(), sum)
	if err != nil {
		return err
	}
	r = Sealed(r, sum)
	defer r.Close()
	virus, err := scanner.Scan(tx.Context(), r)
	if err != nil {
		return err
	}
	if virus == "" {
		return saveScan(tx, sum, Clean, "")
	}
	if err := saveScan(tx, sum, Infected, virus); err != nil {
		return err
	}
	return holders(tx, sum, func(id string) outbox.Event { return Blocked{id} })
}

// holders tells the news of each file that holds the bytes of sum.
func holders(tx postgres.Tx, sum string, news func(id string) outbox.Event) error {
	ids, err := holding(tx, sum)
	if err != nil {
		return fmt.Errorf("list the files of %s: %w", sum, err)
	}
	for _, id := range ids {
		if err := outbox.Put(tx, news(id)); err != nil {
			return err
		}
	}
	return nil
}

// ScanWaiting scans what has waited for its verdict since before, or was never
// scanned: the news of the outbox comes first, this finds what it lost, and what
// was there before there was a scanner. It stops when the scanner is silent.
func ScanWaiting(ctx context.Context, db *postgres.DB, store Store, scanner Scanner, before time.Time) error {
	var sums []string
	err := db.InTx(ctx, postgres.System, func(tx postgres.Tx) (err error) {
		sums, err = waiting(tx, before, 200)
		return err
	})
	if err != nil {
		return fmt.Errorf("list what waits for a scan: %w", err)
	}
	var failures error
	for _, sum := range sums {
		err := db.InTx(ctx, postgres.System, func(tx postgres.Tx) error { return Scan(tx, store, scanner, sum) })
		failures = errors.Join(failures, err)
		if errors.Is(err, ErrScanner) || ctx.Err() != nil {
			break
		}
	}
	return failures
}
