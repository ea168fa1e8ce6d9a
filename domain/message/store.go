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

// read returns up to limit messages for by after the one of id after. At the
// same instant, news come in the order they were told: events sort by time.
func read(tx postgres.Tx, by party.Actor, after string, limit int) ([]Message, error) {
	mine := `role = @role and (@departement = '' or departement = @departement)`
	switch {
	case by.Role == party.Applicant && postgres.IsID(by.Organisation):
		mine = `organisation_id = @organisation`
	case by.Role == party.Applicant:
		mine = `false`
	case by.Role == party.FunderMember || by.Role == party.Adviser:
		mine = `role = '' and (@departement = '' or departement = @departement)
			and @funder <> '' and (funder = @funder or starts_with(funder, @funder || '-'))`
	}
	if after != "" {
		mine += ` and at <= (select at from messages where id = @after)
			and (at, event, id) < (select at, event, id from messages where id = @after)`
	}
	return postgres.List[Message](tx.SQL().Raw(`
		select id, subject, body, link, at from messages where `+mine+` order by at desc, event desc, id desc limit @limit`,
		map[string]any{"role": string(by.Role), "departement": by.Departement, "organisation": by.Organisation, "funder": by.Funder,
			"after": after, "limit": limit}))
}
