package jobs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/attachment"
	"tourdetable/domain/message"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

// virus is a document that the daemon of these tests takes for one.
const virus = "%PDF-1.4\n1 0 obj\n(X5O!P%@AP[4 EICAR)\nendobj\n%%EOF\n"

// daemon speaks as clamd does; it finds a virus wherever EICAR is written.
func daemon(t *testing.T) *attachment.Clamd {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answer(conn)
		}
	}()
	c, err := attachment.NewClamd(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func answer(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		return
	}
	var data bytes.Buffer
	for length := uint32(1); length > 0; {
		if binary.Read(r, binary.BigEndian, &length) != nil {
			return
		}
		if _, err := io.CopyN(&data, r, int64(length)); err != nil {
			return
		}
	}
	if strings.Contains(data.String(), "EICAR") {
		_, _ = io.WriteString(conn, "stream: Eicar-Test-Signature FOUND\x00")
		return
	}
	_, _ = io.WriteString(conn, "stream: OK\x00")
}

// silent is a daemon that does not answer.
func silent(t *testing.T) *attachment.Clamd {
	t.Helper()
	c, err := attachment.NewClamd(filepath.Join(t.TempDir(), "clamd"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func disk(t *testing.T) *attachment.Disk {
	t.Helper()
	d, err := attachment.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// send attaches a text to a report of nobody's, as by.
func send(t *testing.T, db *postgres.DB, store attachment.Store, by party.Actor, applicant, name, content string, scanned bool) (a attachment.Attachment) {
	t.Helper()
	c, err := attachment.Keep(t.Context(), store, name, "", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	to := attachment.Subject{Kind: attachment.Report, ID: postgres.NewID(), Departement: "98", Applicant: applicant}
	inTx(t, db, func(tx postgres.Tx) (err error) {
		a, err = attachment.Add(tx, by, to, attachment.New{Content: c}, scanned)
		return err
	})
	return a
}

// bodyOf98 is a body and its applicant.
func bodyOf98(t *testing.T, db *postgres.DB) party.Actor {
	t.Helper()
	by := party.Actor{ID: postgres.NewID(), Name: "Anne", Role: party.Applicant, Departement: "98", Organisation: postgres.NewID()}
	inTx(t, db, func(tx postgres.Tx) error {
		return tx.SQL().Exec(`insert into organisations (id, siret, name, kind, departement, created_at) values (?, '99900001100018', 'A', 'association', '98', now())`, by.Organisation).Error
	})
	return by
}

// told are the messages of by that speak of a piece.
func told(t *testing.T, db *postgres.DB, by party.Actor, subject string) (bodies []string) {
	t.Helper()
	err := db.Snapshot(t.Context(), by.Scope(), func(tx postgres.Tx) error {
		page, _, err := message.Inbox(tx, by, "")
		for _, m := range page {
			if m.Subject == subject {
				bodies = append(bodies, m.Body)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bodies
}

var reviewer98 = party.Actor{ID: postgres.NewID(), Name: "Claude", Role: party.Reviewer, Departement: "98"}

func state(t *testing.T, db *postgres.DB, a attachment.Attachment) (s attachment.ScanState) {
	t.Helper()
	inTx(t, db, func(tx postgres.Tx) error {
		now, err := attachment.Find(tx, a.ID)
		s = now.ScanState
		return err
	})
	return s
}

// What is sent is scanned without anybody waiting; a virus is told to who sent
// it.
func TestAPieceIsScannedAndItsVirusTold(t *testing.T) {
	db := postgrestest.Open(t)
	f := Files{Store: disk(t), Scanner: daemon(t)}
	own := bodyOf98(t, db)
	good := send(t, db, f.Store, own, own.Organisation, "sain.txt", "bonjour", true)
	bad := send(t, db, f.Store, own, own.Organisation, "malade.pdf", virus, true)
	office := send(t, db, f.Store, reviewer98, own.Organisation, "reçu.pdf", virus, true)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	q := openQueue(t, "")
	go func() { ended <- Run(ctx, db, q, f) }()
	awaitAllDone(t, db)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for a, want := range map[*attachment.Attachment]attachment.ScanState{&good: attachment.Clean, &bad: attachment.Infected, &office: attachment.Infected} {
		if got := state(t, db, *a); got != want {
			t.Errorf("%s: got %s, want %s", a.Name, got, want)
		}
	}
	if got := told(t, db, own, "Pièce bloquée : virus trouvé"); len(got) != 1 || !strings.Contains(got[0], "« malade.pdf » (Eicar-Test-Signature)") {
		t.Errorf("the applicant reads %q", got)
	}
	if got := told(t, db, reviewer98, "Pièce bloquée : virus trouvé"); len(got) != 1 || !strings.Contains(got[0], "« reçu.pdf »") {
		t.Errorf("the office reads %q", got)
	}
}

// A silent scanner leaves the piece in wait, and its reason where the status
// shows it; the clock brings it to the scanner once it answers.
func TestASilentScannerIsAskedAgain(t *testing.T) {
	now := time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)
	db := postgrestest.Open(t).WithClock(func() time.Time { return now })
	f := Files{Store: disk(t), Scanner: silent(t)}
	own := bodyOf98(t, db)
	a := send(t, db, f.Store, own, own.Organisation, "a.txt", "bonjour", true)
	w := workers{db, map[string]job{}}
	for _, j := range f.jobs() {
		w.jobs[j.kind] = j
	}
	var rows []outbox.Row
	inTx(t, db, func(tx postgres.Tx) (err error) {
		rows, err = outbox.Take(tx, 10, 0)
		return err
	})
	if len(rows) != 1 {
		t.Fatal(rows)
	}
	err := w.deliver(t.Context(), rows[0].ID)
	if err == nil || final(err) || !strings.Contains(reasonOf(err), "l'antivirus ne répond pas") {
		t.Errorf("it is not tried again: %v", err)
	}
	if got := state(t, db, a); got != attachment.Pending {
		t.Error(got)
	}
	f.Scanner = daemon(t)
	if err := f.scanWaiting(t.Context(), db); err != nil || state(t, db, a) != attachment.Pending {
		t.Errorf("the outbox had no time: %v", err)
	}
	now = now.Add(scanDelay + time.Second)
	if err := f.scanWaiting(t.Context(), db); err != nil || state(t, db, a) != attachment.Clean {
		t.Errorf("%v, %s", err, state(t, db, a))
	}
}

func TestPiecesAreCheckedOnceANight(t *testing.T) {
	now := time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)
	db := postgrestest.Open(t).WithClock(func() time.Time { return now })
	kept := disk(t)
	f := Files{Store: kept}
	own := bodyOf98(t, db)
	a := send(t, db, f.Store, own, own.Organisation, "a.txt", "bonjour", false)
	checks := func() int {
		t.Helper()
		if err := f.checkNightly(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		return ask(t, db, `select count(*) from blob_checks`)
	}
	for _, want := range []struct {
		at    time.Time
		after int
	}{{now, 1}, {now.Add(time.Minute), 1}, {time.Date(2026, 3, 13, 0, 59, 0, 0, time.UTC), 1}, {time.Date(2026, 3, 13, 1, 0, 0, 0, time.UTC), 2}, {time.Date(2026, 3, 13, 9, 0, 0, 0, time.UTC), 2}} {
		now = want.at
		if n := checks(); n != want.after {
			t.Errorf("%s: %d checks, want %d", now, n, want.after)
		}
	}
	if err := os.Remove(filepath.Join(kept.Where(), attachment.Key(a.Sha256))); err != nil {
		t.Fatal(err)
	}
	now = now.AddDate(0, 0, 1)
	checks()
	if n := ask(t, db, `select missing from blob_checks order by started_at desc limit 1`); n != 1 {
		t.Errorf("%d missing", n)
	}
	start(t, newCrew(db, openQueue(t, ""), f.jobs()...))
	awaitAllDone(t, db)
	for who, by := range map[string]party.Actor{"the applicant": own, "the office": reviewer98} {
		if got := told(t, db, by, "Pièce illisible dans l'espace de stockage"); len(got) != 1 || !strings.Contains(got[0], a.Sha256) {
			t.Errorf("%s reads %q", who, got)
		}
	}
}

// The night begins at two in Paris, whatever the season and the change of hour.
func TestTheNightBeginsAtTwoInParis(t *testing.T) {
	for now, want := range map[string]string{
		"2026-01-15T12:00:00Z": "2026-01-15T01:00:00Z",
		"2026-01-15T00:59:59Z": "2026-01-14T01:00:00Z",
		"2026-07-15T00:00:00Z": "2026-07-15T00:00:00Z",
		"2026-03-29T12:00:00Z": "2026-03-29T01:00:00Z", // two does not exist: three
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastNight(at).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s: got %s, want %s", now, got, want)
		}
	}
}
