package rehearsal

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/postgres/postgrestest"
)

var (
	campaigns = flag.Int("campaigns", 80, "how many random campaigns are played")
	firstSeed = flag.Uint64("seed", 1, "seed of the first one")
)

// Every figure of a campaign that nobody wrote by hand is computed twice: by the
// walk, and here, from the definition alone, in whole cents.
func TestRandomCampaignsEndWithTheFiguresOfAnIndependentComputation(t *testing.T) {
	db := postgrestest.Open(t)
	for seed := *firstSeed; seed < *firstSeed+uint64(*campaigns); seed++ {
		text, want := draw(seed)
		got, _, err := rehearse(t, db, text)
		if err != nil {
			t.Errorf("seed %d: a valid campaign is refused: %v", seed, err)
			continue
		}
		if wrong := differing(t, got, want); len(wrong) > 0 {
			t.Errorf("seed %d:\n%s", seed, strings.Join(wrong, "\n"))
		}
	}
}

// differing lists the figures that are not exactly those wanted, key for key.
func differing(t *testing.T, got casefile.Figures, want map[string]any) (wrong []string) {
	t.Helper()
	plain := func(v any) (m map[string]any) {
		text, err := json.Marshal(v)
		if err == nil {
			err = json.Unmarshal(text, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	g, w := plain(got), plain(want)
	for key := range w {
		if !reflect.DeepEqual(g[key], w[key]) {
			wrong = append(wrong, fmt.Sprintf("  %s\n    got  %v\n    want %v", key, g[key], w[key]))
		}
	}
	if len(g) != len(w) {
		wrong = append(wrong, fmt.Sprintf("  got %d figures, want %d", len(g), len(w)))
	}
	return wrong
}

type thing = map[string]any

// dice draws a campaign; cents are whole numbers all along.
type dice struct {
	*rand.Rand
	used map[string]bool
}

func (d dice) chance(percent int) bool       { return d.IntN(100) < percent }
func (d dice) between(low, high int64) int64 { return low + d.Int64N(high-low+1) }
func (d dice) day(c calendar.Date, from, to int) calendar.Date {
	return c.AddDays(int(d.between(int64(from), int64(to))))
}

func one[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// fresh draws until the text was never drawn before.
func (d dice) fresh(text func() string) string {
	for {
		if s := text(); !d.used[s] {
			d.used[s] = true
			return s
		}
	}
}

func (d dice) digits(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + d.IntN(10)))
	}
	return b.String()
}

// euros writes cents; at times without the decimals that say nothing.
func (d dice) euros(cents int64) string {
	switch {
	case cents%100 == 0 && d.chance(20):
		return fmt.Sprint(cents / 100)
	case cents%10 == 0 && d.chance(10):
		return strings.TrimSuffix(wire(cents), "0")
	}
	return wire(cents)
}

func wire(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

// rounded is a × b ÷ c, half up, for positive numbers.
func rounded(a, b, c int64) int64 {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	n.Add(n.Mul(n, big.NewInt(2)), big.NewInt(c))
	return n.Quo(n, big.NewInt(2*c)).Int64()
}

// withKey completes digits by the key of Luhn.
func withKey(digits string) string {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

func (d dice) siret() string {
	return d.fresh(func() string { return withKey(withKey("9"+d.digits(7)) + d.digits(4)) })
}

func (d dice) iban() string {
	bank, branch, account := int64(30001), int64(799), d.between(0, 99_999_999_999)
	rib := fmt.Sprintf("%05d%05d%011d%02d", bank, branch, account, 97-(89*bank+15*branch+3*account)%97)
	n, _ := new(big.Int).SetString(rib+"152700", 10)
	return fmt.Sprintf("FR%02d%s", 98-new(big.Int).Mod(n, big.NewInt(97)).Int64(), rib)
}

type drawnFunder struct {
	code     string
	local    bool
	decided  int64
	request  int64
	envelope int64
}

type drawnGrant struct {
	funder     *drawnFunder
	asked      int64
	answer     string // "", "awarded", "refused"
	amount     int64
	on         calendar.Date
	derogation bool
	ej         string
	line       int
	committed  calendar.Date
	paid       int64
	touched    bool // by a payment
}

type drawnFile struct {
	code       string
	json       thing
	grants     []*drawnGrant
	cost       int64
	other      int64
	final      int64
	years      int
	revised    bool
	reported   bool
	realised   int64
	tally      map[string]int
	votes      thing
	hasSession bool
}

type drawn struct {
	dice
	campaign  thing
	zone      *time.Location
	year      int
	ceiling   int64         // hundredths of percent; -1: none
	tolerance int64         // hundredths of percent
	reviewed  calendar.Date // from this day on, files are ready
	funders   []*drawnFunder
	files     []*drawnFile
	payments  []thing
	exercices map[int]int64
}

// draw makes the campaign of a seed and the figures it must end with.
func draw(seed uint64) (text string, want thing) {
	d := &drawn{dice: dice{rand.New(rand.NewPCG(seed, 99)), map[string]bool{}}, exercices: map[int]int64{}}
	file := thing{"format": "tourdetable/campaign/1", "prefecture": thing{"name": "Préfecture « essai »"}}
	if d.chance(70) {
		file["prefecture"].(thing)["siret"] = d.siret()
	}
	d.drawCampaign()
	d.drawFunders()
	for i := range d.between(0, 7) {
		d.drawFile(int(i))
	}
	session := d.reviewed.AddDays(int(d.between(0, 60)))
	d.decide()
	file["campaign"] = d.campaign
	file["applications"] = d.applicationsOf()
	file["decisions"] = d.decisionsOf()
	file["commitments"] = d.commitmentsOf()
	file["multi_year_agreements"] = d.yearsOf()
	file["financial_reports"] = d.reportsOf()
	d.pay()
	file["payments"] = shuffled(d.dice, d.payments)
	if d.chance(85) {
		file["committee"] = d.committeeOf(session)
	}
	file["funders"] = d.fundersOf()
	for _, key := range []string{"decisions", "commitments", "multi_year_agreements", "financial_reports", "payments"} {
		if list := file[key].([]thing); len(list) == 0 && d.chance(50) {
			delete(file, key)
		}
	}
	want = d.figures()
	if d.chance(50) {
		file["expected"] = want
	}
	bytes, err := json.Marshal(file)
	if err != nil {
		panic(err)
	}
	return string(bytes), want
}

func shuffled[T any](d dice, list []T) []T {
	list = slices.Clone(list)
	if list == nil {
		list = []T{}
	}
	d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func (d *drawn) drawCampaign() {
	departement := one(d.dice, []string{"44", "2A", "2B", "01", "75", "98", "99", "971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"})
	d.zone = calendar.Zone(departement)
	d.year = int(d.between(2020, 2030))
	opens := d.day(calendar.On(d.year-1, 10, 1), 0, 90)
	closes := opens.At(0, 1, d.zone).Add(time.Duration(d.between(0, 23*60)) * time.Minute)
	if d.chance(85) {
		closes = closes.AddDate(0, 0, int(d.between(1, 90)))
	}
	offset := one(d.dice, []int{0, 60, 120, 330, 345, -570, 14 * 60, -12 * 60, 765})
	d.campaign = thing{"year": d.year, "departement": departement, "title": "Appel à projets « sûreté » n° " + d.digits(2), "opens_on": opens.String(),
		"closes_at": closes.In(time.FixedZone("", offset*60)).Format(time.RFC3339)}
	d.reviewed = calendar.DateOf(closes, d.zone).AddDays(2)
	d.ceiling, d.tolerance = -1, 500
	if d.chance(60) {
		d.ceiling = one(d.dice, []int64{8000, 5000, 3333, 10000, 0, 7999})
		d.campaign["public_share_ceiling_percent"] = wire(d.ceiling)
	}
	if d.chance(60) {
		d.tolerance = one(d.dice, []int64{0, 500, 1234, 1, 10000, 250})
		d.campaign["tolerance_percent"] = wire(d.tolerance)
	}
}

func (d *drawn) drawFunders() {
	codes := []string{"FIPD-D", "FIPD-S", "FIPD-R", "FIPD-K", "MILDECA", "P147", "DILCRAH", "CD", "EPCI", "VILLE-1", "VILLE-2", "CAF", "Région", "C.C. du Pays-d'Œuf (sud)", "ville_3", "A", "7", "FIPD"}
	for _, code := range shuffled(d.dice, codes)[:d.between(1, 9)] {
		state := strings.HasPrefix(code, "FIPD") || slices.Contains([]string{"MILDECA", "P147", "DILCRAH"}, code)
		d.funders = append(d.funders, &drawnFunder{code: code, local: !state || state && d.chance(3)})
	}
}

func (d *drawn) fundersOf() (list []thing) {
	for _, f := range d.funders {
		f.envelope = f.decided + one(d.dice, []int64{0, 0, 1, d.between(0, 5_000_000)})
		o := thing{"code": f.code, "name": "Financeur " + f.code + " – œuvre", "kind": "state", "siret": d.siret(), "envelope_euros": d.euros(f.envelope)}
		if f.local {
			o["kind"] = "local"
		}
		if d.chance(50) {
			o["programme_action"] = one(d.dice, []string{"", "216-10", "129"})
		}
		list = append(list, o)
	}
	return list
}

// amount draws cents of every size.
func (d dice) amount() int64 {
	switch d.IntN(10) {
	case 0:
		return d.between(1, 9)
	case 1:
		return d.between(1, 99_999_999_99)
	case 2, 3, 4:
		return d.between(1, 200) * 100_000
	}
	return d.between(1, 10_000_000)
}

func (d *drawn) drawFile(i int) {
	f := &drawnFile{code: fmt.Sprintf("%s%d", one(d.dice, []string{"P", "dossier_", "2026-44.", "X-", "Dossier n° ", "é"}), i), years: int(d.between(1, 4))}
	applicant := thing{"name": "Association « Élan » " + d.digits(2), "siret": d.siret(), "kind": one(d.dice, []string{"association", "foundation", "commune", "epci", "departement", "public_body", "landlord", "enterprise"})}
	if d.chance(60) {
		applicant["rna"] = "W" + d.digits(9)
	}
	if d.chance(60) {
		applicant["iban"] = d.iban()
	}
	if len(d.files) > 0 && d.chance(25) {
		applicant = one(d.dice, d.files).json["applicant"].(thing)
	}
	own, requests := int64(0), thing{}
	if d.chance(70) {
		own = d.amount()
	}
	if d.chance(40) {
		f.other = d.amount()
	}
	f.cost = own + f.other
	for _, funder := range shuffled(d.dice, d.funders)[:d.between(1, int64(min(4, len(d.funders))))] {
		g := &drawnGrant{funder: funder, asked: d.amount()}
		requests[funder.code] = d.euros(g.asked)
		f.cost += g.asked
		funder.request += g.asked
		f.grants = append(f.grants, g)
	}
	f.final = f.cost
	f.json = thing{"code": f.code, "title": "Médiation de l'été n° " + d.digits(3), "applicant": applicant, "cost_euros": d.euros(f.cost), "requests_euros": requests}
	if f.years > 1 || d.chance(50) {
		f.json["years"] = f.years
	}
	if own > 0 || d.chance(50) {
		f.json["own_euros"] = d.euros(own)
	}
	if f.other > 0 || d.chance(50) {
		f.json["other_public_euros"] = d.euros(f.other)
	}
	if d.chance(70) {
		f.json["measures"] = []int{1 + d.IntN(40), 1 + d.IntN(40)}
	}
	d.files = append(d.files, f)
}

func (d *drawn) applicationsOf() []thing {
	list := []thing{}
	for _, f := range d.files {
		list = append(list, f.json)
	}
	return list
}

// decide draws each funder's answer, the revised costs, the reasons that the
// ceiling asks for, the EJ and the reports.
func (d *drawn) decide() {
	ejs := []*drawnGrant{}
	for _, f := range d.files {
		awarded := int64(0)
		for _, g := range f.grants {
			switch n := d.IntN(100); {
			case n < 12: // pending
				continue
			case n < 25:
				g.answer = "refused"
			default:
				g.answer = "awarded"
				g.amount = one(d.dice, []int64{g.asked, g.asked, d.between(1, g.asked), 1})
				g.funder.decided += g.amount
				awarded += g.amount
			}
			g.on = d.day(d.reviewed, 0, 150)
		}
		if awarded > 0 && d.chance(40) {
			f.revised = true
			f.final = awarded + f.other + one(d.dice, []int64{0, 1, d.amount()})
		}
		d.derogate(f)
		last := d.reviewed
		for _, g := range f.grants {
			if g.answer == "" {
				continue
			}
			if g.on.After(last) {
				last = g.on
			}
			if g.answer != "awarded" || g.funder.local || d.chance(15) {
				continue
			}
			g.committed = d.day(g.on, 0, 300)
			g.ej, g.line = d.fresh(func() string { return "21" + d.digits(8) }), one(d.dice, []int{1, 1, 7})
			if len(ejs) > 0 && d.chance(25) {
				other := one(d.dice, ejs)
				g.ej, g.line = other.ej, 10+len(ejs)
			}
			ejs = append(ejs, g)
		}
		if awarded > 0 && d.chance(60) {
			f.reported = true
			f.json["report"] = d.day(last, 0, 400).String()
			f.realised = d.realise(f.final)
		}
	}
}

// derogate gives a reason to the decisions that pass the ceiling, in the order
// in which they are taken.
func (d *drawn) derogate(f *drawnFile) {
	order := slices.Clone(f.grants)
	slices.SortStableFunc(order, func(a, b *drawnGrant) int { return a.on.Compare(b.on) })
	public := f.other
	for _, g := range order {
		if g.answer == "awarded" {
			public += g.amount
			over := new(big.Int).Mul(big.NewInt(public), big.NewInt(10000)).Cmp(new(big.Int).Mul(big.NewInt(d.ceiling), big.NewInt(f.final))) > 0
			g.derogation = d.ceiling >= 0 && over || d.chance(10)
		}
	}
}

// realise draws a real cost around the tolerance, above the cost, or anywhere.
func (d *drawn) realise(final int64) int64 {
	edge := new(big.Int).Mul(big.NewInt(final), big.NewInt(10000-d.tolerance))
	at := new(big.Int).Quo(edge, big.NewInt(10000)).Int64()
	return max(0, one(d.dice, []int64{at, at + 1, at - 1, final, final + d.amount(), 0, d.between(0, final), d.between(0, final)}))
}

func (d *drawn) decisionsOf() []thing {
	type dated struct {
		f *drawnFile
		g *drawnGrant
	}
	var all []dated
	for _, f := range d.files {
		for _, g := range f.grants {
			if g.answer != "" {
				all = append(all, dated{f, g})
			}
		}
	}
	list := []thing{}
	for _, a := range all {
		o := thing{"application": a.f.code, "funder": a.g.funder.code, "outcome": a.g.answer, "on": a.g.on.String()}
		if a.g.answer == "refused" {
			o["reason"] = "Public non ciblé, cœur du dispositif absent"
			if d.chance(20) {
				o["amount_euros"] = "0.00"
			}
		} else {
			o["amount_euros"] = d.euros(a.g.amount)
			if a.g.funder.local {
				o["deliberation"] = "Délib. n° " + d.digits(3)
			}
			if a.g.derogation {
				o["derogation_reason"] = "Public très éloigné de l'emploi"
			}
			if a.f.revised && (d.chance(50) || a.f.firstAward() == a.g) {
				o["revised_cost_euros"] = d.euros(a.f.final)
			}
		}
		list = append(list, o)
	}
	return list
}

func (f *drawnFile) firstAward() *drawnGrant {
	return f.grants[slices.IndexFunc(f.grants, func(g *drawnGrant) bool { return g.answer == "awarded" })]
}

func (d *drawn) commitmentsOf() []thing {
	list := []thing{}
	for _, f := range d.files {
		for _, g := range f.grants {
			if g.ej == "" {
				continue
			}
			o := thing{"application": f.code, "funder": g.funder.code, "ej": g.ej, "on": g.committed.String()}
			if g.line != 1 || d.chance(50) {
				o["ej_line"] = g.line
			}
			list = append(list, o)
		}
	}
	return shuffled(d.dice, list)
}

func (d *drawn) yearsOf() []thing {
	list := []thing{}
	for _, f := range d.files {
		if f.years == 1 || d.chance(40) {
			continue
		}
		tranches := thing{}
		for _, g := range f.grants {
			if g.answer != "awarded" || d.chance(20) {
				continue
			}
			amounts := []string{wire(g.amount)}
			for range f.years - 1 {
				amounts = append(amounts, d.euros(d.between(0, 10_000_000)))
			}
			tranches[g.funder.code] = amounts
		}
		list = append(list, thing{"application": f.code, "first_year": d.year, "years": f.years, "tranches_euros": tranches})
	}
	return list
}

func (d *drawn) reportsOf() []thing {
	list := []thing{}
	for _, f := range d.files {
		on := f.json["report"]
		delete(f.json, "report")
		if f.reported {
			list = append(list, thing{"application": f.code, "on": on, "realised_euros": d.euros(f.realised)})
		}
	}
	return shuffled(d.dice, list)
}

// pay draws the Chorus rows of each commitment: nothing, one payment, parts, a
// rejection re-issued or not, too much, a correction; at any date.
func (d *drawn) pay() {
	for _, f := range d.files {
		for _, g := range f.grants {
			if g.ej == "" {
				continue
			}
			var amounts []int64
			switch d.IntN(9) {
			case 0:
			case 1, 2:
				amounts = []int64{g.amount}
			case 3:
				part := d.between(0, g.amount)
				amounts = []int64{part, g.amount - part}
			case 4:
				amounts = []int64{g.amount, -g.amount}
			case 5:
				amounts = []int64{g.amount, -g.amount, g.amount}
			case 6:
				amounts = []int64{g.amount, d.amount()}
			case 7:
				amounts = []int64{d.between(1, g.amount), -d.between(1, g.amount), d.between(1, g.amount), 1}
			case 8:
				amounts = []int64{-d.amount()}
			}
			on := d.day(g.committed, -60, 500)
			for _, a := range amounts {
				if a != 0 {
					d.row(g, on, a)
				}
				on = d.day(on, 0, 90)
			}
		}
	}
}

func (d *drawn) row(g *drawnGrant, on calendar.Date, cents int64) {
	exercice := on.Year() + one(d.dice, []int{0, 0, 0, 0, 1, -1})
	o := thing{"on": on.String(), "exercice": exercice, "ej": g.ej, "amount_euros": d.euros(cents)}
	if g.line != 1 || d.chance(50) {
		o["ej_line"] = g.line
	}
	o["dp"] = d.fresh(func() string { return d.digits(9) })
	if n := len(d.payments); n > 0 && d.chance(20) {
		o["dp"], o["dp_line"] = d.payments[n-1]["dp"], n+1 // another post of the same DP
	} else if d.chance(50) {
		o["dp_line"] = 1
	}
	d.payments = append(d.payments, o)
	g.paid, g.touched = g.paid+cents, true
	d.exercices[exercice] += cents
}

// committeeOf draws a session: seats of whole funders, of families and of
// nobody's; ballots that reach the quorum on the first file.
func (d *drawn) committeeOf(on calendar.Date) thing {
	seats := []string{}
	for _, f := range d.funders {
		seat, _, _ := strings.Cut(f.code, "-")
		if d.chance(40) {
			seat = f.code
		}
		if !slices.Contains(seats, seat) {
			seats = append(seats, seat)
		}
	}
	for _, free := range []string{"Préfète déléguée", "préfète déléguée", "CAF de l'Hérault", "x"} {
		if d.chance(20) {
			seats = append(seats, free)
		}
	}
	seats = shuffled(d.dice, seats)
	items, company := []thing{}, one(d.dice, []int{80, 80, 0})
	for n, f := range shuffled(d.dice, d.files) {
		if n > 0 && d.chance(20) {
			continue
		}
		ballots := thing{}
		f.tally = map[string]int{"for": 0, "against": 0, "abstain": 0, "recused": 0}
		all := d.chance(15)
		for i, seat := range shuffled(d.dice, seats) {
			if n == 0 && i*2 < len(seats) || d.chance(company) {
				vote := one(d.dice, []string{"for", "for", "against", "abstain", "recused"})
				if all {
					vote = "recused"
				}
				ballots[seat] = vote
				f.tally[vote]++
			}
		}
		items = append(items, thing{"application": f.code, "ballots": ballots})
	}
	o := thing{"on": on.String(), "seats": seats, "items": items}
	if d.chance(60) {
		o["convened_on"] = d.day(on, -40, -5).String()
	}
	if d.chance(50) {
		o["advisory"] = []string{"procureur", "DASEN"}
	}
	return o
}

// figures is the definition of the issue, and nothing else.
func (d *drawn) figures() thing {
	requested, decided, remaining, paid, outstanding := thing{}, thing{}, thing{}, thing{}, thing{}
	shares, tallies, byExercice, byGrant, recoveries := thing{}, thing{}, thing{}, thing{}, thing{}
	requestedTotal, decidedTotal := int64(0), int64(0)
	paidBy := map[string]int64{}
	for _, f := range d.files {
		public := f.other
		for _, g := range f.grants {
			public += g.asked
			paidBy[g.funder.code] += g.paid
			grant := f.code + "/" + g.funder.code
			if g.touched {
				byGrant[grant] = wire(g.paid)
			}
			if g.answer == "awarded" && f.reported {
				got := g.paid
				if g.funder.local {
					got = g.amount
				}
				if back := got - d.due(g.amount, f); back > 0 {
					recoveries[grant] = wire(back)
				}
			}
		}
		shares[f.code] = wire(rounded(public, 10000, f.cost))
		if f.tally != nil {
			tallies[f.code] = f.tally
		}
	}
	for _, f := range d.funders {
		requested[f.code], decided[f.code], remaining[f.code] = wire(f.request), wire(f.decided), wire(f.envelope-f.decided)
		requestedTotal, decidedTotal = requestedTotal+f.request, decidedTotal+f.decided
		if !f.local {
			paid[f.code], outstanding[f.code] = wire(paidBy[f.code]), wire(f.decided-paidBy[f.code])
		}
	}
	for year, cents := range d.exercices {
		byExercice[fmt.Sprint(year)] = wire(cents)
	}
	return thing{"requested_euros": requested, "requested_total_euros": wire(requestedTotal), "decided_euros": decided, "decided_total_euros": wire(decidedTotal),
		"remaining_euros": remaining, "requested_public_share_percent": shares, "tallies": tallies, "paid_euros": paid, "paid_by_exercice_euros": byExercice,
		"paid_net_by_grant_euros": byGrant, "outstanding_euros": outstanding, "recoveries_euros": recoveries}
}

func (d *drawn) due(awarded int64, f *drawnFile) int64 {
	shortfall := new(big.Int).Mul(big.NewInt(f.final-f.realised), big.NewInt(10000))
	if shortfall.Cmp(new(big.Int).Mul(big.NewInt(d.tolerance), big.NewInt(f.final))) <= 0 {
		return awarded
	}
	return min(awarded, rounded(awarded, f.realised, f.final))
}
