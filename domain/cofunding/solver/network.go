package solver

// plenty is the capacity of an arc that nothing bounds, in cents: above every
// sum of requests that problem.check lets in.
const plenty = int64(1) << 60

// root is the node that receives every cent.
const root = int32(0)

// The state of an arc. A kept arc (in the tree, or frozen by refine) never
// enters the tree.
const (
	empty int8 = 1
	kept  int8 = 0
	full  int8 = -1
)

// network is a min-cost flow solved by the primal simplex on spanning trees.
//
// Each node holds a supply that an artificial arc brings to the root, so the
// first tree is feasible, and capacities never change: after any change of
// costs the last tree is still feasible, and close to the best one.
//
// The tree is strongly feasible (Cunningham): from every node some more cents
// can reach the root along the tree. The choice of the leaving arc keeps that,
// and it forbids cycling.
type network struct {
	tail, head []int32
	cap, flow  []int64
	cost, pi   []int64 // at the optimum cost + pi[tail] - pi[head] is >= 0 on empty arcs, <= 0 on full ones
	state      []int8

	parent, pred       []int32 // the tree: the next node to the root, and the arc to it
	up                 []bool  // that arc points to the root
	depth              []int32
	child, older, next []int32 // the children of a node, as a list in both directions

	from, block int // block pricing: where to look first, how many arcs at a time
	frozen      []int32
}

// newNetwork has nodes 1 to len(supply)-1, each with an artificial arc to the
// root at that cost; the artificial arc of node v is arc v-1.
func newNetwork(supply, cost []int64) *network {
	nodes := len(supply)
	g := &network{
		pi:     make([]int64, nodes),
		parent: make([]int32, nodes), pred: make([]int32, nodes), up: make([]bool, nodes), depth: make([]int32, nodes),
		child: make([]int32, nodes), older: make([]int32, nodes), next: make([]int32, nodes),
	}
	for v := int32(1); v < int32(nodes); v++ {
		a := g.add(v, root, plenty, cost[v])
		g.flow[a], g.state[a] = supply[v], kept
		g.hang(v, root, a, true)
		g.depth[v] = 1
	}
	return g
}

// add adds an arc without flow and returns its number; -1, no arc, if the
// capacity is 0.
func (g *network) add(tail, head int32, capacity, cost int64) int32 {
	if capacity == 0 {
		return -1
	}
	g.tail, g.head = append(g.tail, tail), append(g.head, head)
	g.cap, g.flow, g.cost = append(g.cap, capacity), append(g.flow, 0), append(g.cost, cost)
	g.state = append(g.state, empty)
	return int32(len(g.tail) - 1)
}

// hang makes v the first child of p, by arc a.
func (g *network) hang(v, p, a int32, up bool) {
	g.parent[v], g.pred[v], g.up[v] = p, a, up
	first := g.child[p]
	g.older[v], g.next[v] = 0, first
	if first != 0 {
		g.older[first] = v
	}
	g.child[p] = v
}

// unhang takes v out of the children of its parent.
func (g *network) unhang(v int32) {
	before, after := g.older[v], g.next[v]
	if before != 0 {
		g.next[before] = after
	} else {
		g.child[g.parent[v]] = after
	}
	if after != 0 {
		g.older[after] = before
	}
}

// optimise finds the flow of least cost, from the flow at hand. It returns
// false if stop, asked now and then, interrupts it: the flow is then feasible
// and not the best.
func (g *network) optimise(stop func() bool) bool {
	g.reprice()
	for g.block = 16; g.block*g.block < len(g.tail); {
		g.block += 16
	}
	for n := 1; ; n++ {
		if n%256 == 0 && stop() {
			return false
		}
		in := g.enter()
		if in < 0 {
			return true
		}
		g.pivot(in)
	}
}

// refine finds, among the flows of least cost, one of least fine cost: it
// freezes every arc whose reduced cost is not nil, since such an arc keeps its
// flow in every flow of least cost.
func (g *network) refine(fine []int64, stop func() bool) bool {
	g.frozen = g.frozen[:0]
	for a := range g.tail {
		if g.state[a] != kept && g.cost[a]+g.pi[g.tail[a]]-g.pi[g.head[a]] != 0 {
			g.state[a] = kept
			g.frozen = append(g.frozen, int32(a))
		}
	}
	coarse := g.cost
	g.cost = fine
	ended := g.optimise(stop)
	g.cost = coarse
	for _, a := range g.frozen {
		g.rest(a)
	}
	return ended
}

// rest gives an arc out of the tree the state of its flow.
func (g *network) rest(a int32) {
	g.state[a] = full
	if g.flow[a] == 0 {
		g.state[a] = empty
	}
}

// reprice computes every potential from the costs.
func (g *network) reprice() {
	g.below(root, func(v int32) {
		if v == root {
			g.pi[v] = 0
		} else if g.up[v] {
			g.pi[v] = g.pi[g.parent[v]] - g.cost[g.pred[v]]
		} else {
			g.pi[v] = g.pi[g.parent[v]] + g.cost[g.pred[v]]
		}
	})
}

// below visits top and all that hangs below it, parents first.
func (g *network) below(top int32, visit func(int32)) {
	for v := top; ; {
		visit(v)
		if g.child[v] != 0 {
			v = g.child[v]
			continue
		}
		for v != top && g.next[v] == 0 {
			v = g.parent[v]
		}
		if v == top {
			return
		}
		v = g.next[v]
	}
}

// enter returns the worst arc of the first block that has one which lowers the
// cost, or -1 if no arc does.
func (g *network) enter() int32 {
	best, worst := int32(-1), int64(0)
	left := g.block
	a := g.from
	for range g.tail {
		if a >= len(g.tail) {
			a = 0
		}
		if c := int64(g.state[a]) * (g.cost[a] + g.pi[g.tail[a]] - g.pi[g.head[a]]); c < worst {
			best, worst = int32(a), c
		}
		a++
		if left--; left == 0 {
			if best >= 0 {
				break
			}
			left = g.block
		}
	}
	g.from = a
	return best
}

// pivot sends along the cycle that arc in closes as much as it can bear, and
// changes the tree.
func (g *network) pivot(in int32) {
	first, second := g.tail[in], g.head[in]
	if g.state[in] == full {
		first, second = second, first
	}
	join := g.join(first, second)

	// The last arc of the cycle to be blocked, seen from the join, leaves.
	delta, out, moved, stays := g.cap[in], int32(-1), root, root
	for v := first; v != join; v = g.parent[v] {
		if d := g.room(v, false); d < delta {
			delta, out, moved, stays = d, v, first, second
		}
	}
	for v := second; v != join; v = g.parent[v] {
		if d := g.room(v, true); d <= delta {
			delta, out, moved, stays = d, v, second, first
		}
	}
	if delta > 0 {
		g.push(in, first, second, join, delta)
	}
	if out < 0 {
		g.state[in] = -g.state[in]
		return
	}
	g.state[in] = kept
	g.rest(g.pred[out])
	g.move(in, out, moved, stays)
}

func (g *network) join(u, v int32) int32 {
	for u != v {
		if g.depth[u] >= g.depth[v] {
			u = g.parent[u]
		} else {
			v = g.parent[v]
		}
	}
	return u
}

// room is what can still flow from v to its parent (rising), or to v from it.
func (g *network) room(v int32, rising bool) int64 {
	a := g.pred[v]
	if g.up[v] == rising {
		return g.cap[a] - g.flow[a]
	}
	return g.flow[a]
}

func (g *network) push(in, first, second, join int32, delta int64) {
	g.flow[in] += int64(g.state[in]) * delta
	for v := first; v != join; v = g.parent[v] {
		if g.up[v] {
			g.flow[g.pred[v]] -= delta
		} else {
			g.flow[g.pred[v]] += delta
		}
	}
	for v := second; v != join; v = g.parent[v] {
		if g.up[v] {
			g.flow[g.pred[v]] += delta
		} else {
			g.flow[g.pred[v]] -= delta
		}
	}
}

// move cuts the tree above out and hangs the part below by its node moved
// under stays, with arc in.
func (g *network) move(in, out, moved, stays int32) {
	shift := g.cost[in] + g.pi[g.tail[in]] - g.pi[g.head[in]]
	if moved == g.tail[in] {
		shift = -shift
	}
	v, p, a, up := moved, stays, in, moved == g.tail[in]
	for {
		parent, pred, was := g.parent[v], g.pred[v], g.up[v]
		g.unhang(v)
		g.hang(v, p, a, up)
		if v == out {
			break
		}
		v, p, a, up = parent, v, pred, !was
	}
	g.below(moved, func(v int32) {
		g.depth[v] = g.depth[g.parent[v]] + 1
		g.pi[v] += shift
	})
}
