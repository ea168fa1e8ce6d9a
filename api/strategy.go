package api

import (
	"tourdetable/domain/casefile"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

func (s *server) strategyRoutes() {
	read(s, op("GET", "/strategy", "strategy", "La stratégie nationale", "Stratégie"), func(postgres.Tx, party.Actor, *struct{}) (list[casefile.Measure], error) {
		return list[casefile.Measure]{Items: casefile.Strategy()}, nil
	})
}
