package funding

import (
	"errors"
	"fmt"

	"tourdetable/domain/fault"
	"tourdetable/domain/identity"
	"tourdetable/domain/journal"
	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Kind is the nature of a funder, from which follows who decides and where it
// pays.
type Kind string

const (
	State Kind = "state" // the préfet decides, paid in Chorus
	Local Kind = "local" // its assembly decides (deliberation), pays by itself
)

// Funder brings money (financeur).
type Funder struct {
	Departement     string
	Code            string // "FIPD-D"
	Name            string
	Kind            Kind
	Siret           identity.Siret
	ProgrammeAction string // "216-10"; "" outside the State's budget
	Rank            int    // order of the grid's columns
}

// Authority is who signs for the funder: one for all the State's credits in a
// département, the funder itself otherwise.
func (f Funder) Authority() string {
	if f.Kind == State {
		return StateAuthority
	}
	return f.Code
}

// StateAuthority is the préfet, who signs for all the State's credits.
const StateAuthority = "ÉTAT"

// Envelope is what one funder may grant in one year and département
// (enveloppe).
type Envelope struct {
	ID            string
	Departement   string
	Year          int
	Funder        string
	Amount        money.Amount // AE: what may be committed
	Notifications int
}

// Grant points at one file's share of an envelope.
type Grant struct {
	Departement string
	Year        int
	Funder      string
	File        string // code of the application
}

var (
	ErrFunder       = fault.New(fault.Invalid, "funding.funder", "financeur mal décrit")
	ErrNotFound     = fault.New(fault.NotFound, "funding.not_found", "financeur ou enveloppe inconnus")
	ErrInsufficient = fault.New(fault.Refused, "funding.insufficient", "crédits insuffisants sur l'enveloppe").Under("loi organique n° 2001-692 du 1er août 2001 (LOLF), art. 9")
	ErrBelowGrants  = fault.New(fault.Refused, "funding.below_grants", "l'enveloppe ne peut descendre sous ce qui est déjà attribué").Under("loi organique n° 2001-692 du 1er août 2001 (LOLF), art. 9")
)

// Register records a funder, or corrects its name and coordinates.
func Register(tx postgres.Tx, by party.Actor, f Funder) error {
	if err := party.Need(by, party.NotifyEnvelopes); err != nil {
		return err
	}
	if !by.WorksIn(f.Departement) {
		return party.ErrForbidden.With("vous ne travaillez pas dans le département %s", f.Departement)
	}
	if f.Code == "" || f.Name == "" || f.Kind != State && f.Kind != Local || f.Siret.IsZero() {
		return ErrFunder.With("financeur « %s » : il faut un code, un nom, un SIRET et une nature (state ou local)", f.Code)
	}
	if err := upsertFunder(tx, f); err != nil {
		return fmt.Errorf("register funder %s: %w", f.Code, err)
	}
	return nil
}

// Notify sets the envelope of a funder for a year to amount: the first time it
// is born, later it is raised or lowered, never under what is granted already.
// Returns ErrBelowGrants.
func Notify(tx postgres.Tx, by party.Actor, departement string, year int, funder string, amount money.Amount) error {
	if err := party.Need(by, party.NotifyEnvelopes); err != nil {
		return err
	}
	if amount.Sign() < 0 {
		return ErrFunder.With("enveloppe de %s : %s ; attendu : un montant positif ou nul", funder, amount.French())
	}
	e, before, err := setEnvelope(tx, departement, year, funder, amount)
	if err != nil {
		return fmt.Errorf("notify %s: %w", funder, err)
	}
	account := func(k ledger.Kind) ledger.Account {
		return ledger.Account{Book: departement, Year: year, Funder: funder, Kind: k}
	}
	if err := ledger.Open(tx, account(ledger.Notified), account(ledger.Available)); err != nil {
		return err
	}
	key := fmt.Sprintf("envelope/%d/%s/%d", year, funder, e.Notifications)
	err = move(tx, key, account(ledger.Notified), account(ledger.Available), amount.Sub(before), "Notification de l'enveloppe "+funder)
	if errors.Is(err, ledger.ErrInsufficient) {
		return ErrBelowGrants.With("l'enveloppe %s ne peut descendre à %s : davantage est déjà attribué", funder, amount.French())
	}
	if err != nil {
		return err
	}
	return journal.Write(tx, by, journal.Entry{Act: "funding.envelope_notified", Departement: departement, Subject: e.ID,
		Reason: fmt.Sprintf("Enveloppe %s %d : %s", funder, year, amount.French())})
}

// move books delta from debit to credit, or its opposite when delta is
// negative; nothing for 0.00 €.
func move(tx postgres.Tx, key string, debit, credit ledger.Account, delta money.Amount, reason string) error {
	switch delta.Sign() {
	case 0:
		return nil
	case -1:
		debit, credit, delta = credit, debit, delta.Neg()
	}
	return ledger.Post(tx, ledger.Transfer{Key: key, Debit: debit, Credit: credit, Amount: delta, Reason: reason})
}

func (g Grant) account(k ledger.Kind) ledger.Account {
	return ledger.Account{Book: g.Departement, Year: g.Year, Funder: g.Funder, File: g.File, Kind: k}
}

func (g Grant) envelope(k ledger.Kind) ledger.Account {
	return ledger.Account{Book: g.Departement, Year: g.Year, Funder: g.Funder, Kind: k}
}

func (g Grant) key(step string) string {
	return fmt.Sprintf("grant/%d/%s/%s/%s", g.Year, g.Funder, g.File, step)
}

// Reserve sets amount aside for a grant: the decision. Returns ErrInsufficient
// when the envelope holds less, ErrNotFound when no envelope was notified.
func Reserve(tx postgres.Tx, g Grant, amount money.Amount) error {
	if err := ledger.Open(tx, g.account(ledger.Reserved), g.account(ledger.Committed), g.account(ledger.Paid), g.account(ledger.Decommitted)); err != nil {
		return err
	}
	// A savepoint: what is left is told after the ledger said no.
	err := tx.Try(func(tx postgres.Tx) error {
		return move(tx, g.key("reserve"), g.envelope(ledger.Available), g.account(ledger.Reserved), amount, "Attribution "+g.Funder+" au dossier "+g.File)
	})
	switch {
	case errors.Is(err, ledger.ErrInsufficient):
		left, berr := ledger.Balance(tx, g.envelope(ledger.Available))
		if berr != nil {
			return berr
		}
		return ErrInsufficient.With("crédits insuffisants sur l'enveloppe %s : %s disponibles, %s demandés pour le dossier %s", g.Funder, left.French(), amount.French(), g.File).Because(err)
	case errors.Is(err, ledger.ErrNoAccount):
		return ErrNotFound.With("aucune enveloppe %s n'est notifiée pour %d", g.Funder, g.Year).Because(err)
	}
	return err
}

// Release gives a reserved amount back to the envelope: a withdrawal before
// the commitment.
func Release(tx postgres.Tx, g Grant, amount money.Amount) error {
	return move(tx, g.key("release"), g.account(ledger.Reserved), g.envelope(ledger.Available), amount, "Désistement, dossier "+g.File)
}

// Commit turns a reserved amount into a commitment: AE are consumed.
func Commit(tx postgres.Tx, g Grant, amount money.Amount) error {
	return move(tx, g.key("commit"), g.account(ledger.Reserved), g.account(ledger.Committed), amount, "Engagement "+g.Funder+" du dossier "+g.File)
}

// Position is where the euros of a committed grant stand.
type Position struct {
	Paid        money.Amount // net of rejections, within the commitment
	Decommitted money.Amount // given up after the report
	Suspense    money.Amount // beyond the commitment, or below 0.00 €: to be explained
}

// Settle moves the euros of a committed grant to position to; cause names the
// fact that moved them and keys the transfers. What is neither paid nor
// decommitted stays committed (restes à payer).
func Settle(tx postgres.Tx, g Grant, to Position, cause, reason string) error {
	if err := ledger.Open(tx, g.envelope(ledger.Unexplained), g.account(ledger.Suspense)); err != nil {
		return err
	}
	type step struct {
		name   string
		source ledger.Account
		target ledger.Account
		want   money.Amount
	}
	steps := []step{
		{"paid", g.account(ledger.Committed), g.account(ledger.Paid), to.Paid},
		{"decommitted", g.account(ledger.Committed), g.account(ledger.Decommitted), to.Decommitted},
		{"suspense", g.envelope(ledger.Unexplained), g.account(ledger.Suspense), to.Suspense},
	}
	deltas := make([]money.Amount, len(steps))
	for i, s := range steps {
		have, err := ledger.Balance(tx, s.target)
		if err != nil {
			return err
		}
		deltas[i] = s.want.Sub(have)
	}
	// What comes back to the commitment comes first: the rest may need it.
	for _, back := range []bool{true, false} {
		for i, s := range steps {
			if (deltas[i].Sign() < 0) != back {
				continue
			}
			if err := move(tx, g.key(cause+"/"+s.name), s.source, s.target, deltas[i], reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// Available is what the envelope may still grant.
func Available(tx postgres.Tx, departement string, year int, funder string) (money.Amount, error) {
	return ledger.Balance(tx, ledger.Account{Book: departement, Year: year, Funder: funder, Kind: ledger.Available})
}
