package rule

import (
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// Facts is what is known of a file when the question is asked. A nil pointer, a
// zero day or instant, an empty text mean "unknown": a rule that needs it is not
// assessed. Amounts are those of the moment: requested at deposit, decided
// later. Path fields point at the form, for the page to link to; they may be
// empty.
type Facts struct {
	On          calendar.Date     // the day of the question
	Year        int               // of the campaign
	Departement string            // code
	Programme   string            // D, R, S or K
	Theme       string            // row of R44: youth, parenting, addictions, victims, mediation, hatred, radicalisation, slums, equipment
	Derogations map[string]string // rule -> reason that the deciding authority wrote

	Applicant Applicant
	Deposit   Filing
	Action    Action
	Plans     []Plan    // one per project
	Budgets   []Budget  // one per project and year
	Requests  []Request // one per funder
	Renewal   Renewal
	Equipment Equipment
	Subsidies Subsidies
	Concours  *Concours // nil: no fonds de concours

	Recusals    []Recusal
	Awards      []Award // all those of the year for this body, this file included
	Act         Act
	Execution   Execution
	Instalments Instalments
	Accounts    Accounts // compte rendu financier
	Breach      *Breach  // nil: no breach of the contrat d'engagement républicain
	Withdrawal  *Withdrawal
	Claim       *Claim
	Posts       *Posts
	Credits     Credits
}

// Applicant is the body that asks.
type Applicant struct {
	Kind              string // association, foundation, company, esus, landlord, commune, epci, departement, region, public_body, state_service, person
	Private           *bool  // of private law
	DirectExpenditure bool   // a State service's own spending on the envelope, no grant
	Recognised        bool   // utilité publique or agrément: deemed to comply with the contrat d'engagement républicain
	CERSigned         *bool
	SiretActive       *bool
	FormConsistent    *bool  // legal form declared = legal form of the register
	Rna               string // number typed; "": unknown
	InRNA             *bool  // what the répertoire national des associations says; nil: not asked
	LocalRegister     bool   // Alsace-Moselle register: no RNA
	// What was typed, and what the record and the register say: for Typos.
	Name, Siret               string
	RecordSiret, RegisterName string // of the body's record; of the register for Siret
}

// Filing is the deposit.
type Filing struct {
	At         time.Time
	ClosesAt   time.Time
	GraceUntil time.Time     // a recorded grace for this file, if any
	ReceivedOn calendar.Date // receipt of the request
}

// Action is what will be done.
type Action struct {
	StartsOn, EndsOn   calendar.Date
	Years              int           // of funding; 0 or 1: one
	AwardedOn          calendar.Date // day of the award, once known
	ServiceOrdered     *bool         // the authority orders a service and pays its price
	OutsideDepartement *bool
	Prison             *bool          // in a prison
	QPVShare           *money.Percent // share of the public that lives in a QPV
	Natures            []string       // of the spending, as in R37's list; nil: unknown, empty: none
	DETREligible       *bool
}

// Plan is the funding of one project.
type Plan struct {
	Project  string
	Path     string
	Cost     money.Amount
	Eligible *money.Amount // eligible forecast cost
	Public   *money.Amount // all public aid
	State    *money.Amount // all State credits
	FIPD     *money.Amount
	Own      *money.Amount // borne by the applicant
}

// Budget is one project in one year (budget prévisionnel).
type Budget struct {
	Project           string
	Year              int
	Path              string
	Charges, Products money.Amount  // 60-69 with indirect; 70-79 with own resources
	Uses, Sources     money.Amount  // in kind: 86, 87
	Account74         money.Amount  // all its lines
	Requested         *money.Amount // asked in the grid for this project and year
	Structure         *money.Amount // indirect and structure costs
	Lines             []Line        // nil: unknown
}

// Line is one line of a budget.
type Line struct {
	Account string // plan comptable: "61", "2183", "74", "864"
	Label   string
	Funder  string // of a 74 line
	Amount  money.Amount
	Path    string
}

// Request is what one funder is asked, then decides.
type Request struct {
	Funder       string // code
	Kind         string // state, commune, epci, departement, region, caf, other
	Field        string // FIPD-D, FIPD-R, FIPD-S, FIPD-K, MILDECA, P147, DILCRAH, DIHAL, CD, EPCI, CAF, DETR, DSIL
	Path         string
	Requested    *money.Amount
	Decided      *money.Amount
	EnvelopeLeft *money.Amount // before this decision
	Reason       string        // why this funder, where the field is only possible
	Competent    *bool         // a local funder within its competence
}

// Renewal is what came before.
type Renewal struct {
	Renews            *bool
	Count             *int          // renewals so far, this one included
	ReportFiledOn     calendar.Date // CRF of N-1, or what the act asked; zero: not filed
	EvaluationFiledOn calendar.Date
}

// Equipment is what the S programme pays.
type Equipment struct {
	Cameras    *Cameras
	School     *School
	Items      []Item // police municipale
	Agents     *int   // to equip
	PoliceOnly bool   // the file asks for police equipment and nothing else
}

// Cameras are lines typed as video protection.
type Cameras struct {
	Number     int
	Cost       money.Amount // of the camera lines, all included
	Excluded   money.Amount // studies and running costs within Cost
	Aid        money.Amount // asked or decided of the FIPD
	CentreCost money.Amount // of the control centre (CSU); zero: none
	CentreAid  money.Amount
	Path       string
}

// School is the securing of schools.
type School struct {
	Cost, Aid money.Amount
	Path      string
}

// Item is one kind of police equipment: vest, radio, station, body_camera.
type Item struct {
	Kind   string
	Number int
	Cost   money.Amount // of all
	Aid    money.Amount // for all
	Path   string
}

// Subsidies are all those of the body, from whomever.
type Subsidies struct {
	Year              *money.Amount
	ThreeYears        *money.Amount // this exercise and the two before
	Regime            string        // sieg, de_minimis; "": none stated
	AccountsPublished *bool
	Audited           *bool // commissaire aux comptes
}

// Concours is a fonds de concours between an EPCI and a member commune.
type Concours struct {
	Amount                             money.Amount
	Borne                              money.Amount // by the recipient, subsidies excluded
	GiverDeliberated, TakerDeliberated *bool
}

// Recusal is a person who must stand aside (déport).
type Recusal struct {
	Person, Funder           string
	Voted, Discussed, Signed bool
}

// Award is one grant of the year to the body.
type Award struct {
	Authority string // who signs: "ÉTAT", "CD"
	Envelope  string // "FIPD-D"
	Amount    money.Amount
}

// Act is what awards: an order (arrêté) or an agreement (convention).
type Act struct {
	Kind             string // order, agreement; "": none
	Amount           *money.Amount
	SignedOn         calendar.Date
	NotifiedOn       calendar.Date
	PublishedOn      calendar.Date // essential data; zero: not published
	PaidOn           calendar.Date // zero: not paid
	SetsPaymentDates bool          // or an event
}

// Execution is what happens to the project.
type Execution struct {
	Started       *bool
	StartedOn     calendar.Date // first legal act
	EndedOn       calendar.Date // zero: not ended
	StartExtended bool
	EndExtended   bool
	ObjectChanged *bool // without consent
	Late          *bool
	DutiesUnmet   *bool
}

// Instalments are what is paid on one grant, the payment asked included.
type Instalments struct {
	Grant         *money.Amount // its maximum
	Advances      money.Amount
	Interims      money.Amount
	Balance       bool // the payment asked is the balance
	BankGuarantee *bool
	Months        *int // of the operation
}

// Accounts is the financial report.
type Accounts struct {
	ExerciseEnds calendar.Date
	FiledOn      calendar.Date // zero: not filed
	Certified    *bool         // public body: statement of expenditure, by its comptable public
	Completion   *bool         // public body: declaration
	FinalCost    *money.Amount // cost the grant was decided on
	RealCost     *money.Amount
	Resources    *money.Amount // realised
	Grants       []Grant
}

// Grant is one funder's money in a report.
type Grant struct {
	Funder        string
	Awarded, Paid money.Amount
	Tolerance     *money.Percent // that its act grants; nil: none
	Keeps         money.Amount   // that its act lets the body keep
	Misused       money.Amount   // spent on something else
}

// Breach is a breach of the contrat d'engagement républicain.
type Breach struct {
	On       calendar.Date
	From, To calendar.Date // the period that the grant pays, both included
}

// Withdrawal is an award taken back.
type Withdrawal struct {
	GrantedOn, On calendar.Date
	Fraud         bool
}

// Claim is what a public body owes.
type Claim struct {
	DueOn calendar.Date
	Paid  bool
}

// Posts are intervenants sociaux en commissariat et gendarmerie.
type Posts struct {
	YearIndex     int // 1..3 within the triennium, 4 and more beyond
	State         *money.Amount
	Cost          *money.Amount
	InDepartement *int
}

// Credits is the year's money seen from the budget office.
type Credits struct {
	ToCommit   *money.Amount // AE not committed
	ToPay      *money.Amount // CP not asked for
	Central    *money.Amount // central FIPD credits
	Evaluation *money.Amount // of which for evaluation
}
