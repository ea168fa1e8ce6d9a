package api_test

import (
	"testing"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// examined answers every check of a file and writes its sheet, so that it may go
// on.
func examined(reviewer *browser, path string) {
	reviewer.t.Helper()
	page := reviewer.get(path + "/review")
	checks := []any{}
	for _, c := range page.list("checks") {
		checks = append(checks, map[string]any{"item": c.text("item"), "answer": "yes"})
	}
	reviewer.must(200, "PUT", path+"/checks", map[string]any{"checks": checks})
	scores := []any{}
	for _, c := range page.at("criteria").list("items") {
		scores = append(scores, map[string]any{"criterion": c.text("criterion"), "score": 1, "reason": "Peu étayé"})
	}
	if len(scores) > 0 {
		reviewer.must(200, "PUT", path+"/scores", map[string]any{"scores": scores})
	}
	reviewer.must(200, "PUT", path+"/sheet", map[string]any{"version": page.at("sheet", "version").v, "summary": "Action utile", "proposal": "favourable", "reason": "Répond au diagnostic"})
}

// enrolAdviser creates the account of the police of 99.
func (h *house) enrolAdviser(t testing.TB) {
	t.Helper()
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		_, err := party.Enrol(tx, party.Account{Email: "police@99", Name: "Police nationale", Role: party.Adviser, Funder: "police", Departement: "99", Demonstration: true}, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// examine has the reviewer of 99 ask, group and keep what the matrix names.
func (h *house) examine(t testing.TB, stage map[string]string) {
	t.Helper()
	camille, path := h.as(t, reviewer), "/applications/"+stage["{file}"]
	page := camille.must(200, "POST", path+"/opinion-requests", map[string]any{"seats": []any{map[string]any{"seat": "police"}}})
	stage["{opinion}"] = page.text("opinions", "items", 0, "id")
	stage["{bulk}"] = camille.must(200, "POST", "/reviews/bulk", map[string]any{"key": "décor", "act": "readiness", "ids": []any{stage["{file}"]}}).text("id")
	stage["{view}"] = camille.must(200, "POST", "/worklist/views", map[string]any{"name": "En retard", "filter": map[string]any{"late": true}}).text("items", 0, "id")
}

func TestAnAdviserSeesWhatItIsAskedAndNothingElse(t *testing.T) {
	h := open(t)
	h.enrolAdviser(t)
	camille, police := h.as(t, reviewer), h.as(t, adviser)
	file := h.file(t, "N4")
	path := "/applications/" + file
	if got := police.get("/opinion-requests").list("items"); len(got) > 0 {
		t.Error(got)
	}
	if got := police.get("/applications").text("total"); got != "0" {
		t.Errorf("%s files before anything is asked", got)
	}
	page := camille.must(200, "POST", path+"/opinion-requests", map[string]any{"seats": []any{map[string]any{"seat": "police"}, map[string]any{"seat": "pjj"}}})
	if page.text("opinions", "received")+"/"+page.text("opinions", "asked") != "0/2" {
		t.Error(page.at("opinions"))
	}
	asked := police.get("/opinion-requests").list("items")
	if len(asked) != 1 || asked[0].text("code") != "N4" || asked[0].text("seat") != "police" {
		t.Fatal(asked)
	}
	mine, theirs := page.text("opinions", "items", 0, "id"), page.text("opinions", "items", 1, "id")
	police.refused(404, "application.not_found", "GET", path, nil)
	police.refused(404, "application.not_found", "GET", path+"/review", nil)
	police.refused(404, "application.not_found", "GET", path+"/messages", nil)
	police.refused(403, "party.forbidden", "GET", "/worklist", nil)
	police.refused(404, "review.not_found", "POST", "/opinion-requests/"+theirs+"/answer", map[string]any{"opinion": "none"})
	police.refused(400, "review.answer", "POST", "/opinion-requests/"+mine+"/answer", map[string]any{"opinion": "unfavourable"})
	police.must(200, "POST", "/opinion-requests/"+mine+"/answer", map[string]any{"opinion": "unfavourable", "reason": "Site mal choisi", "amount_euros": "0.00"})
	// The letter that brought an answer is the services' own.
	letter := upload{"subject_kind": "opinion", "subject_id": theirs, "name": "avis.txt", "content": "Avis réservé"}
	police.refused(404, "review.not_found", "POST", "/attachments", letter)
	h.as(t, h.applicantOf(t, "N4")).refused(404, "review.not_found", "POST", "/attachments", letter)
	document := camille.must(201, "POST", "/attachments", letter).text("id")
	camille.must(200, "POST", "/opinion-requests/"+theirs+"/answer", map[string]any{"opinion": "none", "on_behalf": "Courrier du 2 juillet", "document": document})
	camille.must(200, "GET", "/attachments/"+document+"/content", nil)
	for _, b := range []*browser{police, h.as(t, h.applicantOf(t, "N4"))} {
		b.refused(404, "attachment.not_found", "GET", "/attachments/"+document+"/content", nil)
	}
	page = camille.get(path + "/review")
	if page.text("opinions", "received") != "2" || page.text("opinions", "items", 0, "answer", "reason") != "Site mal choisi" {
		t.Error(page.at("opinions"))
	}
	// The wall itself, whatever is asked of it.
	err := h.db.InTx(t.Context(), postgres.Scope{Actor: h.account(t, adviser)}, func(tx postgres.Tx) error {
		for query, want := range map[string]int{`select count(*) from applications`: 1, `select count(*) from opinion_requests`: 1, `select count(*) from opinion_answers`: 1, `select count(*) from attachments`: 0,
			`select count(*) from review_checks`: 0, `select count(*) from file_messages`: 0, `select count(*) from journal`: 0, `select count(*) from committee_sessions`: 0, `select count(*) from organisations`: 1} {
			got, err := postgres.List[int](tx.SQL().Raw(query))
			if err != nil || got[0] != want {
				t.Errorf("%s: %v, want %d, %v", query, got, want, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADayInTheWorkList(t *testing.T) {
	h := open(t)
	camille, owner := h.as(t, reviewer), h.as(t, h.applicantOf(t, "N4"))
	path := "/applications/" + h.file(t, "N4")
	list := camille.get("/worklist")
	if len(list.list("items")) == 0 || list.text("total") == "0" {
		t.Fatal(list)
	}
	views := camille.must(200, "POST", "/worklist/views", map[string]any{"name": "En retard", "filter": map[string]any{"late": true, "due": "opinions"}})
	if views.text("items", 0, "filter", "due") != "opinions" {
		t.Error(views)
	}
	if other := h.as(t, cabinet).get("/worklist/views").list("items"); len(other) > 0 {
		t.Error("a view is its owner's", other)
	}
	camille.must(200, "POST", path+"/messages", map[string]any{"body": "Entre nous", "internal": true})
	camille.must(200, "POST", path+"/messages", map[string]any{"body": "Un RIB, s'il vous plaît"})
	thread := owner.get(path + "/messages")
	if len(thread.list("items")) != 1 || thread.text("unread") != "1" {
		t.Error(thread)
	}
	thread = owner.must(200, "PUT", path+"/messages/read", map[string]any{"message": thread.text("items", 0, "id")})
	if thread.text("unread") != "0" {
		t.Error(thread)
	}
	owner.must(200, "POST", path+"/messages", map[string]any{"body": "Le voici"})
	if got := camille.get("/worklist?unread=true").list("items"); len(got) != 1 || got[0].text("code") != "N4" {
		t.Error(got)
	}
	// Everything on one act, by the filter, and each says why.
	run := camille.must(200, "POST", "/reviews/bulk", map[string]any{"key": "k", "act": "readiness", "filter": map[string]any{"state": "under_review"}})
	if run.text("done") != "0" || run.text("refused") != run.text("total") || run.text("total") == "0" || run.text("items", 0, "reason") == "" {
		t.Error(run)
	}
	examined(camille, path)
	run = camille.must(200, "POST", "/reviews/bulk", map[string]any{"key": "k2", "act": "readiness", "ids": []any{h.file(t, "N4")}})
	if run.text("done") != "1" || camille.get(path).text("state") != "ready" {
		t.Error(run)
	}
	again := camille.must(200, "POST", "/reviews/bulk", map[string]any{"key": "k2", "act": "readiness", "ids": []any{h.file(t, "N4")}})
	if again.text("id") != run.text("id") {
		t.Error(again)
	}
}

func TestARenewalStandsBesideLastYearsFile(t *testing.T) {
	h := open(t)
	camille := h.as(t, reviewer)
	past := camille.get("/applications/" + h.file(t, "R1") + "/review").at("renewal")
	for field, want := range map[string]string{"code": "P1", "granted_euros": "58500.00", "paid_euros": "58500.00", "realised_euros": "74118.62", "underspent_euros": "831.38",
		"spent_percent": "98.89", "cost_delta_euros": "3450.00", "requested_delta_euros": "3000.00", "report_filed_on": "2027-03-10"} {
		if got := past.text(field); got != want {
			t.Errorf("%s: %s, want %s", field, got, want)
		}
	}
	if got := len(past.list("remarks")); got != 2 {
		t.Errorf("%d remarks: %v", got, past)
	}
	if other := camille.get("/applications/" + h.file(t, "N4") + "/review"); other.v.(map[string]any)["renewal"] != nil {
		t.Error("a new file renews nothing", other.at("renewal"))
	}
}
