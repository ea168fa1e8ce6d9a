package review

import (
	"slices"
	"time"

	"tourdetable/domain/application"
	"tourdetable/domain/fault"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

var (
	ErrClosed    = fault.New(fault.Refused, "review.closed", "l'instruction de ce dossier est close")
	ErrItem      = fault.New(fault.Invalid, "review.item", "point de contrôle inconnu pour ce dossier")
	ErrAnswer    = fault.New(fault.Invalid, "review.answer", "réponse mal formée")
	ErrUnchecked = fault.New(fault.Refused, "review.unchecked", "des points de recevabilité restent à contrôler")
	ErrNoReason  = fault.New(fault.Refused, "review.no_failed_check", "aucun point de recevabilité n'est marqué « non » : dites d'abord quelle condition n'est pas remplie")
	ErrDue       = fault.New(fault.Invalid, "review.due", "échéance impossible")
	ErrAsked     = fault.New(fault.Conflict, "review.asked", "cet avis est déjà demandé")
	ErrNotFound  = fault.New(fault.NotFound, "review.not_found", "demande d'avis inconnue")
	ErrReceived  = fault.New(fault.Refused, "review.received", "cet avis est déjà reçu : il ne se relance pas")
	ErrRelaunch  = fault.New(fault.Refused, "review.relaunched", "cet avis a déjà été relancé aujourd'hui")
	ErrNotYours  = fault.New(fault.Forbidden, "review.not_yours", "cet avis n'est pas demandé à votre service")
	ErrFrozen    = fault.New(fault.Refused, "review.frozen", "la grille de critères est figée depuis l'ouverture de l'appel")
	ErrCriterion = fault.New(fault.Invalid, "review.criterion", "critère mal décrit ou inconnu")
	ErrStale     = fault.New(fault.Conflict, "review.stale", "la fiche d'instruction a changé entre-temps : relisez-la avant d'enregistrer")
	ErrSheet     = fault.New(fault.Invalid, "review.sheet", "fiche d'instruction mal remplie")
	ErrNotReady  = fault.New(fault.Refused, "review.not_ready", "l'instruction n'est pas terminée")
	ErrMessage   = fault.New(fault.Invalid, "review.message", "message mal formé")
	ErrBulk      = fault.New(fault.Invalid, "review.bulk", "action groupée mal décrite")
	ErrBulkKey   = fault.New(fault.Conflict, "review.bulk_key", "cette clé a déjà servi à une autre action groupée")
	ErrView      = fault.New(fault.Invalid, "review.view", "vue mal décrite")
)

// Signed is who did something, and when.
type Signed struct {
	By   string    // account
	Name string    // as it was then
	At   time.Time // UTC
}

// examined are the states in which a file may still be examined.
var examined = []application.State{application.Submitted, application.Incomplete, application.Admissible, application.UnderReview,
	application.Ready, application.Examined, application.Deferred}

// open returns the file, locked, for an act of the office on its examination.
func open(tx postgres.Tx, by party.Actor, id string) (application.Application, error) {
	if err := party.Need(by, party.ReviewFiles); err != nil {
		return application.Application{}, err
	}
	a, err := application.Lock(tx, id)
	if err != nil {
		return a, err
	}
	if !by.WorksIn(a.Departement) || a.State == application.Draft {
		return a, application.ErrNotFound
	}
	return a, stillOpen(a)
}

// Open reports whether the file may still be examined.
func Open(a application.Application) bool { return slices.Contains(examined, a.State) }

// stillOpen returns ErrClosed once the file is answered or ended.
func stillOpen(a application.Application) error {
	if !Open(a) {
		return ErrClosed.With("le dossier %s est « %s » : son instruction est close", a.Code, a.State.Label())
	}
	return nil
}

// subjectOf tells what the file calls for, its reviewer's themes included.
func subjectOf(tx postgres.Tx, a application.Application) (Subject, error) {
	body, err := party.FindOrganisation(tx, a.ApplicantID)
	if err != nil {
		return Subject{}, err
	}
	sheet, err := sheetOf(tx, a.ID)
	return SubjectOf(a, body.Kind, sheet.Themes), err
}
