package solver

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tourdetable/domain/money"
)

const (
	randomInstances = 20000
	seed            = 20260206
)

func TestEverySmallInstanceAgreesWithTheOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(seed, 1))
	feasible := 0
	for n := range randomInstances {
		in := small(r)
		want, can := oracle(in)
		got, err := Solve(t.Context(), in)
		if err != nil {
			t.Fatalf("instance %d: %v\n%s", n, err, shown(in))
		}
		if got.Feasible != can {
			t.Fatalf("instance %d: feasible %v, want %v\n%s", n, got.Feasible, can, shown(in))
		}
		if !can {
			minimal(t, in, got)
			continue
		}
		feasible++
		have := reached{got.Objective.Int64(), got.Granted.Cents(), int64(got.Cells)}
		if have != want || !got.Proven || got.AimsProven != [3]bool{true, true, true} || got.Bound.Cmp(got.Objective) != 0 {
			t.Fatalf("instance %d: %+v proven %v, want %+v\n%s\n%+v", n, have, got.AimsProven, want, shown(in), got.Allocations)
		}
		explained(t, in, got)
	}
	if feasible < randomInstances/3 || feasible > randomInstances*9/10 {
		t.Errorf("%d feasible instances of %d: the draw tests one side only", feasible, randomInstances)
	}
}

// minimal checks that the rules in conflict have no split, and that they have
// one without any one of them.
func minimal(t *testing.T, in Instance, a Answer) {
	t.Helper()
	if len(a.Conflict) == 0 || !a.Minimal {
		t.Fatalf("conflict %+v minimal %v\n%s", a.Conflict, a.Minimal, shown(in))
	}
	paths := make([]string, len(a.Conflict))
	for i, r := range a.Conflict {
		paths[i] = r.Path
	}
	if _, can := oracle(keeping(in, paths)); can {
		t.Fatalf("%v can hold together\n%s", paths, shown(in))
	}
	for i := range paths {
		if _, can := oracle(keeping(in, slices.Delete(slices.Clone(paths), i, i+1))); !can {
			t.Fatalf("%v cannot hold together even without %s\n%s", paths, paths[i], shown(in))
		}
	}
}

// keeping is an instance with no rule but those at the given paths.
func keeping(in Instance, paths []string) Instance {
	has := func(format string, args ...any) bool { return slices.Contains(paths, fmt.Sprintf(format, args...)) }
	out := Instance{}
	for i, f := range in.Funders {
		if !has("funders[%d].envelope_euros", i) {
			f.Envelope = ample
		}
		f.Earmarks = slices.Clone(f.Earmarks)
		for j := range f.Earmarks {
			if !has("funders[%d].earmarks[%d].at_most_euros", i, j) {
				f.Earmarks[j].AtMost = nil
			}
			if !has("funders[%d].earmarks[%d].at_least_euros", i, j) {
				f.Earmarks[j].AtLeast = nil
			}
		}
		out.Funders = append(out.Funders, f)
	}
	for i, p := range in.Projects {
		if !has("projects[%d].public_room_euros", i) {
			p.PublicRoom = nil
		}
		if !has("projects[%d].minimum_euros", i) {
			p.Minimum = money.Zero
		}
		if !has("projects[%d].max_funders", i) {
			p.MaxFunders = nil
		}
		p.AllOrNothing = p.AllOrNothing && has("projects[%d].all_or_nothing", i)
		out.Projects = append(out.Projects, p)
	}
	for i, c := range in.Pairs {
		if !has("pairs[%d].minimum_grant_euros", i) {
			c.MinimumGrant = money.Zero
		}
		if !has("pairs[%d].locked_euros", i) {
			c.Locked = nil
		}
		out.Pairs = append(out.Pairs, c)
	}
	for i, two := range in.Incompatible {
		if has("incompatible[%d]", i) {
			out.Incompatible = append(out.Incompatible, two)
		}
	}
	return out
}

// explained checks that every project that gets less than it asks has a reason,
// and that a best split is never said to be a matter of combination or of time
// without need.
func explained(t *testing.T, in Instance, a Answer) {
	t.Helper()
	asked, granted := map[string]int64{}, map[string]int64{}
	for _, c := range in.Pairs {
		asked[c.Project] += c.Request.Cents()
	}
	for _, g := range a.Allocations {
		granted[g.Project] += g.Amount.Cents()
	}
	for _, e := range a.Explanations {
		if len(e.Reasons) == 0 || asked[e.Project] != e.Requested.Cents() || granted[e.Project] != e.Granted.Cents() {
			t.Fatalf("explanation %+v, asked %d granted %d", e, asked[e.Project], granted[e.Project])
		}
		delete(asked, e.Project)
	}
	for code, sum := range asked {
		if granted[code] != sum {
			t.Fatalf("%s asks %d, gets %d, and nothing tells why", code, sum, granted[code])
		}
	}
}

func shown(in Instance) string {
	text, _ := json.Marshal(in)
	return string(text)
}
