package api

import "strings"

// words are the sentences of huma's validation in French, by what they begin
// with.
var words = []struct{ english, french string }{
	{"expected required property ", "champ obligatoire absent : "},
	{"unexpected property", "champ inconnu"},
	{"expected string", "attendu : un texte"},
	{"expected integer", "attendu : un nombre entier"},
	{"expected number", "attendu : un nombre"},
	{"expected boolean", "attendu : vrai ou faux"},
	{"expected array", "attendu : une liste"},
	{"expected object", "attendu : un objet"},
	{"expected value to be one of ", "attendu : une valeur parmi "},
	{"expected string to match pattern ", "attendu : un texte de la forme "},
	{"expected string to be ", "attendu : "},
	{"expected string to be RFC 3339 date-time", "attendu : une date et une heure (RFC 3339)"},
	{"expected string to be RFC 3339 date", "attendu : une date AAAA-MM-JJ"},
	{"expected string to be RFC 4122 uuid", "attendu : un identifiant"},
	{"expected length >= ", "texte trop court ; longueur minimale : "},
	{"expected length <= ", "texte trop long ; longueur maximale : "},
	{"expected number >= ", "nombre trop petit ; minimum : "},
	{"expected number <= ", "nombre trop grand ; maximum : "},
	{"expected array length >= ", "liste trop courte ; minimum : "},
	{"expected array length <= ", "liste trop longue ; maximum : "},
	{"request body is required", "le corps de la demande est absent"},
	{"request body is too large", "le corps de la demande est trop volumineux"},
	{"request body read timeout", "la demande a mis trop de temps à arriver"},
	{"required query parameter is missing", "paramètre obligatoire absent"},
	{"invalid ", "valeur illisible : "},
	{"unknown content type", "format de demande non reconnu"},
}

// french translates a sentence of huma's; one it does not know is told in
// general words rather than in English.
func french(message string) string {
	if told, ok := strings.CutPrefix(message, ours); ok {
		return told
	}
	best := ""
	out := "la demande ne correspond pas à ce que l'interface attend"
	for _, w := range words {
		if strings.HasPrefix(message, w.english) && len(w.english) > len(best) {
			rest := strings.TrimSuffix(strings.TrimPrefix(message, w.english), " to be present")
			if strings.HasPrefix(rest, ": ") { // what a library says of it
				rest = ""
			}
			best, out = w.english, w.french+rest
		}
	}
	return out
}
