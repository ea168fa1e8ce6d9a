package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tourdetable/domain/fault"
	"tourdetable/domain/party"
)

// Problem is a refusal on the wire, RFC 9457.
type Problem struct {
	Type   string `json:"type" doc:"Identifiant stable du problème"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code" doc:"Code stable de la règle, « salle.quoi »"`
	Detail string `json:"detail" doc:"Phrase en français, avec ses valeurs"`
	Field  string `json:"field,omitempty" doc:"Champ en cause"`
	Law    string `json:"law,omitempty" doc:"Fondement juridique"`
}

func (p *Problem) Error() string  { return p.Detail }
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type of a refusal.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// errNoSession asks to sign in.
var errNoSession = fault.New(fault.Forbidden, "session.required", "votre session est terminée : connectez-vous")

// statusOf maps the kinds of faults to HTTP, once.
func statusOf(f *fault.Error) int {
	switch f.Code {
	case errNoSession.Code:
		return http.StatusUnauthorized
	case party.ErrThrottled.Code:
		return http.StatusTooManyRequests
	}
	switch f.Kind {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Refused:
		return http.StatusUnprocessableEntity
	case fault.Conflict:
		return http.StatusConflict
	case fault.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem renders err; an error nobody classified is logged and hidden.
func problem(log *slog.Logger, operation string, err error) *Problem {
	f := fault.Of(err)
	if f == nil {
		f = guarded(err)
	}
	if f == nil || f.Kind == fault.Internal {
		log.Error("request failed", "operation", operation, "error", err)
		return newProblem(http.StatusInternalServerError, "internal", "le service a rencontré une panne ; réessayez, puis citez l'heure si elle dure")
	}
	if f.Err != nil {
		log.Info("request refused", "operation", operation, "code", f.Code, "cause", f.Err)
	}
	p := newProblem(statusOf(f), f.Code, f.Detail)
	p.Field, p.Law = f.Field, f.Law
	return p
}

// What the guards of PostgreSQL said, that no rule said before them.
var (
	errUnstorable = fault.New(fault.Invalid, "postgres.value", "une valeur de la demande ne peut pas être enregistrée")
	errHidden     = fault.New(fault.NotFound, "postgres.hidden", "introuvable, ou hors de votre territoire")
	errGuard      = fault.New(fault.Refused, "postgres.guard", "cette action contredit ce qui est déjà enregistré")
)

// guarded is the refusal of the second wall: a value PostgreSQL cannot hold
// (class 22), a constraint or a trigger (23), row level security (42501). nil
// for anything else.
func guarded(err error) *fault.Error {
	var sql interface{ SQLState() string }
	if !errors.As(err, &sql) {
		return nil
	}
	switch state := sql.SQLState(); {
	case strings.HasPrefix(state, "22"):
		return errUnstorable.Because(err)
	case strings.HasPrefix(state, "23"):
		return errGuard.Because(err)
	case state == "42501":
		return errHidden.Because(err)
	}
	return nil
}

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: "urn:tourdetable:probleme:" + code, Title: titles[status], Status: status, Code: code, Detail: detail}
}

var titles = map[int]string{
	400: "Demande mal formée", 401: "Connexion requise", 403: "Action interdite", 404: "Introuvable", 405: "Méthode non admise",
	406: "Format non proposé", 408: "Délai dépassé", 409: "Modifié entre-temps", 413: "Trop volumineux", 415: "Format non reconnu",
	422: "Refusé par une règle", 429: "Trop de demandes", 500: "Panne du service", 503: "Service occupé",
}

// A body or a parameter that does not fit the OpenAPI document is refused by
// huma before any handler: in our words, and without echoing what was sent.
func init() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true // encoding/json would take any case, and the last of two
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		if status == http.StatusUnprocessableEntity {
			status = http.StatusBadRequest // 422 is a rule's refusal
		}
		p := newProblem(status, fmt.Sprintf("http.%d", status), "la demande ne correspond pas à ce que l'interface attend")
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok {
				detail := d.ErrorDetail()
				p.Field, p.Detail = fieldOf(detail), french(detail.Message)
				return p
			}
		}
		if len(errs) == 0 && status < 500 {
			p.Detail = french(message)
		}
		return p
	}
}

// fieldOf names the field as the rules of the house do: without where it stands
// in the request.
func fieldOf(detail *huma.ErrorDetail) string {
	location := detail.Location
	if name, absent := strings.CutPrefix(detail.Message, "expected required property "); absent {
		location += "." + strings.TrimSuffix(name, " to be present")
	}
	for _, where := range []string{"body.", "query.", "path.", "form."} {
		if field, ok := strings.CutPrefix(location, where); ok {
			return field
		}
	}
	return location
}
