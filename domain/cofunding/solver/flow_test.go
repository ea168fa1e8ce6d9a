package solver

import (
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"

	"tourdetable/domain/money"
)

// paths solves an instance without thresholds by successive longest paths
// (Bellman-Ford), each cent of a floor being worth more than all aims together.
type paths struct {
	head           []int
	cap, worth     []int64
	out            [][]int // arcs by node; the reverse of arc a is a^1
	source, target int
}

func (g *paths) add(from, to int, capacity, worth int64) {
	g.out[from] = append(g.out[from], len(g.head))
	g.out[to] = append(g.out[to], len(g.head)+1)
	g.head = append(g.head, to, from)
	g.cap = append(g.cap, capacity, 0)
	g.worth = append(g.worth, worth, -worth)
}

// longest is the path of the greatest worth with room on it, as the arc into
// each node; false if none is worth anything.
func (g *paths) longest() (into []int, found bool) {
	worth := make([]int64, len(g.out))
	into = make([]int, len(g.out))
	for v := range worth {
		worth[v], into[v] = -1<<62, -1
	}
	worth[g.source] = 0
	for moved := true; moved; {
		moved = false
		for v, arcs := range g.out {
			for _, a := range arcs {
				if w := worth[v] + g.worth[a]; worth[v] > -1<<62 && g.cap[a] > 0 && w > worth[g.head[a]] {
					worth[g.head[a]], into[g.head[a]], moved = w, a, true
				}
			}
		}
	}
	return into, worth[g.target] > 0
}

func (g *paths) fill() {
	for {
		into, found := g.longest()
		if !found {
			return
		}
		least := int64(1) << 62
		for v := g.target; v != g.source; v = g.head[into[v]^1] {
			least = min(least, g.cap[into[v]])
		}
		for v := g.target; v != g.source; v = g.head[into[v]^1] {
			g.cap[into[v]] -= least
			g.cap[into[v]^1] += least
		}
	}
}

const floorWorth = 1_000_000_000

// byPaths returns the cents of each project, and whether the floors hold.
func byPaths(in Instance) (granted []int64, feasible bool) {
	at := map[string]int{}
	for _, f := range in.Funders {
		at[f.Code] = 2 + len(at)
	}
	for _, p := range in.Projects {
		at[p.Code] = 2 + len(at)
	}
	g := &paths{out: make([][]int, 2+len(at)), source: 0, target: 1}
	var floors []int
	fields := map[[2]string]int{}
	for _, f := range in.Funders {
		g.add(g.source, at[f.Code], f.Envelope.Cents(), 0)
		for _, e := range f.Earmarks {
			v := len(g.out)
			g.out = append(g.out, nil)
			fields[[2]string{f.Code, e.Field}] = v
			low, top := int64(0), int64(1)<<40
			if e.AtMost != nil {
				top = e.AtMost.Cents()
			}
			if e.AtLeast != nil {
				low = e.AtLeast.Cents()
			}
			if low > top {
				return nil, false
			}
			floors = append(floors, len(g.head))
			g.add(at[f.Code], v, low, floorWorth)
			g.add(at[f.Code], v, top-low, 0)
		}
	}
	outlets := make([]int, len(in.Projects))
	field := map[string]string{}
	for i, p := range in.Projects {
		outlets[i] = len(g.head)
		field[p.Code] = p.Field
		g.add(at[p.Code], g.target, p.PublicRoom.Cents(), 1000*p.Weight+1)
	}
	for _, c := range in.Pairs {
		from, earmarked := fields[[2]string{c.Funder, field[c.Project]}]
		if !earmarked {
			from = at[c.Funder]
		}
		g.add(from, at[c.Project], c.Request.Cents(), 0)
	}
	g.fill()
	for _, a := range floors {
		if g.cap[a] > 0 {
			return nil, false
		}
	}
	for _, a := range outlets {
		granted = append(granted, g.cap[a^1])
	}
	return granted, true
}

// plainCall is a random instance of the rules that a flow keeps by itself.
func plainCall(r *rand.Rand) Instance {
	in := call(plain, 1+r.IntN(14), 1+r.IntN(6), r.Uint64())
	for i := range in.Projects {
		in.Projects[i].Weight = int64(r.IntN(6))
	}
	for i := range in.Funders {
		in.Funders[i].Envelope = money.Cents(in.Funders[i].Envelope.Cents() * int64(r.IntN(200)) / 100)
	}
	return in
}

func TestFlowsAgreeWithLongestPaths(t *testing.T) {
	r := rand.New(rand.NewPCG(seed, 2))
	feasible := 0
	for n := range 400 {
		in := plainCall(r)
		granted, can := byPaths(in)
		got, err := Solve(t.Context(), in)
		if err != nil || got.Feasible != can {
			t.Fatalf("instance %d: feasible %v, %v, want %v\n%s", n, got.Feasible, err, can, shown(in))
		}
		if !can {
			continue
		}
		feasible++
		weighted, cents := int64(0), int64(0)
		for i, p := range in.Projects {
			weighted += p.Weight * granted[i]
			cents += granted[i]
		}
		if got.Objective.Int64() != weighted || got.Granted.Cents() != cents || !got.AimsProven[1] {
			t.Fatalf("instance %d: %s and %d, want %d and %d\n%s", n, got.Objective, got.Granted.Cents(), weighted, cents, shown(in))
		}
	}
	if feasible < 100 {
		t.Errorf("%d feasible instances only", feasible)
	}
}

// A reduced cost beyond 64 bits would show here: the heaviest weight, the
// largest amounts, and two projects that differ by one unit of weight.
func TestTheLargestInstanceStaysExact(t *testing.T) {
	huge := money.Euros("400000000000.00")
	in := Instance{
		Funders: []Funder{{Code: "F", Envelope: money.Euros("600000000000.01")}},
		Projects: []Project{
			{Code: "A", Weight: weightMax - 1, Minimum: money.Euros("100.00")},
			{Code: "B", Weight: weightMax},
			{Code: "C", Weight: weightMax - 1, AllOrNothing: true},
		},
		Pairs: []Pair{{Project: "A", Funder: "F", Request: huge}, {Project: "B", Funder: "F", Request: huge}, {Project: "C", Funder: "F", Request: huge}},
	}
	got, err := Solve(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Int).Mul(big.NewInt(weightMax), big.NewInt(huge.Cents()))
	want.Add(want, new(big.Int).Mul(big.NewInt(weightMax-1), big.NewInt(20_000_000_000_001)))
	if got.Objective.Cmp(want) != 0 || !got.Proven || got.Granted.Cents() != 60_000_000_000_001 {
		t.Errorf("objective %s, want %s; %+v", got.Objective, want, got.Allocations)
	}
}

func TestWithoutTimeNothingIsSaidToBeProven(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	in := call(fileMinimum, 50, 6, 1)
	if _, err := Solve(ctx, in); !errors.Is(err, ErrNoTime) {
		t.Errorf("%v, want ErrNoTime: the reserved shares are not met", err)
	}
	for i := range in.Funders {
		in.Funders[i].Earmarks = nil
	}
	got, err := Solve(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Feasible || got.Proven || got.AimsProven != [3]bool{} || got.Bound.Cmp(got.Objective) <= 0 || got.Gap() != "1.000000000" {
		t.Errorf("proven %v, objective %s, bound %s, gap %s", got.AimsProven, got.Objective, got.Bound, got.Gap())
	}
}

func TestTheGapIsNilOnlyWhenNothingIsMissing(t *testing.T) {
	for _, c := range []struct {
		objective, bound int64
		gap              string
	}{
		{5, 5, "0"}, {0, 0, "0"}, {0, 7, "1.000000000"}, {3, 4, "0.250000000"},
		{999_999_999_999_999, 1_000_000_000_000_000, "0.000000001"},
	} {
		a := Answer{Objective: big.NewInt(c.objective), Bound: big.NewInt(c.bound)}
		if got := a.Gap().String(); got != c.gap {
			t.Errorf("%d of %d: gap %s, want %s", c.objective, c.bound, got, c.gap)
		}
	}
}

// Stopped anywhere, the search still gives a split that keeps the rules, and a
// bound that is one.
func TestAnInterruptedSearchIsHonest(t *testing.T) {
	unweighted := call(fileMinimum, 20, 4, 1)
	for i := range unweighted.Projects {
		unweighted.Projects[i].Weight = 0
	}
	for name, in := range map[string]Instance{"weighted": call(fileMinimum, 50, 6, 1), "unweighted": unweighted} {
		t.Run(name, func(t *testing.T) { stoppedEverywhere(t, problemOf(in)) })
	}
}

func stoppedEverywhere(t *testing.T, p *problem) {
	best := newSearch(newModel(p, true), never)
	if proven, _ := best.aims(); !proven[1] {
		t.Fatal("not proven without a limit")
	}
	for flows := 0; flows < 2000; flows = flows*5/4 + 1 {
		left := flows
		s := newSearch(newModel(p, true), func() bool { left--; return left < 0 })
		proven, bound := s.aims()
		if s.best == nil {
			continue
		}
		if rule := p.broken(s.best); rule != "" {
			t.Fatalf("after %d flows the split breaks %s", flows, rule)
		}
		if s.worth.compare(best.worth) > 0 || bound.flow(best.worth) < 0 {
			t.Fatalf("after %d flows: %+v, bound %+v; the best is %+v", flows, s.worth, bound, best.worth)
		}
		if proven[0] && s.worth.weighted(best.worth) != 0 || proven[1] && s.worth.flow(best.worth) != 0 {
			t.Fatalf("after %d flows: %+v is said to be proven %v; the best is %+v", flows, s.worth, proven, best.worth)
		}
	}
}

func never() bool { return false }
