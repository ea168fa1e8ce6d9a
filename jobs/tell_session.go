package jobs

import (
	"fmt"
	"strings"

	"tourdetable/domain/committee"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// tellSession convenes the seats of a session and tells the cabinet. It runs
// once per committee.WasConvened.
func tellSession(tx postgres.Tx, n news[committee.WasConvened]) error {
	s, err := committee.Find(tx, n.Event.Session)
	if err != nil {
		return err
	}
	where := ""
	if place := strings.Join(strings.Fields(s.Place), " "); place != "" {
		where = ", lieu : " + place
	}
	subject := fmt.Sprintf("Comité des financeurs du %s : convocation", s.HeldOn.French())
	meeting := fmt.Sprintf("Le comité des financeurs tient sa séance n° %d le %s%s.", s.Number, s.HeldOn.French(), where)
	for _, seat := range s.Seats {
		body := meeting + " Votre siège " + quoted(seat.Code) + " y est convoqué"
		if !seat.Voting {
			body += " avec voix consultative"
		}
		body += ". Si un dossier vous intéresse personnellement, déportez-vous avant son examen."
		to := message.Recipient{Departement: s.Departement, Funder: seat.Code}
		if err := tell(tx, n, to, message.Message{Subject: subject, Body: body, Link: sessionPage(s.ID)}); err != nil {
			return err
		}
	}
	cabinet := message.Recipient{Departement: s.Departement, Role: party.CabinetDirector}
	return tell(tx, n, cabinet, message.Message{Subject: fmt.Sprintf("Comité des financeurs du %s : séance convoquée", s.HeldOn.French()),
		Body: meeting + fmt.Sprintf(" Sièges convoqués : %d.", len(s.Seats)), Link: sessionPage(s.ID)})
}
