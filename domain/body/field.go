package body

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/party"
)

// Source is where a value comes from (provenance).
type Source string

const (
	Typed    Source = "typed"    // typed in the record
	Register Source = "register" // taken from a register
	File     Source = "file"     // told in a file
)

// Field is one value of a record, with its provenance.
type Field struct {
	Path    string          `json:"path"`
	Label   string          `json:"label" doc:"Le nom du champ, en français"`
	Value   json.RawMessage `json:"value"`
	Version int             `json:"version" doc:"0 : connu d'ailleurs, jamais saisi ici"`
	At      *time.Time      `json:"at,omitempty"`
	By      string          `json:"by" doc:"Qui l'a donné"`
	Source  Source          `json:"source" enum:"typed,register,file"`
}

// Fields is a record, by path.
type Fields map[string]Field

// Text is the text of a field; "" for none.
func (f Fields) Text(path string) string {
	var s string
	_ = json.Unmarshal(f[path].Value, &s)
	return strings.TrimSpace(s)
}

// Yes reports whether a box is ticked.
func (f Fields) Yes(path string) bool {
	var b bool
	_ = json.Unmarshal(f[path].Value, &b)
	return b
}

// List is the list of a field, without its empty lines.
func (f Fields) List(path string) []string {
	var all, filled []string
	_ = json.Unmarshal(f[path].Value, &all)
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			filled = append(filled, s)
		}
	}
	return filled
}

// Approved reports whether an approval is named in the record.
func (f Fields) Approved() bool {
	for path := range f {
		if strings.HasPrefix(path, "approvals.") && strings.HasSuffix(path, ".type") && f.Text(path) != "" {
			return true
		}
	}
	return false
}

// ask is one question of the record: its name, and what its answer must be.
type ask struct {
	label string
	check func(Fields, string) string // what is wrong with the answer at a path; "" for nothing
	must  func(party.Organisation, Fields) bool
}

// asks is the record, by path. CERFA 12156*06, blocks 1 to 4 and 8.
var asks = map[string]ask{
	"acronym":        {label: "Sigle", check: short(50)},
	"website":        {label: "Site internet", check: website},
	"legal_category": {label: "Catégorie juridique", check: matching(`^\d{4}$`, "le code INSEE à 4 chiffres, par exemple « 9220 » pour une association déclarée")},
	"rna":            {label: "Numéro RNA", check: rna, must: needsRna},
	"local_register.number": {label: "Registre d'Alsace-Moselle : numéro", check: short(50), must: func(o party.Organisation, f Fields) bool {
		return needsRegister(o, f) && f.Text("rna") == ""
	}},
	"local_register.on":     {label: "Registre d'Alsace-Moselle : date", check: day, must: registered},
	"local_register.volume": {label: "Registre d'Alsace-Moselle : volume", check: short(50), must: registered},
	"local_register.folio":  {label: "Registre d'Alsace-Moselle : folio", check: short(50), must: registered},
	"local_register.court":  {label: "Registre d'Alsace-Moselle : tribunal", check: short(200), must: registered},
	"ridet":                 {label: "Numéro RIDET", check: ridet},
	"tahiti":                {label: "Numéro Tahiti", check: tahiti},

	"address.line":              {label: "Adresse du siège", check: short(250), must: always},
	"address.postal_code":       {label: "Code postal du siège", check: matching(`^\d{5}$`, "5 chiffres, par exemple « 69001 »"), must: always},
	"address.commune":           {label: "Commune du siège", check: short(150), must: always},
	"address.commune_code":      {label: "Code INSEE de la commune", check: matching(`^(\d{5}|2[AB]\d{3})$`, "5 caractères, par exemple « 69123 » ou « 2A004 »")},
	"address.delegated_commune": {label: "Commune déléguée", check: short(150)},
	"mail.line":                 {label: "Adresse de correspondance", check: short(250)},
	"mail.postal_code":          {label: "Code postal de correspondance", check: matching(`^\d{5}$`, "5 chiffres, par exemple « 69001 »"), must: filled("mail.line")},
	"mail.commune":              {label: "Commune de correspondance", check: short(150), must: filled("mail.line")},

	"public_utility":     {label: "Reconnue d'utilité publique"},
	"public_utility_on":  {label: "Date de publication au Journal officiel", check: day, must: ticked("public_utility")},
	"commercial_taxes":   {label: "Assujettie aux impôts commerciaux"},
	"esus":               {label: "Agrément ESUS"},
	"networks":           {label: "Réseaux, unions ou fédérations"},
	"has_legal_members":  {label: "Des personnes morales sont adhérentes"},
	"legal_members":      {label: "Personnes morales adhérentes", must: ticked("has_legal_members")},
	"charter":            {label: "Souscription à la Charte des engagements réciproques"},
	"public_aid_bracket": {label: "Aides publiques sur trois exercices", check: oneOf("up_to_500k", "over_500k")},
	"approvals.*.type":   {label: "Agrément : type", check: short(150)},
	"approvals.*.by":     {label: "Agrément : attribué par", check: short(150), must: nil},
	"approvals.*.on":     {label: "Agrément : date", check: day},
	"staff.*.volunteers": {label: "Bénévoles", check: whole},
	"staff.*.civic":      {label: "Volontaires (service civique)", check: whole},
	"staff.*.employees":  {label: "Salariés", check: whole},
	"staff.*.aided":      {label: "dont emplois aidés", check: withinEmployees},
	"staff.*.fte":        {label: "Salariés en équivalent temps plein travaillé (ETPT)", check: withinEmployees},
	"staff.*.lent":       {label: "Personnels mis à disposition par une autorité publique", check: whole},
	"staff.*.members":    {label: "Adhérents", check: whole},
}

// keyed is the form of what stands for * in a path: a year, or the mark of a row.
var keyed = regexp.MustCompile(`^(approvals|staff)\.([A-Za-z0-9-]{1,36})\.([a-z]+)$`)

// pattern is the key of a path in asks, and what stands for its *.
func pattern(path string) (key, star string) {
	if m := keyed.FindStringSubmatch(path); m != nil {
		return m[1] + ".*." + m[3], m[2]
	}
	return path, ""
}

// known returns the question of a path.
func known(path string) (ask, bool) {
	key, star := pattern(path)
	a, ok := asks[key]
	if ok && strings.HasPrefix(key, "staff.") {
		_, err := calendar.Parse(star + "-12-31")
		ok = err == nil
	}
	return a, ok
}

// labelOf names a path for people: « Salariés au 31/12/2025 ».
func labelOf(path string) string {
	a, _ := known(path)
	if key, star := pattern(path); strings.HasPrefix(key, "staff.") {
		return fmt.Sprintf("%s au 31/12/%s", a.label, star)
	}
	return a.label
}

func always(party.Organisation, Fields) bool { return true }

func needsRna(o party.Organisation, f Fields) bool {
	return o.Kind == "association" && !needsRegister(o, f) && f.Text("ridet")+f.Text("tahiti") == ""
}

// needsRegister reports whether the seat of an association is where associations
// are entered in the register of a court rather than in the RNA; until its
// address is told, the seat is where its préfecture is.
//
// Law: code civil local (Alsace-Moselle), art. 21 et 55.
func needsRegister(o party.Organisation, f Fields) bool {
	seat := o.Departement
	if code := f.Text("address.postal_code"); len(code) == 5 {
		seat = code[:2]
	}
	return o.Kind == "association" && (seat == "57" || seat == "67" || seat == "68")
}

func registered(_ party.Organisation, f Fields) bool { return f.Text("local_register.number") != "" }

func filled(path string) func(party.Organisation, Fields) bool {
	return func(_ party.Organisation, f Fields) bool { return f.Text(path) != "" }
}

func ticked(path string) func(party.Organisation, Fields) bool {
	return func(_ party.Organisation, f Fields) bool { return f.Yes(path) }
}
