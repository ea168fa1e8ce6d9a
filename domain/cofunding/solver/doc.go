// Package solver proposes the best split of several envelopes between files,
// exact to the cent, and tells how far it is proven.
//
//	Instance ──> problem (cents, rules) ──> model (network) ──> search ──> Answer
//	                   │                       │  marks ^          │
//	                   │                       v        │          └─> explain
//	                   │                    simplex ────┘
//	                   └──> conflict: a minimal set of rules that cannot hold together
//
// The aim is lexicographic: the most weight x cents, then the most cents, then
// the fewest cells that are not zero.
//
// Without thresholds the split is a flow from the funders through their
// earmarks and the files. A flow over whole cents has a best one in whole cents,
// so nothing is ever rounded. What is no flow ("nothing, or at least so much",
// all or nothing, a number of funders, incompatible files) is marked open or
// closed by a branch and bound, which changes costs alone: the last tree of the
// simplex stays feasible and starts the next flow.
//
// Why it is exact. The three aims and the marks are never weighed against each
// other by a guess:
//
//  1. The simplex only looks at the sign of reduced costs, and a reduced cost is
//     the cost of a cycle. A cycle meets the root once, so it takes at most two
//     outlets, one forwards and one backwards: it moves a cent from one file to
//     another, or gives or takes one. With weight + 1 for each cent, its sign is
//     that of the first aim, then of the second. One fine is 8 times the dearest
//     cent, so marks come before both. Model.fits checks that no sum leaves 64
//     bits.
//  2. A reward for each cent of an open lane up to its need, and a fine for each
//     cent of a closed one, are worth more than the aims: the flow breaks a mark
//     only if every flow does. The bound of a node is then its best flow.
//  3. Aim 1 is compared on 128 bits, aim 2 on 64; both are sums over the split
//     and never mixed.
//  4. Aim 3 is sought among the flows that aims 1 and 2 leave: an arc whose
//     reduced cost is not nil keeps its flow in all of them, and is frozen. Each
//     cell costs 2^40 spread over its cap and rounded down, so the sum never
//     says more cells than there are.
//
// Aim 3 alone is bounded by a number of flows solved, not to make people wait
// for a proof that changes no euro; Answer.AimsProven tells what is proven.
// Every split is read again in whole cents against every rule, by code that
// knows nothing of the network, before it is returned.
//
// Needs fault, money, strictjson. Needed by cofunding's callers: api, cmd.
//
// Law: stratégie nationale, mesures 30.3 et 37.1 (articuler les financements);
// the committee disposes (CSI art. R132-4-2), the solver proposes.
package solver
