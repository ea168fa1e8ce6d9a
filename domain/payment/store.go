package payment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/postgres"
)

// kept is a Chorus row on record, with the award that its EJ and post commit, if
// any.
type kept struct {
	AwardID     string
	ID          int64
	Departement string
	Dp          string
	DpLine      int
	Exercice    int
	Siret       string
	OperationOn *calendar.Date
	Amount      money.Amount
}

// on is the day of the row; the last day of its exercice where Chorus gives
// none.
func (r kept) on() calendar.Date {
	if r.OperationOn != nil {
		return *r.OperationOn
	}
	return calendar.On(r.Exercice, 12, 31)
}

// Payment is a fact placed on a grant (paiement).
type Payment struct {
	PaidOn   calendar.Date
	Exercice int
	Amount   money.Amount
}

// batch is how many rows one statement carries.
const batch = 2000

// wire is a Chorus row under the column names of chorus_rows.
type wire struct {
	Rank             int            `json:"rank"`
	RowKey           string         `json:"row_key"`
	Fingerprint      string         `json:"fingerprint"`
	Ej               identity.Ej    `json:"ej"`
	EjLine           int            `json:"ej_line"`
	Dp               string         `json:"dp"`
	DpLine           int            `json:"dp_line"`
	Societe          string         `json:"societe"`
	Exercice         int            `json:"exercice"`
	Stage            string         `json:"stage"`
	Payment          bool           `json:"payment"`
	Siret            string         `json:"siret"`
	Vendor           string         `json:"vendor"`
	VendorName       string         `json:"vendor_name"`
	OperationOn      *calendar.Date `json:"operation_on"`
	FunctionalDomain string         `json:"functional_domain"`
	Activity         string         `json:"activity"`
	FinancialCentre  string         `json:"financial_centre"`
	Amount           money.Amount   `json:"amount"`
}

func wired(rank int, r chorusfile.Row) wire {
	sum := sha256.Sum256([]byte(r.Fingerprint()))
	w := wire{Rank: rank, RowKey: r.Key(), Fingerprint: hex.EncodeToString(sum[:]), Ej: r.Ej, EjLine: r.EjLine, Dp: r.Dp, DpLine: r.DpLine,
		Societe: r.Societe, Exercice: r.Exercice, Stage: string(r.Stage), Payment: r.Payment(), Siret: r.Siret.String(), Vendor: r.Vendor, VendorName: r.VendorName,
		FunctionalDomain: r.FunctionalDomain, Activity: r.Activity, FinancialCentre: r.FinancialCentre, Amount: r.Amount}
	if !r.OperationDate.IsZero() {
		w.OperationOn = &r.OperationDate
	}
	return w
}

// insertRows keeps the rows not known yet and returns the payments among them,
// in the order given. A row of a known EJ belongs to the département of its
// commitment.
func insertRows(tx postgres.Tx, departement, importID string, rows []chorusfile.Row) ([]kept, error) {
	var fresh []kept
	for start := 0; start < len(rows); start += batch {
		chunk, err := json.Marshal(wireAll(rows[start:min(start+batch, len(rows))]))
		if err != nil {
			return nil, err
		}
		added, err := postgres.List[kept](tx.SQL().Raw(`
			with added as (
				insert into chorus_rows (departement, import_id, row_key, fingerprint, ej, ej_line, dp, dp_line, societe, exercice, stage, payment, siret,
					vendor, vendor_name, operation_on, functional_domain, activity, financial_centre, amount, at)
				select coalesce(c.departement, ?), ?, r.row_key, r.fingerprint, r.ej, r.ej_line, r.dp, r.dp_line, r.societe, r.exercice, r.stage, r.payment, r.siret,
					r.vendor, r.vendor_name, r.operation_on, r.functional_domain, r.activity, r.financial_centre, r.amount, ?
				from jsonb_to_recordset(?::jsonb) as r (rank int, row_key text, fingerprint text, ej text, ej_line int, dp text, dp_line int,
					societe text, exercice int, stage text, payment boolean, siret text, vendor text, vendor_name text, operation_on date, functional_domain text,
					activity text, financial_centre text, amount numeric)
				left join commitments c on c.ej = r.ej and c.line = r.ej_line
				order by r.rank
				on conflict do nothing
				returning id, departement, dp, dp_line, exercice, siret, operation_on, amount, payment)
			select id, departement, dp, dp_line, exercice, siret, operation_on, amount from added where payment order by id`,
			departement, importID, tx.Now, string(chunk)))
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, added...)
	}
	return fresh, nil
}

func wireAll(rows []chorusfile.Row) []wire {
	out := make([]wire, len(rows))
	for i, r := range rows {
		out[i] = wired(i, r)
	}
	return out
}

// sift tells the rows that import importID did not keep: those already there
// word for word, and those that contradict the one already there.
func sift(tx postgres.Tx, importID string, rows []chorusfile.Row) (known, denied []chorusfile.Row, err error) {
	for start := 0; start < len(rows); start += batch {
		part := rows[start:min(start+batch, len(rows))]
		chunk, err := json.Marshal(wireAll(part))
		if err != nil {
			return nil, nil, err
		}
		left, err := postgres.List[struct {
			Rank int
			Same bool
		}](tx.SQL().Raw(`
			select r.rank, exists (select from chorus_rows k where k.row_key = r.row_key and k.fingerprint = r.fingerprint) as same
			from jsonb_to_recordset(?::jsonb) as r (rank int, row_key text, fingerprint text)
			where not exists (select from chorus_rows k where k.import_id = ? and k.row_key = r.row_key and k.fingerprint = r.fingerprint)
			order by r.rank`, string(chunk), importID))
		if err != nil {
			return nil, nil, err
		}
		for _, l := range left {
			if l.Same {
				known = append(known, part[l.Rank])
			} else {
				denied = append(denied, part[l.Rank])
			}
		}
	}
	return known, denied, nil
}

// list writes ids as the array that "= any(?::bigint[])" reads.
func list(ids []int64) string {
	text, _ := json.Marshal(ids)
	return "{" + string(text[1:len(text)-1]) + "}"
}

// flagUnknown raises UnknownEj on the rows of ids that no commitment carries.
func flagUnknown(tx postgres.Tx, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	return tx.SQL().Exec(`
		insert into anomalies (departement, chorus_row_id, code, detail, at)
		select r.departement, r.id, ?, 'EJ ' || r.ej || ', poste ' || r.ej_line || ' : inconnu des dossiers', ?
		from chorus_rows r where r.id = any (?::bigint[])
		and not exists (select from commitments c where c.ej = r.ej and c.line = r.ej_line)
		on conflict on constraint anomalies_once do nothing`, UnknownEj, tx.Now, list(ids)).Error
}

const keptColumns = `r.id, r.departement, r.dp, r.dp_line, r.exercice, r.siret, r.operation_on, r.amount`

func matching(tx postgres.Tx, ids []int64) ([]kept, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return postgres.List[kept](tx.SQL().Raw(`
		select `+keptColumns+`, c.award_id from chorus_rows r join commitments c on c.ej = r.ej and c.line = r.ej_line
		where r.id = any (?::bigint[]) order by r.id`, list(ids)))
}

// waitingFor takes the rows of a commitment just entered, and resolves their
// anomaly.
func waitingFor(tx postgres.Tx, c Commitment) ([]kept, error) {
	waiting, err := postgres.List[kept](tx.SQL().Raw(`
		select `+keptColumns+`, ?::uuid as award_id from chorus_rows r
		where r.ej = ? and r.ej_line = ? and r.payment and not exists (select from payments p where p.chorus_row_id = r.id) order by r.id`, c.AwardID, c.Ej, c.Line))
	if err != nil {
		return nil, err
	}
	return waiting, tx.SQL().Exec(`
		update anomalies set resolved_at = ? where code = ? and resolved_at is null
		and chorus_row_id in (select id from chorus_rows where ej = ? and ej_line = ?)`, tx.Now, UnknownEj, c.Ej, c.Line).Error
}

func flag(tx postgres.Tx, r kept, code, detail string) error {
	return tx.SQL().Exec(`
		insert into anomalies (departement, chorus_row_id, code, detail, at) values (?, ?, ?, ?, ?)
		on conflict on constraint anomalies_once do nothing`, r.Departement, r.ID, code, detail, tx.Now).Error
}

func insertCommitment(tx postgres.Tx, by party.Actor, c Commitment) error {
	return tx.SQL().Exec(`insert into commitments (id, award_id, departement, ej, line, entered_on, entered_by) values (?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.AwardID, c.Departement, c.Ej, c.Line, c.EnteredOn, by.ID).Error
}

func insertPayment(tx postgres.Tx, w award.Award, r kept) error {
	if r.Amount.IsZero() {
		return nil
	}
	return tx.SQL().Exec(`insert into payments (award_id, departement, chorus_row_id, paid_on, exercice, amount, at) values (?, ?, ?, ?, ?, ?, ?)`,
		w.ID, w.Departement, r.ID, r.on(), r.Exercice, r.Amount, tx.Now).Error
}

func insertDeclared(tx postgres.Tx, w award.Award, amount money.Amount, on calendar.Date) error {
	return tx.SQL().Exec(`insert into payments (award_id, departement, paid_on, exercice, amount, at) values (?, ?, ?, ?, ?, ?)`,
		w.ID, w.Departement, on, on.Year(), amount, tx.Now).Error
}

func paymentsOf(tx postgres.Tx, awardID string) ([]Payment, error) {
	return postgres.List[Payment](tx.SQL().Raw(`select paid_on, exercice, amount from payments where award_id = ? order by id`, awardID))
}

func paidOn(tx postgres.Tx, awardID string) (money.Amount, error) {
	var net money.Amount
	_, err := postgres.One(tx.SQL().Raw(`select coalesce(sum(amount), 0) from payments where award_id = ?`, awardID), &net)
	return net, err
}

const settlementColumns = `award_id, awarded, net_paid, placed, due, decommitted, recovery, version`

// lockSettlement returns the settlement of an award, locked; born with the
// first fact.
func lockSettlement(tx postgres.Tx, w award.Award) (Settlement, error) {
	err := tx.SQL().Exec(`
		insert into settlements (award_id, application_id, departement, awarded) values (?, ?, ?, ?) on conflict (award_id) do nothing`,
		w.ID, w.ApplicationID, w.Departement, w.Amount).Error
	if err != nil {
		return Settlement{}, fmt.Errorf("open the settlement of %s: %w", w.ID, err)
	}
	var s Settlement
	_, err = postgres.One(tx.SQL().Raw(`select `+settlementColumns+` from settlements where award_id = ? for no key update`, w.ID), &s)
	return s, err
}

func saveSettlement(tx postgres.Tx, s Settlement) error {
	return tx.SQL().Exec(`update settlements set net_paid = ?, placed = ?, due = ?, decommitted = ?, recovery = ?, version = ? where award_id = ?`,
		s.NetPaid, s.Placed, s.Due, s.Decommitted, s.Recovery, s.Version, s.AwardID).Error
}

// Of lists the settlements of a file.
func Of(tx postgres.Tx, applicationID string) ([]Settlement, error) {
	return postgres.List[Settlement](tx.SQL().Raw(`select `+settlementColumns+` from settlements where application_id = ? order by award_id`, applicationID))
}

// anomaliesTold bounds the anomalies that the report of an import tells.
const anomaliesTold = 100

// anomaliesOf words the first anomalies that an import raised, and counts those
// it leaves out.
func anomaliesOf(tx postgres.Tx, importID string) (told []string, more int, err error) {
	all, err := postgres.List[string](tx.SQL().Raw(`
		select 'anomalie, EJ ' || r.ej || ', DP ' || r.dp || ' poste ' || r.dp_line || ' : ' || n.detail
		from anomalies n join chorus_rows r on r.id = n.chorus_row_id where r.import_id = ? order by n.id`, importID))
	if len(all) > anomaliesTold {
		return all[:anomaliesTold], len(all) - anomaliesTold, err
	}
	return all, 0, err
}
