package review

import (
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Credit is an ordinary-law credit and what came of it, before the FIPD is asked
// to pay.
//
// Law: stratégie nationale, mesure 37.2.
type Credit struct {
	Code   string
	Asked  bool
	Answer string // see creditAnswers
	Note   string // mandatory when it was not asked
	Signed
}

// creditAnswers are what a credit may have answered, in words.
var creditAnswers = map[string]string{"pending": "Sollicité, sans réponse", "granted": "Accordé", "refused": "Refusé", "not_asked": "Non sollicité"}

// AnswerLabel is the answer in words.
func (c Credit) AnswerLabel() string { return creditAnswers[c.Answer] }

// Seek records which ordinary-law credits were sought, and their answers.
func Seek(tx postgres.Tx, by party.Actor, id string, credits []Credit) error {
	a, err := open(tx, by, id)
	if err != nil {
		return err
	}
	for i, c := range credits {
		at := fmt.Sprintf("credits[%d]", i)
		c.Asked, c.Note = c.Answer != "not_asked", strings.TrimSpace(c.Note)
		switch {
		case !slices.ContainsFunc(known().credits, func(s Source) bool { return s.Code == c.Code }):
			return ErrAnswer.With("crédit « %s » inconnu", c.Code).At(at + ".credit")
		case c.AnswerLabel() == "":
			return ErrAnswer.With("réponse « %s » ; attendu : pending, granted, refused ou not_asked", c.Answer).At(at + ".answer")
		case !c.Asked && c.Note == "":
			return ErrAnswer.With("dites pourquoi ce crédit n'a pas été sollicité").At(at + ".note")
		}
		if err := insertCredit(tx, by, a, c); err != nil {
			return fmt.Errorf("record credit %s of %s: %w", c.Code, a.Code, err)
		}
	}
	return note(tx, by, a, "review.credits_recorded", fmt.Sprintf("%d crédits de droit commun", len(credits)))
}
