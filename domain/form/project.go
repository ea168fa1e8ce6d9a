package form

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tourdetable/domain/budget"
	"tourdetable/domain/calendar"
	"tourdetable/domain/money"
)

// Project is one action of the file (projet), as read from its answers.
type Project struct {
	ID              string        `json:"id"`
	Title           string        `json:"title"`
	Objectives      string        `json:"objectives"`
	Description     string        `json:"description"`
	Starts          calendar.Date `json:"starts"`
	Ends            calendar.Date `json:"ends"`
	AlreadyStarted  bool          `json:"already_started"`
	FirstCommitment calendar.Date `json:"first_commitment"`
	Beneficiaries   int           `json:"beneficiaries"`
	Levels          []string      `json:"levels"`
	Publics         []string      `json:"publics"`
	Ages            []string      `json:"ages"`
	Minors          bool          `json:"minors"`
	Youths          Youths        `json:"youths"`
	Victims         int           `json:"victims"`
	Perpetrators    int           `json:"perpetrators"`
	Territory       Territory     `json:"territory"`
	Indicators      []Indicator   `json:"indicators"`
	Costs           []Cost        `json:"costs"`
	Cameras         []Camera      `json:"cameras"`
	Equipment       Equipment     `json:"equipment"`
	Iscg            Iscg          `json:"iscg"`
	Setting         string        `json:"setting"` // of an action of programme R: open, prison
}

// Youths are the young people expected (measures 1 and 2).
type Youths struct {
	Secondary int `json:"secondary"` // exposed
	Tertiary  int `json:"tertiary"`  // at risk of reoffending
	Girls     int `json:"girls"`     // of all of them
}

// Territory is where the action takes place.
type Territory struct {
	Communes         []string `json:"communes"`  // INSEE
	Epcis            []string `json:"epcis"`     // SIREN
	Districts        []string `json:"districts"` // QPV
	Qrr              bool     `json:"qrr"`
	Rural            bool     `json:"rural"` // ZRR, FRR
	WholeDepartement bool     `json:"whole_departement"`
	DistrictShare    string   `json:"district_share"` // percent of the public living in a QPV, as typed
}

// Indicator is what will tell whether the action succeeded.
type Indicator struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	Unit     string `json:"unit"`
	Baseline string `json:"baseline"`
	Target   string `json:"target"`
	Source   string `json:"source"`
}

// Cost is one item of an investment.
type Cost struct {
	ID       string       `json:"id"`
	Label    string       `json:"label"`
	Quantity int          `json:"quantity"`
	Net      money.Amount `json:"net"`   // HT
	Gross    money.Amount `json:"gross"` // TTC
}

// Camera is one sort of camera of a video project.
type Camera struct {
	ID     string       `json:"id"`
	Model  string       `json:"model"`
	Nature string       `json:"nature"` // new, replacement
	Number int          `json:"number"`
	Net    money.Amount `json:"net"` // HT, for all of them
	Gross  money.Amount `json:"gross"`
}

// Equipment is what a municipal police asks for, in units.
type Equipment struct {
	Agents      int `json:"agents"`
	Vests       int `json:"vests"`
	Radios      int `json:"radios"`
	Stations    int `json:"stations"`
	BodyCameras int `json:"body_cameras"`
}

// Iscg is a post of social worker in a police station or a gendarmerie.
type Iscg struct {
	Post      string `json:"post"`
	Unit      string `json:"unit"`
	Employer  string `json:"employer"`
	Etp       string `json:"etp"`       // as typed
	Triennium string `json:"triennium"` // year of its start, as typed
	Index     string `json:"index"`     // 1, 2, 3, beyond
}

// Projects lists the projects that exist, by rank.
func Projects(a Answers) []Project {
	projects := []Project{}
	for _, id := range items(a, "projects") {
		projects = append(projects, project(a, id))
	}
	return projects
}

// items are the ids that exist below a path, by rank.
func items(a Answers, path string) []string {
	var ids []string
	for p := range a {
		if id, below := strings.CutPrefix(p, path+"."); below && itemID.MatchString(id) && Bool(a, p) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(x, y string) int {
		return cmp.Or(cmp.Compare(rank(a, path+"."+x), rank(a, path+"."+y)), cmp.Compare(x, y))
	})
	return ids
}

// project reads one project.
func project(a Answers, id string) Project {
	at := func(field string) string { return "projects." + id + "." + field }
	p := Project{
		ID: id, Title: Text(a, at("title")), Objectives: Text(a, at("objectives")), Description: Text(a, at("description")),
		Starts: Day(a, at("starts")), Ends: Day(a, at("ends")), AlreadyStarted: Bool(a, at("already_started")), FirstCommitment: Day(a, at("first_commitment")),
		Beneficiaries: Int(a, at("beneficiaries.number")), Levels: List(a, at("levels")), Publics: List(a, at("publics")), Ages: List(a, at("beneficiaries.ages")), Minors: Bool(a, at("minors")),
		Youths:  Youths{Int(a, at("youths.secondary")), Int(a, at("youths.tertiary")), Int(a, at("youths.girls"))},
		Victims: Int(a, at("victims")), Perpetrators: Int(a, at("perpetrators")),
		Territory: Territory{List(a, at("territory.communes")), List(a, at("territory.epcis")), List(a, at("territory.districts")),
			Bool(a, at("territory.qrr")), Bool(a, at("territory.rural")), Bool(a, at("territory.whole_departement")), Text(a, at("territory.district_share"))},
		Equipment: Equipment{Int(a, at("equipment.agents")), Int(a, at("equipment.vests")), Int(a, at("equipment.radios")), Int(a, at("equipment.stations")), Int(a, at("equipment.body_cameras"))},
		Iscg:      Iscg{Text(a, at("iscg.post")), Text(a, at("iscg.unit")), Text(a, at("iscg.employer")), Text(a, at("iscg.etp")), Text(a, at("iscg.triennium")), Text(a, at("iscg.index"))},
		Setting:   Text(a, at("setting")),
	}
	for _, i := range items(a, at("indicators")) {
		in := func(field string) string { return Text(a, at("indicators."+i+"."+field)) }
		p.Indicators = append(p.Indicators, Indicator{i, in("label"), in("unit"), in("baseline"), in("target"), in("source")})
	}
	for _, i := range items(a, at("costs")) {
		in := at("costs." + i + ".")
		p.Costs = append(p.Costs, Cost{i, Text(a, in+"label"), Int(a, in+"quantity"), Amount(a, in+"net"), Amount(a, in+"gross")})
	}
	for _, i := range items(a, at("cameras")) {
		in := at("cameras." + i + ".")
		p.Cameras = append(p.Cameras, Camera{i, Text(a, in+"model"), Text(a, in+"nature"), Int(a, in+"number"), Amount(a, in+"net"), Amount(a, in+"gross")})
	}
	return p
}

// Sheets are the budgets of a project, one per year that has an answer, in
// order; those of the body itself if project is "".
func Sheets(a Answers, project string) []budget.Sheet {
	base := "projects." + project + ".budget."
	if project == "" {
		base = "body_budget."
	}
	years := map[int]*budget.Sheet{}
	for _, path := range slices.Sorted(maps.Keys(a)) {
		rest, inside := strings.CutPrefix(path, base)
		head, cell, deep := strings.Cut(rest, ".")
		if !inside || !deep || !yearSegment.MatchString(head) || blank(a, path) {
			continue
		}
		year, _ := strconv.Atoi(head)
		if years[year] == nil {
			years[year] = &budget.Sheet{Year: year, Body: project == "", Amounts: map[string]money.Amount{}, Notes: map[string]string{}, Subsidies: []budget.Subsidy{}}
		}
		fillCell(years[year], a, path, cell)
	}
	sheets := []budget.Sheet{}
	for _, year := range slices.Sorted(maps.Keys(years)) {
		s := years[year]
		s.Subsidies = append(s.Subsidies, others(a, base+strconv.Itoa(year)+".others", year)...)
		sheets = append(sheets, *s)
	}
	return sheets
}

// fillCell puts one answer in its sheet. A funder asked for nothing is not asked.
func fillCell(s *budget.Sheet, a Answers, path, cell string) {
	column, code, _ := strings.Cut(cell, ".")
	switch column {
	case "charges", "products", "uses", "resources":
		s.Amounts[code] = Amount(a, path)
	case "notes":
		s.Notes[code] = Text(a, path)
	case "requests":
		if amount := Amount(a, path); code != "" && !amount.IsZero() {
			s.Subsidies = append(s.Subsidies, budget.Subsidy{ID: code, Funder: code, Amount: amount, Status: "requested", Year: s.Year})
		}
	}
}

// others are the lines of account 74 outside of the grid.
func others(a Answers, path string, year int) []budget.Subsidy {
	var all []budget.Subsidy
	for _, id := range items(a, path) {
		in := path + "." + id + "."
		all = append(all, budget.Subsidy{ID: id, Kind: Text(a, in+"kind"), Label: Text(a, in+"label"), Amount: Amount(a, in+"amount"), Status: Text(a, in+"status"), Year: year})
	}
	return all
}

// Request is what one project asks of one funder of the grid for one year.
type Request struct {
	Project string       `json:"project"`
	Year    int          `json:"year"`
	Funder  string       `json:"funder"`
	Amount  money.Amount `json:"amount"`
}

// Requests lists what the file asks, by project, year and funder.
func Requests(a Answers) []Request {
	requests := []Request{}
	for _, id := range items(a, "projects") {
		for _, sheet := range Sheets(a, id) {
			for _, s := range sheet.Subsidies {
				if s.Funder != "" {
					requests = append(requests, Request{id, sheet.Year, s.Funder, s.Amount})
				}
			}
		}
	}
	return requests
}
