package history

import (
	"fmt"
	"regexp"

	"tourdetable/domain/strictjson"
)

// Kinds of reference.
const (
	Programme      = "programme"      // a budget programme (LOLF)
	FormField      = "form_field"     // a champ of a form and our field for it
	Correspondence = "correspondence" // a field of Data.Subvention and ours
)

// Reference is an entry of a list that explains subsidies and is none.
type Reference struct {
	Kind   string
	Code   string
	Label  string
	Detail string
	Source string // the file
	Line   int
}

// refer takes r as a reference, once.
func (p *parser) refer(r record, ref Reference) error {
	ref.Code, ref.Label, ref.Detail, ref.Source, ref.Line = said(ref.Code), said(ref.Label), said(ref.Detail), p.file.Name, r.line
	key := ref.Kind + "\x1f" + ref.Code + "\x1f" + ref.Label + "\x1f" + ref.Detail
	if before, ok := p.seen[key]; ok {
		return p.aside(r, &refusal{"élément répété", fieldReference, ref.Code, "identique à celui de la " + before + " : compté une fois"})
	}
	p.seen[key] = Place(r.sheet, r.line)
	p.report.RowsRead, p.report.RowsTaken, p.report.References = p.report.RowsRead+r.rows, p.report.RowsTaken+r.rows, p.report.References+1
	return p.keep.Reference(ref)
}

// aside refuses r as what it is read.
func (p *parser) aside(r record, no *refusal) error {
	p.report.RowsRead += r.rows
	p.refuse(r, no)
	return nil
}

// programmeCode is the number of a budget programme: « 147 », « 0216 ».
var programmeCode = regexp.MustCompile(`^0?\d{3}$`)

// readProgrammes reads the list of budget programmes of Data-Bretagne: it
// names what grants are paid from, and grants nothing itself.
func (p *parser) readProgrammes(root *strictjson.Node) error {
	p.as("demarches", "liste des programmes budgétaires (référentiel, sans subventions)", "élément")
	items := list(root, "items")
	for i, item := range items {
		number, label := scalar(at(item, "code")), scalar(at(item, "label"))
		r := record{line: i + 1, rows: 1, cells: map[string]cell{fieldReference: {number.text, item.Under("code")}}}
		var err error
		switch {
		case !programmeCode.MatchString(number.text):
			err = p.aside(r, &refusal{"numéro de programme illisible", fieldReference, number.text, "attendu : trois chiffres, par exemple « 147 »"})
		case said(label.text) == "":
			err = p.aside(r, &refusal{"programme sans nom", fieldReference, number.text, "attendu : un libellé"})
		default:
			err = p.refer(r, Reference{Kind: Programme, Code: number.text, Label: label.text, Detail: scalar(at(item, "label_theme")).text})
		}
		if err != nil {
			return err
		}
	}
	if total := scalar(at(root, "pageInfo", "totalRows")).text; total != "" && total != fmt.Sprint(len(items)) {
		p.note(record{rows: 1, cells: map[string]cell{fieldReference: {total, "pageInfo.totalRows"}}}, Noticed, "liste incomplète", fieldReference,
			fmt.Sprintf("le fichier porte %d programmes sur %s : une page seulement", len(items), quoted(total)))
	}
	return nil
}
