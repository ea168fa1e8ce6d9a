package rehearsal

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/committee"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/programme"
	"tourdetable/domain/strategy"
)

// format is the only one read.
const format = "tourdetable/campaign/1"

// Campaign is a whole campaign as a file tells it.
type Campaign struct {
	programme.Campaign
	prefecture   string
	siret        identity.Siret
	funders      []funder
	applications []file
	committee    *session
	decisions    []decision
	commitments  []commitment
	agreements   []years
	payments     []paid
	reports      []report
	depositedAt  time.Time // when files are deposited; zero: the eve of the closing
	// Expected is the file's own figures, nil if it holds none.
	Expected map[string]any
}

type funder struct {
	funding.Funder
	envelope money.Amount
}

type file struct {
	code, title string
	years       int
	measures    []int
	body        party.Organisation
	cost        money.Amount
	requests    []request
	otherPublic money.Amount
	own         money.Amount
}

type request struct {
	funder string
	amount money.Amount
}

type session struct {
	on       calendar.Date
	convened calendar.Date // zero: presumed
	seats    []committee.Seat
	items    []item
}

type item struct {
	application string
	ballots     []ballot
}

type ballot struct{ seat, vote string }

type decision struct {
	application string
	funder      string
	on          calendar.Date
	answer      award.Answer
}

type commitment struct {
	application string
	funder      string
	ej          identity.Ej
	line        int
	on          calendar.Date
}

type years struct {
	application string
	firstYear   int
	tranches    map[string][]money.Amount
}

type paid struct {
	rank int
	on   calendar.Date
	row  chorusfile.Row
}

type report struct {
	application string
	on          calendar.Date
	realised    money.Amount
}

var (
	dpNumber = regexp.MustCompile(`^[A-Za-z0-9]{1,10}$`)
)

// isCode reports whether text may name a funder or a file: people choose it, and
// the slash separates the two in the name of a grant.
func isCode(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && utf8.RuneCountInString(text) <= 40 && !strings.ContainsFunc(text, func(r rune) bool { return r == '/' || unicode.IsControl(r) })
}

// Read reads a campaign file. The error tells every problem found, each with
// its path, the value seen and what was expected; nothing is half-read.
func Read(data []byte) (Campaign, error) {
	root, err := parse(data)
	if err != nil {
		return Campaign{}, err
	}
	r := &reader{}
	root = r.object(root, []string{"format", "campaign", "prefecture", "funders", "applications"},
		[]string{"committee", "decisions", "commitments", "multi_year_agreements", "payments", "financial_reports", "expected"})
	if f := root.fields["format"]; f != nil && f.text != format {
		r.wrong("format", "%s ; attendu : « %s »", f.seen(), format)
	}
	if err := r.err(); err != nil {
		return Campaign{}, err
	}
	c := Campaign{}
	c.readCampaign(r, root.fields["campaign"])
	c.readPrefecture(r, root.fields["prefecture"])
	c.readFunders(r, root.fields["funders"])
	c.readApplications(r, root.fields["applications"])
	c.readCommittee(r, root.fields["committee"])
	c.readDecisions(r, root.fields["decisions"])
	c.readCommitments(r, root.fields["commitments"])
	c.readYears(r, root.fields["multi_year_agreements"])
	c.readPayments(r, root.fields["payments"])
	c.readReports(r, root.fields["financial_reports"])
	for i := range c.applications {
		c.applications[i].years = max(1, c.applications[i].years)
	}
	c.Expected = readExpected(r, root.fields["expected"])
	return c, r.err()
}

func (c *Campaign) readCampaign(r *reader, n *node) {
	n = r.object(n, []string{"year", "departement", "title", "opens_on", "closes_at"}, []string{"public_share_ceiling_percent", "tolerance_percent"})
	c.Year = r.integer(n.fields["year"], 0, 2000, 2100)
	c.Departement = r.text(n.fields["departement"])
	if d := n.fields["departement"]; d != nil && !regexp.MustCompile(`^(\d{2}|2[AB]|9[78]\d)$`).MatchString(c.Departement) {
		r.wrong(d.path, "%s ; attendu : un code de département, par exemple « 44 », « 2A » ou « 974 »", d.seen())
	}
	c.Title = r.name(n.fields["title"])
	c.OpensOn, c.ClosesAt = r.date(n.fields["opens_on"]), r.instant(n.fields["closes_at"])
	c.Rules = programme.DefaultRules()
	if p := n.fields["public_share_ceiling_percent"]; has(p) {
		ceiling := read(r, p, money.ParsePercent)
		c.Rules.PublicShareCeiling = &ceiling
	}
	if p := n.fields["tolerance_percent"]; has(p) {
		c.Rules.Tolerance = read(r, p, money.ParsePercent)
	}
}

func (c *Campaign) readPrefecture(r *reader, n *node) {
	n = r.object(n, []string{"name"}, []string{"siret"})
	c.prefecture = r.name(n.fields["name"])
	c.siret = read(r, n.fields["siret"], identity.ParseSiret)
}

func (c *Campaign) readFunders(r *reader, n *node) {
	for i, n := range r.list(n) {
		n = r.object(n, []string{"code", "name", "kind", "siret", "envelope_euros"}, []string{"programme_action"})
		f := funder{envelope: r.amount(n.fields["envelope_euros"])}
		f.Funder = funding.Funder{Departement: c.Departement, Code: r.text(n.fields["code"]), Name: r.name(n.fields["name"]),
			Kind: funding.Kind(r.text(n.fields["kind"])), Siret: read(r, n.fields["siret"], identity.ParseSiret),
			ProgrammeAction: r.text(n.fields["programme_action"]), Rank: i}
		if k := n.fields["kind"]; k != nil && f.Kind != funding.State && f.Kind != funding.Local {
			r.wrong(k.path, "%s ; attendu : « state » ou « local »", k.seen())
		}
		if k := n.fields["code"]; k != nil && (!isCode(f.Code) || c.funder(f.Code) != nil) {
			r.wrong(k.path, "%s ; attendu : un code unique, de 1 à 40 caractères sans « / »", k.seen())
		}
		if f.envelope.Sign() < 0 {
			r.wrong(n.fields["envelope_euros"].path, "%s ; attendu : un montant positif ou nul", n.fields["envelope_euros"].seen())
		}
		c.funders = append(c.funders, f)
	}
}

func (c *Campaign) funder(code string) *funder {
	for i := range c.funders {
		if c.funders[i].Code == code {
			return &c.funders[i]
		}
	}
	return nil
}

func (c *Campaign) file(code string) *file {
	for i := range c.applications {
		if c.applications[i].code == code {
			return &c.applications[i]
		}
	}
	return nil
}

func (c *Campaign) readApplications(r *reader, n *node) {
	for _, n := range r.list(n) {
		n = r.object(n, []string{"code", "title", "applicant", "cost_euros", "requests_euros"}, []string{"years", "measures", "other_public_euros", "own_euros"})
		f := file{code: r.text(n.fields["code"]), title: r.name(n.fields["title"]), years: r.integer(n.fields["years"], 0, 1, 4),
			cost: r.amount(n.fields["cost_euros"]), otherPublic: r.amount(n.fields["other_public_euros"]), own: r.amount(n.fields["own_euros"])}
		if k := n.fields["code"]; k != nil && (!isCode(f.code) || c.file(f.code) != nil) {
			r.wrong(k.path, "%s ; attendu : un code unique, de 1 à 40 caractères sans « / »", k.seen())
		}
		for _, m := range r.list(n.fields["measures"]) {
			number := r.integer(m, 0, 1, len(strategy.Latest().Measures))
			if number > 0 && !slices.Contains(f.measures, number) {
				f.measures = append(f.measures, number)
			}
		}
		c.readBody(r, &f, n.fields["applicant"])
		c.readRequests(r, &f, n)
		c.applications = append(c.applications, f)
	}
}

func (c *Campaign) readBody(r *reader, f *file, n *node) {
	if n == nil {
		return
	}
	n = r.object(n, []string{"name", "siret", "kind"}, []string{"rna", "iban"})
	f.body = party.Organisation{Name: r.name(n.fields["name"]), Siret: read(r, n.fields["siret"], identity.ParseSiret), Kind: r.text(n.fields["kind"]),
		Rna: read(r, n.fields["rna"], identity.ParseRna), Iban: read(r, n.fields["iban"], identity.ParseIban), Departement: c.Departement}
	if k := n.fields["kind"]; k != nil {
		if _, known := party.Kinds[f.body.Kind]; !known {
			r.wrong(k.path, "%s ; attendu : association, foundation, enterprise, landlord, commune, epci, departement ou public_body", k.seen())
		}
	}
}

func (c *Campaign) readRequests(r *reader, f *file, n *node) {
	requests := n.fields["requests_euros"]
	if requests == nil {
		return
	}
	requests = r.object(requests, nil, requests.keys)
	resources := f.otherPublic.Add(f.own)
	for _, code := range requests.keys {
		n := requests.fields[code]
		amount := r.amount(n)
		switch {
		case c.funder(code) == nil:
			r.wrong(n.path, "financeur inconnu « %s » ; attendu : un code de la liste « funders »", code)
		case amount.Sign() <= 0:
			r.wrong(n.path, "%s ; attendu : un montant positif", n.seen())
		}
		resources = resources.Add(amount)
		f.requests = append(f.requests, request{code, amount})
	}
	for _, key := range []string{"cost_euros", "other_public_euros", "own_euros"} {
		if v := n.fields[key]; has(v) && (r.amountOf(v).Sign() < 0 || key == "cost_euros" && r.amountOf(v).Sign() == 0) {
			r.wrong(v.path, "%s ; attendu : un montant positif", v.seen())
		}
	}
	if cost := n.fields["cost_euros"]; cost != nil && !resources.Equal(f.cost) {
		r.wrong(cost.path, "plan de financement déséquilibré : coût %s, ressources %s ; attendu : l'égalité au centime", f.cost, resources)
	}
	if len(requests.keys) == 0 {
		r.wrong(requests.path, "aucune demande ; attendu : un financeur au moins")
	}
}

// amountOf reads an amount whose problems are already told.
func (r *reader) amountOf(n *node) money.Amount { return (&reader{}).amount(n) }

func (c *Campaign) readCommittee(r *reader, n *node) {
	if !has(n) {
		return
	}
	n = r.object(n, []string{"on", "seats"}, []string{"convened_on", "advisory", "items"})
	s := session{on: r.date(n.fields["on"])}
	if has(n.fields["convened_on"]) {
		s.convened = r.date(n.fields["convened_on"])
	}
	seat := func(n *node, voting bool) {
		code := r.text(n)
		if code == "" || slices.ContainsFunc(s.seats, func(t committee.Seat) bool { return t.Code == code }) {
			r.wrong(n.path, "%s ; attendu : un nom de siège unique", n.seen())
		}
		s.seats = append(s.seats, committee.Seat{Code: code, Voting: voting})
	}
	for _, n := range r.list(n.fields["seats"]) {
		seat(n, true)
	}
	if v := n.fields["seats"]; has(v) && len(s.seats) == 0 {
		r.wrong(v.path, "aucun siège ; attendu : un siège délibérant au moins")
	}
	for _, n := range r.list(n.fields["advisory"]) {
		seat(n, false)
	}
	for _, n := range r.list(n.fields["items"]) {
		s.items = append(s.items, c.readItem(r, s, n))
	}
	c.committee = &s
}

func (c *Campaign) readItem(r *reader, s session, n *node) item {
	n = r.object(n, []string{"application", "ballots"}, nil)
	i := item{application: r.text(n.fields["application"])}
	if a := n.fields["application"]; a != nil {
		switch {
		case c.file(i.application) == nil:
			r.wrong(a.path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.seen())
		case slices.ContainsFunc(s.items, func(o item) bool { return o.application == i.application }):
			r.wrong(a.path, "dossier %s inscrit deux fois à l'ordre du jour", a.seen())
		}
	}
	ballots := n.fields["ballots"]
	if ballots == nil {
		return i
	}
	ballots = r.object(ballots, nil, ballots.keys)
	for _, code := range ballots.keys {
		b := ballots.fields[code]
		vote := r.text(b)
		at := slices.IndexFunc(s.seats, func(t committee.Seat) bool { return t.Code == code })
		switch {
		case at < 0:
			r.wrong(b.path, "siège inconnu « %s » ; attendu : un nom de la liste « seats »", code)
		case vote != "recused" && !s.seats[at].Voting:
			r.wrong(b.path, "vote %s d'un siège consultatif ; attendu : aucun vote", b.seen())
		case !slices.Contains([]string{"for", "against", "abstain", "recused"}, vote):
			r.wrong(b.path, "vote %s ; attendu : for, against, abstain ou recused", b.seen())
		}
		i.ballots = append(i.ballots, ballot{code, vote})
	}
	return i
}

// readPair reads which request an act is about, and checks that it exists.
func (c *Campaign) readPair(r *reader, n *node) (application, funder string) {
	a, f := n.fields["application"], n.fields["funder"]
	application, funder = r.text(a), r.text(f)
	if a == nil || f == nil {
		return
	}
	asked := c.file(application)
	switch {
	case asked == nil:
		r.wrong(a.path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.seen())
	case c.funder(funder) == nil:
		r.wrong(f.path, "financeur inconnu %s ; attendu : un code de la liste « funders »", f.seen())
	case !slices.ContainsFunc(asked.requests, func(q request) bool { return q.funder == funder }):
		r.wrong(f.path, "le dossier %s ne sollicite pas %s ; attendu : un de ses financeurs", application, f.seen())
	}
	return application, funder
}

func (c *Campaign) readDecisions(r *reader, n *node) {
	for _, n := range r.list(n) {
		n = r.object(n, []string{"application", "funder", "outcome", "on"},
			[]string{"amount_euros", "reason", "deliberation", "derogation_reason", "revised_cost_euros"})
		d := decision{on: r.date(n.fields["on"])}
		d.application, d.funder = c.readPair(r, n)
		d.answer = award.Answer{Outcome: award.Outcome(r.text(n.fields["outcome"])), Amount: r.amount(n.fields["amount_euros"]),
			Reason: r.text(n.fields["reason"]), Deliberation: r.text(n.fields["deliberation"]), DerogationReason: r.text(n.fields["derogation_reason"])}
		if o := n.fields["outcome"]; o != nil && d.answer.Outcome != award.Awarded && d.answer.Outcome != award.Refused {
			r.wrong(o.path, "%s ; attendu : awarded ou refused", o.seen())
		}
		if d.answer.Outcome == award.Awarded && !has(n.fields["amount_euros"]) {
			r.wrong(n.path+".amount_euros", "clé absente ; une attribution porte un montant")
		}
		if v := n.fields["revised_cost_euros"]; has(v) {
			cost := r.amount(v)
			d.answer.RevisedCost = &cost
		}
		if slices.ContainsFunc(c.decisions, func(o decision) bool { return o.application == d.application && o.funder == d.funder }) {
			r.wrong(n.path, "%s décide deux fois du dossier %s ; attendu : une seule décision", d.funder, d.application)
		}
		c.decisions = append(c.decisions, d)
	}
	c.shareRevisedCosts(r, n)
}

// shareRevisedCosts gives every decision of a file the file's one revised cost.
func (c *Campaign) shareRevisedCosts(r *reader, n *node) {
	costs := map[string]*money.Amount{}
	for i, d := range c.decisions {
		cost := d.answer.RevisedCost
		if cost == nil {
			continue
		}
		if kept := costs[d.application]; kept != nil && !kept.Equal(*cost) {
			r.wrong(n.items[i].path+".revised_cost_euros", "« %s » ; attendu : %s, le coût révisé déjà donné pour le dossier %s", cost, kept, d.application)
		}
		costs[d.application] = cost
	}
	for i := range c.decisions {
		c.decisions[i].answer.RevisedCost = costs[c.decisions[i].application]
	}
}

func (c *Campaign) readCommitments(r *reader, n *node) {
	for _, n := range r.list(n) {
		n = r.object(n, []string{"application", "funder", "ej", "on"}, []string{"ej_line"})
		m := commitment{ej: read(r, n.fields["ej"], identity.ParseEj), line: r.integer(n.fields["ej_line"], 1, 1, 99999), on: r.date(n.fields["on"])}
		m.application, m.funder = c.readPair(r, n)
		c.commitments = append(c.commitments, m)
	}
}

func (c *Campaign) readYears(r *reader, n *node) {
	for _, n := range r.list(n) {
		n = r.object(n, []string{"application", "first_year", "years", "tranches_euros"}, []string{"other_public_euros", "state_floor_percent_after"})
		y := years{application: r.text(n.fields["application"]), firstYear: r.integer(n.fields["first_year"], c.Year, 2000, 2100), tranches: map[string][]money.Amount{}}
		length := r.integer(n.fields["years"], 0, 2, 4)
		f := c.file(y.application)
		switch a := n.fields["application"]; {
		case !has(a):
		case f == nil:
			r.wrong(a.path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.seen())
		case slices.ContainsFunc(c.agreements, func(o years) bool { return o.application == y.application }):
			r.wrong(a.path, "seconde convention pluriannuelle du dossier %s ; attendu : une seule", a.seen())
		case f.years == 0:
			f.years = length
		case length != 0 && f.years != length:
			r.wrong(n.fields["years"].path, "%d ans ; attendu : %d, la durée du dossier %s", length, f.years, f.code)
		}
		read(r, n.fields["state_floor_percent_after"], money.ParsePercent)
		if others := n.fields["other_public_euros"]; has(others) {
			r.tranches(others, length)
		}
		if t := n.fields["tranches_euros"]; has(t) {
			t = r.object(t, nil, t.keys)
			for _, code := range t.keys {
				if c.funder(code) == nil {
					r.wrong(t.fields[code].path, "financeur inconnu « %s » ; attendu : un code de la liste « funders »", code)
				}
				y.tranches[code] = r.tranches(t.fields[code], length)
			}
		}
		c.agreements = append(c.agreements, y)
	}
}

// tranches reads one amount for each of the years of an agreement.
func (r *reader) tranches(n *node, length int) (amounts []money.Amount) {
	items := r.list(n)
	if length > 0 && len(items) != length {
		r.wrong(n.path, "%d tranches ; attendu : %d, une par année", len(items), length)
	}
	for _, i := range items {
		a := r.amount(i)
		if a.Sign() < 0 || !has(i) {
			r.wrong(i.path, "%s ; attendu : un montant positif ou nul", i.seen())
		}
		amounts = append(amounts, a)
	}
	return amounts
}

// paymentsMax bounds what the payments of a file add up to: no account of the
// ledger holds more.
var paymentsMax = money.Euros("999999999999.99")

func (c *Campaign) readPayments(r *reader, n *node) {
	before, total := map[string]string{}, money.Zero
	for _, n := range r.list(n) {
		n = r.object(n, []string{"on", "exercice", "ej", "dp", "amount_euros"}, []string{"ej_line", "dp_line"})
		p := paid{on: r.date(n.fields["on"])}
		p.row = chorusfile.Row{Layout: chorusfile.Extraction, Stage: chorusfile.Paid, Ej: read(r, n.fields["ej"], identity.ParseEj), EjLine: r.integer(n.fields["ej_line"], 1, 1, 99999),
			Dp: r.text(n.fields["dp"]), DpLine: r.integer(n.fields["dp_line"], 1, 1, 99999),
			Exercice: r.integer(n.fields["exercice"], 0, 2000, 2100), OperationDate: p.on, Amount: r.amount(n.fields["amount_euros"])}
		if d := n.fields["dp"]; d != nil && !dpNumber.MatchString(p.row.Dp) {
			r.wrong(d.path, "%s ; attendu : 1 à 10 lettres ou chiffres", d.seen())
		}
		if a := n.fields["amount_euros"]; a != nil && p.row.Amount.IsZero() {
			r.wrong(a.path, "%s ; attendu : un montant non nul", a.seen())
		}
		if total = total.Add(p.row.Amount.Abs()); !total.Less(paymentsMax) {
			r.wrong(n.fields["amount_euros"].path, "total des paiements de %s ; attendu : moins de mille milliards d'euros", total.French())
			total = money.Zero
		}
		c.knownEj(r, n, p.row)
		k := p.row.Key()
		if first := before[k]; first != "" {
			r.wrong(n.path, "DP « %s » poste %d déjà écrite en %s ; attendu : une ligne par poste de DP", p.row.Dp, p.row.DpLine, first)
		}
		before[k] = n.path
		c.payments = append(c.payments, p)
	}
}

func (c *Campaign) knownEj(r *reader, n *node, row chorusfile.Row) {
	if row.Ej.IsZero() {
		return
	}
	ej, line := false, false
	for _, m := range c.commitments {
		ej = ej || m.ej == row.Ej
		line = line || m.ej == row.Ej && m.line == row.EjLine
	}
	switch {
	case !ej:
		r.wrong(n.fields["ej"].path, "EJ inconnu %s ; attendu : un EJ de la liste « commitments »", n.fields["ej"].seen())
	case !line:
		r.wrong(n.path+".ej_line", "poste %d de l'EJ %s inconnu ; attendu : un poste de la liste « commitments »", row.EjLine, row.Ej)
	}
}

func (c *Campaign) readReports(r *reader, n *node) {
	for _, n := range r.list(n) {
		n = r.object(n, []string{"application", "on", "realised_euros"}, nil)
		p := report{application: r.text(n.fields["application"]), on: r.date(n.fields["on"]), realised: r.amount(n.fields["realised_euros"])}
		if a := n.fields["application"]; a != nil {
			switch {
			case c.file(p.application) == nil:
				r.wrong(a.path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.seen())
			case slices.ContainsFunc(c.reports, func(o report) bool { return o.application == p.application }):
				r.wrong(a.path, "second compte rendu du dossier %s ; attendu : un seul", a.seen())
			}
		}
		if v := n.fields["realised_euros"]; v != nil && p.realised.Sign() < 0 {
			r.wrong(v.path, "%s ; attendu : un montant positif ou nul", v.seen())
		}
		c.reports = append(c.reports, p)
	}
}

// morning is ten in the morning of a day, legal time of the campaign: when the
// acts of that day are played.
func (c *Campaign) morning(d calendar.Date) time.Time { return d.At(10, 0, c.Zone()) }
