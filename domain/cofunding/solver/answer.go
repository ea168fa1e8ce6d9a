package solver

import (
	"encoding/json"
	"math/big"

	"tourdetable/domain/money"
)

// Answer is what the solver proposes, or why nothing can be proposed.
type Answer struct {
	Feasible bool

	Objective    *big.Int // first aim: the sum of weight x cents
	Bound        *big.Int // no split has more
	Proven       bool     // Objective is Bound
	Granted      money.Amount
	Cells        int
	AimsProven   [3]bool // of the weighted cents, the cents, the number of cells
	Allocations  []Allocation
	Explanations []Explanation // of the projects that get less than they ask

	Conflict []Rule // the rules that cannot hold together
	Minimal  bool   // and that can without any one of them
}

// Allocation is a grant; there is none of 0.00 €.
type Allocation struct {
	Project string       `json:"project"`
	Funder  string       `json:"funder"`
	Amount  money.Amount `json:"amount_euros"`
}

// Explanation tells why a project gets less than it asks.
type Explanation struct {
	Project   string       `json:"project"`
	Requested money.Amount `json:"requested_euros"`
	Granted   money.Amount `json:"granted_euros"`
	Reasons   []string     `json:"reasons"` // in French
}

// Rule is a rule of an instance.
type Rule struct {
	Path string `json:"path"` // where the instance states it, as pairs[3].locked_euros
	Text string `json:"rule"` // in French
}

// gapScale is how fine a gap is written: a billionth.
const gapScale = 1_000_000_000

// Gap is the part of the bound that the objective does not reach, as a decimal
// from 0 to 1, rounded up: it is 0 only if nothing is missing.
func (a Answer) Gap() json.Number {
	missing := new(big.Int).Sub(a.Bound, a.Objective)
	if missing.Sign() == 0 {
		return "0"
	}
	missing.Mul(missing, big.NewInt(gapScale)).Add(missing, a.Bound).Sub(missing, big.NewInt(1)).Quo(missing, a.Bound)
	return json.Number(new(big.Rat).SetFrac(missing, big.NewInt(gapScale)).FloatString(9))
}

// MarshalJSON writes the answer of « tourdetable solve ».
func (a Answer) MarshalJSON() ([]byte, error) {
	if !a.Feasible {
		return json.Marshal(struct {
			Feasible bool   `json:"feasible"`
			Conflict []Rule `json:"conflict"`
			Minimal  bool   `json:"minimal"`
		}{false, a.Conflict, a.Minimal})
	}
	return json.Marshal(struct {
		Feasible     bool          `json:"feasible"`
		Objective    *big.Int      `json:"objective"`
		Bound        *big.Int      `json:"bound"`
		Proven       bool          `json:"proven"`
		Gap          json.Number   `json:"gap"`
		Granted      money.Amount  `json:"granted_euros"`
		Cells        int           `json:"cells"`
		AimsProven   [3]bool       `json:"aims_proven"`
		Allocations  []Allocation  `json:"allocations"`
		Explanations []Explanation `json:"explanations"`
	}{true, a.Objective, a.Bound, a.Proven, a.Gap(), a.Granted, a.Cells, a.AimsProven, list(a.Allocations), list(a.Explanations)})
}

// list is never null on the wire.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
