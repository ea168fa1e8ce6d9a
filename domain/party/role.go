package party

import "tourdetable/domain/postgres"

// Role is what an account is (rôle).
type Role string

const (
	Applicant       Role = "applicant"        // porteur
	Reviewer        Role = "reviewer"         // instructeur
	CabinetDirector Role = "cabinet_director" // directeur de cabinet: pilots, chairs
	Prefect         Role = "prefect"          // préfet: decides on State credits, signs
	RegionPrefect   Role = "region_prefect"   // préfet de région: notifies envelopes
	FunderMember    Role = "funder"           // a funder's seat: its line, its ballot, its decision if it is local
	FinanceOfficer  Role = "finance_officer"  // gestionnaire: EJ, Chorus
	Auditor         Role = "auditor"          // reads everything, changes nothing
	Adviser         Role = "adviser"          // a service whose opinion is asked: police, mayor, sub-prefect
	Operator        Role = "system"           // the program itself
)

// Label is the role's French name.
func (r Role) Label() string {
	return map[Role]string{
		Applicant: "Porteur de projet", Reviewer: "Service instructeur", CabinetDirector: "Directeur de cabinet",
		Prefect: "Préfet", RegionPrefect: "Préfet de région (SGAR)", FunderMember: "Financeur",
		FinanceOfficer: "Gestionnaire financier", Auditor: "Auditeur", Adviser: "Service consulté", Operator: "Programme",
	}[r]
}

// Right is one thing an account may do (droit).
type Right string

const (
	NotifyEnvelopes Right = "notify_envelopes"
	OpenCampaigns   Right = "open_campaigns"
	WriteFiles      Right = "write_files"      // draft, submit, answer, withdraw, report: one's own body's
	ReviewFiles     Right = "review_files"     // admit, ask for documents, propose, validate a report
	RunSessions     Right = "run_sessions"     // convene, open, note presence, close: the secretary
	CastBallots     Right = "cast_ballots"     // for one's own seat
	DecideState     Right = "decide_state"     // on the State's credits
	DecideLocal     Right = "decide_local"     // on one's own local credits
	SignActs        Right = "sign_acts"        // orders and agreements of the State
	KeepCommitments Right = "keep_commitments" // EJ, Chorus imports, reconciliation
	ReadLedger      Right = "read_ledger"
	ReadFiles       Right = "read_files"    // all the files of one's territory
	GiveOpinions    Right = "give_opinions" // on the files that one's seat is asked about, and on no other
)

// rights is the whole policy.
var rights = map[Role][]Right{
	Applicant:       {WriteFiles},
	Reviewer:        {ReviewFiles, RunSessions, ReadFiles, ReadLedger},
	CabinetDirector: {OpenCampaigns, RunSessions, ReadFiles, ReadLedger},
	Prefect:         {OpenCampaigns, DecideState, SignActs, ReadFiles, ReadLedger},
	RegionPrefect:   {NotifyEnvelopes, ReadFiles, ReadLedger},
	FunderMember:    {CastBallots, DecideLocal, ReadFiles},
	FinanceOfficer:  {KeepCommitments, ReadFiles, ReadLedger},
	Auditor:         {ReadFiles, ReadLedger},
	Adviser:         {GiveOpinions},
	Operator: {NotifyEnvelopes, OpenCampaigns, WriteFiles, ReviewFiles, RunSessions, CastBallots, DecideState, DecideLocal,
		SignActs, KeepCommitments, ReadLedger, ReadFiles, GiveOpinions},
}

// Actor is who acts, as every use case sees them.
type Actor struct {
	ID           string // account id
	Name         string
	Role         Role
	Departement  string // territory of an agent; "" is the whole country
	Organisation string // body of an applicant
	Funder       string // seat: of a funder's member, "FIPD" speaks for FIPD-D and FIPD-S; of an adviser, "police"
}

// System is the program itself: periodic work, imports of data.
var System = Actor{ID: "système", Name: "Tour de table", Role: Operator}

// May reports whether the actor's role holds the right.
func (a Actor) May(r Right) bool {
	for _, have := range rights[a.Role] {
		if have == r {
			return true
		}
	}
	return false
}

// Rights lists what the actor may do.
func (a Actor) Rights() []Right { return rights[a.Role] }

// WorksIn reports whether the actor's territory holds the département. An
// adviser works in none: it is asked about files, one by one.
func (a Actor) WorksIn(departement string) bool {
	return a.Role != Applicant && a.Role != Adviser && (a.Departement == "" || a.Departement == departement)
}

// SpeaksFor reports whether the actor's seat speaks for a funder's line: its
// own code, or one that begins with it and "-".
func (a Actor) SpeaksFor(funder string) bool { return a.Funder != "" && Covers(a.Funder, funder) }

// Covers reports whether a seat speaks for a funder's line.
func Covers(seat, funder string) bool {
	return seat == funder || len(funder) > len(seat) && funder[:len(seat)+1] == seat+"-"
}

// Scope is what the database lets the actor see.
func (a Actor) Scope() postgres.Scope {
	s := postgres.Scope{Actor: a.ID}
	switch {
	case a.Role == Applicant:
		s.Organisations = []string{a.Organisation}
	case a.Role == Adviser: // PostgreSQL knows its seat by its account
	case a.Departement == "":
		s.Everywhere = true
	default:
		s.Departements = []string{a.Departement}
	}
	return s
}
