package casefile

import (
	"slices"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/committee"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
)

func TestWhoReadsAFile(t *testing.T) {
	applicant := party.Actor{Role: party.Applicant, Organisation: "body", Departement: "99"}
	agent := func(r party.Role, departement string) party.Actor {
		return party.Actor{Role: r, Departement: departement}
	}
	for _, c := range []struct {
		why   string
		by    party.Actor
		state application.State
		want  bool
	}{
		{"its applicant, as a draft", applicant, application.Draft, true},
		{"its applicant, later", applicant, application.Decided, true},
		{"another body", party.Actor{Role: party.Applicant, Organisation: "other", Departement: "99"}, application.Submitted, false},
		{"a reviewer here", agent(party.Reviewer, "99"), application.Submitted, true},
		{"a reviewer here, a draft", agent(party.Reviewer, "99"), application.Draft, false},
		{"a reviewer elsewhere", agent(party.Reviewer, "44"), application.Submitted, false},
		{"a national auditor", agent(party.Auditor, ""), application.Submitted, true},
		{"a national auditor, a draft", agent(party.Auditor, ""), application.Draft, false},
		{"a member here", agent(party.FunderMember, "99"), application.Submitted, true},
		{"the program, a draft", party.System, application.Draft, true},
		{"no role", party.Actor{Departement: "99"}, application.Submitted, false},
	} {
		if got := mayRead(c.by, application.Application{ApplicantID: "body", Departement: "99", State: c.state}); got != c.want {
			t.Errorf("%s: %t", c.why, got)
		}
	}
}

// An applicant reads one state for all those in which it was told nothing, and
// is offered the same acts in each of them.
func TestAnApplicantReadsOneStateWhileItIsToldNothing(t *testing.T) {
	applicant := party.Actor{Role: party.Applicant}
	var offered []string
	for _, s := range application.States() {
		read := stateFor(s, applicant)
		if silent := slices.Contains([]application.State{application.UnderReview, application.Ready, application.Examined, application.Deferred, application.Decided, application.Refused}, s); silent != (read == application.UnderReview) || !silent && read != s {
			t.Errorf("%s is read as %s", s, read)
		} else if silent {
			acts := next(application.Application{State: s}, applicant)
			if offered == nil {
				offered = acts
			}
			if !slices.Equal(acts, offered) || label(stateFor(s, applicant), applicant) != label(application.UnderReview, applicant) {
				t.Errorf("%s: offered %v as « %s », elsewhere %v", s, acts, label(stateFor(s, applicant), applicant), offered)
			}
		}
		if got := stateFor(s, party.Actor{Role: party.Reviewer}); got != s {
			t.Errorf("a reviewer reads %s as %s", s, got)
		}
	}
}

func TestAnItemIsWhatItsReaderMayRead(t *testing.T) {
	s := committee.Session{Seats: []committee.Seat{{Code: "A", Voting: true, Present: true}, {Code: "B", Voting: true, Present: true}, {Code: "C", Voting: true, Present: true}}}
	i := committee.Item{State: committee.Current, Recusals: []committee.Recusal{{Seat: "A"}}, Ballots: []committee.Ballot{{Seat: "B", Vote: committee.For}, {Seat: "C", Vote: committee.Against}}}
	done := i
	done.State, done.Presiding, done.Opinion = committee.Examined, "B", committee.Tied
	member := func(seat string) party.Actor { return party.Actor{Role: party.FunderMember, Funder: seat} }
	for _, c := range []struct {
		why     string
		by      party.Actor
		item    committee.Item
		file    bool
		ballots int // stepping out included
		mine    string
		opinion string
	}{
		{"the recused seat", member("A"), i, false, 0, "", ""},
		{"the recused seat, afterwards", member("A"), done, false, 0, "", ""},
		{"a member during the vote", member("B"), i, true, 2, "for", ""},
		{"a member afterwards", member("B"), done, true, 3, "for", "tied"},
		{"the secretary during the vote", party.Actor{Role: party.CabinetDirector}, i, true, 3, "", ""},
		{"an auditor during the vote", party.Actor{Role: party.Auditor}, i, true, 1, "", ""},
		{"an auditor afterwards", party.Actor{Role: party.Auditor}, done, true, 3, "", "tied"},
	} {
		view := itemOf(s, c.item, c.by, GridFile{Code: "P1"})
		if (view.Application != nil) != c.file || len(view.Ballots) != c.ballots || view.MyVote != c.mine || view.Opinion != c.opinion || (view.Tally.For > 0) != (c.opinion != "") {
			t.Errorf("%s: %+v", c.why, view)
		}
		if c.file && view.Presiding != "B" || view.MyRecusal != !c.file {
			t.Errorf("%s: presided by %q, recusal %t", c.why, view.Presiding, view.MyRecusal)
		}
	}
}

func TestARowOfTheGridAddsUp(t *testing.T) {
	euros := func(s string) *money.Amount { a := money.Euros(s); return &a }
	for _, c := range []struct {
		why        string
		cells      map[string]GridCell
		share, own string
	}{
		{"asked, nothing decided: the plan as deposited", map[string]GridCell{"A": {Requested: money.Euros("40.00")}, "B": {Requested: money.Euros("20.00"), Proposed: euros("1.00")}}, "70.00", "30.00"},
		{"one decided: what is not decided is not counted", map[string]GridCell{"A": {Requested: money.Euros("40.00"), Decided: euros("30.00")}, "B": {Requested: money.Euros("20.00")}}, "40.00", "60.00"},
		{"a refusal is an answer", map[string]GridCell{"A": {Requested: money.Euros("40.00"), Decided: euros("0.00")}}, "10.00", "90.00"},
		{"nothing asked", nil, "10.00", "30.00"},
	} {
		r := GridRow{FinalCost: money.Euros("100.00"), OtherPublic: money.Euros("10.00"), Own: money.Euros("30.00"), Cells: c.cells}
		r.sum()
		if r.PublicShare.String() != c.share || r.Own.String() != c.own {
			t.Errorf("%s: share %s, own %s", c.why, r.PublicShare, r.Own)
		}
	}
}

func TestNamesAreEnumeratedAsFrenchDoes(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{{nil, "aucun"}, {[]string{"A"}, "A"}, {[]string{"A", "B"}, "A et B"}, {[]string{"A", "B", "C"}, "A, B et C"}} {
		if got := enumerate(c.names); got != c.want {
			t.Errorf("%v: %q", c.names, got)
		}
	}
}

// Every act of the journal has words; an applicant's are among them.
func TestPublicActsHaveWords(t *testing.T) {
	for _, act := range publicActs {
		if actLabels[act] == "" {
			t.Errorf("%s has no words", act)
		}
	}
	if actLabel("x.y") != "x.y" {
		t.Error("an unknown act keeps its code")
	}
}
