package reporting

import (
	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

func find(tx postgres.Tx, applicationID string) (r Report, found bool, err error) {
	found, err = postgres.One(tx.SQL().Raw(`
		select application_id, departement, filed_on, realised, validated_on from financial_reports where application_id = ? for no key update`, applicationID), &r)
	return r, found, err
}

func save(tx postgres.Tx, r Report) error {
	return tx.SQL().Exec(`
		insert into financial_reports (application_id, departement, filed_on, realised) values (?, ?, ?, ?)
		on conflict (application_id) do update set filed_on = excluded.filed_on, realised = excluded.realised`,
		r.ApplicationID, r.Departement, r.FiledOn, r.Realised).Error
}

func saveValidated(tx postgres.Tx, by party.Actor, applicationID string, on calendar.Date) error {
	return tx.SQL().Exec(`update financial_reports set validated_on = ?, validated_by = ? where application_id = ?`, on, by.ID, applicationID).Error
}
