package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// Every malformed request is a problem of the caller's, told in French, with a
// stable code; never a failure of the service.
func TestMalformedRequestsAreRefused(t *testing.T) {
	h, _ := empty(t)
	applicant, reviewer, region, cabinet := h.as(t, "porteur-"+body99), h.as(t, "instruction@99"), h.as(t, "region@99"), h.as(t, "cabinet@99")
	finance, auditor := h.as(t, "finances@99"), h.as(t, "audit@99")
	campaign := auditor.get("/campaigns").text("items", 0, "id")
	begin := map[string]any{"campaign": campaign}
	id := applicant.must(201, "POST", "/applications", begin).text("id")
	file := "/applications/" + id
	answers := file + "/answers"
	typed := func(more ...any) map[string]any { return edits(with(anEdit("theme", "youth", 0), more...)) }
	envelope := "/campaigns/" + campaign + "/envelopes/FIPD-D"
	many := func(n int, v any) (out []any) {
		for range n {
			out = append(out, v)
		}
		return out
	}
	session := map[string]any{"campaign": campaign, "on": "2026-02-12", "place": "Ici", "seats": []any{map[string]any{"code": "FIPD", "voting": true}}}
	for _, c := range []struct {
		why          string
		b            *browser
		method, path string
		body         any
		status       int
		code, field  string
	}{
		{"an empty body", applicant, "POST", "/applications", "", 400, "http.400", ""},
		{"no JSON", applicant, "POST", "/applications", "{", 400, "http.400", "body"},
		{"null", applicant, "POST", "/applications", "null", 400, "http.400", "body"},
		{"a list", applicant, "POST", "/applications", "[]", 400, "http.400", "body"},
		{"two objects", region, "PUT", envelope, `{"envelope_euros":"1.00"}{}`, 400, "http.400", "body"},
		{"deeper than anything", region, "PUT", envelope, strings.Repeat("[", 5000) + strings.Repeat("]", 5000), 400, "http.400", "body"},
		{"an unknown field", applicant, "POST", "/applications", with(begin, "state", "decided"), 400, "http.400", "state"},
		{"a known field in capitals", region, "PUT", envelope, `{"ENVELOPE_EUROS":"1.00"}`, 400, "http.400", "envelope_euros"},
		{"a field twice", region, "PUT", envelope, `{"envelope_euros":"1.00","envelope_euros":"2.00"}`, 400, "http.400", "body"},
		{"a missing field", region, "PUT", envelope, `{}`, 400, "http.400", "envelope_euros"},
		{"a wrong type", applicant, "POST", "/applications", with(begin, "id", 12), 400, "http.400", "id"},
		{"null where a text stands", applicant, "POST", "/applications", with(begin, "campaign", nil), 400, "http.400", "campaign"},
		{"an id to begin with that is none", applicant, "POST", "/applications", with(begin, "id", "12"), 400, "application.malformed", "id"},
		{"a file to renew that is none", applicant, "POST", "/applications", with(begin, "renewal_of", "12"), 404, "application.not_found", "renewal_of"},
		{"a file to renew of nobody", applicant, "POST", "/applications", with(begin, "renewal_of", "00000000-0000-7000-8000-000000000000"), 404, "application.not_found", "renewal_of"},
		{"501 edits", applicant, "PATCH", answers, map[string]any{"edits": many(501, anEdit("theme", "youth", 0))}, 400, "http.400", "edits"},
		{"an edit whose id is none", applicant, "PATCH", answers, typed("id", "12"), 400, "http.400", "edits[0].id"},
		{"an edit of a negative version", applicant, "PATCH", answers, typed("base", -1), 400, "http.400", "edits[0].base"},
		{"an edit without a path", applicant, "PATCH", answers, `{"edits":[{"id":"0190a0b0-0000-4000-8000-000000000001","value":"x","base":0}]}`, 400, "http.400", "edits[0].path"},
		{"an endless path", applicant, "PATCH", answers, typed("path", strings.Repeat("a", 201)), 400, "http.400", "edits[0].path"},
		{"an unknown key of an edit", applicant, "PATCH", answers, typed("version", 1), 400, "http.400", "edits[0].version"},
		{"a NUL in an answer", applicant, "PATCH", answers, `{"edits":[{"id":"0190a0b0-0000-4000-8000-000000000001","path":"theme","value":"a\u0000","base":0}]}`, 400, "http.400", "body"},
		{"answers of two megabytes", applicant, "PATCH", answers, typed("value", strings.Repeat("a", 2<<20)), 413, "http.413", ""},
		{"answers of a file of nobody", applicant, "PATCH", "/applications/12/answers", typed(), 404, "application.not_found", ""},
		{"a version of the form that is no number", applicant, "GET", file + "/form?since=x", nil, 400, "http.400", "since"},
		{"a form of nobody", applicant, "GET", "/forms/x", nil, 404, "form.unknown_version", ""},
		{"a grace without end", cabinet, "POST", "/campaigns/" + campaign + "/graces", `{"organisation":"x","until":"demain","reason":"x"}`, 400, "http.400", "until"},
		{"a grace for no id", cabinet, "POST", "/campaigns/" + campaign + "/graces", `{"organisation":"x","until":"2027-01-01T00:00:00Z","reason":"x"}`, 404, "party.not_found", ""},
		{"a grace of no call", cabinet, "POST", "/campaigns/x/graces", `{"organisation":"x","until":"2027-01-01T00:00:00Z","reason":"x"}`, 404, "programme.not_found", ""},
		{"terms of no call", cabinet, "PUT", "/campaigns/x/terms", `{}`, 404, "programme.not_found", ""},
		{"rules of no call", auditor, "GET", "/campaigns/x/rules", nil, 404, "programme.not_found", ""},
		{"a funder whose code no path holds", region, "PUT", "/departements/99/funders/CAF%20du%2038", `{"name":"Caisse","kind":"local","siret":"99900020100015"}`, 400, "http.400", "funder"},
		{"money as a number", region, "PUT", envelope, `{"envelope_euros":1.10}`, 400, "http.400", "envelope_euros"},
		{"three decimals", region, "PUT", envelope, `{"envelope_euros":"1.100"}`, 400, "http.400", "envelope_euros"},
		{"a decimal comma", region, "PUT", envelope, `{"envelope_euros":"1,10"}`, 400, "http.400", "envelope_euros"},
		{"an exponent", region, "PUT", envelope, `{"envelope_euros":"1e3"}`, 400, "http.400", "envelope_euros"},
		{"a number that is none", region, "PUT", envelope, `{"envelope_euros":"NaN"}`, 400, "http.400", "envelope_euros"},
		{"more than a thousand billions", region, "PUT", envelope, `{"envelope_euros":"1000000000000.00"}`, 400, "http.400", "envelope_euros"},
		{"a negative envelope", region, "PUT", envelope, `{"envelope_euros":"-1.00"}`, 400, "funding.funder", ""},
		{"a campaign that is no id", applicant, "POST", "/applications", with(begin, "campaign", "2026"), 404, "programme.not_found", ""},
		{"a NUL", applicant, "POST", "/applications", `{"campaign":"a\u0000b"}`, 400, "http.400", "body"},
		{"an escape character", applicant, "POST", "/applications", with(begin, "campaign", "a\x1bb"), 400, "http.400", "body"},
		{"a NUL in a key", applicant, "POST", "/applications", `{"cam\u0000paign":"a"}`, 400, "http.400", ""},
		{"broken UTF-8", applicant, "POST", "/applications", "{\"campaign\":\"\xff\"}", 400, "http.400", "body"},
		{"a body of two megabytes", applicant, "POST", "/applications", with(begin, "campaign", strings.Repeat("a", 2<<20)), 413, "http.413", ""},
		{"a wrong way to edit a file", applicant, "PUT", file, begin, 404, "http.404", ""},
		{"an id that is none", applicant, "GET", "/applications/12", nil, 404, "application.not_found", ""},
		{"an id of nobody", applicant, "GET", "/applications/00000000-0000-7000-8000-000000000000", nil, 404, "application.not_found", ""},
		{"an id in braces", reviewer, "GET", "/applications/%7B00000000-0000-7000-8000-0000000000%7D", nil, 404, "application.not_found", ""},
		{"a NUL in the address", reviewer, "GET", "/applications/%00", nil, 400, "http.text", ""},
		{"a NUL in a filter", reviewer, "GET", "/applications?q=%00", nil, 400, "http.text", ""},
		{"broken UTF-8 in a filter", reviewer, "GET", "/applications?q=%ff", nil, 400, "http.text", ""},
		{"half an escape in a filter", reviewer, "GET", "/applications?q=%f", nil, 400, "http.text", ""},
		{"an unknown filter", reviewer, "GET", "/applications?etat=x", nil, 400, "http.400", "etat"},
		{"an overlong filter", reviewer, "GET", "/applications?q=" + strings.Repeat("a", 201), nil, 400, "http.400", "q"},
		{"an unknown state", reviewer, "GET", "/applications?state=x", nil, 400, "casefile.filter", "state"},
		{"a cursor of files that is none", reviewer, "GET", "/applications?after=x", nil, 400, "casefile.filter", "after"},
		{"a cursor of messages that is none", reviewer, "GET", "/messages?after=x", nil, 400, "message.cursor", "after"},
		{"a cursor of the book that is none", auditor, "GET", "/ledger?after=x", nil, 400, "ledger.cursor", "after"},
		{"a negative cursor of the book", auditor, "GET", "/ledger?after=-1", nil, 400, "ledger.cursor", "after"},
		{"the book of another département", auditor, "GET", "/ledger?departement=44", nil, 404, "ledger.book", "departement"},
		{"the file of another book", auditor, "GET", "/ledger.csv?departement=44", nil, 404, "ledger.book", "departement"},
		{"the verdict on another book", auditor, "GET", "/ledger/verdict?departement=44", nil, 404, "ledger.book", "departement"},
		{"a session of no campaign", cabinet, "POST", "/committee-sessions", with(session, "campaign", "x"), 404, "programme.not_found", ""},
		{"a session without seats", cabinet, "POST", "/committee-sessions", with(session, "seats", []any{}), 400, "committee.malformed", "seats"},
		{"the same seat twice", cabinet, "POST", "/committee-sessions", with(session, "seats", many(2, map[string]any{"code": "FIPD", "voting": true})), 422, "postgres.guard", ""},
		{"a session that is no id", cabinet, "GET", "/committee-sessions/x", nil, 404, "committee.not_found", ""},
		{"an item that is no id", cabinet, "POST", "/committee-sessions/x/items/x/opening", nil, 404, "committee.not_found", ""},
		{"a vote that is none", h.as(t, "siege-fipd@99"), "POST", "/committee-sessions/x/items/x/ballot", `{"vote":"oui"}`, 400, "http.400", "vote"},
		{"a request that is no id", reviewer, "PUT", "/requests/x/proposal", amount, 404, "application.not_found", ""},
		{"a decision that is no id", h.as(t, "prefet@99"), "POST", "/awards/x/act", nil, 404, "award.not_found", ""},
		{"an act that is no id", h.as(t, "prefet@99"), "POST", "/acts/x/signature", nil, 404, "agreement.not_found", ""},
		{"an import that is no id", auditor, "GET", "/imports/x", nil, 404, "casefile.no_import", ""},
		{"an EJ too short", finance, "POST", "/awards/x/commitment", `{"ej":"21"}`, 400, "http.400", "ej"},
		{"a campaign of nobody's", region, "PUT", "/campaigns/x/envelopes/FIPD-D", `{"envelope_euros":"1.00"}`, 404, "programme.not_found", ""},
		{"an import without a form", finance, "POST", "/imports", `{}`, 415, "http.415", ""},
		{"an import without a file", finance, "POST", "/imports", form{"chorus", "", ""}, 400, "http.400", "file"},
		{"an import of no kind", finance, "POST", "/imports", form{"", "a.csv", "a;b"}, 400, "http.400", "kind"},
		{"an import of an unknown kind", finance, "POST", "/imports", form{"autre", "a.csv", "a;b"}, 400, "http.400", "kind"},
		{"an empty file", finance, "POST", "/imports", form{"chorus", "a.csv", ""}, 400, "tabular.foreign", ""},
		{"a file of something else", finance, "POST", "/imports", form{"chorus", "a.csv", "nom;age\nAnne;3\n"}, 400, "chorusfile.unknown_header", ""},
		{"a file that only says it is a workbook", finance, "POST", "/imports", form{"chorus", "a.xlsx", "PK\x03\x04 rien"}, 400, "", ""},
		{"an address that does not exist", auditor, "GET", "/nulle-part", nil, 404, "http.404", ""},
		{"a method that is not there", auditor, "DELETE", "/applications", nil, 404, "http.404", ""},
	} {
		t.Run(c.why, func(t *testing.T) {
			headers := []string{}
			if _, isForm := c.body.(form); !isForm && c.body != nil {
				headers = append(headers, "Content-Type", "application/json")
			}
			c.b.t = t
			a := c.b.send(c.method, c.path, c.body, headers...)
			v := a.value()
			if a.status != c.status || c.code != "" && v.text("code") != c.code || v.text("field") != c.field && c.field != "" {
				t.Fatalf("%d %s, want %d %s at %q", a.status, a.body, c.status, c.code, c.field)
			}
			a.problem(t, c.why)
			if len(a.body) > 900 || strings.Contains(string(a.body), strings.Repeat("a", 150)) {
				t.Errorf("echoes what was sent: %.200s", a.body)
			}
		})
	}
	if log := h.log.String(); strings.Contains(log, "request failed") || strings.Contains(log, "panic") {
		t.Error(log)
	}
	var left int
	h.ask(t, &left, `select (select count(*) from applications) + (select count(*) from committee_sessions) + (select count(*) from imports) + (select count(*) from envelopes) + (select count(*) from application_edits)`)
	if left != 1 {
		t.Errorf("a refused request left something: %d rows, want the draft", left)
	}
}

// What is odd and harmless goes through, and comes back as it was typed.
func TestAnyTextComesBackAsItWasTyped(t *testing.T) {
	h, _ := empty(t)
	b := h.as(t, "porteur-"+body99)
	campaign := b.get("/campaigns").text("items", 0, "id")
	for i, title := range []string{"L'été « à l'œuvre » — 100 % n° 1", "=1+1", "😀 ' \" \\ ; -- /* */ <script>alert(1)</script>", `\u0000 écrit en toutes lettres`, "%_%", "ligne\nsuivante\tet fin"} {
		file := b.must(201, "POST", "/applications", map[string]any{"campaign": campaign}).text("id")
		b.types(file, map[string]any{"projects.p1.title": title, "projects.p1.objectives": strings.Repeat(title, 3)})
		read := b.get("/applications/" + file)
		if read.text("title") != strings.TrimSpace(title) || read.text("summary") != strings.Repeat(title, 3) {
			t.Errorf("%q came back as %q", title, read.text("title"))
		}
		for _, f := range b.get("/applications/" + file + "/form").list("fields") {
			if f.text("path") == "projects.p1.title" && f.text("value") != title {
				t.Errorf("%q came back as %q", title, f.text("value"))
			}
		}
		if i == 4 {
			if found := b.get("/applications?q=" + "%25_%25"); len(found.list("items")) != 1 {
				t.Errorf("%% and _ are taken for jokers: %d files", len(found.list("items")))
			}
		}
	}
}

// Pages by cursor hold every file once, in one order.
func TestPagesHoldEveryFileOnce(t *testing.T) {
	h, _ := empty(t)
	b := h.as(t, "porteur-"+body99)
	campaign := b.get("/campaigns").text("items", 0, "id")
	var want []string
	for range 120 {
		want = append(want, b.must(201, "POST", "/applications", map[string]any{"campaign": campaign}).text("id"))
	}
	var got []string
	next, pages := "", 0
	for more := true; more; pages++ {
		page := b.get("/applications?after=" + next)
		for _, line := range page.list("items") {
			got = append(got, line.text("id"))
		}
		if page.text("total") != "120" {
			t.Error(page.text("total"))
		}
		next = page.text("next")
		more = next != ""
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || pages != 3 {
		t.Errorf("%d files on %d pages", len(got), pages)
	}
}
