package rehearsal

import (
	"fmt"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/review"
)

// demonstrationGrid is the criteria of the mid-way campaign, set before its call
// opens.
var demonstrationGrid = []review.Criterion{
	{Code: "need", Label: "Réponse à un besoin établi par un diagnostic", Weight: 3, Scale: 5},
	{Code: "public", Label: "Public visé et manière de l’atteindre", Weight: 2, Scale: 5},
	{Code: "partners", Label: "Partenaires locaux : CLSPD, bailleurs, établissements", Weight: 2, Scale: 5},
	{Code: "evaluation", Label: "Indicateurs et méthode d’évaluation", Weight: 2, Scale: 5},
	{Code: "means", Label: "Moyens proportionnés et cofinancements acquis", Weight: 1, Scale: 5},
}

// summaries are what the applicants of the files under examination wrote.
var summaries = map[string]string{
	"N4": "Plots, signalisation et éclairage devant quatre écoles, à la suite du diagnostic de sûreté de mars 2027.",
	"N5": "Douze ateliers dans quatre collèges, de la cinquième à la troisième : reconnaître le cyberharcèlement, le signaler, aider la victime. Un module du soir pour les parents.",
	"N6": "Création théâtrale avec dix personnes condamnées et dix victimes volontaires, accompagnées par deux médiateurs, puis trois représentations suivies d’un débat.",
	"N7": "Un groupe de parole mensuel pour les parents d’adolescents suivis par la PJJ, animé par une psychologue.",
}

// services are the advisers of the demonstration, by seat.
var services = []struct{ seat, name string }{
	{"procureur", "Parquet de Rochebrune"}, {"delegue-prefet", "Déléguée du préfet"}, {"maire", "Mairie de Rochebrune"},
}

// stageReview leaves the examination of three files half way: N5 awaits
// opinions, one of them late; N6 has half its check list and an opinion asked;
// N7 was asked for documents, and its people write.
func (p *play) stageReview(tx postgres.Tx) error {
	advisers, err := p.enrolAdvisers(tx)
	if err != nil {
		return err
	}
	reviewer := p.cast.reviewer
	in := func(month time.Month, day int, by party.Actor, what string, do func(postgres.Tx) error) {
		if err != nil {
			return
		}
		at := tx.At(calendar.On(p.Year, month, day).At(9, 30, p.Zone()))
		if err = p.as(at, by, do); err != nil {
			err = fmt.Errorf("stage the review, %s: %w", what, err)
		}
	}
	n5, n6, n7 := p.files["N5"], p.files["N6"], p.files["N7"]

	in(time.May, 20, reviewer, "asked", func(tx postgres.Tx) error {
		return review.Ask(tx, reviewer, n5, []review.Asked{{Seat: "procureur"}, {Seat: "delegue-prefet"}, {Seat: "education"}, {Seat: "maire"}})
	})
	answer := func(month time.Month, day int, by party.Actor, seat string, o review.Opinion) {
		in(month, day, by, "answer of "+seat, func(tx postgres.Tx) error {
			id, err := requestTo(tx, n5, seat)
			if err == nil {
				_, err = review.Give(tx, by, id, o)
			}
			return err
		})
	}
	favoured := money.Euros("8000.00")
	answer(time.June, 1, advisers["procureur"], "procureur", review.Opinion{Verdict: review.Favourable, Amount: &favoured,
		Reason: "Quatorze procédures de cyberharcèlement entre élèves en 2026 : l’action répond à un besoin du ressort."})
	answer(time.June, 3, advisers["delegue-prefet"], "delegue-prefet", review.Opinion{Verdict: review.Reserved,
		Reason: "Action utile, mais les deux collèges du quartier prioritaire ne figurent pas parmi les établissements partenaires."})
	answer(time.June, 8, reviewer, "education", review.Opinion{Verdict: review.None, OnBehalf: "Courriel du 7 juin 2027"})
	in(time.June, 15, reviewer, "relaunched", func(tx postgres.Tx) error {
		_, err := review.RelaunchAll(tx, reviewer, n5)
		return err
	})
	in(time.June, 28, reviewer, "N5 half way", func(tx postgres.Tx) error { return p.halfWay(tx, n5) })

	in(time.July, 1, reviewer, "N6 half checked", func(tx postgres.Tx) error {
		if err := review.Check(tx, reviewer, n6, []review.Mark{{Item: "form", Answer: review.Yes}, {Item: "deadline", Answer: review.Yes}, {Item: "applicant", Answer: review.Yes},
			{Item: "territory", Answer: review.Yes}, {Item: "budget", Answer: review.Yes}, {Item: "previous_report", Answer: review.NotApplicable, Note: "Première demande."},
			{Item: "activity_report", Answer: review.No, Note: "Le rapport joint est celui de 2025."}}); err != nil {
			return err
		}
		return review.Ask(tx, reviewer, n6, []review.Asked{{Seat: "maire"}})
	})

	say := func(month time.Month, day int, by party.Actor, body string, internal bool) {
		in(month, day, by, "message", func(tx postgres.Tx) error {
			_, err := review.Say(tx, by, n7, review.Message{Body: body, Internal: internal})
			return err
		})
	}
	parents := p.cast.applicants["99900011000018"]
	say(time.June, 18, reviewer, "Déjà relancée par téléphone le 16 juin ; la trésorière est absente jusqu’à la fin du mois.", true)
	say(time.June, 21, parents, "Bonjour, notre assemblée générale se tient le 2 juillet : nous n’aurons le rapport approuvé qu’après cette date. Est-ce possible ?", false)
	say(time.June, 22, reviewer, "Bonjour, oui : le rapport est attendu pour le 9 juillet. Vous pouvez déjà déposer la liste des administrateurs.", false)
	return err
}

// enrolAdvisers creates the accounts of the services that are consulted.
func (p *play) enrolAdvisers(tx postgres.Tx) (map[string]party.Actor, error) {
	advisers := map[string]party.Actor{}
	return advisers, p.as(tx, party.System, func(tx postgres.Tx) (err error) {
		for _, s := range services {
			if advisers[s.seat], err = p.account(tx, party.Account{Name: s.name, Role: party.Adviser, Funder: s.seat}, "avis-"+s.seat); err != nil {
				return err
			}
		}
		return nil
	})
}

// halfWay asks one opinion more, and begins the credits, the scores and the sheet.
func (p *play) halfWay(tx postgres.Tx, id string) error {
	by := p.cast.reviewer
	if err := review.Ask(tx, by, id, []review.Asked{{Seat: "pjj"}}); err != nil {
		return err
	}
	if err := review.Seek(tx, by, id, []review.Credit{{Code: "P147", Answer: "granted", Note: "4 000 € demandés au titre du contrat de ville."},
		{Code: "EDUCATION", Answer: "refused", Note: "Heures supplémentaires refusées par le rectorat le 12 juin."}, {Code: "DETR", Answer: "not_asked", Note: "L’action ne comporte pas d’investissement."}}); err != nil {
		return err
	}
	if err := review.Rate(tx, by, id, []review.Score{{Criterion: "need", Score: 4, Reason: "Diagnostic du parquet et du collège Jean-Zay, chiffré."},
		{Criterion: "partners", Score: 2, Reason: "Aucun établissement du quartier prioritaire."}}); err != nil {
		return err
	}
	return review.Write(tx, by, id, review.Sheet{Summary: "Douze ateliers de médiation numérique dans quatre collèges, avec un module pour les parents."})
}

// requestTo is the opinion asked of a seat about a file.
func requestTo(tx postgres.Tx, file, seat string) (string, error) {
	a, err := application.Find(tx, file)
	if err != nil {
		return "", err
	}
	e, err := review.Of(tx, a)
	for _, s := range e.Asked {
		if s.Seat == seat {
			return s.ID, err
		}
	}
	return "", err
}

// admitted answers the whole check list of a file and declares it admissible, so
// that it has its notice of completeness.
func admitted(by party.Actor, id string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error {
		a, err := application.Find(tx, id)
		if err != nil {
			return err
		}
		e, err := review.Of(tx, a)
		if err != nil {
			return err
		}
		var marks []review.Mark
		for _, i := range e.Subject.Checklist() {
			marks = append(marks, review.Mark{Item: i.Code, Answer: review.Yes})
		}
		if err := review.Check(tx, by, id, marks); err != nil {
			return err
		}
		_, err = review.Admit(tx, by, id)
		return err
	}
}

// asked sends a file back to its applicant, its answer due three days after the
// demonstration opens.
func asked(by party.Actor, id string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error {
		_, err := review.AskDocuments(tx, by, id, review.DocumentRequest{DueOn: calendar.DateOf(DemonstrationStart, calendar.Paris).AddDays(3),
			Items: []review.Wanted{{Code: "activity_report", Label: "Dernier rapport d’activité", Why: "celui qui est joint n’est pas approuvé"}, {Code: "directors", Label: "Liste des administrateurs"}}})
		return err
	}
}
