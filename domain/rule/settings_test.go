package rule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
)

// flip is a parameter that turns an answer into another without any code.
type flip struct {
	rule, name string
	moment     Moment
	set        func(*Facts)
	value      string // JSON of the parameter
	before     Outcome
	after      Outcome
	settings   string // JSON of the rule's other parameters
}

var flips = []flip{
	{"R05", "grace_minutes", Deposit, deposited("2026-01-31T00:00:00+01:00"), `1`, Failed, Passed, ""},
	{"R06", "ceiling", Deposit, plan(Plan{Cost: money.Euros("100.00"), FIPD: euros("75.00")}), `"70.00"`, Passed, Failed, ""},
	{"R07", "ceiling", Deposit, all(programme("S"), plan(Plan{Cost: money.Euros("100.00"), State: euros("90.00")})), `"90.00"`, Failed, Passed, ""},
	{"R07", "programmes", Deposit, plan(Plan{Cost: money.Euros("100.00"), State: euros("90.00")}), `["S", "D"]`, NotApplicable, Failed, ""},
	{"R08", "ceiling", Deposit, plan(Plan{Cost: money.Euros("100.00"), Public: euros("100.00")}), `"100.00"`, Failed, Passed, ""},
	{"R09", "floor", Deposit, plan(Plan{Cost: money.Euros("100.00"), FIPD: euros("60.00")}), `"40.00"`, Failed, Passed, ""},
	{"R10", "floor", Deposit, all(programme("S"), kind("epci", false), plan(Plan{Own: euros("10.00"), Public: euros("90.00")})), `"10.00"`, Failed, Passed, ""},
	{"R11", "ceiling", Deposit, all(programme("S"), plan(Plan{Public: euros("90.00"), Eligible: euros("100.00")})), `"80.00"`, Passed, Failed, ""},
	{"R12", "minimum", Deposit, asked(Request{Requested: euros("1500.00")}), `"1500.00"`, Failed, Passed, ""},
	{"R12", "police_exempt", Deposit, all(asked(Request{Requested: euros("500.00")}), func(f *Facts) { f.Equipment.PoliceOnly = true }), `false`, NotApplicable, Failed, ""},
	{"R13", "threshold", Agreement, awards("order", Award{"ÉTAT", "FIPD-D", money.Euros("23500.00")}), `"23500.00"`, Failed, Passed, ""},
	{"R13", "reading", Agreement, awards("order", Award{"ÉTAT", "FIPD-D", money.Euros("5000.00")}, Award{"ÉTAT", "MILDECA", money.Euros("18500.00")}), `"per_envelope"`, Failed, Passed, ""},
	{"R14", "threshold", Dashboard, func(f *Facts) {
		f.Act = Act{Kind: "agreement", Amount: euros("25000.00"), SignedOn: day("2026-01-01")}
	}, `"30000.00"`, Failed, Passed, ""},
	{"R14", "months", Dashboard, func(f *Facts) {
		f.Act = Act{Kind: "agreement", Amount: euros("25000.00"), SignedOn: day("2026-01-01")}
	}, `4`, Failed, Passed, ""},
	{"R17", "public_bodies", Decision, all(kind("commune", false), renewing(Renewal{})), `false`, Failed, NotApplicable, ""},
	{"R17b", "public_bodies", Decision, all(kind("commune", false), renewing(Renewal{})), `false`, Failed, NotApplicable, ""},
	{"R18", "months", Report, report("2026-07-01"), `7`, Failed, Passed, ""},
	{"R21", "early_expenses", Decision, running("2026-02-01", "2026-12-31"), `false`, Passed, Failed, ""},
	{"R21", "civil_year", Decision, running("2026-02-01", "2027-06-30"), `false`, Failed, Passed, ""},
	{"R22", "advance", Payment, instalments("21000.00", "0.00", false, 12), `"50.00"`, Failed, Passed, ""},
	{"R22", "advance_guaranteed", Payment, instalments("25200.00", "0.00", true, 12), `"50.00"`, Passed, Failed, ""},
	{"R22", "cumulated", Payment, instalments("0.00", "37800.00", false, 48), `"90.00"`, Failed, Passed, ""},
	{"R22", "cumulated_long", Payment, instalments("0.00", "37800.00", false, 49), `"80.00"`, Passed, Failed, ""},
	{"R22", "long_months", Payment, instalments("0.00", "37800.00", false, 48), `47`, Failed, Passed, ""},
	{"R23", "start_months", Report, lapsing("2026-03-02", "2026-03-31"), `25`, Failed, Passed, ""},
	{"R23", "start_extension", Report, all(lapsing("2027-03-02", "2027-03-31"), func(f *Facts) { f.Execution.StartExtended = true }), `13`, Failed, Passed, ""},
	{"R23", "end_months", Report, lapsing("2025-01-01", "2029-01-02"), `49`, Failed, Passed, ""},
	{"R23", "end_extension", Report, all(lapsing("2025-01-01", "2031-01-02"), func(f *Facts) { f.Execution.EndExtended = true }), `25`, Failed, Passed, ""},
	{"R25", "formula", Report, all(accounts("100.00", "90.00", Grant{Funder: "CD", Awarded: money.Euros("50.00")}), func(f *Facts) { f.Accounts.Resources = euros("90.00") }), `"surplus"`, Failed, Passed, ""},
	{"R26", "months", Decision, func(f *Facts) { f.Withdrawal = &Withdrawal{GrantedOn: day("2026-05-20"), On: day("2026-09-21")} }, `5`, Failed, Passed, ""},
	{"R27", "years", Dashboard, func(f *Facts) { f.Claim = &Claim{DueOn: day("2021-05-20")} }, `5`, Failed, Passed, ""},
	{"R27", "from_january", Dashboard, func(f *Facts) { f.Claim = &Claim{DueOn: day("2022-02-20")} }, `false`, Passed, Failed, ""},
	{"R28", "tolerance", Report, accounts("100.00", "92.00"), `"8.00"`, Failed, Passed, ""},
	{"R29", "renewals", Deposit, renewing(Renewal{Count: new(4)}), `4`, Failed, Passed, ""},
	{"R30", "ceiling", Deposit, budget(Budget{Charges: money.Euros("100.00"), Structure: euros("12.00")}), `"10.00"`, Passed, Failed, ""},
	{"R31", "investment", Deposit, budget(Budget{Lines: []Line{{Account: "68", Amount: money.Euros("330.00")}}}), `["2", "68"]`, Passed, Failed, ""},
	{"R31", "running", Deposit, all(programme("S"), budget(Budget{Lines: []Line{{Account: "61-1", Amount: money.Euros("330.00")}}})), `["613"]`, Failed, Passed, ""},
	{"R32", "per_camera", Deposit, cameraFile(Cameras{Number: 1, Cost: money.Euros("20000.00"), Aid: money.Euros("10000.00")}), `"20000.00"`, Failed, Passed, ""},
	{"R32", "rate", Deposit, cameraFile(Cameras{Number: 8, Cost: money.Euros("131250.00"), Aid: money.Euros("48000.00")}), `"35.00"`, Passed, Failed, ""},
	{"R32", "floor", Deposit, cameraFile(Cameras{Number: 1, Cost: money.Euros("1000.00"), Aid: money.Euros("100.00")}), `"10.00"`, Failed, Passed, ""},
	{"R32", "centre_floor", Deposit, cameraFile(Cameras{Number: 1, Cost: money.Euros("1000.00"), Aid: money.Euros("200.00"), CentreCost: money.Euros("1000.00"), CentreAid: money.Euros("200.00")}), `"20.00"`, Failed, Passed, ""},
	{"R32", "centre_ceiling", Deposit, cameraFile(Cameras{Number: 1, Cost: money.Euros("1000.00"), Aid: money.Euros("200.00"), CentreCost: money.Euros("1000.00"), CentreAid: money.Euros("600.00")}), `"60.00"`, Failed, Passed, ""},
	{"R33", "ceiling", Deposit, all(programme("S"), func(f *Facts) { f.Equipment.School = &School{Cost: money.Euros("100.00"), Aid: money.Euros("70.00")} }), `"60.00"`, Passed, Failed, ""},
	{"R34", "vest", Deposit, item(Item{Kind: "vest", Number: 2, Aid: money.Euros("600.00")}), `"300.00"`, Failed, Passed, ""},
	{"R34", "vests_per_agent", Deposit, item(Item{Kind: "vest", Number: 4, Aid: money.Euros("1000.00")}), `2`, Failed, Passed, ""},
	{"R34", "radio_rate", Deposit, item(Item{Kind: "radio", Number: 1, Cost: money.Euros("1000.00"), Aid: money.Euros("400.00")}), `"40.00"`, Failed, Passed, ""},
	{"R34", "radio", Deposit, item(Item{Kind: "radio", Number: 1, Cost: money.Euros("2000.00"), Aid: money.Euros("450.00")}), `"450.00"`, Failed, Passed, ""},
	{"R34", "station", Deposit, item(Item{Kind: "station", Number: 1, Cost: money.Euros("5000.00"), Aid: money.Euros("851.00")}), `"900.00"`, Failed, Passed, ""},
	{"R34", "body_camera_rate", Deposit, item(Item{Kind: "body_camera", Number: 1, Cost: money.Euros("300.00"), Aid: money.Euros("160.00")}), `"60.00"`, Failed, Passed, ""},
	{"R34", "body_camera", Deposit, item(Item{Kind: "body_camera", Number: 1, Cost: money.Euros("600.00"), Aid: money.Euros("201.00")}), `"201.00"`, Failed, Passed, ""},
	{"R36", "allowed", Deposit, asked(Request{Field: "FIPD-D"}, Request{Field: "P147"}), `false`, Passed, Failed, ""},
	{"R37", "excluded", Deposit, mildeca(false, "recruitment"), `["investment"]`, Failed, Passed, ""},
	{"R37", "inside_only", Deposit, mildeca(true), `false`, Failed, Passed, ""},
	{"R38", "excluded", Deposit, all(kind("epci", false), asked(Request{Field: "DILCRAH"})), `["commune"]`, Failed, Passed, ""},
	{"R39", "minimum", Deposit, all(asked(Request{Field: "P147"}), func(f *Facts) { f.Action.QPVShare = percent("60.00") }), `"50.00"`, Failed, Passed, ""},
	{"R40", "allowed", Deposit, all(programme("R"), func(f *Facts) { f.Action.Prison = new(true) }), `true`, Failed, Passed, ""},
	{"R41", "floor", Dashboard, post(4, "10400.00"), `"15.00"`, Passed, Failed, ""},
	{"R41", "from_year", Dashboard, post(4, "0.00"), `5`, Failed, Passed, ""},
	{"R42", "minimum", Dashboard, func(f *Facts) { f.Posts = &Posts{InDepartement: new(2)} }, `3`, Passed, Failed, ""},
	{"R43", "share", Dashboard, func(f *Facts) { f.Credits.Central, f.Credits.Evaluation = euros("1000.00"), euros("10.00") }, `"2.00"`, NotAssessed, Failed, ""},
	{"R44", "fields", Deposit, all(theme("radicalisation"), asked(Request{Funder: "CAF", Field: "CAF"})), `{"radicalisation": {"CAF": "natural"}}`, Failed, Passed, ""},
	{"R45", "assumed", Deposit, local("epci", nil), `["epci"]`, NotAssessed, Passed, ""},
	{"R48", "commit_by", Dashboard, func(f *Facts) { f.Credits.ToCommit = euros("1.00") }, `"2026-04-30"`, NotAssessed, Failed, ""},
	{"R48", "pay_by", Dashboard, func(f *Facts) { f.Credits.ToPay = euros("1.00") }, `"2026-04-30"`, NotAssessed, Failed, ""},
	{"R48", "first_warning", Dashboard, func(f *Facts) { f.Credits.ToPay = euros("1.00") }, `60`, Passed, Failed, `"pay_by": "2026-06-01"`},
	{"R48", "last_warning", Dashboard, func(f *Facts) { f.Credits.ToPay = euros("1.00") }, `60`, Passed, Failed, `"pay_by": "2026-06-01"`},
	{"R49", "threshold", Deposit, func(f *Facts) {
		f.Subsidies = Subsidies{Year: euros("160000.00"), AccountsPublished: new(false), Audited: new(false)}
	}, `"170000.00"`, Failed, Passed, ""},
	{"R50", "threshold", Deposit, func(f *Facts) { f.Subsidies.ThreeYears = euros("600000.00") }, `"600000.00"`, Failed, Passed, ""},
	{"R50", "sieg", Deposit, func(f *Facts) { f.Subsidies = Subsidies{ThreeYears: euros("800000.00"), Regime: "sieg"} }, `"800000.00"`, Failed, Passed, ""},
	{"R50", "de_minimis", Deposit, func(f *Facts) { f.Subsidies = Subsidies{ThreeYears: euros("600000.00"), Regime: "de_minimis"} }, `"600000.00"`, Failed, Passed, ""},
	{"R51", "days", Dashboard, func(f *Facts) { f.Act.NotifiedOn, f.Act.PaidOn = day("2026-01-01"), day("2026-03-12") }, `70`, Failed, Passed, ""},
	{"R51", "warning", Dashboard, func(f *Facts) { f.Act.NotifiedOn = day("2026-03-05") }, `40`, Passed, Failed, ""},
}

func TestEveryParameterChangesAnOutcomeWithoutCode(t *testing.T) {
	flipped := map[string]bool{}
	for _, c := range flips {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			set := func(parameters ...string) string {
				var kept []string
				for _, p := range parameters {
					if p != "" {
						kept = append(kept, p)
					}
				}
				return fmt.Sprintf(`{"rules": {%q: {"enabled": true, "parameters": {%s}}}}`, c.rule, strings.Join(kept, ", "))
			}
			before := worst(ask(t, c.rule, c.moment, c.set, set(c.settings)))
			after := worst(ask(t, c.rule, c.moment, c.set, set(c.settings, fmt.Sprintf("%q: %s", c.name, c.value))))
			if before.Outcome != c.before || after.Outcome != c.after {
				t.Errorf("%s then %s, want %s then %s: %s / %s", before.Outcome, after.Outcome, c.before, c.after, before.Message, after.Message)
			}
		})
		flipped[c.rule+" "+c.name] = true
	}
	for _, r := range At(day("2026-01-01")) {
		for _, p := range r.Parameters {
			if !flipped[r.ID+" "+p.Name] {
				t.Errorf("%s %s: no case shows that it changes anything", r.ID, p.Name)
			}
		}
	}
}

func TestACallSwitchesARuleOnOffAndHardens(t *testing.T) {
	over := plan(Plan{Cost: money.Euros("82450.00"), Public: euros("66000.00")})
	for name, c := range map[string]struct {
		settings string
		outcome  Outcome
		severity Severity
	}{
		"as it is":          {`{}`, Failed, Warns},
		"hardened":          {`{"rules": {"R08": {"severity": "blocks"}}}`, Failed, Blocks},
		"off":               {`{"rules": {"R08": {"enabled": false}}}`, NotApplicable, Warns},
		"null is no choice": {`{"rules": {"R08": {"enabled": null, "severity": null, "parameters": null}}, "funders": null}`, Failed, Warns},
	} {
		t.Run(name, func(t *testing.T) {
			v := worst(ask(t, "R08", Deposit, over, c.settings))
			if v.Outcome != c.outcome || v.Severity != c.severity {
				t.Errorf("%s %s, want %s %s", v.Outcome, v.Severity, c.outcome, c.severity)
			}
		})
	}
}

func TestAFunderHasItsOwnParameters(t *testing.T) {
	set := asked(Request{Funder: "CD", Path: "requests[0]", Requested: euros("2000.00")}, Request{Funder: "CAF", Path: "requests[1]", Requested: euros("2000.00")})
	found := ask(t, "R12", Deposit, set, `{"rules": {"R12": {"enabled": true}}, "funders": {"CAF": {"R12": {"parameters": {"minimum": "1500.00"}}}}}`)
	if len(found) != 2 || found[0].Outcome != Failed || found[1].Outcome != Passed {
		t.Fatalf("%+v", found)
	}
	if found[0].Funder != "CD" || found[0].Field != "requests[0]" || found[1].Numbers["minimum"] != "1500.00" {
		t.Errorf("%+v", found)
	}
	one := ask(t, "R12", Deposit, set, `{"funders": {"CAF": {"R12": {"enabled": true}}}}`)
	if one[0].Outcome != NotApplicable || one[1].Outcome != Failed {
		t.Errorf("only the CAF asks for a minimum: %+v", one)
	}
}

func TestSettingsAreReadStrictly(t *testing.T) {
	c := At(day("2026-01-01"))
	for name, x := range map[string]struct{ text, told string }{
		"no object":             {`[]`, "attendu : un objet"},
		"a key twice":           {`{"rules": {"R08": {}, "R08": {}}}`, "rules.R08 : clé « R08 » écrite deux fois"},
		"an unknown section":    {`{"rule": {}}`, "rule : clé inconnue"},
		"an unknown rule":       {`{"rules": {"R99": {}}}`, "rules.R99 : règle inconnue « R99 »"},
		"an unknown key":        {`{"rules": {"R08": {"active": true}}}`, "rules.R08.active : clé inconnue"},
		"an unknown parameter":  {`{"rules": {"R08": {"parameters": {"plafond": "70.00"}}}}`, "rules.R08.parameters.plafond : paramètre inconnu « plafond » de la règle R08 parmi : ceiling"},
		"a number for a rate":   {`{"rules": {"R08": {"parameters": {"ceiling": 70}}}}`, "rules.R08.parameters.ceiling : paramètre « ceiling » : 70 ; attendu : un pourcentage"},
		"a rate with a sign":    {`{"rules": {"R08": {"parameters": {"ceiling": "70 %"}}}}`, "« 70 % » ; attendu : un pourcentage"},
		"a null rate":           {`{"rules": {"R08": {"parameters": {"ceiling": null}}}}`, "attendu : une valeur"},
		"half a month":          {`{"rules": {"R18": {"parameters": {"months": 6.5}}}}`, "6.5 ; attendu : un nombre entier"},
		"a negative count":      {`{"rules": {"R29": {"parameters": {"renewals": -1}}}}`, "-1 ; attendu : un nombre entier"},
		"a flag in words":       {`{"rules": {"R36": {"parameters": {"allowed": "non"}}}}`, "« non » ; attendu : true ou false"},
		"a choice of its own":   {`{"rules": {"R13": {"parameters": {"reading": "per_year"}}}}`, "attendu : l'un de : per_authority, per_envelope"},
		"a list of its own":     {`{"rules": {"R07": {"parameters": {"programmes": ["X"]}}}}`, "rules.R07.parameters.programmes[0]"},
		"a cell of its own":     {`{"rules": {"R44": {"parameters": {"fields": {"youth": {"CD": "maybe"}}}}}}`, "rules.R44.parameters.fields.youth.CD"},
		"a day that is not":     {`{"rules": {"R48": {"parameters": {"pay_by": "2026-02-30"}}}}`, "attendu : un jour"},
		"a severity of its own": {`{"rules": {"R08": {"severity": "hard"}}}`, "rules.R08.severity"},
		"a computation judges":  {`{"rules": {"R25": {"severity": "blocks"}}}`, "rules.R25.severity"},
		"a funder's R08":        {`{"funders": {"CAF": {"R08": {}}}}`, "funders.CAF.R08 : la règle R08 se règle pour tout l'appel"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseSettings([]byte(x.text), c)
			if !errors.Is(err, ErrSetting) || !strings.Contains(err.Error(), x.told) {
				t.Errorf("%v, want %q", err, x.told)
			}
			if f := fault.Of(err); f != nil && f.Kind != fault.Invalid {
				t.Errorf("kind %v", f.Kind)
			}
		})
	}
}

func TestAFrozenCallReadsTheSameRules(t *testing.T) {
	c := At(day("2026-01-01"))
	parse := func(text string) Settings {
		s, err := ParseSettings([]byte(text), c)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := parse(`{"rules": {"R48": {"parameters": {"commit_by": "2026-11-20", "pay_by": null}}, "R08": {"severity": "blocks", "parameters": {"ceiling": "70.00"}},
		"R44": {"parameters": {"fields": {"youth": {"CD": "outside"}}}}, "R07": {"parameters": {"programmes": ["D"]}}}, "funders": {"CAF": {"R12": {"enabled": true}}}}`)
	text, hash, err := Freeze(c, s)
	if err != nil {
		t.Fatal(err)
	}
	again, other, _ := Freeze(c, parse(`{"funders": {"CAF": {"R12": {"enabled": true}}}, "rules": {"R07": {"parameters": {"programmes": ["D"]}},
		"R08": {"parameters": {"ceiling": "70.00"}, "severity": "blocks"}, "R44": {"parameters": {"fields": {"youth": {"CD": "outside"}}}}, "R48": {"parameters": {"pay_by": null, "commit_by": "2026-11-20"}}}}`))
	if !bytes.Equal(text, again) || hash != other || len(hash) != 64 {
		t.Errorf("the order of the keys changes the text")
	}
	rules, settings, err := Thaw(text, hash)
	if err != nil {
		t.Fatal(err)
	}
	f := dossier()
	all(theme("youth"), asked(Request{Funder: "CD", Field: "CD"}, Request{Funder: "CAF", Field: "CAF", Requested: euros("1.00")}), plan(Plan{Cost: money.Euros("100.00"), Public: euros("75.00")}))(&f)
	for _, m := range Moments {
		want, got := Evaluate(m, f, c, s), Evaluate(m, f, rules, settings)
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: thawed rules answer otherwise", m)
		}
	}
	if _, _, err := Thaw(bytes.Replace(text, []byte(`70.00`), []byte(`90.00`), 1), hash); !errors.Is(err, ErrFrozen) {
		t.Errorf("a changed ceiling: %v", err)
	}
	if _, different, _ := Freeze(c, Settings{}); different == hash {
		t.Errorf("other settings, same hash")
	}
}

// The rules as a call applies them: its values, its severity, its silences.
func TestTheRulesOfACallTellItsValues(t *testing.T) {
	c := At(calendar.On(2026, 3, 1))
	s, err := ParseSettings([]byte(`{"rules":{"R12":{"enabled":true,"severity":"warns","parameters":{"minimum":"4000.00"}},"R44":{"parameters":{"fields":{"youth":{"CAF":"outside"}}}}}}`), c)
	if err != nil {
		t.Fatal(err)
	}
	applied, err := s.In(c)
	if err != nil || len(applied) != len(c) {
		t.Fatal(len(applied), err)
	}
	r, _ := applied.Rule("R12")
	p, _ := r.parameter("minimum")
	if !r.Enabled || r.Moments[Deposit] != Warns || string(p.Default) != `"4000.00"` {
		t.Errorf("%+v", r)
	}
	matrix, _ := applied.Rule("R44")
	var cells map[string]map[string]string
	if p, _ := matrix.parameter("fields"); json.Unmarshal(p.Default, &cells) != nil || cells["youth"]["CAF"] != "outside" || cells["youth"]["FIPD-D"] != "natural" {
		t.Errorf("%v", cells["youth"])
	}
	if untouched, _ := c.Rule("R12"); untouched.Enabled || untouched.Moments[Deposit] != Blocks {
		t.Error("the book itself was changed")
	}
}
