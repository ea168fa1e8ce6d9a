package budget

import (
	"fmt"
	"maps"
	"slices"

	"tourdetable/domain/money"
)

// Severity is how hard a problem is.
type Severity string

const (
	Blocks Severity = "blocks"
	Warns  Severity = "warns"
)

// Problem is one thing that is wrong in a sheet.
type Problem struct {
	Path     string   `json:"path"` // inside the sheet: "charges.60-1", "others.o1.label"; "" the sheet as a whole
	Rule     string   `json:"rule"` // "R01", "R02", or "budget.what"
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // French, with the value seen and what was expected
}

// Check tells what is wrong with the sheet, line by line, then as a whole. An
// empty sheet has no problem: whether one is due is the form's to say.
func (c Chart) Check(s Sheet) []Problem {
	var found []Problem
	for _, code := range slices.Sorted(maps.Keys(s.Amounts)) {
		found = append(found, c.checkLine(s, code, s.Amounts[code])...)
	}
	for _, sub := range s.Subsidies {
		found = append(found, c.checkSubsidy(s, sub)...)
	}
	return append(found, c.checkBalance(s)...)
}

// checkLine looks at one amount.
func (c Chart) checkLine(s Sheet, code string, a money.Amount) []Problem {
	l, known := c.Line(code)
	switch path := string(l.Side) + "." + code; {
	case a.IsZero():
		return nil
	case !known:
		return []Problem{{code, "budget.line", Blocks, fmt.Sprintf("ligne « %s » : %s sur une ligne que le plan de comptes %s ne connaît pas", code, a.French(), c.Version)}}
	case !l.In(s.Body) && l.BodyOnly:
		return []Problem{{path, "R01", Blocks, fmt.Sprintf("« %s » : %s ; attendu : %s, le budget d'un projet ne prévoit ni excédent ni insuffisance", l.Label, a.French(), money.Zero.French())}}
	case !l.In(s.Body):
		return []Problem{{path, "budget.line", Blocks, fmt.Sprintf("« %s » : %s ; attendu : rien, cette ligne n'existe que dans le budget d'un projet", l.Label, a.French())}}
	default:
		return checkAmount(path, l.Label, a)
	}
}

// checkAmount tells an amount below zero, and cents.
func checkAmount(path, label string, a money.Amount) []Problem {
	switch {
	case a.Sign() < 0:
		return []Problem{{path, "budget.negative", Blocks, fmt.Sprintf("« %s » : %s ; attendu : un montant positif", label, a.French())}}
	case a.Cents()%100 != 0:
		return []Problem{{path, "budget.cents", Warns, fmt.Sprintf("« %s » : %s ; attendu : des euros entiers, le CERFA n'indique pas les centimes", label, a.French())}}
	}
	return nil
}

// checkSubsidy looks at one line of account 74. On the grid, a funder asked for
// nothing is a funder not asked.
func (c Chart) checkSubsidy(s Sheet, sub Subsidy) []Problem {
	if sub.Funder != "" {
		return checkAmount(sub.Path(), sub.Funder, sub.Amount)
	}
	var found []Problem
	wrong := func(field, rule, format string, args ...any) {
		found = append(found, Problem{sub.Path() + "." + field, rule, Blocks, fmt.Sprintf(format, args...)})
	}
	if sub.Label == "" {
		wrong("label", "budget.label", "subvention de %s sans financeur ; attendu : le nom de l'organisme ou du service", sub.Amount.French())
	}
	if _, known := c.kind(sub.Kind); !known {
		wrong("kind", "budget.kind", "subvention « %s » : nature « %s » ; attendu : une des natures du compte 74", sub.Label, sub.Kind)
	}
	if !slices.ContainsFunc(c.Statuses, func(st Status) bool { return st.Code == sub.Status }) {
		wrong("status", "budget.status", "subvention « %s » : état « %s » ; attendu : demandée, acquise ou notifiée", sub.Label, sub.Status)
	}
	if sub.Year != 0 && sub.Year != s.Year {
		wrong("year", "budget.year", "subvention « %s » : année %d ; attendu : %d, celle du budget", sub.Label, sub.Year, s.Year)
	}
	if sub.Amount.IsZero() {
		wrong("amount", "budget.amount", "subvention « %s » : %s ; attendu : un montant, ou retirer la ligne", sub.Label, sub.Amount.French())
	}
	return append(found, checkAmount(sub.Path()+".amount", sub.Label, sub.Amount)...)
}

// checkBalance holds R01 and R02.
func (c Chart) checkBalance(s Sheet) []Problem {
	t := c.Totals(s)
	var found []Problem
	if !t.Gap.IsZero() {
		found = append(found, Problem{"", "R01", Blocks, fmt.Sprintf("budget %d : charges %s, produits %s ; attendu : l'équilibre, %s", s.Year, t.Charges.French(), t.Products.French(), missing(t.Gap, "de produits", "de charges"))})
	}
	if !t.InKindGap.IsZero() {
		found = append(found, Problem{"uses", "R02", Blocks, fmt.Sprintf("contributions volontaires %d : emplois (86) %s, ressources (87) %s ; attendu : l'égalité, %s", s.Year, t.Uses.French(), t.Resources.French(), missing(t.InKindGap, "de ressources", "d'emplois"))})
	}
	return found
}

// missing tells which side falls short: right if the gap is positive.
func missing(gap money.Amount, right, left string) string {
	if gap.Sign() > 0 {
		return fmt.Sprintf("il manque %s %s", gap.French(), right)
	}
	return fmt.Sprintf("il manque %s %s", gap.Abs().French(), left)
}
