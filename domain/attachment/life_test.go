package attachment

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tourdetable/domain/identity"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

// stage is a body with a draft, another body, agents, and a store.
type stage struct {
	t        *testing.T
	db       *postgres.DB
	disk     *Disk
	file     Subject
	body     Subject
	own      party.Actor
	other    party.Actor
	reviewer party.Actor
	away     party.Actor
}

func setUp(t *testing.T) *stage {
	t.Helper()
	disk, err := OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, db: postgrestest.Open(t).WithClock(func() time.Time { return noon }), disk: disk}
	s.do(postgres.System, func(tx postgres.Tx) error {
		bodies := []string{}
		for i, siret := range []string{"99900001100018", "99910001900010"} {
			number, err := identity.ParseSiret(siret)
			if err != nil {
				return err
			}
			o, err := party.Register(tx, party.Organisation{Name: string(rune('A' + i)), Siret: number, Kind: "association", Departement: "99"})
			if err != nil {
				return err
			}
			bodies = append(bodies, o.ID)
		}
		campaign, file := postgres.NewID(), postgres.NewID()
		s.file = Subject{Kind: Application, ID: file, Departement: "99", Applicant: bodies[0]}
		s.body = Subject{Kind: Organisation, ID: bodies[0], Departement: "99", Applicant: bodies[0]}
		s.own = party.Actor{ID: postgres.NewID(), Name: "Anne", Role: party.Applicant, Departement: "99", Organisation: bodies[0]}
		s.other = party.Actor{ID: postgres.NewID(), Name: "Bob", Role: party.Applicant, Departement: "99", Organisation: bodies[1]}
		s.reviewer = party.Actor{ID: postgres.NewID(), Name: "Claude", Role: party.Reviewer, Departement: "99"}
		s.away = party.Actor{ID: postgres.NewID(), Name: "Dominique", Role: party.Reviewer, Departement: "44"}
		if err := tx.SQL().Exec(`insert into campaigns (id, departement, year, title, opens_on, closes_at, state, tolerance, convocation_days, opened_at)
			values (?, '99', 2026, 'Appel', '2026-01-01', '2026-06-01', 'open', 0, 5, '2026-01-01')`, campaign).Error; err != nil {
			return err
		}
		return tx.SQL().Exec(`insert into applications (id, campaign_id, departement, year, code, applicant_id, title, starts_on, ends_on, cost, own, other_public, state, created_at)
			values (?, ?, '99', 2026, 'P1', ?, 'Essai', '2026-01-01', '2026-12-31', 100, 0, 0, 'draft', ?)`, file, campaign, bodies[0], noon).Error
	})
	return s
}

func (s *stage) do(scope postgres.Scope, fn func(postgres.Tx) error) {
	s.t.Helper()
	if err := s.try(scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) try(scope postgres.Scope, fn func(postgres.Tx) error) error {
	return s.db.InTx(context.Background(), scope, fn)
}

// move puts the file in a state, whatever its life.
func (s *stage) move(state string) {
	s.t.Helper()
	s.do(postgres.System, func(tx postgres.Tx) error {
		for _, to := range map[string][]string{"submitted": {"submitted"}, "incomplete": {"submitted", "incomplete"}}[state] {
			if err := tx.SQL().Exec(`update applications set state = ?, submitted_at = ? where id = ?`, to, noon, s.file.ID).Error; err != nil {
				return err
			}
		}
		return nil
	})
	s.file.Frozen = state == "submitted"
}

func (s *stage) kept(name string, data []byte) Content {
	s.t.Helper()
	c, err := Keep(s.t.Context(), s.disk, name, "", bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *stage) add(by party.Actor, to Subject, name string, data []byte, document string, scanner bool) (a Attachment, err error) {
	s.t.Helper()
	n := New{Content: s.kept(name, data), Document: document}
	err = s.try(by.Scope(), func(tx postgres.Tx) (err error) {
		a, err = Add(tx, by, to, n, scanner)
		return err
	})
	return a, err
}

func (s *stage) must(a Attachment, err error) Attachment {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *stage) count(query string, args ...any) (n int) {
	s.t.Helper()
	s.do(postgres.System, func(tx postgres.Tx) error { return tx.SQL().Raw(query, args...).Scan(&n).Error })
	return n
}

func (s *stage) list(by party.Actor, of Subject) (files []Attachment) {
	s.t.Helper()
	s.do(by.Scope(), func(tx postgres.Tx) (err error) {
		files, err = List(tx, of.Kind, of.ID)
		return err
	})
	return files
}

func (s *stage) change(by party.Actor, fn func(postgres.Tx, party.Actor, Subject, string) (Attachment, error), of Subject, id string) (a Attachment, err error) {
	err = s.try(by.Scope(), func(tx postgres.Tx) (err error) {
		a, err = fn(tx, by, of, id)
		return err
	})
	return a, err
}

func TestAFileTakesItsPlaceOnce(t *testing.T) {
	s := setUp(t)
	a := s.must(s.add(s.own, s.file, "statuts.pdf", pdfOf(), "statutes", false))
	if a.ScanState != NotScanned || a.Name != "statuts.pdf" || a.UploadedName != "Anne" || !a.UploadedAt.Equal(noon) || a.Size != int64(len(pdfOf())) || *a.ApplicantID != s.own.Organisation {
		t.Errorf("%+v", a)
	}
	again := s.must(s.add(s.own, s.file, "les mêmes.pdf", pdfOf(), "statutes", false))
	if again.ID != a.ID {
		t.Error("the same content for the same document is two files")
	}
	if other := s.must(s.add(s.own, s.body, "statuts.pdf", pdfOf(), "statutes", false)); other.ID == a.ID || other.Sha256 != a.Sha256 {
		t.Error("another subject is another file, of the same bytes")
	}
	if n := s.count(`select count(*) from blobs`); n != 1 {
		t.Errorf("%d blobs of one content", n)
	}
	if n := s.count(`select count(*) from journal where act = 'attachment.added'`); n != 2 {
		t.Errorf("%d traces of two files", n)
	}
	files := s.list(s.own, s.file)
	if len(files) != 1 || files[0] != a && files[0].ID != a.ID {
		t.Errorf("%+v", files)
	}
	r, err := Read(t.Context(), s.disk, a, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, pdfOf()) {
		t.Errorf("%v, %d bytes", err, len(got))
	}
}

func TestTwoAtOnceAreOne(t *testing.T) {
	s := setUp(t)
	n := New{Content: s.kept("statuts.pdf", pdfOf()), Document: "statutes"}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if err := s.try(s.own.Scope(), func(tx postgres.Tx) error { _, err := Add(tx, s.own, s.file, n, false); return err }); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := s.count(`select count(*) from attachments`); n != 1 {
		t.Errorf("%d files", n)
	}
}

func TestRemovalIsAMarkWithItsUndo(t *testing.T) {
	s := setUp(t)
	a := s.must(s.add(s.own, s.file, "statuts.pdf", pdfOf(), "statutes", false))
	if gone := s.must(s.change(s.own, Remove, s.file, a.ID)); !gone.Removed() {
		t.Error("not removed")
	}
	s.must(s.change(s.own, Remove, s.file, a.ID)) // twice is once
	if files := s.list(s.own, s.file); len(files) != 1 || !files[0].Removed() {
		t.Errorf("%+v", files)
	}
	if _, err := s.disk.Stat(t.Context(), a.Sha256); err != nil {
		t.Error("the bytes are gone", err)
	}
	if back := s.must(s.change(s.own, Restore, s.file, a.ID)); back.Removed() {
		t.Error("not restored")
	}
	s.must(s.change(s.own, Remove, s.file, a.ID))
	if back := s.must(s.add(s.own, s.file, "statuts.pdf", pdfOf(), "statutes", false)); back.ID != a.ID || back.Removed() {
		t.Errorf("a second upload does not bring the file back: %+v", back)
	}
	if n := s.count(`select count(*) from journal where act in ('attachment.removed', 'attachment.restored')`); n != 4 {
		t.Errorf("%d traces", n)
	}
}

// Who may add, remove and see, before and after the deposit; and the same by SQL
// alone, whatever the program says.
func TestWhoMay(t *testing.T) {
	s := setUp(t)
	a := s.must(s.add(s.own, s.file, "statuts.pdf", pdfOf(), "statutes", false))
	for who, by := range map[string]party.Actor{"another body": s.other, "another département": s.away, "an agent, of a draft": s.reviewer} {
		if files := s.list(by, s.file); len(files) != 0 {
			t.Errorf("%s sees a draft's files", who)
		}
	}
	if _, err := s.add(s.other, s.file, "x.txt", []byte("x"), "other", false); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if _, err := s.change(s.other, Remove, s.file, a.ID); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if _, err := s.add(s.away, s.file, "x.txt", []byte("x"), "other", false); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	prefect := s.reviewer
	prefect.Role = party.Prefect
	if _, err := s.add(prefect, s.file, "x.txt", []byte("x"), "other", false); !errors.Is(err, party.ErrForbidden) {
		t.Error(err)
	}
	s.move("submitted")
	if _, err := s.change(s.own, Remove, s.file, a.ID); !errors.Is(err, ErrFrozen) {
		t.Error(err)
	}
	if _, err := s.add(s.own, s.file, "x.txt", []byte("x"), "other", false); !errors.Is(err, ErrFrozen) {
		t.Error(err)
	}
	lying := s.file
	lying.Frozen = false // the second wall: the program forgets that the file is deposited
	if _, err := s.change(s.own, Remove, lying, a.ID); !errors.Is(err, ErrFrozen) {
		t.Error("SQL removes from a deposited file", err)
	}
	if _, err := s.add(s.own, lying, "x.txt", []byte("x"), "other", false); !errors.Is(err, ErrFrozen) {
		t.Error("SQL adds to a deposited file", err)
	}
	if files := s.list(s.reviewer, s.file); len(files) != 1 {
		t.Error("the agent of the territory sees nothing of a deposited file")
	}
	mail := s.must(s.add(s.reviewer, s.file, "courrier.pdf", pdfOf("(reçu)"), "mail", false))
	s.move("incomplete")
	if _, err := s.change(s.own, Remove, s.file, mail.ID); !errors.Is(err, party.ErrForbidden) {
		t.Error("an applicant removes what the office added", err)
	}
	s.must(s.change(s.reviewer, Remove, s.file, mail.ID))
	if _, err := s.change(s.reviewer, Remove, s.file, a.ID); !errors.Is(err, party.ErrForbidden) {
		t.Error("the office removes what the applicant added", err)
	}
	s.must(s.change(s.own, Remove, s.file, a.ID))
	// An opinion is the services' own.
	opinion := Subject{Kind: Opinion, ID: postgres.NewID(), Departement: "99", Applicant: s.own.Organisation}
	s.must(s.add(s.reviewer, opinion, "avis.pdf", pdfOf("(avis)"), "opinion", false))
	if files := s.list(s.own, opinion); len(files) != 0 {
		t.Error("an applicant reads an opinion")
	}
	if _, err := s.add(s.own, opinion, "x.txt", []byte("x"), "other", false); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// What SQL itself refuses, each by its name.
func TestTheSecondWall(t *testing.T) {
	s := setUp(t)
	a := s.must(s.add(s.own, s.file, "statuts.pdf", pdfOf(), "statutes", false))
	for constraint, statement := range map[string]string{
		"blobs_frozen":              `update blobs set scan_state = 'clean' where sha256 = ? and false or scan_state = 'infected'`,
		"blobs_scanned":             `update blobs set scan_state = 'clean', scanned_at = null where sha256 = ?`,
		"blobs_damage":              `update blobs set damage = 'x' where sha256 = ?`,
		"attachments_removed":       `update attachments set removed_at = now() where sha256 = ?`,
		"attachments_name":          `update attachments set name = '../x' where sha256 = ?`,
		"blob_checks_counts":        `insert into blob_checks select gen_random_uuid(), now(), now(), 0, 0, 1, 0 from blobs where sha256 = ?`,
		"attachments_document":      `insert into attachments select gen_random_uuid(), sha256, name, 'Ça', subject_kind, subject_id, departement, applicant_id, size, media_type, '', '', '', '', now() from attachments where sha256 = ?`,
		"attachments_subject":       `insert into attachments select gen_random_uuid(), sha256, name, 'x', subject_kind, subject_id, '44', applicant_id, size, media_type, '', '', '', '', now() from attachments where sha256 = ?`,
		"attachments_once":          `insert into attachments select gen_random_uuid(), sha256, name, document, subject_kind, subject_id, departement, applicant_id, size, media_type, '', '', '', '', now() from attachments where sha256 = ?`,
		"attachments_limit":         `insert into attachments select gen_random_uuid(), sha256, name, 'x' || n, subject_kind, subject_id, departement, applicant_id, size, media_type, '', '', '', '', now() from attachments, generate_series(1, 200) n where sha256 = ?`,
		"attachments_subject_kind":  `insert into attachments select gen_random_uuid(), sha256, name, 'x', 'autre', subject_id, departement, applicant_id, size, media_type, '', '', '', '', now() from attachments where sha256 = ?`,
		"permission denied: bytes":  `update attachments set sha256 = repeat('a', 64) where sha256 = ?`,
		"permission denied: delete": `delete from attachments where sha256 = ?`,
		"permission denied: blob":   `delete from blobs where sha256 = ?`,
	} {
		err := s.try(postgres.System, func(tx postgres.Tx) error {
			if constraint == "blobs_frozen" {
				if err := saveScan(tx, a.Sha256, Infected, "X"); err != nil {
					return err
				}
			}
			return tx.SQL().Exec(statement, a.Sha256).Error
		})
		if _, denied := strings.CutPrefix(constraint, "permission denied"); denied && err != nil && strings.Contains(err.Error(), "42501") {
			continue
		}
		if !postgres.Violates(err, constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
	// Nobody judges bytes but the program; nobody reads those of others.
	s.do(s.own.Scope(), func(tx postgres.Tx) error {
		r := tx.SQL().Exec(`update blobs set scan_state = 'clean', scanned_at = now()`)
		if r.Error == nil && r.RowsAffected > 0 {
			t.Error("an applicant declares its file clean")
		}
		return nil
	})
	s.do(s.other.Scope(), func(tx postgres.Tx) error {
		var n int
		err := tx.SQL().Raw(`select count(*) from blobs`).Scan(&n).Error
		if n != 0 {
			t.Error("another body knows of the bytes")
		}
		return err
	})
}

func TestLimitsOfASubject(t *testing.T) {
	s := setUp(t)
	content := s.kept("a.txt", []byte("a"))
	s.do(postgres.System, func(tx postgres.Tx) error {
		for i := range CountMax {
			n := New{Content: content, Document: "d" + strings.Repeat("x", i/26) + string(rune('a'+i%26))}
			a, err := Add(tx, party.System, s.file, n, false)
			if err != nil {
				return err
			}
			if i == 0 {
				if _, err := Remove(tx, party.System, s.file, a.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	_, err := s.add(s.own, s.file, "de trop.txt", []byte("b"), "other", false)
	if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), "201") {
		t.Error(err)
	}
	heavy := content
	heavy.Size = TotalMax + 1
	err = s.try(s.own.Scope(), func(tx postgres.Tx) error { return room(tx, s.body, heavy) })
	if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), "500 Mo") {
		t.Error(err)
	}
}

func TestWhatIsMalformed(t *testing.T) {
	s := setUp(t)
	content := s.kept("a.txt", []byte("a"))
	for _, n := range []New{{Content: content, Document: "Statuts"}, {Content: content, Document: strings.Repeat("a", 41)}, {Content: content, Comment: strings.Repeat("é", 1001)}} {
		if err := s.try(s.own.Scope(), func(tx postgres.Tx) error { _, err := Add(tx, s.own, s.file, n, false); return err }); !errors.Is(err, ErrMalformed) {
			t.Error(err)
		}
	}
	if _, err := Keep(t.Context(), s.disk, "a.txt", strings.Repeat("0", 64), strings.NewReader("a")); !errors.Is(err, ErrHash) {
		t.Error(err)
	}
	if _, err := Keep(t.Context(), nil, "a.txt", "", strings.NewReader("a")); !errors.Is(err, ErrNoStore) {
		t.Error(err)
	}
	for _, id := range []string{"12", postgres.NewID()} {
		if _, err := s.change(s.own, Remove, s.file, id); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
	}
}

func TestTheCheckFindsWhatIsLostAndAnUploadHealsIt(t *testing.T) {
	s := setUp(t)
	names := map[string][]byte{"entier.pdf": pdfOf("(1)"), "perdu.pdf": pdfOf("(2)"), "altéré.pdf": pdfOf("(3)"), "tronqué.pdf": pdfOf("(4)"), "illisible.pdf": pdfOf("(5)")}
	files := map[string]Attachment{}
	for name, data := range names {
		files[name] = s.must(s.add(s.own, s.file, name, data, "other", false))
	}
	at := func(name string) string { return filepath.Join(s.disk.Where(), Key(files[name].Sha256)) }
	if c, err := Verify(t.Context(), s.db, s.disk, noon); err != nil || c.Checked != 5 || c.Missing+c.Corrupt != 0 || len(c.Losses) != 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	later := noon.Add(24 * time.Hour)
	s.db = s.db.WithClock(func() time.Time { return later })
	bad := bytes.Replace(names["altéré.pdf"], []byte("(3)"), []byte("(9)"), 1)
	if err := errors.Join(os.Remove(at("perdu.pdf")), os.WriteFile(at("altéré.pdf"), bad, 0o600), os.Truncate(at("tronqué.pdf"), 10),
		os.Remove(at("illisible.pdf")), os.Mkdir(at("illisible.pdf"), 0o700)); err != nil {
		t.Fatal(err)
	}
	c, err := Verify(t.Context(), s.db, s.disk, later)
	if err != nil || c.Checked != 5 || c.Missing != 1 || c.Corrupt != 3 || len(c.Losses) != 4 {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, l := range c.Losses {
		if want := map[string]Damage{"perdu.pdf": Missing, "altéré.pdf": Corrupt, "tronqué.pdf": Corrupt, "illisible.pdf": Corrupt}[l.Name]; l.Damage != want || !strings.Contains(l.Label(), l.Sha256) {
			t.Errorf("%+v", l)
		}
	}
	if n := s.count(`select count(*) from outbox where kind = 'attachment.lost'`); n != 4 {
		t.Errorf("%d losses told", n)
	}
	if _, err := Verify(t.Context(), s.db, s.disk, later.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := s.count(`select count(*) from outbox where kind = 'attachment.lost'`); n != 4 {
		t.Errorf("told again: %d", n)
	}
	for _, name := range []string{"perdu.pdf", "altéré.pdf"} {
		for _, a := range s.list(s.own, s.file) {
			if a.Name != name {
				continue
			}
			if _, err := Read(t.Context(), s.disk, a, false); err == nil || !strings.Contains(err.Error(), "n'est plus lisible") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if a := s.must(s.add(s.own, s.file, name, names[name], "other", false)); a.Damage != "" {
			t.Errorf("%s is not healed: %+v", name, a)
		}
	}
	c, err = Verify(t.Context(), s.db, s.disk, later.Add(2*time.Hour))
	if err != nil || c.Missing != 0 || c.Corrupt != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	s.do(postgres.System, func(tx postgres.Tx) error {
		at, err := LastCheck(tx)
		if !at.Equal(later) {
			t.Error(at)
		}
		return err
	})
}

func TestAReaderOfCorruptBytesNeverGetsThemAll(t *testing.T) {
	s := setUp(t)
	data := append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("x "), 100_000)...)
	data = append(data, "\n%%EOF\n"...)
	a := s.must(s.add(s.own, s.file, "long.pdf", data, "other", false))
	data[50_000] = 'y'
	if err := os.WriteFile(filepath.Join(s.disk.Where(), Key(a.Sha256)), data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Read(t.Context(), s.disk, a, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if !errors.Is(err, ErrCorrupt) || len(got) >= len(data) {
		t.Errorf("%d of %d bytes, %v", len(got), len(data), err)
	}
}

func TestTheDiskKeepsWholeFilesOnly(t *testing.T) {
	s := setUp(t)
	sum := s.kept("a.txt", []byte("a")).Sha256
	for why, r := range map[string]io.Reader{"other bytes": strings.NewReader("b"), "fewer": strings.NewReader(""), "more": strings.NewReader("aa"), "a failure": io.MultiReader(strings.NewReader(""), broken{})} {
		if err := s.disk.Put(t.Context(), sum, 1, r); err == nil {
			t.Errorf("%s are kept", why)
		}
	}
	r, err := s.disk.Open(t.Context(), sum)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, _ := io.ReadAll(r); string(got) != "a" {
		t.Errorf("%q", got)
	}
	left, _ := filepath.Glob(filepath.Join(s.disk.Where(), "*", ".new-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := s.disk.Open(t.Context(), strings.Repeat("0", 64)); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, err := OpenDisk(filepath.Join(s.disk.Where(), Key(sum))); !errors.Is(err, ErrNoStore) {
		t.Error("a file is taken for a folder", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("broken by the test") }
