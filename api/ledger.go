package api

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"tourdetable/domain/casefile"
	"tourdetable/domain/export"
	"tourdetable/domain/fault"
	"tourdetable/domain/ledger"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

var (
	errCursor = fault.New(fault.Invalid, "ledger.cursor", "curseur de page illisible")
	errBook   = fault.New(fault.NotFound, "ledger.book", "grand livre inconnu")
)

type ledgerInput struct {
	Book        string `query:"departement" maxLength:"3" doc:"À défaut, celui du lecteur"`
	Funder      string `query:"funder" maxLength:"40"`
	Application string `query:"application" maxLength:"40" doc:"Numéro du dossier"`
	After       string `query:"after" doc:"Curseur de la page précédente"`
}

func (in ledgerInput) filter(by party.Actor) (casefile.LedgerFilter, error) {
	f := casefile.LedgerFilter{Book: in.Book, Funder: in.Funder, File: in.Application}
	if f.Book == "" {
		f.Book = by.Departement
	}
	if in.After != "" {
		before, err := strconv.ParseInt(in.After, 10, 32)
		if err != nil || before < 1 {
			return f, errCursor.At("after")
		}
		f.Before = before
	}
	if err := party.Need(by, party.ReadLedger); err != nil {
		return f, err
	}
	if f.Book == "" || !by.WorksIn(f.Book) {
		return f, errBook.With("aucun grand livre pour le département « %s »", f.Book).At("departement")
	}
	return f, nil
}

// Verdict is what the verifier says of a book.
type Verdict struct {
	Book    string `json:"book"`
	Intact  bool   `json:"intact"`
	Entries int64  `json:"entries"`
	Detail  string `json:"detail"`
}

func (s *server) ledgerRoutes() {
	const tag = "Grand livre"
	read(s, op("GET", "/ledger", "ledger", "Le grand livre, page par page", tag), func(tx postgres.Tx, by party.Actor, in *ledgerInput) (casefile.LedgerPage, error) {
		f, err := in.filter(by)
		if err != nil {
			return casefile.LedgerPage{}, err
		}
		return casefile.Ledger(tx, f)
	})
	read(s, op("GET", "/ledger/verdict", "ledger-verdict", "Vérifier la chaîne et les soldes", tag), func(tx postgres.Tx, by party.Actor, in *ledgerInput) (Verdict, error) {
		f, err := in.filter(by)
		if err != nil {
			return Verdict{}, err
		}
		n, err := ledger.Verify(tx, f.Book)
		if broken := fault.Of(err); broken != nil && broken.Is(ledger.ErrBroken) {
			return Verdict{f.Book, false, n, broken.Detail}, nil
		}
		return Verdict{f.Book, err == nil, n, "Chaîne et soldes recalculés : tout concorde."}, err
	})
	s.ledgerFile("ledger-csv", "csv", "Le grand livre en CSV", "text/csv; charset=utf-8", report(export.CSV))
	s.ledgerFile("ledger-xlsx", "xlsx", "Le grand livre en classeur", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report(export.XLSX))
	s.ledgerFile("ledger-proof", "txt", "Le grand livre entier et sa chaîne, à vérifier sans base par « tourdetable verify »", "text/plain; charset=utf-8",
		func(tx postgres.Tx, out io.Writer, f casefile.LedgerFilter) error {
			_, err := export.Proof(tx, out, f.Book)
			return err
		})
}

// leaving writes what f keeps of a book to out.
type leaving func(tx postgres.Tx, out io.Writer, f casefile.LedgerFilter) error

func report(format export.Format) leaving {
	return func(tx postgres.Tx, out io.Writer, f casefile.LedgerFilter) error {
		return export.Ledger(export.Filter{Departement: f.Book, Funder: f.Funder, File: f.File}).Write(tx, out, format)
	}
}

// ledgerFile streams the book as a file; rights are checked before the first
// byte.
func (s *server) ledgerFile(name, extension, summary, contentType string, write leaving) {
	huma.Register(s.api, op("GET", "/ledger."+extension, name, summary, "Grand livre"), func(ctx context.Context, in *ledgerInput) (*huma.StreamResponse, error) {
		var f casefile.LedgerFilter
		err := s.as(ctx, s.snapshot, func(_ postgres.Tx, by party.Actor) (err error) {
			f, err = in.filter(by)
			return err
		})
		if err != nil {
			return nil, problem(s.Log, name, err)
		}
		return &huma.StreamResponse{Body: func(h huma.Context) {
			h.SetHeader("Content-Type", contentType)
			h.SetHeader("Content-Disposition", `attachment; filename="grand-livre-`+f.Book+"."+extension+`"`)
			err := s.as(h.Context(), s.snapshot, func(tx postgres.Tx, _ party.Actor) error {
				return write(tx, h.BodyWriter(), f)
			})
			if err != nil {
				s.Log.Error("export cut short", "operation", name, "error", err)
				panic(http.ErrAbortHandler)
			}
		}}, nil
	})
}
