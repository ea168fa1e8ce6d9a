package review

import (
	"fmt"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
	"tourdetable/domain/outbox"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Verdict is an opinion (avis).
type Verdict string

const (
	Favourable   Verdict = "favourable"
	Reserved     Verdict = "reserved"
	Unfavourable Verdict = "unfavourable"
	None         Verdict = "none" // asked, and nothing to say
)

// Label is the opinion in words.
func (v Verdict) Label() string {
	return map[Verdict]string{Favourable: "Favorable", Reserved: "Réservé", Unfavourable: "Défavorable", None: "Sans avis"}[v]
}

// Asked is one opinion asked of one seat, with its last answer.
type Asked struct {
	ID            string
	ApplicationID string
	Departement   string
	Seat          string
	Label         string
	Email         string
	AskedOn       calendar.Date
	DueOn         calendar.Date
	Relaunches    int
	RelaunchedOn  *calendar.Date
	Answer        *Opinion
	Earlier       []Opinion // those that a later answer replaced, the oldest first
	Signed
}

// Late reports whether the opinion is still missing after its last day.
func (a Asked) Late(today calendar.Date) bool { return a.Answer == nil && a.DueOn.Before(today) }

// Opinion is one answer.
type Opinion struct {
	Verdict  Verdict
	Amount   *money.Amount
	Reason   string
	OnBehalf string // how the office received it, when the seat did not type it
	Document string // id of an attachment, ""
	Signed
}

// Ask asks seats for their opinion. A label or a day left out is the usual one.
// Returns ErrAsked for a seat asked before.
func Ask(tx postgres.Tx, by party.Actor, id string, seats []Asked) error {
	a, err := open(tx, by, id)
	if err != nil {
		return err
	}
	if len(seats) == 0 {
		return ErrAnswer.With("aucun service n'est nommé").At("seats")
	}
	today := a.Today(tx)
	for i, s := range seats {
		at := fmt.Sprintf("seats[%d]", i)
		if s.Label = strings.TrimSpace(s.Label); s.Label == "" {
			s.Label = seatLabel(s.Seat)
		}
		if s.AskedOn = today; s.DueOn.IsZero() {
			s.DueOn = worked(today.AddDays(known().delays.OpinionDays), a.Departement)
		}
		switch {
		case !isSeat(s.Seat):
			return ErrAnswer.With("service « %s » ; attendu : 1 à 40 lettres minuscules, chiffres ou tirets", s.Seat).At(at + ".seat")
		case s.Label == "" || len([]rune(s.Label)) > 200:
			return ErrAnswer.With("service « %s » sans nom ; attendu : 1 à 200 caractères", s.Seat).At(at + ".label")
		case s.Email != "" && !strings.Contains(s.Email, "@"):
			return ErrAnswer.With("adresse « %s » ; attendu : une adresse électronique", s.Email).At(at + ".email")
		case !s.DueOn.After(today) || s.DueOn.After(today.AddMonths(6)):
			return ErrDue.With("avis attendu le %s ; attendu : après le %s, six mois au plus", s.DueOn.French(), today.French()).At(at + ".due_on")
		}
		s.ID = postgres.NewID()
		if err := tx.Try(func(tx postgres.Tx) error { return insertAsked(tx, by, a, s) }); err != nil {
			if postgres.Violates(err, "opinion_requests_seat_key") {
				return ErrAsked.With("un avis est déjà demandé à « %s »", s.Label).At(at + ".seat")
			}
			return fmt.Errorf("ask %s about %s: %w", s.Seat, a.Code, err)
		}
		if err := note(tx, by, a, "review.opinion_asked", s.Label+", attendu le "+s.DueOn.French()); err != nil {
			return err
		}
		if err := outbox.Put(tx, OpinionAsked{About: about(a), Request: s.ID, Seat: s.Seat, DueOn: s.DueOn}); err != nil {
			return err
		}
	}
	return nil
}

// FindAsked returns one opinion asked, as the transaction may see it.
func FindAsked(tx postgres.Tx, id string) (Asked, error) { return findAsked(tx, id) }

// isSeat reports whether code may name a seat.
func isSeat(code string) bool {
	for _, r := range code {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return code != "" && len(code) <= 40
}

func seatLabel(code string) string {
	for _, s := range known().seats {
		if s.Code == code {
			return s.Label
		}
	}
	return ""
}

// Relaunch reminds a seat that has not answered, once a day at most. It returns
// the id of the file.
func Relaunch(tx postgres.Tx, by party.Actor, requestID string) (string, error) {
	s, err := findAsked(tx, requestID)
	if err != nil {
		return "", err
	}
	a, err := open(tx, by, s.ApplicationID)
	if err != nil {
		return "", err
	}
	return a.ID, relaunch(tx, by, a, s)
}

func relaunch(tx postgres.Tx, by party.Actor, a application.Application, s Asked) error {
	if s.Answer != nil {
		return ErrReceived.With("l'avis de « %s » est déjà reçu : il ne se relance pas", s.Label)
	}
	if err := tx.Try(func(tx postgres.Tx) error { return insertRelaunch(tx, by, a, s.ID, a.Today(tx)) }); err != nil {
		if postgres.Violates(err, "opinion_relaunches_once") {
			return ErrRelaunch.With("« %s » a déjà été relancé aujourd'hui", s.Label)
		}
		return fmt.Errorf("relaunch %s about %s: %w", s.Seat, a.Code, err)
	}
	if err := note(tx, by, a, "review.opinion_relaunched", s.Label); err != nil {
		return err
	}
	return outbox.Put(tx, OpinionAsked{About: about(a), Request: s.ID, Seat: s.Seat, DueOn: s.DueOn, Relaunch: true})
}

// RelaunchAll reminds every seat of the file that has not answered and was not
// reminded today.
func RelaunchAll(tx postgres.Tx, by party.Actor, id string) (application.Application, error) {
	a, err := open(tx, by, id)
	if err != nil {
		return a, err
	}
	asked, err := askedOf(tx, a.ID)
	if err != nil {
		return a, err
	}
	today, done := a.Today(tx), 0
	for _, s := range asked {
		if s.Answer != nil || s.RelaunchedOn != nil && *s.RelaunchedOn == today {
			continue
		}
		if err := relaunch(tx, by, a, s); err != nil {
			return a, err
		}
		done++
	}
	if done == 0 {
		return a, ErrReceived.With("dossier %s : aucun avis à relancer aujourd'hui", a.Code)
	}
	return a, nil
}

// Give records an opinion: the seat's own, by an account that speaks for it, or
// what the office received from it. A second answer comes after the first, and
// counts. It returns the id of the file.
func Give(tx postgres.Tx, by party.Actor, requestID string, o Opinion) (string, error) {
	s, err := findAsked(tx, requestID)
	if err != nil {
		return "", err
	}
	o.OnBehalf, o.Reason = strings.TrimSpace(o.OnBehalf), strings.TrimSpace(o.Reason)
	if err := s.answerable(by, &o); err != nil {
		return "", err
	}
	// Not locked: an adviser reads the file and may not write to it.
	a, err := application.Find(tx, s.ApplicationID)
	if err != nil {
		return "", err
	}
	if err := stillOpen(a); err != nil {
		return "", err
	}
	if err := o.check(); err != nil {
		return "", err
	}
	if err := insertOpinion(tx, by, s, o); err != nil {
		return "", fmt.Errorf("record the opinion of %s about %s: %w", s.Seat, a.Code, err)
	}
	if err := note(tx, by, a, "review.opinion_given", s.Label+" : "+o.Verdict.Label()); err != nil {
		return "", err
	}
	return a.ID, outbox.Put(tx, OpinionGiven{About: about(a), Seat: s.Label, Opinion: o.Verdict.Label()})
}

// answerable refuses who neither speaks for the seat nor records for it.
func (s Asked) answerable(by party.Actor, o *Opinion) error {
	switch {
	case by.May(party.ReviewFiles) && by.WorksIn(s.Departement):
		if o.OnBehalf == "" {
			return ErrAnswer.With("un avis recopié dit comment il a été reçu, par exemple « courriel du 12 mars »").At("on_behalf")
		}
	case by.May(party.GiveOpinions):
		if by.Departement != s.Departement || !by.SpeaksFor(s.Seat) {
			return ErrNotFound
		}
		o.OnBehalf = ""
	default:
		return ErrNotYours
	}
	return nil
}

// check refuses an opinion without its reason.
func (o Opinion) check() error {
	switch {
	case o.Verdict.Label() == "":
		return ErrAnswer.With("avis « %s » ; attendu : favourable, reserved, unfavourable ou none", o.Verdict).At("opinion")
	case o.Verdict != None && o.Reason == "":
		return ErrAnswer.With("un avis %s est motivé", strings.ToLower(o.Verdict.Label())).At("reason")
	case o.Amount != nil && (o.Verdict == None || o.Amount.Sign() < 0):
		return ErrAnswer.With("montant de %s ; attendu : un montant positif ou nul, avec un avis", o.Amount.French()).At("amount_euros")
	case o.Document != "" && !postgres.IsID(o.Document):
		return ErrAnswer.With("pièce « %s » inconnue", o.Document).At("document")
	}
	return nil
}

// AskedOfMe lists the opinions asked of the actor's seat: the late ones first,
// then the due ones, then those given.
func AskedOfMe(tx postgres.Tx, by party.Actor) ([]Asked, error) {
	if err := party.Need(by, party.GiveOpinions); err != nil {
		return nil, err
	}
	if by.Funder == "" {
		return []Asked{}, nil
	}
	return askedOfSeat(tx, by)
}
