package application_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/attachment"
	"tourdetable/domain/body"
	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/programme"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

// scene is a call, and a body that applies to it with two of its people.
type scene struct {
	t           *testing.T
	db          *postgres.DB
	campaign    programme.Campaign
	body        party.Organisation
	anna, bruno party.Actor // of the body
	chloe       party.Actor // of another body
	office      party.Actor // instructs
	cabinet     party.Actor // opens calls
	now         time.Time
}

// call is what the scenes differ by.
type call struct {
	departement string // "99" if it is not told
	closes      time.Time
	kind        string // of the body; a commune if it is not told
	rules       programme.Rules
	settings    string
}

var requests = rehearsaltest.Amounts{"FIPD-D": "5000.00", "CD": "2500.00"}

const own = "2500.00"

// play opens a call, in January of the year of its closing.
func play(t *testing.T, c call) *scene {
	t.Helper()
	if c.departement == "" {
		c.departement = "99"
	}
	if c.kind == "" {
		c.kind = "commune"
	}
	if c.closes.IsZero() {
		c.closes = time.Date(2026, 2, 15, 12, 0, 0, 0, calendar.Zone(c.departement))
	}
	if c.rules == (programme.Rules{}) {
		c.rules = programme.DefaultRules()
	}
	s := &scene{t: t, db: postgrestest.Open(t)}
	s.now = time.Date(c.closes.Year(), 1, 10, 9, 0, 0, 0, time.UTC)
	s.do(party.System, func(tx postgres.Tx) (err error) {
		for code, kind := range map[string]funding.Kind{"FIPD-D": funding.State, "CD": funding.Local} {
			if err := funding.Register(tx, party.System, funding.Funder{Departement: c.departement, Code: code, Name: code, Kind: kind, Siret: siret(t, "99910001900010")}); err != nil {
				return err
			}
		}
		s.campaign, err = programme.Prepare(tx, party.System, programme.Campaign{Departement: c.departement, Year: c.closes.Year(), Title: "Appel", Rules: c.rules,
			OpensOn: calendar.On(c.closes.Year(), 1, 1), ClosesAt: c.closes, Settings: []byte(c.settings)})
		if err != nil {
			return err
		}
		if err := programme.OpenCall(tx, party.System, s.campaign.ID); err != nil {
			return err
		}
		if s.body, err = party.Register(tx, party.Organisation{Name: "Porteur", Siret: siret(t, "99900001100018"), Kind: c.kind, Departement: c.departement}); err != nil {
			return err
		}
		other, err := party.Register(tx, party.Organisation{Name: "Autre", Siret: siret(t, "99900012800010"), Kind: "commune", Departement: c.departement})
		if err != nil {
			return err
		}
		for who, a := range map[*party.Actor]party.Account{&s.anna: {Email: "anna@corps.fr", Name: "Anna", Role: party.Applicant, OrganisationID: &s.body.ID},
			&s.bruno:  {Email: "bruno@corps.fr", Name: "Bruno", Role: party.Applicant, OrganisationID: &s.body.ID},
			&s.chloe:  {Email: "chloe@autre.fr", Name: "Chloé", Role: party.Applicant, OrganisationID: &other.ID},
			&s.office: {Email: "instruction@pref.fr", Name: "Camille", Role: party.Reviewer}, &s.cabinet: {Email: "cabinet@pref.fr", Name: "Dominique", Role: party.CabinetDirector}} {
			a.Departement, a.Demonstration = c.departement, true
			enrolled, err := party.Enrol(tx, a, "")
			if err != nil {
				return err
			}
			*who = enrolled.Actor()
		}
		return nil
	})
	return s
}

func siret(t testing.TB, text string) identity.Siret {
	t.Helper()
	x, err := identity.ParseSiret(text)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// try runs fn for somebody at the moment of the scene.
func (s *scene) try(by party.Actor, fn func(postgres.Tx) error) error {
	return s.db.InTx(context.Background(), by.Scope(), func(tx postgres.Tx) error { return fn(tx.At(s.now)) })
}

func (s *scene) do(by party.Actor, fn func(postgres.Tx) error) {
	s.t.Helper()
	if err := s.try(by, fn); err != nil {
		s.t.Fatal(err)
	}
}

// refused checks that fn is refused with a code, at a field unless it is "".
func (s *scene) refused(what, code, field string, by party.Actor, fn func(postgres.Tx) error) *fault.Error {
	s.t.Helper()
	err := s.try(by, fn)
	f := fault.Of(err)
	if f == nil || f.Code != code || field != "" && f.Field != field {
		s.t.Errorf("%s: %v, want %s at %q", what, err, code, field)
		return &fault.Error{}
	}
	return f
}

func (s *scene) begin(n application.New) (a application.Application) {
	s.t.Helper()
	if n.CampaignID == "" {
		n.CampaignID = s.campaign.ID
	}
	n.Applicant = s.body.ID
	s.do(s.anna, func(tx postgres.Tx) (err error) { a, err = application.Begin(tx, s.anna, n); return err })
	return a
}

// edit is one field typed over an answer of a version.
func edit(path string, value any, base int) application.Edit {
	text, _ := json.Marshal(value)
	return application.Edit{ID: postgres.NewID(), Path: path, Value: text, Base: base}
}

// fill saves edits of somebody; the first of them closes second values.
func (s *scene) fill(by party.Actor, id string, edits []application.Edit, closes ...string) (f application.Filled) {
	s.t.Helper()
	if len(closes) > 0 {
		edits[0].Closes = closes
	}
	s.do(by, func(tx postgres.Tx) (err error) { _, f, err = application.Fill(tx, by, id, edits); return err })
	return f
}

// typed is fill of values over what stands there.
func (s *scene) typed(id string, values map[string]any) {
	s.t.Helper()
	versions := map[string]int{}
	for _, a := range s.read(id).Given {
		versions[a.Path] = a.Version
	}
	edits := []application.Edit{}
	for _, path := range slices.Sorted(maps.Keys(values)) {
		edits = append(edits, edit(path, values[path], versions[path]))
	}
	if f := s.fill(s.anna, id, edits); len(f.Refused) > 0 || len(f.Kept) > 0 {
		s.t.Fatalf("%+v %+v", f.Refused, f.Kept)
	}
}

func (s *scene) read(id string) (d application.Dossier) {
	s.t.Helper()
	s.do(s.anna, func(tx postgres.Tx) (err error) { d, err = application.Read(tx, id); return err })
	return d
}

// record gives the body its record, its representative and its standing documents.
func (s *scene) record() {
	s.t.Helper()
	s.do(s.anna, func(tx postgres.Tx) error {
		edits := []body.Edit{}
		for path, value := range rehearsaltest.Record(s.body.Kind, s.campaign.Year) {
			text, _ := json.Marshal(value)
			edits = append(edits, body.Edit{ID: postgres.NewID(), Path: path, Value: text})
		}
		if _, err := body.Save(tx, s.anna, s.body.ID, body.Typed, edits); err != nil {
			return err
		}
		_, err := body.Appoint(tx, s.anna, s.body.ID, body.Mandate{Kind: body.Legal, Name: "Anna Maire", Function: "Maire", Email: "anna@corps.fr", StartsOn: calendar.On(2020, 1, 1)})
		return err
	})
	for _, code := range rehearsaltest.Documents(s.body.Kind) {
		s.attach(attachment.Organisation, s.body.ID, code)
	}
}

// attach keeps a piece; its bytes stay unread.
func (s *scene) attach(kind attachment.Kind, id, code string) string {
	s.t.Helper()
	sum := sha256.Sum256([]byte(code))
	hash := hex.EncodeToString(sum[:])
	s.do(s.anna, func(tx postgres.Tx) error {
		_, err := attachment.Add(tx, s.anna, attachment.Subject{Kind: kind, ID: id, Departement: s.body.Departement, Applicant: s.body.ID},
			attachment.New{Document: code, Content: attachment.Content{Name: code + ".pdf", Sha256: hash, Size: 12, MediaType: "application/pdf"}}, false)
		return err
	})
	return hash
}

// whole is a file that can be deposited.
func (s *scene) whole() string {
	s.t.Helper()
	s.record()
	a := s.begin(application.New{})
	s.typed(a.ID, rehearsaltest.Answers(s.body.Kind, s.campaign.Year, requests, own))
	return a.ID
}

func (s *scene) submit(id string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error { _, err := application.Submit(tx, s.anna, id); return err }
}

// ask reads the database as the program itself.
func ask[T any](s *scene, query string, args ...any) (v T) {
	s.t.Helper()
	s.do(party.System, func(tx postgres.Tx) error { _, err := postgres.One(tx.SQL().Raw(query, args...), &v); return err })
	return v
}

func euros(text string) money.Amount { return money.Euros(text) }
