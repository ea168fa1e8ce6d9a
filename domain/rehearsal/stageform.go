package rehearsal

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tourdetable/domain/application"
	"tourdetable/domain/body"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// filledForm is the draft of the demonstration, and what its body told once: all
// is typed but who represents the body, where it is paid, and the pieces.
//
//go:embed data/form-2027.json
var filledForm []byte

// fillDraft types the form of the demonstration's draft, as its applicant does.
func (p *play) fillDraft(tx postgres.Tx, by party.Actor, code string) error {
	var typed struct{ Record, Answers map[string]json.RawMessage }
	if err := json.Unmarshal(filledForm, &typed); err != nil {
		return fmt.Errorf("read the form of the demonstration: %w", err)
	}
	record := []body.Edit{}
	for _, path := range slices.Sorted(maps.Keys(typed.Record)) {
		record = append(record, body.Edit{ID: postgres.NewID(), Path: path, Value: typed.Record[path]})
	}
	if _, err := body.Save(tx, by, by.Organisation, body.Typed, record); err != nil {
		return err
	}
	a, err := application.Begin(tx, by, application.New{CampaignID: p.id, Applicant: by.Organisation, Code: code})
	if err != nil {
		return err
	}
	p.files[code] = a.ID
	known, err := application.Answers(tx, a.ID, -1)
	if err != nil {
		return err
	}
	bases := map[string]int{}
	for _, answer := range known {
		bases[answer.Path] = answer.Version
	}
	edits := []application.Edit{}
	for _, path := range slices.Sorted(maps.Keys(typed.Answers)) {
		edits = append(edits, application.Edit{ID: postgres.NewID(), Path: path, Value: typed.Answers[path], Base: bases[path]})
	}
	_, filled, err := application.Fill(tx, by, a.ID, edits)
	if err == nil && len(filled.Refused)+len(filled.Kept) > 0 {
		err = fmt.Errorf("form of the demonstration: refused %v, in conflict %v", filled.Refused, filled.Kept)
	}
	return err
}
