package solver

import (
	"fmt"
	"math"

	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
)

// format names the file format that Read understands.
const format = "tourdetable/cofunding/1"

// Read reads an instance from its file. Every problem is told, each an
// ErrInstance with its path.
func Read(data []byte) (Instance, error) {
	root, err := strictjson.Parse(data, ErrInstance)
	if err != nil {
		return Instance{}, err
	}
	r := &reader{strictjson.Reader{Refusal: ErrInstance}}
	root = r.Object(root, []string{"format", "funders", "projects", "pairs"}, []string{"incompatible"})
	if f := root.Fields["format"]; f != nil && (f.Kind != 's' || f.Text != format) {
		r.Wrong("format", "%s ; attendu : « %s »", f.Seen(), format)
	}
	var in Instance
	for _, n := range r.List(root.Fields["funders"]) {
		in.Funders = append(in.Funders, r.funder(n))
	}
	for _, n := range r.List(root.Fields["projects"]) {
		in.Projects = append(in.Projects, r.project(n))
	}
	for _, n := range r.List(root.Fields["pairs"]) {
		in.Pairs = append(in.Pairs, r.pair(n))
	}
	for _, n := range r.List(root.Fields["incompatible"]) {
		in.Incompatible = append(in.Incompatible, r.two(n))
	}
	if err := r.Err(); err != nil {
		return Instance{}, err
	}
	return in, in.check()
}

// reader reads the values of an instance.
type reader struct{ strictjson.Reader }

func (r *reader) funder(n *strictjson.Node) Funder {
	n = r.Object(n, []string{"code", "envelope_euros"}, []string{"earmarks"})
	f := Funder{Code: r.Name(n.Fields["code"]), Envelope: r.amount(n.Fields["envelope_euros"])}
	for _, e := range r.List(n.Fields["earmarks"]) {
		e = r.Object(e, []string{"field"}, []string{"at_least_euros", "at_most_euros"})
		f.Earmarks = append(f.Earmarks, Earmark{r.Name(e.Fields["field"]), r.optional(e.Fields["at_least_euros"]), r.optional(e.Fields["at_most_euros"])})
	}
	return f
}

func (r *reader) project(n *strictjson.Node) Project {
	n = r.Object(n, []string{"code", "weight"}, []string{"field", "public_room_euros", "minimum_euros", "all_or_nothing", "max_funders"})
	p := Project{
		Code: r.Name(n.Fields["code"]), Field: r.Text(n.Fields["field"]),
		Weight:     int64(r.Integer(n.Fields["weight"], 0, 0, weightMax)),
		PublicRoom: r.optional(n.Fields["public_room_euros"]), Minimum: r.amount(n.Fields["minimum_euros"]),
		AllOrNothing: r.Boolean(n.Fields["all_or_nothing"]),
	}
	if most := n.Fields["max_funders"]; strictjson.Has(most) {
		count := r.Integer(most, 0, 0, math.MaxInt32)
		p.MaxFunders = &count
	}
	return p
}

func (r *reader) pair(n *strictjson.Node) Pair {
	n = r.Object(n, []string{"project", "funder", "request_euros"}, []string{"minimum_grant_euros", "locked_euros"})
	return Pair{
		Project: r.Name(n.Fields["project"]), Funder: r.Name(n.Fields["funder"]),
		Request: r.amount(n.Fields["request_euros"]), MinimumGrant: r.amount(n.Fields["minimum_grant_euros"]),
		Locked: r.optional(n.Fields["locked_euros"]),
	}
}

// two reads a couple of project codes.
func (r *reader) two(n *strictjson.Node) (codes [2]string) {
	if n.Kind != '[' || len(n.Items) != 2 {
		seen := n.Seen()
		if n.Kind == '[' {
			seen = fmt.Sprintf("une liste de %d", len(n.Items))
		}
		r.Wrong(n.Path, "%s ; attendu : une liste de deux codes de dossiers", seen)
		return codes
	}
	for i, item := range n.Items {
		codes[i] = r.Name(item)
		if !strictjson.Has(item) {
			r.Wrong(item.Path, "%s ; attendu : un code de dossier", item.Seen())
		}
	}
	return codes
}

func (r *reader) amount(n *strictjson.Node) money.Amount {
	if strictjson.Has(n) && n.Kind != 's' {
		r.Wrong(n.Path, "%s ; attendu : un montant entre guillemets, par exemple \"1234.56\"", n.Seen())
		return money.Zero
	}
	return strictjson.Read(&r.Reader, n, money.ParseWire)
}

func (r *reader) optional(n *strictjson.Node) *money.Amount {
	if !strictjson.Has(n) {
		return nil
	}
	a := r.amount(n)
	return &a
}
