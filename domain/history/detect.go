package history

import (
	"strings"

	"tourdetable/domain/fault"
	"tourdetable/domain/strictjson"
	"tourdetable/domain/tabular"
)

// ErrUnknownJSON refuses a JSON document of no known source.
var ErrUnknownJSON = fault.New(fault.Invalid, "history.unknown_json", "document JSON d'une forme inconnue")

// headerWithin is how many of the first rows of a sheet may hold its header.
const headerWithin = 15

// recognised finds the format of the file by its content, and gives what reads
// it.
func (p *parser) recognised() (read func() error, err error) {
	if p.file.root != nil {
		return p.document(p.file.root)
	}
	names, err := headers(p.file.book)
	if err != nil {
		return nil, err
	}
	switch {
	case names["montantvotettcdecision"] && names["referenceadministrativedemande"]:
		return p.readSubventia, nil
	case names["associationbeneficiairecode"] && names["montantsubvention"]:
		return p.readFonjep, nil
	case names["numeroactionosiris"], names["ndossierosiris"]:
		return p.readOsiris, nil
	case names["nej"] && (names["montantpaye"] || names["ndp"]):
		return p.readForeign("export Chorus", "paiement de Chorus",
			"paiement de l'État, pas une subvention attribuée ; ce fichier s'importe par « tourdetable import chorus »"), nil
	case names["siren"] && names["statutdiffusionunitelegale"]:
		return p.readForeign("répertoire Sirene des unités légales", "unité légale du répertoire",
			"ligne du répertoire Sirene : elle dit qui existe, pas qui a reçu ; rien à importer ici"), nil
	}
	for _, sheet := range p.file.book.Sheets {
		header, err := tabular.FindHeader(sheet, fields)
		if err != nil {
			return nil, err
		}
		if subsidies(header) {
			return p.readList, nil
		}
		if damaged(header) {
			read = p.readDamaged
		}
	}
	if read == nil {
		return nil, unknownHeader(p.file.book)
	}
	return read, nil
}

// headers are the names in the first rows of all sheets, folded.
func headers(book *tabular.Book) (map[string]bool, error) {
	names := map[string]bool{}
	for _, sheet := range book.Sheets {
		rows := 0
		for row, err := range sheet.Rows() {
			if err != nil {
				return nil, err
			}
			for i := range row.Cells {
				names[tabular.Fold(row.Cell(i))] = true
			}
			if rows++; rows == headerWithin {
				break
			}
		}
	}
	return names, nil
}

// document finds the source of a JSON document.
func (p *parser) document(root *strictjson.Node) (func() error, error) {
	switch {
	case root.Kind == '[' && anyOf(root.Items, isDauphin):
		return func() error { return p.readDauphin(root.Items) }, nil
	case isDauphin(root):
		return func() error { return p.readDauphin([]*strictjson.Node{root}) }, nil
	case has(root, "commonSchema"), has(root, "flatSchema"), has(root, "schema"):
		return func() error { return p.readCorrespondence(root) }, nil
	case anyOf(list(root, "items"), func(n *strictjson.Node) bool { return has(n, "code") && has(n, "label") }):
		return func() error { return p.readProgrammes(root) }, nil
	}
	if files := dossiers(root); len(files) > 0 {
		return func() error { return p.readDossiers(files) }, nil
	}
	if form := formOf(root); form != nil {
		return func() error { return p.readForm(form) }, nil
	}
	seen := "aucune"
	keys := root.Keys
	if root.Kind == '[' && len(root.Items) > 0 {
		keys = root.Items[0].Keys
	}
	if len(keys) > 0 {
		seen = "« " + plain(strings.Join(keys[:min(len(keys), 12)], " », « ")) + " »"
	}
	return nil, ErrUnknownJSON.With("« %s » : document JSON d'une forme inconnue ; clés vues : %s ; attendu : une extraction de Dauphin, des dossiers ou un formulaire de Démarches simplifiées, une liste de programmes budgétaires", p.file.Name, seen)
}

// at follows keys from n; nil when one of them is not there, or null.
func at(n *strictjson.Node, keys ...string) *strictjson.Node {
	for _, k := range keys {
		if n == nil {
			return nil
		}
		n = n.Fields[k]
	}
	if !strictjson.Has(n) {
		return nil
	}
	return n
}

func has(n *strictjson.Node, key string) bool { return at(n, key) != nil }

// list are the items under keys; none when there is no list.
func list(n *strictjson.Node, keys ...string) []*strictjson.Node {
	if n = at(n, keys...); n == nil {
		return nil
	}
	return n.Items
}

// scalar is a text or a number with its path; the first of several nodes that
// says something.
func scalar(nodes ...*strictjson.Node) cell {
	for _, n := range nodes {
		if n != nil && (n.Kind == 's' || n.Kind == 'n' || n.Kind == 'b') && said(n.Text) != "" {
			return cell{n.Text, n.Path}
		}
	}
	for _, n := range nodes {
		if n != nil {
			return cell{"", n.Path}
		}
	}
	return cell{}
}

func anyOf(nodes []*strictjson.Node, is func(*strictjson.Node) bool) bool {
	for _, n := range nodes {
		if is(n) {
			return true
		}
	}
	return false
}
