package attachment

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/postgres"
)

// daemon speaks as clamd does and reports EICAR, anywhere in what it is sent.
// Its answer can be another one.
func daemon(t *testing.T, network, address, answer string) (at string, stop func()) {
	t.Helper()
	l, err := net.Listen(network, address)
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
			go serveScan(conn, answer)
		}
	}()
	return l.Addr().String(), func() { l.Close() }
}

func serveScan(conn net.Conn, answer string) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	command, err := r.ReadString(0)
	if err != nil || command != "zINSTREAM\x00" {
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	var data bytes.Buffer
	for {
		var length uint32
		if binary.Read(r, binary.BigEndian, &length) != nil {
			return
		}
		if length == 0 {
			break
		}
		if _, err := io.CopyN(&data, r, int64(length)); err != nil {
			return
		}
	}
	switch {
	case answer != "":
		_, _ = io.WriteString(conn, answer)
	case bytes.Contains(data.Bytes(), []byte(eicar)):
		_, _ = io.WriteString(conn, "stream: Eicar-Test-Signature FOUND\x00")
	default:
		_, _ = io.WriteString(conn, "stream: OK\x00")
	}
}

func clamd(t *testing.T, address string) *Clamd {
	t.Helper()
	c, err := NewClamd(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestClamdIsAskedInItsProtocol(t *testing.T) {
	tcp, _ := daemon(t, "tcp", "127.0.0.1:0", "")
	unix, _ := daemon(t, "unix", filepath.Join(t.TempDir(), "clamd"), "")
	long := strings.Repeat("rien ", 100_000)
	for _, address := range []string{tcp, "tcp:" + tcp, unix, "unix:" + unix} {
		for text, want := range map[string]string{"bonjour": "", "": "", long: "", long + eicar: "Eicar-Test-Signature"} {
			if virus, err := clamd(t, address).Scan(t.Context(), strings.NewReader(text)); err != nil || virus != want {
				t.Errorf("%s: %q, %v", address, virus, err)
			}
		}
	}
	for _, answer := range []string{"INSTREAM size limit exceeded. ERROR\x00", "stream: x ERROR\x00", "stream:  FOUND\x00", "PONG\x00", "\x00"} {
		address, _ := daemon(t, "tcp", "127.0.0.1:0", answer)
		if virus, err := clamd(t, address).Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, ErrScanner) || virus != "" {
			t.Errorf("%q is taken for a verdict: %q, %v", answer, virus, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := clamd(t, tcp).Scan(ended, strings.NewReader("x")); !errors.Is(err, ErrScanner) {
		t.Error(err)
	}
	if _, err := clamd(t, tcp).Scan(t.Context(), broken{}); err == nil || errors.Is(err, ErrScanner) {
		t.Error("a failure of the bytes is told as the scanner's", err)
	}
	for _, address := range []string{"", "clamd", ":3310", "clamd:", "http://clamd:3310/"} {
		if _, err := NewClamd(address); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// infectedPDF is a document that holds the test virus: our own check lets it in,
// the scanner does not let it out.
func infectedPDF() []byte { return pdfOf("("+eicar+")", "("+strings.Repeat("suite ", 200)+")") }

func (s *stage) scan(scanner Scanner, sum string) error {
	return s.try(postgres.System, func(tx postgres.Tx) error { return Scan(tx, s.disk, scanner, sum) })
}

func (s *stage) again(a Attachment) (now Attachment) {
	s.t.Helper()
	s.do(s.own.Scope(), func(tx postgres.Tx) (err error) {
		now, err = Find(tx, a.ID)
		return err
	})
	return now
}

func TestAFileLeavesOnceFoundClean(t *testing.T) {
	s := setUp(t)
	address, stop := daemon(t, "tcp", "127.0.0.1:0", "")
	scanner := clamd(t, address)
	good := s.must(s.add(s.own, s.file, "sain.pdf", pdfOf(), "other", true))
	bad := s.must(s.add(s.own, s.file, "malade.pdf", infectedPDF(), "other", true))
	twin := s.must(s.add(s.own, s.body, "jumeau.pdf", infectedPDF(), "other", true))
	for _, a := range []Attachment{good, bad} {
		if a.ScanState != Pending {
			t.Errorf("%+v", a)
		}
		if _, err := Read(t.Context(), s.disk, a, true); !errors.Is(err, ErrPending) {
			t.Error("it leaves before its verdict", err)
		}
	}
	for _, a := range []Attachment{good, bad} {
		for range 2 { // the news may come twice
			if err := s.scan(scanner, a.Sha256); err != nil {
				t.Fatal(err)
			}
		}
	}
	if a := s.again(good); a.ScanState != Clean || a.MayLeave(true) != nil {
		t.Errorf("%+v", a)
	}
	a := s.again(bad)
	if a.ScanState != Infected || a.ScanDetail != "Eicar-Test-Signature" {
		t.Errorf("%+v", a)
	}
	for _, scanned := range []bool{true, false} {
		if _, err := Read(t.Context(), s.disk, a, scanned); !errors.Is(err, ErrInfected) {
			t.Error("a virus leaves", err)
		}
	}
	for _, id := range []string{bad.ID, twin.ID} {
		if n := s.count(`select count(*) from outbox where kind = 'attachment.blocked' and payload->>'attachment' = ?`, id); n != 1 {
			t.Errorf("told %d times", n)
		}
	}
	third := s.must(s.add(s.reviewer, Subject{Kind: Opinion, ID: postgres.NewID(), Departement: "99"}, "encore.pdf", infectedPDF(), "other", true))
	if n := s.count(`select count(*) from outbox where kind = 'attachment.blocked' and payload->>'attachment' = ?`, third.ID); third.ScanState != Infected || n != 1 {
		t.Errorf("%+v, told %d times", third, n)
	}
	stop()
}

// A scanner that is down opens nothing; when it is back, or is there for the
// first time, what waited is scanned.
func TestADeadScannerKeepsFilesIn(t *testing.T) {
	s := setUp(t)
	dead, stop := daemon(t, "tcp", "127.0.0.1:0", "")
	stop()
	a := s.must(s.add(s.own, s.file, "en attente.pdf", pdfOf(), "other", true))
	old := s.must(s.add(s.own, s.file, "d'avant.pdf", pdfOf("(2)"), "other", false))
	if err := s.scan(clamd(t, dead), a.Sha256); !errors.Is(err, ErrScanner) {
		t.Error(err)
	}
	if err := s.scan(nil, a.Sha256); !errors.Is(err, ErrScanner) {
		t.Error(err)
	}
	if err := ScanWaiting(t.Context(), s.db, s.disk, clamd(t, dead), noon.Add(time.Second)); !errors.Is(err, ErrScanner) {
		t.Error(err)
	}
	if got := s.again(a); got.ScanState != Pending {
		t.Errorf("%+v", got)
	}
	if err := old.MayLeave(false); err != nil {
		t.Error("without a scanner, what was not scanned may leave:", err)
	}
	if err := old.MayLeave(true); !errors.Is(err, ErrPending) {
		t.Error("with a scanner, what was not scanned leaves:", err)
	}
	alive, _ := daemon(t, "tcp", "127.0.0.1:0", "")
	if err := ScanWaiting(t.Context(), s.db, s.disk, clamd(t, alive), noon.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	for _, a := range []Attachment{a, old} {
		if got := s.again(a); got.ScanState != Clean {
			t.Errorf("%+v", got)
		}
	}
}

func TestStatesAreToldInWords(t *testing.T) {
	for _, state := range []ScanState{Pending, Clean, Infected, NotScanned} {
		if state.Label() == "" {
			t.Error(state)
		}
	}
}
