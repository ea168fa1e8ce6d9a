package review

import (
	"encoding/json"
	"fmt"
	"strings"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// View is a filter of the work list that a person keeps (vue enregistrée).
type View struct {
	ID     string
	Name   string
	Filter json.RawMessage // of casefile, kept as it is given
}

// viewsMax bounds the views of one person.
const viewsMax = 50

// SaveView keeps a filter under a name; the same name again replaces it.
func SaveView(tx postgres.Tx, by party.Actor, v View) (View, error) {
	if err := party.Need(by, party.ReadFiles); err != nil {
		return v, err
	}
	v.ID, v.Name = postgres.NewID(), strings.TrimSpace(v.Name)
	if v.Name == "" || len([]rune(v.Name)) > 100 {
		return v, ErrView.With("nom de %d caractères ; attendu : 1 à 100", len([]rune(v.Name))).At("name")
	}
	if !json.Valid(v.Filter) {
		return v, ErrView.With("filtre illisible").At("filter")
	}
	kept, err := Views(tx, by)
	if err != nil {
		return v, err
	}
	if len(kept) >= viewsMax {
		return v, ErrView.With("%d vues sont déjà enregistrées ; attendu : %d au plus", len(kept), viewsMax)
	}
	if v.ID, err = upsertView(tx, by, v); err != nil {
		return v, fmt.Errorf("save the view %s: %w", v.Name, err)
	}
	return v, nil
}

// Views lists the actor's own views.
func Views(tx postgres.Tx, by party.Actor) ([]View, error) {
	if err := party.Need(by, party.ReadFiles); err != nil {
		return nil, err
	}
	return viewsOf(tx, by)
}

// DropView forgets one of the actor's views.
func DropView(tx postgres.Tx, by party.Actor, id string) error {
	if err := party.Need(by, party.ReadFiles); err != nil {
		return err
	}
	return deleteView(tx, by, id)
}
