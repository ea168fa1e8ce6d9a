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
