package solver

import (
	"math/rand/v2"
	"testing"
)

// After every pivot each node keeps its balance, no arc is beyond its capacity,
// and from each node some more can flow to the root along the tree: that is
// what forbids the simplex to turn in circles.
func TestEveryPivotKeepsAStronglyFeasibleTree(t *testing.T) {
	r := rand.New(rand.NewPCG(seed, 3))
	for range 60 {
		m := newModel(problemOf(plainCall(r)), true)
		g := m.net
		balance := balances(g)
		g.reprice()
		g.block = 16
		for range 3 {
			for in := g.enter(); in >= 0; in = g.enter() {
				g.pivot(in)
				for v := int32(1); v < int32(len(g.parent)); v++ {
					if g.room(v, true) <= 0 {
						t.Fatalf("nothing more can leave node %d", v)
					}
					if a := g.pred[v]; g.cost[a]+g.pi[g.tail[a]]-g.pi[g.head[a]] != 0 {
						t.Fatalf("the reduced cost of tree arc %d is not nil", a)
					}
				}
				for v, b := range balances(g) {
					if b != balance[v] {
						t.Fatalf("node %d: balance %d, want %d", v, b, balance[v])
					}
				}
			}
			for i := range m.lanes {
				m.price(i, mark(r.IntN(3)-1))
			}
			g.reprice()
		}
	}
}

// balances is what leaves each node less what comes in.
func balances(g *network) []int64 {
	out := make([]int64, len(g.parent))
	for a := range g.tail {
		if g.flow[a] < 0 || g.flow[a] > g.cap[a] {
			panic("an arc is beyond its capacity")
		}
		out[g.tail[a]] += g.flow[a]
		out[g.head[a]] -= g.flow[a]
	}
	return out
}
