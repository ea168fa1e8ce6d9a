package journal

import (
	"fmt"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

func insert(tx postgres.Tx, by party.Actor, e Entry) error {
	var applicant *string
	if e.Applicant != "" {
		applicant = &e.Applicant
	}
	err := tx.SQL().Exec(`
		insert into journal (at, actor, actor_name, role, act, departement, applicant_id, subject, from_state, to_state, reason)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Now, by.ID, by.Name, string(by.Role), e.Act, e.Departement, applicant, e.Subject, e.From, e.To, e.Reason).Error
	if err != nil {
		return fmt.Errorf("write %s in the journal: %w", e.Act, err)
	}
	return nil
}
