package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

func euros(s string) *money.Amount      { return new(money.Euros(s)) }
func percent(s string) *money.Percent   { return new(money.Percents(s)) }
func day(s string) (d calendar.Date)    { d, _ = calendar.Parse(s); return d }
func instant(s string) (at time.Time)   { at, _ = time.Parse(time.RFC3339, s); return at }
func plan(p Plan) func(*Facts)          { return func(f *Facts) { f.Plans = []Plan{p} } }
func budget(b Budget) func(*Facts)      { return func(f *Facts) { f.Budgets = []Budget{b} } }
func asked(all ...Request) func(*Facts) { return func(f *Facts) { f.Requests = slices.Clone(all) } }

// renewing is a body that comes back.
func renewing(r Renewal) func(*Facts) {
	return func(f *Facts) { f.Renewal = r; f.Renewal.Renews = new(true) }
}

// all joins what is set of the facts.
func all(sets ...func(*Facts)) func(*Facts) {
	return func(f *Facts) {
		for _, set := range sets {
			set(f)
		}
	}
}

func programme(p string) func(*Facts) { return func(f *Facts) { f.Programme = p } }
func kind(k string, private bool) func(*Facts) {
	return func(f *Facts) { f.Applicant.Kind, f.Applicant.Private = k, new(private) }
}
func on(s string) func(*Facts) { return func(f *Facts) { f.On = day(s) } }

// sides is one rule on both sides of its bound.
type sides struct {
	id         string
	moment     Moment
	law        string // the article that the answer must quote
	pass, fail func(*Facts)
	numbers    string // some of the numbers of the failure, "name=value name=value"
	settings   string // JSON, for a rule that is off by default
}

// dossier is an ordinary file: the sides set what their rule looks at.
func dossier() Facts {
	return Facts{On: day("2026-04-14"), Year: 2026, Departement: "57", Programme: "D", Applicant: Applicant{Kind: "association", Private: new(true)}}
}

func cameraFile(c Cameras) func(*Facts) {
	return func(f *Facts) { f.Programme, f.Equipment.Cameras = "S", &c }
}
func item(i Item) func(*Facts) {
	return func(f *Facts) {
		f.Programme, f.Equipment.Agents, f.Equipment.Items = "S", new(2), []Item{i}
	}
}
func instalments(advances, interims string, guarantee bool, months int) func(*Facts) {
	return func(f *Facts) {
		f.Programme = "S"
		f.Instalments = Instalments{Grant: euros("42000.00"), Advances: money.Euros(advances), Interims: money.Euros(interims), BankGuarantee: &guarantee, Months: &months}
	}
}
func awards(act string, all ...Award) func(*Facts) {
	return func(f *Facts) { f.Awards, f.Act.Kind = all, act }
}
func accounts(final, real string, grants ...Grant) func(*Facts) {
	return func(f *Facts) {
		f.Accounts.FinalCost, f.Accounts.RealCost, f.Accounts.Grants = euros(final), euros(real), slices.Clone(grants)
	}
}
func local(kind string, competent *bool) func(*Facts) {
	return asked(Request{Funder: "EPCI", Kind: kind, Competent: competent})
}
func theme(t string) func(*Facts) { return func(f *Facts) { f.Theme = t } }
func lapsing(started string, ended string) func(*Facts) {
	return func(f *Facts) {
		f.Programme, f.Act.NotifiedOn = "S", day("2024-03-01")
		f.Execution.Started, f.Execution.StartedOn, f.Execution.EndedOn = new(started != ""), day(started), day(ended)
	}
}
func running(starts, ends string) func(*Facts) {
	return func(f *Facts) { f.Action.StartsOn, f.Action.EndsOn = day(starts), day(ends) }
}
func post(index int, state string) func(*Facts) {
	return func(f *Facts) {
		f.Posts = &Posts{YearIndex: index, State: euros(state), Cost: euros("104000.00"), InDepartement: new(2)}
	}
}
func mildeca(outside bool, natures ...string) func(*Facts) {
	return all(asked(Request{Funder: "MILDECA", Field: "MILDECA"}), func(f *Facts) {
		f.Action.Natures, f.Action.OutsideDepartement = append([]string{}, natures...), &outside
	})
}
func deposited(at string) func(*Facts) {
	return func(f *Facts) { f.Deposit = Filing{At: instant(at), ClosesAt: instant("2026-01-30T22:59:59Z")} }
}
func report(filed string) func(*Facts) {
	return func(f *Facts) {
		f.Accounts.ExerciseEnds, f.Accounts.FiledOn = day("2025-12-31"), day(filed)
	}
}
func decided(requested, decided, left string) func(*Facts) {
	return all(asked(Request{Funder: "FIPD-D", Requested: euros(requested), Decided: euros(decided), EnvelopeLeft: euros(left)}),
		plan(Plan{Cost: money.Euros("74950.00"), Public: euros("58500.00")}))
}

const (
	yearEndSet = `{"rules": {"R48": {"parameters": {"commit_by": "2026-11-20", "pay_by": "2026-12-04"}}}}`
	off        = `{"rules": {"%s": {"enabled": true}}}`
)

var loi2000 = "loi n° 2000-321 du 12 avril 2000, art. "

// bothSides are all the rules, the last cent that passes and the first that
// fails. Figures of the worked example where it has them: P1, P3, P4, P8.
var bothSides = []sides{
	{"R01", Deposit, "CERFA n° 12156*06", budget(Budget{Year: 2026, Charges: money.Euros("33175.00"), Products: money.Euros("33175.00")}),
		budget(Budget{Year: 2026, Charges: money.Euros("33175.00"), Products: money.Euros("33174.99")}), "gap=0.01", ""},
	{"R02", Deposit, "ANC n° 2018-06", budget(Budget{Uses: money.Euros("3540.00"), Sources: money.Euros("3540.00")}),
		budget(Budget{Uses: money.Euros("3540.00"), Sources: money.Euros("3540.01")}), "gap=-0.01", ""},
	{"R03", Deposit, "compte 74", budget(Budget{Account74: money.Euros("20000.00"), Requested: euros("20000.00")}),
		budget(Budget{Account74: money.Euros("20000.00"), Requested: euros("20000.01")}), "gap=0.01", ""},
	{"R04", Deposit, "bénéficiaires éligibles", kind("association", true), kind("person", true), "kind=person", ""},
	{"R05", Deposit, "aucun dossier accepté au-delà", deposited("2026-01-30T23:59:59+01:00"), deposited("2026-01-31T00:00:00+01:00"), "deposited_at=2026-01-30T23:00:00Z accepted_until=2026-01-30T22:59:59Z", ""},
	{"R06", Decision, "part du FIPD", plan(Plan{Cost: money.Euros("82450.00"), FIPD: euros("65960.00")}),
		plan(Plan{Cost: money.Euros("82450.00"), FIPD: euros("65960.01")}), "share=80.00 excess=0.01 ceiling=80.00", ""},
	{"R07", Decision, "cumul des crédits de l'État", all(programme("S"), plan(Plan{Cost: money.Euros("131250.00"), State: euros("105000.00")})),
		all(programme("S"), plan(Plan{Cost: money.Euros("131250.00"), State: euros("105000.01")})), "excess=0.01", ""},
	{"R08", Decision, "part des aides publiques", plan(Plan{Cost: money.Euros("74950.00"), Public: euros("58500.00")}),
		plan(Plan{Cost: money.Euros("82450.00"), Public: euros("66000.00")}), "share=80.05 excess=40.00", ""},
	{"R09", Deposit, "cofinancement", plan(Plan{Cost: money.Euros("60000.00"), FIPD: euros("30000.00")}),
		plan(Plan{Cost: money.Euros("60000.00"), FIPD: euros("30000.01")}), "part=29999.99 short=0.01", ""},
	{"R10", Decision, "art. L1111-10, III", all(programme("S"), kind("commune", false), plan(Plan{Own: euros("20000.00"), Public: euros("80000.00")})),
		all(programme("S"), kind("commune", false), plan(Plan{Own: euros("19999.99"), Public: euros("80000.01")})), "whole=100000.00 short=0.01", ""},
	{"R11", Decision, "décret n° 2018-514 du 25 juin 2018, art. 10", all(programme("S"), plan(Plan{Public: euros("60000.00"), Eligible: euros("60000.00")})),
		all(programme("S"), plan(Plan{Public: euros("60000.01"), Eligible: euros("60000.00")})), "excess=0.01", ""},
	{"R12", Deposit, "montant minimal", asked(Request{Funder: "CD", Requested: euros("3000.00")}), asked(Request{Funder: "CD", Requested: euros("2999.99")}), "minimum=3000.00", fmt.Sprintf(off, "R12")},
	{"R13", Agreement, "décret n° 2001-495 du 6 juin 2001, art. 1er", awards("order", Award{"ÉTAT", "FIPD-D", money.Euros("23000.00")}),
		awards("order", Award{"ÉTAT", "FIPD-D", money.Euros("5000.00")}, Award{"ÉTAT", "MILDECA", money.Euros("18500.00")}), "total=23500.00 threshold=23000.00", ""},
	{"R13b", Payment, "art. R132-4-5", all(asked(Request{Funder: "FIPD-D", Field: "FIPD-D"}), func(f *Facts) { f.Act.Kind, f.Act.SignedOn = "order", day("2026-05-20") }),
		asked(Request{Funder: "FIPD-D", Field: "FIPD-D"}), "act=", ""},
	{"R14", Dashboard, "décret n° 2017-779", all(on("2026-08-20"), func(f *Facts) {
		f.Act = Act{Kind: "agreement", Amount: euros("38000.00"), SignedOn: day("2026-05-20")}
	}), all(on("2026-08-21"), func(f *Facts) {
		f.Act = Act{Kind: "agreement", Amount: euros("38000.00"), SignedOn: day("2026-05-20")}
	}), "limit=2026-08-20", ""},
	{"R15", Deposit, loi2000 + "10-1", func(f *Facts) { f.Applicant.CERSigned = new(true) }, func(f *Facts) { f.Applicant.CERSigned = new(false) }, "signed=false", ""},
	{"R15b", Report, "décret n° 2021-1947", all(accounts("1.00", "1.00", Grant{Funder: "FIPD-D", Awarded: money.Euros("36500.00")}), func(f *Facts) {
		f.Breach = &Breach{day("2027-01-01"), day("2026-01-01"), day("2026-12-31")}
	}), all(accounts("1.00", "1.00", Grant{Funder: "FIPD-D", Awarded: money.Euros("36500.00")}), func(f *Facts) {
		f.Breach = &Breach{day("2026-12-31"), day("2026-01-01"), day("2026-12-31")}
	}), "days_left=1 days=365 withdrawn=100.00", ""},
	{"R16", Decision, "CERFA n° 12156*06", func(f *Facts) {
		f.Applicant.SiretActive, f.Applicant.FormConsistent, f.Applicant.InRNA = new(true), new(true), new(true)
	}, func(f *Facts) {
		f.Applicant.SiretActive, f.Applicant.FormConsistent, f.Applicant.InRNA = new(false), new(true), new(true)
	}, "active=false", ""},
	{"R17", Decision, "renouvellement", renewing(Renewal{ReportFiledOn: day("2026-04-14")}), renewing(Renewal{ReportFiledOn: day("2026-04-15")}), "filed_on=2026-04-15 on=2026-04-14", ""},
	{"R17b", Decision, "instruction FIPD 2025", renewing(Renewal{EvaluationFiledOn: day("2026-04-14")}), renewing(Renewal{ReportFiledOn: day("2026-04-14")}), "filed_on=", ""},
	{"R18", Report, "arrêté du 11 octobre 2006", report("2026-06-30"), report("2026-07-01"), "done_on=2026-07-01 limit=2026-06-30", ""},
	{"R19", Deposit, loi2000 + "9-1", func(f *Facts) { f.Action.ServiceOrdered = new(false) }, func(f *Facts) { f.Action.ServiceOrdered = new(true) }, "ordered=true", ""},
	{"R20", Decision, "art. 5", func(f *Facts) {
		f.Programme, f.Execution.Started, f.Execution.StartedOn, f.Deposit.ReceivedOn = "S", new(true), day("2026-01-20"), day("2026-01-20")
	}, func(f *Facts) {
		f.Programme, f.Execution.Started, f.Execution.StartedOn, f.Deposit.ReceivedOn = "S", new(true), day("2026-01-19"), day("2026-01-20")
	}, "started_on=2026-01-19 received_on=2026-01-20", ""},
	{"R21", Deposit, "période de l'action", running("2026-01-01", "2026-12-31"), running("2026-01-01", "2027-01-01"), "last_year=2026", ""},
	{"R22", Payment, "art. 12", instalments("12600.00", "21000.00", false, 48), instalments("12600.01", "20999.99", false, 48), "advance=30.00 excess=0.01", ""},
	{"R23", Report, "art. 11 et 13", lapsing("2026-03-01", "2026-03-31"), lapsing("2026-03-02", "2026-03-31"), "limit=2026-03-01", ""},
	{"R24", Report, "art. 14", all(accounts("10.00", "8.00"), plan(Plan{Public: euros("8.00")}), func(f *Facts) {
		f.Execution = Execution{ObjectChanged: new(false), Late: new(false), DutiesUnmet: new(false)}
	}), all(accounts("10.00", "7.99"), plan(Plan{Public: euros("8.00")}), func(f *Facts) {
		f.Execution = Execution{ObjectChanged: new(false), Late: new(false), DutiesUnmet: new(false)}
	}), "public=8.00 real_cost=7.99", ""},
	{"R25", Report, "loi n° 2021-875 du 1er juillet 2021, art. 1er", accounts("33175.00", "33175.00", Grant{Funder: "FIPD-D", Awarded: money.Euros("12000.00"), Paid: money.Euros("12000.00")}),
		accounts("33175.00", "25640.25", Grant{Funder: "FIPD-D", Awarded: money.Euros("12000.00"), Paid: money.Euros("12000.00")}), "due=9274.54 recovery=2725.46 decommitted=0.00", ""},
	{"R26", Decision, "art. L242-1", func(f *Facts) { f.Withdrawal = &Withdrawal{GrantedOn: day("2026-05-20"), On: day("2026-09-20")} },
		func(f *Facts) { f.Withdrawal = &Withdrawal{GrantedOn: day("2026-05-20"), On: day("2026-09-21")} }, "limit=2026-09-20", ""},
	{"R27", Dashboard, "loi n° 68-1250 du 31 décembre 1968, art. 1er", all(on("2030-12-31"), func(f *Facts) { f.Claim = &Claim{DueOn: day("2026-05-20")} }),
		all(on("2031-01-01"), func(f *Facts) { f.Claim = &Claim{DueOn: day("2026-05-20")} }), "last_day=2030-12-31", ""},
	{"R28", Report, "clause de tolérance", accounts("100.00", "95.00"), accounts("100.00", "94.99"), "tolerance=5.00 excess=0.01", ""},
	{"R29", Deposit, "amorçage", renewing(Renewal{Count: new(3)}), renewing(Renewal{Count: new(4)}), "renewals=4 most=3", ""},
	{"R30", Deposit, "frais de structure", budget(Budget{Charges: money.Euros("100.00"), Structure: euros("15.00")}), budget(Budget{Charges: money.Euros("100.00"), Structure: euros("15.01")}), "excess=0.01", ""},
	{"R31", Deposit, "dépenses éligibles", budget(Budget{Lines: []Line{{Account: "60"}, {Account: "61", Amount: money.Euros("2135.00")}}}),
		budget(Budget{Lines: []Line{{Account: "60"}, {Account: "2183", Label: "Ordinateurs", Amount: money.Euros("900.00")}}}), "account=2183 amount=900.00", ""},
	{"R32", Deposit, "vidéoprotection", cameraFile(Cameras{Number: 8, Cost: money.Euros("131250.00"), Aid: money.Euros("60000.00")}),
		cameraFile(Cameras{Number: 8, Cost: money.Euros("131250.00"), Aid: money.Euros("60000.01")}), "whole=120000.00 excess=0.01 cameras=8 per_camera=15000.00", fmt.Sprintf(off, "R32")},
	{"R33", Deposit, "sécurisation des écoles", all(programme("S"), func(f *Facts) { f.Equipment.School = &School{Cost: money.Euros("100.00"), Aid: money.Euros("80.00")} }),
		all(programme("S"), func(f *Facts) { f.Equipment.School = &School{Cost: money.Euros("100.00"), Aid: money.Euros("80.01")} }), "excess=0.01", ""},
	{"R34", Deposit, "équipements de police municipale", item(Item{Kind: "vest", Number: 2, Cost: money.Euros("1200.00"), Aid: money.Euros("500.00")}),
		item(Item{Kind: "vest", Number: 3, Cost: money.Euros("1800.00"), Aid: money.Euros("500.01")}), "ceiling=500.00 number=3 counted=2", ""},
	{"R35", Deposit, "cumul DETR et DSIL", all(programme("S"), asked(Request{Field: "DSIL"}), func(f *Facts) { f.Action.DETREligible = new(false) }),
		all(programme("S"), asked(Request{Field: "DSIL"}), func(f *Facts) { f.Action.DETREligible = new(true) }), "detr_eligible=true", ""},
	{"R36", Deposit, "mesure 37.2", asked(Request{Field: "FIPD-D"}), asked(Request{Field: "FIPD-D"}, Request{Field: "P147"}), "both=true allowed=false", `{"rules": {"R36": {"parameters": {"allowed": false}}}}`},
	{"R37", Deposit, "crédits MILDECA", mildeca(false), mildeca(false, "investment"), "excluded=1", ""},
	{"R38", Deposit, "appel local DILCRAH", asked(Request{Field: "DILCRAH"}), all(kind("commune", false), asked(Request{Field: "DILCRAH"})), "kind=commune", ""},
	{"R39", Deposit, "programme 147", all(asked(Request{Field: "P147"}), func(f *Facts) { f.Action.QPVShare = percent("100.00") }),
		all(asked(Request{Field: "P147"}), func(f *Facts) { f.Action.QPVShare = percent("99.99") }), "share=99.99 minimum=100.00", ""},
	{"R40", Deposit, "programme R", all(programme("R"), func(f *Facts) { f.Action.Prison = new(false) }), all(programme("R"), func(f *Facts) { f.Action.Prison = new(true) }), "prison=true", ""},
	{"R41", Dashboard, "mesures 20.1 et 20.2", post(4, "10400.00"), post(4, "10399.99"), "floor=10.00 short=0.01", ""},
	{"R42", Dashboard, "mesure 20", func(f *Facts) { f.Posts = &Posts{InDepartement: new(2)} }, func(f *Facts) { f.Posts = &Posts{InDepartement: new(1)} }, "posts=1 minimum=2", ""},
	{"R43", Dashboard, "mesure 38.1", func(f *Facts) { f.Credits.Central, f.Credits.Evaluation = euros("1000.00"), euros("20.00") },
		func(f *Facts) { f.Credits.Central, f.Credits.Evaluation = euros("1000.00"), euros("19.99") }, "short=0.01", `{"rules": {"R43": {"parameters": {"share": "2.00"}}}}`},
	{"R44", Deposit, "mesure 37.2", all(theme("hatred"), asked(Request{Funder: "DILCRAH", Field: "DILCRAH"}, Request{Funder: "P147", Field: "P147", Reason: "action en QPV"})),
		all(theme("hatred"), asked(Request{Funder: "P147", Field: "P147"})), "theme=hatred place=possible", ""},
	{"R45", Deposit, "mesure 37.3", local("epci", new(true)), local("epci", new(false)), "competent=false", ""},
	{"R46", Decision, "LOLF", decided("30000.00", "26000.00", "26000.00"), decided("30000.00", "26000.01", "26000.00"), "decided=26000.01 envelope_left=26000.00", ""},
	{"R47", Decision, "art. R133-12", func(f *Facts) { f.Recusals = []Recusal{{Person: "Mme Diallo", Funder: "CD"}} },
		func(f *Facts) { f.Recusals = []Recusal{{Person: "Mme Diallo", Funder: "CD", Discussed: true}} }, "discussed=true", ""},
	{"R48", Dashboard, "LOLF", all(on("2026-10-05"), func(f *Facts) { f.Credits.ToCommit, f.Credits.ToPay = euros("12400.00"), euros("0.00") }),
		all(on("2026-10-06"), func(f *Facts) { f.Credits.ToCommit, f.Credits.ToPay = euros("12400.00"), euros("0.00") }), "left=12400.00 days_left=45", yearEndSet},
	{"R49", Deposit, "art. L612-4", func(f *Facts) { f.Subsidies.Year = euros("153000.00") }, func(f *Facts) {
		f.Subsidies = Subsidies{Year: euros("153000.01"), AccountsPublished: new(true), Audited: new(false)}
	}, "total=153000.01 audited=false", ""},
	{"R50", Deposit, "aides publiques sur trois exercices", func(f *Facts) { f.Subsidies.ThreeYears = euros("500000.00") },
		func(f *Facts) { f.Subsidies.ThreeYears = euros("500000.01") }, "threshold=500000.00", ""},
	{"R51", Dashboard, loi2000 + "10", func(f *Facts) { f.Act.NotifiedOn, f.Act.PaidOn = day("2026-05-20"), day("2026-07-19") },
		func(f *Facts) { f.Act.NotifiedOn, f.Act.PaidOn = day("2026-05-20"), day("2026-07-20") }, "pay_by=2026-07-19", ""},
	{"R52", Decision, "art. L5214-16, V", all(kind("commune", false), func(f *Facts) {
		f.Concours = &Concours{money.Euros("30000.00"), money.Euros("30000.00"), new(true), new(true)}
	}), all(kind("commune", false), func(f *Facts) {
		f.Concours = &Concours{money.Euros("30000.01"), money.Euros("30000.00"), new(true), new(true)}
	}), "concours=30000.01 borne=30000.00", ""},
}

// ask returns the verdicts of one rule.
func ask(t *testing.T, id string, m Moment, set func(*Facts), settings string) []Verdict {
	t.Helper()
	f, c := dossier(), At(day("2026-01-01"))
	set(&f)
	if settings == "" {
		settings = "{}"
	}
	s, err := ParseSettings([]byte(settings), c)
	if err != nil {
		t.Fatal(err)
	}
	var found []Verdict
	for _, v := range Evaluate(m, f, c, s) {
		if v.Rule == id {
			found = append(found, v)
		}
	}
	if found == nil {
		t.Fatalf("%s is not asked at %s", id, m)
	}
	return found
}

// worst is failed if one verdict failed, then not assessed, then passed.
func worst(all []Verdict) Verdict {
	rank := map[Outcome]int{NotApplicable: 0, Passed: 1, NotAssessed: 2, Failed: 3}
	found := all[0]
	for _, v := range all {
		if rank[v.Outcome] > rank[found.Outcome] {
			found = v
		}
	}
	return found
}

func TestEveryRuleOnBothSides(t *testing.T) {
	for _, c := range bothSides {
		t.Run(c.id, func(t *testing.T) {
			good, bad := worst(ask(t, c.id, c.moment, c.pass, c.settings)), worst(ask(t, c.id, c.moment, c.fail, c.settings))
			if good.Outcome != Passed || bad.Outcome != Failed {
				t.Fatalf("%s then %s: %s / %s", good.Outcome, bad.Outcome, good.Message, bad.Message)
			}
			for _, v := range []Verdict{good, bad} {
				if !strings.Contains(strings.ToLower(v.Law), strings.ToLower(c.law)) {
					t.Errorf("law %q, want %q in it", v.Law, c.law)
				}
				if len(v.Numbers) == 0 || v.Title == "" || v.Source == "" || v.Remedy == "" || v.Version != 1 {
					t.Errorf("not explained: %+v", v)
				}
			}
			for _, pair := range strings.Fields(c.numbers) {
				name, want, _ := strings.Cut(pair, "=")
				if got, there := bad.Numbers[name]; !there || got != want {
					t.Errorf("%s: %q, want %q in %v", name, got, want, bad.Numbers)
				}
			}
		})
	}
}

// Every rule of the field is there, has a function and has its two sides.
func TestNoRuleIsForgotten(t *testing.T) {
	ids := []string{"R13b", "R15b", "R17b"}
	for n := 1; n <= 52; n++ {
		ids = append(ids, fmt.Sprintf("R%02d", n))
	}
	sided := map[string]bool{}
	for _, c := range bothSides {
		sided[c.id] = true
	}
	c := At(day("2026-01-01"))
	for _, id := range ids {
		if _, known := c.Rule(id); !known || judges[id] == nil || !sided[id] {
			t.Errorf("%s: in the data %v, judged %v, on both sides %v", id, known, judges[id] != nil, sided[id])
		}
	}
	if len(c) != len(ids) || len(judges) != len(ids) {
		t.Errorf("%d rules, %d functions; want %d", len(c), len(judges), len(ids))
	}
}

// A fact that is missing never makes a rule pass, nor fail.
func TestNothingIsSaidOfWhatIsUnknown(t *testing.T) {
	asked := map[string]bool{}
	c := At(day("2026-01-01"))
	for _, m := range Moments {
		for _, v := range Evaluate(m, Facts{}, c, Settings{}) {
			asked[v.Rule] = true
			if (v.Outcome != NotAssessed && v.Outcome != NotApplicable) || v.Message == "" {
				t.Errorf("%s at %s: %s, %s", v.Rule, m, v.Outcome, v.Message)
			}
		}
	}
	if len(asked) != len(c) {
		t.Errorf("%d rules asked of %d", len(asked), len(c))
	}
}
