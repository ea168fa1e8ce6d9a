package casefile

import (
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/committee"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// SessionLine is one session in the list.
type SessionLine struct {
	ID         string        `json:"id"`
	Campaign   string        `json:"campaign"`
	Number     int           `json:"number"`
	On         calendar.Date `json:"on"`
	ConvenedOn calendar.Date `json:"convened_on"`
	Place      string        `json:"place"`
	State      string        `json:"state" enum:"convened,open,closed"`
	Files      int           `json:"applications" doc:"Dossiers à l'ordre du jour"`
	Examined   int           `json:"examined"`
}

// Sessions lists the sessions of a campaign, or of all when it is "", newest
// first: those of the territories that by works in.
func Sessions(tx postgres.Tx, by party.Actor, campaignID string) ([]SessionLine, error) {
	if err := party.Need(by, party.ReadFiles); err != nil {
		return nil, err
	}
	return postgres.List[SessionLine](tx.SQL().Raw(`
		select s.id, s.campaign_id as campaign, s.number, s.held_on as "on", s.convened_on, s.place, s.state,
			(select count(*) from committee_items i where i.session_id = s.id) as files,
			(select count(*) from committee_items i where i.session_id = s.id and i.state = 'examined') as examined
		from committee_sessions s where (@campaign = '' or s.campaign_id::text = @campaign) order by s.held_on desc, s.number desc, s.id limit 200`,
		map[string]any{"campaign": campaignID}))
}

// Session is one session, whole, as its reader may see it.
type Session struct {
	SessionLine
	Quorum   Quorum     `json:"quorum"`
	Chair    string     `json:"chair"`
	Seats    []Seat     `json:"seats"`
	Items    []Item     `json:"items"`
	MySeat   string     `json:"my_seat"`
	OpenedAt *time.Time `json:"opened_at,omitempty"`
	ClosedAt *time.Time `json:"closed_at,omitempty"`
	Actions  []string   `json:"actions"`
}

// Quorum tells whether the session may deliberate.
type Quorum struct {
	Present int  `json:"present"`
	Seats   int  `json:"seats"`
	Needed  int  `json:"needed"`
	Met     bool `json:"met"`
}

// Seat is a place at the table.
type Seat struct {
	Code    string `json:"code"`
	Voting  bool   `json:"voting"`
	Present bool   `json:"present"`
	Member  string `json:"member" doc:"Nom du titulaire, s'il a un compte"`
}

// Item is one file of the agenda; hidden from who stepped out of it.
type Item struct {
	ID          string          `json:"id"`
	Rank        int             `json:"rank"`
	Application *GridFile       `json:"application,omitempty" doc:"Absent pour qui s'est déporté"`
	State       string          `json:"state" enum:"pending,open,examined,deferred"`
	Presiding   string          `json:"presiding"`
	Ballots     []Ballot        `json:"ballots"`
	Tally       committee.Tally `json:"tally"`
	Opinion     string          `json:"opinion"`
	OpinionText string          `json:"opinion_label"`
	MyVote      string          `json:"my_vote"`
	MyRecusal   bool            `json:"my_recusal"`
}

// Ballot is one seat's vote, or its stepping out.
type Ballot struct {
	Seat string `json:"seat"`
	Vote string `json:"vote" enum:"for,against,abstain,recused"`
}

// SessionOf returns session id as by may see it.
func SessionOf(tx postgres.Tx, by party.Actor, id string) (Session, error) {
	s, err := committee.Find(tx, id)
	if err == nil && !(by.May(party.ReadFiles) && by.WorksIn(s.Departement)) {
		err = committee.ErrNotFound
	}
	if err != nil {
		return Session{}, err
	}
	present, seats, met := s.Quorum()
	page := Session{SessionLine: SessionLine{ID: s.ID, Campaign: s.CampaignID, Number: s.Number, On: s.HeldOn, ConvenedOn: s.ConvenedOn, Place: s.Place,
		State: string(s.State), Files: len(s.Items)},
		Quorum: Quorum{present, seats, (seats + 1) / 2, met}, Seats: []Seat{}, Items: []Item{}, OpenedAt: s.OpenedAt, ClosedAt: s.ClosedAt, Actions: sessionActions(s, by)}
	members, err := postgres.List[struct{ Funder, Name string }](tx.SQL().Raw(`
		select distinct on (h.funder) h.funder, h.name from accounts h where `+holds+` and h.departement = ? order by h.funder, h.created_at, h.id`, s.Departement))
	if err != nil {
		return page, err
	}
	for _, seat := range s.Seats {
		view := Seat{Code: seat.Code, Voting: seat.Voting, Present: seat.Present}
		for _, m := range members {
			if m.Funder == seat.Code {
				view.Member = m.Name
			}
		}
		if seat.Voting && page.Chair == "" {
			page.Chair = seat.Code
		}
		if seat.Code == by.Funder {
			page.MySeat = seat.Code
		}
		page.Seats = append(page.Seats, view)
	}
	files, err := filesOf(tx, by, s)
	if err != nil {
		return page, err
	}
	for _, i := range s.Items {
		if i.State == committee.Examined {
			page.Examined++
		}
		page.Items = append(page.Items, itemOf(s, i, by, files[i.ApplicationID]))
	}
	return page, nil
}

func filesOf(tx postgres.Tx, by party.Actor, s committee.Session) (map[string]GridFile, error) {
	rows, err := postgres.List[gridRow](tx.SQL().Raw(`
		select a.id, a.code, a.title, o.name as applicant, a.state from committee_items i join applications a on a.id = i.application_id
		join organisations o on o.id = a.applicant_id where i.session_id = ?`, s.ID))
	files := map[string]GridFile{}
	for _, r := range rows {
		files[r.ID] = GridFile{r.ID, r.Code, r.Title, r.Applicant, string(r.State), label(r.State, by)}
	}
	return files, err
}

// itemOf is an item as by may see it: a recused seat sees nothing of it, and
// nobody sees how the others vote before the vote is concluded.
func itemOf(s committee.Session, i committee.Item, by party.Actor, file GridFile) Item {
	view := Item{ID: i.ID, Rank: i.Rank, State: string(i.State), Presiding: i.Presiding, Ballots: []Ballot{}}
	if by.Role == party.FunderMember && i.Recused(by.Funder) {
		view.MyRecusal = true
		return view
	}
	view.Application = &file
	if view.Presiding == "" {
		view.Presiding = s.Presiding(i)
	}
	for _, r := range i.Recusals {
		view.Ballots = append(view.Ballots, Ballot{r.Seat, "recused"})
	}
	for _, b := range i.Ballots {
		if b.Seat == by.Funder {
			view.MyVote = string(b.Vote)
		}
		if i.State == committee.Examined || by.May(party.RunSessions) || b.Seat == by.Funder {
			view.Ballots = append(view.Ballots, Ballot{b.Seat, string(b.Vote)})
		}
	}
	if i.State == committee.Examined {
		view.Tally, view.Opinion, view.OpinionText = i.Tally(), string(i.Opinion), i.Opinion.Label()
	}
	return view
}

func sessionActions(s committee.Session, by party.Actor) []string {
	acts := []string{}
	if by.May(party.RunSessions) {
		switch s.State {
		case committee.Convened:
			acts = append(acts, "attendance", "opening")
		case committee.Open:
			acts = append(acts, "attendance", "examination", "closing")
		}
	}
	if by.May(party.CastBallots) && s.State == committee.Open {
		acts = append(acts, "ballot", "recusal")
	}
	return acts
}

// lines cuts a text into its lines; none for "".
func lines(text string) []string {
	if text == "" {
		return []string{}
	}
	return strings.Split(text, "\n")
}
