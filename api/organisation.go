package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tourdetable/domain/attachment"
	"tourdetable/domain/body"
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/fault"
	"tourdetable/domain/identity"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Organisation is a body as its page shows it.
type Organisation struct {
	body.Sheet
	Trace []casefile.JournalEntry `json:"trace" doc:"Ce qui a été fait sur la fiche, du plus récent au plus ancien"`
}

// Access is a way in for one person: the code is told once, and not kept.
type Access struct {
	Code         string       `json:"code" doc:"À remettre à la personne : il sert une fois"`
	Link         string       `json:"link" doc:"Page où le code se saisit"`
	ExpiresAt    time.Time    `json:"expires_at"`
	Organisation Organisation `json:"organisation"`
}

type recordInput struct {
	ByID
	Since int `query:"since" minimum:"0" doc:"Version déjà connue ; 0 : tout"`
}

type editsInput struct {
	ByID
	Body struct {
		Edits []body.Edit `json:"edits" maxItems:"100"`
	}
}

type mandateInput struct {
	ByID
	Body struct {
		Kind     string         `json:"kind" enum:"legal,in_charge"`
		Civility string         `json:"civility,omitempty" maxLength:"20"`
		Name     string         `json:"name" maxLength:"200"`
		Function string         `json:"function" maxLength:"200"`
		Phone    string         `json:"phone,omitempty" maxLength:"40"`
		Email    string         `json:"email,omitempty" maxLength:"320"`
		Signs    bool           `json:"signs,omitempty"`
		Power    *string        `json:"power,omitempty" maxLength:"36" doc:"Pièce jointe de l'organisme"`
		StartsOn calendar.Date  `json:"starts_on"`
		EndsOn   *calendar.Date `json:"ends_on,omitempty"`
	}
}

type mandateEndInput struct {
	ByID
	Mandate string `path:"mandate"`
	Body    struct {
		On calendar.Date `json:"on" doc:"Dernier jour du mandat"`
	}
}

type bankAccountInput struct {
	ByID
	Body struct {
		Iban     identity.Iban `json:"iban"`
		Bic      string        `json:"bic,omitempty" maxLength:"20"`
		Holder   string        `json:"holder" maxLength:"200"`
		Document string        `json:"document" maxLength:"36" doc:"Le RIB, pièce jointe de l'organisme"`
	}
}

type bankApprovalInput struct {
	ByID
	Account string `path:"account"`
	Body    struct {
		Proof string `json:"reason,omitempty" maxLength:"2000" doc:"Comment le compte a été vérifié ; exigé après une attribution"`
		Hours int    `json:"cooling_hours,omitempty" minimum:"0" maximum:"1440" doc:"Délai avant usage après une attribution : 72 à défaut, jamais moins"`
	}
}

type bankRefusalInput struct {
	ByID
	Account string `path:"account"`
	Body    struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type commitmentSigning struct {
	ByID
	Body struct {
		Version string `json:"version" maxLength:"40"`
		Hash    string `json:"text_hash" maxLength:"64" doc:"Empreinte du texte lu"`
	}
}

type standingInput struct {
	ByID
	Body struct {
		Code       string         `json:"code" maxLength:"40"`
		Attachment string         `json:"attachment" maxLength:"36"`
		IssuedOn   calendar.Date  `json:"issued_on"`
		ExpiresOn  *calendar.Date `json:"expires_on,omitempty"`
	}
}

type personInput struct {
	ByID
	Body struct {
		Email string `json:"email" maxLength:"320"`
		Name  string `json:"name" maxLength:"200"`
	}
}

type memberEndInput struct {
	ByID
	Member string `path:"member"`
}

type reopeningInput struct {
	ByID
	Body struct {
		Email    string   `json:"email" maxLength:"320"`
		Name     string   `json:"name" maxLength:"200"`
		Reason   string   `json:"reason" maxLength:"2000"`
		Document string   `json:"document" maxLength:"200" doc:"La pièce qui dit qui agit désormais : son identifiant ou sa référence"`
		End      []string `json:"end_accounts,omitempty" maxItems:"100" doc:"Accès à fermer"`
	}
}

type acceptanceInput struct {
	Body struct {
		Code     string `json:"code" maxLength:"100"`
		Password string `json:"password" maxLength:"200"`
	}
}

var errElsewhere = fault.New(fault.Invalid, "body.attachment", "cette pièce n'est pas une pièce de l'organisme")

// organisationRoutes are the record of a body. {id} is "me" for one's own.
func (s *server) organisationRoutes() {
	const tag = "Organismes"
	read(s, op("GET", "/organisations/{id}", "organisation", "Un organisme et sa fiche", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (Organisation, error) {
		id, err := body.Resolve(by, in.ID)
		return organisationAfter(tx, by, id, err)
	})
	read(s, op("GET", "/organisations/{id}/record", "record", "Les champs de la fiche changés depuis une version", tag), func(tx postgres.Tx, by party.Actor, in *recordInput) (body.Record, error) {
		id, err := body.Resolve(by, in.ID)
		if err == nil && !body.Reads(by, id) {
			err = body.ErrNotFound
		}
		if err != nil {
			return body.Record{}, err
		}
		return body.ReadRecord(tx, id, in.Since)
	})
	act(s, op("PATCH", "/organisations/{id}/record", "edit-record", "Modifier des champs de la fiche, un par un", tag), func(tx postgres.Tx, by party.Actor, in *editsInput) (body.Answer, error) {
		id, err := body.Resolve(by, in.ID)
		if err != nil {
			return body.Answer{}, err
		}
		return body.Save(tx, by, id, body.Typed, in.Body.Edits)
	})
	onBody(s, op("POST", "/organisations/{id}/mandates", "appoint", "Inscrire un représentant", tag), appoint)
	onBody(s, op("POST", "/organisations/{id}/mandates/{mandate}/end", "end-mandate", "Mettre fin à un mandat", tag), func(tx postgres.Tx, by party.Actor, id string, in *mandateEndInput) error {
		_, err := body.EndMandate(tx, by, id, in.Mandate, in.Body.On)
		return err
	})
	onBody(s, op("POST", "/organisations/{id}/bank-accounts", "propose-account", "Proposer un compte bancaire", tag), proposeAccount)
	onBody(s, op("POST", "/organisations/{id}/bank-accounts/{account}/approval", "approve-account", "Approuver un compte bancaire proposé par une autre personne", tag), func(tx postgres.Tx, by party.Actor, id string, in *bankApprovalInput) error {
		_, err := body.Approve(tx, by, id, in.Account, body.Approval{Proof: in.Body.Proof, Cooling: time.Duration(in.Body.Hours) * time.Hour})
		return err
	})
	onBody(s, op("POST", "/organisations/{id}/bank-accounts/{account}/refusal", "refuse-account", "Refuser un compte bancaire, ou s'y opposer pendant son délai", tag), func(tx postgres.Tx, by party.Actor, id string, in *bankRefusalInput) error {
		_, err := body.Refuse(tx, by, id, in.Account, in.Body.Reason)
		return err
	})
	onBody(s, op("POST", "/organisations/{id}/cer", "sign-commitment", "Souscrire au contrat d'engagement républicain", tag), func(tx postgres.Tx, by party.Actor, id string, in *commitmentSigning) error {
		_, err := body.SignCommitment(tx, by, id, in.Body.Version, in.Body.Hash)
		return err
	})
	onBody(s, op("POST", "/organisations/{id}/documents", "deposit-document", "Déposer une pièce permanente", tag), depositDocument)
	s.accessRoutes("Accès")
}

func (s *server) accessRoutes(tag string) {
	act(s, op("POST", "/organisations/{id}/members", "invite", "Inviter une personne à agir pour l'organisme", tag), func(tx postgres.Tx, by party.Actor, in *personInput) (Access, error) {
		id, err := body.Resolve(by, in.ID)
		if err != nil {
			return Access{}, err
		}
		i, code, err := body.Invite(tx, by, id, in.Body.Email, in.Body.Name)
		return accessTo(tx, by, i, code, err)
	})
	onBody(s, op("POST", "/organisations/{id}/members/{member}/end", "end-member", "Fermer l'accès d'une personne", tag), func(tx postgres.Tx, by party.Actor, id string, in *memberEndInput) error {
		return body.EndAccess(tx, by, id, in.Member)
	})
	act(s, op("POST", "/organisations/{id}/access-reopening", "reopen-access", "Rouvrir l'accès à un organisme dont plus personne ne peut signer", tag), func(tx postgres.Tx, by party.Actor, in *reopeningInput) (Access, error) {
		b := in.Body
		i, code, err := body.Reopen(tx, by, in.ID, body.Reopening{Email: b.Email, Name: b.Name, Reason: b.Reason, Document: b.Document, End: b.End})
		return accessTo(tx, by, i, code, err)
	})
	huma.Register(s.api, public("POST", "/invitations/acceptance", "accept-invitation", "Accepter une invitation : son code ouvre un compte", tag), s.acceptInvitation)
}

// onBody answers an operation on a body with the body as it is afterwards.
func onBody[I interface{ body() string }](s *server, o huma.Operation, do func(postgres.Tx, party.Actor, string, *I) error) {
	act(s, o, func(tx postgres.Tx, by party.Actor, in *I) (Organisation, error) {
		id, err := body.Resolve(by, (*in).body())
		if err == nil {
			err = do(tx, by, id, in)
		}
		return organisationAfter(tx, by, id, err)
	})
}

func (b ByID) body() string { return b.ID }

func organisationAfter(tx postgres.Tx, by party.Actor, id string, err error) (o Organisation, _ error) {
	if err != nil {
		return o, err
	}
	if o.Sheet, err = body.SheetOf(tx, by, id); err != nil {
		return o, err
	}
	o.Trace, err = casefile.TraceOf(tx, by, id)
	return o, err
}

func accessTo(tx postgres.Tx, by party.Actor, i body.Invitation, code string, err error) (Access, error) {
	o, err := organisationAfter(tx, by, i.OrganisationID, err)
	return Access{code, "/invitation", i.ExpiresAt, o}, err
}

// attached refuses a file that is not one of the body's.
func attached(tx postgres.Tx, organisation, id, field string) error {
	a, err := attachment.Find(tx, id)
	if err != nil || a.SubjectKind != attachment.Organisation || a.SubjectID != organisation || a.Removed() {
		return errElsewhere.Because(err).At(field)
	}
	return nil
}

func appoint(tx postgres.Tx, by party.Actor, id string, in *mandateInput) error {
	b := in.Body
	m := body.Mandate{Kind: b.Kind, Civility: b.Civility, Name: b.Name, Function: b.Function, Phone: b.Phone, Email: b.Email, Signs: b.Signs, Power: b.Power, StartsOn: b.StartsOn}
	if b.EndsOn != nil {
		m.EndsOn = *b.EndsOn
	}
	if b.Power != nil {
		if err := attached(tx, id, *b.Power, "power"); err != nil {
			return err
		}
	}
	_, err := body.Appoint(tx, by, id, m)
	return err
}

func proposeAccount(tx postgres.Tx, by party.Actor, id string, in *bankAccountInput) error {
	if !body.IsMember(by, id) {
		return body.ErrNotYours
	}
	if err := attached(tx, id, in.Body.Document, "document"); err != nil {
		return err
	}
	_, err := body.ProposeAccount(tx, by, id, body.Account{Iban: in.Body.Iban, Bic: in.Body.Bic, Holder: in.Body.Holder, Document: &in.Body.Document})
	return err
}

func depositDocument(tx postgres.Tx, by party.Actor, id string, in *standingInput) error {
	if !body.IsMember(by, id) {
		return body.ErrNotYours
	}
	b := in.Body
	if err := attached(tx, id, b.Attachment, "attachment"); err != nil {
		return err
	}
	d := body.Document{Code: b.Code, Attachment: b.Attachment, IssuedOn: b.IssuedOn}
	if b.ExpiresOn != nil {
		d.ExpiresOn = *b.ExpiresOn
	}
	_, err := body.Deposit(tx, by, id, d)
	return err
}

// acceptInvitation opens the account of who holds a code, and its session.
func (s *server) acceptInvitation(ctx context.Context, in *acceptanceInput) (*answer[Me], error) {
	return s.enter(ctx, "accept-invitation", func(tx postgres.Tx) (party.Account, error) {
		return body.Accept(tx, in.Body.Code, in.Body.Password, s.Config.Demonstration)
	})
}
