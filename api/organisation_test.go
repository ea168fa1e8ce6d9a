package api_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// record99 gives the applicant of N10 a mandate, an account that awaits a second
// person and a second member, and returns their ids.
func (h *house) record99(t testing.TB) (organisation, mandate, account, member string) {
	t.Helper()
	organisation = h.id(t, `select applicant_id from applications where code = 'N10'`)
	owner := h.as(t, h.applicantOf(t, "N10"))
	owner.must(200, "POST", "/organisations/me/mandates", map[string]any{"kind": "in_charge", "name": "Rose Réseau", "function": "Directrice", "starts_on": "2027-01-01"})
	mandate = h.id(t, `select id from body_mandates where organisation_id = ?`, organisation)
	account = postgres.NewID()
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		a, err := party.Enrol(tx, party.Account{Email: "second@corps.fr", Name: "Seconde Personne", Role: party.Applicant, OrganisationID: &organisation, Departement: "99", Demonstration: true}, "")
		if err != nil {
			return err
		}
		member = a.ID
		return tx.SQL().Exec(`insert into body_accounts (id, organisation_id, departement, iban, holder, state, first, proposed_by, proposed_by_name, proposed_at)
			values (?, ?, '99', 'FR7630001007990000001234592', 'X', 'proposed', false, ?, 'Seconde Personne', ?)`, account, organisation, member, tx.Now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return organisation, mandate, account, member
}

func anEdit(path string, value any, base int) map[string]any {
	return map[string]any{"id": postgres.NewID(), "path": path, "value": value, "base": base}
}

func edits(all ...any) map[string]any { return map[string]any{"edits": all} }

// A body fills its record; two of its people meet on one field; an agent reads it.
func TestARecordIsToldOnceAndReadWithItsProvenance(t *testing.T) {
	h := open(t)
	organisation, _, _, _ := h.record99(t)
	anna, second, reviewer := h.as(t, h.applicantOf(t, "N10")), h.as(t, "second@corps.fr"), h.as(t, "instruction@99")
	before := versionOf(anna.get("/organisations/me/record"))
	answer := anna.must(200, "PATCH", "/organisations/me/record", edits(anEdit("acronym", "ADL", before), anEdit("address.postal_code", "6900", before)))
	if len(answer.list("saved")) != 2 || answer.list("saved")[0].text("source") != "typed" {
		t.Fatal(answer)
	}
	told := ""
	for _, p := range answer.list("problems") {
		if p.text("path") == "address.postal_code" {
			told = p.text("detail")
		}
	}
	if !strings.Contains(told, "« 6900 » : attendu : 5 chiffres") {
		t.Error(told)
	}
	answer = second.must(200, "PATCH", "/organisations/me/record", edits(anEdit("acronym", "LAL", before)))
	if c := answer.list("conflicts"); len(c) != 1 || c[0].text("current", "value") != "ADL" || c[0].text("other", "value") != "LAL" {
		t.Fatal(answer)
	}
	if r := anna.get(fmt.Sprintf("/organisations/me/record?since=%d", before+2)); len(r.list("fields")) != 0 || len(r.list("conflicts")) != 1 {
		t.Error(r)
	}
	sheet := reviewer.get("/organisations/" + organisation)
	if f := sheet.list("record", "fields"); len(f) < 2 || len(sheet.list("trace")) == 0 || len(sheet.list("members")) != 2 {
		t.Error(sheet)
	}
	for _, f := range sheet.list("record", "fields") {
		if f.text("path") == "acronym" && (f.text("by") == "" || f.text("at") == "") {
			t.Error(f)
		}
	}
}

// A president leaves: the préfecture opens access to the next one, who takes it.
func TestTheNextPresidentComesIn(t *testing.T) {
	h := open(t)
	organisation, _, _, member := h.record99(t)
	second := h.as(t, "second@corps.fr")
	opened := h.as(t, "instruction@99").must(200, "POST", "/organisations/"+organisation+"/access-reopening", map[string]any{
		"email": "neuve@corps.fr", "name": "Neuve Présidente", "reason": "décès de la présidente", "document": "récépissé du 2 mars", "end_accounts": []string{member}})
	if opened.text("link") != "/invitation" || len(opened.text("code")) < 20 {
		t.Fatal(opened)
	}
	if a := second.send("GET", "/organisations/me", nil); a.status != 401 {
		t.Errorf("the access that was ended: %d", a.status)
	}
	b := h.browser(t)
	b.must(422, "POST", "/invitations/acceptance", map[string]any{"code": "AAAA", "password": "une phrase assez longue"})
	me := b.must(200, "POST", "/invitations/acceptance", map[string]any{"code": opened.text("code"), "password": "une phrase assez longue"})
	if me.text("role") != "applicant" || me.text("name") != "Neuve Présidente" {
		t.Error(me)
	}
	sheet := b.get("/organisations/me")
	if sheet.text("id") != organisation {
		t.Error(sheet)
	}
	found := false
	for _, j := range sheet.list("trace") {
		if j.text("act") == "body.access_reopened" {
			found = j.text("reason") == "décès de la présidente (pièce : récépissé du 2 mars)" && j.text("actor") == "Service instructeur"
		}
	}
	if !found {
		t.Error(sheet.list("trace"))
	}
	b.must(422, "POST", "/invitations/acceptance", map[string]any{"code": opened.text("code"), "password": "une phrase assez longue"})
	// A file is the body's: the newcomer reads it.
	if a := b.send("GET", "/applications/"+h.file(t, "N10"), nil); a.status != 200 {
		t.Error(fmt.Sprint(a.status))
	}
}

func versionOf(record value) int {
	version, _ := strconv.Atoi(record.text("version"))
	return version
}
