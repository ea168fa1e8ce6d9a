package solver

import (
	"cmp"
	"container/heap"
	"slices"
)

// doubt is an item of which the flow breaks a rule that a mark would settle.
type doubt struct {
	item int
	part int64 // how near to open the flow is, from 1 to whole-1
}

const (
	whole    = 1024
	unlikely = whole / 4 // the part of what is in excess
	probed   = 8         // how many doubts of a node are probed by solving both branches
)

// partOf is on ÷ need in units of whole, never at either end. Both are below
// 2^57: the division comes first where the product would not fit.
func partOf(on, need int64) int64 {
	if need > 1<<52 {
		on, need = on>>10, need>>10
	}
	return min(max(on*whole/max(1, need), 1), whole-1)
}

// doubts lists what keeps the flow from being a split.
func (s *search) doubts() (all []doubt) {
	p := s.m.p
	for i, x := range p.projects {
		on := s.m.on(s.m.lanes[i])
		if on == 0 {
			continue
		}
		if need := s.m.lanes[i].need; on < need {
			all = append(all, doubt{i, partOf(on, need)})
			if x.whole {
				continue
			}
		}
		if s.marks[i] == free && s.clashes(i, on) {
			all = append(all, doubt{i, unlikely})
		}
		cells := 0
		for _, c := range x.pairs {
			l := s.m.lanes[s.pair(c)]
			cell := s.m.on(l)
			if cell == 0 {
				continue
			}
			cells++
			if cell < l.need {
				all = append(all, doubt{s.pair(c), partOf(cell, l.need)})
			}
		}
		if cells > x.maxFunders {
			all = s.crowd(all, x)
		}
	}
	return all
}

// clashes reports whether an incompatible project gets something too, for no
// smaller a gain.
func (s *search) clashes(i int, on int64) bool {
	own := worth{}.plus(s.m.p.projects[i].weight, on)
	for _, q := range s.m.foes[i] {
		got := s.m.on(s.m.lanes[q])
		if other := (worth{}).plus(s.m.p.projects[q].weight, got); got > 0 && cmp.Or(other.flow(own), i-q) > 0 {
			return true
		}
	}
	return false
}

// crowd adds the cells that a project has beyond its number: the smallest that
// are not open.
func (s *search) crowd(all []doubt, x project) []doubt {
	var cells []int
	for _, c := range x.pairs {
		if s.m.on(s.m.lanes[s.pair(c)]) > 0 {
			cells = append(cells, s.pair(c))
		}
	}
	slices.SortStableFunc(cells, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.marks[b], s.marks[a]), cmp.Compare(s.m.on(s.m.lanes[b]), s.m.on(s.m.lanes[a])))
	})
	for _, i := range cells[x.maxFunders:] {
		all = append(all, doubt{i, min(unlikely, partOf(s.m.on(s.m.lanes[i]), s.m.most(s.m.lanes[i])))})
	}
	return all
}

// cheapCells lists the cells that the bound of the third aim does not pay in
// full, the cheapest alone.
func (s *search) cheapCells() []doubt {
	cheapest, item := cellScale, -1
	for i := range s.m.p.pairs {
		l := s.m.lanes[s.pair(i)]
		if on := s.m.on(l); on > 0 && s.marks[s.pair(i)] == free {
			if paid := on * (cellScale / s.m.most(l)); paid < cheapest {
				cheapest, item = paid, s.pair(i)
			}
		}
	}
	if item < 0 {
		return nil
	}
	return []doubt{{item, min(max(cheapest>>30, 1), whole-1)}}
}

// branch cuts a node in two by one of its doubts and returns the half to dive
// into, nil if there is none; false if it is interrupted, and then n waits
// aside.
func (s *search) branch(n *node, doubts []doubt) (*node, bool) {
	s.rank(doubts)
	if s.fewest || s.first {
		return s.halves(n, doubts[0], n.bound, n.bound), true
	}
	var chosen doubt
	var halves [2]*node
	top := int64(-1)
	tries := 0
	for _, d := range doubts {
		known := s.history[0][d.item].times > 0 && s.history[1][d.item].times > 0
		if !known && tries < probed && s.best != nil {
			tries++
			pair, only, v := s.probe(n, d)
			switch {
			case v == interrupted:
				heap.Push(&s.asides, n)
				return nil, false
			case only != nil || v == impossible:
				return only, true
			}
			if score := s.score(n, pair); score > top {
				chosen, halves, top = d, pair, score
			}
		} else if score := s.guess(d); score > top {
			chosen, halves, top = d, [2]*node{}, score
		}
	}
	low, high := n.bound, n.bound
	if halves[0] != nil {
		low, high = halves[0].bound, halves[1].bound
	}
	return s.halves(n, chosen, low, high), true
}

// halves leaves one half of n aside and returns the other, the likelier.
func (s *search) halves(n *node, d doubt, low, high worth) *node {
	shut, opened := n.half(d, closed, low), n.half(d, open, high)
	if 2*d.part < whole {
		heap.Push(&s.asides, opened)
		return shut
	}
	heap.Push(&s.asides, shut)
	return opened
}

func (n *node) half(d doubt, to mark, bound worth) *node {
	return &node{n, d.item, to, n.depth + 1, bound}
}

// probe solves both halves of n. If one is hopeless it returns the other alone;
// if both are, impossible.
func (s *search) probe(n *node, d doubt) (pair [2]*node, only *node, v verdict) {
	alive := 0
	for side, to := range []mark{closed, open} {
		half := n.half(d, to, n.bound)
		switch s.solve(half) {
		case interrupted:
			return pair, nil, interrupted
		case solved:
			s.learn(side, d, n, half)
			if !s.hopeless(half) {
				pair[side], only = half, half
				alive++
			}
		}
	}
	switch alive {
	case 0:
		return pair, nil, impossible
	case 1:
		return pair, only, solved
	}
	return pair, nil, solved
}

// distance is how far the flow of a doubt is from a side.
func (d doubt) distance(side int) int64 {
	if side == 0 {
		return d.part
	}
	return whole - d.part
}

func (s *search) learn(side int, d doubt, n, half *node) {
	h := &s.history[side][d.item]
	h.sum += n.bound.loss(half.bound, s.shift) / d.distance(side)
	h.times++
}

// score is how much both halves lose: mostly the smaller loss.
func (s *search) score(n *node, pair [2]*node) int64 {
	return blend(n.bound.loss(pair[0].bound, s.shift), n.bound.loss(pair[1].bound, s.shift))
}

// guess is score by what was learnt.
func (s *search) guess(d doubt) int64 {
	var lost [2]int64
	for side := range lost {
		if h := s.history[side][d.item]; h.times > 0 {
			lost[side] = h.sum / h.times * d.distance(side)
		}
	}
	return blend(lost[0], lost[1])
}

func blend(a, b int64) int64 { return 5*min(a, b) + max(a, b) }

// round looks for a first split by settling all doubts of a flow at once, again
// and again: those nearer to open than the given part are opened, and if that
// is impossible they are all closed.
// It starts from the cells of the best split at hand, opened: closing the
// others then cannot make a rule impossible to keep.
func (s *search) round(opening int64) {
	var from *node
	var doubts []doubt
	n := s.seed()
	for range 2 * len(s.marks) {
		switch v := s.solve(n); {
		case v == impossible && from != nil:
			n, from = s.settle(from, doubts, whole), nil
			continue
		case v != solved || s.hopeless(n):
			return
		}
		if doubts = s.doubts(); len(doubts) == 0 {
			s.keep()
			return
		}
		s.rank(doubts)
		slices.SortStableFunc(doubts, func(a, b doubt) int { return cmp.Compare(b.part, a.part) })
		from, n = n, s.settle(n, doubts, opening)
	}
}

// seed is the part of the splits that fund the cells which the first split
// funds.
func (s *search) seed() *node {
	n := &node{}
	for i, x := range s.found {
		if x > 0 {
			n = n.half(doubt{item: s.pair(i)}, open, worth{})
		}
	}
	return n
}

// settle goes down from n, whose marks are at hand, by a mark for each doubt.
func (s *search) settle(n *node, doubts []doubt, opening int64) *node {
	for _, d := range doubts {
		if s.marks[d.item] != free {
			continue
		}
		to := closed
		if d.part >= opening {
			to = open
		}
		if !s.decide(d.item, to) {
			s.enter(n)
			to = closed
			s.decide(d.item, to)
		}
		n = &node{parent: n, item: d.item, mark: to}
	}
	return n
}

// rank puts first the doubts that look dearest.
func (s *search) rank(doubts []doubt) {
	p := s.m.p
	size := func(d doubt) int64 {
		near := min(d.part, whole-d.part)
		need := s.m.lanes[d.item].need
		if need == 0 {
			need = s.m.most(s.m.lanes[d.item])
		}
		i := d.item
		if i >= len(p.projects) {
			i = p.pairs[i-len(p.projects)].project
		}
		return min(need, 1<<32) * near * min(1+p.projects[i].weight, 1<<20)
	}
	slices.SortStableFunc(doubts, func(a, b doubt) int { return cmp.Compare(size(b), size(a)) })
}
