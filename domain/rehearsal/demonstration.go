package rehearsal

import (
	_ "embed"
	"fmt"
	"time"

	"tourdetable/domain/agreement"
	"tourdetable/domain/application"
	"tourdetable/domain/award"
	"tourdetable/domain/calendar"
	"tourdetable/domain/cofunding"
	"tourdetable/domain/committee"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// The two campaigns of the demonstration: the worked example, finished, and the
// next year's first session.
var (
	//go:embed data/campaign-2026.json
	finished []byte
	//go:embed data/campaign-2027.json
	midWay []byte
)

// DemonstrationStart is the moment at which the demonstration opens: the next
// year's campaign is mid-way, its second session convened.
var DemonstrationStart = calendar.On(2027, time.July, 6).At(9, 0, calendar.Paris)

// secondSession is held a week after the demonstration opens.
var secondSession = calendar.On(2027, time.July, 13)

// Demonstrate fills an empty database with the demonstration: every account has
// something to do. tx.Now is the machine's moment.
func Demonstrate(tx postgres.Tx) error {
	before, err := Read(finished)
	if err != nil {
		return err
	}
	if _, err := Play(tx, before); err != nil {
		return err
	}
	now, err := Read(midWay)
	if err != nil {
		return err
	}
	now.depositedAt = calendar.On(2027, time.April, 26).At(10, 0, now.Zone())
	p := newPlay(now)
	p.grid = demonstrationGrid
	if err := p.perform(tx); err != nil {
		return err
	}
	if err := p.stage(tx); err != nil {
		return err
	}
	if tx, err = tx.As(postgres.System); err != nil {
		return err
	}
	return openClock(tx, tx.Now)
}

// staged is a file that the demonstration leaves in one state.
type staged struct {
	code, title, body, siret, kind string
	measures                       []int
	cost, own                      string
	requests                       []request
	until                          application.State
	reason                         string
}

var stagedFiles = []staged{
	{"N1", "Chantiers éducatifs d'été", "Jeunesse et Territoires 99", "99900012800010", "association", []int{4, 10}, "32400.00", "8400.00",
		[]request{{"FIPD-D", money.Euros("16000.00")}, {"CD", money.Euros("8000.00")}}, application.Ready, ""},
	{"N2", "Accueil de jour des femmes victimes de violences", "Halte Refuge 99", "99900013600013", "association", []int{18, 17}, "64000.00", "14000.00",
		[]request{{"FIPD-D", money.Euros("24000.00")}, {"P147", money.Euros("8000.00")}, {"CD", money.Euros("12000.00")}, {"EPCI", money.Euros("6000.00")}}, application.Ready, ""},
	{"N3", "Prévention des conduites addictives en bac professionnel", "Addictions Prévention 99", "99900014400017", "association", []int{8}, "21500.00", "3500.00",
		[]request{{"MILDECA", money.Euros("14000.00")}, {"FIPD-D", money.Euros("4000.00")}}, application.Ready, ""},
	{"N4", "Sécurisation des abords des écoles", "Commune de Rochebrune", "99900015100012", "commune", []int{25}, "47500.00", "27500.00",
		[]request{{"FIPD-S", money.Euros("15000.00")}, {"EPCI", money.Euros("5000.00")}}, application.UnderReview, ""},
	{"N5", "Médiation numérique et prévention du cyberharcèlement", "Écrans Justes", "99900016900014", "association", []int{3, 9}, "18200.00", "5200.00",
		[]request{{"FIPD-D", money.Euros("9000.00")}, {"P147", money.Euros("4000.00")}}, application.Admissible, ""},
	{"N6", "Théâtre et justice restaurative", "Compagnie du Parvis", "99900017700017", "association", []int{21}, "15800.00", "4800.00",
		[]request{{"FIPD-D", money.Euros("7000.00")}, {"CD", money.Euros("4000.00")}}, application.Submitted, ""},
	{"N7", "Groupes de parole pour parents", "La Maison des Parents", "99900011000018", "association", []int{7}, "9800.00", "2800.00",
		[]request{{"FIPD-D", money.Euros("5000.00")}, {"CD", money.Euros("2000.00")}}, application.Incomplete, ""},
	{"N8", "Remise en état d'un local associatif", "Club Sportif de Valfleury", "99900018500010", "association", []int{4}, "26000.00", "12000.00",
		[]request{{"FIPD-D", money.Euros("14000.00")}}, application.Inadmissible, "Dépense d'investissement : le programme D ne finance que des actions."},
	{"N9", "Raid sportif de fin d'année", "Club Sportif de Valfleury", "99900018500010", "association", []int{5}, "11200.00", "3200.00",
		[]request{{"FIPD-D", money.Euros("8000.00")}}, application.Withdrawn, "Action reportée à l'année prochaine."},
	{"N10", "Aide aux victimes au commissariat", "France Victimes 99", "99900019300014", "association", []int{18}, "38600.00", "8600.00",
		[]request{{"FIPD-D", money.Euros("18000.00")}, {"CD", money.Euros("7000.00")}, {"EPCI", money.Euros("5000.00")}}, application.Draft, ""},
	{"N12", "Signalétique de prévention dans les halls", "Régie des Tilleuls 99", "99900020100015", "association", []int{25}, "13600.00", "3600.00",
		[]request{{"FIPD-D", money.Euros("6000.00")}, {"EPCI", money.Euros("4000.00")}}, application.Deferred, "En attente de l'accord écrit du bailleur."},
	{"N11", "Rencontres jeunes et policiers", "Écrans Justes", "99900016900014", "association", []int{24}, "7400.00", "2400.00",
		[]request{{"FIPD-D", money.Euros("5000.00")}}, application.Dismissed, "Double d'une action déjà financée par la commune."},
}

// stage leaves files of the mid-way campaign in each state, and its second
// session convened.
func (p *play) stage(tx postgres.Tx) error {
	at := calendar.On(2027, time.May, 10).At(11, 0, p.Zone())
	for i, s := range stagedFiles {
		if err := p.leave(tx.At(at.AddDate(0, 0, i)), s); err != nil {
			return fmt.Errorf("stage %s: %w", s.code, err)
		}
	}
	if err := p.stageReview(tx); err != nil {
		return err
	}
	if err := p.stageActs(tx.At(DemonstrationStart.AddDate(0, 0, -3))); err != nil {
		return err
	}
	return p.stageSession(tx.At(DemonstrationStart.AddDate(0, 0, -1)))
}

// leave brings a file to its state through the use cases.
func (p *play) leave(tx postgres.Tx, s staged) error {
	siret, err := identity.ParseSiret(s.siret)
	if err != nil {
		return err
	}
	if err := p.welcome(tx, party.Organisation{Siret: siret, Name: s.body, Kind: s.kind, Departement: p.Departement}); err != nil {
		return err
	}
	by := p.cast.applicants[s.siret]
	cost, err := money.ParseWire(s.cost)
	if err != nil {
		return err
	}
	own, err := money.ParseWire(s.own)
	if err != nil {
		return err
	}
	f := file{code: s.code, title: s.title, years: 1, measures: s.measures, cost: cost, own: own, requests: s.requests, body: party.Organisation{Siret: siret}}
	if s.until == application.Draft {
		return p.as(tx, by, func(tx postgres.Tx) error {
			return p.fillDraft(tx, by, s.code)
		})
	}
	id, err := p.submit(tx, f, by)
	if err != nil {
		return err
	}
	reviewer := p.cast.reviewer
	ready := []func(postgres.Tx) error{verb(application.Admit, reviewer, id), verb(application.Review, reviewer, id), verb(application.MakeReady, reviewer, id)}
	steps := map[application.State][]func(postgres.Tx) error{
		application.Incomplete:   {asked(reviewer, id)},
		application.Inadmissible: {reviewed(application.Reject, reviewer, id, s.reason)},
		application.Dismissed:    {reviewed(application.Dismiss, reviewer, id, s.reason)},
		application.Admissible:   {admitted(reviewer, id)},
		application.UnderReview:  {verb(application.Admit, reviewer, id), verb(application.Review, reviewer, id)},
		application.Ready:        ready,
		application.Deferred:     ready, // put off by the second session
	}
	for n, step := range steps[s.until] {
		if err := p.as(tx.At(tx.Now.AddDate(0, 0, n+1)), reviewer, step); err != nil {
			return err
		}
	}
	if s.until == application.Withdrawn {
		return p.as(tx.At(tx.Now.AddDate(0, 0, 9)), by, func(tx postgres.Tx) error {
			_, err := application.Withdraw(tx, by, id, s.reason)
			return err
		})
	}
	return nil
}

func verb(do func(postgres.Tx, party.Actor, string) (application.Application, error), by party.Actor, id string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error {
		_, err := do(tx, by, id)
		return err
	}
}

func reviewed(do func(postgres.Tx, party.Actor, string, string) (application.Application, error), by party.Actor, id, reason string) func(postgres.Tx) error {
	return func(tx postgres.Tx) error {
		_, err := do(tx, by, id, reason)
		return err
	}
}

// stageActs leaves one act to sign and one signed that waits for its EJ.
func (p *play) stageActs(tx postgres.Tx) error {
	prefect := p.cast.prefect
	return p.as(tx, prefect, func(tx postgres.Tx) error {
		if _, err := p.sign(tx, prefect, p.awards["R4/FIPD-S"]); err != nil {
			return err
		}
		_, err := agreement.Draw(tx, prefect, []award.Award{p.awards["R2/FIPD-D"]}, nil)
		return err
	})
}

// stageSession convenes the second session with the files that are ready, and
// proposes their amounts.
func (p *play) stageSession(tx postgres.Tx) error {
	secretary := p.cast.reviewer
	return p.as(tx, secretary, func(tx postgres.Tx) error {
		s, err := committee.Convene(tx, secretary, committee.Session{CampaignID: p.id, HeldOn: secondSession, Place: p.prefecture + ", salle Jean-Moulin", Seats: p.committee.seats})
		if err != nil {
			return err
		}
		for _, f := range stagedFiles {
			if f.until != application.Ready && f.until != application.Deferred {
				continue
			}
			item, err := committee.Enter(tx, secretary, s.ID, p.files[f.code])
			if err != nil {
				return err
			}
			if f.until == application.Deferred {
				if err := committee.Defer(tx, secretary, item.ID, f.reason); err != nil {
					return err
				}
				continue
			}
			for _, q := range f.requests {
				if err := cofunding.Propose(tx, secretary, p.requests[f.code+"/"+q.funder], money.Percents("85.00").Of(q.amount)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
