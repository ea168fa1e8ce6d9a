package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

// records tells all that the record of one's body must hold before a deposit: its
// fields, its representative, its standing documents, its account, its engagement.
func (b *browser) records(kind string, year int) {
	b.t.Helper()
	told := []any{}
	for path, v := range rehearsaltest.Record(kind, year) {
		told = append(told, anEdit(path, v, 0))
	}
	b.must(200, "PATCH", "/organisations/me/record", edits(told...))
	me := b.get("/organisations/me")
	b.must(200, "POST", "/organisations/me/mandates", map[string]any{"kind": "legal", "civility": "Mme", "name": "Claire Legrand", "function": "Présidente",
		"email": me.text("members", 0, "email"), "starts_on": "2024-06-01"})
	for _, code := range rehearsaltest.Documents(kind) {
		id := b.must(201, "POST", "/attachments", upload{"subject_kind": "organisation", "subject_id": me.text("id"), "document": code, "name": code + ".pdf", "content": strings.Replace(aPDF, "\n", "\n%"+code+"\n", 1)}).text("id")
		if code == "rib" {
			b.must(200, "POST", "/organisations/me/bank-accounts", map[string]any{"iban": "FR7630001007990000001234592", "holder": me.text("name"), "document": id})
		}
	}
	if c := me.at("commitment"); c.text("needed") == "true" {
		b.must(200, "POST", "/organisations/me/cer", map[string]any{"version": c.text("text", "version"), "text_hash": c.text("text_hash")})
	}
}

// types saves answers over those that stand, and returns what is said of them.
func (b *browser) types(file string, answers map[string]any) value {
	b.t.Helper()
	versions := map[string]any{}
	for _, f := range b.get("/applications/" + file + "/form").list("fields") {
		versions[f.text("path")] = f.at("version").v
	}
	typed := []any{}
	for _, path := range slices.Sorted(maps.Keys(answers)) {
		base := versions[path]
		if base == nil {
			base = 0
		}
		typed = append(typed, map[string]any{"id": postgres.NewID(), "path": path, "value": answers[path], "base": base})
	}
	said := b.must(200, "PATCH", "/applications/"+file+"/answers", map[string]any{"edits": typed})
	if len(said.list("refused")) > 0 || len(said.list("conflicts")) > 0 {
		b.t.Fatal(said.at("refused"), said.at("conflicts"))
	}
	return said
}

// fills begins a file and answers all that it asks.
func (b *browser) fills(campaign, kind string, year int, requests rehearsaltest.Amounts, own string) value {
	b.t.Helper()
	file := b.must(201, "POST", "/applications", map[string]any{"campaign": campaign})
	b.types(file.text("id"), rehearsaltest.Answers(kind, year, requests, own))
	return file
}

var ten = rehearsaltest.Amounts{"CD": "6.00"}

// A file that is begun, typed, told what it misses, and deposited.
func TestAFileIsTypedFieldByField(t *testing.T) {
	h, _ := empty(t)
	b := h.as(t, "porteur-"+body99)
	campaign := b.get("/campaigns").text("items", 0, "id")
	id := postgres.NewID()
	begun := b.must(201, "POST", "/applications", map[string]any{"campaign": campaign, "id": id})
	if again := b.must(201, "POST", "/applications", map[string]any{"campaign": campaign, "id": id}); again.text("code") != begun.text("code") || begun.text("id") != id {
		t.Errorf("begun twice: %v, %v", begun, again)
	}
	path := "/applications/" + id
	bare := b.get(path + "/form")
	if bare.text("editable") != "true" || bare.text("situation", "ready") != "false" || len(bare.list("situation", "problems")) < 20 || len(bare.list("funders")) != 3 || bare.text("state") != "draft" {
		t.Errorf("%v", bare)
	}
	shown := b.get("/forms/" + bare.text("form"))
	if len(shown.list("form", "sections")) < 20 || len(shown.list("chart", "lines")) < 30 {
		t.Error(shown)
	}
	b.refused(404, "form.unknown_version", "GET", "/forms/12156-05", nil)
	b.refused(422, "application.incomplete", "POST", path+"/submission", map[string]any{})

	b.records("association", 2026)
	said := b.types(id, rehearsaltest.Answers("association", 2026, ten, "4.00"))
	if s := said.at("situation"); s.text("ready") != "true" || s.text("cost_euros") != "10.00" || s.text("requested_euros") != "6.00" || s.text("to_type") != "0" {
		t.Errorf("%v %v %v", s.at("problems"), s.text("to_type"), s.text("cost_euros"))
	}
	since := b.get(path + "/form?since=" + said.text("version"))
	if len(since.list("fields")) != 0 || since.text("version") != said.text("version") {
		t.Error(since)
	}
	// What no form holds is told edit by edit; a stale one is a second value.
	stale := anEdit("projects.p1.title", "Autrement", 1)
	said = b.must(200, "PATCH", path+"/answers", edits(anEdit("nulle.part", "x", 0), anEdit("record.name", "x", 0), anEdit("theme", map[string]any{"a": 1}, 0),
		anEdit("signature.place", strings.Repeat("a", application.AnswerMax), 0), stale))
	if r := said.list("refused"); len(r) != 4 || !strings.Contains(r[0].text("detail"), "nulle.part") || len(said.list("conflicts")) != 1 || said.text("situation", "ready") != "false" {
		t.Error(said.at("refused"), said.at("conflicts"))
	}
	if c := said.list("conflicts")[0]; c.text("current", "value") != "Groupes de parole" || c.text("other", "value") != "Autrement" {
		t.Error(c)
	}
	b.refused(422, "application.conflicts", "POST", path+"/submission", map[string]any{})
	chosen := anEdit("projects.p1.title", "Autrement", int(said.list("conflicts")[0].at("current", "version").v.(float64)))
	chosen["closes"] = []any{stale["id"]}
	if said = b.must(200, "PATCH", path+"/answers", edits(chosen)); said.text("situation", "ready") != "true" {
		t.Error(said)
	}
	if got := b.get(path + "/form"); len(got.list("conflicts")) != 0 {
		t.Error(got.at("conflicts"))
	}
	b.must(200, "POST", path+"/submission", map[string]any{})
	b.refused(422, "application.state", "PATCH", path+"/answers", edits(anEdit("theme", "x", 0)))
	if got := b.get(path + "/form"); got.text("editable") != "false" || len(got.list("situation", "rules")) < 20 {
		t.Error(got.text("editable"))
	}
	if got := h.as(t, "instruction@99").get(path + "/form"); got.text("editable") != "false" || len(got.list("fields")) < 40 {
		t.Errorf("the agent reads %d fields", len(got.list("fields")))
	}
}

// A call tells its rules, and chooses them until it opens.
func TestACallChoosesItsRules(t *testing.T) {
	h, _ := empty(t)
	cabinet, applicant := h.as(t, "cabinet@99"), h.as(t, "porteur-"+body99)
	for i := range 2 {
		cabinet.must(201, "POST", "/campaigns", map[string]any{"departement": "99", "year": 2027 + i, "title": "Appel suivant", "opens_on": fmt.Sprintf("%d-01-05", 2027+i), "closes_at": fmt.Sprintf("%d-02-15T11:00:00Z", 2027+i)})
	}
	campaign := "/campaigns/" + h.id(t, `select id from campaigns where year = 2027`)
	terms := map[string]any{"programmes": []any{"D"}, "rule_settings": map[string]any{"rules": map[string]any{"R12": map[string]any{"enabled": true, "parameters": map[string]any{"minimum": "4000.00"}}}}}
	r12 := func(v value) (r value) {
		for _, one := range v.list("items") {
			if one.text("rule") == "R12" {
				r = one
			}
		}
		return r
	}
	if before := r12(cabinet.get(campaign + "/rules")); before.text("enabled") != "false" || before.text("parameters", 0, "value") != "3000.00" || before.text("law") == "" {
		t.Error(before)
	}
	set := cabinet.must(200, "PUT", campaign+"/terms", terms)
	if r := r12(set); r.text("enabled") != "true" || r.text("parameters", 0, "value") != "4000.00" || set.text("rules_hash") != "" || set.text("programmes", 0) != "D" || set.text("form") != "12156-06+fipd-2027.1" {
		t.Error(set)
	}
	wrong := map[string]any{"rule_settings": map[string]any{"rules": map[string]any{"R99": map[string]any{}}}}
	if a := cabinet.refused(400, "rule.setting", "PUT", campaign+"/terms", wrong); a.value().text("field") != "rules.R99" {
		t.Errorf("%s", a.body)
	}
	applicant.refused(404, "programme.not_found", "GET", campaign+"/rules", nil)
	cabinet.must(200, "POST", campaign+"/opening", nil)
	cabinet.refused(422, "programme.not_draft", "PUT", campaign+"/terms", terms)
	if r := applicant.get(campaign + "/rules"); len(r.text("rules_hash")) != 64 || r12(r).text("parameters", 0, "value") != "4000.00" || len(r.list("items")) < 52 {
		t.Error(r)
	}
}

// Time given after the closing opens the deposit to one body.
func TestAGraceIsGivenToABody(t *testing.T) {
	h, clock := empty(t)
	cabinet, b, other := h.as(t, "cabinet@99"), h.as(t, "porteur-"+body99), h.as(t, "porteur-"+other99)
	campaign := b.get("/campaigns").text("items", 0, "id")
	b.records("association", 2026)
	file := b.fills(campaign, "association", 2026, ten, "4.00").text("id")
	clock.set(2, 3)
	b = h.as(t, "porteur-"+body99)
	cabinet, other = h.as(t, "cabinet@99"), h.as(t, "porteur-"+other99)
	b.refused(422, "programme.closed", "POST", "/applications/"+file+"/submission", map[string]any{})
	grace := map[string]any{"organisation": b.get("/organisations/me").text("id"), "until": "2026-02-10T11:00:00Z", "reason": "Panne du portail le 31 janvier"}
	b.refused(403, "party.forbidden", "POST", "/campaigns/"+campaign+"/graces", grace)
	cabinet.refused(422, "application.reason", "POST", "/campaigns/"+campaign+"/graces", with(grace, "reason", " "))
	if a := cabinet.send("POST", "/campaigns/"+campaign+"/graces", grace); a.status != 200 && a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	other.refused(422, "programme.closed", "POST", "/applications", map[string]any{"campaign": campaign})
	b.must(200, "POST", "/applications/"+file+"/submission", map[string]any{})
}
