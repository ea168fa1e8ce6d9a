package review_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/programme"
	"tourdetable/domain/rehearsal/rehearsaltest"
	"tourdetable/domain/review"
)

var (
	reviewer = party.Actor{ID: "camille", Name: "Camille", Role: party.Reviewer, Departement: "99"}
	cabinet  = party.Actor{ID: "cabinet", Name: "Dominique", Role: party.CabinetDirector, Departement: "99"}
)

// staged plays fn on a file just deposited, in a transaction that leaves nothing.
func staged(t *testing.T, fn func(postgres.Tx, rehearsaltest.Stage, application.Application)) {
	t.Helper()
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		tx = tx.At(rehearsaltest.Now)
		stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "100000.00", "FIPD-S": "100000.00", "CD": "50000.00"})
		fn(tx, stage, deposited(t, tx, stage, "A1", "Action jeunesse", "FIPD-D"))
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

// deposited is a file that asks one funder for 10 000 €, on measure 1.
func deposited(t *testing.T, tx postgres.Tx, s rehearsaltest.Stage, code, title, funder string) application.Application {
	t.Helper()
	a, err := application.Take(tx, party.System, application.Application{CampaignID: s.Campaign.ID, Code: code, ApplicantID: s.Body.ID, Title: title, Years: 1,
		StartsOn: calendar.On(2026, 1, 1), EndsOn: calendar.On(2026, 12, 31), Measures: []int{1},
		Plan: application.Plan{Requests: []application.Request{{Funder: funder, Amount: money.Euros("10000.00")}}, Charges: []application.Line{{Account: "60", Label: "Coût", Amount: money.Euros("10000.00")}}}})
	must(t, err)
	a, err = application.Submit(tx, party.System, a.ID)
	must(t, err)
	return a
}

// draftCampaign is a campaign whose call is not open yet.
func draftCampaign(t *testing.T, tx postgres.Tx) string {
	t.Helper()
	c, err := programme.Prepare(tx.At(rehearsaltest.Now), party.System, programme.Campaign{Departement: "99", Year: 2027, Title: "Appel", Rules: programme.DefaultRules(),
		OpensOn: calendar.On(2027, 1, 1), ClosesAt: rehearsaltest.Now.AddDate(1, 1, 0)})
	must(t, err)
	return c.ID
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func examination(t *testing.T, tx postgres.Tx, id string) review.Examination {
	t.Helper()
	a, err := application.Find(tx, id)
	must(t, err)
	e, err := review.Of(tx, a)
	must(t, err)
	return e
}

// answer answers every item of the file, the one of code no apart.
func answer(t *testing.T, tx postgres.Tx, id, no string) {
	t.Helper()
	var marks []review.Mark
	for _, i := range examination(t, tx, id).Subject.Items() {
		m := review.Mark{Item: i.Code, Answer: review.Yes}
		if i.Code == no {
			m = review.Mark{Item: i.Code, Answer: review.No, Note: "absent"}
		}
		marks = append(marks, m)
	}
	must(t, review.Check(tx, reviewer, id, marks))
}

func TestAFileIsAdmittedOnceItsListIsAnswered(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, a application.Application) {
		_, err := review.Admit(tx, reviewer, a.ID)
		refused(t, err, review.ErrUnchecked)
		refused(t, review.Check(tx, reviewer, a.ID, []review.Mark{{Item: "statutes", Answer: review.Yes}}), review.ErrItem) // a commune has none
		refused(t, review.Check(tx, reviewer, a.ID, []review.Mark{{Item: "rib", Answer: review.No}}), review.ErrAnswer)
		refused(t, review.Check(tx, cabinet, a.ID, []review.Mark{{Item: "rib", Answer: review.Yes}}), party.ErrForbidden)
		_, err = review.Reject(tx, reviewer, a.ID, "hors délai")
		refused(t, err, review.ErrNoReason)
		answer(t, tx, a.ID, "deliberation")
		if _, err = review.Admit(tx, reviewer, a.ID); !errors.Is(err, review.ErrUnchecked) || !strings.Contains(err.Error(), "délibération") {
			t.Fatal(err)
		}
		must(t, review.Check(tx, reviewer, a.ID, []review.Mark{{Item: "deliberation", Answer: review.Yes}}))
		a, err = review.Admit(tx, reviewer, a.ID)
		must(t, err)
		e := examination(t, tx, a.ID)
		if a.State != application.Admissible || len(e.Notices) != 1 || e.Notices[0].Kind != review.Completeness || !strings.HasPrefix(e.Notices[0].Number, "DC-99-2026-") {
			t.Errorf("%s, %+v", a.State, e.Notices)
		}
	})
}

func TestAFailedCheckLetsAFileBeRejected(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, a application.Application) {
		answer(t, tx, a.ID, "territory")
		a, err := review.Reject(tx, reviewer, a.ID, "action hors du département")
		must(t, err)
		if a.State != application.Inadmissible {
			t.Error(a.State)
		}
		refused(t, review.Check(tx, reviewer, a.ID, []review.Mark{{Item: "rib", Answer: review.Yes}}), review.ErrClosed)
	})
}

func TestDocumentsAreAwaitedUntilADayAndSuspendTheClock(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, a application.Application) {
		before := examination(t, tx, a.ID).Silences()
		if len(before) != 1 || before[0].On != calendar.On(2026, 3, 15) {
			t.Fatalf("two months from 15 January: %+v", before)
		}
		_, err := review.AskDocuments(tx, reviewer, a.ID, review.DocumentRequest{})
		refused(t, err, application.ErrReason)
		_, err = review.AskDocuments(tx, reviewer, a.ID, review.DocumentRequest{Comment: "RIB", DueOn: calendar.On(2026, 1, 15)})
		refused(t, err, review.ErrDue)
		// Fifteen days after 16 January is Saturday 31: the next working day is Monday.
		tx = tx.At(rehearsaltest.Now.AddDate(0, 0, 1))
		_, err = review.AskDocuments(tx, reviewer, a.ID, review.DocumentRequest{Items: []review.Wanted{{Code: "rib", Why: "illisible"}}})
		must(t, err)
		e := examination(t, tx, a.ID)
		d := e.Documents[0]
		if d.DueOn != calendar.On(2026, 2, 2) || d.AnsweredOn != nil || !strings.HasPrefix(d.Items[0].Label, "Le RIB") {
			t.Fatalf("%+v", d)
		}
		if d.PastDue(calendar.On(2026, 2, 2)) || !d.PastDue(calendar.On(2026, 2, 3)) {
			t.Error("late on its day, or not after it")
		}
		if s := e.Silences()[0]; s.On != calendar.On(2026, 4, 1) || !strings.Contains(s.Law, "L114-5") { // 17 days
			t.Errorf("suspended until the last day: %+v", s)
		}
		tx = tx.At(rehearsaltest.Now.AddDate(0, 0, 6))
		_, err = application.Submit(tx, party.System, a.ID)
		must(t, err)
		e = examination(t, tx, a.ID)
		if d := e.Documents[0]; d.AnsweredOn == nil || *d.AnsweredOn != calendar.On(2026, 1, 21) || e.Silences()[0].On != calendar.On(2026, 3, 20) {
			t.Errorf("answered after five days: %+v, %+v", d, e.Silences()[0])
		}
	})
}

func TestAnInvestmentWaitsEightMonths(t *testing.T) {
	s := review.Subject{Programmes: []string{"S"}}
	clocks := s.Silences(calendar.On(2026, 1, 31), nil)
	if len(clocks) != 2 || clocks[0].On != calendar.On(2026, 9, 30) || clocks[1].On != calendar.On(2026, 3, 31) || !strings.Contains(clocks[0].Law, "2018-514") {
		t.Errorf("%+v", clocks)
	}
	s.Programmes = []string{"S", "D"}
	if got := s.Silences(calendar.On(2026, 1, 31), nil)[0].On; got != calendar.On(2026, 3, 31) {
		t.Errorf("the shorter clock of a file of both: %s", got)
	}
}

func TestOpinionsAreAskedRelaunchedGivenAndReplaced(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, a application.Application) {
		due := calendar.On(2026, 1, 30)
		must(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "police", DueOn: due}, {Seat: "maire-rochebrune", Label: "Maire de Rochebrune", DueOn: due}}))
		refused(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "police"}}), review.ErrAsked)
		refused(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "Préfet !", Label: "x"}}), review.ErrAnswer)
		refused(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "pjj", DueOn: calendar.On(2026, 1, 15)}}), review.ErrDue)
		asked := examination(t, tx, a.ID).Asked
		police := asked[0].ID
		_, err := review.Relaunch(tx, reviewer, police)
		must(t, err)
		_, err = review.Relaunch(tx, reviewer, police)
		refused(t, err, review.ErrRelaunch)

		seat := party.Actor{ID: "x", Name: "Police", Role: party.Adviser, Departement: "99", Funder: "police"}
		_, err = review.Give(tx, seat, asked[1].ID, review.Opinion{Verdict: review.None})
		refused(t, err, review.ErrNotFound) // asked of the mayor
		_, err = review.Give(tx, seat, police, review.Opinion{Verdict: review.Reserved})
		refused(t, err, review.ErrAnswer) // without its reason
		_, err = review.Give(tx, reviewer, police, review.Opinion{Verdict: review.None})
		refused(t, err, review.ErrAnswer) // on behalf, and nobody says how
		_, err = review.Give(tx, cabinet, police, review.Opinion{Verdict: review.None})
		refused(t, err, review.ErrNotYours)
		_, err = review.Give(tx, seat, police, review.Opinion{Verdict: review.Reserved, Reason: "à revoir"})
		must(t, err)
		_, err = review.Relaunch(tx, reviewer, police)
		refused(t, err, review.ErrReceived)
		_, err = review.Give(tx, reviewer, police, review.Opinion{Verdict: review.Favourable, Reason: "corrigé", OnBehalf: "courriel du 16 janvier"})
		must(t, err)
		e := examination(t, tx, a.ID)
		got := e.Asked[0]
		if got.Answer.Verdict != review.Favourable || len(got.Earlier) != 1 || got.Earlier[0].Verdict != review.Reserved || got.Relaunches != 1 {
			t.Errorf("%+v", got)
		}
		if received, of := e.OpinionsReceived(); received != 1 || of != 2 {
			t.Errorf("%d of %d", received, of)
		}
	})
}

func TestAFileIsReadyWhenNothingIsMissing(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, a application.Application) {
		answer(t, tx, a.ID, "")
		_, err := review.Admit(tx, reviewer, a.ID)
		must(t, err)
		_, err = application.Review(tx, reviewer, a.ID)
		must(t, err)
		must(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "police", DueOn: calendar.On(2026, 1, 30)}}))
		codes := func(tx postgres.Tx) string {
			var left []string
			for _, g := range examination(t, tx, a.ID).Missing() {
				left = append(left, g.Code)
			}
			return strings.Join(left, " ")
		}
		if got := codes(tx); got != "sheet.summary sheet.proposal opinion.police" {
			t.Error(got)
		}
		refused(t, review.Write(tx, reviewer, a.ID, review.Sheet{Proposal: review.None}), review.ErrSheet)
		must(t, review.Write(tx, reviewer, a.ID, review.Sheet{Summary: "Résumé", Proposal: review.Favourable, Reason: "Utile"}))
		refused(t, review.Write(tx, reviewer, a.ID, review.Sheet{Summary: "Autre"}), review.ErrStale)
		_, err = review.MakeReady(tx, reviewer, a.ID)
		refused(t, err, review.ErrNotReady)
		tx = tx.At(time.Date(2026, 1, 30, 22, 59, 0, 0, time.UTC))
		if got := codes(tx); got != "opinion.police" {
			t.Errorf("on the last day: %q", got)
		}
		tx = tx.At(time.Date(2026, 1, 30, 23, 0, 0, 0, time.UTC)) // midnight in Paris
		a, err = review.MakeReady(tx, reviewer, a.ID)
		must(t, err)
		if a.State != application.Ready {
			t.Error(a.State)
		}
	})
}

func TestThemesAreCalledByMeasuresWordsOrTheReviewer(t *testing.T) {
	called := func(s review.Subject) string {
		var codes []string
		for _, theme := range s.Called() {
			codes = append(codes, theme.Code)
		}
		return strings.Join(codes, " ")
	}
	file := func(title string, measures ...int) application.Application {
		return application.Application{Title: title, Measures: measures}
	}
	for title, want := range map[string]string{"Douze CAMÉRAS": "video", "Permanence": "", "Atelier pour collegiens": "minors", "Vidéoprotection et enfants": "video minors"} {
		if got := called(review.SubjectOf(file(title, 20), "commune", nil)); got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
	if got := called(review.SubjectOf(file("Essai", 26), "commune", nil)); got != "video image_processing" {
		t.Error(got)
	}
	if got := called(review.SubjectOf(application.Application{Title: "Essai", Theme: "video"}, "commune", nil)); got != "video" {
		t.Error(got)
	}
	if got := called(review.SubjectOf(file("Essai", 20), "commune", []string{"minors"})); got != "minors" {
		t.Error(got)
	}
}

func TestWhomToAskComesFromTheMeasures(t *testing.T) {
	seats := map[string]string{}
	for _, s := range (review.Subject{Measures: []int{2}}).ToAsk() {
		seats[s.Seat.Code] = s.Reason
	}
	if !strings.Contains(seats["pjj"], "mesure 2 (action 2.1") || seats["spip"] == "" || seats["maire"] == "" || seats["police"] != "" {
		t.Errorf("%v", seats)
	}
}

func TestScoresFollowTheGridOfTheCall(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage, a application.Application) {
		grid := []review.Criterion{{Code: "need", Label: "Besoin", Weight: 3, Scale: 5}, {Code: "cost", Label: "Coût", Weight: 1, Scale: 4}}
		refused(t, review.SetCriteria(tx, cabinet, s.Campaign.ID, grid), review.ErrFrozen)
		scores := map[string]review.Score{"need": {Score: 4}, "cost": {Score: 1}}
		if total := review.TotalOf(grid, scores); total.Points != 13 || total.Max != 19 || total.Percent().String() != "68.42" {
			t.Errorf("%+v %s", total, total.Percent())
		}
		refused(t, review.Rate(tx, reviewer, a.ID, []review.Score{{Criterion: "need", Score: 1, Reason: "x"}}), review.ErrCriterion)
	})
}

func TestInternalNotesStayInTheOffice(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage, a application.Application) {
		applicant := party.Actor{ID: "porteur", Name: "Porteur", Role: party.Applicant, Organisation: s.Body.ID}
		stranger := party.Actor{ID: "autre", Role: party.Applicant, Organisation: postgres.NewID()}
		_, err := review.Say(tx, reviewer, a.ID, review.Message{Body: "Secret", Internal: true})
		must(t, err)
		_, err = review.Say(tx, reviewer, a.ID, review.Message{Body: "Bonjour"})
		must(t, err)
		_, err = review.Say(tx, applicant, a.ID, review.Message{Body: "Note", Internal: true})
		refused(t, err, review.ErrMessage)
		_, err = review.Say(tx, stranger, a.ID, review.Message{Body: "Moi"})
		refused(t, err, application.ErrNotFound)
		own, err := tx.As(applicant.Scope())
		must(t, err)
		seen, unread, err := review.Messages(own, applicant, a.ID)
		if err != nil || len(seen) != 1 || seen[0].Body != "Bonjour" || unread != 1 {
			t.Fatalf("%+v, %d unread, %v", seen, unread, err)
		}
		must(t, review.Read(own, applicant, a.ID, seen[0].ID))
		if _, unread, _ = review.Messages(own, applicant, a.ID); unread != 0 {
			t.Errorf("%d unread after reading", unread)
		}
		count, err := postgres.List[int](own.SQL().Raw(`select count(*) from file_messages`))
		if err != nil || count[0] != 1 {
			t.Errorf("the wall shows %v messages to an applicant, %v", count, err)
		}
		hidden, err := postgres.List[int](own.SQL().Raw(`select (select count(*) from review_checks) + (select count(*) from review_sheets) + (select count(*) from opinion_requests)`))
		if err != nil || hidden[0] != 0 {
			t.Errorf("the wall shows %v rows of the examination to an applicant, %v", hidden, err)
		}
	})
}

func TestABulkRunTellsWhatBecameOfEachFile(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage, a application.Application) {
		b := deposited(t, tx, s, "A2", "Autre action", "FIPD-D")
		answer(t, tx, a.ID, "")
		ids := []string{a.ID, b.ID, postgres.NewID(), a.ID}
		run, err := review.Bulk(tx, reviewer, "clé", "admission", review.Parameters{}, ids)
		must(t, err)
		if run.Total != 3 || run.Done != 1 || run.Refused != 2 || run.Items[0].Code != "A1" || !strings.Contains(run.Items[1].Reason, "à contrôler") {
			t.Errorf("%+v", run)
		}
		again, err := review.Bulk(tx, reviewer, "clé", "admission", review.Parameters{}, ids)
		if err != nil || again.ID != run.ID || again.Done != 1 {
			t.Errorf("%+v, %v", again, err)
		}
		_, err = review.Bulk(tx, reviewer, "clé", "review", review.Parameters{}, ids)
		refused(t, err, review.ErrBulkKey)
		_, err = review.Bulk(tx, reviewer, "autre", "signature", review.Parameters{}, ids)
		refused(t, err, review.ErrBulk)
	})
}

func TestALongBulkRunGoesOnByItself(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, _ application.Application) {
		ids := make([]string, 120)
		for i := range ids {
			ids[i] = postgres.NewID()
		}
		run, err := review.Bulk(tx, reviewer, "longue", "review", review.Parameters{}, ids)
		if err != nil || run.Refused != 50 {
			t.Fatalf("%d, %v", run.Refused, err)
		}
		for _, want := range []int{100, 120, 120} {
			must(t, review.Advance(tx, reviewer, run.ID))
			if run, err = review.RunOf(tx, reviewer, run.ID); err != nil || run.Refused != want {
				t.Fatalf("%d of %d, want %d, %v", run.Refused, run.Total, want, err)
			}
		}
		calls, err := postgres.List[int](tx.SQL().Raw(`select count(*) from outbox where kind = ?`, review.BulkGoesOn{}.Kind()))
		if err != nil || calls[0] != 2 {
			t.Errorf("called again %v times, want 2, %v", calls, err)
		}
	})
}

func TestNothingOfAnExaminationIsRewritten(t *testing.T) {
	staged(t, func(tx postgres.Tx, _ rehearsaltest.Stage, a application.Application) {
		answer(t, tx, a.ID, "rib")
		must(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "police"}}))
		for table, statement := range map[string]string{"review_checks": `update review_checks set answer = 'yes'`, "opinion_requests": `delete from opinion_requests`} {
			err := tx.Try(func(tx postgres.Tx) error { return tx.SQL().Exec(statement).Error })
			if err == nil {
				t.Errorf("%s changes", table)
			}
		}
		for constraint, statement := range map[string]string{
			"review_checks_no_has_note": `insert into review_checks select gen_random_uuid(), application_id, departement, item, 'no', '', by_account, by_name, at from review_checks limit 1`,
			"opinion_answers_reason":    `insert into opinion_answers (id, request_id, application_id, departement, opinion, by_account, by_name, at) select gen_random_uuid(), id, application_id, departement, 'favourable', 'x', 'x', at from opinion_requests`,
			"opinion_requests_seat_key": `insert into opinion_requests select gen_random_uuid(), application_id, departement, seat, label, email, asked_on, due_on, by_account, by_name, at from opinion_requests`,
			"call_criteria_frozen":      `insert into call_criteria select campaign_id, 'x', departement, 1, 'x', 1, 1 from applications limit 1`,
			"ordinary_credits_reason":   `insert into ordinary_credits select gen_random_uuid(), application_id, departement, 'X', false, 'not_asked', '', 'x', 'x', at from review_checks limit 1`,
			"file_messages_internal":    `insert into file_messages select gen_random_uuid(), id, applicant_id, departement, true, 'x', '[]', 'x', 'x', 'applicant', created_at from applications limit 1`,
			"document_requests_due":     `insert into document_requests select gen_random_uuid(), id, applicant_id, departement, 9, '[{}]', '', '2026-02-01', '2026-02-01', 'x', 'x', created_at from applications limit 1`,
		} {
			err := tx.Try(func(tx postgres.Tx) error { return tx.SQL().Exec(statement).Error })
			if !postgres.Violates(err, constraint) {
				t.Errorf("%s: %v", constraint, err)
			}
		}
	})
}

func TestTheGridIsSetBeforeTheCallOpens(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		c := draftCampaign(t, tx)
		grid := []review.Criterion{{Code: "need", Label: "Besoin", Weight: 3, Scale: 5}}
		refused(t, review.SetCriteria(tx, reviewer, c, grid), party.ErrForbidden)
		refused(t, review.SetCriteria(tx, cabinet, c, append(grid, grid...)), review.ErrCriterion)
		refused(t, review.SetCriteria(tx, cabinet, c, []review.Criterion{{Code: "need", Label: "Besoin", Weight: 0, Scale: 5}}), review.ErrCriterion)
		must(t, review.SetCriteria(tx, cabinet, c, grid))
		must(t, review.SetCriteria(tx, cabinet, c, grid))
		kept, err := review.Criteria(tx, c)
		if err != nil || len(kept) != 1 || kept[0] != grid[0] {
			t.Errorf("%+v, %v", kept, err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
