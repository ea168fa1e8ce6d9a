package programme

import (
	"encoding/json"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

type row struct {
	ID                 string
	Departement        string
	Year               int
	Title              string
	OpensOn            calendar.Date
	ClosesAt           time.Time
	State              State
	PublicShareCeiling *money.Percent
	Tolerance          money.Percent
	ConvocationDays    int
	Form               string
	Programmes         string
	RuleSettings       string
	Rules              string
	RulesHash          string
}

func (r row) campaign() Campaign {
	return Campaign{ID: r.ID, Departement: r.Departement, Year: r.Year, Title: r.Title, OpensOn: r.OpensOn, ClosesAt: r.ClosesAt,
		State: r.State, Rules: Rules{PublicShareCeiling: r.PublicShareCeiling, Tolerance: r.Tolerance, ConvocationDays: r.ConvocationDays},
		Form: r.Form, Programmes: strings.Split(r.Programmes, ","), Settings: json.RawMessage(r.RuleSettings), Frozen: r.Rules, FrozenHash: r.RulesHash}
}

const columns = `id, departement, year, title, opens_on, closes_at, state, public_share_ceiling, tolerance, convocation_days`

const termColumns = `form, array_to_string(programmes, ',') as programmes, rule_settings::text as rule_settings, rules, rules_hash`

func insert(tx postgres.Tx, c Campaign) error {
	return tx.SQL().Exec(`insert into campaigns (`+columns+`, form, programmes, rule_settings) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, string_to_array(?, ','), ?::jsonb)`,
		c.ID, c.Departement, c.Year, c.Title, c.OpensOn, c.ClosesAt, string(c.State), c.Rules.PublicShareCeiling, c.Rules.Tolerance, c.Rules.ConvocationDays,
		c.Form, strings.Join(c.Programmes, ","), string(c.Settings)).Error
}

func saveOpened(tx postgres.Tx, c Campaign) error {
	return tx.SQL().Exec(`update campaigns set state = ?, opened_at = ?, form = ?, rules = ?, rules_hash = ? where id = ?`,
		string(Open), tx.Now, c.Form, c.Frozen, c.FrozenHash, c.ID).Error
}

func saveTerms(tx postgres.Tx, c Campaign) error {
	return tx.SQL().Exec(`update campaigns set form = ?, programmes = string_to_array(?, ','), rule_settings = ?::jsonb where id = ?`,
		c.Form, strings.Join(c.Programmes, ","), string(c.Settings), c.ID).Error
}

func lock(tx postgres.Tx, id string) (Campaign, error) { return one(tx, id, " for no key update") }

// Find returns the campaign of an id, or ErrNotFound.
func Find(tx postgres.Tx, id string) (Campaign, error) { return one(tx, id, "") }

func one(tx postgres.Tx, id, suffix string) (Campaign, error) {
	if !postgres.IsID(id) {
		return Campaign{}, ErrNotFound
	}
	var r row
	found, err := postgres.One(tx.SQL().Raw(`select `+columns+`, `+termColumns+` from campaigns where id = ?`+suffix, id), &r)
	if err == nil && !found {
		err = ErrNotFound
	}
	return r.campaign(), err
}
