package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"tourdetable/api"
	"tourdetable/domain/attachment"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal"
)

// house is one database, the demonstration in it, and a server.
type house struct {
	db     *postgres.DB
	server *httptest.Server
	log    *lines
	files  *attachment.Disk

	mu         sync.Mutex
	statements []string // of the rooms, since the last forget
	broken     string   // a statement that holds it fails
}

// lines is a log that can be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// The tests that only read share one demonstration.
var shared *house

func TestMain(m *testing.M) {
	w := &whole{}
	code := func() int {
		defer w.end()
		shared = open(w)
		return m.Run()
	}()
	os.Exit(code)
}

// whole is the testing.TB of all the tests together.
type whole struct {
	testing.TB
	undo []func()
}

func (w *whole) Helper()                  {}
func (w *whole) Cleanup(f func())         { w.undo = append(w.undo, f) }
func (w *whole) Context() context.Context { return context.Background() }
func (w *whole) Error(args ...any)        { fmt.Fprintln(os.Stderr, args...) }
func (w *whole) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }
func (w *whole) end() {
	for _, f := range slices.Backward(w.undo) {
		f()
	}
}

// open loads the demonstration into a database of its own, adds the agents of
// département 44, and serves it.
func open(t testing.TB) *house {
	t.Helper()
	h := &house{log: &lines{}}
	db := postgrestest.Open(t)
	folder, err := os.MkdirTemp("", "pieces-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if h.files, err = attachment.OpenDisk(folder); err != nil {
		t.Fatal(err)
	}
	err = db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		h.record(tx.SQL())
		if err := rehearsal.Demonstrate(tx); err != nil {
			return err
		}
		for role, seat := range map[party.Role]string{party.Reviewer: "", party.CabinetDirector: "", party.Prefect: "", party.RegionPrefect: "",
			party.FinanceOfficer: "", party.Auditor: "", party.FunderMember: "CD"} {
			_, err := party.Enrol(tx, party.Account{Email: string(role) + "@44", Name: "Ailleurs " + string(role), Role: role, Departement: "44", Funder: seat, Demonstration: true}, "")
			if err != nil {
				return err
			}
		}
		_, err := party.Enrol(tx, party.Account{Email: "agent@99.fr", Name: "Agent au mot de passe", Role: party.Auditor, Departement: "99"}, "un mot de passe assez long")
		if err != nil {
			return err
		}
		now, _, err := rehearsal.Clock(tx)
		h.db = db.WithClock(now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(h.handler(true))
	t.Cleanup(h.server.Close)
	return h
}

func (h *house) handler(demonstration bool) http.Handler {
	c := h.config()
	c.Demonstration = demonstration
	return api.New(c)
}

// handlerWith is a server of the demonstration with other files.
func (h *house) handlerWith(store attachment.Store, scanned bool) http.Handler {
	c := h.config()
	c.Demonstration, c.Attachments, c.Scanned = true, store, scanned
	return api.New(c)
}

func (h *house) config() api.Config {
	return api.Config{DB: h.db, Log: slog.New(slog.NewTextHandler(h.log, nil)), Version: "essai", Attachments: h.files,
		Web: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "page") })}
}

// record notes the statements that rooms send.
func (h *house) record(db *gorm.DB) {
	note := func(db *gorm.DB) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.statements = append(h.statements, strings.TrimSpace(db.Statement.SQL.String()))
	}
	fail := func(db *gorm.DB) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.broken != "" && strings.Contains(db.Statement.SQL.String(), h.broken) {
			_ = db.AddError(errBroken)
		}
	}
	c := db.Callback()
	_ = c.Row().Before("gorm:row").Register("fail", fail)
	_ = c.Query().After("gorm:query").Register("note", note)
	_ = c.Raw().After("gorm:raw").Register("note", note)
	_ = c.Row().After("gorm:row").Register("note", note)
}

var errBroken = errors.New("broken by the test")

func (h *house) breakOn(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = text
}

func (h *house) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.statements = nil
}

func (h *house) sent() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.statements)
}

// ask reads the database as the program itself.
func (h *house) ask(t testing.TB, dest any, query string, args ...any) {
	t.Helper()
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error { return tx.SQL().Raw(query, args...).Scan(dest).Error })
	if err != nil {
		t.Fatal(err)
	}
}

// id is the text that a query finds.
func (h *house) id(t testing.TB, query string, args ...any) string {
	t.Helper()
	var id string
	if h.ask(t, &id, query, args...); id == "" {
		t.Fatalf("nothing found: %s", query)
	}
	return id
}

func (h *house) file(t testing.TB, code string) string {
	t.Helper()
	return h.id(t, `select id from applications where code = ?`, code)
}

func (h *house) request(t testing.TB, code, funder string) string {
	t.Helper()
	return h.id(t, `select r.id from funding_requests r join applications a on a.id = r.application_id where a.code = ? and r.funder = ?`, code, funder)
}

// account is the id of an account by the beginning of its address.
func (h *house) account(t testing.TB, who string) string {
	t.Helper()
	return h.id(t, `select id from accounts where starts_with(email, ?) order by email limit 1`, who)
}

// applicantOf is the beginning of the address of the applicant of a file.
func (h *house) applicantOf(t testing.TB, code string) string {
	t.Helper()
	return "porteur-" + h.id(t, `select o.siret from applications a join organisations o on o.id = a.applicant_id where a.code = ?`, code)
}

// browser is one person's: its cookies, and what it asks.
type browser struct {
	t    testing.TB
	base string
	http.Client
}

// reply is an answer, read.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (h *house) browser(t testing.TB) *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{t: t, base: h.server.URL, Client: http.Client{Jar: jar}}
}

// as is the browser of an account, signed in; of nobody for "".
func (h *house) as(t testing.TB, who string) *browser {
	t.Helper()
	b := h.browser(t)
	if who != "" {
		b.must(200, "POST", "/session", map[string]any{"account": h.account(t, who)})
	}
	return b
}

// send asks with a body: nil, a text as it is, or anything that JSON writes.
func (b *browser) send(method, path string, body any, headers ...string) reply {
	b.t.Helper()
	var r io.Reader
	switch v := body.(type) {
	case nil:
	case upload:
		content, kind := v.write(b.t)
		r, headers = content, append(headers, "Content-Type", kind)
	case form:
		content, kind := v.write(b.t)
		r, headers = content, append(headers, "Content-Type", kind)
	case string:
		r = strings.NewReader(v)
	default:
		text, err := json.Marshal(v)
		if err != nil {
			b.t.Fatal(err)
		}
		r = bytes.NewReader(text)
	}
	q, err := http.NewRequest(method, b.base+"/api/v1"+path, r)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	a, err := b.Do(q)
	if err != nil {
		b.t.Fatal(err)
	}
	defer a.Body.Close()
	out := reply{status: a.StatusCode, header: a.Header}
	if out.body, err = io.ReadAll(a.Body); err != nil {
		b.t.Fatal(err)
	}
	return out
}

// must is send whose status is known.
func (b *browser) must(status int, method, path string, body any) value {
	b.t.Helper()
	a := b.send(method, path, body)
	if a.status != status {
		b.t.Fatalf("%s %s: %d, want %d: %s", method, path, a.status, status, a.body)
	}
	return a.value()
}

func (b *browser) get(path string) value { b.t.Helper(); return b.must(200, "GET", path, nil) }

// refused is send that a rule refuses, with its code.
func (b *browser) refused(status int, code, method, path string, body any) reply {
	b.t.Helper()
	a := b.send(method, path, body)
	if a.status != status || a.value().text("code") != code {
		b.t.Errorf("%s %s: %d %s, want %d with %s", method, path, a.status, a.body, status, code)
	}
	return a
}

// form is a file sent to be imported.
type form struct{ kind, name, content string }

func (f form) write(t testing.TB) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if f.kind != "" {
		_ = w.WriteField("kind", f.kind)
	}
	if f.name != "" {
		part, err := w.CreateFormFile("file", f.name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(part, f.content)
	}
	w.Close()
	return &b, w.FormDataContentType()
}

// value is anything that JSON holds, walked by keys and indices.
type value struct{ v any }

func (r reply) value() value {
	var v any
	_ = json.Unmarshal(r.body, &v)
	return value{v}
}

func (v value) at(path ...any) value {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.v.(map[string]any)
			v = value{m[s]}
		case int:
			l, _ := v.v.([]any)
			if s >= len(l) {
				return value{}
			}
			v = value{l[s]}
		}
	}
	return v
}

func (v value) text(path ...any) string {
	switch x := v.at(path...).v.(type) {
	case nil:
		return ""
	case string:
		return x
	default:
		return fmt.Sprint(x)
	}
}

func (v value) list(path ...any) []value {
	l, _ := v.at(path...).v.([]any)
	out := make([]value, len(l))
	for i := range l {
		out[i] = value{l[i]}
	}
	return out
}

// problem checks that an answer is a refusal as the house words it.
func (r reply) problem(t testing.TB, what string) {
	t.Helper()
	v := r.value()
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s: %d with Content-Type %s: %s", what, r.status, got, r.body)
	}
	for _, field := range []string{"type", "title", "code", "detail"} {
		if v.text(field) == "" {
			t.Errorf("%s: no %s in %s", what, field, r.body)
		}
	}
	if v.text("status") != fmt.Sprint(r.status) {
		t.Errorf("%s: status %s in the body of a %d", what, v.text("status"), r.status)
	}
	for _, english := range []string{"expected", "unexpected", "required", "invalid", "SQLSTATE", "ERROR", "goroutine", "parse"} {
		if strings.Contains(v.text("detail"), english) {
			t.Errorf("%s: speaks English: %s", what, v.text("detail"))
		}
	}
}

func TestADemonstrationAnswers(t *testing.T) {
	h := shared
	me := h.as(t, "prefet@99").get("/session")
	if me.text("role") != "prefect" || me.text("departement") != "99" {
		t.Error(me)
	}
	if n := len(h.as(t, "audit@99").get("/applications").list("items")); n == 0 {
		t.Error("no file")
	}
}
