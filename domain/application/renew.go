package application

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tourdetable/domain/body"
	"tourdetable/domain/form"
	"tourdetable/domain/money"
	"tourdetable/domain/postgres"
)

// told is an answer that the program gives.
func told(path string, value any) Answer {
	text, _ := json.Marshal(value)
	return Answer{Path: path, Value: text}
}

// budgetYear is the year in the path of a budget.
var budgetYear = regexp.MustCompile(`^((?:projects\.[^.]+\.budget|body_budget)\.)(\d{4})(\..+)$`)

// moved is the answer, years later: the year of a budget moves with it, and so
// do the days of a project.
func (a Answer) moved(years int) Answer {
	if m := budgetYear.FindStringSubmatch(a.Path); m != nil {
		year, _ := strconv.Atoi(m[2])
		a.Path = fmt.Sprintf("%s%d%s", m[1], year+years, m[3])
	}
	if day := form.Day(form.Answers{a.Path: a.Value}, a.Path); dayPath.MatchString(a.Path) && !day.IsZero() {
		a.Value = told(a.Path, day.AddMonths(12*years).String()).Value
	}
	return a
}

var dayPath = regexp.MustCompile(`^projects\.[^.]+\.(starts|ends)$`)

// answersOfPlan are the answers that the plan of a file without form tells.
func (a Application) answersOfPlan() []Answer {
	p := "projects.p1"
	all := []Answer{told(p, true), told(p+".title", a.Title), told(p+".objectives", a.Summary),
		told(p+".starts", a.StartsOn.String()), told(p+".ends", a.EndsOn.String()), told("request.years", strconv.Itoa(a.Years))}
	measures := make([]string, len(a.Measures))
	for i, n := range a.Measures {
		measures[i] = strconv.Itoa(n)
	}
	all = append(all, told("measures", measures))
	sheet := fmt.Sprintf("%s.budget.%d", p, a.Year)
	charges, notes := map[string]money.Amount{}, map[string][]string{}
	for _, l := range a.Plan.Charges {
		code := lineOf(l.Account)
		charges[code], notes[code] = charges[code].Add(l.Amount), append(notes[code], l.Label)
	}
	for _, code := range slices.Sorted(maps.Keys(charges)) {
		all = append(all, told(sheet+".charges."+code, charges[code].French()), told(sheet+".notes."+code, cut(strings.Join(notes[code], " ; "), 500)))
	}
	for _, r := range a.Plan.Requests {
		all = append(all, told(sheet+".requests."+r.Funder, r.Amount.French()))
	}
	if a.Plan.OtherPublic.Sign() > 0 {
		other := sheet + ".others.o1"
		all = append(all, told(other, true), told(other+".kind", "public_body"), told(other+".label", "Autres aides publiques"), told(other+".amount", a.Plan.OtherPublic.French()), told(other+".status", "requested"))
	}
	if a.Plan.Own.Sign() > 0 {
		all = append(all, told(sheet+".products.own-1", a.Plan.Own.French()))
	}
	return all
}

// lineOf is the first line of an account in the table of the form; "6" is the
// charges shared out by the body.
func lineOf(account string) string {
	if len(account) < 2 {
		return "indirect-1"
	}
	return account[:2] + "-1"
}

// usableIban is the account of the body that can be paid now; "" if it has none.
func usableIban(tx postgres.Tx, organisation string) (string, error) {
	account, err := body.UsableAccount(tx, organisation, tx.Now)
	if errors.Is(err, body.ErrNoUsable) {
		return "", nil
	}
	return account.Iban.String(), err
}
