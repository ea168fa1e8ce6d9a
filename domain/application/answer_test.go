package application_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/form"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

// at is the answer of a path; the zero one if there is none.
func at(d application.Dossier, path string) application.Answer {
	for _, g := range d.Given {
		if g.Path == path {
			return g
		}
	}
	return application.Answer{}
}

// What is typed is kept as it was typed, whatever it is worth: the form tells
// what is wrong with it.
func TestNothingTypedIsRefusedForNotBeingRight(t *testing.T) {
	s := play(t, call{})
	id := s.begin(application.New{}).ID
	long := strings.Repeat("é", 30000)
	for path, value := range map[string]any{
		"projects.p1.starts": "31/06/2026", "projects.p1.title": long, "measures": []string{"41", "41", "douze"}, "programme": "Z", "iban": "FR00",
		"projects.p1.beneficiaries.number": "beaucoup", "projects.p1.minors": "peut-être", "request.years": "99", "theme": 12, "justification": nil,
		"projects.p1.objectives": "\\u0000 en toutes lettres <b>&</b> 😀 \u2028", "projects.p1.description": "ligne\nsuivante\t\u000b\u0007",
		"projects.p1.budget.2026.charges.60-1": "999999999999999999999999", "projects.p1.budget.2026.charges.60-2": "-12", "projects.p1.budget.2026.requests.NUL": "1",
		"projects.p9.title": "d'un projet qui n'existe pas", "projects.p1.budget.2077.charges.60-1": "1", "departements": []string{}, "projects.p1.ends": "1999-01-01",
	} {
		f := s.fill(s.anna, id, []application.Edit{edit(path, value, 99)})
		if len(f.Refused) != 0 {
			t.Errorf("%s: %+v", path, f.Refused)
			continue
		}
		for _, c := range f.Kept { // over a value of the start: the first one gives way
			s.fill(s.anna, id, []application.Edit{edit(path, value, at(s.read(id), path).Version)}, c.ID)
		}
		want, _ := json.Marshal(value)
		if got := at(s.read(id), path); !sameJSON(t, got.Value, want) || got.EditedBy != "Anna" {
			t.Errorf("%s: %.80s came back as %.80s", path, want, got.Value)
		}
	}
	if d := s.read(id); !d.Report.Blocking() || d.Application.Programme != "" || len(d.Application.Measures) != 0 || d.Application.Years != 4 || len([]rune(d.Application.Title)) > 200 {
		t.Errorf("%+v", d.Application)
	}
}

func sameJSON(t testing.TB, a, b json.RawMessage) bool {
	t.Helper()
	var v, w any
	if json.Unmarshal(a, &v) != nil || json.Unmarshal(b, &w) != nil {
		t.Fatalf("%s, %s", a, b)
	}
	return reflect.DeepEqual(v, w)
}

// What no form could hold is told one by one, and the others are saved.
func TestWhatNoFormHoldsIsToldAndTheRestIsSaved(t *testing.T) {
	s := play(t, call{})
	id := s.begin(application.New{}).ID
	raw := func(path, value string) application.Edit {
		return application.Edit{ID: postgres.NewID(), Path: path, Value: json.RawMessage(value)}
	}
	cases := []struct {
		edit application.Edit
		says string
	}{
		{raw("nulle.part", `"x"`), "champ « nulle.part » inconnu du formulaire 12156-06+fipd-2026.1"},
		{raw("", `"x"`), "champ «  » inconnu"},
		{raw("projects.p1.budget.2026.requests.é à", `"1"`), "inconnu"},
		{raw("projects.p1.budget.2026.requests."+strings.Repeat("A.", 100)+"A", `"1"`), "inconnu"},
		{raw("projects.P1.title", `"x"`), "inconnu"},
		{raw("projects.p1.budget.2026.charges.70-1", `"1"`), "inconnu"},
		{raw("record.name", `"x"`), "se lit dans la fiche de l'organisme : modifiez-la là"},
		{raw("theme", `{"a":1}`), "forme inconnue"},
		{raw("measures", `[1]`), "forme inconnue"},
		{raw("measures", `[["1"]]`), "forme inconnue"},
		{raw("theme", `"a\u0000b"`), "forme inconnue"},
		{raw("measures", `["\u0000"]`), "forme inconnue"},
		{raw("theme", `"`), "forme inconnue"},
		{raw("theme", ``), "forme inconnue"},
		{raw("theme", `1e999`), "forme inconnue"},
		{raw("theme", `"`+strings.Repeat("a", application.AnswerMax-1)+`"`), "64001 octets ; attendu : 64000 au plus"},
		{application.Edit{ID: "12", Path: "theme", Value: json.RawMessage(`"x"`)}, "identifiant de saisie « 12 »"},
	}
	edits := []application.Edit{}
	for _, c := range cases {
		edits = append(edits, c.edit)
	}
	kept := []application.Edit{edit("theme", "youth", 0), raw("signature.place", `"\ud800 seul"`), raw("projects.p1.title", `"`+strings.Repeat("a", application.AnswerMax-2)+`"`)}
	f := s.fill(s.anna, id, slices.Concat(kept[:1], edits, kept[1:]))
	if len(f.Refused) != len(cases) || len(f.Saved) != len(kept) {
		t.Fatalf("%d refused, %d saved: %+v", len(f.Refused), len(f.Saved), f.Refused)
	}
	for i, c := range cases {
		if r := f.Refused[i]; r.ID != c.edit.ID || r.Path != c.edit.Path || !strings.Contains(r.Detail, c.says) {
			t.Errorf("%s: %q, want %q", c.edit.Path, r.Detail, c.says)
		}
	}
	for what, do := range map[string]func(postgres.Tx) error{
		"501 edits": func(tx postgres.Tx) error {
			_, _, err := application.Fill(tx, s.anna, id, make([]application.Edit, 501))
			return err
		},
	} {
		s.refused(what, "application.edits", "", s.anna, do)
	}
}

func TestTheSameEditTwiceIsOne(t *testing.T) {
	s := play(t, call{})
	id := s.begin(application.New{}).ID
	e := edit("theme", "youth", 0)
	first := s.fill(s.anna, id, []application.Edit{e, e})
	after := s.fill(s.bruno, id, []application.Edit{edit("theme", "victims", first.Version)})
	again := s.fill(s.anna, id, []application.Edit{e})
	if len(again.Saved) != 1 || string(again.Saved[0].Value) != `"victims"` || again.Version != after.Version || len(again.Kept) != 0 {
		t.Errorf("%+v", again)
	}
	other := e
	other.Path = "signature.place"
	if f := s.fill(s.anna, id, []application.Edit{other}); len(f.Refused) != 1 || !strings.Contains(f.Refused[0].Detail, "porte déjà sur « theme »") {
		t.Errorf("%+v", f)
	}
	if n := ask[int](s, `select count(*) from application_edits where application_id = ? and path = 'theme'`, id); n != 2 {
		t.Errorf("%d edits", n)
	}
}

// Two people on one field: both values are shown until somebody chooses.
func TestTwoValuesAreShownUntilSomebodyChooses(t *testing.T) {
	s := play(t, call{})
	id := s.begin(application.New{}).ID
	base := s.fill(s.anna, id, []application.Edit{edit("theme", "youth", 0)}).Version
	s.fill(s.anna, id, []application.Edit{edit("theme", "victims", base)})
	stale := edit("theme", "parenting", base)
	f := s.fill(s.bruno, id, []application.Edit{stale, edit("signature.place", "Ici", 0)})
	if len(f.Kept) != 1 || f.Kept[0].ID != stale.ID || f.Kept[0].EditedBy != "Bruno" || string(f.Kept[0].Value) != `"parenting"` || len(f.Saved) != 2 || string(f.Saved[0].Value) != `"victims"` {
		t.Fatalf("%+v", f)
	}
	if replayed := s.fill(s.bruno, id, []application.Edit{stale}); len(replayed.Kept) != 1 || replayed.Version != f.Version {
		t.Errorf("%+v", replayed)
	}
	d := s.read(id)
	if len(d.Conflicts) != 1 || d.Application.Theme != "victims" {
		t.Fatalf("%+v", d.Conflicts)
	}
	s.refused("two values", "application.conflicts", "theme", s.anna, s.submit(id))
	// Choosing the other value; what is no conflict of this file is left alone.
	f = s.fill(s.anna, id, []application.Edit{edit("theme", "parenting", at(d, "theme").Version)}, stale.ID, postgres.NewID(), "n'importe quoi")
	if d := s.read(id); len(f.Kept) != 0 || len(d.Conflicts) != 0 || string(at(d, "theme").Value) != `"parenting"` {
		t.Errorf("%+v %+v", f, d.Conflicts)
	}
	if by := ask[string](s, `select settled_by from application_edits where id = ?`, stale.ID); by != "Anna" {
		t.Errorf("settled by %q", by)
	}
	if late := s.fill(s.bruno, id, []application.Edit{stale}); len(late.Kept) != 0 || len(late.Saved) != 1 {
		t.Errorf("a settled value comes back: %+v", late)
	}
	// Choosing the value that stands settles too; a refused edit settles nothing,
	// nor does that of another field.
	second := edit("theme", "addictions", base)
	s.fill(s.bruno, id, []application.Edit{second})
	s.fill(s.anna, id, []application.Edit{edit("nulle.part", "x", 0)}, second.ID)
	s.fill(s.anna, id, []application.Edit{edit("signature.place", "Là", at(s.read(id), "signature.place").Version)}, second.ID)
	if d := s.read(id); len(d.Conflicts) != 1 {
		t.Errorf("settled by what settles nothing: %+v", d.Conflicts)
	}
	s.fill(s.anna, id, []application.Edit{edit("theme", "parenting", base)}, second.ID)
	if d := s.read(id); len(d.Conflicts) != 0 || string(at(d, "theme").Value) != `"parenting"` {
		t.Errorf("%+v", d.Conflicts)
	}
}

func TestTheSameValueIsNoConflictAndAChainIsOneAuthor(t *testing.T) {
	s := play(t, call{})
	id := s.begin(application.New{}).ID
	v := s.fill(s.anna, id, []application.Edit{edit("measures", []string{"1", "2"}, 0)}).Version
	f := s.fill(s.bruno, id, []application.Edit{edit("measures", []string{"1", "2"}, 0)})
	if len(f.Kept) != 0 || f.Version != v || f.Saved[0].EditedBy != "Anna" {
		t.Errorf("%+v", f)
	}
	// Typed letter by letter while nothing is acknowledged: all on base 0.
	f = s.fill(s.bruno, id, []application.Edit{edit("signature.place", "I", 0), edit("signature.place", "Ic", 0), edit("signature.place", "Ici", 0)})
	if d := s.read(id); len(f.Kept) != 0 || string(at(d, "signature.place").Value) != `"Ici"` {
		t.Errorf("%+v", f)
	}
	f = s.fill(s.bruno, id, []application.Edit{edit("signature.place", nil, f.Version)})
	d := s.read(id)
	if got := at(d, "signature.place"); string(got.Value) != "null" || !slices.ContainsFunc(d.Report.Problems, func(p form.Problem) bool { return p.Path == "signature.place" && p.Code == "form.required" }) {
		t.Errorf("%+v", got)
	}
}

func TestWhoMayTypeAndWhen(t *testing.T) {
	s := play(t, call{})
	id := s.whole()
	fill := func(by party.Actor, id string) func(postgres.Tx) error {
		return func(tx postgres.Tx) error {
			_, _, err := application.Fill(tx, by, id, []application.Edit{edit("signature.place", "Ailleurs", 1)})
			return err
		}
	}
	s.refused("another body", "application.not_found", "", s.chloe, fill(s.chloe, id))
	s.refused("another body, before the wall", "application.not_found", "", party.System, fill(s.chloe, id))
	s.refused("an agent", "application.not_found", "", s.office, fill(s.office, id)) // a draft is its applicant's
	s.refused("an agent, before the wall", "party.forbidden", "", party.System, fill(s.office, id))
	s.refused("no file", "application.not_found", "", s.anna, fill(s.anna, postgres.NewID()))
	s.refused("no id", "application.not_found", "", s.anna, fill(s.anna, "12"))
	s.do(s.anna, s.submit(id))
	s.refused("deposited", "application.state", "", s.anna, fill(s.anna, id))
	s.refused("an agent, of a deposited file", "party.forbidden", "", s.office, fill(s.office, id))
	for _, sql := range []string{`update application_answers set value = '"Ailleurs"' where application_id = ? and path = 'signature.place'`,
		`insert into application_answers values (?, 'nouveau', '""', 1, '', 'x', now())`} {
		err := s.try(s.anna, func(tx postgres.Tx) error { return tx.SQL().Exec(sql, id).Error })
		if !postgres.Violates(err, "application_answers_frozen") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	for _, sql := range []string{`delete from application_answers where application_id = ?`, `delete from application_edits where application_id = ?`,
		`update application_edits set value = '""' where application_id = ?`} {
		if err := s.try(party.System, func(tx postgres.Tx) error { return tx.SQL().Exec(sql, id).Error }); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	// Sent back for a document, it opens again.
	s.do(s.office, func(tx postgres.Tx) error {
		_, err := application.AskDocuments(tx, s.office, id, "Il manque une précision")
		return err
	})
	s.typed(id, map[string]any{"signature.place": "Ailleurs"})
	s.do(s.anna, s.submit(id))
}

// A file taken from a campaign file is typed in from then on: its plan becomes
// answers, and stays what it was.
func TestAFileOfACampaignIsTypedInWithoutLosingItsPlan(t *testing.T) {
	s := play(t, call{})
	a := application.Application{CampaignID: s.campaign.ID, ApplicantID: s.body.ID, Title: "Repris", Summary: "Résumé", Years: 1, StartsOn: calendar.On(2026, 2, 1), EndsOn: calendar.On(2026, 11, 30), Measures: []int{7, 1}}
	for _, account := range []string{"6", "60", "604", "61", "62", "63", "64", "641", "65", "66", "67", "68", "69"} {
		a.Plan.Charges = append(a.Plan.Charges, application.Line{Account: account, Label: "Charge " + account, Amount: euros("1234.56")})
	}
	a.Plan.Requests = []application.Request{{Funder: "FIPD-D", Amount: euros("5000.00")}, {Funder: "CD", Amount: euros("3000.00")}}
	a.Plan.OtherPublic, a.Plan.Own = euros("1000.00"), euros("7049.28")
	s.do(party.System, func(tx postgres.Tx) (err error) { a, err = application.Take(tx, party.System, a); return err })
	shown := s.read(a.ID)
	s.fill(s.anna, a.ID, []application.Edit{edit("nulle.part", "x", 0)}) // even one that is refused
	d := s.read(a.ID)
	if d.Application.Form == "" || len(d.Given) != len(shown.Given) {
		t.Errorf("form %q, %d answers, want %d", d.Application.Form, len(d.Given), len(shown.Given))
	}
	p := d.Application.Plan
	if !p.Cost().Equal(a.Plan.Cost()) || !p.Requested().Equal(a.Plan.Requested()) || !p.OtherPublic.Equal(a.Plan.OtherPublic) || !p.Own.Equal(a.Plan.Own) {
		t.Errorf("%+v", p)
	}
	if d.Application.Title != "Repris" || d.Application.Summary != "Résumé" || !reflect.DeepEqual(d.Application.Measures, []int{7, 1}) || d.Application.StartsOn != a.StartsOn || d.Application.EndsOn != a.EndsOn {
		t.Errorf("%+v", d.Application)
	}
	if note := at(d, "projects.p1.budget.2026.notes.60-1"); string(note.Value) != `"Charge 60 ; Charge 604"` {
		t.Errorf("%s", note.Value)
	}
	for _, r := range p.Requests {
		if r.ID != rehearsaltest.Request(a, r.Funder) {
			t.Errorf("the request to %s is another one", r.Funder)
		}
	}
	f := s.fill(s.anna, a.ID, []application.Edit{edit("projects.p1.title", "Mieux dit", 0)})
	if len(f.Kept) != 0 || s.read(a.ID).Application.Title != "Mieux dit" {
		t.Errorf("%+v", f)
	}
}

// typist is one of three people who type at once, each from what they last read.
type typist struct {
	*scene
	by       party.Actor
	id       string
	random   *rand.Rand
	versions map[string]int
	since    int
	sent     [][]application.Edit // batches, to be replayed
	settled  map[string]bool      // ids of the second values that this person chose between
}

var convergent = func() []string {
	paths := []string{"theme", "programme", "measures", "request.years", "justification", "signature.place", "iban", "attestations.cer"}
	for _, p := range []string{"p1", "p2"} {
		paths = append(paths, "projects."+p, "projects."+p+".title", "projects."+p+".starts", "projects."+p+".ends", "projects."+p+".objectives")
		for _, line := range []string{"charges.60-1", "charges.62-1", "charges.64-1", "products.own-1", "products.70-1", "requests.FIPD-D", "requests.CD", "notes.62-1", "uses.864"} {
			paths = append(paths, "projects."+p+".budget.2026."+line, "projects."+p+".budget.2027."+line)
		}
	}
	return paths
}()

func (w *typist) value(path string) any {
	switch n := w.random.IntN(40); {
	case n == 0:
		return nil
	case path == "measures":
		return []string{fmt.Sprint(w.random.IntN(42)), fmt.Sprint(w.random.IntN(42))}
	case strings.Count(path, ".") == 1 && strings.HasPrefix(path, "projects."), path == "attestations.cer":
		return n%4 != 1
	case strings.Contains(path, "budget"):
		return fmt.Sprintf("%d,%02d", w.random.IntN(50000), w.random.IntN(100))
	case strings.HasSuffix(path, "starts"), strings.HasSuffix(path, "ends"):
		return fmt.Sprintf("2026-%02d-%02d", 1+w.random.IntN(14), 1+w.random.IntN(31)) // some are no days
	case path == "request.years":
		return fmt.Sprint(w.random.IntN(6))
	case path == "programme":
		return []string{"D", "R", "S", "K", "Z"}[n%5]
	}
	return fmt.Sprintf("%s %d", w.by.Name, w.random.Uint32())
}

// batch types some fields from what this person last read.
func (w *typist) batch(size int) []application.Edit {
	edits := []application.Edit{}
	for range size {
		path := convergent[w.random.IntN(len(convergent))]
		edits = append(edits, edit(path, w.value(path), w.versions[path]))
	}
	return edits
}

func (w *typist) send(edits []application.Edit) (f application.Filled, err error) {
	err = w.db.InTx(context.Background(), w.by.Scope(), func(tx postgres.Tx) (err error) {
		_, f, err = application.Fill(tx.At(w.now), w.by, w.id, edits)
		return err
	})
	return f, err
}

// pull reads what changed since this person last looked, and returns the open
// conflicts.
func (w *typist) pull() (open []application.Conflict, err error) {
	err = w.db.Snapshot(context.Background(), w.by.Scope(), func(tx postgres.Tx) error {
		answers, err := application.Answers(tx, w.id, w.since)
		if err != nil {
			return err
		}
		for _, a := range answers {
			w.versions[a.Path], w.since = a.Version, max(w.since, a.Version)
		}
		open, err = application.Conflicts(tx, w.id)
		return err
	})
	return open, err
}

// work sends n edits. Sometimes it reads first, sometimes it replays an older
// batch, sometimes it settles what it saw in conflict by typing once more.
func (w *typist) work(n int) error {
	for n > 0 {
		var chosen []application.Edit
		if w.random.IntN(3) == 0 {
			open, err := w.pull()
			if err != nil {
				return err
			}
			for _, c := range open[:min(len(open), w.random.IntN(20))] {
				choice := edit(c.Path, w.value(c.Path), w.versions[c.Path])
				choice.Closes = []string{c.ID}
				chosen = append(chosen, choice)
				w.settled[c.ID] = true
			}
		}
		edits := append(chosen, w.batch(min(n, 20+w.random.IntN(60)))...)
		f, err := w.send(edits)
		if err != nil {
			return err
		}
		if len(f.Refused) > 0 {
			return fmt.Errorf("refused: %+v", f.Refused)
		}
		for _, a := range f.Saved {
			w.versions[a.Path] = a.Version
		}
		w.sent = append(w.sent, edits)
		n -= len(edits) - len(chosen)
		if w.random.IntN(5) == 0 { // the answer was lost: the same batch again
			if _, err := w.send(w.sent[w.random.IntN(len(w.sent))]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Three people type ten thousand fields at once, lose answers, replay, and work
// from what they read long ago: nothing that they typed is lost.
func TestTenThousandEditsOfThreePeopleConverge(t *testing.T) {
	s := play(t, call{})
	id := s.begin(application.New{}).ID
	third := s.bruno
	third.Name = "Carla"
	const each = 3334
	var typists []*typist
	var wait sync.WaitGroup
	failed := make([]error, 3)
	for i, by := range []party.Actor{s.anna, s.bruno, third} {
		w := &typist{scene: s, by: by, id: id, random: rand.New(rand.NewPCG(2026, uint64(i))), versions: map[string]int{}, settled: map[string]bool{}}
		typists = append(typists, w)
		wait.Go(func() { failed[i] = w.work(each) })
	}
	wait.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	typed, everSettled := map[string]application.Edit{}, map[string]bool{}
	for _, w := range typists {
		for _, e := range slices.Concat(w.sent...) {
			typed[e.ID] = e
		}
		maps.Copy(everSettled, w.settled)
	}
	if len(typed) < 10000 {
		t.Fatalf("%d edits", len(typed))
	}
	d := s.read(id)
	verifyNothingLost(t, s, d, typed, everSettled)

	// Everything replayed at once changes nothing.
	for _, w := range typists {
		for _, batch := range w.sent {
			if f := s.fill(w.by, id, batch); f.Version != d.Application.Version {
				t.Fatalf("a replay moved the file from version %d to %d", d.Application.Version, f.Version)
			}
		}
	}
	for range 3 {
		if again := s.read(id); !reflect.DeepEqual(d, again) {
			t.Error("two readings differ")
		}
	}
	verifyDerived(t, s, d)
	open := len(d.Conflicts)
	t.Logf("%d edits, %d versions, %d conflicts open, %d settled", len(typed), d.Application.Version, open, len(everSettled))
	if open == 0 || len(everSettled) == 0 {
		t.Error("nobody met anybody: the test proves nothing")
	}
}

type editRow struct {
	ID, Path, Value string
	Base            int
	Version         *int
	Settled         bool
}

// verifyNothingLost follows each edit received: it is the answer that stands, or
// one that saw it came after it, or it is a second value, open or settled.
func verifyNothingLost(t *testing.T, s *scene, d application.Dossier, typed map[string]application.Edit, settled map[string]bool) {
	t.Helper()
	var rows []editRow
	s.do(party.System, func(tx postgres.Tx) (err error) {
		rows, err = postgres.List[editRow](tx.SQL().Raw(`select id::text, path, value::text as value, base, version, settled_at is not null as settled from application_edits where application_id = ?`, d.Application.ID))
		return err
	})
	if len(rows) != len(typed) {
		t.Fatalf("%d edits are kept, %d were typed", len(rows), len(typed))
	}
	open := map[string]bool{}
	for _, c := range d.Conflicts {
		open[c.ID] = true
	}
	// The versions that each path went through, and the edits that wrote over one
	// knowingly: from its version, or in the batch that made it.
	seen := map[string]map[int]bool{}
	for _, r := range rows {
		if seen[r.Path] == nil {
			seen[r.Path] = map[int]bool{}
		}
		if r.Version != nil && *r.Version > r.Base {
			seen[r.Path][r.Base] = true
		}
	}
	order := sentOrder(typed)
	last := map[string]map[int]string{} // path and version → the edit of the batch that stands last
	for _, r := range rows {
		if r.Version == nil {
			continue
		}
		if last[r.Path] == nil {
			last[r.Path] = map[int]string{}
		}
		if before := last[r.Path][*r.Version]; before == "" || order[r.ID] > order[before] {
			last[r.Path][*r.Version] = r.ID
		}
	}
	for _, r := range rows {
		e := typed[r.ID]
		if e.ID == "" || e.Path != r.Path || !sameJSON(t, e.Value, json.RawMessage(r.Value)) {
			t.Fatalf("%+v was not typed so: %+v", r, e)
		}
		current := at(d, r.Path)
		switch {
		case r.Version == nil && r.Settled:
			if !settled[r.ID] {
				t.Errorf("%s was settled, and nobody did", r.ID)
			}
		case r.Version == nil:
			if !open[r.ID] {
				t.Errorf("%s of %s is neither saved nor shown", r.Value, r.Path)
			}
		case *r.Version == current.Version && last[r.Path][*r.Version] == r.ID:
			if !sameJSON(t, current.Value, e.Value) {
				t.Errorf("%s stands as %s, want %s", r.Path, current.Value, e.Value)
			}
		case *r.Version == current.Version, seen[r.Path][*r.Version]:
			// Written over by its author in one go, or by who had read it.
		default:
			t.Errorf("%s = %s of version %d is gone, and who wrote over it had not seen it", r.Path, r.Value, *r.Version)
		}
	}
}

// sentOrder ranks edits as they were typed: their ids sort by time.
func sentOrder(typed map[string]application.Edit) map[string]int {
	order := map[string]int{}
	for i, id := range slices.Sorted(maps.Keys(typed)) {
		order[id] = i
	}
	return order
}

// verifyDerived types one field more and looks that the plan kept is the one of
// the answers: a twin that is filled in one go says the same.
func verifyDerived(t *testing.T, s *scene, d application.Dossier) {
	t.Helper()
	twin := s.begin(application.New{}).ID
	edits := []application.Edit{}
	for _, g := range d.Given {
		edits = append(edits, application.Edit{ID: postgres.NewID(), Path: g.Path, Value: g.Value, Base: at(s.read(twin), g.Path).Version})
	}
	s.fill(s.anna, twin, edits)
	fresh, kept := s.read(twin).Application, d.Application
	for i := range kept.Plan.Requests {
		kept.Plan.Requests[i].ID = ""
	}
	for i := range fresh.Plan.Requests {
		fresh.Plan.Requests[i].ID = ""
	}
	if !reflect.DeepEqual(kept.Plan, fresh.Plan) || kept.Title != fresh.Title || kept.Summary != fresh.Summary || kept.Years != fresh.Years || kept.StartsOn != fresh.StartsOn ||
		kept.EndsOn != fresh.EndsOn || !reflect.DeepEqual(kept.Measures, fresh.Measures) || kept.Programme != fresh.Programme || kept.Theme != fresh.Theme || kept.Justification != fresh.Justification {
		t.Errorf("derived %+v\nfresh   %+v", kept, fresh)
	}
}
