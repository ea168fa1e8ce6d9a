package api_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// everySecret reads all that an applicant gets, field by field: nothing that
// leads to a decision, and no decision before its notification.
func everySecret(t *testing.T, applicant *browser, file string) {
	t.Helper()
	for _, path := range []string{"/applications/" + file, "/applications/" + file + "/form", "/applications/" + file + "/rules", "/applications", "/campaigns", "/committee-sessions", "/messages", "/session"} {
		a := applicant.send("GET", path, nil)
		if a.status != 200 && a.status != 403 {
			t.Errorf("%s: %d", path, a.status)
		}
		secrets(t, path, a.value().v)
	}
}

// never are the fields that no applicant reads with a value in them.
var never = []string{"proposed_euros", "announced_euros", "opinion", "recovery_euros", "due_euros", "derogation_reason", "ballots", "tally", "items_recused",
	"anomalies", "iban", "email", "password_hash", "decided_by", "signed_by"}

func secrets(t *testing.T, where string, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			secrets(t, fmt.Sprintf("%s[%d]", where, i), x)
		}
	case map[string]any:
		for k, x := range v {
			filled := x != nil && x != "" && x != false && fmt.Sprint(x) != "[]"
			if slices.Contains(never, k) && filled || k == "against_opinion" && filled || k == "decision" && filled && strings.HasSuffix(where, "/rules") {
				t.Errorf("%s.%s = %v", where, k, x)
			}
			if text, ok := x.(string); ok && k == "state" && slices.Contains([]string{"ready", "examined", "deferred", "decided", "refused"}, text) {
				t.Errorf("%s.%s = %v", where, k, x)
			}
			if text, ok := x.(string); ok && strings.Contains(where, "journal") && k == "actor" && slices.Contains([]string{"Claude Préfet", "Dominique Cabinet", "Alix Finances", "Sacha Région"}, text) {
				t.Errorf("%s.%s = %v", where, k, x)
			}
			if k == "act" && strings.Contains(where, "journal") {
				if text := fmt.Sprint(x); strings.HasPrefix(text, "cofunding.") || strings.HasPrefix(text, "committee.") || strings.HasPrefix(text, "award.") ||
					slices.Contains([]string{"application.examined", "application.deferred", "application.decided", "application.refused", "application.made_ready", "application.revised",
						"agreement.drawn", "agreement.signed", "payment.committed", "payment.recovery_proposed"}, text) {
					t.Errorf("%s.%s = %v", where, k, x)
				}
			}
			secrets(t, where+"."+k, x)
		}
		if _, rules := v["decision"].([]any); v["decision"] != nil && !rules {
			if act, _ := v["act"].(map[string]any); act["notified_on"] == nil {
				t.Errorf("%s: a decision without a notification: %v", where, v)
			}
		}
	}
}

// Every applicant of the demonstration, every file of it.
func TestAnApplicantReadsWhatItWasTold(t *testing.T) {
	h := shared
	var files []struct{ ID, Code, Email, Applicant string }
	h.ask(t, &files, `select a.id, a.code, c.email, a.applicant_id as applicant from applications a join accounts c on c.organisation_id = a.applicant_id order by a.id`)
	if len(files) < 15 {
		t.Fatal(files)
	}
	for _, f := range files {
		b := h.as(t, f.Email)
		everySecret(t, b, f.ID)
		for _, line := range b.get("/applications").list("items") {
			if line.text("applicant", "id") != f.Applicant {
				t.Errorf("%s reads %v", f.Email, line)
			}
		}
		for _, g := range files {
			if g.Applicant != f.Applicant {
				b.refused(404, "application.not_found", "GET", "/applications/"+g.ID, nil)
			}
		}
	}
}

// A refusal does not tell either what the file has become.
func TestARefusalDoesNotTellTheState(t *testing.T) {
	h := shared
	var files []struct{ ID, State string }
	h.ask(t, &files, `select id, state from applications where state in ('decided', 'refused', 'examined') and code <> 'N10'`)
	if len(files) == 0 {
		t.Fatal("no such file")
	}
	for _, f := range files {
		b := h.as(t, h.id(t, `select c.email from accounts c join applications a on a.applicant_id = c.organisation_id where a.id = ?`, f.ID))
		a := b.refused(422, "application.state", "POST", "/applications/"+f.ID+"/submission", map[string]any{})
		for _, word := range []string{"Décidé", "Refusé", "Examiné"} {
			if strings.Contains(a.value().text("detail"), word) {
				t.Errorf("%s: %s", f.State, a.body)
			}
		}
	}
}

// What a member of the demonstration stepped out of, nobody of the seat's desk
// brings back to it.
func TestAMemberWhoSteppedOutReadsNothing(t *testing.T) {
	h := shared
	var recusals []struct{ Email, ID, Code, Campaign, Session string }
	h.ask(t, &recusals, `select m.email, a.id, a.code, a.campaign_id as campaign, i.session_id as session from committee_recusals r join committee_items i on i.id = r.item_id
		join applications a on a.id = i.application_id join accounts m on m.id::text = r.account where m.role = 'funder'`)
	if len(recusals) == 0 {
		t.Fatal("nobody stepped out")
	}
	for _, r := range recusals {
		b := h.as(t, r.Email)
		b.refused(403, "casefile.recused", "GET", "/applications/"+r.ID, nil)
		for _, path := range []string{"/applications?campaign=" + r.Campaign, "/campaigns/" + r.Campaign + "/grid", "/campaigns/" + r.Campaign + "/tasks",
			"/campaigns/" + r.Campaign + "/figures", "/committee-sessions/" + r.Session, "/committee-sessions/" + r.Session + "/minutes"} {
			if a := b.send("GET", path, nil); a.status != 200 || regexp.MustCompile(`\b`+r.Code+`\b`).Match(a.body) || strings.Contains(string(a.body), r.ID) {
				t.Errorf("%s: %s reads %s: %.300s", r.Email, path, r.Code, a.body)
			}
		}
	}
}

// The list and the file tell the same of a file, whoever reads.
func TestTheListAndTheFileAgree(t *testing.T) {
	h := shared
	for _, who := range []string{auditor, seat, executive, h.applicantOf(t, "P1"), h.applicantOf(t, "R4"), h.applicantOf(t, "N5")} {
		b := h.as(t, who)
		lines := b.get("/applications").list("items")
		if len(lines) == 0 {
			t.Errorf("%s reads no file", who)
		}
		for _, line := range lines {
			file := b.get("/applications/" + line.text("id"))
			for field, v := range line.v.(map[string]any) {
				if fmt.Sprint(v) != fmt.Sprint(file.at(field).v) {
					t.Errorf("%s, %s: %s is %v in the list, %v in the file", who, line.text("code"), field, v, file.at(field).v)
				}
			}
		}
	}
}
