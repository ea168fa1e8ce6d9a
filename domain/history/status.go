package history

import (
	_ "embed"
	"encoding/json"

	"tourdetable/domain/tabular"
)

// Status is where a demand stands, in the words of this product (FIELD §3).
type Status string

// The states that other tools tell apart.
const (
	Draft        Status = "draft"
	Submitted    Status = "submitted"
	UnderReview  Status = "under_review"
	Inadmissible Status = "inadmissible"
	Dismissed    Status = "dismissed"
	Refused      Status = "refused"
	Awarded      Status = "awarded"
	ReportDue    Status = "report_due"
	ReportFiled  Status = "report_filed"
	Settled      Status = "settled"
)

// Granted reports whether the amount was granted; an unknown state may be.
func (s Status) Granted() bool {
	switch s {
	case Awarded, ReportDue, ReportFiled, Settled, "":
		return true
	}
	return false
}

// Label is the state in French.
func (s Status) Label() string { return statusLabels[s] }

var statusLabels = map[Status]string{
	Draft: "en saisie", Submitted: "déposée", UnderReview: "en instruction", Inadmissible: "non recevable", Dismissed: "classée sans suite",
	Refused: "refusée", Awarded: "accordée", ReportDue: "compte rendu attendu", ReportFiled: "compte rendu déposé", Settled: "soldée",
}

//go:embed statuses.json
var statusesFile []byte

// statuses maps, for each source, the folded state it writes to ours.
var statuses = func() map[string]map[string]Status {
	written, folded := map[string]map[string]Status{}, map[string]map[string]Status{}
	if err := json.Unmarshal(statusesFile, &written); err != nil {
		panic("history: statuses.json: " + err.Error())
	}
	for source, states := range written {
		folded[source] = map[string]Status{}
		for seen, ours := range states {
			folded[source][tabular.Fold(seen)] = ours
		}
	}
	return folded
}()
