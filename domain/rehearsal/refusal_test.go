package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tourdetable/domain/agreement"
	"tourdetable/domain/award"
	"tourdetable/domain/cofunding"
	"tourdetable/domain/committee"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/payment"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/domain/reporting"
)

// absent, as a new value, takes the key or the item away.
const absent = "\x00absent"

// with is the worked example with values set at paths; a path that does not
// exist yet is a new key, and "[+]" a new item.
func with(t *testing.T, values map[string]any) string {
	t.Helper()
	return changed(t, workedExample, values)
}

func changed(t *testing.T, file string, values map[string]any) string {
	t.Helper()
	var root any
	if err := json.Unmarshal([]byte(file), &root); err != nil {
		t.Fatal(err)
	}
	for path, value := range values {
		root = set(t, root, steps(path), value)
	}
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// steps cuts "payments[7].ej" into payments, [7], ej.
func steps(path string) []string {
	return regexp.MustCompile(`\[[+\d]+\]|[^.\[\]]+`).FindAllString(path, -1)
}

func set(t *testing.T, in any, path []string, value any) any {
	t.Helper()
	if len(path) == 0 {
		return value
	}
	switch in := in.(type) {
	case map[string]any:
		if changed := set(t, in[path[0]], path[1:], value); changed == absent {
			delete(in, path[0])
		} else {
			in[path[0]] = changed
		}
		return in
	case []any:
		if path[0] == "[+]" {
			return append(in, value)
		}
		i, err := strconv.Atoi(strings.Trim(path[0], "[]"))
		if err != nil || i >= len(in) {
			t.Fatalf("no item %s", path[0])
		}
		if in[i] = set(t, in[i], path[1:], value); in[i] == absent {
			return append(in[:i], in[i+1:]...)
		}
		return in
	}
	t.Fatalf("nothing at %v", path)
	return nil
}

// levels are the paths of one object of each kind, for the mistakes that any of
// them may have.
var levels = []string{"", "campaign.", "prefecture.", "funders[0].", "applications[0].", "applications[0].applicant.", "committee.", "committee.items[0].",
	"decisions[0].", "commitments[0].", "multi_year_agreements[0].", "payments[0].", "financial_reports[0].", "expected."}

func TestAMistakeOfTheFileIsRefusedWithItsPath(t *testing.T) {
	copyOf := func(path string) any {
		var root any
		if err := json.Unmarshal([]byte(workedExample), &root); err != nil {
			t.Fatal(err)
		}
		for _, step := range steps(path) {
			if in, isObject := root.(map[string]any); isObject {
				root = in[step]
				continue
			}
			i, _ := strconv.Atoi(strings.Trim(step, "[]"))
			root = root.([]any)[i]
		}
		return root
	}
	type mistake struct {
		path  string
		value any
		field string // "": path
		says  string // part of the detail
	}
	mistakes := []mistake{
		{"format", "tourdetable/campaign/2", "", "tourdetable/campaign/1"},
		{"campaign.year", "2026", "", "2026"},
		{"campaign.year", 2026.5, "", "2026.5"},
		{"campaign.year", 1999, "", "1999"},
		{"campaign.departement", "Loire", "", "« Loire »"},
		{"campaign.departement", 44, "", "44"},
		{"campaign.departement", "979x", "", "« 979x »"},
		{"campaign.title", "  ", "", "non vide"},
		{"campaign.opens_on", "2025-02-30", "", "2025-02-30"},
		{"campaign.opens_on", 20251117, "", "20251117"},
		{"campaign.closes_at", "2026-02-06", "", "2026-02-06"},
		{"campaign.closes_at", "2026-02-06T23:59:59", "", "2026-02-06T23:59:59"},
		{"campaign.closes_at", "2025-11-16T23:59:59+01:00", "campaign", "clôture après l'ouverture"},
		{"campaign.public_share_ceiling_percent", "80,00", "", "80,00"},
		{"campaign.public_share_ceiling_percent", 80, "", "80"},
		{"campaign.tolerance_percent", "-5.00", "", "-5.00"},
		{"campaign.tolerance_percent", "5.001", "", "5.001"},
		{"prefecture.siret", "99910001900011", "", "99910001900011"},
		{"prefecture.name", "", "", "non vide"},
		{"funders[0].siret", "99910001900011", "", "99910001900011"},
		{"funders[0].kind", "private", "", "state"},
		{"funders[0].code", "FIPD/D", "", "FIPD/D"},
		{"funders[0].code", " FIPD-D", "", "40"},
		{"funders[0].code", strings.Repeat("é", 41), "", "40"},
		{"funders[1].code", "FIPD-D", "", "unique"},
		{"funders[0].name", "", "", "non vide"},
		{"funders[0].name", "a\x00b", "", "contrôle"},
		{"funders[0].envelope_euros", "-0.01", "", "-0.01"},
		{"funders[0].envelope_euros", "112000.000", "", "décimales"},
		{"funders[0].envelope_euros", 112000, "", "guillemets"},
		{"funders[0].envelope_euros", "1000000000000.00", "", "limites"},
		{"applications[1].code", "P1", "", "unique"},
		{"applications[0].code", "P/1", "", "P/1"},
		{"applications[0].title", "", "", "non vide"},
		{"applications[0].title", nil, "", "null"},
		{"applications[0].cost_euros", "82450.01", "", "82450.01"},
		{"applications[0].cost_euros", "82449.99", "", "déséquilibré"},
		{"applications[0].cost_euros", "82450.001", "", "décimales"},
		{"applications[0].cost_euros", "0.00", "", "positif"},
		{"applications[0].own_euros", "-16450.00", "", "positif"},
		{"applications[0].other_public_euros", "0,00", "", "0,00"},
		{"applications[0].requests_euros.FIPD-X", "1.00", "", "FIPD-X"},
		{"applications[0].requests_euros.FIPD-D", "0.00", "", "positif"},
		{"applications[0].requests_euros.FIPD-D", "-30000.00", "", "-30000.00"},
		{"applications[0].requests_euros", map[string]any{}, "applications[0].cost_euros", "déséquilibré"},
		{"applications[0].requests_euros", "none", "", "un objet"},
		{"applications[0].applicant.siret", "99900001100019", "", "99900001100019"},
		{"applications[0].applicant.siret", "9990000110001", "", "13 chiffres"},
		{"applications[0].applicant.iban", "FR7630001007990000000000171", "", "FR7630001007990000000000171"},
		{"applications[0].applicant.rna", "X990000001", "", "X990000001"},
		{"applications[0].applicant.kind", "person", "", "association"},
		{"applications[0].measures", []any{41}, "applications[0].measures[0]", "41"},
		{"applications[0].measures", []any{"6"}, "applications[0].measures[0]", "« 6 »"},
		{"applications[0].measures", 6, "", "une liste"},
		{"applications[0].years", 5, "", "5"},
		{"committee.on", "14/04/2026", "", "14/04/2026"},
		{"committee.convened_on", "mardi", "", "mardi"},
		{"committee.seats[1]", "FIPD", "", "unique"},
		{"committee.seats[1]", "", "", "unique"},
		{"committee.advisory[0]", "FIPD", "", "unique"},
		{"committee.items[0].application", "P99", "", "P99"},
		{"committee.items[1].application", "P1", "", "deux fois"},
		{"committee.items[0].ballots.NOBODY", "for", "", "NOBODY"},
		{"committee.items[0].ballots.procureur", "for", "", "consultatif"},
		{"committee.items[0].ballots.FIPD", "yes", "", "yes"},
		{"committee.items[0].ballots.FIPD", 1, "", "1"},
		{"committee.items[0].ballots", []any{}, "", "une liste"},
		{"decisions[0].application", "P99", "", "P99"},
		{"decisions[0].funder", "FIPD-X", "", "FIPD-X"},
		{"decisions[0].funder", "MILDECA", "", "ne sollicite pas"},
		{"decisions[0].outcome", "maybe", "", "maybe"},
		{"decisions[0].amount_euros", absent, "", "absente"},
		{"decisions[0].amount_euros", "26000.005", "", "décimales"},
		{"decisions[0].amount_euros", "0.00", "", "positif"},
		{"decisions[0].amount_euros", "-26000.00", "", "positif"},
		{"decisions[0].revised_cost_euros", "0.00", "decisions[1].revised_cost_euros", "74950"},
		{"decisions[1].revised_cost_euros", "74950.01", "", "74950.00"},
		{"decisions[17].amount_euros", "1.00", "", "refus"},
		{"decisions[+]", copyOf("decisions[3]"), "decisions[21]", "deux fois"},
		{"commitments[0].ej", "21040001", "", "21040001"},
		{"commitments[0].ej_line", 0, "", "0"},
		{"commitments[0].ej_line", "1", "", "« 1 »"},
		{"commitments[0].funder", "FIPD-X", "", "FIPD-X"},
		{"commitments[0].application", "P99", "", "P99"},
		{"multi_year_agreements[0].application", "P99", "", "P99"},
		{"multi_year_agreements[0].application", "P1", "multi_year_agreements[0].years", "3 ans"},
		{"multi_year_agreements[0].years", 2, "", "2 ans"},
		{"multi_year_agreements[0].years", 5, "", "5"},
		{"multi_year_agreements[0].first_year", "2026", "", "2026"},
		{"multi_year_agreements[0].tranches_euros.FIPD-X", []any{"1.00", "1.00", "1.00"}, "", "FIPD-X"},
		{"multi_year_agreements[0].tranches_euros.CD[2]", absent, "multi_year_agreements[0].tranches_euros.CD", "2 tranches"},
		{"multi_year_agreements[0].tranches_euros.CD[2]", "-1.00", "", "-1.00"},
		{"multi_year_agreements[0].other_public_euros", []any{"1.00"}, "", "1 tranches"},
		{"multi_year_agreements[0].state_floor_percent_after", "ten", "", "ten"},
		{"multi_year_agreements[+]", copyOf("multi_year_agreements[0]"), "multi_year_agreements[1].application", "seconde"},
		{"payments[7].ej", "2104000999", "", "2104000999"},
		{"payments[7].ej", "2104", "", "2104"},
		{"payments[7].ej", 2104000105, "", "2104000105"},
		{"payments[7].ej_line", 2, "", "poste 2"},
		{"payments[7].ej_line", "1", "", "« 1 »"},
		{"payments[7].dp", "", "", "1 à 10"},
		{"payments[7].dp", "12345678901", "", "12345678901"},
		{"payments[7].exercice", "2026", "", "2026"},
		{"payments[7].amount_euros", "18500.001", "", "décimales"},
		{"payments[7].amount_euros", "0.00", "", "non nul"},
		{"payments[7].amount_euros", "1e4", "", "1e4"},
		{"payments[7].amount_euros", 18500, "", "18500"},
		{"payments[7].amount_euros", "1000000000000.00", "", "1000000000000.00"},
		{"payments[7].amount_euros", "999999999999.99", "", "total"},
		{"payments[7].on", "2026-06-31", "", "2026-06-31"},
		{"payments[+]", copyOf("payments[7]"), "payments[19]", "payments[7]"},
		{"financial_reports[0].application", "P99", "", "P99"},
		{"financial_reports[0].application", "P1", "financial_reports[1].application", "second"},
		{"financial_reports[0].realised_euros", "-0.01", "", "-0.01"},
		{"financial_reports[0].realised_euros", nil, "", "null"},
		{"expected.requested_total_euros", 405100.5, "", "405100.5"},
		{"expected.requested_total_euros", []any{}, "", "une liste"},
	}
	for _, level := range levels {
		mistakes = append(mistakes, mistake{level + "colour", "red", "", "colour"})
	}
	for _, required := range []string{"format", "campaign", "prefecture", "funders", "applications", "campaign.year", "campaign.departement", "campaign.title",
		"campaign.opens_on", "campaign.closes_at", "prefecture.name", "funders[0].name", "funders[0].kind", "funders[0].siret",
		"funders[0].envelope_euros", "applications[0].title", "applications[0].applicant", "applications[0].cost_euros",
		"applications[0].requests_euros", "applications[0].applicant.name", "applications[0].applicant.siret", "applications[0].applicant.kind",
		"committee.on", "committee.seats", "committee.items[0].application", "committee.items[0].ballots", "decisions[0].application", "decisions[0].funder",
		"decisions[0].outcome", "decisions[0].on", "commitments[0].application", "commitments[0].funder", "commitments[0].on",
		"multi_year_agreements[0].application", "multi_year_agreements[0].first_year", "multi_year_agreements[0].years", "multi_year_agreements[0].tranches_euros",
		"payments[0].on", "payments[0].exercice", "payments[0].ej", "payments[0].dp", "payments[0].amount_euros",
		"financial_reports[0].application", "financial_reports[0].on", "financial_reports[0].realised_euros"} {
		mistakes = append(mistakes, mistake{required, absent, "", "obligatoire"}, mistake{required, nil, "", ""})
	}
	db := postgrestest.Open(t)
	nothingLeft(t, db)
	for _, m := range mistakes {
		t.Run(fmt.Sprintf("%s=%v", m.path, m.value), func(t *testing.T) {
			_, _, err := rehearse(t, db, with(t, map[string]any{m.path: m.value}))
			field := m.field
			if field == "" {
				field = m.path
			}
			refusedAs(t, err, fault.Invalid, field, m.says)
		})
	}
}

// refusedAs checks that err holds a refusal of a kind at a path, in words.
func refusedAs(t *testing.T, err error, kind fault.Kind, field, says string) {
	t.Helper()
	var told []string
	for _, e := range all(err) {
		f := fault.Of(e)
		if f == nil || f.Kind != kind {
			t.Errorf("not a refusal of kind %d: %v", kind, e)
			continue
		}
		if f.Field == field && strings.Contains(f.Detail, says) {
			return
		}
		told = append(told, f.Error())
	}
	t.Errorf("nothing at %q says %q, but:\n%s", field, says, strings.Join(told, "\n"))
}

// all is the errors that err joins.
func all(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// nothingLeft checks, when t ends, that every table holds what it held when this
// was called.
func nothingLeft(t *testing.T, db *postgres.DB) {
	t.Helper()
	before := rows(t, db)
	if len(before) < 30 {
		t.Errorf("only %d tables looked at", len(before))
	}
	t.Cleanup(func() {
		for table, n := range rows(t, db) {
			if n != before[table] {
				t.Errorf("%s holds %d rows after refusals only; %d before", table, n, before[table])
			}
		}
	})
}

// rows counts the rows of every table that the program reads.
func rows(t *testing.T, db *postgres.DB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	err := db.InTx(context.WithoutCancel(t.Context()), postgres.System, func(tx postgres.Tx) error {
		tables, err := postgres.List[string](tx.SQL().Raw(`
			select c.relname::text from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
			and has_table_privilege(c.oid, 'select')`))
		if err != nil {
			return err
		}
		for _, table := range tables {
			var n int
			if _, err := postgres.One(tx.SQL().Raw(`select count(*) from `+table), &n); err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestATextThatIsNoDocumentIsRefused(t *testing.T) {
	deep := strings.Repeat("[", 100_000)
	for name, c := range map[string]struct{ text, field, says string }{
		"nothing":        {"", "", "vide"},
		"blank":          {" \n\t", "", "vide"},
		"cut short":      {workedExample[:len(workedExample)/2], "", "s'arrête"},
		"one brace":      {"{", "", "s'arrête"},
		"more after it":  {workedExample + "{}", "", "suit la fin"},
		"words after it": {workedExample + "\nfin", "", "suit la fin"},
		"a BOM":          {"\ufeff" + workedExample, "", "BOM"},
		"not UTF-8":      {edit(t, "délinquance", "d\xe9linquance"), "", "UTF-8"},
		"a list":         {"[]", "", "un objet"},
		"a number":       {"12", "", "un objet"},
		"null":           {"null", "", "un objet"},
		"a comma more":   {edit(t, `"kind": "state",`, `"kind": "state",,`), "", "ligne"},
		"no quotes":      {edit(t, `"year": 2026`, `year: 2026`), "", "ligne 4"},
		"a comma last":   {edit(t, "\"kind\": \"state\",", "\"kind\": \"state\",}"), "", "ligne"},
		"a comment":      {"// campagne\n" + workedExample, "", "ligne 1"},
		"a key twice":    {edit(t, `"year": 2026`, `"year": 2026, "year": 2026`), "campaign.year", "deux fois"},
		"a code twice":   {edit(t, `"P147": "12000.00"`, `"P147": "12000.00", "P147": "12000.00"`), "applications[0].requests_euros.P147", "deux fois"},
		"a ballot twice": {edit(t, `"EPCI": "for"`, `"EPCI": "for", "EPCI": "against"`), "committee.items[0].ballots.EPCI", "deux fois"},
		"a pit":          {`{"format": ` + deep, "", "emboîtées"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read([]byte(c.text))
			if c.says == "emboîtées" {
				if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || !strings.Contains(f.Detail, c.says) {
					t.Fatal(err)
				}
				return
			}
			refusedAs(t, err, fault.Invalid, c.field, c.says)
			if strings.Contains(err.Error(), "invalid character") {
				t.Errorf("not French: %v", err)
			}
		})
	}
}

func TestARuleRefusesWithThePathOfTheAct(t *testing.T) {
	noBallots := map[string]any{}
	for i := range 8 {
		noBallots[fmt.Sprintf("committee.items[%d].ballots", i)] = map[string]any{"FIPD": "for", "CD": "recused"}
	}
	db := postgrestest.Open(t)
	nothingLeft(t, db)
	for name, c := range map[string]struct {
		values map[string]any
		err    error
		field  string
	}{
		"a cent above the request":         {map[string]any{"decisions[0].amount_euros": "30000.01"}, award.ErrOverRequest, "decisions[0].amount_euros"},
		"a cent above the envelope":        {map[string]any{"funders[0].envelope_euros": "99599.99"}, funding.ErrInsufficient, "decisions[19]"},
		"above the ceiling, no reason":     {map[string]any{"decisions[6].derogation_reason": absent}, cofunding.ErrCeiling, "decisions[6].derogation_reason"},
		"above the ceiling, an empty one":  {map[string]any{"decisions[6].derogation_reason": "  "}, cofunding.ErrCeiling, "decisions[6].derogation_reason"},
		"local without a deliberation":     {map[string]any{"decisions[2].deliberation": absent}, award.ErrDeliberation, "decisions[2].deliberation"},
		"local with an empty deliberation": {map[string]any{"decisions[2].deliberation": ""}, award.ErrDeliberation, "decisions[2].deliberation"},
		"a refusal without a reason":       {map[string]any{"decisions[17].reason": absent}, award.ErrReason, "decisions[17].reason"},
		"awards above the final cost": {map[string]any{"decisions[0].revised_cost_euros": "58499.99", "decisions[1].revised_cost_euros": "58499.99",
			"decisions[2].revised_cost_euros": "58499.99", "decisions[3].revised_cost_euros": "58499.99", "decisions[2].derogation_reason": "oui", "decisions[1].derogation_reason": "oui",
			"decisions[3].derogation_reason": "oui"}, cofunding.ErrOverCost, "decisions[3]"},
		"a late convocation":              {map[string]any{"committee.convened_on": "2026-04-10"}, committee.ErrConvocation, "committee.convened_on"},
		"a convocation after the session": {map[string]any{"committee.convened_on": "2026-04-15"}, committee.ErrConvocation, "committee.convened_on"},
		"no quorum":                       {noBallots, committee.ErrQuorum, "committee"},
		"only advisory seats vote":        {map[string]any{"committee.seats": []any{"FIPD", "MILDECA", "P147", "DILCRAH", "CD", "EPCI", "a", "b", "c", "d", "e", "f", "g"}}, committee.ErrQuorum, "committee"},
		"an EJ on two grants":             {map[string]any{"commitments[1].ej": "2104000101", "payments[9].ej": "2104000101"}, payment.ErrEjTaken, "commitments[1]"},
		"a grant committed twice":         {map[string]any{"commitments[1].funder": "FIPD-D"}, agreement.ErrCovered, "commitments[1]"},
		"a refused request committed":     {map[string]any{"commitments[0].application": "P7"}, payment.ErrNotGrant, "commitments[0]"},
		"an undecided request committed":  {map[string]any{"decisions[0]": absent}, payment.ErrNotGrant, "commitments[0]"},
		"a local funder committed":        {map[string]any{"commitments[0].funder": "CD"}, payment.ErrNotState, "commitments[0]"},
		"committed before the decision":   {map[string]any{"commitments[0].on": "2026-05-10"}, payment.ErrNotGrant, "commitments[0]"},
		"decided before the deposit":      {map[string]any{"decisions[0].on": "2026-02-05"}, ErrEarly, "decisions[0]"},
		"a session before the deposit":    {map[string]any{"committee.on": "2026-01-14", "committee.convened_on": "2026-01-07"}, ErrEarly, "committee.items[0]"},
		"a report before the deposit":     {map[string]any{"financial_reports[0].on": "2026-01-14"}, ErrEarly, "financial_reports[0]"},
		"a report without a grant":        {map[string]any{"financial_reports[0].application": "P7"}, reporting.ErrNoGrant, "financial_reports[0]"},
		"a report before the decisions":   {map[string]any{"financial_reports[0].on": "2026-05-10"}, reporting.ErrNoGrant, "financial_reports[0]"},
		"a first tranche a cent away":     {map[string]any{"multi_year_agreements[0].tranches_euros.CD[0]": "31200.01"}, agreement.ErrTranches, "multi_year_agreements[0]"},
		"a tranche of who gave nothing":   {map[string]any{"multi_year_agreements[0].tranches_euros.P147": []any{"1.00", "1.00", "1.00"}}, agreement.ErrTranches, "multi_year_agreements[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := rehearse(t, db, with(t, c.values))
			f := fault.Of(err)
			if f == nil || !f.Is(c.err) || f.Kind != fault.Refused || f.Field != c.field {
				t.Errorf("want %v at %s, got %#v", c.err, c.field, err)
			}
		})
	}
}

// Whatever one value of a file becomes, the answer is figures or a refusal for
// a person: never a panic, never a failure of the system.
func TestAnyOneValueChangedNeverBreaksTheProgram(t *testing.T) {
	short := abridged(t, "P2", "P8")
	var root any
	if err := json.Unmarshal([]byte(short), &root); err != nil {
		t.Fatal(err)
	}
	db := postgrestest.Open(t)
	for _, path := range leading(root, "") {
		for _, value := range []any{absent, nil, "", "1.00", -1, []any{}, "\x00"} {
			_, _, err := rehearse(t, db, changed(t, short, map[string]any{path: value}))
			for _, e := range all(err) {
				if e != nil && (fault.KindOf(e) != fault.Invalid && fault.KindOf(e) != fault.Refused) {
					t.Errorf("%s = %#v: %v", path, value, e)
				}
			}
		}
	}
}

// abridged is the worked example with a few files only, and no figures.
func abridged(t *testing.T, codes ...string) string {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal([]byte(workedExample), &root); err != nil {
		t.Fatal(err)
	}
	ejs := map[any]bool{}
	keep := func(list []any) (kept []any) {
		for _, i := range list {
			i := i.(map[string]any)
			code, _ := i["application"].(string)
			if own, isFile := i["code"].(string); isFile {
				code = own
			}
			if slices.Contains(codes, code) {
				kept = append(kept, i)
				ejs[i["ej"]] = true
			}
		}
		return kept
	}
	for _, key := range []string{"applications", "decisions", "commitments", "multi_year_agreements", "financial_reports"} {
		root[key] = keep(root[key].([]any))
	}
	session := root["committee"].(map[string]any)
	session["items"] = keep(session["items"].([]any))
	root["payments"] = slices.DeleteFunc(root["payments"].([]any), func(p any) bool { return !ejs[p.(map[string]any)["ej"]] })
	delete(root, "expected")
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// leading lists the paths of all values, of the first item of each list only.
func leading(n any, path string) (paths []string) {
	if path != "" {
		paths = append(paths, path)
	}
	switch n := n.(type) {
	case map[string]any:
		for key, child := range n {
			paths = append(paths, leading(child, strings.TrimPrefix(path+"."+key, "."))...)
		}
	case []any:
		if len(n) > 0 {
			paths = append(paths, leading(n[0], path+"[0]")...)
		}
	}
	return paths
}
