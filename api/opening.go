package api

import (
	"time"

	"tourdetable/domain/agreement"
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/funding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

type campaignInput struct {
	Body struct {
		Departement string         `json:"departement" pattern:"^([0-9]{2}|2[AB]|9[78][0-9])$"`
		Year        int            `json:"year" minimum:"2000" maximum:"2100"`
		Title       string         `json:"title" maxLength:"200"`
		OpensOn     calendar.Date  `json:"opens_on"`
		ClosesAt    time.Time      `json:"closes_at"`
		Ceiling     *money.Percent `json:"public_share_ceiling_percent,omitempty" doc:"Plafond d'aides publiques ; absent : aucun"`
		Tolerance   *money.Percent `json:"tolerance_percent,omitempty" doc:"Tolérance sur le coût réel ; absente : 5 %"`
	}
}

type funderInput struct {
	Departement string `path:"departement" pattern:"^([0-9]{2}|2[AB]|9[78][0-9])$"`
	Code        string `path:"funder" maxLength:"40"`
	Body        struct {
		Name            string         `json:"name" maxLength:"200"`
		Kind            string         `json:"kind" enum:"state,local"`
		Siret           identity.Siret `json:"siret"`
		ProgrammeAction string         `json:"programme_action,omitempty" maxLength:"20"`
		Rank            int            `json:"rank,omitempty" minimum:"0" maximum:"1000" doc:"Place dans le tableau"`
	}
}

type tranchesInput struct {
	ByID
	Body struct {
		FirstYear int                       `json:"first_year" minimum:"2000" maximum:"2100"`
		Tranches  map[string][]money.Amount `json:"tranches_euros" doc:"Par financeur, un montant par année ; le premier est sa subvention"`
	}
}

// openingRoutes are what happens before the first file: funders, a campaign, its
// call; and the years of a multi-year agreement.
func (s *server) openingRoutes() {
	const tag = "Campagnes"
	prepare := op("POST", "/campaigns", "prepare-campaign", "Préparer une campagne", tag)
	prepare.DefaultStatus = 201
	act(s, prepare, func(tx postgres.Tx, by party.Actor, in *campaignInput) (list[casefile.Campaign], error) {
		b := in.Body
		rules := programme.DefaultRules()
		rules.PublicShareCeiling = b.Ceiling
		if b.Tolerance != nil {
			rules.Tolerance = *b.Tolerance
		}
		_, err := programme.Prepare(tx, by, programme.Campaign{Departement: b.Departement, Year: b.Year, Title: b.Title, OpensOn: b.OpensOn, ClosesAt: b.ClosesAt, Rules: rules})
		return campaignsAfter(tx, by, err)
	})
	act(s, op("POST", "/campaigns/{id}/opening", "open-call", "Ouvrir l'appel : ses règles sont gelées", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (list[casefile.Campaign], error) {
		return campaignsAfter(tx, by, programme.OpenCall(tx, by, in.ID))
	})
	act(s, op("PUT", "/departements/{departement}/funders/{funder}", "register-funder", "Inscrire un financeur", tag), func(tx postgres.Tx, by party.Actor, in *funderInput) (casefile.Funder, error) {
		b := in.Body
		f := funding.Funder{Departement: in.Departement, Code: in.Code, Name: b.Name, Kind: funding.Kind(b.Kind), Siret: b.Siret, ProgrammeAction: b.ProgrammeAction, Rank: b.Rank}
		return casefile.Funder{Code: f.Code, Name: f.Name, Kind: b.Kind, ProgrammeAction: f.ProgrammeAction}, funding.Register(tx, by, f)
	})
	act(s, op("PUT", "/applications/{id}/tranches", "plan-years", "Planifier une convention pluriannuelle", "Demandes et décisions"), func(tx postgres.Tx, by party.Actor, in *tranchesInput) (casefile.File, error) {
		return fileAfter(tx, by, in.ID, agreement.PlanYears(tx, by, in.ID, in.Body.FirstYear, in.Body.Tranches))
	})
}

func campaignsAfter(tx postgres.Tx, by party.Actor, err error) (list[casefile.Campaign], error) {
	if err != nil {
		return list[casefile.Campaign]{}, err
	}
	items, err := casefile.Campaigns(tx, by)
	return list[casefile.Campaign]{items}, err
}
