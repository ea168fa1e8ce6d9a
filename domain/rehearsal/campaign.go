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
	"tourdetable/domain/strictjson"
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
	root, err := strictjson.Parse(data, ErrFile)
	if err != nil {
		return Campaign{}, err
	}
	r := newReader()
	root = r.Object(root, []string{"format", "campaign", "prefecture", "funders", "applications"},
		[]string{"committee", "decisions", "commitments", "multi_year_agreements", "payments", "financial_reports", "expected"})
	if f := root.Fields["format"]; f != nil && f.Text != format {
		r.Wrong("format", "%s ; attendu : « %s »", f.Seen(), format)
	}
	if err := r.Err(); err != nil {
		return Campaign{}, err
	}
	c := Campaign{}
	c.readCampaign(r, root.Fields["campaign"])
	c.readPrefecture(r, root.Fields["prefecture"])
	c.readFunders(r, root.Fields["funders"])
	c.readApplications(r, root.Fields["applications"])
	c.readCommittee(r, root.Fields["committee"])
	c.readDecisions(r, root.Fields["decisions"])
	c.readCommitments(r, root.Fields["commitments"])
	c.readYears(r, root.Fields["multi_year_agreements"])
	c.readPayments(r, root.Fields["payments"])
	c.readReports(r, root.Fields["financial_reports"])
	for i := range c.applications {
		c.applications[i].years = max(1, c.applications[i].years)
	}
	c.Expected = readExpected(r, root.Fields["expected"])
	return c, r.Err()
}

func (c *Campaign) readCampaign(r *reader, n *node) {
	n = r.Object(n, []string{"year", "departement", "title", "opens_on", "closes_at"}, []string{"public_share_ceiling_percent", "tolerance_percent"})
	c.Year = r.Integer(n.Fields["year"], 0, 2000, 2100)
	c.Departement = r.Text(n.Fields["departement"])
	if d := n.Fields["departement"]; d != nil && !regexp.MustCompile(`^(\d{2}|2[AB]|9[78]\d)$`).MatchString(c.Departement) {
		r.Wrong(d.Path, "%s ; attendu : un code de département, par exemple « 44 », « 2A » ou « 974 »", d.Seen())
	}
	c.Title = r.Name(n.Fields["title"])
	c.OpensOn, c.ClosesAt = r.date(n.Fields["opens_on"]), r.instant(n.Fields["closes_at"])
	c.Rules = programme.DefaultRules()
	if p := n.Fields["public_share_ceiling_percent"]; strictjson.Has(p) {
		ceiling := strictjson.Read(&r.Reader, p, money.ParsePercent)
		c.Rules.PublicShareCeiling = &ceiling
	}
	if p := n.Fields["tolerance_percent"]; strictjson.Has(p) {
		c.Rules.Tolerance = strictjson.Read(&r.Reader, p, money.ParsePercent)
	}
}

func (c *Campaign) readPrefecture(r *reader, n *node) {
	n = r.Object(n, []string{"name"}, []string{"siret"})
	c.prefecture = r.Name(n.Fields["name"])
	c.siret = strictjson.Read(&r.Reader, n.Fields["siret"], identity.ParseSiret)
}

func (c *Campaign) readFunders(r *reader, n *node) {
	for i, n := range r.List(n) {
		n = r.Object(n, []string{"code", "name", "kind", "siret", "envelope_euros"}, []string{"programme_action"})
		f := funder{envelope: r.amount(n.Fields["envelope_euros"])}
		f.Funder = funding.Funder{Departement: c.Departement, Code: r.Text(n.Fields["code"]), Name: r.Name(n.Fields["name"]),
			Kind: funding.Kind(r.Text(n.Fields["kind"])), Siret: strictjson.Read(&r.Reader, n.Fields["siret"], identity.ParseSiret),
			ProgrammeAction: r.Text(n.Fields["programme_action"]), Rank: i}
		if k := n.Fields["kind"]; k != nil && f.Kind != funding.State && f.Kind != funding.Local {
			r.Wrong(k.Path, "%s ; attendu : « state » ou « local »", k.Seen())
		}
		if k := n.Fields["code"]; k != nil && (!isCode(f.Code) || c.funder(f.Code) != nil) {
			r.Wrong(k.Path, "%s ; attendu : un code unique, de 1 à 40 caractères sans « / »", k.Seen())
		}
		if f.envelope.Sign() < 0 {
			r.Wrong(n.Fields["envelope_euros"].Path, "%s ; attendu : un montant positif ou nul", n.Fields["envelope_euros"].Seen())
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
	for _, n := range r.List(n) {
		n = r.Object(n, []string{"code", "title", "applicant", "cost_euros", "requests_euros"}, []string{"years", "measures", "other_public_euros", "own_euros"})
		f := file{code: r.Text(n.Fields["code"]), title: r.Name(n.Fields["title"]), years: r.Integer(n.Fields["years"], 0, 1, 4),
			cost: r.amount(n.Fields["cost_euros"]), otherPublic: r.amount(n.Fields["other_public_euros"]), own: r.amount(n.Fields["own_euros"])}
		if k := n.Fields["code"]; k != nil && (!isCode(f.code) || c.file(f.code) != nil) {
			r.Wrong(k.Path, "%s ; attendu : un code unique, de 1 à 40 caractères sans « / »", k.Seen())
		}
		for _, m := range r.List(n.Fields["measures"]) {
			number := r.Integer(m, 0, 1, len(strategy.Latest().Measures))
			if number > 0 && !slices.Contains(f.measures, number) {
				f.measures = append(f.measures, number)
			}
		}
		c.readBody(r, &f, n.Fields["applicant"])
		c.readRequests(r, &f, n)
		c.applications = append(c.applications, f)
	}
}

func (c *Campaign) readBody(r *reader, f *file, n *node) {
	if n == nil {
		return
	}
	n = r.Object(n, []string{"name", "siret", "kind"}, []string{"rna", "iban"})
	f.body = party.Organisation{Name: r.Name(n.Fields["name"]), Siret: strictjson.Read(&r.Reader, n.Fields["siret"], identity.ParseSiret), Kind: r.Text(n.Fields["kind"]),
		Rna: strictjson.Read(&r.Reader, n.Fields["rna"], identity.ParseRna), Iban: strictjson.Read(&r.Reader, n.Fields["iban"], identity.ParseIban), Departement: c.Departement}
	if k := n.Fields["kind"]; k != nil {
		if _, known := party.Kinds[f.body.Kind]; !known {
			r.Wrong(k.Path, "%s ; attendu : association, foundation, enterprise, landlord, commune, epci, departement ou public_body", k.Seen())
		}
	}
}

func (c *Campaign) readRequests(r *reader, f *file, n *node) {
	requests := n.Fields["requests_euros"]
	if requests == nil {
		return
	}
	requests = r.Object(requests, nil, requests.Keys)
	resources := f.otherPublic.Add(f.own)
	for _, code := range requests.Keys {
		n := requests.Fields[code]
		amount := r.amount(n)
		switch {
		case c.funder(code) == nil:
			r.Wrong(n.Path, "financeur inconnu « %s » ; attendu : un code de la liste « funders »", code)
		case amount.Sign() <= 0:
			r.Wrong(n.Path, "%s ; attendu : un montant positif", n.Seen())
		}
		resources = resources.Add(amount)
		f.requests = append(f.requests, request{code, amount})
	}
	for _, key := range []string{"cost_euros", "other_public_euros", "own_euros"} {
		if v := n.Fields[key]; strictjson.Has(v) && (r.amountOf(v).Sign() < 0 || key == "cost_euros" && r.amountOf(v).Sign() == 0) {
			r.Wrong(v.Path, "%s ; attendu : un montant positif", v.Seen())
		}
	}
	if cost := n.Fields["cost_euros"]; cost != nil && !resources.Equal(f.cost) {
		r.Wrong(cost.Path, "plan de financement déséquilibré : coût %s, ressources %s ; attendu : l'égalité au centime", f.cost, resources)
	}
	if len(requests.Keys) == 0 {
		r.Wrong(requests.Path, "aucune demande ; attendu : un financeur au moins")
	}
}

// amountOf reads an amount whose problems are already told.
func (r *reader) amountOf(n *node) money.Amount { return newReader().amount(n) }

func (c *Campaign) readCommittee(r *reader, n *node) {
	if !strictjson.Has(n) {
		return
	}
	n = r.Object(n, []string{"on", "seats"}, []string{"convened_on", "advisory", "items"})
	s := session{on: r.date(n.Fields["on"])}
	if strictjson.Has(n.Fields["convened_on"]) {
		s.convened = r.date(n.Fields["convened_on"])
	}
	seat := func(n *node, voting bool) {
		code := r.Text(n)
		if code == "" || slices.ContainsFunc(s.seats, func(t committee.Seat) bool { return t.Code == code }) {
			r.Wrong(n.Path, "%s ; attendu : un nom de siège unique", n.Seen())
		}
		s.seats = append(s.seats, committee.Seat{Code: code, Voting: voting})
	}
	for _, n := range r.List(n.Fields["seats"]) {
		seat(n, true)
	}
	if v := n.Fields["seats"]; strictjson.Has(v) && len(s.seats) == 0 {
		r.Wrong(v.Path, "aucun siège ; attendu : un siège délibérant au moins")
	}
	for _, n := range r.List(n.Fields["advisory"]) {
		seat(n, false)
	}
	for _, n := range r.List(n.Fields["items"]) {
		s.items = append(s.items, c.readItem(r, s, n))
	}
	c.committee = &s
}

func (c *Campaign) readItem(r *reader, s session, n *node) item {
	n = r.Object(n, []string{"application", "ballots"}, nil)
	i := item{application: r.Text(n.Fields["application"])}
	if a := n.Fields["application"]; a != nil {
		switch {
		case c.file(i.application) == nil:
			r.Wrong(a.Path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.Seen())
		case slices.ContainsFunc(s.items, func(o item) bool { return o.application == i.application }):
			r.Wrong(a.Path, "dossier %s inscrit deux fois à l'ordre du jour", a.Seen())
		}
	}
	ballots := n.Fields["ballots"]
	if ballots == nil {
		return i
	}
	ballots = r.Object(ballots, nil, ballots.Keys)
	for _, code := range ballots.Keys {
		b := ballots.Fields[code]
		vote := r.Text(b)
		at := slices.IndexFunc(s.seats, func(t committee.Seat) bool { return t.Code == code })
		switch {
		case at < 0:
			r.Wrong(b.Path, "siège inconnu « %s » ; attendu : un nom de la liste « seats »", code)
		case vote != "recused" && !s.seats[at].Voting:
			r.Wrong(b.Path, "vote %s d'un siège consultatif ; attendu : aucun vote", b.Seen())
		case !slices.Contains([]string{"for", "against", "abstain", "recused"}, vote):
			r.Wrong(b.Path, "vote %s ; attendu : for, against, abstain ou recused", b.Seen())
		}
		i.ballots = append(i.ballots, ballot{code, vote})
	}
	return i
}

// readPair reads which request an act is about, and checks that it exists.
func (c *Campaign) readPair(r *reader, n *node) (application, funder string) {
	a, f := n.Fields["application"], n.Fields["funder"]
	application, funder = r.Text(a), r.Text(f)
	if a == nil || f == nil {
		return
	}
	asked := c.file(application)
	switch {
	case asked == nil:
		r.Wrong(a.Path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.Seen())
	case c.funder(funder) == nil:
		r.Wrong(f.Path, "financeur inconnu %s ; attendu : un code de la liste « funders »", f.Seen())
	case !slices.ContainsFunc(asked.requests, func(q request) bool { return q.funder == funder }):
		r.Wrong(f.Path, "le dossier %s ne sollicite pas %s ; attendu : un de ses financeurs", application, f.Seen())
	}
	return application, funder
}

func (c *Campaign) readDecisions(r *reader, n *node) {
	for _, n := range r.List(n) {
		n = r.Object(n, []string{"application", "funder", "outcome", "on"},
			[]string{"amount_euros", "reason", "deliberation", "derogation_reason", "revised_cost_euros"})
		d := decision{on: r.date(n.Fields["on"])}
		d.application, d.funder = c.readPair(r, n)
		d.answer = award.Answer{Outcome: award.Outcome(r.Text(n.Fields["outcome"])), Amount: r.amount(n.Fields["amount_euros"]),
			Reason: r.Text(n.Fields["reason"]), Deliberation: r.Text(n.Fields["deliberation"]), DerogationReason: r.Text(n.Fields["derogation_reason"])}
		if o := n.Fields["outcome"]; o != nil && d.answer.Outcome != award.Awarded && d.answer.Outcome != award.Refused {
			r.Wrong(o.Path, "%s ; attendu : awarded ou refused", o.Seen())
		}
		if d.answer.Outcome == award.Awarded && !strictjson.Has(n.Fields["amount_euros"]) {
			r.Wrong(n.Path+".amount_euros", "clé absente ; une attribution porte un montant")
		}
		if v := n.Fields["revised_cost_euros"]; strictjson.Has(v) {
			cost := r.amount(v)
			d.answer.RevisedCost = &cost
		}
		if slices.ContainsFunc(c.decisions, func(o decision) bool { return o.application == d.application && o.funder == d.funder }) {
			r.Wrong(n.Path, "%s décide deux fois du dossier %s ; attendu : une seule décision", d.funder, d.application)
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
			r.Wrong(n.Items[i].Path+".revised_cost_euros", "« %s » ; attendu : %s, le coût révisé déjà donné pour le dossier %s", cost, kept, d.application)
		}
		costs[d.application] = cost
	}
	for i := range c.decisions {
		c.decisions[i].answer.RevisedCost = costs[c.decisions[i].application]
	}
}

func (c *Campaign) readCommitments(r *reader, n *node) {
	for _, n := range r.List(n) {
		n = r.Object(n, []string{"application", "funder", "ej", "on"}, []string{"ej_line"})
		m := commitment{ej: strictjson.Read(&r.Reader, n.Fields["ej"], identity.ParseEj), line: r.Integer(n.Fields["ej_line"], 1, 1, 99999), on: r.date(n.Fields["on"])}
		m.application, m.funder = c.readPair(r, n)
		c.commitments = append(c.commitments, m)
	}
}

func (c *Campaign) readYears(r *reader, n *node) {
	for _, n := range r.List(n) {
		n = r.Object(n, []string{"application", "first_year", "years", "tranches_euros"}, []string{"other_public_euros", "state_floor_percent_after"})
		y := years{application: r.Text(n.Fields["application"]), firstYear: r.Integer(n.Fields["first_year"], c.Year, 2000, 2100), tranches: map[string][]money.Amount{}}
		length := r.Integer(n.Fields["years"], 0, 2, 4)
		f := c.file(y.application)
		switch a := n.Fields["application"]; {
		case !strictjson.Has(a):
		case f == nil:
			r.Wrong(a.Path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.Seen())
		case slices.ContainsFunc(c.agreements, func(o years) bool { return o.application == y.application }):
			r.Wrong(a.Path, "seconde convention pluriannuelle du dossier %s ; attendu : une seule", a.Seen())
		case f.years == 0:
			f.years = length
		case length != 0 && f.years != length:
			r.Wrong(n.Fields["years"].Path, "%d ans ; attendu : %d, la durée du dossier %s", length, f.years, f.code)
		}
		strictjson.Read(&r.Reader, n.Fields["state_floor_percent_after"], money.ParsePercent)
		if others := n.Fields["other_public_euros"]; strictjson.Has(others) {
			r.tranches(others, length)
		}
		if t := n.Fields["tranches_euros"]; strictjson.Has(t) {
			t = r.Object(t, nil, t.Keys)
			for _, code := range t.Keys {
				if c.funder(code) == nil {
					r.Wrong(t.Fields[code].Path, "financeur inconnu « %s » ; attendu : un code de la liste « funders »", code)
				}
				y.tranches[code] = r.tranches(t.Fields[code], length)
			}
		}
		c.agreements = append(c.agreements, y)
	}
}

// tranches reads one amount for each of the years of an agreement.
func (r *reader) tranches(n *node, length int) (amounts []money.Amount) {
	items := r.List(n)
	if length > 0 && len(items) != length {
		r.Wrong(n.Path, "%d tranches ; attendu : %d, une par année", len(items), length)
	}
	for _, i := range items {
		a := r.amount(i)
		if a.Sign() < 0 || !strictjson.Has(i) {
			r.Wrong(i.Path, "%s ; attendu : un montant positif ou nul", i.Seen())
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
	for _, n := range r.List(n) {
		n = r.Object(n, []string{"on", "exercice", "ej", "dp", "amount_euros"}, []string{"ej_line", "dp_line"})
		p := paid{on: r.date(n.Fields["on"])}
		p.row = chorusfile.Row{Layout: chorusfile.Extraction, Stage: chorusfile.Paid, Ej: strictjson.Read(&r.Reader, n.Fields["ej"], identity.ParseEj), EjLine: r.Integer(n.Fields["ej_line"], 1, 1, 99999),
			Dp: r.Text(n.Fields["dp"]), DpLine: r.Integer(n.Fields["dp_line"], 1, 1, 99999),
			Exercice: r.Integer(n.Fields["exercice"], 0, 2000, 2100), OperationDate: p.on, Amount: r.amount(n.Fields["amount_euros"])}
		if d := n.Fields["dp"]; d != nil && !dpNumber.MatchString(p.row.Dp) {
			r.Wrong(d.Path, "%s ; attendu : 1 à 10 lettres ou chiffres", d.Seen())
		}
		if a := n.Fields["amount_euros"]; a != nil && p.row.Amount.IsZero() {
			r.Wrong(a.Path, "%s ; attendu : un montant non nul", a.Seen())
		}
		if total = total.Add(p.row.Amount.Abs()); !total.Less(paymentsMax) {
			r.Wrong(n.Fields["amount_euros"].Path, "total des paiements de %s ; attendu : moins de mille milliards d'euros", total.French())
			total = money.Zero
		}
		c.knownEj(r, n, p.row)
		k := p.row.Key()
		if first := before[k]; first != "" {
			r.Wrong(n.Path, "DP « %s » poste %d déjà écrite en %s ; attendu : une ligne par poste de DP", p.row.Dp, p.row.DpLine, first)
		}
		before[k] = n.Path
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
		r.Wrong(n.Fields["ej"].Path, "EJ inconnu %s ; attendu : un EJ de la liste « commitments »", n.Fields["ej"].Seen())
	case !line:
		r.Wrong(n.Path+".ej_line", "poste %d de l'EJ %s inconnu ; attendu : un poste de la liste « commitments »", row.EjLine, row.Ej)
	}
}

func (c *Campaign) readReports(r *reader, n *node) {
	for _, n := range r.List(n) {
		n = r.Object(n, []string{"application", "on", "realised_euros"}, nil)
		p := report{application: r.Text(n.Fields["application"]), on: r.date(n.Fields["on"]), realised: r.amount(n.Fields["realised_euros"])}
		if a := n.Fields["application"]; a != nil {
			switch {
			case c.file(p.application) == nil:
				r.Wrong(a.Path, "dossier inconnu %s ; attendu : un code de la liste « applications »", a.Seen())
			case slices.ContainsFunc(c.reports, func(o report) bool { return o.application == p.application }):
				r.Wrong(a.Path, "second compte rendu du dossier %s ; attendu : un seul", a.Seen())
			}
		}
		if v := n.Fields["realised_euros"]; v != nil && p.realised.Sign() < 0 {
			r.Wrong(v.Path, "%s ; attendu : un montant positif ou nul", v.Seen())
		}
		c.reports = append(c.reports, p)
	}
}

// morning is ten in the morning of a day, legal time of the campaign: when the
// acts of that day are played.
func (c *Campaign) morning(d calendar.Date) time.Time { return d.At(10, 0, c.Zone()) }
