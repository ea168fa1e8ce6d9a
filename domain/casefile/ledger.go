package casefile

import (
	"strconv"
	"time"

	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// LedgerEntry is one transfer of the book.
type LedgerEntry struct {
	Book   string       `json:"book"`
	Seq    int64        `json:"seq"`
	At     time.Time    `json:"at"`
	Debit  string       `json:"debit"`
	Credit string       `json:"credit"`
	Amount money.Amount `json:"amount_euros"`
	Reason string       `json:"reason"`
	Actor  string       `json:"actor"`
	Hash   string       `json:"hash"`
}

// LedgerPage is one page of the book, newest first.
type LedgerPage struct {
	Items  []LedgerEntry `json:"items"`
	Next   string        `json:"next" doc:"Curseur de la page suivante, vide à la fin"`
	Totals LedgerTotals  `json:"totals"`
}

// LedgerTotals sums what the filter keeps.
type LedgerTotals struct {
	Count  int64        `json:"count"`
	Amount money.Amount `json:"amount_euros"`
}

// LedgerFilter says which transfers.
type LedgerFilter struct {
	Book   string // département; "" for every book that the scope sees
	Funder string
	File   string // code of an application
	Before int64  // keyset: transfers of a lower number
}

// ledgerPageSize is the number of transfers on a page.
const ledgerPageSize = 100

// LedgerFrom joins transfers t with their two accounts d and c and their actor
// a; Where keeps what the filter says. export uses both, so that the screen and
// the file agree.
const LedgerFrom = ` from ledger_transfers t join ledger_accounts d on d.id = t.debit join ledger_accounts c on c.id = t.credit
	left join accounts a on a.id::text = t.actor`

// Where is the condition of the filter.
func (f LedgerFilter) Where() string {
	where := " where t.book = @book"
	if f.Book == "" {
		where = " where @book = ''"
	}
	if f.Funder != "" {
		where += " and d.funder = @funder"
	}
	if f.File != "" {
		where += " and (d.file = @file or c.file = @file)"
	}
	return where
}

// Sum is the query that counts and sums what the filter keeps; without a
// filter, the transfers alone answer it.
func (f LedgerFilter) Sum() string {
	from := " from ledger_transfers t"
	if f.Funder != "" || f.File != "" {
		from = LedgerFrom
	}
	return "select count(*) as count, coalesce(sum(t.amount), 0) as amount" + from + f.Where()
}

// Args are the parameters of Where.
func (f LedgerFilter) Args() map[string]any {
	return map[string]any{"book": f.Book, "funder": f.Funder, "file": f.File, "before": f.Before, "limit": ledgerPageSize + 1}
}

// Ledger reads one page of a book in two queries.
func Ledger(tx postgres.Tx, f LedgerFilter) (LedgerPage, error) {
	page := LedgerPage{}
	var err error
	page.Items, err = postgres.List[LedgerEntry](tx.SQL().Raw(`
		select t.book, t.seq, t.at, d.name as debit, c.name as credit, t.amount, t.reason,
			coalesce(a.name, t.actor) as actor, t.hash `+LedgerFrom+f.Where()+`
		and (@before = 0 or t.seq < @before) order by t.seq desc limit @limit`, f.Args()))
	if err != nil {
		return page, err
	}
	if len(page.Items) > ledgerPageSize {
		page.Items = page.Items[:ledgerPageSize]
		page.Next = strconv.FormatInt(page.Items[ledgerPageSize-1].Seq, 10)
	}
	_, err = postgres.One(tx.SQL().Raw(f.Sum(), f.Args()), &page.Totals)
	return page, err
}
