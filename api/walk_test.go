package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tourdetable/domain/attachment"
	"tourdetable/domain/calendar"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/programme"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

// clock is the time of a house that a test moves.
type clock struct{ at atomic.Pointer[time.Time] }

func (c *clock) now() time.Time { return *c.at.Load() }
func (c *clock) set(month time.Month, day int) {
	at := calendar.On(2026, month, day).At(10, 0, calendar.Paris)
	c.at.Store(&at)
}

const (
	body99  = "99900001100018"
	other99 = "99900012800010"
)

// empty is a house whose call is open and where nothing has happened.
func empty(t *testing.T) (*house, *clock) {
	t.Helper()
	h, c := &house{log: &lines{}}, &clock{}
	c.set(1, 12)
	h.db = postgrestest.Open(t).WithClock(c.now)
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		h.record(tx.SQL())
		siret := siretOf(t, "99910001900010")
		for i, code := range []string{"FIPD-D", "MILDECA", "CD"} {
			f := funding.Funder{Departement: "99", Code: code, Name: "Crédits " + code, Kind: funding.State, Siret: siret, Rank: i}
			if code == "CD" {
				f.Kind = funding.Local
			}
			if err := funding.Register(tx, party.System, f); err != nil {
				return err
			}
		}
		ceiling := money.Percents("80.00")
		campaign, err := programme.Prepare(tx, party.System, programme.Campaign{Departement: "99", Year: 2026, Title: "Appel 2026", OpensOn: calendar.On(2026, 1, 5),
			ClosesAt: calendar.On(2026, 1, 31).At(23, 59, calendar.Paris), Rules: programme.Rules{PublicShareCeiling: &ceiling, Tolerance: money.Percents("5.00"), ConvocationDays: 5}})
		if err != nil {
			return err
		}
		if err := programme.OpenCall(tx, party.System, campaign.ID); err != nil {
			return err
		}
		for _, a := range []party.Account{{Email: "instruction", Role: party.Reviewer, Name: "Camille Instruction"}, {Email: "cabinet", Role: party.CabinetDirector, Name: "Dominique Cabinet"},
			{Email: "prefet", Role: party.Prefect, Name: "Claude Préfet"}, {Email: "region", Role: party.RegionPrefect, Name: "Sacha Région"}, {Email: "finances", Role: party.FinanceOfficer, Name: "Alix Finances"},
			{Email: "audit", Role: party.Auditor, Name: "Noé Audit"}, {Email: "siege-fipd", Role: party.FunderMember, Funder: "FIPD", Name: "Siège FIPD"}, {Email: "siege-mildeca", Role: party.FunderMember, Funder: "MILDECA", Name: "Siège MILDECA"},
			{Email: "siege-cd", Role: party.FunderMember, Funder: "CD", Name: "Siège CD"}, {Email: "vote-cd", Role: party.FunderMember, Funder: "CD", Name: "Exécutif CD"}} {
			a.Email, a.Departement, a.Demonstration = a.Email+"@99", "99", true
			if _, err := party.Enrol(tx, a, ""); err != nil {
				return err
			}
		}
		for name, text := range map[string]string{"Maison des Parents": body99, "Jeunesse 99": other99} {
			body, err := party.Register(tx, party.Organisation{Siret: siretOf(t, text), Name: name, Kind: "association", Departement: "99"})
			if err != nil {
				return err
			}
			if _, err := party.Enrol(tx, party.Account{Email: "porteur-" + text + "@exemple.fr", Name: name, Role: party.Applicant, OrganisationID: &body.ID, Departement: "99", Demonstration: true}, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if h.files, err = attachment.OpenDisk(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(h.handler(true))
	t.Cleanup(h.server.Close)
	return h, c
}

func siretOf(t testing.TB, s string) identity.Siret {
	t.Helper()
	x, err := identity.ParseSiret(s)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// silent plays what an applicant must not notice: all it reads is the same
// before and after, but the version of the file.
func silent(applicant *browser, file string, play func()) {
	applicant.t.Helper()
	read := func() (all []value) {
		for _, path := range []string{"/applications/" + file, "/applications/" + file + "/form", "/applications/" + file + "/rules", "/applications", "/applications?state=under_review", "/applications?state=decided", "/campaigns", "/messages"} {
			v := applicant.get(path)
			delete(v.v.(map[string]any), "version")
			all = append(all, v)
		}
		return all
	}
	before := read()
	play()
	for i, after := range read() {
		if !reflect.DeepEqual(before[i], after) {
			applicant.t.Errorf("the applicant noticed:\n%v\n%v", before[i], after)
		}
	}
}

func TestTheWholeWalk(t *testing.T) {
	h, clock := empty(t)
	region, applicant, reviewer, cabinet := h.as(t, "region@99"), h.as(t, "porteur-"+body99), h.as(t, "instruction@99"), h.as(t, "cabinet@99")
	prefect, finance, auditor := h.as(t, "prefet@99"), h.as(t, "finances@99"), h.as(t, "audit@99")
	fipd, mildeca, cd, executive := h.as(t, "siege-fipd@99"), h.as(t, "siege-mildeca@99"), h.as(t, "siege-cd@99"), h.as(t, "vote-cd@99")
	other := h.as(t, "porteur-"+other99)

	// Envelopes.
	campaign := region.get("/campaigns").text("items", 0, "id")
	for funder, euros := range map[string]string{"FIPD-D": "20000.00", "MILDECA": "5000.00", "CD": "10000.00"} {
		region.must(200, "PUT", "/campaigns/"+campaign+"/envelopes/"+funder, map[string]any{"envelope_euros": euros})
	}
	region.refused(404, "funding.not_found", "PUT", "/campaigns/"+campaign+"/envelopes/NULLE", map[string]any{"envelope_euros": "1.00"})

	// The record of the body, and the draft.
	applicant.records("association", 2026)
	file := applicant.fills(campaign, "association", 2026, rehearsaltest.Amounts{"FIPD-D": "8000.00", "CD": "4000.00"}, "3000.00")
	id := file.text("id")
	path := "/applications/" + id
	code := file.text("code")
	retitled := func() map[string]any { return edits(anEdit("projects.p1.title", "Groupes de parole pour parents", 99)) }
	reviewer.refused(404, "application.not_found", "GET", path, nil) // a draft is its applicant's
	reviewer.refused(404, "application.not_found", "GET", path+"/form", nil)
	applicant.types(id, map[string]any{"projects.p1.title": "Groupes de parole pour parents"})
	if got := applicant.get(path); got.text("title") != "Groupes de parole pour parents" || got.text("plan", "cost_euros") != "15000.00" {
		t.Error(got)
	}
	other.refused(404, "application.not_found", "GET", path, nil)
	other.refused(404, "application.not_found", "GET", path+"/form", nil)
	other.refused(404, "application.not_found", "PATCH", path+"/answers", retitled())
	other.refused(404, "application.not_found", "POST", path+"/submission", map[string]any{})
	alert := applicant.refused(422, "application.justification", "POST", path+"/submission", map[string]any{}) // the FIPD pays more than half (R09)
	if v := alert.value(); v.text("field") != "justification" || v.text("law") == "" {
		t.Errorf("%s", alert.body)
	}
	applicant.types(id, map[string]any{"justification": "Aucun autre financeur n'intervient aux Tilleuls"})
	applicant.must(200, "POST", path+"/submission", map[string]any{})
	applicant.refused(422, "application.state", "PATCH", path+"/answers", retitled())

	// The review.
	clock.set(2, 3)
	reviewer.refused(422, "application.reason", "POST", path+"/document-request", map[string]any{})
	reviewer.refused(422, "review.unchecked", "POST", path+"/admission", map[string]any{})
	examined(reviewer, path)
	for _, step := range []string{"admission", "review"} {
		reviewer.must(200, "POST", path+"/"+step, map[string]any{})
	}
	var fipdRequest, cdRequest string
	for _, r := range reviewer.get(path).list("plan", "requests") {
		if r.text("funder", "code") == "FIPD-D" {
			fipdRequest = r.text("id")
		} else {
			cdRequest = r.text("id")
		}
	}
	silent(applicant, id, func() {
		reviewer.must(200, "POST", path+"/readiness", map[string]any{})
		reviewer.must(200, "PUT", "/requests/"+fipdRequest+"/proposal", map[string]any{"amount_euros": "7000.00"})
		reviewer.refused(422, "cofunding.over_request", "PUT", "/requests/"+fipdRequest+"/proposal", map[string]any{"amount_euros": "8000.01"})
	})

	// The session.
	seats := []any{map[string]any{"code": "FIPD", "voting": true}, map[string]any{"code": "MILDECA", "voting": true}, map[string]any{"code": "CD", "voting": true}, map[string]any{"code": "procureur", "voting": false}}
	convocation := map[string]any{"campaign": campaign, "on": "2026-02-12", "place": "Préfecture", "seats": seats}
	reviewer.refused(422, "committee.convocation", "POST", "/committee-sessions", with(convocation, "on", "2026-02-04"))
	var session, item string
	silent(applicant, id, func() {
		session = "/committee-sessions/" + reviewer.must(201, "POST", "/committee-sessions", convocation).text("id")
		item = session + "/items/" + reviewer.must(200, "POST", session+"/agenda", map[string]any{"application": id}).text("items", 0, "id")
		again := reviewer.send("POST", session+"/agenda", map[string]any{"application": id})
		if again.status != 422 {
			t.Errorf("the same file twice on the agenda: %d %s", again.status, again.body)
		}
		clock.set(2, 12)
		cabinet.refused(422, "committee.quorum", "POST", session+"/opening", nil)
		for _, seat := range []string{"FIPD", "MILDECA", "CD"} {
			cabinet.must(200, "POST", session+"/attendance", map[string]any{"seat": seat, "present": true})
		}
		cabinet.must(200, "POST", session+"/opening", nil)
		fipd.refused(422, "committee.vote_closed", "POST", item+"/ballot", map[string]any{"vote": "for"})
		cabinet.must(200, "POST", item+"/opening", nil)
		fipd.must(200, "PUT", "/requests/"+fipdRequest+"/announcement", map[string]any{"amount_euros": "6500.00"})
		fipd.refused(403, "cofunding.not_yours", "PUT", "/requests/"+cdRequest+"/announcement", map[string]any{"amount_euros": "1.00"})
		// The secretary notes the recusal of the CD's seat.
		cabinet.must(200, "POST", item+"/recusal", map[string]any{"seat": "CD", "reason": "Vice-présidente de l'association"})
	})
	hidden(t, cd, campaign, id, code, session)
	cd.refused(422, "committee.recused", "POST", item+"/ballot", map[string]any{"vote": "for"})
	if got := cabinet.get(path).text("code"); got != code {
		t.Error("the secretary who notes a recusal does not step out:", got)
	}
	silent(applicant, id, func() {
		fipd.must(200, "POST", item+"/ballot", map[string]any{"vote": "for"})
		if v := mildeca.get(session); len(v.list("items", 0, "ballots")) != 1 || v.text("items", 0, "tally", "for") != "0" {
			t.Error("a member reads how others vote before the end:", v.at("items", 0))
		}
		mildeca.must(200, "POST", item+"/ballot", map[string]any{"vote": "against"})
		mildeca.must(200, "POST", item+"/ballot", map[string]any{"vote": "abstain"})
		cabinet.refused(422, "committee.unexamined", "POST", session+"/closing", nil)
		concluded := cabinet.must(200, "POST", item+"/closing", nil).at("items", 0)
		if concluded.text("opinion") != "favourable" || concluded.text("tally", "for") != "1" || concluded.text("tally", "abstain") != "1" || concluded.text("tally", "recused") != "1" {
			t.Error(concluded)
		}
		cabinet.must(200, "POST", session+"/closing", nil)
		cabinet.refused(422, "committee.state", "POST", session+"/attendance", map[string]any{"seat": "CD", "present": false})
	})
	minutes := string(auditor.send("GET", session+"/minutes", nil).body)
	for _, sentence := range []string{"Le quorum est atteint : 3 sièges délibérants présents sur 3.", "Déports : CD.", "Vote présidé par FIPD : 1 pour, 0 contre, 1 abstention.", "favorable"} {
		if !strings.Contains(minutes, sentence) {
			t.Errorf("the minutes do not say « %s »: %s", sentence, minutes)
		}
	}
	if text := string(cd.send("GET", session+"/minutes", nil).body); strings.Contains(text, code) || !strings.Contains(text, "Déport enregistré") {
		t.Error(text)
	}

	// The decisions.
	clock.set(3, 2)
	var award, localAward string
	silent(applicant, id, func() {
		prefect.refused(403, "award.may_not", "POST", "/requests/"+cdRequest+"/decision", map[string]any{"outcome": "awarded", "amount_euros": "3000.00", "deliberation": "2026-12"})
		prefect.refused(422, "award.over_request", "POST", "/requests/"+fipdRequest+"/decision", map[string]any{"outcome": "awarded", "amount_euros": "8000.01"})
		refused := prefect.refused(422, "award.reason", "POST", "/requests/"+fipdRequest+"/decision", map[string]any{"outcome": "refused", "amount_euros": "0.00"})
		if refused.value().text("field") != "reason" {
			t.Errorf("%s", refused.body)
		}
		decided := prefect.must(200, "POST", "/requests/"+fipdRequest+"/decision", map[string]any{"outcome": "awarded", "amount_euros": "6500.00", "revised_cost_euros": "14000.00"})
		award = decided.text("plan", "requests", 0, "decision", "id")
		prefect.refused(422, "award.answered", "POST", "/requests/"+fipdRequest+"/decision", map[string]any{"outcome": "awarded", "amount_euros": "6500.00"})
		h.ask(t, new(int), `insert into tranches (application_id, departement, funder, year, amount, firm) values (?, '99', 'FIPD-D', 2026, 6500, true) returning 1`, id)
		late := executive.refused(422, "award.deliberation", "POST", "/requests/"+cdRequest+"/decision", map[string]any{"outcome": "awarded", "amount_euros": "3000.00"})
		if law := late.value().text("law"); !strings.Contains(law, "CGCT") {
			t.Errorf("law %q", law)
		}
	})
	silent(applicant, id, func() {
		accord := map[string]any{"outcome": "awarded", "amount_euros": "3000.00", "deliberation": "CP-2026-03-12"}
		cd.refused(403, "casefile.recused", "POST", "/requests/"+cdRequest+"/decision", accord)
		cd.refused(403, "casefile.recused", "PUT", "/requests/"+cdRequest+"/announcement", map[string]any{"amount_euros": "1.00"})
		localAward = executive.must(200, "POST", "/requests/"+cdRequest+"/decision", accord).text("plan", "requests", 1, "decision", "id")
	})
	if got := prefect.get(path); got.text("state") != "decided" || got.text("decided_euros") != "9500.00" || got.text("plan", "own_euros") != "4500.00" {
		t.Error(got.text("state"), got.text("decided_euros"), got.text("plan", "own_euros"))
	}
	if envelope := region.get("/campaigns/"+campaign+"/envelopes").at("items", 0); envelope.text("remaining_euros") != "13500.00" {
		t.Error(envelope)
	}

	// The acts.
	var act string
	silent(applicant, id, func() {
		drawn := prefect.must(200, "POST", "/awards/"+award+"/act", nil)
		act = "/acts/" + drawn.text("plan", "requests", 0, "act", "id")
		prefect.refused(422, "agreement.covered", "POST", "/awards/"+award+"/act", nil)
		prefect.refused(422, "agreement.not_signed", "POST", act+"/notification", nil)
		finance.refused(422, "agreement.not_signed", "POST", "/awards/"+award+"/commitment", map[string]any{"ej": "2103456789"})
		prefect.must(200, "POST", act+"/signature", nil)
		prefect.refused(422, "agreement.not_draft", "POST", act+"/signature", nil)
		prefect.refused(422, "agreement.not_committed", "POST", act+"/notification", nil)
		clock.set(3, 10)
		finance.must(200, "POST", "/awards/"+award+"/commitment", map[string]any{"ej": "2103456789"})
		finance.refused(422, "payment.not_state", "POST", "/awards/"+localAward+"/commitment", map[string]any{"ej": "2103456780"})
	})
	prefect.must(200, "POST", act+"/notification", nil)
	told := applicant.get(path)
	if d := told.at("plan", "requests", 0); d.text("decision", "amount_euros") != "6500.00" || d.text("act", "notified_on") != "2026-03-10" {
		t.Error("the applicant is told nothing:", d)
	}
	if d := told.at("plan", "requests", 1); d.at("decision").v != nil {
		t.Error("the applicant reads what the CD did not notify:", d)
	}
	if len(told.list("tranches")) != 1 {
		t.Error("the applicant is not told of its tranches:", told.at("tranches"))
	}
	if told.text("decided_euros") != "6500.00" || told.text("plan", "final_cost_euros") != "14000.00" {
		t.Error(told.text("decided_euros"), told.text("plan", "final_cost_euros"))
	}

	// Chorus pays twice; the same file again adds nothing.
	clock.set(4, 20)
	extract := form{"chorus", "extrait.csv", strings.ReplaceAll(strings.ReplaceAll(chorus("2103456789", "100000001", "4 000,00", "100000002", "1 500,50").content, "2027", "2026"), other99, body99)}
	imported := finance.must(201, "POST", "/imports", extract)
	if imported.text("taken") != "2" || imported.text("amount_euros") != "5500.50" {
		t.Error(imported)
	}
	if again := finance.must(201, "POST", "/imports", extract); again.text("already") != "2" || again.text("amount_euros") != "0.00" {
		t.Error(again)
	}
	if got := auditor.get(path); got.text("state") != "executing" || got.text("plan", "requests", 0, "paid_euros") != "5500.50" || len(got.list("payments")) != 2 {
		t.Error(got.text("state"), got.at("plan", "requests", 0), got.at("payments"))
	}

	// The report: 14 000 planned, 7 000 spent, half is due.
	clock.set(12, 20)
	reviewer.refused(404, "reporting.not_found", "POST", path+"/financial-report/validation", nil)
	applicant.refused(400, "reporting.malformed", "POST", path+"/financial-report", map[string]any{"realised_euros": "-1.00"})
	applicant.must(200, "POST", path+"/financial-report", map[string]any{"realised_euros": "7000.00"})
	reviewer.must(200, "POST", path+"/financial-report/validation", nil)
	reviewer.refused(422, "reporting.filed", "POST", path+"/financial-report/validation", nil)
	settled := auditor.get(path).at("plan", "requests", 0)
	if settled.text("due_euros") != "3250.00" || settled.text("recovery_euros") != "2250.50" {
		t.Error(settled)
	}
	if seen := applicant.get(path).at("plan", "requests", 0); seen.at("recovery_euros").v != nil {
		t.Error("the applicant reads a recovery that is only proposed:", seen)
	}
	figures := auditor.get("/campaigns/" + campaign + "/figures")
	if figures.text("decided_total_euros") != "9500.00" || figures.text("recoveries_euros", code+"/FIPD-D") != "2250.50" {
		t.Error(figures)
	}

	ledgerAgrees(t, auditor, "", "?funder=FIPD-D", "?application="+code, "?funder=CD&application="+code, "?funder=RIEN")
	if v := auditor.get("/ledger/verdict"); v.text("intact") != "true" || v.text("entries") != auditor.get("/ledger").text("totals", "count") {
		t.Error(v)
	}
	everySecret(t, applicant, id)
	if log := h.log.String(); strings.Contains(log, "request failed") {
		t.Error(log)
	}
}

// hidden checks that a member who stepped out reads nothing of the file.
func hidden(t *testing.T, member *browser, campaign, id, code, session string) {
	t.Helper()
	member.refused(403, "casefile.recused", "GET", "/applications/"+id, nil)
	for _, path := range []string{"/applications", "/applications?q=" + code, "/applications?q=Groupes", "/campaigns/" + campaign + "/grid", "/campaigns/" + campaign + "/tasks",
		"/campaigns/" + campaign + "/figures", session, session + "/minutes", "/messages"} {
		a := member.send("GET", path, nil)
		if a.status != 200 || strings.Contains(string(a.body), code) || strings.Contains(string(a.body), id) || strings.Contains(string(a.body), "Groupes de parole") {
			t.Errorf("%s: %d: %s", path, a.status, a.body)
		}
	}
	if page := member.get("/applications"); page.text("total") != "0" {
		t.Errorf("a hidden file is counted: %v", page)
	}
}

// ledgerAgrees checks that page, CSV and totals tell the same under each filter.
func ledgerAgrees(t *testing.T, b *browser, filters ...string) {
	t.Helper()
	for _, filter := range filters {
		var items []value
		next := ""
		for {
			query := filter
			if next != "" {
				query = strings.Replace(filter+"&after="+next, "&", "?", min(1, 1-strings.Count(filter, "?")))
			}
			page := b.get("/ledger" + query)
			items = append(items, page.list("items")...)
			if next = page.text("next"); next == "" {
				sum := money.Zero
				for _, i := range items {
					sum = sum.Add(money.Euros(i.text("amount_euros")))
				}
				if page.text("totals", "count") != fmt.Sprint(len(items)) || page.text("totals", "amount_euros") != sum.String() {
					t.Errorf("%s: %d entries of %s, totals %v", filter, len(items), sum, page.at("totals"))
				}
				csvAgrees(t, b, filter, items, sum)
				break
			}
		}
	}
}

func csvAgrees(t *testing.T, b *browser, filter string, items []value, sum money.Amount) {
	t.Helper()
	a := b.send("GET", "/ledger.csv"+filter, nil)
	text, marked := strings.CutPrefix(string(a.body), "\ufeff")
	if a.status != 200 || !marked || a.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.header.Get("Content-Disposition"), `filename="grand-livre-99.csv"`) {
		t.Fatalf("%s: %d %v %.80s", filter, a.status, a.header, a.body)
	}
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("%s: a line ends without CRLF", filter)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != len(items)+2 {
		t.Fatalf("%s: %d rows for %d entries: %v", filter, len(rows), len(items), err)
	}
	slices.Reverse(items)
	for i, item := range items {
		row := rows[i+1]
		if row[1] != item.text("seq") || strings.Replace(row[6], ",", ".", 1) != item.text("amount_euros") || row[11] != item.text("hash") || row[7] != item.text("reason") || row[8] != item.text("actor") {
			t.Errorf("%s: row %v, entry %v", filter, row, item)
		}
	}
	last := rows[len(rows)-1]
	if last[0] != "Total" || !strings.HasPrefix(last[1], fmt.Sprintf("%d écritures, instantané ", len(items))) || strings.Replace(last[6], ",", ".", 1) != sum.String() {
		t.Errorf("%s: totals %v, want %s", filter, last, sum)
	}
}

// A body whose seat is in another département applies here: who reviews here
// reads its name; who works where it has its seat reads nothing of the file.
func TestABodyFromElsewhereApplies(t *testing.T) {
	h, _ := empty(t)
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		body, err := party.Register(tx, party.Organisation{Siret: siretOf(t, "99900013600013"), Name: "Fédération de Loire", Kind: "commune", Departement: "44"})
		if err != nil {
			return err
		}
		for _, a := range []party.Account{{Email: "porteur-44@exemple.fr", Name: "Fédération", Role: party.Applicant, OrganisationID: &body.ID, Departement: "44"},
			{Email: "instruction@44", Name: "Instruction 44", Role: party.Reviewer, Departement: "44"}} {
			a.Demonstration = true
			if _, err := party.Enrol(tx, a, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	applicant, here, there := h.as(t, "porteur-44"), h.as(t, "instruction@99"), h.as(t, "instruction@44")
	campaign := applicant.get("/campaigns").text("items", 0, "id")
	applicant.records("commune", 2026)
	file := applicant.fills(campaign, "commune", 2026, ten, "4.00")
	path := "/applications/" + file.text("id")
	if seen := string(here.send("GET", "/applications", nil).body); strings.Contains(seen, "Fédération") {
		t.Error("a draft gives its applicant away:", seen)
	}
	applicant.must(200, "POST", path+"/submission", map[string]any{})
	if got := here.get(path).text("applicant", "name"); got != "Fédération de Loire" {
		t.Errorf("applicant %q", got)
	}
	if page := here.get("/applications"); len(page.list("items")) != 1 || page.text("total") != "1" {
		t.Error(page)
	}
	if rows := here.get("/campaigns/" + campaign + "/grid").list("rows"); len(rows) != 1 || rows[0].text("application", "applicant") != "Fédération de Loire" {
		t.Error(rows)
	}
	there.refused(404, "application.not_found", "GET", path, nil)
	there.refused(404, "application.not_found", "POST", path+"/admission", map[string]any{})
	if page := there.get("/applications"); page.text("total") != "0" {
		t.Error(page)
	}
}
