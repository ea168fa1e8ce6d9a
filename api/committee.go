package api

import (
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/committee"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

type sessionsInput struct {
	Campaign string `query:"campaign"`
}

type conveneInput struct {
	Body struct {
		Campaign string        `json:"campaign"`
		On       calendar.Date `json:"on"`
		Place    string        `json:"place" maxLength:"200"`
		Seats    []seatInput   `json:"seats" maxItems:"60"`
	}
}

type seatInput struct {
	Code   string `json:"code" minLength:"1" maxLength:"40"`
	Voting bool   `json:"voting"`
}

type attendanceInput struct {
	ByID
	Body struct {
		Seat    string `json:"seat"`
		Present bool   `json:"present"`
	}
}

// OnItem is a file of the agenda in a path.
type OnItem struct {
	ByID
	Item string `path:"item"`
}

type agendaInput struct {
	ByID
	Body struct {
		Application string `json:"application"`
	}
}

type ballotInput struct {
	OnItem
	Body struct {
		Vote string `json:"vote" enum:"for,against,abstain"`
	}
}

type recusalInput struct {
	OnItem
	Body struct {
		Seat   string `json:"seat,omitempty" doc:"Le siège du membre, à défaut le sien"`
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

type deferralInput struct {
	OnItem
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

func (s *server) committeeRoutes() {
	const tag = "Comité des financeurs"
	const base = "/committee-sessions"
	read(s, op("GET", base, "sessions", "Les séances", tag), func(tx postgres.Tx, by party.Actor, in *sessionsInput) (list[casefile.SessionLine], error) {
		items, err := casefile.Sessions(tx, by, in.Campaign)
		return list[casefile.SessionLine]{items}, err
	})
	read(s, op("GET", base+"/{id}", "committee-session", "Une séance", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Session, error) {
		return casefile.SessionOf(tx, by, in.ID)
	})
	read(s, op("GET", base+"/{id}/minutes", "minutes", "Le procès-verbal", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Minutes, error) {
		return casefile.MinutesOf(tx, by, in.ID)
	})
	convene := op("POST", base, "convene", "Convoquer une séance", tag)
	convene.DefaultStatus = 201
	act(s, convene, func(tx postgres.Tx, by party.Actor, in *conveneInput) (casefile.Session, error) {
		session := committee.Session{CampaignID: in.Body.Campaign, HeldOn: in.Body.On, Place: in.Body.Place}
		for _, seat := range in.Body.Seats {
			session.Seats = append(session.Seats, committee.Seat{Code: seat.Code, Voting: seat.Voting})
		}
		session, err := committee.Convene(tx, by, session)
		return sessionAfter(tx, by, session.ID, err)
	})
	act(s, op("POST", base+"/{id}/agenda", "enter-agenda", "Inscrire un dossier à l'ordre du jour", tag), func(tx postgres.Tx, by party.Actor, in *agendaInput) (casefile.Session, error) {
		_, err := committee.Enter(tx, by, in.ID, in.Body.Application)
		return sessionAfter(tx, by, in.ID, err)
	})
	act(s, op("POST", base+"/{id}/attendance", "attend", "Noter une présence", tag), func(tx postgres.Tx, by party.Actor, in *attendanceInput) (casefile.Session, error) {
		return sessionAfter(tx, by, in.ID, committee.Attend(tx, by, in.ID, in.Body.Seat, in.Body.Present))
	})
	act(s, op("POST", base+"/{id}/opening", "open-session", "Ouvrir la séance", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Session, error) {
		return sessionAfter(tx, by, in.ID, committee.OpenSession(tx, by, in.ID))
	})
	act(s, op("POST", base+"/{id}/closing", "close-session", "Lever la séance", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Session, error) {
		return sessionAfter(tx, by, in.ID, committee.CloseSession(tx, by, in.ID))
	})
	const item = base + "/{id}/items/{item}"
	act(s, op("POST", item+"/opening", "begin-item", "Passer à un dossier", tag), func(tx postgres.Tx, by party.Actor, in *OnItem) (casefile.Session, error) {
		return sessionAfter(tx, by, in.ID, committee.Begin(tx, by, in.Item))
	})
	act(s, op("POST", item+"/closing", "conclude-item", "Clore le vote sur un dossier", tag), func(tx postgres.Tx, by party.Actor, in *OnItem) (casefile.Session, error) {
		_, err := committee.Conclude(tx, by, in.Item)
		return sessionAfter(tx, by, in.ID, err)
	})
	act(s, op("POST", item+"/deferral", "defer-item", "Ajourner un dossier", tag), func(tx postgres.Tx, by party.Actor, in *deferralInput) (casefile.Session, error) {
		return sessionAfter(tx, by, in.ID, committee.Defer(tx, by, in.Item, in.Body.Reason))
	})
	act(s, op("POST", item+"/ballot", "cast", "Voter", tag), func(tx postgres.Tx, by party.Actor, in *ballotInput) (casefile.Session, error) {
		return sessionAfter(tx, by, in.ID, committee.Cast(tx, by, in.Item, committee.Vote(in.Body.Vote)))
	})
	act(s, op("POST", item+"/recusal", "recuse", "Se déporter", tag), func(tx postgres.Tx, by party.Actor, in *recusalInput) (casefile.Session, error) {
		seat := in.Body.Seat
		if seat == "" {
			seat = by.Funder
		}
		if seat == "" && !by.May(party.RunSessions) {
			return casefile.Session{}, committee.ErrNotYourSeat
		}
		return sessionAfter(tx, by, in.ID, committee.Recuse(tx, by, in.Item, seat, in.Body.Reason))
	})
}

// sessionAfter renders the session after an act.
func sessionAfter(tx postgres.Tx, by party.Actor, id string, err error) (casefile.Session, error) {
	if err != nil {
		return casefile.Session{}, err
	}
	return casefile.SessionOf(tx, by, id)
}
