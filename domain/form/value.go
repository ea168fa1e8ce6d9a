package form

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
)

// Shapes of codes. A QPV is checked by its shape: the official list is looked
// up by who has it.
var (
	communeCode     = regexp.MustCompile(`^(\d{5}|2[AB]\d{3})$`)
	districtCode    = regexp.MustCompile(`^(QN[0-9AB]{3}\d{2}[A-Z]|QP[0-9AB]{3}\d{3})$`)
	departementCode = regexp.MustCompile(`^(\d{2}|2[AB]|97[1-8]|98[4-8])$`)
)

// checkValue tells what is wrong with one answer, given the ids of its items.
func (r reading) checkValue(f Field, path string, ids []string) []Problem {
	v := value{reading: r, field: f, path: path, ids: ids}
	switch f.Kind {
	case YesNo, Attestation, Item:
		v.checkBoolean()
	case Choices, Sirens, Communes, Districts, Departements:
		v.checkList()
	case OnRecord:
		if n, err := money.Parse(v.context.Record[path]); err == nil {
			v.checkAtMost(n)
		}
	default:
		v.checkText()
	}
	return v.found
}

// value is one answer under examination.
type value struct {
	reading
	field Field
	path  string
	ids   []string
	found []Problem
}

func (v *value) wrong(code string, severity Severity, format string, args ...any) {
	v.found = append(v.found, Problem{v.path, "form." + code, severity, "« " + v.field.Label + " » : " + fmt.Sprintf(format, args...)})
}

func (v *value) checkBoolean() {
	var b bool
	if json.Unmarshal(v.answers[v.path], &b) != nil {
		v.wrong("type", Blocks, "%s ; attendu : oui ou non", seen(v.answers[v.path]))
	}
}

// seen is an answer as it is shown in a sentence.
func seen(raw json.RawMessage) string {
	s := strings.Trim(string(raw), `"`)
	if utf8.RuneCountInString(s) > 80 {
		s = string([]rune(s)[:80]) + "…"
	}
	return "« " + s + " »"
}

// checkList looks at each item of a list, and at their number.
func (v *value) checkList() {
	var all []string
	if json.Unmarshal(v.answers[v.path], &all) != nil {
		v.wrong("type", Blocks, "%s ; attendu : une liste", seen(v.answers[v.path]))
		return
	}
	all = List(v.answers, v.path)
	if v.field.Max > 0 && len(all) > v.field.Max {
		v.wrong("items", Blocks, "%d réponses ; attendu : %d au plus", len(all), v.field.Max)
	}
	if len(all) < v.field.Min {
		v.wrong("items", Blocks, "%d réponse ; attendu : %d au moins", len(all), v.field.Min)
	}
	for i, s := range all {
		if slices.Contains(all[:i], s) {
			v.wrong("twice", Blocks, "« %s » deux fois ; attendu : une seule", s)
			continue
		}
		v.checkListed(s)
	}
}

// checkListed looks at one item of a list.
func (v *value) checkListed(s string) {
	switch v.field.Kind {
	case Choices:
		v.checkOption(s)
	case Sirens:
		if _, err := identity.ParseSiren(s); err != nil {
			v.wrong("siren", Blocks, "%s", err)
		}
	case Communes:
		v.checkShape(communeCode, s, "le code INSEE de la commune, cinq caractères, par exemple « 38185 » ou « 2A004 »")
	case Districts:
		v.checkShape(districtCode, s, "le code du quartier, par exemple « QN03801M » (2024) ou « QP038001 » (2015)")
	case Departements:
		v.checkShape(departementCode, s, "le code du département, par exemple « 38 », « 2A » ou « 974 »")
	}
}

func (v *value) checkShape(shape *regexp.Regexp, s, expected string) {
	if !shape.MatchString(s) {
		v.wrong("code", Blocks, "« %s » ; attendu : %s", s, expected)
	}
}

// checkOption looks for a code among the options offered here.
func (v *value) checkOption(s string) {
	for _, o := range v.field.Options {
		if o.Code != s {
			continue
		}
		if !v.holds(o.When, v.ids) {
			v.wrong("option", Blocks, "« %s » ; attendu : un choix proposé à ce programme et à cet organisme", o.Label)
		}
		return
	}
	v.wrong("option", Blocks, "« %s » ; attendu : un des choix proposés", s)
}

// checkText looks at an answer that is one string.
func (v *value) checkText() {
	var s string
	if json.Unmarshal(v.answers[v.path], &s) != nil {
		v.wrong("type", Blocks, "%s ; attendu : un texte", seen(v.answers[v.path]))
		return
	}
	switch s = strings.TrimSpace(s); v.field.Kind {
	case Line, Paragraph:
		v.checkLength(s)
	case Choice:
		v.checkOption(s)
	case Integer, Rank:
		v.checkInteger(s)
	case Decimal:
		v.checkNumber(s, "un nombre positif avec au plus deux décimales, par exemple « 1,5 »")
	case Percent:
		v.checkPercent(s)
	case Euros:
		if _, err := money.Parse(s); err != nil {
			v.wrong("amount", Blocks, "%s", err)
		}
	case Date:
		v.checkDay(s)
	case Siret:
		v.checkSiret(s)
	case Iban:
		if _, err := identity.ParseIban(s); err != nil {
			v.wrong("iban", Blocks, "%s", err)
		}
	}
}

func (v *value) checkLength(s string) {
	n := utf8.RuneCountInString(s)
	if v.field.Max > 0 && n > v.field.Max {
		v.wrong("length", Blocks, "%d caractères ; attendu : %d au plus", n, v.field.Max)
	}
	if n < v.field.Min {
		v.wrong("length", Blocks, "%d caractères ; attendu : %d au moins", n, v.field.Min)
	}
}

func (v *value) checkInteger(s string) {
	n, ok := integer(s)
	switch {
	case !ok:
		v.wrong("number", Blocks, "« %s » ; attendu : un nombre entier, 0 ou plus", s)
	case v.field.Max > 0 && n > v.field.Max:
		v.wrong("number", Blocks, "%d ; attendu : %d au plus", n, v.field.Max)
	default:
		v.checkAtMost(money.Cents(int64(n) * 100))
	}
}

// checkNumber looks at a number with decimals, of the same form as an amount.
func (v *value) checkNumber(s, expected string) (money.Amount, bool) {
	n, err := money.Parse(s)
	if err != nil || n.Sign() < 0 || strings.Contains(s, "€") {
		v.wrong("number", Blocks, "« %s » ; attendu : %s", s, expected)
		return n, false
	}
	v.checkAtMost(n)
	return n, true
}

func (v *value) checkPercent(s string) {
	n, ok := v.checkNumber(strings.TrimSpace(strings.TrimSuffix(s, "%")), "un pourcentage, de 0 à 100")
	if ok && n.More(money.Cents(100_00)) {
		v.wrong("percent", Blocks, "%s %% ; attendu : de 0 à 100", plain(n))
	}
}

// checkAtMost compares with the sum of the answers that bound this one, if they
// were given.
func (v *value) checkAtMost(n money.Amount) {
	bound, given, names := money.Zero, false, []string{}
	for _, template := range v.field.AtMost {
		path := fill(template, v.ids)
		text := strings.Join(v.said(path), "")
		given = given || text != ""
		if part, err := money.Parse(text); err == nil {
			bound = bound.Add(part)
		}
		if f, known := v.form.Knows(path); known {
			names = append(names, "« "+f.Label+" »")
		}
	}
	if given && n.More(bound) {
		v.wrong("at_most", Blocks, "%s ; attendu : %s au plus (%s)", plain(n), plain(bound), strings.Join(names, " + "))
	}
}

// plain writes a number without its needless decimals.
func plain(n money.Amount) string {
	return strings.TrimRight(strings.TrimRight(strings.Replace(n.String(), ".", ",", 1), "0"), ",")
}

func (v *value) checkSiret(s string) {
	_, err := identity.ParseSiret(s)
	switch v.context.Departement {
	case "988":
		if _, local := identity.ParseRidet(s); local == nil {
			return
		}
	case "987":
		if _, local := identity.ParseTahiti(s); local == nil {
			return
		}
	}
	if err != nil {
		v.wrong("siret", Blocks, "%s", err)
	}
}

// checkDay looks at a date, at the one that comes before, and at the years of
// the campaign.
func (v *value) checkDay(s string) {
	d, ok := day(s)
	if !ok {
		v.wrong("date", Blocks, "« %s » ; attendu : une date, par exemple « 30/06/2026 »", s)
		return
	}
	if before := Day(v.answers, fill(v.field.NotBefore, v.ids)); v.field.NotBefore != "" && d.Before(before) {
		v.wrong("order", Blocks, "le %s ; attendu : le %s ou après", d.French(), before.French())
	}
	if v.field.Within == "years" {
		v.checkYears(d)
	}
}

// checkYears holds an action inside the years of its campaign. An investment
// (S, K) may end later: its own delays are those of its award.
func (v *value) checkYears(d calendar.Date) {
	first, last := calendar.On(v.context.Year, 1, 1), calendar.On(v.context.lastYear(), 12, 31)
	invests := slices.Contains([]string{"S", "K"}, v.programme())
	isEnd := v.field.NotBefore != ""
	expected := fmt.Sprintf("du %s au %s", first.French(), last.French())
	switch {
	case isEnd && d.Before(first), !isEnd && d.After(last) && !invests:
		v.wrong("year", Blocks, "le %s ; attendu : %s, les années de l'appel", d.French(), expected)
	case !isEnd && d.Before(first), isEnd && d.After(last) && !invests:
		v.found = append(v.found, Problem{v.path, "R21", Warns, fmt.Sprintf("« %s » : le %s ; attendu : %s, sauf si l'appel accepte une action à cheval sur deux années", v.field.Label, d.French(), expected)})
	}
}
