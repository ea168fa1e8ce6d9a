package body

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Sheet is a body as its page shows it, to who may read it.
type Sheet struct {
	ID          string           `json:"id"`
	Siret       string           `json:"siret"`
	Name        string           `json:"name"`
	Kind        string           `json:"kind"`
	Departement string           `json:"departement"`
	Today       calendar.Date    `json:"today"`
	Record      Record           `json:"record"`
	Mandates    []Mandate        `json:"mandates"`
	Signatory   string           `json:"signatory" doc:"Qui signe aujourd'hui ; vide : personne"`
	Accounts    []AccountLine    `json:"accounts"`
	Rule        AccountRule      `json:"account_rule"`
	Commitment  CommitmentSheet  `json:"commitment"`
	Documents   []Document       `json:"documents"`
	Standings   []Standing       `json:"standings" doc:"Les pièces permanentes, avec leur nom"`
	Members     []MemberLine     `json:"members"`
	Invitations []InvitationLine `json:"invitations"`
	Locked      bool             `json:"locked" doc:"Plus personne ne peut signer : la préfecture peut rouvrir l'accès"`
	May         May              `json:"may"`
}

// May is what the reader may do, for the page to offer nothing else.
type May struct {
	Edit    bool `json:"edit"`
	Approve bool `json:"approve" doc:"Approuver ou refuser un compte proposé par une autre personne"`
	Reopen  bool `json:"reopen" doc:"Rouvrir l'accès à l'organisme"`
}

// AccountRule is what a new account would need.
type AccountRule struct {
	SecondPerson bool `json:"second_person"`
	OfficeOnly   bool `json:"office_only" doc:"Une subvention est attribuée : un agent de la préfecture approuve"`
	CoolingHours int  `json:"cooling_hours"`
}

// AccountLine is an account as the reader may see it.
type AccountLine struct {
	ID          string     `json:"id"`
	Iban        string     `json:"iban" doc:"Entier pour l'organisme et qui instruit, masqué pour les autres"`
	Bic         string     `json:"bic"`
	Holder      string     `json:"holder"`
	Document    *string    `json:"document,omitempty"`
	State       string     `json:"state" enum:"proposed,approved,refused"`
	ProposedBy  string     `json:"proposed_by"`
	ProposedAt  *time.Time `json:"proposed_at,omitempty"`
	DecidedBy   string     `json:"decided_by"`
	DecidedAt   *time.Time `json:"decided_at,omitempty"`
	Reason      string     `json:"reason"`
	UsableFrom  *time.Time `json:"usable_from,omitempty"`
	UsableUntil *time.Time `json:"usable_until,omitempty"`
	Usable      bool       `json:"usable" doc:"Peut être payé maintenant"`
	Waiting     bool       `json:"waiting" doc:"Approuvé, dans son délai : on peut encore s'y opposer"`
	Mine        bool       `json:"mine" doc:"Proposé par le lecteur, qui ne l'approuve donc pas"`
	Warnings    []string   `json:"warnings"`
}

// CommitmentSheet is where the body stands with the republican commitment.
type CommitmentSheet struct {
	Needed     bool          `json:"needed" doc:"Les associations et les fondations souscrivent"`
	Deemed     string        `json:"deemed" doc:"Pourquoi l'organisme est réputé y satisfaire ; vide : il ne l'est pas"`
	SignedOn   calendar.Date `json:"signed_on"`
	Text       Text          `json:"text"`
	TextHash   string        `json:"text_hash"`
	Signatures []Commitment  `json:"signatures"`
}

// MemberLine is a person who acts, or acted, for the body.
type MemberLine struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Email   string     `json:"email"`
	Since   time.Time  `json:"since"`
	EndedAt *time.Time `json:"ended_at,omitempty"`
	Me      bool       `json:"me"`
}

// InvitationLine is a way in that nobody has taken yet.
type InvitationLine struct {
	Kind      string    `json:"kind" enum:"invitation,reopening"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	ExpiresAt time.Time `json:"expires_at"`
	By        string    `json:"by"`
}

// SheetOf reads a body for by. Who neither acts for it nor instructs sees no
// account number, phone or address of a person. Faults: ErrNotFound.
func SheetOf(tx postgres.Tx, by party.Actor, organisation string) (Sheet, error) {
	if !Reads(by, organisation) {
		return Sheet{}, ErrNotFound
	}
	o, err := party.FindOrganisation(tx, organisation)
	if err != nil {
		return Sheet{}, err
	}
	today := calendar.DateOf(tx.Now, calendar.Zone(o.Departement))
	instructs := by.May(party.RunSessions) && by.WorksIn(o.Departement)
	s := Sheet{ID: o.ID, Siret: o.Siret.String(), Name: o.Name, Kind: o.Kind, Departement: o.Departement, Today: today, Standings: Standings,
		May: May{Edit: IsMember(by, o.ID), Approve: IsMember(by, o.ID) || instructs, Reopen: instructs}}
	if s.Record, err = ReadRecord(tx, o.ID, 0); err != nil {
		return s, err
	}
	if err := s.people(tx, by, o); err != nil {
		return s, err
	}
	if err := s.money(tx, by, o); err != nil {
		return s, err
	}
	if s.Documents, err = DocumentsOf(tx, o.ID); err != nil {
		return s, err
	}
	s.Commitment, err = commitmentOf(tx, o, today)
	return s, err
}

func (s *Sheet) people(tx postgres.Tx, by party.Actor, o party.Organisation) (err error) {
	if s.Mandates, err = MandatesOf(tx, o.ID); err != nil {
		return err
	}
	if m, found := signatory(s.Mandates, s.Today); found {
		s.Signatory = m.Name
	}
	members, err := party.Members(tx, o.ID)
	if err != nil {
		return err
	}
	s.Locked = Locked(s.Mandates, members, s.Today)
	s.Members, s.Invitations = []MemberLine{}, []InvitationLine{}
	if !s.May.Edit && !s.May.Reopen {
		for i := range s.Mandates {
			s.Mandates[i].Phone, s.Mandates[i].Email = "", ""
		}
		return nil
	}
	for _, m := range members {
		s.Members = append(s.Members, MemberLine{m.ID, m.Name, m.Email, m.Since, m.EndedAt, m.ID == by.ID})
	}
	invitations, err := InvitationsOf(tx, o.ID)
	for _, i := range invitations {
		s.Invitations = append(s.Invitations, InvitationLine{i.Kind, i.Name, i.Email, i.ExpiresAt, i.ByName})
	}
	return err
}

func (s *Sheet) money(tx postgres.Tx, by party.Actor, o party.Organisation) error {
	all, err := AccountsOf(tx, o)
	if err != nil {
		return err
	}
	granted, err := awarded(tx, o.ID)
	if err != nil {
		return err
	}
	s.Rule = AccountRule{SecondPerson: granted || len(all) > 0, OfficeOnly: granted}
	if granted {
		s.Rule.CoolingHours = int(CoolingOff / time.Hour)
	}
	// Who pays must see where; who instructs compares with the RIB.
	whole := s.May.Approve || by.May(party.KeepCommitments) && by.WorksIn(o.Departement)
	s.Accounts = []AccountLine{}
	for _, a := range all {
		l := AccountLine{ID: a.ID, Iban: a.Iban.Masked(), Bic: a.Bic, Holder: a.Holder, Document: a.Document, State: a.State, ProposedBy: a.ProposedByName,
			DecidedBy: a.DecidedByName, DecidedAt: a.DecidedAt, Reason: a.Reason, UsableFrom: a.UsableFrom, UsableUntil: a.UsableUntil,
			Usable: a.usable(tx.Now), Waiting: a.State == Approved && a.UsableFrom.After(tx.Now), Mine: a.ProposedBy == by.ID, Warnings: a.Warnings(o.Name)}
		if whole {
			l.Iban = a.Iban.Grouped()
		}
		if a.ID == "" { // told by a file, before this record
			l.UsableFrom = nil
		} else {
			l.ProposedAt = &a.ProposedAt
		}
		s.Accounts = append(s.Accounts, l)
	}
	return nil
}

func commitmentOf(tx postgres.Tx, o party.Organisation, today calendar.Date) (CommitmentSheet, error) {
	c := CommitmentSheet{Needed: NeedsCommitment(o)}
	f, err := FieldsOf(tx, o)
	if err != nil {
		return c, err
	}
	text, _ := TextOn(today)
	c.Text, c.TextHash, c.Deemed = text, text.Hash(), Deemed(f)
	if c.Signatures, err = CommitmentsOf(tx, o.ID); err != nil {
		return c, err
	}
	c.SignedOn, err = CerSignedOn(tx, o.ID, today)
	return c, err
}
