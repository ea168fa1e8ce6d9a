package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tourdetable/domain/attachment"
	"tourdetable/domain/postgres"
)

// upload is a file to attach: the fields of its form, « name » and « content ».
type upload map[string]string

func (u upload) write(t testing.TB) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for field, value := range u {
		if field != "name" && field != "content" {
			_ = w.WriteField(field, value)
		}
	}
	if name, ok := u["name"]; ok {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, u["content"])
	}
	w.Close()
	return &b, w.FormDataContentType()
}

// to is the upload of a text to the file of an applicant.
func to(file, name, content string, more ...string) upload {
	u := upload{"subject_kind": "application", "subject_id": file, "name": name, "content": content}
	for i := 0; i < len(more); i += 2 {
		u[more[i]] = more[i+1]
	}
	return u
}

const aPDF = "%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"

func TestAFileIsSentListedReadRemovedAndRestored(t *testing.T) {
	h := open(t)
	b, draft := h.as(t, h.applicantOf(t, "N10")), h.file(t, "N10")
	path := "/attachments?subject_kind=application&subject=" + draft
	if l := b.get(path); len(l.list("items")) != 0 || l.text("may_add") != "true" || l.text("accepted") != attachment.Accepted || l.text("scanned") != "false" {
		t.Error(l)
	}
	sum := sha256.Sum256([]byte(aPDF))
	sent := b.must(201, "POST", "/attachments", to(draft, "Délibération n° 3.pdf", aPDF, "document", "deliberation", "comment", " du 12 mars ", "expires_on", "2027-12-31", "sha256", hex.EncodeToString(sum[:])))
	for field, want := range map[string]string{"name": "Délibération n° 3.pdf", "document": "deliberation", "comment": "du 12 mars", "expires_on": "2027-12-31", "media_type": "application/pdf",
		"sha256": hex.EncodeToString(sum[:]), "size_bytes": fmt.Sprint(len(aPDF)), "scan_state": "not_scanned", "scan_label": "Non analysé par un antivirus", "acts": "[content removal]"} {
		if got := sent.text(field); got != want {
			t.Errorf("%s: got %q, want %q", field, got, want)
		}
	}
	if again := b.must(201, "POST", "/attachments", to(draft, "copie.pdf", aPDF, "document", "deliberation")); again.text("id") != sent.text("id") {
		t.Error("sent twice, kept twice")
	}
	one := "/attachments/" + sent.text("id")
	got := b.send("GET", one+"/content", nil)
	_, saved, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
	if got.status != 200 || string(got.body) != aPDF || err != nil || saved["filename"] != "Délibération n° 3.pdf" {
		t.Errorf("%d %q %v %v", got.status, got.header, saved, err)
	}
	for header, want := range map[string]string{"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := got.header.Get(header); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
	if !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;") {
		t.Error("the browser may show it")
	}
	if gone := b.must(200, "DELETE", one, nil); gone.text("removed_at") == "" || gone.text("acts") != "[content restoration]" {
		t.Error(gone)
	}
	if back := b.must(200, "POST", one+"/restoration", nil); back.text("removed_at") != "" {
		t.Error(back)
	}
	if l := b.get(path).list("items"); len(l) != 1 || l[0].text("id") != sent.text("id") {
		t.Error(l)
	}
	body := h.id(t, `select applicant_id::text from applications where id = ?`, draft)
	standing := b.must(201, "POST", "/attachments", upload{"subject_kind": "organisation", "subject_id": body, "document": "statutes", "name": "statuts.pdf", "content": aPDF})
	if seen := h.as(t, "instruction@99").get("/attachments?subject_kind=organisation&subject=" + body); seen.text("items", 0, "id") != standing.text("id") || seen.text("may_add") != "true" {
		t.Error(seen)
	}
}

// A deposited file is frozen for its applicant; the office may still add to it,
// and its applicant sees which service did, not who.
func TestADepositedFileKeepsItsPieces(t *testing.T) {
	h := open(t)
	file := h.file(t, "N4")
	own, office := h.as(t, h.applicantOf(t, "N4")), h.as(t, "instruction@99")
	own.refused(422, "attachment.frozen", "POST", "/attachments", to(file, "a.txt", "a"))
	if l := own.get("/attachments?subject_kind=application&subject=" + file); l.text("may_add") != "false" || l.text("why") == "" {
		t.Error(l)
	}
	added := office.must(201, "POST", "/attachments", to(file, "courrier.txt", "Reçu ce jour", "document", "mail"))
	office.refused(422, "attachment.frozen", "DELETE", "/attachments/"+added.text("id"), nil)
	seen := own.get("/attachments?subject_kind=application&subject=" + file)
	if seen.text("items", 0, "uploaded_by") != "Service instructeur" || seen.text("items", 0, "acts") != "[content]" {
		t.Error(seen)
	}
	h.as(t, "prefet@99").refused(403, "party.forbidden", "POST", "/attachments", to(file, "a.txt", "a"))
}

func TestWhatIsRefusedIsToldAndLeavesNothing(t *testing.T) {
	h := open(t)
	b, draft := h.as(t, h.applicantOf(t, "N10")), h.file(t, "N10")
	for why, c := range map[string]struct {
		body   upload
		status int
		code   string
		says   string
	}{
		"a page":              {to(draft, "page.html", "<html><script>alert(1)</script>"), 400, "attachment.type", "page.html"},
		"an image that lies":  {to(draft, "photo.png", aPDF), 400, "attachment.mismatch", "« .pdf »"},
		"a script in a PDF":   {to(draft, "a.pdf", strings.Replace(aPDF, "<</Type", "<</OpenAction<</S/JavaScript/JS(x)>>/Type", 1)), 400, "attachment.active", "Imprimer"},
		"nothing":             {to(draft, "a.pdf", ""), 400, "attachment.empty", "0 octet"},
		"too much":            {to(draft, "a.pdf", aPDF+strings.Repeat(" ", attachment.SizeMax)), 400, "attachment.too_large", "20 Mo"},
		"far too much":        {to(draft, "a.pdf", strings.Repeat(" ", 2*attachment.SizeMax+1)), 413, "http.413", "volumineux"},
		"another hash":        {to(draft, "a.pdf", aPDF, "sha256", strings.Repeat("0", 64)), 400, "attachment.hash", "empreinte"},
		"a day that is none":  {to(draft, "a.pdf", aPDF, "expires_on", "31/12/2027"), 400, "attachment.malformed", "AAAA-MM-JJ"},
		"a code that is none": {to(draft, "a.pdf", aPDF, "document", "Ça"), 400, "attachment.malformed", "code"},
		"no such kind":        {to(draft, "a.pdf", aPDF, "subject_kind", "autre"), 400, "http.400", ""},
		"no such file":        {to(postgres.NewID(), "a.pdf", aPDF), 404, "application.not_found", ""},
		"an id that is none":  {to("12", "a.pdf", aPDF), 404, "application.not_found", ""},
		"no file":             {upload{"subject_kind": "application", "subject_id": draft}, 400, "http.400", ""},
		"another's file":      {to(h.file(t, "N6"), "a.pdf", aPDF), 404, "application.not_found", ""},
		"another's body":      {to(h.id(t, `select applicant_id::text from applications where code = 'N6'`), "a.pdf", aPDF, "subject_kind", "organisation"), 404, "party.not_found", ""},
		"a body that is none": {to("12", "a.pdf", aPDF, "subject_kind", "organisation"), 404, "party.not_found", ""},
	} {
		a := b.refused(c.status, c.code, "POST", "/attachments", c.body)
		a.problem(t, why)
		if !strings.Contains(a.value().text("detail"), c.says) {
			t.Errorf("%s: %s", why, a.body)
		}
	}
	for _, path := range []string{"/attachments", "/attachments?subject_kind=x&subject=" + draft} {
		b.send("GET", path, nil).problem(t, path)
	}
	var rows int
	if h.ask(t, &rows, `select (select count(*) from attachments) + (select count(*) from blobs)`); rows != 0 {
		t.Errorf("%d rows are left", rows)
	}
	if kept, _ := filepath.Glob(filepath.Join(h.files.Where(), "*", "*")); len(kept) > 1 { // a hash that differs, a code that is none: bytes examined, without a row
		t.Errorf("kept: %v", kept)
	}
	if log := h.log.String(); strings.Contains(log, "request failed") || strings.Contains(log, "panic") {
		t.Error(log)
	}
}

// What is lost, altered, infected or not scanned yet does not leave, and says
// why.
func TestOnlyWholeAndCleanBytesLeave(t *testing.T) {
	h := open(t)
	b, draft := h.as(t, h.applicantOf(t, "N10")), h.file(t, "N10")
	id := b.must(201, "POST", "/attachments", to(draft, "a.pdf", aPDF)).text("id")
	path := "/attachments/" + id + "/content"
	sum := sha256.Sum256([]byte(aPDF))
	at := filepath.Join(h.files.Where(), attachment.Key(hex.EncodeToString(sum[:])))
	if err := os.WriteFile(at, []byte(strings.Replace(aPDF, "1 0 obj", "2 0 obj", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := b.Get(b.base + "/api/v1" + path); err == nil {
		got, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err == nil {
			t.Errorf("altered bytes look whole: %q", got)
		}
	}
	if err := os.Remove(at); err != nil {
		t.Fatal(err)
	}
	b.refused(422, "attachment.missing", "GET", path, nil)
	b.must(201, "POST", "/attachments", to(draft, "a.pdf", aPDF)) // the same again heals
	b.send("GET", path, nil)
	for _, c := range []struct{ state, code string }{{"pending", "attachment.pending"}, {"infected", "attachment.infected"}} {
		err := h.db.InTx(context.Background(), postgres.System, func(tx postgres.Tx) error {
			return tx.SQL().Exec(`update blobs set scan_state = ?, scan_detail = 'Eicar', scanned_at = case when ? = 'infected' then now() end`, c.state, c.state).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		b.refused(422, c.code, "GET", path, nil)
		if l := b.get("/attachments?subject_kind=application&subject=" + draft); l.text("items", 0, "problem") == "" || l.text("items", 0, "acts") != "[removal]" {
			t.Error(l)
		}
	}
}

// A server with a scanner lets nothing out that was not found clean; one without
// a store says so.
func TestAServerWithAScannerAndOneWithoutAStore(t *testing.T) {
	h := open(t)
	draft := h.file(t, "N10")
	old := h.as(t, h.applicantOf(t, "N10")).must(201, "POST", "/attachments", to(draft, "avant.txt", "avant")).text("id")
	restart := func(scanned bool, store attachment.Store) *browser {
		h.server = httptest.NewServer(h.handlerWith(store, scanned))
		t.Cleanup(h.server.Close)
		return h.as(t, h.applicantOf(t, "N10"))
	}
	b := restart(true, h.files)
	if a := b.must(201, "POST", "/attachments", to(draft, "après.txt", "après")); a.text("scan_state") != "pending" {
		t.Error(a)
	}
	b.refused(422, "attachment.pending", "GET", "/attachments/"+old+"/content", nil)
	b = restart(false, nil)
	b.refused(422, "attachment.no_store", "POST", "/attachments", to(draft, "a.txt", "a"))
	b.refused(422, "attachment.no_store", "GET", "/attachments/"+old+"/content", nil)
	if l := b.get("/attachments?subject_kind=application&subject=" + draft); l.text("may_add") != "false" || l.text("why") == "" {
		t.Error(l)
	}
}
