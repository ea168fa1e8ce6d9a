package api

import (
	"tourdetable/domain/agreement"
	"tourdetable/domain/award"
	"tourdetable/domain/casefile"
	"tourdetable/domain/cofunding"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment"
	"tourdetable/domain/postgres"
)

type amountInput struct {
	ByID
	Body struct {
		Amount money.Amount `json:"amount_euros"`
	}
}

type decisionInput struct {
	ByID
	Body struct {
		Outcome      string        `json:"outcome" enum:"awarded,refused"`
		Amount       money.Amount  `json:"amount_euros"`
		Reason       string        `json:"reason,omitempty" maxLength:"5000"`
		Derogation   string        `json:"derogation_reason,omitempty" maxLength:"5000"`
		Deliberation string        `json:"deliberation,omitempty" maxLength:"200"`
		RevisedCost  *money.Amount `json:"revised_cost_euros,omitempty"`
	}
}

type commitmentInput struct {
	ByID
	Body struct {
		Ej   identity.Ej `json:"ej"`
		Line int         `json:"ej_line,omitempty" minimum:"1" maximum:"99999" default:"1"`
	}
}

// proposed answers a proposal or an announcement.
type proposed struct {
	RequestID string       `json:"request_id"`
	Amount    money.Amount `json:"amount_euros"`
}

func (s *server) requestRoutes() {
	const tag = "Demandes et décisions"
	act(s, op("PUT", "/requests/{id}/proposal", "propose", "Proposer un montant", tag), func(tx postgres.Tx, by party.Actor, in *amountInput) (proposed, error) {
		return proposed{in.ID, in.Body.Amount}, cofunding.Propose(tx, by, in.ID, in.Body.Amount)
	})
	act(s, op("PUT", "/requests/{id}/announcement", "announce", "Annoncer un montant en séance", tag), func(tx postgres.Tx, by party.Actor, in *amountInput) (proposed, error) {
		if err := casefile.Shows(tx, by, in.ID); err != nil {
			return proposed{}, err
		}
		return proposed{in.ID, in.Body.Amount}, cofunding.Announce(tx, by, in.ID, in.Body.Amount)
	})
	act(s, op("POST", "/requests/{id}/decision", "decide", "Décider", tag), func(tx postgres.Tx, by party.Actor, in *decisionInput) (casefile.File, error) {
		if err := casefile.Shows(tx, by, in.ID); err != nil {
			return casefile.File{}, err
		}
		b := in.Body
		w, err := award.Decide(tx, by, in.ID, award.Answer{Outcome: award.Outcome(b.Outcome), Amount: b.Amount, Reason: b.Reason,
			DerogationReason: b.Derogation, Deliberation: b.Deliberation, RevisedCost: b.RevisedCost})
		return fileAfter(tx, by, w.ApplicationID, err)
	})
	act(s, op("POST", "/awards/{id}/act", "draw-act", "Rédiger l'acte d'une décision", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.File, error) {
		w, err := award.Find(tx, in.ID)
		if err != nil {
			return casefile.File{}, err
		}
		_, err = agreement.Draw(tx, by, []award.Award{w}, nil)
		return fileAfter(tx, by, w.ApplicationID, err)
	})
	act(s, op("POST", "/acts/{id}/signature", "sign-act", "Signer un acte", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.File, error) {
		a, err := agreement.Sign(tx, by, in.ID)
		return fileAfter(tx, by, a.ApplicationID, err)
	})
	act(s, op("POST", "/acts/{id}/notification", "notify-act", "Notifier un acte", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.File, error) {
		a, err := agreement.Notify(tx, by, in.ID)
		return fileAfter(tx, by, a.ApplicationID, err)
	})
	act(s, op("POST", "/awards/{id}/commitment", "enter-commitment", "Saisir l'engagement juridique", tag), func(tx postgres.Tx, by party.Actor, in *commitmentInput) (casefile.File, error) {
		w, err := award.Find(tx, in.ID)
		if err != nil {
			return casefile.File{}, err
		}
		return fileAfter(tx, by, w.ApplicationID, payment.Enter(tx, by, w.ID, in.Body.Ej, max(1, in.Body.Line)))
	})
}
