package application

import (
	"slices"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
)

// State is where the file is in its life.
type State string

const (
	Draft        State = "draft"        // brouillon
	Submitted    State = "submitted"    // déposé
	Incomplete   State = "incomplete"   // pièces demandées
	Admissible   State = "admissible"   // recevable
	Inadmissible State = "inadmissible" // non recevable
	UnderReview  State = "under_review" // en instruction
	Ready        State = "ready"        // inscriptible au comité
	Examined     State = "examined"     // examiné en comité
	Deferred     State = "deferred"     // ajourné
	Decided      State = "decided"      // tous les financeurs ont répondu, un au moins accorde
	Refused      State = "refused"      // tous les financeurs ont refusé
	Executing    State = "executing"    // en cours d'exécution
	ReportFiled  State = "report_filed" // compte rendu financier reçu
	Settled      State = "settled"      // soldé
	Dismissed    State = "dismissed"    // classé sans suite
	Withdrawn    State = "withdrawn"    // désistement
)

// Label is the state in the words of the office.
func (s State) Label() string {
	return map[State]string{
		Draft: "Brouillon", Submitted: "Déposé", Incomplete: "Pièces demandées", Admissible: "Recevable", Inadmissible: "Non recevable",
		UnderReview: "En instruction", Ready: "Inscriptible au comité", Examined: "Examiné en comité", Deferred: "Ajourné",
		Decided: "Décidé", Refused: "Refusé", Executing: "En cours d'exécution", ReportFiled: "Compte rendu reçu", Settled: "Soldé",
		Dismissed: "Classé sans suite", Withdrawn: "Désistement",
	}[s]
}

// PublicLabel is the state in the words told to its applicant, who must not read
// in it what no funder has notified yet.
func (s State) PublicLabel() string {
	switch s {
	case UnderReview, Ready, Examined, Deferred, Decided, Refused:
		return "En cours d'examen"
	case Admissible:
		return "Complet et recevable"
	}
	return s.Label()
}

// States lists every state in the order of the life.
func States() []State {
	return []State{Draft, Submitted, Incomplete, Admissible, Inadmissible, UnderReview, Ready, Examined, Deferred,
		Decided, Refused, Executing, ReportFiled, Settled, Dismissed, Withdrawn}
}

// verb is a change of state; from lists where it may start.
type verb struct {
	act  string
	to   State
	from []State
}

// The whole life of a file: no other change of state exists.
var (
	submit       = verb{"application.submitted", Submitted, []State{Draft, Incomplete}}
	askDocuments = verb{"application.documents_asked", Incomplete, []State{Submitted, Admissible, UnderReview}}
	admit        = verb{"application.admitted", Admissible, []State{Submitted}}
	reject       = verb{"application.rejected", Inadmissible, []State{Submitted, Incomplete, Admissible}}
	review       = verb{"application.reviewed", UnderReview, []State{Admissible}}
	makeReady    = verb{"application.made_ready", Ready, []State{UnderReview, Deferred}}
	examine      = verb{"application.examined", Examined, []State{Ready}}
	postpone     = verb{"application.deferred", Deferred, []State{Ready}}
	decide       = verb{"application.decided", Decided, []State{UnderReview, Ready, Examined, Deferred}}
	refuse       = verb{"application.refused", Refused, []State{UnderReview, Ready, Examined, Deferred}}
	execute      = verb{"application.executing", Executing, []State{UnderReview, Ready, Examined, Deferred, Decided}}
	fileReport   = verb{"application.report_filed", ReportFiled, []State{Decided, Executing, Examined, UnderReview, Ready, Deferred}}
	settle       = verb{"application.settled", Settled, []State{ReportFiled}}
	reopen       = verb{"application.reopened", ReportFiled, []State{Settled}}
	dismiss      = verb{"application.dismissed", Dismissed, []State{Submitted, Incomplete, Admissible, UnderReview, Ready, Deferred}}
	withdraw     = verb{"application.withdrawn", Withdrawn, []State{Draft, Submitted, Incomplete, Admissible, UnderReview, Ready, Examined, Deferred, Decided}}
)

// Application is one file (dossier) of one applicant in one campaign.
type Application struct {
	ID          string
	CampaignID  string
	Departement string
	Year        int
	Code        string // number of the file, unique in its campaign
	ApplicantID string
	Title       string
	Summary     string
	Years       int // 1, or 2 to 4 for a multi-year project
	StartsOn    calendar.Date
	EndsOn      calendar.Date
	Plan        Plan
	FinalCost   *money.Amount // set by the decisions; nil: the cost stands
	Iban        string
	CerSignedOn *calendar.Date // contrat d'engagement républicain
	// Justification answers the rules that warned at deposit.
	Justification string
	Measures      []int // of the strategy; the first is the principal one
	State         State
	Replied       bool // one funder at least has answered: pushed down by award
	SubmittedAt   *time.Time
	Version       int
	Form          string   // version of the form it is typed in; "" for a file taken from a campaign file
	Programme     string   // D, R, S or K; "" until it is told
	Theme         string   // row of the field-of-intervention matrix (R44)
	RenewalOf     string   // id of the file it renews
	Departements  []string // the other préfectures concerned: Departement leads
}

// Cost is the final cost of the project: the revised one if there is one.
func (a Application) Cost() money.Amount {
	if a.FinalCost != nil {
		return *a.FinalCost
	}
	return a.Plan.Cost()
}

var (
	ErrNotFound      = fault.New(fault.NotFound, "application.not_found", "dossier inconnu")
	ErrState         = fault.New(fault.Refused, "application.state", "cette action n'est pas possible dans l'état du dossier")
	ErrMalformed     = fault.New(fault.Invalid, "application.malformed", "dossier mal rempli")
	ErrUnbalanced    = fault.New(fault.Invalid, "application.unbalanced", "le budget n'est pas équilibré").Under("CERFA 12156*06, budget du projet ; recueil des règles R01")
	ErrCode          = fault.New(fault.Conflict, "application.code", "ce numéro de dossier existe déjà dans la campagne")
	ErrCer           = fault.New(fault.Refused, "application.cer", "le contrat d'engagement républicain doit être souscrit").Under("loi n° 2000-321 du 12 avril 2000, art. 10-1 ; décret n° 2021-1947")
	ErrJustification = fault.New(fault.Refused, "application.justification", "une alerte demande une justification avant le dépôt")
	ErrIncomplete    = fault.New(fault.Refused, "application.incomplete", "le dossier n'est pas complet").Under("CERFA 12156*06 ; règlement de l'appel à projets")
	ErrConflicts     = fault.New(fault.Refused, "application.conflicts", "un champ porte deux valeurs")
	ErrRule          = fault.New(fault.Refused, "application.rule", "une règle s'oppose au dépôt")
	ErrAnswered      = fault.New(fault.Refused, "application.answered", "un financeur a déjà répondu à ce dossier")
	ErrReason        = fault.New(fault.Refused, "application.reason", "un motif est obligatoire")
	ErrStale         = fault.New(fault.Conflict, "application.stale", "le dossier a changé entre-temps : relisez-le avant d'enregistrer")
)

// Decidable reports whether a funder may answer the file now.
func (a Application) Decidable() bool {
	return slices.Contains([]State{UnderReview, Ready, Examined, Deferred, Executing}, a.State)
}

// answered are the states of a file that its funders have answered, or pay.
var answered = []State{Decided, Refused, Executing, ReportFiled, Settled}

// Answered reports whether the funders have answered the file, or one of them
// pays already.
func (a Application) Answered() bool { return slices.Contains(answered, a.State) }

// unanswered reports whether the verb is only for a file that no funder has
// answered yet: it would undo what the answer was about.
func (v verb) unanswered() bool { return v.act == askDocuments.act || v.act == dismiss.act }

// may reports whether the verb may start from s.
func (v verb) may(s State) bool { return slices.Contains(v.from, s) }

// Next lists the acts that by may do on the file now, as codes of the API.
func (a Application) Next(by party.Actor) []string {
	acts := []string{}
	offer := func(code string, v verb, right party.Right) {
		if v.may(a.State) && by.May(right) && !(a.Replied && v.unanswered()) {
			acts = append(acts, code)
		}
	}
	offer("submission", submit, party.WriteFiles)
	offer("withdrawal", withdraw, party.WriteFiles)
	offer("document-request", askDocuments, party.ReviewFiles)
	offer("admission", admit, party.ReviewFiles)
	offer("inadmissibility", reject, party.ReviewFiles)
	offer("review", review, party.ReviewFiles)
	offer("readiness", makeReady, party.ReviewFiles)
	offer("dismissal", dismiss, party.ReviewFiles)
	return acts
}
