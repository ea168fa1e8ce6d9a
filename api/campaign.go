package api

import (
	"tourdetable/domain/casefile"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// ByID is the id in a path; exported, for huma reads no field of an embedded
// struct that is not.
type ByID struct {
	ID string `path:"id"`
}

func (s *server) campaignRoutes() {
	const tag = "Campagnes"
	read(s, op("GET", "/campaigns", "campaigns", "Les campagnes", tag), func(tx postgres.Tx, by party.Actor, _ *struct{}) (list[casefile.Campaign], error) {
		items, err := casefile.Campaigns(tx, by)
		return list[casefile.Campaign]{items}, err
	})
	read(s, op("GET", "/campaigns/{id}/envelopes", "envelopes", "Les enveloppes d'une campagne", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (list[casefile.Envelope], error) {
		if err := party.Need(by, party.ReadFiles); err != nil {
			return list[casefile.Envelope]{}, err
		}
		items, err := casefile.Envelopes(tx, by, in.ID)
		return list[casefile.Envelope]{items}, err
	})
	read(s, op("GET", "/campaigns/{id}/funders", "funders", "Les financeurs que l'on peut solliciter", tag), func(tx postgres.Tx, _ party.Actor, in *ByID) (list[casefile.Funder], error) {
		items, err := casefile.Funders(tx, in.ID)
		return list[casefile.Funder]{items}, err
	})
	act(s, op("PUT", "/campaigns/{id}/envelopes/{funder}", "notify-envelope", "Notifier une enveloppe", tag), notifyEnvelope)
	read(s, op("GET", "/campaigns/{id}/grid", "grid", "Le tableau de cofinancement", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Grid, error) {
		if err := party.Need(by, party.ReadFiles); err != nil {
			return casefile.Grid{}, err
		}
		return casefile.GridOf(tx, by, in.ID)
	})
	read(s, op("GET", "/campaigns/{id}/tasks", "tasks", "Ce qui attend le lecteur dans une campagne", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (list[casefile.Task], error) {
		if err := party.Need(by, party.ReadFiles); err != nil {
			return list[casefile.Task]{}, err
		}
		items, err := casefile.TasksOf(tx, by, in.ID)
		return list[casefile.Task]{items}, err
	})
	read(s, op("GET", "/campaigns/{id}/figures", "figures", "Les totaux d'une campagne", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Figures, error) {
		if err := party.Need(by, party.ReadFiles); err != nil {
			return casefile.Figures{}, err
		}
		return casefile.FiguresFor(tx, by, in.ID)
	})
}

type envelopeInput struct {
	ByID
	Funder string `path:"funder"`
	Body   struct {
		Amount money.Amount `json:"envelope_euros"`
	}
}

func notifyEnvelope(tx postgres.Tx, by party.Actor, in *envelopeInput) (list[casefile.Envelope], error) {
	c, err := programme.Find(tx, in.ID)
	if err != nil {
		return list[casefile.Envelope]{}, err
	}
	if !by.WorksIn(c.Departement) {
		return list[casefile.Envelope]{}, programme.ErrNotFound
	}
	if err := funding.Notify(tx, by, c.Departement, c.Year, in.Funder, in.Body.Amount); err != nil {
		return list[casefile.Envelope]{}, err
	}
	items, err := casefile.Envelopes(tx, by, in.ID)
	return list[casefile.Envelope]{items}, err
}
