package solver

import (
	"math"
	"slices"

	"tourdetable/domain/money"
)

// unbound is the bound that does not bind, in cents.
const unbound = int64(math.MaxInt64)

// problem is an instance in cents and indexes. Requests are facts; every other
// number of it is a rule, and can be dropped (see rules).
type problem struct {
	envelopes []int64
	earmarks  []earmark
	projects  []project
	pairs     []pair
	apart     [][2]int // incompatible projects
}

type earmark struct {
	funder   int
	field    string
	low, top int64
	pairs    []int
}

type project struct {
	weight     int64
	room       int64
	minimum    int64
	whole      bool // all or nothing
	maxFunders int
	pairs      []int
}

type pair struct {
	project, funder  int
	request, minimum int64
	locked           int64 // -1 if free
}

// problemOf reads an instance that check has let in.
func problemOf(in Instance) *problem {
	p := &problem{}
	funders, projects := map[string]int{}, map[string]int{}
	for i, f := range in.Funders {
		funders[f.Code] = i
		p.envelopes = append(p.envelopes, f.Envelope.Cents())
	}
	for i, x := range in.Projects {
		projects[x.Code] = i
		most := math.MaxInt
		if x.MaxFunders != nil {
			most = *x.MaxFunders
		}
		p.projects = append(p.projects, project{weight: x.Weight, room: cents(x.PublicRoom, unbound), minimum: x.Minimum.Cents(), whole: x.AllOrNothing, maxFunders: most})
	}
	byField := map[int]map[string][]int{}
	for i, x := range in.Pairs {
		c := pair{projects[x.Project], funders[x.Funder], x.Request.Cents(), x.MinimumGrant.Cents(), cents(x.Locked, -1)}
		p.pairs = append(p.pairs, c)
		p.projects[c.project].pairs = append(p.projects[c.project].pairs, i)
		if field := in.Projects[c.project].Field; field != "" {
			if byField[c.funder] == nil {
				byField[c.funder] = map[string][]int{}
			}
			byField[c.funder][field] = append(byField[c.funder][field], i)
		}
	}
	for i, f := range in.Funders {
		for _, e := range f.Earmarks {
			p.earmarks = append(p.earmarks, earmark{i, e.Field, cents(e.AtLeast, 0), cents(e.AtMost, unbound), byField[i][e.Field]})
		}
	}
	for _, x := range in.Incompatible {
		p.apart = append(p.apart, [2]int{projects[x[0]], projects[x[1]]})
	}
	return p
}

func cents(a *money.Amount, otherwise int64) int64 {
	if a == nil {
		return otherwise
	}
	return a.Cents()
}

// clone is a copy whose rules can be dropped.
func (p *problem) clone() *problem {
	c := *p
	c.envelopes = slices.Clone(p.envelopes)
	c.earmarks = slices.Clone(p.earmarks)
	c.projects = slices.Clone(p.projects)
	c.pairs = slices.Clone(p.pairs)
	c.apart = slices.Clone(p.apart)
	return &c
}

// asked is the sum of the requests of a project.
func (p *problem) asked(i int) (sum int64) {
	for _, c := range p.projects[i].pairs {
		sum += p.pairs[c].request
	}
	return sum
}

// split is the number of cents of each pair.
type split []int64

func (s split) sum(pairs []int) (sum int64) {
	for _, c := range pairs {
		sum += s[c]
	}
	return sum
}

func (s split) cells(pairs []int) (n int) {
	for _, c := range pairs {
		if s[c] > 0 {
			n++
		}
	}
	return n
}

// broken names a rule or a fact that the split breaks;
// "" if it breaks none. It knows nothing of the network: it is the last wall.
func (p *problem) broken(s split) string {
	spent := make([]int64, len(p.envelopes))
	for i, c := range p.pairs {
		x := s[i]
		spent[c.funder] += x
		switch {
		case x < 0 || x > c.request:
			return "request"
		case x > 0 && x < c.minimum:
			return "minimum_grant"
		case c.locked >= 0 && x != c.locked:
			return "locked"
		}
	}
	for i, sum := range spent {
		if sum > p.envelopes[i] {
			return "envelope"
		}
	}
	for _, e := range p.earmarks {
		if sum := s.sum(e.pairs); sum < e.low || sum > e.top {
			return "earmark"
		}
	}
	for i, x := range p.projects {
		switch sum := s.sum(x.pairs); {
		case sum > x.room:
			return "public_room"
		case sum > 0 && sum < x.minimum:
			return "minimum"
		case sum > 0 && x.whole && sum != p.asked(i):
			return "all_or_nothing"
		case s.cells(x.pairs) > x.maxFunders:
			return "max_funders"
		}
	}
	for _, two := range p.apart {
		if s.sum(p.projects[two[0]].pairs) > 0 && s.sum(p.projects[two[1]].pairs) > 0 {
			return "incompatible"
		}
	}
	return ""
}

// value is how good the split is.
func (p *problem) value(s split) worth {
	var w worth
	for _, x := range p.projects {
		sum := s.sum(x.pairs)
		w = w.plus(x.weight, sum)
		w.cells += int64(s.cells(x.pairs))
	}
	return w
}
