package api

import (
	"encoding/json"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/review"
)

type checkInput struct {
	Item   string `json:"item" maxLength:"40"`
	Answer string `json:"answer" enum:"yes,no,na"`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"Obligatoire pour « non » et « sans objet »"`
}

type seatAsked struct {
	Seat  string         `json:"seat" maxLength:"40" doc:"Code du service ; « maire-rochebrune » distingue deux maires"`
	Label string         `json:"label,omitempty" maxLength:"200"`
	Email string         `json:"email,omitempty" maxLength:"320"`
	DueOn *calendar.Date `json:"due_on,omitempty"`
}

type creditInput struct {
	Credit string `json:"credit" maxLength:"40"`
	Answer string `json:"answer" enum:"pending,granted,refused,not_asked"`
	Note   string `json:"note,omitempty" maxLength:"5000"`
}

type scoreInput struct {
	Criterion string `json:"criterion" maxLength:"40"`
	Score     int    `json:"score" minimum:"0" maximum:"100"`
	Reason    string `json:"reason" maxLength:"5000"`
}

type checksInput struct {
	ByID
	Body struct {
		Checks []checkInput `json:"checks" minItems:"1" maxItems:"100"`
	}
}

type documentsInput struct {
	ByID
	Body struct {
		Reason string                  `json:"reason,omitempty" maxLength:"5000" doc:"Phrase jointe à la liste, ou seule pièce demandée"`
		Items  []casefile.ReviewWanted `json:"items,omitempty" maxItems:"50"`
		DueOn  *calendar.Date          `json:"due_on,omitempty" doc:"Dernier jour de la réponse ; le délai d'usage si absent"`
	}
}

type opinionsInput struct {
	ByID
	Body struct {
		Seats []seatAsked `json:"seats" minItems:"1" maxItems:"50"`
	}
}

type opinionInput struct {
	ByID
	Body struct {
		Opinion  string        `json:"opinion" enum:"favourable,reserved,unfavourable,none"`
		Amount   *money.Amount `json:"amount_euros,omitempty"`
		Reason   string        `json:"reason,omitempty" maxLength:"10000"`
		OnBehalf string        `json:"on_behalf,omitempty" maxLength:"500" doc:"Pour l'instruction : comment l'avis a été reçu"`
		Document string        `json:"document,omitempty" maxLength:"36" doc:"Identifiant de la pièce jointe"`
	}
}

type creditsInput struct {
	ByID
	Body struct {
		Credits []creditInput `json:"credits" minItems:"1" maxItems:"50"`
	}
}

// Criterion is one line of the grid of a call.
type Criterion struct {
	Code   string `json:"code" maxLength:"40"`
	Label  string `json:"label" maxLength:"300"`
	Weight int    `json:"weight" minimum:"1" maximum:"100"`
	Scale  int    `json:"scale" minimum:"1" maximum:"100" doc:"Note maximale"`
}

type criteriaInput struct {
	ByID
	Body struct {
		Criteria []Criterion `json:"criteria" maxItems:"50"`
	}
}

type scoresInput struct {
	ByID
	Body struct {
		Scores []scoreInput `json:"scores" minItems:"1" maxItems:"50"`
	}
}

type sheetInput struct {
	ByID
	Body struct {
		Version  int      `json:"version" doc:"Version lue, 0 pour la première"`
		Summary  string   `json:"summary" maxLength:"20000"`
		Proposal string   `json:"proposal" enum:",favourable,reserved,unfavourable"`
		Reason   string   `json:"reason" maxLength:"20000"`
		Themes   []string `json:"themes,omitempty" maxItems:"20" doc:"Thèmes de contrôle ajoutés à la main"`
	}
}

type fileMessageInput struct {
	ByID
	Body struct {
		Body        string   `json:"body" maxLength:"20000"`
		Internal    bool     `json:"internal,omitempty" doc:"Note interne, jamais montrée au porteur"`
		Attachments []string `json:"attachments,omitempty" maxItems:"20"`
	}
}

type readInput struct {
	ByID
	Body struct {
		Message string `json:"message" maxLength:"36" doc:"Dernier message lu"`
	}
}

type worklistInput struct {
	Campaign string `query:"campaign"`
	State    string `query:"state"`
	Due      string `query:"due" doc:"documents, opinions ou silence"`
	Funder   string `query:"funder"`
	Late     bool   `query:"late"`
	Unread   bool   `query:"unread"`
	Text     string `query:"q" maxLength:"200"`
	After    string `query:"after"`
}

func (in worklistInput) filter() casefile.WorkFilter {
	return casefile.WorkFilter{Campaign: in.Campaign, State: in.State, Due: in.Due, Funder: in.Funder, Late: in.Late, Unread: in.Unread, Text: in.Text, After: in.After}
}

// View is a filter of the work list that somebody keeps.
type View struct {
	ID     string              `json:"id"`
	Name   string              `json:"name"`
	Filter casefile.WorkFilter `json:"filter"`
}

type viewInput struct {
	Body struct {
		Name   string              `json:"name" maxLength:"100"`
		Filter casefile.WorkFilter `json:"filter"`
	}
}

type bulkInput struct {
	Body struct {
		Key    string                  `json:"key" maxLength:"100" doc:"Donnée par qui demande : la même deux fois est une seule action"`
		Act    string                  `json:"act" enum:"admission,inadmissibility,document-request,review,readiness,dismissal,opinion-request,opinion-relaunch"`
		IDs    []string                `json:"ids,omitempty" doc:"Dossiers choisis ; sans eux, tous ceux du filtre"`
		Filter *casefile.WorkFilter    `json:"filter,omitempty"`
		Reason string                  `json:"reason,omitempty" maxLength:"5000"`
		Items  []casefile.ReviewWanted `json:"items,omitempty" maxItems:"50"`
		Seats  []string                `json:"seats,omitempty" maxItems:"50"`
		DueOn  *calendar.Date          `json:"due_on,omitempty"`
	}
}

// BulkRun is one act on many files, and what became of each.
type BulkRun struct {
	ID       string     `json:"id"`
	Act      string     `json:"act"`
	At       time.Time  `json:"at"`
	Total    int        `json:"total"`
	Done     int        `json:"done"`
	Refused  int        `json:"refused"`
	Finished bool       `json:"finished" doc:"Faux tant que des dossiers attendent : relire"`
	Items    []BulkItem `json:"items"`
}

// BulkItem is what became of one file.
type BulkItem struct {
	Application string `json:"application"`
	Code        string `json:"code"`
	Outcome     string `json:"outcome" enum:"pending,done,refused"`
	Reason      string `json:"reason" doc:"Pourquoi l'acte a été refusé"`
}

func (s *server) reviewRoutes() {
	s.examinationRoutes()
	s.opinionRoutes()
	s.worklistRoutes()
}

func (s *server) examinationRoutes() {
	const tag = "Instruction"
	read(s, op("GET", "/applications/{id}/review", "examination", "L'instruction d'un dossier", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Review, error) {
		return casefile.ReviewOf(tx, by, in.ID)
	})
	act(s, op("PUT", "/applications/{id}/checks", "check", "Répondre aux points de contrôle", tag), func(tx postgres.Tx, by party.Actor, in *checksInput) (casefile.Review, error) {
		marks := make([]review.Mark, len(in.Body.Checks))
		for i, c := range in.Body.Checks {
			marks[i] = review.Mark{Item: c.Item, Answer: review.Answer(c.Answer), Note: c.Note}
		}
		return reviewAfter(tx, by, in.ID, review.Check(tx, by, in.ID, marks))
	})
	act(s, op("POST", "/applications/{id}/document-request", "document-request", "Demander des pièces", "Dossiers"), func(tx postgres.Tx, by party.Actor, in *documentsInput) (casefile.File, error) {
		_, err := review.AskDocuments(tx, by, in.ID, review.DocumentRequest{Items: wanted(in.Body.Items), Comment: in.Body.Reason, DueOn: dayOf(in.Body.DueOn)})
		return fileAfter(tx, by, in.ID, err)
	})
	act(s, op("PUT", "/applications/{id}/ordinary-credits", "record-credits", "Noter les crédits de droit commun sollicités", tag), func(tx postgres.Tx, by party.Actor, in *creditsInput) (casefile.Review, error) {
		credits := make([]review.Credit, len(in.Body.Credits))
		for i, c := range in.Body.Credits {
			credits[i] = review.Credit{Code: c.Credit, Answer: c.Answer, Note: c.Note}
		}
		return reviewAfter(tx, by, in.ID, review.Seek(tx, by, in.ID, credits))
	})
	act(s, op("PUT", "/applications/{id}/scores", "score", "Noter les critères de l'appel", tag), func(tx postgres.Tx, by party.Actor, in *scoresInput) (casefile.Review, error) {
		scores := make([]review.Score, len(in.Body.Scores))
		for i, c := range in.Body.Scores {
			scores[i] = review.Score{Criterion: c.Criterion, Score: c.Score, Reason: c.Reason}
		}
		return reviewAfter(tx, by, in.ID, review.Rate(tx, by, in.ID, scores))
	})
	act(s, op("PUT", "/applications/{id}/sheet", "write-sheet", "Enregistrer la fiche d'instruction", tag), func(tx postgres.Tx, by party.Actor, in *sheetInput) (casefile.Review, error) {
		b := in.Body
		return reviewAfter(tx, by, in.ID, review.Write(tx, by, in.ID, review.Sheet{Version: b.Version, Summary: b.Summary, Proposal: review.Verdict(b.Proposal), Reason: b.Reason, Themes: b.Themes}))
	})
	read(s, op("GET", "/applications/{id}/messages", "file-messages", "Les messages d'un dossier", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.FileThread, error) {
		return casefile.ThreadOf(tx, by, in.ID)
	})
	act(s, op("POST", "/applications/{id}/messages", "write-message", "Écrire dans un dossier", tag), func(tx postgres.Tx, by party.Actor, in *fileMessageInput) (casefile.FileThread, error) {
		_, err := review.Say(tx, by, in.ID, review.Message{Body: in.Body.Body, Internal: in.Body.Internal, Attachments: in.Body.Attachments})
		return threadAfter(tx, by, in.ID, err)
	})
	act(s, op("PUT", "/applications/{id}/messages/read", "read-messages", "Marquer les messages comme lus", tag), func(tx postgres.Tx, by party.Actor, in *readInput) (casefile.FileThread, error) {
		return threadAfter(tx, by, in.ID, review.Read(tx, by, in.ID, in.Body.Message))
	})
	read(s, op("GET", "/campaigns/{id}/criteria", "criteria", "La grille de critères d'un appel", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (list[Criterion], error) {
		return criteria(tx, in.ID, nil)
	})
	act(s, op("PUT", "/campaigns/{id}/criteria", "set-criteria", "Fixer la grille de critères d'un appel", tag), func(tx postgres.Tx, by party.Actor, in *criteriaInput) (list[Criterion], error) {
		grid := make([]review.Criterion, len(in.Body.Criteria))
		for i, c := range in.Body.Criteria {
			grid[i] = review.Criterion(c)
		}
		return criteria(tx, in.ID, review.SetCriteria(tx, by, in.ID, grid))
	})
}

func (s *server) opinionRoutes() {
	const tag = "Avis"
	act(s, op("POST", "/applications/{id}/opinion-requests", "ask-opinions", "Demander des avis", tag), func(tx postgres.Tx, by party.Actor, in *opinionsInput) (casefile.Review, error) {
		seats := make([]review.Asked, len(in.Body.Seats))
		for i, q := range in.Body.Seats {
			seats[i] = review.Asked{Seat: q.Seat, Label: q.Label, Email: q.Email, DueOn: dayOf(q.DueOn)}
		}
		return reviewAfter(tx, by, in.ID, review.Ask(tx, by, in.ID, seats))
	})
	act(s, op("POST", "/applications/{id}/opinion-relaunches", "relaunch-opinions", "Relancer tous les avis attendus", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Review, error) {
		_, err := review.RelaunchAll(tx, by, in.ID)
		return reviewAfter(tx, by, in.ID, err)
	})
	act(s, op("POST", "/opinion-requests/{id}/relaunch", "relaunch-opinion", "Relancer un avis", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Review, error) {
		file, err := review.Relaunch(tx, by, in.ID)
		return reviewAfter(tx, by, file, err)
	})
	act(s, op("POST", "/opinion-requests/{id}/answer", "give-opinion", "Rendre un avis", tag), func(tx postgres.Tx, by party.Actor, in *opinionInput) (list[casefile.AskedOpinion], error) {
		b := in.Body
		_, err := review.Give(tx, by, in.ID, review.Opinion{Verdict: review.Verdict(b.Opinion), Amount: b.Amount, Reason: b.Reason, OnBehalf: b.OnBehalf, Document: b.Document})
		if err != nil || !by.May(party.GiveOpinions) || by.May(party.ReviewFiles) {
			return list[casefile.AskedOpinion]{Items: []casefile.AskedOpinion{}}, err
		}
		items, err := casefile.OpinionsAskedOf(tx, by)
		return list[casefile.AskedOpinion]{Items: items}, err
	})
	read(s, op("GET", "/opinion-requests", "opinions-asked", "Les avis demandés à mon service", tag), func(tx postgres.Tx, by party.Actor, _ *struct{}) (list[casefile.AskedOpinion], error) {
		items, err := casefile.OpinionsAskedOf(tx, by)
		return list[casefile.AskedOpinion]{Items: items}, err
	})
}

func (s *server) worklistRoutes() {
	const tag = "À traiter"
	read(s, op("GET", "/worklist", "worklist", "Les dossiers à traiter", tag), func(tx postgres.Tx, by party.Actor, in *worklistInput) (casefile.WorkPage, error) {
		return casefile.Worklist(tx, by, in.filter())
	})
	read(s, op("GET", "/worklist/views", "views", "Mes vues enregistrées", tag), func(tx postgres.Tx, by party.Actor, _ *struct{}) (list[View], error) {
		return views(tx, by, nil)
	})
	act(s, op("POST", "/worklist/views", "save-view", "Enregistrer une vue", tag), func(tx postgres.Tx, by party.Actor, in *viewInput) (list[View], error) {
		filter, err := json.Marshal(in.Body.Filter)
		if err == nil {
			_, err = review.SaveView(tx, by, review.View{Name: in.Body.Name, Filter: filter})
		}
		return views(tx, by, err)
	})
	act(s, op("DELETE", "/worklist/views/{id}", "drop-view", "Oublier une vue", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (list[View], error) {
		return views(tx, by, review.DropView(tx, by, in.ID))
	})
	act(s, op("POST", "/reviews/bulk", "bulk", "Faire un acte sur plusieurs dossiers", tag), func(tx postgres.Tx, by party.Actor, in *bulkInput) (BulkRun, error) {
		b := in.Body
		ids := b.IDs
		if len(ids) == 0 && b.Filter != nil {
			var err error
			if ids, err = casefile.WorkIDs(tx, by, *b.Filter); err != nil {
				return BulkRun{}, err
			}
		}
		run, err := review.Bulk(tx, by, b.Key, b.Act, review.Parameters{Reason: b.Reason, Items: wanted(b.Items), Seats: b.Seats, DueOn: dayOf(b.DueOn)}, ids)
		return bulkRun(run), err
	})
	read(s, op("GET", "/reviews/bulk/{id}", "bulk-run", "L'avancement d'une action groupée", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (BulkRun, error) {
		run, err := review.RunOf(tx, by, in.ID)
		return bulkRun(run), err
	})
	for code, v := range map[string]struct {
		summary string
		do      func(postgres.Tx, party.Actor, string) (application.Application, error)
	}{"admission": {"Déclarer recevable", review.Admit}, "readiness": {"Inscrire au comité", review.MakeReady}} {
		s.verb(code, v.summary, func(tx postgres.Tx, by party.Actor, id, _ string) (application.Application, error) {
			return v.do(tx, by, id)
		})
	}
	s.verb("inadmissibility", "Déclarer non recevable", review.Reject)
}

func dayOf(d *calendar.Date) calendar.Date {
	if d == nil {
		return calendar.Date{}
	}
	return *d
}

func wanted(items []casefile.ReviewWanted) []review.Wanted {
	var out []review.Wanted
	for _, i := range items {
		out = append(out, review.Wanted(i))
	}
	return out
}

func bulkRun(r review.Run) BulkRun {
	out := BulkRun{ID: r.ID, Act: r.Act, At: r.At, Total: r.Total, Done: r.Done, Refused: r.Refused, Finished: r.Done+r.Refused == r.Total, Items: []BulkItem{}}
	for _, i := range r.Items {
		out.Items = append(out.Items, BulkItem{i.ApplicationID, i.Code, i.Outcome, i.Reason})
	}
	return out
}

func views(tx postgres.Tx, by party.Actor, err error) (list[View], error) {
	out := list[View]{Items: []View{}}
	if err != nil {
		return out, err
	}
	kept, err := review.Views(tx, by)
	for _, v := range kept {
		view := View{ID: v.ID, Name: v.Name}
		if err := json.Unmarshal(v.Filter, &view.Filter); err != nil {
			return out, err
		}
		out.Items = append(out.Items, view)
	}
	return out, err
}

func criteria(tx postgres.Tx, campaign string, err error) (list[Criterion], error) {
	out := list[Criterion]{Items: []Criterion{}}
	if err != nil {
		return out, err
	}
	grid, err := review.Criteria(tx, campaign)
	for _, c := range grid {
		out.Items = append(out.Items, Criterion(c))
	}
	return out, err
}

// reviewAfter renders the examination after an act.
func reviewAfter(tx postgres.Tx, by party.Actor, id string, err error) (casefile.Review, error) {
	if err != nil {
		return casefile.Review{}, err
	}
	return casefile.ReviewOf(tx, by, id)
}

// threadAfter renders the messages of a file after an act.
func threadAfter(tx postgres.Tx, by party.Actor, id string, err error) (casefile.FileThread, error) {
	if err != nil {
		return casefile.FileThread{}, err
	}
	return casefile.ThreadOf(tx, by, id)
}
