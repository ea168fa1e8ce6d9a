package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// Kind is what an account holds.
type Kind string

// The accounts of an envelope, then those of one grant on it.
const (
	Notified  Kind = "notified"  // source: what the funder notified (crédits notifiés)
	Available Kind = "available" // what may still be granted (disponible)

	Reserved    Kind = "reserved"    // granted, not yet committed (réservé)
	Committed   Kind = "committed"   // committed, not yet paid (restes à payer)
	Paid        Kind = "paid"        // paid, net of rejections (payé)
	Decommitted Kind = "decommitted" // given up after the report (désengagé)

	Unexplained Kind = "unexplained" // source: money seen in Chorus beyond the commitment
	Suspense    Kind = "suspense"    // the same, to be explained (à rapprocher)
	Claims      Kind = "claims"      // source: what beneficiaries must give back
	Recoverable Kind = "recoverable" // ordered back, not yet collected (à recouvrer)
	Recovered   Kind = "recovered"   // collected (recouvré)
)

// floored tells the accounts that never go below 0.00 €.
func (k Kind) floored() bool {
	switch k {
	case Notified, Unexplained, Suspense, Claims:
		return false
	}
	return true
}

// Account names one account: of an envelope if File is empty, of one grant
// otherwise.
type Account struct {
	Book   string // département
	Year   int    // of the envelope
	Funder string // code
	File   string // code of the application
	Kind   Kind
}

// Name is the account's name inside its book, "2026/FIPD-D/P1/paid".
func (a Account) Name() string {
	parts := []string{fmt.Sprint(a.Year), a.Funder}
	if a.File != "" {
		parts = append(parts, a.File)
	}
	return strings.Join(append(parts, string(a.Kind)), "/")
}

// Transfer moves Amount euros from Debit to Credit, two accounts of one book.
type Transfer struct {
	Key    string // idempotency key; the same Key is booked once per book
	Debit  Account
	Credit Account
	Amount money.Amount // above 0.00 €
	Reason string       // French, one line
}

var (
	ErrInsufficient = fault.New(fault.Refused, "ledger.insufficient", "crédits insuffisants")
	ErrNoAccount    = fault.New(fault.Internal, "ledger.no_account", "compte inconnu du grand livre")
	ErrKeyReused    = fault.New(fault.Conflict, "ledger.key_reused", "cette écriture a déjà été passée avec un autre contenu")
	ErrMalformed    = fault.New(fault.Internal, "ledger.malformed", "écriture mal formée")
	ErrBroken       = fault.New(fault.Refused, "ledger.broken", "la chaîne du grand livre est rompue")
)

// Open opens accounts; opening one again changes nothing.
func Open(tx postgres.Tx, accounts ...Account) error {
	if err := open(tx, accounts); err != nil {
		return fmt.Errorf("open %d accounts: %w", len(accounts), err)
	}
	return nil
}

// Post books t at tx.Now, once per key. Returns ErrInsufficient if the debited
// account would go below its floor, ErrKeyReused if the key was booked with
// another content.
func Post(tx postgres.Tx, t Transfer) error {
	if t.Amount.Sign() <= 0 || t.Debit.Book != t.Credit.Book || t.Debit == t.Credit {
		return ErrMalformed.With("écriture mal formée : %s, %s de %s vers %s", t.Key, t.Amount, t.Debit.Name(), t.Credit.Name())
	}
	err := post(tx, t)
	switch {
	case postgres.Violates(err, "ledger_accounts_floor"):
		return ErrInsufficient.With("crédits insuffisants sur %s : il manque de quoi porter %s", t.Debit.Name(), t.Amount.French()).Because(err)
	case postgres.Violates(err, "ledger_transfers_key_reused"):
		return ErrKeyReused.Because(err)
	case postgres.Violates(err, "ledger_accounts_open"):
		return ErrNoAccount.Because(err)
	case err != nil:
		return fmt.Errorf("book %s: %w", t.Key, err)
	}
	return nil
}

// Entry is one booked transfer as exports and the verifier read it.
type Entry struct {
	Book   string
	Seq    int64
	Key    string
	Debit  string
	Credit string
	Amount money.Amount
	Reason string
	Actor  string
	At     time.Time
	Prev   string
	Hash   string
}

// Sum recomputes the hash of e: the chain's definition in Go, beside the one
// of ledger_post in SQL.
func (e Entry) Sum() string {
	text := strings.Join([]string{e.Book, fmt.Sprint(e.Seq), e.Key, e.Debit, e.Credit, e.Amount.String(),
		e.Reason, e.Actor, e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), e.Prev}, "\n")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Chain checks entries of one book as they come, from the first on.
type Chain struct {
	seq  int64
	head string
}

// Next checks that e follows what came before. Returns ErrBroken.
func (c *Chain) Next(e Entry) error {
	switch {
	case e.Seq != c.seq+1:
		return ErrBroken.With("grand livre %s : écriture %d attendue, %d trouvée", e.Book, c.seq+1, e.Seq)
	case e.Prev != c.head:
		return ErrBroken.With("grand livre %s, écriture %d : le maillon précédent a changé", e.Book, e.Seq)
	case e.Sum() != e.Hash:
		return ErrBroken.With("grand livre %s, écriture %d : le contenu ne correspond plus à son empreinte", e.Book, e.Seq)
	}
	c.seq, c.head = e.Seq, e.Hash
	return nil
}

// Verify recomputes the chain and the balances of book. Returns the number of
// entries checked, or ErrBroken.
func Verify(tx postgres.Tx, book string) (int64, error) {
	var chain Chain
	balances := map[string]money.Amount{}
	err := Each(tx, book, func(e Entry) error {
		balances[e.Debit] = balances[e.Debit].Sub(e.Amount)
		balances[e.Credit] = balances[e.Credit].Add(e.Amount)
		return chain.Next(e)
	})
	if err != nil {
		return chain.seq, err
	}
	head, kept, err := state(tx, book)
	if err != nil {
		return chain.seq, err
	}
	if head != chain.head {
		return chain.seq, ErrBroken.With("grand livre %s : la tête de chaîne ne correspond pas à la dernière écriture", book)
	}
	for name, balance := range kept {
		if !balance.Equal(balances[name]) {
			return chain.seq, ErrBroken.With("grand livre %s, compte %s : solde %s, écritures %s", book, name, balance, balances[name])
		}
	}
	return chain.seq, nil
}
