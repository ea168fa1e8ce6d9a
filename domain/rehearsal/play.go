package rehearsal

import (
	"fmt"
	"slices"
	"time"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/committee"
	"tourdetable/domain/fault"
	"tourdetable/domain/funding"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/payment"
	"tourdetable/domain/payment/chorusfile"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
	"tourdetable/domain/reporting"
	"tourdetable/domain/review"
)

// ErrEarly refuses an act on a file that is not deposited yet.
var ErrEarly = fault.New(fault.Refused, "rehearsal.early", "cet acte précède le dépôt du dossier")

// localNotification is how many days after its decision a local funder
// notifies its act, when the file does not say.
const localNotification = 15

// Played is what a rehearsal leaves: the campaign in the database, and the
// presumptions it took.
type Played struct {
	CampaignID   string
	Applications map[string]string // code -> id
	Presumed     []string          // French
}

// act is one thing that somebody does on a day.
type act struct {
	at   time.Time
	what string // its path in the file: "decisions[3]"
	do   func(postgres.Tx) error
}

// play is a rehearsal under way.
type play struct {
	Campaign
	cast     cast
	id       string
	files    map[string]string // code -> application id
	requests map[string]string // code/funder -> request id
	awards   map[string]award.Award
	acts     []act
	presumed []string
	grid     []review.Criterion // set before the call opens
}

// Play plays the campaign inside tx. On an error, tx must be rolled back.
func Play(tx postgres.Tx, c Campaign) (Played, error) {
	p := newPlay(c)
	if err := p.perform(tx); err != nil {
		return Played{}, err
	}
	if _, err := tx.As(postgres.System); err != nil {
		return Played{}, err
	}
	return Played{CampaignID: p.id, Applications: p.files, Presumed: p.presumed}, nil
}

func newPlay(c Campaign) *play {
	return &play{Campaign: c, files: map[string]string{}, requests: map[string]string{}, awards: map[string]award.Award{}}
}

// perform plays the acts of the campaign in their order.
func (p *play) perform(tx postgres.Tx) error {
	p.plan()
	slices.SortStableFunc(p.acts, func(a, b act) int { return a.at.Compare(b.at) })
	p.acts = slices.Insert(p.acts, 0, act{p.opening(), "campaign", p.open})
	for _, a := range p.acts {
		if err := a.do(tx.At(a.at)); err != nil {
			return at(a.what, err)
		}
	}
	return nil
}

// at tells where in the file the act stands that err refused.
func at(path string, err error) error {
	f := fault.Of(err)
	if f == nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if f.Field != "" {
		path += "." + f.Field
	}
	return f.At(path)
}

// opening is the first instant of the call. It comes before every act, even
// before those that the file dates earlier: they need the campaign to exist.
func (p *play) opening() time.Time { return p.OpensOn.At(0, 0, p.Zone()) }

// eve is when files are deposited: a day before the call closes, or as it
// closes if it was not open by then.
func (p *play) eve() time.Time {
	if !p.depositedAt.IsZero() {
		return p.depositedAt
	}
	if eve := p.ClosesAt.Add(-24 * time.Hour); !eve.Before(p.opening()) {
		return eve
	}
	return p.ClosesAt
}

// plan lists the acts in the order of the walk, which is that of the format;
// acts of one day keep it.
func (p *play) plan() {
	eve := p.eve()
	for i, f := range p.applications {
		p.add(eve, fmt.Sprintf("applications[%d]", i), func(tx postgres.Tx) error { return p.deposit(tx, f) })
	}
	p.presume("Chaque acte est accompli par un compte de démonstration de son rôle ; un second là où quatre yeux sont nécessaires",
		"Projets du 1er janvier au 31 décembre ; budget d'une seule ligne de charges égale au coût",
		"Pièces et contrat d'engagement républicain présents, IBAN confirmé au dépôt ; dépôt la veille de la clôture ; dossiers recevables et instruits")
	if p.committee != nil {
		p.planSession(*p.committee)
	}
	for i, d := range p.decisions {
		p.add(p.morning(d.on), fmt.Sprintf("decisions[%d]", i), func(tx postgres.Tx) error { return p.decide(tx, d) })
	}
	p.planLocalActs()
	for i, y := range p.agreements {
		p.add(p.lastDecision(y.application), fmt.Sprintf("multi_year_agreements[%d]", i), func(tx postgres.Tx) error {
			return p.as(tx, p.cast.prefect, func(tx postgres.Tx) error {
				return agreement.PlanYears(tx, p.cast.prefect, p.files[y.application], y.firstYear, y.tranches)
			})
		})
	}
	for i, m := range p.commitments {
		p.add(p.morning(m.on), fmt.Sprintf("commitments[%d]", i), func(tx postgres.Tx) error { return p.commit(tx, m) })
	}
	for i, d := range p.payments {
		p.add(p.morning(d.on), fmt.Sprintf("payments[%d]", i), func(tx postgres.Tx) error { return p.pay(tx, d) })
	}
	for i, r := range p.reports {
		p.add(p.morning(r.on), fmt.Sprintf("financial_reports[%d]", i), func(tx postgres.Tx) error { return p.report(tx, r) })
	}
}

func (p *play) add(at time.Time, what string, do func(postgres.Tx) error) {
	p.acts = append(p.acts, act{at, what, do})
}

// presume notes presumptions, each once.
func (p *play) presume(texts ...string) {
	for _, text := range texts {
		if !slices.Contains(p.presumed, text) {
			p.presumed = append(p.presumed, text)
		}
	}
}

// as does something on behalf of an actor, with the actor's own sight.
func (p *play) as(tx postgres.Tx, by party.Actor, do func(postgres.Tx) error) error {
	tx, err := tx.As(by.Scope())
	if err != nil {
		return err
	}
	return do(tx)
}

// open enrols the cast, notifies the envelopes and opens the call.
func (p *play) open(tx postgres.Tx) error {
	if err := p.enrol(tx); err != nil {
		return err
	}
	return p.as(tx, p.cast.region, func(tx postgres.Tx) error {
		for _, f := range p.funders {
			if err := funding.Register(tx, p.cast.region, f.Funder); err != nil {
				return err
			}
			if err := funding.Notify(tx, p.cast.region, p.Departement, p.Year, f.Code, f.envelope); err != nil {
				return err
			}
		}
		return p.as(tx, p.cast.prefect, func(tx postgres.Tx) error {
			c, err := programme.Prepare(tx, p.cast.prefect, p.Campaign.Campaign)
			if err != nil {
				return err
			}
			p.id = c.ID
			if len(p.grid) > 0 {
				if err := review.SetCriteria(tx, p.cast.prefect, c.ID, p.grid); err != nil {
					return err
				}
			}
			return programme.OpenCall(tx, p.cast.prefect, c.ID)
		})
	})
}

// deposit begins and submits a file, and has it admitted and reviewed.
func (p *play) deposit(tx postgres.Tx, f file) error {
	id, err := p.submit(tx, f, p.cast.applicants[f.body.Siret.String()])
	if err != nil {
		return err
	}
	reviewer := p.cast.reviewer
	return p.as(tx.At(tx.Now.Add(time.Hour)), reviewer, func(tx postgres.Tx) error {
		for _, verb := range []func(postgres.Tx, party.Actor, string) (application.Application, error){application.Admit, application.Review, application.MakeReady} {
			if _, err := verb(tx, reviewer, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// submit begins and submits a file as its applicant, and returns its id.
func (p *play) submit(tx postgres.Tx, f file, by party.Actor) (id string, err error) {
	var a application.Application
	err = p.as(tx, by, func(tx postgres.Tx) (err error) {
		if a, err = application.Take(tx, by, p.draft(tx, f, by)); err != nil {
			return err
		}
		a, err = application.Submit(tx, by, a.ID)
		return err
	})
	p.files[f.code] = a.ID
	for _, q := range a.Plan.Requests {
		p.requests[f.code+"/"+q.Funder] = q.ID
	}
	return a.ID, err
}

// draft is a file as its applicant types it, with what the campaign file does
// not hold.
func (p *play) draft(tx postgres.Tx, f file, by party.Actor) application.Application {
	pledge := calendar.DateOf(tx.Now, p.Zone())
	a := application.Application{CampaignID: p.id, Code: f.code, ApplicantID: by.Organisation, Title: f.title, Summary: summaries[f.code], Years: f.years,
		StartsOn: calendar.On(p.Year, 1, 1), EndsOn: calendar.On(p.Year, 12, 31), Measures: f.measures, CerSignedOn: &pledge,
		Plan: application.Plan{Charges: []application.Line{{Account: "60", Label: "Coût du projet", Amount: f.cost}}, OtherPublic: f.otherPublic, Own: f.own}}
	for _, q := range f.requests {
		a.Plan.Requests = append(a.Plan.Requests, application.Request{Funder: q.funder, Amount: q.amount})
	}
	if len(a.Measures) == 0 {
		a.Measures = []int{1}
		p.presume("Dossier " + f.code + " : mesure principale 1, aucune n'étant citée")
	}
	if len(a.Plan.Findings(p.Rules)) > 0 {
		a.Justification = "Justification présumée par la répétition"
		p.presume("Les alertes du dépôt sont justifiées")
	}
	return a
}

func (p *play) decide(tx postgres.Tx, d decision) error {
	if err := p.deposited(d.application); err != nil {
		return err
	}
	by := p.cast.prefect
	if p.funder(d.funder).Kind == funding.Local {
		by = p.cast.authorities[d.funder]
	}
	return p.as(tx, by, func(tx postgres.Tx) error {
		if d.answer.Outcome == award.Awarded && d.answer.Amount.Less(p.asked(d)) {
			p.presume("L'acceptation écrite du plan révisé par le porteur est acquise quand l'attribution est inférieure à la demande")
		}
		w, err := award.Decide(tx, by, p.requests[d.application+"/"+d.funder], d.answer)
		p.awards[d.application+"/"+d.funder] = w
		return err
	})
}

func (p *play) asked(d decision) money.Amount {
	for _, q := range p.file(d.application).requests {
		if q.funder == d.funder {
			return q.amount
		}
	}
	return money.Zero
}

// lastDecision is when the last decision on a file is taken, or the file
// deposited if there is none.
func (p *play) lastDecision(code string) time.Time {
	last := p.eve()
	for _, d := range p.decisions {
		if on := p.morning(d.on); d.application == code && on.After(last) {
			last = on
		}
	}
	return last
}

// deposited returns ErrEarly unless a file is deposited by now.
func (p *play) deposited(code string) error {
	if p.files[code] != "" {
		return nil
	}
	return ErrEarly.With("le dossier %s n'est déposé que le %s, veille de la clôture de l'appel", code, calendar.DateOf(p.eve(), p.Zone()).French())
}

// planLocalActs has each local grant drawn, signed and notified a fortnight
// after its decision.
func (p *play) planLocalActs() {
	for i, d := range p.decisions {
		if d.answer.Outcome != award.Awarded || p.funder(d.funder).Kind != funding.Local {
			continue
		}
		p.presume("Délibérations locales exécutoires à leur date ; actes des financeurs locaux notifiés 15 jours après la décision, et avant le compte rendu")
		p.add(p.morning(p.localNotice(d)), fmt.Sprintf("decisions[%d]", i), func(tx postgres.Tx) error {
			by := p.cast.authorities[d.funder]
			return p.as(tx, by, func(tx postgres.Tx) error {
				id, err := p.sign(tx, by, p.awards[d.application+"/"+d.funder])
				if err != nil {
					return err
				}
				_, err = agreement.Notify(tx, by, id)
				return err
			})
		})
	}
}

// localNotice is when a local funder notifies its act: a fortnight after its
// decision, or when the financial report comes if that is earlier.
func (p *play) localNotice(d decision) calendar.Date {
	on := d.on.AddDays(localNotification)
	for _, r := range p.reports {
		if r.application == d.application && r.on.Before(on) && !r.on.Before(d.on) {
			on = r.on
		}
	}
	return on
}

// sign draws an act over awards with one instalment each, and signs it.
func (p *play) sign(tx postgres.Tx, by party.Actor, awards ...award.Award) (string, error) {
	p.presume("Une seule échéance par attribution")
	drawn, err := agreement.Draw(tx, by, awards, nil)
	if err != nil {
		return "", err
	}
	_, err = agreement.Sign(tx, by, drawn.ID)
	return drawn.ID, err
}

// commit signs the act, enters the EJ and notifies.
func (p *play) commit(tx postgres.Tx, m commitment) error {
	p.presume("Actes de l'État signés avant la saisie de l'EJ et notifiés le jour de l'engagement")
	w, decided := p.awards[m.application+"/"+m.funder]
	if !decided || w.Outcome != award.Awarded {
		return payment.ErrNotGrant.With("%s n'a rien accordé au dossier %s à cette date : rien n'est à engager", m.funder, m.application)
	}
	if w.Authority != funding.StateAuthority {
		return payment.ErrNotState.With("%s ne paie pas dans Chorus : pas d'engagement juridique de l'État", m.funder)
	}
	prefect, finance := p.cast.prefect, p.cast.finance
	var id string
	err := p.as(tx, prefect, func(tx postgres.Tx) (err error) {
		id, err = p.sign(tx, prefect, w)
		return err
	})
	if err != nil {
		return err
	}
	if err := p.as(tx, finance, func(tx postgres.Tx) error { return payment.Enter(tx, finance, w.ID, m.ej, m.line) }); err != nil {
		return err
	}
	return p.as(tx, prefect, func(tx postgres.Tx) error {
		_, err := agreement.Notify(tx, prefect, id)
		return err
	})
}

// pay records one Chorus row; what Chorus would say of the payee and of the
// budget comes from the commitment, its funder and the applicant.
func (p *play) pay(tx postgres.Tx, d paid) error {
	p.presume("Société, domaine fonctionnel et fournisseur des paiements déduits de l'engagement, du financeur et du porteur")
	row := d.row
	for _, m := range p.commitments {
		if m.ej == row.Ej && m.line == row.EjLine {
			body := p.file(m.application).body
			row.Siret, row.VendorName = body.Siret, body.Name
			row.FunctionalDomain = p.funder(m.funder).ProgrammeAction
		}
	}
	row.Societe = "D" + p.Departement
	finance := p.cast.finance
	return p.as(tx, finance, func(tx postgres.Tx) error {
		_, err := payment.Record(tx, finance, p.Departement, postgres.NewID(), []chorusfile.Row{row})
		return err
	})
}

// report files and validates a financial report; local funders are presumed to
// have paid in full by then.
func (p *play) report(tx postgres.Tx, r report) error {
	if err := p.deposited(r.application); err != nil {
		return err
	}
	applicant, reviewer, finance := p.cast.applicants[p.file(r.application).body.Siret.String()], p.cast.reviewer, p.cast.finance
	err := p.as(tx, applicant, func(tx postgres.Tx) error {
		return reporting.File(tx, applicant, p.files[r.application], r.realised, nil)
	})
	if err != nil {
		return err
	}
	err = p.as(tx, finance, func(tx postgres.Tx) error {
		for _, q := range p.file(r.application).requests {
			w := p.awards[r.application+"/"+q.funder]
			if w.Outcome != award.Awarded || w.Authority == funding.StateAuthority {
				continue
			}
			p.presume("Les financeurs locaux ont payé en totalité avant le compte rendu")
			if err := payment.DeclareLocal(tx, finance, w.ID, w.Amount, r.on); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.as(tx, reviewer, func(tx postgres.Tx) error { return reporting.Validate(tx, reviewer, p.files[r.application]) })
}

// planSession convenes the committee and has it sit.
func (p *play) planSession(s session) {
	if s.convened.IsZero() {
		s.convened = s.on.AddDays(-p.Rules.ConvocationDays)
		p.presume(fmt.Sprintf("Convocation du comité %d jours avant la séance", p.Rules.ConvocationDays))
	}
	secretary := p.cast.reviewer
	var id string
	first := s.convened
	if first.After(s.on) {
		first = s.on // the rule judges the day that the file gives
	}
	p.add(p.morning(first), "committee.convened_on", func(tx postgres.Tx) error {
		secretary = p.cast.reviewer
		return p.as(tx.At(p.morning(s.convened)), secretary, func(tx postgres.Tx) error {
			convened, err := committee.Convene(tx, secretary, committee.Session{CampaignID: p.id, HeldOn: s.on, Place: p.prefecture, Seats: s.seats})
			id = convened.ID
			return err
		})
	})
	if len(s.items) == 0 {
		return
	}
	p.add(p.morning(s.on), "committee", func(tx postgres.Tx) error { return p.sit(tx, s, id) })
}

// sit holds the session: presence, quorum, then each file's recusals, ballots
// and opinion.
func (p *play) sit(tx postgres.Tx, s session, id string) error {
	secretary := p.cast.reviewer
	run := func(do func(postgres.Tx) error) error { return p.as(tx, secretary, do) }
	present := map[string]bool{}
	for _, i := range s.items {
		for _, b := range i.ballots {
			present[b.seat] = true
		}
	}
	err := run(func(tx postgres.Tx) error {
		for _, seat := range s.seats {
			if !present[seat.Code] {
				continue
			}
			if err := committee.Attend(tx, secretary, id, seat.Code, true); err != nil {
				return err
			}
		}
		return committee.OpenSession(tx, secretary, id)
	})
	if err != nil {
		return err
	}
	for n, i := range s.items {
		if err := p.examine(tx, i, id); err != nil {
			return at(fmt.Sprintf("items[%d]", n), err)
		}
	}
	return run(func(tx postgres.Tx) error { return committee.CloseSession(tx, secretary, id) })
}

func (p *play) examine(tx postgres.Tx, i item, sessionID string) error {
	if err := p.deposited(i.application); err != nil {
		return err
	}
	secretary := p.cast.reviewer
	var entered committee.Item
	err := p.as(tx, secretary, func(tx postgres.Tx) (err error) {
		if entered, err = committee.Enter(tx, secretary, sessionID, p.files[i.application]); err != nil {
			return err
		}
		return committee.Begin(tx, secretary, entered.ID)
	})
	if err != nil {
		return err
	}
	for _, recusals := range []bool{true, false} {
		for _, b := range i.ballots {
			if (b.vote == "recused") != recusals {
				continue
			}
			by := p.cast.seats[b.seat]
			err := p.as(tx, by, func(tx postgres.Tx) error {
				if recusals {
					return committee.Recuse(tx, by, entered.ID, b.seat, "")
				}
				return committee.Cast(tx, by, entered.ID, committee.Vote(b.vote))
			})
			if err != nil {
				return err
			}
		}
	}
	return p.as(tx, secretary, func(tx postgres.Tx) error {
		_, err := committee.Conclude(tx, secretary, entered.ID)
		return err
	})
}
