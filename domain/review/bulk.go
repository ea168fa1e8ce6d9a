package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Parameters are what an act needs besides its files.
type Parameters struct {
	Reason string        `json:"reason,omitempty"`
	Items  []Wanted      `json:"items,omitempty"`
	DueOn  calendar.Date `json:"due_on,omitzero"`
	Seats  []string      `json:"seats,omitempty"`
}

// acts are what may be done on many files at once, by the codes of the API.
var acts = map[string]func(postgres.Tx, party.Actor, string, Parameters) (application.Application, error){
	"admission": func(tx postgres.Tx, by party.Actor, id string, _ Parameters) (application.Application, error) {
		return Admit(tx, by, id)
	},
	"inadmissibility": func(tx postgres.Tx, by party.Actor, id string, p Parameters) (application.Application, error) {
		return Reject(tx, by, id, p.Reason)
	},
	"document-request": func(tx postgres.Tx, by party.Actor, id string, p Parameters) (application.Application, error) {
		return AskDocuments(tx, by, id, DocumentRequest{Items: p.Items, Comment: p.Reason, DueOn: p.DueOn})
	},
	"review": func(tx postgres.Tx, by party.Actor, id string, _ Parameters) (application.Application, error) {
		return application.Review(tx, by, id)
	},
	"readiness": func(tx postgres.Tx, by party.Actor, id string, _ Parameters) (application.Application, error) {
		return MakeReady(tx, by, id)
	},
	"dismissal": func(tx postgres.Tx, by party.Actor, id string, p Parameters) (application.Application, error) {
		return application.Dismiss(tx, by, id, p.Reason)
	},
	"opinion-request": func(tx postgres.Tx, by party.Actor, id string, p Parameters) (application.Application, error) {
		seats := make([]Asked, len(p.Seats))
		for i, s := range p.Seats {
			seats[i] = Asked{Seat: s, DueOn: p.DueOn}
		}
		return application.Application{}, Ask(tx, by, id, seats)
	},
	"opinion-relaunch": func(tx postgres.Tx, by party.Actor, id string, _ Parameters) (application.Application, error) {
		return RelaunchAll(tx, by, id)
	},
}

// Acts lists the codes of what may be done on many files.
func Acts() []string {
	codes := []string{}
	for c := range acts {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	return codes
}

// Run is one act on many files (action groupée).
type Run struct {
	ID      string
	Act     string
	Total   int
	Done    int
	Refused int
	At      time.Time
	Items   []RunItem
}

// RunItem is what became of one file.
type RunItem struct {
	ApplicationID string
	Code          string // number of the file, "" when it is unknown
	Outcome       string // pending, done, refused
	Reason        string
}

// chunk is how many files are done in one transaction.
const chunk = 50

// Bulk does an act on every file of ids, each on its own: one that is refused
// says why and stops no other. The key makes it once: asked again, the same run
// is returned. The first files are done at once, the others by Advance.
func Bulk(tx postgres.Tx, by party.Actor, key, act string, p Parameters, ids []string) (Run, error) {
	if err := party.Need(by, party.ReviewFiles); err != nil {
		return Run{}, err
	}
	key = strings.TrimSpace(key)
	switch _, known := acts[act]; {
	case !known:
		return Run{}, ErrBulk.With("acte « %s » ; attendu : %s", act, strings.Join(Acts(), ", ")).At("act")
	case key == "" || len(key) > 100:
		return Run{}, ErrBulk.With("clé de %d caractères ; attendu : 1 à 100", len(key)).At("key")
	case len(ids) == 0:
		return Run{}, ErrBulk.With("aucun dossier n'est choisi").At("ids")
	}
	ids = unique(ids)
	for i, id := range ids {
		if !postgres.IsID(id) {
			return Run{}, ErrBulk.With("dossier « %s » inconnu", id).At(fmt.Sprintf("ids[%d]", i))
		}
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return Run{}, err
	}
	id, fresh, err := insertRun(tx, by, key, act, string(raw), len(ids))
	if err != nil {
		return Run{}, fmt.Errorf("begin a bulk run: %w", err)
	}
	if !fresh {
		kept, err := runOf(tx, by, id)
		if err == nil && kept.Act != act {
			err = ErrBulkKey
		}
		return kept, err
	}
	if err := insertRunItems(tx, id, by.Departement, ids); err != nil {
		return Run{}, fmt.Errorf("begin a bulk run: %w", err)
	}
	if err := journal.Write(tx, by, journal.Entry{Act: "review.bulk_asked", Departement: by.Departement, Subject: id,
		Reason: fmt.Sprintf("%s sur %d dossiers", act, len(ids))}); err != nil {
		return Run{}, err
	}
	if err := Advance(tx, by, id); err != nil {
		return Run{}, err
	}
	return runOf(tx, by, id)
}

// Advance does the next files of a run on behalf of who asked for it, and has
// itself called again while some are left.
func Advance(tx postgres.Tx, by party.Actor, runID string) error {
	act, p, items, err := nextItems(tx, runID, chunk)
	if err != nil {
		return err
	}
	for _, i := range items {
		if err := advance(tx, by, runID, act, p, i); err != nil {
			return err
		}
	}
	if len(items) < chunk {
		return nil
	}
	return outbox.Put(tx, BulkGoesOn{Run: runID})
}

// advance does one file and records what became of it; an error that is no
// refusal ends the transaction.
func advance(tx postgres.Tx, by party.Actor, runID, act string, p Parameters, i item) error {
	err := tx.Try(func(tx postgres.Tx) error {
		_, err := acts[act](tx, by, i.ApplicationID, p)
		return err
	})
	refused := fault.Of(err)
	if err != nil && (refused == nil || refused.Kind == fault.Busy || refused.Kind == fault.Internal) {
		return err
	}
	outcome, reason := "done", ""
	if refused != nil {
		outcome, reason = "refused", refused.Detail
	}
	return finishItem(tx, runID, i.Rank, outcome, reason)
}

// RunOf returns a run of the actor's, or of its département for an agent.
func RunOf(tx postgres.Tx, by party.Actor, id string) (Run, error) {
	if err := party.Need(by, party.ReviewFiles); err != nil {
		return Run{}, err
	}
	return runOf(tx, by, id)
}

// Asker is the account that asked for a run.
func Asker(tx postgres.Tx, runID string) (string, error) { return askerOf(tx, runID) }

func unique(ids []string) []string {
	seen, kept := map[string]bool{}, []string{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
