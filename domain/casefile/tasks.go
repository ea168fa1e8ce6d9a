package casefile

import (
	"slices"

	"tourdetable/domain/application"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Task is one request that waits for its reader.
type Task struct {
	Action      string       `json:"action" enum:"decision,act,signature,notification,commitment"`
	Application GridFile     `json:"application"`
	Funder      string       `json:"funder"`
	Amount      money.Amount `json:"amount_euros" doc:"Demandé, ou décidé si la décision est rendue"`
}

// awaited are the acts that are somebody's turn, in the order of the walk; a
// proposal or an announcement may be made, and waits for nobody.
var awaited = []string{"decision", "act", "signature", "commitment", "notification"}

// TasksOf lists what waits for by on the requests of a campaign, by file, in
// two queries. A decision waits once the committee has spoken, though a funder
// may give it before.
func TasksOf(tx postgres.Tx, by party.Actor, campaignID string) ([]Task, error) {
	if _, err := campaignFor(tx, by, campaignID); err != nil {
		return nil, err
	}
	args := reading(by)
	args["campaign"] = campaignID
	files, err := postgres.List[gridRow](tx.SQL().Raw(`
		select a.id, a.code, a.title, o.name as applicant, a.state from applications a join organisations o on o.id = a.applicant_id
		where `+chosen, args))
	if err != nil {
		return nil, err
	}
	shown := map[string]gridRow{}
	for _, f := range files {
		shown[f.ID] = f
	}
	rows, err := postgres.List[requestRow](tx.SQL().Raw(requests+` where a.campaign_id = ? order by a.id, n.rank, n.code`, campaignID))
	tasks := []Task{}
	for _, r := range rows {
		f, known := shown[r.ApplicationID]
		if !known {
			continue
		}
		amount := r.Requested
		if r.Amount != nil {
			amount = *r.Amount
		}
		for _, action := range r.actions(by, application.Application{State: f.State}) {
			if slices.Contains(awaited, action) && (action != "decision" || !beforeOpinion(f.State)) {
				tasks = append(tasks, Task{action, GridFile{f.ID, f.Code, f.Title, f.Applicant, string(f.State), label(f.State, by)}, r.Code, amount})
			}
		}
	}
	return tasks, err
}

func beforeOpinion(s application.State) bool {
	return s == application.UnderReview || s == application.Ready || s == application.Deferred
}
