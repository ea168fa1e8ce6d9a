package api_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/proof"

	"tourdetable/domain/rehearsal/rehearsaltest"
)

func TestPageFileAndTotalsTellTheSame(t *testing.T) {
	b := shared.as(t, "audit@99")
	ledgerAgrees(t, b, "", "?departement=99", "?funder=FIPD-D", "?application=P1", "?funder=CD&application=P1", "?funder=FIPD", "?application=P")
}

// The book leaves as a workbook, and as a proof that stands without us.
func TestTheBookLeavesTyped(t *testing.T) {
	b := shared.as(t, "audit@99")
	book := b.send("GET", "/ledger.xlsx?funder=FIPD-D", nil)
	if !strings.HasPrefix(string(book.body), "PK") || !strings.Contains(book.header.Get("Content-Disposition"), "grand-livre-99.xlsx") {
		t.Errorf("%d %v %.20q", book.status, book.header, book.body)
	}
	a := b.send("GET", "/ledger.txt", nil)
	v, err := proof.Verify(bytes.NewReader(a.body))
	if err != nil || len(v.Books) != 1 || v.Books[0].Name != "99" || fmt.Sprint(v.Books[0].Entries) != b.get("/ledger").text("totals", "count") {
		t.Errorf("%d %v %+v", a.status, err, v)
	}
}

// A cell that a spreadsheet would run is written as text.
func TestTheFileRunsNoFormula(t *testing.T) {
	h, _ := empty(t)
	err := h.db.InTx(t.Context(), postgres.Scope{Actor: "=cmd|' /C calc'!A1", Everywhere: true}, func(tx postgres.Tx) error {
		return funding.Notify(tx, party.System, "99", 2026, "FIPD-D", money.Euros("1.00"))
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(h.as(t, "audit@99").send("GET", "/ledger.csv", nil).body)
	if strings.Contains(text, ";=cmd") || !strings.Contains(text, ";'=cmd|' /C calc'!A1;") {
		t.Error(text)
	}
}

// A file cut short must not look whole: the connection breaks.
func TestAFileCutShortBreaksTheConnection(t *testing.T) {
	h, _ := empty(t)
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		for i := range 700 {
			if err := funding.Notify(tx, party.System, "99", 2026, "FIPD-D", money.Cents(int64(i+1))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b := h.as(t, "audit@99")
	whole := b.send("GET", "/ledger.csv", nil)
	if n := strings.Count(string(whole.body), "\r\n"); n != 702 {
		t.Fatalf("%d lines", n)
	}
	ledgerAgrees(t, b, "", "?funder=FIPD-D") // several pages
	// The total is asked once the rows are gone: it fails.
	h.breakOn("as count")
	q, _ := http.NewRequest("GET", b.base+"/api/v1/ledger.csv", nil)
	a, err := b.Do(q)
	if err != nil {
		return // broken before its first byte: nothing looked whole
	}
	defer a.Body.Close()
	if text, err := io.ReadAll(a.Body); err == nil {
		t.Errorf("a file of %d bytes looks whole: …%.100s", len(text), text[max(0, len(text)-100):])
	}
}

func TestPagesAskAsMuchOfManyFilesAsOfFew(t *testing.T) {
	h, clock := empty(t)
	auditor, reviewer, applicant, member := h.as(t, "audit@99"), h.as(t, "instruction@99"), h.as(t, "porteur-"+body99), h.as(t, "siege-mildeca@99")
	campaign := "/campaigns/" + h.id(t, `select id from campaigns`)
	region := h.as(t, "region@99")
	for _, funder := range []string{"FIPD-D", "MILDECA", "CD"} {
		region.must(200, "PUT", campaign+"/envelopes/"+funder, map[string]any{"envelope_euros": "100000.00"})
	}
	applicant.records("association", 2026)
	asked := rehearsaltest.Amounts{"FIPD-D": "2.00", "MILDECA": "2.00", "CD": "2.00"}
	seats := []any{map[string]any{"code": "FIPD", "voting": true}, map[string]any{"code": "MILDECA", "voting": true}}
	session, first := "", ""
	more := func(n int) {
		clock.set(1, 12)
		for range n {
			id := applicant.fills(strings.TrimPrefix(campaign, "/campaigns/"), "association", 2026, asked, "4.00").text("id")
			applicant.types(id, map[string]any{"justification": "Prévention des addictions chez les jeunes suivis"})
			applicant.must(200, "POST", "/applications/"+id+"/submission", map[string]any{})
			examined(reviewer, "/applications/"+id)
			for _, step := range []string{"admission", "review", "readiness"} {
				reviewer.must(200, "POST", "/applications/"+id+"/"+step, map[string]any{})
			}
			if session == "" {
				session = reviewer.must(201, "POST", "/committee-sessions", map[string]any{"campaign": strings.TrimPrefix(campaign, "/campaigns/"), "on": "2026-02-12", "place": "Ici", "seats": seats}).text("id")
				first = id
			}
			reviewer.must(200, "POST", "/committee-sessions/"+session+"/agenda", map[string]any{"application": id})
		}
	}
	measure := func() map[string]int {
		counts := map[string]int{}
		for _, who := range []*browser{auditor, member, applicant} {
			for _, path := range []string{"/applications", "/applications/" + first, "/campaigns", campaign + "/grid", campaign + "/tasks", campaign + "/envelopes",
				campaign + "/figures", "/committee-sessions", "/committee-sessions/" + session, "/committee-sessions/" + session + "/minutes", "/ledger", "/messages"} {
				h.forget()
				if a := who.send("GET", path, nil); a.status == 200 {
					counts[fmt.Sprintf("%p%s", who, path)] = len(h.sent())
				}
			}
		}
		return counts
	}
	more(5)
	few := measure()
	more(45)
	for page, n := range measure() {
		if n != few[page] || n == 0 || n > 25 {
			t.Errorf("%s: %d statements with 5 files, %d with 50", page, few[page], n)
		}
	}
	if got := len(auditor.get(campaign + "/grid").list("rows")); got != 50 {
		t.Errorf("%d rows", got)
	}
}
