package api

import (
	"errors"
	"fmt"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/reporting"
)

// Draft is what an applicant types.
type Draft struct {
	Title         string         `json:"title" maxLength:"200"`
	Summary       string         `json:"summary,omitempty" maxLength:"20000"`
	Years         int            `json:"years,omitempty" minimum:"1" maximum:"4" default:"1"`
	StartsOn      calendar.Date  `json:"starts_on"`
	EndsOn        calendar.Date  `json:"ends_on"`
	Measures      []int          `json:"measures" maxItems:"40" doc:"Mesures de la stratégie ; la première est la principale"`
	Charges       []chargeInput  `json:"charges" maxItems:"200"`
	Requests      []requestInput `json:"requests" maxItems:"50"`
	OtherPublic   money.Amount   `json:"other_public_euros"`
	Own           money.Amount   `json:"own_euros"`
	CerSignedOn   *calendar.Date `json:"cer_signed_on,omitempty" doc:"Souscription du contrat d'engagement républicain"`
	Justification string         `json:"justification,omitempty" maxLength:"5000"`
}

type chargeInput struct {
	Account string       `json:"account" pattern:"^6[0-9]?[0-9]?$" patternDescription:"un compte 60 à 69"`
	Label   string       `json:"label" maxLength:"200"`
	Amount  money.Amount `json:"amount_euros"`
}

type requestInput struct {
	Funder string       `json:"funder" maxLength:"40"`
	Amount money.Amount `json:"amount_euros"`
}

// application is the draft as the domain sees it.
func (d Draft) application() application.Application {
	a := application.Application{Title: d.Title, Summary: d.Summary, Years: max(1, d.Years), StartsOn: d.StartsOn, EndsOn: d.EndsOn, Measures: d.Measures,
		CerSignedOn: d.CerSignedOn, Justification: d.Justification, Plan: application.Plan{OtherPublic: d.OtherPublic, Own: d.Own}}
	for _, c := range d.Charges {
		a.Plan.Charges = append(a.Plan.Charges, application.Line(c))
	}
	for _, r := range d.Requests {
		a.Plan.Requests = append(a.Plan.Requests, application.Request{Funder: r.Funder, Amount: r.Amount})
	}
	return a
}

// check refuses what a draft cannot hold, finished or not.
func (d Draft) check() error {
	for i, c := range d.Charges {
		if c.Amount.Sign() < 0 {
			return application.ErrMalformed.With("charge de %s ; attendu : un montant positif ou nul", c.Amount.French()).At(fmt.Sprintf("charges[%d].amount_euros", i))
		}
	}
	asked := map[string]bool{}
	for i, r := range d.Requests {
		if r.Amount.Sign() <= 0 || asked[r.Funder] {
			return application.ErrMalformed.With("demande à « %s » de %s ; attendu : un montant positif, une seule demande par financeur", r.Funder, r.Amount.French()).At(fmt.Sprintf("requests[%d]", i))
		}
		asked[r.Funder] = true
	}
	if d.Own.Sign() < 0 || d.OtherPublic.Sign() < 0 {
		return application.ErrMalformed.With("fonds propres %s, autres aides publiques %s ; attendu : des montants positifs ou nuls", d.Own.French(), d.OtherPublic.French()).At("own_euros")
	}
	return nil
}

type beginInput struct {
	Body struct {
		Campaign string `json:"campaign"`
		Draft
	}
}

type editInput struct {
	ByID
	Body struct {
		Version int `json:"version" doc:"Version lue : l'enregistrement est refusé si le dossier a changé depuis"`
		Draft
	}
}

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
	begin := op("POST", "/applications", "begin-application", "Commencer un dossier", tag)
	begin.DefaultStatus = 201
	act(s, begin, func(tx postgres.Tx, by party.Actor, in *beginInput) (casefile.File, error) {
		if err := in.Body.Draft.check(); err != nil {
			return casefile.File{}, err
		}
		a := in.Body.Draft.application()
		a.CampaignID, a.ApplicantID = in.Body.Campaign, by.Organisation
		a, err := application.Begin(tx, by, a)
		return fileAfter(tx, by, a.ID, err)
	})
	act(s, op("PUT", "/applications/{id}", "edit-application", "Enregistrer un brouillon", tag), func(tx postgres.Tx, by party.Actor, in *editInput) (casefile.File, error) {
		if err := in.Body.Draft.check(); err != nil {
			return casefile.File{}, err
		}
		a := in.Body.Draft.application()
		a.ID, a.Version = in.ID, in.Body.Version
		_, err := application.Edit(tx, by, a)
		return fileAfter(tx, by, in.ID, err)
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
		return fileAfter(tx, by, in.ID, reporting.File(tx, by, in.ID, in.Body.Realised))
	})
	act(s, op("POST", "/applications/{id}/financial-report/validation", "validate-report", "Valider le compte rendu financier", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.File, error) {
		return fileAfter(tx, by, in.ID, reporting.Validate(tx, by, in.ID))
	})
}

type reportInput struct {
	ByID
	Body struct {
		Realised money.Amount `json:"realised_euros" doc:"Coût réel du projet"`
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
