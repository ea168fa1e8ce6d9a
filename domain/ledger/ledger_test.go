package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"tourdetable/domain/ledger"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

var (
	errUndo = errors.New("undo")
	now     = time.Date(2026, 5, 11, 10, 0, 0, 123456000, time.UTC)
)

func account(kind ledger.Kind, file string) ledger.Account {
	return ledger.Account{Book: "99", Year: 2026, Funder: "FIPD-D", File: file, Kind: kind}
}

// undone runs fn in a transaction and undoes it.
func undone(t *testing.T, db *postgres.DB, fn func(postgres.Tx) error) {
	t.Helper()
	err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error { return errors.Join(fn(tx.At(now)), errUndo) })
	if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) > 1 || !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

// endow opens an envelope of 20 000.00 € and a grant on it.
func endow(tx postgres.Tx) error {
	return errors.Join(
		ledger.Open(tx, account(ledger.Notified, ""), account(ledger.Available, ""), account(ledger.Reserved, "P1")),
		ledger.Post(tx, ledger.Transfer{Key: "notify", Debit: account(ledger.Notified, ""), Credit: account(ledger.Available, ""), Amount: money.Euros("20000.00"), Reason: "Notification"}))
}

func reserve(key, amount string) ledger.Transfer {
	return ledger.Transfer{Key: key, Debit: account(ledger.Available, ""), Credit: account(ledger.Reserved, "P1"), Amount: money.Euros(amount), Reason: "Attribution « P1 »"}
}

func TestAFlooredAccountNeverGoesBelowZero(t *testing.T) {
	undone(t, postgrestest.Open(t), func(tx postgres.Tx) error {
		if err := endow(tx); err != nil {
			return err
		}
		if err := tx.Try(func(tx postgres.Tx) error { return ledger.Post(tx, reserve("r", "20000.01")) }); !errors.Is(err, ledger.ErrInsufficient) {
			t.Errorf("a cent beyond: %v", err)
		}
		if err := ledger.Post(tx, reserve("r", "20000.00")); err != nil {
			t.Errorf("to the last cent: %v", err)
		}
		back := ledger.Transfer{Key: "lower", Debit: account(ledger.Available, ""), Credit: account(ledger.Notified, ""), Amount: money.Cents(1), Reason: "Baisse"}
		if err := tx.Try(func(tx postgres.Tx) error { return ledger.Post(tx, back) }); !errors.Is(err, ledger.ErrInsufficient) {
			t.Errorf("lowered under what is granted: %v", err)
		}
		left, err := ledger.Balance(tx, account(ledger.Available, ""))
		if err != nil || !left.IsZero() {
			t.Errorf("left %s, %v", left, err)
		}
		return err
	})
}

func TestOneKeyIsBookedOnce(t *testing.T) {
	undone(t, postgrestest.Open(t), func(tx postgres.Tx) error {
		if err := endow(tx); err != nil {
			return err
		}
		for range 3 {
			if err := ledger.Post(tx, reserve("r", "700.00")); err != nil {
				t.Errorf("the same transfer again: %v", err)
			}
		}
		if err := tx.Try(func(tx postgres.Tx) error { return ledger.Post(tx, reserve("r", "700.01")) }); !errors.Is(err, ledger.ErrKeyReused) {
			t.Errorf("the same key for another amount: %v", err)
		}
		kept, err := ledger.Balance(tx, account(ledger.Reserved, "P1"))
		if kept.String() != "700.00" {
			t.Errorf("reserved %s", kept)
		}
		return err
	})
}

func TestATransferThatIsNoneIsRefused(t *testing.T) {
	undone(t, postgrestest.Open(t), func(tx postgres.Tx) error {
		if err := endow(tx); err != nil {
			return err
		}
		elsewhere := account(ledger.Reserved, "P1")
		elsewhere.Book = "98"
		for name, c := range map[string]struct {
			change func(*ledger.Transfer)
			want   error
		}{
			"nothing":         {func(t *ledger.Transfer) { t.Amount = money.Zero }, ledger.ErrMalformed},
			"backwards":       {func(t *ledger.Transfer) { t.Amount = money.Euros("-1.00") }, ledger.ErrMalformed},
			"to itself":       {func(t *ledger.Transfer) { t.Credit = t.Debit }, ledger.ErrMalformed},
			"to another book": {func(t *ledger.Transfer) { t.Credit = elsewhere }, ledger.ErrMalformed},
			"to no account":   {func(t *ledger.Transfer) { t.Credit = account(ledger.Reserved, "P2") }, ledger.ErrNoAccount},
			"from no account": {func(t *ledger.Transfer) { t.Debit = account(ledger.Reserved, "P2") }, ledger.ErrNoAccount},
		} {
			transfer := reserve(name, "1.00")
			c.change(&transfer)
			if err := tx.Try(func(tx postgres.Tx) error { return ledger.Post(tx, transfer) }); !errors.Is(err, c.want) {
				t.Errorf("%s: want %v, got %v", name, c.want, err)
			}
		}
		return nil
	})
}

// What the program's role could do to the book if Go let it.
func TestTheProgramCannotWriteTheBookByHand(t *testing.T) {
	undone(t, postgrestest.Open(t), func(tx postgres.Tx) error {
		if err := endow(tx); err != nil {
			return err
		}
		for _, statement := range []string{
			`insert into ledger_transfers (book, seq, key, debit, credit, amount, reason, actor, at, prev, hash) values ('99', 2, 'x', 1, 2, 1, '', '', now(), '', '')`,
			`insert into ledger_accounts (book, name, year, funder, kind, floored) values ('99', 'x', 2026, 'x', 'x', false)`,
			`insert into ledger_books (book) values ('x')`,
			`update ledger_transfers set amount = 1`, `update ledger_accounts set balance = 1000000`, `update ledger_books set hash = ''`,
			`delete from ledger_transfers`, `delete from ledger_accounts`, `delete from ledger_books`,
			`truncate ledger_transfers`, `truncate ledger_accounts cascade`, `truncate ledger_books cascade`,
			`alter table ledger_transfers disable trigger all`, `drop table ledger_transfers`,
		} {
			if err := tx.Try(func(tx postgres.Tx) error { return tx.SQL().Exec(statement).Error }); err == nil || !strings.Contains(err.Error(), "42501") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		return nil
	})
}

// committed books a few transfers for good and returns the database and its
// owner.
func committed(t *testing.T) (*postgres.DB, *pgx.Conn) {
	t.Helper()
	dsn := postgrestest.DSN(t)
	owner, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close(context.Background()) })
	db, err := postgres.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	err = db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		tx = tx.At(now)
		return errors.Join(endow(tx), ledger.Post(tx, reserve("a", "0.10")), ledger.Post(tx, reserve("b", "1234.50")), ledger.Post(tx, reserve("c", "12000.00")))
	})
	if err != nil {
		t.Fatal(err)
	}
	return db, owner
}

func verify(t *testing.T, db *postgres.DB) (entries int64, err error) {
	t.Helper()
	err = db.Snapshot(t.Context(), postgres.System, func(tx postgres.Tx) (err error) {
		entries, err = ledger.Verify(tx, "99")
		return err
	})
	return entries, err
}

func TestTheOwnerItselfCannotChangeAnEntryUnlessItLiftsTheGuards(t *testing.T) {
	db, owner := committed(t)
	for _, statement := range []string{`update ledger_transfers set reason = 'x' where seq = 2`, `delete from ledger_transfers where seq = 4`, `truncate ledger_transfers`} {
		if _, err := owner.Exec(t.Context(), statement); !postgres.Violates(err, "ledger_transfers_append_only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if entries, err := verify(t, db); err != nil || entries != 4 {
		t.Errorf("%d entries, %v", entries, err)
	}
}

func TestTheChainTellsWhatSomebodyChangedBehindItsBack(t *testing.T) {
	for name, statements := range map[string][]string{
		"an amount":           {`update ledger_transfers set amount = 13000 where seq = 4`},
		"a cent":              {`update ledger_transfers set amount = 0.11 where seq = 2`},
		"a reason":            {`update ledger_transfers set reason = 'autre' where seq = 2`},
		"an actor":            {`update ledger_transfers set actor = 'autre' where seq = 3`},
		"a microsecond":       {`update ledger_transfers set at = at + interval '1 microsecond' where seq = 3`},
		"a key":               {`update ledger_transfers set key = 'z' where seq = 3`},
		"the ends":            {`update ledger_transfers set debit = credit, credit = debit where seq = 3`},
		"the first is gone":   {`delete from ledger_transfers where seq = 1`},
		"one is gone":         {`delete from ledger_transfers where seq = 3`},
		"the last is gone":    {`delete from ledger_transfers where seq = 4`},
		"one is gone, closed": {`delete from ledger_transfers where seq = 3`, `update ledger_transfers set seq = 3 where seq = 4`},
		"two change places":   {`update ledger_transfers set seq = 10 where seq = 2`, `update ledger_transfers set seq = 2 where seq = 3`, `update ledger_transfers set seq = 3 where seq = 10`},
		"a balance":           {`update ledger_accounts set balance = balance + 0.01 where kind = 'reserved'`},
		"an account's name":   {`update ledger_accounts set name = '2026/FIPD-D/P2/reserved' where kind = 'reserved'`},
		"the head":            {`update ledger_books set hash = 'x'`},
		"all are gone":        {`delete from ledger_transfers`, `update ledger_books set hash = ''`},
	} {
		t.Run(name, func(t *testing.T) {
			db, owner := committed(t)
			for _, s := range append([]string{`alter table ledger_transfers disable trigger user`}, statements...) {
				if _, err := owner.Exec(t.Context(), s); err != nil {
					t.Fatal(s, err)
				}
			}
			if _, err := verify(t, db); !errors.Is(err, ledger.ErrBroken) {
				t.Errorf("nobody noticed: %v", err)
			}
		})
	}
}

func TestSixteenAtOnceNeverOverrunAnEnvelopeAndLoseNothing(t *testing.T) {
	db := postgrestest.Open(t)
	if err := db.InTx(t.Context(), postgres.System, endow); err != nil {
		t.Fatal(err)
	}
	const runners, each = 16, 20
	var group sync.WaitGroup
	var count sync.Mutex
	booked, refused := 0, 0
	for r := range runners {
		group.Go(func() {
			for n := range each {
				err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
					return ledger.Post(tx, reserve(fmt.Sprintf("%d/%d", r, n), "99.99"))
				})
				count.Lock()
				switch {
				case err == nil:
					booked++
				case errors.Is(err, ledger.ErrInsufficient):
					refused++
				default:
					t.Error(err)
				}
				count.Unlock()
			}
		})
	}
	group.Wait()
	if booked != 200 || refused != runners*each-200 { // 20 000.00 ÷ 99.99 is a little above 200
		t.Errorf("%d booked, %d refused", booked, refused)
	}
	if entries, err := verify(t, db); err != nil || entries != 201 {
		t.Errorf("%d entries, %v", entries, err)
	}
}

func TestBalancesAreTheSumOfTheEntriesWhateverIsBooked(t *testing.T) {
	db := postgrestest.Open(t)
	kinds := []ledger.Kind{ledger.Notified, ledger.Available, ledger.Reserved, ledger.Committed, ledger.Paid, ledger.Suspense}
	rapid.Check(t, func(r *rapid.T) {
		err := db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
			want := map[ledger.Kind]int64{}
			for _, k := range kinds {
				if err := ledger.Open(tx, account(k, "P1")); err != nil {
					return err
				}
			}
			for n := range rapid.IntRange(0, 12).Draw(r, "transfers") {
				debit, credit := rapid.SampledFrom(kinds).Draw(r, "debit"), rapid.SampledFrom(kinds).Draw(r, "credit")
				cents := rapid.Int64Range(1, 100_000).Draw(r, "cents")
				err := tx.Try(func(tx postgres.Tx) error {
					return ledger.Post(tx, ledger.Transfer{Key: fmt.Sprint(n), Debit: account(debit, "P1"), Credit: account(credit, "P1"), Amount: money.Cents(cents), Reason: "x"})
				})
				floored := debit != ledger.Notified && debit != ledger.Suspense
				switch {
				case debit == credit:
					if !errors.Is(err, ledger.ErrMalformed) {
						r.Fatal("to itself: ", err)
					}
				case floored && want[debit] < cents:
					if !errors.Is(err, ledger.ErrInsufficient) {
						r.Fatal("below the floor: ", err)
					}
				case err != nil:
					r.Fatal(err)
				default:
					want[debit], want[credit] = want[debit]-cents, want[credit]+cents
				}
			}
			for _, k := range kinds {
				if got, err := ledger.Balance(tx, account(k, "P1")); err != nil || got.Cents() != want[k] {
					r.Fatalf("%s holds %s, want %d cents (%v)", k, got, want[k], err)
				}
			}
			if _, err := ledger.Verify(tx, "99"); err != nil {
				r.Fatal(err)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			r.Fatal(err)
		}
	})
}
