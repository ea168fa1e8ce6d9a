package casefile

import (
	"fmt"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/committee"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Minutes are the record of a session, as it is printed (procès-verbal).
type Minutes struct {
	Title     string           `json:"title"`
	Reference string           `json:"reference"`
	On        calendar.Date    `json:"on"`
	Place     string           `json:"place"`
	State     string           `json:"state" enum:"convened,open,closed" doc:"Tant que la séance n'est pas levée, c'est un projet"`
	Sections  []MinutesSection `json:"sections"`
}

// MinutesSection is one heading with its sentences and amounts.
type MinutesSection struct {
	Heading    string          `json:"heading"`
	Paragraphs []string        `json:"paragraphs"`
	Amounts    []MinutesAmount `json:"amounts"`
}

// MinutesAmount is one funder's line of a file.
type MinutesAmount struct {
	Funder    string        `json:"funder"`
	Requested money.Amount  `json:"requested_euros"`
	Proposed  *money.Amount `json:"proposed_euros,omitempty"`
	Announced *money.Amount `json:"announced_euros,omitempty"`
}

// MinutesOf writes the minutes of a session as by may read them.
func MinutesOf(tx postgres.Tx, by party.Actor, id string) (Minutes, error) {
	s, err := SessionOf(tx, by, id)
	if err != nil {
		return Minutes{}, err
	}
	m := Minutes{Title: "Procès-verbal du comité des financeurs", Reference: fmt.Sprintf("Séance n° %d", s.Number), On: s.On, Place: s.Place,
		State: s.State, Sections: []MinutesSection{attendance(s)}}
	amounts, err := announced(tx, id)
	if err != nil {
		return m, err
	}
	for _, i := range s.Items {
		m.Sections = append(m.Sections, i.section(amounts))
	}
	return m, nil
}

func attendance(s Session) MinutesSection {
	var present, absent, advisory []string
	for _, seat := range s.Seats {
		switch {
		case !seat.Voting:
			advisory = append(advisory, seat.Code)
		case seat.Present:
			present = append(present, seat.Code)
		default:
			absent = append(absent, seat.Code)
		}
	}
	out := MinutesSection{Heading: "Présence et quorum", Amounts: []MinutesAmount{}, Paragraphs: []string{
		fmt.Sprintf("Séance convoquée le %s, tenue le %s.", s.ConvenedOn.French(), s.On.French()),
		"Sièges présents ou représentés : " + enumerate(present) + ".",
	}}
	if len(absent) > 0 {
		out.Paragraphs = append(out.Paragraphs, "Sièges absents : "+enumerate(absent)+".")
	}
	if len(advisory) > 0 {
		out.Paragraphs = append(out.Paragraphs, "Voix consultatives : "+enumerate(advisory)+".")
	}
	verdict := "n'est pas atteint"
	if s.Quorum.Met {
		verdict = "est atteint"
	}
	return MinutesSection{out.Heading, append(out.Paragraphs, fmt.Sprintf("Le quorum %s : %d sièges délibérants présents sur %d.", verdict, s.Quorum.Present, s.Quorum.Seats)), out.Amounts}
}

func (i Item) section(amounts map[string][]MinutesAmount) MinutesSection {
	if i.Application == nil {
		return MinutesSection{Heading: fmt.Sprintf("Point %d", i.Rank), Amounts: []MinutesAmount{}, Paragraphs: []string{"Déport enregistré : ce dossier ne vous est pas présenté."}}
	}
	out := MinutesSection{Heading: fmt.Sprintf("%d. %s : %s (%s)", i.Rank, i.Application.Code, i.Application.Title, i.Application.Applicant),
		Paragraphs: []string{}, Amounts: amounts[i.ID]}
	if out.Amounts == nil {
		out.Amounts = []MinutesAmount{}
	}
	var recused []string
	for _, b := range i.Ballots {
		if b.Vote == "recused" {
			recused = append(recused, b.Seat)
		}
	}
	if len(recused) > 0 {
		out.Paragraphs = append(out.Paragraphs, "Déports : "+enumerate(recused)+". Le siège n'a pris part ni à la discussion ni au vote.")
	}
	switch committee.ItemState(i.State) {
	case committee.Examined:
		out.Paragraphs = append(out.Paragraphs,
			fmt.Sprintf("Vote présidé par %s : %d pour, %d contre, %d %s.", orNobody(i.Presiding), i.Tally.For, i.Tally.Against, i.Tally.Abstain, many(i.Tally.Abstain, "abstention")),
			fmt.Sprintf("Avis du comité : %s. Cet avis est consultatif ; chaque financeur décide sur ses propres crédits.", strings.ToLower(i.OpinionText)))
	case committee.Deferred:
		out.Paragraphs = append(out.Paragraphs, "Dossier ajourné à une séance ultérieure.")
	default:
		out.Paragraphs = append(out.Paragraphs, "Dossier restant à examiner.")
	}
	return out
}

// many is the noun for n of them: French counts several from two.
func many(n int, noun string) string {
	if n > 1 {
		return noun + "s"
	}
	return noun
}

func orNobody(seat string) string {
	if seat == "" {
		return "personne"
	}
	return seat
}

// enumerate joins names as French does: "A, B et C"; "aucun" for none.
func enumerate(names []string) string {
	switch len(names) {
	case 0:
		return "aucun"
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " et " + names[len(names)-1]
}

func announced(tx postgres.Tx, sessionID string) (map[string][]MinutesAmount, error) {
	rows, err := postgres.List[struct {
		ItemID              string
		Funder              string
		Requested           money.Amount
		Proposed, Announced *money.Amount
	}](tx.SQL().Raw(`
		select i.id as item_id, r.funder, r.amount as requested, p.proposed, p.announced
		from committee_items i join funding_requests r on r.application_id = i.application_id
		join funders n on n.departement = r.departement and n.code = r.funder
		left join proposals p on p.request_id = r.id where i.session_id = ? order by i.rank, n.rank, n.code`, sessionID))
	out := map[string][]MinutesAmount{}
	for _, r := range rows {
		out[r.ItemID] = append(out[r.ItemID], MinutesAmount{r.Funder, r.Requested, r.Proposed, r.Announced})
	}
	return out, err
}
