package api

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// accountKey is where a session keeps its account.
const accountKey = "account"

// Me is who is signed in.
type Me struct {
	ID            string        `json:"id"`
	Name          string        `json:"name"`
	Role          string        `json:"role"`
	RoleLabel     string        `json:"role_label"`
	Organisation  string        `json:"organisation,omitempty"`
	Funder        string        `json:"funder,omitempty"`
	Departement   string        `json:"departement"`
	Rights        []string      `json:"rights"`
	Demonstration bool          `json:"demonstration"`
	Today         calendar.Date `json:"today"`
}

// DemonstrationAccount is an account that a visitor may take.
type DemonstrationAccount struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Role         string `json:"role"`
	RoleLabel    string `json:"role_label"`
	Organisation string `json:"organisation"`
	WhatToDo     string `json:"what_to_do" doc:"Ce qui attend ce compte"`
}

// Demonstration says whether this server is one, and who may be taken.
type Demonstration struct {
	Demonstration bool                   `json:"demonstration"`
	Today         calendar.Date          `json:"today"`
	Accounts      []DemonstrationAccount `json:"accounts"`
}

type credentials struct {
	Body struct {
		Account  string `json:"account,omitempty" maxLength:"40" doc:"Compte de démonstration"`
		Email    string `json:"email,omitempty" maxLength:"320"`
		Password string `json:"password,omitempty" maxLength:"200"`
	}
	ip string
}

// Resolve keeps where the request comes from.
func (c *credentials) Resolve(ctx huma.Context) []error {
	c.ip = caller(humagin.Unwrap(ctx).Request)
	return nil
}

// caller is the IP of who asks: the last one that the proxy in front of us
// wrote, when the connection comes from this machine or its private networks.
// What stands before the last one is whatever the caller wrote.
func caller(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := peer.Addr().Unmap()
	if hops := r.Header.Values("X-Forwarded-For"); len(hops) > 0 && (ip.IsLoopback() || ip.IsPrivate()) {
		last := hops[len(hops)-1]
		if told, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); err == nil {
			ip = told.Unmap()
		}
	}
	return ip.WithZone("").String()
}

func (s *server) sessionRoutes() {
	huma.Register(s.api, public("GET", "/demonstration", "demonstration", "Les comptes de démonstration", "Session"), s.demonstration)
	o := public("POST", "/session", "sign-in", "Se connecter", "Session")
	o.Errors = append(o.Errors, http.StatusTooManyRequests)
	huma.Register(s.api, o, s.signIn)
	o = public("DELETE", "/session", "sign-out", "Se déconnecter", "Session")
	o.DefaultStatus = http.StatusNoContent
	huma.Register(s.api, o, s.signOut)
	read(s, op("GET", "/session", "session", "Qui est connecté", "Session"), func(tx postgres.Tx, by party.Actor, _ *struct{}) (Me, error) {
		return s.me(tx, by)
	})
}

func (s *server) me(tx postgres.Tx, by party.Actor) (Me, error) {
	m := Me{ID: by.ID, Name: by.Name, Role: string(by.Role), RoleLabel: by.Role.Label(), Funder: by.Funder, Departement: by.Departement,
		Rights: []string{}, Demonstration: s.Config.Demonstration, Today: calendar.DateOf(tx.Now, calendar.Zone(by.Departement))}
	for _, r := range by.Rights() {
		m.Rights = append(m.Rights, string(r))
	}
	if by.Organisation != "" {
		body, err := party.FindOrganisation(tx, by.Organisation)
		if err != nil {
			return m, err
		}
		m.Organisation = body.Name
	}
	return m, nil
}

func (s *server) demonstration(ctx context.Context, _ *struct{}) (*answer[Demonstration], error) {
	out := Demonstration{Demonstration: s.Config.Demonstration, Accounts: []DemonstrationAccount{}}
	if !out.Demonstration {
		out.Today = calendar.DateOf(s.DB.Now(), calendar.Zone(""))
		return &answer[Demonstration]{out}, nil
	}
	err := s.DB.Snapshot(ctx, postgres.Scope{}, func(tx postgres.Tx) error {
		out.Today = calendar.DateOf(tx.Now, calendar.Zone(""))
		accounts, err := party.Demonstration(tx)
		for _, a := range accounts {
			out.Accounts = append(out.Accounts, DemonstrationAccount{ID: a.ID, Name: a.Name, Role: string(a.Role), RoleLabel: a.Role.Label(),
				Organisation: a.Funder, WhatToDo: whatToDo[a.Role]})
		}
		return err
	})
	if err != nil {
		return nil, problem(s.Log, "demonstration", err)
	}
	return &answer[Demonstration]{out}, nil
}

// whatToDo is what awaits each role in the demonstration.
var whatToDo = map[party.Role]string{
	party.Applicant:       "Suivre son dossier, répondre à une demande de pièces, déposer son compte rendu",
	party.Reviewer:        "Instruire les dossiers déposés, proposer des montants, préparer la séance",
	party.CabinetDirector: "Conduire la séance du comité, suivre la campagne",
	party.Prefect:         "Décider sur les crédits de l'État, signer et notifier les actes",
	party.RegionPrefect:   "Notifier les enveloppes et suivre leur consommation",
	party.FunderMember:    "Suivre la séance, voter ou se déporter ; décider pour un financeur local",
	party.FinanceOfficer:  "Saisir les engagements, importer Chorus, exporter le grand livre",
	party.Auditor:         "Lire tous les dossiers et vérifier le grand livre",
	party.Adviser:         "Lire les dossiers sur lesquels un avis est demandé, et le rendre",
}

// attempt counts a try with a password before it is looked at, in a transaction
// of its own: a refusal does not undo it.
func (s *server) attempt(ctx context.Context, in *credentials) (wait time.Duration, err error) {
	err = s.DB.InTx(ctx, postgres.Scope{}, func(tx postgres.Tx) (err error) {
		wait, err = party.Attempt(tx, in.Body.Email, in.ip)
		return err
	})
	return wait, err
}

func (s *server) signIn(ctx context.Context, in *credentials) (*answer[Me], error) {
	if in.Body.Account == "" {
		if wait, err := s.attempt(ctx, in); err != nil {
			seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
			return nil, huma.ErrorWithHeaders(problem(s.Log, "sign-in", err), http.Header{"Retry-After": {seconds}})
		}
	}
	return s.enter(ctx, "sign-in", func(tx postgres.Tx) (account party.Account, err error) {
		if in.Body.Account != "" {
			account, err = party.Find(tx, in.Body.Account)
			if err != nil || !s.Config.Demonstration || !account.Demonstration {
				return account, party.ErrCredentials.Because(err)
			}
			return account, nil
		}
		if account, err = party.SignIn(tx, in.Body.Email, in.Body.Password); err != nil {
			return account, err
		}
		return account, party.Forgive(tx, in.Body.Email)
	})
}

// enter opens the session of the account that who finds.
func (s *server) enter(ctx context.Context, what string, who func(postgres.Tx) (party.Account, error)) (*answer[Me], error) {
	var account party.Account
	var me Me
	err := s.DB.InTx(ctx, postgres.Scope{}, func(tx postgres.Tx) (err error) {
		if account, err = who(tx); err != nil {
			return err
		}
		by := account.Actor()
		if tx, err = tx.As(by.Scope()); err != nil {
			return err
		}
		me, err = s.me(tx, by)
		return err
	})
	if err == nil {
		err = s.sessions.RenewToken(ctx)
	}
	if err != nil {
		return nil, problem(s.Log, what, err)
	}
	s.sessions.Put(ctx, accountKey, account.ID)
	return &answer[Me]{me}, nil
}

func (s *server) signOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := s.sessions.Destroy(ctx); err != nil {
		return nil, problem(s.Log, "sign-out", err)
	}
	return nil, nil
}
