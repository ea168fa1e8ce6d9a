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
	begin := with(aDraft, "campaign", campaign)
	file := "/applications/" + applicant.must(201, "POST", "/applications", begin).text("id")
	envelope := "/campaigns/" + campaign + "/envelopes/FIPD-D"
	charge := func(account, amount any) []any {
		return []any{map[string]any{"account": account, "label": "Coût", "amount_euros": amount}}
	}
	ask := func(funder string, amounts ...any) (out []any) {
		for _, a := range amounts {
			out = append(out, map[string]any{"funder": funder, "amount_euros": a})
		}
		return out
	}
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
		{"a wrong type", applicant, "POST", "/applications", with(begin, "title", 12), 400, "http.400", "title"},
		{"null where a text stands", applicant, "POST", "/applications", with(begin, "title", nil), 400, "http.400", "title"},
		{"money as a number", region, "PUT", envelope, `{"envelope_euros":1.10}`, 400, "http.400", "envelope_euros"},
		{"three decimals", region, "PUT", envelope, `{"envelope_euros":"1.100"}`, 400, "http.400", "envelope_euros"},
		{"a decimal comma", region, "PUT", envelope, `{"envelope_euros":"1,10"}`, 400, "http.400", "envelope_euros"},
		{"an exponent", region, "PUT", envelope, `{"envelope_euros":"1e3"}`, 400, "http.400", "envelope_euros"},
		{"a number that is none", region, "PUT", envelope, `{"envelope_euros":"NaN"}`, 400, "http.400", "envelope_euros"},
		{"more than a thousand billions", region, "PUT", envelope, `{"envelope_euros":"1000000000000.00"}`, 400, "http.400", "envelope_euros"},
		{"a negative envelope", region, "PUT", envelope, `{"envelope_euros":"-1.00"}`, 400, "funding.funder", ""},
		{"a sum beyond what the base holds", applicant, "POST", "/applications", with(begin, "charges", many(150, charge("60", "999999999999.99")[0])), 400, "postgres.value", ""},
		{"a negative charge", applicant, "POST", "/applications", with(begin, "charges", charge("60", "-1.00")), 400, "application.malformed", "charges[0].amount_euros"},
		{"an account of income", applicant, "POST", "/applications", with(begin, "charges", charge("74", "1.00")), 400, "http.400", "charges[0].account"},
		{"a negative share", applicant, "POST", "/applications", with(begin, "own_euros", "-1.00"), 400, "application.malformed", "own_euros"},
		{"a request of nothing", applicant, "POST", "/applications", with(begin, "requests", ask("CD", "0.00")), 400, "application.malformed", "requests[0]"},
		{"a funder asked twice", applicant, "POST", "/applications", with(begin, "requests", ask("CD", "1.00", "2.00")), 400, "application.malformed", "requests[1]"},
		{"an unknown funder", applicant, "POST", "/applications", with(begin, "requests", ask("NUL", "1.00")), 404, "funding.not_found", ""},
		{"a campaign that is no id", applicant, "POST", "/applications", with(begin, "campaign", "2026"), 404, "programme.not_found", ""},
		{"an unknown measure", applicant, "POST", "/applications", with(begin, "measures", []int{41}), 400, "strategy.unknown_measure", ""},
		{"an enormous measure", applicant, "POST", "/applications", with(begin, "measures", []any{1e30}), 400, "http.400", ""},
		{"a measure and a half", applicant, "POST", "/applications", with(begin, "measures", []any{1.5}), 400, "http.400", "measures[0]"},
		{"a date that is none", applicant, "POST", "/applications", with(begin, "starts_on", "2027-02-30"), 400, "http.400", "starts_on"},
		{"the year nought", applicant, "POST", "/applications", with(begin, "starts_on", "0000-01-01"), 400, "http.400", "starts_on"},
		{"dates the wrong way round", applicant, "POST", "/applications", with(begin, "ends_on", "2026-01-01"), 400, "application.malformed", "ends_on"},
		{"an overlong title", applicant, "POST", "/applications", with(begin, "title", strings.Repeat("é", 201)), 400, "http.400", "title"},
		{"an empty title", applicant, "POST", "/applications", with(begin, "title", "  "), 400, "application.malformed", "title"},
		{"too many charges", applicant, "POST", "/applications", with(begin, "charges", many(201, charge("60", "1.00")[0])), 400, "http.400", "charges"},
		{"a NUL", applicant, "POST", "/applications", `{"title":"a\u0000b"}`, 400, "http.400", "body"},
		{"an escape character", applicant, "POST", "/applications", with(begin, "title", "a\x1bb"), 400, "http.400", "body"},
		{"a NUL in a key", applicant, "POST", "/applications", `{"ti\u0000tle":"a"}`, 400, "http.400", ""},
		{"broken UTF-8", applicant, "POST", "/applications", "{\"title\":\"\xff\"}", 400, "http.400", "body"},
		{"a body of two megabytes", applicant, "POST", "/applications", with(begin, "summary", strings.Repeat("a", 2<<20)), 413, "http.413", ""},
		{"years beyond four", applicant, "POST", "/applications", with(begin, "years", 5), 400, "http.400", "years"},
		{"a version that is no number", applicant, "PUT", file, with(aDraft, "version", "1"), 400, "http.400", "version"},
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
	h.ask(t, &left, `select (select count(*) from applications) + (select count(*) from committee_sessions) + (select count(*) from imports) + (select count(*) from envelopes)`)
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
		file := b.must(201, "POST", "/applications", with(aDraft, "campaign", campaign, "title", title, "summary", strings.Repeat(title, 3)))
		read := b.get("/applications/" + file.text("id"))
		if read.text("title") != title || read.text("summary") != strings.Repeat(title, 3) {
			t.Errorf("%q came back as %q", title, read.text("title"))
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
	for i := range 120 {
		want = append(want, b.must(201, "POST", "/applications", with(aDraft, "campaign", campaign, "title", fmt.Sprint("Dossier ", i))).text("id"))
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
