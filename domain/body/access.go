package body

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// invitationLife is how long a code lets in: an invitation that nobody takes
// closes by itself.
const invitationLife = 7 * 24 * time.Hour

// Invitation is a way in for one person, once.
type Invitation struct {
	ID             string
	OrganisationID string
	Kind           string // invitation, reopening
	Email          string
	Name           string
	ExpiresAt      time.Time
	ByName         string
	At             time.Time
	AcceptedAt     *time.Time
}

// Faults of access.
var (
	ErrAddress    = fault.New(fault.Invalid, "body.address", "adresse électronique illisible")
	ErrInvitation = fault.New(fault.Refused, "body.invitation", "ce code n'ouvre rien : il est inconnu, déjà utilisé ou trop ancien. Demandez-en un autre à qui vous l'a donné")
	ErrLastMember = fault.New(fault.Refused, "body.last_member", "c'est le dernier accès de l'organisme : invitez d'abord une autre personne")
	ErrReopening  = fault.New(fault.Refused, "body.reopening", "une réouverture d'accès se fonde sur un motif et sur une pièce")
)

// AccessReopened is news: the préfecture let a new person act for a body.
type AccessReopened struct {
	Organisation, Departement, Name string
	By, Reason                      string
}

func (AccessReopened) Kind() string { return "body.access_reopened" }

// Invite lets another person act for the body; the code is told once, and only
// its hash is kept. Faults: ErrNotYours, ErrAddress.
func Invite(tx postgres.Tx, by party.Actor, organisation, email, name string) (Invitation, string, error) {
	o, err := member(tx, by, organisation)
	if err != nil {
		return Invitation{}, "", err
	}
	i, code, err := draw(tx, by, o, Invitation{Kind: "invitation", Email: email, Name: name}, "", "")
	if err != nil {
		return i, "", err
	}
	return i, code, journal.Write(tx, by, journal.Entry{Act: "body.invited", Departement: o.Departement, Applicant: o.ID, Subject: o.ID, Reason: i.Name})
}

// Reopening is what an agent of the préfecture does when those who acted for a
// body cannot any more.
type Reopening struct {
	Email, Name string
	Reason      string   // why
	Document    string   // what proves who may act now: its reference
	End         []string // accounts that no longer act for the body
}

// Reopen lets a new person act for the body, on a reason and a document, and
// ends the accesses that the agent chose. Faults: party.ErrForbidden,
// ErrNotFound, ErrReopening, ErrAddress.
func Reopen(tx postgres.Tx, by party.Actor, organisation string, r Reopening) (Invitation, string, error) {
	o, err := office(tx, by, organisation)
	if err != nil {
		return Invitation{}, "", err
	}
	if strings.TrimSpace(r.Reason) == "" {
		return Invitation{}, "", ErrReopening.With("le motif manque, par exemple « changement de présidence, ancienne adresse perdue »").At("reason")
	}
	if strings.TrimSpace(r.Document) == "" {
		return Invitation{}, "", ErrReopening.With("la pièce manque, par exemple le récépissé de déclaration des dirigeants").At("document")
	}
	i, code, err := draw(tx, by, o, Invitation{Kind: "reopening", Email: r.Email, Name: r.Name}, r.Reason, r.Document)
	if err != nil {
		return i, "", err
	}
	for _, id := range r.End {
		if err := endAccess(tx, by, o, id); err != nil {
			return i, "", err
		}
	}
	if err := journal.Write(tx, by, journal.Entry{Act: "body.access_reopened", Departement: o.Departement, Applicant: o.ID, Subject: o.ID,
		Reason: fmt.Sprintf("%s (pièce : %s)", r.Reason, r.Document)}); err != nil {
		return i, "", err
	}
	return i, code, outbox.Put(tx, AccessReopened{Organisation: o.ID, Departement: o.Departement, Name: o.Name, By: by.Name, Reason: r.Reason})
}

func draw(tx postgres.Tx, by party.Actor, o party.Organisation, i Invitation, reason, document string) (Invitation, string, error) {
	i.Email, i.Name = strings.ToLower(strings.TrimSpace(i.Email)), strings.TrimSpace(i.Name)
	if _, err := mail.ParseAddress(i.Email); err != nil || !strings.Contains(i.Email, "@") {
		return i, "", ErrAddress.With("adresse électronique « %s » ; attendu : une adresse, par exemple « nom@exemple.fr »", excerpt(i.Email)).At("email")
	}
	if i.Name == "" {
		return i, "", ErrMissing.With("le nom de la personne manque").At("name")
	}
	code := rand.Text() // 128 bits
	i.ID, i.OrganisationID, i.At, i.ByName, i.ExpiresAt = postgres.NewID(), o.ID, tx.Now, by.Name, tx.Now.Add(invitationLife)
	if err := insertInvitation(tx, by, o, i, hashOf(code), reason, document); err != nil {
		return i, "", fmt.Errorf("invite: %w", err)
	}
	return i, code, nil
}

func hashOf(code string) string {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(code))))
	return hex.EncodeToString(sum[:])
}

// Accept takes an invitation: its person becomes an account of the body, with a
// password of its own. It serves nobody yet, so it takes the scope of the body
// that the code opens. Faults: ErrInvitation, party.ErrOrganisation.
func Accept(tx postgres.Tx, code, password string, demonstration bool) (party.Account, error) {
	i, found, err := invitationByHash(tx, hashOf(code))
	if err != nil {
		return party.Account{}, fmt.Errorf("read an invitation: %w", err)
	}
	if !found || i.AcceptedAt != nil || !tx.Now.Before(i.ExpiresAt) {
		return party.Account{}, ErrInvitation
	}
	if tx, err = tx.As(postgres.System); err != nil {
		return party.Account{}, err
	}
	o, err := locked(tx, i.OrganisationID)
	if err != nil {
		return party.Account{}, err
	}
	account, err := party.Admit(tx, party.Account{Email: i.Email, Name: i.Name, Role: party.Applicant, Departement: o.Departement, OrganisationID: &o.ID,
		Demonstration: demonstration}, password)
	if err != nil {
		return account, err
	}
	taken, err := acceptInvitation(tx, i.ID, account.ID)
	if err != nil {
		return account, fmt.Errorf("accept an invitation: %w", err)
	}
	if !taken {
		return account, ErrInvitation
	}
	return account, journal.Write(tx, account.Actor(), journal.Entry{Act: "body.access_opened", Departement: o.Departement, Applicant: o.ID, Subject: o.ID, Reason: i.Name})
}

// EndAccess takes away a person's access to the body; the last one stays.
// Faults: ErrNotYours, ErrLastMember, party.ErrNotFound.
func EndAccess(tx postgres.Tx, by party.Actor, organisation, account string) error {
	o, err := member(tx, by, organisation)
	if err != nil {
		return err
	}
	all, err := party.Members(tx, o.ID)
	if err != nil {
		return err
	}
	open := 0
	for _, m := range all {
		if m.EndedAt == nil {
			open++
		}
	}
	if open <= 1 {
		return ErrLastMember
	}
	return endAccess(tx, by, o, account)
}

func endAccess(tx postgres.Tx, by party.Actor, o party.Organisation, account string) error {
	ended, err := party.Dismiss(tx, o.ID, account)
	if err != nil {
		return err
	}
	if err := closeInvitations(tx, o.ID, account); err != nil {
		return fmt.Errorf("close the invitations of %s: %w", ended.Name, err)
	}
	return journal.Write(tx, by, journal.Entry{Act: "body.access_ended", Departement: o.Departement, Applicant: o.ID, Subject: o.ID, Reason: ended.Name})
}

// Locked reports whether nobody can sign for the body any more: no mandate runs,
// or none of those who sign has an access.
func Locked(mandates []Mandate, members []party.Member, on calendar.Date) bool {
	for _, m := range mandates {
		if !m.Signs || !m.Holds(on) {
			continue
		}
		for _, a := range members {
			if a.EndedAt == nil && strings.EqualFold(a.Email, strings.TrimSpace(m.Email)) {
				return false
			}
		}
	}
	return true
}
