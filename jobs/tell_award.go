package jobs

import (
	"fmt"

	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/funding"
	"tourdetable/domain/message"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// tellAward tells the agents a funder's answer: the reviewers each of them, the
// finance officers those that grant. The applicant learns it when its act is
// notified (tellAct). It runs once per award.WasDecided.
func tellAward(tx postgres.Tx, n news[award.WasDecided]) error {
	w, err := award.Find(tx, n.Event.Award)
	if err != nil {
		return err
	}
	a, err := application.Find(tx, w.ApplicationID)
	if err != nil {
		return err
	}
	answer := fmt.Sprintf("%s refuse sa participation au dossier %s.", w.Funder, quoted(a.Title))
	if w.Outcome == award.Awarded {
		answer = fmt.Sprintf("%s accorde %s au dossier %s.", w.Funder, w.Amount.French(), quoted(a.Title))
	}
	m := message.Message{Subject: fmt.Sprintf("Dossier n° %s : réponse de %s", a.Code, w.Funder), Body: answer, Link: filePage(a.ID)}
	if err := tell(tx, n, message.Recipient{Departement: w.Departement, Role: party.Reviewer}, m); err != nil {
		return err
	}
	if w.Outcome != award.Awarded {
		return nil
	}
	m.Subject = fmt.Sprintf("Dossier n° %s : %s accordés par %s", a.Code, w.Amount.French(), w.Funder)
	m.Body += " " + nextInFinance(w)
	return tell(tx, n, message.Recipient{Departement: w.Departement, Role: party.FinanceOfficer}, m)
}

// nextInFinance is what a grant asks of the finance officers.
func nextInFinance(w award.Award) string {
	if w.Authority == funding.StateAuthority {
		return "Une fois l'acte signé, l'engagement juridique (EJ) est à saisir avant sa notification."
	}
	return "Ce financeur paie lui-même : ses versements sont à déclarer quand ils sont connus."
}
