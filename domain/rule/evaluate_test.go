package rule

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// The branches beside the bound, one line each.
func TestRulesInTheirCorners(t *testing.T) {
	p8 := func(g Grant) func(*Facts) { return accounts("33175.00", "25640.25", g) }
	balance := func(private bool, a Accounts) func(*Facts) {
		return func(f *Facts) {
			f.Applicant.Private, f.Instalments.Balance, f.Accounts = &private, true, a
		}
	}
	for name, c := range map[string]struct {
		rule     string
		moment   Moment
		set      func(*Facts)
		settings string
		outcome  Outcome
		told     string
	}{
		"a State service gets no grant":      {"R04", Deposit, kind("state_service", false), "", Failed, "dépense directe sur l'enveloppe : non"},
		"a State service spends directly":    {"R04", Deposit, all(kind("state_service", false), func(f *Facts) { f.Applicant.DirectExpenditure = true }), "", Passed, ""},
		"a recorded grace":                   {"R05", Deposit, all(deposited("2026-02-02T10:00:00Z"), func(f *Facts) { f.Deposit.GraceUntil = instant("2026-02-02T10:00:00Z") }), "", Passed, ""},
		"a grace is over":                    {"R05", Deposit, all(deposited("2026-02-02T10:00:01Z"), func(f *Facts) { f.Deposit.GraceUntil = instant("2026-02-02T10:00:00Z") }), "", Failed, "accepté jusqu'au 02/02/2026 à 11:00:00"},
		"the hour of La Réunion":             {"R05", Deposit, all(deposited("2026-01-30T22:59:59Z"), func(f *Facts) { f.Departement = "974" }), "", Passed, "Dépôt le 31/01/2026 à 02:59:59"},
		"a derogation of the prefect":        {"R08", Decision, all(plan(Plan{Cost: money.Euros("104000.00"), Public: euros("104000.00")}), func(f *Facts) { f.Derogations = map[string]string{"R08": "postes ISCG"} }), "", Failed, "Dérogation motivée : « postes ISCG »"},
		"no derogation to the eligible cost": {"R11", Decision, all(programme("S"), plan(Plan{Public: euros("2.00"), Eligible: euros("1.00")}), func(f *Facts) { f.Derogations = map[string]string{"R11": "urgence"} }), "", Failed, "dépassé de 1,00"},
		"an agreement covers it":             {"R13", Agreement, awards("agreement", Award{"ÉTAT", "FIPD-D", money.Euros("36000.00")}), "", Passed, "acte préparé : convention"},
		"a public body needs none":           {"R13", Agreement, all(kind("commune", false), awards("order", Award{"ÉTAT", "FIPD-S", money.Euros("42000.00")})), "", NotApplicable, ""},
		"an act that is not signed":          {"R13b", Payment, all(asked(Request{Field: "FIPD-S"}), func(f *Facts) { f.Act.Kind = "order" }), "", Failed, "arrêté ; signé : non"},
		"an act about to be signed":          {"R13b", Agreement, all(asked(Request{Field: "FIPD-S"}), func(f *Facts) { f.Act.Kind = "order" }), "", Passed, ""},
		"a small agreement":                  {"R14", Dashboard, func(f *Facts) { f.Act = Act{Kind: "agreement", Amount: euros("23000.00"), SignedOn: day("2020-01-01")} }, "", Passed, ""},
		"published too late": {"R14", Dashboard, func(f *Facts) {
			f.Act = Act{Kind: "agreement", Amount: euros("23000.01"), SignedOn: day("2025-11-30"), PublishedOn: day("2026-03-01")}
		}, "", Failed, "28 février 2026"},
		"deemed to comply": {"R15", Deposit, func(f *Facts) { f.Applicant.Recognised = true }, "", Passed, "réputé respecter"},
		"a local register instead of RNA": {"R16", Decision, func(f *Facts) {
			f.Applicant.SiretActive, f.Applicant.FormConsistent, f.Applicant.LocalRegister = new(true), new(true), true
		}, "", Passed, ""},
		"an RNA number typed": {"R16", Decision, func(f *Facts) {
			f.Applicant.SiretActive, f.Applicant.FormConsistent, f.Applicant.Rna = new(true), new(true), "W571000001"
		}, "", Passed, ""},
		"an RNA number unknown": {"R16", Decision, func(f *Facts) {
			f.Applicant.SiretActive, f.Applicant.FormConsistent = new(true), new(true)
		}, "", NotAssessed, "numéro RNA"},
		"no RNA": {"R16", Decision, func(f *Facts) {
			f.Applicant.SiretActive, f.Applicant.FormConsistent, f.Applicant.InRNA = new(true), new(true), new(false)
		}, "", Failed, "(RNA) : non"},
		"a first request":                    {"R17", Decision, func(f *Facts) { f.Renewal.Renews = new(false) }, "", NotApplicable, ""},
		"no report":                          {"R17", Decision, renewing(Renewal{}), "", Failed, "aucun dépôt"},
		"a late report lets the balance go":  {"R18", Payment, balance(true, Accounts{ExerciseEnds: day("2024-12-31"), FiledOn: day("2026-01-01")}), "", Passed, ""},
		"no report, no balance":              {"R18", Payment, balance(true, Accounts{ExerciseEnds: day("2025-12-31")}), "", Failed, "30 juin 2026"},
		"no report yet":                      {"R18", Dashboard, balance(true, Accounts{ExerciseEnds: day("2025-12-31")}), "", Passed, ""},
		"a commune without its statement":    {"R18", Payment, balance(false, Accounts{Certified: new(false), Completion: new(true)}), "", Failed, "certifié par le comptable public : non"},
		"a commune with its statement":       {"R18", Payment, balance(false, Accounts{Certified: new(true), Completion: new(true)}), "", Passed, ""},
		"an advance waits for no report":     {"R18", Payment, func(f *Facts) {}, "", NotApplicable, "pas un solde"},
		"not started":                        {"R20", Deposit, all(programme("S"), func(f *Facts) { f.Execution.Started = new(false) }), "", Passed, "non commencée"},
		"three years of action":              {"R21", Deposit, all(running("2026-01-01", "2028-12-31"), func(f *Facts) { f.Action.Years = 3 }), "", Passed, ""},
		"never started in two years":         {"R23", Dashboard, all(lapsing("", ""), on("2026-03-02")), "", Failed, "rien au 2 mars 2026"},
		"not ended in four years":            {"R23", Dashboard, all(lapsing("2024-06-01", ""), on("2028-06-02")), "", Failed, "Achèvement"},
		"the object changed":                 {"R24", Report, func(f *Facts) { f.Execution.ObjectChanged = new(true) }, "", Failed, "modifiés sans accord : oui"},
		"P1 within the tolerance of its act": {"R25", Report, accounts("74950.00", "74118.62", Grant{Funder: "FIPD-D", Awarded: money.Euros("26000.00"), Paid: money.Euros("19500.00"), Tolerance: percent("5.00")}), "", Passed, "aide due 26\u202f000,00"},
		"P1 in strict pro rata":              {"R25", Report, accounts("74950.00", "74118.62", Grant{Funder: "FIPD-D", Awarded: money.Euros("26000.00"), Paid: money.Euros("19500.00")}), "", Failed, "aide due 25\u202f711,60\u00a0€ sur 26\u202f000,00\u00a0€, à reverser 0,00\u00a0€, à ne plus payer 288,40"},
		"P8, the département":                {"R25", Report, p8(Grant{Funder: "CD", Awarded: money.Euros("5500.00"), Paid: money.Euros("5500.00")}), "", Failed, "aide due 4\u202f250,83\u00a0€ sur 5\u202f500,00\u00a0€, à reverser 1\u202f249,17"},
		"P8, half paid":                      {"R25", Report, p8(Grant{Funder: "FIPD-D", Awarded: money.Euros("12000.00"), Paid: money.Euros("10000.00")}), "", Failed, "à reverser 725,46\u00a0€, à ne plus payer 2\u202f000,00"},
		"what the act lets the body keep":    {"R25", Report, p8(Grant{Funder: "FIPD-D", Awarded: money.Euros("12000.00"), Paid: money.Euros("12000.00"), Keeps: money.Euros("2725.46")}), "", Passed, ""},
		"misuse in full":                     {"R25", Report, accounts("100.00", "100.00", Grant{Funder: "CD", Awarded: money.Euros("50.00"), Paid: money.Euros("50.00"), Misused: money.Euros("20.00")}), "", Failed, "à reverser 20,00"},
		"a surplus by share":                 {"R25", Report, all(accounts("100.00", "90.00", Grant{Funder: "CD", Awarded: money.Euros("50.00"), Paid: money.Euros("50.00")}), func(f *Facts) { f.Accounts.Resources = euros("100.00") }), `{"rules": {"R25": {"parameters": {"formula": "surplus"}}}}`, Failed, "à reverser 5,00"},
		"fraud has no delay": {"R26", Dashboard, func(f *Facts) {
			f.Withdrawal = &Withdrawal{GrantedOn: day("2020-01-01"), On: day("2026-01-01"), Fraud: true}
		}, "", Passed, ""},
		"a paid claim":                        {"R27", Dashboard, func(f *Facts) { f.Claim = &Claim{DueOn: day("2015-01-01"), Paid: true} }, "", Passed, ""},
		"rent in programme K":                 {"R31", Decision, all(programme("K"), budget(Budget{Lines: []Line{{Account: "61-1", Label: "Location", Amount: money.Euros("10.00"), Path: "lines[3]"}}})), "", Failed, "dépense de fonctionnement"},
		"studies are out of the base":         {"R32", Deposit, cameraFile(Cameras{Number: 2, Cost: money.Euros("20000.00"), Excluded: money.Euros("4000.00"), Aid: money.Euros("8000.01")}), `{"rules": {"R32": {"enabled": true}}}`, Failed, "une base de 16\u202f000,00"},
		"an equipment nobody knows":           {"R34", Deposit, item(Item{Kind: "drone", Number: 1}), "", NotAssessed, "drone"},
		"a triennium that runs":               {"R41", Deposit, post(3, "0.00"), "", Passed, "à partir de l'année 4"},
		"outside its field, whatever is said": {"R44", Deposit, all(theme("equipment"), asked(Request{Funder: "CAF", Field: "CAF", Reason: "parce que"})), "", Failed, "hors de son champ"},
		"a field that the grid leaves out":    {"R44", Deposit, all(theme("youth"), asked(Request{Funder: "REGION", Field: "REGION"})), "", NotApplicable, ""},
		"the State is not local":              {"R45", Deposit, local("state", nil), "", NotApplicable, ""},
		"more than was asked":                 {"R46", Decision, decided("26000.00", "26000.01", "90000.00"), "", Failed, "demande 26\u202f000,00"},
		"more than the project costs":         {"R46", Decision, all(decided("1.00", "1.00", "1.00"), plan(Plan{Cost: money.Euros("10.00"), Public: euros("10.01")})), "", Failed, "Aides du projet"},
		"an envelope nobody knows":            {"R46", Decision, asked(Request{Funder: "CD", Requested: euros("1.00"), Decided: euros("1.00")}), "", NotAssessed, "enveloppe de CD"},
		"the last warning":                    {"R48", Dashboard, all(on("2026-11-05"), func(f *Facts) { f.Credits.ToCommit = euros("1.00"); f.Credits.ToPay = euros("0.00") }), yearEndSet, Failed, "dernière alerte"},
		"the day is over":                     {"R48", Dashboard, all(on("2026-11-21"), func(f *Facts) { f.Credits.ToCommit = euros("1.00"); f.Credits.ToPay = euros("0.00") }), yearEndSet, Failed, "date passée"},
		"a regime within its ceiling":         {"R50", Deposit, func(f *Facts) { f.Subsidies = Subsidies{ThreeYears: euros("750000.00"), Regime: "sieg"} }, "", Passed, "régime SIEG"},
		"not paid on day 44":                  {"R51", Dashboard, func(f *Facts) { f.Act.NotifiedOn = day("2026-03-01") }, "", Passed, ""},
		"not paid on day 45":                  {"R51", Dashboard, func(f *Facts) { f.Act.NotifiedOn = day("2026-02-28") }, "", Failed, "alerte le 14 avril 2026"},
		"the act sets the dates":              {"R51", Dashboard, func(f *Facts) { f.Act.NotifiedOn, f.Act.SetsPaymentDates = day("2025-02-28"), true }, "", NotApplicable, ""},
		"one assembly did not deliberate":     {"R52", Deposit, all(kind("epci", false), func(f *Facts) { f.Concours = &Concours{GiverDeliberated: new(true), TakerDeliberated: new(false)} }), "", Failed, "de celui qui reçoit : non"},
		"an association is out of R10":        {"R10", Decision, programme("S"), "", NotApplicable, "commune, EPCI, département, région"},
		"a programme nobody knows":            {"R40", Deposit, programme(""), "", NotAssessed, "programme"},
	} {
		t.Run(name, func(t *testing.T) {
			v := worst(ask(t, c.rule, c.moment, c.set, c.settings))
			if v.Outcome != c.outcome || !strings.Contains(v.Message, c.told) {
				t.Errorf("%s, %q; want %s, %q", v.Outcome, v.Message, c.outcome, c.told)
			}
		})
	}
}

// R08 warns who deposits and refuses who decides; a written derogation lets the
// decision go, and is told.
func TestHardnessFollowsTheMomentAndTheDerogation(t *testing.T) {
	f, c := dossier(), At(day("2026-01-01"))
	plan(Plan{Cost: money.Euros("82450.00"), Public: euros("66000.00"), FIPD: euros("30000.00"), State: euros("42000.00"), Own: euros("16450.00")})(&f)
	refusing := func(m Moment) string {
		var ids []string
		for _, v := range blocking(Evaluate(m, f, c, Settings{})) {
			ids = append(ids, v.Rule)
		}
		return strings.Join(ids, " ")
	}
	if got := refusing(Deposit); got != "" {
		t.Errorf("deposit: %s", got)
	}
	if got := refusing(Decision); got != "R08" {
		t.Errorf("decision: %s", got)
	}
	f.Derogations = map[string]string{"R08": "  "}
	if got := refusing(Decision); got != "R08" {
		t.Errorf("an empty reason lifts it: %s", got)
	}
	f.Derogations["R08"] = "seul lieu d'accueil du quartier"
	if got := refusing(Decision); got != "" {
		t.Errorf("derogated: %s", got)
	}
}

// Two budgets are two answers: the second fault is not hidden by the first.
func TestEachThingHasItsAnswer(t *testing.T) {
	v := ask(t, "R01", Deposit, func(f *Facts) {
		f.Budgets = []Budget{{Year: 2026, Path: "budgets[0]", Charges: money.Euros("1.00")}, {Year: 2027, Path: "budgets[1]", Charges: money.Euros("2.00")}, {Year: 2028}}
	}, "")
	if len(v) != 3 || v[0].Field != "budgets[0]" || v[1].Field != "budgets[1]" || v[1].Outcome != Failed || v[2].Outcome != Passed {
		t.Errorf("%+v", v)
	}
}

// notYet are the days whose absence says "not done yet", not "unknown".
var notYet = []string{"FiledOn", "PublishedOn", "PaidOn", "EndedOn", "AwardedOn", "ReportFiledOn", "EvaluationFiledOn", "GraceUntil", "SignedOn"}

// Each fact is taken away in turn, on both sides of every rule: the rule then
// says that it does not know, or did not need it; it never changes its mind.
func TestAFactTakenAwayNeverTurnsAnAnswer(t *testing.T) {
	for _, c := range bothSides {
		for _, set := range []func(*Facts){c.pass, c.fail} {
			before := worst(ask(t, c.id, c.moment, set, c.settings)).Outcome
			filled := dossier()
			set(&filled)
			for _, path := range filledFacts(reflect.ValueOf(filled)) {
				after := worst(ask(t, c.id, c.moment, func(f *Facts) { set(f); forget(reflect.ValueOf(f).Elem(), path) }, c.settings))
				if after.Outcome != before && after.Outcome != NotAssessed && after.Outcome != NotApplicable {
					t.Errorf("%s without %v: %s became %s: %s", c.id, path, before, after.Outcome, after.Message)
				}
			}
		}
	}
}

// filledFacts are the ways to the pointers, days and instants that hold
// something: fields by name, elements by number.
func filledFacts(v reflect.Value) (paths [][]any) {
	step := func(name any, child reflect.Value) {
		for _, p := range filledFacts(child) {
			paths = append(paths, append([]any{name}, p...))
		}
	}
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return nil
	case v.Kind() == reflect.Pointer:
		paths = [][]any{{}}
		if v.Elem().Kind() == reflect.Struct && v.Elem().Type().PkgPath() == reflect.TypeFor[Facts]().PkgPath() {
			paths = append(paths, filledFacts(v.Elem())...)
		}
	case v.Type() == reflect.TypeFor[calendar.Date]() || v.Type() == reflect.TypeFor[time.Time]():
		if !v.IsZero() {
			paths = [][]any{{}}
		}
	case v.Kind() == reflect.Struct && v.Type().PkgPath() == reflect.TypeFor[Facts]().PkgPath():
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; !slices.Contains(notYet, name) {
				step(name, v.Field(i))
			}
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			step(i, v.Index(i))
		}
	}
	return paths
}

func forget(v reflect.Value, path []any) {
	for _, name := range path {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		switch n := name.(type) {
		case string:
			v = v.FieldByName(n)
		case int:
			v = v.Index(n)
		}
	}
	v.SetZero()
}

// An ordinary file is not told that facts are missing where there is nothing to
// ask.
func TestRulesAreSilentWhereThereIsNothing(t *testing.T) {
	on := `{"rules": {"R12": {"enabled": true}, "R32": {"enabled": true}}}`
	for ids, c := range map[string]struct {
		moment Moment
		set    func(*Facts)
	}{
		"R32 R33 R34 R35":         {Deposit, all(programme("S"), asked(Request{Field: "FIPD-S"}))},
		"R12 R37 R38 R39 R44 R45": {Deposit, func(*Facts) {}},
		"R52":                     {Decision, kind("commune", false)},
		"R26 R47":                 {Decision, func(*Facts) {}},
		"R13b":                    {Payment, asked(Request{Field: "CD"})},
		"R14 R27 R41":             {Dashboard, func(*Facts) {}},
		"R18":                     {Dashboard, kind("commune", false)},
		"R15b":                    {Report, func(*Facts) {}},
	} {
		for _, id := range strings.Fields(ids) {
			if v := worst(ask(t, id, c.moment, c.set, on)); v.Outcome != NotApplicable {
				t.Errorf("%s: %s, %s", id, v.Outcome, v.Message)
			}
		}
	}
}

// The minimum holds what is asked at deposit, what is decided afterwards.
func TestTheMinimumFollowsTheDecision(t *testing.T) {
	set := asked(Request{Funder: "CD", Requested: euros("4000.00"), Decided: euros("2999.99")})
	on := `{"rules": {"R12": {"enabled": true}}}`
	for m, want := range map[Moment]Outcome{Deposit: Passed, Decision: Failed} {
		if v := worst(ask(t, "R12", m, set, on)); v.Outcome != want {
			t.Errorf("%s: %s, %s", m, v.Outcome, v.Message)
		}
	}
}

// blocking are the verdicts that refuse.
func blocking(all []Verdict) []Verdict {
	var found []Verdict
	for _, v := range all {
		if v.Outcome == Failed && v.Severity == Blocks {
			found = append(found, v)
		}
	}
	return found
}
