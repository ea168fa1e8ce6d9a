package attachment

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// CleanName makes a name that can be shown and saved anywhere of one that was sent:
// its last element, without control, bidirectional or invisible characters, in
// composed Unicode, 120 characters at most with its extension kept. A name that
// holds nothing is « fichier ».
func CleanName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, "�"))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r) || r == unicode.ReplacementChar: // control, bidirectional, invisible
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if name == "" {
		return "fichier"
	}
	ext := path.Ext(name)
	if stem := []rune(strings.TrimSuffix(name, ext)); len(stem)+len([]rune(ext)) > nameMax {
		name = strings.TrimSpace(string(stem[:max(1, min(len(stem), nameMax-len([]rune(ext))))])) + ext
	}
	if r := []rune(name); len(r) > nameMax {
		name = string(r[:nameMax])
	}
	return name
}

// extension is the end of a name, in lower case, without its dot.
func extension(name string) string { return strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")) }

// programs are the extensions that a system runs, or that a browser does.
var programs = []string{"app", "bat", "cmd", "com", "cpl", "dll", "exe", "gadget", "hta", "htm", "html", "jar", "js", "jse", "lnk", "mht", "mhtml",
	"msi", "php", "pif", "ps1", "py", "reg", "scr", "sh", "svg", "vbe", "vbs", "wsf", "xhtml", "xml"}

// disguised returns the extension of a program inside a name that ends
// otherwise, « facture.exe.pdf »; "" if there is none.
func disguised(name string) string {
	parts := strings.Split(strings.ToLower(name), ".")
	for _, p := range parts[1:max(1, len(parts)-1)] {
		if p = strings.TrimSpace(p); slices.Contains(programs, p) {
			return p
		}
	}
	return ""
}
