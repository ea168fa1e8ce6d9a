package solver

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tourdetable/domain/money"
)

// kind is the rule that a generated instance adds to the plain ones.
type kind string

const (
	plain       kind = "flow"
	pairMinimum kind = "minpair"
	fileMinimum kind = "minproj"
	allOrNone   kind = "aon"
	everyRule   kind = "all"
)

// call is a generated campaign: files that ask in thousands of euros, with
// cents, of a quarter to three quarters of the funders, whose envelopes carry
// 55 % of what is asked.
func call(k kind, projects, funders int, salt uint64) Instance {
	r := rand.New(rand.NewPCG(seed, salt))
	fields := []string{"jeunes", "vif", "tranquillite"}
	euros := func(low, high int) money.Amount { return money.Cents(int64(low*100 + r.IntN((high-low)*100))) }
	in := Instance{}
	asked := make([]int64, funders)
	for i := range projects {
		p := Project{Code: fmt.Sprintf("P%d", i), Field: fields[r.IntN(3)], Weight: int64(20 + r.IntN(180))}
		sum := int64(0)
		for f := range funders {
			if r.IntN(2) == 0 {
				continue
			}
			c := Pair{Project: p.Code, Funder: fmt.Sprintf("F%d", f), Request: euros(2000, 40000)}
			if k == pairMinimum || k == everyRule {
				c.MinimumGrant = money.Cents(min(300_000, c.Request.Cents()))
			}
			asked[f] += c.Request.Cents()
			sum += c.Request.Cents()
			in.Pairs = append(in.Pairs, c)
		}
		room := money.Cents(sum * int64(60+r.IntN(50)) / 100)
		p.PublicRoom = &room
		if k == fileMinimum || k == everyRule {
			p.Minimum = money.Cents(sum * int64(20+r.IntN(30)) / 100)
		}
		if k == allOrNone || k == everyRule && r.IntN(4) == 0 {
			p.AllOrNothing = r.IntN(2) == 0
			room := money.Cents(sum)
			p.PublicRoom = &room
		}
		if k == everyRule {
			most := 2 + r.IntN(3)
			p.MaxFunders = &most
			if i > 0 && r.IntN(10) == 0 {
				in.Incompatible = append(in.Incompatible, [2]string{p.Code, fmt.Sprintf("P%d", r.IntN(i))})
			}
		}
		in.Projects = append(in.Projects, p)
	}
	for f := range funders {
		x := Funder{Code: fmt.Sprintf("F%d", f), Envelope: money.Cents(asked[f] * 55 / 100)}
		if f%2 == 0 {
			most, least := money.Cents(asked[f]*20/100), money.Cents(asked[f]*6/100)
			x.Earmarks = []Earmark{{Field: "jeunes", AtMost: &most}, {Field: "vif", AtLeast: &least}}
		}
		in.Funders = append(in.Funders, x)
	}
	return in
}

// benched are the instances of PERFORMANCE.md, and every rule together.
var benched = []struct {
	kind              kind
	projects, funders int
}{
	{plain, 50, 6}, {plain, 500, 12}, {plain, 2000, 20},
	{pairMinimum, 50, 6}, {fileMinimum, 50, 6}, {allOrNone, 50, 6}, {everyRule, 50, 6},
	{pairMinimum, 500, 12}, {fileMinimum, 500, 12}, {allOrNone, 500, 12}, {everyRule, 500, 12}, {fileMinimum, 2000, 20},
}

// BenchmarkSolve is the whole answer, in ten seconds at most.
func BenchmarkSolve(b *testing.B) {
	for _, c := range benched {
		b.Run(fmt.Sprintf("%s-%dx%d", c.kind, c.projects, c.funders), func(b *testing.B) {
			in := call(c.kind, c.projects, c.funders, 1)
			var last Answer
			for b.Loop() {
				ctx, stop := context.WithTimeout(b.Context(), 10*time.Second)
				a, err := Solve(ctx, in)
				stop()
				if err != nil {
					b.Fatal(err)
				}
				last = a
			}
			b.ReportMetric(float64(last.Cells), "cells")
			b.Logf("proven %v, gap %s, objective %s", last.AimsProven, last.Gap(), last.Objective)
		})
	}
}

// BenchmarkTwoAims is the model and the best split by the first two aims, which
// is what other solvers are compared with.
func BenchmarkTwoAims(b *testing.B) {
	for _, c := range benched {
		b.Run(fmt.Sprintf("%s-%dx%d", c.kind, c.projects, c.funders), func(b *testing.B) {
			p := problemOf(call(c.kind, c.projects, c.funders, 1))
			for b.Loop() {
				ctx, stop := context.WithTimeout(b.Context(), 10*time.Second)
				newSearch(newModel(p, true), func() bool { return ctx.Err() != nil }).flows()
				stop()
			}
		})
	}
}
