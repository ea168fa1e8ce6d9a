package api_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Who asks, by the beginning of their address.
const (
	nobody    = ""
	owner     = "owner" // the applicant of the file asked about
	stranger  = "stranger"
	reviewer  = "instruction@99"
	cabinet   = "cabinet@99"
	prefect   = "prefet@99"
	region    = "region@99"
	seat      = "siege-mildeca@99"
	executive = "executif-epci@99"
	finance   = "finances@99"
	auditor   = "audit@99"
	adviser   = "police@99"
)

var (
	ours99    = []string{reviewer, cabinet, prefect, region, seat, executive, finance, auditor}
	everybody = append([]string{owner, stranger, adviser}, ours99...)
	ours44    = []string{"reviewer@44", "cabinet_director@44", "prefect@44", "region_prefect@44", "funder@44", "finance_officer@44", "auditor@44"}
	books     = []string{reviewer, cabinet, prefect, region, finance, auditor}
	secretary = []string{reviewer, cabinet}
	members   = []string{seat, executive}
)

// right is one line of the matrix: what is asked, and who may. Anybody else is
// refused as unknown (404) or forbidden (403), and nobody as not signed in.
type right struct {
	path string // with {names} of what stands in the demonstration; "" is the document's
	body any
	may  []string
	open bool // nobody may too
	far  bool // an agent of another département may: nothing of 99 is in the answer
}

func with(draft map[string]any, more ...any) map[string]any {
	out := map[string]any{}
	for k, v := range draft {
		out[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

var (
	amount = map[string]any{"amount_euros": "1.00"}
	reason = map[string]any{"reason": "Essai"}
	refuse = map[string]any{"outcome": "refused", "amount_euros": "0.00", "reason": "Essai"}
)

// matrix holds every operation of the document: a test fails when one is
// missing. {file} is under review (N4), {draft} is the owner's draft (N10),
// {act} is signed (R4), {award} is the State's (R2).
var matrix = map[string]right{
	"demonstration": {may: everybody, open: true, far: true},
	"sign-in":       {body: map[string]any{"email": "personne", "password": "x"}, open: true}, // 403 for a wrong password, whoever asks
	"session":       {may: everybody, far: true},
	"strategy":      {may: everybody, far: true},
	"messages":      {may: everybody, far: true},

	"campaigns":       {may: everybody, far: true},
	"envelopes":       {path: "/campaigns/{campaign}/envelopes", may: ours99},
	"funders":         {path: "/campaigns/{campaign}/funders", may: everybody, far: true},
	"grid":            {path: "/campaigns/{campaign}/grid", may: ours99},
	"figures":         {path: "/campaigns/{campaign}/figures", may: ours99},
	"tasks":           {path: "/campaigns/{campaign}/tasks", may: ours99},
	"notify-envelope": {path: "/campaigns/{campaign}/envelopes/FIPD-D", body: map[string]any{"envelope_euros": "900000.00"}, may: []string{region}},

	"prepare-campaign": {body: map[string]any{"departement": "99", "year": 2031, "title": "Essai", "opens_on": "2031-01-01", "closes_at": "2031-03-01T12:00:00Z"}, may: []string{cabinet, prefect}},
	"open-call":        {path: "/campaigns/{campaign}/opening", may: []string{cabinet, prefect}},
	"register-funder": {path: "/departements/99/funders/CAF", body: map[string]any{"name": "Caisse", "kind": "local", "siret": "99900020100015"},
		may: []string{region}},
	"plan-years": {path: "/applications/{file}/tranches", body: map[string]any{"first_year": 2027, "tranches_euros": map[string]any{"FIPD-D": []any{"1.00", "1.00"}}},
		may: []string{prefect}},

	"applications":      {may: everybody, far: true},
	"application":       {path: "/applications/{file}", may: append([]string{owner}, ours99...)},
	"begin-application": {body: map[string]any{"campaign": "{campaign}"}, may: []string{owner, stranger}},
	"fill-application":  {path: "/applications/{draft}/answers", body: edits(map[string]any{"id": "0190a0b0-0000-4000-8000-000000000002", "path": "theme", "value": "youth", "base": 0}), may: []string{owner}},
	"application-form":  {path: "/applications/{file}/form", may: append([]string{owner}, ours99...)},
	"application-rules": {path: "/applications/{file}/rules", may: append([]string{owner}, ours99...)},
	"form":              {path: "/forms/12156-06+fipd-2027.1", may: everybody, far: true},
	"campaign-rules":    {path: "/campaigns/{campaign}/rules", may: everybody, far: true},
	"set-terms":         {path: "/campaigns/{campaign}/terms", body: map[string]any{"programmes": []any{"D"}}, may: []string{cabinet, prefect}},
	"grant-grace":       {path: "/campaigns/{campaign}/graces", body: map[string]any{"organisation": "{body}", "until": "2031-01-01T12:00:00Z", "reason": "Essai"}, may: []string{cabinet, prefect}},
	"submission":        {path: "/applications/{draft}/submission", body: reason, may: []string{owner}},
	"withdrawal":        {path: "/applications/{draft}/withdrawal", body: reason, may: []string{owner}},
	"document-request":  {path: "/applications/{file}/document-request", body: reason, may: []string{reviewer}},
	"admission":         {path: "/applications/{file}/admission", body: reason, may: []string{reviewer}},
	"inadmissibility":   {path: "/applications/{file}/inadmissibility", body: reason, may: []string{reviewer}},
	"dismissal":         {path: "/applications/{file}/dismissal", body: reason, may: []string{reviewer}},
	"review":            {path: "/applications/{file}/review", body: reason, may: []string{reviewer}},
	"readiness":         {path: "/applications/{file}/readiness", body: reason, may: []string{reviewer}},
	"file-report":       {path: "/applications/{draft}/financial-report", body: map[string]any{"realised_euros": "1.00"}, may: []string{owner}},
	"validate-report":   {path: "/applications/{file}/financial-report/validation", may: []string{reviewer}},

	"examination":   {path: "/applications/{file}/review", may: append([]string{owner}, ours99...)},
	"check":         {path: "/applications/{file}/checks", body: map[string]any{"checks": []any{map[string]any{"item": "form", "answer": "yes"}}}, may: []string{reviewer}},
	"file-messages": {path: "/applications/{file}/messages", may: append([]string{owner}, books...)},
	"write-message": {path: "/applications/{file}/messages", body: map[string]any{"body": "Essai"}, may: []string{owner, reviewer}},
	"read-messages": {path: "/applications/{file}/messages/read", body: map[string]any{"message": "{file}"}, may: append([]string{owner}, books...)},
	"score":         {path: "/applications/{file}/scores", body: map[string]any{"scores": []any{map[string]any{"criterion": "x", "score": 1, "reason": "Essai"}}}, may: []string{reviewer}},
	"write-sheet":   {path: "/applications/{file}/sheet", body: map[string]any{"version": 0, "summary": "Essai", "proposal": "", "reason": ""}, may: []string{reviewer}},
	"criteria":      {path: "/campaigns/{campaign}/criteria", may: everybody, far: true},
	"set-criteria":  {path: "/campaigns/{campaign}/criteria", body: map[string]any{"criteria": []any{}}, may: []string{cabinet, prefect}},
	"record-credits": {path: "/applications/{file}/ordinary-credits", body: map[string]any{"credits": []any{map[string]any{"credit": "MILDECA", "answer": "granted"}}},
		may: []string{reviewer}},

	"ask-opinions":      {path: "/applications/{file}/opinion-requests", body: map[string]any{"seats": []any{map[string]any{"seat": "pjj"}}}, may: []string{reviewer}},
	"relaunch-opinions": {path: "/applications/{file}/opinion-relaunches", may: []string{reviewer}},
	"relaunch-opinion":  {path: "/opinion-requests/{opinion}/relaunch", may: []string{reviewer}},
	"give-opinion":      {path: "/opinion-requests/{opinion}/answer", body: map[string]any{"opinion": "none", "on_behalf": "Essai"}, may: []string{reviewer, adviser}},
	"opinions-asked":    {may: []string{adviser}},

	"worklist":  {may: ours99, far: true},
	"views":     {may: ours99, far: true},
	"save-view": {body: map[string]any{"name": "Essai", "filter": map[string]any{"late": true}}, may: ours99, far: true},
	"drop-view": {path: "/worklist/views/{view}", may: []string{reviewer}},
	"bulk":      {body: map[string]any{"key": "essai", "act": "readiness", "ids": []any{"00000000-0000-0000-0000-000000000000"}}, may: []string{reviewer}, far: true},
	"bulk-run":  {path: "/reviews/bulk/{bulk}", may: []string{reviewer}},

	"propose":          {path: "/requests/{request}/proposal", body: amount, may: []string{reviewer}},
	"announce":         {path: "/requests/{request}/announcement", body: amount, may: []string{executive}},
	"decide":           {path: "/requests/{request}/decision", body: refuse, may: []string{executive}},
	"draw-act":         {path: "/awards/{award}/act", may: []string{prefect}},
	"enter-commitment": {path: "/awards/{award}/commitment", body: map[string]any{"ej": "2199999999"}, may: []string{finance}},
	"sign-act":         {path: "/acts/{act}/signature", may: []string{prefect}},
	"notify-act":       {path: "/acts/{act}/notification", may: []string{prefect}},

	"sessions":          {may: ours99, far: true},
	"committee-session": {path: "/committee-sessions/{session}", may: ours99},
	"minutes":           {path: "/committee-sessions/{session}/minutes", may: ours99},
	"convene": {body: map[string]any{"campaign": "{campaign}", "on": "2027-09-01", "place": "Préfecture", "seats": []any{map[string]any{"code": "FIPD", "voting": true}}},
		may: secretary},
	"enter-agenda":  {path: "/committee-sessions/{session}/agenda", body: map[string]any{"application": "{file}"}, may: secretary},
	"attend":        {path: "/committee-sessions/{session}/attendance", body: map[string]any{"seat": "CD", "present": true}, may: secretary},
	"open-session":  {path: "/committee-sessions/{session}/opening", may: secretary},
	"close-session": {path: "/committee-sessions/{session}/closing", may: secretary},
	"begin-item":    {path: "/committee-sessions/{session}/items/{item}/opening", may: secretary},
	"conclude-item": {path: "/committee-sessions/{session}/items/{item}/closing", may: secretary},
	"defer-item":    {path: "/committee-sessions/{session}/items/{item}/deferral", body: reason, may: secretary},
	"cast":          {path: "/committee-sessions/{session}/items/{item}/ballot", body: map[string]any{"vote": "for"}, may: members},
	"recuse":        {path: "/committee-sessions/{session}/items/{item}/recusal", body: map[string]any{}, may: append(members, secretary...)},

	"ledger":         {may: books, far: true},
	"ledger-csv":     {may: books, far: true},
	"ledger-xlsx":    {may: books, far: true},
	"ledger-proof":   {may: books, far: true},
	"ledger-verdict": {may: books, far: true},

	"imports":          {may: books, far: true},
	"import":           {path: "/imports/{import}", may: books},
	"import-anomalies": {path: "/imports/{import}/anomalies", may: books},
	"import-file":      {body: form{"chorus", "vide.csv", ""}, may: []string{finance, "finance_officer@44"}},

	"attachments":        {path: "/attachments?subject_kind=application&subject={file}", may: append([]string{owner, adviser}, ours99...)},
	"add-attachment":     {body: upload{"subject_kind": "organisation", "subject_id": "{body}", "name": "notes.txt", "content": "Bonjour"}, may: []string{owner, reviewer}},
	"attachment-content": {path: "/attachments/{attachment}/content", may: append([]string{owner}, ours99...)},
	"remove-attachment":  {path: "/attachments/{attachment}", may: []string{owner}},
	"restore-attachment": {path: "/attachments/{attachment}/restoration", may: []string{owner}},

	"organisation":      {path: "/organisations/{body}", may: append([]string{owner}, ours99...)},
	"record":            {path: "/organisations/{body}/record", may: append([]string{owner}, ours99...)},
	"edit-record":       {path: "/organisations/{body}/record", body: map[string]any{"edits": []any{map[string]any{"id": "0190a0b0-0000-4000-8000-000000000001", "path": "acronym", "value": "X", "base": 0}}}, may: []string{owner}},
	"appoint":           {path: "/organisations/{body}/mandates", body: map[string]any{"kind": "in_charge", "name": "X", "function": "X", "starts_on": "2027-01-01"}, may: []string{owner}},
	"end-mandate":       {path: "/organisations/{body}/mandates/{mandate}/end", body: map[string]any{"on": "2027-12-31"}, may: []string{owner}},
	"propose-account":   {path: "/organisations/{body}/bank-accounts", body: map[string]any{"iban": "FR7630001007990000001234592", "holder": "X", "document": "0190a0b0-0000-4000-8000-000000000001"}, may: []string{owner}},
	"approve-account":   {path: "/organisations/{body}/bank-accounts/{account}/approval", body: map[string]any{"reason": "contre-appel"}, may: append([]string{owner}, secretary...)},
	"refuse-account":    {path: "/organisations/{body}/bank-accounts/{account}/refusal", body: reason, may: append([]string{owner}, secretary...)},
	"sign-commitment":   {path: "/organisations/{body}/cer", body: map[string]any{"version": "x", "text_hash": "x"}, may: []string{owner}},
	"deposit-document":  {path: "/organisations/{body}/documents", body: map[string]any{"code": "statutes", "attachment": "0190a0b0-0000-4000-8000-000000000001", "issued_on": "2027-01-01"}, may: []string{owner}},
	"invite":            {path: "/organisations/{body}/members", body: map[string]any{"email": "x@exemple.fr", "name": "X"}, may: []string{owner}},
	"end-member":        {path: "/organisations/{body}/members/{member}/end", may: []string{owner}},
	"reopen-access":     {path: "/organisations/{body}/access-reopening", body: map[string]any{"email": "y@exemple.fr", "name": "Y", "reason": "Essai", "document": "récépissé"}, may: secretary},
	"accept-invitation": {body: map[string]any{"code": "x", "password": "x"}, may: append(slices.Clone(everybody), ours44...), open: true}, // 422 for a wrong code, whoever asks

	"sign-out": {may: everybody, open: true, far: true},
}

// stage finds what the names of the matrix stand for.
func (h *house) stage(t testing.TB) map[string]string {
	campaign := h.id(t, `select id from campaigns where year = 2027`)
	session := h.id(t, `select id from committee_sessions where campaign_id = ? order by number desc limit 1`, campaign)
	_, mandate, account, member := h.record99(t)
	return map[string]string{
		"{mandate}": mandate, "{account}": account, "{member}": member,
		"{campaign}": campaign, "{file}": h.file(t, "N4"), "{draft}": h.file(t, "N10"), "{request}": h.request(t, "N4", "EPCI"), "{session}": session,
		"{item}":   h.id(t, `select id from committee_items where session_id = ? order by rank limit 1`, session),
		"{award}":  h.id(t, `select w.id from awards w join applications a on a.id = w.application_id where a.code = 'R2' and w.funder = 'FIPD-D'`),
		"{act}":    h.id(t, `select t.id from acts t join applications a on a.id = t.application_id where a.code = 'R4' and t.state = 'signed'`),
		"{import}": h.id(t, `select id from imports where kind = 'chorus'`),
	}
}

func fill(text string, stage map[string]string) string {
	for name, id := range stage {
		text = strings.ReplaceAll(text, name, id)
	}
	return text
}

func fillBody(body any, stage map[string]string) any {
	if u, ok := body.(upload); ok {
		out := upload{}
		for k, v := range u {
			out[k] = fill(v, stage)
		}
		return out
	}
	m, ok := body.(map[string]any)
	if !ok {
		return body
	}
	out := map[string]any{}
	for k, v := range m {
		if s, ok := v.(string); ok {
			v = fill(s, stage)
		}
		out[k] = v
	}
	return out
}

// of99 is what an agent of another département must never read: an id, an
// amount or a name of 99.
var of99 = regexp.MustCompile(`"(N|R|P)\d+"|Rochebrune|99-20|FIPD-D|extrait\.csv|999000\d{8}`)

// national are the answers that name no file and no body, whoever reads: they may
// tell the codes of funders.
var national = []string{"demonstration", "funders", "form", "campaign-rules"}

func TestEveryOperationForEveryRole(t *testing.T) {
	h := open(t)
	finances := h.as(t, "finances@99")
	finances.must(201, "POST", "/imports", chorus("2100000001"))
	h.enrolAdviser(t)
	stage := h.stage(t)
	h.examine(t, stage)
	stage["{body}"] = h.id(t, `select applicant_id::text from applications where id = ?`, stage["{draft}"])
	stage["{attachment}"] = h.as(t, h.applicantOf(t, "N10")).must(201, "POST", "/attachments",
		upload{"subject_kind": "organisation", "subject_id": stage["{body}"], "name": "statuts.txt", "content": "Statuts"}).text("id")
	d := read(t)
	asked := map[string]bool{}
	browsers := map[string]*browser{nobody: h.browser(t), owner: h.as(t, h.applicantOf(t, "N10")), stranger: h.as(t, h.applicantOf(t, "N6"))}
	for _, who := range append(append(slices.Clone(ours99), adviser), ours44...) {
		browsers[who] = h.as(t, who)
	}
	// The owner of {file} is asked for that file alone.
	ownerOfFile := h.as(t, h.applicantOf(t, "N4"))
	d.operations(func(method, path string, o operation) {
		asked[o.OperationID] = true
		r, known := matrix[o.OperationID]
		if !known {
			t.Errorf("%s %s (%s) is not in the matrix", method, path, o.OperationID)
			return
		}
		if r.path != "" {
			path = fill(r.path, stage)
		}
		for who, b := range browsers {
			if who == owner && strings.Contains(r.path, "{file}") {
				b = ownerOfFile
			}
			what := fmt.Sprintf("%s %s by %q", method, o.OperationID, who)
			if o.OperationID == "sign-out" {
				b = h.as(t, strings.Replace(strings.Replace(who, owner, h.applicantOf(t, "N10"), 1), stranger, h.applicantOf(t, "N6"), 1))
			}
			b.t = t
			h.forget()
			a := b.send(method, path, fillBody(r.body, stage))
			if _, documented := o.Responses[fmt.Sprint(a.status)]; !documented || a.status >= 500 {
				t.Errorf("%s: %d is not documented: %s", what, a.status, a.body)
			}
			if a.status >= 400 {
				a.problem(t, what)
			}
			if method == "GET" {
				for _, sql := range h.sent() {
					if writes.MatchString(sql) {
						t.Errorf("%s: writes: %.60s", what, sql)
					}
				}
			}
			far := slices.Contains(ours44, who)
			switch {
			case who == nobody && r.open, o.OperationID == "sign-in":
			case who == nobody:
				if a.status != 401 || a.value().text("code") != "session.required" {
					t.Errorf("%s: %d, want 401: %s", what, a.status, a.body)
				}
			case slices.Contains(r.may, who):
				if slices.Contains([]int{401, 403, 404}, a.status) && !(a.status == 404 && strings.HasPrefix(a.value().text("code"), "reporting.")) {
					t.Errorf("%s: %d, but it may: %s", what, a.status, a.body)
				}
			case far && r.far:
				if a.status != 200 && a.status != 204 && a.status != 403 {
					t.Errorf("%s: %d: %s", what, a.status, a.body)
				}
			case a.status != 403 && a.status != 404:
				t.Errorf("%s: %d, but it may not: %s", what, a.status, a.body)
			}
			if far && !slices.Contains(national, o.OperationID) && of99.Match(a.body) {
				t.Errorf("%s: reads of 99: %s", what, of99.Find(a.body))
			}
		}
	})
	for id := range matrix {
		if !asked[id] {
			t.Errorf("the matrix holds %s, which the document does not", id)
		}
	}
	if strings.Contains(h.log.String(), "request failed") || strings.Contains(h.log.String(), "panic") {
		t.Error(h.log.String())
	}
}

// writes recognises a statement that changes something; the session store and
// the settings of the transaction are not recorded.
var writes = regexp.MustCompile(`(?i)^\s*(insert|update|delete|truncate|create|with .* insert)|ledger_post|ledger_open|nextval`)

// chorus is an extract of one payment.
func chorus(ej string, more ...string) form {
	line := func(dp, amount string) string {
		return strings.Join([]string{ej, "1", dp, "1", "PREF", "2027", "10/07/2027", "99900012800010", amount}, ";") + "\r\n"
	}
	content := "N° EJ;N° poste EJ;N° DP;N° poste DP;Société;Exercice comptable;Date de dernière opération sur la DP;Code taxe 1;Montant payé\r\n"
	if len(more) == 0 {
		more = []string{"100000001", "10,00"}
	}
	for i := 0; i < len(more); i += 2 {
		content += line(more[i], more[i+1])
	}
	return form{"chorus", "extrait.csv", content}
}
