package api

import (
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// outcomes say what each status means, in the OpenAPI document.
var outcomes = map[string]string{
	"200": "Réponse", "201": "Créé", "204": "Fait",
	"400": "La demande est mal formée", "401": "Il faut se connecter", "403": "Le rôle ne permet pas cette action",
	"404": "Inconnu, ou hors de la vue de qui demande", "408": "La demande a mis trop de temps à arriver", "409": "Quelqu'un a modifié les données entre-temps",
	"413": "La demande est trop volumineuse", "415": "Le format de la demande n'est pas reconnu", "422": "Une règle refuse, avec son fondement",
	"429": "Trop d'essais : attendre la durée de « Retry-After », en secondes", "500": "Panne du service", "503": "Service occupé : réessayer",
}

// translate words the OpenAPI document in French where huma wrote English.
func translate(doc *huma.OpenAPI) {
	for _, path := range doc.Paths {
		for _, o := range []*huma.Operation{path.Get, path.Put, path.Post, path.Delete, path.Patch} {
			if o == nil {
				continue
			}
			for status, r := range o.Responses {
				r.Description = outcomes[status]
				if r.Description == "" {
					panic("api: no words for status " + strconv.Quote(status) + " of " + o.OperationID)
				}
			}
		}
	}
}
