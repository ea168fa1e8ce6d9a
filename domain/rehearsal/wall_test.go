package rehearsal

import (
	"errors"
	"strings"
	"testing"

	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

// unguarded are the tables that anybody may read, and why.
var unguarded = map[string]string{
	"goose_db_version":  "the schema's own version",
	"sessions":          "tokens nobody can guess; the store of sessions knows no scope",
	"sign_in_attempts":  "read before anybody is known",
	"demonstration":     "the clock of the demonstration",
	"outbox":            "read by the relay alone",
	"application_moves": "the graph of states, the same for all",
	"history_grants":    "public data",
}

// The second wall: what PostgreSQL itself lets a scope see, whatever SQL it is
// asked. The first one is the policy of party.
func TestEveryTableOfAPersonOrATerritoryStandsBehindTheWall(t *testing.T) {
	err := postgrestest.Open(t).Snapshot(t.Context(), postgres.System, func(tx postgres.Tx) error {
		tables, err := postgres.List[struct {
			Name        string
			Departement bool
			Guarded     bool
			Readable    bool
		}](tx.SQL().Raw(`
			select c.relname::text as name, c.relrowsecurity as guarded, has_table_privilege(c.oid, 'select') as readable,
				exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('departement', 'book') and not a.attisdropped) as departement
			from pg_class c where c.relkind in ('r', 'p', 'm') and c.relnamespace = current_schema()::regnamespace`))
		if err != nil {
			return err
		}
		if len(tables) < 30 {
			t.Errorf("only %d tables looked at", len(tables))
		}
		for _, table := range tables {
			switch _, open := unguarded[table.Name]; {
			case table.Departement && !table.Guarded:
				t.Errorf("%s tells a territory and stands before the wall", table.Name)
			case table.Readable && !table.Guarded && !open:
				t.Errorf("%s stands before the wall, and nobody says why", table.Name)
			}
		}
		var role string
		if _, err := postgres.One(tx.SQL().Raw(`select rolname::text from pg_roles where rolname = current_user and not rolsuper and not rolbypassrls`), &role); err != nil {
			return err
		}
		if role == "" {
			t.Error("the program's role bypasses the wall")
		}
		owned, err := postgres.List[string](tx.SQL().Raw(`select tablename::text from pg_tables where schemaname = current_schema() and tableowner = current_user`))
		if len(owned) > 0 {
			t.Errorf("the program's role owns %v, and owners pass the wall", owned)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// who tells the files that a scope reaches in each table, by raw SQL.
var who = map[string]string{
	"applications":       `select code from applications`,
	"budget_lines":       `select distinct a.code from budget_lines l join applications a on a.id = l.application_id`,
	"funding_requests":   `select distinct coalesce(a.code, '?') from funding_requests r left join applications a on a.id = r.application_id`,
	"measures":           `select distinct coalesce(a.code, '?') from application_measures m left join applications a on a.id = m.application_id`,
	"awards":             `select distinct coalesce(a.code, '?') from awards w left join applications a on a.id = w.application_id`,
	"acts":               `select distinct coalesce(a.code, '?') from acts x left join applications a on a.id = x.application_id`,
	"instalments":        `select distinct coalesce(a.code, '?') from instalments i left join awards w on w.id = i.award_id left join applications a on a.id = w.application_id`,
	"tranches":           `select distinct coalesce(a.code, '?') from tranches x left join applications a on a.id = x.application_id`,
	"payments":           `select distinct coalesce(a.code, '?') from payments p left join awards w on w.id = p.award_id left join applications a on a.id = w.application_id`,
	"settlements":        `select distinct coalesce(a.code, '?') from settlements x left join applications a on a.id = x.application_id`,
	"financial_reports":  `select distinct coalesce(a.code, '?') from financial_reports x left join applications a on a.id = x.application_id`,
	"commitments":        `select distinct coalesce(a.code, '?') from commitments c left join awards w on w.id = c.award_id left join applications a on a.id = w.application_id`,
	"organisations":      `select distinct replace(name, 'Porteur ', '') from organisations`,
	"journal":            `select distinct coalesce(a.code, '?') from journal j left join applications a on a.id::text = j.subject`,
	"accounts":           `select distinct email from accounts`,
	"envelopes":          `select funder from envelopes`,
	"proposals":          `select distinct request_id::text from proposals`,
	"chorus_rows":        `select distinct ej from chorus_rows`,
	"anomalies":          `select distinct code from anomalies`,
	"committee_sessions": `select number::text from committee_sessions`,
	"committee_seats":    `select code from committee_seats`,
	"committee_items":    `select id::text from committee_items`,
	"committee_ballots":  `select distinct seat from committee_ballots`,
	"committee_recusals": `select distinct seat from committee_recusals`,
	"ledger_books":       `select book from ledger_books`,
	"ledger_accounts":    `select name from ledger_accounts`,
	"ledger_transfers":   `select key from ledger_transfers`,
	"messages":           `select subject from messages`,
}

func TestAnApplicantReachesItsOwnFilesAndAnAgentItsOwnTerritory(t *testing.T) {
	undo := errors.New("undo")
	err := postgrestest.Open(t).InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		campaign, err := Read([]byte(workedExample))
		if err != nil {
			return err
		}
		played, err := Play(tx, campaign)
		if err != nil {
			return err
		}
		var p8 string
		if _, err := postgres.One(tx.SQL().Raw(`select applicant_id from applications where id = ?`, played.Applications["P8"]), &p8); err != nil {
			return err
		}
		reached := func(s postgres.Scope) map[string]string {
			as, err := tx.As(s)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]string{}
			for table, query := range who {
				values, err := postgres.List[string](as.SQL().Raw(query + ` order by 1`))
				if err != nil {
					t.Fatal(table, err)
				}
				seen[table] = strings.Join(values, " ")
			}
			return seen
		}
		everything := reached(postgres.Scope{Departements: []string{"99"}})
		for _, table := range []string{"applications", "awards", "payments", "ledger_transfers", "committee_ballots", "chorus_rows", "journal", "accounts"} {
			if len(strings.Fields(everything[table])) < 2 {
				t.Errorf("an agent of the territory sees %q of %s", everything[table], table)
			}
		}
		for name, s := range map[string]postgres.Scope{"nobody": {}, "an agent from elsewhere": {Actor: "x", Departements: []string{"98"}},
			"an agent of two elsewhere": {Departements: []string{"9", "999"}}, "a body without files": {Organisations: []string{postgres.NewID()}}} {
			for table, seen := range reached(s) {
				if seen != "" {
					t.Errorf("%s sees %q in %s", name, seen, table)
				}
			}
		}
		own := map[string]string{"applications": "P8", "budget_lines": "P8", "funding_requests": "P8", "measures": "P8", "awards": "P8", "acts": "P8",
			"instalments": "P8", "payments": "P8", "settlements": "P8", "financial_reports": "P8", "commitments": "P8", "organisations": "P8", "journal": "P8",
			"accounts": "porteur-99900008600010@99.demonstration.invalid"}
		for table, seen := range reached(postgres.Scope{Actor: "x", Organisations: []string{p8}}) {
			if seen != own[table] {
				t.Errorf("the applicant of P8 sees %q in %s, want %q", seen, table, own[table])
			}
		}
		return errors.Join(walled(t, tx, p8, played.Applications["P1"]), undo)
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

// walled checks that a scope changes nothing that it does not see.
func walled(t *testing.T, tx postgres.Tx, body, file string) error {
	for name, s := range map[string]postgres.Scope{"the applicant of P8": {Organisations: []string{body}}, "an agent from elsewhere": {Departements: []string{"98"}}} {
		as, err := tx.As(s)
		if err != nil {
			return err
		}
		for _, statement := range []string{`update applications set justification = 'x' where id = ?`, `update financial_reports set realised = 0 where application_id = ?`,
			`update acts set signed_by = 'x' where application_id = ?`, `update settlements set version = version where application_id = ?`,
			`update application_measures set principal = principal where application_id = ?`, `delete from budget_lines where application_id = ?`} {
			r := as.SQL().Exec(statement, file)
			if r.Error != nil || r.RowsAffected > 0 {
				t.Errorf("%s: %s: %d rows, %v", name, statement, r.RowsAffected, r.Error)
			}
		}
	}
	return nil
}
