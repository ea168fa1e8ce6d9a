package message

import (
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

func insert(tx postgres.Tx, event string, to Recipient, m Message) error {
	var organisation *string
	if to.Organisation != "" {
		organisation = &to.Organisation
	}
	return tx.SQL().Exec(`
		insert into messages (id, event, departement, organisation_id, role, funder, subject, body, link, at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict on constraint messages_once do nothing`,
		postgres.NewID(), event, to.Departement, organisation, string(to.Role), to.Funder, m.Subject, m.Body, m.Link, tx.Now).Error
}

// read returns up to limit messages for by below the cursor.
func read(tx postgres.Tx, by party.Actor, below cursor, limit int) ([]Message, error) {
	mine := `role = @role and (@departement = '' or departement = @departement)`
	switch {
	case by.Role == party.Applicant && postgres.IsID(by.Organisation):
		mine = `organisation_id = @organisation`
	case by.Role == party.Applicant:
		mine = `false`
	case by.Role == party.FunderMember:
		mine = `role = '' and (@departement = '' or departement = @departement)
			and @funder <> '' and (funder = @funder or starts_with(funder, @funder || '-'))`
	}
	if below.id != "" {
		mine += ` and (at, id) < (@at, @id)`
	}
	return postgres.List[Message](tx.SQL().Raw(`select id, subject, body, link, at from messages where `+mine+` order by at desc, id desc limit @limit`,
		map[string]any{"role": string(by.Role), "departement": by.Departement, "organisation": by.Organisation, "funder": by.Funder,
			"at": below.at, "id": below.id, "limit": limit}))
}
