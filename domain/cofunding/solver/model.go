package solver

import (
	"cmp"
	"slices"
)

// lane is two parallel arcs: base carries the first need cents, rest what comes
// above. "Nothing, or at least need" is decided by costs alone: closed, both
// arcs are fined; open, base is rewarded until it is full.
type lane struct {
	base, rest int32 // arc numbers, -1 for none
	need       int64
	fee        int64 // cost of a cent on either arc, before fines
}

// model is a problem laid on a network:
//
//	supply = envelope
//	   funder ──pair──────────────> project ──base, rest──> root
//	     │  └─earmark─> field ─pair─┘
//	     └──────────unspent──────────────────────────────> root
//
// An item is what branching decides: project i is item i, pair i is item
// len(projects)+i.
type model struct {
	p       *problem
	net     *network
	fine    []int64 // cost of the third aim, by arc
	fines   int64   // one fine or reward, worth more than any two aims together
	lanes   []lane  // by item
	floors  []lane  // the earmarks that must be filled
	caps    []int64 // by pair: the most it can carry
	largest [][]int // by project, its pairs from the largest cap
	foes    [][]int // by project: the projects it is incompatible with
}

// cellScale is the worth of a cell for the third aim.
const cellScale = int64(1) << 40

// newModel lays p on a network; without aims, every split is worth the same.
func newModel(p *problem, aims bool) *model {
	m := &model{p: p, foes: make([][]int, len(p.projects)), caps: make([]int64, len(p.pairs))}
	for _, two := range p.apart {
		m.foes[two[0]] = append(m.foes[two[0]], two[1])
		m.foes[two[1]] = append(m.foes[two[1]], two[0])
	}
	top := int64(1)
	for _, x := range p.projects {
		top = max(top, gain(x.weight))
	}
	m.fines = 8 * top

	fields, node := m.fields()
	m.measure(fields)
	m.nodes(node, len(fields))
	m.earmarks(fields, len(p.envelopes))
	m.outlets(aims)
	m.inlets(fields)
	m.fine = make([]int64, len(m.net.cost))
	return m
}

// gain is the worth of a cent for a project of that weight, for the first two
// aims together; doc.go proves it.
func gain(weight int64) int64 { return weight + 1 }

// field is all the earmarks of a funder on one field, as one node.
type field struct {
	funder   int
	low, top int64
	pairs    []int
}

// fields merges the earmarks of a funder on the same field and returns the
// number of nodes before them.
func (m *model) fields() (fields []field, first int) {
	at := map[[2]any]int{}
	for _, e := range m.p.earmarks {
		key := [2]any{e.funder, e.field}
		i, known := at[key]
		if !known {
			i, at[key] = len(fields), len(fields)
			fields = append(fields, field{e.funder, 0, unbound, e.pairs})
		}
		fields[i].low, fields[i].top = max(fields[i].low, e.low), min(fields[i].top, e.top)
	}
	return fields, 1 + len(m.p.envelopes)
}

// measure finds the most that each pair can carry.
func (m *model) measure(fields []field) {
	for i, c := range m.p.pairs {
		m.caps[i] = min(c.request, m.p.envelopes[c.funder], m.p.projects[c.project].room)
	}
	for _, f := range fields {
		for _, c := range f.pairs {
			m.caps[c] = min(m.caps[c], f.top)
		}
	}
	for i, c := range m.p.pairs {
		if c.locked >= 0 {
			m.caps[i] = c.locked
		}
	}
	for _, x := range m.p.projects {
		pairs := slices.Clone(x.pairs)
		slices.SortStableFunc(pairs, func(a, b int) int { return cmp.Compare(m.caps[b], m.caps[a]) })
		m.largest = append(m.largest, pairs)
	}
}

func (m *model) sum(pairs []int) (sum int64) {
	for _, c := range pairs {
		sum += m.caps[c]
	}
	return sum
}

// nodes makes the nodes: funders keep what they do not spend for nothing;
// nothing else may reach the root but by the outlet of a project. The fine of
// three is above the two rewards met on the way.
func (m *model) nodes(first, fields int) {
	size := first + fields + len(m.p.projects)
	supply, cost := make([]int64, size), make([]int64, size)
	asked := make([]int64, len(m.p.envelopes))
	for i, c := range m.p.pairs {
		asked[c.funder] += m.caps[i]
	}
	for f, envelope := range m.p.envelopes {
		supply[1+f] = min(envelope, asked[f])
	}
	for v := first; v < size; v++ {
		cost[v] = 3 * m.fines
	}
	m.net = newNetwork(supply, cost)
}

func (m *model) earmarks(fields []field, funders int) {
	for i, f := range fields {
		from, to := int32(1+f.funder), int32(1+funders+i)
		most := min(f.top, m.sum(f.pairs))
		base := min(f.low, most)
		l := lane{m.net.add(from, to, base, -m.fines), m.net.add(from, to, most-base, 0), f.low, 0}
		if f.low > 0 {
			m.floors = append(m.floors, l)
		}
	}
}

// outlets makes the arcs from the projects to the root, which carry the aims.
func (m *model) outlets(aims bool) {
	first := len(m.net.pi) - len(m.p.projects)
	for i, x := range m.p.projects {
		most, need, fee := min(x.room, m.sum(m.widest(i))), x.minimum, int64(0)
		if x.whole {
			need = max(need, m.p.asked(i))
		}
		if aims {
			fee = -gain(x.weight)
		}
		m.lanes = append(m.lanes, m.lane(int32(first+i), root, most, need, fee))
	}
}

// widest are as many pairs as a project may have funders, from the largest cap.
func (m *model) widest(i int) []int {
	return m.largest[i][:min(len(m.largest[i]), m.p.projects[i].maxFunders)]
}

// inlets makes the arcs from the funders, or their fields, to the projects.
func (m *model) inlets(fields []field) {
	first := len(m.net.pi) - len(m.p.projects)
	from := make([]int32, len(m.p.pairs))
	for i, c := range m.p.pairs {
		from[i] = int32(1 + c.funder)
	}
	for i, f := range fields {
		for _, c := range f.pairs {
			from[c] = int32(1 + len(m.p.envelopes) + i)
		}
	}
	for i, c := range m.p.pairs {
		need := c.minimum
		if c.locked > 0 {
			need = max(need, c.locked)
		}
		m.lanes = append(m.lanes, m.lane(from[i], int32(first+c.project), m.caps[i], need, 0))
	}
}

func (m *model) lane(from, to int32, most, need, fee int64) lane {
	base := min(need, most)
	return lane{m.net.add(from, to, base, fee), m.net.add(from, to, most-base, fee), need, fee}
}

// on is the flow of a lane.
func (m *model) on(l lane) (flow int64) {
	if l.base >= 0 {
		flow += m.net.flow[l.base]
	}
	if l.rest >= 0 {
		flow += m.net.flow[l.rest]
	}
	return flow
}

// filled reports whether the lane carries what it needs.
func (m *model) filled(l lane) bool {
	return l.need == 0 || l.base >= 0 && m.net.flow[l.base] >= l.need
}

// most is the capacity of a lane.
func (m *model) most(l lane) (most int64) {
	if l.base >= 0 {
		most += m.net.cap[l.base]
	}
	if l.rest >= 0 {
		most += m.net.cap[l.rest]
	}
	return most
}

// price sets the costs of an item in a state of branching.
func (m *model) price(item int, s mark) {
	l := m.lanes[item]
	base, rest := l.fee, l.fee
	switch s {
	case closed:
		base, rest = l.fee+m.fines, l.fee+m.fines
	case open:
		base = l.fee - m.fines
	}
	if l.base >= 0 {
		m.net.cost[l.base] = base
	}
	if l.rest >= 0 {
		m.net.cost[l.rest] = rest
	}
	if item >= len(m.p.projects) {
		m.priceCell(l, s)
	}
}

// priceCell sets the third aim: the cost of a cell, spread over all it can
// carry and rounded down; an open cell is paid for already.
func (m *model) priceCell(l lane, s mark) {
	each := int64(0)
	if most := m.most(l); s == free && most > 0 {
		each = cellScale / most
	}
	if l.base >= 0 {
		m.fine[l.base] = each
	}
	if l.rest >= 0 {
		m.fine[l.rest] = each
	}
}

// split reads the flow.
func (m *model) split() split {
	s := make(split, len(m.p.pairs))
	for i := range s {
		s[i] = m.on(m.lanes[len(m.p.projects)+i])
	}
	return s
}
