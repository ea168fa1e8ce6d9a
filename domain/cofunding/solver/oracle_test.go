package solver

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"tourdetable/domain/money"
)

// oracle solves a small instance by listing, project after project, every row
// of whole cents that the rules of the project allow, and keeping the best way
// to reach each state of the envelopes, earmarks and funded projects. It shares
// nothing with the solver.
func oracle(in Instance) (best reached, feasible bool) {
	funders, fields := map[string]int{}, map[string]int{}
	for i, f := range in.Funders {
		funders[f.Code] = i
	}
	for _, p := range in.Projects {
		if _, known := fields[p.Field]; !known {
			fields[p.Field] = len(fields)
		}
	}
	states := map[state]reached{{}: {}}
	for i, p := range in.Projects {
		next := map[state]reached{}
		for _, row := range rows(in, p, funders) {
			for at, so := range states {
				to, ok := at.with(in, i, fields[p.Field], row)
				if !ok {
					continue
				}
				gained := so.plus(p.Weight, row)
				if old, known := next[to]; !known || gained.better(old) {
					next[to] = gained
				}
			}
		}
		states = next
	}
	for at, so := range states {
		if at.floors(in, fields) && (!feasible || so.better(best)) {
			best, feasible = so, true
		}
	}
	return best, feasible
}

// state is cents by funder and field, and the funded projects.
type state struct {
	spent  [3][4]int16
	funded uint8
}

type reached struct{ weighted, cents, cells int64 }

func (r reached) plus(weight int64, row []int64) reached {
	for _, x := range row {
		r.weighted += weight * x
		r.cents += x
		if x > 0 {
			r.cells++
		}
	}
	return r
}

func (r reached) better(o reached) bool {
	if r.weighted != o.weighted {
		return r.weighted > o.weighted
	}
	if r.cents != o.cents {
		return r.cents > o.cents
	}
	return r.cells < o.cells
}

// rows lists what a project may get of each funder.
func rows(in Instance, p Project, funders map[string]int) (all [][]int64) {
	pairs := make([]*Pair, len(in.Funders))
	asked := int64(0)
	for i, c := range in.Pairs {
		if c.Project == p.Code {
			pairs[funders[c.Funder]] = &in.Pairs[i]
			asked += c.Request.Cents()
		}
	}
	row := make([]int64, len(in.Funders))
	var fill func(f int)
	fill = func(f int) {
		if f == len(row) {
			sum, cells := int64(0), 0
			for _, x := range row {
				sum += x
				if x > 0 {
					cells++
				}
			}
			switch {
			case p.PublicRoom != nil && sum > p.PublicRoom.Cents(),
				sum > 0 && sum < p.Minimum.Cents(),
				sum > 0 && p.AllOrNothing && sum != asked,
				p.MaxFunders != nil && cells > *p.MaxFunders:
				return
			}
			all = append(all, append([]int64{}, row...))
			return
		}
		c := pairs[f]
		if c == nil {
			row[f] = 0
			fill(f + 1)
			return
		}
		for x := int64(0); x <= c.Request.Cents(); x++ {
			if x > 0 && x < c.MinimumGrant.Cents() || c.Locked != nil && x != c.Locked.Cents() {
				continue
			}
			row[f] = x
			fill(f + 1)
		}
	}
	fill(0)
	return all
}

func (s state) with(in Instance, project, field int, row []int64) (state, bool) {
	sum := int64(0)
	for f, x := range row {
		sum += x
		if !watched(in.Funders[f], in.Projects[project].Field) {
			continue
		}
		s.spent[f][field] += int16(x)
		spent := int64(0)
		for _, y := range s.spent[f] {
			spent += int64(y)
		}
		if spent > in.Funders[f].Envelope.Cents() {
			return s, false
		}
		for _, e := range in.Funders[f].Earmarks {
			if e.AtMost != nil && e.Field == in.Projects[project].Field && int64(s.spent[f][field]) > e.AtMost.Cents() {
				return s, false
			}
		}
	}
	if sum == 0 {
		return s, true
	}
	for _, two := range in.Incompatible {
		for i := range project {
			other := in.Projects[i].Code
			if s.funded>>i&1 == 1 && (two == [2]string{other, in.Projects[project].Code} || two == [2]string{in.Projects[project].Code, other}) {
				return s, false
			}
		}
	}
	s.funded |= 1 << project
	return s, true
}

// watched tells whether any rule looks at what a funder gives to a field.
func watched(f Funder, field string) bool {
	return f.Envelope.Less(ample) || slices.ContainsFunc(f.Earmarks, func(e Earmark) bool {
		return e.Field == field && (e.AtMost != nil || e.AtLeast != nil)
	})
}

// ample is more than any small instance can ask.
var ample = money.Cents(1000)

func (s state) floors(in Instance, fields map[string]int) bool {
	for f, x := range in.Funders {
		for _, e := range x.Earmarks {
			if e.AtLeast == nil {
				continue
			}
			got := int64(0)
			if field, known := fields[e.Field]; known {
				got = int64(s.spent[f][field])
			}
			if got < e.AtLeast.Cents() {
				return false
			}
		}
	}
	return true
}

// small is a random instance of at most four projects and three funders, a few
// cents each, with every kind of rule.
func small(r *rand.Rand) Instance {
	in := Instance{}
	fields := []string{"jeunes", "vif", ""}
	often := func(n int) bool { return r.IntN(n) == 0 }
	upTo := func(n int) money.Amount { return money.Cents(int64(r.IntN(n + 1))) }
	some := func(n int) *money.Amount { a := upTo(n); return &a }
	size := 2 + r.IntN(6)
	for f := range 1 + r.IntN(3) {
		x := Funder{Code: "F" + strconv.Itoa(f), Envelope: upTo(3 * size)}
		for range r.IntN(3) {
			e := Earmark{Field: fields[r.IntN(2)]}
			if often(2) {
				e.AtMost = some(2 * size)
			}
			if often(3) {
				e.AtLeast = some(size)
			}
			x.Earmarks = append(x.Earmarks, e)
		}
		in.Funders = append(in.Funders, x)
	}
	for i := range 1 + r.IntN(4) {
		p := Project{Code: "P" + strconv.Itoa(i), Field: fields[r.IntN(3)], Weight: int64(r.IntN(1 + r.IntN(5))), AllOrNothing: often(4)}
		if often(2) {
			p.PublicRoom = some(2 * size)
		}
		if often(3) {
			p.Minimum = upTo(size + size/2)
		}
		if often(3) {
			most := r.IntN(4)
			p.MaxFunders = &most
		}
		in.Projects = append(in.Projects, p)
		for f := range in.Funders {
			if often(5) {
				continue
			}
			c := Pair{Project: p.Code, Funder: "F" + strconv.Itoa(f), Request: upTo(size)}
			if often(3) {
				c.MinimumGrant = upTo(size)
			}
			if often(9) {
				a := money.Cents(int64(r.IntN(int(c.Request.Cents()) + 1)))
				c.Locked = &a
			}
			in.Pairs = append(in.Pairs, c)
		}
	}
	for range r.IntN(3) {
		if i, j := r.IntN(len(in.Projects)), r.IntN(len(in.Projects)); i != j {
			in.Incompatible = append(in.Incompatible, [2]string{in.Projects[i].Code, in.Projects[j].Code})
		}
	}
	r.Shuffle(len(in.Pairs), func(i, j int) { in.Pairs[i], in.Pairs[j] = in.Pairs[j], in.Pairs[i] })
	return in
}
