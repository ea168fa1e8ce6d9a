package payment

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/body"
	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

var errUndo = errors.New("undo")

func TestASettlementAlwaysAddsUpToTheAward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Settlement{Awarded: money.Cents(rapid.Int64Range(1, 1_000_000).Draw(t, "awarded"))}
		net := money.Cents(rapid.Int64Range(-500_000, 2_000_000).Draw(t, "net"))
		var due *money.Amount
		if rapid.Bool().Draw(t, "reported") {
			d := money.Cents(rapid.Int64Range(0, s.Awarded.Cents()).Draw(t, "due"))
			due = &d
		}
		s = s.at(net, due)
		if !money.Sum(s.Placed, s.Outstanding(), s.Decommitted).Equal(s.Awarded) || s.Placed.Sign() < 0 || s.Decommitted.Sign() < 0 || s.Outstanding().Sign() < 0 {
			t.Fatalf("%+v", s)
		}
		if due == nil {
			if !s.Recovery.IsZero() || !s.Decommitted.IsZero() {
				t.Fatalf("nothing is due yet: %+v", s)
			}
			return
		}
		left, back := money.Max(money.Zero, due.Sub(net)), money.Max(money.Zero, net.Sub(*due))
		given := s.Awarded.Sub(money.Max(*due, net.Clamp(money.Zero, s.Awarded)))
		if !s.Recovery.Equal(back) || !s.Decommitted.Equal(given) || net.Sign() >= 0 && !s.Outstanding().Equal(money.Min(left, *due)) {
			t.Fatalf("due %s, net %s: %+v", due, net, s)
		}
	})
}

func TestWhatARowSaysOfThePaymentsBeforeIt(t *testing.T) {
	day := calendar.On(2026, 6, 1)
	type past struct {
		amount string
		days   int // before the row
	}
	for name, c := range map[string]struct {
		funder   string
		before   []past
		reported bool
		amount   string
		want     []string
	}{
		"a first payment":                    {"FIPD-D", nil, false, "1000.00", nil},
		"a cent too much":                    {"FIPD-D", nil, false, "1000.01", []string{Overpaid}},
		"a part that goes beyond":            {"FIPD-D", []past{{"600.00", 10}}, false, "400.01", []string{Overpaid}},
		"a rejection on the sixtieth day":    {"FIPD-D", []past{{"1000.00", 60}}, false, "-1000.00", []string{BankRejection}},
		"a rejection on the sixty-first day": {"FIPD-D", []past{{"1000.00", 61}}, false, "-1000.00", []string{OrphanNegative}},
		"a rejection of another amount":      {"FIPD-D", []past{{"1000.00", 3}}, false, "-999.99", []string{OrphanNegative}},
		"a rejection dated before":           {"FIPD-D", []past{{"1000.00", -1}}, false, "-1000.00", []string{OrphanNegative}},
		"a negative row alone":               {"FIPD-D", nil, false, "-5.00", []string{OrphanNegative}},
		"issued again":                       {"FIPD-D", []past{{"1000.00", 9}, {"-1000.00", 5}}, false, "1000.00", nil},
		"an advance of 30 %":                 {"FIPD-S", nil, false, "300.00", nil},
		"an advance above 30 %":              {"FIPD-S", nil, false, "300.01", []string{AdvanceCeiling}},
		"interims of 80 %":                   {"FIPD-S", []past{{"300.00", 90}}, false, "500.00", nil},
		"interims above 80 %":                {"FIPD-S", []past{{"300.00", 90}}, false, "500.01", []string{InterimCeiling}},
		"the balance after the report":       {"FIPD-S", []past{{"800.00", 90}}, true, "200.00", nil},
		"all at once, another programme":     {"FIPD-D", nil, false, "800.01", nil},
	} {
		var before []Payment
		for _, p := range c.before {
			before = append(before, Payment{PaidOn: day.AddDays(-p.days), Amount: money.Euros(p.amount)})
		}
		var codes []string
		for _, f := range findings(award.Award{Funder: c.funder, Amount: money.Euros("1000.00")}, before, c.reported, kept{OperationOn: &day, Amount: money.Euros(c.amount)}) {
			codes = append(codes, f.Code)
		}
		if !slices.Equal(codes, c.want) {
			t.Errorf("%s: got %v, want %v", name, codes, c.want)
		}
	}
}

// granted is a file P1 with 1 000.00 € of FIPD-D and 500.00 € of CD, decided;
// the act of the State is signed.
type granted struct {
	postgres.Tx
	t        *testing.T
	file     application.Application
	state    award.Award
	local    award.Award
	stateAct string
	localAct string
}

func grant(t *testing.T, tx postgres.Tx) granted {
	t.Helper()
	stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "5000.00", "CD": "5000.00"})
	g := granted{Tx: tx.At(rehearsaltest.Now), t: t}
	g.file = stage.File(t, tx, "P1", rehearsaltest.Amounts{"FIPD-D": "1000.00", "CD": "500.00"})
	var err error
	g.state, err = award.Decide(g.Tx, prefect, rehearsaltest.Request(g.file, "FIPD-D"), award.Answer{Outcome: award.Awarded, Amount: money.Euros("1000.00")})
	g.must(err)
	g.local, err = award.Decide(g.Tx, party.System, rehearsaltest.Request(g.file, "CD"), award.Answer{Outcome: award.Awarded, Amount: money.Euros("500.00"), Deliberation: "D"})
	g.must(err)
	for act, w := range map[*string]award.Award{&g.stateAct: g.state, &g.localAct: g.local} {
		drawn, err := agreement.Draw(g.Tx, party.System, []award.Award{w}, nil)
		g.must(err)
		_, err = agreement.Sign(g.Tx, party.System, drawn.ID)
		g.must(err)
		*act = drawn.ID
	}
	return g
}

var (
	prefect = party.Actor{ID: "préfet", Name: "Préfet", Role: party.Prefect, Departement: "99"}
	finance = party.Actor{ID: "finances", Name: "Finances", Role: party.FinanceOfficer, Departement: "99"}
	ej, _   = identity.ParseEj("2104000101")
)

func (g granted) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// undone runs fn on a granted file and undoes it.
func undone(t *testing.T, fn func(g granted)) {
	t.Helper()
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		g := grant(t, tx)
		fn(g)
		_, err := ledger.Verify(tx, "99")
		return errors.Join(err, errUndo)
	})
	if !errors.Is(err, errUndo) || strings.Contains(err.Error(), "\n") {
		t.Fatal(err)
	}
}

func (g granted) row(dp, amount string, on calendar.Date) chorusfile.Row {
	return chorusfile.Row{Layout: chorusfile.Extraction, Stage: chorusfile.Paid, Ej: ej, EjLine: 1, Dp: dp, DpLine: 1, Societe: "NORP", Exercice: 2026,
		OperationDate: on, Amount: money.Euros(amount)}
}

func (g granted) record(rows ...chorusfile.Row) Outcome {
	g.t.Helper()
	out, err := Record(g.Tx, finance, "99", postgres.NewID(), rows)
	g.must(err)
	return out
}

func (g granted) settlement() Settlement {
	g.t.Helper()
	all, err := Of(g.Tx, g.file.ID)
	g.must(err)
	for _, s := range all {
		if s.AwardID == g.state.ID {
			return s
		}
	}
	return Settlement{}
}

func (g granted) balance(k ledger.Kind) string {
	g.t.Helper()
	b, err := ledger.Balance(g.Tx, ledger.Account{Book: "99", Year: 2026, Funder: "FIPD-D", File: "P1", Kind: k})
	g.must(err)
	return b.String()
}

func TestTheSameRowTwiceAddsNothing(t *testing.T) {
	undone(t, func(g granted) {
		g.must(Enter(g.Tx, finance, g.state.ID, ej, 1))
		rows := []chorusfile.Row{g.row("1", "600.00", calendar.On(2026, 6, 1)), g.row("2", "400.00", calendar.On(2026, 7, 1))}
		if out := g.record(rows...); out.Placed != 2 || len(out.Known) != 0 || len(out.Denied) != 0 {
			t.Errorf("first: %+v", out)
		}
		if out := g.record(append(rows, g.row("3", "0.01", calendar.On(2026, 8, 1)))...); out.Placed != 1 || len(out.Known) != 2 || len(out.Denied) != 0 {
			t.Errorf("again: %+v", out)
		}
		if out := g.record(g.row("3", "5.00", calendar.On(2026, 8, 1))); out.Placed != 0 || len(out.Denied) != 1 {
			t.Errorf("another amount under the same key: %+v", out)
		}
		if s := g.settlement(); s.NetPaid.String() != "1000.01" || s.Placed.String() != "1000.00" || g.balance(ledger.Suspense) != "0.01" || g.balance(ledger.Paid) != "1000.00" {
			t.Errorf("%+v, suspense %s", s, g.balance(ledger.Suspense))
		}
	})
}

func TestRowsThatCameBeforeTheirEjArePlacedWhenItIsEntered(t *testing.T) {
	undone(t, func(g granted) {
		if out := g.record(g.row("1", "300.00", calendar.On(2026, 1, 2))); out.Placed != 0 || len(out.Known)+len(out.Denied) != 0 {
			t.Errorf("%+v", out)
		}
		g.must(Enter(g.Tx, finance, g.state.ID, ej, 1))
		if s := g.settlement(); s.NetPaid.String() != "300.00" || g.balance(ledger.Paid) != "300.00" || g.balance(ledger.Committed) != "700.00" {
			t.Errorf("%+v, paid %s", s, g.balance(ledger.Paid))
		}
		open, err := postgres.List[string](g.SQL().Raw(`select code from anomalies where resolved_at is null order by code`))
		g.must(err)
		if !slices.Equal(open, []string{NotNotified}) {
			t.Errorf("open anomalies: %v", open)
		}
	})
}

func TestAnEjThatComesAfterTheReportSettlesWhatIsDue(t *testing.T) {
	undone(t, func(g granted) {
		g.must(SetDue(g.Tx, party.System, g.state.ID, money.Euros("400.00")))
		if g.balance(ledger.Reserved) != "1000.00" || g.balance(ledger.Decommitted) != "0.00" {
			t.Errorf("moved before the EJ: reserved %s", g.balance(ledger.Reserved))
		}
		g.must(Enter(g.Tx, finance, g.state.ID, ej, 1))
		if g.balance(ledger.Committed) != "400.00" || g.balance(ledger.Decommitted) != "600.00" {
			t.Errorf("committed %s, decommitted %s", g.balance(ledger.Committed), g.balance(ledger.Decommitted))
		}
		g.record(g.row("1", "1000.00", calendar.On(2026, 6, 1)))
		if s := g.settlement(); s.Recovery.String() != "600.00" || g.balance(ledger.Decommitted) != "0.00" || g.balance(ledger.Paid) != "1000.00" {
			t.Errorf("%+v", s)
		}
		g.record(g.row("2", "-1000.00", calendar.On(2026, 6, 9)))
		if s := g.settlement(); !s.Recovery.IsZero() || s.Outstanding().String() != "400.00" || s.Decommitted.String() != "600.00" {
			t.Errorf("%+v", s)
		}
	})
}

func TestWhatMayNotBeCommittedNorDeclared(t *testing.T) {
	undone(t, func(g granted) {
		for name, c := range map[string]struct {
			want error
			do   func(postgres.Tx) error
		}{
			"by the préfet": {party.ErrForbidden, func(tx postgres.Tx) error { return Enter(tx, prefect, g.state.ID, ej, 1) }},
			"a local grant": {ErrNotState, func(tx postgres.Tx) error { return Enter(tx, finance, g.local.ID, ej, 1) }},
			"on post 0":     {ErrLine, func(tx postgres.Tx) error { return Enter(tx, finance, g.state.ID, ej, 0) }},
			"of no award":   {award.ErrNotFound, func(tx postgres.Tx) error { return Enter(tx, finance, postgres.NewID(), ej, 1) }},
			"paid by the State, by hand": {ErrNotLocal, func(tx postgres.Tx) error {
				return DeclareLocal(tx, finance, g.state.ID, money.Cents(1), calendar.On(2026, 6, 1))
			}},
			"a local payment too early": {ErrUncommitted, func(tx postgres.Tx) error {
				return DeclareLocal(tx, finance, g.local.ID, money.Cents(1), calendar.On(2026, 6, 1))
			}},
			"a local payment by another": {party.ErrForbidden, func(tx postgres.Tx) error {
				return DeclareLocal(tx, party.Actor{ID: "x", Role: party.FunderMember, Departement: "99", Funder: "EPCI"}, g.local.ID, money.Cents(1), calendar.On(2026, 6, 1))
			}},
		} {
			if err := g.Try(c.do); !errors.Is(err, c.want) {
				t.Errorf("%s: want %v, got %v", name, c.want, err)
			}
		}
		_, err := agreement.Notify(g.Tx, party.System, g.localAct)
		g.must(err)
		g.must(DeclareLocal(g.Tx, finance, g.local.ID, money.Euros("500.00"), calendar.On(2026, 6, 1)))
		g.must(Enter(g.Tx, finance, g.state.ID, ej, 1))
		other, err := identity.ParseEj("2104000102")
		g.must(err)
		if err := g.Try(func(tx postgres.Tx) error { return Enter(tx, finance, g.state.ID, other, 1) }); !errors.Is(err, ErrCommitted) {
			t.Errorf("a second EJ: %v", err)
		}
	})
}

func TestARowPaidToAnotherBodyIsKeptAndLeftToAPerson(t *testing.T) {
	undone(t, func(g granted) {
		g.must(Enter(g.Tx, finance, g.state.ID, ej, 1))
		other, branch := g.row("1", "10.00", calendar.On(2026, 6, 1)), g.row("2", "20.00", calendar.On(2026, 6, 1))
		var err error
		other.Siret, err = identity.ParseSiret("99900002900010")
		g.must(err)
		branch.Siret, err = identity.ParseSiret("99900001100026")
		g.must(err)
		if out := g.record(other, branch); out.Placed != 1 || len(out.Known)+len(out.Denied) != 0 {
			t.Errorf("%+v", out)
		}
		codes, err := postgres.List[string](g.SQL().Raw(`select code from anomalies where code in (?, ?) order by code`, OtherBody, OtherBranch))
		g.must(err)
		if s := g.settlement(); !slices.Equal(codes, []string{OtherBody, OtherBranch}) || s.NetPaid.String() != "20.00" {
			t.Errorf("%v, %+v", codes, s)
		}
	})
}

// Sixteen who enter the EJ of one award at once, and sixteen who record the same
// rows: one commitment, one set of payments.
func TestOneEjEnteredAndOneRowRecordedHoweverManyTryAtOnce(t *testing.T) {
	db := postgrestest.Open(t)
	var g granted
	if err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error { g = grant(t, tx); return nil }); err != nil {
		t.Fatal(err)
	}
	together := func(do func(postgres.Tx, int) error) (done int, refused []error) {
		outcomes := make([]error, 16)
		var group sync.WaitGroup
		for i := range outcomes {
			group.Go(func() {
				outcomes[i] = db.InTx(t.Context(), finance.Scope(), func(tx postgres.Tx) error { return do(tx, i) })
			})
		}
		group.Wait()
		for _, err := range outcomes {
			if err == nil {
				done++
			} else {
				refused = append(refused, err)
			}
		}
		return done, refused
	}
	entered, refused := together(func(tx postgres.Tx, i int) error {
		number, err := identity.ParseEj(fmt.Sprintf("21040001%02d", i%2))
		if err != nil {
			return err
		}
		return Enter(tx, finance, g.state.ID, number, 1)
	})
	if entered != 1 {
		t.Errorf("%d entered the EJ", entered)
	}
	for _, err := range refused {
		if !errors.Is(err, ErrCommitted) {
			t.Error(err)
		}
	}
	var number string
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		_, err := postgres.One(tx.SQL().Raw(`select ej from commitments`), &number)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	recorded, failed := together(func(tx postgres.Tx, _ int) error {
		paid, err := identity.ParseEj(number)
		if err != nil {
			return err
		}
		rows := []chorusfile.Row{g.row("1", "100.00", calendar.On(2026, 6, 1)), g.row("2", "-30.00", calendar.On(2026, 6, 2))}
		rows[0].Ej, rows[1].Ej = paid, paid
		_, err = Record(tx, finance, "99", postgres.NewID(), rows)
		return err
	})
	if recorded != 16 {
		t.Errorf("%d recorded; the others: %v", recorded, failed)
	}
	err = db.Snapshot(t.Context(), postgres.System, func(tx postgres.Tx) error {
		g.Tx = tx
		if s := g.settlement(); s.NetPaid.String() != "70.00" || g.balance(ledger.Paid) != "70.00" || g.balance(ledger.Committed) != "930.00" {
			t.Errorf("%+v", s)
		}
		_, err := ledger.Verify(tx, "99")
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestNothingIsCommittedWhileTheAccountOfTheBodyWaits(t *testing.T) {
	undone(t, func(g granted) {
		o, err := party.FindOrganisation(g.Tx, g.file.ApplicantID)
		g.must(err)
		member := party.Actor{ID: postgres.NewID(), Name: "Anna", Role: party.Applicant, Organisation: o.ID}
		iban, err := identity.ParseIban("FR7630001007990000001234592")
		g.must(err)
		rib := postgres.NewID()
		_, err = body.ProposeAccount(g.Tx, member, o.ID, body.Account{Iban: iban, Bic: "BDFEFRPPCCT", Holder: o.Name, Document: &rib})
		g.must(err)
		if err := g.Try(func(postgres.Tx) error { return Enter(g.Tx, finance, g.state.ID, ej, 1) }); !errors.Is(err, body.ErrNoUsable) {
			t.Errorf("while it waits: %v", err)
		}
	})
}
