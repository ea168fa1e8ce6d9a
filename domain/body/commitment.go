package body

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Text is one version of the republican commitment (contrat d'engagement
// républicain, CER), as it is shown to who signs.
type Text struct {
	Version     string        `json:"version"`
	InForceOn   calendar.Date `json:"in_force_on"`
	Title       string        `json:"title"`
	Law         string        `json:"law"`
	URL         string        `json:"url"`
	Commitments []string      `json:"commitments"`
	Statement   string        `json:"statement"`
}

// Hash is the SHA-256 of all that is shown, in hexadecimal.
func (t Text) Hash() string {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{t.Version, t.Title, t.Law, t.URL, t.Statement}, t.Commitments...), "\n")))
	return hex.EncodeToString(sum[:])
}

//go:embed data/cer.json
var data embed.FS

// Texts are the versions of the commitment, the oldest first.
var Texts = sync.OnceValue(func() []Text {
	var texts []Text
	raw, err := data.ReadFile("data/cer.json")
	if err == nil {
		err = json.Unmarshal(raw, &texts)
	}
	if err != nil {
		panic(err) // a fault of the build, found by the first test
	}
	return texts
})

// TextOn is the version in force on a day; false before the first one.
func TextOn(on calendar.Date) (Text, bool) {
	for _, t := range slices.Backward(Texts()) {
		if !on.Before(t.InForceOn) {
			return t, true
		}
	}
	return Text{}, false
}

// Commitment is a signature of the republican commitment.
type Commitment struct {
	TextVersion string        `json:"version"`
	TextHash    string        `json:"text_hash"`
	Signatory   string        `json:"signatory"`
	Function    string        `json:"function"`
	SignedOn    calendar.Date `json:"signed_on"`
}

// Faults of the commitment.
var (
	ErrSignatory  = fault.New(fault.Refused, "body.signatory", "seul le signataire de l'organisme souscrit cet engagement").Under("décret n° 2021-1947 du 31 décembre 2021, art. 2")
	ErrSignedText = fault.New(fault.Conflict, "body.text_changed", "le texte a changé depuis que vous l'avez lu : relisez-le")
	ErrSignedOnce = fault.New(fault.Conflict, "body.signed_once", "vous avez déjà souscrit cette version")
)

// NeedsCommitment reports whether a body signs: associations and foundations.
//
// Law: loi n° 2000-321, art. 10-1.
func NeedsCommitment(o party.Organisation) bool {
	return o.Kind == "association" || o.Kind == "foundation"
}

// Deemed tells why a body is deemed to comply without signing; "" if it is not.
//
// Law: loi n° 2000-321, art. 10-1 and 25-1.
func Deemed(f Fields) string {
	switch {
	case f.Yes("public_utility"):
		return "organisme reconnu d'utilité publique"
	case f.Approved():
		return "association agréée"
	}
	return ""
}

// SignCommitment signs the version that the signatory has read. Faults:
// ErrNotYours, ErrSignatory, ErrSignedText, ErrSignedOnce.
func SignCommitment(tx postgres.Tx, by party.Actor, organisation, version, hash string) (Commitment, error) {
	o, err := member(tx, by, organisation)
	if err != nil {
		return Commitment{}, err
	}
	today := calendar.DateOf(tx.Now, calendar.Zone(o.Departement))
	text, known := TextOn(today)
	if !known || text.Version != version || text.Hash() != hash {
		return Commitment{}, ErrSignedText
	}
	m, err := signing(tx, by, o, today)
	if err != nil {
		return Commitment{}, err
	}
	c := Commitment{text.Version, hash, m.Name, m.Function, today}
	if err := insertCommitment(tx, by, o, c); err != nil {
		if postgres.Violates(err, "body_commitments_once") {
			return c, ErrSignedOnce
		}
		return c, fmt.Errorf("sign the commitment: %w", err)
	}
	return c, journal.Write(tx, by, journal.Entry{Act: "body.commitment_signed", Departement: o.Departement, Applicant: o.ID, Subject: o.ID,
		Reason: fmt.Sprintf("version %s, par %s, %s", c.TextVersion, c.Signatory, c.Function)})
}

// signing is the mandate under which by signs on a day: one of its own address.
func signing(tx postgres.Tx, by party.Actor, o party.Organisation, on calendar.Date) (Mandate, error) {
	all, err := MandatesOf(tx, o.ID)
	if err != nil {
		return Mandate{}, err
	}
	account, err := party.Find(tx, by.ID)
	if err != nil {
		return Mandate{}, err
	}
	own := slices.DeleteFunc(all, func(m Mandate) bool { return !strings.EqualFold(strings.TrimSpace(m.Email), account.Email) })
	if m, found := signatory(own, on); found {
		return m, nil
	}
	if m, found, err := SignatoryOn(tx, o.ID, on); err != nil || found {
		return m, ErrSignatory.With("aujourd'hui, %s (%s) signe pour l'organisme : cette personne souscrit depuis son propre compte, ouvert avec l'adresse de son mandat", m.Name, m.Function).Because(err)
	}
	return Mandate{}, ErrSignatory.With("personne ne signe pour l'organisme aujourd'hui : inscrivez d'abord son représentant légal, avec son adresse électronique")
}

// CerSignedOn is the day when the commitment was signed last, on a day or
// before; the zero Date if it never was.
func CerSignedOn(tx postgres.Tx, organisation string, on calendar.Date) (calendar.Date, error) {
	all, err := CommitmentsOf(tx, organisation)
	last := calendar.Date{}
	for _, c := range all {
		if !c.SignedOn.After(on) && c.SignedOn.After(last) {
			last = c.SignedOn
		}
	}
	return last, err
}
