package body

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

// house is one database with a body of two people, and agents of two
// départements.
type house struct {
	*testing.T
	db                                             *postgres.DB
	body                                           party.Organisation
	anna, bruno, stranger                          party.Actor
	reviewer, finance, seat, elsewhere, everywhere party.Actor
}

func open(t *testing.T) *house { return openIn(t, "98", "association") }

func openIn(t *testing.T, departement, kind string) *house {
	t.Helper()
	h := &house{T: t, db: postgrestest.Open(t).WithClock(func() time.Time { return noon })}
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) (err error) {
		h.body = h.register(tx, "99900012800010", "Les Amis du Lac", departement, kind)
		other := h.register(tx, "99900020100015", "Autre corps", departement, kind)
		enrol := func(name string, role party.Role, departement string, organisation *string, funder string) party.Actor {
			a, e := party.Enrol(tx, party.Account{Name: name, Email: strings.ToLower(name) + "@x.fr", Role: role, Departement: departement, OrganisationID: organisation, Funder: funder, Demonstration: true}, "")
			err = errors.Join(err, e)
			return a.Actor()
		}
		h.anna = enrol("Anna", party.Applicant, departement, &h.body.ID, "")
		h.bruno = enrol("Bruno", party.Applicant, departement, &h.body.ID, "")
		h.stranger = enrol("Sam", party.Applicant, departement, &other.ID, "")
		h.reviewer = enrol("Camille", party.Reviewer, departement, nil, "")
		h.finance = enrol("Alix", party.FinanceOfficer, departement, nil, "")
		h.seat = enrol("Siege", party.FunderMember, departement, nil, "CD")
		h.elsewhere = enrol("Loin", party.Reviewer, "44", nil, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) register(tx postgres.Tx, siret, name, departement, kind string) party.Organisation {
	h.Helper()
	number, err := identity.ParseSiret(siret)
	if err != nil {
		h.Fatal(err)
	}
	o, err := party.Register(tx, party.Organisation{Siret: number, Name: name, Kind: kind, Departement: departement})
	if err != nil {
		h.Fatal(err)
	}
	return o
}

// as runs fn for by, at a moment, in the scope of by.
func (h *house) as(by party.Actor, at time.Time, fn func(postgres.Tx) error) error {
	h.Helper()
	return h.db.WithClock(func() time.Time { return at }).InTx(h.Context(), by.Scope(), fn)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refused fails unless err is the refusal.
func (h *house) refused(what string, err, refusal error) {
	h.Helper()
	if !errors.Is(err, refusal) {
		h.Errorf("%s: %v, want %v", what, err, refusal)
	}
}

// award grants money to the body, as the award room's trigger tells it.
func (h *house) award() {
	h.Helper()
	h.must(h.owner(`insert into body_awarded values (?, ?)`, h.body.ID, noon))
}

// owner runs a statement that the program's role may not.
func (h *house) owner(sql string, args ...any) error {
	return h.db.InTx(h.Context(), postgres.System, func(tx postgres.Tx) error {
		if err := tx.SQL().Exec(`reset role`).Error; err != nil {
			return err
		}
		err := tx.SQL().Exec(sql, args...).Error
		if e := tx.SQL().Exec(`set role tourdetable_app`).Error; err == nil {
			err = e
		}
		return err
	})
}

func edit(path string, value any, base int, closes ...string) Edit {
	raw, _ := json.Marshal(value)
	return Edit{ID: postgres.NewID(), Path: path, Value: raw, Base: base, Closes: closes}
}

func (h *house) save(by party.Actor, edits ...Edit) Answer {
	h.Helper()
	var a Answer
	h.must(h.as(by, noon, func(tx postgres.Tx) (err error) {
		a, err = Save(tx, by, h.body.ID, Typed, edits)
		return err
	}))
	return a
}

func (h *house) record() Record {
	h.Helper()
	var r Record
	h.must(h.as(h.anna, noon, func(tx postgres.Tx) (err error) {
		r, err = ReadRecord(tx, h.body.ID, 0)
		return err
	}))
	return r
}

func (h *house) count(sql string, args ...any) (n int) {
	h.Helper()
	h.must(h.db.InTx(h.Context(), postgres.System, func(tx postgres.Tx) error { return tx.SQL().Raw(sql, args...).Scan(&n).Error }))
	return n
}

func TestTwoPeopleMergeByField(t *testing.T) {
	h := open(t)
	first := h.save(h.anna, edit("acronym", "ADL", 0), edit("address.line", "1 rue du Lac", 0))
	if first.Version != 2 || len(first.Saved) != 2 || first.Saved[0].By != "Anna" || first.Saved[0].Source != Typed {
		t.Fatalf("%+v", first)
	}
	second := h.save(h.bruno, edit("website", "lac.fr", 0), edit("acronym", "LAL", 0), edit("address.line", "1 rue du Lac", 0))
	if second.Version != 3 || len(second.Saved) != 2 || len(second.Conflicts) != 1 {
		t.Fatalf("%+v", second)
	}
	c := second.Conflicts[0]
	if string(c.Current.Value) != `"ADL"` || string(c.Other.Value) != `"LAL"` || c.Current.By != "Anna" || c.Other.By != "Bruno" {
		t.Errorf("%+v", c)
	}
	if r := h.record(); len(r.Conflicts) != 1 || len(r.Fields) != 3 {
		t.Errorf("%+v", r)
	}
	chosen := h.save(h.anna, edit("acronym", "LAL", c.Current.Version, c.Other.ID))
	if r := h.record(); len(r.Conflicts) != 0 || len(chosen.Saved) != 1 || chosen.Version != 4 {
		t.Errorf("%+v %+v", chosen, r)
	}
}

func TestAConflictCloseWithTheValueOnRecord(t *testing.T) {
	h := open(t)
	h.save(h.anna, edit("acronym", "ADL", 0))
	c := h.save(h.bruno, edit("acronym", "LAL", 0)).Conflicts[0]
	kept := h.save(h.bruno, edit("acronym", "ADL", 1, c.Other.ID))
	if r := h.record(); len(r.Conflicts) != 0 || r.Version != 1 || kept.Saved[0].Version != 1 || kept.Saved[0].By != "Anna" {
		t.Errorf("%+v %+v", kept, r)
	}
}

func TestAnEditSentTwiceIsKeptOnce(t *testing.T) {
	h := open(t)
	one := edit("acronym", "ADL", 0)
	lost := edit("acronym", "LAL", 0)
	for range 2 {
		if a := h.save(h.anna, one); a.Version != 1 || len(a.Saved) != 1 || a.Saved[0].Version != 1 {
			t.Errorf("%+v", a)
		}
	}
	for range 2 {
		if a := h.save(h.bruno, lost); len(a.Conflicts) != 1 || a.Conflicts[0].Other.ID != lost.ID {
			t.Errorf("%+v", a)
		}
	}
	if n := h.count(`select count(*) from body_edits`); n != 2 {
		t.Errorf("%d edits kept", n)
	}
	if n := h.count(`select count(*) from journal where act = 'body.recorded'`); n != 1 {
		t.Errorf("%d acts", n)
	}
}

func TestNothingTypedIsRefusedForBeingWrong(t *testing.T) {
	h := open(t)
	a := h.save(h.anna, edit("rna", "12", 0), edit("address.postal_code", "690", 0), edit("staff.2025.employees", "3", 0), edit("staff.2025.aided", "4", 0),
		edit("staff.2025.fte", "2,5", 0), edit("public_utility", true, 0), edit("website", "pas un site", 0), edit("networks", []string{"Union", " "}, 0), edit("mail.line", "BP 4", 0))
	if len(a.Saved) != 9 {
		t.Fatalf("%+v", a.Saved)
	}
	told := map[string]bool{}
	for _, p := range a.Problems {
		told[p.Path] = p.Missing
	}
	want := map[string]bool{"rna": false, "address.postal_code": false, "staff.2025.aided": false, "website": false, "public_utility_on": true,
		"address.line": true, "address.commune": true, "mail.postal_code": true, "mail.commune": true}
	for path, missing := range want {
		if got, is := told[path]; !is || got != missing {
			t.Errorf("%s: told %t, missing %t", path, is, got)
		}
	}
	if len(told) != len(want) {
		t.Errorf("%+v", a.Problems)
	}
}

func TestAlsaceMoselleHasARegisterInsteadOfTheRna(t *testing.T) {
	for departement, want := range map[string][2]bool{"67": {false, true}, "69": {true, false}} {
		h := openIn(t, departement, "association")
		missing := map[string]bool{}
		for _, p := range h.record().Problems {
			missing[p.Path] = true
		}
		if got := [2]bool{missing["rna"], missing["local_register.number"]}; got != want {
			t.Errorf("%s: %v", departement, got)
		}
	}
	h := openIn(t, "69", "association")
	missing := map[string]bool{}
	for _, p := range h.save(h.anna, edit("address.postal_code", "67000", 0)).Problems {
		missing[p.Path] = true
	}
	if missing["rna"] || !missing["local_register.number"] {
		t.Error("the seat is in Strasbourg, whatever the préfecture")
	}
	h = openIn(t, "988", "association")
	for _, p := range h.save(h.anna, edit("ridet", "1234567", 0)).Problems {
		if p.Path == "rna" || p.Path == "ridet" {
			t.Errorf("overseas: %+v", p)
		}
	}
}

func TestWhatNoFieldHoldsIsRefused(t *testing.T) {
	h := open(t)
	for what, c := range map[string]struct {
		edit Edit
		want error
	}{
		"an unknown field":   {edit("secret", "x", 0), ErrPath},
		"a year that is not": {edit("staff.20xx.members", "1", 0), ErrPath},
		"an object":          {edit("acronym", map[string]any{"a": 1}, 0), ErrValue},
		"a list of numbers":  {edit("networks", []int{1}, 0), ErrValue},
		"too long":           {edit("acronym", strings.Repeat("x", valueMax), 0), ErrValue},
		"an id that is none": {Edit{ID: "1", Path: "acronym", Value: json.RawMessage(`""`)}, ErrValue},
	} {
		h.refused(what, h.as(h.anna, noon, func(tx postgres.Tx) error {
			_, err := Save(tx, h.anna, h.body.ID, Typed, []Edit{c.edit})
			return err
		}), c.want)
	}
	for _, by := range []party.Actor{h.stranger, h.reviewer, h.elsewhere} {
		err := h.as(by, noon, func(tx postgres.Tx) error {
			_, err := Save(tx, by, h.body.ID, Typed, []Edit{edit("acronym", "x", 0)})
			return err
		})
		h.refused(by.Name, err, ErrNotYours)
	}
}

// Three people edit at once; every value is on record, or beside it.
func TestManyEditsAtOnceLoseNothing(t *testing.T) {
	h := open(t)
	people := []party.Actor{h.anna, h.bruno, h.anna}
	var together sync.WaitGroup
	for who, by := range people {
		together.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(who)))
			seen := map[string]int{}
			for i := range 60 {
				path := []string{"acronym", "website", "address.line", "address.commune"}[random.IntN(4)]
				var a Answer
				err := h.as(by, noon, func(tx postgres.Tx) (err error) {
					a, err = Save(tx, by, h.body.ID, Typed, []Edit{edit(path, fmt.Sprint(who, "-", i), seen[path])})
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				for _, f := range a.Saved {
					seen[path] = f.Version
				}
				for _, c := range a.Conflicts {
					seen[path] = c.Current.Version
				}
			}
		})
	}
	together.Wait()
	if n := h.count(`select count(*) from body_edits`); n != 180 {
		t.Errorf("%d edits kept", n)
	}
	saved := h.count(`select count(*) from body_edits where outcome = 'saved'`)
	if r := h.record(); r.Version != saved || h.count(`select max(version) from body_edits`) != saved {
		t.Errorf("version %d, %d saved", r.Version, saved)
	}
	if conflicts := h.count(`select count(*) from body_edits where outcome = 'conflict'`); conflicts == 0 || conflicts+saved != 180 {
		t.Errorf("%d conflicts", conflicts)
	}
}

func on(day string) calendar.Date {
	d, err := calendar.Parse(day)
	if err != nil {
		panic(err)
	}
	return d
}

func mandate(kind, name, from, to string) Mandate {
	m := Mandate{Kind: kind, Name: name, Function: "Fonction", StartsOn: on(from), Email: strings.ToLower(name) + "@x.fr"}
	if to != "" {
		m.EndsOn = on(to)
	}
	return m
}

func (h *house) appoint(m Mandate) (kept Mandate, err error) {
	err = h.as(h.anna, noon, func(tx postgres.Tx) (err error) {
		kept, err = Appoint(tx, h.anna, h.body.ID, m)
		return err
	})
	return kept, err
}

func TestOneLegalRepresentativeAtATime(t *testing.T) {
	h := open(t)
	anna, err := h.appoint(mandate(Legal, "Anna", "2024-01-01", ""))
	h.must(err)
	_, err = h.appoint(mandate(Legal, "Bruno", "2026-03-01", ""))
	h.refused("a second one", err, ErrTwoLegal)
	h.must(h.as(h.anna, noon, func(tx postgres.Tx) error {
		_, err := EndMandate(tx, h.anna, h.body.ID, anna.ID, on("2026-02-28"))
		return err
	}))
	_, err = h.appoint(mandate(Legal, "Bruno", "2026-02-28", ""))
	h.refused("on the last day of the first", err, ErrTwoLegal)
	_, err = h.appoint(mandate(Legal, "Bruno", "2026-03-01", ""))
	h.must(err)
	_, err = h.appoint(mandate(Legal, "Chloe", "2020-01-01", "2023-12-31"))
	h.must(err)
	h.refused("ended twice", h.as(h.anna, noon, func(tx postgres.Tx) error {
		_, err := EndMandate(tx, h.anna, h.body.ID, anna.ID, on("2026-02-27"))
		return err
	}), ErrMandateEnded)
	for day, want := range map[string]string{"2019-12-31": "", "2023-12-31": "Chloe", "2024-01-01": "Anna", "2026-02-28": "Anna", "2026-03-01": "Bruno"} {
		h.must(h.as(h.reviewer, noon, func(tx postgres.Tx) error {
			m, found, err := SignatoryOn(tx, h.body.ID, on(day))
			if found != (want != "") || m.Name != want {
				t.Errorf("%s: %s", day, m.Name)
			}
			return err
		}))
	}
	// The second wall: SQL refuses the same, and no mandate is removed.
	err = h.owner(`insert into body_mandates (id, organisation_id, departement, kind, name, function, signs, starts_on, by_account, by_name, at)
		values (gen_random_uuid(), ?, '98', 'legal', 'X', 'X', true, '2030-01-01', '', '', now())`, h.body.ID)
	if !postgres.Violates(err, "body_mandates_one_legal") {
		t.Error(err)
	}
	for _, sql := range []string{`delete from body_mandates`, `update body_mandates set name = 'X'`, `delete from body_edits`, `update body_edits set path = 'x'`, `delete from body_accounts`} {
		if err := h.as(h.anna, noon, func(tx postgres.Tx) error { return tx.SQL().Exec(sql).Error }); err == nil {
			t.Errorf("%s: done", sql)
		}
	}
}

func TestWhoSignsWithoutBeingLegalHasAPower(t *testing.T) {
	h := open(t)
	m := mandate(InCharge, "Bruno", "2026-01-01", "")
	m.Signs = true
	_, err := h.appoint(m)
	h.refused("without its document", err, ErrPower)
	power := postgres.NewID()
	m.Power = &power
	_, err = h.appoint(m)
	h.must(err)
	h.must(h.as(h.anna, noon, func(tx postgres.Tx) error {
		m, found, err := SignatoryOn(tx, h.body.ID, on("2026-03-12"))
		if !found || m.Name != "Bruno" {
			t.Errorf("%+v", m)
		}
		return err
	}))
}

var (
	ibanA = iban("FR7630001007990000001234592")
	ibanB = iban("FR1420041010050500013M02606")
)

func iban(s string) identity.Iban {
	x, err := identity.ParseIban(s)
	if err != nil {
		panic(err)
	}
	return x
}

func (h *house) propose(by party.Actor, x identity.Iban, at time.Time) (a Account, err error) {
	rib := postgres.NewID()
	err = h.as(by, at, func(tx postgres.Tx) (err error) {
		a, err = ProposeAccount(tx, by, h.body.ID, Account{Iban: x, Holder: "LES AMIS DU LAC", Document: &rib})
		return err
	})
	return a, err
}

func (h *house) approve(by party.Actor, id string, at time.Time, p Approval) error {
	return h.as(by, at, func(tx postgres.Tx) error {
		_, err := Approve(tx, by, h.body.ID, id, p)
		return err
	})
}

func (h *house) usable(at time.Time) string {
	h.Helper()
	var a Account
	err := h.as(h.finance, at, func(tx postgres.Tx) (err error) {
		a, err = UsableAccount(tx, h.body.ID, at)
		return err
	})
	if err != nil {
		h.refused("usable", err, ErrNoUsable)
		return ""
	}
	return a.Iban.String()
}

func TestTheFirstAccountNeedsNobodyElseAndTheNextOneDoes(t *testing.T) {
	h := open(t)
	if h.usable(noon) != "" {
		t.Error("an account before any")
	}
	_, err := h.propose(h.anna, ibanA, noon)
	h.must(err)
	if h.usable(noon) != ibanA.String() {
		t.Error("the first account is not usable")
	}
	_, err = h.propose(h.anna, ibanA, noon)
	h.refused("the same again", err, ErrSameAccount)
	b, err := h.propose(h.anna, ibanB, noon)
	h.must(err)
	_, err = h.propose(h.bruno, ibanB, noon)
	h.refused("two at once", err, ErrPending)
	h.refused("by its proposer", h.approve(h.anna, b.ID, noon, Approval{}), ErrSecondPerson)
	h.refused("by a stranger", h.approve(h.stranger, b.ID, noon, Approval{}), party.ErrForbidden)
	h.refused("by who pays", h.approve(h.finance, b.ID, noon, Approval{}), party.ErrForbidden)
	h.refused("by who works elsewhere", h.approve(h.elsewhere, b.ID, noon, Approval{}), ErrNotFound)
	if h.usable(noon) != ibanA.String() {
		t.Error("a proposal took the money")
	}
	h.must(h.approve(h.bruno, b.ID, noon.Add(time.Hour), Approval{}))
	if h.usable(noon.Add(time.Hour)) != ibanB.String() || h.usable(noon.Add(time.Hour-time.Second)) != ibanA.String() {
		t.Error("the account did not change when it was approved")
	}
}

func TestAfterAnAwardAnAgentApprovesAndTheAccountWaits(t *testing.T) {
	h := open(t)
	_, err := h.propose(h.anna, ibanA, noon)
	h.must(err)
	h.award()
	b, err := h.propose(h.anna, ibanB, noon)
	h.must(err)
	checked := Approval{Proof: "contre-appel de la présidente"}
	h.refused("by another member", h.approve(h.bruno, b.ID, noon, checked), ErrOffice)
	h.refused("without a check", h.approve(h.reviewer, b.ID, noon, Approval{}), ErrProof)
	h.refused("too soon", h.approve(h.reviewer, b.ID, noon, Approval{Proof: "x", Cooling: 71 * time.Hour}), ErrCooling)
	h.must(h.approve(h.reviewer, b.ID, noon, checked))
	for wait, want := range map[time.Duration]string{0: ibanA.String(), CoolingOff - time.Second: ibanA.String(), CoolingOff: ibanB.String()} {
		if got := h.usable(noon.Add(wait)); got != want {
			t.Errorf("after %s: %s", wait, got)
		}
	}
	h.refused("approved twice", h.approve(h.reviewer, b.ID, noon, checked), ErrDecided)
	// Somebody of the body sees the message and opposes: the old account goes on.
	h.must(h.as(h.bruno, noon.Add(time.Hour), func(tx postgres.Tx) error {
		_, err := Refuse(tx, h.bruno, h.body.ID, b.ID, "ce n'est pas nous")
		return err
	}))
	if got := h.usable(noon.Add(2 * CoolingOff)); got != ibanA.String() {
		t.Errorf("after an opposition: %s", got)
	}
	h.must(h.as(h.reviewer, noon, func(tx postgres.Tx) error {
		if ok, err := invitedBy(tx, h.body.ID, h.anna.ID, h.reviewer.ID); ok || err != nil {
			t.Errorf("nobody invited Anna: %v, %v", ok, err)
		}
		err := tx.SQL().Exec(`insert into body_invitations (id, organisation_id, departement, kind, email, name, code_hash, expires_at, by_account, by_name, at, accepted_at, account_id)
			values (?, ?, ?, 'invitation', 'anna@exemple.fr', 'Anna', 'h', ?, ?, 'Camille', ?, ?, ?)`,
			postgres.NewID(), h.body.ID, h.body.Departement, noon.Add(time.Hour), h.reviewer.ID, noon, noon, h.anna.ID).Error
		if err != nil {
			return err
		}
		if ok, err := invitedBy(tx, h.body.ID, h.anna.ID, h.reviewer.ID); !ok || err != nil {
			t.Errorf("Camille let Anna in: %v, %v", ok, err)
		}
		return nil
	}))
	c, err := h.propose(h.anna, ibanB, noon.Add(2*time.Hour))
	h.must(err)
	h.refused("by who let its proposer in", h.approve(h.reviewer, c.ID, noon.Add(2*time.Hour), checked), ErrSecondPerson)
	if n := h.count(`select count(*) from outbox where kind = 'body.account_changed'`); n != 5 {
		t.Errorf("%d news", n)
	}
}

func TestTheFirstAccountAfterAnAwardWaitsToo(t *testing.T) {
	h := open(t)
	h.award()
	a, err := h.propose(h.anna, ibanA, noon)
	h.must(err)
	if a.State != Proposed || h.usable(noon) != "" {
		t.Error("usable at once")
	}
	h.must(h.approve(h.reviewer, a.ID, noon, Approval{Proof: "guichet", Cooling: 100 * time.Hour}))
	if h.usable(noon.Add(99*time.Hour)) != "" || h.usable(noon.Add(100*time.Hour)) != ibanA.String() {
		t.Error("the delay of the agent does not count")
	}
}

// SQL refuses what Go refuses, whoever speaks to it.
func TestSQLGuardsTheAccounts(t *testing.T) {
	h := open(t)
	insert := `insert into body_accounts (id, organisation_id, departement, iban, holder, state, first, proposed_by, proposed_by_name, proposed_at, decided_by, decided_at, cooling_hours, usable_from)
		values (gen_random_uuid(), ?, '98', 'X', 'X', 'approved', ?, 'a', '', now(), ?, now(), ?, now() + ? * interval '1 hour')`
	for _, c := range []struct {
		what          string
		first         bool
		by            string
		hours, waited int
		want          string
	}{
		{"approved by its proposer", false, "a", 72, 72, "body_accounts_second_person"},
		{"first after an award", true, "a", 72, 72, "body_accounts_first"},
		{"without 72 hours", false, "b", 71, 71, "body_accounts_cooling"},
		{"used before its delay", false, "b", 72, 71, "body_accounts_usable"},
		{"right", false, "b", 72, 72, ""},
		{"two current", false, "b", 72, 80, "body_accounts_one_current"},
	} {
		if c.what == "approved by its proposer" {
			h.award()
		}
		err := h.as(h.anna, noon, func(tx postgres.Tx) error {
			return tx.SQL().Exec(insert, h.body.ID, c.first, c.by, c.hours, c.waited).Error
		})
		if c.want == "" && err != nil || c.want != "" && !postgres.Violates(err, c.want) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func TestAHolderOfAnotherNameIsToldNotRefused(t *testing.T) {
	for holder, want := range map[string]int{"Les Amis du Lac": 0, "ASSOCIATION LES AMIS DU LAC": 0, "Amis-du-lac": 0, "M. Jean Amis": 1, "": 1} {
		if got := (Account{Holder: holder, Iban: ibanA, Bic: "BDFEFRPP"}).Warnings("L'association les amis du Lac"); len(got) != want {
			t.Errorf("%q: %v", holder, got)
		}
	}
	if got := (Account{Holder: "Lac", Iban: ibanA, Bic: "DEUTDEFF"}).Warnings("Lac"); len(got) != 1 || !strings.Contains(got[0], "DE") {
		t.Error(got)
	}
}

func (h *house) sign(by party.Actor, version, hash string) error {
	return h.as(by, noon, func(tx postgres.Tx) error {
		_, err := SignCommitment(tx, by, h.body.ID, version, hash)
		return err
	})
}

func TestTheCommitmentIsSignedByWhoSigns(t *testing.T) {
	h := open(t)
	text, _ := TextOn(on("2026-03-12"))
	if _, known := TextOn(on("2022-01-01")); known {
		t.Error("a text before it was in force")
	}
	h.refused("nobody signs", h.sign(h.anna, text.Version, text.Hash()), ErrSignatory)
	_, err := h.appoint(mandate(Legal, "Anna", "2024-01-01", ""))
	h.must(err)
	h.refused("another member", h.sign(h.bruno, text.Version, text.Hash()), ErrSignatory)
	h.refused("another text", h.sign(h.anna, text.Version, strings.Repeat("0", 64)), ErrSignedText)
	h.must(h.sign(h.anna, text.Version, text.Hash()))
	h.refused("twice", h.sign(h.anna, text.Version, text.Hash()), ErrSignedOnce)
	for day, want := range map[string]string{"2026-03-11": "", "2026-03-12": "2026-03-12", "2027-01-01": "2026-03-12"} {
		h.must(h.as(h.reviewer, noon, func(tx postgres.Tx) error {
			got, err := CerSignedOn(tx, h.body.ID, on(day))
			if got.String() != want {
				t.Errorf("%s: %s", day, got)
			}
			return err
		}))
	}
}

func TestWhoIsDeemedToComply(t *testing.T) {
	field := func(path string, v any) Field {
		raw, _ := json.Marshal(v)
		return Field{Path: path, Value: raw}
	}
	for want, f := range map[string]Fields{
		"":                                     {"public_utility": field("public_utility", false), "approvals.a.type": field("", " ")},
		"organisme reconnu d'utilité publique": {"public_utility": field("public_utility", true)},
		"association agréée":                   {"approvals.a.type": field("", "JEP")},
	} {
		if got := Deemed(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestStandingDocumentsExpire(t *testing.T) {
	h := open(t)
	deposit := func(code, from, to string) error {
		d := Document{Code: code, Attachment: postgres.NewID(), IssuedOn: on(from)}
		if to != "" {
			d.ExpiresOn = on(to)
		}
		return h.as(h.anna, noon, func(tx postgres.Tx) error {
			_, err := Deposit(tx, h.anna, h.body.ID, d)
			return err
		})
	}
	h.must(deposit("insurance", "2025-01-01", "2025-12-31"))
	h.must(deposit("statutes", "2020-01-01", ""))
	h.refused("unknown", deposit("x", "2020-01-01", ""), ErrDocument)
	h.refused("backwards", deposit("insurance", "2025-01-01", "2024-12-31"), ErrDocument)
	expiring := func(day string) (codes []string) {
		h.must(h.as(h.reviewer, noon, func(tx postgres.Tx) error {
			all, err := Expiring(tx, h.body.ID, on(day))
			for _, d := range all {
				codes = append(codes, d.Code)
			}
			return err
		}))
		return codes
	}
	if got := expiring("2025-12-31"); got != nil {
		t.Error(got)
	}
	if got := expiring("2026-01-01"); !slices.Equal(got, []string{"insurance"}) {
		t.Error(got)
	}
	h.must(deposit("insurance", "2026-01-01", "2026-12-31"))
	if got := expiring("2026-01-01"); got != nil {
		t.Error(got)
	}
}

func (h *house) accept(code, password string, at time.Time) (a party.Account, err error) {
	err = h.db.WithClock(func() time.Time { return at }).InTx(h.Context(), postgres.Scope{}, func(tx postgres.Tx) (err error) {
		a, err = Accept(tx, code, password, false)
		return err
	})
	return a, err
}

const password = "une phrase assez longue"

func TestAMemberInvitesAnotherOnce(t *testing.T) {
	h := open(t)
	var code string
	h.must(h.as(h.anna, noon, func(tx postgres.Tx) (err error) {
		_, code, err = Invite(tx, h.anna, h.body.ID, " Chloe@X.fr ", "Chloé")
		return err
	}))
	if n := h.count(`select count(*) from body_invitations where position(? in to_jsonb(body_invitations)::text) > 0`, code); n != 0 {
		t.Error("the code itself is kept")
	}
	_, err := h.accept("XXXX", password, noon)
	h.refused("another code", err, ErrInvitation)
	_, err = h.accept(code, password, noon.Add(invitationLife))
	h.refused("too late", err, ErrInvitation)
	_, err = h.accept(code, "court", noon)
	h.refused("a short password", err, party.ErrOrganisation)
	chloe, err := h.accept(strings.ToLower(code), password, noon.Add(invitationLife-time.Second))
	h.must(err)
	if chloe.Actor().Organisation != h.body.ID || chloe.Email != "chloe@x.fr" {
		t.Errorf("%+v", chloe)
	}
	_, err = h.accept(code, password, noon)
	h.refused("twice", err, ErrInvitation)
	h.must(h.as(chloe.Actor(), noon, func(tx postgres.Tx) error { return EndAccess(tx, chloe.Actor(), h.body.ID, h.bruno.ID) }))
	h.must(h.as(chloe.Actor(), noon, func(tx postgres.Tx) error { return EndAccess(tx, chloe.Actor(), h.body.ID, h.anna.ID) }))
	h.refused("the last one", h.as(chloe.Actor(), noon, func(tx postgres.Tx) error { return EndAccess(tx, chloe.Actor(), h.body.ID, chloe.ID) }), ErrLastMember)
	h.must(h.db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) error {
		_, err := party.Find(tx, h.anna.ID)
		h.refused("who left signs in", err, party.ErrNotFound)
		return nil
	}))
}

func TestThePrefectureOpensAccessAgainWithATrace(t *testing.T) {
	h := open(t)
	reopening := Reopening{Email: "bruno@x.fr", Name: "Bruno", Reason: "présidente partie", Document: "récépissé du 3 mars", End: []string{h.anna.ID, h.bruno.ID}}
	reopen := func(by party.Actor, r Reopening) (code string, err error) {
		err = h.as(by, noon, func(tx postgres.Tx) (err error) {
			_, code, err = Reopen(tx, by, h.body.ID, r)
			return err
		})
		return code, err
	}
	for _, by := range []party.Actor{h.anna, h.finance, h.seat} {
		_, err := reopen(by, reopening)
		h.refused(by.Name, err, party.ErrForbidden)
	}
	_, err := reopen(h.elsewhere, reopening)
	h.refused("elsewhere", err, ErrNotFound)
	for _, lacking := range []Reopening{{Email: "b@x.fr", Name: "B", Reason: " ", Document: "x"}, {Email: "b@x.fr", Name: "B", Reason: "x"}} {
		_, err := reopen(h.reviewer, lacking)
		h.refused("without its ground", err, ErrReopening)
	}
	code, err := reopen(h.reviewer, reopening)
	h.must(err)
	bruno, err := h.accept(code, password, noon) // his own account, that had been ended
	h.must(err)
	if bruno.ID != h.bruno.ID {
		t.Error("a second account for one address")
	}
	h.must(h.db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) error {
		if _, err := party.SignIn(tx, "bruno@x.fr", password); err != nil {
			t.Error(err)
		}
		return nil
	}))
	for act, want := range map[string]int{"body.access_reopened": 1, "body.access_ended": 2, "body.access_opened": 1} {
		if n := h.count(`select count(*) from journal where act = ? and subject = ?`, act, h.body.ID); n != want {
			t.Errorf("%s: %d", act, n)
		}
	}
	if n := h.count(`select count(*) from journal where act = 'body.access_reopened' and reason like '%récépissé%' and actor = ?`, h.reviewer.ID); n != 1 {
		t.Error("no trace of the document")
	}
	if err := h.owner(`insert into body_invitations (id, organisation_id, departement, kind, email, name, code_hash, expires_at, by_account, by_name, at)
		values (gen_random_uuid(), ?, '98', 'reopening', 'x', 'x', 'x', now(), '', '', now())`, h.body.ID); !postgres.Violates(err, "body_invitations_reopening_is_founded") {
		t.Error(err)
	}
}

func TestAnAddressOfAnotherBodyDoesNotMove(t *testing.T) {
	h := open(t)
	var code string
	h.must(h.as(h.anna, noon, func(tx postgres.Tx) (err error) {
		_, code, err = Invite(tx, h.anna, h.body.ID, "sam@x.fr", "Sam")
		return err
	}))
	_, err := h.accept(code, password, noon)
	h.refused("an account of another body", err, party.ErrOrganisation)
}

func TestEachReadsWhatItMay(t *testing.T) {
	h := open(t)
	_, err := h.appoint(Mandate{Kind: Legal, Name: "Anna", Function: "Présidente", Email: "anna@x.fr", Phone: "0102030405", StartsOn: on("2024-01-01")})
	h.must(err)
	_, err = h.propose(h.anna, ibanA, noon)
	h.must(err)
	for _, c := range []struct {
		by                     party.Actor
		reads, people, account bool
	}{
		{h.anna, true, true, true}, {h.reviewer, true, true, true}, {h.finance, true, false, true}, {h.seat, true, false, false},
		{h.stranger, false, false, false}, {h.elsewhere, false, false, false},
	} {
		var s Sheet
		err := h.as(c.by, noon, func(tx postgres.Tx) (err error) {
			s, err = SheetOf(tx, c.by, h.body.ID)
			return err
		})
		if !c.reads {
			if !errors.Is(err, ErrNotFound) && !errors.Is(err, party.ErrNotFound) {
				t.Errorf("%s: %v", c.by.Name, err)
			}
			continue
		}
		h.must(err)
		raw, _ := json.Marshal(s)
		if got := strings.Contains(string(raw), "0102030405") && len(s.Members) == 2; got != c.people {
			t.Errorf("%s reads people: %t", c.by.Name, got)
		}
		if got := strings.Contains(string(raw), ibanA.Grouped()); got != c.account {
			t.Errorf("%s reads the account: %t", c.by.Name, got)
		}
	}
	// The second wall alone.
	for _, table := range []string{"body_edits", "body_mandates", "body_accounts", "body_commitments", "body_documents", "body_invitations", "body_awarded"} {
		for _, by := range []party.Actor{h.stranger, h.elsewhere} {
			h.must(h.as(by, noon, func(tx postgres.Tx) error {
				var n int
				err := tx.SQL().Raw(`select count(*) from ` + table).Scan(&n).Error
				if n != 0 {
					t.Errorf("%s reads %d rows of %s", by.Name, n, table)
				}
				return err
			}))
		}
	}
}
