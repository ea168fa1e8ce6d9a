package review

import (
	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
)

// About is the file that a piece of news is about.
type About struct {
	Application string `json:"application"`
	Departement string `json:"departement"`
	Applicant   string `json:"applicant"`
	Code        string `json:"code"`
	Title       string `json:"title"`
}

func about(a application.Application) About {
	return About{a.ID, a.Departement, a.ApplicantID, a.Code, a.Title}
}

// Completed is told to the applicant whose file is complete, with its notice.
type Completed struct {
	About
	Number string        `json:"number"`
	On     calendar.Date `json:"on"`
}

func (Completed) Kind() string { return "review.completed" }

// OpinionAsked is told to the seat, the first time and at each relaunch.
type OpinionAsked struct {
	About
	Request  string        `json:"request"`
	Seat     string        `json:"seat"`
	DueOn    calendar.Date `json:"due_on"`
	Relaunch bool          `json:"relaunch"`
}

func (OpinionAsked) Kind() string { return "review.opinion_asked" }

// OpinionGiven is told to the reviewers.
type OpinionGiven struct {
	About
	Seat    string `json:"seat"`
	Opinion string `json:"opinion"`
}

func (OpinionGiven) Kind() string { return "review.opinion_given" }

// MessageWritten is told to the other side.
type MessageWritten struct {
	About
	Message    string `json:"message"`
	ToReviewer bool   `json:"to_reviewer"`
}

func (MessageWritten) Kind() string { return "review.message_written" }

// BulkGoesOn has the next files of a run done.
type BulkGoesOn struct {
	Run string `json:"run"`
}

func (BulkGoesOn) Kind() string { return "review.bulk_goes_on" }
