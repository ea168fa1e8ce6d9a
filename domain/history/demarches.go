package history

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/money"
	"tourdetable/domain/strictjson"
	"tourdetable/domain/tabular"
)

//go:embed demarches.json
var demarchesFile []byte

// demarches maps the labels of the forms of Démarches simplifiées to our
// fields.
var demarches = func() (d struct {
	Labels   map[string][]string // our field → labels
	Cofunder string              // ends the label of a funder's amount
	Sections []string            // kinds of champ that hold no value
	Targets  map[string]string   // field of Data.Subvention → ours
	fields   map[string]string   // folded label → our field
}) {
	if err := json.Unmarshal(demarchesFile, &d); err != nil {
		panic("history: demarches.json: " + err.Error())
	}
	d.fields = map[string]string{}
	for field, labels := range d.Labels {
		for _, label := range labels {
			d.fields[tabular.Fold(label)] = field
		}
	}
	return d
}()

// fieldOf is our field for a label, and the funder it names when it asks for a
// funder's amount; "" when the label is unknown.
func fieldOf(label string) (field, funder string) {
	folded, ending := tabular.Fold(label), tabular.Fold(demarches.Cofunder)
	if name, ok := strings.CutSuffix(folded, ending); ok && name != "" {
		name, _, _ := strings.Cut(label, " - ")
		return fieldCofunders, strings.TrimSpace(name)
	}
	return demarches.fields[folded], ""
}

// isDossier reports whether n is a dossier of the GraphQL API.
func isDossier(n *strictjson.Node) bool { return has(n, "champs") && has(n, "demandeur") }

// dossiers are those of an answer of the API, whatever wraps them.
func dossiers(n *strictjson.Node) []*strictjson.Node {
	if n == nil {
		return nil
	}
	if isDossier(n) {
		return []*strictjson.Node{n}
	}
	var found []*strictjson.Node
	for _, item := range n.Items {
		found = append(found, dossiers(item)...)
	}
	for _, key := range []string{"data", "demarche", "dossier", "dossiers", "nodes", "edges", "node"} {
		found = append(found, dossiers(at(n, key))...)
	}
	return found
}

// readDossiers reads the dossiers: one dossier, one demand.
func (p *parser) readDossiers(files []*strictjson.Node) error {
	p.as("demarches", "dossiers Démarches simplifiées", "élément")
	for i, file := range files {
		if err := p.dossier(file, i+1); err != nil {
			return err
		}
	}
	return nil
}

// dossier settles one dossier.
func (p *parser) dossier(file *strictjson.Node, rank int) error {
	number, body := scalar(at(file, "number")), at(file, "demandeur")
	r := record{line: rank, rows: 1, day: instant, asked: true, cells: map[string]cell{
		fieldReference:     number,
		fieldStatus:        scalar(at(file, "state")),
		fieldBeneficiary:   scalar(at(body, "association", "titre"), at(body, "entreprise", "raisonSociale"), at(body, "entreprise", "nomCommercial")),
		fieldBeneficiaryID: scalar(at(body, "siret"), at(body, "entreprise", "siren")),
		fieldRna:           scalar(at(body, "association", "rna")),
		fieldProgramme:     scalar(at(file, "demarche", "title")),
		fieldAllocator:     service(file),
		fieldAmount:        {"", file.Under("annotations")},
		fieldDate:          scalar(at(file, "dateTraitement")),
	}}
	if number.text != "" {
		r.demand = "demarches:" + said(number.text)
	}
	if kind := scalar(at(body, "__typename")).text; kind == "PersonnePhysique" {
		p.report.RowsRead++
		p.refuse(r, &refusal{"demandeur personne physique", fieldBeneficiaryID, "(valeur masquée)", "le demandeur est une personne physique : ni son nom ni sa demande ne sont gardés ; attendu : un organisme"})
		return nil
	}
	for _, where := range []string{"champs", "annotations"} {
		for _, champ := range list(file, where) {
			p.champ(&r, champ)
		}
	}
	if said(r.text(fieldExercice)) == "" {
		if day, ok := instant(scalar(at(file, "dateDepot"), at(file, "datePassageEnConstruction")).text); ok {
			r.cells[fieldExercice] = cell{fmt.Sprint(day.Year()), file.Under("dateDepot")}
			p.note(r, Corrected, "exercice absent, lu dans la date de dépôt", fieldExercice, "aucun champ du formulaire ne dit l'année")
		}
	}
	return p.settle(r)
}

// service is who examines, when the group of instructors has a name.
func service(file *strictjson.Node) cell {
	name := scalar(at(file, "demarche", "service", "nom"), at(file, "groupeInstructeur", "label"))
	switch tabular.Fold(name.text) {
	case "defaut", "groupeprincipal":
		name.text = ""
	}
	return name
}

// champ reads one answer of the form into r.
func (p *parser) champ(r *record, champ *strictjson.Node) {
	label, value := scalar(at(champ, "label")).text, scalar(at(champ, "stringValue"))
	if said(value.text) == "" {
		return // a title, an empty answer, or files
	}
	if number := at(champ, "decimalNumber"); number != nil {
		value.text = number.Text
	}
	field, funder := fieldOf(label)
	switch {
	case funder != "":
		if amount := p.priced(*r, value); amount != nil {
			r.cofunders = append(r.cofunders, Cofunder{Name: funder, Requested: amount})
		}
	case field == fieldCofunders:
		p.named(r, champ, value)
	case field == "":
		aside := *r
		aside.cells = map[string]cell{label: value}
		p.note(aside, Noticed, "champ sans correspondance, non repris", label, "« "+quoted(label)+" » ne correspond à aucune donnée de l'antériorité")
	case said(r.text(field)) != "" && said(r.text(field)) != said(value.text):
		aside := *r
		aside.cells = map[string]cell{field: value}
		p.note(aside, Dropped, "deux champs pour la même donnée, le second laissé de côté", field, "« "+field+" » vaut déjà « "+quoted(r.text(field))+" »")
	default:
		r.cells[field] = value
	}
}

// priced reads the amount asked from a funder.
func (p *parser) priced(r record, value cell) *money.Amount {
	r.cells = map[string]cell{fieldCofundersAmounts: value}
	return p.optional(r, fieldCofundersAmounts)
}

// named adds the funders that an answer lists without their amounts.
func (p *parser) named(r *record, champ *strictjson.Node, value cell) {
	names := []string{value.text}
	if values := list(champ, "values"); len(values) > 0 {
		names = nil
		for _, v := range values {
			names = append(names, v.Text)
		}
	}
	for _, name := range names {
		if name = said(name); name != "" {
			r.cofunders = append(r.cofunders, Cofunder{Name: name})
		}
	}
}

// formOf is the démarche of an answer that tells a form and no dossier.
func formOf(n *strictjson.Node) *strictjson.Node {
	for _, form := range []*strictjson.Node{n, at(n, "data", "demarche"), at(n, "demarche")} {
		if has(form, "activeRevision") || has(form, "champDescriptors") {
			return form
		}
	}
	return nil
}

// readForm reads a form: one champ, one element. Those that tell one of our
// fields are taken as references of how the dossiers will be read.
func (p *parser) readForm(form *strictjson.Node) error {
	p.as("demarches", "formulaire Démarches simplifiées", "élément")
	revision := form
	if r := at(form, "activeRevision"); r != nil {
		revision = r
	}
	number := scalar(at(form, "number"), at(form, "id")).text
	var read func(*strictjson.Node) error
	read = func(champ *strictjson.Node) error {
		if err := p.descriptor(number, champ); err != nil {
			return err
		}
		for _, inner := range list(champ, "champDescriptors") {
			if err := read(inner); err != nil {
				return err
			}
		}
		return nil
	}
	for _, where := range []string{"champDescriptors", "annotationDescriptors"} {
		for _, champ := range list(revision, where) {
			if err := read(champ); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *parser) descriptor(form string, champ *strictjson.Node) error {
	label := scalar(at(champ, "label"))
	r := record{line: p.report.RowsRead + 1, rows: 1, cells: map[string]cell{fieldReference: label}}
	field, funder := fieldOf(label.text)
	switch {
	case slices.Contains(demarches.Sections, scalar(at(champ, "__typename")).text):
		return p.aside(r, &refusal{"titre ou explication du formulaire", fieldReference, label.text, "« " + quoted(label.text) + " » ne recueille aucune valeur"})
	case field == "":
		return p.aside(r, &refusal{"champ sans correspondance", fieldReference, label.text, "« " + quoted(label.text) + " » ne correspond à aucune donnée de l'antériorité : sa valeur ne sera pas reprise des dossiers"})
	case funder != "":
		field += " : " + funder
	}
	return p.refer(r, Reference{Kind: FormField, Code: form + "/" + scalar(at(champ, "id")).text, Label: label.text, Detail: field})
}

// readCorrespondence reads a table of correspondence of Data.Subvention, from
// the labels of a form to its own fields.
func (p *parser) readCorrespondence(root *strictjson.Node) error {
	p.as("demarches", "table de correspondance Démarches simplifiées", "élément")
	for _, schema := range root.Keys {
		for _, entry := range list(root, schema) {
			if err := p.correspondence(schema, entry); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *parser) correspondence(schema string, entry *strictjson.Node) error {
	target := scalar(at(entry, "to"))
	if target.at == "" {
		target.at = entry.Path
	}
	r := record{line: p.report.RowsRead + 1, rows: 1, cells: map[string]cell{fieldReference: target}}
	var from []string
	for _, label := range list(entry, "possibleLabels") {
		from = append(from, label.Text)
	}
	for _, key := range []string{"from", "value"} {
		if text := scalar(at(entry, key)).text; text != "" {
			from = append(from, text)
		}
	}
	field := demarches.Targets[target.text]
	switch {
	case target.text == "" || len(from) == 0:
		return p.aside(r, &refusal{"correspondance incomplète", fieldReference, target.text, "attendu : une cible (« to ») et au moins une origine (« from », « possibleLabels » ou « value »)"})
	case field == "":
		return p.aside(r, &refusal{"cible sans équivalent", fieldReference, target.text, "aucune donnée de l'antériorité ne répond à « " + quoted(target.text) + " »"})
	}
	return p.refer(r, Reference{Kind: Correspondence, Code: schema + "/" + target.text, Label: strings.Join(from, " | "), Detail: field})
}
