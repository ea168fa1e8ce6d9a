package postgres

import (
	"fmt"
	"strings"
)

// Scope is whom a transaction serves; row level security reads it. The zero
// Scope sees nothing but public tables.
type Scope struct {
	Actor         string   // account id, or a name for the program's own work
	Departements  []string // codes an agent works for
	Organisations []string // ids of the bodies an applicant acts for
	Everywhere    bool     // all of them: the program itself, the national level
}

// System is the program's own work: jobs, imports, migrations of data.
var System = Scope{Actor: "système", Everywhere: true}

// As returns tx on behalf of another scope, from here to the end of the
// transaction.
func (tx Tx) As(s Scope) (Tx, error) {
	departements := strings.Join(s.Departements, ",")
	if s.Everywhere {
		departements = "*"
	}
	err := tx.gorm.Exec(`select set_config('app.actor', ?, true), set_config('app.departements', ?, true), set_config('app.organisations', ?, true)`,
		s.Actor, departements, strings.Join(s.Organisations, ",")).Error
	if err != nil {
		return tx, fmt.Errorf("set the scope: %w", err)
	}
	tx.Scope = s
	return tx, nil
}
