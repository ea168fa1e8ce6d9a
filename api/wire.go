package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
)

// The value types of the house cross the wire as strings; these aliases give
// them their form in the OpenAPI document.
type (
	euros   string
	percent string
	day     string
	ej      string
	plain   string
)

func (euros) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Pattern: `^-?\d{1,12}(\.\d{1,2})?$`, PatternDescription: "un montant en euros, deux décimales au plus, par exemple « 12400.00 »", Description: "Montant exact en euros, deux décimales au plus", Examples: []any{"12400.00"}}
}

func (percent) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Pattern: `^\d{1,3}(\.\d{1,2})?$`, PatternDescription: "un pourcentage, deux décimales au plus, par exemple « 80.05 »", Description: "Pourcentage, deux décimales au plus", Examples: []any{"80.05"}}
}

func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date", Pattern: `^(19|20|21)\d\d-\d\d-\d\d$`, PatternDescription: "une date AAAA-MM-JJ de notre temps", Examples: []any{"2026-06-30"}}
}

func (ej) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Pattern: `^[0-9A-Z]{10}$`, PatternDescription: "un numéro d'EJ de dix chiffres ou lettres majuscules", Examples: []any{"2103456789"}}
}

func (plain) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: "string"} }

// named gives a schema the name of its type, after its room when other rooms use
// the same word.
func named(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return prefixes[t.PkgPath()] + name
}

// prefixes are of the rooms whose words others use too.
var prefixes = map[string]string{"tourdetable/domain/body": "Body", "tourdetable/domain/budget": "Budget", "tourdetable/domain/form": "Form"}

// registry teaches huma the value types.
func registry() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", named)
	r.RegisterTypeAlias(reflect.TypeFor[money.Amount](), reflect.TypeFor[euros]())
	r.RegisterTypeAlias(reflect.TypeFor[money.Percent](), reflect.TypeFor[percent]())
	r.RegisterTypeAlias(reflect.TypeFor[calendar.Date](), reflect.TypeFor[day]())
	r.RegisterTypeAlias(reflect.TypeFor[identity.Iban](), reflect.TypeFor[plain]())
	r.RegisterTypeAlias(reflect.TypeFor[identity.Ej](), reflect.TypeFor[ej]())
	r.RegisterTypeAlias(reflect.TypeFor[identity.Siret](), reflect.TypeFor[plain]())
	return r
}
