package api

import (
	"encoding/json"
	"slices"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/attachment"
	"tourdetable/domain/budget"
	"tourdetable/domain/casefile"
	"tourdetable/domain/form"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rule"
)

// formText is one version of the form with its table of budget lines: the same
// for ever, so a page keeps it.
type formText struct {
	Form  form.Form    `json:"form"`
	Chart budget.Chart `json:"chart"`
}

// dossier is a file as its form shows it.
type dossier struct {
	ID          string            `json:"id"`
	Code        string            `json:"code"`
	Campaign    string            `json:"campaign"`
	State       string            `json:"state"`
	Year        int               `json:"year"`
	Years       int               `json:"years"`
	Departement string            `json:"departement"`
	RenewalOf   string            `json:"renewal_of,omitempty" doc:"Numéro du dossier renouvelé"`
	Form        string            `json:"form" doc:"Version du formulaire, gelée à l'ouverture de l'appel"`
	Editable    bool              `json:"editable"`
	ClosesAt    time.Time         `json:"closes_at"`
	Asked       string            `json:"asked,omitempty" doc:"Ce que le service instructeur demande, si le dossier est renvoyé"`
	Funders     []askedFunder     `json:"funders" doc:"Les financeurs de la grille, une ligne 74 chacun"`
	Version     int               `json:"version"`
	Fields      []dossierAnswer   `json:"fields" doc:"Réponses changées depuis la version demandée"`
	Conflicts   []dossierConflict `json:"conflicts" doc:"Tous les champs qui portent deux valeurs"`
	Situation   dossierSituation  `json:"situation"`
	Context     form.Context      `json:"context"`
}

type askedFunder struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	State bool   `json:"state" doc:"Crédits de l'État"`
}

type dossierAnswer struct {
	Path    string          `json:"path"`
	Value   json.RawMessage `json:"value"`
	Version int             `json:"version"`
	Origin  string          `json:"origin,omitempty" doc:"Numéro du dossier dont la réponse est reprise"`
	By      string          `json:"by"`
	At      time.Time       `json:"at"`
}

// dossierConflict is a field with two values, to be chosen between.
type dossierConflict struct {
	Path    string        `json:"path"`
	Current dossierAnswer `json:"current"`
	Other   struct {
		ID    string          `json:"id"`
		Value json.RawMessage `json:"value"`
		By    string          `json:"by"`
		At    time.Time       `json:"at"`
	} `json:"other"`
}

// dossierSituation is where the file stands: what is missing, whether it balances,
// what the rules say.
type dossierSituation struct {
	Problems  []form.Problem    `json:"problems"`
	Sections  []form.Progress   `json:"sections"`
	ToType    int               `json:"to_type" doc:"Champs obligatoires qui restent à saisir"`
	Prefilled int               `json:"prefilled" doc:"Réponses reprises d'un dossier précédent et jamais modifiées"`
	Budgets   []dossierBudget   `json:"budgets"`
	Rules     []ruleVerdict     `json:"rules" doc:"Règles de l'appel, au moment du dépôt"`
	Typos     []typingError     `json:"typos" doc:"Fautes de frappe probables, avec la correction proposée"`
	Documents []dossierDocument `json:"documents"`
	Ready     bool              `json:"ready" doc:"Le dossier peut être déposé"`
	Cost      money.Amount      `json:"cost_euros"`
	Requested money.Amount      `json:"requested_euros"`
}

type dossierBudget struct {
	Project string        `json:"project"`
	Year    int           `json:"year"`
	Totals  budget.Totals `json:"totals"`
}

type ruleVerdict struct {
	Rule     string            `json:"rule"`
	Version  int               `json:"version"`
	Title    string            `json:"title"`
	Severity string            `json:"severity" enum:"warns,blocks,computed,parameter"`
	Outcome  string            `json:"outcome" enum:"passed,failed,not_assessed,not_applicable"`
	Message  string            `json:"message"`
	Numbers  map[string]string `json:"numbers"`
	Law      string            `json:"law"`
	Source   string            `json:"source"`
	Remedy   string            `json:"remedy"`
	Field    string            `json:"field,omitempty"`
	Funder   string            `json:"funder,omitempty"`
}

// judged is a file before the rules of its call.
type judged struct {
	Hash     string        `json:"rules_hash" doc:"Empreinte des règles gelées à l'ouverture de l'appel"`
	Deposit  []ruleVerdict `json:"deposit"`
	Decision []ruleVerdict `json:"decision" doc:"Avec les montants décidés, sinon proposés, sinon demandés ; vide pour le porteur"`
}

type typingError struct {
	Path     string `json:"path"`
	Seen     string `json:"seen"`
	Proposed string `json:"proposed"`
	Message  string `json:"message"`
}

type dossierDocument struct {
	form.Asked
	Files []dossierFile `json:"files"`
}

type dossierFile struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	OnRecord  bool   `json:"on_record" doc:"Pièce permanente de l'organisme, reprise sans la redonner"`
	ScanState string `json:"scan_state"`
}

type sinceInput struct {
	ByID
	Since int `query:"since" default:"-1" minimum:"-1" doc:"Version déjà connue ; -1 : tout"`
}

type fillInput struct {
	ByID
	Body struct {
		Edits []dossierEdit `json:"edits" maxItems:"500"`
	}
}

type dossierEdit struct {
	ID     string          `json:"id" format:"uuid" doc:"Donné par qui saisit : envoyé deux fois, il est pris une fois"`
	Path   string          `json:"path" maxLength:"200"`
	Value  json.RawMessage `json:"value" doc:"Texte, oui ou non, ou liste de textes ; null efface"`
	Base   int             `json:"base" minimum:"0" maximum:"2147483647" doc:"Version de la réponse lue en saisissant ; 0 si aucune"`
	Closes []string        `json:"closes,omitempty" maxItems:"100" doc:"Secondes valeurs entre lesquelles cette saisie choisit"`
}

type filled struct {
	Version   int               `json:"version"`
	Saved     []dossierAnswer   `json:"saved"`
	Conflicts []dossierConflict `json:"conflicts"`
	Refused   []dossierRefused  `json:"refused" doc:"Saisies qu'aucun formulaire ne peut contenir"`
	Situation dossierSituation  `json:"situation"`
}

type dossierRefused struct {
	ID     string `json:"id"`
	Path   string `json:"path"`
	Detail string `json:"detail"`
}

type newInput struct {
	Body struct {
		Campaign  string `json:"campaign"`
		ID        string `json:"id,omitempty" doc:"UUID donné par qui commence : envoyé deux fois, le dossier commence une fois"`
		RenewalOf string `json:"renewal_of,omitempty" doc:"Dossier à renouveler : ses réponses sont reprises"`
	}
}

type graceInput struct {
	ByID
	Body struct {
		Organisation string    `json:"organisation"`
		Until        time.Time `json:"until"`
		Reason       string    `json:"reason" maxLength:"2000"`
	}
}

type byVersion struct {
	Version string `path:"version"`
}

func (s *server) formRoutes() {
	const tag = "Formulaire"
	read(s, op("GET", "/forms/{version}", "form", "Un formulaire et son plan de comptes", tag), func(_ postgres.Tx, _ party.Actor, in *byVersion) (formText, error) {
		f, err := form.Find(in.Version)
		if err != nil {
			return formText{}, err
		}
		c, err := budget.Find(f.Chart)
		return formText{f, c}, err
	})
	begin := op("POST", "/applications", "begin-application", "Commencer un dossier, ou en renouveler un", tag)
	begin.DefaultStatus = 201
	act(s, begin, func(tx postgres.Tx, by party.Actor, in *newInput) (casefile.File, error) {
		a, err := application.Begin(tx, by, application.New{ID: in.Body.ID, CampaignID: in.Body.Campaign, Applicant: by.Organisation, RenewalOf: in.Body.RenewalOf})
		return fileAfter(tx, by, a.ID, err)
	})
	read(s, op("GET", "/applications/{id}/form", "application-form", "Le formulaire d'un dossier : réponses, ce qui manque, budget, règles", tag), func(tx postgres.Tx, by party.Actor, in *sinceInput) (dossier, error) {
		d, err := casefile.DossierOf(tx, by, in.ID)
		if err != nil {
			return dossier{}, err
		}
		return dossierView(by, d, in.Since), nil
	})
	act(s, op("PATCH", "/applications/{id}/answers", "fill-application", "Enregistrer des réponses, champ par champ", tag), func(tx postgres.Tx, by party.Actor, in *fillInput) (filled, error) {
		edits := []application.Edit{}
		for _, e := range in.Body.Edits {
			edits = append(edits, application.Edit(e))
		}
		_, f, err := application.Fill(tx, by, in.ID, edits)
		if err != nil {
			return filled{}, err
		}
		d, err := casefile.DossierOf(tx, by, in.ID)
		return filledView(f, d), err
	})
	read(s, op("GET", "/applications/{id}/rules", "application-rules", "Ce que les règles disent d'un dossier", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (judged, error) {
		j, err := casefile.Rules(tx, by, in.ID)
		return judged{j.Hash, verdicts(j.Deposit), verdicts(j.Decision)}, err
	})
	act(s, op("POST", "/campaigns/{id}/graces", "grant-grace", "Accorder un délai après la clôture", "Campagnes"), func(tx postgres.Tx, by party.Actor, in *graceInput) (struct{}, error) {
		return struct{}{}, application.GrantGrace(tx, by, in.ID, in.Body.Organisation, in.Body.Until, in.Body.Reason)
	})
}

func dossierView(by party.Actor, d application.Dossier, since int) dossier {
	a := d.Application
	v := dossier{ID: a.ID, Code: a.Code, Campaign: a.CampaignID, State: string(a.State), Year: a.Year, Years: a.Years, Departement: a.Departement,
		RenewalOf: form.Text(d.Answers(), "renewal_of"), Form: d.Form.Version, Editable: by.May(party.WriteFiles) && slices.Contains(a.Next(by), "submission"),
		ClosesAt: d.ClosesAt(), Asked: d.Asked, Funders: []askedFunder{}, Version: a.Version, Fields: []dossierAnswer{}, Conflicts: twoViews(d, d.Conflicts), Situation: situation(d), Context: d.Context()}
	for _, f := range d.Funders {
		v.Funders = append(v.Funders, askedFunder{f.Code, f.Name, f.Authority() != f.Code})
	}
	for _, g := range d.Given {
		if g.Version > since {
			v.Fields = append(v.Fields, answerView(g))
		}
	}
	return v
}

func answerView(a application.Answer) dossierAnswer {
	return dossierAnswer{a.Path, a.Value, a.Version, a.Origin, a.EditedBy, a.EditedAt}
}

func twoViews(d application.Dossier, kept []application.Conflict) []dossierConflict {
	views := []dossierConflict{}
	for _, c := range kept {
		v := dossierConflict{Path: c.Path}
		v.Other.ID, v.Other.Value, v.Other.By, v.Other.At = c.ID, c.Value, c.EditedBy, c.EditedAt
		for _, g := range d.Given {
			if g.Path == c.Path {
				v.Current = answerView(g)
			}
		}
		views = append(views, v)
	}
	return views
}

func filledView(f application.Filled, d application.Dossier) filled {
	v := filled{Version: f.Version, Saved: []dossierAnswer{}, Conflicts: twoViews(d, f.Kept), Refused: []dossierRefused{}, Situation: situation(d)}
	for _, a := range f.Saved {
		v.Saved = append(v.Saved, answerView(a))
	}
	for _, r := range f.Refused {
		v.Refused = append(v.Refused, dossierRefused(r))
	}
	return v
}

func situation(d application.Dossier) dossierSituation {
	s := dossierSituation{Problems: d.Report.Problems, Sections: d.Report.Sections, ToType: d.Report.ToType, Budgets: []dossierBudget{}, Rules: verdicts(d.Verdicts),
		Typos: []typingError{}, Documents: []dossierDocument{}, Ready: d.Ready() == nil, Cost: d.Application.Plan.Cost(), Requested: d.Application.Plan.Requested()}
	for _, g := range d.Given {
		if g.Origin != "" {
			s.Prefilled++
		}
	}
	for _, t := range d.Typos {
		s.Typos = append(s.Typos, typingError(t))
	}
	for _, b := range d.Budgets() {
		s.Budgets = append(s.Budgets, dossierBudget(b))
	}
	for _, asked := range d.Form.RequiredDocuments(d.Answers(), d.Context()) {
		one := dossierDocument{Asked: asked, Files: []dossierFile{}}
		for _, file := range d.Attachments {
			if file.Document == asked.Code {
				one.Files = append(one.Files, dossierFile{file.ID, file.Name, file.SubjectKind == attachment.Organisation, string(file.ScanState)})
			}
		}
		s.Documents = append(s.Documents, one)
	}
	return s
}

func verdicts(all []rule.Verdict) []ruleVerdict {
	views := []ruleVerdict{}
	for _, v := range all {
		views = append(views, ruleVerdict{v.Rule, v.Version, v.Title, string(v.Severity), string(v.Outcome), v.Message, v.Numbers, v.Law, v.Source, v.Remedy, v.Field, v.Funder})
	}
	return views
}
