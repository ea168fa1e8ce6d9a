package solver

import (
	"cmp"
	"container/heap"
	"slices"
)

// mark is what branching has decided of an item.
type mark int8

const (
	closed mark = -1 // nothing
	free   mark = 0
	open   mark = 1 // something, and what is needed at least
)

// node is a part of the splits: those of its parent where item is marked.
type node struct {
	parent *node
	item   int
	mark   mark
	depth  int
	bound  worth // no split of the node is better; its cells bound is valid where the flow is equal
}

// search is a branch and bound. It explores the parts of the tree of decisions
// by costs alone, on one network.
type search struct {
	m    *model
	stop func() bool

	first     bool // any split will do
	fewest    bool // the third aim, among splits of the best flow
	nodesLeft int  // how many more flows may be solved; negative for no limit

	marks   []mark // of the node at hand, by item
	priced  []mark // as the network is priced
	root    []mark
	opened  []int // open pairs, by project
	asides  nodes // parts to be explored
	found   split // the first one, which keeps the rules and seeks no aim
	best    split
	worth   worth // of best
	shift   int   // unit of the losses below
	history [2][]loss
}

// loss is what opening or closing an item has cost, on average.
type loss struct{ sum, times int64 }

func newSearch(m *model, stop func() bool) *search {
	items := len(m.lanes)
	s := &search{
		m: m, stop: stop, nodesLeft: -1,
		marks: make([]mark, items), priced: make([]mark, items), root: make([]mark, items),
		opened:  make([]int, len(m.p.projects)),
		history: [2][]loss{make([]loss, items), make([]loss, items)},
	}
	for i := range items {
		m.price(i, free)
	}
	return s
}

// verdict is what solving a node has told.
type verdict int

const (
	solved verdict = iota
	impossible
	interrupted
)

// rules marks what the rules decide by themselves; false if they contradict
// each other.
func (s *search) rules() bool {
	ok := true
	for i, c := range s.m.p.pairs {
		if c.locked > 0 {
			ok = ok && s.decide(s.pair(i), open)
		}
	}
	for i := range s.m.lanes {
		l := s.m.lanes[i]
		if most := s.m.most(l); s.marks[i] == free && (most == 0 || most < l.need) {
			ok = ok && s.decide(i, closed)
		}
	}
	for i := range s.m.p.projects {
		ok = ok && s.reachable(i)
	}
	copy(s.root, s.marks)
	return ok
}

func (s *search) pair(i int) int { return len(s.m.p.projects) + i }

// decide marks an item and what follows; false if that contradicts a mark.
func (s *search) decide(item int, to mark) bool {
	switch s.marks[item] {
	case to:
		return true
	case -to:
		return false
	}
	s.marks[item] = to
	projects := s.m.p.projects
	if item < len(projects) {
		return s.decideProject(item, to)
	}
	p := s.m.p.pairs[item-len(projects)].project
	if to == closed {
		return s.reachable(p)
	}
	s.opened[p]++
	if s.opened[p] > projects[p].maxFunders || !s.decide(p, open) {
		return false
	}
	if s.opened[p] == projects[p].maxFunders {
		for _, c := range projects[p].pairs {
			if i := s.pair(c); s.marks[i] == free && !s.decide(i, closed) {
				return false
			}
		}
	}
	return true
}

// reachable closes a project that the cells not closed, as many as it may have,
// cannot bring to what it needs; false if it is open.
func (s *search) reachable(p int) bool {
	if s.marks[p] == closed {
		return true
	}
	left, sum := s.m.p.projects[p].maxFunders-s.opened[p], int64(0)
	for _, c := range s.m.largest[p] {
		switch s.marks[s.pair(c)] {
		case open:
			sum += s.m.caps[c]
		case free:
			if left > 0 {
				sum += s.m.caps[c]
			}
			left--
		}
	}
	return sum > 0 && sum >= s.m.lanes[p].need || s.decide(p, closed)
}

func (s *search) decideProject(p int, to mark) bool {
	x := s.m.p.projects[p]
	for _, c := range x.pairs {
		if to == closed && !s.decide(s.pair(c), closed) {
			return false
		}
		if to == open && x.whole && s.m.p.pairs[c].request > 0 && !s.decide(s.pair(c), open) {
			return false
		}
	}
	for _, q := range s.m.foes[p] {
		if to == open && !s.decide(q, closed) {
			return false
		}
	}
	return true
}

// enter marks the decisions of a node and prices the network; false if they
// contradict each other.
func (s *search) enter(n *node) bool {
	copy(s.marks, s.root)
	clear(s.opened)
	for i, c := range s.m.p.pairs {
		if s.root[s.pair(i)] == open {
			s.opened[c.project]++
		}
	}
	for ; n.parent != nil; n = n.parent {
		if !s.decide(n.item, n.mark) {
			return false
		}
	}
	for i, to := range s.marks {
		if s.priced[i] != to {
			s.m.price(i, to)
			s.priced[i] = to
		}
	}
	return true
}

// solve finds the bound of a node: the worth of its best flow, and, for the
// third aim, how few cells such a flow can have.
func (s *search) solve(n *node) verdict {
	if s.nodesLeft == 0 || len(s.asides) > asideMax || s.stop() {
		return interrupted
	}
	s.nodesLeft--
	if !s.enter(n) {
		return impossible
	}
	if !s.m.net.optimise(s.stop) {
		return interrupted
	}
	if !s.honoured() {
		return impossible
	}
	n.bound = s.flowWorth()
	if !s.fewest || n.bound.flow(s.worth) < 0 {
		return solved
	}
	if !s.m.net.refine(s.m.fine, s.stop) {
		return interrupted
	}
	n.bound.cells = s.cellsBound()
	return solved
}

// honoured reports whether the flow does what the marks and the locks ask.
func (s *search) honoured() bool {
	for i, to := range s.marks {
		l := s.m.lanes[i]
		if to == open && !s.m.filled(l) || to == closed && s.m.on(l) > 0 {
			return false
		}
	}
	for _, l := range s.m.floors {
		if !s.m.filled(l) {
			return false
		}
	}
	return true
}

func (s *search) flowWorth() (w worth) {
	for i, x := range s.m.p.projects {
		w = w.plus(x.weight, s.m.on(s.m.lanes[i]))
	}
	return w
}

// cellsBound is a number of cells that no split of the node goes below.
func (s *search) cellsBound() int64 {
	whole, parts := int64(0), int64(0)
	for i := range s.m.p.pairs {
		switch l := s.m.lanes[s.pair(i)]; s.marks[s.pair(i)] {
		case open:
			whole++
		case free:
			parts += s.m.on(l) * (cellScale / max(1, s.m.most(l)))
		}
	}
	return whole + (parts+cellScale-1)/cellScale
}

// hopeless reports whether no split of the node beats the best.
func (s *search) hopeless(n *node) bool {
	if s.best == nil {
		return false
	}
	if s.fewest {
		return n.bound.compare(s.worth) <= 0
	}
	return n.bound.flow(s.worth) <= 0
}

// run explores until nothing can beat the best split, or until it is
// interrupted; what is left is then in asides.
func (s *search) run() {
	for len(s.asides) > 0 {
		n := heap.Pop(&s.asides).(*node)
		if s.hopeless(n) {
			s.asides = nil
			return
		}
		if !s.dive(n) || s.first && s.best != nil {
			return
		}
	}
}

// dive goes down from a node to one that needs no branching, leaving the other
// branches aside; false if it is interrupted.
func (s *search) dive(n *node) bool {
	for n != nil {
		before := n.bound
		switch s.solve(n) {
		case interrupted:
			n.bound = before
			heap.Push(&s.asides, n)
			return false
		case impossible:
			return true
		}
		if s.hopeless(n) {
			return true
		}
		doubts := s.doubts()
		if len(doubts) == 0 {
			s.keep()
			if !s.fewest {
				return true
			}
			if doubts = s.cheapCells(); s.hopeless(n) || len(doubts) == 0 {
				return true
			}
		}
		var ended bool
		if n, ended = s.branch(n, doubts); !ended {
			return false
		}
	}
	return true
}

// keep makes the flow at hand, which breaks no rule, the best split if it is
// better.
func (s *search) keep() {
	found := s.m.split()
	if w := s.m.p.value(found); s.best == nil || w.compare(s.worth) > 0 {
		s.best, s.worth = found, w
	}
}

// nodes is a heap, the most promising first, then the deepest.
type nodes []*node

func (h nodes) Len() int { return len(h) }
func (h nodes) Less(i, j int) bool {
	return cmp.Or(h[i].bound.compare(h[j].bound), h[i].depth-h[j].depth) > 0
}
func (h nodes) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *nodes) Push(x any)   { *h = append(*h, x.(*node)) }
func (h *nodes) Pop() any {
	last := (*h)[len(*h)-1]
	*h = slices.Delete(*h, len(*h)-1, len(*h))
	return last
}
