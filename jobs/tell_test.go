package jobs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/message"
	"tourdetable/domain/money"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal"
)

func changed(to application.State) news[application.Changed] {
	return news[application.Changed]{ID: postgres.NewID(), At: time.Date(2026, 3, 12, 13, 5, 0, 0, time.UTC), Event: application.Changed{
		Application: postgres.NewID(), Departement: "98", Applicant: postgres.NewID(), Code: "A1", Title: "Un  été «\u00a0pour tous\u00a0»\nà Ville", To: to, Reason: "RIB manquant"}}
}

func TestAnApplicantIsToldEveryStateButTheOffices(t *testing.T) {
	silent := []application.State{application.Draft, application.Ready}
	for _, s := range application.States() {
		subject, body := toApplicant(changed(s))
		if told := subject != "" && body != ""; told == slices.Contains(silent, s) {
			t.Errorf("%s: « %s » « %s »", s, subject, body)
		}
	}
}

func TestTheOfficesReasonsAreNotPublic(t *testing.T) {
	public := []application.State{application.Incomplete, application.Inadmissible, application.Dismissed}
	for _, s := range application.States() {
		_, body := toApplicant(changed(s))
		if told := strings.Contains(body, "RIB manquant."); told != slices.Contains(public, s) {
			t.Errorf("%s: %s", s, body)
		}
	}
}

func TestAGrantNotNotifiedReadsAsARefusalDoes(t *testing.T) {
	grantSubject, grant := toApplicant(changed(application.Decided))
	refusalSubject, refusal := toApplicant(changed(application.Refused))
	if grant != refusal || grantSubject != refusalSubject {
		t.Errorf("%s\n%s", grant, refusal)
	}
}

func TestAReceiptTellsTheLegalHour(t *testing.T) {
	n := changed(application.Submitted)
	for departement, want := range map[string]string{"98": "déposé le 12 mars 2026 à 14 h 05", "974": "déposé le 12 mars 2026 à 17 h 05", "987": "déposé le 12 mars 2026 à 03 h 05"} {
		n.Event.Departement = departement
		if _, body := toApplicant(n); !strings.Contains(body, want) {
			t.Errorf("%s: %s", departement, body)
		}
	}
}

func TestATitleIsQuotedOnOneLine(t *testing.T) {
	for title, want := range map[string]string{
		"Un  été «\u00a0pour tous\u00a0»\nà Ville": "« Un été “pour tous” à Ville »",
		" Simple ":             "« Simple »",
		"Le « grand » départ":  "« Le “grand” départ »",
		"Ne pas « Tout » dire": "« Ne pas “Tout” dire »",
	} {
		if got := quoted(title); got != want {
			t.Errorf("%q: %q", title, got)
		}
	}
	for text, want := range map[string]string{"RIB": "RIB.", "RIB.": "RIB.", " RIB ? ": "RIB ?", "statuts…": "statuts…", "": "", "pièce jointe à": "pièce jointe à."} {
		if got := sentence(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestEveryKindOfNewsHasAJob reads the rooms: news that a room can tell and that
// no job knows would stay in the outbox for ever.
func TestEveryKindOfNewsHasAJob(t *testing.T) {
	known := map[string]bool{}
	for _, j := range append(slices.Clone(bulletin), Files{}.jobs()...) {
		if known[j.kind] {
			t.Errorf("%s has two jobs", j.kind)
		}
		known[j.kind] = true
	}
	kind := regexp.MustCompile(`\) Kind\(\) string \{ return "([^"]+)" \}`)
	files, err := filepath.Glob("../domain/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kind.FindAllStringSubmatch(string(source), -1) {
			told++
			if !known[m[1]] {
				t.Errorf("%s: nobody is told %s", file, m[1])
			}
		}
	}
	if told < len(known) {
		t.Errorf("%d kinds found in the rooms, %d known here: the search misses some", told, len(known))
	}
}

// play plays the worked example on db.
func play(t *testing.T, db *postgres.DB) (campaign rehearsal.Campaign, played rehearsal.Played) {
	t.Helper()
	text, err := os.ReadFile("testdata/worked-example.json")
	if err != nil {
		t.Fatal(err)
	}
	if campaign, err = rehearsal.Read(text); err != nil {
		t.Fatal(err)
	}
	inTx(t, db, func(tx postgres.Tx) (err error) {
		played, err = rehearsal.Play(tx, campaign)
		return err
	})
	return campaign, played
}

// TestAWholeCampaignIsTold reads what each was told of the worked example.
func TestAWholeCampaignIsTold(t *testing.T) {
	db := postgrestest.Open(t)
	campaign, _ := play(t, db)
	q := openQueue(t, "")
	start(t, newCrew(db, q, bulletin...))
	await(t, "every effect or its reason", func() bool {
		return ask(t, db, `select count(*) from outbox where done_at is null and last_error = ''`) == 0
	})
	if s, err := StatusOf(t.Context(), db, q); err != nil || s.Pending != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	accounts := demonstration(t, db)
	for address, want := range map[string][]string{
		"instruction": {"recevabilité à vérifier", "réponse de FIPD", "compte rendu financier à examiner"},
		"finances":    {"accordés par FIPD"},
		"cabinet":     {"séance convoquée"},
		"siege-FIPD":  {"convocation"},
	} {
		subjects := []string{}
		for _, m := range inboxOf(t, db, accounts, address) {
			subjects = append(subjects, m.Subject)
		}
		for _, w := range want {
			if !slices.ContainsFunc(subjects, func(s string) bool { return strings.Contains(s, w) }) {
				t.Errorf("%s was not told « %s »: %q", address, w, subjects)
			}
		}
	}
	for address, a := range accounts {
		inbox := inboxOf(t, db, accounts, address)
		if !slices.IsSortedFunc(inbox, func(x, y message.Message) int { return y.At.Compare(x.At) }) {
			t.Errorf("%s: not in the order things happened", address)
		}
		for _, m := range inbox {
			if m.At.Year() != campaign.Year && m.At.Year() != campaign.Year+1 {
				t.Errorf("%s: « %s » bears the day of its delivery, %s", address, m.Subject, m.At)
			}
			if a.Role == party.Applicant {
				checkPublic(t, m)
			}
		}
		if a.Role == party.Applicant && (len(inbox) == 0 || !strings.Contains(inbox[len(inbox)-1].Subject, "dépôt enregistré")) {
			t.Errorf("%s: no receipt at the bottom of %d messages", address, len(inbox))
		}
	}
}

// TestAgentsNeverHearOfADraft tells that a file is withdrawn before its deposit.
func TestAgentsNeverHearOfADraft(t *testing.T) {
	db := postgrestest.Open(t)
	campaign, played := play(t, db)
	start(t, newCrew(db, openQueue(t, ""), bulletin...))
	accounts := demonstration(t, db)
	by := accounts["porteur-99900001100018"]
	inTx(t, db, func(tx postgres.Tx) error {
		tx = tx.At(campaign.ClosesAt.Add(-time.Hour))
		a, err := application.Take(tx, by, application.Application{CampaignID: played.CampaignID, Code: "DRAFT", ApplicantID: by.Organisation, Title: "Jamais déposé",
			Years: 1, StartsOn: campaign.OpensOn, EndsOn: campaign.OpensOn.AddDays(30), Measures: []int{1},
			Plan: application.Plan{Charges: []application.Line{{Account: "60", Label: "Achats", Amount: money.Euros("100")}}, Own: money.Euros("100")}})
		if err != nil {
			return err
		}
		return outbox.Put(tx, application.Changed{Application: a.ID, Departement: a.Departement, Applicant: a.ApplicantID, Code: a.Code, Title: a.Title, To: application.Withdrawn})
	})
	awaitAllDone(t, db)
	about := func(address string) (n int) {
		for _, m := range inboxOf(t, db, accounts, address) {
			if strings.Contains(m.Subject, "DRAFT") {
				n++
			}
		}
		return n
	}
	if n := about("porteur-99900001100018"); n != 1 {
		t.Errorf("its applicant was told %d times", n)
	}
	if n := about("instruction"); n != 0 {
		t.Errorf("the reviewers were told %d times", n)
	}
}

// checkPublic holds a message to an applicant against what it must not say.
func checkPublic(t *testing.T, m message.Message) {
	t.Helper()
	text := m.Subject + " " + m.Body
	for _, secret := range []string{"favorable", "refus", "déport", "voix", "classement", "FR76", "contre l'avis"} {
		if strings.Contains(text, secret) {
			t.Errorf("« %s » is told: %s", secret, text)
		}
	}
	if strings.Contains(text, "€") && !strings.Contains(m.Subject, "subvention notifiée") {
		t.Errorf("an amount before its act is notified: %s", text)
	}
}

// demonstration lists the accounts by the local part of their address.
func demonstration(t *testing.T, db *postgres.DB) map[string]party.Actor {
	t.Helper()
	actors := map[string]party.Actor{}
	inTx(t, db, func(tx postgres.Tx) error {
		accounts, err := party.Demonstration(tx)
		for _, a := range accounts {
			address, _, _ := strings.Cut(a.Email, "@")
			actors[address] = a.Actor()
		}
		return err
	})
	return actors
}

// inboxOf reads all the pages of an inbox as its owner.
func inboxOf(t *testing.T, db *postgres.DB, accounts map[string]party.Actor, address string) (all []message.Message) {
	t.Helper()
	by, known := accounts[strings.ToLower(address)]
	if !known {
		t.Fatalf("no account %s among %v", address, accounts)
	}
	err := db.Snapshot(t.Context(), by.Scope(), func(tx postgres.Tx) error {
		for after := ""; ; {
			page, next, err := message.Inbox(tx, by, after)
			if err != nil {
				return err
			}
			all = append(all, page...)
			if after = next; next == "" {
				return nil
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
