package api

import (
	"errors"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/casefile"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/reporting"
)

type listInput struct {
	Campaign string `query:"campaign"`
	State    string `query:"state"`
	Text     string `query:"q" maxLength:"200"`
	After    string `query:"after"`
}

// verbInput is an act on a file, with its reason if it takes one.
type verbInput struct {
	ByID
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"5000"`
	}
}

func (s *server) applicationRoutes() {
	const tag = "Dossiers"
	read(s, op("GET", "/applications", "applications", "Les dossiers", tag), func(tx postgres.Tx, by party.Actor, in *listInput) (casefile.Page, error) {
		return casefile.Applications(tx, by, casefile.Filter{Campaign: in.Campaign, State: in.State, Text: in.Text, After: in.After})
	})
	read(s, op("GET", "/applications/{id}", "application", "Un dossier", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.File, error) {
		return casefile.FileOf(tx, by, in.ID)
	})
	s.verb("submission", "Déposer", func(tx postgres.Tx, by party.Actor, id, _ string) (application.Application, error) {
		return application.Submit(tx, by, id)
	})
	s.verb("withdrawal", "Se désister", agreement.Withdraw)
	s.verb("dismissal", "Classer sans suite", application.Dismiss)
	s.verb("review", "Ouvrir l'instruction", func(tx postgres.Tx, by party.Actor, id, _ string) (application.Application, error) {
		return application.Review(tx, by, id)
	})
	act(s, op("POST", "/applications/{id}/financial-report", "file-report", "Déposer le compte rendu financier", tag), func(tx postgres.Tx, by party.Actor, in *reportInput) (casefile.File, error) {
		return fileAfter(tx, by, in.ID, reporting.File(tx, by, in.ID, in.Body.Realised, in.Body.Indicators))
	})
	act(s, op("POST", "/applications/{id}/financial-report/validation", "validate-report", "Valider le compte rendu financier", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.File, error) {
		return fileAfter(tx, by, in.ID, reporting.Validate(tx, by, in.ID))
	})
}

type reportInput struct {
	ByID
	Body struct {
		Realised   money.Amount `json:"realised_euros" doc:"Coût réel du projet"`
		Indicators []string     `json:"indicators,omitempty" maxItems:"100" doc:"Résultats des indicateurs du dossier, dans leur ordre"`
	}
}

// verb registers an act on a file as a noun of its URL.
func (s *server) verb(code, summary string, do func(postgres.Tx, party.Actor, string, string) (application.Application, error)) {
	act(s, op("POST", "/applications/{id}/"+code, code, summary, "Dossiers"), func(tx postgres.Tx, by party.Actor, in *verbInput) (casefile.File, error) {
		_, err := do(tx, by, in.ID, in.Body.Reason)
		return fileAfter(tx, by, in.ID, err)
	})
}

// tellable words a refusal for its reader: the sentence that names the state of a
// file would tell its applicant what no funder has notified.
func tellable(by party.Actor, err error) error {
	if by.Role == party.Applicant && errors.Is(err, application.ErrState) {
		return application.ErrState
	}
	return err
}

// fileAfter renders the file after an act.
func fileAfter(tx postgres.Tx, by party.Actor, id string, err error) (casefile.File, error) {
	if err != nil {
		return casefile.File{}, err
	}
	return casefile.FileOf(tx, by, id)
}
