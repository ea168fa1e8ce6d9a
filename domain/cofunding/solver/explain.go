package solver

import (
	"cmp"
	"fmt"
	"slices"

	"tourdetable/domain/money"
)

// explanation reads the reasons off the split: the bounds that are reached and
// the thresholds that what is left cannot meet.
type explanation struct {
	in    Instance
	p     *problem
	s     split
	spent []int64 // by funder
	held  [][]int // by pair, its earmarks
	last  []lasts // by funder

}

// explain tells, for each project that gets less than it asks, which rules stop
// it.
func explain(in Instance, p *problem, s split, proven bool) (all []Explanation) {
	e := explanation{in, p, s, make([]int64, len(p.envelopes)), make([][]int, len(p.pairs)), make([]lasts, len(p.envelopes))}
	for i, c := range p.pairs {
		e.spent[c.funder] += s[i]
		if s[i] > 0 {
			e.last[c.funder].add(c.project, p.projects[c.project].weight)
		}
	}
	for k, m := range p.earmarks {
		for _, c := range m.pairs {
			e.held[c] = append(e.held[c], k)
		}
	}
	for i := range p.projects {
		asked, granted := p.asked(i), s.sum(p.projects[i].pairs)
		if granted == asked {
			continue
		}
		reasons := e.reasons(i, asked, granted)
		if len(reasons) == 0 {
			reasons = []string{"aucune règle seule ne l'arrête : lui donner plus en retirerait à des dossiers qui comptent davantage"}
			if !proven {
				reasons = []string{"la recherche s'est arrêtée avant la preuve : un meilleur partage existe peut-être"}
			}
		}
		all = append(all, Explanation{in.Projects[i].Code, money.Cents(asked), money.Cents(granted), reasons})
	}
	return all
}

// reasons stops at the first rule that is enough by itself.
func (e *explanation) reasons(i int, asked, granted int64) (all []string) {
	x := e.p.projects[i]
	if granted == x.room {
		return []string{fmt.Sprintf("plafond d'aides publiques atteint : %s", french(x.room))}
	}
	if granted == 0 {
		if foe := e.foe(i); foe != "" {
			return []string{fmt.Sprintf("incompatible avec « %s », retenu", foe)}
		}
		all = e.threshold(i, asked)
	}
	cells := e.s.cells(x.pairs)
	if cells == x.maxFunders {
		all = append(all, "nombre de financeurs atteint : "+funders(cells)+" au plus")
	}
	for _, c := range x.pairs {
		if e.s[c] == e.p.pairs[c].request || e.s[c] == 0 && cells == x.maxFunders {
			continue
		}
		for _, reason := range e.whyLess(c) {
			if !slices.Contains(all, reason) {
				all = append(all, reason)
			}
		}
	}
	return all
}

// foe is a funded project that keeps project i out, "" if there is none.
func (e *explanation) foe(i int) string {
	for _, two := range e.p.apart {
		other := two[0] + two[1] - i
		if (two[0] == i || two[1] == i) && e.s.sum(e.p.projects[other].pairs) > 0 {
			return e.in.Projects[other].Code
		}
	}
	return ""
}

// threshold tells which threshold keeps a whole project out.
func (e *explanation) threshold(i int, asked int64) (all []string) {
	x := e.p.projects[i]
	need := x.minimum
	if x.whole {
		need = max(need, asked)
	}
	left := int64(0)
	for _, c := range x.pairs {
		left += e.left(c)
	}
	switch left = min(left, x.room); {
	case x.whole && asked > x.room:
		all = append(all, fmt.Sprintf("tout ou rien : la demande, %s, dépasse le plafond d'aides publiques, %s", french(asked), french(x.room)))
	case need > asked:
		all = append(all, fmt.Sprintf("minimum hors d'atteinte : au moins %s, pour %s demandés", french(need), french(asked)))
	case need > x.room:
		all = append(all, fmt.Sprintf("minimum hors d'atteinte : au moins %s, pour un plafond d'aides publiques de %s", french(need), french(x.room)))
	case left < need && x.whole:
		all = append(all, fmt.Sprintf("tout ou rien : %s demandés, il reste %s", french(need), french(left)))
	case left < need:
		all = append(all, fmt.Sprintf("minimum non atteint : au moins %s, il reste %s", french(need), french(left)))
	}
	return all
}

// left is what a pair could still get, were it alone.
func (e *explanation) left(c int) int64 {
	x := e.p.pairs[c]
	if x.locked >= 0 {
		return 0
	}
	left := min(x.request-e.s[c], e.p.envelopes[x.funder]-e.spent[x.funder])
	for _, k := range e.held[c] {
		left = min(left, e.p.earmarks[k].top-e.s.sum(e.p.earmarks[k].pairs))
	}
	return left
}

// whyLess tells what keeps a pair under its request.
func (e *explanation) whyLess(c int) (all []string) {
	x := e.p.pairs[c]
	code := e.in.Funders[x.funder].Code
	if x.locked >= 0 {
		return []string{fmt.Sprintf("montant verrouillé pour « %s » : %s", code, french(x.locked))}
	}
	if x.minimum > x.request {
		return []string{fmt.Sprintf("« %s » ne donne pas moins de %s, pour %s demandés", code, french(x.minimum), french(x.request))}
	}
	if e.spent[x.funder] == e.p.envelopes[x.funder] {
		all = append(all, e.exhausted(c, code))
		all = append(all, e.reserved(c, code)...)
	}
	for _, k := range e.held[c] {
		if m := e.p.earmarks[k]; e.s.sum(m.pairs) == m.top {
			all = append(all, fmt.Sprintf("part de « %s » pour « %s » épuisée : %s au plus", code, m.field, french(m.top)))
		}
	}
	if left := e.left(c); e.s[c] == 0 && left > 0 && left < x.minimum {
		all = append(all, fmt.Sprintf("minimum par subvention non atteint : « %s » ne donne pas moins de %s, il lui reste %s", code, french(x.minimum), french(left)))
	}
	return all
}

// exhausted tells to whose profit an envelope is spent, when that is plain.
func (e *explanation) exhausted(c int, code string) string {
	x := e.p.pairs[c]
	text := fmt.Sprintf("enveloppe de « %s » épuisée : %s", code, french(e.p.envelopes[x.funder]))
	own := e.p.projects[x.project].weight
	if least := e.last[x.funder].but(x.project); least > own {
		return fmt.Sprintf("%s, pour des dossiers mieux classés (poids %d au moins, contre %d)", text, least, own)
	}
	return text
}

// served is a project that gets money of a funder.
type served struct {
	project int
	weight  int64
}

// lasts are the two projects of the least weight among those that a funder
// serves.
type lasts []served

func (l *lasts) add(project int, weight int64) {
	*l = append(*l, served{project, weight})
	slices.SortStableFunc(*l, func(a, b served) int { return cmp.Compare(a.weight, b.weight) })
	*l = (*l)[:min(2, len(*l))]
}

// but is the least weight of the others, -1 if there are none.
func (l lasts) but(project int) int64 {
	for _, s := range l {
		if s.project != project {
			return s.weight
		}
	}
	return -1
}

// reserved tells which reserved shares hold money that a pair could have had.
func (e *explanation) reserved(c int, code string) (all []string) {
	for k, m := range e.p.earmarks {
		if m.funder == e.p.pairs[c].funder && m.low > 0 && !slices.Contains(e.held[c], k) && e.s.sum(m.pairs) == m.low {
			all = append(all, fmt.Sprintf("« %s » réserve %s à « %s »", code, french(m.low), m.field))
		}
	}
	return all
}

func french(cents int64) string { return money.Cents(cents).French() }
