package body

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/party"
)

// Problem is what is wrong with a field, told beside it. It refuses nothing.
type Problem struct {
	Path    string `json:"path"`
	Missing bool   `json:"missing" doc:"Le champ est vide, et sera demandé au dépôt d'un dossier"`
	Detail  string `json:"detail"`
}

// Problems lists what is wrong in a record, by path.
func Problems(o party.Organisation, f Fields) []Problem {
	problems := []Problem{}
	for path, a := range asks {
		if a.must != nil && !strings.Contains(path, "*") && f.Text(path) == "" && len(f.List(path)) == 0 && a.must(o, f) {
			problems = append(problems, Problem{path, true, fmt.Sprintf("%s : à renseigner", a.label)})
		}
	}
	for path := range f {
		a, _ := known(path)
		if a.check == nil || f.Text(path) == "" {
			continue
		}
		if why := a.check(f, path); why != "" {
			problems = append(problems, Problem{path, false, fmt.Sprintf("« %s » : %s", excerpt(f.Text(path)), why)})
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return problems
}

func excerpt(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func short(most int) func(Fields, string) string {
	return func(f Fields, path string) string {
		if n := len([]rune(f.Text(path))); n > most {
			return fmt.Sprintf("%d caractères ; attendu : %d au plus", n, most)
		}
		return ""
	}
}

func matching(form, expected string) func(Fields, string) string {
	right := regexp.MustCompile(form)
	return func(f Fields, path string) string {
		if right.MatchString(f.Text(path)) {
			return ""
		}
		return "attendu : " + expected
	}
}

func oneOf(values ...string) func(Fields, string) string {
	return func(f Fields, path string) string {
		if slices.Contains(values, f.Text(path)) {
			return ""
		}
		return "choix inconnu"
	}
}

func website(f Fields, path string) string {
	text := f.Text(path)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	if u, err := url.Parse(text); err != nil || !strings.Contains(u.Host, ".") || strings.ContainsAny(text, " \t") || u.Scheme != "https" && u.Scheme != "http" {
		return "attendu : une adresse de site, par exemple « www.exemple.fr »"
	}
	return ""
}

func day(f Fields, path string) string {
	if _, err := calendar.Parse(f.Text(path)); err != nil {
		return "attendu : un jour qui existe"
	}
	return ""
}

func rna(f Fields, path string) string {
	x, err := identity.ParseRna(f.Text(path))
	switch {
	case err != nil:
		return "attendu : W suivi de 9 chiffres, tel qu'il figure sur le récépissé de la préfecture"
	case !x.Digital():
		return "des lettres suivent le W : vérifiez-le sur le récépissé de la préfecture"
	}
	return ""
}

func ridet(f Fields, path string) string {
	if _, err := identity.ParseRidet(f.Text(path)); err != nil {
		return "attendu : 6, 7, 9 ou 10 chiffres"
	}
	return ""
}

func tahiti(f Fields, path string) string {
	if _, err := identity.ParseTahiti(f.Text(path)); err != nil {
		return "attendu : une lettre ou un chiffre, 5 chiffres, puis 3 pour un établissement"
	}
	return ""
}

func whole(f Fields, path string) string {
	if n, ok := hundredths(f.Text(path)); !ok || n%100 != 0 {
		return "attendu : un nombre entier"
	}
	return ""
}

// withinEmployees checks a part of the employees: aided jobs, or their time in
// full-time equivalents (two decimals).
func withinEmployees(f Fields, path string) string {
	n, ok := hundredths(f.Text(path))
	if !ok || n%100 != 0 && !strings.HasSuffix(path, ".fte") {
		return "attendu : un nombre, par exemple « 3 » (ou « 3,50 » pour des ETPT)"
	}
	employees := f.Text(path[:strings.LastIndexByte(path, '.')] + ".employees")
	if all, ok := hundredths(employees); ok && n > all {
		return fmt.Sprintf("plus que les %s salariés déclarés", employees)
	}
	return ""
}

var decimal = regexp.MustCompile(`^(\d{1,6})(?:[.,](\d{1,2}))?$`)

// hundredths reads « 3,5 » as 350.
func hundredths(s string) (int, bool) {
	m := decimal.FindStringSubmatch(strings.ReplaceAll(s, " ", ""))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1] + (m[2] + "00")[:2])
	return n, err == nil
}
