package api

import (
	"encoding/json"
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
	"tourdetable/domain/rule"
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

type termsInput struct {
	ByID
	Body struct {
		Form       string          `json:"form,omitempty" maxLength:"60" doc:"Version du formulaire ; absente : la dernière au jour de l'ouverture"`
		Programmes []string        `json:"programmes,omitempty" maxItems:"4" doc:"D, R, S, K ; absents : tous"`
		Settings   json.RawMessage `json:"rule_settings,omitempty" doc:"Ce que l'appel décide autrement que les règles : {\"rules\": {\"R12\": {\"enabled\": true, \"parameters\": {\"minimum\": \"3000.00\"}}}}"`
	}
}

// callRules is what judges the files of a call: frozen once it is open.
type callRules struct {
	Form       string                              `json:"form" doc:"Version du formulaire"`
	Programmes []string                            `json:"programmes"`
	Hash       string                              `json:"rules_hash" doc:"Empreinte des règles gelées à l'ouverture ; vide avant"`
	Items      []callRule                          `json:"items"`
	Funders    map[string]map[string]rule.Override `json:"funders" doc:"Ce qui est décidé d'une règle pour un seul financeur"`
}

type callRule struct {
	Rule       string          `json:"rule"`
	Version    int             `json:"version"`
	Title      string          `json:"title"`
	Law        string          `json:"law"`
	Source     string          `json:"source"`
	Severity   string          `json:"severity" enum:"warns,blocks,computed,parameter"`
	Enabled    bool            `json:"enabled"`
	AtDeposit  string          `json:"at_deposit,omitempty" doc:"Ce qu'elle fait au dépôt ; absente : elle n'y est pas posée"`
	AtDecision string          `json:"at_decision,omitempty"`
	Remedy     string          `json:"remedy"`
	Parameters []callParameter `json:"parameters"`
}

type callParameter struct {
	Name  string          `json:"name"`
	Label string          `json:"label"`
	Type  string          `json:"type"`
	Unit  string          `json:"unit"`
	Value json.RawMessage `json:"value" doc:"Celle de l'appel"`
}

type funderInput struct {
	Departement string `path:"departement" pattern:"^([0-9]{2}|2[AB]|9[78][0-9])$"`
	Code        string `path:"funder" maxLength:"40" pattern:"^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*$" patternDescription:"un code de lettres sans accent, de chiffres, de tirets et de points, par exemple « FIPD-D »"`
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
	act(s, op("PUT", "/campaigns/{id}/terms", "set-terms", "Choisir le formulaire, les programmes et les réglages d'un appel en préparation", tag), func(tx postgres.Tx, by party.Actor, in *termsInput) (callRules, error) {
		c, err := programme.SetTerms(tx, by, in.ID, programme.Terms{Form: in.Body.Form, Programmes: in.Body.Programmes, Settings: in.Body.Settings})
		return rulesOf(c, err)
	})
	read(s, op("GET", "/campaigns/{id}/rules", "campaign-rules", "Les règles d'un appel, avec leurs paramètres", tag), func(tx postgres.Tx, _ party.Actor, in *ByID) (callRules, error) {
		c, err := programme.Find(tx, in.ID)
		return rulesOf(c, err)
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

// rulesOf shows the terms of a call.
func rulesOf(c programme.Campaign, err error) (callRules, error) {
	if err != nil {
		return callRules{}, err
	}
	book, settings, err := c.RuleBook()
	if err != nil {
		return callRules{}, err
	}
	applied, err := settings.In(book)
	view := callRules{Form: c.FormVersion(), Programmes: c.Programmes, Hash: c.FrozenHash, Items: []callRule{}, Funders: settings.Funders}
	if view.Funders == nil {
		view.Funders = map[string]map[string]rule.Override{}
	}
	for _, r := range applied {
		one := callRule{r.ID, r.Version, r.Title, r.Law, r.Source, string(r.Severity), r.Enabled, string(r.Moments[rule.Deposit]), string(r.Moments[rule.Decision]), r.Remedy, []callParameter{}}
		for _, p := range r.Parameters {
			one.Parameters = append(one.Parameters, callParameter{p.Name, p.Label, string(p.Type), p.Unit, p.Default})
		}
		view.Items = append(view.Items, one)
	}
	return view, err
}
