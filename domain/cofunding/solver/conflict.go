package solver

import (
	"fmt"
	"slices"

	"tourdetable/domain/money"
)

// droppable is a rule and what takes it out of a problem.
type droppable struct {
	Rule
	drop func(*problem)
}

// rules lists every rule of p; the requests are facts.
func (p *problem) rules(in Instance) (all []droppable) {
	add := func(drop func(*problem), path, text string) {
		all = append(all, droppable{Rule{path, text}, drop})
	}
	for i, two := range in.Incompatible {
		add(func(q *problem) { q.apart[i] = [2]int{-1, -1} }, fmt.Sprintf("incompatible[%d]", i),
			fmt.Sprintf("dossiers incompatibles : « %s » et « %s »", two[0], two[1]))
	}
	for i, x := range in.Projects {
		p.projectRules(add, i, x)
	}
	for i, c := range in.Pairs {
		path := fmt.Sprintf("pairs[%d]", i)
		if c.MinimumGrant.Sign() > 0 {
			add(func(q *problem) { q.pairs[i].minimum = 0 }, path+".minimum_grant_euros",
				fmt.Sprintf("minimum par subvention de « %s » à « %s » : rien ou au moins %s (demande : %s)", c.Funder, c.Project, c.MinimumGrant.French(), c.Request.French()))
		}
	}
	earmark := 0
	for i, f := range in.Funders {
		add(func(q *problem) { q.envelopes[i] = unbound }, fmt.Sprintf("funders[%d].envelope_euros", i),
			fmt.Sprintf("enveloppe de « %s » : %s", f.Code, f.Envelope.French()))
		for j, e := range f.Earmarks {
			k, path := earmark, fmt.Sprintf("funders[%d].earmarks[%d]", i, j)
			earmark++
			if e.AtMost != nil {
				add(func(q *problem) { q.earmarks[k].top = unbound }, path+".at_most_euros",
					fmt.Sprintf("part de « %s » pour « %s » : au plus %s", f.Code, e.Field, e.AtMost.French()))
			}
			if e.AtLeast != nil && e.AtLeast.Sign() > 0 {
				asked := int64(0)
				for _, c := range p.earmarks[k].pairs {
					asked += p.pairs[c].request
				}
				add(func(q *problem) { q.earmarks[k].low = 0 }, path+".at_least_euros",
					fmt.Sprintf("part réservée de « %s » à « %s » : au moins %s (demandes : %s)", f.Code, e.Field, e.AtLeast.French(), money.Cents(asked).French()))
			}
		}
	}
	for i, c := range in.Pairs {
		if c.Locked != nil {
			add(func(q *problem) { q.pairs[i].locked = -1 }, fmt.Sprintf("pairs[%d].locked_euros", i),
				fmt.Sprintf("montant verrouillé de « %s » pour « %s » : %s", c.Funder, c.Project, c.Locked.French()))
		}
	}
	return all
}

func (p *problem) projectRules(add func(func(*problem), string, string), i int, x Project) {
	path := fmt.Sprintf("projects[%d]", i)
	if x.MaxFunders != nil {
		add(func(q *problem) { q.projects[i].maxFunders = len(q.pairs) }, path+".max_funders",
			fmt.Sprintf("« %s » : %s au plus", x.Code, funders(*x.MaxFunders)))
	}
	if x.AllOrNothing {
		add(func(q *problem) { q.projects[i].whole = false }, path+".all_or_nothing",
			fmt.Sprintf("« %s » : tout ou rien (demandes : %s)", x.Code, money.Cents(p.asked(i)).French()))
	}
	if x.Minimum.Sign() > 0 {
		add(func(q *problem) { q.projects[i].minimum = 0 }, path+".minimum_euros",
			fmt.Sprintf("« %s » : rien ou au moins %s", x.Code, x.Minimum.French()))
	}
	if x.PublicRoom != nil {
		add(func(q *problem) { q.projects[i].room = unbound }, path+".public_room_euros",
			fmt.Sprintf("plafond d'aides publiques de « %s » : %s au plus", x.Code, x.PublicRoom.French()))
	}
}

// conflict finds rules of p, which has no split, that cannot hold together. It
// takes out chunks of rules, ever smaller, as long as what stays has no split
// (deletion filter): in the end no rule can be taken out, which minimal tells.
// Once stopped, the set may be too large, never too small.
func (p *problem) conflict(in Instance, stop func() bool) (found []Rule, minimal bool) {
	all := p.rules(in)
	stays := make([]bool, len(all))
	for i := range stays {
		stays[i] = true
	}
	minimal = true
	for size := (len(all) + 1) / 2; size > 0; size /= 2 {
		for _, chunk := range chunks(stays, size) {
			set(stays, chunk, false)
			split, known := p.only(all, stays).any(stop, -1)
			if split != nil || !known {
				set(stays, chunk, true)
				minimal = minimal && (split != nil || size > 1)
			}
		}
	}
	for i, r := range all {
		if stays[i] {
			found = append(found, r.Rule)
		}
	}
	return found, minimal
}

// chunks cuts the rules that stay, in order, by size.
func chunks(stays []bool, size int) (cut [][]int) {
	for i, stay := range stays {
		switch {
		case !stay:
		case len(cut) == 0 || len(cut[len(cut)-1]) == size:
			cut = append(cut, []int{i})
		default:
			cut[len(cut)-1] = append(cut[len(cut)-1], i)
		}
	}
	return cut
}

func set(stays []bool, chunk []int, to bool) {
	for _, i := range chunk {
		stays[i] = to
	}
}

// only is p without the rules that do not stay.
func (p *problem) only(all []droppable, stays []bool) *problem {
	q := p.clone()
	for i, r := range all {
		if !stays[i] {
			r.drop(q)
		}
	}
	q.apart = slices.DeleteFunc(q.apart, func(two [2]int) bool { return two[0] < 0 })
	return q
}

func funders(n int) string {
	if n < 2 {
		return fmt.Sprintf("%d financeur", n)
	}
	return fmt.Sprintf("%d financeurs", n)
}
