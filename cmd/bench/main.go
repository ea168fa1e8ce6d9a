// Command bench measures the product beside a limit taken in the same run, on
// the same machine: it prints ratios, since absolute times mean nothing on a
// shared one.
//
//	go run ./cmd/bench [-rows 200000] [-seconds 3] [-json]
//
//	ledger-csv   the ledger's CSV, against COPY of a SELECT that yields the same bytes
//	reserve      funding.Reserve on one hot envelope, against one conditional UPDATE + INSERT
//	rehearse     acts of a campaign a second (no limit to compare with: a figure to watch)
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tourdetable/domain/export"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/embedded"
	"tourdetable/domain/rehearsal"
)

// Result is one measure: how long ours took, how long the limit took.
type Result struct {
	Workload string  `json:"workload"`
	Size     string  `json:"size"`
	Ours     float64 `json:"ours_seconds"`
	Limit    float64 `json:"limit_seconds"`
	Ratio    float64 `json:"ratio"` // ours ÷ limit; lower is better
}

// bench is a run on one private, durable server.
type bench struct {
	ctx   context.Context
	db    *postgres.DB
	owner *pgxpool.Pool
	rows  int
	span  time.Duration
}

func main() {
	rows := flag.Int("rows", 200_000, "lignes du grand livre")
	seconds := flag.Int("seconds", 3, "durée de chaque mesure de débit")
	asJSON := flag.Bool("json", false, "résultats en JSON")
	flag.Parse()
	results, err := run(context.Background(), *rows, time.Duration(*seconds)*time.Second)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench :", err)
		os.Exit(3)
	}
	if *asJSON {
		_ = json.NewEncoder(os.Stdout).Encode(results)
		return
	}
	for _, r := range results {
		fmt.Printf("%-12s %-28s nous %7.3f s   limite %7.3f s   rapport %5.2f\n", r.Workload, r.Size, r.Ours, r.Limit, r.Ratio)
	}
}

func run(ctx context.Context, rows int, span time.Duration) (results []Result, err error) {
	server, err := embedded.Start(ctx, embedded.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	dsn, err := server.Database(ctx, "bench")
	if err != nil {
		return nil, err
	}
	if _, err := postgres.Migrate(ctx, dsn); err != nil {
		return nil, err
	}
	b := bench{ctx: ctx, rows: rows, span: span}
	if b.db, err = postgres.Open(ctx, dsn); err != nil {
		return nil, err
	}
	defer b.db.Close()
	if b.owner, err = pgxpool.New(ctx, dsn+"&pool_max_conns=40"); err != nil {
		return nil, err
	}
	defer b.owner.Close()
	for _, measure := range []func() (Result, error){b.rehearse, b.reserve(1), b.reserve(8), b.ledgerCSV} {
		r, err := measure()
		if err != nil {
			return results, err
		}
		if r.Limit > 0 {
			r.Ratio = r.Ours / r.Limit
		}
		results = append(results, r)
	}
	return results, nil
}

// rehearse loads the demonstration: two campaigns, through the use cases.
func (b bench) rehearse() (Result, error) {
	start := time.Now()
	err := b.db.InTx(b.ctx, postgres.System, rehearsal.Demonstrate)
	return Result{Workload: "rehearse", Size: "démonstration (2 campagnes)", Ours: time.Since(start).Seconds()}, err
}

// ledgerCSV exports a long ledger; the limit is PostgreSQL's own COPY of the
// same bytes.
func (b bench) ledgerCSV() (Result, error) {
	_, err := b.owner.Exec(b.ctx, `
		insert into ledger_books (book) values ('75') on conflict do nothing;
		insert into ledger_accounts (book, name, year, funder, kind, floored) values
			('75', '2026/FIPD-D/notified', 2026, 'FIPD-D', 'notified', false), ('75', '2026/FIPD-D/available', 2026, 'FIPD-D', 'available', true)`)
	if err != nil {
		return Result{}, err
	}
	_, err = b.owner.Exec(b.ctx, `
		insert into ledger_transfers (book, seq, key, debit, credit, amount, reason, actor, at, prev, hash)
		select '75', n, 'bench/' || n, d.id, c.id, 1 + n % 9000 + (n % 100) / 100.0, 'Paiement Chorus, DP ' || n || ' poste 1', 'système',
			timestamptz '2026-01-01 08:00Z' + n * interval '1 second', encode(sha256(('p' || n)::bytea), 'hex'), encode(sha256(('h' || n)::bytea), 'hex')
		from generate_series(1, $1::int) n, ledger_accounts d, ledger_accounts c
		where d.book = '75' and d.kind = 'notified' and c.book = '75' and c.kind = 'available'`, b.rows)
	if err != nil {
		return Result{}, err
	}
	if _, err := b.owner.Exec(b.ctx, `vacuum analyze ledger_transfers`); err != nil {
		return Result{}, err
	}
	var best Result
	for range 3 { // the best of three of each, taken in turn
		ours, err := b.timed(func() error {
			return b.db.Snapshot(b.ctx, postgres.System, func(tx postgres.Tx) error {
				return export.Ledger(export.Filter{Departement: "75"}).Write(tx, io.Discard, export.CSV)
			})
		})
		if err != nil {
			return best, err
		}
		limit, err := b.timed(b.copyLedger)
		if err != nil {
			return best, err
		}
		if best.Ours == 0 || ours < best.Ours {
			best.Ours = ours
		}
		if best.Limit == 0 || limit < best.Limit {
			best.Limit = limit
		}
	}
	best.Workload, best.Size = "ledger-csv", fmt.Sprintf("%d écritures", b.rows)
	return best, nil
}

func (b bench) copyLedger() error {
	c, err := b.owner.Acquire(b.ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	_, err = c.Conn().PgConn().CopyTo(b.ctx, io.Discard, `copy (
		select t.book, t.seq, to_char(t.at at time zone 'Europe/Paris', 'DD/MM/YYYY HH24:MI:SS'), d.year, d.name, c.name, replace(t.amount::text, '.', ','),
			csv_text(t.reason), csv_text(coalesce(a.name, t.actor)), t.key, t.prev, t.hash
		from ledger_transfers t join ledger_accounts d on d.id = t.debit join ledger_accounts c on c.id = t.credit
		left join accounts a on a.id::text = t.actor where t.book = '75' order by t.seq) to stdout (format csv, delimiter ';')`)
	return err
}

func (b bench) timed(do func() error) (float64, error) {
	start := time.Now()
	err := do()
	return time.Since(start).Seconds(), err
}

// reserve counts reservations of one cent on one hot envelope by n callers; the
// limit is a counter and a row written by one statement. The result is seconds
// per thousand.
func (b bench) reserve(n int) func() (Result, error) {
	return func() (Result, error) {
		year := 2000 + n
		err := b.db.InTx(b.ctx, postgres.System, func(tx postgres.Tx) error {
			return funding.Notify(tx, party.System, "99", year, "FIPD-D", money.Euros("100000000.00"))
		})
		if err != nil {
			return Result{}, err
		}
		var serial atomic.Int64
		ours, err := b.rate(n, func(ctx context.Context) error {
			file := fmt.Sprintf("B%d", serial.Add(1))
			return b.db.InTx(ctx, postgres.System, func(tx postgres.Tx) error {
				return funding.Reserve(tx, funding.Grant{Departement: "99", Year: year, Funder: "FIPD-D", File: file}, money.Cents(1))
			})
		})
		if err != nil {
			return Result{}, err
		}
		_, err = b.owner.Exec(b.ctx, `
			create table if not exists bench_envelope (id int primary key, cap numeric(14,2), allocated numeric(14,2) check (allocated <= cap));
			create table if not exists bench_allocation (envelope int, file text, amount numeric(14,2));
			insert into bench_envelope values (1, 100000000, 0) on conflict do nothing`)
		if err != nil {
			return Result{}, err
		}
		limit, err := b.rate(n, func(ctx context.Context) error {
			_, err := b.owner.Exec(ctx, `
				with e as (update bench_envelope set allocated = allocated + 0.01 where id = 1 and allocated + 0.01 <= cap returning id)
				insert into bench_allocation select id, $1, 0.01 from e`, fmt.Sprint(serial.Add(1)))
			return err
		})
		return Result{Workload: "reserve", Size: fmt.Sprintf("1 enveloppe, %d appelant(s), s/1000", n), Ours: ours, Limit: limit}, err
	}
}

// rate runs do by n callers for the span and returns seconds per thousand.
func (b bench) rate(n int, do func(context.Context) error) (float64, error) {
	ctx, cancel := context.WithTimeout(b.ctx, b.span)
	defer cancel()
	var done atomic.Int64
	var callers sync.WaitGroup
	failed := make(chan error, n)
	start := time.Now()
	for range n {
		callers.Go(func() {
			for ctx.Err() == nil {
				if err := do(b.ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
					failed <- err
					return
				}
				done.Add(1)
			}
		})
	}
	callers.Wait()
	select {
	case err := <-failed:
		return 0, err
	default:
	}
	return time.Since(start).Seconds() * 1000 / float64(done.Load()), nil
}
