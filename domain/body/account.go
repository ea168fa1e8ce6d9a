package body

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/identity"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// CoolingOff is how long a new account of a body with an award waits before it
// can be paid; who approves may lengthen it, never shorten it.
const CoolingOff = 72 * time.Hour

// coolingMax bounds what who approves may ask for.
const coolingMax = 60 * 24 * time.Hour

// States of an account.
const (
	Proposed = "proposed" // proposé
	Approved = "approved" // approuvé
	Refused  = "refused"  // refusé
)

// Account is where a body is paid (RIB).
type Account struct {
	ID             string
	OrganisationID string
	Iban           identity.Iban
	Bic            string
	Holder         string
	Document       *string // attachment: the RIB
	State          string
	First          bool // of a body without account nor award
	ProposedBy     string
	ProposedByName string
	ProposedAt     time.Time
	DecidedBy      *string
	DecidedByName  string
	DecidedAt      *time.Time
	Reason         string
	UsableFrom     *time.Time
	UsableUntil    *time.Time
}

// Faults of accounts.
var (
	ErrAccount      = fault.New(fault.Invalid, "body.account", "compte bancaire mal décrit")
	ErrPending      = fault.New(fault.Conflict, "body.account_pending", "un autre compte attend déjà son approbation")
	ErrSameAccount  = fault.New(fault.Refused, "body.account_same", "ce compte est déjà celui de l'organisme")
	ErrSecondPerson = fault.New(fault.Refused, "body.second_person", "qui propose un compte ne l'approuve pas").Under("principe de séparation des tâches (décret n° 2012-1246, art. 9)")
	ErrOffice       = fault.New(fault.Forbidden, "body.office", "une subvention a été attribuée : seul un agent de la préfecture approuve un nouveau compte")
	ErrProof        = fault.New(fault.Refused, "body.proof", "dites comment ce compte a été vérifié")
	ErrCooling      = fault.New(fault.Refused, "body.cooling", "le délai avant usage est trop court")
	ErrDecided      = fault.New(fault.Conflict, "body.account_decided", "ce compte n'attend plus de décision")
	ErrNoAccount    = fault.New(fault.NotFound, "body.no_account", "ce compte n'existe pas")
	ErrNoUsable     = fault.New(fault.Refused, "body.no_usable_account", "aucun compte bancaire ne peut recevoir ce paiement")
)

// AccountChanged is news of a bank account. Nothing of the account is in it.
type AccountChanged struct {
	Organisation, Departement, Name string
	State                           string
	First, Awarded                  bool
	By                              string
	Reason                          string
	UsableFrom                      *time.Time
}

func (AccountChanged) Kind() string { return "body.account_changed" }

var bicForm = regexp.MustCompile(`^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$`)

// ProposeAccount asks that the body be paid on an account. The first account of
// a body without any award is usable at once; any other waits for a second
// person. Faults: ErrNotYours, ErrAccount, ErrPending, ErrSameAccount.
func ProposeAccount(tx postgres.Tx, by party.Actor, organisation string, a Account) (Account, error) {
	o, err := member(tx, by, organisation)
	if err != nil {
		return a, err
	}
	a.Bic = strings.ToUpper(strings.ReplaceAll(a.Bic, " ", ""))
	if err := a.check(); err != nil {
		return a, err
	}
	all, err := AccountsOf(tx, o)
	if err != nil {
		return a, err
	}
	for _, other := range all {
		switch {
		case other.State == Proposed:
			return a, ErrPending.With("un compte proposé par %s le %s attend déjà : approuvez-le ou refusez-le d'abord", other.ProposedByName,
				calendar.DateOf(other.ProposedAt, calendar.Zone(o.Departement)).French())
		case other.usable(tx.Now) && other.Iban == a.Iban:
			return a, ErrSameAccount.At("iban")
		}
	}
	granted, err := awarded(tx, o.ID)
	if err != nil {
		return a, err
	}
	a.ID, a.OrganisationID, a.State, a.ProposedBy, a.ProposedByName, a.ProposedAt = postgres.NewID(), o.ID, Proposed, by.ID, by.Name, tx.Now
	if a.First = !granted && len(all) == 0; a.First {
		now := tx.Now
		a.State, a.DecidedBy, a.DecidedByName, a.DecidedAt, a.UsableFrom = Approved, &by.ID, by.Name, &now, &now
	}
	if err := insertAccount(tx, o, a); err != nil {
		if postgres.Violates(err, "body_accounts_one_proposal") {
			return a, ErrPending
		}
		return a, fmt.Errorf("propose an account: %w", err)
	}
	return a, a.tell(tx, by, o, granted)
}

func (a Account) check() error {
	switch {
	case a.Iban.IsZero():
		return ErrAccount.With("l'IBAN manque").At("iban")
	case strings.TrimSpace(a.Holder) == "":
		return ErrAccount.With("le titulaire manque, tel qu'il figure sur le RIB").At("holder")
	case a.Bic != "" && !bicForm.MatchString(a.Bic):
		return ErrAccount.With("BIC « %s » ; attendu : 8 ou 11 caractères, par exemple « BDFEFRPP »", excerpt(a.Bic)).At("bic")
	case a.Document == nil:
		return ErrAccount.With("joignez le RIB").At("document")
	}
	return nil
}

// Warnings are what a person should look at, without refusing.
func (a Account) Warnings(name string) []string {
	warnings := []string{}
	if !sameName(a.Holder, name) {
		warnings = append(warnings, fmt.Sprintf("le titulaire, « %s », doit correspondre au nom de l'organisme, « %s »", a.Holder, name))
	}
	if country := a.Iban.Country(); len(a.Bic) >= 6 && a.Bic[4:6] != country {
		warnings = append(warnings, fmt.Sprintf("le BIC est du pays « %s », l'IBAN du pays « %s »", a.Bic[4:6], country))
	}
	return warnings
}

// Approval is what a second person says of an account.
type Approval struct {
	Proof   string        // how it was checked: who was called back, on which known number
	Cooling time.Duration // 0 is CoolingOff
}

// Approve accepts a proposed account. Before any award, an agent of the
// préfecture or another member does; afterwards an agent alone, who says how the
// account was checked, and it waits CoolingOff. Faults: ErrNoAccount,
// ErrDecided, ErrSecondPerson, ErrOffice, ErrProof, ErrCooling.
func Approve(tx postgres.Tx, by party.Actor, organisation, id string, approval Approval) (Account, error) {
	o, a, granted, err := pending(tx, by, organisation, id)
	if err != nil {
		return a, err
	}
	invited, err := invitedBy(tx, o.ID, a.ProposedBy, by.ID)
	if err != nil {
		return a, fmt.Errorf("approve an account: %w", err)
	}
	wait := time.Duration(0)
	if granted {
		wait = max(approval.Cooling, 0)
		if wait == 0 {
			wait = CoolingOff
		}
	}
	switch {
	case a.State != Proposed:
		return a, ErrDecided
	case a.ProposedBy == by.ID:
		return a, ErrSecondPerson.With("vous avez proposé ce compte : une autre personne l'approuve")
	case invited:
		return a, ErrSecondPerson.With("vous avez donné son accès à qui propose ce compte : une autre personne l'approuve")
	case granted && by.Role == party.Applicant:
		return a, ErrOffice
	case granted && strings.TrimSpace(approval.Proof) == "":
		return a, ErrProof.With("dites comment ce compte a été vérifié, par exemple « contre-appel de la présidente au numéro connu, le 12 mars »").At("reason")
	case granted && (wait < CoolingOff || wait > coolingMax):
		return a, ErrCooling.With("%d heures ; attendu : entre %d et %d", wait/time.Hour, CoolingOff/time.Hour, coolingMax/time.Hour).At("cooling_hours")
	}
	now, from := tx.Now, tx.Now.Add(wait)
	a.State, a.DecidedBy, a.DecidedByName, a.DecidedAt, a.Reason, a.UsableFrom = Approved, &by.ID, by.Name, &now, approval.Proof, &from
	if err := closeAccounts(tx, o.ID, from); err != nil {
		return a, fmt.Errorf("replace the account: %w", err)
	}
	if err := decideAccount(tx, a, int(wait/time.Hour)); err != nil {
		return a, fmt.Errorf("approve an account: %w", err)
	}
	return a, a.tell(tx, by, o, granted)
}

// Refuse says no to a proposed account, or opposes an approved one that is not
// usable yet: the one before it goes on. Faults: ErrNoAccount, ErrDecided,
// ErrMissing.
func Refuse(tx postgres.Tx, by party.Actor, organisation, id, reason string) (Account, error) {
	o, a, granted, err := pending(tx, by, organisation, id)
	if err != nil {
		return a, err
	}
	waiting := a.State == Approved && a.UsableFrom.After(tx.Now)
	switch {
	case a.State != Proposed && !waiting:
		return a, ErrDecided
	case strings.TrimSpace(reason) == "":
		return a, ErrMissing.With("dites pourquoi ce compte est refusé").At("reason")
	}
	from, now := a.UsableFrom, tx.Now
	a.State, a.DecidedBy, a.DecidedByName, a.DecidedAt, a.Reason, a.UsableFrom = Refused, &by.ID, by.Name, &now, reason, nil
	if err := decideAccount(tx, a, 0); err != nil {
		return a, fmt.Errorf("refuse an account: %w", err)
	}
	if waiting {
		if err := reopenAccount(tx, o.ID, *from, a.UsableUntil); err != nil {
			return a, fmt.Errorf("keep the account before: %w", err)
		}
	}
	return a, a.tell(tx, by, o, granted)
}

// pending returns an account for who may decide on it: a member, or an agent
// who instructs.
func pending(tx postgres.Tx, by party.Actor, organisation, id string) (o party.Organisation, a Account, granted bool, err error) {
	if IsMember(by, organisation) {
		o, err = member(tx, by, organisation)
	} else {
		o, err = office(tx, by, organisation)
	}
	if err != nil {
		return o, a, false, err
	}
	all, err := AccountsOf(tx, o)
	if err != nil {
		return o, a, false, err
	}
	at := slices.IndexFunc(all, func(a Account) bool { return a.ID == id && id != "" })
	if at < 0 {
		return o, a, false, ErrNoAccount
	}
	granted, err = awarded(tx, o.ID)
	return o, all[at], granted, err
}

// UsableAccount returns the account on which the body can be paid at a moment:
// approved, and past its delay. Faults: ErrNoUsable.
func UsableAccount(tx postgres.Tx, organisation string, at time.Time) (Account, error) {
	o, err := party.FindOrganisation(tx, organisation)
	if err != nil {
		return Account{}, err
	}
	all, err := AccountsOf(tx, o)
	if err != nil {
		return Account{}, err
	}
	for _, a := range all {
		if a.usable(at) {
			return a, nil
		}
	}
	for _, a := range all {
		if a.State == Approved && a.UsableFrom.After(at) {
			return Account{}, ErrNoUsable.With("le compte approuvé par %s n'est utilisable que le %s", a.DecidedByName, moment(*a.UsableFrom, o.Departement))
		}
	}
	for _, a := range all {
		if a.State == Proposed {
			return Account{}, ErrNoUsable.With("le compte proposé par %s attend une seconde personne", a.ProposedByName)
		}
	}
	return Account{}, ErrNoUsable.With("l'organisme n'a pas encore donné son compte bancaire")
}

// Payable returns ErrNoUsable if the body told an account that cannot be paid
// yet: proposed, refused or in its delay. A body that told none is paid on what
// the comptable already holds.
func Payable(tx postgres.Tx, organisation string, at time.Time) error {
	o, err := party.FindOrganisation(tx, organisation)
	if err != nil {
		return err
	}
	all, err := AccountsOf(tx, o)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = UsableAccount(tx, organisation, at)
	return err
}

func (a Account) usable(at time.Time) bool {
	return a.State == Approved && !a.UsableFrom.After(at) && (a.UsableUntil == nil || a.UsableUntil.After(at))
}

// moment is an instant as the département reads it.
func moment(at time.Time, departement string) string {
	zone := calendar.Zone(departement)
	return calendar.DateOf(at, zone).French() + " à " + at.In(zone).Format("15 h 04")
}

// AccountsOf lists the accounts of a body, the newest first. One that its first
// file told, before this record, is there as the first of them.
func AccountsOf(tx postgres.Tx, o party.Organisation) ([]Account, error) {
	all, err := accounts(tx, o.ID)
	if err != nil || o.Iban.IsZero() {
		return all, err
	}
	told := Account{OrganisationID: o.ID, Iban: o.Iban, Holder: o.Name, State: Approved, First: true, ProposedByName: "premier dossier", UsableFrom: &time.Time{}}
	for _, a := range all {
		if a.State == Approved && (told.UsableUntil == nil || a.UsableFrom.Before(*told.UsableUntil)) {
			told.UsableUntil = a.UsableFrom
		}
	}
	return append(all, told), nil
}

func (a Account) tell(tx postgres.Tx, by party.Actor, o party.Organisation, granted bool) error {
	if err := journal.Write(tx, by, journal.Entry{Act: "body.account_" + a.State, Departement: o.Departement, Applicant: o.ID, Subject: o.ID, To: a.State, Reason: a.Reason}); err != nil {
		return err
	}
	return outbox.Put(tx, AccountChanged{Organisation: o.ID, Departement: o.Departement, Name: o.Name, State: a.State, First: a.First, Awarded: granted,
		By: by.Name, Reason: a.Reason, UsableFrom: a.UsableFrom})
}

// sameName compares two names of a body as people write them: without case,
// accents, punctuation, nor the words that say it is an association.
func sameName(a, b string) bool { return plainName(a) == plainName(b) && plainName(a) != "" }

var unaccented = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "œ", "oe", "æ", "ae")

func plainName(s string) string {
	words := strings.FieldsFunc(unaccented.Replace(strings.ToLower(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(w string) bool {
		return slices.Contains([]string{"association", "asso", "l", "la", "le", "les", "de", "du", "des", "d"}, w)
	})
	return strings.Join(words, " ")
}
