package solver

import (
	"errors"
	"fmt"
	"math/bits"

	"tourdetable/domain/fault"
	"tourdetable/domain/money"
)

// ErrInstance refuses an instance; Field is the path of the value at fault,
// written as pairs[3].funder.
var ErrInstance = fault.New(fault.Invalid, "solver.instance", "instance de cofinancement illisible")

// Instance is what the committee has to share: the envelopes, the files and
// what each file asks of each funder.
type Instance struct {
	Funders      []Funder
	Projects     []Project
	Pairs        []Pair
	Incompatible [][2]string // codes of projects of which one at most is funded
}

// Funder brings an envelope.
type Funder struct {
	Code     string
	Envelope money.Amount
	Earmarks []Earmark
}

// Earmark bounds what a funder gives to the projects of one field. A nil bound
// does not bind.
type Earmark struct {
	Field           string
	AtLeast, AtMost *money.Amount
}

// Project is a file before the committee.
type Project struct {
	Code         string
	Field        string // "" if none
	Weight       int64  // the worth of each cent granted
	PublicRoom   *money.Amount
	Minimum      money.Amount // it gets nothing, or this at least
	AllOrNothing bool         // it gets nothing, or all it asks
	MaxFunders   *int
}

// Pair is what a project asks of a funder.
type Pair struct {
	Project, Funder string
	Request         money.Amount
	MinimumGrant    money.Amount // the grant is 0, or this at least
	Locked          *money.Amount
}

// The limits of an instance.
const (
	weightMax  = 1_000_000_000_000
	sumMax     = int64(100_000_000_000_000_000) // cents: 10^15 euros asked in all
	nodeMax    = 50_000                         // funders, earmarks and projects
	pairMax    = 1_000_000
	problemMax = 20 // problems told of one instance
)

// check refuses what is no instance; every problem is told, with its path.
func (in Instance) check() error {
	c := checker{funders: map[string]bool{}, projects: map[string]bool{}}
	nodes := len(in.Funders) + len(in.Projects)
	for i, f := range in.Funders {
		c.funder(fmt.Sprintf("funders[%d]", i), f)
		nodes += len(f.Earmarks)
	}
	for i, p := range in.Projects {
		c.project(fmt.Sprintf("projects[%d]", i), p)
	}
	if nodes > nodeMax || len(in.Pairs) > pairMax {
		c.wrong("pairs", "%d financeurs, fléchages et dossiers, %d demandes ; attendu : %d et %d au plus", nodes, len(in.Pairs), nodeMax, pairMax)
	}
	c.pairs(in.Pairs)
	for i, pair := range in.Incompatible {
		path := fmt.Sprintf("incompatible[%d]", i)
		for j, code := range pair {
			c.listed(c.projects, fmt.Sprintf("%s[%d]", path, j), code, "dossier", "projects")
		}
		if pair[0] == pair[1] {
			c.wrong(path, "« %s » deux fois ; attendu : deux dossiers différents", pair[0])
		}
	}
	return errors.Join(c.problems...)
}

// checker gathers the problems of an instance.
type checker struct {
	funders, projects map[string]bool // codes seen
	problems          []error
}

func (c *checker) wrong(path, format string, args ...any) {
	if len(c.problems) < problemMax {
		c.problems = append(c.problems, ErrInstance.With(format, args...).At(path))
	}
}

func (c *checker) positive(path string, a money.Amount) {
	if a.Sign() < 0 {
		c.wrong(path, "%s ; attendu : un montant positif ou nul", a)
	}
}

func (c *checker) optional(path string, a *money.Amount) {
	if a != nil {
		c.positive(path, *a)
	}
}

// unique refuses a code that is empty or was seen before.
func (c *checker) unique(seen map[string]bool, path, code string) {
	switch {
	case code == "":
		c.wrong(path, "code vide ; attendu : un texte")
	case seen[code]:
		c.wrong(path, "« %s » est déjà un code de la liste ; attendu : un code par élément", code)
	}
	seen[code] = true
}

func (c *checker) listed(known map[string]bool, path, code, noun, list string) {
	if !known[code] {
		c.wrong(path, "%s inconnu « %s » ; attendu : un code de la liste « %s »", noun, code, list)
	}
}

func (c *checker) funder(path string, f Funder) {
	c.unique(c.funders, path+".code", f.Code)
	c.positive(path+".envelope_euros", f.Envelope)
	for i, e := range f.Earmarks {
		at := fmt.Sprintf("%s.earmarks[%d]", path, i)
		if e.Field == "" {
			c.wrong(at+".field", "champ vide ; attendu : un texte")
		}
		c.optional(at+".at_least_euros", e.AtLeast)
		c.optional(at+".at_most_euros", e.AtMost)
	}
}

func (c *checker) project(path string, p Project) {
	c.unique(c.projects, path+".code", p.Code)
	if p.Weight < 0 || p.Weight > weightMax {
		c.wrong(path+".weight", "%d ; attendu : un nombre entier de 0 à %d", p.Weight, int64(weightMax))
	}
	c.optional(path+".public_room_euros", p.PublicRoom)
	c.positive(path+".minimum_euros", p.Minimum)
	if p.MaxFunders != nil && *p.MaxFunders < 0 {
		c.wrong(path+".max_funders", "%d ; attendu : un nombre entier positif ou nul", *p.MaxFunders)
	}
}

func (c *checker) pairs(pairs []Pair) {
	seen := map[[2]string]int{}
	sum := uint64(0)
	for i, p := range pairs {
		path := fmt.Sprintf("pairs[%d]", i)
		c.listed(c.projects, path+".project", p.Project, "dossier", "projects")
		c.listed(c.funders, path+".funder", p.Funder, "financeur", "funders")
		if first, twice := seen[[2]string{p.Project, p.Funder}]; twice {
			c.wrong(path, "« %s » et « %s » sont déjà le couple pairs[%d] ; attendu : une seule demande par couple", p.Project, p.Funder, first)
		} else {
			seen[[2]string{p.Project, p.Funder}] = i
		}
		c.positive(path+".request_euros", p.Request)
		c.positive(path+".minimum_grant_euros", p.MinimumGrant)
		c.optional(path+".locked_euros", p.Locked)
		if p.Locked != nil && p.Locked.More(p.Request) {
			c.wrong(path+".locked_euros", "%s ; attendu : au plus la demande, %s", p.Locked, p.Request)
		}
		var carry uint64
		if sum, carry = bits.Add64(sum, uint64(max(0, p.Request.Cents())), 0); carry > 0 {
			sum = 1 << 63
		}
	}
	if sum > uint64(sumMax) {
		c.wrong("pairs", "total des demandes hors limites ; attendu : moins d'un million de milliards d'euros")
	}
}
