package review

import (
	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/postgres"
)

// Examination is all that is known of the examination of a file.
type Examination struct {
	Today     calendar.Date
	Subject   Subject
	Marks     map[string]Mark // by item, the last one
	Documents []DocumentRequest
	Notices   []Notice
	Asked     []Asked
	Credits   []Credit // the last answer of each
	Grid      []Criterion
	Scores    map[string]Score // by criterion, the last one
	Sheet     Sheet
	Received  calendar.Date // first deposit; zero if unknown
}

// Of reads the examination of a file: a bounded number of queries (eleven).
func Of(tx postgres.Tx, a application.Application) (e Examination, err error) {
	e.Today = a.Today(tx)
	if e.Subject, err = subjectOf(tx, a); err != nil {
		return e, err
	}
	if e.Marks, err = marksOf(tx, a.ID); err != nil {
		return e, err
	}
	if e.Documents, e.Received, err = documentsOf(tx, a); err != nil {
		return e, err
	}
	if e.Notices, err = noticesOf(tx, a.ID); err != nil {
		return e, err
	}
	if e.Asked, err = askedOf(tx, a.ID); err != nil {
		return e, err
	}
	if e.Credits, err = creditsOf(tx, a.ID); err != nil {
		return e, err
	}
	if e.Grid, err = criteriaOf(tx, a.CampaignID); err != nil {
		return e, err
	}
	if e.Scores, err = scoresOf(tx, a.ID); err != nil {
		return e, err
	}
	e.Sheet, err = sheetOf(tx, a.ID)
	return e, err
}

// Silences are the clocks of the file; none as long as it was never received.
func (e Examination) Silences() []Silence {
	if e.Received.IsZero() {
		return nil
	}
	return e.Subject.Silences(e.Received, e.Documents)
}

// Total is the score of the file.
func (e Examination) Total() Total { return TotalOf(e.Grid, e.Scores) }

// OpinionsReceived counts the opinions that came, of those asked.
func (e Examination) OpinionsReceived() (received, asked int) {
	for _, s := range e.Asked {
		if s.Answer != nil {
			received++
		}
	}
	return received, len(e.Asked)
}
