package casefile

import (
	"slices"

	"tourdetable/domain/application"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// notTold are the states in which no funder has told the applicant anything: it
// reads one state for all of them, "under_review".
var notTold = func() []string {
	states := []string{}
	for _, s := range application.States() {
		if s.PublicLabel() == application.UnderReview.PublicLabel() {
			states = append(states, string(s))
		}
	}
	return states
}()

// stateFor is the state that by may read.
func stateFor(s application.State, by party.Actor) application.State {
	if by.Role == party.Applicant && slices.Contains(notTold, string(s)) {
		return application.UnderReview
	}
	return s
}

// stateRead is stateFor in SQL, for application a.
const stateRead = ` case when @applicant and a.state in @not_told and not (a.state in ('decided', 'refused') and ` + allTold + `) then 'under_review' else a.state end `

// allTold is the condition under which the applicant was notified of every
// answer to file a.
const allTold = ` (select count(*) from funding_requests q where q.application_id = a.id)
	= (select count(*) from awards w where w.application_id = a.id and ` + awardTold + `) `

// stateSeen is the state of a file that by may read: its applicant reads the
// answers once all of them are notified.
func stateSeen(tx postgres.Tx, by party.Actor, a application.Application) (application.State, error) {
	if by.Role != party.Applicant || a.State != application.Decided && a.State != application.Refused {
		return stateFor(a.State, by), nil
	}
	var s application.State
	_, err := postgres.One(tx.SQL().Raw(`select `+stateRead+` from applications a where a.id = @id`, map[string]any{"applicant": true, "not_told": notTold, "id": a.ID}), &s)
	return s, err
}

// told is the condition under which the applicant of file a was notified of an
// award at least.
const told = ` exists (select from acts t where t.application_id = a.id and t.state = 'notified') `

// awardTold is the condition under which the applicant was notified of award w.
const awardTold = ` exists (select from act_awards x join acts t on t.id = x.act_id where x.award_id = w.id and t.state = 'notified') `

// costRead is the cost of file a that the reader may read: a cost revised by a
// decision is part of it, and waits for its notification.
const costRead = ` case when @applicant and not ` + told + ` then a.cost else coalesce(a.final_cost, a.cost) end `

// shown is the condition under which file a is not hidden from its reader by a
// recusal: the member's own, or the one that the secretary noted for the holder
// of the seat. Another account of the same funder still decides for it.
//
// Law: CRPA, art. R133-12.
const shown = ` (@seat = '' or not exists (
	select from committee_recusals x join committee_items y on y.id = x.item_id where y.application_id = a.id and (x.account = @reader
		or x.seat = @seat and not exists (select from accounts m where m.id::text = x.account and m.role = 'funder')
			and @reader = (select h.id::text from accounts h where ` + holds + ` and h.funder = x.seat and h.departement = x.departement order by h.created_at, h.id limit 1)))) `

// holds is the condition under which account h may hold a seat; the first one
// created does.
const holds = ` h.role = 'funder' and h.disabled_at is null `

// reading are the parameters of the conditions above.
func reading(by party.Actor) map[string]any {
	args := map[string]any{"applicant": by.Role == party.Applicant, "operator": by.Role == party.Operator, "not_told": notTold, "reader": by.ID, "seat": ""}
	if by.Role == party.FunderMember {
		args["seat"] = by.Funder
	}
	return args
}

// recused returns ErrRecused when by stepped out of file id.
func recused(tx postgres.Tx, by party.Actor, id string) error {
	if by.Role != party.FunderMember {
		return nil
	}
	args := reading(by)
	args["id"] = id
	found, err := postgres.One(tx.SQL().Raw(`select true from applications a where a.id = @id and `+shown, args), new(bool))
	if err == nil && !found {
		err = ErrRecused
	}
	return err
}

// Shows returns ErrRecused when the file of a request is hidden from by, who then
// does nothing to it.
func Shows(tx postgres.Tx, by party.Actor, requestID string) error {
	if by.Role != party.FunderMember || !postgres.IsID(requestID) {
		return nil
	}
	var id string
	if found, err := postgres.One(tx.SQL().Raw(`select application_id from funding_requests where id = ?`, requestID), &id); err != nil || !found {
		return err
	}
	return recused(tx, by, id)
}

// campaignFor returns a campaign that by works in; for anybody else it is
// unknown.
func campaignFor(tx postgres.Tx, by party.Actor, id string) (programme.Campaign, error) {
	c, err := programme.Find(tx, id)
	if err == nil && !by.WorksIn(c.Departement) {
		err = programme.ErrNotFound
	}
	return c, err
}

// mayRead reports whether by reads file a at all: the first wall, in front of
// row level security.
func mayRead(by party.Actor, a application.Application) bool {
	if by.Role == party.Applicant {
		return by.Organisation == a.ApplicantID
	}
	return by.May(party.ReadFiles) && (by.WorksIn(a.Departement) || slices.ContainsFunc(a.Departements, by.WorksIn)) &&
		(a.State != application.Draft || by.Role == party.Operator)
}

// Opens returns ErrNotFound or ErrRecused unless by may open what is attached to
// a file.
func Opens(tx postgres.Tx, by party.Actor, a application.Application) error {
	if !mayRead(by, a) && by.Role != party.Adviser {
		return application.ErrNotFound
	}
	return recused(tx, by, a.ID)
}

// ReadsAccounts reports whether by may read account numbers: who writes,
// instructs or pays.
func ReadsAccounts(by party.Actor) bool {
	return by.May(party.WriteFiles) || by.May(party.ReviewFiles) || by.May(party.KeepCommitments) || by.May(party.RunSessions)
}
