// Package award is each funder's decision on its own request: an amount, or a
// refusal with its reason.
//
//	request ──Decide──> awarded: its euros are reserved on the envelope
//	                └─> refused: nothing moves
//	all requests answered ──> application decided or refused
//
// A funder decides alone, on its own credits: the préfet for the State's, its
// assembly for a local one (the reference of its deliberation is needed). The
// committee's opinion binds nobody; a decision against it is flagged. An answer
// is given once and never erased.
//
// Needs committee, cofunding, funding, application. Needed by agreement.
//
// Law: CSI art. R132-4-1 s.; loi n° 2000-321, art. 9-1; CGCT art. L2121-29 and
// L3211-1 (deliberations); R06, R08, R46, R47 of FIELD §5.
package award

import (
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/cofunding"
	"tourdetable/domain/committee"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Outcome is the answer to a request.
type Outcome string

const (
	Awarded Outcome = "awarded" // accordé
	Refused Outcome = "refused" // refusé
)

// Award is one funder's answer (décision).
type Award struct {
	ID               string
	RequestID        string
	ApplicationID    string
	Departement      string
	Year             int
	Funder           string
	Authority        string       // who signs: see funding.Funder.Authority
	Requested        money.Amount // what was asked
	Outcome          Outcome
	Amount           money.Amount // granted; 0.00 € for a refusal
	Reason           string       // notified with a refusal
	DerogationReason string       // above the ceiling of public aid
	Deliberation     string       // reference, for a local funder
	AgainstOpinion   bool
	DecidedOn        calendar.Date
	DecidedBy        string
}

// Grant points at the award's euros.
func (a Award) Grant(code string) funding.Grant {
	return funding.Grant{Departement: a.Departement, Year: a.Year, Funder: a.Funder, File: code}
}

// Answer is what a funder decides.
type Answer struct {
	Outcome          Outcome
	Amount           money.Amount
	Reason           string
	DerogationReason string
	Deliberation     string
	RevisedCost      *money.Amount // the cost of the revised plan; nil: the cost stands
}

var (
	ErrNotFound     = fault.New(fault.NotFound, "award.not_found", "décision inconnue")
	ErrMayNot       = fault.New(fault.Forbidden, "award.may_not", "vous ne décidez pas sur les crédits de ce financeur").Under("CSI, art. R132-4-2")
	ErrAnswered     = fault.New(fault.Refused, "award.answered", "ce financeur a déjà répondu à cette demande")
	ErrMalformed    = fault.New(fault.Invalid, "award.malformed", "décision mal formée")
	ErrOverRequest  = fault.New(fault.Refused, "award.over_request", "le montant accordé dépasse la demande")
	ErrReason       = fault.New(fault.Refused, "award.reason", "un refus est motivé")
	ErrDeliberation = fault.New(fault.Refused, "award.deliberation", "la référence de la délibération est nécessaire").Under("CGCT, art. L2121-29 et L3211-1")
	ErrState        = fault.New(fault.Refused, "award.state", "le dossier n'est pas en état d'être décidé")
	ErrRecused      = fault.New(fault.Refused, "award.recused", "vous vous êtes déporté de ce dossier : un autre décide pour votre financeur").Under("CGCT, art. L2131-11 ; CRPA, art. R133-12")
)

// WasDecided is told for each answer.
type WasDecided struct {
	Award       string `json:"award"`
	Application string `json:"application"`
}

func (WasDecided) Kind() string { return "award.decided" }

// Decide records the answer of the funder of a request and, if it is granted,
// reserves its euros on the envelope.
//
// Returns ErrMayNot, ErrAnswered, ErrState, ErrMalformed, ErrOverRequest,
// ErrReason, ErrDeliberation, ErrRecused, cofunding.ErrCeiling,
// cofunding.ErrOverCost or funding.ErrInsufficient, and then leaves no trace.
func Decide(tx postgres.Tx, by party.Actor, requestID string, answer Answer) (Award, error) {
	a, request, err := application.RequestOf(tx, requestID)
	if err != nil {
		return Award{}, err
	}
	funder, err := funding.Find(tx, a.Departement, request.Funder)
	if err != nil {
		return Award{}, err
	}
	if err := mayDecide(by, funder); err != nil {
		return Award{}, err
	}
	if !a.Decidable() {
		return Award{}, ErrState.With("le dossier %s est « %s » : il ne se décide pas", a.Code, a.State.Label())
	}
	before, err := Of(tx, a.ID)
	if err != nil {
		return Award{}, err
	}
	if slices.ContainsFunc(before, func(w Award) bool { return w.RequestID == requestID }) {
		return Award{}, ErrAnswered.With("%s a déjà répondu au dossier %s", funder.Code, a.Code)
	}
	if err := answer.check(funder, request); err != nil {
		return Award{}, err
	}
	opinion, recused, err := committee.OpinionOn(tx, a.ID)
	if err != nil {
		return Award{}, err
	}
	if slices.Contains(recused, by.ID) {
		return Award{}, ErrRecused
	}
	w := Award{ID: postgres.NewID(), RequestID: requestID, ApplicationID: a.ID, Departement: a.Departement, Year: a.Year,
		Funder: funder.Code, Authority: funder.Authority(), Requested: request.Amount, Outcome: answer.Outcome, Amount: answer.Amount,
		Reason: answer.Reason, DerogationReason: answer.DerogationReason, Deliberation: answer.Deliberation,
		AgainstOpinion: against(opinion, answer.Outcome), DecidedOn: a.Today(tx), DecidedBy: by.ID}
	if err := grant(tx, by, &a, w, before, answer.RevisedCost); err != nil {
		return Award{}, err
	}
	if err := application.MarkReplied(tx, &a); err != nil {
		return Award{}, err
	}
	if err := insert(tx, w); err != nil {
		return Award{}, fmt.Errorf("record the answer of %s on %s: %w", w.Funder, a.Code, err)
	}
	if err := w.note(tx, by, a); err != nil {
		return Award{}, err
	}
	return w, answered(tx, by, a, append(before, w))
}

// mayDecide returns ErrMayNot unless by decides on the credits of f.
func mayDecide(by party.Actor, f funding.Funder) error {
	switch {
	case !by.WorksIn(f.Departement):
	case f.Kind == funding.State && by.May(party.DecideState):
		return nil
	case f.Kind == funding.Local && by.May(party.DecideLocal) && (by.SpeaksFor(f.Code) || by.Role == party.Operator):
		return nil
	}
	return ErrMayNot.With("vous ne décidez pas sur les crédits de %s", f.Name)
}

// check holds the answer against its own rules, one request at a time.
func (d Answer) check(f funding.Funder, r application.Request) error {
	switch d.Outcome {
	case Refused:
		if !d.Amount.IsZero() {
			return ErrMalformed.With("un refus ne porte pas de montant (%s)", d.Amount.French()).At("amount_euros")
		}
		if strings.TrimSpace(d.Reason) == "" {
			return ErrReason.With("%s : un refus est motivé", f.Code).At("reason")
		}
	case Awarded:
		if d.Amount.Sign() <= 0 {
			return ErrMalformed.With("montant accordé : %s ; attendu : un montant positif", d.Amount.French()).At("amount_euros")
		}
		if d.Amount.More(r.Amount) {
			return ErrOverRequest.With("%s accorde %s : la demande est de %s", f.Code, d.Amount.French(), r.Amount.French()).At("amount_euros")
		}
		if f.Kind == funding.Local && strings.TrimSpace(d.Deliberation) == "" {
			return ErrDeliberation.With("%s : la référence de la délibération est nécessaire", f.Code).At("deliberation")
		}
	default:
		return ErrMalformed.With("décision « %s » ; attendu : awarded ou refused", d.Outcome).At("outcome")
	}
	return nil
}

// against reports whether an answer goes against the committee's opinion.
func against(o committee.Opinion, outcome Outcome) bool {
	return o == committee.Favourable && outcome == Refused || o == committee.Unfavourable && outcome == Awarded
}

// grant revises the cost, checks the rules over all funders and reserves the
// euros. A refusal moves nothing.
func grant(tx postgres.Tx, by party.Actor, a *application.Application, w Award, before []Award, revised *money.Amount) error {
	if w.Outcome == Refused {
		return nil
	}
	if revised != nil {
		if revised.Sign() <= 0 {
			return ErrMalformed.With("coût révisé : %s ; attendu : un montant positif", revised.French()).At("revised_cost_euros")
		}
		if err := application.Revise(tx, by, a, *revised); err != nil {
			return err
		}
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return err
	}
	awarded := w.Amount
	for _, b := range before {
		awarded = awarded.Add(b.Amount)
	}
	if err := cofunding.Check(c.Rules, awarded, a.Plan.OtherPublic, a.Cost(), w.DerogationReason); err != nil {
		return err
	}
	return funding.Reserve(tx, w.Grant(a.Code), w.Amount)
}

// answered pushes down that every funder has answered, when it is so.
func answered(tx postgres.Tx, by party.Actor, a application.Application, all []Award) error {
	if len(all) < len(a.Plan.Requests) {
		return nil
	}
	granted := slices.ContainsFunc(all, func(w Award) bool { return w.Outcome == Awarded })
	return application.MarkAnswered(tx, by, a.ID, granted)
}

func (w Award) note(tx postgres.Tx, by party.Actor, a application.Application) error {
	reason := fmt.Sprintf("%s accorde %s", w.Funder, w.Amount.French())
	if w.Outcome == Refused {
		reason = fmt.Sprintf("%s refuse : %s", w.Funder, w.Reason)
	}
	if w.AgainstOpinion {
		reason += " (contre l'avis du comité)"
	}
	if w.DerogationReason != "" {
		reason += " ; dérogation : " + w.DerogationReason
	}
	if err := journal.Write(tx, by, journal.Entry{Act: "award." + string(w.Outcome), Departement: a.Departement, Applicant: a.ApplicantID,
		Subject: a.ID, Reason: reason}); err != nil {
		return err
	}
	return outbox.Put(tx, WasDecided{Award: w.ID, Application: a.ID})
}
