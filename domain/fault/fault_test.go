package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestARefusalKeepsItsIdentity(t *testing.T) {
	errFloor := New(Refused, "ledger.floor", "crédits insuffisants").Under("LOLF, art. 9")
	other := New(Refused, "ledger.other", "crédits insuffisants")

	said := fmt.Errorf("apply t1: %w", errFloor.With("il reste %s €", "12,00").At("amount").Because(errors.New("23514")))

	if !errors.Is(said, errFloor) {
		t.Error("a refusal with values is no longer itself")
	}
	if errors.Is(said, other) {
		t.Error("two refusals with one sentence are taken for one another")
	}
	if f := Of(said); f.Law != "LOLF, art. 9" || f.Field != "amount" || f.Detail != "il reste 12,00 €" {
		t.Errorf("got %+v", f)
	}
	if errFloor.Field != "" || errFloor.Detail != "crédits insuffisants" {
		t.Error("With or At changed the declaration")
	}
}

func TestAnUnclassifiedErrorIsInternal(t *testing.T) {
	if got := KindOf(errors.New("disk on fire")); got != Internal {
		t.Errorf("got kind %d", got)
	}
	if Of(nil) != nil {
		t.Error("nil holds a refusal")
	}
}
