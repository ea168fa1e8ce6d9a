package casefile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
	"tourdetable/domain/review"
)

var reviewer = party.Actor{ID: "camille", Name: "Camille", Role: party.Reviewer, Departement: "99"}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// staged plays fn in a transaction that leaves nothing.
func staged(t *testing.T, fn func(postgres.Tx, rehearsaltest.Stage)) {
	t.Helper()
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		tx = tx.At(rehearsaltest.Now)
		fn(tx, rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "100000.00", "FIPD-S": "100000.00", "CD": "50000.00"}))
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

// deposited is a file that asks funders for 10 000 € each.
func deposited(t *testing.T, tx postgres.Tx, s rehearsaltest.Stage, code, title string, funders ...string) application.Application {
	t.Helper()
	a := application.Application{CampaignID: s.Campaign.ID, Code: code, ApplicantID: s.Body.ID, Title: title, Years: 1,
		StartsOn: calendar.On(2026, 1, 1), EndsOn: calendar.On(2026, 12, 31), Measures: []int{20}}
	for i, f := range funders {
		a.Plan.Requests = append(a.Plan.Requests, application.Request{Funder: f, Amount: money.Euros("10000.00")})
		a.Plan.Charges = append(a.Plan.Charges, application.Line{Account: fmt.Sprint(60 + i), Label: "Coût", Amount: money.Euros("10000.00")})
	}
	a, err := application.Take(tx, party.System, a)
	must(t, err)
	a, err = application.Submit(tx, party.System, a.ID)
	must(t, err)
	return a
}

func codes(p casefile.WorkPage) string {
	var all []string
	for _, w := range p.Items {
		all = append(all, w.Code)
	}
	return strings.Join(all, " ")
}

func TestTheWorkListPutsWhatIsLateFirst(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage) {
		quiet := deposited(t, tx, s, "quiet", "Sans urgence", "FIPD-S")
		asked := deposited(t, tx, s, "asked", "Avis demandé", "FIPD-D")
		must(t, review.Ask(tx, reviewer, asked.ID, []review.Asked{{Seat: "police", DueOn: calendar.On(2026, 2, 27)}}))
		late := deposited(t, tx, s, "late", "Pièces en retard", "FIPD-D")
		_, err := review.AskDocuments(tx, reviewer, late.ID, review.DocumentRequest{Comment: "RIB", DueOn: calendar.On(2026, 1, 30)})
		must(t, err)
		_, err = review.Say(tx, party.System, quiet.ID, review.Message{Body: "À voir"})
		must(t, err)

		tx = tx.At(rehearsaltest.Now.AddDate(0, 0, 16)) // 31 January
		list := func(f casefile.WorkFilter) casefile.WorkPage {
			t.Helper()
			p, err := casefile.Worklist(tx, reviewer, f)
			must(t, err)
			return p
		}
		all := list(casefile.WorkFilter{})
		if codes(all) != "late asked quiet" || all.Total != 3 || !all.Items[0].Late || all.Items[1].Late {
			t.Fatalf("%s: %+v", codes(all), all)
		}
		if all.Counts["late"] != 1 || all.Counts["documents"] != 1 || all.Counts["opinions"] != 1 || all.Counts["unread"] != 1 || all.Counts["incomplete"] != 1 || all.Counts["submitted"] != 2 {
			t.Errorf("%v", all.Counts)
		}
		if w := all.Items[1]; w.Asked != 1 || w.Received != 0 || w.Due[0].Kind != "opinions" || w.Due[0].Label != "Avis attendus : 0 sur 1 reçus" {
			t.Errorf("%+v", w)
		}
		for want, f := range map[string]casefile.WorkFilter{"late": {Late: true}, "quiet": {Unread: true}, "asked": {Due: "opinions"}, "asked quiet": {State: "submitted"}, " ": {Text: "rien"}} {
			if got := codes(list(f)); got != strings.TrimSpace(want) {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
		}
		ids, err := casefile.WorkIDs(tx, reviewer, casefile.WorkFilter{State: "submitted"})
		if err != nil || !slices.Equal(ids, []string{asked.ID, quiet.ID}) {
			t.Errorf("%v, %v", ids, err)
		}
		for _, f := range []casefile.WorkFilter{{State: "settled"}, {Due: "jamais"}, {After: "9_x_y"}, {After: "0_2026-01-01_x"}} {
			if _, err := casefile.Worklist(tx, reviewer, f); !errors.Is(err, casefile.ErrFilter) {
				t.Errorf("%+v: %v", f, err)
			}
		}
		tx = tx.At(rehearsaltest.Now.AddDate(0, 0, 60)) // 16 March: the opinion and a silence are past
		if got := codes(list(casefile.WorkFilter{Late: true})); got != "late asked" {
			t.Error(got)
		}
		if got := list(casefile.WorkFilter{Due: "silence"}); codes(got) != "late asked" {
			t.Error(codes(got)) // late: 15 March and fifteen days of suspension
		}
	})
}

// The page counts the silence in SQL, the file in Go.
func TestTheListAndTheFileCountTheSameSilence(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage) {
		for i, funders := range [][]string{{"FIPD-D"}, {"FIPD-S"}, {"FIPD-S", "FIPD-D"}, {"CD"}, {"FIPD-S", "CD"}} {
			a := deposited(t, tx, s, fmt.Sprint("F", i), "Essai", funders...)
			for round := range 3 {
				at := tx.At(rehearsaltest.Now.AddDate(0, 0, 3+10*round+i))
				if _, err := review.AskDocuments(at, reviewer, a.ID, review.DocumentRequest{Comment: "RIB"}); err != nil {
					t.Fatal(err)
				}
				if round < 2 || i%2 == 0 {
					_, err := application.Submit(tx.At(at.Now.AddDate(0, 0, 4+20*(round%2))), party.System, a.ID)
					must(t, err)
				}
			}
		}
		tx = tx.At(rehearsaltest.Now.AddDate(0, 0, 80))
		page, err := casefile.Worklist(tx, reviewer, casefile.WorkFilter{})
		must(t, err)
		if len(page.Items) != 5 {
			t.Fatal(len(page.Items))
		}
		for _, w := range page.Items {
			r, err := casefile.ReviewOf(tx, reviewer, w.ID)
			must(t, err)
			i := slices.IndexFunc(w.Due, func(d casefile.WorkDue) bool { return d.Kind == "silence" })
			if i < 0 || w.Due[i].On != r.Clocks[0].On {
				t.Errorf("%s: list %+v, file %+v", w.Code, w.Due, r.Clocks)
			}
		}
	})
}

func TestTheWorkListIsPagedWithoutLossNorDouble(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage) {
		want := map[string]bool{}
		for i := range 120 {
			a := deposited(t, tx, s, fmt.Sprintf("F%03d", i), "Essai", "FIPD-D")
			want[a.ID] = true
			if i%3 > 0 {
				must(t, review.Ask(tx, reviewer, a.ID, []review.Asked{{Seat: "police", DueOn: calendar.On(2026, 1, 16+i%7)}}))
			}
		}
		tx, after, pages := tx.At(rehearsaltest.Now.AddDate(0, 0, 4)), "", 0
		for {
			p, err := casefile.Worklist(tx, reviewer, casefile.WorkFilter{After: after})
			must(t, err)
			for _, w := range p.Items {
				if !want[w.ID] {
					t.Fatalf("%s twice", w.Code)
				}
				delete(want, w.ID)
			}
			if pages++; p.Next == "" {
				break
			}
			after = p.Next
		}
		if len(want) > 0 || pages != 3 {
			t.Errorf("%d lost in %d pages", len(want), pages)
		}
	})
}

func TestTheReviewShowsAlertsWithTheirEvidence(t *testing.T) {
	staged(t, func(tx postgres.Tx, s rehearsaltest.Stage) {
		a := deposited(t, tx, s, "A", "Chantiers éducatifs de l'été", "FIPD-D", "CD")
		deposited(t, tx, s, "B", "Chantier éducatif d’été", "FIPD-D", "CD")
		deposited(t, tx, s, "C", "Point d'accès au droit", "FIPD-S")
		r, err := casefile.ReviewOf(tx, reviewer, a.ID)
		must(t, err)
		kinds := map[string]casefile.Duplicate{}
		for _, d := range r.Duplicates {
			kinds[d.Kind] = d
		}
		if d := kinds["same_action"]; len(d.Evidence) != 2 || d.Evidence[0].Where != "dossier n° B" || d.Rule != "D01" {
			t.Errorf("%+v", r.Duplicates)
		}
		if d := kinds["same_costs"]; len(d.Evidence) != 1 || !strings.Contains(d.Explanation, "2 des 2 lignes") {
			t.Errorf("%+v", d)
		}
		if len(r.Checks) == 0 || len(r.Missing) == 0 || len(r.Proposals) != 2 || !r.Editable {
			t.Errorf("%d checks, %d gaps, %d proposals", len(r.Checks), len(r.Missing), len(r.Proposals))
		}
		own, err := casefile.ReviewOf(tx, party.Actor{ID: "p", Role: party.Applicant, Organisation: s.Body.ID}, a.ID)
		must(t, err)
		if len(own.Checks)+len(own.Missing)+len(own.Proposals)+len(own.Duplicates)+len(own.Opinions.ToAsk) > 0 || own.Editable {
			t.Errorf("its applicant reads the examination: %+v", own)
		}
		if len(own.Clocks) != 1 || own.Clocks[0] != r.Clocks[0] {
			t.Errorf("its applicant reads %+v, the office %+v", own.Clocks, r.Clocks)
		}
	})
}
