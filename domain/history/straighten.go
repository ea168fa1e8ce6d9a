package history

import (
	"fmt"
	"regexp"
	"strings"

	"tourdetable/domain/tabular"
)

var (
	wholeEuros = regexp.MustCompile(`^-?\d{1,3}(?:[ \x{a0}\x{202f}]?\d{3})*$`)
	cents      = regexp.MustCompile(`^\d{2}$`)
)

// straightened puts back in its columns a row of a text file that bad quoting
// has moved, when that is certain; it refuses a row that stays too long.
func (r reading) straightened(row tabular.Row) (tabular.Row, *refusal) {
	if r.sheet.Delimiter == 0 {
		return row, nil
	}
	row = r.unwrapped(row)
	extra := false
	for i := r.header.Width; i < len(row.Cells); i++ {
		extra = extra || strings.Trim(row.Cell(i), "; ") != ""
	}
	if !extra {
		return row, nil
	}
	if mended, ok := r.joined(row); ok {
		r.note(r.record(mended), Corrected, "virgule non protégée dans le montant ou le texte, remise en place", fieldAmount, "attendu : des guillemets autour d'un texte qui contient une virgule")
		return mended, nil
	}
	return row, &refusal{"colonnes décalées", "", strings.Join(row.Cells[r.header.Width:], string(r.sheet.Delimiter)),
		fmt.Sprintf("%d cellules pour %d colonnes : un délimiteur « %c » non protégé décale la ligne ; attendu : des guillemets autour du texte qui en contient", len(row.Cells), r.header.Width, r.sheet.Delimiter)}
}

// unwrapped opens a row that was quoted whole, as one cell.
func (r reading) unwrapped(row tabular.Row) tabular.Row {
	delimiter := string(r.sheet.Delimiter)
	if len(row.Cells) >= r.header.Width || !strings.Contains(row.Cells[0], delimiter) {
		return row
	}
	cells := append(strings.Split(row.Cells[0], delimiter), row.Cells[1:]...)
	if len(cells) < r.header.Width {
		return row
	}
	return tabular.Row{Line: row.Line, Cells: cells}
}

// joined joins an amount cut at its decimal comma, and the object before it,
// when the nature that follows proves where the amount ends.
func (r reading) joined(row tabular.Row) (tabular.Row, bool) {
	amount := r.header.At(fieldAmount)
	if r.sheet.Delimiter != ',' || r.header.At(fieldObject) != amount-1 || r.header.At(fieldNature) != amount+1 {
		return row, false
	}
	found := -1
	for i := amount; i+2 < len(row.Cells); i++ {
		if strings.HasPrefix(tabular.Fold(row.Cells[i+2]), "aide") && wholeEuros.MatchString(row.Cell(i)) && cents.MatchString(row.Cell(i+1)) {
			if found >= 0 {
				return row, false
			}
			found = i
		}
	}
	if found < 0 {
		return row, false
	}
	object := strings.Join(row.Cells[amount-1:found], ",")
	cells := append(append([]string{}, row.Cells[:amount-1]...), object, row.Cell(found)+","+row.Cell(found+1))
	return tabular.Row{Line: row.Line, Cells: append(cells, row.Cells[found+2:]...)}, true
}
