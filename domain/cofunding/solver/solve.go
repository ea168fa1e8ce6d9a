package solver

import (
	"context"
	"math/big"

	"tourdetable/domain/fault"
	"tourdetable/domain/money"
)

var (
	// ErrNoTime is returned when the time ends before any split was found and
	// before it was proven that there is none.
	ErrNoTime = fault.New(fault.Busy, "solver.no_time", "aucun partage trouvé dans le temps donné, et rien ne prouve qu'il n'y en a pas ; donnez plus de temps")

	// ErrWrong is a split that breaks a rule of its own instance: our mistake.
	ErrWrong = fault.New(fault.Internal, "solver.wrong", "le partage calculé enfreint une règle")

	// ErrTooLarge refuses an instance whose costs would not fit in 64 bits.
	ErrTooLarge = fault.New(fault.Invalid, "solver.too_large", "instance trop grande pour ses poids")
)

// effort bounds the search for the fewest cells, so that an answer does not
// wait for it: flows solved x arcs of the network. It is a count and not a
// time, so the same instance gives the same split on any machine.
const effort = 8_000_000

// openings are the parts from which a first split opens what is in doubt.
var openings = []int64{whole / 2, whole * 7 / 8, whole}

// patience bounds, in flows solved, the search for a first split before the
// search for the best one.
const patience = 20_000

// asideMax bounds the memory of the search: the branches waiting.
const asideMax = 2_000_000

// Solve finds the best split of in, until ctx ends. See doc.go for what best
// means and for what is proven.
//
// Returns ErrInstance, ErrTooLarge, ErrNoTime or ErrWrong. A ctx that ends is no
// error: the answer is then the best split found, with its bound.
func Solve(ctx context.Context, in Instance) (Answer, error) {
	if err := in.check(); err != nil {
		return Answer{}, err
	}
	p := problemOf(in)
	m := newModel(p, true)
	if !m.fits() {
		return Answer{}, ErrTooLarge
	}
	s := newSearch(m, func() bool { return ctx.Err() != nil })
	proven, bound := s.aims()
	switch {
	case s.best == nil && !proven[1]:
		return Answer{}, ErrNoTime
	case s.best == nil:
		conflict, minimal := p.conflict(in, s.stop)
		return Answer{Conflict: conflict, Minimal: minimal}, nil
	}
	if rule := p.broken(s.best); rule != "" {
		return Answer{}, ErrWrong.With("le partage calculé enfreint la règle %s", rule)
	}
	a := Answer{
		Feasible:  true,
		Objective: s.worth.aim1(), Bound: bound.aim1(), Proven: proven[0],
		Granted: money.Cents(s.worth.cents), Cells: int(s.worth.cells), AimsProven: proven,
	}
	for i, c := range in.Pairs {
		if s.best[i] > 0 {
			a.Allocations = append(a.Allocations, Allocation{c.Project, c.Funder, money.Cents(s.best[i])})
		}
	}
	a.Explanations = explain(in, p, s.best, proven[1])
	return a, nil
}

// fits reports whether no reduced cost can leave 64 bits: a potential is the
// cost of a path to the root, which takes one arc with aims at most, and a fine,
// a reward or the fine of three on each other.
func (m *model) fits() bool {
	steps := new(big.Int).SetInt64(int64(3 * (len(m.net.pi) + 3)))
	total := steps.Mul(steps, big.NewInt(m.fines))
	return total.IsInt64()
}

// aims runs the search for the three aims and tells what is proven, and a bound
// of the first two. Without a best split, proven[1] tells that there is none.
func (s *search) aims() (proven [3]bool, bound worth) {
	bound, ended := s.flows()
	if s.best == nil {
		return [3]bool{1: ended}, bound
	}
	proven = [3]bool{bound.weighted(s.worth) == 0, bound.flow(s.worth) == 0, false}
	if proven[1] {
		proven[2] = s.cells()
	}
	return proven, bound
}

// flows looks for the best split by the first two aims and returns their bound;
// ended tells whether all was explored.
func (s *search) flows() (bound worth, ended bool) {
	if !s.rules() {
		return worth{}, true
	}
	first, ended := s.m.p.any(s.stop, patience)
	if first == nil && ended {
		return worth{}, true
	}
	if s.found = first; first != nil {
		s.best, s.worth = first, s.m.p.value(first)
	}
	for i, x := range s.m.p.projects {
		bound = bound.plus(x.weight, s.m.most(s.m.lanes[i]))
	}
	s.shift = max(0, bound.size()-40)
	for _, opening := range openings {
		s.round(opening)
	}
	s.asides = nodes{{bound: bound}}
	s.run()

	bound = s.worth
	for _, n := range s.asides {
		if n.bound.flow(bound) > 0 {
			bound = n.bound
		}
	}
	return bound, len(s.asides) == 0
}

// cells looks for fewer cells and reports whether none can do.
func (s *search) cells() bool {
	s.fewest = true
	s.nodesLeft = 1 + effort/len(s.m.net.tail)
	for _, opening := range openings {
		s.round(opening)
	}
	s.asides = nodes{{bound: s.worth}}
	s.asides[0].bound.cells = 0
	s.run()
	return len(s.asides) == 0
}

// locked is the split that grants what is locked and nothing else.
func (m *model) locked() split {
	found := make(split, len(m.p.pairs))
	for i, c := range m.p.pairs {
		found[i] = max(0, c.locked)
	}
	return found
}

// any finds a split that keeps the rules of p, whatever it is worth; ended
// tells whether nil means that there is none. It solves so many flows at most,
// if flows is not negative.
func (p *problem) any(stop func() bool, flows int) (found split, ended bool) {
	m := newModel(p, false)
	if found = m.locked(); p.broken(found) == "" {
		return found, true
	}
	s := newSearch(m, stop)
	s.first, s.nodesLeft = true, flows
	if !s.rules() {
		return nil, true
	}
	s.asides = nodes{{}}
	s.run()
	return s.best, len(s.asides) == 0
}
