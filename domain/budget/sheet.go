package budget

import (
	"cmp"
	"slices"

	"tourdetable/domain/money"
)

// Sheet is one year of the table, as it was filled in.
type Sheet struct {
	Year      int                     `json:"year"`
	Body      bool                    `json:"body"`    // the body's own budget (CERFA block 5), not a project's
	Amounts   map[string]money.Amount `json:"amounts"` // by code of line
	Notes     map[string]string       `json:"notes"`   // by code of line
	Subsidies []Subsidy               `json:"subsidies"`
}

// Subsidy is one line of account 74.
type Subsidy struct {
	ID     string       `json:"id"`
	Funder string       `json:"funder"` // code of the grid; "" outside of it
	Kind   string       `json:"kind"`   // see Chart.Kinds; "" for a funder of the grid, whose kind the grid knows
	Label  string       `json:"label"`
	Amount money.Amount `json:"amount"`
	Status string       `json:"status"` // see Chart.Statuses
	Year   int          `json:"year"`
}

// Path is where the subsidy stands in its sheet.
func (s Subsidy) Path() string {
	if s.Funder != "" {
		return "requests." + s.Funder
	}
	return "others." + s.ID
}

// Totals is everything that the table computes. Shares are rounded to be read:
// a ceiling is held on the amounts, with money.Percent.Above.
type Totals struct {
	Charges        money.Amount   `json:"charges"`
	Products       money.Amount   `json:"products"`
	Gap            money.Amount   `json:"gap"` // charges − products
	Uses           money.Amount   `json:"uses"`
	Resources      money.Amount   `json:"resources"`
	InKindGap      money.Amount   `json:"in_kind_gap"`     // uses − resources
	Subsidies      money.Amount   `json:"subsidies"`       // account 74
	Requested      money.Amount   `json:"requested"`       // of the funders of the grid
	Public         money.Amount   `json:"public"`          // account 74 without private aid
	State          money.Amount   `json:"state"`           // the part of it whose kind is "state"
	Own            money.Amount   `json:"own"`             // products that are no subsidy
	PublicShare    money.Percent  `json:"public_share"`    // of the charges
	RequestedShare money.Percent  `json:"requested_share"` // of the products, as the CERFA writes it
	Accounts       []AccountTotal `json:"accounts"`        // in the order of the chart
}

// AccountTotal is the total of one heading.
type AccountTotal struct {
	Account string        `json:"account"`
	Side    Side          `json:"side"`
	Label   string        `json:"label"`
	Amount  money.Amount  `json:"amount"`
	Share   money.Percent `json:"share"` // of its side
}

// Totals adds the sheet up. An amount on a line that the chart does not know
// counts for nothing: Check tells it.
func (c Chart) Totals(s Sheet) Totals {
	accounts := map[string]money.Amount{}
	for _, l := range c.Lines {
		accounts[l.Account] = accounts[l.Account].Add(s.Amounts[l.Code])
	}
	t := Totals{}
	for _, sub := range s.Subsidies {
		t.addSubsidy(c, sub)
	}
	accounts[Subsidised] = accounts[Subsidised].Add(t.Subsidies)
	sides := map[Side]money.Amount{}
	for _, a := range c.Accounts {
		sides[a.Side] = sides[a.Side].Add(accounts[a.Code])
	}
	t.Charges, t.Products, t.Uses, t.Resources = sides[Charges], sides[Products], sides[Uses], sides[Resources]
	t.Gap, t.InKindGap, t.Own = t.Charges.Sub(t.Products), t.Uses.Sub(t.Resources), t.Products.Sub(t.Subsidies)
	t.PublicShare, t.RequestedShare = money.PercentOf(t.Public, t.Charges), money.PercentOf(t.Requested, t.Products)
	for _, a := range c.Accounts {
		amount := accounts[a.Code]
		t.Accounts = append(t.Accounts, AccountTotal{Account: a.Code, Side: a.Side, Label: a.Label, Amount: amount, Share: money.PercentOf(amount, sides[a.Side])})
	}
	return t
}

// addSubsidy counts one line of account 74. A funder of the grid, or a sort
// that nobody knows, is public: an aid that is not told private counts in the
// ceiling.
func (t *Totals) addSubsidy(c Chart, s Subsidy) {
	t.Subsidies = t.Subsidies.Add(s.Amount)
	if s.Funder != "" {
		t.Requested = t.Requested.Add(s.Amount)
	}
	if k, known := c.kind(s.Kind); !known || k.Public {
		t.Public = t.Public.Add(s.Amount)
	}
	if s.Kind == "state" {
		t.State = t.State.Add(s.Amount)
	}
}

// Funder is what the grid of the call tells of one of its funders.
type Funder struct{ Kind, Label string }

// Named gives the funders of the grid, by code, their sort and their name, so
// that Totals tells the State's part.
func (s Sheet) Named(grid map[string]Funder) Sheet {
	s.Subsidies = slices.Clone(s.Subsidies)
	for i, sub := range s.Subsidies {
		if f, known := grid[sub.Funder]; known {
			s.Subsidies[i].Kind, s.Subsidies[i].Label = cmp.Or(sub.Kind, f.Kind), cmp.Or(sub.Label, f.Label)
		}
	}
	return s
}
