package application_test

import (
	"errors"
	"strings"
	"testing"

	"tourdetable/domain/application"
	"tourdetable/domain/fault"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/rehearsal/rehearsaltest"
)

type verb = func(postgres.Tx, string) error

func plain(v func(postgres.Tx, party.Actor, string) (application.Application, error)) verb {
	return func(tx postgres.Tx, id string) error { _, err := v(tx, party.System, id); return err }
}

func reasoned(v func(postgres.Tx, party.Actor, string, string) (application.Application, error)) verb {
	return func(tx postgres.Tx, id string) error { _, err := v(tx, party.System, id, "motif"); return err }
}

func marked(v func(postgres.Tx, party.Actor, string) error) verb {
	return func(tx postgres.Tx, id string) error { return v(tx, party.System, id) }
}

func told(v func(postgres.Tx, party.Actor, string, bool) error, yes bool) verb {
	return func(tx postgres.Tx, id string) error { return v(tx, party.System, id, yes) }
}

// life is every change of state that may be: verb, then from > to. What is not
// here is refused; "=" leaves the state as it is, without a word.
var life = map[string]struct {
	do verb
	to map[application.State]application.State
}{
	"Submit":       {plain(application.Submit), moves("draft>submitted incomplete>submitted")},
	"AskDocuments": {reasoned(application.AskDocuments), moves("submitted>incomplete admissible>incomplete under_review>incomplete")},
	"Admit":        {plain(application.Admit), moves("submitted>admissible")},
	"Reject":       {reasoned(application.Reject), moves("submitted>inadmissible incomplete>inadmissible admissible>inadmissible")},
	"Review":       {plain(application.Review), moves("admissible>under_review")},
	"MakeReady":    {plain(application.MakeReady), moves("under_review>ready deferred>ready")},
	"Dismiss":      {reasoned(application.Dismiss), moves("submitted>dismissed incomplete>dismissed admissible>dismissed under_review>dismissed ready>dismissed deferred>dismissed")},
	"Withdraw": {reasoned(application.Withdraw), moves("draft>withdrawn submitted>withdrawn incomplete>withdrawn admissible>withdrawn under_review>withdrawn " +
		"ready>withdrawn examined>withdrawn deferred>withdrawn decided>withdrawn")},
	"MarkExamined": {marked(application.MarkExamined), moves("ready>examined decided= refused= executing= report_filed= settled=")},
	"MarkDeferred": {func(tx postgres.Tx, id string) error { return application.MarkDeferred(tx, party.System, id, "motif") }, moves("ready>deferred")},
	"MarkAnswered, granted": {told(application.MarkAnswered, true), moves("under_review>decided ready>decided examined>decided deferred>decided " +
		"executing= report_filed= settled=")},
	"MarkAnswered, refused": {told(application.MarkAnswered, false), moves("under_review>refused ready>refused examined>refused deferred>refused " +
		"executing= report_filed= settled=")},
	"MarkExecuting": {marked(application.MarkExecuting), moves("under_review>executing ready>executing examined>executing deferred>executing decided>executing " +
		"executing= report_filed= settled=")},
	"MarkReported": {marked(application.MarkReported), moves("under_review>report_filed ready>report_filed examined>report_filed deferred>report_filed " +
		"decided>report_filed executing>report_filed")},
	"MarkSettled":           {told(application.MarkSettled, true), moves("report_filed>settled settled=")},
	"MarkSettled, reopened": {told(application.MarkSettled, false), moves("settled>report_filed report_filed=")},
}

// moves reads "from>to" and "state=".
func moves(text string) map[application.State]application.State {
	to := map[application.State]application.State{}
	for _, m := range strings.Fields(text) {
		from, then, moved := strings.Cut(m, ">")
		if !moved {
			from = strings.TrimSuffix(m, "=")
			then = from
		}
		to[application.State(from)] = application.State(then)
	}
	return to
}

func TestEveryVerbInEveryStateMovesTheFileOrLeavesNoTrace(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		stage := rehearsaltest.Open(t, tx, rehearsaltest.Amounts{"FIPD-D": "10000.00"})
		tx = tx.At(rehearsaltest.Now)
		id := stage.File(t, tx, "P1", rehearsaltest.Amounts{"FIPD-D": "5000.00"}).ID
		if len(application.States()) != 16 {
			t.Errorf("%d states; this table knows 16", len(application.States()))
		}
		for name, v := range life {
			for _, from := range application.States() {
				err := tx.Try(func(tx postgres.Tx) error {
					id := twin(t, tx, id, from)
					words := written(t, tx)
					refused := tx.Try(func(tx postgres.Tx) error { return v.do(tx, id) })
					to, may := v.to[from]
					if !may {
						to = from
						if !errors.Is(refused, application.ErrState) || fault.KindOf(refused) != fault.Refused {
							t.Errorf("%s from %s: want ErrState, got %v", name, from, refused)
						}
					} else if refused != nil {
						t.Errorf("%s from %s: %v", name, from, refused)
					}
					a, err := application.Find(tx, id)
					if err != nil || a.State != to {
						t.Errorf("%s from %s: the file is %s, want %s (%v)", name, from, a.State, to, err)
					}
					wrote := written(t, tx) - words
					if moved := may && to != from; moved && wrote != 2 || !moved && wrote != 0 {
						t.Errorf("%s from %s: %d entries in the journal and the outbox", name, from, wrote)
					}
					return undo
				})
				if !errors.Is(err, undo) {
					t.Fatal(err)
				}
			}
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

// twin makes a copy of a file in a given state: SQL lets no file jump there.
func twin(t *testing.T, tx postgres.Tx, id string, state application.State) string {
	t.Helper()
	made := postgres.NewID()
	for _, copied := range []string{
		`insert into applications select (jsonb_populate_record(a, jsonb_build_object('id', cast(@made as text), 'code', 'TWIN', 'state', cast(@state as text)))).* from applications a where a.id = @id`,
		`insert into budget_lines select cast(@made as uuid), rank, account, label, amount from budget_lines where application_id = @id`,
		`insert into application_measures select cast(@made as uuid), measure, principal from application_measures where application_id = @id`,
		`insert into funding_requests select gen_random_uuid(), cast(@made as uuid), departement, funder, amount, rank from funding_requests where application_id = @id`,
	} {
		if err := tx.SQL().Exec(copied, map[string]any{"made": made, "state": string(state), "id": id}).Error; err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// written counts what the journal and the outbox hold.
func written(t *testing.T, tx postgres.Tx) (n int) {
	t.Helper()
	if _, err := postgres.One(tx.SQL().Raw(`select (select count(*) from journal) + (select count(*) from outbox)`), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAReasonIsNeverBlank(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		for name, v := range map[string]func(postgres.Tx, party.Actor, string, string) (application.Application, error){
			"AskDocuments": application.AskDocuments, "Reject": application.Reject, "Dismiss": application.Dismiss} {
			if _, err := v(tx, party.System, postgres.NewID(), " \n"); !errors.Is(err, application.ErrReason) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
