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

func indicatorsOf(tx postgres.Tx, applicationID string) ([]Indicator, error) {
	return postgres.List[Indicator](tx.SQL().Raw(`select label, unit, target, realised, missed from report_indicators where application_id = ? order by rank`, applicationID))
}

// saveIndicators replaces the results of a report that is not validated.
func saveIndicators(tx postgres.Tx, applicationID string, all []Indicator) error {
	if err := tx.SQL().Exec(`delete from report_indicators where application_id = ?`, applicationID).Error; err != nil {
		return err
	}
	for rank, i := range all {
		if err := tx.SQL().Exec(`insert into report_indicators (application_id, rank, label, unit, target, realised, missed) values (?, ?, ?, ?, ?, ?, ?)`,
			applicationID, rank, i.Label, i.Unit, i.Target, i.Realised, i.Missed).Error; err != nil {
			return err
		}
	}
	return nil
}
